//! The photographs by date, what they may be used for, and the form that sends new ones.
use super::receive::{FILES_MAX, Refused};
use crate::session::{Signed, quoted};
use crate::ui::{self, Entry, Field, Heading, Press, shape};
use crate::{House, Oops, Page};
use axum::http::StatusCode;
use chart::case::day_of;
use chart::consent::{Allowed, Purpose, photo_allowed};
use chart::fold::Chart;
use chart::photo::{BYTES_MAX, View};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::verdict::State;
use vocab::{Day, Permission, Zone};

/// One photograph in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shot {
    /// Id of its entry.
    pub id: String,
    /// The view, and the zone of a near one, in words.
    pub title: String,
    /// The view.
    pub view: View,
    /// Its day.
    pub on: Day,
    /// Width and height, pixels.
    pub size: (u32, u32),
    /// Whether it is a drawing.
    pub drawn: bool,
    /// The remark.
    pub note: String,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photos {
    /// Whose they are.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// What they are shown for.
    pub purpose: Purpose,
    /// Each purpose: whether it is allowed, and how that stands in words.
    pub purposes: Vec<(Purpose, bool, String)>,
    /// The photographs, newest first; none where the purpose is not allowed.
    pub shots: Vec<Shot>,
    /// How many are kept, shown or not.
    pub kept: usize,
    /// What was sent and is not kept, and why.
    pub refused: Vec<Refused>,
    /// Whether whoever looks may send and take back.
    pub may_write: bool,
    /// The day of today.
    pub today: Day,
    /// The token of the session.
    pub csrf: String,
}

/// How a purpose stands at an instant, in words.
fn stands(now: Allowed, zone: &TimeZone) -> String {
    match now {
        Allowed::Until(end) => format!("Allowed until {}", day_of(end, zone).in_words()),
        Allowed::NotAsked => "Not asked yet".to_owned(),
        Allowed::Ended(on) => format!("Ended on {}", day_of(on, zone).in_words()),
        Allowed::TakenBack(on) => format!("Taken back on {}", day_of(on, zone).in_words()),
    }
}

/// The photographs of a chart, newest first.
pub(super) fn shots(chart: &Chart) -> Vec<Shot> {
    let mut all: Vec<Shot> = super::photos(chart)
        .into_iter()
        .map(|(id, photo)| Shot {
            id,
            title: photo.zone.map_or_else(|| photo.view.title().to_owned(), |zone| format!("{}: {}", photo.view.title(), zone.in_words())),
            view: photo.view,
            on: photo.on,
            size: (photo.width, photo.height),
            drawn: photo.drawn,
            note: photo.note,
        })
        .collect();
    let place = |view: View| View::SET.iter().position(|one| *one == view).unwrap_or(View::SET.len());
    all.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| place(a.view).cmp(&place(b.view))).then_with(|| a.id.cmp(&b.id)));
    all
}

impl Photos {
    pub(super) fn of(house: &House, signed: &Signed, patient: &str, chart: &Chart, purpose: Purpose) -> Result<Self, Oops> {
        let now = house.now_ms();
        let zone = house.zone();
        let allowed = |one: Purpose| photo_allowed(chart, one, now);
        let all = shots(chart);
        Ok(Self {
            patient: patient.to_owned(),
            name: chart.identity().map(|identity| identity.name).unwrap_or_default(),
            purpose,
            purposes: Purpose::ALL.iter().map(|one| (*one, allowed(*one).holds(), stands(allowed(*one), &zone))).collect(),
            kept: all.len(),
            shots: if allowed(purpose).holds() { all } else { Vec::new() },
            refused: Vec::new(),
            may_write: signed.may(Permission::ChartWrite),
            today: house.today().ok_or(Oops::Broken)?,
            csrf: signed.csrf.clone(),
        })
    }

    fn allowed(&self, purpose: Purpose) -> bool {
        self.purposes.iter().any(|(one, holds, _)| *one == purpose && *holds)
    }

    fn address(&self, rest: &str) -> String {
        format!("/patients/{}/photos{rest}", quoted(&self.patient))
    }

    fn consents(&self) -> Markup {
        html! {
            section.card id="purposes" {
                h2 { "What they may be used for" }
                ul class="plain photos-purposes" {
                    @for (purpose, holds, words) in &self.purposes {
                        li {
                            (shape(if *holds { State::Clear } else { State::Ask }))
                            div { b { (purpose.title()) } p."small muted" { (words) } }
                            @if *holds && self.may_write {
                                form method="post" action=(self.address("/withdraw")) {
                                    input type="hidden" name="csrf" value=(self.csrf);
                                    input type="hidden" name="purpose" value=(purpose);
                                    button."btn quiet" type="submit" { "Take back" span.unseen { ": " (purpose.title()) } }
                                }
                            }
                        }
                    }
                }
                p.hint { "Taking back counts from that moment: nothing more is shown for it, to anybody." }
                (ui::button_link(&format!("/patients/{}/consents", quoted(&self.patient)), "Consents", Press::Second))
            }
        }
    }

    fn form(&self) -> Markup {
        let views = std::iter::once(("set".to_owned(), "The set of five, right profile to left profile".to_owned()))
            .chain(View::ALL.iter().map(|view| (view.code().to_owned(), view.title().to_owned())));
        let zones = std::iter::once((String::new(), "None".to_owned())).chain(Zone::ALL.iter().map(|zone| (zone.code().to_owned(), zone.in_words())));
        html! {
            section.card id="send" {
                h2 { "Add photographs" }
                form."form boxed" method="post" enctype="multipart/form-data" action={ (self.address("")) "?csrf=" (self.csrf) } data-photos {
                    div.field {
                        label for="files" { "Photographs" }
                        input.input id="files" name="files" type="file" multiple accept="image/jpeg,image/png,image/webp" aria-describedby="files-hint";
                        p.hint id="files-hint" { "From the camera or from the device: JPEG, PNG or WebP, at most " (BYTES_MAX / 1_048_576) " MB each and " (FILES_MAX) " at once. Position and everything else that a camera adds is left out." }
                    }
                    div.form-row {
                        (Field::new("view", "View", Entry::Select(views.collect())).value("front"))
                        (Field::new("zone", "Zone of a near view", Entry::Select(zones.collect())))
                        (Field::new("on", "Taken on", Entry::Date).value(&self.today.to_string()))
                    }
                    (Field::new("note", "A remark", Entry::Text).optional())
                    div.form-end { (ui::submit("Keep them", Press::Primary)) span."small muted" role="status" data-progress {} }
                }
            }
        }
    }

    fn refusals(&self) -> Markup {
        let list = html! {
            @for (name, why) in &self.refused { @if !name.is_empty() { b { (name) } ": " } (why) " " }
        };
        html! { @if !self.refused.is_empty() { (ui::notice(State::Stop, "Not kept", &list)) } }
    }

    /// The first and the last of each view that was taken more than once.
    fn pairs(&self) -> Markup {
        let mut first: BTreeMap<&str, (&Shot, &Shot)> = BTreeMap::new();
        for shot in &self.shots {
            first.entry(shot.title.as_str()).and_modify(|pair| pair.0 = shot).or_insert((shot, shot));
        }
        let pairs: Vec<_> = first.values().filter(|(before, after)| before.on < after.on).collect();
        html! {
            @if !pairs.is_empty() {
                section { div.section-head { h2 { "Before and after" } } div.cluster {
                    @for (before, after) in pairs {
                        (ui::button_link(&self.address(&format!("/compare?before={}&after={}", before.id, after.id)), &format!("{}, {} days", after.title, after.on.since(before.on)), Press::Second))
                    }
                } }
            }
        }
    }

    fn days(&self) -> Markup {
        let mut days: Vec<(Day, Vec<&Shot>)> = Vec::new();
        for shot in &self.shots {
            match days.last_mut() {
                Some((on, all)) if *on == shot.on => all.push(shot),
                _ => days.push((shot.on, vec![shot])),
            }
        }
        html! {
            @for (on, all) in &days {
                section { div.section-head { h2 { (on.in_words()) } span."small muted" { (all.len()) @if all.len() == 1 { " photograph" } @else { " photographs" } } }
                    ul class="photos-grid" { @for shot in all { li { (self.shot(shot)) } } }
                }
            }
        }
    }

    fn shot(&self, shot: &Shot) -> Markup {
        let purpose = if self.purpose == Purpose::Record { String::new() } else { format!("&for={}", self.purpose) };
        let full = self.address(&format!("/{}?size=full{purpose}", shot.id));
        let alt = format!("{}{}, {}", if shot.drawn { "Drawing: " } else { "" }, shot.title, shot.on.in_words());
        html! {
            figure.shot {
                a href=(full) { img src=(self.address(&format!("/{}?size=small{purpose}", shot.id))) alt=(alt) width=(shot.size.0) height=(shot.size.1) loading="lazy"; }
                figcaption { b { (shot.title) } @if shot.drawn { span.chip { "Drawing" } } @if !shot.note.is_empty() { span."small muted" { (shot.note) } } }
            }
        }
    }
}

impl Page for Photos {
    fn samples() -> Vec<(&'static str, Self)> {
        let today = Day::from_number(20_781);
        let shot = |n: i32, view: View| Shot { id: format!("s{n}"), title: view.title().into(), view, on: today.plus(-n), size: (1_600, 1_200), drawn: n == 0, note: "After <cleansing>".into() };
        let standing = |record: bool| vec![
            (Purpose::Record, record, if record { "Allowed until Thu 20 Nov 2036" } else { "Taken back on Tue 24 Nov 2026" }.to_owned()),
            (Purpose::Teaching, false, "Not asked yet".to_owned()),
            (Purpose::Publication, false, "Ended on Mon 2 Mar 2026".to_owned()),
        ];
        let ordinary = Self {
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            purpose: Purpose::Record,
            purposes: standing(true),
            shots: vec![shot(0, View::Front), shot(0, View::Left45), shot(90, View::Front)],
            kept: 3,
            refused: vec![],
            may_write: true,
            today,
            csrf: "token".into(),
        };
        let refused = vec![("holiday.<b>gif</b>".into(), "GIF is not read here; send the picture as JPEG, PNG or WebP.".into())];
        vec![
            ("empty", Self { shots: vec![], kept: 0, ..ordinary.clone() }),
            ("refused", Self { refused, ..ordinary.clone() }),
            ("taken-back", Self { purposes: standing(false), shots: vec![], ..ordinary.clone() }),
            ("teaching", Self { purpose: Purpose::Teaching, shots: vec![], may_write: false, ..ordinary.clone() }),
            ("ordinary", ordinary),
        ]
    }

    fn title(&self) -> String {
        format!("{}: photographs", self.name)
    }

    fn status(&self) -> StatusCode {
        if self.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let allowed = self.allowed(self.purpose);
        let lead = match (allowed, self.kept) {
            (true, 0) => "None yet. The first set is what every result is compared with.".to_owned(),
            (true, 1) => "One photograph.".to_owned(),
            (true, n) => format!("{n} photographs, newest first."),
            (false, 0) => "None yet, and not allowed for this.".to_owned(),
            (false, n) => format!("{n} kept, sealed. They are not shown: the guest does not allow it."),
        };
        html! {
            (Heading::new(&self.name).eyebrow("Photographs").lead(&lead).chips(html! {
                @for purpose in Purpose::ALL {
                    @let query = if *purpose == Purpose::Record { String::new() } else { format!("?for={purpose}") };
                    a.chip href=(self.address(&query)) aria-current=[(*purpose == self.purpose).then_some("true")] { (purpose.title()) }
                }
            }))
            (ui::patient_nav(&self.patient, "/photos"))
            (self.refusals())
            div.columns {
                div."stack wide" {
                    @if allowed && !self.shots.is_empty() { (self.pairs()) (self.days()) }
                    @else if !allowed { (ui::empty("Nothing to show for this", "A photograph is shown for a purpose only while the guest allows it.", &ui::button_link(&format!("/patients/{}/consents", quoted(&self.patient)), "Ask for the consent", Press::Second))) }
                    @else { (ui::empty("No photographs yet", "Clean skin, hair back, the same light and distance each time.", &html! {})) }
                }
                aside.stack { @if self.may_write && self.purpose == Purpose::Record && allowed { (self.form()) } (self.consents()) }
            }
            script type="module" src=(crate::assets::address("photos.js")) {}
        }
    }
}
