//! `serein kb show`: all there is to one code, rule, drug or source.
use super::answer;
use super::sheet::Sheet;
use crate::input;
use knowledge::catalogue::{Home, RuleView, days, items, rules};
use knowledge::condition::Condition;
use knowledge::review::SignOff;
use knowledge::treatment::Treatment;
use knowledge::worked::{self, WorkedCase};
use knowledge::{FILES, Knowledge};
use std::process::ExitCode;

/// What `serein kb show` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A condition, treatment, product, rule, drug (by any name), source, or key of care
    name: String,
    #[command(flatten)]
    layer: crate::clinic::Layer,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the verb.
pub(super) fn run(args: &Args) -> Result<ExitCode, ExitCode> {
    let k = args.layer.knowledge()?;
    let sheets = sheets(k, &args.name);
    if sheets.is_empty() {
        let all = items(k);
        let codes = all.iter().map(|item| item.code.as_str());
        return Err(input::fail(&miss("code, rule, drug or source", &args.name, codes, "serein kb list")));
    }
    let text = || sheets.iter().map(Sheet::in_words).collect::<Vec<_>>().join("\n");
    Ok(answer(args.json, &sheets, text))
}

/// What to say when a name is not known.
pub(super) fn miss<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    see: &str,
) -> String {
    let hint = vocab::nearest::hint(name, known);
    format!(
        "error: no {what} is called `{}`{hint}\nhelp: `{see}` shows what there is",
        vocab::nearest::clip(name)
    )
}

/// Every item of that name; a drug and a product may share one.
fn sheets(k: &Knowledge, name: &str) -> Vec<Sheet> {
    let mut all = Vec::new();
    let lower = name.to_lowercase();
    let rules = rules(k);
    all.extend(
        k.conditions.iter().filter(|c| c.code.to_lowercase() == lower).map(|c| condition(k, c, &rules)),
    );
    all.extend(k.treatments.iter().filter(|t| t.code == lower).map(|t| treatment(k, t, &rules)));
    all.extend(k.ingredients.iter().filter(|i| i.code == lower).map(|i| ingredient(k, i, &rules)));
    all.extend(rules.iter().filter(|r| r.key == lower).map(|r| rule(k, r)));
    all.extend(k.drug(name).map(|(class, one)| drug(k, class, one)));
    let sources = k.sources.iter().filter(|(tag, _)| tag.eq_ignore_ascii_case(name));
    all.extend(sources.map(|(tag, _)| {
        let mut sheet = Sheet::new("source", tag, "");
        sheet.part("Says", resolved(k, std::slice::from_ref(tag)));
        let cited = rules.iter().filter(|r| r.sources.contains(tag)).map(|r| r.key.clone());
        sheet.part("Rules", cited);
        sheet
    }));
    all.extend(super::care::sheets(k, &lower));
    all
}

/// Tags with what they stand for.
pub(super) fn resolved(k: &Knowledge, tags: &[String]) -> Vec<String> {
    let one = |tag: &String| match k.sources.get(tag) {
        Some(source) => {
            let strength: Vec<&str> = source.strength.iter().map(|s| s.code()).collect();
            let strength =
                if strength.is_empty() { String::new() } else { format!(" ({})", strength.join(", ")) };
            format!("[{tag}] {}{strength}", source.text)
        }
        None => format!("[{tag}] a default of the house"),
    };
    tags.iter().map(one).collect()
}

/// Who wrote it and who signed it.
pub(super) fn signed(sign_off: &SignOff, recalled: bool) -> Vec<String> {
    let checker = match &sign_off.checker {
        Some(checker) => format!("checked by {checker}"),
        None => "not yet checked by a licensed person".to_owned(),
    };
    let mut lines = vec![
        format!("written by {}, {checker}", sign_off.author),
        format!("read on {}, to be read again by {}", sign_off.reviewed, sign_off.again),
    ];
    if recalled {
        lines.push("recalled, not looked up: needs sign-off".to_owned());
    }
    lines
}

/// The worked cases of a shipped file; a clinic's own are in its folder.
fn cases(file: &str) -> Vec<WorkedCase> {
    let text = FILES.iter().find(|(path, _)| *path == file);
    text.and_then(|(path, text)| worked::read(path, text).ok()).map(|file| file.cases).unwrap_or_default()
}

fn case_line(w: &WorkedCase) -> String {
    let on = w.on.map(|day| format!(" on {day}")).unwrap_or_default();
    let day = w.earliest.map(|day| format!(", free on {day}")).unwrap_or_default();
    let rule = w.fires.as_ref().map(|rule| format!(" by {rule}")).unwrap_or_default();
    format!("{}: {}{on} is {}{day}{rule}", w.name, w.ask, w.verdict)
}

fn rule(k: &Knowledge, r: &RuleView<'_>) -> Sheet {
    let mut sheet = Sheet::new("rule", &r.key, &r.title);
    sheet.verdict = r.verdict;
    sheet.part("Fires", r.when.iter().cloned());
    sheet.part("Days", r.days.iter().map(|(name, count)| format!("{name}: {}", days(*count))));
    sheet.line("Why", r.because);
    sheet.line("Do", r.action);
    sheet.part("Attaches", r.attach.map(|one| one.code().to_owned()));
    sheet.line("Until", r.until);
    if r.by_law {
        sheet.line("Law", "nobody may override it");
    }
    sheet.line("Touches", &r.touches.join(", "));
    sheet.line("Strength", r.strength.in_words());
    sheet.part("Sources", resolved(k, r.sources));
    sheet.part("Sign-off", signed(r.sign_off, r.recalled));
    let file = r.home.file();
    let own = cases(&file).into_iter().filter(|w| w.fires.as_deref() == Some(r.key.as_str()));
    sheet.part("Cases", own.map(|w| case_line(&w)));
    sheet.line("File", &file);
    sheet
}

/// A rule in one line.
fn short(r: &RuleView<'_>) -> String {
    let verdict = r.verdict.map_or("informs", vocab::Verdict::code);
    let span: Vec<String> = r.days.iter().map(|(name, count)| format!(", {name} {}", days(*count))).collect();
    let sign = if r.recalled { " [needs sign-off]" } else { "" };
    format!("{verdict}{}: {}{sign}", span.concat(), r.key)
}

fn condition(k: &Knowledge, c: &Condition, rules: &[RuleView<'_>]) -> Sheet {
    let mut sheet = Sheet::new("condition", &c.code, &c.title);
    let row = c.row.map(|row| format!("row {row} of the matrix; "));
    sheet.line("Reads", &format!("{}holds as {}, matters {}", row.unwrap_or_default(), c.holds, c.place));
    sheet.line("Details", &c.details.join(", "));
    sheet.part("Unstated", c.stricter.as_ref().map(|word| format!("read as {word}")));
    sheet.line("Question", &c.question);
    sheet.part("Implies", c.implies.iter().map(|one| one.condition.clone()));
    sheet.line("Note", &c.note);
    let own: Vec<&RuleView<'_>> =
        rules.iter().filter(|r| matches!(r.home, Home::Condition(h) if h.code == c.code)).collect();
    sheet.part("Rules", own.iter().map(|r| short(r)));
    let mut tags: Vec<String> = own.iter().flat_map(|r| r.sources.to_vec()).collect();
    tags.sort();
    tags.dedup();
    sheet.part("Sources", resolved(k, &tags));
    sheet.part("Sign-off", signed(&c.sign_off, own.iter().any(|r| r.recalled)));
    let file = format!("conditions/{}.toml", c.code.to_lowercase());
    sheet.part("Cases", cases(&file).iter().map(case_line));
    sheet.line("File", &file);
    sheet
}

fn treatment(k: &Knowledge, t: &Treatment, rules: &[RuleView<'_>]) -> Sheet {
    let mut sheet = Sheet::new("treatment", &t.code, &t.title);
    let range =
        |[low, high]: [u16; 2]| if low == high { low.to_string() } else { format!("{low} to {high}") };
    sheet.part("Group", t.group.map(|g| format!("{g}, {}", knowledge::catalogue::group(g))));
    if let Some(s) = &t.schedule {
        sheet.part(
            "Schedule",
            [
                format!("{} sessions, at least {} apart", range(s.sessions), days(s.min_gap_days)),
                format!(
                    "usually {} days apart, {} days of downtime",
                    range(s.typical_gap_days),
                    range(s.downtime_days)
                ),
                s.maintenance_days.map(|d| format!("again after {} days", range(d))).unwrap_or_default(),
                format!("{} minutes in the chair", range(s.minutes)),
                format!("rests on {}", s.basis),
                s.note.clone(),
            ],
        );
    }
    sheet.line("Works by", &t.mechanism);
    sheet.part("Effects", t.effect.iter().map(|e| format!("{}: {}", e.concerns.join(", "), e.text)));
    sheet.line("Room", &t.room);
    sheet.part("Notes", t.notes.iter().map(|n| n.text.clone()));
    sheet.part("Rules", rules.iter().filter(|r| r.touches.contains(&t.code.as_str())).map(short));
    let mut tags: Vec<String> = t.schedule.iter().flat_map(|s| s.sources.clone()).collect();
    tags.extend(t.effect.iter().flat_map(|e| e.sources.clone()));
    tags.extend(t.performers.iter().flat_map(|p| p.sources.clone()));
    tags.sort();
    tags.dedup();
    sheet.part("Sources", resolved(k, &tags));
    sheet.part("Sign-off", signed(&t.sign_off, t.schedule.as_ref().is_some_and(|s| s.recalled)));
    let file = format!("treatments/{}.toml", t.code);
    sheet.part("Cases", cases(&file).iter().map(case_line));
    sheet.line("File", &file);
    sheet
}

fn ingredient(k: &Knowledge, i: &knowledge::ingredient::Ingredient, rules: &[RuleView<'_>]) -> Sheet {
    let mut sheet = Sheet::new("ingredient", &i.code, &i.title);
    sheet.part(
        "Evidence",
        i.evidence.iter().map(|e| format!("{}: {} ({})", e.concerns.join(", "), e.text, e.strength)),
    );
    sheet.line("Strength", &i.strength_note);
    sheet.part("Limits", i.limit.iter().map(|l| format!("{}: {}", l.region, l.text)));
    sheet.line("Pregnant", &format!("{}: {}", i.pregnancy.verdict, i.pregnancy.because));
    sheet.line("When", &i.layering);
    sheet.part(
        "Ramp-up",
        i.ramp.iter().map(|r| format!("from week {}, {} times a week. {}", r.from_week, r.per_week, r.text)),
    );
    let pause = |p: &knowledge::ingredient::Pause| {
        format!("{}: {} before, {} after", p.around.join(", "), days(p.before_days), days(p.after_days))
    };
    sheet.part("Pauses", i.pause.iter().map(pause));
    sheet.part("Rules", rules.iter().filter(|r| r.touches.contains(&i.code.as_str())).map(short));
    let mut tags: Vec<String> = i.evidence.iter().flat_map(|e| e.sources.clone()).collect();
    tags.extend(i.pregnancy.sources.iter().cloned());
    tags.sort();
    tags.dedup();
    sheet.part("Sources", resolved(k, &tags));
    sheet.part("Sign-off", signed(&i.sign_off, i.pregnancy.recalled));
    sheet.line("File", &format!("ingredients/{}.toml", i.code));
    sheet
}

fn drug(k: &Knowledge, class: &knowledge::drug::DrugClass, one: &knowledge::drug::Drug) -> Sheet {
    let mut sheet = Sheet::new("drug", &one.name, &class.title);
    sheet.line("Also", &one.also.join(", "));
    let sets = class.sets.iter().chain(&one.sets);
    sheet.part(
        "Sets",
        sets.map(|s| format!("{} {}", s.condition, s.detail.as_deref().unwrap_or("")).trim_end().to_owned()),
    );
    sheet.part("Sources", resolved(k, &class.sources));
    sheet.part("Sign-off", signed(&class.sign_off, false));
    sheet.line("File", &format!("drugs/{}.toml", class.code));
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_can_be_shown() {
        let k = Knowledge::shipped().unwrap();
        for item in items(k) {
            let found = sheets(k, &item.code);
            assert!(!found.is_empty(), "{} {}", item.kind, item.code);
            for sheet in found {
                let text = sheet.in_words();
                assert!(text.lines().count() > 2, "{text}");
            }
        }
    }

    #[test]
    fn a_rule_shows_everything_it_has() {
        let k = Knowledge::shipped().unwrap();
        let text = sheets(k, "isotretinoin-waxing")[0].in_words();
        for part in [
            "Fires",
            "Why",
            "Until",
            "Touches",
            "AAD waxing FAQ",
            "Sign-off",
            "Cases",
            "conditions/isotretinoin.toml",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }

    #[test]
    fn a_brand_name_is_a_name_and_a_misspelt_one_has_a_neighbour() {
        let k = Knowledge::shipped().unwrap();
        assert_eq!(sheets(k, "roaccutane")[0].kind, "drug");
        let all = items(k);
        let said = miss("code", "isotretinoin-waxin", all.iter().map(|i| i.code.as_str()), "serein kb list");
        assert!(said.contains("did you mean `isotretinoin-waxing`?"), "{said}");
    }
}
