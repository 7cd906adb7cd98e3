//! What a treatment itself says: phototype, age, ranges, caps and tests.
use crate::answer::{Because, Sources};
use crate::scope;
use crate::span::{EVER, FOREVER, Key, Span, plain};
use crate::standing::{Person, Procedure};
use crate::window::{Terms, window};
use knowledge::Knowledge;
use knowledge::condition::{Attached, Holds};
use knowledge::treatment::{ByPhototype, Treatment};
use vocab::case::{Ask, Status};
use vocab::params::Device;
use vocab::phototype::ForSafety;
use vocab::zone::ZoneSet;
use vocab::{Group, Params, Phototype, Verdict};

/// Every finding of the treatment's own file.
pub(crate) fn spans<'k>(
    k: &'k Knowledge,
    person: &Person<'_, 'k>,
    place: usize,
    t: &'k Treatment,
    ask: &Ask,
    out: &mut Vec<Span<'k>>,
) {
    if let Some(always) = &t.always {
        let because = Because::Text(&always.because);
        out.push(Span {
            because,
            strength: always.strength,
            until: "never here: it is outside this catalogue",
            ..plain(Key::Of("excluded-", &t.code), always.verdict, &always.sources)
        });
    }
    by_phototype(person.phototype, t, &ask.params, out);
    by_age(person, t, out);
    cap(person, place, t, out);
    ranges(t, ask, out);
    depth(t, ask, out);
    tests(k, person, t, out);
    if let Some(performer) = ask.performer {
        let place = person.case.policy.jurisdiction.as_deref();
        scope::spans(k, place, t, performer, &ask.params, out);
    }
}

fn by_phototype<'k>(skin: ForSafety, t: &'k Treatment, params: &Params, out: &mut Vec<Span<'k>>) {
    let yag = params.device == Some(Device::NdYag)
        || params.wavelength_nm.is_some_and(|nm| (1060.0..=1068.0).contains(&nm));
    let special = |e: &&ByPhototype| {
        e.devices
            .iter()
            .any(|d| (yag && d == Device::NdYag.code()) || params.device.is_some_and(|p| p.code() == d))
    };
    let has_special = t.phototype.iter().any(|e| special(&e));
    let entries =
        || t.phototype.iter().filter(|e| if has_special { special(e) } else { e.devices.is_empty() });
    let of = |kind: Phototype| entries().find(|e| e.types.contains(&kind));
    let possible = || {
        Phototype::ALL.iter().copied().filter(|p| *p == skin.at_least || (!skin.exact && *p > skin.at_least))
    };
    // What even the lightest possible reading says.
    let least = possible().map(|p| of(p).and_then(|e| e.verdict).unwrap_or(Verdict::Allow)).min();
    let most = possible().filter_map(of).max_by_key(|e| e.verdict);
    if let Some(entry) = of(skin.at_least)
        && let Some(verdict) = least.filter(|v| *v > Verdict::Allow)
    {
        out.push(Span {
            because: Because::Text(&entry.because),
            action: &entry.action,
            attach: entry.attach,
            strength: entry.strength,
            recalled: entry.recalled,
            until: "by phototype: choose another treatment",
            ..plain(Key::Rule(&entry.key), verdict, &entry.sources)
        });
    }
    if let Some(entry) = most
        && entry.verdict >= Some(Verdict::Defer)
        && least < Some(Verdict::Defer)
    {
        out.push(Span {
            because: Because::Unasked { title: "phototype", reason: &entry.because },
            strength: entry.strength,
            recalled: entry.recalled,
            question: Some((
                "phototype_V",
                "How does your skin react to the sun: does it burn, does it tan?",
            )),
            ..plain(Key::Rule(&entry.key), Verdict::Review, &entry.sources)
        });
    }
}

fn by_age<'k>(person: &Person<'_, 'k>, t: &'k Treatment, out: &mut Vec<Span<'k>>) {
    let Some(born) = person.case.patient.born else { return };
    for age in &t.age {
        out.push(Span {
            from: born.plus_years(i16::from(age.from_years)).number(),
            to: born.plus_years(i16::from(age.to_years)).number(),
            because: Because::Text(&age.because),
            strength: age.strength,
            ..plain(Key::Rule(&age.key), age.verdict, &age.sources)
        });
    }
}

/// From the day of the last free session on, a prescriber looks.
fn cap<'k>(person: &Person<'_, 'k>, place: usize, t: &'k Treatment, out: &mut Vec<Span<'k>>) {
    let Some(cap) = &t.cap else { return };
    let mut days: Vec<i32> = person
        .procedures
        .iter()
        .filter(|p: &&Procedure| p.treatment == place)
        .map(|p| p.on.unwrap_or(EVER))
        .collect();
    days.sort_unstable();
    if let Some(from) = usize::from(cap.sessions).checked_sub(1).and_then(|last| days.get(last)) {
        let because = Because::Text(&cap.because);
        out.push(Span {
            from: *from,
            because,
            strength: cap.strength,
            ..plain(Key::Rule(&cap.key), cap.verdict, &cap.sources)
        });
    }
}

fn ranges<'k>(t: &'k Treatment, ask: &Ask, out: &mut Vec<Span<'k>>) {
    for range in &t.ranges {
        let stated = match range.param.as_str() {
            "percent" => ask.params.percent,
            "ph" => ask.params.ph,
            "depth_mm" => ask.params.depth_mm,
            "wavelength_nm" => ask.params.wavelength_nm,
            _ => None,
        };
        if stated.is_some_and(|v| !(range.min..=range.max).contains(&v)) {
            let because = Because::Range {
                param: &range.param,
                min: range.min,
                max: range.max,
                reason: &range.because,
            };
            out.push(Span {
                because,
                strength: range.strength,
                ..plain(Key::Of("range-", &t.code), range.verdict, &range.sources)
            });
        }
    }
}

/// A stated depth above the ceiling of its zone; without a zone, above every ceiling.
fn depth<'k>(t: &'k Treatment, ask: &Ask, out: &mut Vec<Span<'k>>) {
    let Some(stated) = ask.params.depth_mm else { return };
    let ceilings = t.depth.iter().filter(|d| {
        ask.zone.is_none_or(|zone| d.zones.iter().any(|z| ZoneSet::of(zone).meets(ZoneSet::only(*z))))
    });
    let limit = if ask.zone.is_some() {
        ceilings.map(|d| d.max_mm).reduce(f64::min)
    } else {
        ceilings.map(|d| d.max_mm).reduce(f64::max)
    };
    if let Some(max) = limit
        && stated > max
    {
        let because = Because::Range {
            param: "depth_mm",
            min: 0.0,
            max,
            reason: "The default ceiling of needle depth for this zone; scar-only passes on cheeks and chin may go deeper on a prescriber's word.",
        };
        out.push(Span {
            because,
            recalled: true,
            sources: Sources::House,
            ..plain(Key::Of("depth-", &t.code), Verdict::Review, &[])
        });
    }
}

/// Mandatory patch tests and test spots (section 3.5).
fn tests<'k>(k: &'k Knowledge, person: &Person<'_, 'k>, t: &'k Treatment, out: &mut Vec<Span<'k>>) {
    let (attach, key, action) = match t.group {
        Some(Group::Sup | Group::Med) => (Attached::PatchTest, "patch-test-mandatory", PATCH_TEST),
        Some(Group::Light | Group::Nafl | Group::Abl | Group::Pdt) => {
            (Attached::TestSpot, "test-spot-mandatory", TEST_SPOT)
        }
        Some(
            Group::Spa
            | Group::Mech
            | Group::Mn
            | Group::Rfmn
            | Group::Bont
            | Group::Fil
            | Group::Prp
            | Group::Body,
        )
        | None => return,
    };
    let span = |from, to, reason| Span {
        from,
        to,
        because: Because::Test { reason },
        action,
        attach: Some(attach),
        recalled: true,
        sources: Sources::House,
        ..plain(Key::Rule(key), Verdict::Caution, &[])
    };
    if person.phototype.at_least >= Phototype::IV {
        out.push(span(
            EVER,
            FOREVER,
            "A test is mandatory in phototypes IV to VI before any peel or light device.",
        ));
    }
    for (code, reason) in TESTED {
        let Some(place) = k.condition_place(code) else { continue };
        let (Some(known), Some(condition)) = (person.known.get(place), k.conditions.get(place)) else {
            continue;
        };
        for s in &known.standing {
            if let Some(w) = window(condition.holds, Terms::PLAIN, s, person.today)
                && (w.certain || condition.holds != Holds::State || s.status != Status::Past)
            {
                out.push(span(w.from, w.to, reason));
            }
        }
    }
}

const PATCH_TEST: &str = "Patch test behind the ear or on the inner arm; read at 24 h and 48 h; valid 183 days if no new allergy. A positive test excludes the agent.";
const TEST_SPOT: &str = "Test spot; read at 48 h, and for types IV to VI again at 14 days or more before the full area. Repeat after a new drug, a tan or another device.";

/// What makes a test mandatory, beside phototype.
const TESTED: [(&str, &str); 6] = [
    ("pregnancy", "A test is mandatory in pregnancy before any peel or light device."),
    ("allergy_nickel_steel", "A test is mandatory with a history of contact allergy."),
    ("allergy_latex", "A test is mandatory with a history of contact allergy."),
    ("allergy_fragrance", "A test is mandatory with a history of contact allergy."),
    ("allergy_essential_oil", "A test is mandatory with a history of contact allergy."),
    ("allergy_resorcinol", "A test is mandatory with a history of contact allergy."),
];
