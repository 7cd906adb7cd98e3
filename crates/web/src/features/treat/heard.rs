//! What a form said about a session: the session as it would be, and each field that does not hold with what was typed.
use super::load::{Room, all};
use super::{Pairs, face, said};
use chart::session::point::{POINTS_MAX, middle_of, zone_at};
use chart::session::{Point, Session, Used, ZoneSetting};
use chart::stock::Amount;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Zone;

/// Why a lot is not taken.
const NOT_OF_THE_DOOR: &str = "This lot was not looked at at the door, or it may not be used today. Choose one of the list, or press Another lot is needed.";

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heard {
    /// The session, without what did not hold.
    pub(super) session: Session,
    /// What did not hold: the text and why, by field.
    pub(super) errors: BTreeMap<String, (String, String)>,
    /// What was pressed.
    pub(super) deed: String,
    /// The place on the page to go back to.
    pub(super) place: &'static str,
    /// Ids of the lots that may be chosen.
    may: BTreeSet<String>,
}

/// Hears a form that was filled in over a session that somebody kept otherwise meanwhile: settings as they were typed, and the
/// points as they are kept, because their places are not those of the form any more.
pub(super) fn beside(now: &Session, pairs: &Pairs, room: &Room<'_>) -> Heard {
    let points = ["points_shown", "do", "face.x", "face.y"];
    let rest: Pairs = pairs.iter().filter(|(name, _)| !points.contains(&name.as_str())).cloned().collect();
    Heard { deed: said(pairs, "do").to_owned(), ..heard(now, &rest, room) }
}

/// Hears a form over the session as it is kept.
pub(super) fn heard(now: &Session, pairs: &Pairs, room: &Room<'_>) -> Heard {
    let mut heard = Heard {
        session: now.clone(),
        errors: BTreeMap::new(),
        deed: said(pairs, "do").to_owned(),
        place: "main",
        may: room.choices(now, said(pairs, "more_lots") == "yes").into_iter().map(|lot| lot.id).collect(),
    };
    heard.settings(pairs);
    heard.zones(pairs);
    heard.products(pairs);
    heard.times(pairs, room);
    if said(pairs, "points_shown") == "yes" {
        if said(pairs, "amending") == "yes" {
            match carried(pairs) {
                Some(points) => heard.session.points = points,
                None => heard.wrong("next_zone", "", "Where the points lie cannot be read. Open the amendment anew."),
            }
        }
        heard.points(pairs);
    }
    let deed = heard.deed.clone();
    match deed.split_once(':').unwrap_or((deed.as_str(), "")) {
        ("add", _) => heard.add(pairs, None),
        ("mirror", _) => heard.mirror(),
        ("drop", n) => heard.drop_point(n),
        ("end", _) => heard.session.ended_at = Some(room.by.at.max(heard.session.started_at)),
        ("sign", _) if heard.session.ended_at.is_none() && !room.is_today(heard.session.started_at) => {
            heard.wrong("ended", "", "It was not begun today: write when it ended.");
        }
        ("sign", _) if heard.session.ended_at.is_none() => {
            heard.session.ended_at = Some(room.by.at.max(heard.session.started_at));
        }
        _ => {}
    }
    // A press on the drawing sends where it was pressed; the keyboard presses it at its corner.
    if let (Ok(x), Ok(y)) = (said(pairs, "face.x").parse::<u32>(), said(pairs, "face.y").parse::<u32>())
        && deed.is_empty()
    {
        heard.add(pairs, face::place(x, y));
    }
    heard
}

/// The points of an amendment: nothing of it is kept before it is signed, so that the form carries where each one lies and in which
/// zone that is. What the rest of its row says is read as of a point that is kept: another zone moves it, and a row that is wrong
/// keeps its depth. `None` where a place cannot be read: no point is left out in silence.
fn carried(pairs: &Pairs) -> Option<Vec<Point>> {
    let places = (0..POINTS_MAX).map(|n| (n, said(pairs, &format!("at_{n}")))).take_while(|(_, at)| !at.is_empty());
    let point = |(n, at): (usize, &str)| {
        let mut at = at.split(',');
        let place = chart::session::point::Place::new(at.next()?.parse().ok()?, at.next()?.parse().ok()?)?;
        let zone = at.next().and_then(|zone| zone.parse().ok()).unwrap_or_else(|| zone_at(place));
        let lot = said(pairs, &format!("lot_{n}")).to_owned();
        let amount = said(pairs, &format!("amount_{n}")).parse().unwrap_or_default();
        let depth = said(pairs, &format!("depth_{n}")).parse().ok();
        Some(Point { place, zone, lot, amount, depth })
    };
    places.map(point).collect()
}

impl Heard {
    fn wrong(&mut self, field: &str, typed: &str, why: impl Into<String>) {
        self.errors.insert(field.to_owned(), (typed.to_owned(), why.into()));
    }

    fn settings(&mut self, pairs: &Pairs) {
        for field in self.session.done.fields() {
            let Some((_, typed)) = pairs.iter().rev().find(|(name, _)| name == field.key) else { continue };
            if let Err(why) = self.session.done.set(field.key, typed) {
                self.wrong(field.key, typed, crate::ui::sentence(&why));
            }
        }
        if let Some((_, note)) = pairs.iter().rev().find(|(name, _)| name == "note") {
            note.replace('\r', "").trim().clone_into(&mut self.session.note);
        }
        if let Some((_, device)) = pairs.iter().rev().find(|(name, _)| name == "device") {
            self.session.device = Some(device.clone()).filter(|d| !d.is_empty());
        }
    }

    fn zones(&mut self, pairs: &Pairs) {
        if said(pairs, "zones_shown") != "yes" {
            return;
        }
        let mut zones = Vec::new();
        for typed in all(pairs, "zone") {
            match typed.parse::<Zone>() {
                Ok(zone) if !zones.contains(&zone) => zones.push(zone),
                Ok(_) => {}
                Err(_) => self.wrong("zones", typed, "This is not a zone of the drawing."),
            }
        }
        self.session.zones = zones;
        let mut settings = Vec::new();
        for zone in self.session.zones.clone() {
            let name = format!("depth_{zone}");
            let typed = said(pairs, &name).to_owned();
            if typed.trim().is_empty() {
                continue;
            }
            match chart::session::field::read::<chart::session::quantity::DepthMm>(&typed) {
                Ok(depth) => settings.push(ZoneSetting { zone, depth_mm: Some(depth), passes: None }),
                Err(why) => self.wrong(&name, &typed, crate::ui::sentence(&why)),
            }
        }
        self.session.zone_settings = settings;
    }

    fn products(&mut self, pairs: &Pairs) {
        let lots: Vec<&str> = all(pairs, "used_lot").collect();
        let amounts: Vec<&str> = all(pairs, "used_amount").collect();
        if lots.is_empty() {
            return;
        }
        let mut products: Vec<Used> = Vec::new();
        for (n, (lot, typed)) in lots.iter().zip(&amounts).enumerate() {
            // A lot that stands ready and of which nothing is said was not used; signing lists it as missing.
            if lot.is_empty() || typed.trim().is_empty() {
                continue;
            }
            if !self.may.contains(*lot) {
                self.wrong(&format!("used_{n}"), typed, NOT_OF_THE_DOOR);
                continue;
            }
            match typed.parse::<Amount>() {
                Ok(amount) if !amount.is_zero() => products.push(Used { lot: (*lot).to_owned(), amount }),
                Ok(_) => self.wrong(&format!("used_{n}"), typed, "Say how much of it was used, such as 1 or 0.5."),
                Err(why) => self.wrong(&format!("used_{n}"), typed, crate::ui::sentence(&why.to_string())),
            }
        }
        self.session.products = products;
    }

    fn times(&mut self, pairs: &Pairs, room: &Room<'_>) {
        let typed = said(pairs, "ended").trim().to_owned();
        if typed.is_empty() {
            return;
        }
        match room.at_hour(&typed, self.session.started_at) {
            // Only the minute is shown: what was kept to the second stays as it is.
            Some(_) if self.session.ended_at.is_some_and(|end| room.hour(end) == typed) => {}
            Some(at) => self.session.ended_at = Some(at),
            None => self.wrong("ended", &typed, "Write hours and minutes after the start, such as 14:30."),
        }
    }

    fn points(&mut self, pairs: &Pairs) {
        for n in 0..self.session.points.len().min(POINTS_MAX) {
            let zone = said(pairs, &format!("zone_{n}")).to_owned();
            let (lot, amount, depth) = (
                said(pairs, &format!("lot_{n}")).to_owned(),
                said(pairs, &format!("amount_{n}")).to_owned(),
                said(pairs, &format!("depth_{n}")).to_owned(),
            );
            if amount.is_empty() && lot.is_empty() {
                continue;
            }
            if !self.may.contains(&lot) {
                self.wrong(&format!("amount_{n}"), &amount, NOT_OF_THE_DOOR);
                continue;
            }
            match amount.parse::<Amount>() {
                Ok(amount) if !amount.is_zero() => {
                    let Some(point) = self.session.points.get_mut(n) else { continue };
                    point.amount = amount;
                    point.lot = lot;
                    point.depth = depth.parse().ok();
                    if let Ok(zone) = zone.parse::<Zone>()
                        && zone != point.zone
                    {
                        point.zone = zone;
                        point.place = middle_of(zone).unwrap_or(point.place);
                    }
                }
                _ => self.wrong(
                    &format!("amount_{n}"),
                    &amount,
                    "Say how much, such as 4 or 0.1; or take the point away.",
                ),
            }
        }
    }

    /// One more point: where the drawing was pressed, or in the middle of the zone that was chosen.
    fn add(&mut self, pairs: &Pairs, place: Option<chart::session::point::Place>) {
        self.place = "map";
        let chosen = said(pairs, "next_zone").parse::<Zone>().ok();
        let (place, zone) = match (place, chosen) {
            (Some(place), _) => (place, zone_at(place)),
            (None, Some(zone)) => (middle_of(zone).unwrap_or(chart::session::point::Place::MIDDLE), zone),
            (None, None) => return self.wrong("next_zone", "", "Choose the zone of the point."),
        };
        let typed = said(pairs, "next_amount").to_owned();
        let lot = said(pairs, "next_lot").to_owned();
        if lot.is_empty() {
            return self.wrong("next_lot", "", "Choose the lot first; only lots in date are offered.");
        }
        if !self.may.contains(&lot) {
            return self.wrong("next_lot", &lot, NOT_OF_THE_DOOR);
        }
        if self.session.points.len() >= POINTS_MAX {
            return self.wrong("next_zone", "", format!("At most {POINTS_MAX} points."));
        }
        match typed.parse::<Amount>() {
            Ok(amount) if !amount.is_zero() => {
                let depth = said(pairs, "next_depth").parse().ok();
                self.session.points.push(Point { place, zone, lot, amount, depth });
                if !self.session.zones.contains(&zone) {
                    self.session.zones.push(zone);
                }
            }
            _ => self.wrong("next_amount", &typed, "Say how much, such as 4 or 0.1."),
        }
    }

    /// Every point whose mirror is not there yet gets it.
    fn mirror(&mut self) {
        self.place = "map";
        let there = self.session.points.clone();
        for point in &there {
            let other = point.mirrored();
            let known = self.session.points.iter().any(|p| p.place == other.place && p.zone == other.zone);
            if !known && self.session.points.len() < POINTS_MAX {
                if !self.session.zones.contains(&other.zone) {
                    self.session.zones.push(other.zone);
                }
                self.session.points.push(other);
            }
        }
    }

    fn drop_point(&mut self, n: &str) {
        self.place = "map";
        if let Ok(n) = n.parse::<usize>()
            && n < self.session.points.len()
        {
            self.session.points.remove(n);
            // What was wrong with a point that is gone is gone with it.
            self.errors.remove(&format!("amount_{n}"));
        }
    }
}
