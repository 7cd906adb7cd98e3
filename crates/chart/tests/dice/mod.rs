//! Chance that a test can repeat: numbers from a seed, never for a real record.
use chart::Chance;

/// The seed, and then the state.
pub(crate) struct Dice(pub(crate) u64);

impl Chance for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = self.0.to_be_bytes().first().copied().unwrap_or_default();
        }
    }
}
