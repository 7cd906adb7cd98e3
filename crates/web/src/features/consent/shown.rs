//! What was signed: the exact text, and everything the signature is bound to.
use crate::ui::{self, Heading, Press};
use crate::Page;
use chart::consent::{Deed, Meaning, Part, Signer, Version, sentences};
use jiff::tz::TimeZone;
use maud::{Markup, html};

/// A signed consent.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Id of the patient.
    pub patient: String,
    /// Name of the patient.
    pub name: String,
    /// What the service is called.
    pub title: String,
    /// Who explained it.
    pub explained_by: String,
    /// Everything it is bound to.
    pub deed: Deed,
    /// Whether the entry still counts.
    pub counts: bool,
    /// The time zone of the site.
    pub zone: TimeZone,
    /// The text as it was kept; absent = it is not on the shelf.
    pub version: Option<Version>,
}

/// A language by its name.
fn language(code: &str) -> String {
    if code == "en" {
        return "English".to_owned();
    }
    let known = crate::house::knowledge().and_then(|k| k.care.languages.iter().find(|one| one.key == code));
    known.map_or_else(|| code.to_owned(), |one| one.title.clone())
}

impl Shown {
    fn when(&self) -> String {
        crate::ui::moment(self.deed.at, &self.zone)
    }
}

impl Page for Shown {
    fn samples() -> Vec<(&'static str, Self)> {
        let deed = Deed {
            service: "filler_ha".into(),
            language: "en".into(),
            text_hash: "0123456789abcdef".repeat(4),
            parts: std::collections::BTreeMap::new(),
            meaning: Meaning::AgreesForMinor,
            signer: Signer::Guardian { relation: "mother".into() },
            name: "Ngozi <Okafor>".into(),
            at: 1_764_064_800_000,
            on: vocab::Day::from_number(20_417),
            until: vocab::Day::from_number(20_782),
            ends_at: 1_795_600_800_000,
            explained_by: "n1".into(),
            interpreter: Some("Bisi Adeyemi".into()),
            speaks: Some("Yoruba".into()),
            answers: vec![chart::consent::Given { question: "pale".into(), answer: "Call at once".into() }],
            drawn: Some("M 10 20 L 60 40 L 90 10".into()),
        };
        let version = Version {
            service: "filler_ha".into(),
            language: "en".into(),
            version: 2,
            hash: deed.text_hash.clone(),
            bytes: "serein consent text 1\n\n# risks: What can happen\n- Rare: a blocked artery.\n".into(),
            kept_at: 0,
            kept_by: "n1".into(),
        };
        let whole = Self {
            patient: "p1".into(),
            name: "Amara Okafor".into(),
            title: "Hyaluronic acid filler".into(),
            explained_by: "Imani Clarke, RN".into(),
            deed,
            counts: true,
            zone: TimeZone::UTC,
            version: Some(version),
        };
        vec![("withdrawn", Self { counts: false, version: None, ..whole.clone() }), ("ordinary", whole)]
    }

    fn title(&self) -> String {
        format!("Signed: {}", self.title)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let deed = &self.deed;
        let consents = format!("/patients/{}/consents", self.patient);
        let signer = match &deed.signer {
            Signer::Patient => "the patient".to_owned(),
            Signer::Guardian { relation } => format!("guardian: {relation}"),
        };
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), (&self.name, &format!("/patients/{}", self.patient)), ("Consents", &consents)], "What was signed"))
            (Heading::new(&self.title).eyebrow(&format!("Signed for {}", self.name)).actions(html! {
                (ui::print_button("Print"))
                (ui::button_link(&format!("{consents}/{}", deed.service), "Open the text of today", Press::Second))
            }))
            (ui::patient_nav(&self.patient, "/consents"))
            @if !self.counts { (ui::notice(ui::Tone::Plain, "This entry was withdrawn", &html! { "It stays visible and does not count." })) }
            section.card {
                h2 { "Signature" }
                p.quote { (deed.meaning.sentence()) }
                @if let Some(drawn) = &deed.drawn {
                    svg class="drawn" viewBox="0 0 600 200" role="img" aria-label="Drawn signature" { path d=(drawn) fill="none" stroke="currentColor" stroke-width="3" {} }
                }
                (ui::facts(&[
                    ("Name as typed", html! { b { (deed.name) } }),
                    ("Who", html! { (signer) }),
                    ("When", html! { (self.when()) }),
                    ("Holds until", html! { (deed.until.plus(-1).in_words()) }),
                    ("Explained by", html! { (self.explained_by) }),
                    ("Language", html! { (language(&deed.language)) @if let Some(speaks) = &deed.speaks { ", for somebody who speaks " (speaks) } @if let Some(who) = &deed.interpreter { ", interpreted by " (who) } }),
                    ("SHA-256 of the text", html! { code class="hash" { (deed.text_hash) } }),
                ]))
                @if !deed.answers.is_empty() {
                    h3 { "Answers that were asked for" }
                    ul { @for given in &deed.answers { li { (given.answer) } } }
                }
            }
            (ui::onward(&self.patient))
            @match &self.version {
                None => (ui::notice(vocab::verdict::State::Ask, "The text is not on the shelf", &html! { "Its hash is known, its bytes are not. Restore the shelf from a backup." })),
                Some(version) => section.card aria-labelledby="text-title" {
                    h2 id="text-title" { "The text, version " (version.version) }
                    @for (part, lines) in sentences(&version.bytes) {
                        (part_of(part, &lines))
                    }
                },
            }
        }
    }
}

fn part_of(part: Part, lines: &[String]) -> Markup {
    html! { h3 { (part.title()) } ul { @for line in lines { li { (line) } } } }
}
