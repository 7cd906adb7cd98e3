//! A card with what the chart already says about this emergency.
use super::card::{Card, Logged, Step};
use super::load::Room;
use crate::Oops;
use chart::entry::Body;

impl Room<'_> {
    pub(super) fn card(
        &self,
        key: &str,
        began: Option<i64>,
        session: &str,
        told: Option<String>,
    ) -> Result<Card, Oops> {
        let card = self.k.care.emergencies.iter().find(|c| c.key == key).ok_or(Oops::NotFound)?;
        let now = self.by.at;
        // A time that nobody began at is not counted from.
        let open = self.chart.lines.iter().rev().find_map(|line| match &line.now {
            Some(Body::Emergency(e)) if e.card == key && now - e.began_at < 7_200_000 => Some(e.began_at),
            _ => None,
        });
        let began = began.filter(|at| *at <= now && now - at < 86_400_000).or(open).unwrap_or(now);
        let mut log: Vec<Logged> = self
            .chart
            .lines
            .iter()
            .filter_map(|line| match &line.now {
                Some(Body::Emergency(e)) if e.card == key && e.began_at == began => Some(Logged {
                    minute: (line.entry.happened_at - began).max(0) / 60_000,
                    at: self.hour(line.entry.happened_at),
                    step: e.step.clone(),
                    remark: e.remark.clone(),
                }),
                _ => None,
            })
            .collect();
        log.reverse();
        Ok(Card {
            csrf: self.signed.csrf.clone(),
            patient: self.patient.clone(),
            name: self.name(),
            session: Some(session.to_owned()).filter(|s| self.find(s).is_ok()),
            key: card.key.clone(),
            title: card.title.clone(),
            when: card.when.clone(),
            never: card.never.clone(),
            again_minutes: card.again_minutes,
            steps: card
                .step
                .iter()
                .map(|s| Step {
                    key: s.key.clone(),
                    does: s.does.clone(),
                    how: s.how.clone(),
                    again: s.again,
                    recalled: s.recalled,
                    sources: self.cited(&s.sources),
                    done: log.iter().find(|l| l.step.as_deref() == Some(&s.key)).map(|l| (l.at.clone(), l.minute)),
                })
                .collect(),
            others: self
                .k
                .care
                .emergencies
                .iter()
                .filter(|c| c.key != key)
                .map(|c| (c.key.clone(), c.title.clone()))
                .collect(),
            minutes: (now - began).max(0) / 60_000,
            began_hour: self.hour(began),
            began,
            log,
            told,
        })
    }

    fn cited(&self, tags: &[String]) -> Vec<String> {
        let text = |tag: &String| self.k.sources.get(tag).map(|s| s.text.clone());
        tags.iter().filter(|tag| *tag != "HOUSE").filter_map(text).collect()
    }
}
