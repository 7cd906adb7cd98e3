//! The outbox: what comes, what went, what did not and why, whom to call instead, who waits to be invited, what guests answered.
use super::{Pairs, clock, said};
use crate::session::Signed;
use crate::ui::{self, Heading, Press, Tone, chip};
use crate::{House, Oops, Page, Shared, post};
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chart::message::{Gesture, Kind, Message, Standing, Tray};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use vocab::Permission;
use vocab::verdict::State as Light;

/// The list that stands for the invitations that wait for a person; it is no tray of the outbox.
pub(super) const INVITE: &str = "invite";
/// The list of what guests answered.
pub(super) const ANSWERS: &str = "answers";
/// Messages that a list shows at first; the rest stands behind one press.
const SHOWN: usize = 50;
/// Who stands where a patient was erased.
const ERASED: &str = "Erased";

/// One message, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) patient: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) kind: String,
    pub(super) standing: String,
    pub(super) light: Option<Light>,
    pub(super) when: String,
    pub(super) why: String,
    /// Subject and words, once they were written.
    pub(super) words: Option<(String, String)>,
    /// Where it went, and how.
    pub(super) to: String,
    pub(super) gestures: Vec<Gesture>,
}

/// What a guest answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answered {
    pub(super) id: String,
    pub(super) patient: String,
    pub(super) name: String,
    pub(super) when: String,
    pub(super) words: String,
    pub(super) stop: bool,
    pub(super) open: bool,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a right of whoever looks, or whether a courier is there")]
pub struct Outgoing {
    /// Code of the list that is shown.
    pub(super) chosen: String,
    /// Code, name and number of each list.
    pub(super) lists: Vec<(String, &'static str, i64)>,
    pub(super) lines: Vec<Line>,
    /// How many lines of the list are not shown.
    pub(super) more: usize,
    pub(super) answers: Vec<Answered>,
    /// Whether a courier is there at all.
    pub(super) carries: bool,
    pub(super) may_send: bool,
    pub(super) may_set: bool,
    pub(super) may_read: bool,
    pub(super) may_stop: bool,
    pub(super) csrf: String,
}

const fn title(tray: Tray) -> &'static str {
    match tray {
        Tray::Coming => "Coming",
        Tray::Sent => "Sent",
        Tray::Failed => "Failed",
        Tray::Suppressed => "Not sent",
        Tray::Call => "To call",
    }
}

pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let outbox = post::outbox(&house)?;
    // No list promises what is too late already.
    outbox.expire(house.now_ms()).await?;
    let chosen = Some(said(&pairs, "list")).filter(|list| !list.is_empty()).unwrap_or("coming").to_owned();
    let coming = outbox.listed(Tray::Coming).await?;
    let invited = |one: &Message| one.kind == Kind::Recall && one.standing == Standing::Held;
    let replies = outbox.replies().await?;
    let mut lists: Vec<(String, &'static str, i64)> =
        outbox.counts().await?.into_iter().map(|(tray, n)| (tray.to_string(), title(tray), n)).collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    lists.push((INVITE.to_owned(), "To invite", count(coming.iter().filter(|one| invited(one)).count())));
    let unread = replies.iter().filter(|one| one.done_by.is_empty()).count();
    lists.push((ANSWERS.to_owned(), "Answers", count(unread)));
    let mut messages = match chosen.as_str() {
        ANSWERS => Vec::new(),
        INVITE => coming.into_iter().filter(invited).collect(),
        "coming" => coming,
        code => outbox.listed(code.parse::<Tray>().map_err(|e| Oops::BadRequest(vocab::nearest::explain(&e)))?).await?,
    };
    let more = if said(&pairs, "all") == "1" { 0 } else { messages.len().saturating_sub(SHOWN) };
    messages.truncate(messages.len().saturating_sub(more));
    let answers = if chosen == ANSWERS { replies } else { Vec::new() };
    let who = named(&house, messages.iter().map(|one| &one.patient).chain(answers.iter().map(|one| &one.patient))).await?;
    let may_send = signed.may(Permission::MessageSend);
    let page = Outgoing {
        more,
        lines: messages.into_iter().map(|one| line(&house, one, &who, may_send)).collect(),
        answers: answers
            .into_iter()
            .map(|one| {
                let (from, words) = one.words.unwrap_or_else(|| (String::new(), "The patient was erased.".to_owned()));
                Answered {
                    name: who.get(&one.patient).map_or(from, |(name, _)| name.clone()),
                    when: clock(&house, one.at),
                    open: one.done_by.is_empty(),
                    id: one.id,
                    patient: one.patient,
                    words,
                    stop: one.stop,
                }
            })
            .collect(),
        carries: house.post().is_some_and(|post| !post.ways().is_empty()),
        may_send,
        may_set: signed.may(Permission::Settings),
        may_read: signed.may(Permission::ChartRead),
        may_stop: signed.may(Permission::PatientRegister),
        csrf: signed.csrf.clone(),
        chosen,
        lists,
    };
    Ok(house.show(&page))
}

/// Name and telephone of each patient that is not erased.
async fn named(
    house: &House,
    patients: impl Iterator<Item = &String>,
) -> Result<BTreeMap<String, (String, String)>, Oops> {
    let ids: BTreeSet<String> = patients.filter(|id| !id.is_empty()).cloned().collect();
    let found = house.kept()?.patients().who(&ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().map(|one| (one.patient, (one.identity.name, one.identity.phone.unwrap_or_default()))).collect())
}

fn line(house: &House, one: Message, who: &BTreeMap<String, (String, String)>, may_send: bool) -> Line {
    let (name, phone) = who.get(&one.patient).cloned().unwrap_or_else(|| (ERASED.to_owned(), String::new()));
    let (standing, light, at) = match one.standing {
        // What is due goes with the next round, or as soon as a courier is there: a day that is past is no promise.
        Standing::Queued if one.not_before <= house.now_ms() => ("due since", None, one.not_before),
        Standing::Queued => ("goes", None, one.not_before),
        Standing::Held => ("waits for you since", Some(Light::Ask), one.not_before),
        Standing::Sending => ("is under way since", None, one.changed_at),
        Standing::Sent => ("sent", Some(Light::Clear), one.changed_at),
        Standing::Failed => ("did not go", Some(Light::Stop), one.changed_at),
        Standing::Cancelled => ("taken back", None, one.changed_at),
        Standing::Suppressed => ("not sent", None, one.changed_at),
    };
    let possible = |gesture: &&Gesture| {
        gesture.from().contains(&one.standing) && (**gesture != Gesture::Called || one.call)
    };
    let why = one.why.map(|why| ui::capital(why.in_words())).unwrap_or_default();
    // A recall says why this guest is due; whatever else a wish carried is for the letter alone.
    let why = if one.kind == Kind::Recall { join(&one.detail, &why) } else { why };
    Line {
        gestures: if may_send { Gesture::ALL.iter().filter(possible).copied().collect() } else { Vec::new() },
        id: one.id,
        patient: one.patient,
        name,
        phone: if one.call { phone } else { String::new() },
        kind: one.kind.in_words().to_owned(),
        standing: standing.to_owned(),
        light,
        when: clock(house, at),
        why,
        to: one.letter.as_ref().map(|letter| format!("By {} to {}", letter.way.in_words(), letter.to)).unwrap_or_default(),
        words: one.letter.map(|letter| (letter.subject, letter.text)),
    }
}

fn join(one: &str, other: &str) -> String {
    [one, other].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(". ")
}

pub(super) async fn gesture(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let gesture: Gesture =
        said(&pairs, "do").parse().map_err(|e| Oops::BadRequest(vocab::nearest::explain(&e)))?;
    let done = post::outbox(&house)?.gesture(said(&pairs, "message"), gesture, &house.by(&signed)).await?;
    if !done {
        return Err(Oops::Stale);
    }
    Ok(back(said(&pairs, "list")))
}

pub(super) async fn answered(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    // Read twice is read once.
    post::outbox(&house)?.read_reply(said(&pairs, "answer"), &house.by(&signed)).await?;
    Ok(back(ANSWERS))
}

fn back(list: &str) -> Response {
    let known = Tray::ALL.iter().any(|tray| tray.code() == list) || [INVITE, ANSWERS].contains(&list);
    let list = if known { list } else { "coming" };
    Redirect::to(&format!("/messages?list={list}")).into_response()
}

const fn gesture_words(gesture: Gesture) -> &'static str {
    match gesture {
        Gesture::Send => "Send now",
        Gesture::Cancel => "Take back",
        Gesture::Retry => "Try again",
        Gesture::Called => "I called",
    }
}

impl Outgoing {
    fn nothing(&self) -> Markup {
        let (title, line) = match self.chosen.as_str() {
            "coming" => ("Nothing waits", "Confirmations, changes and reminders appear here by themselves when visits are booked."),
            "sent" => ("Nothing was sent yet", "What goes out is kept here, sealed with the chart of each guest."),
            "failed" => ("Everything arrived at its courier", "What no courier takes after several tries stands here."),
            "call" => ("Nobody has to be called", "Whoever cannot be written to stands here, with the reason."),
            INVITE => ("Nobody is due", "Guests appear here when a step of their plan is late or a result is expected to fade."),
            ANSWERS => ("Nobody has answered", "Answers to messages come here; the word STOP is obeyed at once."),
            _ => ("Nothing was held back", "What may not or need not be sent stands here, with the reason."),
        };
        ui::empty(title, line, &html! {})
    }

    /// The way to stop everything that goes to a guest.
    fn stopping(&self, n: usize, patient: &str, name: &str) -> Markup {
        html! {
            @if self.may_stop && !patient.is_empty() && name != ERASED {
                a."btn quiet" href={ "/patients/" (patient) "/contact#halt" } aria-label=(format!("Stop every message… to {name}, {}", n + 1)) { "Stop every message…" }
            }
        }
    }

    fn one(&self, n: usize, line: &Line) -> Markup {
        let name = html! {
            @if self.may_read && !line.patient.is_empty() { a.name href={ "/patients/" (line.patient) } { (line.name) } } @else { b { (line.name) } }
        };
        html! {
            li.line-item {
                @if let Some(light) = line.light { (ui::shape(light)) }
                div.grow {
                    p { (name) " · " (line.kind) @if !line.phone.is_empty() { " " a.name href=(format!("tel:{}", line.phone.replace(' ', ""))) { (line.phone) } } }
                    p.small.muted { (ui::capital(&line.standing)) " " (line.when) @if !line.to.is_empty() { ". " (line.to) "." } }
                    @if !line.why.is_empty() { p { (line.why) "." } }
                    @if let Some((subject, text)) = &line.words {
                        details.disclose { summary { "What it says to " (line.name) ", " (n + 1) }
                            @if !subject.is_empty() { p { b { (subject) } } }
                            p.letter { (text) }
                        }
                    }
                }
                div.cluster {
                    @if !line.gestures.is_empty() {
                        form.cluster method="post" action="/messages" {
                            input type="hidden" name="csrf" value=(self.csrf);
                            input type="hidden" name="message" value=(line.id);
                            input type="hidden" name="list" value=(self.chosen);
                            @for gesture in &line.gestures {
                                button.btn type="submit" name="do" value=(gesture) aria-label=(format!("{}: {}, {}, {}", gesture_words(*gesture), line.name, line.kind, n + 1)) { (gesture_words(*gesture)) }
                            }
                        }
                    }
                    (self.stopping(n, &line.patient, &line.name))
                }
            }
        }
    }

    fn answer(&self, n: usize, one: &Answered) -> Markup {
        html! {
            li.line-item {
                (ui::shape(if one.stop { Light::Stop } else if one.open { Light::Ask } else { Light::Clear }))
                div.grow {
                    p { @if self.may_read && !one.patient.is_empty() { a.name href={ "/patients/" (one.patient) } { (one.name) } } @else { b { (one.name) } }
                        @if one.patient.is_empty() { " " (chip(Tone::Plain, "nobody we know")) } }
                    p.small.muted { (one.when) }
                    p.letter { (one.words) }
                    @if one.stop && !one.patient.is_empty() { p { "Every message to this guest was stopped." } }
                    @else { (self.stopping(n, &one.patient, &one.name)) }
                }
                @if one.open && self.may_send {
                    form method="post" action="/messages/answers" {
                        input type="hidden" name="csrf" value=(self.csrf);
                        input type="hidden" name="answer" value=(one.id);
                        button.btn type="submit" aria-label=(format!("I have read it: {}, {}", one.name, n + 1)) { "I have read it" }
                    }
                }
            }
        }
    }
}

impl Page for Outgoing {
    fn samples() -> Vec<(&'static str, Self)> {
        super::outgoing_samples::samples()
    }

    fn title(&self) -> String {
        "Messages".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/messages")
    }

    fn render(&self) -> Markup {
        let number = |code: &str| self.lists.iter().find(|(known, ..)| known == code).map_or(0, |(.., n)| *n);
        let title = match (number("call"), number("failed"), number(ANSWERS)) {
            (0, 0, 0) => "Nothing needs you".to_owned(),
            (calls, failed, answers) => {
                let part = |n: i64, one: &str, many: &str| (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }));
                let parts = [part(calls, "to call", "to call"), part(failed, "failed", "failed"), part(answers, "answer to read", "answers to read")];
                parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
            }
        };
        html! {
            (Heading::new(&title).eyebrow("Messages").lead("A guest is told of a change three minutes after it was made, once, and only of what is new.")
                .actions(html! { @if self.may_set { (ui::button_link("/settings/messages", "Words and quiet hours", Press::Second)) } }))
            @if !self.carries { (ui::notice(Light::Ask, "No courier is set up", &html! { "Nothing leaves the house until whoever looks after it names a mail server or a webhook; what should go waits here." })) }
            nav."story-kinds" aria-label="Lists of messages" { ul.cluster {
                @for (code, name, n) in &self.lists {
                    li { a.chip href={ "/messages?list=" (code) } aria-current=[(*code == self.chosen).then_some("true")] { (name) " " (n) } }
                }
            } }
            @if self.lines.is_empty() && self.answers.is_empty() { (self.nothing()) }
            @if !self.lines.is_empty() { ul class="card lines" { @for (n, line) in self.lines.iter().enumerate() { (self.one(n, line)) } } }
            @if self.more > 0 { div.actions { a.btn href=(format!("/messages?list={}&all=1", self.chosen)) { "Show " (self.more) " more" } } }
            @if !self.answers.is_empty() { ul class="card lines" { @for (n, one) in self.answers.iter().enumerate() { (self.answer(n, one)) } } }
        }
    }
}
