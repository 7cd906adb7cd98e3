//! What a page about a session needs, read once: the chart, the shelf, the devices, who is in the room.
use super::heard::Heard;
use super::begin::Past;
use super::show::{LotChoice, Shown, Treating};
use super::passed::at_the_door;
use super::planned::Planned;
use super::{Begin, Pairs, told};
use crate::record::Record;
use crate::session::Signed;
use crate::{Oops, Shared};
use chart::entry::Body;
use chart::fold::{Chart, Line};
use chart::register::By;
use chart::session::{DoorPass, Field, Keeps, Session, Standing, beyond, limits, missing, standing};
use chart::stock::{Amount, Device, LotRow, Product, Stock};
use jiff::Timestamp;
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::case::Case;
use vocab::Day;

/// The room: a patient, somebody who treats, and what is on the shelf.
pub(super) struct Room<'h> {
    pub(super) house: &'h Shared,
    pub(super) record: &'h Record,
    pub(super) k: &'static Knowledge,
    pub(super) signed: &'h Signed,
    pub(super) patient: String,
    pub(super) chart: Chart,
    pub(super) today: Day,
    pub(super) by: By,
    pub(super) products: BTreeMap<String, Product>,
    pub(super) lots: Vec<LotRow>,
    pub(super) devices: BTreeMap<String, Device>,
}

impl<'h> Room<'h> {
    pub(super) async fn enter(house: &'h Shared, signed: &'h Signed, patient: &str) -> Result<Self, Oops> {
        let record = house.kept()?;
        let by = house.by(signed);
        let why = signed.why(patient);
        let entries = record.patients().read(patient, 0, why, &by, &mut *house.chance()).await?;
        let stock = stock(record);
        Ok(Self {
            house,
            record,
            k: crate::house::knowledge().ok_or(Oops::Broken)?,
            signed,
            patient: patient.to_owned(),
            chart: Chart::of(&entries),
            today: house.today().ok_or(Oops::Broken)?,
            by,
            products: stock.products().await?,
            lots: stock.lots(None).await?,
            devices: stock.devices().await?,
        })
    }

    pub(super) fn name(&self) -> String {
        self.chart.identity().map(|i| i.name).unwrap_or_default()
    }

    pub(super) fn title(&self, treatment: &str) -> String {
        self.k.treatment(treatment).map_or_else(|| treatment.to_owned(), |t| t.title.clone())
    }

    /// An instant as people in this house read it.
    pub(super) fn clock(&self, at: i64) -> String {
        local(self.house, at).map_or_else(String::new, |t| {
            let day = Day::from_date(t.date());
            let time = t.strftime("%H:%M");
            if day == self.today { format!("today, {time}") } else { format!("{}, {time}", day.in_words()) }
        })
    }

    /// The line of a session, and the session as it counts now.
    pub(super) fn find(&self, entry: &str) -> Result<(&Line, Session), Oops> {
        let line = self.chart.lines.iter().find(|line| line.entry.id == entry).ok_or(Oops::NotFound)?;
        match &line.now {
            Some(Body::Session(session)) => Ok((line, session.clone())),
            _ => Err(Oops::NotFound),
        }
    }

    /// The last session of a treatment that was signed, but for one.
    pub(super) fn last(&self, treatment: &str, but: &str) -> Option<(&Line, Session)> {
        let lines = self.chart.lines.iter().rev().filter(|line| line.entry.id != but);
        lines
            .filter(|line| !matches!(standing(&self.chart, line), Standing::Draft | Standing::Withdrawn))
            .find_map(|line| match &line.now {
                Some(Body::Session(session)) if session.treatment == treatment => Some((line, session.clone())),
                _ => None,
            })
    }

    /// Products that the house keeps for a treatment.
    pub(super) fn products_for(&self, treatment: &str) -> impl Iterator<Item = &Product> {
        self.products.values().filter(move |p| p.treatments.iter().any(|t| t == treatment))
    }

    /// What the house keeps for a treatment.
    pub(super) fn keeps(&self, treatment: &str) -> Keeps {
        let serves = |d: &Device| !d.retired && d.treatments.iter().any(|t| t == treatment);
        Keeps { products: self.products_for(treatment).any(|p| !p.retired), devices: self.devices.values().any(serves) }
    }

    /// The lots that were looked at with a session at the door, and so are in the hand; empty = none was chosen there.
    fn at_hand(&self, session: &Session) -> &[String] {
        let door = session.door.as_deref().and_then(|id| self.chart.lines.iter().find(|line| line.entry.id == id));
        match door.and_then(|line| line.now.as_ref()) {
            Some(Body::Door(door)) => &door.lots,
            _ => &[],
        }
    }

    /// The lots that may be chosen: exactly those of the door as far as they may still be used, and those already used here.
    /// Where none was chosen at the door, or where `more` are asked for, every lot that may be used today.
    pub(super) fn choices(&self, session: &Session, more: bool) -> Vec<LotChoice> {
        let uses = session.uses().unwrap_or_default();
        let doors = self.at_hand(session);
        let fits = |row: &&LotRow| {
            let wanted = self.products_for(&session.treatment).any(|p| p.key == row.product);
            let looked_at = more || doors.is_empty() || doors.contains(&row.id);
            uses.contains_key(&row.id)
                || wanted && looked_at && row.lot.may_use(Amount::ZERO, self.today, self.by.at).is_ok()
        };
        let mut fitting: Vec<&LotRow> = self.lots.iter().filter(fits).collect();
        fitting.sort_by_key(|row| !doors.contains(&row.id));
        let lots = fitting.into_iter().map(|row| {
            let product = self.products.get(&row.product);
            let until = row.lot.expires.map(Day::in_words).unwrap_or_default();
            let later = if doors.is_empty() || doors.contains(&row.id) { "" } else { " · not of the door" };
            LotChoice {
                id: row.id.clone(),
                product: product.map(|p| p.name.clone()).unwrap_or_default(),
                number: row.lot.number.clone(),
                unit: product.map(|p| p.unit),
                label: format!(
                    "{} · lot {} · until {until} · {} left{later}",
                    product.map_or("", |p| p.name.as_str()),
                    row.lot.number,
                    product.map_or_else(String::new, |p| p.unit.counted(row.lot.usable(self.by.at))),
                ),
            }
        });
        lots.collect()
    }

    /// The planned session that a session belongs to.
    fn planned(&self, treatment: &str, at: i64) -> Option<Planned> {
        let zone = self.house.zone();
        Planned::of(&self.chart, treatment, chart::case::day_of(at, &zone), &zone)
    }

    /// The lot that takes the place of one that was used before: itself if it may be used, else the same product's that
    /// expires first.
    fn successor(&self, lot: &str, product: Option<&str>) -> Option<String> {
        let may = |row: &&LotRow| row.lot.may_use(Amount::ZERO, self.today, self.by.at).is_ok();
        if let Some(same) = self.lots.iter().filter(may).find(|row| row.id == lot) {
            return Some(same.id.clone());
        }
        let product = product?;
        self.lots.iter().filter(may).find(|row| row.product == product).map(|row| row.id.clone())
    }

    /// The session as it begins: the same as last time, or empty.
    pub(super) async fn first(&self, treatment: &str, again: bool, pass: &DoorPass) -> Result<Session, Oops> {
        let me = &self.signed.practitioner;
        let last = if again { self.last(treatment, "") } else { None };
        if let Some((line, last)) = last {
            let mut products = BTreeMap::new();
            for lot in last.uses().unwrap_or_default().into_keys() {
                // A lot of another site or another time is simply not on this shelf any more.
                if let Ok((row, _)) = stock(self.record).lot(&lot).await {
                    products.insert(lot, row.product);
                }
            }
            let lot = |lot: &str| self.successor(lot, products.get(lot).map(String::as_str));
            let mut session = last.again(&line.entry.id, me, self.by.at, lot);
            at_the_door(&mut session, pass)?;
            session.visit = self.visit_today(treatment).await?.map(|visit| visit.id);
            return Ok(session);
        }
        let mut session = Session::new(self.k, treatment, me, self.by.at)
            .ok_or_else(|| Oops::BadRequest("This treatment is not recorded here.".to_owned()))?;
        let mut serving = self.devices.values().filter(|d| d.treatments.iter().any(|t| t == treatment));
        if let (Some(only), None) = (serving.next(), serving.next()) {
            session.device = only.is_ok(self.today).then(|| only.key.clone());
        }
        at_the_door(&mut session, pass)?;
        if let Some(planned) = self.planned(treatment, self.by.at).filter(|plan| plan.first) {
            let zones = if session.zones.is_empty() { &planned.zones } else { &session.zones };
            let limits = limits(self.k, treatment, self.skin()?, zones);
            planned.fill(&mut session, &limits);
        }
        session.visit = self.visit_today(treatment).await?.map(|visit| visit.id);
        Ok(session)
    }

    /// The sessions of the chart, newest first.
    fn past(&self) -> Vec<Past> {
        let sessions = self.chart.lines.iter().rev().filter_map(|line| match &line.now {
            Some(Body::Session(session)) => Some((line, session)),
            _ => None,
        });
        sessions
            .map(|(line, session)| Past {
                href: format!("/patients/{}/sessions/{}", self.patient, line.entry.id),
                title: self.title(&session.treatment),
                when: self.clock(session.started_at),
                settings: told::settings(session),
                draft: matches!(standing(&self.chart, line), Standing::Draft | Standing::Returned(_)),
            })
            .collect()
    }

    /// The phototype that safety counts with.
    fn skin(&self) -> Result<Option<vocab::Phototype>, Oops> {
        Ok(crate::features::ask::gate()?.derived(&self.case()).phototype_for_safety)
    }

    pub(super) async fn beginning(&self, treatment: &str, told: Option<&str>) -> Result<Begin, Oops> {
        if !treatment.is_empty() && Session::new(self.k, treatment, "", 0).is_none() {
            return Err(Oops::NotFound);
        }
        let last = self.last(treatment, "").map(|(line, session)| {
            (self.clock(line.entry.happened_at), told::settings(&session))
        });
        Ok(Begin {
            csrf: self.signed.csrf.clone(),
            patient: self.patient.clone(),
            name: self.name(),
            treatment: treatment.to_owned(),
            title: self.title(treatment),
            last,
            open: self.open(treatment).await?,
            planned: self.planned(treatment, self.by.at).map(|plan| (plan.agreed, plan.on)),
            closed: if treatment.is_empty() { None } else { self.pass(treatment).err().map(|why| why.to_string()) },
            told: told.map(crate::ui::sentence),
            past: if treatment.is_empty() { self.past() } else { Vec::new() },
            offered: self
                .k
                .treatments
                .iter()
                .filter(|t| t.planned)
                .map(|t| (t.code.clone(), t.title.clone()))
                .collect(),
        })
    }

    fn case(&self) -> Case {
        self.chart.case(self.today, &self.k.policy(), &self.house.zone())
    }

    /// The page of a session; with what was heard, where something of it did not hold.
    pub(super) async fn treating(&self, entry: &str, heard: Option<&Heard>) -> Result<Treating, Oops> {
        let (line, kept) = self.find(entry)?;
        let session = heard.map_or(&kept, |h| &h.session);
        let gate = crate::features::ask::gate()?;
        let case = self.case();
        let skin = self.skin()?;
        let planned = self.planned(&session.treatment, session.started_at);
        let all = limits(self.k, &session.treatment, skin, &session.zones);
        let last = self.last(&session.treatment, entry).map(|(line, last)| (line.entry.happened_at, last));
        let shown = session.done.fields().iter().map(|field: &Field| {
            let typed = heard.and_then(|h| h.errors.get(field.key)).map(|(typed, _)| typed.clone());
            let value = typed.or_else(|| session.done.get(field.key)).unwrap_or_default();
            let limits: Vec<_> = all.iter().filter(|l| l.field == field.key).cloned().collect();
            let number = value.replace(',', ".").parse::<f64>().ok();
            Shown {
                planned: planned.as_ref().and_then(|plan| plan.settings.get(field.key).cloned()),
                beyond: number.is_some_and(|n| limits.iter().any(|l| !l.holds(n))),
                field: *field,
                last: last.as_ref().and_then(|(_, l)| l.done.get(field.key)),
                error: heard.and_then(|h| h.errors.get(field.key)).map(|(_, why)| why.clone()),
                limits,
                value,
            }
        });
        let roll = self.record.roll().await?;
        let standing = standing(&self.chart, line);
        Ok(Treating {
            csrf: self.signed.csrf.clone(),
            patient: self.patient.clone(),
            name: self.name(),
            entry: entry.to_owned(),
            title: self.title(&session.treatment),
            skin: skin.map(|s| s.code().to_owned()),
            fields: shown.collect(),
            lots: self.choices(session, false),
            more_lots: false,
            could_more: !self.at_hand(session).is_empty(),
            at_hand: self.at_hand(session).to_vec(),
            read: chart::session::hash_of(&kept),
            overnight: !self.is_today(kept.started_at),
            planned: planned.map(|plan| (plan.agreed, plan.zones)),
            products: self.products_for(&session.treatment).map(|p| (p.key.clone(), p.name.clone())).collect(),
            devices: self.device_choices(session),
            needs_device: chart::stock::needs_device(self.k, &session.treatment),
            gaps: missing(self.k, session, self.keeps(&session.treatment)),
            beyond: beyond(gate, &case, session),
            second: self.told_second(session, &standing, &roll).await?,
            mine: kept.performer == self.signed.practitioner,
            may_review: self.signed.may(vocab::Permission::CoSign) && kept.performer != self.signed.practitioner,
            performer: roll.get(&kept.performer).map(|p| p.name.clone()).unwrap_or_default(),
            started: self.clock(session.started_at),
            ended: session.ended_at.map(|at| self.hour(at)),
            last: last.map(|(at, _)| self.clock(at)),
            changes: self.changes(line, &roll),
            errors: heard.map(|h| h.errors.clone()).unwrap_or_default(),
            session: session.clone(),
            signed: self.signatures(entry, &kept),
            standing,
            amending: false,
            reason: String::new(),
            told: None,
        })
    }

    /// Amendments: when, who, why.
    fn changes(&self, line: &Line, roll: &chart::people::Roll) -> Vec<(String, String, String)> {
        let amended = line.changes.iter().filter(|change| change.reason != "draft");
        amended.map(|change| (self.clock(change.at), roll.name(&change.author).to_owned(), change.reason.clone())).collect()
    }

    /// The signatures of the text that counts, each with its instant.
    fn signatures(&self, entry: &str, session: &Session) -> Vec<(String, chart::session::Signature)> {
        let hash = chart::session::hash_of(session);
        let signed = self.chart.lines.iter().filter_map(|line| match &line.now {
            Some(Body::Signature(one)) if one.of == entry && one.hash == hash => Some((self.clock(line.entry.happened_at), one.clone())),
            _ => None,
        });
        signed.collect()
    }

    fn device_choices(&self, session: &Session) -> Vec<(String, String)> {
        let serves = |d: &&Device| {
            session.device.as_deref() == Some(&d.key)
                || !d.retired && d.treatments.contains(&session.treatment) && d.is_ok(self.today)
        };
        self.devices.values().filter(serves).map(|d| (d.key.clone(), format!("{} ({})", d.name, d.model))).collect()
    }

    /// Hours and minutes at the site.
    pub(super) fn hour(&self, at: i64) -> String {
        local(self.house, at).map_or_else(String::new, |t| t.strftime("%H:%M").to_string())
    }

    /// The instant of hours and minutes on the day of another instant, the next day where it would lie before it.
    pub(super) fn at_hour(&self, hour: &str, after: i64) -> Option<i64> {
        let time: jiff::civil::Time = format!("{hour}:00").parse().ok()?;
        let zone = self.house.zone();
        let day = local(self.house, after)?.date();
        let at = zone.to_ambiguous_zoned_datetime(day.to_datetime(time)).compatible().ok()?.timestamp().as_millisecond();
        if at + 59_999 >= after {
            return Some(at.max(after));
        }
        let next = day.tomorrow().ok()?;
        let at = zone.to_ambiguous_zoned_datetime(next.to_datetime(time)).compatible().ok()?.timestamp().as_millisecond();
        // More than twelve hours is a slip, not a session.
        (at - after <= 43_200_000).then_some(at)
    }
}

/// The stock of the record.
pub(super) fn stock(record: &Record) -> Stock<'_> {
    Stock::new(&record.store, &record.key, &record.site)
}

fn local(house: &Shared, at: i64) -> Option<jiff::civil::DateTime> {
    Timestamp::from_millisecond(at).ok().map(|t| house.zone().to_datetime(t))
}

/// The texts of a form under one name, in their order.
pub(super) fn all<'p>(pairs: &'p Pairs, name: &'p str) -> impl Iterator<Item = &'p str> {
    pairs.iter().filter(move |(given, _)| given == name).map(|(_, text)| text.as_str())
}
