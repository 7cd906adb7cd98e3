//! Who may perform: the tiers of the treatment, or of the place that the policy names.
use crate::answer::Because;
use crate::span::{Key, Span, plain};
use knowledge::Knowledge;
use knowledge::scope::{Jurisdiction, Licence, usual};
use knowledge::treatment::Treatment;
use vocab::{Answer, Params, Performer, Verdict};

/// What the licences of one place say of a performer.
struct Said<'k> {
    reach: Answer,
    /// The licence that decides, or the one to name in a refusal.
    licence: Licence<'k>,
}

/// Whether `performer` may: in the named place, or everywhere that is listed.
pub(crate) fn spans<'k>(
    k: &'k Knowledge,
    jurisdiction: Option<&str>,
    t: &'k Treatment,
    performer: Performer,
    params: &Params,
    out: &mut Vec<Span<'k>>,
) {
    let named = jurisdiction.and_then(|code| k.place(code));
    let of = |place: &'k Jurisdiction| Some(place.of(t)).filter(|all| !all.is_empty());
    let said = match named {
        Some(place) => ask(&of(place).unwrap_or_else(|| usual(t)), performer, params),
        // Nobody named a place, or one of which nothing is known: the strictest counts.
        None => std::iter::once(usual(t))
            .chain(k.scope.iter().filter_map(of))
            .filter_map(|licences| ask(&licences, performer, params))
            .reduce(stricter),
    };
    let Some(said) = said else { return };
    let key = Key::Of("scope-", &t.code);
    let Licence { lowest, supervised, supervisor, because: reason, sources, .. } = said.licence;
    match said.reach {
        Answer::Yes if named.is_some() && supervised.contains(&performer) => {
            let because = Because::Supervised { performer, supervisor, reason };
            out.push(Span { because, ..plain(key, Verdict::Caution, sources) });
        }
        Answer::Yes => {}
        // A strength that is not stated gives no finding (section 3, conversions); an acidity that
        // decides and is not stated is not known.
        Answer::Unknown if params.percent.is_none() => {}
        Answer::Unknown => {
            let because = Because::ScopeOpen { performer, reason };
            out.push(Span { because, ..plain(key, Verdict::Review, sources) });
        }
        Answer::No => {
            let because = Because::Scope { performer, lowest, reason };
            out.push(Span {
                because,
                until: "a practitioner with the licence performs it",
                by_law: true,
                ..plain(key, Verdict::Refuse, sources)
            });
        }
    }
}

/// A refusal that is law in some listed place is law here only if the named place says so.
pub(crate) fn law_of_the_place(k: &Knowledge, jurisdiction: Option<&str>, spans: &mut [Span<'_>]) {
    let Some(here) = jurisdiction.and_then(|code| k.place(code)) else { return };
    for span in spans.iter_mut().filter(|s| s.by_law) {
        if let Key::Rule(key) = span.key {
            let elsewhere = k.scope.iter().any(|place| place.is_law(key));
            span.by_law = here.is_law(key) || !elsewhere;
        }
    }
}

fn ask<'k>(licences: &[Licence<'k>], performer: Performer, params: &Params) -> Option<Said<'k>> {
    let reach = licences
        .iter()
        .filter(|l| l.lowest <= performer)
        .map(|l| within(l, params))
        .fold(Answer::No, Answer::or);
    let licence = licences
        .iter()
        .filter(|l| within(l, params) == Answer::Yes)
        .min_by_key(|l| l.lowest)
        .or(licences.last())?;
    Some(Said { reach, licence: *licence })
}

/// The stricter of two; of two equal ones the first, which is the default.
fn stricter<'k>(a: Said<'k>, b: Said<'k>) -> Said<'k> {
    let weight = |said: &Said<'_>| match said.reach {
        Answer::Yes => (0, said.licence.lowest),
        Answer::Unknown => (1, said.licence.lowest),
        Answer::No => (2, said.licence.lowest),
    };
    if weight(&b) > weight(&a) { b } else { a }
}

fn within(licence: &Licence<'_>, params: &Params) -> Answer {
    let strength = licence
        .percent_max
        .map_or(Answer::Yes, |max| params.percent.map_or(Answer::Unknown, |p| Answer::from(p <= max)));
    let acidity = licence
        .ph_min
        .map_or(Answer::Yes, |min| params.ph.map_or(Answer::Unknown, |p| Answer::from(p >= min)));
    strength.and(acidity)
}
