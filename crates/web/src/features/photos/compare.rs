//! Two photographs: one over the other with a slider, or side by side where no script runs.
use super::gallery::{Shot, shots};
use crate::Page;
use crate::session::quoted;
use crate::ui::{self, Entry, Field, Heading, Press};
use chart::consent::{Purpose, photo_allowed};
use chart::fold::Chart;
use maud::{Markup, html};
use vocab::verdict::State;

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compare {
    /// Whose they are.
    pub patient: String,
    /// Their name.
    pub name: String,
    /// What they are shown for.
    pub purpose: Purpose,
    /// Everything that may be chosen, newest first.
    pub all: Vec<Shot>,
    /// The earlier one; nothing where the purpose is not allowed or there are no two.
    pub before: Option<Shot>,
    /// The later one.
    pub after: Option<Shot>,
}

impl Compare {
    /// The page about two photographs by their ids; where one is left out, the first and the last of the same view are taken.
    /// `None` where an id names no photograph of this chart.
    pub(super) fn of(patient: &str, chart: &Chart, purpose: Purpose, (before, after): (&str, &str), now: i64) -> Option<Self> {
        let all = if photo_allowed(chart, purpose, now).holds() { shots(chart) } else { Vec::new() };
        let known = super::photos(chart);
        let named = |id: &str| id.is_empty() || known.iter().any(|(own, _)| own == id);
        if !named(before) || !named(after) {
            return None;
        }
        let one = |id: &str| all.iter().find(|shot| shot.id == id).cloned();
        let after = one(after).or_else(|| all.first().cloned());
        let same = |shot: &&Shot| after.as_ref().is_some_and(|after| after.title == shot.title && after.id != shot.id);
        let before = one(before).or_else(|| all.iter().rev().find(same).cloned());
        let (before, after) = match (before, after) {
            (Some(a), Some(b)) if a.on > b.on => (Some(b), Some(a)),
            both => both,
        };
        Some(Self {
            patient: patient.to_owned(),
            name: chart.identity().map(|identity| identity.name).unwrap_or_default(),
            purpose,
            all,
            before,
            after,
        })
    }

    fn image(&self, shot: &Shot, role: &str) -> Markup {
        let purpose = if self.purpose == Purpose::Record { String::new() } else { format!("&for={}", self.purpose) };
        let src = format!("/patients/{}/photos/{}?size=full{purpose}", quoted(&self.patient), shot.id);
        let alt = format!("{role}: {}{}, {}", if shot.drawn { "drawing, " } else { "" }, shot.title.to_lowercase(), shot.on.in_words());
        html! { img src=(src) alt=(alt) width=(shot.size.0) height=(shot.size.1); }
    }

    fn pair(&self, before: &Shot, after: &Shot) -> Markup {
        html! {
            figure.compare data-compare {
                div.compare-both {
                    div.compare-one { (self.image(before, "Before")) span.chip { "Before · " (before.on.in_words()) } }
                    div."compare-one over" { (self.image(after, "After")) span.chip { "After · " (after.on.in_words()) } }
                }
                div.compare-slide hidden { label for="cut" { "Move the line: more of before at the right, more of after at the left" } input id="cut" type="range" min="0" max="100" step="1" value="50"; }
                figcaption."small muted" {
                    (after.title) " · " (after.on.since(before.on)) " days between"
                    @if before.drawn || after.drawn { " · drawings" }
                    @if before.title != after.title { " · two different views: not comparable" }
                    @else if before.size != after.size { " · two different sizes of picture: distance and lens may differ" }
                }
            }
        }
    }

    fn choose(&self) -> Markup {
        let options = |chosen: Option<&Shot>| {
            let list = self.all.iter().map(|shot| (shot.id.clone(), format!("{} · {}", shot.on.in_words(), shot.title))).collect();
            (Entry::Select(list), chosen.map(|shot| shot.id.clone()).unwrap_or_default())
        };
        let (before, first) = options(self.before.as_ref());
        let (after, last) = options(self.after.as_ref());
        html! {
            form."card form-row" method="get" action={ "/patients/" (quoted(&self.patient)) "/photos/compare" } {
                @if self.purpose != Purpose::Record { input type="hidden" name="for" value=(self.purpose); }
                (Field::new("before", "Before", before).value(&first))
                (Field::new("after", "After", after).value(&last))
                div.form-end { (ui::submit("Compare", Press::Second)) }
            }
        }
    }
}

impl Page for Compare {
    fn samples() -> Vec<(&'static str, Self)> {
        use chart::photo::View;
        let today = vocab::Day::from_number(20_781);
        let shot = |n: i32, view: View| Shot { id: format!("s{n}"), title: view.title().into(), view, on: today.plus(-n), size: (1_600, 1_200), drawn: n == 0, note: String::new() };
        let ordinary = Self {
            patient: "p1".into(),
            name: "Amara <Okafor>".into(),
            purpose: Purpose::Record,
            all: vec![shot(0, View::Front), shot(90, View::Front)],
            before: Some(shot(90, View::Front)),
            after: Some(shot(0, View::Front)),
        };
        vec![
            ("two-views", Self { before: Some(shot(90, View::Left90)), ..ordinary.clone() }),
            ("one", Self { before: None, ..ordinary.clone() }),
            ("not-allowed", Self { all: vec![], before: None, after: None, purpose: Purpose::Teaching, ..ordinary.clone() }),
            ("ordinary", ordinary),
        ]
    }

    fn title(&self) -> String {
        format!("{}: before and after", self.name)
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn render(&self) -> Markup {
        let back = format!("/patients/{}/photos", quoted(&self.patient));
        html! {
            (Heading::new("Before and after").eyebrow(&format!("{} · {}", self.name, self.purpose.title())).actions(ui::button_link(&back, "All photographs", Press::Second)))
            div.stack {
                @match (&self.before, &self.after) {
                    (Some(before), Some(after)) => (self.pair(before, after)),
                    _ if self.all.is_empty() => (ui::notice(State::Ask, "Nothing to compare", &html! { "There are no photographs that may be shown for this." })),
                    _ => (ui::notice(State::Ask, "Only one of this view", &html! { "A second photograph of the same view makes a pair." })),
                }
                @if self.all.len() > 1 { (self.choose()) }
            }
            script type="module" src=(crate::assets::address("photos.js")) {}
        }
    }
}
