//! What must be known before anything is done: computed by the gate from the chart, and always in sight.
use super::told::plain;
use crate::Oops;
use crate::ui::{Tone, chip, chip_link};
use chart::fold::Chart;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use maud::{Markup, html};
use safety::answer::{Because, RuleKey};
use safety::{Answer, Gate};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use vocab::case::{Case, Status, Subject};
use vocab::verdict::State;
use vocab::{Day, Verdict};

/// The most things that the strip names; the rest is one step further.
const NAMED_MAX: usize = 6;
/// The last treatments that it names.
const DONE_MAX: usize = 3;

/// The strip.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Strip {
    /// What stands and matters, the heaviest first.
    pub(super) stands: Vec<Stands>,
    /// More of them that are not named.
    pub(super) more: usize,
    /// Medicines and other things that were said and that no list knows.
    pub(super) strangers: Vec<String>,
    /// What nobody asked yet and what could stop a treatment: title, and how many treatments wait.
    pub(super) open: Vec<(String, usize)>,
    /// The last treatments with their days: title, day, days ago.
    pub(super) done: Vec<(String, String, i32)>,
}

/// A condition that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stands {
    /// Its title.
    pub(super) title: String,
    /// Where the library tells of it.
    pub(super) href: String,
    /// The worst that it does to any treatment.
    pub(super) verdict: Verdict,
    /// How many treatments it stops, and how many wait for a look because of it.
    pub(super) stops: usize,
    /// How many wait for a look because of it.
    pub(super) asks: usize,
    /// The last day on which it stops something, in words; empty where none is known.
    pub(super) until: String,
}

impl Strip {
    /// The strip of a chart today: the gate is asked about every treatment, with the case that everybody asks with.
    pub(super) fn of(gate: &Gate<'_>, chart: &Chart, today: Day, zone: &TimeZone) -> Result<Self, Oops> {
        let k = gate.knowledge();
        let case = chart.case(today, &k.policy(), zone);
        let answers = gate.answers(&case).map_err(|_| Oops::Broken)?;
        let mut stands = standing(k, &answers);
        let more = stands.len().saturating_sub(NAMED_MAX);
        stands.truncate(NAMED_MAX);
        Ok(Self { stands, more, strangers: strangers(k, &case), open: open(k, &answers), done: done(k, &case) })
    }
}

/// Which condition a rule belongs to: its code and title.
fn owner<'k>(k: &'k Knowledge, rule: &str) -> Option<(&'k str, &'k str)> {
    static OWNERS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let owners = OWNERS.get_or_init(|| {
        let rules = k.conditions.iter().flat_map(|c| c.rule.iter().map(|rule| (rule.key.clone(), c.code.clone())));
        rules.collect()
    });
    let condition = k.condition(owners.get(rule)?)?;
    Some((&condition.code, &condition.title))
}

fn standing(k: &Knowledge, answers: &[Answer<'_>]) -> Vec<Stands> {
    let mut all: BTreeMap<&str, (Stands, Option<Day>)> = BTreeMap::new();
    for answer in answers {
        // A condition with several rules for one treatment counts once, with its heaviest.
        let mut seen: BTreeMap<&str, Verdict> = BTreeMap::new();
        for finding in &answer.findings {
            let RuleKey::Rule(rule) = finding.rule else { continue };
            let Some((code, title)) = owner(k, rule) else { continue };
            if matches!(finding.because, Because::Unasked { .. }) {
                continue;
            }
            let (entry, until) = all.entry(code).or_insert_with(|| {
                let href = format!("/library/conditions/{code}");
                let (title, verdict, until) = (title.to_owned(), Verdict::Allow, String::new());
                (Stands { title, href, verdict, stops: 0, asks: 0, until }, None)
            });
            entry.verdict = entry.verdict.max(finding.verdict);
            *until = (*until).max(finding.until);
            let worst = seen.entry(code).or_insert(finding.verdict);
            *worst = (*worst).max(finding.verdict);
        }
        for (code, verdict) in seen {
            let Some((entry, _)) = all.get_mut(code) else { continue };
            match verdict.state() {
                State::Stop => entry.stops += 1,
                State::Ask => entry.asks += 1,
                State::Clear => {}
            }
        }
    }
    let mut stands: Vec<Stands> = all
        .into_values()
        .map(|(one, until)| Stands { until: until.map(Day::in_words).unwrap_or_default(), ..one })
        .collect();
    // An allergy is read first, whatever else there is; then what stops most.
    let allergy = |one: &Stands| one.title.to_lowercase().contains("allerg");
    stands.sort_by_key(|one| {
        (!allergy(one), std::cmp::Reverse((one.verdict, one.stops, one.asks)), one.title.clone())
    });
    stands
}

fn strangers(k: &Knowledge, case: &Case) -> Vec<String> {
    let named = case.facts.iter().filter(|fact| fact.status != Some(Status::Absent)).filter_map(|fact| {
        let Subject::Drug(name) = &fact.subject else { return None };
        k.drug(name).is_none().then(|| name.clone())
    });
    named.collect::<BTreeSet<_>>().into_iter().collect()
}

fn open(k: &Knowledge, answers: &[Answer<'_>]) -> Vec<(String, usize)> {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for answer in answers {
        let titles: BTreeSet<String> = answer.questions.iter().map(|q| asked(k, q.condition)).collect();
        for title in titles {
            *waiting.entry(title).or_default() += 1;
        }
    }
    let mut open: Vec<(String, usize)> = waiting.into_iter().collect();
    open.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    open
}

fn asked(k: &Knowledge, code: &str) -> String {
    match code {
        "phototype_V" | "phototype_VI" => "Phototype".into(),
        "minor" => "Age".into(),
        "medicines" => "Medicines".into(),
        code => k.condition(code).map_or_else(|| plain(code), |c| c.title.clone()),
    }
}

fn done(k: &Knowledge, case: &Case) -> Vec<(String, String, i32)> {
    let mut done: Vec<(Day, &str)> = case
        .facts
        .iter()
        .filter_map(|fact| match (&fact.subject, fact.on) {
            (Subject::Procedure(code), Some(on)) if on <= case.today => Some((on, code.as_str())),
            _ => None,
        })
        .collect();
    done.sort_unstable_by(|a, b| b.cmp(a));
    done.dedup();
    let title = |code: &str| k.treatment(code).map_or_else(|| plain(code), |t| t.title.clone());
    done.into_iter().take(DONE_MAX).map(|(on, code)| (title(code), Day::in_words(on), case.today.since(on))).collect()
}

impl Stands {
    fn words(&self) -> String {
        let until = if self.until.is_empty() { String::new() } else { format!(", until {}", self.until) };
        match (self.stops, self.asks) {
            (0, 0) => format!("{}: with care{until}", self.title),
            (0, 1) => format!("{}: a prescriber looks before one treatment{until}", self.title),
            (0, asks) => format!("{}: a prescriber looks before {asks} treatments{until}", self.title),
            (1, _) => format!("{}: stops one treatment{until}", self.title),
            (stops, _) => format!("{}: stops {stops} treatments{until}", self.title),
        }
    }
}

/// The strip on the page.
pub(super) fn strip(strip: &Strip, consult: Option<&str>) -> Markup {
    let waiting = strip.open.len();
    let link = |tone: Tone, text: &str, href: Option<&str>| match href {
        Some(href) => chip_link(tone, text, href),
        None => chip(tone, text),
    };
    html! {
        section.safety aria-labelledby="safety-title" {
            h2."safety-title" id="safety-title" { "What to know first" }
            div.cluster {
                @for one in &strip.stands { (chip_link(one.verdict, &one.words(), &one.href)) }
                @if strip.more > 0 { (chip(Tone::Plain, &format!("and {} more", strip.more))) }
                @for name in &strip.strangers { (chip(State::Ask, &format!("{name}: on no list, a prescriber looks"))) }
                @if waiting > 0 { (link(State::Ask.into(), &if waiting == 1 { "One thing not asked yet".to_owned() } else { format!("{waiting} things not asked yet") }, consult)) }
                @if strip.stands.is_empty() && strip.strangers.is_empty() && waiting == 0 { (chip(State::Clear, "Everything asked, nothing stands in the way")) }
            }
            @if !strip.done.is_empty() {
                p."safety-done small muted" {
                    "Last: "
                    @for (place, (title, on, ago)) in strip.done.iter().enumerate() {
                        @if place > 0 { " · " }
                        (title) ", " (on) " (" (days_ago(*ago)) ")"
                    }
                }
            }
            @if waiting > 0 {
                details.disclose { summary { "What is not asked yet" } div."inside" {
                    ul.plain { @for (title, count) in strip.open.iter().take(40) { li { (title) span."small muted" { " · " (count) @if *count == 1 { " treatment waits" } @else { " treatments wait" } } } } }
                } }
            }
        }
    }
}

fn days_ago(days: i32) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        days if days < 60 => format!("{days} days ago"),
        days => format!("{} weeks ago", days / 7),
    }
}
