//! The days of a protocol: its verdict over a horizon, and of which treatments it consists on each of them.
use crate::gate::{Gate, UnknownAsk};
use crate::protocol::Walk;
use crate::span::Run;
use knowledge::protocol::Step;
use vocab::case::{Ask, Asked, Case};
use vocab::goals::Concern;
use vocab::{Day, Verdict};

/// A run of days on which a protocol gets one verdict and consists of the same treatments.
#[derive(Debug, Clone)]
pub struct VisitRun<'k> {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The worst of the remaining steps.
    pub verdict: Verdict,
    /// The treatments that remain, in order, with their settings, and whether their step may be left out.
    pub treatments: Vec<(&'k Step, Ask)>,
}

impl<'k> Gate<'k> {
    /// The verdict of a protocol on every day from `from` to `to`, as runs.
    ///
    /// # Errors
    /// The knowledge has no protocol with this code.
    pub fn protocol_days(
        &self,
        case: &Case,
        code: &str,
        concern: Option<Concern>,
        from: Day,
        to: Day,
    ) -> Result<Vec<Run>, UnknownAsk> {
        Ok(self.walk(case, code, concern)?.days(from, to))
    }

    /// The days of a protocol from `from` to `to`, as runs of one verdict and the same treatments.
    ///
    /// # Errors
    /// The knowledge has no protocol with this code.
    pub fn protocol_visits(
        &self,
        case: &Case,
        code: &str,
        concern: Option<Concern>,
        from: Day,
        to: Day,
    ) -> Result<Vec<VisitRun<'k>>, UnknownAsk> {
        Ok(self.walk(case, code, concern)?.visits(from, to))
    }
}

impl<'k> Walk<'_, '_, 'k> {
    pub(crate) fn verdict(&self, day: i32) -> Verdict {
        self.choose(day).iter().map(|c| c.verdict).max().unwrap_or(Verdict::Allow)
    }

    /// Days after `from` on which something may change.
    pub(crate) fn cuts(&self, from: i32) -> Vec<i32> {
        let spans = self.steps.iter().flat_map(|s| &s.choices).flat_map(|c| &c.asks).flat_map(|(_, s)| s);
        let mut cuts: Vec<i32> =
            spans.flat_map(|s| [s.from, s.to]).filter(|d| *d > from && *d < Day::LAST.number()).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Stretches within which nothing changes: first and last day.
    fn stretches(&self, from: Day, to: Day) -> Vec<(i32, i32)> {
        let (first, last) = (from.number(), to.number());
        if last < first {
            return Vec::new();
        }
        let cuts = self.cuts(first);
        let starts: Vec<i32> =
            std::iter::once(first).chain(cuts.into_iter().filter(|d| *d <= last)).collect();
        let end = |i: usize| starts.get(i + 1).map_or(last, |next| next - 1);
        starts.iter().enumerate().map(|(i, &start)| (start, end(i))).collect()
    }

    fn days(&self, from: Day, to: Day) -> Vec<Run> {
        let mut all: Vec<Run> = Vec::new();
        for (start, end) in self.stretches(from, to) {
            let verdict = self.verdict(start);
            match all.last_mut() {
                Some(run) if run.verdict == verdict => run.to = Day::from_number(end),
                _ => all.push(Run { from: Day::from_number(start), to: Day::from_number(end), verdict }),
            }
        }
        all
    }

    fn visits(&self, from: Day, to: Day) -> Vec<VisitRun<'k>> {
        let mut all: Vec<VisitRun<'k>> = Vec::new();
        for (start, end) in self.stretches(from, to) {
            let chosen = self.choose(start);
            let verdict = chosen.iter().map(|c| c.verdict).max().unwrap_or(Verdict::Allow);
            let remaining = self.steps.iter().zip(&chosen).filter(|(_, c)| !c.left_out);
            let treatments: Vec<(&'k Step, Ask)> = remaining
                .filter_map(|(walked, c)| Some((walked.step, walked.choices.get(c.choice)?)))
                .flat_map(|(step, choice)| choice.asks.iter().map(move |(ask, _)| (step, ask.clone())))
                .filter(|(_, ask)| matches!(ask.what, Asked::Treatment(_)))
                .collect();
            let same = |run: &VisitRun<'k>| {
                let asks =
                    |all: &[(&'k Step, Ask)]| all.iter().map(|(_, ask)| ask.clone()).collect::<Vec<_>>();
                run.verdict == verdict && asks(&run.treatments) == asks(&treatments)
            };
            match all.last_mut() {
                Some(run) if same(run) => run.to = Day::from_number(end),
                _ => all.push(VisitRun {
                    from: Day::from_number(start),
                    to: Day::from_number(end),
                    verdict,
                    treatments,
                }),
            }
        }
        all
    }
}
