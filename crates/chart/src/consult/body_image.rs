//! A gentle, optional question about the image of the body. It is no test and no score: a positive answer asks a prescriber
//! to talk first, and everything else goes on.
use serde::{Deserialize, Serialize};
use vocab::case::Status;

/// Three answers in our own words (house default, needs sign-off); what was not answered is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BodyImage {
    /// Thinks of it for an hour a day or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fills_the_day: Option<bool>,
    /// Avoids people, work or mirrors for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_back: Option<bool>,
    /// Earlier treatments left disappointment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disappointed: Option<bool>,
    /// Would rather not say.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rather_not: bool,
}

impl BodyImage {
    /// The condition that the gate reads.
    pub const CODE: &'static str = "bdd_or_unrealistic";

    /// What follows for the gate: present with one yes, absent only when all three were denied, unknown when somebody would
    /// rather not say or left one open; `None` when nothing was asked.
    #[must_use]
    pub fn status(self) -> Option<Status> {
        let answers = [self.fills_the_day, self.holds_back, self.disappointed];
        if answers.contains(&Some(true)) {
            Some(Status::Present)
        } else if answers == [Some(false); 3] {
            Some(Status::Absent)
        } else if self.rather_not || answers.contains(&Some(false)) {
            Some(Status::Unknown)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_yes_is_enough_and_only_three_noes_are_a_no() {
        for (a, b, c, rather_not, want) in [
            (None, None, None, false, None),
            (None, None, None, true, Some(Status::Unknown)),
            (Some(true), None, None, false, Some(Status::Present)),
            (Some(false), Some(false), Some(true), true, Some(Status::Present)),
            (Some(false), Some(false), None, false, Some(Status::Unknown)),
            (Some(false), Some(false), Some(false), false, Some(Status::Absent)),
        ] {
            let said = BodyImage { fills_the_day: a, holds_back: b, disappointed: c, rather_not };
            assert_eq!(said.status(), want, "{said:?}");
        }
    }
}
