//! Writing into a story: a note, and what is changed about an entry that stands there already.
use super::line::{Telling, Told, a_day};
use super::timeline::{Writing, shown};
use super::{Pairs, gate, said};
use crate::session::Signed;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::book::new_id;
use chart::entry::{Amending, Amendment, Body, Note};
use chart::fold::Line;
use chart::patient::NewEntry;
use maud::{Markup, html};
use vocab::Day;
use vocab::case::Status;

/// The most letters of a note.
pub(super) const NOTE_MAX: usize = 10_000;
/// The most letters of a reason.
const REASON_MAX: usize = 500;

/// What can be corrected about an entry here; others are withdrawn and recorded anew where they belong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Correct {
    /// Nothing.
    #[default]
    Nothing,
    /// A text.
    Text,
    /// How a fact stands, and its last day.
    Status,
    /// A score.
    Score,
}

impl Correct {
    fn of(body: Option<&Body>) -> Self {
        if let Some(Body::Note(_)) = body {
            Self::Text
        } else if let Some(Body::Fact(_)) = body {
            Self::Status
        } else if let Some(Body::Assessment(one)) = body {
            // A sum is corrected by its parts, where it is taken.
            if one.parts.is_empty() { Self::Score } else { Self::Nothing }
        } else {
            Self::Nothing
        }
    }
}

/// The page on which an entry is amended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amends {
    /// Id of the patient.
    pub(super) patient: String,
    /// The entry as it stands.
    pub(super) line: Told,
    /// The token of the session.
    pub(super) csrf: String,
    /// The id that the amendment will have: sent twice, it is stored once.
    pub(super) id: String,
    /// Entries that were known when the page was made.
    pub(super) expect: String,
    /// What can be corrected.
    pub(super) correct: Correct,
    /// `correction`, `addendum` or `withdrawal`.
    pub(super) how: String,
    /// The new value, as typed.
    pub(super) value: String,
    /// The new last day of a fact, as typed.
    pub(super) until: String,
    /// What is added, as typed.
    pub(super) added: String,
    /// Why, as typed.
    pub(super) reason: String,
    /// What is wrong: field and words.
    pub(super) wrong: Option<(&'static str, String)>,
}

/// Adds a note.
pub(super) async fn note(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let text = said(&pairs, "text");
    let on = said(&pairs, "on");
    let mut form = Writing {
        csrf: signed.csrf.clone(),
        id: said(&pairs, "id").to_owned(),
        text: text.to_owned(),
        on: on.to_owned(),
        ..Writing::default()
    };
    if text.is_empty() {
        form.error = Some("Write what is to be remembered.".into());
    } else if text.chars().count() > NOTE_MAX {
        form.error = Some(format!("At most {NOTE_MAX} letters fit into one note."));
    }
    let (by, chance) = (house.by(&signed), &mut *house.chance());
    let happened_at = match happened(&house, on, by.at) {
        Ok(at) => at,
        Err(wrong) => {
            form.on_error = Some(wrong);
            by.at
        }
    };
    if form.error.is_some() || form.on_error.is_some() {
        return shown(&house, &signed, &patient, &Pairs::new(), form).await;
    }
    let id = if is_id(&form.id) { form.id } else { new_id(by.at, chance) };
    let new = NewEntry { id: id.clone(), happened_at, body: Body::note(text), amends: None };
    house.kept()?.patients().record(&patient, None, &[new], &by, chance).await?;
    Ok(Redirect::to(&format!("/patients/{patient}#e-{id}")).into_response())
}

/// When something happened on a day that was named, in milliseconds: noon at the site, or now.
fn happened(house: &House, on: &str, now: i64) -> Result<i64, String> {
    if on.is_empty() {
        return Ok(now);
    }
    let day: Day = on.parse().map_err(|error: vocab::day::NotADay| ui::sentence(&error.to_string()))?;
    if house.today().is_none_or(|today| day > today) {
        return Err("A note tells what happened; that day is still to come.".into());
    }
    if house.today() == Some(day) {
        return Ok(now);
    }
    let noon = house.zone().to_ambiguous_zoned_datetime(day.date().at(12, 0, 0, 0)).compatible();
    noon.map(|at| at.timestamp().as_millisecond()).map_err(|_| "That day cannot be used.".into())
}

/// Whether a text is an id as this house makes them.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

async fn found(house: &Shared, signed: &Signed, patient: &str, entry: &str) -> Result<(Amends, Line), Oops> {
    let (record, chance, by) = (house.kept()?, &mut *house.chance(), house.by(signed));
    let (line, count) = record.patients().line(patient, entry, signed.why(patient), &by, chance).await?;
    if line.now.is_none() {
        return Err(Oops::BadRequest("That entry was withdrawn; nothing more is changed about it.".into()));
    }
    let (roll, zone) = (record.roll().await?, house.zone());
    let telling = Telling { k: gate()?.knowledge(), roll: &roll, zone: &zone, patient: "" };
    let (mut value, mut until) = (String::new(), String::new());
    if let Some(Body::Note(note)) = &line.now {
        value.clone_from(&note.text);
    } else if let Some(Body::Fact(fact)) = &line.now {
        value = fact.status.map(|status| status.code().to_owned()).unwrap_or_default();
        until = fact.until.map(|day| day.to_string()).unwrap_or_default();
    } else if let Some(Body::Assessment(one)) = &line.now {
        value = super::told::number(one.score);
    }
    let page = Amends {
        patient: patient.to_owned(),
        line: telling.told(&line),
        csrf: signed.csrf.clone(),
        id: new_id(by.at, chance),
        expect: count.to_string(),
        correct: Correct::of(line.now.as_ref()),
        value,
        until,
        ..Amends::default()
    };
    Ok((page, line))
}

/// The form.
pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
) -> Result<Response, Oops> {
    let (page, _) = found(&house, &signed, &patient, &entry).await?;
    Ok(house.show(&page))
}

/// Records the amendment; the entry itself stays as it was.
pub(super) async fn amend(
    State(house): State<Shared>,
    signed: Signed,
    Path((patient, entry)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (mut page, line) = found(&house, &signed, &patient, &entry).await?;
    let text = |name: &str| said(&pairs, name).to_owned();
    (page.how, page.value, page.until) = (text("how"), text("value"), text("until"));
    (page.added, page.reason) = (text("added"), text("reason"));
    if is_id(said(&pairs, "id")) {
        page.id = text("id");
    }
    let body = match page.read(&line) {
        Ok(body) => body,
        Err(wrong) => {
            page.wrong = Some(wrong);
            return Ok(house.show(&page));
        }
    };
    let (by, chance) = (house.by(&signed), &mut *house.chance());
    let new = NewEntry {
        id: page.id,
        happened_at: by.at,
        body: Body::Amendment(body),
        amends: Some(line.entry.id.clone()),
    };
    let expect = said(&pairs, "expect").parse().ok();
    house.kept()?.patients().record(&patient, expect, &[new], &by, chance).await?;
    Ok(Redirect::to(&format!("/patients/{patient}#e-{}", line.entry.id)).into_response())
}

impl Amends {
    /// The amendment that was meant, or the field that is wrong.
    fn read(&self, line: &Line) -> Result<Amendment, (&'static str, String)> {
        let reason = self.reason.clone();
        if !reason.chars().any(char::is_alphanumeric) {
            return Err(("reason", "Say why, in a few words: it stays beside the entry.".into()));
        }
        if reason.chars().count() > REASON_MAX {
            return Err(("reason", format!("At most {REASON_MAX} letters fit.")));
        }
        let (how, to) = match self.how.as_str() {
            "withdrawal" => (Amending::Withdrawal, None),
            "addendum" if self.added.is_empty() => return Err(("added", "Write what is added.".into())),
            "addendum" if self.added.chars().count() > NOTE_MAX => {
                return Err(("added", format!("At most {NOTE_MAX} letters fit.")));
            }
            "addendum" => (Amending::Addendum, Some(Body::note(&self.added))),
            "correction" => (Amending::Correction, Some(self.corrected(line)?)),
            _ => return Err(("how", "Choose what is to be done.".into())),
        };
        Ok(Amendment { how, reason, to: to.map(Box::new) })
    }

    fn corrected(&self, line: &Line) -> Result<Body, (&'static str, String)> {
        let wrong = |error: String| ("value", error);
        let body = if let Some(Body::Note(_)) = &line.now {
            if self.value.is_empty() || self.value.chars().count() > NOTE_MAX {
                return Err(wrong(format!("A note has between one letter and {NOTE_MAX}.")));
            }
            Body::Note(Note { text: self.value.clone() })
        } else if let Some(Body::Fact(fact)) = &line.now {
            let mut fact = fact.clone();
            fact.status = match self.value.as_str() {
                "" if fact.on.is_some() => None,
                word => Some(word.parse::<Status>().map_err(|e| wrong(vocab::nearest::explain(&e)))?),
            };
            fact.until = match self.until.as_str() {
                "" => None,
                text => Some(text.parse().map_err(|e: vocab::day::NotADay| ("until", ui::sentence(&e.to_string())))?),
            };
            Body::Fact(fact)
        } else if let Some(Body::Assessment(one)) = &line.now {
            let mut one = one.clone();
            one.score = self.value.parse().map_err(|_| wrong("Write a number.".into()))?;
            Body::Assessment(one)
        } else {
            return Err(("how", "This kind is not corrected here: withdraw it and record it anew.".into()));
        };
        body.check().map_err(|error| wrong(ui::sentence(&error.to_string())))?;
        Ok(body)
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|(name, _)| *name == field).map(|(_, words)| words.as_str())
    }
}

impl Page for Amends {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::amending()
    }

    fn title(&self) -> String {
        "What is to be changed?".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn status(&self) -> StatusCode {
        if self.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let home = format!("/patients/{}", self.patient);
        let option = |value: &str, label: &str, note: &str| Choice {
            value: value.into(),
            label: label.into(),
            note: note.into(),
            chosen: self.how == value,
        };
        let mut options = vec![
            option("addendum", "Add to it", "It stays as it is, and this stands beside it."),
            option("withdrawal", "Withdraw it", "It was recorded by mistake. It stays readable and no longer counts."),
        ];
        if self.correct != Correct::Nothing {
            options.insert(0, option("correction", "Correct it", "The new words count; the old ones stay readable."));
        }
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients"), ("Story", &home)], "Amend"))
            (Heading::new(&self.title()).lead("Nothing is ever deleted: a change is an entry of its own, with its reason and your name."))
            (ui::section("as-it-stands", "As it stands", "", &html! { ol.story { (a_day(&[Told { amend: None, ..self.line.clone() }])) } }))
            form.card method="post" action={ (home) "/entries/" (self.line.id) } {
                input type="hidden" name="csrf" value=(self.csrf);
                input type="hidden" name="id" value=(self.id);
                input type="hidden" name="expect" value=(self.expect);
                (Choices::one("how", "What is to be done?", options).error(self.error("how")))
                (self.correction())
                (Field::new("added", "What is added", Entry::Lines).value(&self.added).hint("Only for “Add to it”.").error(self.error("added")).optional())
                (Field::new("reason", "Why", Entry::Text).value(&self.reason).hint("For instance: misheard, wrong side, wrong patient.").error(self.error("reason")))
                div.actions { (ui::submit("Record the change", Press::Primary)) (ui::button_link(&home, "Leave it as it is", Press::Quiet)) }
            }
        }
    }
}

impl Amends {
    fn correction(&self) -> Markup {
        let only = "Only for “Correct it”.";
        let statuses = [("", "on the day alone"), ("present", "Yes, now"), ("past", "In the past"), ("absent", "Asked: no"), ("unknown", "Asked: not known")];
        let statuses = statuses.iter().map(|(code, word)| ((*code).to_owned(), (*word).to_owned())).collect();
        html! {
            @match self.correct {
                Correct::Nothing => {}
                Correct::Text => { (Field::new("value", "The corrected text", Entry::Lines).value(&self.value).hint(only).error(self.error("value"))) }
                Correct::Score => { (Field::new("value", "The corrected score", Entry::Text).value(&self.value).hint(only).error(self.error("value"))) }
                Correct::Status => {
                    (Field::new("value", "How it stands", Entry::Select(statuses)).value(&self.value).hint(only).error(self.error("value")))
                    (Field::new("until", "Its last day", Entry::Date).value(&self.until).error(self.error("until")).optional())
                }
            }
        }
    }
}
