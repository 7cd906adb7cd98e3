//! The committed copies of the reference's tables, held against the data: nothing is missing, and what
//! the data quote is what the table says. What the gate answers is walked in `safety/tests/reference`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
use knowledge::Knowledge;
use knowledge::ingredient::{PairAdvice, TimeOfDay};
use knowledge::treatment::Schedule;
use std::collections::BTreeSet;
use vocab::group::SpacingLetter;
use vocab::{Group, Verdict};

fn shipped() -> &'static Knowledge {
    Knowledge::shipped().unwrap_or_else(|e| panic!("{e}"))
}

/// The rows of a table below its head, cell by cell, as they stand.
fn rows(text: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        let line = line.trim().trim_start_matches('|').trim_end_matches('|');
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    text.lines().skip(2).map(cells).collect()
}

fn head(text: &str) -> Vec<String> {
    let line = text.lines().next().unwrap().trim_matches('|');
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// Bold says "looked up" or "mind this" and belongs to no word.
fn bare(cell: &str) -> String {
    cell.replace("**", "")
}

/// The codes in backticks.
fn codes(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_condition_quotes_its_row_cell_by_cell() {
    let k = shipped();
    let text = include_str!("tables/3.1-conditions.md");
    let columns: Vec<Group> = head(text).iter().skip(2).map(|name| name.parse().unwrap()).collect();
    assert_eq!(columns, Group::ALL);
    let rows = rows(text);
    assert_eq!(rows.len(), 58);
    let (mut cells, mut faults) = (0, Vec::new());
    for row in &rows {
        let number: u8 = row[0].parse().unwrap();
        // Row 36 is the other side of row 35: one condition, two rows; its cells stand in the rules.
        if number == 36 {
            let stable = k.conditions.iter().filter(|c| c.row == Some(35));
            assert!(
                stable.clone().count() == 3
                    && stable.clone().all(|c| c
                        .rule
                        .iter()
                        .any(|r| r.after_days.is_some() || r.when.detail.iter().any(|d| d == "stable")))
            );
            cells += columns.len();
            continue;
        }
        let conditions: Vec<_> = k.conditions.iter().filter(|c| c.row == Some(number)).collect();
        assert!(!conditions.is_empty(), "row {number}: {} has no file", row[1]);
        for code in codes(&row[1]) {
            let known = conditions.iter().any(|c| c.code == code)
                || (number == 56 && matches!(code, "phototype_V" | "VI"));
            assert!(known, "row {number}: no file of this row has the code {code}");
        }
        for (column, cell) in columns.iter().zip(&row[2..]) {
            cells += 1;
            for c in &conditions {
                let quoted = c.cells.get(column).map_or("–", String::as_str);
                if bare(quoted) != bare(cell) {
                    faults.push(format!("{} {column}: quotes `{quoted}`, the row says `{cell}`", c.code));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(cells, 58 * 14);
}

#[test]
fn every_condition_that_is_not_a_row_says_why_it_is_silent() {
    let k = shipped();
    let beside: Vec<_> = k.conditions.iter().filter(|c| c.row.is_none()).collect();
    for c in &beside {
        assert!(!c.rule.is_empty(), "{} has neither a row nor a rule", c.code);
    }
    assert_eq!(beside.len(), 18, "the conditions of 7.1");
}

#[test]
fn every_cell_of_the_spacing_matrix_is_quoted() {
    let k = shipped();
    let text = include_str!("tables/4-spacing.md");
    let letter = |name: &str| bare(name).split(' ').next().unwrap().parse::<SpacingLetter>().unwrap();
    let columns: Vec<SpacingLetter> = head(text).iter().skip(1).map(|name| letter(name)).collect();
    let rows = rows(text);
    assert_eq!((rows.len(), columns.as_slice()), (13, SpacingLetter::ALL));
    let mut cells = 0;
    for row in &rows {
        let file = k.spacing.iter().find(|r| r.first == letter(&row[0])).unwrap();
        assert_eq!(file.cell.len(), 13);
        for (column, cell) in columns.iter().zip(&row[1..]) {
            cells += 1;
            let quoted = file.cell.iter().find(|c| c.then == *column).unwrap();
            assert_eq!(bare(&quoted.cell), bare(cell), "{} to {column}", row[0]);
        }
    }
    assert_eq!(cells, 13 * 13);
    let order = k.gaps.iter().find(|g| !g.order.is_empty()).unwrap();
    let place =
        |word: &str| order.order.iter().position(|one| one == word).unwrap_or_else(|| panic!("{word}"));
    let wanted = ["dermaplaning", "hydradermabrasion", "LIGHT", "MN", "PRP", "FIL", "BONT", "led_red"];
    assert!(wanted.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{:?}", order.order);
}

#[test]
fn every_cell_by_phototype_is_quoted() {
    let k = shipped();
    let mut cells = 0;
    for row in rows(include_str!("tables/2d-phototype.md")) {
        let yag = row[0].starts_with("Long-pulsed 1064");
        let treatments = if yag { vec!["laser_vascular"] } else { codes(&row[0]) };
        for code in treatments {
            for (types, cell) in [&["I", "II", "III"][..], &["IV"], &["V"], &["VI"]].iter().zip(&row[1..]) {
                for kind in *types {
                    cells += 1;
                    let fits = |e: &&knowledge::treatment::ByPhototype| {
                        e.types.iter().any(|t| t.code() == *kind) && e.devices.is_empty() != yag
                    };
                    let quoted = k.treatment(code).unwrap().phototype.iter().find(fits);
                    let quoted = quoted.unwrap_or_else(|| panic!("{code} has no entry for {kind}"));
                    let plain = |text: &str| bare(text).replace('`', "");
                    assert_eq!(plain(&quoted.cell), plain(cell), "{code} {kind}");
                }
            }
        }
    }
    assert_eq!(cells, 13 * 6);
}

/// The first number or range of a cell, brackets left out.
fn range(cell: &str) -> Option<[u16; 2]> {
    let bare = bare(cell);
    let outside: String = bare.split('(').next().unwrap_or("").to_owned();
    let mut numbers = outside.split(|c: char| !c.is_ascii_digit() && c != '–').next()?.split('–');
    let low = numbers.next()?.parse().ok()?;
    Some([low, numbers.next().map_or(Some(low), |high| high.parse().ok())?])
}

/// Cells of 2A whose first number is not the whole truth: code, column, what the data hold, why.
const SCHEDULE: &[(&str, usize, [u16; 2], &str)] = &[
    ("laser_afl", 4, [5, 21], "the crust may last to day 21"),
    ("filler_ha", 1, [1, 2], "one session and its touch-up"),
    ("body_wrap", 2, [7, 7], "the second number of `1 / 7`"),
    ("body_wrap", 6, [60, 90], "the second range"),
];

#[test]
fn every_scheduling_number_is_that_of_the_table() {
    let k = shipped();
    let mut faults = Vec::new();
    let mut listed = BTreeSet::new();
    for row in rows(include_str!("tables/2a-schedule.md")) {
        for code in codes(&row[0]) {
            let t = k.treatment(code).unwrap_or_else(|| panic!("no file for {code}"));
            listed.insert(code.to_owned());
            if code == "peel_phenol" {
                assert!(t.always.is_some() && t.schedule.is_none() && !t.planned, "phenol is never planned");
                continue;
            }
            let s: &Schedule = t.schedule.as_ref().unwrap();
            let data = [
                (1, Some(s.sessions)),
                (2, Some([s.min_gap_days; 2])),
                (3, Some(s.typical_gap_days)),
                (4, Some(s.downtime_days)),
                (5, s.maintenance_days),
                (6, Some(s.minutes)),
            ];
            for (column, got) in data {
                let explained = SCHEDULE.iter().find(|(c, at, ..)| *c == code && *at == column).map(|e| e.2);
                let mut want = explained.or_else(|| range(&row[column]));
                // The least gap of `28–30 (touch-up)` is its first number.
                if column == 2 {
                    want = want.map(|[low, _]| [low; 2]);
                }
                if got != want {
                    faults.push(format!("{code}: `{}` wants {want:?}, the data hold {got:?}", row[column]));
                }
            }
            if s.basis != row[7] {
                faults.push(format!("{code}: rests on `{}`, the data say `{}`", row[7], s.basis));
            }
            let numbing = row[6].split("(+").nth(1).and_then(range);
            if s.numbing_minutes != numbing {
                faults.push(format!("{code}: numbing {numbing:?}, the data hold {:?}", s.numbing_minutes));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let beside = ["filler_permanent", "hyaluronidase_rescue", "laser_full_ablative", "waxing"];
    let shipped: BTreeSet<String> = k.treatments.iter().map(|t| t.code.clone()).collect();
    listed.extend(beside.map(str::to_owned));
    assert_eq!(shipped, listed, "the catalogue is 2A and the services that are gated but never planned");
    for code in beside {
        let t = k.treatment(code).unwrap();
        assert!(!t.planned && t.schedule.is_none(), "{code} has no schedule");
    }
}

/// The products that a row of 5.1 speaks of.
fn products(name: &str) -> &'static [&'static str] {
    match name.split([' ', ',', '(']).next().unwrap() {
        "Glycolic" => &["aha_glycolic", "aha_lactic", "aha_mandelic"],
        "Salicylic" => &["salicylic"],
        "PHA" => &["pha"],
        "Tretinoin" => &["tretinoin"],
        "Adapalene" => &["adapalene", "tazarotene", "trifarotene"],
        "Retinol" => &["retinol", "retinal", "retinyl_ester"],
        "Bakuchiol" => &["bakuchiol"],
        "Vitamin" if name.contains("ferulic") => &["vitamin_e_ferulic"],
        "Vitamin" => &["vitamin_c"],
        "Niacinamide" => &["niacinamide"],
        "Azelaic" => &["azelaic"],
        "Hydroquinone" => &["hydroquinone"],
        "Tranexamic" => &["tranexamic_topical", "tranexamic_oral"],
        "Cysteamine" => &["cysteamine"],
        "Kojic" => &["kojic"],
        "Arbutin" => &["arbutin", "alpha_arbutin"],
        "Peptides" => &["peptides", "copper_peptide"],
        "Growth" => &["growth_factors"],
        "Ceramides" => &["ceramides", "hyaluronic_acid"],
        "Benzoyl" => &["benzoyl_peroxide"],
        "Sulfur" => &["sulfur"],
        "Sunscreen" => &["sunscreen"],
        other => panic!("nobody knows the ingredient {other}"),
    }
}

#[test]
fn every_ingredient_has_its_row() {
    let k = shipped();
    let mut listed = BTreeSet::from(["triple_cream".to_owned()]);
    for row in rows(include_str!("tables/5.1-ingredients.md")) {
        for code in products(&row[0]) {
            listed.insert((*code).to_owned());
            let i = k.ingredient(code).unwrap_or_else(|| panic!("no file for {code}"));
            let cell = &row[3];
            let quoted = bare(&i.pregnancy.cell);
            assert!(bare(cell).contains(&quoted), "{code}: quotes `{quoted}`, the table says `{cell}`");
            let want = match cell.split([' ', ',', ':', ';']).next().unwrap() {
                "avoid" => Verdict::Refuse,
                "ok" if cell.contains("with caution") => Verdict::Caution,
                "ok" | "preferred" | "small" | "no" => Verdict::Allow,
                "topical" => Verdict::Review,
                other => panic!("{code}: nobody says how `{other}` is read"),
            };
            assert_eq!(i.pregnancy.verdict, want, "{code}: `{cell}`");
            if let Some(limit) = cell.split("≤ ").nth(1) {
                let limit: f64 = limit.split(' ').next().unwrap().parse().unwrap();
                assert_eq!(i.pregnancy.percent_max, Some(limit), "{code}: `{cell}`");
            }
            let when = row[4].split([' ', ';', ',']).next().unwrap();
            let want = match when {
                "AM" if row[4].starts_with("AM or PM") => TimeOfDay::Any,
                "AM" => TimeOfDay::Morning,
                "PM" => TimeOfDay::Evening,
                _ => TimeOfDay::Any,
            };
            assert_eq!(i.when, want, "{code}: `{}`", row[4]);
            let tags = row.iter().flat_map(|cell| cited(cell));
            let all = format!("{i:?}");
            for tag in
                tags.filter(|tag| !(code.ends_with("oral") || *tag == "TRET-T" && *code != "adapalene"))
            {
                assert!(all.contains(&format!("\"{tag}\"")), "{code}: nothing rests on [{tag}]");
            }
        }
    }
    let shipped: BTreeSet<String> = k.ingredients.iter().map(|i| i.code.clone()).collect();
    assert_eq!(shipped, listed);
    assert_eq!(shipped.len(), 33);
}

/// The files of a line of 5.2, and what they advise.
const PAIRS: [(&str, &[&str], PairAdvice); 8] = [
    ("Benzoyl peroxide + tretinoin", &["benzoyl-peroxide-tretinoin"], PairAdvice::SplitDay),
    ("Benzoyl peroxide + adapalene", &["benzoyl-peroxide-adapalene"], PairAdvice::Allowed),
    ("Retinoid + AHA/BHA", &["retinoid-acid"], PairAdvice::AlternateNights),
    ("Vitamin C + AHA/BHA", &["vitamin-c-acid"], PairAdvice::SplitDay),
    (
        "Copper peptide + vitamin C",
        &["copper-peptide-vitamin-c", "benzoyl-peroxide-vitamin-c"],
        PairAdvice::SplitDay,
    ),
    ("Niacinamide + vitamin C", &["niacinamide-vitamin-c"], PairAdvice::Allowed),
    (
        "C + E + ferulic",
        &["vitamin-c-vitamin-e-ferulic", "retinoid-ceramides", "azelaic-niacinamide"],
        PairAdvice::Recommend,
    ),
    ("Two exfoliants", &["two-exfoliants"], PairAdvice::Refuse),
];

#[test]
fn every_pair_has_its_line() {
    let k = shipped();
    let rows = rows(include_str!("tables/5.2-pairs.md"));
    assert_eq!(rows.len(), PAIRS.len());
    let mut listed = BTreeSet::new();
    for (row, (start, keys, advice)) in rows.iter().zip(PAIRS) {
        assert!(row[0].starts_with(start), "{} is not {start}", row[0]);
        let word = match advice {
            PairAdvice::SplitDay => "split",
            PairAdvice::Allowed => "allowed",
            PairAdvice::AlternateNights => "alternate nights",
            PairAdvice::Recommend => "recommend",
            PairAdvice::Refuse => "refuse",
        };
        assert!(row[1].starts_with(word), "{start}: {}", row[1]);
        for key in keys {
            let pair = k.pairs.iter().find(|p| p.key == *key).unwrap_or_else(|| panic!("no file for {key}"));
            assert_eq!(pair.advice, advice, "{key}");
            for tag in cited(&row[2]) {
                assert!(pair.sources.iter().any(|s| s == tag), "{key} does not rest on [{tag}]");
            }
            if let Some(flag) = codes(&row[1]).first() {
                assert_eq!(pair.unless.as_deref(), Some(*flag), "{key}");
            }
            listed.insert(key.to_owned());
        }
    }
    assert_eq!(k.pairs.iter().map(|p| p.key.as_str()).collect::<BTreeSet<_>>(), listed);
}

/// The tags in square brackets.
fn cited(cell: &str) -> Vec<&str> {
    let brackets = cell.split('[').skip(1).filter_map(|rest| rest.split(']').next());
    brackets.flat_map(|inner| inner.split(',')).map(str::trim).filter(|tag| is_tag(tag)).collect()
}

fn is_tag(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
}

#[test]
fn the_bibliography_is_the_list_of_sources() {
    let k = shipped();
    let text = include_str!("tables/8-sources.md");
    let words: BTreeSet<&str> = text.split([' ', ',', '(', '\n']).collect();
    for tag in k.sources.keys().filter(|tag| *tag != "HOUSE") {
        assert!(words.contains(tag.as_str()), "{tag} is in no list of the reference");
    }
    // An entry begins with its tag; several share an entry after `;`, `,` or `and`.
    let mut entries = 0;
    for line in text.lines() {
        let list = line.split_once(".** ").map_or(line, |(_, list)| list);
        for entry in list.split(" · ").flat_map(|entry| entry.split("; ")) {
            let tag = entry.split([' ', ',']).next().unwrap();
            if is_tag(tag) && !matches!(tag, "J" | "PMC8971946") && !tag.starts_with("PMC") {
                entries += 1;
                assert!(k.sources.contains_key(tag), "`{tag}` is not in the bibliography: {entry}");
            }
        }
    }
    assert!(entries > 120, "only {entries} entries were read");
    for table in [
        include_str!("tables/2a-schedule.md"),
        include_str!("tables/2d-phototype.md"),
        include_str!("tables/3.1-conditions.md"),
        include_str!("tables/4-spacing.md"),
        include_str!("tables/5.1-ingredients.md"),
        include_str!("tables/5.2-pairs.md"),
    ] {
        for tag in cited(table) {
            assert!(k.sources.contains_key(tag), "[{tag}] is cited and not in the bibliography");
        }
    }
    assert_eq!(k.sources.len(), 158, "157 tags of the reference, and HOUSE");
}
