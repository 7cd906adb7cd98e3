//! Everything that is known at the door of one patient, gathered.
use super::shelf::Shelf;
use super::{Pairs, gate, said};
use crate::features::treat::planned::Planned;
use crate::features::consent::{known, name_of, opened, today};
use crate::session::Signed;
use crate::{House, Oops, Record};
use chart::case::day_of;
use chart::consent::{Purpose, photo_allowed, standing};
use chart::door::{
    Asked, Checked, Door, Examination, Hands, Outcome, Override, Pass, Photographs, Supervision, Training, What, door,
    needs_examination,
};
use chart::entry::Body;
use chart::fold::Chart;
use chart::people::{Examination as Seen, Practitioner, Question, Roll, examination_for, papers};
use chart::stock::Stock;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use knowledge::treatment::Treatment;
use safety::Gate;
use std::collections::BTreeSet;
use vocab::case::Ask;
use vocab::{Day, Group, Params, Performer, Permission, Zone};

/// Fields of the settings of which the gate is asked.
pub(super) const SETTINGS: [&str; 5] = ["percent", "ph", "depth_mm", "wavelength_nm", "mode"];

/// The door, and what its page needs beside it.
pub(super) struct Stand {
    pub(super) patient: String,
    pub(super) name: String,
    pub(super) born: Option<Day>,
    pub(super) title: String,
    pub(super) door: Door,
    pub(super) practitioner: String,
    /// Everybody who may perform: id and name.
    pub(super) people: Vec<(String, String)>,
    /// Overrides of today: entry, author, name of the author, reason.
    pub(super) passed: Vec<(String, String, String, String)>,
    pub(super) verdict: vocab::Verdict,
    pub(super) zone: Option<Zone>,
    /// What was chosen from the shelf, and what could be.
    pub(super) shelf: Shelf,
    /// The settings of which the gate was asked.
    pub(super) params: Params,
    /// The fields with what the plan says where nothing was said.
    pub(super) pairs: Pairs,
    /// The planned session that is meant.
    pub(super) planned: Option<Planned>,
}

impl Stand {
    /// What is recorded of this door, with what was chosen and set.
    ///
    /// # Errors
    /// A start was asked for and lines still stand: these.
    pub(super) fn checked(&self, outcome: Outcome) -> Result<Checked, Vec<What>> {
        let bare = self.door.checked(&self.practitioner, outcome)?;
        let device = self.shelf.device_chosen().map(str::to_owned);
        Ok(Checked { lots: self.shelf.lots_chosen(), device, params: self.params.clone(), ..bare })
    }

    /// Who wrote an override.
    pub(super) fn author(&self, entry: &str) -> &str {
        self.passed.iter().find(|(id, ..)| id == entry).map_or("", |(_, author, ..)| author)
    }
}

/// Whether a field is carried on: what was said, and settings that were emptied by hand, which the plan does not fill in again.
pub(super) fn is_kept((name, value): &(String, String)) -> bool {
    let name = name.as_str();
    SETTINGS.contains(&name) || ["zone", "lot", "device"].contains(&name) && !value.is_empty()
}

/// The fields that stay in the address, so that a door can be looked at again.
pub(super) fn query(pairs: &Pairs) -> String {
    let keep = ["practitioner", "identity", "today", "done"];
    let kept = pairs.iter().filter(|one| is_kept(one) || keep.contains(&one.0.as_str()) && !one.1.is_empty());
    let kept: Vec<String> =
        kept.map(|(name, value)| format!("{name}={}", crate::session::quoted(value))).collect();
    kept.join("&")
}

/// The fields with which a check of the door is asked again as it was answered.
pub(super) fn of_checked(checked: &Checked) -> Pairs {
    let mut pairs: Pairs = vec![
        ("practitioner".to_owned(), checked.practitioner.clone()),
        ("identity".to_owned(), "yes".to_owned()),
        ("today".to_owned(), "yes".to_owned()),
    ];
    let mut add = |name: &str, value: Option<String>| {
        pairs.extend(value.map(|value| (name.to_owned(), value)));
    };
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let params = &checked.params;
    add("zone", checked.zone.map(|zone| zone.code().to_owned()));
    for lot in &checked.lots {
        add("lot", Some(lot.clone()));
    }
    add("device", checked.device.clone());
    // A setting that was not stated is not stated now: the plan does not speak here.
    let stated = [number(params.percent), number(params.ph), number(params.depth_mm), number(params.wavelength_nm)];
    for (name, value) in SETTINGS.into_iter().zip(stated.into_iter().chain([params.mode.map(|mode| mode.code().to_owned())])) {
        add(name, Some(value.unwrap_or_default()));
    }
    for line in checked.lines.iter().filter(|line| line.ticked) {
        add("done", Some(line.what.code().to_owned()));
    }
    pairs
}

/// Who is to perform: whoever is named, else whoever stands at the door.
fn at_hand(signed: &Signed, pairs: &Pairs) -> String {
    match said(pairs, "practitioner") {
        "" => signed.practitioner.clone(),
        named => named.to_owned(),
    }
}

pub(super) async fn at(
    house: &House,
    signed: &Signed,
    patient: &str,
    treatment: &str,
    pairs: &Pairs,
) -> Result<Stand, Oops> {
    let (k, on) = (known()?, today(house)?);
    k.treatment(treatment).ok_or(Oops::NotFound)?;
    let chart = opened(house, signed, patient).await?;
    let (record, zone, now) = (house.kept()?, &house.zone(), house.now_ms());
    let place = Place { k, gate: gate()?, record, zone, on, now };
    place.stand(&chart, (patient, treatment, &at_hand(signed, pairs)), pairs).await
}

/// What is known beside the chart: with what, where and when somebody stands at a door.
pub(super) struct Place<'p> {
    pub(super) k: &'p Knowledge,
    pub(super) gate: &'p Gate<'p>,
    pub(super) record: &'p Record,
    pub(super) zone: &'p TimeZone,
    pub(super) on: Day,
    pub(super) now: i64,
}

impl Place<'_> {
    /// Gathers what is known at the door of a patient, as a chart tells it.
    pub(super) async fn stand(
        &self,
        chart: &Chart,
        (patient, treatment, practitioner): (&str, &str, &str),
        pairs: &Pairs,
    ) -> Result<Stand, Oops> {
        let Place { k, gate, record, zone: clock, on, now } = *self;
        let known_treatment = k.treatment(treatment).ok_or(Oops::NotFound)?;
        let roll = record.roll().await?;
        let zone = asked_zone(pairs)?;
        let planned = Planned::of(chart, treatment, on, clock);
        let pairs = &with_plan(pairs, planned.as_ref().filter(|plan| plan.first));
        let (policy, stated, identity) = (k.policy(), params(pairs)?, chart.identity());
        let stock = Stock::new(&record.store, &record.key, &record.site);
        let goods = Shelf::at(&stock, chart, treatment, pairs, (on, now)).await?;
        let seen = seen(chart, known_treatment, on);
        let question = Question {
            practitioner,
            treatment,
            params: &stated,
            device: goods.device_chosen(),
            day: on,
            place: policy.jurisdiction.as_deref(),
            examination: seen,
        };
        let hands = hands(&roll, known_treatment, &question);
        let mut ask = Ask::treatment(treatment);
        (ask.on, ask.zone, ask.params) = (Some(on), zone, stated.clone());
        ask.performer = hands.as_ref().and_then(|hands| hands.performer);
        let answer = gate.answer(&chart.case(on, &policy, clock), &ask).map_err(|_| Oops::NotFound)?;
        let lots = stock.chosen_lots_ok(k, treatment, &goods.lots_chosen(), on, now).await?;
        let machine = stock.chosen_device_ok(k, treatment, goods.device_chosen(), on).await?;
        let kit = stock.kit_ok(k, treatment, on).await?;
        let done = ticked(pairs);
        let mut asked = Asked {
            knowledge: k,
            service: treatment,
            on,
            identity: said(pairs, "identity") == "yes",
            identity_known: identity.as_ref().is_some_and(|i| i.born.is_some() && !i.name.is_empty()),
            hands,
            examination: examined(k, known_treatment, seen.map(|(seen, by)| (seen, roll.name(by))), on),
            consent: &standing(k, chart, treatment, on),
            answer: &answer,
            asked_today: said(pairs, "today") == "yes",
            done: &done,
            photographs: photographs(k, chart, treatment, (clock, now)),
            lots: Some(&lots),
            device: Some(&machine),
            kit: Some(&kit),
            overrides: &[],
        };
        let bare = door(&asked);
        let overrides = counting(chart, &bare, &roll, policy.jurisdiction.as_deref());
        asked.overrides = &overrides;
        Ok(Stand {
            patient: patient.to_owned(),
            name: name_of(chart),
            born: identity.and_then(|i| i.born),
            title: known_treatment.title.clone(),
            door: door(&asked),
            practitioner: practitioner.to_owned(),
            people: performers(&roll),
            passed: told(&overrides, &roll),
            verdict: answer.verdict,
            zone,
            shelf: goods,
            params: stated,
            pairs: pairs.clone(),
            planned,
        })
    }
}

/// The newest examination for a treatment, and who wrote it.
fn seen<'c>(chart: &'c Chart, treatment: &Treatment, on: Day) -> Option<(&'c Seen, &'c str)> {
    let counting_now = chart.lines.iter().filter_map(|line| Some((&line.entry, line.now.as_ref()?)));
    examination_for(counting_now, treatment, on)
}

/// The fields, with the settings of the plan where a field was not sent at all.
fn with_plan(pairs: &Pairs, planned: Option<&Planned>) -> Pairs {
    let mut all = pairs.clone();
    for name in SETTINGS.into_iter().filter(|name| !pairs.iter().any(|(given, _)| given == name)) {
        all.extend(planned.and_then(|plan| plan.settings.get(name)).map(|value| (name.to_owned(), value.clone())));
    }
    all
}

fn asked_zone(pairs: &Pairs) -> Result<Option<Zone>, Oops> {
    match said(pairs, "zone") {
        "" => Ok(None),
        code => code.parse().map(Some).map_err(|_| Oops::BadRequest(format!("`{code}` is no zone."))),
    }
}

/// The lines that were ticked.
fn ticked(pairs: &Pairs) -> BTreeSet<What> {
    pairs.iter().filter(|(name, _)| name == "done").filter_map(|(_, what)| what.parse().ok()).collect()
}

/// Everybody who may perform: id and name.
fn performers(roll: &Roll) -> Vec<(String, String)> {
    let may = roll.active().filter(|person| person.may(Permission::SessionWrite));
    may.map(|person| (person.id.clone(), person.name.clone())).collect()
}

/// Overrides as the page tells them: entry, author, name of the author, reason.
fn told(overrides: &[(&str, &str, &Override)], roll: &Roll) -> Vec<(String, String, String, String)> {
    overrides
        .iter()
        .map(|(id, author, over)| {
            ((*id).to_owned(), (*author).to_owned(), roll.name(author).to_owned(), over.reason.clone())
        })
        .collect()
}

/// The overrides of the chart for this door whose author may pass the line that they are about.
fn counting<'c>(
    chart: &'c Chart,
    door: &Door,
    roll: &Roll,
    place: Option<&str>,
) -> Vec<(&'c str, &'c str, &'c Override)> {
    let may = |author: &str, what: What| {
        let needed = match door.line(what).map(|line| line.pass) {
            Some(Pass::Reason(permission)) => permission,
            Some(Pass::Written | Pass::Second) => Permission::Override,
            Some(Pass::Free | Pass::Tick | Pass::Never) | None => return false,
        };
        // Who judges holds a licence to; a role alone passes nothing.
        let licensed = |p: &Practitioner| {
            needed == Permission::Door || p.performer_on(door.on, place) >= Some(Performer::NpPa)
        };
        roll.get(author).is_some_and(|p| licensed(p) && p.roles.iter().any(|role| role.may(needed)))
    };
    chart
        .lines
        .iter()
        .filter_map(|line| match &line.now {
            Some(Body::Override(over)) => Some((line.entry.id.as_str(), line.entry.author.as_str(), over)),
            _ => None,
        })
        .filter(|(_, author, over)| over.service == door.service && over.on == door.on && may(author, over.what))
        .collect()
}

/// What the papers of whoever performs say on the day.
fn hands<'r>(roll: &'r Roll, treatment: &Treatment, question: &Question<'_>) -> Option<Hands<'r>> {
    let papers = papers(roll, treatment, question)?;
    let massages = papers.person.massages_on(question.day, question.place);
    Some(Hands {
        practitioner: &papers.person.id,
        name: &papers.person.name,
        performer: papers.performer,
        until: papers.until,
        supervision: if papers.under.is_empty() { Supervision::None } else { Supervision::OnRecord },
        training: match papers.trained {
            None => Training::NotNeeded,
            Some(true) => Training::Done,
            Some(false) => Training::Missing,
        },
        lacks: (treatment.group == Some(Group::Body) && !massages)
            .then_some("Massage and wraps need a massage licence, and none is on record."),
    })
}

/// What the newest examination for the treatment says.
fn examined<'a>(k: &Knowledge, treatment: &Treatment, seen: Option<(&'a Seen, &'a str)>, on: Day) -> Examination<'a> {
    match seen {
        _ if !needs_examination(k, &treatment.code) => Examination::NotNeeded,
        None => Examination::Missing,
        Some((seen, by)) if !seen.cleared => Examination::NotCleared { by, on: seen.on },
        Some((seen, _)) if seen.until < on => Examination::Ended { until: seen.until },
        Some((seen, by)) => Examination::Good { by, on: seen.on, until: seen.until },
    }
}

fn photographs(k: &Knowledge, chart: &Chart, treatment: &str, (clock, now): (&TimeZone, i64)) -> Photographs {
    let newest = chart
        .lines
        .iter()
        .filter(|line| matches!(line.now, Some(Body::Photo(_))))
        .map(|line| day_of(line.entry.happened_at, clock))
        .max();
    let allowed = photo_allowed(chart, Purpose::Record, now).holds();
    Photographs::of(k, treatment, newest, allowed)
}

/// The stated parameters: what is not stated the gate asks for.
fn params(pairs: &Pairs) -> Result<Params, Oops> {
    let number = |name: &str, low: f64, high: f64| match said(pairs, name) {
        "" => Ok(None),
        text => match text.parse::<f64>() {
            Ok(value) if (low..=high).contains(&value) => Ok(Some(value)),
            Ok(_) | Err(_) => {
                Err(Oops::BadRequest(format!("`{name}` is a number from {low} to {high}.")))
            }
        },
    };
    Ok(Params {
        percent: number("percent", 0.0, 100.0)?,
        ph: number("ph", 0.0, 14.0)?,
        depth_mm: number("depth_mm", 0.0, 10.0)?,
        wavelength_nm: number("wavelength_nm", 200.0, 20_000.0)?,
        mode: match said(pairs, "mode") {
            "" => None,
            word => Some(word.parse().map_err(|_| {
                let word = vocab::nearest::clip(word);
                Oops::BadRequest(format!("`{word}` is no mode of light; allowed are continuous and pulsed."))
            })?),
        },
        ..Params::default()
    })
}
