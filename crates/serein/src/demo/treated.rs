//! Sessions of the demonstration, from the door to the signatures, for what the clinic offers. Every step goes through the same
//! functions as a real one: the pass of the door, the lot from the shelf, the record with its settings, the signature of whoever
//! did it, and the second signature where the papers ask for one.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::case::day_of;
use chart::door::{Checked, Line, Outcome, What};
use chart::entry::Body;
use chart::patient::NewEntry;
use chart::people::Roll;
use chart::register::By;
use chart::session::point::{Depth, middle_of};
use chart::session::{DoorPass, Keeps, Meaning, Point, Reader, Session, Used, second};
use chart::stock::{Amount, Stock};
use std::collections::BTreeMap;
use std::sync::Arc;
use vocab::{Day, Role, Zone};

/// How a treatment is done here.
struct Way {
    code: &'static str,
    /// What is set, by field of the record.
    set: &'static [(&'static str, &'static str)],
    /// The lot that is used, and how much of it beside the points.
    lot: Option<(&'static str, &'static str)>,
    device: Option<&'static str>,
    zones: &'static [Zone],
    /// Amounts that are injected, one for each zone.
    points: &'static [&'static str],
    depth: Option<Depth>,
    minutes: i64,
}

const CHEEKS: &[Zone] = &[Zone::CheekMedialL, Zone::CheekMedialR];
const FACE: &[Zone] = &[Zone::Forehead, Zone::CheekMedialL, Zone::CheekMedialR, Zone::Nose, Zone::Chin];
const BROW: &[Zone] = &[Zone::Glabella, Zone::Forehead, Zone::PeriorbitalL, Zone::PeriorbitalR];
const LIPS: &[Zone] = &[Zone::LipUpper, Zone::LipLower];

#[rustfmt::skip]
const WAYS: [Way; 10] = [
    Way { code: "facial_hydrating", set: &[("steps", "Cleansing, enzyme, serum, mask"), ("mask", "Lull calming mask"), ("massage_minutes", "10")], lot: Some(("LM-012", "1")), device: None, zones: FACE, points: &[], depth: None, minutes: 50 },
    Way { code: "peel_lactic", set: &[("percent", "30"), ("ph", "3.5"), ("layers", "1"), ("minutes_on", "4"), ("neutraliser", "water"), ("endpoint", "erythema")], lot: Some(("CL-203", "2")), device: None, zones: FACE, points: &[], depth: None, minutes: 25 },
    Way { code: "peel_glycolic", set: &[("percent", "20"), ("ph", "3.5"), ("layers", "1"), ("minutes_on", "2"), ("neutraliser", "bicarbonate"), ("endpoint", "erythema")], lot: Some(("CG-118", "2")), device: None, zones: FACE, points: &[], depth: None, minutes: 25 },
    Way { code: "microneedling", set: &[("depth_mm", "1"), ("passes", "3"), ("cartridge", "16 needles"), ("numbing_minutes", "20"), ("endpoint", "pinpoint bleeding")], lot: Some(("TC-905", "1")), device: Some("tessera-pen-2"), zones: CHEEKS, points: &[], depth: None, minutes: 40 },
    Way { code: "laser_qs_pico", set: &[("wavelength_nm", "1064"), ("fluence", "1.8"), ("pulse_ms", "0.000006"), ("spot_mm", "6"), ("passes", "3"), ("cooling", "air"), ("eyewear", "yes"), ("endpoint", "erythema")], lot: None, device: Some("norrsken-duo"), zones: FACE, points: &[], depth: None, minutes: 30 },
    Way { code: "ipl", set: &[("wavelength_nm", "560"), ("fluence", "25"), ("pulse_ms", "6"), ("delay_ms", "15"), ("spot_mm", "15"), ("passes", "1"), ("cooling", "contact"), ("eyewear", "yes"), ("endpoint", "erythema")], lot: None, device: Some("halden-lumia-iii"), zones: CHEEKS, points: &[], depth: None, minutes: 30 },
    Way { code: "led_red", set: &[("minutes_light", "20"), ("eyewear", "yes")], lot: None, device: Some("led-1"), zones: FACE, points: &[], depth: None, minutes: 20 },
    Way { code: "botulinum", set: &[("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5"), ("tool", "needle"), ("gauge", "30")], lot: Some(("LT-4471", "")), device: None, zones: BROW, points: &["8", "6", "4", "4"], depth: Some(Depth::Intramuscular), minutes: 20 },
    Way { code: "filler_ha", set: &[("tool", "needle"), ("gauge", "30"), ("lidocaine", "yes"), ("refill", "yes")], lot: Some(("HL-2093", "")), device: None, zones: LIPS, points: &["0.5", "0.5"], depth: Some(Depth::Subcutaneous), minutes: 35 },
    Way { code: "massage", set: &[("pressure", "medium"), ("oil", "Almond-free, without scent")], lot: None, device: None, zones: &[Zone::Back], points: &[], depth: None, minutes: 60 },
];

/// How far a session has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// It was begun.
    Begun,
    /// Whoever did it has signed; the second signature, where one is due, waits.
    Signed,
    /// Everybody has signed.
    Read,
}

/// A session that is told.
pub(super) struct Deed<'d> {
    pub(super) code: &'d str,
    pub(super) role: Role,
    /// When it began, milliseconds since 1970.
    pub(super) at: i64,
    pub(super) note: &'d str,
    /// Other zones than the usual ones; empty = those.
    pub(super) zones: &'d [Zone],
    /// What was set otherwise.
    pub(super) set: &'d [(&'d str, &'d str)],
    /// Number of another lot than the usual one; empty = that.
    pub(super) lot: &'d str,
    pub(super) ends: Ends,
}

impl<'d> Deed<'d> {
    /// The usual session, signed and read.
    pub(super) fn usual(code: &'d str, role: Role, at: i64, note: &'d str) -> Self {
        Self { code, role, at, note, zones: &[], set: &[], lot: "", ends: Ends::Read }
    }
}

/// Who works here and what stands on the shelf, read once.
pub(super) struct Treating<'a> {
    scene: &'a Scene<'a>,
    roll: Arc<Roll>,
    /// Ids of lots by their number.
    lots: BTreeMap<String, String>,
}

fn form(why: &str) -> ChartError {
    ChartError::Form { what: "a session of the demonstration".to_owned(), why: why.to_owned() }
}

fn amount(text: &str) -> Result<Amount, ChartError> {
    text.parse().map_err(|e: chart::stock::NotAnAmount| form(&e.to_string()))
}

impl<'a> Treating<'a> {
    /// Reads the roll and the shelf.
    pub(super) async fn open(scene: &'a Scene<'a>) -> Result<Self, ChartError> {
        let record = scene.record;
        let lots = Stock::new(&record.store, &record.key, &record.site).lots(None).await?;
        let lots = lots.into_iter().map(|row| (row.lot.number, row.id)).collect();
        Ok(Self { scene, roll: record.roll().await?, lots })
    }

    /// Whether it is told here how this treatment is done.
    pub(super) fn knows(code: &str) -> bool {
        WAYS.iter().any(|way| way.code == code)
    }

    /// The door, the session, the signatures; the id of the session's entry.
    pub(super) async fn treat(&self, patient: &str, deed: &Deed<'_>) -> Result<String, ChartError> {
        let (scene, patients) = (self.scene, self.scene.record.patients());
        let way = WAYS.iter().find(|way| way.code == deed.code);
        let way = way.ok_or_else(|| form(&format!("nobody said how `{}` is done", deed.code)))?;
        let author = scene.staff.get(&deed.role).cloned().unwrap_or_default();
        let by = By { author: author.clone(), at: deed.at };
        let on = day_of(deed.at, &scene.zone);
        let session = self.session(way, deed, &author)?;
        let asked = Checked {
            lots: session.uses().unwrap_or_default().into_keys().collect(),
            device: session.device.clone(),
            params: session.params(None),
            ..wanted(deed.code, &author, on)
        };
        let asked = at_the_door(scene, patient, &asked, deed.at).await?;
        let entry = new_id(by.at, &mut keys::System);
        let told =
            NewEntry { id: entry.clone(), happened_at: by.at, body: Body::Door(asked.clone()), amends: None };
        patients.record(patient, None, &[told], &by, &mut keys::System).await?;
        let pass = DoorPass::of(&asked, &entry, &author, on).map_err(|e| form(&e.to_string()))?;
        let begun = patients.begin_session(scene.k, patient, &session, &pass, &by, &mut keys::System).await?;
        if deed.ends != Ends::Begun {
            let signed = By { at: session.ended_at.unwrap_or(by.at).min(scene.now), ..by };
            self.sign(patient, &begun.entry, &session, way, deed.ends, (on, &signed)).await?;
        }
        Ok(begun.entry)
    }

    fn session(&self, way: &Way, deed: &Deed<'_>, author: &str) -> Result<Session, ChartError> {
        let session = Session::new(self.scene.k, deed.code, author, deed.at);
        let mut session = session.ok_or_else(|| form(&format!("`{}` is not done here", deed.code)))?;
        session.zones = if deed.zones.is_empty() { way.zones } else { deed.zones }.to_vec();
        session.device = way.device.map(str::to_owned);
        deed.note.clone_into(&mut session.note);
        for (key, value) in way.set.iter().copied().chain(deed.set.iter().copied()) {
            session.done.set(key, value).map_err(|why| form(&format!("{}: {why}", deed.code)))?;
        }
        if let Some((number, much)) = way.lot {
            let number = if deed.lot.is_empty() { number } else { deed.lot };
            let lot = self.lots.get(number).ok_or_else(|| form(&format!("no lot {number}")))?;
            if !much.is_empty() {
                session.products.push(Used { lot: lot.clone(), amount: amount(much)? });
            }
            for (zone, much) in session.zones.clone().into_iter().zip(way.points) {
                let place = middle_of(zone).ok_or_else(|| form("a zone off the drawing"))?;
                let (lot, amount) = (lot.clone(), amount(much)?);
                session.points.push(Point { place, zone, lot, amount, depth: way.depth });
            }
        }
        if deed.ends != Ends::Begun {
            session.ended_at =
                Some((deed.at + way.minutes * 60_000).min(self.scene.now.max(deed.at + 60_000)));
        }
        Ok(session)
    }

    async fn sign(
        &self,
        patient: &str,
        entry: &str,
        session: &Session,
        way: &Way,
        ends: Ends,
        (on, by): (Day, &By),
    ) -> Result<(), ChartError> {
        let (scene, patients) = (self.scene, self.scene.record.patients());
        let policy = scene.k.policy();
        let place = policy.jurisdiction.as_deref();
        let due = second(scene.k, &self.roll, session, on, place, &[]);
        let signer = (self.roll.name(&by.author), &due);
        let keeps = Keeps { products: way.lot.is_some(), devices: way.device.is_some() };
        patients.sign_session(scene.k, patient, entry, keeps, signer, by, &mut keys::System).await?;
        if !due.needed || ends != Ends::Read {
            return Ok(());
        }
        // Read the next evening, by whoever supervises.
        let director = scene.staff.get(&Role::Director).cloned().unwrap_or_default();
        let reader = Reader { name: self.roll.name(&director), roll: &self.roll, day: on.plus(1), place };
        let read = By { author: director.clone(), at: (by.at + 86_400_000).min(scene.now) };
        patients
            .review_session(patient, entry, Meaning::Reviewed, "", &reader, &read, &mut keys::System)
            .await
            .map(|_| ())
    }
}

/// What is wanted at a door: no line of it has been looked at.
pub(super) fn wanted(service: &str, practitioner: &str, on: Day) -> Checked {
    Checked {
        service: service.to_owned(),
        on,
        zone: None,
        practitioner: practitioner.to_owned(),
        outcome: Outcome::Started,
        lots: vec![],
        device: None,
        params: vocab::Params::default(),
        lines: vec![],
    }
}

/// What the page of the door says of it at that instant, asked by the function that the page asks. Where photographs are still to
/// be taken, they are taken, as whoever stands there would.
///
/// # Errors
/// Another line stands: whoever stood there would not have begun, so the demonstration does not begin either.
pub(super) async fn at_the_door(
    scene: &Scene<'_>,
    patient: &str,
    wanted: &Checked,
    at: i64,
) -> Result<Checked, ChartError> {
    let mut lines = match asked(scene, patient, wanted, at).await? {
        Ok(checked) => return Ok(checked),
        Err(lines) => lines,
    };
    if let [line] = lines.as_slice()
        && line.what == What::Photographs
    {
        super::photos::before(scene, patient, line, wanted, at).await?;
        lines = match asked(scene, patient, wanted, at).await? {
            Ok(checked) => return Ok(checked),
            Err(lines) => lines,
        };
    }
    let told: Vec<String> =
        lines.iter().map(|line| format!("{}: {}", line.what.title(), line.said)).collect();
    Err(form(&format!("the door of {} on {} stands. {}", wanted.service, wanted.on, told.join(" "))))
}

async fn asked(
    scene: &Scene<'_>,
    patient: &str,
    wanted: &Checked,
    at: i64,
) -> Result<Result<Checked, Vec<Line>>, ChartError> {
    let (knows, place) = ((scene.k, &scene.gate), (scene.record, &scene.zone));
    let told = web::features::door::started(knows, place, (patient, wanted), at).await;
    told.map_err(|error| form(&format!("the door does not answer: {error:?}")))
}
