//! A gentle question. It may be passed over; an answer is talked about, never scored.
use super::said::{Fault, Said};
use super::show::Consult;
use crate::ui::{Choice, Choices, Width};
use chart::consult::{BodyImage, Consultation};
use maud::{Markup, html};

const QUESTIONS: [(&str, &str); 3] = [
    ("day", "Do thoughts about how you look take an hour or more of an ordinary day?"),
    ("back", "Do they keep you from people, from work, or from mirrors?"),
    ("before", "Have treatments before left you disappointed, even where others saw a good result?"),
];

pub(super) fn pairs(consultation: &Consultation) -> Said {
    let own = consultation.body_image;
    let mut said = Said::default();
    for ((name, _), answer) in QUESTIONS.iter().zip([own.fills_the_day, own.holds_back, own.disappointed]) {
        said.put(name, answer.map_or("", |yes| if yes { "yes" } else { "no" }));
    }
    said.put("rather-not", if own.rather_not { "yes" } else { "" });
    said
}

pub(super) fn read(consultation: &mut Consultation, said: &Said) -> Vec<Fault> {
    let answer = |name: &str| match said.get(name) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    consultation.body_image = BodyImage {
        fills_the_day: answer("day"),
        holds_back: answer("back"),
        disappointed: answer("before"),
        rather_not: said.has("rather-not", "yes"),
    };
    Vec::new()
}

pub(super) fn view(page: &Consult) -> Markup {
    let own = page.consultation.body_image;
    let rather = Choice { value: "yes".into(), label: "I would rather not say".into(), note: String::new(), chosen: own.rather_not };
    let yes = [own.fills_the_day, own.holds_back, own.disappointed].contains(&Some(true));
    html! {
        section.card {
            h2 { "Before we go on, one gentle question" }
            div."stack boxed" {
                p { "Many people think a lot about one part of their face or body. Where that weighs heavily, a treatment rarely takes the weight away, and talking helps more. Your answers stay between you and the people who care for you." }
                @for ((name, text), answer) in QUESTIONS.iter().zip([own.fills_the_day, own.holds_back, own.disappointed]) { (Choices::yes_no(name, text, answer)) }
                (Choices::many("rather-not", "This is yours to answer or to leave", vec![rather]).width(Width::Usual))
                div id="score" aria-live="polite" {
                    @if yes { p { "Thank you for saying so. Before anything is planned, somebody takes the time to talk this through with you. Nothing is refused by this answer." } }
                }
                p."small muted" { "Questions in the house's own words. They are no test and give no score. " (crate::ui::sign_off()) }
            }
        }
    }
}
