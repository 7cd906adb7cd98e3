//! Arms of trials: a table of groups under a regimen, read with a message that helps.
use crate::regimen::{self, Component, Regimen, SESSIONS_MAX, WEEKS_MAX};
use crate::table::{Field, Place, TableError, file_error, records};
use std::collections::BTreeMap;
use vocab::nearest;

/// The columns a table may have; the first five must be there.
pub const COLUMNS: [&str; 21] = [
    "id",
    "concern",
    "week",
    "klass",
    "regimen",
    "treatment",
    "scale",
    "n",
    "baseline_mean",
    "baseline_sd",
    "mean",
    "sd",
    "pct_change",
    "sessions",
    "interval_days",
    "source",
    "doi",
    "looked_up",
    "trial",
    "stat",
    "notes",
];
const NEEDED: usize = 5;
/// Changes beyond this are not percent.
const PERCENT_MAX: f64 = 10_000.0;

/// One row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Which arm; several rows of one arm are its course in time.
    pub id: String,
    /// The concern, as the table calls it.
    pub concern: String,
    /// The scale, as the table calls it.
    pub scale: String,
    /// The size of the group.
    pub n: Option<f64>,
    /// Weeks since the start.
    pub week: f64,
    /// The class of the treatment.
    pub class: String,
    /// What was given.
    pub regimen: Regimen,
    /// Number of sessions and days between them, where the table states them beside the regimen.
    pub stated_sessions: Option<(usize, f64)>,
    /// The observed change in percent.
    pub percent: Option<f64>,
    /// The trial it belongs to.
    pub trial: String,
    /// False for what was recalled and not looked up.
    pub looked_up: bool,
    /// The number counts patients, not severity.
    pub responders: bool,
}

impl Arm {
    /// What is given, a hidden schedule replaced by a usual one; and whether it was replaced.
    ///
    /// `sessions`: the class is known to be given in sessions.
    #[must_use]
    pub fn components(&self, sessions: bool) -> (Vec<Component>, bool) {
        match &self.regimen {
            Regimen::Known(parts) if !parts.is_empty() => (parts.clone(), false),
            Regimen::Known(_) if crate::response::is_control(&self.class) => (Vec::new(), false),
            Regimen::Known(_) | Regimen::Hidden => (self.usual(sessions), true),
        }
    }

    fn usual(&self, sessions: bool) -> Vec<Component> {
        let (count, interval) = match self.stated_sessions {
            Some((count, interval)) if count > 0 && interval > 0.0 => (count, interval),
            _ if sessions => (4, 28.0),
            _ => (0, 0.0),
        };
        let text = if count > 0 {
            format!("{}:S:{count}:{interval}", self.class)
        } else {
            format!("{}:C:0:{}", self.class, self.week)
        };
        match regimen::parse(&text) {
            Ok(Regimen::Known(parts)) => parts,
            Ok(Regimen::Hidden) | Err(_) => Vec::new(),
        }
    }
}

struct Columns(BTreeMap<String, usize>);

impl Columns {
    fn of(head: &[Field]) -> Result<Self, TableError> {
        let mut columns = BTreeMap::new();
        for (i, field) in head.iter().enumerate() {
            let name = field.text.trim().to_owned();
            if columns.insert(name.clone(), i).is_some() {
                let what = "stands twice in the head of the table".to_owned();
                return Err(TableError { place: field.place, field: name, what });
            }
        }
        for name in COLUMNS.iter().take(NEEDED) {
            if !columns.contains_key(*name) {
                let unknown: Vec<&str> = columns
                    .keys()
                    .map(String::as_str)
                    .filter(|c| !COLUMNS.contains(c) && !c.is_empty())
                    .collect();
                let mut what =
                    format!("no such column in the head of the table; {}", vocab::nearest::allowed(&COLUMNS));
                if let Some(near) = vocab::nearest::nearest(name, unknown.iter().copied()) {
                    what = format!(
                        "{what}; did you mean `{name}` where `{}` stands?",
                        vocab::nearest::clip(near)
                    );
                }
                let place = head.first().map_or(Place { line: 1, column: 1 }, |f| f.place);
                return Err(TableError { place, field: (*name).to_owned(), what });
            }
        }
        Ok(Self(columns))
    }
}

struct Row<'a> {
    columns: &'a Columns,
    fields: &'a [Field],
}

impl Row<'_> {
    fn field(&self, name: &str) -> Option<&Field> {
        self.columns.0.get(name).and_then(|i| self.fields.get(*i))
    }

    fn text(&self, name: &str) -> String {
        self.field(name).map_or("", |f| f.text.trim()).to_owned()
    }

    fn wrong(&self, name: &str, what: String) -> TableError {
        let place = self.field(name).or(self.fields.first()).map_or(Place::default(), |f| f.place);
        TableError { place, field: name.to_owned(), what }
    }

    fn needed(&self, name: &str) -> Result<String, TableError> {
        let text = self.text(name);
        if text.is_empty() { Err(self.wrong(name, "must not be empty".to_owned())) } else { Ok(text) }
    }

    fn number(&self, name: &str, least: f64, most: f64) -> Result<Option<f64>, TableError> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(x) if x.is_finite() && (least..=most).contains(&x) => Ok(Some(x)),
            _ => {
                let got = vocab::nearest::clip(&text);
                Err(self.wrong(
                    name,
                    format!("`{got}` is not such a number; allowed {least} to {most}, or nothing"),
                ))
            }
        }
    }

    fn word(&self, name: &str, allowed: &[&str]) -> Result<String, TableError> {
        let text = self.text(name);
        if text.is_empty() || allowed.contains(&text.as_str()) {
            return Ok(text);
        }
        let (got, hint) = (nearest::clip(&text), nearest::hint(&text, allowed.iter().copied()));
        Err(self.wrong(name, format!("unknown `{got}`; {}{hint}", nearest::allowed(allowed))))
    }

    /// What was observed: the change in percent, whether the number counts patients, whether it was looked up.
    fn values(&self) -> Result<(Option<f64>, bool, bool), TableError> {
        let baseline = self.number("baseline_mean", -1e6, 1e6)?;
        self.number("baseline_sd", 0.0, 1e6)?;
        let mean = self.number("mean", -1e6, 1e6)?;
        self.number("sd", 0.0, 1e6)?;
        let stated = self.number("pct_change", -100.0, PERCENT_MAX)?;
        let responders = self.word("stat", &["mean", "median", "responder"])? == "responder";
        let looked_up = self.word("looked_up", &["yes", "no"])? != "no";
        let computed = match (baseline, mean) {
            (Some(from), Some(to)) if from > 0.0 && to >= 0.0 && !responders => {
                Some((100.0 * (to / from - 1.0)).min(PERCENT_MAX))
            }
            _ => None,
        };
        Ok((stated.or(computed), responders, looked_up))
    }

    /// The class; where the column is empty, the first of the regimen.
    fn class(&self, regimen: &Regimen) -> Result<String, TableError> {
        match (self.text("klass"), regimen) {
            (class, Regimen::Known(parts)) if class.is_empty() => match parts.first() {
                Some(first) => Ok(first.class.clone()),
                None => self.needed("klass"),
            },
            (class, Regimen::Hidden) if class.is_empty() => self.needed("klass"),
            (class, _) => Ok(class),
        }
    }

    fn arm(&self, observed: bool) -> Result<Arm, TableError> {
        let Some(week) = self.number("week", 0.0, WEEKS_MAX)? else {
            return Err(self.wrong("week", format!("must not be empty; allowed 0 to {WEEKS_MAX}")));
        };
        let regimen = regimen::parse(&self.text("regimen")).map_err(|what| self.wrong("regimen", what))?;
        self.number("sessions", 0.0, 1e6)?;
        let count = self.text("sessions").parse::<usize>().ok().filter(|n| *n <= SESSIONS_MAX);
        let interval = self.number("interval_days", 0.0, WEEKS_MAX * 7.0)?;
        let stated_sessions = count.zip(interval);
        let (percent, responders, looked_up) =
            if observed { self.values()? } else { (None, self.text("stat") == "responder", true) };
        Ok(Arm {
            id: self.needed("id")?,
            concern: self.needed("concern")?,
            scale: self.text("scale"),
            n: self.number("n", 1.0, 1e7)?,
            week,
            class: self.class(&regimen)?,
            regimen,
            stated_sessions,
            percent,
            trial: self.text("trial"),
            looked_up,
            responders,
        })
    }
}

/// Reads a table of arms with all that was observed.
pub fn read(text: &str) -> Result<Vec<Arm>, TableError> {
    read_where(text, |_| true)
}

/// Reads a table of arms; what was observed only in the rows (from 0, after the head) that are asked for. In all
/// others the columns of values are not read, whatever they hold.
pub fn read_where(text: &str, observed: impl Fn(usize) -> bool) -> Result<Vec<Arm>, TableError> {
    let all = records(text)?;
    let Some((head, rows)) = all.split_first() else {
        return Err(file_error(
            Place { line: 1, column: 1 },
            "the table is empty; a head and rows are needed",
        ));
    };
    let columns = Columns::of(head)?;
    let mut arms = Vec::with_capacity(rows.len());
    for (i, fields) in rows.iter().enumerate() {
        if fields.len() != head.len() {
            let place = fields.last().map_or(Place::default(), |f| f.place);
            let what = format!("{} fields in this row, but {} columns in the head", fields.len(), head.len());
            return Err(TableError { place, field: "row".to_owned(), what });
        }
        arms.push(Row { columns: &columns, fields }.arm(observed(i))?);
    }
    Ok(arms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::ARMS;

    #[test]
    fn the_published_table_is_read() {
        let arms = read(ARMS).unwrap();
        assert_eq!(arms.len(), 118);
        assert_eq!((arms[0].id.as_str(), arms[0].week, arms[0].percent), ("A03-SC", 20.0, Some(-85.29)));
        assert_eq!(arms.iter().filter(|a| !a.looked_up).count(), 8);
    }

    #[test]
    fn columns_may_stand_in_any_order_and_errors_name_their_place() {
        let text = "klass,regimen,week,id,concern\nhq,hq:C:0:12,12,X,melasma\n";
        assert_eq!(read(text).unwrap()[0].class, "hq");
        let text = "klass,regimen,week,id,concern\n,hq:C:0:12,12,X,melasma\n";
        assert_eq!(read(text).unwrap()[0].class, "hq", "the regimen says it");
        assert!(read("klass,regimen,week,id,concern\n,,12,X,melasma\n").is_err());
        for (text, want) in [
            ("", "1:1: file: the table is empty"),
            ("id,concern,wek,klass,regimen\n", "1:1: week: no such column"),
            ("id,concern,wek,klass,regimen\n", "did you mean `week` where `wek` stands?"),
            ("id,id,week\n", "1:4: id: stands twice"),
            (
                "klass,regimen,week,id,concern\nhq,hq:C:0:12,soon,X,melasma\n",
                "2:14: week: `soon` is not such a number",
            ),
            (
                "klass,regimen,week,id,concern\nhq,hq:D:0:12,1,X,melasma\n",
                "2:4: regimen: cannot read `hq:D:0:12`",
            ),
            ("klass,regimen,week,id,concern\nhq,hq:C:0:12,1,X\n", "2:16: row: 4 fields"),
            ("klass,regimen,week,id,concern\nhq,,1,,acne\n", "2:7: id: must not be empty"),
            ("klass,regimen,week,id,concern,stat\nhq,,1,a,acne,maen\n", "did you mean `mean`?"),
            ("klass,regimen,week,id,concern,pct_change\nhq,,1,a,acne,-101\n", "pct_change: `-101`"),
        ] {
            let error = read(text).unwrap_err().to_string();
            // Only the row itself is wrong, and only where its values are read.
            let value = text.contains("pct_change") || text.contains("stat");
            assert_eq!(read_where(text, |_| false).is_ok(), value, "{text}");
            assert!(error.contains(want), "{error}");
        }
    }
}
