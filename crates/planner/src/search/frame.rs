//! What follows from the visits so far: the earliest days, and the least cost of what is left.
use super::ground::NEVER;
use super::packing::common_day;
use super::placement::{Search, members};
use super::queue::delay;

/// What follows from the visits so far.
#[derive(Clone, Default)]
pub(super) struct Frame {
    /// Earliest day of every visit.
    pub(super) days: Vec<i32>,
    /// For every item the first day that the visits leave to its next session.
    pub(super) ready: Vec<i32>,
    /// The last visit of every item.
    pub(super) last: Vec<Option<usize>>,
    /// For every item the least days from its last session to its next one, whatever the calendar.
    pub(super) lead: Vec<i32>,
    /// Least days from every earlier visit to the last one, whatever the calendar.
    pub(super) row: Vec<i32>,
    /// Consecutive sessions of one course: the two visits and the most days between them.
    pub(super) links: Vec<(usize, usize, i32)>,
}

impl Frame {
    /// Becomes the same as the other frame, but for the row, in the memory it has.
    fn follow(&mut self, before: &Self) {
        self.days.clone_from(&before.days);
        self.ready.clone_from(&before.ready);
        self.last.clone_from(&before.last);
        self.lead.clone_from(&before.lead);
        self.links.clone_from(&before.links);
    }
}

impl Search<'_, '_> {
    /// What follows when the visit that was just pushed comes next: its bound and its frame, unless it is impossible.
    pub(super) fn follow(&mut self, before: &Frame, place: usize, frame: &mut Frame) -> Option<i64> {
        if self.visits.len() + self.packing.least_visits(&self.left, self.state) > self.ground.max_visits {
            return None;
        }
        let set = self.sets[place];
        let visit = before.days.len();
        let mut day = before.days.last().map_or(0, |day| day + 1);
        for item in members(set) {
            day = day.max(before.ready[item]);
        }
        let day = common_day(self.ground, self.items, set, day);
        if day >= NEVER {
            return None;
        }
        self.distances(place, &mut frame.row);
        frame.follow(before);
        frame.days.push(day);
        for item in members(set) {
            let course = &self.ground.courses[self.items[item].course];
            if let Some(last) = before.last[item] {
                if frame.row[last] > course.max_gap {
                    return None;
                }
                frame.links.push((last, visit, course.max_gap));
            }
            frame.last[item] = Some(visit);
            frame.lead[item] = 0;
        }
        for (item, _) in self.left.iter().enumerate().filter(|x| *x.1 > 0) {
            let gap = self.after[place][item];
            frame.ready[item] = frame.ready[item].max(day + gap);
            if let Some(last) = frame.last[item] {
                let reach = frame.row.get(last).copied().unwrap_or(0);
                frame.lead[item] = frame.lead[item].max(reach + gap);
                if frame.lead[item] > self.ground.courses[self.items[item].course].max_gap {
                    return None;
                }
            }
        }
        while self.hold_together(frame) {
            if !self.forward(frame) {
                return None;
            }
        }
        self.cost(frame)
    }

    /// Least days from every visit so far to the next one, which holds the set at this place.
    fn distances(&self, place: usize, row: &mut Vec<i32>) {
        let set = self.sets[place];
        row.clear();
        row.resize(self.rows.len(), 0);
        for (via, before) in self.rows.iter().enumerate() {
            let gaps = &self.after[self.visits[via]];
            let gap = members(set).map(|item| gaps[item]).max().unwrap_or(1);
            row[via] = row[via].max(gap);
            for (own, reach) in row.iter_mut().zip(before) {
                *own = (*own).max(reach + gap);
            }
        }
    }

    /// Least gaps and allowed days, after a day moved.
    fn forward(&self, frame: &mut Frame) -> bool {
        frame.ready.fill(0);
        for (visit, &place) in self.visits.iter().enumerate() {
            let set = self.sets[place];
            let before = if visit == 0 { 0 } else { frame.days[visit - 1] + 1 };
            let ready = members(set).map(|item| frame.ready[item]).max().unwrap_or(0);
            let day = common_day(self.ground, self.items, set, frame.days[visit].max(before).max(ready));
            if day >= NEVER {
                return false;
            }
            frame.days[visit] = day;
            for (ready, gap) in frame.ready.iter_mut().zip(&self.after[place]) {
                *ready = (*ready).max(day + gap);
            }
        }
        true
    }

    /// Greatest gaps: an earlier session waits for a later one, placed or not. True when a day moved.
    fn hold_together(&self, frame: &mut Frame) -> bool {
        let mut moved = false;
        for &(before, after, most) in frame.links.iter().rev() {
            if frame.days[after] - frame.days[before] > most {
                frame.days[before] = frame.days[after] - most;
                moved = true;
            }
        }
        if moved {
            return true;
        }
        for (item, &left) in self.left.iter().enumerate() {
            if let (Some(last), true) = (frame.last[item], left > 0) {
                let course = &self.ground.courses[self.items[item].course];
                let next = course.first_day(frame.ready[item]);
                if next - frame.days[last] > course.max_gap {
                    frame.days[last] = next - course.max_gap;
                    moved = true;
                }
            }
        }
        moved
    }

    /// Least cost of all completions; none when some session has no day left.
    pub(super) fn cost(&mut self, frame: &Frame) -> Option<i64> {
        let mut waits = 0;
        for (item, &left) in self.left.iter().enumerate().filter(|x| *x.1 > 0) {
            waits += self.ground.courses[self.items[item].course].chain(frame.ready[item], left)?;
        }
        for (&place, &day) in self.visits.iter().zip(&frame.days) {
            waits += i64::from(self.sets[place].count_ones()) * i64::from(day);
        }
        let visits = self.visits.len() + self.packing.least_visits(&self.left, self.state);
        if visits > self.ground.max_visits {
            return None;
        }
        let cost = self.fees.day * waits + self.fees.visit * i64::try_from(visits).unwrap_or(0);
        if cost >= self.limit || self.queues.is_empty() {
            return Some(cost);
        }
        let sessions = &mut self.waiting;
        sessions.clear();
        for (item, &left) in self.left.iter().enumerate() {
            let course = &self.ground.courses[self.items[item].course];
            let mut day = frame.ready[item];
            for _ in 0..left {
                day = course.first_day(day);
                sessions.push((day, item));
                day += course.min_gap;
            }
        }
        Some(cost + self.fees.day * delay(&self.queues, sessions))
    }
}
