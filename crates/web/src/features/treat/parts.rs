//! Parts of the form of a session: where it was done, what was taken from the shelf, what went where.
use super::face;
use super::show::{LotChoice, Treating};
use crate::ui::{self, Choice, Choices, Entry, Width};
use chart::session::Done;
use chart::session::point::{Depth, middle_of};
use maud::{Markup, html};
use vocab::Zone;
use vocab::verdict::State;

impl Treating {
    pub(super) fn where_done(&self) -> Markup {
        let places = if matches!(self.session.done, Done::Massage(_) | Done::Wrap(_)) { body() } else { paired(face_zones()) };
        let options = places
            .iter()
            .map(|zone| Choice {
                value: zone.code().to_owned(),
                label: ui::capital(&ui::zone(*zone)),
                note: String::new(),
                chosen: self.session.zones.contains(zone),
            })
            .collect();
        let needles = matches!(self.session.done, Done::Needling(_));
        html! {
            section.treat-part aria-labelledby="where-title" {
                h2 #where-title { "Where" }
                @if let Some(zones) = self.planned.as_ref().map(|(_, zones)| zones).filter(|zones| !zones.is_empty()) {
                    p.hint { (if *zones == self.session.zones && self.session.repeats.is_none() { "From the plan: " } else { "Planned: " }) (zones.iter().map(|z| ui::zone(*z)).collect::<Vec<_>>().join(", ")) "." }
                }
                input type="hidden" name="zones_shown" value="yes";
                (Choices::many("zone", "Zones, by the person's own left and right", options).width(Width::Brief).error(self.errors.get("zones").map(|(_, why)| why.as_str())))
                @if needles && !self.session.zones.is_empty() {
                    div.form-row {
                        @for zone in &self.session.zones {
                            @let name = format!("depth_{zone}");
                            @let own = self.session.zone_settings.iter().find(|s| s.zone == *zone).and_then(|s| s.depth_mm);
                            (ui::Field::new(&name, &format!("Depth, {}", ui::zone(*zone)), Entry::Number { low: "0.1".into(), high: "10".into(), step: "any".into(), unit: "mm".into() })
                                .value(self.typed(&name).unwrap_or(&own.map(|d| f64::from(d).to_string()).unwrap_or_default()))
                                .error(self.errors.get(&name).map(|(_, why)| why.as_str())).optional())
                        }
                    }
                }
            }
        }
    }

    fn lot_options(&self) -> Vec<(String, String)> {
        self.lots_as(|lot| lot.label.clone())
    }

    /// The lots by their numbers: beside a point there is room for that, and two lots of one product differ in it.
    fn short_lots(&self) -> Vec<(String, String)> {
        self.lots_as(|lot| format!("{} · {}", lot.number, lot.product))
    }

    fn lots_as(&self, said: impl Fn(&LotChoice) -> String) -> Vec<(String, String)> {
        let none = (String::new(), "Choose a lot".to_owned());
        std::iter::once(none).chain(self.lots.iter().map(|lot| (lot.id.clone(), said(lot)))).collect()
    }

    /// What was taken from the shelf, one row each and one more.
    pub(super) fn shelf(&self) -> Markup {
        if self.products.is_empty() && self.session.products.is_empty() {
            return html! {};
        }
        let mut rows: Vec<(String, String)> =
            self.session.products.iter().map(|u| (u.lot.clone(), u.amount.to_string())).collect();
        // What was looked at at the door lies ready, without an amount: nothing of it was used until somebody says how much.
        let ready = self.at_hand.iter().filter(|lot| !self.session.products.iter().any(|used| used.lot == **lot));
        let ready = ready.filter(|lot| self.lots.iter().any(|one| one.id == **lot));
        rows.extend(ready.map(|lot| (lot.clone(), String::new())));
        rows.push((String::new(), String::new()));
        html! {
            section.treat-part aria-labelledby="shelf-title" {
                h2 #shelf-title { "From the shelf" }
                @if self.lots.is_empty() { p.muted { "No lot of a product for this treatment can be used today." } }
                @for (n, (lot, amount)) in rows.iter().enumerate() {
                    div.form-row {
                        (select("used_lot", &format!("used_lot_{n}"), &format!("Product {} and its lot", n + 1), &self.lot_options(), lot))
                        (amount_field("used_amount", &format!("used_amount_{n}"), &format!("How much of product {}", n + 1), amount, self.errors.get(&format!("used_{n}"))))
                    }
                }
                (self.another_lot())
            }
        }
    }

    /// The way to lots that were not looked at at the door.
    fn another_lot(&self) -> Markup {
        let amending = if self.amending { "&amend=yes" } else { "" };
        let here = format!("/patients/{}/sessions/{}?lots=more{amending}#shelf-title", self.patient, self.entry);
        html! {
            @if self.more_lots { p.hint { "Every lot that may be used today is offered; those that were not looked at at the door say so." } }
            @else if self.could_more { p { a href=(here) { "Another lot is needed" } } }
        }
    }

    pub(super) fn injected(&self) -> Markup {
        let next = self.session.points.last();
        let lot = self.typed("next_lot").map_or_else(
            || next.map(|p| p.lot.clone()).or_else(|| self.lots.first().map(|l| l.id.clone())).unwrap_or_default(),
            str::to_owned,
        );
        let amount = self.typed("next_amount").map_or_else(|| next.map(|p| p.amount.to_string()).unwrap_or_default(), str::to_owned);
        let depth = next.and_then(|p| p.depth).map(|d| d.code().to_owned()).unwrap_or_default();
        html! {
            section.treat-part id="map" aria-labelledby="map-title" {
                h2 #map-title { "Where it was injected" }
                div.palette.form-row {
                    (select("next_lot", "next_lot", "Next point: lot", &self.lot_options(), &lot))
                    (amount_field("next_amount", "next_amount", "Next point: amount", &amount, self.errors.get("next_amount")))
                    (select("next_depth", "next_depth", "Next point: depth", &depths(), &depth))
                }
                (self.wrong("next_lot"))
                (self.another_lot())
                p.hint { "Press the drawing to set a point. The person's left is on the right as you look at them." }
                div.map-row {
                    (face::map(self, true))
                    div {
                        (face::totals(self))
                        input type="hidden" name="points_shown" value="yes";
                        @if self.session.points.is_empty() { p.muted { "No points yet." } }
                        ol.points { @for n in 0..self.session.points.len() { (self.point(n)) } }
                        div.form-row {
                            (select("next_zone", "next_zone", "Or add a point in a zone", &zone_options(), ""))
                            div.form-end {
                                button.btn type="submit" name="do" value="add" { "Add point" }
                                button.btn type="submit" name="do" value="mirror" { "Mirror to the other side" }
                            }
                        }
                        (self.wrong("next_zone"))
                    }
                }
            }
        }
    }

    fn point(&self, n: usize) -> Markup {
        let Some(point) = self.session.points.get(n) else { return html! {} };
        let number = n + 1;
        let wrong = self.errors.get(&format!("amount_{n}"));
        let amount = wrong.map_or_else(|| point.amount.to_string(), |(typed, _)| typed.clone());
        let name = |what: &str| format!("{what}_{n}");
        html! {
            li.point-row {
                @if self.amending { input type="hidden" name=(name("at")) value={ (point.place.x()) "," (point.place.y()) "," (point.zone.code()) }; }
                div.form-row {
                    (select(&name("zone"), &name("zone"), &format!("Point {number}: zone"), &zone_options(), point.zone.code()))
                    (amount_field(&name("amount"), &name("amount"), &format!("Point {number}: amount"), &amount, wrong))
                    (select(&name("depth"), &name("depth"), &format!("Point {number}: depth"), &depths(), point.depth.map_or("", Depth::code)))
                    (select(&name("lot"), &name("lot"), &format!("Point {number}: lot"), &self.short_lots(), &point.lot))
                }
                button.btn.quiet type="submit" name="do" value={ "drop:" (n) } { "Take point " (number) " away" }
            }
        }
    }
}

fn depths() -> Vec<(String, String)> {
    std::iter::once((String::new(), "Not said".to_owned()))
        .chain(Depth::ALL.iter().map(|d| (d.code().to_owned(), ui::capital(d.code()))))
        .collect()
}

fn face_zones() -> Vec<Zone> {
    Zone::ALL.iter().copied().filter(|zone| middle_of(*zone).is_some() || *zone == Zone::Decollete).collect()
}

/// Zones with two sides beside each other, so that left and right stand as a pair also where two columns fit.
fn paired(mut zones: Vec<Zone>) -> Vec<Zone> {
    zones.sort_by_key(|zone| {
        if matches!(zone, Zone::Forehead | Zone::Glabella) {
            return 0;
        }
        if zone.code().ends_with("_l") || zone.code().ends_with("_r") { 1 } else { 2 }
    });
    zones
}

fn body() -> Vec<Zone> {
    Zone::ALL.iter().copied().filter(|zone| middle_of(*zone).is_none()).collect()
}

fn zone_options() -> Vec<(String, String)> {
    std::iter::once((String::new(), "Choose a zone".to_owned()))
        .chain(face_zones().iter().map(|z| (z.code().to_owned(), ui::capital(&ui::zone(*z)))))
        .collect()
}

/// A list that opens; its id is its own where several send the same name.
fn select(name: &str, id: &str, label: &str, options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            select.input id=(id) name=(name) { @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } } }
        }
    }
}

fn amount_field(name: &str, id: &str, label: &str, value: &str, wrong: Option<&(String, String)>) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            input.input id=(id) name=(name) type="text" inputmode="decimal" autocomplete="off" value=(wrong.map_or(value, |(typed, _)| typed))
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| format!("{id}-error"))];
            @if let Some((_, why)) = wrong { p.error id={ (id) "-error" } { (ui::shape(State::Stop)) (why) } }
        }
    }
}
