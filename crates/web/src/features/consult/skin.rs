//! Skin type: two questions about the sun, four axes, and a colour that was measured.
use super::said::{Fault, Said};
use super::show::Consult;
use crate::ui::{self, Choice, Choices, Entry, Field};
use chart::consult::Consultation;
use chart::entry::Skin;
use maud::{Markup, html};
use vocab::Phototype;
use vocab::scale::axes::{Axis, Placed, Reaction};
use vocab::scale::burn_tan::{Burns, Tans};

const fn burns(one: Burns) -> &'static str {
    match one {
        Burns::Always => "It always burns",
        Burns::Easily => "It burns easily",
        Burns::Moderately => "It burns a little",
        Burns::Minimally => "It hardly burns",
        Burns::Rarely => "It burns very rarely",
        Burns::Never => "It never burns",
    }
}

const fn tans(one: Tans) -> &'static str {
    match one {
        Tans::Never => "Not at all",
        Tans::Poorly => "Barely",
        Tans::Gradually => "Slowly, a light brown",
        Tans::Well => "Easily, a good brown",
        Tans::Deeply => "Quickly, a deep brown",
        Tans::AlwaysDeep => "It is deep brown all year",
    }
}

const fn axis(one: Axis) -> (&'static str, &'static str, &'static str) {
    match one {
        Axis::Sebum => ("Dry or oily", "dry", "oily"),
        Axis::Reactivity => ("Calm or sensitive", "calm", "sensitive"),
        Axis::Pigment => ("Marks that stay", "none stay", "they stay long"),
        Axis::Ageing => ("Firm or lined", "firm", "lined"),
    }
}

const fn reaction(one: Reaction) -> &'static str {
    match one {
        Reaction::AcneProne => "It breaks out",
        Reaction::Flushing => "It flushes",
        Reaction::Stinging => "It stings",
        Reaction::Allergic => "It reacts by allergy",
    }
}

pub(super) fn pairs(consultation: &Consultation) -> Said {
    let skin = &consultation.skin;
    let mut said = Said::default();
    said.put("burns", skin.burns.map_or("", Burns::code));
    said.put("tans", skin.tans.map_or("", Tans::code));
    // What follows from the answers is not said a second time.
    let follows = skin.sun().map(vocab::scale::burn_tan::BurnTan::for_safety);
    said.put("type", skin.phototype.filter(|one| Some(*one) != follows).map_or("", Phototype::code));
    for (axis, level) in &skin.axes {
        said.put(&format!("axis-{axis}"), level);
    }
    for one in &skin.reactions {
        said.put("reacts", one);
    }
    said.put("ita", skin.ita.map(|ita| ita.to_string()).unwrap_or_default());
    said
}

pub(super) fn read(consultation: &mut Consultation, said: &Said, guest: bool) -> Vec<Fault> {
    let faults = &mut Vec::new();
    let before = &consultation.skin;
    let mut skin = Skin { burns: said.word("burns", faults), tans: said.word("tans", faults), ..Skin::default() };
    let declared = if guest { None } else { said.word("type", faults) };
    skin.phototype = declared.or_else(|| skin.sun().map(vocab::scale::burn_tan::BurnTan::for_safety));
    for one in Axis::ALL {
        let level = said.count(&format!("axis-{one}"), (0, u16::from(Placed::MAX)), faults);
        if let Some(level) = level.and_then(|level| u8::try_from(level).ok()) {
            skin.axes.insert(*one, level);
        }
    }
    skin.reactions = said.all("reacts").filter_map(|word| word.parse().ok()).collect();
    // A guest has no field for what is measured: it stays.
    skin.ita = if guest { before.ita } else { said.number("ita", (-90.0, 90.0), faults) };
    if faults.is_empty() {
        consultation.skin = skin;
    }
    std::mem::take(faults)
}

pub(super) fn view(page: &Consult) -> Markup {
    let said = &page.said;
    let one = |value: &str, label: &str, name: &str| Choice { value: value.into(), label: label.into(), note: String::new(), chosen: said.get(name) == value };
    let burning = Burns::ALL.iter().map(|b| one(b.code(), burns(*b), "burns")).collect();
    let tanning = Tans::ALL.iter().map(|t| one(t.code(), tans(*t), "tans")).collect();
    let reacts = Reaction::ALL.iter().map(|r| Choice { value: r.code().into(), label: reaction(*r).into(), note: String::new(), chosen: said.has("reacts", r.code()) }).collect();
    html! {
        section.card {
            h2 id="sun" { "In the sun" }
            div."stack boxed" {
                (Choices::one("burns", "Without protection, what does the first hour of summer sun do to your skin?", burning).error(page.error("burns")))
                (Choices::one("tans", "And after a week of it, how brown are you?", tanning).error(page.error("tans")))
                div id="score" aria-live="polite" { (result(page)) }
                @if !page.guest {
                    @let types = std::iter::once((String::new(), "As the answers say".to_owned())).chain(Phototype::ALL.iter().map(|t| (t.code().to_owned(), format!("Type {t}"))));
                    div.form-row {
                        (Field::new("type", "Declared by the clinician", Entry::Select(types.collect())).value(said.get("type")).error(page.error("type")).hint("Asked, never guessed by looking."))
                        (Field::new("ita", "Typology angle, measured", Entry::Number { low: "-90".into(), high: "90".into(), step: "any".into(), unit: "°".into() }).value(said.get("ita")).error(page.error("ita")).optional())
                    }
                }
            }
        }
        section.card {
            h2 { "What your skin is like" }
            div."stack boxed" {
                @for one in Axis::ALL { (level(page, *one)) }
                (Choices::many("reacts", "When it reacts, what does it do?", reacts))
            }
        }
    }
}

fn level(page: &Consult, one: Axis) -> Markup {
    let (title, low, high) = axis(one);
    let name = format!("axis-{one}");
    let chosen = page.said.get(&name);
    html! {
        fieldset.choices {
            legend { (title) }
            div.scale-row {
                span."small muted" aria-hidden="true" { (low) }
                @for level in 0..=Placed::MAX {
                    @let words = match level { 0 => format!("0, {low}"), Placed::MAX => format!("{level}, {high}"), _ => level.to_string() };
                    label."pill number" { input type="radio" name=(name) value=(level) checked[chosen == level.to_string()] aria-label=(words); span aria-hidden="true" { (level) } }
                }
                span."small muted" aria-hidden="true" { (high) }
            }
            @if let Some(error) = page.error(&name) { p.error { (ui::shape(vocab::verdict::State::Stop)) (error) } }
        }
    }
}

/// What both answers say together.
fn result(page: &Consult) -> Markup {
    let (burns, tans) = (page.said.get("burns").parse::<Burns>(), page.said.get("tans").parse::<Tans>());
    let (Ok(burns), Ok(tans)) = (burns, tans) else {
        return html! { p.muted { "Both answers together give the type." } };
    };
    let sun = vocab::scale::burn_tan::BurnTan { burns, tans };
    if let Some(one) = sun.agreed() { html! { p { "Both answers say " b { "type " (one) } "." } } } else { html! { p { "The answers speak for " b { "type " (burns.speaks_for()) } " and " b { "type " (tans.speaks_for()) } ". Ask once more; until then safety takes the darker one, " b { (sun.for_safety()) } "." } } }
}
