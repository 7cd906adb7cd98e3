//! The cells of one day, one bit each.
#![expect(
    clippy::indexing_slicing,
    reason = "word indices are either loop variables below WORDS or `cell / 64` after a check against CELLS_MAX"
)]

/// Words of 64 cells in a day.
const WORDS: usize = 5;

/// The most cells a day can have: a day of 25 hours in steps of 5 minutes is 300.
pub const CELLS_MAX: usize = WORDS * 64;

/// A set of cells of one day; cell 0 is the earliest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cells([u64; WORDS]);

impl Cells {
    /// No cell at all.
    pub const NONE: Self = Self([0; WORDS]);

    /// The cells `from..to`; what lies beyond the longest day is cut off.
    #[must_use]
    pub fn span(from: usize, to: usize) -> Self {
        let mut cells = Self::NONE;
        for (at, word) in cells.0.iter_mut().enumerate() {
            let low = from.clamp(at * 64, at * 64 + 64) - at * 64;
            let high = to.clamp(at * 64, at * 64 + 64) - at * 64;
            *word = below(high) & !below(low);
        }
        cells
    }

    /// The set whose cells are the bits of five words, the earliest cell the lowest bit of the first.
    #[must_use]
    pub const fn from_words(words: [u64; 5]) -> Self {
        Self(words)
    }

    /// Adds one cell; beyond the longest day nothing happens.
    pub fn add(&mut self, cell: usize) {
        if cell < CELLS_MAX {
            self.0[cell / 64] |= 1 << (cell % 64);
        }
    }

    /// Whether the cell is in the set.
    #[must_use]
    pub fn has(&self, cell: usize) -> bool {
        cell < CELLS_MAX && self.0[cell / 64] >> (cell % 64) & 1 == 1
    }

    /// Whether there is no cell in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// How many cells there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The earliest cell.
    #[must_use]
    pub fn first(&self) -> Option<usize> {
        let at = self.0.iter().position(|word| *word != 0)?;
        Some(at * 64 + self.0[at].trailing_zeros() as usize)
    }

    /// The cells in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self;
        std::iter::from_fn(move || {
            let cell = rest.first()?;
            rest.0[cell / 64] &= rest.0[cell / 64] - 1;
            Some(cell)
        })
    }

    /// Cells in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// Cells in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    /// Cells of this set that are not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & !other.0[at]))
    }

    /// Every cell moved `by` cells towards the morning; cells before the first fall away.
    #[must_use]
    pub fn earlier(self, by: usize) -> Self {
        let (words, bits) = (by / 64, by % 64);
        let word = |at: usize| self.0.get(at).copied().unwrap_or(0);
        Self(std::array::from_fn(|at| {
            let low = word(at + words) >> bits;
            if bits == 0 { low } else { low | word(at + words + 1) << (64 - bits) }
        }))
    }

    /// Every cell moved `by` cells towards the evening; cells beyond the longest day fall away.
    #[must_use]
    pub fn later(self, by: usize) -> Self {
        let (words, bits) = (by / 64, by % 64);
        let word = |at: Option<usize>| at.map_or(0, |at| self.0[at]);
        Self(std::array::from_fn(|at| {
            let high = word(at.checked_sub(words)) << bits;
            if bits == 0 { high } else { high | word(at.checked_sub(words + 1)) >> (64 - bits) }
        }))
    }

    /// The cells at which `length` free cells in a row begin: shift and AND, doubling the step.
    /// A length of 0 gives the set itself, as a length of 1 does.
    #[must_use]
    pub fn starts(self, length: usize) -> Self {
        let mut runs = self;
        let mut long = 1;
        while long < length {
            let step = long.min(length - long);
            runs = runs.and(runs.earlier(step));
            long += step;
        }
        runs
    }

    /// The cells covered by something of `length` that begins at one of these cells.
    #[must_use]
    pub fn covered(self, length: usize) -> Self {
        let mut runs = self;
        let mut long = 1;
        while long < length {
            let step = long.min(length - long);
            runs = runs.or(runs.later(step));
            long += step;
        }
        runs
    }
}

/// The lowest `count` bits (0 to 64).
fn below(count: usize) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(cells: &[usize]) -> Cells {
        let mut set = Cells::NONE;
        for cell in cells {
            set.add(*cell);
        }
        set
    }

    proptest! {
        #[test]
        fn moving_there_and_back_loses_only_what_fell_off(
            cells in prop::collection::vec(0..CELLS_MAX, 0..80), by in 0..=CELLS_MAX + 3
        ) {
            let kept: Vec<usize> = cells.iter().copied().filter(|cell| *cell >= by).collect();
            prop_assert_eq!(of(&cells).earlier(by).later(by), of(&kept));
            let moved: Vec<usize> = kept.iter().map(|cell| cell - by).collect();
            prop_assert_eq!(of(&cells).earlier(by), of(&moved));
            let kept: Vec<usize> = cells.iter().copied().filter(|cell| cell + by < CELLS_MAX).collect();
            prop_assert_eq!(of(&cells).later(by).earlier(by), of(&kept));
        }

        #[test]
        fn a_start_is_a_cell_with_all_the_length_free(
            gaps in prop::collection::vec(0..CELLS_MAX, 0..12), length in 1_usize..80
        ) {
            let free = Cells::span(0, CELLS_MAX).without(of(&gaps));
            let starts = free.starts(length);
            for cell in 0..CELLS_MAX {
                let whole = (cell..cell + length).all(|one| free.has(one));
                prop_assert_eq!(starts.has(cell), whole);
            }
            prop_assert_eq!(starts.covered(length).without(free), Cells::NONE);
        }

        #[test]
        fn a_span_has_its_cells_in_order(from in 0..CELLS_MAX, long in 0..CELLS_MAX) {
            let to = (from + long).min(CELLS_MAX);
            let cells: Vec<usize> = Cells::span(from, to).iter().collect();
            prop_assert_eq!(cells, (from..to).collect::<Vec<_>>());
            prop_assert_eq!(Cells::span(from, to).count() as usize, to - from);
        }
    }
}
