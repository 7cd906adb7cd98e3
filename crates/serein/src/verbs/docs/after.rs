//! Sections 6 to 9, from whatever is loaded: care, red flags, spa and living, sources, open points.
use super::markdown::{cite, heading, sign, table};
use knowledge::Knowledge;
use knowledge::care::Stretch;
use std::fmt::Write as _;

fn applies(list: &[String]) -> String {
    if list.is_empty() { "all".to_owned() } else { list.join(", ") }
}

/// Writes 6.1 to 6.3.
pub(super) fn care(k: &Knowledge, text: &mut String) {
    heading(text, 3, "6.1 Preparation");
    let mut tasks: Vec<_> = k.care.preparation.iter().flat_map(|p| &p.task).collect();
    tasks.sort_by_key(|task| std::cmp::Reverse(task.days_before));
    let rows = tasks.iter().map(|t| {
        vec![
            format!("−{}", t.days_before),
            t.text.clone(),
            applies(&t.applies),
            t.only.clone(),
            cite(&t.sources),
            sign(t.recalled).to_owned(),
        ]
    });
    table(text, &["Day", "Task", "Before", "Only if", "Sources", "Sign-off"], rows);
    heading(text, 3, "6.2 Normal course and care");
    let days = |list: &[Stretch]| {
        let one = |s: &Stretch| format!("{}–{}: {}", s.from_day, s.to_day, s.text);
        list.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let rows = k.care.aftercare.iter().map(|a| {
        let leave: Vec<String> = a
            .leave
            .iter()
            .map(|l| {
                let hours = format!("{} h", l.hours);
                format!("{} {hours}: {}", l.what, l.text)
            })
            .collect();
        vec![
            a.title.clone(),
            applies(&a.applies),
            days(&a.course),
            days(&a.todo),
            leave.join("; "),
            cite(&a.sources),
            sign(a.recalled).to_owned(),
        ]
    });
    table(text, &["Course", "After", "Days", "Do", "Leave", "Sources", "Sign-off"], rows);
    heading(text, 3, "6.3 Red flags and urgency");
    let rows = k.care.red_flags.iter().map(|f| {
        let to = f.to_day.map(|day| format!(" to {day}")).unwrap_or_default();
        vec![
            f.level.to_string(),
            f.because.clone(),
            applies(&f.applies),
            format!("day {}{to}", f.from_day),
            f.symptoms.join(", "),
            f.action.clone(),
            format!("{} {}", cite(&f.sources), f.strength),
            sign(f.recalled).to_owned(),
        ]
    });
    table(text, &["Level", "Trigger", "After", "Window", "Symptoms", "Action", "Sources", "Sign-off"], rows);
}

/// Writes 7.
pub(super) fn living(k: &Knowledge, text: &mut String) {
    heading(text, 3, "7.1 Massage, wraps, heat");
    let rows = k.care.spa.iter().flat_map(|s| {
        let one = |t: &knowledge::living::Stated| {
            vec![
                s.title.clone(),
                t.text.clone(),
                cite(&t.sources),
                t.strength.to_string(),
                sign(t.recalled).to_owned(),
            ]
        };
        s.states.iter().map(one).collect::<Vec<_>>()
    });
    table(text, &["About", "Says", "Sources", "Str.", "Sign-off"], rows);
    let gaps = k.gaps.iter().flat_map(|g| &g.gap).map(|g| {
        vec![
            format!("`{}`", g.key),
            g.first.join(", "),
            g.then.join(", "),
            format!("{} {} d", g.verdict, g.days),
            format!("{} {}", g.because, g.action),
            cite(&g.sources),
            sign(g.recalled).to_owned(),
        ]
    });
    text.push_str("Heat and massage around procedures:\n\n");
    table(text, &["Rule", "After", "Then", "Says", "Why", "Sources", "Sign-off"], gaps);
    heading(text, 3, "7.2 What may be said");
    let rows = k.care.living.iter().map(|l| {
        vec![
            l.claim.clone(),
            l.support.to_string(),
            l.say.clone(),
            l.found.clone(),
            cite(&l.sources),
            sign(l.recalled).to_owned(),
        ]
    });
    table(text, &["Claim", "Status", "May be said", "Basis", "Sources", "Sign-off"], rows);
}

/// Writes 8.
pub(super) fn sources(k: &Knowledge, text: &mut String) {
    let rows = k.sources.iter().map(|(tag, source)| {
        let strength: Vec<&str> = source.strength.iter().map(|s| s.code()).collect();
        vec![tag.clone(), source.text.clone(), strength.join(", "), source.heading.clone()]
    });
    table(text, &["Tag", "Source", "Str.", "Under"], rows);
}

/// Writes 9.
pub(super) fn open_points(k: &Knowledge, text: &mut String) {
    let rows =
        k.care.open_points.iter().map(|p| vec![p.number.to_string(), p.text.clone(), p.until_then.clone()]);
    table(text, &["#", "Point", "Until then"], rows);
    let unsigned = knowledge::catalogue::items(k).iter().filter(|item| item.needs_sign_off).count();
    let _ = writeln!(text, "{unsigned} items hold something recalled: `serein kb list --needs-sign-off`.");
}
