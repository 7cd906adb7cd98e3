//! Collects the rules of every kind of file.
use super::words::{fires_when, letter};
use super::{Home, RuleView, applies_in_words, touched};
use crate::Knowledge;
use crate::condition::{Condition, Rule};
use crate::ingredient::{Ingredient, PairAdvice};
use crate::review::SignOff;
use crate::treatment::Treatment;
use vocab::{Phototype, Strength, Verdict};

/// Every rule, in the order of the knowledge: conditions, treatments, spacing, gaps, ingredients, pairs.
#[must_use]
pub fn rules(k: &Knowledge) -> Vec<RuleView<'_>> {
    let mut all = Vec::new();
    for condition in &k.conditions {
        all.extend(condition.rule.iter().map(|rule| of_condition(k, condition, rule)));
    }
    for treatment in &k.treatments {
        of_treatment(treatment, &mut all);
        of_phototypes(treatment, &mut all);
    }
    of_spacing(k, &mut all);
    for ingredient in &k.ingredients {
        of_ingredient(ingredient, &mut all);
    }
    of_pairs(k, &mut all);
    all
}

/// A rule of which only the essentials are known.
fn bare<'k>(
    key: String,
    home: Home<'k>,
    title: String,
    sign_off: &'k SignOff,
    (because, sources, strength): (&'k str, &'k [String], Strength),
) -> RuleView<'k> {
    RuleView {
        key,
        home,
        title,
        verdict: None,
        days: Vec::new(),
        when: Vec::new(),
        action: "",
        until: "",
        because,
        sources,
        strength,
        recalled: false,
        by_law: false,
        attach: None,
        sign_off,
        touches: Vec::new(),
    }
}

fn of_condition<'k>(k: &'k Knowledge, condition: &'k Condition, rule: &'k Rule) -> RuleView<'k> {
    let title = format!("{}: {}", condition.title, applies_in_words(k, &rule.applies));
    let reason = (rule.because.as_str(), rule.sources.as_slice(), rule.strength);
    let days = [
        ("after", rule.days),
        ("before", rule.before_days),
        ("begins after", rule.after_days),
        ("paused before", rule.stop_days),
    ];
    RuleView {
        verdict: rule.verdict,
        days: days.into_iter().filter_map(|(name, count)| Some((name, count?))).collect(),
        when: fires_when(condition, rule),
        action: &rule.action,
        until: &rule.until,
        recalled: rule.recalled,
        by_law: rule.by_law,
        attach: rule.attach,
        touches: touched(k, &rule.applies, &rule.except),
        ..bare(rule.key.clone(), Home::Condition(condition), title, &condition.sign_off, reason)
    }
}

fn types(list: &[Phototype]) -> String {
    list.iter().map(|one| one.code()).collect::<Vec<_>>().join(", ")
}

fn of_treatment<'k>(t: &'k Treatment, all: &mut Vec<RuleView<'k>>) {
    let dashed = t.code.replace('_', "-").to_lowercase();
    let home = Home::Treatment(t);
    let mut add = |view: RuleView<'k>| all.push(RuleView { touches: vec![t.code.as_str()], ..view });
    let make = |key: String, title: String, reason| bare(key, home, title, &t.sign_off, reason);
    if let Some(one) = &t.always {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let view = make(format!("excluded-{dashed}"), format!("{}: always", t.title), reason);
        add(RuleView { verdict: Some(one.verdict), when: vec!["Always.".into()], ..view });
    }
    if let Some(one) = &t.schedule {
        let reason = (one.basis.as_str(), one.sources.as_slice(), one.strength);
        let view =
            make(format!("own-gap-{dashed}"), format!("{}: days to the next session", t.title), reason);
        let when = vec!["Between two sessions of this treatment.".into()];
        add(RuleView {
            verdict: Some(Verdict::Defer),
            days: vec![("after", one.min_gap_days)],
            when,
            recalled: one.recalled,
            ..view
        });
    }
    for one in &t.age {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let title = format!("{}: from {} to {} years of age", t.title, one.from_years, one.to_years);
        let when = vec![format!(
            "From the birthday of {} years to the day before that of {} years.",
            one.from_years, one.to_years
        )];
        add(RuleView { verdict: Some(one.verdict), when, ..make(one.key.clone(), title, reason) });
    }
    if let Some(one) = &t.cap {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let when = vec![format!("After {} sessions.", one.sessions)];
        let title = format!("{}: number of sessions", t.title);
        add(RuleView { verdict: Some(one.verdict), when, ..make(one.key.clone(), title, reason) });
    }
    if let Some(one) = t.ranges.first() {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let outside = |r: &crate::treatment::Range| {
            format!("When {} is outside {} to {}.", r.param.replace('_', " "), r.min, r.max)
        };
        let view = make(format!("range-{dashed}"), format!("{}: range of settings", t.title), reason);
        add(RuleView { verdict: Some(one.verdict), when: t.ranges.iter().map(outside).collect(), ..view });
    }
    if let Some(one) = t.performers.first() {
        let reason = (one.because.as_str(), one.sources.as_slice(), Strength::Label);
        let line = |p: &crate::treatment::PerformerRule| {
            let percent = p.percent_max.map(|x| format!(", up to {x} %")).unwrap_or_default();
            let ph = p.ph_min.map(|x| format!(", from pH {x}")).unwrap_or_default();
            format!("Who is below: {}{percent}{ph}.", p.tier.in_words())
        };
        let view = make(format!("scope-{dashed}"), format!("{}: who may perform it", t.title), reason);
        let when = t.performers.iter().map(line).collect();
        add(RuleView { verdict: Some(Verdict::Refuse), when, by_law: true, ..view });
    }
}

fn of_phototypes<'k>(t: &'k Treatment, all: &mut Vec<RuleView<'k>>) {
    for one in &t.phototype {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let title = format!("{}: skin type {}", t.title, types(&one.types));
        let mut when = vec![format!("With skin type {}.", types(&one.types))];
        if !one.devices.is_empty() {
            when.push(format!("Only with {}.", one.devices.join(", ").replace('_', " ")));
        }
        all.push(RuleView {
            verdict: one.verdict,
            when,
            action: &one.action,
            attach: one.attach,
            recalled: one.recalled,
            touches: vec![t.code.as_str()],
            ..bare(one.key.clone(), Home::Treatment(t), title, &t.sign_off, reason)
        });
    }
}

fn of_spacing<'k>(k: &'k Knowledge, all: &mut Vec<RuleView<'k>>) {
    for row in &k.spacing {
        for cell in &row.cell {
            let key = format!("spacing-{}-{}", row.first.code(), cell.then.code()).to_lowercase();
            let title = format!("From {} to {}", letter(row.first), letter(cell.then));
            let reason = (cell.because.as_str(), cell.sources.as_slice(), cell.strength);
            let when = cell.except.iter().map(|one| {
                let side = |list: &[String], all: &str| {
                    if list.is_empty() { all.to_owned() } else { applies_in_words(k, list) }
                };
                format!(
                    "{} after {}, before {}.",
                    super::days(one.days),
                    side(&one.first, letter(row.first)),
                    side(&one.then, letter(cell.then))
                )
            });
            let then = |t: &&Treatment| t.group.and_then(vocab::Group::letter) == Some(cell.then);
            all.push(RuleView {
                verdict: (cell.days > 0).then_some(Verdict::Defer),
                days: vec![("between", cell.days)],
                when: when.collect(),
                recalled: cell.recalled,
                touches: k.treatments.iter().filter(then).map(|t| t.code.as_str()).collect(),
                ..bare(key, Home::Cell(row.first, cell.then), title, &row.sign_off, reason)
            });
        }
    }
    for gaps in &k.gaps {
        for one in &gaps.gap {
            let title =
                format!("From {} to {}", applies_in_words(k, &one.first), applies_in_words(k, &one.then));
            let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
            let mut when = Vec::new();
            if one.facial_only {
                when.push("Only where the treated zone meets the face.".to_owned());
            }
            if one.same_zone {
                when.push("Only where the zones overlap.".to_owned());
            }
            all.push(RuleView {
                verdict: Some(one.verdict),
                days: vec![("between", one.days)],
                when,
                action: &one.action,
                recalled: one.recalled,
                touches: touched(k, &one.then, &[]),
                ..bare(one.key.clone(), Home::Gaps(gaps), title, &gaps.sign_off, reason)
            });
        }
    }
}

fn of_ingredient<'k>(i: &'k Ingredient, all: &mut Vec<RuleView<'k>>) {
    let dashed = i.code.replace('_', "-").to_lowercase();
    let home = Home::Ingredient(i);
    let mut add = |view: RuleView<'k>| all.push(RuleView { touches: vec![i.code.as_str()], ..view });
    let make = |key: String, title: String, reason| bare(key, home, title, &i.sign_off, reason);
    let one = &i.pregnancy;
    let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
    let view = make(format!("pregnancy-{dashed}"), format!("{}: while pregnant", i.title), reason);
    let mut when = vec!["While pregnant.".to_owned()];
    when.extend(one.percent_max.map(|x| format!("Above {x} % a prescriber looks.")));
    add(RuleView { verdict: Some(one.verdict), when, recalled: one.recalled, ..view });
    if let Some(one) = &i.prescription {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let from = one.from_percent.map_or_else(|| "Always.".to_owned(), |x| format!("From {x} %."));
        let view = make(format!("prescription-{dashed}"), format!("{}: on prescription", i.title), reason);
        add(RuleView { verdict: Some(Verdict::Review), when: vec![from], ..view });
    }
    for one in &i.rule {
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        let title = format!("{}: with {}", i.title, one.condition.replace('_', " "));
        let mut when = vec![format!("While {} is present.", one.condition.replace('_', " "))];
        if !one.detail.is_empty() {
            when.push(format!("Only if it is {}.", one.detail.join(" or ").replace('_', " ")));
        }
        let view = make(one.key.clone(), title, reason);
        add(RuleView { verdict: Some(one.verdict), when, recalled: one.recalled, ..view });
    }
}

fn of_pairs<'k>(k: &'k Knowledge, all: &mut Vec<RuleView<'k>>) {
    for one in &k.pairs {
        let names = |list: &[String]| list.join(", ").replace('_', " ");
        let title = format!("{} with {}", names(&one.one), names(&one.other));
        let says = match one.advice {
            PairAdvice::Allowed => "They may be used together.",
            PairAdvice::SplitDay => "One in the morning, the other in the evening.",
            PairAdvice::AlternateNights => "On alternate nights.",
            PairAdvice::Recommend => "Better together.",
            PairAdvice::Refuse => "Not in one plan.",
        };
        let meant = |i: &&Ingredient| {
            one.one.iter().chain(&one.other).any(|word| *word == i.code || *word == i.family)
        };
        let reason = (one.because.as_str(), one.sources.as_slice(), one.strength);
        all.push(RuleView {
            verdict: (one.advice == PairAdvice::Refuse).then_some(Verdict::Refuse),
            when: vec![says.to_owned()],
            recalled: one.recalled,
            touches: k.ingredients.iter().filter(meant).map(|i| i.code.as_str()).collect(),
            ..bare(one.key.clone(), Home::Pair(one), title, &one.sign_off, reason)
        });
    }
}
