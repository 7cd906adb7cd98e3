//! What was passed at the door, for the director: how often each rule is passed, and every reason.
use crate::Page;
use crate::ui::{self, Heading, Table};
use chart::door::RuleRate;
use chart::entry::Body;
use chart::patient::Entry;
use knowledge::Knowledge;
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::{Day, Verdict};

/// One override.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The day.
    pub on: Day,
    /// Id of the patient.
    pub patient: String,
    /// Name of the patient.
    pub name: String,
    /// What the treatment is called.
    pub title: String,
    /// The line.
    pub line: String,
    /// Keys of the rules.
    pub rules: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// It is the second signature.
    pub second: bool,
}

/// The list.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Rates, the most passed first.
    pub rates: Vec<RuleRate>,
    /// Overrides, the newest first.
    pub passed: Vec<Passed>,
}

impl Overrides {
    pub(super) fn of(
        entries: &[Entry],
        rates: Vec<RuleRate>,
        names: &BTreeMap<String, String>,
        by: &dyn Fn(&str) -> String,
        knowledge: &Knowledge,
    ) -> Self {
        let mut all: Vec<(i64, Passed)> = entries
            .iter()
            .filter_map(|entry| {
                let Body::Override(over) = &entry.body else { return None };
                // A rule of the door itself says no more than its line.
                let rules: Vec<String> =
                    over.rules.iter().filter(|r| !r.rule.starts_with("door-")).map(|r| said(&r.rule)).collect();
                let passed = Passed {
                    on: over.on,
                    patient: entry.patient.clone(),
                    name: names.get(&entry.patient).cloned().unwrap_or_default(),
                    title: crate::features::consent::title(knowledge, &over.service),
                    line: over.what.title().to_owned(),
                    rules: rules.join(", "),
                    reason: over.reason.clone(),
                    by: by(&entry.author),
                    second: over.second_of.is_some(),
                };
                Some((entry.recorded_at, passed))
            })
            .collect();
        all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        Self { rates, passed: all.into_iter().map(|(_, passed)| passed).collect() }
    }
}

/// The key of a rule as words: `keloid-history-needling` is `keloid history needling`; rules of the door itself leave its name out.
fn said(rule: &str) -> String {
    rule.trim_start_matches("door-").replace('-', " ")
}

impl Page for Overrides {
    fn samples() -> Vec<(&'static str, Self)> {
        let rate = RuleRate { rule: "keloid-history-needling".into(), stood: 4, passed: 3, verdict: Verdict::Review };
        let passed = Passed {
            on: Day::from_number(20_781),
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            title: "Microneedling".into(),
            line: "Health today".into(),
            rules: said("keloid-history-needling"),
            reason: "Seen today, one old scar, <agreed>.".into(),
            by: "Dr. Ada Lind".into(),
            second: true,
        };
        vec![("empty", Self::default()), ("ordinary", Self { rates: vec![rate], passed: vec![passed] })]
    }

    fn title(&self) -> String {
        "Overrides".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/overrides")
    }

    fn render(&self) -> Markup {
        let heading = Heading::new("What was passed at the door")
            .lead("The last 90 days. A rule that is nearly always passed protects nobody: change it, or ask why.")
            .actions(html! { (ui::print_button("Print")) });
        if self.rates.is_empty() && self.passed.is_empty() {
            let line = "Nothing stood at a door with more than a caution in the last 90 days.";
            return html! { (heading) (ui::empty("Nothing was passed", line, &html! {})) };
        }
        let mut rates = Table::new("Each rule that stood at a door: counted once per patient, treatment and day")
            .column("Rule")
            .column("At its heaviest")
            .numbers("Stood")
            .numbers("Passed")
            .numbers("Passed, per cent");
        for rate in &self.rates {
            rates = rates.row(vec![
                html! { (crate::ui::capital(&said(&rate.rule))) },
                html! { (ui::badge(rate.verdict, "")) },
                html! { (rate.stood) },
                html! { (rate.passed) },
                html! { (rate.percent()) },
            ]);
        }
        let mut list = Table::new("Every reason, the newest first")
            .column("Day")
            .column("Patient")
            .column("Treatment")
            .column("Line and rules")
            .column("Reason")
            .column("By");
        for one in &self.passed {
            list = list.row(vec![
                html! { (one.on.in_words()) },
                html! { a class="name" href=(format!("/patients/{}", one.patient)) { (one.name) } },
                html! { (one.title) },
                html! { (one.line) @if !one.rules.is_empty() { ": " (one.rules) } },
                html! { (one.reason) },
                html! { (one.by) @if one.second { " (second signature)" } },
            ]);
        }
        html! { (heading) div.stack { (rates) (list) } }
    }
}
