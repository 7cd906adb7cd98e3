//! What was said in a consultation, in the words of people.
use super::super::finding::day;
use super::{Words, number, plain};
use crate::ui::capital;
use chart::consult::{BodyImage, Closed, Goals, Living};
use chart::history::Skin;

/// The type of the skin, with what was answered about the sun.
pub(super) fn skin(skin: &Skin) -> Words {
    let title = skin.phototype.map_or_else(|| "Skin type".to_owned(), |kind| format!("Phototype {kind}"));
    let mut lines = Vec::new();
    lines.extend(skin.burns.map(|burns| format!("burns {}", burns.code())));
    lines.extend(skin.tans.map(|tans| format!("tans {}", tans.code())));
    lines.extend(skin.axes.iter().map(|(axis, level)| format!("{} {level} of 4", axis.code())));
    lines.extend(skin.reactions.iter().map(|kind| kind.code().replace('_', " ")));
    lines.extend(skin.ita.map(|ita| format!("typology angle {} degrees", number(ita))));
    Words { title, lines }
}

/// Which sections were answered, and what was looked at where.
pub(super) fn closed(closed: &Closed) -> Words {
    let sections: Vec<&str> = closed.sections.keys().map(|section| section.title()).collect();
    let mut lines = vec![sections.join(", ")];
    if !closed.confirmed.is_empty() {
        lines.push(format!("{} earlier answers confirmed", closed.confirmed.len()));
    }
    lines.extend(closed.zones.iter().map(|(concern, zones)| {
        let zones: Vec<String> = zones.iter().map(|zone| zone.in_words()).collect();
        format!("{}: {}", plain(concern.code()), zones.join(", "))
    }));
    lines.extend(closed.notes.iter().map(|(concern, note)| format!("{}: {note}", plain(concern.code()))));
    lines.retain(|line| !line.is_empty());
    Words { title: "Consultation".into(), lines }
}

/// What is wished, the most important first, and within which means.
pub(super) fn goals(goals: &Goals) -> Words {
    let wanted: Vec<String> = goals
        .wanted
        .iter()
        .map(|one| one.zone.map_or_else(|| plain(one.concern.code()), |zone| format!("{}, {}", plain(one.concern.code()), zone.in_words())))
        .collect();
    let title = if wanted.is_empty() { "Goals".to_owned() } else { wanted.join(" · ") };
    let mut lines = Vec::new();
    if !goals.words.is_empty() {
        lines.push(format!("“{}”", goals.words));
    }
    lines.extend(goals.until.map(|until| format!("until {}", day(until))));
    lines.extend(goals.event.as_ref().map(|event| {
        format!("{} on {}, {} quiet days before it", if event.name.is_empty() { "a day that counts" } else { &event.name }, day(event.on), event.clear_days)
    }));
    lines.extend(goals.away.iter().map(|(from, to)| format!("away {} to {}", day(*from), day(*to))));
    lines.extend(goals.budget_minor_units.and_then(|minor_units| {
        let currency = goals.currency.parse().ok()?;
        Some(format!("at most {}", vocab::Money { minor_units, currency }))
    }));
    lines.extend(goals.max_visits.map(|most| format!("at most {most} visits")));
    lines.extend(goals.max_quiet_days.map(|most| format!("at most {most} quiet days after a visit")));
    if !goals.avoid.is_empty() {
        lines.push(format!("rather not: {}", goals.avoid.iter().map(|code| plain(code)).collect::<Vec<_>>().join(", ")));
    }
    if !goals.prefer.is_empty() {
        lines.push(format!("gladly: {}", goals.prefer.iter().map(|code| plain(code)).collect::<Vec<_>>().join(", ")));
    }
    Words { title, lines }
}

/// How the person lives.
pub(super) fn living(living: &Living) -> Words {
    let lines = [
        living.smokes.map(|said| format!("smokes or uses nicotine: {}", said.code())),
        living.sunscreen.map(|said| format!("sunscreen: {}", said.code())),
        living.sun_hours.map(|hours| format!("{} h of sun a day", number(hours))),
        living.sleep_hours.map(|hours| format!("{} h of sleep", number(hours))),
        living.stress.map(|level| format!("stress {level} of 10")),
        Some(living.eating.clone()).filter(|text| !text.is_empty()).map(|text| format!("eats: {text}")),
    ];
    Words { title: "Living".into(), lines: lines.into_iter().flatten().collect() }
}

/// What was said of the image of the body, to whoever may read the chart.
pub(super) fn body_image(said: BodyImage) -> Words {
    if said.rather_not {
        return Words { title: "Own image: rather not say".into(), lines: Vec::new() };
    }
    let answers = [
        ("thinking of it fills the day", said.fills_the_day),
        ("it holds back from people or places", said.holds_back),
        ("disappointed by an earlier treatment", said.disappointed),
    ];
    let word = |yes: bool| if yes { "yes" } else { "no" };
    let lines = answers.iter().filter_map(|(what, yes)| Some(capital(&format!("{what}: {}", word((*yes)?)))));
    Words { title: "Own image of the body".into(), lines: lines.collect() }
}
