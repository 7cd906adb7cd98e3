//! Codes, days, money and reasons in the words of people.
use planner::plan::{Plan, Session, Style};
use planner::why::Why;
use vocab::Day;
use vocab::goals::Concern;

/// A sentence that goes on behind a colon: with a small first letter.
pub(super) fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The title of a treatment or product; its code where nobody knows it.
pub(super) fn title(code: &str) -> String {
    let found = crate::house::knowledge().and_then(|k| {
        k.treatment(code)
            .map(|t| t.title.clone())
            .or_else(|| k.protocol(code).map(|p| p.title.clone()))
            .or_else(|| k.ingredient(code).map(|i| i.title.clone()))
    });
    found.unwrap_or_else(|| code.replace('_', " "))
}

/// A concern: `fine lines`.
#[expect(clippy::wildcard_enum_match_arm, reason = "most codes are words already")]
pub(super) fn concern(concern: Concern) -> String {
    match concern {
        Concern::Pih => "marks left by spots".into(),
        Concern::Lentigines => "sun spots".into(),
        Concern::DynamicLines => "lines of expression".into(),
        Concern::AtrophicScars => "scars".into(),
        Concern::BodyTension => "tension of the body".into(),
        Concern::Barrier => "a weak skin barrier".into(),
        other => other.code().replace('_', " "),
    }
}

/// A scale as it is written: `mMASI`.
pub(super) fn scale(code: &str) -> String {
    match code {
        "mmasi" => "mMASI",
        "masi" => "MASI",
        "gags" => "GAGS",
        "cea" => "CEA",
        "ecca" => "ECCA",
        "griffiths" => "Griffiths",
        "bother_0_10" => "how much it bothers, 0 to 10",
        other => return other.replace('_', " "),
    }
    .into()
}

/// A style as a heading.
pub(super) const fn style(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::Balanced => ("Balanced", "Result, comfort and money weighed as a careful adviser would"),
        Style::Gentle => ("Gentle", "Little downtime, little discomfort, nothing that waits for a signature"),
        Style::Swift => ("Swift", "The most result by the day that counts, as early as the skin allows"),
        Style::Lean => ("Lean", "The most result for the least money and the fewest visits"),
        Style::Agreed => ("As agreed", "The plan that was agreed, changed as little as what has happened since allows"),
        Style::AtHome => ("At home", "Without visits: home care and habits alone"),
    }
}

/// Money: `$1,840`, `€90.50`, `CHF 1,200`.
pub(super) fn money(minor: i64, currency: &str) -> String {
    let (whole, rest) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if minor < 0 { "−" } else { "" };
    let mark = match currency {
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        other => format!("{other} "),
    };
    let cents = if rest == 0 { String::new() } else { format!(".{rest:02}") };
    format!("{sign}{mark}{grouped}{cents}")
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// The month of a day.
pub(super) fn month(day: Day) -> &'static str {
    MONTHS.get(usize::from(day.date().month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default()
}

/// A day as people say it: `2 March`.
pub(super) fn short(day: Day) -> String {
    format!("{} {}", day.date().day(), month(day))
}

/// A day as people write it in a letter: `Monday 2 March 2026`.
pub(super) fn long(day: Day) -> String {
    let weekday = DAYS.get(day.weekday() as usize).copied().unwrap_or_default();
    format!("{weekday} {} {}", short(day), day.date().year())
}

/// A count in words up to twelve.
pub(super) fn count(number: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// So many of them: `one visit`, `six visits`, `no quiet days`.
pub(super) fn many(number: usize, one: &str, more: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { more })
}

pub(super) use crate::ui::{capital, sentence};

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A number without a tail of nothing: `8.4`, `20`.
pub(super) fn figure(value: f64) -> String {
    let text = format!("{:.1}", value + 0.0);
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// What a concern is hoped to become: of the skin, or of its own.
const fn hope(concern: Concern) -> (Option<&'static str>, Option<&'static str>) {
    match concern {
        Concern::Acne | Concern::Oiliness => (Some("clearer"), None),
        Concern::Pih | Concern::Melasma | Concern::Lentigines => (Some("more even"), None),
        Concern::Redness | Concern::Rosacea | Concern::Barrier => (Some("calmer"), None),
        Concern::Texture | Concern::Pores | Concern::AtrophicScars => (Some("smoother"), None),
        Concern::Laxity => (Some("firmer"), None),
        Concern::Dullness => (Some("brighter"), None),
        Concern::Dehydration => (Some("less thirsty"), None),
        Concern::FineLines | Concern::DynamicLines | Concern::Folds => (None, Some("softer lines")),
        Concern::BodyTension => (None, Some("an easier body")),
        Concern::Rest => (None, Some("rest")),
    }
}

/// The plan as a sentence: `Six visits to calmer, more even skin`. Under a fifth it only leads that way.
pub(super) fn heading(plan: &Plan, served: &[Concern]) -> String {
    let (mut skin, mut own) = (Vec::new(), Vec::new());
    for (of_skin, of_own) in served.iter().map(|one| hope(*one)) {
        for (word, list) in [(of_skin, &mut skin), (of_own, &mut own)] {
            if let Some(word) = word.filter(|word| !list.contains(word)) {
                list.push(word);
            }
        }
    }
    skin.truncate(2);
    own.truncate(2);
    let mut to: Vec<String> = own.into_iter().map(str::to_owned).collect();
    if !skin.is_empty() {
        to.insert(0, format!("{} skin", skin.join(", ")));
    }
    let visits = usize::from(plan.total.visits);
    let begin = if visits == 0 { "Home care".to_owned() } else { capital(&many(visits, "visit", "visits")) };
    let way = if plan.total.result_percent >= 20 || plan.expected.is_empty() { "to" } else { "towards" };
    if to.is_empty() { begin } else { format!("{begin} {way} {}", joined(&to)) }
}

/// A session's treatment with its strength: `Lactic acid peel 20 %`.
pub(super) fn session(one: &Session) -> String {
    let percent = one.params.percent.map(|percent| format!(" {} %", figure(percent))).unwrap_or_default();
    format!("{}{percent}", title(&one.treatment))
}

/// A reason as a sentence.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others already are sentences without codes and days")]
pub(super) fn why(why: &Why) -> String {
    let said = match why {
        Why::Serves { concern: what, percent: 0, basis } => format!("for {}: little is expected of it alone ({basis})", concern(*what)),
        Why::Serves { concern: what, percent, basis } => {
            format!("for {}: its course alone is expected to take off about {percent} % ({basis})", concern(*what))
        }
        Why::Comfort { concern: what } => format!("for {}: comfort on the day, nothing that lasts is promised", concern(*what)),
        Why::OwnGap { after, days } => format!("{days} days after the session of {}, the least distance", short(*after)),
        Why::LatestGap { after, days } => {
            format!("at most {days} days after the session of {}, so that the course holds together", short(*after))
        }
        Why::Spacing { other, on, days } => format!("{days} days after {} on {}", title(other), short(*on)),
        Why::Before { other, on, days } => format!("{days} days before {} on {}", title(other), short(*on)),
        Why::Together { other, first } => {
            let order = if *first { "before" } else { "after" };
            format!("in one visit with {}, {order} it: one visit less", title(other))
        }
        Why::QuietBefore { event, days } => format!("leaves {days} quiet days before {}", short(*event)),
        other => other.to_string(),
    };
    sentence(&said)
}
