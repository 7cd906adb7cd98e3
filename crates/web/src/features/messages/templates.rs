//! The words of every message as a guest reads them, and the quiet hours.
use super::{Pairs, said};
use crate::post::scene::Guest;
use crate::post::examples::examples;
use crate::post::tongue::Tongue;
use crate::post::words::Words;
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press};
use crate::{House, Oops, Page, Shared, post};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::message::{Kind, Quiet, Settings, Way};
use knowledge::language::Language;
use maud::{Markup, html};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Templates {
    /// As typed: from, to, reply-to, signature.
    fields: [String; 4],
    errors: [Option<String>; 4],
    invites: bool,
    kept: bool,
    /// Each kind: the letter, and the text message.
    shown: Vec<(Kind, Words, String)>,
    /// The language that is shown: its code, what it calls itself, how it stands, and what nobody has translated.
    language: Option<(String, String, &'static str, Vec<String>)>,
    /// Code and own name of each other language that there is.
    languages: Vec<(String, String)>,
    csrf: String,
}

const NAMES: [&str; 4] = ["from", "to", "reply-to", "signature"];

fn minute(quiet: u16) -> String {
    format!("{:02}:{:02}", quiet / 60, quiet % 60)
}

/// The minute of the day of a time such as `20:00`.
fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn page(house: &House, signed: &Signed, settings: &Settings, language: Option<&Language>) -> Templates {
    let tongue = language.map_or_else(Tongue::default, Tongue::of);
    let sender = post::sender(house, settings);
    let guest = |way| Guest {
        name: "Amara Okafor".to_owned(),
        way,
        stop: house.address().map(|at| format!("{at}/stop/…")).unwrap_or_default(),
    };
    let shown = examples()
        .into_iter()
        .map(|says| {
            let short = says.words(&sender, &guest(Way::Text), &tongue).text;
            (says.kind(), says.words(&sender, &guest(Way::Email), &tongue), short)
        })
        .collect();
    let all = crate::house::knowledge().map(|k| k.care.languages.as_slice()).unwrap_or_default();
    let quiet = settings.quiet;
    Templates {
        fields: [minute(quiet.from), minute(quiet.to), settings.reply_to.clone(), settings.signature.clone()],
        invites: settings.invites,
        shown,
        language: language.map(|one| (one.key.clone(), one.title.clone(), one.standing(), tongue.missing().into_iter().collect())),
        languages: all.iter().map(|one| (one.key.clone(), one.title.clone())).collect(),
        csrf: signed.csrf.clone(),
        ..Templates::default()
    }
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let settings = post::outbox(&house)?.settings().await?;
    let language = match said(&pairs, "language") {
        "" | "en" => None,
        code => Some(crate::house::knowledge().and_then(|k| k.language(code)).ok_or_else(|| {
            Oops::BadRequest(format!("Messages are translated into no language `{}`.", vocab::nearest::clip(code)))
        })?),
    };
    let mut page = page(&house, &signed, &settings, language);
    page.kept = said(&pairs, "kept") == "yes";
    Ok(house.show(&page))
}

pub(super) async fn keep(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let outbox = post::outbox(&house)?;
    let fields = NAMES.map(|name| said(&pairs, name).to_owned());
    let [from, to, reply_to, signature] = &fields;
    let time = |text: &String| minute_of(text).is_none().then(|| "A time of the day, such as 20:00.".to_owned());
    let long = |text: &String| {
        (text.len() > Settings::TEXT_MAX).then(|| format!("At most {} letters fit.", Settings::TEXT_MAX))
    };
    let no_address = !reply_to.is_empty() && (!reply_to.contains('@') || reply_to.contains(char::is_whitespace));
    let reply_wrong =
        if no_address { Some("An address such as desk@house.example, or nothing.".to_owned()) } else { long(reply_to) };
    let errors = [time(from), time(to), reply_wrong, long(signature)];
    let settings = Settings {
        quiet: Quiet { from: minute_of(from).unwrap_or(0), to: minute_of(to).unwrap_or(0) },
        invites: said(&pairs, "invites") == "themselves",
        reply_to: reply_to.clone(),
        signature: signature.clone(),
    };
    if errors.iter().any(Option::is_some) {
        let mut page = page(&house, &signed, &settings, None);
        (page.fields, page.errors) = (fields, errors);
        return Ok(house.show(&page));
    }
    outbox.set(&settings).await?;
    Ok(Redirect::to("/settings/messages?kept=yes").into_response())
}

impl Templates {
    /// Code of the language that is shown; `None` = English, as the page.
    fn tongue(&self) -> Option<&str> {
        self.language.as_ref().map(|(code, ..)| code.as_str())
    }

    /// In which languages there are words, and how the shown one stands.
    fn tongues(&self) -> Markup {
        html! {
            p.muted { "A guest is written to in the language they wish, if somebody has read its words here and signed its file off in the layer of the house; else in English. A letter is in one language: where a sentence is missing, all of it is English. What your price list says is not translated." }
            nav."story-kinds" aria-label="Languages" { ul.cluster {
                li { a.chip href="/settings/messages#words" aria-current=[self.language.is_none().then_some("true")] { "English" } }
                @for (code, name) in &self.languages {
                    li { a.chip href={ "/settings/messages?language=" (code) "#words" } lang=(code) aria-current=[(self.tongue() == Some(code)).then_some("true")] { (name) } }
                }
            } }
            @if let Some((_, name, standing, missing)) = &self.language {
                p { b { (ui::capital(name)) } ": " (standing) "." }
                @if !missing.is_empty() {
                    details.disclose { summary { (missing.len()) " sentences are not translated" }
                        div.inside { ul.plain { @for line in missing { li { (line) } } } }
                    }
                }
            }
        }
    }
}

impl Page for Templates {
    fn samples() -> Vec<(&'static str, Self)> {
        let house = House::new("0");
        let signed = Signed {
            practitioner: "p".into(),
            name: "Jo Lind".into(),
            roles: std::collections::BTreeSet::new(),
            csrf: "t".into(),
            session: "s".into(),
            proved_at: 0,
            wide_patient: None,
        };
        let usual = page(&house, &signed, &Settings::default(), None);
        let spanish = crate::house::knowledge().and_then(|k| k.language("es"));
        let other = page(&house, &signed, &Settings::default(), spanish);
        let mut wrong = usual.clone();
        wrong.fields[0] = "<late>".into();
        wrong.errors[0] = Some("A time of the day, such as 20:00.".into());
        vec![("ordinary", Self { kept: true, ..usual }), ("wrong", wrong), ("spanish", other)]
    }

    fn title(&self) -> String {
        "Words of messages".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/messages")
    }

    fn status(&self) -> StatusCode {
        if self.errors.iter().any(Option::is_some) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let [from, to, reply_to, signature] = &self.fields;
        let [from_wrong, to_wrong, reply_wrong, signature_wrong] = &self.errors;
        let choice = |value: &str, label: &str, note: &str, chosen| Choice { value: value.into(), label: label.into(), note: note.into(), chosen };
        let invites = vec![
            choice("person", "A person lets each one go", "They wait under Messages, with the reason.", !self.invites),
            choice("themselves", "They go by themselves", "Only to guests who said yes to invitations.", self.invites),
        ];
        html! {
            (ui::breadcrumbs(&[("Messages", "/messages")], "Words and quiet hours"))
            (Heading::new("Words and quiet hours").lead("When guests are written to, and every message as they read it."))
            @if self.kept { div role="status" { (ui::notice(vocab::verdict::State::Clear, "Kept", &html! { "It counts from the next message on." })) } }
            form.form.narrow method="post" action="/settings/messages" {
                input type="hidden" name="csrf" value=(self.csrf);
                (Field::new("from", "Quiet from", Entry::Text).value(from).error(from_wrong.as_deref()).hint("By the clock of the house. The same time twice means no quiet hours."))
                (Field::new("to", "Quiet until", Entry::Text).value(to).error(to_wrong.as_deref()).hint("A link that finishes a booking and the offer of a time that became free go at once, at any hour: by the morning they would be over."))
                (Choices::one("invites", "Invitations to come again", invites))
                (Field::new("reply-to", "Where answers to an e-mail go", Entry::Text).value(reply_to).error(reply_wrong.as_deref()).optional())
                (Field::new("signature", "How letters end", Entry::Lines).value(signature).error(signature_wrong.as_deref()).hint("Name, street, whatever a letter of yours ends with; else the name of the house.").optional())
                div.actions { (ui::submit("Keep", Press::Primary)) }
            }
            h2 id="words" { "What guests read" }
            (self.tongues())
            @for (kind, words, short) in &self.shown {
                details."disclose fold" id={ "k-" (kind) } {
                    summary { h3 { (kind.in_words()) } span."small muted" lang=[self.tongue()] { (words.subject) } }
                    div.inside {
                        p.letter lang=[self.tongue()] { (words.text) }
                        h4.eyebrow { "As a text message" }
                        p.letter lang=[self.tongue()] { (short) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_time_is_read_as_it_is_shown() {
        for minute in (0..1_440).step_by(7) {
            assert_eq!(super::minute_of(&super::minute(minute)), Some(minute));
        }
        for wrong in ["", "8", "24:00", "12:60", "late", "-1:00"] {
            assert_eq!(super::minute_of(wrong), None, "{wrong}");
        }
    }
}
