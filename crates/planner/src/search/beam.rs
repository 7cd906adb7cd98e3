//! A first placement quickly: of all beginnings with as many visits, only the most promising go on.
use super::frame::Frame;
use super::placement::{Child, Search};

/// Beginnings that go on to the next visit.
const WIDTH: usize = 8;

/// The visits so far and what is left.
struct Beginning {
    visits: Vec<usize>,
    rows: Vec<Vec<i32>>,
    left: Vec<usize>,
    state: usize,
    frame: Frame,
}

impl Search<'_, '_> {
    /// Looks for a placement below the limit among the most promising beginnings; leaves the search at its start.
    pub(super) fn beam(&mut self, start: &Frame) {
        let begin = self.beginning(Frame::default());
        let mut level = vec![self.beginning(start.clone())];
        while !level.is_empty() && self.limit > self.floor {
            let mut next: Vec<(usize, Child)> = Vec::new();
            for (from, beginning) in level.iter().enumerate() {
                self.load(beginning);
                if self.state == 0 {
                    self.keep(&beginning.frame.days);
                    continue;
                }
                let (children, goes_on) = self.children(&beginning.frame);
                next.extend(children.into_iter().map(|child| (from, child)));
                if !goes_on {
                    self.load(&begin);
                    return;
                }
            }
            next.sort_by_key(|(from, child)| (child.bound, self.order(child), *from));
            next.truncate(WIDTH);
            let following = next.into_iter().map(|(from, child)| {
                self.load(&level[from]);
                self.push(child.place);
                self.rows.push(child.frame.row.clone());
                self.beginning(child.frame)
            });
            level = following.collect();
        }
        self.load(&begin);
    }

    fn beginning(&self, frame: Frame) -> Beginning {
        Beginning {
            visits: self.visits.clone(),
            rows: self.rows.clone(),
            left: self.left.clone(),
            state: self.state,
            frame,
        }
    }

    fn load(&mut self, beginning: &Beginning) {
        self.visits.clone_from(&beginning.visits);
        self.rows.clone_from(&beginning.rows);
        self.left.clone_from(&beginning.left);
        self.state = beginning.state;
    }
}
