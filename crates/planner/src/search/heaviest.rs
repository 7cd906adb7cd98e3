//! The heaviest visit: which courses of one day weigh the most together?
use super::ground::Ground;

/// Most visits that are looked at for the heaviest one; only instances far beyond real ones come there.
const MAX_LOOKS: u32 = 20_000;

/// The search for the heaviest visit.
struct Scale<'a> {
    ground: &'a Ground,
    best: i64,
    looks: u32,
}

/// The most that the courses of one visit can weigh together, by branching over the courses: exact, or more where there are too many.
pub(super) fn heaviest_visit(ground: &Ground, active: &[usize], weight: &[i64]) -> i64 {
    let mut open: Vec<(usize, i64)> =
        active.iter().copied().zip(weight.iter().copied()).filter(|x| x.1 > 0).collect();
    open.sort_by_key(|&(a, weight)| (-weight, a));
    let mut scale = Scale { ground, best: 0, looks: 0 };
    scale.grow(&open, 0, (ground.max_together, ground.max_minutes), 0);
    if scale.looks < MAX_LOOKS {
        scale.best
    } else {
        open.iter().take(ground.max_together).map(|x| x.1).sum()
    }
}

impl Scale<'_> {
    /// Adds each of the open courses, heaviest first, to the chosen ones. `room` is the number and the minutes that are left.
    fn grow(&mut self, open: &[(usize, i64)], chosen: u64, room: (usize, i64), sum: i64) {
        self.best = self.best.max(sum);
        self.looks += 1;
        if room.0 == 0 || self.looks >= MAX_LOOKS {
            return;
        }
        for (place, &(a, weight)) in open.iter().enumerate() {
            // `open` is sorted by weight, so that this many of the heaviest left bound what may still come.
            if sum + open[place..].iter().take(room.0).map(|x| x.1).sum::<i64>() <= self.best {
                return;
            }
            let minutes = self.ground.courses[a].minutes;
            if self.ground.clash[a] & chosen == 0 && minutes <= room.1 {
                let room = (room.0 - 1, room.1 - minutes);
                self.grow(&open[place + 1..], chosen | 1 << a, room, sum + weight);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Instance;

    fn ground() -> Ground {
        let text = include_str!("../../data/instances/p24.json");
        Ground::new(&serde_json::from_str::<Instance>(text).unwrap())
    }

    fn fits(ground: &Ground, set: u32, active: &[usize]) -> bool {
        let chosen: Vec<usize> = active.iter().copied().filter(|a| set >> a & 1 == 1).collect();
        let minutes: i64 = chosen.iter().map(|&a| ground.courses[a].minutes).sum();
        let apart = chosen.iter().all(|&a| chosen.iter().all(|&b| a == b || ground.clash[a] >> b & 1 == 0));
        apart && chosen.len() <= ground.max_together && minutes <= ground.max_minutes
    }

    #[test]
    fn the_heaviest_visit_is_that_of_all_visits() {
        let mut ground = ground();
        let active: Vec<usize> = (0..14).collect();
        for (together, minutes) in [(1, 120), (2, 120), (3, 120), (5, 240), (14, 600)] {
            (ground.max_together, ground.max_minutes) = (together, minutes);
            for seed in 1_i64..6 {
                let weight: Vec<i64> = (0_i64..14).map(|a| (a * a * 37 * seed + 11 * a) % 101 - 20).collect();
                let all = (0_u32..1 << 14).filter(|&set| fits(&ground, set, &active));
                let weigh = |set: u32| {
                    active.iter().filter(|&&a| set >> a & 1 == 1).map(|&a| weight[a].max(0)).sum::<i64>()
                };
                assert_eq!(Some(heaviest_visit(&ground, &active, &weight)), all.map(weigh).max());
            }
        }
    }

    #[test]
    fn too_many_visits_to_look_at_are_still_bounded_from_above() {
        let mut ground = ground();
        let active: Vec<usize> = (0..ground.courses.len()).collect();
        // Nothing clashes and weights follow minutes, so that hardly any branch can be left out.
        ground.clash = (0..active.len()).map(|a| 1 << a).collect();
        (ground.max_together, ground.max_minutes) = (12, 391);
        for (a, course) in ground.courses.iter_mut().enumerate() {
            course.minutes = 30 + i64::try_from(a).unwrap() * 7 % 13;
        }
        let weight: Vec<i64> = ground.courses.iter().map(|course| course.minutes * 100).collect();
        let mut sorted = weight.clone();
        sorted.sort_unstable();
        let twelve: i64 = sorted.iter().rev().take(12).sum();
        let got = heaviest_visit(&ground, &active, &weight);
        assert!(got >= 39_000 && got <= twelve, "{got}");
    }
}
