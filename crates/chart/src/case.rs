//! The chart as a case: what the gate, the planner, the forecast, the door and the calendar are asked with. Everybody asks
//! with this one, so that nobody is told two things about the same person.
use crate::entry::{Assessment, Body, Fact, PlanAgreed, Session};
use crate::fold::{Chart, Line};
use jiff::tz::TimeZone;
use vocab::Day;
use vocab::case::{self, Case, Patient, Policy, Status, Subject, Unstated};
use vocab::goals::{Measured, Scale};

impl Chart {
    /// The chart as a case of `today`, in the time zone of the site, without questions: who asks adds them.
    ///
    /// What was never asked stays unknown; what was denied is denied for the codes that were named then. Sessions here count as
    /// procedures of their day. Sessions that are booked but not done are not in a chart: who has them adds them as facts.
    #[must_use]
    pub fn case(&self, today: Day, policy: &Policy, zone: &TimeZone) -> Case {
        let mut facts: Vec<case::Fact> = self.facts().iter().filter_map(Fact::asked).collect();
        facts.extend(self.sessions().flat_map(|(line, session)| procedures(line, session, zone)));
        Case {
            today,
            policy: policy.clone(),
            patient: self.person(),
            facts,
            unstated: Unstated::Unknown,
            ask: Vec::new(),
        }
    }

    /// What is known of the person apart from the facts.
    #[must_use]
    pub fn person(&self) -> Patient {
        let identity = self.identity();
        let newest = |scale: Scale| self.assessments().filter(move |(_, a)| a.scale == scale).last();
        Patient {
            born: identity.as_ref().and_then(|identity| identity.born),
            sex: identity.and_then(|identity| identity.sex),
            phototype: self.lines.iter().rev().find_map(|line| match &line.now {
                Some(Body::Skin(skin)) => skin.phototype,
                _ => None,
            }),
            ita: newest(Scale::Ita).map(|(_, a)| a.score),
            gags: newest(Scale::Gags).and_then(|(_, a)| a.gags()),
            iga_acne: newest(Scale::IgaAcne).and_then(|(_, a)| {
                // Means of several raters are rounded up: the graver grade counts.
                (0..=4_u8).find(|grade| f64::from(*grade) >= a.score)
            }),
        }
    }

    /// Scores that count, in the order in which they were measured.
    pub fn assessments(&self) -> impl Iterator<Item = (&Line, &Assessment)> {
        let mut all: Vec<(&Line, &Assessment)> = self
            .lines
            .iter()
            .filter_map(|line| match &line.now {
                Some(Body::Assessment(assessment)) => Some((line, assessment)),
                _ => None,
            })
            .collect();
        // A late entry tells of an earlier day.
        all.sort_by_key(|(line, _)| line.entry.happened_at);
        all.into_iter()
    }

    /// Scores about a concern as the forecast reads them, in the order in which they were measured.
    #[must_use]
    pub fn measured(&self, zone: &TimeZone) -> Vec<Measured> {
        let scores = self.assessments().filter_map(|(line, a)| {
            Some(Measured {
                on: day_of(line.entry.happened_at, zone),
                concern: a.concern?,
                scale: a.scale,
                score: a.score,
                raters: a.raters,
            })
        });
        scores.collect()
    }

    /// Sessions that count, in the order of their recording.
    pub fn sessions(&self) -> impl Iterator<Item = (&Line, &Session)> {
        self.lines.iter().filter_map(|line| match &line.now {
            Some(Body::Session(session)) => Some((line, session)),
            _ => None,
        })
    }

    /// The plan that was agreed last and still counts.
    #[must_use]
    pub fn plan(&self) -> Option<(&Line, &PlanAgreed)> {
        self.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::PlanAgreed(plan)) => Some((line, plan)),
            _ => None,
        })
    }

    /// The facts that count, the newest answer to each question: what the gate is asked with.
    ///
    /// States about the same thing in the same place replace one another, and a state of everywhere replaces those of single
    /// places unless it says *not known*. Events and measured values, which have a day, stand side by side until they are
    /// amended.
    #[must_use]
    pub fn facts(&self) -> Vec<Fact> {
        let bodies = self.lines.iter().filter_map(|line| Some((line.entry.seq, line.now.as_ref()?)));
        counting(bodies).into_iter().map(|(_, fact)| fact).collect()
    }
}

/// The facts that count among bodies in the order of recording, each with the place of the line that says it.
///
/// What was replaced may be left out beforehand: whatever replaced it, or replaced that in turn, is in the same place or
/// everywhere, so that nothing comes back. The snapshot lives by this; a property test holds it to it.
pub(crate) fn counting<'a>(bodies: impl Iterator<Item = (u64, &'a Body)>) -> Vec<(u64, Fact)> {
    let mut facts: Vec<(u64, Fact)> = Vec::new();
    for (seq, body) in bodies {
        if let Body::Fact(fact) = body {
            put(&mut facts, seq, fact.clone());
        } else if let Body::Denied(denied) = body {
            for code in &denied.conditions {
                put(&mut facts, seq, Fact::condition(code, Status::Absent));
            }
        }
    }
    facts
}

fn put(facts: &mut Vec<(u64, Fact)>, seq: u64, fact: Fact) {
    if fact.on.is_none() {
        let everywhere = fact.zone.is_none() && fact.status != Some(Status::Unknown);
        facts.retain(|(_, before)| {
            before.on.is_some() || !same(before, &fact) || !(everywhere || before.zone == fact.zone)
        });
    }
    facts.push((seq, fact));
}

fn same(one: &Fact, other: &Fact) -> bool {
    one.condition == other.condition
        && one.procedure == other.procedure
        && one.product == other.product
        && one.drug.as_deref().map(vocab::nearest::squash)
            == other.drug.as_deref().map(vocab::nearest::squash)
}

fn procedures(line: &Line, session: &Session, zone: &TimeZone) -> Vec<case::Fact> {
    let on = Some(day_of(line.entry.happened_at, zone));
    let done = |place| case::Fact {
        on,
        zone: place,
        ..case::Fact::new(Subject::Procedure(session.treatment.clone()), None)
    };
    if session.zones.is_empty() {
        return vec![done(None)];
    }
    session.zones.iter().map(|place| done(Some(*place))).collect()
}

/// The day of an instant at a site.
///
/// An instant outside the calendar, which no clock gives, is the last day that there is: it can never make something look
/// longer ago than it was.
#[must_use]
pub fn day_of(at: i64, zone: &TimeZone) -> Day {
    jiff::Timestamp::from_millisecond(at).map_or(Day::LAST, |at| Day::from_date(zone.to_datetime(at).date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Amending;
    use crate::entry::{Denied, Identity, Skin};
    use crate::fold::tests::{amendment, entry};
    use safety::Gate;
    use std::collections::BTreeMap;
    use vocab::case::{Ask, Sex};
    use vocab::goals::Concern;
    use vocab::scale::gags::Grades;
    use vocab::{Phototype, Verdict, Zone};

    const DAY: i64 = 86_400_000;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn chart(bodies: Vec<Body>) -> Chart {
        let entries: Vec<_> =
            bodies.into_iter().enumerate().map(|(n, body)| entry(&n.to_string(), None, body)).collect();
        Chart::of(&entries)
    }

    fn case(chart: &Chart) -> Case {
        chart.case(day("2026-05-04"), &Policy::default(), &TimeZone::UTC)
    }

    fn score(scale: Scale, score: f64, parts: &[(&str, f64)]) -> Body {
        let parts: BTreeMap<String, f64> = parts.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
        Body::Assessment(Assessment {
            concern: Some(Concern::Acne),
            scale,
            score,
            raters: 1,
            zone: None,
            parts,
        })
    }

    #[test]
    fn an_empty_chart_is_a_case_in_which_nothing_is_known() {
        let case = case(&Chart::default());
        assert_eq!(
            (case.patient, case.facts, case.unstated),
            (Patient::default(), vec![], Unstated::Unknown)
        );
    }

    #[test]
    fn the_person_comes_from_identity_skin_and_the_newest_scores() {
        let grades = [
            ("forehead", 4.0),
            ("cheek_r", 4.0),
            ("cheek_l", 3.0),
            ("nose", 4.0),
            ("chin", 2.0),
            ("chest_back", 1.0),
        ];
        let chart = chart(vec![
            Body::Identity(Identity {
                name: "Amara".to_owned(),
                born: Some(day("1995-04-12")),
                sex: Some(Sex::Female),
                ..Identity::default()
            }),
            Body::Skin(Skin { phototype: Some(Phototype::IV), ..Skin::default() }),
            Body::Skin(Skin { phototype: Some(Phototype::V), ..Skin::default() }),
            Body::Skin(Skin { phototype: None, ..Skin::default() }),
            score(Scale::Gags, 31.0, &grades),
            score(Scale::IgaAcne, 2.5, &[]),
            score(Scale::Ita, -12.5, &[]),
        ]);
        let person = case(&chart).patient;
        assert_eq!((person.born, person.sex), (Some(day("1995-04-12")), Some(Sex::Female)));
        assert_eq!((person.phototype, person.ita), (Some(Phototype::V), Some(-12.5)));
        assert_eq!((person.gags.map(Grades::total), person.iga_acne), (Some(31), Some(3)));
        assert_eq!(chart.measured(&TimeZone::UTC).len(), 3);
    }

    proptest::proptest! {
        #[test]
        fn what_was_replaced_may_be_left_out(
            said in proptest::collection::vec((0..3_usize, 0..4_usize, 0..3_usize, proptest::bool::weighted(0.2)), 0..40),
        ) {
            let codes = ["pregnancy", "keloid_history", "cold_sores_recurrent"];
            let status = [Status::Present, Status::Past, Status::Absent, Status::Unknown];
            let zones = [None, Some(Zone::Chest), Some(Zone::Nose)];
            let body = |&(code, how, zone, is_denial): &(usize, usize, usize, bool)| {
                if is_denial {
                    return Body::Denied(Denied { conditions: codes.iter().skip(code).map(|c| (*c).to_owned()).collect() });
                }
                Body::Fact(Fact { zone: zones[zone], ..Fact::condition(codes[code], status[how]) })
            };
            let bodies: Vec<(u64, Body)> = (0..).zip(said.iter().map(body)).collect();
            let whole: Vec<Fact> = counting(bodies.iter().map(|(n, b)| (*n, b))).into_iter().map(|(_, f)| f).collect();
            // Line by line, keeping only what counts, as the snapshot does.
            let mut kept: Vec<(u64, Body)> = Vec::new();
            for one in bodies {
                kept.push(one);
                crate::digest::settle(&mut kept, |one| one.0, |one| &mut one.1);
            }
            let left: Vec<Fact> = counting(kept.iter().map(|(n, b)| (*n, b))).into_iter().map(|(_, f)| f).collect();
            proptest::prop_assert_eq!(&left, &whole);
            proptest::prop_assert!(kept.len() <= whole.len());
        }
    }

    #[test]
    fn a_denial_covers_what_was_named_and_nothing_else() {
        let named = |code: &str| Body::Denied(Denied { conditions: vec![code.to_owned()] });
        let chart = chart(vec![
            Body::Fact(Fact {
                zone: Some(Zone::Chest),
                ..Fact::condition("keloid_history", Status::Present)
            }),
            Body::Fact(Fact::condition("keloid_history", Status::Unknown)),
            named("pregnancy"),
        ]);
        // Not knowing about everywhere takes nothing from what is known of the chest.
        assert_eq!(chart.facts().len(), 3);
        let mut all = chart;
        all.add(&entry("9", None, named("keloid_history")));
        let facts = all.facts();
        assert_eq!(facts.len(), 2);
        assert!(facts.iter().all(|f| f.status == Some(Status::Absent)), "{facts:?}");
    }

    #[test]
    fn a_session_is_a_procedure_of_its_day_at_the_site_until_it_is_withdrawn() {
        let session = Body::Session(Session {
            zones: vec![Zone::LipUpper, Zone::LipLower],
            ..Session::new(knowledge::Knowledge::shipped().unwrap(), "filler_ha", "n", 0).unwrap()
        });
        let mut done = entry("1", None, session);
        // 2026-05-01T23:30Z, which is the second of May in Berlin.
        done.happened_at = i64::from(day("2026-05-01").number()) * DAY + 23 * 3_600_000 + 1_800_000;
        let mut chart = Chart::of(&[done]);
        let berlin = TimeZone::fixed(jiff::tz::offset(2));
        let asked = chart.case(day("2026-05-04"), &Policy::default(), &berlin);
        assert_eq!(asked.facts.len(), 2);
        assert!(asked.facts.iter().all(|f| f.on == Some(day("2026-05-02"))), "{:?}", asked.facts);
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let again = Ask { zone: Some(Zone::LipUpper), ..Ask::treatment("filler_ha") };
        let rules = |case: &Case| gate.answer(case, &again).unwrap().findings.len();
        let with = rules(&asked);
        chart.add(&entry("2", Some("1"), amendment(Amending::Withdrawal, None)));
        let without = chart.case(day("2026-05-04"), &Policy::default(), &berlin);
        assert_eq!(without.facts, []);
        assert!(with > rules(&without), "two days after a filler something is said about the next");
    }

    #[test]
    fn what_was_not_asked_is_asked_by_the_gate_and_never_allowed() {
        let gate = Gate::new(knowledge::Knowledge::shipped().unwrap());
        let case = case(&chart(vec![Body::Identity(Identity::default())]));
        let answer = gate.answer(&case, &Ask::treatment("filler_ha")).unwrap();
        assert!(answer.verdict >= Verdict::Review, "{:?}", answer.verdict);
        assert!(!answer.questions.is_empty());
    }

    #[test]
    fn an_instant_outside_the_calendar_is_no_day_of_the_past() {
        assert_eq!(day_of(i64::MAX, &TimeZone::UTC), Day::LAST);
        assert_eq!(day_of(0, &TimeZone::UTC), day("1970-01-01"));
    }
}
