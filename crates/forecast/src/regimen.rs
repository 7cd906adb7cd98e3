//! What a group was given: `class:C:start:stop`, `class:S:count:interval[:start_day]`, joined with `+`.
use crate::kernel::{Course, Dose};
use serde::{Deserialize, Serialize};

/// At most so many sessions in one component.
pub const SESSIONS_MAX: usize = 500;
/// At most so many components in one regimen.
pub const COMPONENTS_MAX: usize = 20;
/// The longest course, weeks (ten years).
pub const WEEKS_MAX: f64 = 520.0;
/// Sessions closer than this many days are read as continuous use, as the trials of light at home are.
pub const DENSE_DAYS: f64 = 5.0;

/// How a treatment is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Used or taken day by day.
    Continuous,
    /// Given in sessions.
    Sessions,
}

impl Use {
    /// The word in names of parameters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Continuous => "continuous",
            Self::Sessions => "sessions",
        }
    }
}

/// One treatment of a regimen.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// The class of the treatment, as the tables of trials name it.
    pub class: String,
    /// When it is given.
    pub course: Course,
    /// Days between sessions; zero for continuous use.
    pub interval_days: f64,
}

impl Component {
    /// How it is given.
    #[must_use]
    pub const fn manner(&self) -> Use {
        match self.course {
            Course::Continuous(_) => Use::Continuous,
            Course::Sessions(_) => Use::Sessions,
        }
    }

    /// The same sessions read as continuous use, if they are dense.
    #[must_use]
    pub fn as_continuous(&self) -> Option<Self> {
        let Course::Sessions(weeks) = &self.course else { return None };
        let (first, last) = (weeks.first()?, weeks.last()?);
        (weeks.len() > 2 && self.interval_days < DENSE_DAYS).then(|| Self {
            class: self.class.clone(),
            course: Course::Continuous(vec![Dose {
                from: *first,
                until: last + self.interval_days / 7.0,
                level: 1.0,
            }]),
            interval_days: 0.0,
        })
    }
}

/// A regimen as the table states it.
#[derive(Debug, Clone, PartialEq)]
pub enum Regimen {
    /// These treatments; none of them for a control group.
    Known(Vec<Component>),
    /// `?`: the schedule is not visible.
    Hidden,
}

/// Reads a regimen. The error says what is wrong and what is allowed.
pub fn parse(text: &str) -> Result<Regimen, String> {
    let text = text.trim();
    if text == "?" {
        return Ok(Regimen::Hidden);
    }
    if text.is_empty() {
        return Ok(Regimen::Known(Vec::new()));
    }
    let parts: Vec<&str> = text.split('+').collect();
    if parts.len() > COMPONENTS_MAX {
        return Err(format!("{} treatments joined; allowed at most {COMPONENTS_MAX}", parts.len()));
    }
    parts.into_iter().map(component).collect::<Result<Vec<_>, _>>().map(Regimen::Known)
}

fn component(text: &str) -> Result<Component, String> {
    let text = text.trim();
    let fields: Vec<&str> = text.split(':').map(str::trim).collect();
    match fields.as_slice() {
        [class, "C", from, until] if !class.is_empty() => {
            let (from, until) = (number(from, WEEKS_MAX)?, number(until, WEEKS_MAX)?);
            if until < from {
                return Err(format!("stops in week {until} before it starts in week {from}"));
            }
            let course = Course::Continuous(vec![Dose { from, until, level: 1.0 }]);
            Ok(Component { class: (*class).to_owned(), course, interval_days: 0.0 })
        }
        [class, "S", count, interval] if !class.is_empty() => sessions(class, count, interval, "0"),
        [class, "S", count, interval, start] if !class.is_empty() => sessions(class, count, interval, start),
        _ => Err(format!(
            "cannot read `{}`; allowed class:C:start_week:stop_week, class:S:count:interval_days[:start_day], joined with +, or ?",
            vocab::nearest::clip(text)
        )),
    }
}

fn sessions(class: &str, count: &str, interval: &str, start: &str) -> Result<Component, String> {
    let Some(count) = count.parse::<usize>().ok().filter(|n| (1..=SESSIONS_MAX).contains(n)) else {
        return Err(format!(
            "`{}` is not a count of sessions; allowed 1 to {SESSIONS_MAX}",
            vocab::nearest::clip(count)
        ));
    };
    let (interval, start) = (number(interval, WEEKS_MAX * 7.0)?, number(start, WEEKS_MAX * 7.0)?);
    let mut weeks = Vec::with_capacity(count);
    let mut day = start;
    for _ in 0..count {
        weeks.push(day / 7.0);
        day += interval;
    }
    Ok(Component { class: class.to_owned(), course: Course::Sessions(weeks), interval_days: interval })
}

fn number(text: &str, most: f64) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && (0.0..=most).contains(&x) => Ok(x),
        _ => Err(format!("`{}` is not a number from 0 to {most}", vocab::nearest::clip(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regimens_are_read() {
        let Ok(Regimen::Known(parts)) = parse("qs_toning:S:5:7+hq:C:0:5") else { panic!() };
        assert_eq!(parts[0].course, Course::Sessions(vec![0.0, 1.0, 2.0, 3.0, 4.0]));
        assert_eq!(parts[1].course, Course::Continuous(vec![Dose { from: 0.0, until: 5.0, level: 1.0 }]));
        let Ok(Regimen::Known(later)) = parse("pdt:S:2:14:21") else { panic!() };
        assert_eq!(later[0].course, Course::Sessions(vec![3.0, 5.0]));
        assert_eq!(parse("?"), Ok(Regimen::Hidden));
        assert_eq!(parse(" "), Ok(Regimen::Known(Vec::new())));
    }

    #[test]
    fn what_is_not_a_regimen_is_explained() {
        for text in [
            "peel",
            "peel:X:1:2",
            "peel:S:0:14",
            "peel:S:501:1",
            "a:C:5:2",
            "a:C:0:inf",
            "a:C:0:521",
            ":C:0:1",
            "a:C:0:1+",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&vec!["a:C:0:1"; COMPONENTS_MAX + 1].join("+")).is_err());
        assert!(parse(&vec!["a:C:0:1"; COMPONENTS_MAX].join("+")).is_ok());
    }
}
