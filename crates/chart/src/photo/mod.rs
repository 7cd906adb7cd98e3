//! Photographs: what the ledger says of them; the sealed file stands beside it.
mod clean;
mod marks;

pub use clean::{BYTES_MAX, Clean, EDGE_MAX, EDGE_MIN, KEPT_EDGE, PIXELS_MAX, SMALL_EDGE, Unfit, clean};

use crate::ChartError;
use crate::history::wrong;
use serde::{Deserialize, Serialize};
use vocab::{Day, Zone};

/// The longest remark on a photograph, letters.
pub const NOTE_MAX: usize = 500;

vocab::words! {
    /// From where a photograph shows the person; left and right are the person's own.
    View, "view of a photograph" {
        /// Straight on.
        Front = "front",
        /// Turned by 45 degrees, the left cheek to the camera.
        Left45 = "left_45",
        /// Turned by 45 degrees, the right cheek to the camera.
        Right45 = "right_45",
        /// Left profile.
        Left90 = "left_90",
        /// Right profile.
        Right90 = "right_90",
        /// Chin lifted, from below.
        Below = "below",
        /// Head lowered, from above.
        Above = "above",
        /// A zone from near.
        Near = "near",
        /// A part of the body.
        Body = "body",
    }
}

impl View {
    /// What it is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Front => "Front",
            Self::Left45 => "Left, half turned",
            Self::Right45 => "Right, half turned",
            Self::Left90 => "Left profile",
            Self::Right90 => "Right profile",
            Self::Below => "From below",
            Self::Above => "From above",
            Self::Near => "One zone, near",
            Self::Body => "Body",
        }
    }

    /// The views of a whole set of a face, in the order of turning.
    pub const SET: [Self; 5] = [Self::Right90, Self::Right45, Self::Front, Self::Left45, Self::Left90];
}

/// A photograph that is stored beside the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// SHA-256 over the sealed pieces, hexadecimal.
    pub file_hash: String,
    /// From where it shows the person.
    pub view: View,
    /// The zone in a near view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The day on which it was taken, at the site.
    pub on: Day,
    /// Width, pixels.
    pub width: u32,
    /// Height, pixels.
    pub height: u32,
    /// A drawing instead of a photograph, as in the demonstration.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drawn: bool,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Photo {
    pub(crate) fn check(&self) -> Result<(), ChartError> {
        let is_hash = self.file_hash.len() == 64 && crate::seal::from_hex(&self.file_hash).is_some();
        if !is_hash {
            return Err(wrong("a photograph names the hash of its sealed pieces"));
        }
        let letters = self.note.chars().count();
        if letters > NOTE_MAX {
            return Err(ChartError::Limit { what: "letters of the remark", limit: NOTE_MAX, got: letters });
        }
        Ok(())
    }
}
