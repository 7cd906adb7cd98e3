//! The page itself: what is known on one side, what it means on the other.
use super::find::{self, Found};
use super::sheet::Sheet;
use super::weigh::{Outcome, number, weigh};
use super::{facts, file, gate, verdicts};
use crate::ui::{self, Heading, Press, Tone};
use crate::{Oops, Page};
use axum::http::StatusCode;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// One state of the page.
#[derive(Debug, Clone)]
pub struct Asking {
    /// What the form holds.
    pub sheet: Sheet,
    /// The day of the house.
    pub today: Day,
    /// What the gate says; `None` when nothing was said yet or something cannot be read.
    pub outcome: Option<Outcome>,
    /// The field that cannot be read, and why.
    pub fault: Option<(String, String)>,
    /// What may be meant by what was typed, and whether that is a guess.
    pub found: (Vec<Found>, bool),
    /// The case file.
    pub file: String,
}

impl Asking {
    /// The page about a sheet. `pressed`: a button was pressed and could not do what it says.
    ///
    /// # Errors
    /// The shipped knowledge cannot be used.
    pub(super) fn about(sheet: Sheet, today: Day, pressed: bool) -> Result<Self, Oops> {
        let gate = gate()?;
        let found = find::search(sheet.get("add"));
        let file = file::written(gate.knowledge(), &sheet, today);
        let mut page = Self { sheet, today, outcome: None, fault: None, found, file };
        match casefile::read(gate.knowledge(), page.file.as_bytes()) {
            Err(fault) => page.fault = Some((file::field_of(&fault), sentence(&fault.what))),
            Ok(_) if page.sheet.is_blank() => {}
            Ok(read) => page.outcome = Some(weigh(gate, &read.case, &page.sheet).map_err(|_| Oops::Broken)?),
        }
        if pressed && !page.sheet.get("add").is_empty() {
            page.fault = Some(("add".into(), page.unclear()));
        }
        Ok(page)
    }

    fn unclear(&self) -> String {
        let typed = vocab::nearest::clip(self.sheet.get("add"));
        match &self.found {
            (all, _) if all.is_empty() => format!("Nothing here is called “{typed}”. If it is a medicine, add it as one: then it is asked about."),
            (_, true) => format!("Nothing here is called “{typed}”. Is it the one below?"),
            (..) => format!("“{typed}” may be several things. Choose one below."),
        }
    }

    /// The error of a field, if this is the one that cannot be read.
    pub(super) fn error(&self, field: &str) -> Option<&str> {
        self.fault.as_ref().filter(|(at, _)| at == field).map(|(_, why)| why.as_str())
    }

    fn heading(&self) -> Markup {
        let day = self.outcome.as_ref().map_or_else(|| self.today.in_words(), |outcome| outcome.on.clone());
        let heading = match (&self.outcome, &self.fault) {
            (_, Some(_)) => Heading::new("One entry needs another look")
                .lead("Nothing is lost. It is marked where it stands; the answer follows when it can be read."),
            (None, None) => Heading::new("What may this person have, and when?")
                .lead("Say what is known, in any order. Every treatment answers as you go, and asks for what is missing."),
            (Some(outcome), None) => {
                let chip = |state: State, word: &str| {
                    let text = format!("{} {word}", outcome.count(state));
                    html! { @if outcome.count(state) > 0 { (ui::chip_link(state, &text, &format!("#{}", state.code()))) } }
                };
                let lead = self.lead(outcome);
                Heading::new(&outcome.sentence()).lead(&lead).chips(html! {
                    (chip(State::Stop, "stop")) (chip(State::Ask, "ask")) (chip(State::Clear, "clear"))
                    @if !outcome.questions.is_empty() { (ui::chip_link(Tone::Plain, "What to ask next", "#questions")) }
                })
            }
        };
        html! { div id="sum" { (heading.eyebrow(&format!("Ask · {day}"))) } }
    }

    fn lead(&self, outcome: &Outcome) -> String {
        let later = if outcome.later { format!("Asked on {} about {}. ", self.today.in_words(), outcome.on) } else { String::new() };
        let open = match outcome.questions.len() {
            0 => "Nothing is left to ask.".to_owned(),
            1 => "One answer is missing.".to_owned(),
            many => format!("{} answers are missing; the first ones settle most.", ui::capital(&number(many))),
        };
        format!("{later}{open}")
    }

    fn answer(&self) -> Markup {
        html! {
            div.stack id="answer" {
                @if let Some(outcome) = &self.outcome {
                    (verdicts::questions(&outcome.questions))
                    (verdicts::treatments(outcome, self.sheet.get("show")))
                    (verdicts::products(&outcome.products))
                } @else if self.fault.is_some() {
                    (ui::notice(State::Ask, "No answer yet", &html! { "An entry that cannot be read is not passed over: it might be the one that matters." }))
                } @else {
                    (self.invitation())
                }
            }
        }
    }

    /// Ways to begin: whole cases as links.
    fn invitation(&self) -> Markup {
        let today = self.today;
        let month = |day: Day| {
            const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August",
                "September", "October", "November", "December"];
            MONTHS.get(usize::from(day.date().month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default()
        };
        let stopped = today.plus(-75);
        let (sunny, born) = (today.plus(-9), today.plus_years(-34));
        let denied = format!("born={born}&type=III&rest=absent");
        let examples = [
            (format!("Isotretinoin until {}", month(stopped)), format!("{denied}&f1=drug:isotretinoin&f1-is=past&f1-until={stopped}")),
            ("Pregnant".to_owned(), format!("{denied}&f1=condition:pregnancy&f1-is=present&f1-detail=trimester_2")),
            ("In the sun nine days ago".to_owned(), format!("{denied}&f1=condition:sun_tan_recent&f1-is=present&f1-on={sunny}")),
            ("Cold sores, nobody asked".to_owned(), format!("{denied}&f1=condition:hsv_history&f1-is=unknown")),
            ("Phototype V with melasma".to_owned(), format!("born={born}&type=V&rest=absent&f1=condition:melasma&f1-is=present")),
            ("Nobody asked anything yet".to_owned(), format!("born={born}")),
        ];
        ui::empty("Nothing is known yet", "Begin with a fact on the left, or open one of these and change it.", &html! {
            div."cluster ask-ways" { @for (words, query) in &examples { (ui::chip_link(Tone::Plain, words, &format!("/ask?{query}"))) } }
            (ui::button_link("/ask/open", "Open a case file", Press::Quiet))
        })
    }

    fn case_file(&self) -> Markup {
        html! {
            div id="file" {
                @if self.outcome.is_some() {
                    form.ask-plan method="post" action="/plan" {
                        input type="hidden" name="case" value=(self.file);
                        (ui::submit("Plan for this person", Press::Second))
                    }
                    details."disclose ask-file" id="as-file" {
                        summary { "Copy as a case file" span."muted small" { "for the command line" } (ui::icon::Icon::ChevronRight.with("turn")) }
                        div.inside {
                            p { "The same question as a file. " code { "serein gate case.json" } " gives the same answer." }
                            pre tabindex="0" role="region" aria-label="The case as JSON" { (self.file) }
                            div.form-end {
                                (ui::button_link(&format!("/ask/case.json?{}", self.sheet.query()), "Download", Press::Second))
                                (ui::button_link("/ask/open", "Open another", Press::Quiet))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A message of the reader as a sentence.
/// An error of the reader as a sentence. Where it has a guess, the guess is enough: the whole list of allowed
/// words stands in the field.
fn sentence(what: &str) -> String {
    let short = match (what.find("; allowed "), what.find("; did you mean ")) {
        (Some(list), Some(guess)) if list < guess => format!("{}{}", what.get(..list).unwrap_or(what), what.get(guess..).unwrap_or_default()),
        _ => what.to_owned(),
    };
    let said = ui::capital(&short);
    if said.ends_with(['.', '?']) { said } else { format!("{said}.") }
}


impl Page for Asking {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::all()
    }

    fn title(&self) -> String {
        match (&self.outcome, &self.fault) {
            (Some(outcome), None) => outcome.sentence(),
            (_, Some(_)) => "One entry needs another look".into(),
            (None, None) => "Ask".into(),
        }
    }

    fn door(&self) -> Option<&'static str> {
        Some("/ask")
    }

    fn status(&self) -> StatusCode {
        if self.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    fn render(&self) -> Markup {
        html! {
            (self.heading())
            div.ask-page {
                (facts::form(self))
                div.stack { (self.answer()) (self.case_file()) }
            }
        }
    }
}
