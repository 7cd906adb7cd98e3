//! Living well: few questions, and beside each what may be said.
use super::said::{Fault, Said};
use super::show::Consult;
use crate::ui::{Choice, Choices, Entry, Field};
use chart::consult::{Consultation, Living, Smokes, Sunscreen, WORDS_MAX};
use maud::{Markup, html};

pub(super) fn pairs(consultation: &Consultation) -> Said {
    let living = &consultation.living;
    let mut said = Said::default();
    said.put("smokes", living.smokes.map_or("", Smokes::code));
    said.put("sunscreen", living.sunscreen.map_or("", Sunscreen::code));
    said.put("sun", living.sun_hours.map(|hours| hours.to_string()).unwrap_or_default());
    said.put("sleep", living.sleep_hours.map(|hours| hours.to_string()).unwrap_or_default());
    said.put("stress", living.stress.map(|n| n.to_string()).unwrap_or_default());
    said.put("eating", &living.eating);
    said
}

pub(super) fn read(consultation: &mut Consultation, said: &Said) -> Vec<Fault> {
    let faults = &mut Vec::new();
    let living = Living {
        smokes: said.word("smokes", faults),
        sunscreen: said.word("sunscreen", faults),
        sun_hours: said.number("sun", (0.0, 24.0), faults),
        sleep_hours: said.number("sleep", (0.0, 24.0), faults),
        stress: said.count("stress", (0, 10), faults).and_then(|n| u8::try_from(n).ok()),
        eating: said.text("eating", WORDS_MAX, faults),
    };
    if faults.is_empty() {
        consultation.living = living;
    }
    std::mem::take(faults)
}

pub(super) fn view(page: &Consult) -> Markup {
    let said = &page.said;
    let one = |value: &str, label: &str, name: &str| Choice { value: value.into(), label: label.into(), note: String::new(), chosen: said.get(name) == value };
    let hours = || Entry::Number { low: "0".into(), high: "24".into(), step: "0.5".into(), unit: "hours".into() };
    let smokes = [(Smokes::Never, "Never"), (Smokes::Before, "I used to"), (Smokes::Now, "Yes")].map(|(s, word)| one(s.code(), word, "smokes"));
    let cream = [(Sunscreen::Daily, "Every day"), (Sunscreen::Sunny, "On sunny days"), (Sunscreen::Rarely, "Rarely or never")].map(|(s, word)| one(s.code(), word, "sunscreen"));
    html! {
        section.card {
            h2 { "Sun and sleep" }
            div."stack boxed" {
                (Choices::one("sunscreen", "Do you use sunscreen?", cream.to_vec()).error(page.error("sunscreen")))
                (says(page, &["daily_sunscreen"]))
                div.form-row {
                    (Field::new("sun", "Hours of sun on a usual day", hours()).value(said.get("sun")).error(page.error("sun")).optional())
                    (Field::new("sleep", "Hours of sleep on a usual night", hours()).value(said.get("sleep")).error(page.error("sleep")).optional())
                }
                (says(page, &["sleep"]))
            }
        }
        section.card {
            h2 id="smoking" { "The rest of the day" }
            div."stack boxed" {
                (Choices::one("smokes", "Do you smoke or use nicotine?", smokes.to_vec()).error(page.error("smokes")))
                (says(page, &["stop_smoking"]))
                (super::concerns::ten(page, "stress", "How much stress is there at the moment?", "none", "more than I can bear"))
                (says(page, &["stress"]))
                (Field::new("eating", "Is there anything about eating you would like us to know?", Entry::Lines).value(said.get("eating")).error(page.error("eating")).optional())
                (says(page, &["low_glycaemic_diet", "dairy", "hydration"]))
            }
        }
    }
}

/// What may be said, in the words of the knowledge, with how well it is supported.
fn says(page: &Consult, keys: &[&str]) -> Markup {
    let all = &page.knowledge.care.living;
    let found: Vec<_> = keys.iter().filter_map(|key| all.iter().find(|one| one.key == *key)).collect();
    html! {
        @if !found.is_empty() {
            details.consult-says {
                summary { "What may be said" (crate::ui::icon::Icon::ChevronRight.with("turn")) }
                ul class="plain" { @for one in found { li { (one.say) " " span."muted small" { "(" (one.support.code().replace('_', " ")) @if one.recalled { ", needs sign-off" } ")" } } } }
            }
        }
    }
}
