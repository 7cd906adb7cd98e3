//! Everything that somebody still has to do, the most urgent first.
use crate::Page;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use chart::after::{Kind, Open};
use jiff::tz::TimeZone;
use knowledge::red_flag::Level;
use maud::{Markup, html};
use vocab::verdict::State;
use vocab::{Day, Permission};

/// One task of one patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Id of the patient.
    pub patient: String,
    /// Name.
    pub name: String,
    /// Telephone number; empty = not known.
    pub phone: String,
    /// The task.
    pub task: Open,
}

/// The list.
#[derive(Debug, Clone)]
pub struct Todo {
    /// Tasks, the most urgent first, with when they are due in words.
    pub lines: Vec<(Line, String)>,
    /// Whoever looks may write.
    pub may_write: bool,
    /// Token of the forms.
    pub csrf: String,
}

impl Todo {
    pub(super) fn of(mut open: Vec<Line>, now: i64, today: Day, zone: &TimeZone, signed: &Signed) -> Self {
        open.sort_by(|a, b| {
            let key = |l: &Line| (l.task.by.unwrap_or(i64::MAX), l.task.kind, l.task.due, l.task.since);
            key(a).cmp(&key(b)).then_with(|| a.patient.cmp(&b.patient))
        });
        let lines = open
            .into_iter()
            .map(|line| {
                let when = when(&line.task, now, today, zone);
                (line, when)
            })
            .collect();
        Self { lines, may_write: signed.may(Permission::ChartWrite), csrf: signed.csrf.clone() }
    }
}

/// When it is due, seen from now.
fn when(task: &Open, now: i64, today: Day, zone: &TimeZone) -> String {
    if let Some(by) = task.by {
        let clock = jiff::Timestamp::from_millisecond(by).map(|at| zone.to_datetime(at).strftime("%H:%M").to_string());
        let clock = clock.unwrap_or_default();
        let minutes = (by - now) / 60_000;
        return match minutes {
            m if m < 0 => format!("overdue since {clock}, {}", task.due.in_words()),
            0 => "now".to_owned(),
            m => format!("by {clock}, in {m} minutes"),
        };
    }
    match task.due.since(today) {
        days if days < 0 => format!("overdue since {}", task.due.in_words()),
        0 => "today".to_owned(),
        _ => format!("by {}", task.due.in_words()),
    }
}

impl Page for Todo {
    fn samples() -> Vec<(&'static str, Self)> {
        let today = Day::from_number(20_781);
        let task = |kind, what: &str| Open { key: "e1".into(), kind, what: what.into(), due: today, by: None, since: 0 };
        let line = |task| Line { patient: "p1".into(), name: "Amara <Okafor>".into(), phone: "+1 555 0101".into(), task };
        let lines = vec![
            (line(task(Kind::Told(Level::E1), "Call back within 15 minutes. Told: <pale>")), "by 14:15, in 9 minutes".into()),
            (line(task(Kind::Silent, "Call: no answer to the check-in of day 1.")), "today".into()),
        ];
        vec![
            ("empty", Self { lines: Vec::new(), may_write: true, csrf: "t".into() }),
            ("ordinary", Self { lines, may_write: true, csrf: "t".into() }),
        ]
    }

    fn title(&self) -> String {
        "Tasks".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/tasks")
    }

    fn render(&self) -> Markup {
        let urgent = self.lines.iter().filter(|(l, _)| l.task.kind.urgency() == State::Stop).count();
        let title = match (self.lines.len(), urgent) {
            (0, _) => "Nothing is open".to_owned(),
            (n, 0) => format!("{n} to do, none of it urgent"),
            (n, u) => format!("{u} urgent, {n} in all"),
        };
        let heading = Heading::new(&title).eyebrow("Tasks").lead("Read off the charts: reports that wait for an answer, silence after a treatment of high risk, adverse events, and what somebody wrote down.");
        if self.lines.is_empty() {
            return html! { (heading) (ui::empty("Everybody was answered", "New reports and missed check-ins appear here by themselves.", &html! {})) };
        }
        html! {
            (heading)
            ul class="card lines" { @for (line, when) in &self.lines {
                li class="line-item" { (ui::shape(line.task.kind.urgency())) div.grow {
                    p { a class="name" href=(format!("/patients/{}/after", line.patient)) { (line.name) } @if !line.phone.is_empty() { " " a class="name" href=(format!("tel:{}", line.phone.replace(' ', ""))) { (line.phone) } } }
                    p { (line.task.what) } p.small.muted { (when) }
                    @if self.may_write {
                        details { summary { "It is done: " (line.name) } form method="post" action=(format!("/patients/{}/after/task", line.patient)) {
                            input type="hidden" name="csrf" value=(self.csrf); input type="hidden" name="key" value=(line.task.key); input type="hidden" name="from" value="tasks";
                            (Field::new("note", "How it ended", Entry::Text).id(&format!("note-{}", line.task.key.replace('/', "-")))) div.actions { (ui::submit("Done", Press::Second)) }
                        } }
                    }
                } }
            } }
        }
    }
}
