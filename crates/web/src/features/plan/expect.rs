//! What to expect: a course with its likely range from zero, what it is compared with, and the same as a table.
use super::words::{capital, concern, figure, scale, short};
use crate::ui::{Table, sign_off};
use maud::{Markup, html};
use planner::plan::{Expected, Plan, Point, Style};
use planner::report::Report;
use planner::request::Request;
use std::fmt::Write as _;
use vocab::Day;

/// The drawing is stretched to its place; so many parts wide and high.
const WIDE: f64 = 1000.0;
const HIGH: f64 = 200.0;
/// Where the first and the last day lie, of `WIDE`.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 985.0;
/// Most rows of the table.
const ROWS: usize = 7;

/// All courses of a plan.
pub(super) fn expected(plan: &Plan, report: &Report, request: &Request) -> Markup {
    let at_home = report.plans.iter().find(|other| other.name == Style::AtHome && other.name != plan.name);
    html! {
        section.card id="expect" aria-labelledby="expect-title" {
            div.section-head { h2 id="expect-title" { "What to expect" } span."muted small" { "middle line; the ranges of one in two and of four in five people" } }
            @if plan.expected.is_empty() {
                p.muted { "Nothing is measured here, so nothing is drawn. Rest is its own result." }
            } @else {
                div.plan-courses { @for one in &plan.expected {
                    @let beside = at_home.and_then(|other| other.expected.iter().find(|its| its.concern == one.concern && its.scale == one.scale));
                    (course(one, beside, request))
                } }
                p."small muted plan-honest" {
                    "A forecast is a guess with a width. It says how people with similar numbers fared, not how one person will. "
                    "The range is wide where few were studied; each measurement of the plan makes it narrower."
                }
            }
        }
    }
}

struct Axes {
    first: Day,
    days: f64,
    top: f64,
    step: f64,
}

impl Axes {
    fn of(one: &Expected, beside: Option<&Expected>) -> Option<Self> {
        let (first, last) = (one.course.first()?, one.course.last()?);
        let all = one.course.iter().map(|point| point.high80).chain(beside.iter().flat_map(|its| &its.course).map(|point| point.median));
        let most = all.fold(0.0_f64, f64::max).max(0.1);
        let step = [0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0, 250.0].into_iter().find(|step| most / step <= 4.6).unwrap_or(most / 4.0);
        Some(Self { first: first.on, days: f64::from(last.on.since(first.on).max(1)), top: (most / step).ceil() * step, step })
    }

    fn x(&self, day: Day) -> f64 {
        LEFT + (f64::from(day.since(self.first)) / self.days).clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        HIGH - (value / self.top).clamp(0.0, 1.0) * HIGH
    }

    fn path(&self, points: impl Iterator<Item = (Day, f64)>) -> String {
        let mut path = String::new();
        for (day, value) in points {
            let _ = write!(path, "{}{:.1} {:.1}", if path.is_empty() { 'M' } else { 'L' }, self.x(day), self.y(value));
        }
        path
    }

    /// Values of the lines across, from zero.
    fn lines(&self) -> Vec<f64> {
        (0..=6).map(|place| f64::from(place) * self.step).take_while(|value| *value <= self.top + 1e-9).collect()
    }
}

fn course(one: &Expected, beside: Option<&Expected>, request: &Request) -> Markup {
    let Some(axes) = Axes::of(one, beside) else { return html! {} };
    let (Some(first), Some(last)) = (one.course.first(), one.course.last()) else { return html! {} };
    let unit = one.scale.as_deref().map_or_else(|| "per cent of today".to_owned(), scale);
    let name = capital(&concern(one.concern));
    let label = format!(
        "{name}, {unit}: {} today, {} expected on {}, one in two between {} and {}, four in five between {} and {}.",
        figure(first.median), figure(last.median), short(last.on), figure(last.low50), figure(last.high50), figure(last.low80), figure(last.high80)
    );
    html! {
        figure.plan-course {
            figcaption {
                h3 { (name) }
                span.chip { (figure(first.median)) " → " (figure(last.median)) " (" (figure(last.low80)) "–" (figure(last.high80)) ") by " (short(last.on)) }
                span."small muted" { (unit) }
                @if one.needs_sign_off { (sign_off()) }
            }
            (drawing(one, beside, &axes, request, &label))
            ul."plan-key small" {
                li { svg width="22" height="12" aria-hidden="true" { rect.band x="0" y="1" width="22" height="10" rx="2" {} rect.half x="0" y="3.5" width="22" height="5" {} line.with x1="0" x2="22" y1="6" y2="6" {} } "with this plan; one in two; four in five" }
                li { svg width="22" height="12" aria-hidden="true" { line.same x1="0" x2="22" y1="6" y2="6" {} } "as it is today" }
                @if beside.is_some() { li { svg width="22" height="12" aria-hidden="true" { line.beside x1="0" x2="22" y1="6" y2="6" {} } "home care alone" } }
            }
            (words(one))
            details."disclose light" { summary { "As a table" } div."inside boxed" { (table(one, &name, &unit)) } }
        }
    }
}

fn drawing(one: &Expected, beside: Option<&Expected>, axes: &Axes, request: &Request, label: &str) -> Markup {
    let of = |value: fn(&Point) -> f64| one.course.iter().map(move |point| (point.on, value(point)));
    let between = |high: fn(&Point) -> f64, low: fn(&Point) -> f64| {
        format!("{}{}Z", axes.path(of(high)), axes.path(of(low).collect::<Vec<_>>().into_iter().rev()).replacen('M', "L", 1))
    };
    let (band, half) = (between(|p| p.high80, |p| p.low80), between(|p| p.high50, |p| p.low50));
    let event = request.goals.event.as_ref().map(|event| event.on).filter(|on| one.course.last().is_some_and(|last| *on <= last.on));
    let start = one.course.first().map_or(0.0, |point| point.median);
    html! {
        svg.plan-chart width="100%" height="232" role="img" aria-label=(label) {
            svg x="0" y="14" width="100%" height="200" viewBox={ "0 0 " (WIDE) " " (HIGH) } preserveAspectRatio="none" {
                @for value in axes.lines() { line.grid x1="0" x2=(WIDE) y1=(format!("{:.1}", axes.y(value))) y2=(format!("{:.1}", axes.y(value))) {} }
                path.band d=(band) {}
                path.half d=(half) {}
                line.same x1=(LEFT) x2=(RIGHT) y1=(format!("{:.1}", axes.y(start))) y2=(format!("{:.1}", axes.y(start))) {}
                @if let Some(beside) = beside { path.beside d=(axes.path(beside.course.iter().map(|point| (point.on, point.median)))) {} }
                path.with d=(axes.path(of(|point| point.median))) {}
                @if let Some(on) = event { line.event x1=(format!("{:.1}", axes.x(on))) x2=(format!("{:.1}", axes.x(on))) y1="0" y2=(HIGH) {} }
            }
            @for value in axes.lines() { text x="0" y=(format!("{:.1}", axes.y(value) + 11.0)) { (tick(value)) } }
            @for (on, anchor) in ends(one) { text x=(format!("{:.2}%", axes.x(on) / WIDE * 100.0)) y="230" text-anchor=(anchor) { (short(on)) } }
        }
    }
}

fn tick(value: f64) -> String {
    if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.2}").trim_end_matches('0').to_owned() }
}

/// The days named below the drawing: first, middle, last.
fn ends(one: &Expected) -> Vec<(Day, &'static str)> {
    let at = |place: usize| one.course.get(place).map(|point| point.on);
    let many = one.course.len();
    let mut all: Vec<(Day, &'static str)> = Vec::new();
    all.extend(at(0).map(|on| (on, "start")));
    all.extend((many > 4).then(|| at(many / 2)).flatten().map(|on| (on, "middle")));
    all.extend((many > 1).then(|| at(many - 1)).flatten().map(|on| (on, "end")));
    all
}

/// What the numbers mean and what they rest on.
fn words(one: &Expected) -> Markup {
    let change = one.course.first().zip(one.course.last()).map_or(0.0, |(first, last)| first.median - last.median);
    html! {
        p."small muted" {
            @if let Some(chance) = one.chance { "The wished score is reached by then in about " (format!("{:.0}", chance * 100.0)) " of 100. " }
            @if let Some(least) = one.detectable {
                @if change.abs() < least { "The expected change is smaller than what a measurement can tell from noise (" (figure(least)) "). " }
                @else { "A change of " (figure(least)) " and more is more than noise. " }
            }
            @if one.own_percent > 0.0 { "Own measurements weigh " (format!("{:.0}", one.own_percent)) " of 100 in it. " }
            @else { "It rests on published groups only. " }
        }
        @if let Some(why) = &one.look_again { p.small { (crate::ui::chip(vocab::verdict::State::Ask, "look again")) " " (super::words::sentence(why)) } }
        details."disclose light" {
            summary { "What it rests on" }
            div.inside { ul."plan-list small" { @for part in basis(&one.basis) { li { (capital(&part)) "." } } } }
        }
    }
}

fn table(one: &Expected, name: &str, unit: &str) -> Table {
    let every = one.course.len().saturating_sub(1).div_ceil(ROWS - 1).max(1);
    let last = one.course.len().saturating_sub(1);
    let table = Table::new(&format!("{name}, {unit}")).column("Day").numbers("Expected").numbers("One in two").numbers("Four in five");
    one.course.iter().enumerate().filter(|(place, _)| place % every == 0 || *place == last).fold(table, |table, (_, point)| {
        table.row(vec![
            html! { (point.on.in_words()) },
            html! { (figure(point.median)) },
            html! { (figure(point.low50)) "–" (figure(point.high50)) },
            html! { (figure(point.low80)) "–" (figure(point.high80)) },
        ])
    })
}

/// What a curve rests on, sentence by sentence, with titles instead of codes.
fn basis(text: &str) -> Vec<String> {
    let part = |part: &str| match part.split_once(": ") {
        Some((code, rest)) if !code.contains(' ') => format!("{}: {rest}", super::words::title(code)),
        _ => part.to_owned(),
    };
    text.trim_end_matches('.').split("; ").map(part).collect()
}
