//! A session as it is read: what was done, the second signature, and what became of it.
use super::face;
use super::setting;
use super::show::Treating;
use crate::ui::{self, Entry};
use chart::session::Standing;
use maud::{Markup, html};

impl Treating {
    /// The session as it is read.
    pub(super) fn closed(&self) -> Markup {
        html! {
            (ui::section("settings", "What was done", "", &html! { (ui::facts(&self.done())) }))
            @if !self.session.points.is_empty() {
                (ui::section("map", "Where it was injected", "", &html! { div.map-row { (face::map(self, false)) div { (face::totals(self)) (self.each_point()) } } }))
            }
            @if self.may_review && matches!(self.standing, Standing::ToReview(_)) { (self.reading()) }
        }
    }

    /// The ways on from a session that is read: to what comes next, and for whoever did it to an amendment.
    pub(super) fn ways_on(&self) -> Markup {
        let may_amend = self.mine && matches!(self.standing, Standing::Signed(_) | Standing::ToReview(_));
        html! {
            (ui::onward(&self.patient))
            @if may_amend { p.amend { a.btn href={ "/patients/" (self.patient) "/sessions/" (self.entry) "?amend=yes" } { "Amend" } } }
        }
    }

    /// Settings, device, places, what came from the shelf, and the note: one line each.
    fn done(&self) -> Vec<(&str, Markup)> {
        let mut facts: Vec<(&str, Markup)> = self
            .fields
            .iter()
            .filter(|shown| !shown.value.is_empty())
            .map(|shown| (shown.field.label, html! { (setting::read(&shown.value, shown.field.kind)) }))
            .collect();
        if let Some(key) = &self.session.device {
            let device = self.devices.iter().find(|(own, _)| own == key).map_or(key.as_str(), |(_, name)| name.as_str());
            facts.push(("Device", html! { (device) }));
        }
        let zones: Vec<String> = self.session.zones.iter().map(|zone| self.place(*zone)).collect();
        if !zones.is_empty() {
            facts.push(("Where", html! { (ui::capital(&zones.join(", "))) }));
        }
        for used in &self.session.products {
            let lot = self.lots.iter().find(|lot| lot.id == used.lot);
            facts.push(("From the shelf", html! {
                @match lot {
                    Some(lot) => { (lot.product) ", lot " (lot.number) ": " (lot.counted(used.amount)) }
                    None => { (used.amount) " of a lot that is not on the shelf any more" }
                }
            }));
        }
        if !self.session.note.is_empty() {
            facts.push(("Note", html! { (self.session.note) }));
        }
        facts
    }

    /// A zone, with the depth that was set for it alone.
    fn place(&self, zone: vocab::Zone) -> String {
        let depth = self.session.zone_settings.iter().find(|own| own.zone == zone).and_then(|own| own.depth_mm);
        depth.map_or_else(|| ui::zone(zone), |depth| format!("{} ({} mm)", ui::zone(zone), f64::from(depth)))
    }

    /// Every point, as the drawing numbers it.
    fn each_point(&self) -> Markup {
        html! {
            ol."points-read" { @for point in &self.session.points {
                @let lot = self.lots.iter().find(|lot| lot.id == point.lot);
                li { (ui::capital(&ui::zone(point.zone))) ": " (lot.map_or_else(|| point.amount.to_string(), |lot| lot.counted(point.amount)))
                    @if let Some(depth) = point.depth { ", " (depth.code()) } @if let Some(lot) = lot { ", lot " (lot.number) } }
            } }
        }
    }

    fn reading(&self) -> Markup {
        let about = |field: &str| self.told.as_ref().filter(|(f, _)| f == field).map(|(_, why)| why.as_str());
        html! {
            (ui::section("second", "Second signature", "", &html! {
                form.form action={ "/patients/" (self.patient) "/sessions/" (self.entry) "/review" } method="post" {
                    (ui::csrf(self))
                    p { (chart::session::Meaning::Reviewed.sentence()) }
                    (self.second.to_reader())
                    (ui::Field::new("remark", "Remark", Entry::Text).optional().hint("Needed when it goes back, or when you sign for somebody else.").error(about("remark")))
                    (ui::prove(about("proof")))
                    div.form-end {
                        button.btn.primary type="submit" name="do" value="agree" { "Sign as reviewed" }
                        button.btn type="submit" name="do" value="return" { "Send back" }
                    }
                }
            }))
        }
    }

    pub(super) fn history(&self) -> Markup {
        html! {
            @if !self.signed.is_empty() || !self.changes.is_empty() {
                (ui::section("history", "Signatures and amendments", "", &html! {
                    ul {
                        @for (when, one) in &self.signed { li { strong { (one.name) } ", " (when) ": " (one.meaning.sentence()) " "
                            span.small.muted { "Fingerprint of what was signed: " code { (one.hash.get(..12).unwrap_or_default()) } } } }
                        @for (when, who, why) in &self.changes { li { "Amended " (when) " by " (who) ": " (why) } }
                    }
                }))
            }
        }
    }
}
