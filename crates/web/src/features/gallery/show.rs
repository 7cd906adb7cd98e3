//! All components with invented text. Nothing here is advice.
use crate::Page;
use crate::ui::{self, Choice, Choices, Entry, Field, Finding, Heading, Press, Row, Source, Table, Tone};
use maud::{Markup, html};
use vocab::verdict::{State, Verdict};
use vocab::Strength;

/// The pieces, and links to the samples.
#[derive(Debug, Clone)]
pub struct Gallery {
    /// The names of all samples.
    pub samples: Vec<String>,
    /// What the form was asked, so that its answer can be looked at with scripts and without.
    pub asked: String,
}

impl Page for Gallery {
    fn samples() -> Vec<(&'static str, Self)> {
        vec![("all", Self { samples: vec!["home.Home.empty".into()], asked: "Peel <30 %>".into() })]
    }

    fn title(&self) -> String {
        "Gallery".into()
    }

    fn render(&self) -> Markup {
        let chips = html! {
            (ui::chip(State::Clear, "Patch test done"))
            (ui::chip(State::Ask, "Cold sores: ask"))
            (ui::chip(State::Stop, "In the sun on Sunday"))
            (ui::chip(Tone::Plain, "34 years"))
            (ui::sign_off())
        };
        let actions = html! { (ui::print_button("Print")) (ui::button_link("#", "Adjust", Press::Second)) (ui::button_link("#", "Agree", Press::Primary)) };
        html! {
            (ui::breadcrumbs(&[("Start", "/")], "Gallery"))
            (Heading::new("All the pieces, in one place").eyebrow("Gallery · invented text, not advice")
                .lead("What pages are made of. Look here before building a new one.").chips(chips).actions(actions))
            (ui::columns(&html! { (answers()) (form(&self.asked)) (table()) }, &html! { (beside()) (self.pages()) }))
        }
    }
}

impl Gallery {
    fn pages(&self) -> Markup {
        let row = |name: &String| Row { href: format!("/gallery/{name}"), title: name.clone(), line: String::new() };
        ui::card("Every page, every sample", &ui::rows(&self.samples.iter().map(row).collect::<Vec<_>>()))
    }
}

fn answers() -> Markup {
    let source = Source {
        text: "A. Author, “A title of a paper”, 2024".into(),
        href: Some("https://example.org/paper".into()),
        strength: Some(Strength::Guideline),
    };
    let list = [
        Finding::new("finding-a", Verdict::Defer, "The sun was on the skin nine days ago", "Recently tanned skin holds more pigment, which takes up the light.")
            .then("Free from Sun 4 October; two dates are ready.")
            .rule("Four weeks without sun before light", "#rule")
            .sources(vec![source.clone(), Source { text: "House default".into(), href: None, strength: Some(Strength::Expert) }])
            .open(),
        Finding::new("finding-b", Verdict::Review, "Cold sores were not asked about", "A peel can wake the virus.").then("Ask the guest, or have a prescriber sign.").unsigned(true),
        Finding::new("finding-c", Verdict::Caution, "A patch test two days before", "A first time with this acid."),
    ];
    html! {
        (ui::verdict(Verdict::Defer, "from 4 October", "Nineteen more days without sun, then nothing stands in the way."))
        (ui::card("What was found", &ui::findings(&list)))
        (ui::card("All five verdicts", &html! { div."stack tight" {
            (ui::badge(Verdict::Allow, "")) (ui::badge(Verdict::Caution, "")) (ui::badge(Verdict::Review, ""))
            (ui::badge(Verdict::Defer, "from 4 October")) (ui::badge(Verdict::Refuse, ""))
        } }))
    }
}

fn form(asked: &str) -> Markup {
    let choice = |value: &str, label: &str, note: &str, chosen| Choice { value: value.into(), label: label.into(), note: note.into(), chosen };
    let pairs = |list: &[(&str, &str)]| list.iter().map(|(value, label)| ((*value).into(), (*label).into())).collect();
    let years = Entry::Number { low: "0".into(), high: "120".into(), step: "1".into(), unit: "years".into() };
    html! {
        (ui::card("Asking", &html! {
            form.form method="get" action="/gallery" data-live="heard" {
                div.form-row {
                    (Field::new("treatment", "Treatment", Entry::Combobox(vec!["Glycolic peel 30 %".into(), "Microneedling".into()])).value(asked).hint("Type, or choose from the list."))
                    (Field::new("age", "Age", years).value("34"))
                    (Field::new("day", "Day", Entry::Date).value("2026-09-15"))
                    (Field::new("phototype", "Phototype", Entry::Select(pairs(&[("", "Not known"), ("5", "V, brown")]))).value("5"))
                    (Field::new("name", "Name", Entry::Text).value("<b>").error(Some("Write the name in letters.")))
                }
                (Choices::yes_no("cold-sores", "Cold sores, ever?", None).hint("Even once, even long ago."))
                (Choices::many("zones", "Where?", vec![choice("cheeks", "Cheeks", "both sides", true), choice("chin", "Chin", "", false)]))
                (Field::new("note", "Note", Entry::Lines).optional())
                p id="heard" role="status" { @if asked.is_empty() { "Nothing asked yet." } @else { "Asked: " (asked) } }
                div.form-end { (ui::submit("Ask", Press::Primary)) (ui::button_link("/gallery", "Start again", Press::Quiet)) }
            }
        }))
        details.disclose { summary { "More about the skin" span."muted small" { "3 answered" } (ui::icon::Icon::ChevronRight.with("turn")) } div.inside { p { "What is folded away." } } }
    }
}

fn table() -> Markup {
    let cell = |text: &str| html! { (text) };
    let table = Table::new("Visits, prices in dollars").column("Visit").column("With").numbers("Minutes").numbers("Price")
        .row(vec![cell("Consultation"), cell("Dr. Reyes"), cell("45"), cell("0")])
        .row(vec![cell("Peel, first of six"), cell("Noor"), cell("30"), cell("180")]);
    ui::card("The road", &html! { (table) })
}

fn beside() -> Markup {
    let row = |title: &str, line: &str| Row { href: "#".into(), title: title.into(), line: line.into() };
    html! {
        (ui::notice(State::Ask, "One answer is missing", &html! { "Four treatments wait for it." }))
        (ui::notice(Tone::Plain, "Invented people", &html! { "Nothing here is about anyone." }))
        (ui::card("Known", &ui::facts(&[("Phototype", html! { "V" }), ("Downtime", html! { "1 to 3 days" (ui::citation(1, "finding-a")) })])))
        (ui::card("Lately", &ui::rows(&[row("Glycolic peel", "read 3 March"), row("Microneedling", "")])))
        (ui::empty("Nobody is waiting", "When a guest arrives, the name stands here.", &ui::button_link("#", "New visit", Press::Second)))
        div.cluster { (ui::chip_link(State::Clear, "9 stay open", "#")) (ui::chip_link(Tone::Plain, "Peels", "#")) }
    }
}
