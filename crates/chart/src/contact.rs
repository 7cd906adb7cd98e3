//! How a patient may be reached, and for what: asked, recorded in the chart, sealed with it. Not knowing is never permission.
use crate::ChartError;
use crate::entry::Body;
use crate::fold::Chart;
use crate::history::wrong;
use crate::identity::Identity;
use crate::message::{Kind, Purpose, Way, Why};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest code of a language, such as `pt-BR`.
pub const LANGUAGE_MAX: usize = 12;
/// The longest reason for stopping every message, in characters.
pub const WHY_MAX: usize = 300;

/// What the house decided about all messages to a patient at once. Who and when stand in the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halt {
    /// Whether nothing is written; `false` takes an earlier stop back.
    pub stopped: bool,
    /// Why, in the words of whoever decided; 1 to [`WHY_MAX`] characters.
    pub why: String,
}

/// How a patient may be reached. The newest one counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The ways that the patient wants, the preferred one first; empty = nobody writes, somebody calls.
    #[serde(default)]
    pub ways: Vec<Way>,
    /// Language of the messages, such as `en`; empty = the house's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What was answered for each purpose; one that is missing was not asked.
    #[serde(default)]
    pub allows: BTreeMap<Purpose, bool>,
    /// Said by the patient through a link or an answer, not written down by staff.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_guest: bool,
    /// The newest decision of the house about all messages at once; what the guest answered stands beside it, unchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halt: Option<Halt>,
}

impl Contact {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        if self.language.chars().count() > LANGUAGE_MAX
            || !self.language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        {
            return Err(wrong("a language is a code such as `en` or `pt-BR`"));
        }
        if self.halt.as_ref().is_some_and(|halt| !(1..=WHY_MAX).contains(&halt.why.trim().chars().count())) {
            return Err(wrong(
                "stopping every message, or taking that back, says why in 1 to 300 characters",
            ));
        }
        let mut ways = self.ways.clone();
        ways.sort_unstable();
        ways.dedup();
        if ways.len() != self.ways.len() {
            return Err(wrong("each way is named once"));
        }
        Ok(())
    }

    /// Whether the house writes nothing to this patient.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.halt.as_ref().is_some_and(|halt| halt.stopped)
    }

    /// Refuses purposes, as the patient's own word; the rest stays.
    #[must_use]
    pub fn stopped(&self, purposes: &[Purpose]) -> Self {
        let mut stopped = Self { by_guest: true, ..self.clone() };
        stopped.allows.extend(purposes.iter().map(|purpose| (*purpose, false)));
        stopped
    }
}

/// Where a message of this kind goes: the way and the address.
///
/// # Errors
/// Why it goes nowhere: the house stopped every message, nobody asked, it was refused, there is no address, or no courier of
/// this house goes there.
pub fn reach(
    identity: &Identity,
    contact: Option<&Contact>,
    kind: Kind,
    couriers: &[Way],
) -> Result<(Way, String), Why> {
    let contact = contact.ok_or(Why::NotAsked)?;
    if contact.is_stopped() {
        return Err(Why::Stopped);
    }
    match contact.allows.get(&kind.purpose()) {
        None => return Err(Why::NotAsked),
        Some(false) => return Err(Why::Refused),
        Some(true) => {}
    }
    let address = |way: &Way| {
        let written = match way {
            Way::Email => identity.email.as_deref(),
            Way::Text => identity.phone.as_deref(),
        };
        Some((*way, written?.trim().to_owned())).filter(|(_, to)| !to.is_empty())
    };
    let mut why = Why::NoAddress;
    for way in &contact.ways {
        let Some(found) = address(way) else { continue };
        if couriers.contains(way) {
            return Ok(found);
        }
        why = Why::NoCourier;
    }
    Err(why)
}

impl Chart {
    /// How the patient may be reached, by the newest line that says so and still counts; `None` = nobody asked.
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        self.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::Contact(contact)) => Some(contact),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_and_an_address_reach_somebody() {
        let amara = Identity {
            name: "Amara".to_owned(),
            email: Some(" amara@example.org ".to_owned()),
            phone: None,
            ..Identity::default()
        };
        let contact = |ways: &[Way], recall: Option<bool>| Contact {
            ways: ways.to_vec(),
            allows: recall.map(|yes| (Purpose::Recall, yes)).into_iter().collect(),
            ..Contact::default()
        };
        let (email, text) = (Way::Email, Way::Text);
        let mail = Ok((email, "amara@example.org".to_owned()));
        for (contact, couriers, want) in [
            (None, vec![email], Err(Why::NotAsked)),
            (Some(contact(&[email], None)), vec![email], Err(Why::NotAsked)),
            (Some(contact(&[email], Some(false))), vec![email], Err(Why::Refused)),
            (Some(contact(&[], Some(true))), vec![email], Err(Why::NoAddress)),
            (Some(contact(&[text], Some(true))), vec![email, text], Err(Why::NoAddress)),
            (Some(contact(&[email], Some(true))), vec![text], Err(Why::NoCourier)),
            (Some(contact(&[text, email], Some(true))), vec![email, text], mail.clone()),
            (Some(contact(&[email], Some(true))), vec![email], mail),
        ] {
            assert_eq!(reach(&amara, contact.as_ref(), Kind::Recall, &couriers), want, "{contact:?}");
        }
        let yes = contact(&[email], Some(true));
        assert_eq!(
            reach(&amara, Some(&yes), Kind::Reminder, &[email]),
            Err(Why::NotAsked),
            "asked by purpose"
        );
        let stopped = yes.stopped(&[Purpose::Recall]);
        assert_eq!(reach(&amara, Some(&stopped), Kind::Recall, &[email]), Err(Why::Refused));
        assert!(stopped.by_guest && stopped.ways == yes.ways);
    }

    #[test]
    fn what_the_house_stopped_goes_nowhere_and_the_answers_stay() {
        let amara = Identity { email: Some("amara@example.org".to_owned()), ..Identity::default() };
        let halt = |stopped, why: &str| Some(Halt { stopped, why: why.to_owned() });
        let allows: BTreeMap<Purpose, bool> = Purpose::ALL.iter().map(|purpose| (*purpose, true)).collect();
        let yes = Contact { ways: vec![Way::Email], allows, ..Contact::default() };
        let stopped = Contact { halt: halt(true, "her sister asked for quiet"), ..yes.clone() };
        for kind in Kind::ALL {
            assert_eq!(reach(&amara, Some(&stopped), *kind, &[Way::Email]), Err(Why::Stopped));
        }
        let again = Contact { halt: halt(false, "she is back"), ..stopped };
        assert!(
            reach(&amara, Some(&again), Kind::Recall, &[Way::Email]).is_ok() && again.allows == yes.allows
        );
        for (why, fine) in [("", false), (" ", false), ("x", true), (&"x".repeat(301), false)] {
            assert_eq!(Contact { halt: halt(true, why), ..yes.clone() }.check().is_ok(), fine, "{why}");
        }
    }

    #[test]
    fn a_language_is_a_code_and_a_way_stands_once() {
        let of = |language: &str| Contact { language: language.to_owned(), ..Contact::default() };
        assert!(of("en").check().is_ok() && of("pt-BR").check().is_ok() && of("").check().is_ok());
        assert!(of("English, please").check().is_err());
        let twice = Contact { ways: vec![Way::Email, Way::Email], ..Contact::default() };
        assert!(twice.check().is_err());
    }
}
