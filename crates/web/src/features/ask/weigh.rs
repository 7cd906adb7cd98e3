//! What the gate answers, made ready for a page: grouped, counted, in sentences.
use super::sheet::Sheet;
use safety::answer::Because;
use safety::{Answer, Finding, Gate};
use std::collections::BTreeMap;
use vocab::case::{Asked, Case, Status};
use vocab::verdict::State;
use vocab::{Day, Verdict};

/// So many days from the asked one are drawn.
pub(super) const DAYS_DRAWN: i32 = 90;

/// All answers about one person and day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// The day that was asked.
    pub on: String,
    /// The case was asked about another day than it was written on.
    pub later: bool,
    /// Treatments: stop, ask, clear.
    pub treatments: Vec<Weighed>,
    /// Home-care products, in the same order.
    pub products: Vec<Weighed>,
    /// What to ask next; most treatments wait for the first.
    pub questions: Vec<Open>,
}

/// One treatment or product.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its code.
    pub code: String,
    /// Its name.
    pub title: String,
    /// The answer.
    pub verdict: Verdict,
    /// First free day, in words, where it is not the asked one.
    pub free: String,
    /// What happens next, in a sentence; for a stop, what would make it a yes.
    pub next: String,
    /// Reasons other than open questions.
    pub reasons: Vec<Reason>,
    /// What it waits for: the code and title of each open question.
    pub waits: Vec<(String, String)>,
    /// Actions that belong to the session.
    pub with: Vec<String>,
    /// The days from the asked one: first, how many, state.
    pub days: Vec<(i32, i32, State)>,
    /// The same days in words.
    pub days_in_words: String,
}

/// One reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// How heavy it is.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
    /// What to do.
    pub action: String,
    /// Free from this day, as far as this rule goes.
    pub until: String,
    /// Key of the rule.
    pub rule: String,
    /// Tags and texts of the sources.
    pub sources: Vec<(String, String)>,
    /// How strong they are.
    pub strength: &'static str,
    /// Needs sign-off.
    pub recalled: bool,
    /// By law.
    pub by_law: bool,
}

/// How a question can be answered here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Yes, no, not known: about this subject.
    Buttons(String),
    /// In the field with this id.
    Field(String),
    /// Only by stating more than this page has fields for.
    Elsewhere,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The code it is about.
    pub code: String,
    /// In words.
    pub text: String,
    /// So many treatments and products wait for it.
    pub waiting: usize,
    /// Asked already, and not known.
    pub unsure: bool,
    /// How it can be answered.
    pub way: Way,
}

impl Outcome {
    /// How many treatments are in this state.
    pub(super) fn count(&self, state: State) -> usize {
        self.treatments.iter().filter(|one| one.verdict.state() == state).count()
    }

    /// "Nine are clear, four ask something, eighteen stop."
    pub(super) fn sentence(&self) -> String {
        let part = |count: usize, one: &str, many: &str| format!("{} {}", number(count), if count == 1 { one } else { many });
        let text = [
            part(self.count(State::Clear), "is clear", "are clear"),
            part(self.count(State::Ask), "asks something", "ask something"),
            part(self.count(State::Stop), "stops", "stop"),
        ]
        .join(", ");
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

/// A number as a word up to ninety-nine.
pub(super) fn number(count: usize) -> String {
    const SMALL: [&str; 20] = [
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(word) = SMALL.get(count) {
        return (*word).to_owned();
    }
    match ((count / 10).checked_sub(2).and_then(|ten| TENS.get(ten)), SMALL.get(count % 10)) {
        (Some(ten), Some(_)) if count.is_multiple_of(10) => (*ten).to_owned(),
        (Some(ten), Some(one)) => format!("{ten}-{one}"),
        _ => count.to_string(),
    }
}

/// Asks the gate everything that the case asks.
///
/// # Errors
/// The case asks for something that the knowledge does not have; its reader would have said so.
pub(super) fn weigh(gate: &Gate<'_>, case: &Case, sheet: &Sheet) -> Result<Outcome, safety::UnknownAsk> {
    let answers = gate.answers(case)?;
    let on = answers.first().map_or(case.today, |answer| answer.on);
    let mut outcome = Outcome { on: on.in_words(), later: on != case.today, ..Outcome::default() };
    for answer in &answers {
        let days = gate.days(case, &answer.ask, on, on.plus(DAYS_DRAWN - 1))?;
        let days: Vec<(i32, i32, State)> =
            days.iter().map(|run| (run.from.since(on), run.to.since(run.from) + 1, run.verdict.state())).collect();
        let one = weighed(gate, answer, joined(&days));
        match answer.ask.what {
            Asked::Treatment(_) => outcome.treatments.push(one),
            Asked::Product(_) => outcome.products.push(one),
        }
    }
    let heaviest = |one: &Weighed| std::cmp::Reverse(one.verdict.state());
    outcome.treatments.sort_by_key(heaviest);
    outcome.products.sort_by_key(heaviest);
    outcome.questions = questions(gate, &answers, sheet);
    Ok(outcome)
}

/// Runs of verdicts as runs of states.
fn joined(days: &[(i32, i32, State)]) -> Vec<(i32, i32, State)> {
    let mut all: Vec<(i32, i32, State)> = Vec::new();
    for &(from, many, state) in days {
        match all.last_mut() {
            Some((_, before, same)) if *same == state => *before += many,
            _ => all.push((from, many, state)),
        }
    }
    all
}

fn weighed(gate: &Gate<'_>, answer: &Answer<'_>, days: Vec<(i32, i32, State)>) -> Weighed {
    let k = gate.knowledge();
    let (code, title) = match &answer.ask.what {
        Asked::Treatment(code) => (code, k.treatment(code).map(|t| t.title.as_str())),
        Asked::Product(code) => (code, k.ingredient(code).map(|i| i.title.as_str())),
    };
    let free = answer.earliest.filter(|day| *day > answer.on);
    let reasons: Vec<Reason> = answer
        .findings
        .iter()
        .filter(|f| !matches!(f.because, Because::Unasked { .. }))
        .map(|f| reason(gate, f))
        .collect();
    let waits = answer.questions.iter().map(|q| (q.condition.to_owned(), short(gate, q.condition))).collect();
    let with = answer.conditions.iter().map(|c| condition(c.text, c.code.code(), c.from, c.until)).collect();
    let mut one = Weighed {
        code: code.clone(),
        title: title.unwrap_or(code).to_owned(),
        verdict: answer.verdict,
        free: free.map(Day::in_words).unwrap_or_default(),
        next: String::new(),
        reasons,
        waits,
        with,
        days_in_words: days_in_words(answer.on, &days),
        days,
    };
    one.next = next(answer, &one);
    one
}

/// What happens next; for a stop, what would make it a yes.
fn next(answer: &Answer<'_>, one: &Weighed) -> String {
    let waits = match one.waits.len() {
        0 => String::new(),
        1 => "one answer".into(),
        more => format!("{} answers", number(more)),
    };
    let (many, signed) = (one.with.len(), one.reasons.iter().any(|r| r.verdict == Verdict::Review));
    match answer.verdict {
        Verdict::Allow => "Nothing known stands in the way.".into(),
        Verdict::Caution if many == 0 => "With care; the reasons say how.".into(),
        Verdict::Caution => format!("With {} {} that make it safe.", number(many), if many == 1 { "step" } else { "steps" }),
        Verdict::Review if !waits.is_empty() && signed => format!("Waits for {waits}, and a prescriber looks."),
        Verdict::Review if !waits.is_empty() => format!("Waits for {waits}."),
        Verdict::Review => "A prescriber looks before it is confirmed.".into(),
        Verdict::Defer | Verdict::Refuse => {
            let law = answer.findings.iter().any(|f| f.by_law && f.verdict == Verdict::Refuse);
            match (&answer.earliest, &answer.until) {
                (Some(_), _) if waits.is_empty() => format!("May go ahead from {}.", one.free),
                (Some(_), _) => format!("May be looked at again from {}, with {waits} by then.", one.free),
                (None, _) if law => "Nothing here: the law refuses it, and nobody may override that.".into(),
                (None, Some(until)) => format!("No day can be computed. It waits for: {}.", until.trim_end_matches('.')),
                (None, None) => "A prescriber decides, with a written reason.".into(),
            }
        }
    }
}

fn condition(text: &str, code: &str, from: Option<Day>, until: Option<Day>) -> String {
    let text = if text.is_empty() { code.replace('_', " ") } else { text.to_owned() };
    match (from, until) {
        (Some(from), Some(until)) => format!("{text} ({} to {})", from.in_words(), until.in_words()),
        (Some(from), None) => format!("{text} (from {})", from.in_words()),
        (None, Some(until)) => format!("{text} (until {})", until.in_words()),
        (None, None) => text,
    }
}

fn reason(gate: &Gate<'_>, finding: &Finding<'_>) -> Reason {
    let said = |tag: &str| match gate.knowledge().sources.get(tag) {
        Some(source) => source.text.clone(),
        None if tag == "HOUSE" => "House default".to_owned(),
        None => tag.to_owned(),
    };
    Reason {
        verdict: finding.verdict,
        because: finding.because.to_string(),
        action: finding.action.to_owned(),
        until: finding.until.map(Day::in_words).unwrap_or_default(),
        rule: finding.rule.to_string(),
        sources: finding.sources.tags().map(|tag| (tag.to_owned(), said(tag))).collect(),
        strength: finding.strength.in_words(),
        recalled: finding.recalled,
        by_law: finding.by_law,
    }
}

fn short(gate: &Gate<'_>, code: &str) -> String {
    match code {
        "phototype_V" | "phototype_VI" => "Phototype".into(),
        "minor" => "Age".into(),
        "medicines" => "Medicines".into(),
        _ => gate.knowledge().condition(code).map_or_else(|| code.replace('_', " "), |c| c.title.clone()),
    }
}

fn days_in_words(on: Day, days: &[(i32, i32, State)]) -> String {
    let word = |state: State| state.code();
    match days {
        [] => String::new(),
        [(.., state)] => format!("All of the next {DAYS_DRAWN} days: {}.", word(*state)),
        _ => {
            let part = |(from, many, state): &(i32, i32, State)| {
                let (first, last) = (on.plus(*from), on.plus(from + many - 1));
                if *many == 1 {
                    format!("{}: {}", first.in_words(), word(*state))
                } else {
                    format!("{} to {}: {}", first.in_words(), last.in_words(), word(*state))
                }
            };
            format!("{}.", days.iter().map(part).collect::<Vec<_>>().join("; "))
        }
    }
}

fn questions(gate: &Gate<'_>, answers: &[Answer<'_>], sheet: &Sheet) -> Vec<Open> {
    let mut all: BTreeMap<(String, String), usize> = BTreeMap::new();
    for question in answers.iter().flat_map(|answer| &answer.questions) {
        let code = if question.condition == "phototype_VI" { "phototype_V" } else { question.condition };
        *all.entry((code.to_owned(), question.text.to_string())).or_default() += 1;
    }
    let mut open: Vec<Open> = all
        .into_iter()
        .map(|((code, text), waiting)| {
            let way = way(gate, &code, sheet);
            let unsure = sheet.facts.iter().any(|l| l.subject() == ("condition", &code) && l.get("is") == Status::Unknown.code());
            Open { code, text, waiting, unsure, way }
        })
        .collect();
    open.sort_by(|a, b| a.unsure.cmp(&b.unsure).then_with(|| b.waiting.cmp(&a.waiting)).then_with(|| a.code.cmp(&b.code)));
    open
}

fn way(gate: &Gate<'_>, code: &str, sheet: &Sheet) -> Way {
    let k = gate.knowledge();
    let speaks = |line: &super::sheet::Line| match line.subject() {
        ("condition", said) => said == code && line.get("is") != Status::Unknown.code(),
        ("drug", name) => k.drug(name).is_some_and(|(class, drug)| {
            class.sets.iter().chain(&drug.sets).any(|set| set.condition == code)
        }),
        ("product", product) => k.ingredient(product).is_some_and(|i| i.sets.iter().any(|set| set == code)),
        _ => false,
    };
    match code {
        "phototype_V" | "phototype_VI" => Way::Field("type".into()),
        "minor" => Way::Field("born".into()),
        "medicines" => Way::Field("add".into()),
        _ if k.condition(code).is_none() => Way::Elsewhere,
        _ => match sheet.facts.iter().position(speaks) {
            Some(place) => Way::Field(format!("f{}-is", place + 1)),
            None => Way::Buttons(format!("condition:{code}")),
        },
    }
}
