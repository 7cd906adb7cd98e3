//! Photographs: what the ledger says of them; the sealed file stands beside it.
use serde::{Deserialize, Serialize};

/// A photograph that is stored beside the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// SHA-256 of the sealed file, hexadecimal.
    pub file_hash: String,
    /// View, such as `front`, `left_45`.
    pub view: String,
}
