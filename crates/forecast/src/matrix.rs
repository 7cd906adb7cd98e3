//! Small dense linear algebra: the Cholesky factor of a symmetric matrix and what follows from it.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is below `n`, and every row is made with n numbers"
)]

/// A symmetric matrix of side `n`, stored in full, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    n: usize,
    cells: Vec<f64>,
}

impl Symmetric {
    /// A matrix of zeros.
    #[must_use]
    pub fn zeros(n: usize) -> Self {
        Self { n, cells: vec![0.0; n * n] }
    }

    /// The length of a side.
    #[must_use]
    pub const fn side(&self) -> usize {
        self.n
    }

    /// The number in row `i`, column `j`; zero outside.
    #[must_use]
    pub fn at(&self, i: usize, j: usize) -> f64 {
        if i < self.n && j < self.n { self.cells[i * self.n + j] } else { 0.0 }
    }

    /// Adds `value` at (i, j) and, off the diagonal, at (j, i). Outside it does nothing.
    pub fn add(&mut self, i: usize, j: usize, value: f64) {
        if i < self.n && j < self.n {
            self.cells[i * self.n + j] += value;
            if i != j {
                self.cells[j * self.n + i] += value;
            }
        }
    }

    /// r' M q for two vectors of length `n`; missing numbers count as zero.
    #[must_use]
    pub fn between(&self, r: &[f64], q: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (i, a) in r.iter().enumerate().take(self.n) {
            let row = &self.cells[i * self.n..(i + 1) * self.n];
            sum += a * row.iter().zip(q).map(|(m, b)| m * b).sum::<f64>();
        }
        sum
    }

    /// M v.
    #[must_use]
    pub fn times(&self, v: &[f64]) -> Vec<f64> {
        (0..self.n)
            .map(|i| self.cells[i * self.n..(i + 1) * self.n].iter().zip(v).map(|(m, b)| m * b).sum())
            .collect()
    }

    /// The lower triangular factor L with L L' = M, if M is positive definite.
    #[must_use]
    pub fn factor(&self) -> Option<Factor> {
        let n = self.n;
        let mut l = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
                let rest = self.cells[i * n + j] - dot;
                if i == j {
                    if !(rest > 0.0 && rest.is_finite()) {
                        return None;
                    }
                    l[i * n + i] = rest.sqrt();
                } else {
                    l[i * n + j] = rest / l[j * n + j];
                }
            }
        }
        Some(Factor { n, l })
    }
}

/// The Cholesky factor of a positive definite matrix.
#[derive(Debug, Clone)]
pub struct Factor {
    n: usize,
    l: Vec<f64>,
}

impl Factor {
    /// x with M x = b. `b` must have as many numbers as the matrix has rows; missing ones count as zero.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.n;
        let mut x: Vec<f64> = (0..n).map(|i| b.get(i).copied().unwrap_or(0.0)).collect();
        for i in 0..n {
            let dot: f64 = (0..i).map(|k| self.l[i * n + k] * x[k]).sum();
            x[i] = (x[i] - dot) / self.l[i * n + i];
        }
        for i in (0..n).rev() {
            let dot: f64 = (i + 1..n).map(|k| self.l[k * n + i] * x[k]).sum();
            x[i] = (x[i] - dot) / self.l[i * n + i];
        }
        x
    }

    /// The inverse of the factored matrix.
    #[must_use]
    pub fn inverse(&self) -> Symmetric {
        let n = self.n;
        let mut inverse = Symmetric::zeros(n);
        for j in 0..n {
            let mut unit = vec![0.0; n];
            unit[j] = 1.0;
            let column = self.solve(&unit);
            for (i, value) in column.iter().enumerate().take(j + 1) {
                inverse.add(i, j, *value);
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Symmetric {
        let mut m = Symmetric::zeros(3);
        for (i, j, v) in [(0, 0, 4.0), (1, 1, 5.0), (2, 2, 6.0), (0, 1, 1.0), (0, 2, -0.5), (1, 2, 2.0)] {
            m.add(i, j, v);
        }
        m
    }

    #[test]
    fn the_inverse_undoes_the_matrix() {
        let m = example();
        let inverse = m.factor().unwrap().inverse();
        for (k, unit) in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].iter().enumerate() {
            for (i, x) in inverse.times(&m.times(unit)).iter().enumerate() {
                assert!((x - f64::from(u8::from(i == k))).abs() < 1e-12);
            }
        }
        assert!((m.between(&[1.0, 2.0, 0.0], &[0.0, 1.0, 1.0]) - (1.0 - 0.5 + 10.0 + 4.0)).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_positive_has_no_factor() {
        let mut m = example();
        m.add(2, 2, -9.0);
        assert!(m.factor().is_none());
        m.add(2, 2, f64::NAN);
        assert!(m.factor().is_none());
    }
}
