//! What was measured, beside what was to be expected of it: a drawing with its table.
use super::finding::day;
use super::told::{number, plain, scale};
use crate::ui::Table;
use chart::case::day_of;
use chart::fold::Chart;
use forecast::patient::{Given, Measurement, Question, Stretch, When, course};
use forecast::population::Population;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use vocab::Day;
use vocab::case::Status;

/// The most scores that are drawn; a longer series loses its oldest.
const POINTS_MAX: usize = 60;
/// The most courses on one page.
const COURSES_MAX: usize = 6;
/// The longest course that is drawn, days.
const DAYS_MAX: i32 = 730;
/// How far a course is drawn beyond today, days.
const AHEAD: i32 = 56;
const WIDE: f64 = 600.0;
const HIGH: f64 = 260.0;
/// Room for the numbers at the left.
const LEFT: f64 = 56.0;
/// Room for the days below.
const BELOW: f64 = 34.0;
/// A series that stays above this part of its highest value is not drawn from zero: the change would be flat.
const LIFTED: f64 = 0.5;

/// The scores of one concern on one scale.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scores {
    /// What was measured, in words.
    pub(super) name: String,
    /// The scale in words.
    pub(super) unit: String,
    /// The end of the scale.
    pub(super) top: f64,
    /// Day and score.
    pub(super) measured: Vec<(Day, f64)>,
    /// Day, middle, and the range of four in five; empty where nothing can be forecast.
    pub(super) expected: Vec<(Day, f64, f64, f64)>,
    /// What the forecast rests on.
    pub(super) basis: String,
}

/// Day, score, and how many people read it.
type Point = (Day, f64, u8);

/// Every series of a chart, the longest first.
pub(super) fn of(chart: &Chart, today: Day, zone: &TimeZone) -> Vec<Scores> {
    let mut all: BTreeMap<(String, String), (f64, Vec<Point>)> = BTreeMap::new();
    for (line, one) in chart.assessments() {
        let about = one.concern.map_or_else(|| "skin".to_owned(), |concern| concern.code().to_owned());
        let (_, top) = one.scale.range();
        let series = all.entry((about, one.scale.code().to_owned())).or_insert((top, Vec::new()));
        series.1.push((day_of(line.entry.happened_at, zone), one.score, one.raters));
    }
    let mut scores: Vec<Scores> = all
        .into_iter()
        .map(|((concern, code), (top, mut points))| {
            points.drain(..points.len().saturating_sub(POINTS_MAX));
            let (expected, basis) = expected(chart, &concern, &code, &points, today, zone).unwrap_or_default();
            let measured = points.iter().map(|(day, score, _)| (*day, *score)).collect();
            Scores { name: plain(&concern), unit: scale(&code), top, measured, expected, basis }
        })
        .collect();
    scores.sort_by_key(|one| std::cmp::Reverse(one.measured.len()));
    scores.truncate(COURSES_MAX);
    scores
}

type Band = Vec<(Day, f64, f64, f64)>;

/// What was to be expected on the first day: from the first score alone, with what was really done and used since.
fn expected(
    chart: &Chart,
    concern: &str,
    scale: &str,
    points: &[Point],
    today: Day,
    zone: &TimeZone,
) -> Option<(Band, String)> {
    let &(first, score, raters) = points.first()?;
    let until = u16::try_from(today.since(first).clamp(0, DAYS_MAX) + AHEAD).ok()?;
    let question = Question {
        concern: concern.to_owned(),
        scale: scale.to_owned(),
        given: given(chart, first, today, zone),
        measured: vec![Measurement { day: 0, score, raters }],
        goal: None,
        until,
    };
    let course = course(Population::shipped()?, &question).ok()?;
    let band = course
        .points
        .iter()
        .map(|point| {
            let [low, high] = point.band80;
            (first.plus(i32::from(point.day)), point.median, low, high)
        })
        .collect();
    Some((band, course.basis.join("; ")))
}

fn given(chart: &Chart, first: Day, today: Day, zone: &TimeZone) -> Vec<Given> {
    let since = |day: Day| u16::try_from(day.since(first)).ok();
    let mut sessions: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for (line, session) in chart.sessions() {
        if let Some(day) = since(day_of(line.entry.happened_at, zone)) {
            sessions.entry(session.treatment.clone()).or_default().push(day);
        }
    }
    let mut given: Vec<Given> = sessions
        .into_iter()
        .map(|(code, mut days)| {
            days.sort_unstable();
            days.dedup();
            Given { code, when: When::Sessions(days) }
        })
        .collect();
    for fact in chart.facts() {
        let (Some(code), Some(Status::Present | Status::Past)) = (fact.product, fact.status) else { continue };
        let from = fact.since.map_or(Some(0), |day| since(day.clamp(first, today)));
        let last = fact.until.unwrap_or_else(|| today.plus(AHEAD));
        let (Some(from), Some(until)) = (from, since(last)) else { continue };
        if until > from {
            given.push(Given { code, when: When::Home(vec![Stretch { from, until, adherence: 1.0 }]) });
        }
    }
    given.truncate(forecast::patient::GIVEN_MAX);
    given
}

struct Axes {
    first: Day,
    days: f64,
    /// The day at the right end.
    last: Day,
    bottom: f64,
    top: f64,
}

impl Axes {
    fn of(one: &Scores) -> Option<Self> {
        let all = one.measured.iter().map(|(day, _)| *day).chain(one.expected.iter().map(|(day, ..)| *day));
        let (first, last) = (all.clone().min()?, all.max()?);
        let scores = || one.measured.iter().map(|(_, score)| *score);
        let most = scores().chain(one.expected.iter().map(|(.., high)| *high)).fold(1.0_f64, f64::max);
        let lowest = scores().chain(one.expected.iter().map(|(_, _, low, _)| *low)).fold(most, f64::min);
        // To the end of the scale, or to what was reached where the scale is much longer; from zero, or from a whole number
        // below what was reached where zero is far away. Both ends are written beside the drawing.
        let top = one.top.min((most * 1.1).ceil());
        let bottom = if lowest > most * LIFTED { (lowest * 0.9).floor() } else { 0.0 };
        Some(Self { first, last, days: f64::from(last.since(first).max(1)), bottom, top })
    }

    fn x(&self, day: Day) -> f64 {
        LEFT + 10.0 + f64::from(day.since(self.first)) / self.days * (WIDE - LEFT - 20.0)
    }

    fn y(&self, value: f64) -> f64 {
        let part = (value - self.bottom) / (self.top - self.bottom).max(f64::MIN_POSITIVE);
        HIGH - part.clamp(0.0, 1.0) * (HIGH - 10.0)
    }

    fn path(&self, points: impl Iterator<Item = (Day, f64)>) -> String {
        points.fold(String::new(), |mut path, (day, value)| {
            let step = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{step}{:.1} {:.1}", self.x(day), self.y(value));
            path
        })
    }
}

/// All series as a card.
pub(super) fn card(all: &[Scores]) -> Markup {
    html! {
        section.card aria-labelledby="scores-title" {
            h2 id="scores-title" { "What was measured" }
            div.boxed { @for (place, one) in all.iter().enumerate() { (figure(one, place)) } }
        }
    }
}

fn figure(one: &Scores, place: usize) -> Markup {
    let (Some(first), Some(last)) = (one.measured.first(), one.measured.last()) else { return html! {} };
    let change = format!("{} on {}, {} on {}", number(first.1), day(first.0), number(last.1), day(last.0));
    let label = format!("{}, {}: {change}.", one.name, one.unit);
    html! {
        figure.measured {
            figcaption {
                h3 { (one.name) } " " span."small muted" { (one.unit) }
                span.chip { (number(first.1)) @if one.measured.len() > 1 { " → " (number(last.1)) } }
            }
            @if one.measured.len() > 1 || !one.expected.is_empty() { (drawing(one, &label)) }
            p."small muted" {
                @if one.expected.is_empty() { "Nothing published lets this be forecast, so only what was measured is drawn." }
                @else { "Dots are what was measured; four in five people would stay inside the band." }
            }
            details."disclose light" id={ "scores-" (place) } { summary { @if one.expected.is_empty() { "As a table" } @else { "As a table, and what the band rests on" } span.unseen { ": " (one.name) ", " (one.unit) } } div.inside {
                div.boxed { (table(one)) }
                @if !one.expected.is_empty() { p."small muted" { "The band is reckoned from the first score and from what was done and used since. It rests on: " (one.basis) "." } }
            } }
        }
    }
}

fn drawing(one: &Scores, label: &str) -> Markup {
    let Some(axes) = Axes::of(one) else { return html! {} };
    let upper = axes.path(one.expected.iter().map(|(day, _, _, high)| (*day, *high)));
    let lower = axes.path(one.expected.iter().rev().map(|(day, _, low, _)| (*day, *low)));
    html! {
        svg."measured-chart" viewBox={ "0 -6 " (WIDE) " " (HIGH + BELOW + 6.0) } role="img" aria-label=(label) {
            @for value in [axes.top, f64::midpoint(axes.top, axes.bottom), axes.bottom] {
                @let y = format!("{:.1}", axes.y(value));
                line.grid x1=(LEFT) x2=(WIDE) y1=(y) y2=(y) {}
                text.tick x=(LEFT - 8.0) y=(y) text-anchor="end" dominant-baseline="middle" aria-hidden="true" { (number(value)) }
            }
            text.tick x=(LEFT) y=(HIGH + 28.0) aria-hidden="true" { (day(axes.first)) }
            text.tick x=(WIDE) y=(HIGH + 28.0) text-anchor="end" aria-hidden="true" { (day(axes.last)) }
            @if !one.expected.is_empty() {
                path.band d={ (upper) (lower.replacen('M', "L", 1)) "Z" } {}
                path.middle d=(axes.path(one.expected.iter().map(|(day, middle, ..)| (*day, *middle)))) {}
            }
            path.line d=(axes.path(one.measured.iter().copied())) {}
            @for (day, score) in &one.measured {
                circle.dot cx=(format!("{:.1}", axes.x(*day))) cy=(format!("{:.1}", axes.y(*score))) r="7" {}
            }
        }
    }
}

fn table(one: &Scores) -> Table {
    let table = Table::new(&format!("{}, {}", one.name, one.unit)).column("Day").numbers("Measured").numbers("Expected").numbers("Four in five");
    one.measured.iter().rev().fold(table, |table, (on, score)| {
        let near = one.expected.iter().min_by_key(|(day, ..)| day.since(*on).abs());
        let (middle, range) = near.map_or_else(Default::default, |(_, middle, low, high)| {
            (number(*middle), format!("{} to {}", number(*low), number(*high)))
        });
        table.row(vec![html! { (day(*on)) }, html! { (number(*score)) }, html! { (middle) }, html! { (range) }])
    })
}
