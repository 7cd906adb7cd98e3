//! The road: lanes by week, drawn in per cent so that words keep their size at every width.
//!
//! Every position is a day between the first and the last of the plan. The list of visits beside the
//! drawing says the same in words.
use super::words::{many, month, session, short, title};
use maud::{Markup, html};
use planner::plan::{HomeCare, Plan, When};
use planner::request::Request;
use vocab::Day;

/// Room on both sides of the first and the last day, per cent of the width.
const MARGIN: f64 = 6.0;
/// Height of a row of bars, px.
const ROW: usize = 28;
/// Letters in a line below a visit.
const LETTERS: usize = 15;

/// The days of the drawing.
struct Span {
    first: Day,
    days: i32,
}

impl Span {
    fn of(plan: &Plan, request: &Request) -> Self {
        let first = request.case.today;
        let last = [request.goals.until, request.goals.event.as_ref().map(|event| event.on), plan.total.last]
            .into_iter()
            .flatten()
            .chain(plan.home_care.iter().map(|home| home.until))
            .chain(plan.measure.iter().map(|measure| measure.on))
            .max()
            .unwrap_or(first);
        Self { first, days: last.since(first).max(28) }
    }

    /// The place of a day, per cent of the width.
    fn at(&self, day: Day) -> f64 {
        let part = f64::from(day.since(self.first).clamp(0, self.days)) / f64::from(self.days);
        MARGIN + part * (100.0 - 2.0 * MARGIN)
    }

    /// Width class: a week has at least about 36 px.
    const fn width(&self) -> &'static str {
        match self.days / 7 {
            0..=13 => "plan-lanes short",
            14..=27 => "plan-lanes",
            28..=40 => "plan-lanes long",
            _ => "plan-lanes longest",
        }
    }
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

/// A lane: its word, its height in px, what is drawn in it.
struct Lane {
    word: &'static str,
    height: usize,
    drawn: Markup,
}

/// The whole drawing with its legend.
pub(super) fn road(plan: &Plan, request: &Request) -> Markup {
    let span = Span::of(plan, request);
    let lanes = lanes(plan, &span);
    let tops: Vec<usize> = lanes.iter().scan(44, |top, lane| Some(std::mem::replace(top, *top + lane.height))).collect();
    let height = 44 + lanes.iter().map(|lane| lane.height).sum::<usize>();
    let weeks = usize::try_from(span.days / 7).unwrap_or_default();
    let label = format!(
        "The road: {} in {weeks} weeks from {}. The list of visits says the same in words.",
        many(usize::from(plan.total.visits), "visit", "visits"),
        short(span.first)
    );
    html! {
        div.plan-road tabindex="0" role="region" aria-label="The road, week by week" {
            svg.plan-words width="104" height=(height) aria-hidden="true" {
                @for (lane, top) in lanes.iter().zip(&tops) { text x="0" y=(top + 19) { (lane.word) } }
            }
            div class=(span.width()) {
                svg width="100%" height=(height) role="img" aria-label=(label) {
                    (months(&span, height))
                    @for (lane, top) in lanes.iter().zip(&tops) { svg x="0" y=(top) width="100%" height=(lane.height) { (lane.drawn) } }
                    (event(&span, request, height))
                }
            }
        }
        ul."plan-legend small muted" aria-hidden="true" {
            li { svg width="14" height="14" { circle.visit cx="7" cy="7" r="7" {} } "visit" }
            li { svg width="22" height="14" { rect.quiet-most x="0" y="2" width="22" height="10" rx="5" {} rect.quiet x="0" y="2" width="13" height="10" rx="5" {} } "quiet days: usual, and at most" }
            li { svg width="22" height="14" { rect.pause x="0" y="5" width="22" height="4" rx="2" {} } "rests around a visit" }
            li { svg width="14" height="14" { circle.measure cx="7" cy="7" r="5" {} } "photo and score" }
        }
    }
}

fn lanes(plan: &Plan, span: &Span) -> Vec<Lane> {
    let mut lanes = Vec::new();
    if !plan.sessions.is_empty() {
        lanes.push(visits(plan, span));
        if plan.sessions.iter().any(|one| one.quiet_days_max > 0) {
            lanes.push(quiet(plan, span));
        }
    }
    for (word, when) in [("Morning", When::Morning), ("Evening", When::Evening)] {
        let here: Vec<&HomeCare> = plan.home_care.iter().filter(|home| home.when == when || home.when == When::Both).collect();
        if !here.is_empty() {
            lanes.push(home(word, &here, span));
        }
    }
    if !plan.living.is_empty() {
        let words: Vec<String> = plan.living.iter().map(|one| one.advice.replace('_', " ")).collect();
        let drawn = bar("living", span.at(span.first), 100.0 - MARGIN, 2, &words.join(" · "));
        lanes.push(Lane { word: "Living well", height: ROW + 8, drawn });
    }
    if !plan.measure.is_empty() {
        let drawn = html! { @for one in &plan.measure { circle.measure cx=(percent(span.at(one.on))) cy="14" r="6" { title { (short(one.on)) ": photo and score" } } } };
        lanes.push(Lane { word: "Measure", height: ROW + 4, drawn });
    }
    lanes
}

/// A bar with a word that ends where the bar ends.
fn bar(class: &str, from: f64, to: f64, top: usize, words: &str) -> Markup {
    html! {
        svg x=(percent(from)) y=(top) width=(percent((to - from).max(0.4))) height=(ROW - 3) {
            rect class=(class) x="0" y="0" width="100%" height=(ROW - 3) rx="7" {}
            text x="10" y="17" { (words) }
        }
    }
}

fn visits(plan: &Plan, span: &Span) -> Lane {
    let mut days: Vec<(Day, Vec<String>)> = Vec::new();
    for one in &plan.sessions {
        match days.last_mut().filter(|(day, _)| *day == one.on) {
            Some((_, what)) => what.push(session(one)),
            None => days.push((one.on, vec![session(one)])),
        }
    }
    let (mut ends, mut placed) = ([f64::MIN; 2], Vec::new());
    for (day, what) in &days {
        let at = span.at(*day);
        // A word takes about nine per cent of the usual width; where both rows are taken the number says it.
        let row = ends.iter().position(|end| at - 4.6 >= *end);
        if let Some(end) = row.and_then(|row| ends.get_mut(row)) {
            *end = at + 4.6;
        }
        placed.push((at, row, lines(&what.join(" + "))));
    }
    let low = placed.iter().any(|(_, row, _)| *row == Some(1));
    let drawn = html! {
        @for (place, (at, row, words)) in placed.iter().enumerate() {
            circle.visit cx=(percent(*at)) cy="16" r="15" {}
            text.number x=(percent(*at)) y="21" text-anchor="middle" { (place + 1) }
            @if let Some(row) = row {
                @for (line, word) in words.iter().enumerate() { text.name x=(percent(*at)) y=(46 + row * 30 + line * 13) text-anchor="middle" { (word) } }
            }
        }
    };
    Lane { word: "Visits", height: if low { 104 } else { 74 }, drawn }
}

/// At most two short lines of a name.
fn lines(name: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in name.split_whitespace() {
        let full = lines.last().is_some_and(|line| !line.is_empty() && line.chars().count() + word.chars().count() >= LETTERS);
        if full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let more = lines.len() > 2;
    lines.truncate(2);
    for (place, line) in lines.iter_mut().enumerate() {
        if line.chars().count() > LETTERS || (place == 1 && more) {
            *line = line.chars().take(LETTERS - 1).chain(['…']).collect();
        }
    }
    lines
}

fn quiet(plan: &Plan, span: &Span) -> Lane {
    let wide = |days: u16, on: Day| (span.at(on.plus(i32::from(days))) - span.at(on)).max(0.3);
    let drawn = html! {
        @for one in &plan.sessions {
            @if one.quiet_days_max > 0 { rect.quiet-most x=(percent(span.at(one.on))) y="8" width=(percent(wide(one.quiet_days_max, one.on))) height="11" rx="5" {} }
            @if one.quiet_days > 0 { rect.quiet x=(percent(span.at(one.on))) y="8" width=(percent(wide(one.quiet_days, one.on))) height="11" rx="5" {} }
        }
    };
    Lane { word: "Quiet days", height: ROW + 2, drawn }
}

fn home(word: &'static str, all: &[&HomeCare], span: &Span) -> Lane {
    let class = if word == "Morning" { "morning" } else { "evening" };
    let drawn = html! {
        @for (row, one) in all.iter().enumerate() {
            @let percents = one.percent.map(|value| format!(" {} %", super::words::figure(value))).unwrap_or_default();
            (bar(class, span.at(one.from), span.at(one.until), 2 + row * ROW, &format!("{}{percents}", title(&one.product))))
            @for (from, to) in &one.pauses {
                rect.pause x=(percent(span.at(*from))) y=(row * ROW + ROW - 5) width=(percent((span.at(to.plus(1)) - span.at(*from)).max(0.3))) height="4" rx="2" {}
            }
        }
    };
    Lane { word, height: all.len() * ROW + 8, drawn }
}

/// A line at the first of every month.
fn months(span: &Span, height: usize) -> Markup {
    let firsts: Vec<Day> = (0..=span.days).map(|more| span.first.plus(more)).filter(|day| day.date().day() == 1).collect();
    // Where a year has too many months for words, every second is named.
    let named = if firsts.len() > 14 { 2 } else { 1 };
    html! {
        @for (place, day) in firsts.iter().enumerate() {
            line.month x1=(percent(span.at(*day))) x2=(percent(span.at(*day))) y1="0" y2=(height) {}
            @if place % named == 0 && span.at(*day) < 95.0 { svg x=(percent(span.at(*day))) y="0" width="90" height="18" { text.month x="6" y="12" { (month(*day).get(..3).unwrap_or_default()) } } }
        }
    }
}

fn event(span: &Span, request: &Request, height: usize) -> Markup {
    let Some(event) = &request.goals.event else { return html! {} };
    let at = span.at(event.on);
    let name: String = event.name.as_deref().unwrap_or("the day").chars().take(24).collect();
    let anchor = if at > 80.0 { "end" } else { "start" };
    html! {
        line.event x1=(percent(at)) x2=(percent(at)) y1="18" y2=(height) {}
        text.event x=(percent(if at > 80.0 { at - 0.8 } else { at + 0.8 })) y="32" text-anchor=(anchor) { (super::words::capital(&name)) ", " (short(event.on)) }
    }
}
