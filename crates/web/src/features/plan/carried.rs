//! What every form of the page carries: the case, the style that is looked at, the treatments insisted upon.
use super::{Pairs, gate, said};
use crate::Oops;
use casefile::CaseFile;
use knowledge::Knowledge;
use maud::{Markup, html};
use planner::house::prices;
use planner::plan::{Plan, Style};
use planner::report::Report;
use planner::request::Request;

/// The longest case that a page carries, in bytes. In a form each may become three, and a form holds 256 KB.
pub(super) const CASE_LIMIT: usize = 64 * 1024;

/// At most so many treatments are insisted upon.
const INSIST_MAX: usize = 20;

/// What goes from page to page; nothing of it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// The case file as text.
    pub case: String,
    /// The style that is looked at; `None` = the first of the report.
    pub style: Option<Style>,
    /// Treatments that are to be part of every plan if they can be.
    pub insist: Vec<String>,
    /// Whose chart the case was made from; none on the open page, which keeps nothing.
    pub whose: Option<Whose>,
}

/// Whose plan it is, where it is made from a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// Id of the patient.
    pub patient: String,
    /// Full name.
    pub name: String,
    /// The token of the session that asks.
    pub csrf: String,
}

impl crate::session::Carries for Whose {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// A carried case, read.
pub(super) enum Read {
    /// It cannot be read, and why.
    Unread(String),
    /// It says nothing of what is wished.
    NoGoals,
    /// It can be planned.
    Request(Box<Request>),
}

impl Carried {
    /// The address of the plan, with what follows it.
    pub(super) fn at(&self, rest: &str) -> String {
        self.whose.as_ref().map_or_else(|| format!("/plan{rest}"), |whose| format!("/patients/{}/plan{rest}", whose.patient))
    }

    /// Where one begins anew.
    pub(super) fn anew(&self) -> (String, &'static str) {
        match &self.whose {
            Some(_) => (self.at(""), "Other goals"),
            None => ("/plan".to_owned(), "Another case"),
        }
    }

    /// What every form carries.
    pub(super) fn fields(&self, style: Option<Style>) -> Markup {
        html! {
            @if let Some(whose) = &self.whose { input type="hidden" name="csrf" value=(whose.csrf); }
            input type="hidden" name="case" value=(self.case);
            input type="hidden" name="insist" value=(self.insist.join(" "));
            @if let Some(style) = style { input type="hidden" name="style" value=(style.code()); }
        }
    }

    /// The goals as they stand in the carried text.
    pub(super) fn goals(&self) -> serde_json::Value {
        let whole: Option<serde_json::Value> = serde_json::from_str(&self.case).ok();
        whole.and_then(|mut whole| whole.get_mut("goals").map(serde_json::Value::take)).unwrap_or_default()
    }

    pub(super) fn from_pairs(pairs: &Pairs) -> Self {
        let chosen = if said(pairs, "choose").is_empty() { said(pairs, "style") } else { said(pairs, "choose") };
        Self {
            case: said(pairs, "case").to_owned(),
            style: chosen.parse().ok(),
            insist: said(pairs, "insist").split_whitespace().take(INSIST_MAX).map(str::to_owned).collect(),
            whose: None,
        }
    }

    pub(super) fn read(&self) -> Result<Read, Oops> {
        let knowledge = gate()?.knowledge();
        if self.case.len() > CASE_LIMIT {
            return Ok(Read::Unread(format!(
                "The case has {} KB, and at most {} KB fit on a page. A longer one is planned by `serein plan`.",
                self.case.len().div_ceil(1024),
                CASE_LIMIT / 1024
            )));
        }
        Ok(match casefile::read(knowledge, self.case.as_bytes()) {
            Err(fault) => Read::Unread(fault.in_file("case.json")),
            Ok(file) if file.goals.as_ref().is_none_or(|goals| goals.concerns.is_empty()) => Read::NoGoals,
            Ok(file) => Read::Request(Box::new(self.request(knowledge, file)?)),
        })
    }

    fn request(&self, knowledge: &Knowledge, file: CaseFile) -> Result<Request, Oops> {
        let goals = file.goals.ok_or(Oops::Broken)?;
        let insist = self.insist.iter().filter(|code| knowledge.treatment(code).is_some()).cloned().collect();
        let prices = prices(knowledge).map_err(|_| Oops::Broken)?;
        Ok(Request { case: file.case, goals, measured: file.measured, existing: file.plan, prices, insist })
    }

    /// The plan that is looked at: of the chosen style, or the first.
    pub(super) fn chosen<'r>(&self, report: &'r Report) -> Option<&'r Plan> {
        let of_style = self.style.and_then(|style| report.plans.iter().find(|plan| plan.name == style));
        of_style.or_else(|| report.plans.first())
    }
}
