//! Twelve lines out of what is known: one pure function.
use super::clinical::{findings, said_by_the_gate};
use super::{
    Asked, Door, Examination, Light, Line, Override, Pass, Photographs, Supervision, Training, What, Why,
};
use crate::consent::Standing;
use crate::people::waits_for_order;
use crate::stock::{Readiness, State};
use knowledge::Knowledge;
use safety::{Because, Finding};
use vocab::{Performer, Permission, Verdict};

/// Days that photographs before a treatment serve as the baseline: a default of the house.
pub const PHOTO_DAYS: i32 = 183;

/// The door. It has every line once, whatever is asked.
#[must_use]
pub fn door(asked: &Asked<'_, '_>) -> Door {
    let mut lines: Vec<Line> = What::ALL.iter().map(|what| line(asked, *what)).collect();
    for line in &mut lines {
        line.passed = passed(asked, line);
        line.ticked = match line.what {
            // Whoever compared has ticked; the line is green then.
            What::Identity => asked.identity,
            // The actions of the gate are ticked one line at a time, and only after the day's questions.
            What::Verdict | What::Sun | What::Pregnancy => {
                asked.asked_today && asked.done.contains(&line.what)
            }
            What::Licence
            | What::Examination
            | What::Consent
            | What::Interval
            | What::Photographs
            | What::Lots
            | What::Device
            | What::Kit => asked.done.contains(&line.what),
        };
    }
    Door { service: asked.service.to_owned(), on: asked.on, zone: asked.answer.ask.zone, lines }
}

/// The overrides that cover every rule of the line as it stands now.
fn passed(asked: &Asked<'_, '_>, line: &Line) -> Vec<String> {
    let covers = |over: &Override| {
        let same = over.service == asked.service && over.on == asked.on && over.what == line.what;
        let all = line
            .why
            .iter()
            .all(|why| over.rules.iter().any(|r| r.rule == why.rule && r.verdict >= why.verdict));
        same && all && !line.why.is_empty()
    };
    let mut by: Vec<(&str, &str)> = Vec::new();
    for (entry, author, _) in asked.overrides.iter().filter(|(_, _, over)| covers(over)) {
        // Two signatures of one person are one.
        if !by.iter().any(|(_, who)| who == author) {
            by.push((entry, author));
        }
    }
    by.into_iter().map(|(entry, _)| entry.to_owned()).collect()
}

fn line(asked: &Asked<'_, '_>, what: What) -> Line {
    match what {
        What::Identity => identity(asked),
        What::Licence => licence(asked),
        What::Examination => examination(asked),
        What::Consent => consent(asked),
        What::Verdict | What::Interval | What::Sun | What::Pregnancy => said_by_the_gate(asked, what),
        What::Photographs => photographs(asked),
        What::Lots => ready(asked.lots, what, "Choose a lot that is in date and not held back."),
        What::Device => ready(asked.device, what, "Choose one that is serviced, or have it serviced."),
        What::Kit => ready(asked.kit, what, "Check the kit under Stock and replace what is missing."),
    }
}

/// A line without reasons of the gate; its own rule is named `door-…`, so that passing it is counted too.
pub(super) fn plain(what: What, light: Light, pass: Pass, said: &str, would: &str) -> Line {
    let verdict = match (light, pass) {
        (Light::Green, _) => Verdict::Allow,
        (Light::Amber, Pass::Tick) => Verdict::Caution,
        (Light::Amber, _) => Verdict::Review,
        (Light::Red, Pass::Written) => Verdict::Defer,
        (Light::Red, _) => Verdict::Refuse,
    };
    let why = if light == Light::Green { Vec::new() } else { vec![own(what, said, verdict)] };
    Line {
        what,
        light,
        pass,
        said: said.to_owned(),
        would: would.to_owned(),
        why,
        passed: Vec::new(),
        ticked: false,
    }
}

fn own(what: What, text: &str, verdict: Verdict) -> Why {
    let rule = format!("door-{what}");
    Why { rule, text: text.to_owned(), action: String::new(), verdict, by_law: false }
}

fn green(what: What, said: &str) -> Line {
    plain(what, Light::Green, Pass::Free, said, "")
}

fn identity(asked: &Asked<'_, '_>) -> Line {
    let what = What::Identity;
    if !asked.identity_known {
        let said = "The chart has no name or no day of birth to compare with.";
        return plain(what, Light::Red, Pass::Never, said, "Complete the chart.");
    }
    if asked.identity {
        return green(what, "Name and day of birth were said and are those of the chart.");
    }
    let would = "Ask for the full name and the day of birth, compare, and tick.";
    plain(what, Light::Amber, Pass::Tick, "Not compared yet.", would)
}

fn licence(asked: &Asked<'_, '_>) -> Line {
    let what = What::Licence;
    let Some(hands) = &asked.hands else {
        return plain(
            what,
            Light::Red,
            Pass::Never,
            "Nobody is named who performs it.",
            "Choose who performs it.",
        );
    };
    if hands.performer.is_none() || hands.until.is_some_and(|until| until < asked.on) {
        let said = match hands.until {
            Some(until) => format!("The licence of {} ended on {}.", hands.name, until.in_words()),
            None => format!("No licence of {} is on record.", hands.name),
        };
        let would = "Record the licence that is in force, or let somebody else perform it.";
        return plain(what, Light::Red, Pass::Never, &said, would);
    }
    if let Some(lacks) = hands.lacks {
        let would = "Record that licence, or let somebody else perform it.";
        return plain(what, Light::Red, Pass::Never, lacks, would);
    }
    let mut line = said_by_the_gate(asked, what);
    // Only the supervision that the law asks for can be settled by what is on record.
    let supervised = |f: &&Finding<'_>| matches!(f.because, Because::Supervised { .. });
    let only_supervision = findings(asked, what).iter().all(supervised);
    if line.light != Light::Green && only_supervision {
        if hands.supervision == Supervision::OnRecord {
            line = green(what, "");
        } else {
            let said = line.said.clone();
            let would = "Record who supervises, or a standing order.";
            line = plain(what, Light::Amber, Pass::Reason(Permission::Override), &said, would);
        }
    }
    // A nurse carries out what was ordered; a prescriber's written reason is such an order.
    let medical = needs_examination(asked.knowledge, asked.service);
    let covered = hands.supervision == Supervision::OnRecord;
    if line.light == Light::Green && waits_for_order(hands.performer, medical, covered) {
        let said =
            format!("{} carries out what was ordered, and no order or supervision covers it.", hands.name);
        let would = "Record a standing order or who supervises, or let a prescriber write the order here.";
        return plain(what, Light::Amber, Pass::Reason(Permission::Override), &said, would);
    }
    if line.light == Light::Green && hands.training == Training::Missing {
        let said = format!("No training of {} for this is on record.", hands.name);
        let would = "Record the training, or let somebody else perform it.";
        return plain(what, Light::Amber, Pass::Reason(Permission::Override), &said, would);
    }
    if line.light == Light::Green {
        let tier = hands.performer.map_or("", Performer::in_words);
        line.said = match hands.until {
            Some(until) => format!("{}, {tier}, licensed until {}.", hands.name, until.in_words()),
            None => format!("{}, {tier}, with a licence without an end.", hands.name),
        };
    }
    line
}

/// Whether a treatment is a medical act that begins with an examination: its lowest licence is above an aesthetician's.
#[must_use]
pub fn needs_examination(knowledge: &Knowledge, service: &str) -> bool {
    let Some(treatment) = knowledge.treatment(service) else { return true };
    // The rescue of a blocked vessel waits for nobody.
    treatment.never_above.is_none()
        && treatment.performers.iter().map(|p| p.tier).min() > Some(Performer::Aesthetician)
}

fn examination(asked: &Asked<'_, '_>) -> Line {
    let what = What::Examination;
    let would = "A prescriber examines and records it.";
    let pass = Pass::Reason(Permission::Examine);
    match &asked.examination {
        Examination::NotNeeded => green(what, "None is needed."),
        Examination::Good { by, on, until } if *on <= asked.on && asked.on <= *until => {
            green(what, &format!("By {by} on {}, good until {}.", on.in_words(), until.in_words()))
        }
        Examination::Good { until, .. } | Examination::Ended { until } => {
            plain(what, Light::Amber, pass, &format!("It ended on {}.", until.in_words()), would)
        }
        Examination::NotCleared { by, on } => {
            let said = format!("{by} examined on {} and did not clear the patient for this.", on.in_words());
            plain(what, Light::Red, Pass::Second, &said, would)
        }
        Examination::Missing => {
            plain(what, Light::Amber, pass, "None is on record for this treatment.", would)
        }
    }
}

fn consent(asked: &Asked<'_, '_>) -> Line {
    let what = What::Consent;
    let never = |said: &str, would: &str| plain(what, Light::Red, Pass::Never, said, would);
    let sign = "Go through the text together and sign it.";
    let line = match asked.consent {
        Standing::Holds { on, until, .. } => {
            return green(
                what,
                &format!("Signed on {}, holds until {}.", on.in_words(), until.plus(-1).in_words()),
            );
        }
        Standing::Thinking { free_from } => {
            let said = format!("Signed; the time to think it over ends on {}.", free_from.in_words());
            let would = format!("Start on {} or later.", free_from.in_words());
            plain(what, Light::Red, Pass::Written, &said, &would)
        }
        Standing::Changed { parts, .. } => {
            let parts: Vec<&str> = parts.iter().map(|p| p.title()).collect();
            let said = format!("The text changed since it was signed: {}.", parts.join(", "));
            let would = "Show what changed and sign it; only the changes are read.";
            plain(what, Light::Amber, Pass::Reason(Permission::Override), &said, would)
        }
        Standing::Expired { on } => never(&format!("It ended on {}.", on.in_words()), sign),
        Standing::Withdrawn { on } => never(
            &format!("It was declined or taken back on {}.", on.in_words()),
            "Nothing is done against a no.",
        ),
        Standing::GuardianNeeded => {
            never("The patient signed, and by the day of birth is a minor.", "A guardian signs.")
        }
        Standing::OwnNeeded => {
            never("A guardian signed, and the patient is of age now.", "The patient signs.")
        }
        Standing::Presented { on } => {
            never(&format!("The text was handed over on {} and is not signed.", on.in_words()), sign)
        }
        Standing::Missing => never("Nobody has signed.", sign),
        Standing::NoText { why } => never(why, "Write what is told before it in the clinic's layer."),
    };
    let rescue = asked.knowledge.treatment(asked.service).is_some_and(|t| t.never_above.is_some());
    let refused = matches!(asked.consent, Standing::Withdrawn { .. });
    if rescue && !refused && line.pass == Pass::Never {
        // A blocked artery is not kept waiting for a signature; somebody says that it is one.
        return plain(what, Light::Amber, Pass::Reason(Permission::Door), &line.said, &line.would);
    }
    line
}

fn photographs(asked: &Asked<'_, '_>) -> Line {
    let what = What::Photographs;
    let pass = Pass::Reason(Permission::Door);
    match asked.photographs {
        Photographs::NotNeeded => green(what, "None are taken for this."),
        Photographs::Taken(on) if on <= asked.on && asked.on.since(on) <= PHOTO_DAYS => {
            green(what, &format!("Taken on {}.", on.in_words()))
        }
        Photographs::Taken(on) => {
            let said = format!("The newest are of {}.", on.in_words());
            plain(what, Light::Amber, pass, &said, "Take new ones before you begin.")
        }
        Photographs::Missing => {
            plain(what, Light::Amber, pass, "None on record.", "Take them before you begin.")
        }
        Photographs::NotAllowed => {
            let said = "Photographs for the record are not allowed.";
            plain(what, Light::Amber, pass, said, "Ask again, or write how the result will be judged.")
        }
    }
}

fn ready(readiness: Option<&Readiness>, what: What, would: &str) -> Line {
    let Some(readiness) = readiness else {
        let pass = Pass::Reason(Permission::Override);
        return plain(
            what,
            Light::Amber,
            pass,
            "The stock was not asked.",
            "Keep stock, devices and kit here.",
        );
    };
    let said = readiness.lines.iter().filter(|l| l.state == readiness.state).map(|l| match l.what.as_str() {
        "" => format!("{}.", capital(&l.because.to_string())),
        name => format!("{name}: {}.", l.because),
    });
    let said = said.take(3).collect::<Vec<_>>().join(" ");
    match readiness.state {
        State::Ready => green(what, &said),
        State::Ask => plain(what, Light::Amber, Pass::Reason(Permission::Override), &said, would),
        State::Stop => plain(what, Light::Red, Pass::Never, &said, would),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
