//! The instance as dense tables, with the treatments that cannot help already left out.
use crate::instance::{Instance, Treatment};

/// A day that no session can have; far enough inside `i32` that sums of days and gaps stay below the limit.
pub(super) const NEVER: i32 = 1 << 20;

/// One treatment with everything looked up in advance.
#[derive(Debug, Clone)]
pub(super) struct Course {
    /// Place of the treatment in the instance.
    pub(super) place: usize,
    pub(super) min_gap: i32,
    pub(super) max_gap: i32,
    pub(super) price: i64,
    pub(super) minutes: i64,
    /// `next[d]`: the first allowed day from `d` on, or `NEVER`.
    next: Vec<i32>,
    /// `gain[k]`: gain per concern after `k` sessions.
    pub(super) gain: Vec<Vec<i64>>,
    /// `toll[k]`: points that `k` sessions cost whatever else is planned; without visits.
    pub(super) toll: Vec<i64>,
    /// `waits[k]`: least sum of days of `k` sessions if the course were alone.
    pub(super) waits: Vec<i64>,
    /// Bit `k` is set when `k` sessions are possible; bit 0 always is.
    pub(super) counts: u128,
}

/// One concern with its concave benefit.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    /// Points at gain 0 and at the three breaks.
    pub(super) corners: [(i64, i64); 4],
    /// Points for one unit of gain in each segment.
    pub(super) slopes: [i64; 3],
}

impl Goal {
    /// Points for a total gain of `raw`.
    pub(super) fn benefit(&self, raw: i64) -> i64 {
        let mut points = 0;
        for (segment, slope) in self.slopes.iter().enumerate() {
            let (from, to) = (self.corners[segment].0, self.corners[segment + 1].0);
            points += slope * (raw.min(to) - from).max(0);
        }
        points
    }
}

/// The whole problem, ready for the search.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) courses: Vec<Course>,
    pub(super) goals: Vec<Goal>,
    /// `apart[a][b]`: least days from a session of `a` to a later one of `b`; the own minimum gap on the diagonal.
    pub(super) apart: Vec<Vec<i32>>,
    /// Bit `b` of `clash[a]`: `a` and `b` never share a day.
    pub(super) clash: Vec<u64>,
    pub(super) budget: i64,
    pub(super) max_visits: usize,
    pub(super) max_minutes: i64,
    pub(super) max_together: usize,
    pub(super) visit_cost: i64,
    pub(super) day_cost: i64,
}

impl Ground {
    /// Reads a checked instance.
    pub(super) fn new(instance: &Instance) -> Self {
        let goals: Vec<Goal> = instance.concerns.iter().map(|concern| goal(instance, concern)).collect();
        let mut courses = Vec::new();
        if instance.max_visits > 0 && instance.max_treatments_per_visit > 0 {
            for (place, treatment) in instance.treatments.iter().enumerate() {
                let course = course(instance, place, treatment);
                if course.counts != 1 {
                    courses.push(course);
                }
            }
        }
        let apart: Vec<Vec<i32>> =
            courses.iter().map(|from| courses.iter().map(|to| gap(instance, from, to)).collect()).collect();
        let mut ground = Self {
            clash: vec![0; courses.len()],
            courses,
            goals,
            apart,
            budget: instance.budget,
            max_visits: instance.max_visits,
            max_minutes: instance.max_minutes_per_visit,
            max_together: instance.max_treatments_per_visit,
            visit_cost: instance.cost_per_visit,
            day_cost: instance.cost_per_day,
        };
        for a in 0..ground.courses.len() {
            ground.clash[a] = ground.clashes_of(instance, a);
        }
        ground
    }

    fn clashes_of(&self, instance: &Instance, a: usize) -> u64 {
        let mut mask = 0;
        for (b, other) in self.courses.iter().enumerate() {
            let own = &self.courses[a];
            let pair = [own.place, other.place];
            let ordered = instance.same_day.iter().any(|p| *p == pair || *p == [pair[1], pair[0]]);
            let ruled = instance.sep[pair[0]][pair[1]] > 0 || instance.sep[pair[1]][pair[0]] > 0;
            let spaced = ruled && !ordered;
            let long = own.minutes + other.minutes > self.max_minutes;
            if a == b || spaced || long {
                mask |= 1 << b;
            }
        }
        mask
    }

    /// Points of a vector of counts before visits and waiting beyond the least.
    pub(super) fn worth(&self, counts: &[u8]) -> i64 {
        let mut points = 0;
        for (c, goal) in self.goals.iter().enumerate() {
            let raw =
                self.courses.iter().zip(counts).map(|(course, &k)| course.gain[usize::from(k)][c]).sum();
            points += goal.benefit(raw);
        }
        points - self.courses.iter().zip(counts).map(|(course, &k)| course.toll[usize::from(k)]).sum::<i64>()
    }

    /// Price of a vector of counts.
    pub(super) fn price(&self, counts: &[u8]) -> i64 {
        self.courses.iter().zip(counts).map(|(course, &k)| course.price * i64::from(k)).sum()
    }
}

impl Course {
    /// The first allowed day from `day` on, or `NEVER`.
    pub(super) fn first_day(&self, day: i32) -> i32 {
        usize::try_from(day).map_or(NEVER, |day| self.next.get(day).copied().unwrap_or(NEVER))
    }

    /// Least sum of days of `sessions` sessions of which the first is not before `day`, own least gap only.
    pub(super) fn chain(&self, mut day: i32, sessions: usize) -> Option<i64> {
        let mut sum = 0;
        for _ in 0..sessions {
            day = self.first_day(day);
            if day == NEVER {
                return None;
            }
            sum += i64::from(day);
            day += self.min_gap;
        }
        Some(sum)
    }

    /// Earliest days of `sessions` sessions with nothing else planned; all of them earliest at once.
    fn alone(&self, sessions: usize) -> Option<Vec<i32>> {
        let mut days = vec![0; sessions];
        loop {
            let mut least = 0;
            for day in &mut days {
                *day = self.first_day(least.max(*day));
                if *day == NEVER {
                    return None;
                }
                least = *day + self.min_gap;
            }
            let mut settled = true;
            for later in (1..sessions).rev() {
                if days[later] - days[later - 1] > self.max_gap {
                    days[later - 1] = days[later] - self.max_gap;
                    settled = false;
                }
            }
            if settled {
                return Some(days);
            }
        }
    }
}

fn goal(instance: &Instance, concern: &crate::instance::Concern) -> Goal {
    let slopes = instance.slopes.map(|slope| slope * concern.weight);
    let mut corners = [(0, 0); 4];
    for segment in 0..3 {
        let (from, points) = corners[segment];
        let to = concern.breaks[segment];
        corners[segment + 1] = (to, points + slopes[segment] * (to - from));
    }
    Goal { corners, slopes }
}

fn course(instance: &Instance, place: usize, treatment: &Treatment) -> Course {
    let mut next = vec![NEVER; instance.horizon];
    for &day in &treatment.allowed_days {
        next[day] = days(day);
    }
    for day in (1..instance.horizon).rev() {
        if next[day - 1] == NEVER {
            next[day - 1] = next[day];
        }
    }
    let each = instance.cost_per_price * treatment.price
        + instance.cost_per_discomfort * treatment.discomfort
        + instance.cost_per_downtime_day * treatment.downtime;
    let gain: Vec<Vec<i64>> = (0..=treatment.max_sessions)
        .map(|k| instance.concerns.iter().map(|c| treatment.gain.get(&c.name).map_or(0, |t| t[k])).collect())
        .collect();
    let mut course = Course {
        place,
        min_gap: days(treatment.min_gap).max(1),
        max_gap: days(treatment.max_gap),
        price: treatment.price,
        minutes: treatment.minutes,
        next,
        gain,
        toll: vec![0; treatment.max_sessions + 1],
        waits: vec![0; treatment.max_sessions + 1],
        counts: 1,
    };
    let helps = course.gain.iter().flatten().any(|&gain| gain > 0);
    if !helps || treatment.minutes > instance.max_minutes_per_visit {
        return course;
    }
    let most = treatment.max_sessions.min(instance.max_visits);
    for k in treatment.min_sessions..=most {
        let sessions = count(k);
        let Some(alone) = course.alone(k) else { break };
        if sessions * treatment.price > instance.budget {
            break;
        }
        course.waits[k] = alone.iter().map(|&day| i64::from(day)).sum();
        course.toll[k] = sessions * each + instance.cost_per_day * course.waits[k];
        course.counts |= 1 << k;
    }
    course
}

fn gap(instance: &Instance, from: &Course, to: &Course) -> i32 {
    if from.place == to.place { from.min_gap } else { days(instance.sep[from.place][to.place]) }
}

/// Days and counts are limited by the check of the instance, far below the limits of the smaller types.
fn days(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(NEVER)
}

fn count(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
