//! What comes next for a patient: from the chart, the plan and the calendar to the one page on which it is done. Nothing here
//! is stored; what was done is not told again.
use super::plan::{Agreed, Agreement, Became};
use super::told::plain;
use crate::features::calendar::words;
use crate::ui;
use chart::after::tasks;
use chart::booking::{Service, Visit, clock};
use chart::case::day_of;
use chart::consent;
use chart::entry::Body;
use chart::fold::Chart;
use chart::session::{Standing, standing};
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

/// The most steps that are told at once.
const STEPS_MAX: usize = 5;
/// Days back in which a session may still wait for a signature.
const UNSIGNED_DAYS: i32 = 30;
/// A booked visit stands for a planned session of the same treatment within so many days.
const NEAR_DAYS: i32 = 21;

/// The kinds of entries that decide what comes next, beside those that count for a case.
pub(super) const BESIDE: [&str; 7] =
    ["consultation", "consent", "check_in", "adverse", "task", "signature", "door"];

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// How pressing it is.
    pub(super) state: State,
    /// What is to be done.
    pub(super) title: String,
    /// What makes it so; may be empty.
    pub(super) line: String,
    /// Where it is done.
    pub(super) href: String,
    /// The words of the link.
    pub(super) action: &'static str,
}

/// What the steps are read from.
pub(super) struct Seen<'a> {
    pub(super) patient: &'a str,
    pub(super) chart: &'a Chart,
    pub(super) k: &'a Knowledge,
    pub(super) today: Day,
    pub(super) now: i64,
    pub(super) zone: &'a TimeZone,
    /// A consultation is under way.
    pub(super) draft: bool,
    pub(super) visits: &'a [Visit],
    pub(super) services: &'a [Service],
    pub(super) agreed: Option<&'a Agreed>,
    /// Whoever looks signs for others.
    pub(super) may_cosign: bool,
}

/// The steps, the most pressing first.
pub(super) fn of(seen: &Seen<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    steps.extend(seen.open());
    steps.extend(seen.unsigned());
    steps.extend(seen.here_today());
    steps.extend(seen.consultation());
    steps.extend(seen.next_visit());
    steps.extend(seen.plan());
    steps.truncate(STEPS_MAX);
    steps
}

impl Seen<'_> {
    fn at(&self, end: &str) -> String {
        format!("/patients/{}{end}", self.patient)
    }

    fn title(&self, treatment: &str) -> String {
        self.k.treatment(treatment).map_or_else(|| plain(treatment), |t| t.title.clone())
    }

    /// What somebody waits for an answer to.
    fn open(&self) -> Vec<Step> {
        let open = tasks(self.k, self.chart, self.zone, self.now);
        let step = |task: &chart::after::Open| Step {
            state: task.kind.urgency(),
            title: task.what.clone(),
            line: if task.due < self.today { format!("Was due on {}.", Day::in_words(task.due)) } else { format!("Due on {}.", Day::in_words(task.due)) },
            href: self.at("/after#open"),
            action: "Open the days after",
        };
        open.iter().take(2).map(step).collect()
    }

    /// Sessions that lack a signature.
    fn unsigned(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for line in self.chart.lines.iter().rev() {
            let Some(Body::Session(session)) = &line.now else { continue };
            if self.today.since(day_of(line.entry.happened_at, self.zone)) > UNSIGNED_DAYS {
                continue;
            }
            let (title, action) = match standing(self.chart, line) {
                Standing::Draft => ("is not signed yet", "Finish the record"),
                Standing::Returned(_) => ("came back with a remark", "Read the remark"),
                Standing::ToReview(_) if self.may_cosign => ("waits for your second signature", "Read and sign"),
                Standing::ToReview(_) | Standing::Signed(_) | Standing::Withdrawn => continue,
            };
            steps.push(Step {
                state: State::Ask,
                title: format!("{} {title}", self.title(&session.treatment)),
                line: format!("Begun on {}.", Day::in_words(day_of(session.started_at, self.zone))),
                href: self.at(&format!("/sessions/{}", line.entry.id)),
                action,
            });
        }
        steps
    }

    /// Whether a session of this treatment was begun today.
    fn begun_today(&self, treatment: &str) -> bool {
        let today = |at: i64| day_of(at, self.zone) == self.today;
        self.chart.sessions().any(|(_, one)| one.treatment == treatment && today(one.started_at))
    }

    /// The door's newest word of today about this treatment, where it let it start.
    fn started(&self, treatment: &str) -> bool {
        let asked = self.chart.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::Door(door)) if door.service == treatment && door.on == self.today => Some(door.outcome),
            _ => None,
        });
        asked == Some(chart::door::Outcome::Started)
    }

    /// Who comes today is led to the door.
    fn here_today(&self) -> Vec<Step> {
        let mine = self.visits.iter().filter(|visit| visit.status.is_open() && visit.slot.day == self.today);
        let mine = mine.filter(|visit| !visit.body.treatment.is_empty() && !self.begun_today(&visit.body.treatment));
        let step = |visit: &Visit| {
            let code = &visit.body.treatment;
            let started = self.started(code);
            Step {
                state: words::state(&visit.body.asked),
                title: format!("{} today at {}", visit.body.title, clock(visit.slot.cell)),
                line: if started { "The door was passed.".to_owned() } else { "Everything is looked at once more at the door.".to_owned() },
                href: if started { self.at(&format!("/sessions/new?treatment={code}")) } else { self.at(&format!("/door/{code}{}", words::settings(visit, self.services))) },
                action: if started { "Begin the session" } else { "To the door" },
            }
        };
        mine.map(step).collect()
    }

    fn consultation(&self) -> Option<Step> {
        let step = |title: &str, line: &str, action| Step {
            state: State::Ask,
            title: title.to_owned(),
            line: line.to_owned(),
            href: self.at("/consult"),
            action,
        };
        if self.draft {
            return Some(step("The consultation is under way", "It goes on where it was left.", "Go on"));
        }
        let had = self.chart.lines.iter().any(|line| matches!(line.now, Some(Body::Consultation(_))));
        (!had).then(|| step("No consultation yet", "Goals, history, medicines, skin and concerns are asked first.", "Begin the consultation"))
    }

    /// The next visit to come, with what is still open about it.
    fn next_visit(&self) -> Vec<Step> {
        let coming = self.visits.iter().filter(|visit| visit.status.is_open() && visit.slot.day > self.today);
        let Some(visit) = coming.min_by_key(|visit| (visit.slot.day, visit.slot.cell)) else { return Vec::new() };
        let when = format!("{} at {}", Day::in_words(visit.slot.day), clock(visit.slot.cell));
        let href = format!("/calendar/visits/{}", visit.id);
        let mut steps = Vec::new();
        let state = words::state(&visit.body.asked);
        if state != State::Clear {
            let because = visit.body.asked.why().map_or(String::new(), |why| why.because.clone());
            let title = if state == State::Stop { "cannot go ahead" } else { "is not settled yet" };
            steps.push(Step { state, title: format!("{} on {when} {title}", visit.body.title), line: because, href: href.clone(), action: "Open the visit" });
        }
        let code = &visit.body.treatment;
        if !code.is_empty() && !consent::standing(self.k, self.chart, code, visit.slot.day).holds() {
            steps.push(Step {
                state: State::Ask,
                title: format!("Consent to {} is open", visit.body.title.to_lowercase()),
                line: format!("The visit is on {when}."),
                href: self.at(&format!("/consents/{code}")),
                action: "Read and sign",
            });
        }
        if steps.is_empty() {
            let title = format!("{} on {when}", visit.body.title);
            steps.push(Step { state: State::Clear, title, line: "Nothing is open.".to_owned(), href, action: "Open the visit" });
        }
        steps
    }

    /// The sessions to come for which no visit stands: each visit counts once, for the nearest.
    fn unbooked<'s>(&self, coming: &[&'s Agreement]) -> Vec<&'s Agreement> {
        let mut visits: Vec<&Visit> = self.visits.iter().filter(|visit| visit.status.is_open()).collect();
        let mut open = Vec::new();
        for one in coming {
            let far = |visit: &Visit| visit.slot.day.since(one.day).abs();
            let fits = |visit: &&Visit| visit.body.treatment == one.treatment && far(visit) <= NEAR_DAYS;
            let nearest = visits.iter().enumerate().filter(|(_, visit)| fits(visit)).min_by_key(|(_, visit)| far(visit));
            match nearest.map(|(place, _)| place) {
                Some(place) => drop(visits.remove(place)),
                None => open.push(*one),
            }
        }
        open
    }

    /// How the plan goes on: made, booked, mended, kept.
    fn plan(&self) -> Vec<Step> {
        let step = |state, title: String, line: &str, end: &str, action| Step { state, title, line: line.to_owned(), href: self.at(end), action };
        let Some(agreed) = self.agreed else {
            let had = self.chart.lines.iter().any(|line| matches!(line.now, Some(Body::Consultation(_))));
            let made = || step(State::Ask, "No plan was agreed yet".to_owned(), "It is made from the answers of the consultation.", "/plan", "Make the plan");
            // Without a wish there is nothing to plan: a routine repeat needs no plan.
            let wished = self.chart.wishes().is_some_and(|wishes| !wishes.wanted.is_empty());
            return (had && wished).then(made).into_iter().collect();
        };
        let mut steps = Vec::new();
        let missed = agreed.sessions.iter().filter(|one| one.became == Became::Missed).count();
        if missed > 0 {
            let title = if missed == 1 { "One planned session has no record".to_owned() } else { format!("{missed} planned sessions have no record") };
            steps.push(step(State::Ask, title, "The days that are left can be asked for anew.", "/plan#mend", "Is the plan still possible?"));
        }
        let coming: Vec<_> = agreed.sessions.iter().filter(|one| one.became == Became::Coming).collect();
        let open = self.unbooked(&coming);
        if let Some(next) = open.first() {
            let rest = open.len();
            let service = self.services.iter().find(|service| service.treatment == next.treatment);
            let href = service.map_or_else(
                || format!("/calendar/new?patient={}", self.patient),
                |service| format!("/calendar/new?patient={}&service={}&day={}", self.patient, service.key, next.day),
            );
            let line = if rest == 1 { format!("Planned for {}.", next.on) } else { format!("Planned for {}; {rest} sessions of the plan are not booked.", next.on) };
            steps.push(Step { state: State::Ask, title: format!("{} is not booked", next.title), line, href, action: "Find a time" });
        }
        if let Some(due) = agreed.measure.filter(|due| *due <= self.today) {
            let measured = self.chart.assessments().any(|(line, _)| day_of(line.entry.happened_at, self.zone) >= due.plus(-7));
            if !measured {
                steps.push(step(State::Ask, "Time to measure".to_owned(), &format!("The plan asks for it since {}.", Day::in_words(due)), "/consult", "Begin a consultation"));
            }
        }
        if coming.is_empty() && missed == 0 {
            steps.push(step(State::Clear, "Every session of the plan is done".to_owned(), "What keeps the result is planned from what was measured.", "/plan?new=1", "Plan what keeps it"));
        }
        steps
    }
}

/// The steps on the page.
pub(super) fn card(steps: &[Step]) -> Markup {
    html! {
        @if !steps.is_empty() {
            section."card next" aria-labelledby="next-title" {
                h2 id="next-title" { "What comes next" }
                ol."plain next-steps" {
                    @for step in steps {
                        li {
                            (ui::shape(step.state))
                            div.grow { p { b { (step.title) } } @if !step.line.is_empty() { p."small muted" { (step.line) } } }
                            a.btn href=(step.href) { (step.action) span.unseen { ": " (step.title) } }
                        }
                    }
                }
            }
        }
    }
}
