//! The form: the search field, the facts as rows, the person, the question, and the switches.
use super::find;
use super::gate;
use super::sheet::{Line, Sheet};
use super::show::Asking;
use super::words::{self, Kind};
use crate::ui::icon::Icon;
use crate::ui::{self, Choice, Choices, Entry, Field, Press, Tone, shape};
use maud::{Markup, html};
use vocab::case::{IsotretinoinPolicy, PhotosensitiserPolicy, Sex, VaccineFillerPolicy};
use vocab::verdict::State;
use vocab::{Performer, Phototype, Zone};

/// The parts of the page that follow what is typed.
const LIVE: &str = "sum found answer file";

/// The whole form. Its first button adds what was typed, so that the Enter key does the likeliest thing.
pub(super) fn form(page: &Asking) -> Markup {
    let sheet = &page.sheet;
    html! {
        form."form ask-form" id="ask" method="get" action="/ask" data-live=(LIVE) {
            section.card {
                h2 { "What is known" }
                div."stack boxed" { (search(page)) (facts(page)) (gone(sheet)) }
            }
            section.card { h2 { "The person" } div."form-row boxed" { (person(page)) } (acne(page)) }
            section.card { h2 { "The question" } div."stack boxed" { (question(page)) } }
            (switches(page))
            @for field in ["show"] { @if !sheet.get(field).is_empty() { input type="hidden" name=(field) value=(sheet.get(field)); } }
            div.form-end {
                button."btn primary" type="submit" name="do" value="answer" { "Answer" }
                (ui::button_link("/ask", "Start again", Press::Quiet))
                (ui::print_button("Print"))
            }
        }
    }
}

fn search(page: &Asking) -> Markup {
    let error = page.error("add");
    let described = if error.is_some() { "add-error add-hint" } else { "add-hint" };
    html! {
        div.field {
            label for="add" { "Add a condition, medicine, treatment or product" }
            div.ask-add {
                input.input id="add" name="add" type="text" value=(page.sheet.get("add")) list="add-offered" autocomplete="off"
                    maxlength="120" autofocus[page.sheet.is_blank()] aria-invalid=[error.map(|_| "true")] aria-describedby=(described);
                button.btn type="submit" name="do" value="add" { "Add" }
            }
            // Only a browser that runs no scripts makes a list of this; otherwise the suggestions below are better.
            noscript { datalist id="add-offered" { @for name in find::offered() { option value=(name) {} } } }
            @if let Some(error) = error { p.error id="add-error" { (shape(State::Stop)) (error) } }
            p.hint id="add-hint" { "As people say it: “cold sores”, “Roaccutane”, “glycolic peel”." }
            div id="found" aria-live="polite" { (found(page)) }
        }
    }
}

fn found(page: &Asking) -> Markup {
    let typed = page.sheet.get("add");
    let (all, guess) = &page.found;
    html! {
        @if !typed.is_empty() {
            @if *guess && !all.is_empty() { p.small { "Did you mean:" } }
            ul class="ask-found" {
                @for one in all {
                    li { button.ask-take type="submit" name="do" value={ "take:" (one.what) } { b { (one.title) } span.small { (one.kind) } } }
                }
                @if all.is_empty() || *guess {
                    li { button.ask-take type="submit" name="do" value={ "take:drug:" (typed) } { b { "“" (typed) "”" } span.small { "add as a medicine" } } }
                }
            }
        }
    }
}

fn facts(page: &Asking) -> Markup {
    html! {
        @if page.sheet.facts.is_empty() {
            p.muted id="facts" { "No fact yet." }
        } @else {
            ul class="ask-facts" id="facts" {
                @for (place, line) in page.sheet.facts.iter().enumerate() { li { (fact(page, place + 1, line)) } }
            }
        }
    }
}

fn kind_of(line: &Line) -> Option<Kind<'static>> {
    let (kind, code) = line.subject();
    match kind {
        "drug" => Some(Kind::Drug),
        "product" => Some(Kind::Product),
        "procedure" => Some(Kind::Procedure),
        _ => gate().ok()?.knowledge().condition(code).map(Kind::Condition),
    }
}

fn fact(page: &Asking, place: usize, line: &Line) -> Markup {
    let name = format!("f{place}");
    let (title, word) = find::called(&line.what);
    let tone = match line.get("is") {
        "unknown" => Tone::In(State::Ask),
        _ => Tone::Plain,
    };
    html! {
        fieldset.ask-fact id=(name) {
            legend { span { (shape(tone)) b { (title) } } span."small muted" { (word) } }
            input type="hidden" name=(name) value=(line.what);
            div.ask-parts {
                @if let Some(kind) = kind_of(line) { (parts(page, &name, line, kind)) }
                @else { (status(page, &name, line, vec![(line.get("is").to_owned(), line.get("is").to_owned())])) }
                button."btn quiet" type="submit" name="do" value={ "drop:" (place) } { "Remove" span.unseen { " " (title) } }
            }
        }
    }
}

fn status(page: &Asking, name: &str, line: &Line, options: Vec<(String, String)>) -> Markup {
    let field = format!("{name}-is");
    html! { (Field::new(&field, "How it stands", Entry::Select(options)).value(line.get("is")).error(page.error(&field))) }
}

/// The status and whatever matters beside it; what a file states is shown even where it does not matter.
fn parts(page: &Asking, name: &str, line: &Line, kind: Kind<'_>) -> Markup {
    let matters = words::days(kind);
    let date = |part: &str, label: &str| {
        let field = format!("{name}-{part}");
        let shown = matters.iter().any(|(own, _)| *own == part) || !line.get(part).is_empty() || page.error(&field).is_some();
        html! { @if shown { div.ask-when { (Field::new(&field, label, Entry::Date).value(line.get(part)).error(page.error(&field))) } } }
    };
    let label = |part: &'static str| matters.iter().find(|(own, _)| *own == part).map_or_else(|| words::spare(part), |(_, label)| label);
    let details: &[String] = if let Kind::Condition(c) = kind { &c.details } else { &[] };
    let (detail, zone) = (format!("{name}-detail"), format!("{name}-zone"));
    html! {
        (status(page, name, line, words::statuses(kind, line.get("is"))))
        @if !details.is_empty() || !line.get("detail").is_empty() {
            div.ask-when { (Field::new(&detail, "Which", Entry::Select(detail_options(details, line, kind))).value(line.get("detail")).error(page.error(&detail))) }
        }
        @for part in ["since", "until", "on"] { (date(part, label(part))) }
        @if words::zoned(kind) || !line.get("zone").is_empty() {
            div.ask-when { (Field::new(&zone, "Where", zones("Everywhere, or not known", line.get("zone"))).value(line.get("zone")).error(page.error(&zone))) }
        }
        @if line.what == "condition:diabetes" || !line.get("value").is_empty() || !line.get("unit").is_empty() { (measured(page, name, line)) }
    }
}

fn detail_options(details: &[String], line: &Line, kind: Kind<'_>) -> Vec<(String, String)> {
    let strict = if let Kind::Condition(c) = kind { c.stricter.as_deref() } else { None };
    let none = strict.map_or_else(|| "Not said".to_owned(), |word| format!("Not said (read as: {})", words::detail(word)));
    let all = details.iter().map(|word| (word.clone(), words::detail(word)));
    with_chosen(std::iter::once((String::new(), none)).chain(all).collect(), line.get("detail"))
}

/// A value that is on no list stays visible, so that it can be put right.
fn with_chosen(mut options: Vec<(String, String)>, chosen: &str) -> Vec<(String, String)> {
    if !options.iter().any(|(value, _)| value == chosen) {
        options.push((chosen.to_owned(), format!("“{}”", vocab::nearest::clip(chosen))));
    }
    options
}

fn measured(page: &Asking, name: &str, line: &Line) -> Markup {
    let (value, unit) = (format!("{name}-value"), format!("{name}-unit"));
    let units = [("", "Choose"), ("%", "%"), ("mmol/mol", "mmol/mol")].map(|(code, word)| (code.to_owned(), word.to_owned()));
    let number = Entry::Number { low: "0".into(), high: "250".into(), step: "any".into(), unit: String::new() };
    html! {
        div.ask-when { (Field::new(&value, "HbA1c", number).value(line.get("value")).error(page.error(&value))) }
        div.ask-when { (Field::new(&unit, "Unit", Entry::Select(with_chosen(units.to_vec(), line.get("unit")))).value(line.get("unit")).error(page.error(&unit))) }
    }
}

fn zones(none: &str, chosen: &str) -> Entry {
    let all = Zone::ALL.iter().map(|zone| (zone.code().to_owned(), zone.in_words()));
    Entry::Select(with_chosen(std::iter::once((String::new(), none.to_owned())).chain(all).collect(), chosen))
}

fn gone(sheet: &Sheet) -> Markup {
    let Some((at, line)) = &sheet.gone else { return html! {} };
    let (title, _) = find::called(&line.what);
    html! {
        div.ask-gone role="status" {
            span { (title) " was removed." }
            button.btn type="submit" name="do" value="undo" { "Undo" }
            input type="hidden" name="gone" value=(line.what);
            input type="hidden" name="gone-at" value=(at);
            @for part in super::sheet::PARTS { @if !line.get(part).is_empty() { input type="hidden" name={ "gone-" (part) } value=(line.get(part)); } }
        }
    }
}

/// A closed list of words as options, with what to say when none is chosen.
fn options(none: &str, all: &[(&str, &str)], chosen: &str) -> Entry {
    let all = all.iter().map(|(code, word)| ((*code).to_owned(), (*word).to_owned()));
    Entry::Select(with_chosen(std::iter::once((String::new(), none.to_owned())).chain(all).collect(), chosen))
}

fn field(page: &Asking, name: &str, label: &str, entry: Entry) -> Field {
    Field::new(name, label, entry).value(page.sheet.get(name)).error(page.error(name))
}

fn person(page: &Asking) -> Markup {
    let sex = [(Sex::Female.code(), "Female"), (Sex::Male.code(), "Male"), (Sex::Other.code(), "Other")];
    let types = Phototype::ALL.iter().zip([
        "always burns, never tans", "burns easily, tans little", "burns at times, tans slowly",
        "burns little, tans well", "rarely burns, tans deeply", "never burns, deeply pigmented",
    ]);
    let types: Vec<(&str, String)> = types.map(|(kind, words)| (kind.code(), format!("{kind}, {words}"))).collect();
    let types: Vec<(&str, &str)> = types.iter().map(|(code, words)| (*code, words.as_str())).collect();
    let ita = Entry::Number { low: "-90".into(), high: "90".into(), step: "any".into(), unit: "degrees".into() };
    html! {
        (field(page, "born", "Born on", Entry::Date))
        (field(page, "sex", "Sex", options("Not known", &sex, page.sheet.get("sex"))))
        (field(page, "type", "Phototype", options("Not known", &types, page.sheet.get("type"))))
        (field(page, "ita", "Measured ITA", ita).optional())
    }
}

/// Grades of acne, area by area; closed until something is graded.
fn acne(page: &Asking) -> Markup {
    const AREAS: [(&str, &str); 6] = [
        ("forehead", "Forehead"), ("cheek_r", "Right cheek"), ("cheek_l", "Left cheek"), ("nose", "Nose"),
        ("chin", "Chin"), ("chest_back", "Chest and back"),
    ];
    const WORST: [(&str, &str); 5] = [("0", "nothing"), ("1", "comedones"), ("2", "papules"), ("3", "pustules"), ("4", "nodules")];
    const IGA: [(&str, &str); 5] =
        [("0", "0, clear"), ("1", "1, almost clear"), ("2", "2, mild"), ("3", "3, moderate"), ("4", "4, severe")];
    let said = |name: &str| !page.sheet.get(name).is_empty() || page.error(name).is_some();
    let open = said("iga") || AREAS.iter().any(|(name, _)| said(name));
    html! {
        details.disclose id="acne" open[open] {
            summary { "Acne, area by area" span."muted small" { "the worst of each area, or the whole at a glance" } (Icon::ChevronRight.with("turn")) }
            div."inside form-row" {
                @for (name, label) in AREAS { (field(page, name, label, options("Not graded", &WORST, page.sheet.get(name)))) }
                (field(page, "iga", "At a glance (IGA)", options("Not graded", &IGA, page.sheet.get("iga"))))
            }
        }
    }
}

/// Strength and depth of one treatment.
fn settings(page: &Asking) -> Markup {
    let sheet = &page.sheet;
    let mut all: Vec<(&str, &str)> = gate().map_or_else(
        |_| Vec::new(),
        |gate| gate.knowledge().treatments.iter().map(|t| (t.code.as_str(), t.title.as_str())).collect(),
    );
    all.sort_by_key(|(_, title)| *title);
    let number = |most: &str, unit: &str| Entry::Number { low: "0".into(), high: most.into(), step: "any".into(), unit: unit.into() };
    html! {
        div.form-row {
            (field(page, "of", "Strength or depth of", options("Nothing in particular", &all, sheet.get("of"))))
            (field(page, "percent", "Strength", number("100", "%")).optional())
            (field(page, "depth", "Needle depth", number("10", "mm")).optional())
        }
    }
}

fn question(page: &Asking) -> Markup {
    let sheet = &page.sheet;
    let tiers: Vec<(&str, &str)> = Performer::ALL.iter().map(|tier| (tier.code(), tier.in_words())).collect();
    let rest = Choice {
        value: "absent".into(),
        label: "Everything else was asked and denied".into(),
        note: "Without this, what nobody asked is not known, and not knowing is never permission.".into(),
        chosen: sheet.get("rest") == "absent",
    };
    html! {
        (Choices::many("rest", "What is not listed", vec![rest]).error(page.error("rest")))
        div.form-row {
            (field(page, "day", "On which day", Entry::Date).hint("Empty: today."))
            (field(page, "zone", "Where", zones("Anywhere", sheet.get("zone"))))
            (field(page, "by", "By whom", options("Not said", &tiers, sheet.get("by"))))
        }
        (settings(page))
    }
}

fn switches(page: &Asking) -> Markup {
    let sheet = &page.sheet;
    let names = ["today", "isotretinoin", "vaccine", "light", "hba1c", "law"];
    let changed = names.iter().filter(|name| !sheet.get(name).is_empty()).count();
    let open = names.iter().any(|name| page.error(name).is_some());
    let limit = Entry::Number { low: "4".into(), high: "15".into(), step: "any".into(), unit: "%".into() };
    html! {
        details.disclose id="switches" open[open] {
            summary { "Switches of the medical director" span."muted small" { @if changed > 0 { (changed) " changed" } } (Icon::ChevronRight.with("turn")) }
            div."inside form-row" {
                (field(page, "isotretinoin", "Isotretinoin", options("The label: six months", &[(IsotretinoinPolicy::Consensus2017.code(), "The consensus of 2017")], sheet.get("isotretinoin"))))
                (field(page, "vaccine", "Vaccine and filler", options("21 days after, 14 before", &[(VaccineFillerPolicy::Asaps2021.code(), "14 days each way")], sheet.get("vaccine"))))
                (field(page, "light", "Drugs that sensitise to light", options("By the guideline’s classes", &[(PhotosensitiserPolicy::RefuseAll.code(), "No light under any of them")], sheet.get("light"))))
                (field(page, "hba1c", "HbA1c counts as high from", limit).hint("Empty: 8.0 %."))
                (field(page, "law", "State or country", Entry::Text).hint("ISO 3166-2, such as US-CA. Empty: the strictest of all."))
                (field(page, "today", "Asked as if today were", Entry::Date).hint("Empty: the day of this machine."))
            }
        }
        @if !sheet.get("left").is_empty() { (ui::notice(Tone::Plain, "Not taken over from the case file", &html! { (sheet.get("left")) "." })) }
    }
}
