//! Where a consultation is worked at: by whom, on whose chart; loading, saving, signing off.
use super::photographs::Set;
use super::said::{Fault, Said};
use super::show::Consult;
use super::deeds::Done;
use super::{body_image, concerns, goals, history, living, medicines, skin, so_far, still};
use crate::features::ask::find;
use crate::session::{Guest, Signed, quoted};
use crate::{House, Oops};
use chart::ChartError;
use chart::book::new_id;
use chart::case::day_of;
use chart::consult::{Age, Consultation, Section, Standing, standing};
use chart::fold::Chart;
use chart::patient::{Kept, NewEntry, Why};
use chart::register::By;
use knowledge::Knowledge;
use vocab::Day;
use vocab::goals::Concern;

/// Where a guest goes who has answered the last section.
pub(super) const FINISHED: &str = "/thank-you";
/// How often a save is tried again when another section was saved at the same time.
const TRIES: u32 = 6;
/// The last lines of the chart that stand beside the answers.
const LOG: usize = 4;

/// What came of a save.
pub(super) enum Saved {
    /// It is kept; the page to go to.
    Go(String),
    /// It is not kept; the page that says why.
    Look(Box<Consult>),
}

/// Who works at whose consultation.
pub(super) struct Desk<'h> {
    house: &'h House,
    patient: String,
    by: By,
    why: Why,
    guest: bool,
    csrf: String,
}

/// Everything that a page of a consultation is made of.
struct Loaded {
    kept: Kept,
    chart: Chart,
    standing: Vec<Standing>,
}

/// The name in a chart.
pub(super) fn name(chart: &Chart) -> String {
    chart.identity().map(|identity| identity.name).unwrap_or_default()
}

pub(super) fn knowledge() -> Result<&'static Knowledge, Oops> {
    crate::house::knowledge().ok_or(Oops::Broken)
}

impl<'h> Desk<'h> {
    /// The desk of somebody who is signed in.
    pub(super) fn of_staff(house: &'h House, signed: &Signed, patient: &str) -> Result<Self, Oops> {
        house.kept()?;
        let why = signed.why(patient);
        Ok(Self { house, patient: patient.to_owned(), by: house.by(signed), why, guest: false, csrf: signed.csrf.clone() })
    }

    /// The desk of a guest: only ever their own.
    pub(super) fn of_guest(house: &'h House, guest: &Guest) -> Result<Self, Oops> {
        house.kept()?;
        let by = By { author: guest.patient.clone(), at: house.now_ms() };
        Ok(Self { house, patient: guest.patient.clone(), by, why: Why::OwnRequest, guest: true, csrf: guest.csrf.clone() })
    }

    /// The consultation that is under way.
    pub(super) async fn kept(&self) -> Result<Option<Kept>, Oops> {
        Ok(self.house.kept()?.patients().consultation(&self.patient).await?)
    }

    /// The chart; the look is remembered.
    pub(super) async fn chart(&self) -> Result<Chart, Oops> {
        let patients = self.house.kept()?.patients();
        Ok(Chart::of(&patients.glance(&self.patient, self.why, &self.by, &mut *self.house.chance()).await?))
    }

    /// How many facts of a chart are to be confirmed.
    pub(super) fn old(&self, chart: &Chart) -> Result<usize, Oops> {
        let all = standing(knowledge()?, chart, self.by.at);
        Ok(all.iter().filter(|one| one.age != Age::Fresh).count())
    }

    async fn load(&self) -> Result<Option<Loaded>, Oops> {
        let Some(kept) = self.kept().await? else { return Ok(None) };
        let chart = self.chart().await?;
        let standing = standing(knowledge()?, &chart, self.by.at);
        Ok(Some(Loaded { kept, chart, standing }))
    }

    pub(super) fn today(&self) -> Result<Day, Oops> {
        self.house.today().ok_or(Oops::Broken)
    }

    /// The page of a section; `None` where no consultation is under way.
    pub(super) async fn page(&self, section: Section, asked: &Said) -> Result<Option<Consult>, Oops> {
        let Some(loaded) = self.load().await? else { return Ok(None) };
        let concern = concern_of(&loaded.kept.consultation, asked);
        let zone = self.house.zone();
        let last = super::carried::last(&loaded.chart, &loaded.kept.consultation, section, self.today()?, &zone);
        let from = last.as_ref().map_or(&loaded.kept.consultation, |(last, _)| last);
        let mut said = shown(from, section, concern, &loaded.standing)?;
        said.put("find", asked.get("find"));
        let page = self.made(loaded, section, concern, said, Vec::new(), None).await?;
        Ok(Some(Consult { carried: last.map(|(_, on)| on), ..page }))
    }

    async fn made(&self, loaded: Loaded, section: Section, concern: Concern, said: Said, faults: Vec<Fault>, other: Option<String>) -> Result<Consult, Oops> {
        let Loaded { kept, chart, standing } = loaded;
        let strip = if self.guest {
            None
        } else {
            let with = so_far::with_draft(&chart, &kept.consultation, &standing, self.by.at);
            let gate = crate::features::ask::gate()?;
            let policy = gate.knowledge().policy();
            Some(so_far::strip(gate, &with, self.today()?, &policy, &self.house.zone()).map_err(|_| Oops::Broken)?)
        };
        let found = found(section, said.get("find"));
        Ok(Consult {
            name: name(&chart),
            who: self.who(&chart, &kept)?,
            log: if self.guest { Vec::new() } else { self.log(&chart).await? },
            photos: Set::of(&chart, self.by.at),
            patient: self.patient.clone(),
            consultation: kept.consultation,
            section,
            concern,
            said,
            faults,
            standing,
            strip,
            found,
            guest: self.guest,
            csrf: self.csrf.clone(),
            knowledge: knowledge()?,
            other,
            carried: None,
        })
    }

    fn who(&self, chart: &Chart, kept: &Kept) -> Result<String, Oops> {
        let today = self.today()?;
        let age = chart.identity().and_then(|identity| identity.born).and_then(|born| {
            (0..150_i16).take_while(|years| born.plus_years(*years + 1) <= today).count().try_into().ok().map(|years: u16| format!("{years} years"))
        });
        let first = chart.lines.iter().all(|line| !matches!(line.now, Some(chart::entry::Body::Consultation(_))));
        let begun = day_of(kept.consultation.begun_at, &self.house.zone());
        let parts = [age, Some(if first { "first consultation" } else { "returning" }.to_owned()), (begun != today).then(|| format!("begun {}", begun.in_words()))];
        Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    }

    async fn log(&self, chart: &Chart) -> Result<Vec<(String, String)>, Oops> {
        let roll = self.house.kept()?.roll().await?;
        let zone = self.house.zone();
        let who = |author: &str| if author == self.patient { "the guest".to_owned() } else { roll.get(author).map_or_else(|| "the house".to_owned(), |person| person.name.clone()) };
        let line = |line: &chart::fold::Line| {
            let when = format!("{} · {}", day_of(line.entry.recorded_at, &zone).in_words(), who(&line.entry.author));
            (when, crate::ui::capital(&line.entry.body.kind().replace('_', " ")))
        };
        Ok(chart.lines.iter().rev().take(LOG).map(line).collect())
    }

    /// Saves what a form says, does what its button says, and tells where to go.
    pub(super) async fn save(&self, section: Section, said: &Said) -> Result<Saved, Oops> {
        // The Enter key in the search field searches.
        let finds = said.get("do") == "save" && !said.get("find").is_empty();
        let deed = if finds { "find" } else { said.get("do") }.to_owned();
        for _ in 0..TRIES {
            let Some(loaded) = self.load().await? else { return Err(Oops::NotFound) };
            let before = &loaded.kept.consultation;
            let concern = concern_of(before, said);
            if let Some(other) = self.other(before, section, said, &deed) {
                let who = self.who_is(&other).await?;
                return self.look(loaded, section, concern, said, Vec::new(), Some(who)).await;
            }
            let mut changed = before.clone();
            let mut faults = self.read(&mut changed, section, concern, said, &loaded.standing)?;
            let done = self.done(&mut changed, section, &deed, said, &loaded.standing)?;
            let there = match done {
                Done::At(there) => there,
                Done::Unclear(why) => {
                    faults.push(("find".to_owned(), why));
                    String::new()
                }
            };
            if !faults.is_empty() {
                return self.look(loaded, section, concern, said, faults, None).await;
            }
            changed.save(section, self.by.at, &self.by.author, deed == "continue");
            let next = if deed == "continue" { self.next(section) } else { Next::Stay };
            if let Next::Section(next) = next {
                changed.here = Some(next);
            }
            let patients = self.house.kept()?.patients();
            match patients.keep_consultation(&self.patient, &loaded.kept, &changed, &self.by, &mut *self.house.chance()).await {
                Ok(()) => return Ok(Saved::Go(self.address(section, next, concern, said, &there))),
                Err(ChartError::Stale { .. }) => {}
                Err(e) => return Err(e.into()),
            }
        }
        Err(Oops::Stale)
    }

    async fn look(&self, loaded: Loaded, section: Section, concern: Concern, said: &Said, faults: Vec<Fault>, other: Option<String>) -> Result<Saved, Oops> {
        Ok(Saved::Look(Box::new(self.made(loaded, section, concern, said.clone(), faults, other).await?)))
    }

    /// Who else changed this section since the page was made. One's own other screen is no stranger.
    fn other(&self, before: &Consultation, section: Section, said: &Said, deed: &str) -> Option<String> {
        let saved = before.saved.get(&section)?;
        let read: u64 = said.get("revision").parse().unwrap_or(saved.revision);
        let stranger = saved.revision != read && saved.by != self.by.author;
        (stranger && deed != "find").then(|| saved.by.clone())
    }

    async fn who_is(&self, author: &str) -> Result<String, Oops> {
        if author == self.patient {
            return Ok("The guest".to_owned());
        }
        let roll = self.house.kept()?.roll().await?;
        Ok(roll.get(author).map_or_else(|| "Somebody of the house".to_owned(), |person| person.name.clone()))
    }

    fn read(&self, changed: &mut Consultation, section: Section, concern: Concern, said: &Said, standing: &[Standing]) -> Result<Vec<Fault>, Oops> {
        let k = knowledge()?;
        let before = still::facts(standing);
        Ok(match section {
            Section::Goals => goals::read(changed, said),
            Section::History => history::read(k, section, changed, &before, said),
            Section::Medicines => {
                let mut faults = history::read(k, section, changed, &before, said);
                faults.extend(medicines::read(changed, &before, said));
                faults
            }
            Section::Skin => skin::read(changed, said, self.guest),
            Section::Concerns => concerns::read(changed, concern, said),
            Section::Living => living::read(changed, said),
            Section::BodyImage => body_image::read(changed, said),
            Section::Photographs | Section::Summary => Vec::new(),
        })
    }

    fn next(&self, section: Section) -> Next {
        let open = |one: &Section| !self.guest || one.for_guest();
        let next = std::iter::successors(section.next(), |one| one.next()).find(open);
        next.map_or(Next::Over, Next::Section)
    }

    fn address(&self, section: Section, next: Next, concern: Concern, said: &Said, there: &str) -> String {
        let of = |section: Section| if self.guest { format!("/tablet/{section}") } else { format!("/patients/{}/consult/{section}", quoted(&self.patient)) };
        match next {
            Next::Section(next) => of(next),
            Next::Over if self.guest => FINISHED.to_owned(),
            Next::Over | Next::Stay => {
                let mut query = Vec::new();
                if section == Section::Concerns {
                    query.push(format!("concern={concern}"));
                }
                // What was found and taken is typed no more.
                if said.get("do").is_empty() && !said.get("find").is_empty() {
                    query.push(format!("find={}", quoted(said.get("find"))));
                }
                let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
                let there = if there.is_empty() { String::new() } else { format!("#{there}") };
                format!("{}{query}{there}", of(section))
            }
        }
    }

    /// Puts the answers into the chart.
    pub(super) async fn sign_off(&self) -> Result<(), Oops> {
        let loaded = self.load().await?.ok_or(Oops::NotFound)?;
        let k = knowledge()?;
        let chance = &mut *self.house.chance();
        let bodies = loaded.kept.consultation.bodies(&loaded.standing);
        for body in &bodies {
            body.check_codes(k)?;
        }
        let entries: Vec<NewEntry> = bodies
            .into_iter()
            .map(|body| NewEntry { id: new_id(self.by.at, chance), happened_at: self.by.at, body, amends: None })
            .collect();
        self.house.kept()?.patients().close_consultation(&self.patient, &loaded.kept, &entries, &self.by, chance).await?;
        Ok(())
    }
}

/// Where one goes after a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Stay,
    Section(Section),
    Over,
}

fn concern_of(consultation: &Consultation, said: &Said) -> Concern {
    said.get("concern").parse().unwrap_or_else(|_| concerns::first(consultation))
}

/// The draft as the form of a section shows it.
fn shown(consultation: &Consultation, section: Section, concern: Concern, standing: &[Standing]) -> Result<Said, Oops> {
    let before = still::facts(standing);
    Ok(match section {
        Section::Goals => goals::pairs(consultation),
        Section::History => history::pairs(knowledge()?, section, consultation, &before),
        Section::Medicines => {
            let mut said = history::pairs(knowledge()?, section, consultation, &before);
            said.0.extend(medicines::pairs(consultation, &before).0);
            said
        }
        Section::Skin => skin::pairs(consultation),
        Section::Concerns => concerns::pairs(consultation, concern),
        Section::Living => living::pairs(consultation),
        Section::BodyImage => body_image::pairs(consultation),
        Section::Photographs | Section::Summary => Said::default(),
    })
}

/// What a search finds: conditions in the history, everything else among the medicines.
pub(super) fn found(section: Section, typed: &str) -> (Vec<find::Found>, bool) {
    let (mut all, guess) = find::search(typed);
    match section {
        Section::History => all.retain(|one| one.what.starts_with("condition:")),
        Section::Medicines => all.retain(|one| {
            let condition = one.what.strip_prefix("condition:");
            condition.is_none_or(|code| chart::consult::GROUPS.iter().any(|g| g.section == section && g.codes.contains(&code)))
        }),
        Section::Goals
        | Section::Skin
        | Section::Concerns
        | Section::Living
        | Section::Photographs
        | Section::BodyImage
        | Section::Summary => all.clear(),
    }
    (all, guess)
}
