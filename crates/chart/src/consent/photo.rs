//! Photographs by purpose: what somebody allowed, until when, and what they took back.
use super::form::{DAY_MS, OF_AGE_YEARS, Signed, Signer};
use super::text::{Item, LANGUAGE, Part, Text};
use super::{Act, Consent};
use crate::entry::Body;
use crate::fold::Chart;
use std::collections::BTreeMap;

vocab::words! {
    /// What a photograph may be used for. Each is asked by itself, and none follows from another.
    Purpose, "purpose of photographs" {
        /// In the record, to compare before and after.
        Record = "record",
        /// To teach the people of the house.
        Teaching = "teaching",
        /// Where anybody may see it.
        Publication = "publication",
    }
}

/// What may be done with photographs for one purpose at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Allowed until the end of this instant, milliseconds since 1970.
    Until(i64),
    /// Nobody was asked.
    NotAsked,
    /// It ended.
    Ended(i64),
    /// It was taken back.
    TakenBack(i64),
}

impl Allowed {
    /// Whether it is allowed.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Until(_))
    }
}

impl Purpose {
    /// The code under which it is signed.
    #[must_use]
    pub const fn service(self) -> &'static str {
        match self {
            Self::Record => "photo_record",
            Self::Teaching => "photo_teaching",
            Self::Publication => "photo_publication",
        }
    }

    /// The purpose behind a code.
    #[must_use]
    pub fn of_service(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.service() == code)
    }

    /// What it is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Record => "Photographs for your record",
            Self::Teaching => "Photographs for teaching here",
            Self::Publication => "Photographs in public",
        }
    }

    /// Days that it holds at most.
    #[must_use]
    pub const fn valid_days(self) -> u16 {
        match self {
            Self::Record => 3650,
            Self::Teaching => 730,
            Self::Publication => 365,
        }
    }

    const fn sentences(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Record => (
                &[
                    "Photographs of the treated area are taken before, during and after the treatment and kept in your record, sealed like everything else in it.",
                    "They are used to plan, to compare, and to see early when something is not healing well.",
                ],
                &[
                    "They show you, and some show your face. People of the house who care for you can see them; each look is written down and you may read who looked.",
                ],
            ),
            Self::Teaching => (
                &[
                    "Photographs of your record may be shown to people who work or learn in this house, without your name.",
                ],
                &["Somebody may recognise you all the same."],
            ),
            Self::Publication => (
                &[
                    "Photographs that you have seen and agreed to one by one may be shown to the public: on the house's pages, in talks or in print, without your name.",
                ],
                &[
                    "Somebody may recognise you.",
                    "What others have copied can not be called back. From the moment you take this back we show nothing more and tell you where it was shown.",
                ],
            ),
        }
    }

    pub(super) fn text(self) -> Text {
        let item =
            |text: &&str| Item { text: (*text).to_owned(), needs_sign_off: false, sources: Vec::new() };
        let (what, risks) = self.sentences();
        let days = self.valid_days();
        let rights = [
            "You may say no. It changes nothing in how you are cared for.".to_owned(),
            format!(
                "It holds for {days} days at most, or until the day you choose, and you may take it back at any time: it ends at that moment."
            ),
        ];
        let parts = BTreeMap::from([
            (Part::What, what.iter().map(item).collect()),
            (Part::Risks, risks.iter().map(item).collect()),
            (Part::Rights, rights.iter().map(|t| item(&t.as_str())).collect()),
        ]);
        Text {
            service: self.service().to_owned(),
            language: LANGUAGE.to_owned(),
            title: self.title().to_owned(),
            cooling_off_days: 0,
            valid_days: days,
            parts,
            questions: Vec::new(),
            original: None,
        }
    }
}

/// Whether photographs may be used for a purpose at an instant (milliseconds since 1970). What was taken back is taken back
/// from that instant on; a signature that the chart does not know yet allows nothing.
#[must_use]
pub fn photo_allowed(chart: &Chart, purpose: Purpose, instant: i64) -> Allowed {
    let mut now = Allowed::NotAsked;
    for line in &chart.lines {
        let Some(Body::Consent(Consent { service, act })) = &line.now else { continue };
        if service != purpose.service() {
            continue;
        }
        match act {
            Act::Signed(signed) if signed.deed().at <= instant => {
                let of_age = by_a_guardian(signed).then(|| came_of_age(chart, instant)).flatten();
                let ends = of_age.map_or(signed.deed().ends_at, |day| day.min(signed.deed().ends_at));
                now = if instant < ends { Allowed::Until(ends) } else { Allowed::Ended(ends) };
            }
            // A no counts from the moment it was said or written down, whichever is the earlier.
            Act::Withdrawn(_) | Act::Declined(_) => {
                let from = line.entry.happened_at.min(line.entry.recorded_at);
                if from <= instant {
                    now = Allowed::TakenBack(from);
                }
            }
            Act::Signed(_) | Act::Presented(_) | Act::Misunderstood(_) => {}
        }
    }
    now
}

fn by_a_guardian(signed: &Signed) -> bool {
    matches!(signed.deed().signer, Signer::Guardian { .. })
}

/// When the patient came of age, if that is over: a guardian's word ends then. Where no day of birth is known it ended at once.
fn came_of_age(chart: &Chart, instant: i64) -> Option<i64> {
    let Some(born) = chart.identity().and_then(|identity| identity.born) else { return Some(instant) };
    let own = i64::from(born.plus_years(OF_AGE_YEARS).number()) * DAY_MS;
    (own <= instant).then_some(own)
}
