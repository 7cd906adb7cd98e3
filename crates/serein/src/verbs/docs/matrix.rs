//! Sections 3.1 to 3.4 and 4: conditions by group, the rules behind the cells, drugs, and days between.
use super::markdown::{cite, heading, letter, sign, table};
use knowledge::Knowledge;
use knowledge::catalogue::{Home, RuleView, rules};
use knowledge::condition::Condition;
use std::fmt::Write as _;
use vocab::group::SpacingLetter;
use vocab::{Group, Verdict};

/// Writes 3.1 to 3.4.
pub(super) fn write(k: &Knowledge, text: &mut String) {
    heading(text, 3, "3.1 Matrix");
    let mut head = vec!["#", "Condition"];
    head.extend(Group::ALL.iter().map(|group| group.code()));
    table(text, &head, (1..=58).map(|number| row(k, number)));
    let beside: Vec<&Condition> = k.conditions.iter().filter(|c| c.row.is_none()).collect();
    text.push_str("Beside the rows (7.1):\n\n");
    let silent = beside.iter().map(|c| vec![format!("`{}`", c.code), c.title.clone(), c.silent.clone()]);
    table(text, &["Condition", "Title", "Silent on purpose"], silent);
    heading(text, 3, "3.2 The rules behind the cells");
    let all = rules(k);
    let mut conditions: Vec<&Condition> = k.conditions.iter().collect();
    conditions.sort_by_key(|c| (c.row.unwrap_or(u8::MAX), c.code.as_str()));
    for c in &conditions {
        let number = c.row.map(|row| format!("{row}. ")).unwrap_or_default();
        heading(text, 4, &format!("{number}`{}` {}", c.code, c.title));
        if !c.note.is_empty() {
            text.push_str(&c.note.split_whitespace().collect::<Vec<_>>().join(" "));
            text.push_str("\n\n");
        }
        let own = all.iter().filter(|r| matches!(r.home, Home::Condition(h) if h.code == c.code));
        table(
            text,
            &["Rule", "Touches", "Says", "When", "Why", "Sources", "Str.", "Sign-off"],
            own.map(rule),
        );
    }
    heading(text, 3, "3.3 Drugs, by class");
    let drugs = k.drugs.iter().map(|class| {
        let names = class.drug.iter().map(|d| {
            if d.also.is_empty() { d.name.clone() } else { format!("{} ({})", d.name, d.also.join(", ")) }
        });
        let sets =
            class.sets.iter().map(|s| format!("{} {}", s.condition, s.detail.as_deref().unwrap_or("")));
        vec![
            class.title.clone(),
            names.collect::<Vec<_>>().join("; "),
            sets.collect::<Vec<_>>().join(", "),
            cite(&class.sources),
        ]
    });
    table(text, &["Class", "Drugs", "Sets", "Sources"], drugs);
    heading(text, 3, "3.4 Isotretinoin, exactly");
    let mut policies = Vec::new();
    for r in all.iter().filter(|r| matches!(r.home, Home::Condition(c) if c.code == "isotretinoin")) {
        let policy: Vec<&str> =
            r.when.iter().filter(|said| said.contains("the house follows")).map(String::as_str).collect();
        let under = if policy.is_empty() { "both policies".to_owned() } else { policy.join(" ") };
        policies.push(vec![r.touches.join(", "), under, says(r), cite(r.sources)]);
    }
    table(text, &["Treatments", "Under", "Says", "Sources"], policies);
}

/// A row of the matrix: the cells as the files quote them, which the tests hold against the rules.
fn row(k: &Knowledge, number: u8) -> Vec<String> {
    // Row 36 is the settled side of row 35: the same conditions, other rules.
    let home = if number == 36 { 35 } else { number };
    let of: Vec<&Condition> = k.conditions.iter().filter(|c| c.row == Some(home)).collect();
    let codes: Vec<String> = of.iter().map(|c| format!("`{}`", c.code)).collect();
    let mut cells = vec![number.to_string(), codes.join(", ")];
    for group in Group::ALL {
        let cell = if number == 36 {
            settled(k, &of, *group)
        } else {
            of.first().and_then(|c| c.cells.get(group)).cloned().unwrap_or_else(|| "–".to_owned())
        };
        cells.push(cell);
    }
    cells
}

/// What the rules of a settled skin disease say of a group.
fn settled(k: &Knowledge, of: &[&Condition], group: Group) -> String {
    let code = |t: &&knowledge::treatment::Treatment| t.group == Some(group);
    let rules = of
        .iter()
        .flat_map(|c| &c.rule)
        .filter(|r| r.after_days.is_some() || r.when.detail.iter().any(|d| d == "stable"));
    let verdict = rules
        .filter(|r| {
            let touched = knowledge::catalogue::touched(k, &r.applies, &r.except);
            k.treatments.iter().filter(code).any(|t| touched.contains(&t.code.as_str()))
        })
        .filter_map(|r| r.verdict)
        .max();
    verdict.map_or("–", letter).to_owned()
}

/// A verdict with its days.
fn says(r: &RuleView<'_>) -> String {
    let days = |name: &str| r.days.iter().find(|(n, _)| *n == name).map(|(_, count)| *count);
    let mut said = match (r.verdict, days("after"), days("paused before")) {
        (_, _, Some(n)) => format!("S:{n}"),
        (Some(Verdict::Defer), Some(n), _) => format!("D:{n}"),
        (Some(verdict), Some(n), _) => format!("{}, until {n} d after", letter(verdict)),
        (Some(verdict), None, _) => letter(verdict).to_owned(),
        (None, ..) => "informs".to_owned(),
    };
    for name in ["before", "begins after"] {
        if let Some(n) = days(name) {
            said = format!("{said}, {name} {n} d");
        }
    }
    if r.by_law { format!("{said}, by law") } else { said }
}

fn rule(r: &RuleView<'_>) -> Vec<String> {
    let why = [r.because, r.action].join(" ");
    vec![
        format!("`{}`", r.key),
        r.touches.join(", "),
        says(r),
        r.when.join(" "),
        why,
        cite(r.sources),
        r.strength.to_string(),
        sign(r.recalled).to_owned(),
    ]
}

/// Writes section 4.
pub(super) fn spacing(k: &Knowledge, text: &mut String) {
    text.push_str("Days from A (row, done first) to B (column, next); `0` = the same day in this order.\n\n");
    let mut head = vec!["A \\ B"];
    head.extend(SpacingLetter::ALL.iter().map(|letter| letter.code()));
    let rows = k.spacing.iter().map(|row| {
        let mut cells = vec![format!("**{}** {}", row.first, knowledge::catalogue::letter(row.first))];
        for then in SpacingLetter::ALL {
            let cell = row.cell.iter().find(|c| c.then == *then);
            let shown = |c: &knowledge::spacing::SpacingCell| {
                let words = c.cell.replace("**", "");
                if words == c.days.to_string() { words } else { format!("{} [{words}]", c.days) }
            };
            cells.push(cell.map_or_else(|| "missing".to_owned(), shown));
        }
        cells
    });
    table(text, &head, rows);
    let far: Vec<String> = k
        .spacing
        .iter()
        .filter(|row| row.other_zone_days > 0)
        .map(|row| format!("{} {} d", row.first, row.other_zone_days))
        .collect();
    let _ = writeln!(text, "In different zones: {}; all other rows nothing.\n", far.join(", "));
    for gaps in k.gaps.iter().filter(|gaps| !gaps.order.is_empty()) {
        let _ = writeln!(text, "{}: {}.\n", gaps.title, gaps.order.join(" → "));
    }
    let why = k.spacing.iter().flat_map(|row| {
        row.cell.iter().map(|c| {
            let except = c.except.iter().map(|e| {
                let side = |list: &[String]| if list.is_empty() { "all".to_owned() } else { list.join(", ") };
                format!("{} to {}: {}", side(&e.first), side(&e.then), e.days)
            });
            vec![
                format!("{} to {}", row.first, c.then),
                c.days.to_string(),
                except.collect::<Vec<_>>().join("; "),
                c.because.clone(),
                cite(&c.sources),
                c.strength.to_string(),
                sign(c.recalled).to_owned(),
            ]
        })
    });
    table(text, &["From A to B", "Days", "Except", "Why", "Sources", "Str.", "Sign-off"], why);
}
