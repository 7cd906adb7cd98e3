//! A small dense primal simplex. Its duals only *suggest* multipliers; the bound itself is recomputed in integers.

use super::pace::Pace;

/// `maximise c·x` with `A x ≤ b`, `x ≥ 0`, `b ≥ 0`, as a dense tableau.
pub(super) struct Simplex {
    rows: usize,
    columns: usize,
    width: usize,
    /// `rows + 1` rows of `width` numbers; the last row is the objective, the last column the right side.
    cells: Vec<f64>,
    basis: Vec<usize>,
}

const SMALL: f64 = 1e-9;
const PIVOTS: u32 = 3000;
/// Cells of the tableau that a pivot rewrites in about one step.
const CELLS_PER_STEP: u64 = 4_000;

impl Simplex {
    /// An empty tableau of `rows` constraints over `columns` variables.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        let width = columns + rows + 1;
        let mut cells = vec![0.0; (rows + 1) * width];
        for row in 0..rows {
            cells[row * width + columns + row] = 1.0;
        }
        Self { rows, columns, width, cells, basis: (columns..columns + rows).collect() }
    }

    /// Sets a coefficient of a constraint.
    pub(super) fn set(&mut self, row: usize, column: usize, value: f64) {
        self.cells[row * self.width + column] = value;
    }

    /// Sets the right side of a constraint, which must not be negative.
    pub(super) fn limit(&mut self, row: usize, value: f64) {
        // A hair of difference between the rows keeps a degenerate corner from being walked in a circle.
        let hair = f64::from(u32::try_from(row * 7919 % 1013).unwrap_or(0)) * 1e-10;
        self.cells[row * self.width + self.width - 1] = value + 1e-7 + hair;
    }

    /// Sets the profit of a variable.
    pub(super) fn profit(&mut self, column: usize, value: f64) {
        self.cells[self.rows * self.width + column] = -value;
    }

    /// Walks to the optimum, or gives up after a fixed number of pivots or when the search has to end.
    pub(super) fn solve(&mut self, pace: &mut Pace<'_>) {
        let cost = 1 + u64::try_from(self.cells.len()).unwrap_or(0) / CELLS_PER_STEP;
        for _ in 0..PIVOTS {
            let Some(column) = self.entering() else { return };
            let Some(row) = self.leaving(column) else { return };
            self.pivot(row, column);
            if !pace.spend(cost) {
                return;
            }
        }
    }

    /// The dual value of a constraint.
    pub(super) fn dual(&self, row: usize) -> f64 {
        self.cells[self.rows * self.width + self.columns + row].max(0.0)
    }

    /// The values of the variables.
    pub(super) fn values(&self) -> Vec<f64> {
        let mut values = vec![0.0; self.columns];
        for (row, &column) in self.basis.iter().enumerate() {
            if column < self.columns {
                values[column] = self.cells[row * self.width + self.width - 1];
            }
        }
        values
    }

    fn entering(&self) -> Option<usize> {
        let objective = &self.cells[self.rows * self.width..(self.rows + 1) * self.width - 1];
        let mut best = (-1e-7, None);
        for (column, &value) in objective.iter().enumerate() {
            if value < best.0 {
                best = (value, Some(column));
            }
        }
        best.1
    }

    fn leaving(&self, column: usize) -> Option<usize> {
        let mut best = (f64::INFINITY, None);
        for row in 0..self.rows {
            let at = row * self.width;
            let slope = self.cells[at + column];
            if slope > SMALL {
                let ratio = self.cells[at + self.width - 1] / slope;
                if ratio < best.0 {
                    best = (ratio, Some(row));
                }
            }
        }
        best.1
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width;
        let at = row * width;
        let scale = 1.0 / self.cells[at + column];
        for cell in &mut self.cells[at..at + width] {
            *cell *= scale;
        }
        let (before, rest) = self.cells.split_at_mut(at);
        let (own, after) = rest.split_at_mut(width);
        for other in before.chunks_exact_mut(width).chain(after.chunks_exact_mut(width)) {
            let factor = other[column];
            if factor != 0.0 {
                for (cell, from) in other.iter_mut().zip(own.iter()) {
                    *cell -= factor * from;
                }
            }
        }
        self.basis[row] = column;
    }
}
