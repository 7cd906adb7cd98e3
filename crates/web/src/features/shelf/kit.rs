//! The emergency kit on the page of the devices: its last look, and what belongs into it.
use super::devices::Devices;
use super::said;
use crate::ui::{self, Entry};
use chart::stock::{KIT_CHECK_DAYS, KitItem};
use maud::{Markup, html};
use vocab::verdict::State;

impl Devices {
    pub(super) fn kit(&self) -> Markup {
        let remark = self.kit.checked.as_ref().map_or_else(
            || "nobody has looked yet".to_owned(),
            |(on, ..)| format!("looked at {} by {}", on.in_words(), self.looked),
        );
        let overdue = self.kit.checked.as_ref().is_none_or(|(on, ..)| self.today.since(*on) > KIT_CHECK_DAYS);
        ui::section("kit", "Emergency kit", &remark, &html! {
            @if self.kit.items.is_empty() { (ui::empty("Nothing is said to belong into the kit", "Until then the door asks before an injection.", &html! {})) }
            @else {
                @if overdue { (ui::notice(State::Ask, "Time to look", &html! { p { "A look counts for " (KIT_CHECK_DAYS) " days." } })) }
                form."form card" method="post" action="/devices" {
                    (ui::csrf(self))
                    ul."kit rows" { @for item in &self.kit.items { li { (self.thing(item)) } } }
                    @if self.writes { div.form-end { button.btn.primary type="submit" name="do" value="kit" { "I looked, it is so" } } }
                }
            }
            @if self.writes { (self.belongs()) }
        })
    }

    /// One thing of the kit: what it is and how it stands, and beside it what somebody sees of it.
    fn thing(&self, item: &KitItem) -> Markup {
        let seen = self.kit.checked.as_ref().and_then(|(_, _, seen)| seen.get(&item.key));
        let last = seen.and_then(|seen| seen.expires);
        let (state, word) = if last.is_some_and(|last| last < self.today) {
            (State::Stop, "expired")
        } else if seen.is_none_or(|seen| seen.count < item.need) {
            (State::Stop, "missing")
        } else {
            (State::Clear, "there")
        };
        let only = item.treatments.iter().filter_map(|code| self.treatments.iter().find(|(known, _)| known == code));
        let only: Vec<&str> = only.map(|(_, title)| title.as_str()).collect();
        let [count, expires] = ["count", "expires"].map(|field| format!("{field}_{}", item.key));
        let typed = |field: &str, before: String| match said(&self.typed, field) {
            "" => before,
            typed => typed.to_owned(),
        };
        html! {
            div."kit-thing" {
                div {
                    h3 { (item.name) }
                    p."small muted" { (item.need) " needed" @if !only.is_empty() { ", for " (only.join(", ")) } " " (ui::chip(state, word)) }
                }
                @if self.writes {
                    (ui::Field::new(&count, "How many", Entry::Text).whose(&item.name).value(&typed(&count, seen.map(|s| s.count.to_string()).unwrap_or_default())).error(self.wrong(&count)))
                    (ui::Field::new(&expires, "Earliest last day", Entry::Date).whose(&item.name).value(&typed(&expires, last.map(|d| d.to_string()).unwrap_or_default())).error(self.wrong(&expires)).optional())
                }
            }
        }
    }

    /// What else belongs into the kit, and what no longer does.
    fn belongs(&self) -> Markup {
        let anything = (String::new(), "Whatever needs a kit".to_owned());
        let treatments = std::iter::once(anything).chain(self.treatments.iter().cloned()).collect();
        let mut things = vec![(String::new(), "Choose".to_owned())];
        things.extend(self.kit.items.iter().map(|item| (item.key.clone(), item.name.clone())));
        let open = self.kit.items.is_empty() || ["item", "out"].contains(&said(&self.typed, "do"));
        html! {
            details.disclose open[open] {
                summary { "What belongs into the kit" }
                div."inside stack" {
                    form.form method="post" action="/devices" {
                        (ui::csrf(self))
                        div.form-row {
                            (self.text("item_name", "Name, strength, pack").hint("Such as Adrenaline 1 mg/ml, 1 ml. A name that is there already changes that one."))
                            (self.text("need", "How many belong there"))
                            (ui::Field::new("for", "Only for", Entry::Select(treatments)).value(said(&self.typed, "for")))
                        }
                        div.form-end { button.btn type="submit" name="do" value="item" { "It belongs into the kit" } }
                    }
                    @if !self.kit.items.is_empty() {
                        form.form method="post" action="/devices" {
                            (ui::csrf(self))
                            div.form-row { (ui::Field::new("item", "No longer needed", Entry::Select(things)).value(said(&self.typed, "item")).error(self.wrong("item"))) }
                            div.form-end { button.btn type="submit" name="do" value="out" { "Take it off the list" } }
                        }
                    }
                }
            }
        }
    }
}
