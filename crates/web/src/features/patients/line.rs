//! One line of a patient's story: what an entry says in words, how it was changed, and how it is shown.
use super::told::{self, Words};
use crate::ui;
use chart::case::day_of;
use chart::entry::{Amending, Body};
use chart::fold::{Change, Line};
use chart::people::Roll;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use maud::{Markup, html};

/// One line of the story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Id of the entry.
    pub(super) id: String,
    /// Day in words.
    pub(super) day: String,
    /// Time of the day, and when it was recorded if that was later.
    pub(super) time: String,
    /// Kind in words.
    pub(super) kind: String,
    /// What it says now.
    pub(super) words: Words,
    /// What it said first, where that was corrected or withdrawn.
    pub(super) was: Option<Words>,
    /// Withdrawn: it no longer counts.
    pub(super) withdrawn: bool,
    /// Who recorded it.
    pub(super) who: String,
    /// How it was changed: what, who and when, why, what was added.
    pub(super) changes: Vec<(String, String, String, Option<Words>)>,
    /// Where it is amended; none for whoever may only read, and for what stands in another chart.
    pub(super) amend: Option<String>,
    /// Where the whole of it is read: address and words; none where the line says everything.
    pub(super) whole: Option<(String, &'static str)>,
}

/// What turns entries into words.
pub(super) struct Telling<'a> {
    pub(super) k: &'a Knowledge,
    pub(super) roll: &'a Roll,
    pub(super) zone: &'a TimeZone,
    /// The chart in which lines can be amended; empty for none.
    pub(super) patient: &'a str,
}

impl Telling<'_> {
    pub(super) fn told(&self, line: &Line) -> Told {
        let entry = &line.entry;
        let (on, time) = self.clock(entry.happened_at);
        let (recorded, at) = self.clock(entry.recorded_at);
        let late = entry.recorded_at - entry.happened_at > 3_600_000;
        let time = if late { format!("{time}, recorded {recorded} {at}") } else { time };
        // A session is kept as a draft while it goes on: that is no correction of anything that anybody relied on.
        let changes = || line.changes.iter().filter(|change| change.reason != "draft");
        let corrected = changes().next().is_some() && line.now.as_ref().is_none_or(|now| *now != entry.body);
        let first = told::words(&entry.body, self.k);
        let own = entry.patient == self.patient && !matches!(entry.body, Body::Amendment(_));
        Told {
            id: entry.id.clone(),
            day: on,
            time,
            kind: told::kind(entry.body.kind()),
            words: line.now.as_ref().map_or_else(|| first.clone(), |now| told::words(now, self.k)),
            was: corrected.then_some(first),
            withdrawn: line.now.is_none(),
            who: self.who(entry),
            changes: changes().map(|change| self.change(change)).collect(),
            whole: if self.patient.is_empty() { None } else { self.whole(line) },
            amend: own.then(|| format!("/patients/{}/entries/{}", entry.patient, entry.id)),
        }
    }

    /// The page on which the whole of an entry is read.
    fn whole(&self, line: &Line) -> Option<(String, &'static str)> {
        let at = |end: String| format!("/patients/{}{end}", self.patient);
        let id = &line.entry.id;
        match line.now.as_ref()? {
            Body::Session(_) => Some((at(format!("/sessions/{id}")), "Open the session")),
            Body::Consent(consent) if matches!(consent.act, chart::consent::Act::Signed(_)) => {
                Some((at(format!("/consents/{}/signed/{id}", consent.service)), "Read what was signed"))
            }
            Body::PlanAgreed(_) => Some((at("/plan".to_owned()), "Open the plan")),
            Body::Photo(_) => Some((at("/photos".to_owned()), "Open the photographs")),
            Body::CheckIn(_) | Body::Adverse(_) | Body::Task(_) => Some((at("/after".to_owned()), "Open the days after")),
            Body::Identity(_)
            | Body::Consultation(_)
            | Body::Goals(_)
            | Body::Living(_)
            | Body::BodyImage(_)
            | Body::Fact(_)
            | Body::Denied(_)
            | Body::Skin(_)
            | Body::Assessment(_)
            | Body::Consent(_)
            | Body::Signature(_)
            | Body::Emergency(_)
            | Body::Door(_)
            | Body::Examination(_)
            | Body::Override(_)
            | Body::Note(_)
            | Body::Contact(_)
            | Body::Amendment(_) => None,
        }
    }

    /// Who recorded it: a guest writes into the own chart only.
    fn who(&self, entry: &chart::patient::Entry) -> String {
        if entry.author == entry.patient { "the guest".to_owned() } else { self.roll.name(&entry.author).to_owned() }
    }

    fn change(&self, change: &Change) -> (String, String, String, Option<Words>) {
        let what = match change.how {
            Amending::Correction => "Corrected",
            Amending::Addendum => "Added to",
            Amending::Withdrawal => "Withdrawn",
        };
        let (on, time) = self.clock(change.at);
        let who = format!("{}, {on} {time}", self.roll.name(&change.author));
        let added = change.added.as_ref().map(|added| told::words(added, self.k));
        (what.to_owned(), who, change.reason.clone(), added)
    }

    pub(super) fn clock(&self, at: i64) -> (String, String) {
        let time = jiff::Timestamp::from_millisecond(at).map(|at| self.zone.to_datetime(at)).ok();
        let time = time.map(|at| format!("{:02}:{:02}", at.hour(), at.minute())).unwrap_or_default();
        (day_of(at, self.zone).in_words(), time)
    }
}

/// The lines of one day as a card; who and when stand where they differ from the line before.
pub(super) fn a_day(lines: &[Told]) -> Markup {
    let Some(first) = lines.first() else { return html! {} };
    let before = |place: usize| place.checked_sub(1).and_then(|place| lines.get(place));
    html! {
        li."story-day" {
            h3."entry-day" { (first.day) }
            ul."card plain" { @for (place, line) in lines.iter().enumerate() {
                (entry(line, before(place).is_none_or(|other| (&other.time, &other.who) != (&line.time, &line.who))))
            } }
        }
    }
}

fn entry(line: &Told, says_who: bool) -> Markup {
    html! {
        li.entry id={ "e-" (line.id) } {
            p."entry-kind small" { span.kind { (line.kind) } }
            div."entry-said" {
                p.entry-title {
                    @if line.withdrawn { s { (line.words.title) } " " (ui::chip(ui::Tone::Plain, "withdrawn")) } @else { (line.words.title) }
                }
                (more(&line.words))
                @if let (Some(was), false) = (&line.was, line.withdrawn) {
                    p."small muted" { "First recorded: " s { (was.title) } @if !was.lines.is_empty() { " " s { (was.lines.join(" · ")) } } }
                }
                @if !line.changes.is_empty() {
                    ul."plain changes" { @for (what, who, why, added) in &line.changes {
                        li.small { b { (what) } " by " (who) ": " (why) @if let Some(added) = added { div.added { (added.title) (more(added)) } } }
                    } }
                }
                @if let Some((href, action)) = &line.whole { p.entry-act { a."small tall-link" href=(href) { (action) span.unseen { ": " (line.words.title) } } } }
                @if says_who { p."entry-who small muted" { (line.time) " · " (line.who) } }
            }
            @if let Some(href) = &line.amend { p."entry-act entry-amend" { a."small tall-link" href=(href) aria-label={ "Amend: " (line.words.title) } { span.word { "Amend" } span.dots { "…" } } } }
        }
    }
}

fn more(words: &Words) -> Markup {
    html! { @if !words.lines.is_empty() { p."small muted" { (words.lines.join(" · ")) } } }
}
