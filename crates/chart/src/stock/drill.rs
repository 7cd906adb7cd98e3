//! A recall, or the drill of one: when the lot was named and when the list of everybody whom it reached was at hand.
use super::{Stock, Told, text};
use crate::ChartError;
use crate::book::Head;
use crate::register::By;
use crate::seal::Chance;
use serde::{Deserialize, Serialize};

/// The book of recalls and their drills.
pub const DRILLS: &str = "drills";

/// What is told of a recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum DrillEvent {
    /// A lot was named, and the clock runs.
    Began {
        /// The number on the notice.
        number: String,
        /// A recall of the maker; else it is a drill.
        real: bool,
    },
    /// The list and the letters are at hand.
    Finished {
        /// Place in the book at which it began.
        began: u64,
        /// How many patients the lot reached.
        reached: u32,
    },
}

/// A recall or a drill as the book tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Place in the book at which it began.
    pub began: u64,
    /// The number on the notice.
    pub number: String,
    /// A recall of the maker.
    pub real: bool,
    /// Who began it.
    pub by: String,
    /// When, milliseconds since 1970.
    pub began_at: i64,
    /// When the list was at hand, and how many patients it had.
    pub finished: Option<(i64, u32)>,
}

impl Stock<'_> {
    /// Tells that a recall or its drill began, or that its list is at hand.
    ///
    /// # Errors
    /// The number is no text, what ends never began or has ended, or the database refuses.
    pub async fn tell_drill(
        &self,
        event: &DrillEvent,
        by: &By,
        chance: &mut dyn Chance,
    ) -> Result<Head, ChartError> {
        let kind = match event {
            DrillEvent::Began { number, .. } => {
                text("the number of the lot", number)?;
                "began"
            }
            DrillEvent::Finished { .. } => "finished",
        };
        let check = |told: &[Told<DrillEvent>]| {
            let DrillEvent::Finished { began, .. } = event else { return Ok(()) };
            let open = fold(told).into_iter().any(|one| one.began == *began && one.finished.is_none());
            let missing = || ChartError::Missing { what: "open recall", id: began.to_string() };
            open.then_some(()).ok_or_else(missing)
        };
        self.tell(DRILLS, kind, event, by, chance, &check).await
    }

    /// Every recall and drill, the newest first.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn drills(&self) -> Result<Vec<Drill>, ChartError> {
        let mut all = fold(&self.events::<DrillEvent>(DRILLS).await?);
        all.reverse();
        Ok(all)
    }
}

fn fold(told: &[Told<DrillEvent>]) -> Vec<Drill> {
    let mut all: Vec<Drill> = Vec::new();
    for one in told {
        match &one.event {
            DrillEvent::Began { number, real } => all.push(Drill {
                began: one.seq,
                number: number.clone(),
                real: *real,
                by: one.author.clone(),
                began_at: one.at,
                finished: None,
            }),
            DrillEvent::Finished { began, reached } => {
                if let Some(drill) = all.iter_mut().find(|drill| drill.began == *began) {
                    drill.finished.get_or_insert((one.at, *reached));
                }
            }
        }
    }
    all
}
