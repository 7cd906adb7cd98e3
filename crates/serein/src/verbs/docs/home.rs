//! Section 5: ingredients, pairs, ramp-up and pauses.
use super::markdown::{cite, heading, letter, sign, table};
use knowledge::Knowledge;

/// Writes 5.1 to 5.3.
pub(super) fn write(k: &Knowledge, text: &mut String) {
    heading(text, 3, "5.1 Table");
    let rows = k.ingredients.iter().map(|i| {
        let evidence: Vec<String> = i
            .evidence
            .iter()
            .map(|e| format!("{}: {} ({}) {}", e.concerns.join(", "), e.text, e.strength, cite(&e.sources)))
            .collect();
        let limits: Vec<String> =
            i.limit.iter().map(|l| format!("{}: {} {}", l.region, l.text, cite(&l.sources))).collect();
        let p = &i.pregnancy;
        let rx = match &i.prescription {
            Some(rx) => rx.from_percent.map_or_else(|| "always".to_owned(), |x| format!("from {x} %")),
            None => "–".to_owned(),
        };
        vec![
            format!("`{}`", i.code),
            evidence.join("; "),
            format!("{} {}", i.strength_note, limits.join("; ")),
            format!("{}: {} {}", letter(p.verdict), p.cell, cite(&p.sources)),
            rx,
            format!("{}; {}", i.when, i.layering),
            sign(p.recalled).to_owned(),
        ]
    });
    table(
        text,
        &[
            "Ingredient",
            "Concern (evidence)",
            "Strength and limits",
            "Pregnancy",
            "Prescription",
            "When, layering",
            "Sign-off",
        ],
        rows,
    );
    let own = k.ingredients.iter().flat_map(|i| {
        i.rule.iter().map(move |r| {
            let detail =
                if r.detail.is_empty() { String::new() } else { format!(" ({})", r.detail.join(", ")) };
            vec![
                format!("`{}`", i.code),
                format!("`{}`", r.key),
                format!("{}{detail}", r.condition),
                letter(r.verdict).to_owned(),
                r.because.clone(),
                cite(&r.sources),
                sign(r.recalled).to_owned(),
            ]
        })
    });
    text.push_str("Allergies and histories:\n\n");
    table(text, &["Ingredient", "Rule", "Condition", "Says", "Why", "Sources", "Sign-off"], own);
    more(k, text);
}

/// Writes 5.2 and 5.3.
fn more(k: &Knowledge, text: &mut String) {
    heading(text, 3, "5.2 Conflicts and synergies");
    let pairs = k.pairs.iter().map(|p| {
        let unless = p.unless.as_ref().map(|flag| format!(" unless `{flag}`")).unwrap_or_default();
        vec![
            format!("{} + {}", p.one.join(", "), p.other.join(", ")),
            format!("{}{unless}", p.advice),
            p.because.clone(),
            cite(&p.sources),
            p.strength.to_string(),
            sign(p.recalled).to_owned(),
        ]
    });
    table(text, &["Pair", "Verdict", "Why", "Sources", "Str.", "Sign-off"], pairs);
    heading(text, 3, "5.3 Ramp-up and pauses");
    let ramp = k.ingredients.iter().filter(|i| !i.ramp.is_empty() || !i.pause.is_empty()).map(|i| {
        let steps: Vec<String> = i
            .ramp
            .iter()
            .map(|r| format!("week {}: {} a week {}", r.from_week, r.per_week, r.text))
            .collect();
        let pauses: Vec<String> = i
            .pause
            .iter()
            .map(|p| format!("{}: {} d before, {} d after", p.around.join(", "), p.before_days, p.after_days))
            .collect();
        let cycle = i.cycle_weeks_max.map(|weeks| format!("{weeks} wk")).unwrap_or_default();
        let first = i.first_result_weeks.map(|[low, high]| format!("{low}–{high} wk")).unwrap_or_default();
        vec![format!("`{}`", i.code), steps.join("; "), pauses.join("; "), cycle, first]
    });
    table(text, &["Ingredient", "Ramp-up", "Pauses around", "Longest cycle", "First result"], ramp);
}
