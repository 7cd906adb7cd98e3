//! What was said of goals, skin and living the last time stands in the form of the next, to be confirmed or changed: nothing
//! of it is said again in somebody's name until a person has kept the section.
use chart::case::day_of;
use chart::consult::{Consultation, Section};
use chart::entry::Body;
use chart::fold::Chart;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use vocab::Day;

/// A section as it was answered the last time, and the day of it; nothing where it was answered in this consultation already,
/// or never before.
pub(super) fn last(
    chart: &Chart,
    kept: &Consultation,
    section: Section,
    today: Day,
    zone: &TimeZone,
) -> Option<(Consultation, Day)> {
    if kept.revision(section) > 0 {
        return None;
    }
    let mut shown = kept.clone();
    let line = chart.lines.iter().rev().find(|line| match (&line.now, section) {
        (Some(Body::Goals(goals)), Section::Goals) => {
            shown.goals.clone_from(goals);
            true
        }
        (Some(Body::Skin(skin)), Section::Skin) => {
            shown.skin.clone_from(skin);
            true
        }
        (Some(Body::Living(living)), Section::Living) => {
            shown.living.clone_from(living);
            true
        }
        _ => false,
    })?;
    // What is over is no wish any more, and a colour is measured anew or not at all.
    let goals = &mut shown.goals;
    goals.until = goals.until.filter(|until| *until >= today);
    goals.event = goals.event.take().filter(|event| event.on >= today);
    goals.away.retain(|(_, to)| *to >= today);
    shown.skin.ita = None;
    Some((shown, day_of(line.entry.happened_at, zone)))
}

/// Says where the answers in the form come from.
pub(super) fn view(on: Day) -> Markup {
    html! {
        section.card id="still" {
            h2 { "Still true?" }
            p { "The answers below are those of " b { (on.in_words()) } ". Change what changed; “Save and continue” confirms the rest as of today." }
        }
    }
}
