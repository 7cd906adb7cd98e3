//! Who a patient is.
use crate::ChartError;
use crate::history::wrong;
use serde::{Deserialize, Serialize};
use vocab::Day;
use vocab::case::Sex;

/// Who the patient is. The newest one counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Full name as the patient writes it.
    pub name: String,
    /// Day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Day>,
    /// Sex as recorded for clinical use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Telephone number as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The most letters of a name.
pub const NAME_MAX: usize = 200;
/// The most letters of a telephone number.
pub const PHONE_MAX: usize = 40;
/// The most letters of an e-mail address.
pub const EMAIL_MAX: usize = 254;

impl Identity {
    /// Takes over from another chart of the same person what this one says nothing of.
    pub(crate) fn complete(&mut self, other: &Self) {
        self.born = self.born.or(other.born);
        self.sex = self.sex.or(other.sex);
        self.phone = self.phone.take().or_else(|| other.phone.clone());
        self.email = self.email.take().or_else(|| other.email.clone());
    }

    pub(crate) fn check(&self) -> Result<(), ChartError> {
        if self.name.trim().is_empty() {
            return Err(wrong("a patient needs a name"));
        }
        for (what, text, limit) in [
            ("letters of the name", Some(&self.name), NAME_MAX),
            ("letters of the telephone number", self.phone.as_ref(), PHONE_MAX),
            ("letters of the e-mail address", self.email.as_ref(), EMAIL_MAX),
        ] {
            let got = text.map_or(0, |text| text.chars().count());
            if got > limit {
                return Err(ChartError::Limit { what, limit, got });
            }
        }
        Ok(())
    }
}
