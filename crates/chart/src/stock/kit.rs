//! The emergency kit: what belongs into it, and when somebody last looked that it is there and in date.
use super::{Stock, slug, text};
use crate::ChartError;
use crate::register::By;
use crate::seal::Chance;
use knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::{Day, Group};

/// The book of the emergency kit.
pub const KIT: &str = "kit";
/// A look at the kit counts for so many days (the house's own default; the clinic's protocol may ask for more).
pub const KIT_CHECK_DAYS: i32 = 31;
/// The most things in a kit.
pub const KIT_ITEMS_MAX: usize = 100;

/// Something that belongs into the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitItem {
    /// Its key.
    pub key: String,
    /// Its name, with strength and pack.
    pub name: String,
    /// How many must be there.
    pub need: u16,
    /// Treatments that must not begin without it; empty = whatever needs a kit.
    #[serde(default)]
    pub treatments: Vec<String>,
}

/// What somebody saw of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Key of the thing.
    pub key: String,
    /// How many were there.
    pub count: u16,
    /// The earliest last day among them; absent = it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
}

/// What happens to the kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum KitEvent {
    /// What belongs into it, from here on.
    Agreed {
        /// All of it.
        items: Vec<KitItem>,
    },
    /// Somebody looked.
    Checked {
        /// The day.
        on: Day,
        /// What was seen.
        seen: Vec<Seen>,
    },
}

/// The kit as its book tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kit {
    /// What belongs into it.
    pub items: Vec<KitItem>,
    /// The last look: day, who, and what was seen by key.
    pub checked: Option<(Day, String, BTreeMap<String, Seen>)>,
}

/// Whether a treatment is only done with an emergency kit at hand: everything that is injected, burns light into
/// the skin under a drug, or is numbed by infiltration.
#[must_use]
pub fn needs_kit(k: &Knowledge, treatment: &str) -> bool {
    k.treatment(treatment).is_some_and(|t| {
        matches!(t.group, Some(Group::Bont | Group::Fil | Group::Prp | Group::Abl))
            || t.room.contains("emergency kit")
    })
}

impl Stock<'_> {
    /// Tells an event about the kit.
    ///
    /// # Errors
    /// A thing has no name or an unknown treatment, a look lies after `day` or names what does not belong into the kit, or
    /// the database refuses.
    pub async fn tell_kit(
        &self,
        k: &Knowledge,
        event: &KitEvent,
        day: Day,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<(), ChartError> {
        let form = |what: &str, why: String| ChartError::Form { what: what.to_owned(), why };
        let kind = match event {
            KitEvent::Agreed { items } => {
                if items.len() > KIT_ITEMS_MAX {
                    return Err(ChartError::Limit { what: "things", limit: KIT_ITEMS_MAX, got: items.len() });
                }
                for item in items {
                    slug("the thing's key", &item.key)?;
                    text("the name", &item.name)?;
                    if let Some(code) = item.treatments.iter().find(|code| k.treatment(code).is_none()) {
                        return Err(form("the treatments", format!("no treatment has the code `{code}`")));
                    }
                }
                "agreed"
            }
            KitEvent::Checked { on, .. } if *on > day => {
                return Err(form("the day of the look", format!("{on} is still to come")));
            }
            KitEvent::Checked { .. } => "checked",
        };
        let check = |told: &[super::Told<KitEvent>]| {
            let KitEvent::Checked { seen, .. } = event else { return Ok(()) };
            let kit = fold(told);
            match seen.iter().find(|s| !kit.items.iter().any(|i| i.key == s.key)) {
                Some(stranger) => {
                    Err(ChartError::Missing { what: "thing in the kit", id: stranger.key.clone() })
                }
                None => Ok(()),
            }
        };
        self.tell(KIT, kind, event, by, chance, &check).await.map(|_| ())
    }

    /// The kit.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn kit(&self) -> Result<Kit, ChartError> {
        Ok(fold(&self.events::<KitEvent>(KIT).await?))
    }
}

fn fold(told: &[super::Told<KitEvent>]) -> Kit {
    let mut kit = Kit::default();
    for told in told {
        match &told.event {
            KitEvent::Agreed { items } => kit.items.clone_from(items),
            KitEvent::Checked { on, seen } => {
                let seen = seen.iter().map(|s| (s.key.clone(), s.clone())).collect();
                kit.checked = Some((*on, told.author.clone(), seen));
            }
        }
    }
    kit
}
