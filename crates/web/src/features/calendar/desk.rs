//! What every page of the calendar stands on: the bookings of the house, who can be booked, and the gate.
use crate::house::knowledge;
use crate::session::Signed;
use crate::{House, Oops};
use chart::booking::{Asked, Bookings, Free, Kind, New, Service, Slot, Status, Step, Visit};
use chart::entry::Identity;
use chart::patient::{Asked as StoryAsked, Why};
use chart::people::{Obstacle, Question, papers, waits_for_order};
use chart::register::By;
use safety::Gate;
use std::sync::LazyLock;
use vocab::case::{Ask, Case, Fact, Policy};
use vocab::{Day, Performer};

/// The longest search or note that a form of the calendar sends, in bytes.
pub(super) const WORDS_MAX: usize = 400;

pub(crate) type Pairs = Vec<(String, String)>;

/// The last pair of this name; empty where there is none.
pub(crate) fn said<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, text)| text.trim())
}

/// The gate over the clinic's knowledge, made ready once.
pub(crate) fn gate() -> Result<&'static Gate<'static>, Oops> {
    static GATE: LazyLock<Option<Gate<'static>>> = LazyLock::new(|| knowledge().map(Gate::new));
    GATE.as_ref().ok_or(Oops::Broken)
}

/// The bookings of the house.
pub(crate) fn bookings(house: &House) -> Result<Bookings<'_>, Oops> {
    let record = house.kept()?;
    Ok(Bookings::in_zone(&record.store, &record.key, &record.site, &house.zone())?)
}

/// The day and the cell it is now at the site.
pub(crate) fn now(house: &House) -> Result<(Day, u16), Oops> {
    let now = jiff::Timestamp::from_millisecond(house.now_ms()).map_err(|_| Oops::Broken)?;
    let now = house.zone().to_datetime(now);
    let minutes = u16::try_from(now.hour()).unwrap_or(0) * 60 + u16::try_from(now.minute()).unwrap_or(0);
    Ok((Day::from_date(now.date()), minutes / chart::booking::GRAIN_MINUTES))
}

/// A person as the calendar asks about them: who they are, and what is known.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    pub(crate) patient: String,
    pub(crate) identity: Identity,
    pub(crate) case: Case,
    /// Entries of the chart that the case is made of.
    pub(crate) known: u64,
    /// The plan that was agreed anew under the series of the one before.
    pub(super) outline: Option<super::of_plan::Outline>,
    /// What was begun here today, as the case tells it.
    pub(crate) begun: Vec<Fact>,
}

impl Guest {
    /// Somebody of whom nothing is known yet.
    pub(crate) fn nobody(today: Day) -> Self {
        Self {
            patient: String::new(),
            identity: Identity::default(),
            case: Case {
                today,
                policy: policy(),
                patient: vocab::case::Patient::default(),
                facts: Vec::new(),
                unstated: vocab::case::Unstated::Unknown,
                ask: Vec::new(),
            },
            known: 0,
            outline: None,
            begun: Vec::new(),
        }
    }

    /// Reads what the gate must know, for somebody who is shown what it says: that person looked into the chart.
    pub(crate) async fn read(house: &House, patient: &str, by: &By) -> Result<Self, Oops> {
        let guest = Self::unseen(house, patient).await?;
        house.kept()?.patients().shown(patient, Why::Care, by, &mut *house.chance()).await?;
        Ok(guest)
    }

    /// The same where nobody is shown anything of it: the machine asks the gate, and nobody looked.
    pub(crate) async fn unseen(house: &House, patient: &str) -> Result<Self, Oops> {
        let today = house.today().ok_or(Oops::Broken)?;
        let asked = StoryAsked { kinds: Vec::new(), skip: 0, most: 0 };
        let story = house.kept()?.patients().unseen(patient, &asked, &mut *house.chance()).await?;
        let identity = story.chart.identity().ok_or(Oops::NotFound)?;
        let visits = bookings(house)?.of_person(patient).await?;
        let mut case = story.chart.case(today, &policy(), &house.zone());
        let begun = super::legs::begun_on(&story.chart, &case, &house.zone());
        // What is booked counts for what is booked beside it.
        case.facts.extend(visits.iter().filter(|v| v.status.is_open()).flat_map(facts));
        let outline = super::of_plan::outline(&story.chart, &house.zone());
        Ok(Self { patient: patient.to_owned(), identity, case, known: story.known, outline, begun })
    }

    /// The gate's answer for a service on a day by somebody, without the visit that is moved; what was planned with it is asked
    /// as it was planned.
    pub(crate) fn ask(&self, service: &Service, on: Day, who: Option<Performer>, moved: Option<&Visit>) -> Result<Asked, Oops> {
        let step = moved.and_then(|moved| moved.body.step.as_ref());
        match moved {
            Some(moved) => self.asked(&self.without(moved), service, step, on, who),
            None => self.asked(&self.case, service, step, on, who),
        }
    }

    /// The same for a slot, with what the papers of whoever treats in it leave open. Whoever writes a visit asks this.
    pub(crate) async fn ask_in(
        &self,
        house: &House,
        service: &Service,
        slot: &Slot,
        tier: Option<Performer>,
        moved: Option<&Visit>,
    ) -> Result<Asked, Oops> {
        with_papers(house, self.ask(service, slot.day, tier, moved)?, who(slot), service, slot.day).await
    }

    /// A visit in a slot, without a step, a hold or a word: who has any says so.
    pub(crate) fn visit(&self, house: &House, service: &Service, slot: Slot, asked: Asked) -> New {
        New {
            id: chart::book::new_id(house.now_ms(), &mut *house.chance()),
            patient: self.patient.clone(),
            guest: self.identity.name.clone(),
            service: service.key.clone(),
            title: service.title.clone(),
            treatment: service.treatment.clone(),
            slot,
            step: None,
            asked,
            hold_until: None,
            overlap: None,
            note: String::new(),
        }
    }

    /// The gate's answer about a session as it was planned: the heaviest of its zones.
    pub(super) fn asked(
        &self,
        case: &Case,
        service: &Service,
        step: Option<&Step>,
        on: Day,
        who: Option<Performer>,
    ) -> Result<Asked, Oops> {
        if service.treatment.is_empty() {
            return Ok(Asked::nothing(on, self.case.today));
        }
        let mut heaviest: Option<Asked> = None;
        for ask in asks(service, step, Some(on), who) {
            let asked = Asked::of(gate()?, case, &ask, on).map_err(|unknown| Oops::BadRequest(unknown.to_string()))?;
            if heaviest.as_ref().is_none_or(|before| asked.verdict > before.verdict) {
                heaviest = Some(asked);
            }
        }
        let asked = heaviest.ok_or(Oops::Broken)?;
        Ok(Asked { known: self.known, ..asked })
    }

    /// The case without a visit, and without the session that was begun in it: what is done in a visit is no other treatment
    /// to which it must keep a distance.
    fn without(&self, moved: &Visit) -> Case {
        let mut case = super::legs::without(self, std::slice::from_ref(moved));
        let own = |fact: &&Fact| moved.slot.day == case.today && super::legs::is_of(fact, &moved.body.treatment);
        for gone in self.begun.iter().filter(own).cloned().collect::<Vec<_>>() {
            if let Some(at) = case.facts.iter().position(|fact| *fact == gone) {
                case.facts.remove(at);
            }
        }
        case
    }

    /// The days of a span on which the gate lets a service be booked, asked once.
    pub(crate) fn days(&self, service: &Service, who: Option<Performer>, first: Day, days: usize) -> Result<Vec<bool>, Oops> {
        days_of(&self.case, &asks(service, None, None, who), first, days)
    }

    /// The same for a visit that moves and does not stand in its own way.
    pub(crate) fn days_without(
        &self,
        service: &Service,
        who: Option<Performer>,
        first: Day,
        days: usize,
        moved: &Visit,
    ) -> Result<Vec<bool>, Oops> {
        days_of(&self.without(moved), &asks(service, moved.body.step.as_ref(), None, who), first, days)
    }
}

/// The questions about a service as it was planned, one for each zone; none for what treats nothing.
pub(super) fn asks(service: &Service, step: Option<&Step>, on: Option<Day>, who: Option<Performer>) -> Vec<Ask> {
    if service.treatment.is_empty() {
        return Vec::new();
    }
    let mut ask = Ask { performer: who, on, ..Ask::treatment(&service.treatment) };
    ask.params = service.params();
    if let Some(params) = step.and_then(|step| step.params.clone()) {
        ask.params = params;
    }
    let zones = step.map_or(&[][..], |step| &step.zones);
    if zones.is_empty() { vec![ask] } else { zones.iter().map(|zone| Ask { zone: Some(*zone), ..ask.clone() }).collect() }
}

/// A visit as procedures of its day, one for each zone.
pub(super) fn facts(visit: &Visit) -> Vec<Fact> {
    if visit.body.treatment.is_empty() {
        return Vec::new();
    }
    let zones = visit.body.step.as_ref().map_or(&[][..], |step| &step.zones);
    planner::plan::procedure(&visit.body.treatment, visit.slot.day, zones)
}

/// The days of a span on which the gate lets all of these questions through.
pub(super) fn days_of(case: &Case, asks: &[Ask], first: Day, days: usize) -> Result<Vec<bool>, Oops> {
    let mut lets = vec![true; days];
    let last = first.plus(i32::try_from(days).unwrap_or(1) - 1);
    for ask in asks {
        let runs = gate()?.days(case, ask, first, last).map_err(|e| Oops::BadRequest(e.to_string()))?;
        for (n, lets) in (0..).zip(&mut lets) {
            let day = first.plus(n);
            let run = runs.iter().find(|run| run.from <= day && day <= run.to);
            *lets &= run.is_some_and(|run| run.verdict < vocab::Verdict::Defer);
        }
    }
    Ok(lets)
}

/// The policy of the clinic.
fn policy() -> Policy {
    Policy::default()
}

/// The highest licence of a named practitioner that holds at this house on a day, when the gate is asked. Nobody named: `None`,
/// and the gate is asked without a performer. Somebody without a licence is never asked about as if nobody were named.
pub(crate) async fn performer(
    house: &House,
    practitioner: Option<&str>,
    service: &Service,
    day: Day,
) -> Result<Option<Performer>, Oops> {
    let Some(id) = practitioner else { return Ok(None) };
    if service.treatment.is_empty() {
        return Ok(None);
    }
    let roll = house.kept()?.roll().await?;
    let place = crate::house::knowledge().and_then(|k| k.policy().jurisdiction);
    if let Some(tier) = roll.get(id).and_then(|person| person.performer_on(day, place.as_deref())) {
        return Ok(Some(tier));
    }
    Err(Oops::BadRequest(format!(
        "No licence of this practitioner holds here on {day}. Choose somebody else, or add the licence under People."
    )))
}

/// The answer of the gate, with what the papers of whoever treats leave open: a nurse whom no order and no supervision covers is
/// booked provisionally, exactly as the door asks then.
pub(super) async fn with_papers(
    house: &House,
    asked: Asked,
    practitioner: Option<&str>,
    service: &Service,
    day: Day,
) -> Result<Asked, Oops> {
    let k = crate::house::knowledge().ok_or(Oops::Broken)?;
    let (Some(id), Some(treatment)) = (practitioner, k.treatment(&service.treatment)) else { return Ok(asked) };
    let policy = k.policy();
    let question = Question {
        practitioner: id,
        treatment: &service.treatment,
        params: &vocab::Params::default(),
        device: None,
        day,
        place: policy.jurisdiction.as_deref(),
        examination: None,
    };
    let roll = house.kept()?.roll().await?;
    let Some(papers) = papers(&roll, treatment, &question) else { return Ok(asked) };
    let medical = chart::door::needs_examination(k, &service.treatment);
    if !waits_for_order(papers.performer, medical, !papers.under.is_empty()) {
        return Ok(asked);
    }
    let open = Obstacle::NotOrdered;
    let told = chart::booking::Told {
        rule: "door-licence".to_owned(),
        verdict: open.verdict(),
        until: None,
        because: open.to_string(),
        by_law: false,
    };
    let mut asked = asked;
    asked.verdict = asked.verdict.max(told.verdict);
    asked.findings.push(told);
    asked.findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
    Ok(asked)
}

/// The lowest tier in place of a licence that is missing: a visit that exists is still shown, moved and cancelled, and the gate
/// says what its practitioner may not do.
pub(crate) fn or_lowest(tier: Result<Option<Performer>, Oops>) -> Result<Option<Performer>, Oops> {
    if let Err(Oops::BadRequest(_)) = tier { Ok(Some(Performer::Aesthetician)) } else { tier }
}

/// The service with this key.
pub(crate) async fn service(bookings: &Bookings<'_>, key: &str) -> Result<Service, Oops> {
    let all = bookings.services().await?;
    all.iter().find(|one| one.key == key).cloned().ok_or_else(|| {
        let near = vocab::nearest::nearest(key, all.iter().map(|one| one.key.as_str()));
        let near = near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        Oops::BadRequest(format!("There is no service `{}`.{near}", vocab::nearest::clip(key)))
    })
}

/// The service of a visit as the gate is asked about it: as it was booked. A price list that has put another treatment under the
/// same key since changes what is booked from then on, not what this guest comes for.
pub(crate) async fn service_of(bookings: &Bookings<'_>, visit: &Visit) -> Result<Service, Oops> {
    Ok(as_booked(service(bookings, &visit.body.service).await?, visit))
}

/// The same of a service that is at hand. The strength of another treatment says nothing of this one; a visit that was booked
/// before its service treated anything is asked about as the service is now.
pub(super) fn as_booked(service: Service, visit: &Visit) -> Service {
    let booked = &visit.body.treatment;
    if booked.is_empty() || *booked == service.treatment {
        return service;
    }
    Service { treatment: booked.clone(), percent: None, ph: None, ..service }
}

/// A resource's name, or its id where it is gone.
pub(super) fn name<'f>(free: &'f Free, id: &'f str) -> &'f str {
    free.resource(id).map_or(id, |one| one.name.as_str())
}

/// Who treats in a slot.
pub(crate) fn who(slot: &Slot) -> Option<&str> {
    slot.of(Kind::Practitioner)
}

/// A guest as the calendar shows them: first name and the first letter of the last; initials when the screen is for others' eyes.
pub(super) fn short(guest: Option<&str>, private: bool) -> String {
    let Some(guest) = guest else { return "Erased".to_owned() };
    let mut words = guest.split_whitespace();
    let first = words.next().unwrap_or("");
    let last = words.next_back().and_then(|word| word.chars().next());
    let initial = last.map_or_else(String::new, |letter| format!(" {letter}."));
    if private {
        let first = first.chars().next().map_or_else(String::new, |letter| format!("{letter}."));
        return format!("{first}{initial}");
    }
    format!("{first}{initial}")
}

/// Remembers that somebody was shown why a visit stands as it does: the reasons of the gate tell of health.
pub(crate) async fn reasons_shown(house: &House, signed: &Signed, visit: &Visit) -> Result<(), Oops> {
    if visit.guest.is_none() || visit.body.asked.findings.is_empty() {
        return Ok(());
    }
    let by = house.by(signed);
    Ok(house.kept()?.patients().shown(&visit.patient, Why::Care, &by, &mut *house.chance()).await?)
}

/// An instant as people say it: `Fri 12 March, 14:05`.
pub(crate) fn moment(at: i64, zone: &jiff::tz::TimeZone) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at) else { return String::new() };
    let at = zone.to_datetime(at);
    format!("{}, {:02}:{:02}", super::words::day(Day::from_date(at.date())), at.hour(), at.minute())
}

/// Whether a visit is shown on the board: what was called off is only in the lists.
pub(super) const fn on_board(status: Status) -> bool {
    status.claims()
}
