//! Moving a visit, on its page: to a time that is offered, to any other, over another visit on purpose.
use super::moving::{Refused, Way};
use super::new_visit::gate;
use super::shown::Shown;
use super::words;
use crate::ui::{self, Entry, Field, Press};
use chart::booking::{Asked, Kind, clock};
use maud::{Markup, html};
use vocab::Day;
use vocab::verdict::State;

impl Shown {
    fn move_action(&self) -> String {
        format!("/calendar/visits/{}/move", self.visit.id)
    }

    /// The named person, room or device of a place that was wished.
    fn wished_field(&self) -> Markup {
        html! {
            @if let Some((kind, id)) = &self.wished {
                input type="hidden" name=(if *kind == Kind::Practitioner { "who" } else { "with" }) value=(id);
            }
        }
    }

    /// Why a wished place is refused, with the way on: the rest of the series, or a written reason.
    pub(super) fn refused(&self) -> Markup {
        let Some((day, cell, refused)) = &self.refused else { return html! {} };
        let pairs = self.wish_pairs(*day, *cell);
        match refused.way {
            Way::Over if self.can_move() => self.over(*day, *cell, refused),
            Way::Rest if self.can_move() => html! {
                div.card id="rest" {
                    h2 { "Not by itself" }
                    p { (refused.says) }
                    p { "What keeps it from there is the rest of its series. Together they can move." }
                    @if let Some(to) = refused.link(&self.visit.id, &pairs) { div.form-end { (ui::button_link(&to, "See what moves with it", Press::Primary)) } }
                }
            },
            Way::Over | Way::Rest | Way::Closed if self.fault.is_none() => {
                ui::notice(State::Stop, &format!("Not to {}, {}", words::dated(*day), clock(*cell)), &html! { (refused.says) })
            }
            Way::Over | Way::Rest | Way::Closed => html! {},
        }
    }

    fn wish_pairs(&self, day: Day, cell: u16) -> Vec<(String, String)> {
        let mut pairs = vec![("at".to_owned(), words::moment(day, cell))];
        if let Some((kind, id)) = &self.wished {
            pairs.push((if *kind == Kind::Practitioner { "who" } else { "with" }.to_owned(), id.clone()));
        }
        pairs
    }

    /// Over another visit, with a written reason.
    fn over(&self, day: Day, cell: u16, refused: &Refused) -> Markup {
        let error = (refused.status == 422).then_some(refused.says.as_str());
        html! {
            section.card id="over" aria-labelledby="over-title" {
                h2 id="over-title" { "Over another visit, on purpose?" }
                p { b { (words::dated(day)) ", " (clock(cell)) ": " } @if error.is_none() { (refused.says) } @else { "the time is taken." } }
                p.muted { "Somebody here can look after two for a while; a machine cannot. The safety check counts as always. Your reason becomes part of the visit and stands on the calendar." }
                form.form method="post" action=(self.move_action()) {
                    (self.hidden())
                    (self.wished_field())
                    input type="hidden" name="over" value="1";
                    (Field::new("overlap", "Why it may lie over the other", Entry::Text).value(&self.over_reason).error(error))
                    div.form-end {
                        button."btn primary" name="at" value=(words::moment(day, cell)) { "Move it there all the same" }
                        a.btn href=(format!("/calendar/visits/{}", self.visit.id)) { "Leave it" }
                    }
                }
            }
        }
    }

    fn asked_there(&self, (day, cell, asked): &(Day, u16, Asked)) -> Markup {
        html! {
            div.proposed {
                h3 { "Move to " (words::dated(*day)) ", " (clock(*cell)) "?" }
                (gate(asked))
                form method="post" action=(self.move_action()) {
                    (self.hidden())
                    (self.wished_field())
                    @if let Some((_, id)) = &self.wished { p { "With " (self.name(id)) "." } }
                    div.form-end {
                        button."btn primary" name="at" value=(words::moment(*day, *cell)) { "Move it there" }
                        a.btn href=(format!("/calendar/visits/{}", self.visit.id)) { "Leave it" }
                    }
                }
            }
        }
    }

    /// Any other time: what is in its way is said, and what would have to move with it is proposed.
    fn another_time(&self) -> Markup {
        let series = self.series.iter().filter(|one| one.status.is_open()).count() > 1;
        let line = if series {
            "Too near to the visits before or after it? Then what must move with them is proposed before anything is done."
        } else {
            "If something is in the way, it is said before anything is done."
        };
        html! {
            details.times open[self.wrong.told("on-day").is_some() || self.wrong.told("on-time").is_some()] {
                summary { "Another time" }
                form.form method="post" action=(self.move_action()) {
                    (self.hidden())
                    input type="hidden" name="who" value=(self.who.as_deref().unwrap_or("any"));
                    p.muted { (line) }
                    div.form-row {
                        (self.wrong.field(Field::new("on-day", "On which day?", Entry::Date), "on-day", &self.visit.slot.day.to_string()))
                        (self.wrong.field(Field::new("on-time", "At what time?", Entry::Text), "on-time", &clock(self.visit.slot.cell)).hint("On a step of five minutes, such as 14:05."))
                    }
                    div.form-end { (ui::submit("Move it to this time", Press::Second)) }
                }
            }
        }
    }

    pub(super) fn moving(&self) -> Markup {
        let mut people = vec![("any".to_owned(), "Anybody who may".to_owned())];
        people.extend(self.names.iter().filter(|(_, kind, _)| *kind == Kind::Practitioner).map(|(id, _, name)| (id.clone(), name.clone())));
        html! {
            @if let Some(proposed) = &self.proposed { (self.asked_there(proposed)) }
            form.form method="get" action=(format!("/calendar/visits/{}#move", self.visit.id)) {
                div.form-row {
                    (self.wrong.field(Field::new("day", "From which day?", Entry::Date), "day", &self.from.to_string()))
                    (Field::new("who", "With whom?", Entry::Select(people)).value(self.who.as_deref().unwrap_or("any")))
                }
                div.form-end { (ui::submit("Show free times", Press::Second)) }
            }
            @if self.times.is_empty() {
                div.empty { h3 { "No other time is free" }
                    ul.why-not { @for why in &self.why_not { li { (why.able) " " (words::plural(why.kind)) ", free on " (why.days) " days." } } }
                    p { "Try a later day, or anybody who may." }
                }
            } @else {
                form method="post" action=(self.move_action()) {
                    (self.hidden())
                    input type="hidden" name="who" value=(self.who.as_deref().unwrap_or("any"));
                    (Field::new("reason", "Why it moves", Entry::Text).optional())
                    @for (n, (day, cells)) in self.times.iter().enumerate() {
                        details.times open[n == 0] {
                            summary { (words::day(*day)) " " span.muted { (cells.len()) @if cells.len() == 1 { " time" } @else { " times" } } }
                            div.starts {
                                @for cell in cells {
                                    button.btn name="at" value=(words::moment(*day, *cell)) aria-label=(format!("Move to {}, {}", words::day(*day), clock(*cell))) { (clock(*cell)) }
                                }
                            }
                        }
                    }
                }
            }
            (self.another_time())
        }
    }
}
