//! The shelf of the invented clinic: products, lots in every state, devices, the emergency kit; and a guest whose toxin is
//! due again today. Nobody and no product of these names is meant.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::door::{Checked, CheckedLine, Light, Outcome, What};
use chart::entry::{Body, Identity, Skin};
use chart::patient::NewEntry;
use chart::session::point::{Depth, middle_of};
use chart::session::{DoorPass, Point, Reader, Session, second};
use chart::stock::{
    Amount, Delivery, DeviceEvent, KitEvent, KitItem, LotEvent, Product, ProductIngredient, Seen, Stock,
    Unit, Waste,
};
use knowledge::Knowledge;
use vocab::{Phototype, Role, Zone};

/// Key, name, unit, pack, hours open, ingredients, treatments, order again at.
type Good =
    (&'static str, &'static str, Unit, &'static str, Option<u32>, &'static str, &'static str, &'static str);

const GOODS: [Good; 8] = [
    ("toxin-ona-100", "Lenisse toxin 100 U", Unit::Unit, "100", Some(24), "", "botulinum", "200"),
    (
        "filler-lip-1",
        "Halcyon Lip 1 ml",
        Unit::Millilitre,
        "1",
        None,
        "Sodium Hyaluronate, Lidocaine",
        "filler_ha",
        "2",
    ),
    (
        "filler-deep-1",
        "Halcyon Deep 1 ml",
        Unit::Millilitre,
        "1",
        None,
        "Sodium Hyaluronate, Lidocaine",
        "filler_ha",
        "2",
    ),
    (
        "peel-glycolic-30",
        "Clearwater glycolic 30 %",
        Unit::Millilitre,
        "50",
        Some(4_380),
        "Glycolic Acid = aha_glycolic, Aqua",
        "peel_glycolic",
        "20",
    ),
    (
        "peel-mandelic-30",
        "Clearwater mandelic 30 %",
        Unit::Millilitre,
        "50",
        Some(4_380),
        "Mandelic Acid = aha_mandelic, Aqua",
        "peel_mandelic",
        "20",
    ),
    ("cartridge-16", "Tidepen cartridge 16", Unit::Piece, "1", None, "", "microneedling", "10"),
    (
        "serum-hydra",
        "Tidewater infusion",
        Unit::Millilitre,
        "30",
        Some(720),
        "Niacinamide = niacinamide, Sodium Hyaluronate",
        "hydradermabrasion",
        "30",
    ),
    (
        "mask-calm",
        "Lull calming mask",
        Unit::Piece,
        "1",
        None,
        "Panthenol, Allantoin",
        "facial_hydrating",
        "5",
    ),
];

/// Product, number, last day from today, how much.
const LOTS: [(&str, &str, i32, &str); 11] = [
    ("toxin-ona-100", "LT-4471", 190, "400"),
    ("toxin-ona-100", "LT-4102", 21, "100"),
    ("filler-lip-1", "HL-2093", 300, "6"),
    ("filler-lip-1", "HL-1988", 12, "2"),
    ("filler-deep-1", "HD-0771", 240, "4"),
    ("peel-glycolic-30", "CG-118", 410, "100"),
    ("peel-glycolic-30", "CG-097", 75, "50"),
    ("peel-mandelic-30", "CM-044", 380, "50"),
    ("cartridge-16", "TC-905", 600, "40"),
    ("serum-hydra", "TW-330", 155, "120"),
    ("mask-calm", "LM-012", 500, "18"),
];

/// Key, name, model, treatments, days between services, last service days ago.
const DEVICES: [(&str, &str, &str, &str, u16, i32); 6] = [
    ("ipl-1", "Pulsed light, room 2", "Meridian IPL 4", "ipl", 365, 120),
    ("vascular-1", "Vascular laser", "Meridian V 595", "laser_vascular", 365, 350),
    ("qs-1", "Toning laser", "Meridian QS 1064", "laser_qs_pico", 365, 400),
    ("pen-1", "Needling pen", "Tidepen 3", "microneedling", 365, 60),
    ("hydra-1", "Hydradermabrasion", "Tidewater H2", "hydradermabrasion", 180, 40),
    ("led-1", "Light panel", "Lull panel", "led_blue led_red", 730, 200),
];

/// Fills the shelf.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let k = Knowledge::shipped().map_err(|e| form(&e.to_string()))?;
    let record = scene.record;
    let stock = Stock::new(&record.store, &record.key, &record.site);
    products(scene, k, &stock).await?;
    lots(scene, &stock).await?;
    devices(scene, k, &stock).await?;
    kit(scene, k, &stock).await?;
    for guest in [
        ("Beatrix Lund", "1981-09-14", "+1 202 555 0131"),
        ("Ottilie Brandt", "1979-02-03", "+1 202 555 0138"),
    ] {
        due_again(scene, k, &stock, guest).await?;
    }
    Ok(())
}

/// What would be wrong with the demonstration itself.
fn form(why: &str) -> ChartError {
    ChartError::Form { what: "the demonstration".to_owned(), why: why.to_owned() }
}

async fn products(scene: &Scene<'_>, k: &Knowledge, stock: &Stock<'_>) -> Result<(), ChartError> {
    for (key, name, unit, pack, open_hours, ingredients, treatments, reorder_at) in GOODS {
        let ingredient = |line: &str| {
            let (name, code) =
                line.split_once('=').map_or((line, None), |(n, c)| (n, Some(c.trim().to_owned())));
            ProductIngredient { name: name.trim().to_owned(), code }
        };
        let product = Product {
            key: key.to_owned(),
            name: name.to_owned(),
            maker: name.split(' ').next().unwrap_or(name).to_owned(),
            unit,
            pack: amount(pack)?,
            open_hours,
            ingredients: ingredients.split(',').filter(|i| !i.trim().is_empty()).map(ingredient).collect(),
            treatments: treatments.split(' ').map(str::to_owned).collect(),
            reorder_at: amount(reorder_at)?,
            gtin: None,
            label: None,
            retired: false,
        };
        stock.set_product(k, &product, &scene.by(Role::Director, 200), &mut keys::System).await?;
    }
    Ok(())
}

fn amount(text: &str) -> Result<Amount, ChartError> {
    text.parse().map_err(|e: chart::stock::NotAnAmount| form(&e.to_string()))
}

async fn lots(scene: &Scene<'_>, stock: &Stock<'_>) -> Result<(), ChartError> {
    let all = stock.products().await?;
    for (product, number, days, how_much) in LOTS {
        let Some(product) = all.get(product) else { continue };
        let delivery = Delivery {
            number: number.to_owned(),
            expires: scene.today.plus(days),
            amount: amount(how_much)?,
            from: "Northgate medical supply".to_owned(),
        };
        // Received long enough ago for the sessions of the demonstration to have used it.
        let (by, day) = (scene.by(Role::Nurse, 150), scene.today.plus(-150));
        let lot = stock.receive(product, &delivery, day, &by, &mut keys::System).await?;
        let event = match number {
            "CG-097" => LotEvent::Quarantined {
                reason: "stood in the sun on the way here; the maker was asked".to_owned(),
            },
            "TW-330" => LotEvent::Opened { note: "bench 1".to_owned() },
            "LM-012" => {
                LotEvent::Wasted { amount: amount("2")?, why: Waste::Broken, note: "torn sachets".to_owned() }
            }
            "TC-905" => {
                LotEvent::Counted { amount: amount("38")?, note: "monthly count, two not found".to_owned() }
            }
            _ => continue,
        };
        stock.about(&lot, &event, &scene.by(Role::Nurse, 6), &mut keys::System).await?;
    }
    Ok(())
}

async fn devices(scene: &Scene<'_>, k: &Knowledge, stock: &Stock<'_>) -> Result<(), ChartError> {
    for (n, (key, name, model, treatments, service_days, ago)) in DEVICES.into_iter().enumerate() {
        let device = key.to_owned();
        let described = DeviceEvent::Described {
            device: device.clone(),
            name: name.to_owned(),
            model: model.to_owned(),
            serial: format!("SN-{}", 70_100 + n * 37),
            treatments: treatments.split(' ').map(str::to_owned).collect(),
            service_days,
        };
        let on = scene.today.plus(-ago);
        let serviced =
            DeviceEvent::Serviced { device, on, report: format!("Meridian service, report {}", 400 + n) };
        for event in [described, serviced] {
            stock
                .tell_device(k, &event, scene.today, &scene.by(Role::Director, 30), &mut keys::System)
                .await?;
        }
    }
    Ok(())
}

async fn kit(scene: &Scene<'_>, k: &Knowledge, stock: &Stock<'_>) -> Result<(), ChartError> {
    let things = [
        ("adrenaline", "Adrenaline 1 mg/ml, ampoule", 4, &[][..], Some(310)),
        ("oxygen", "Oxygen cylinder with mask", 1, &[], None),
        ("hyaluronidase", "Hyaluronidase 1500 IU, ampoule", 10, &["filler_ha"], Some(140)),
        ("aed", "Defibrillator, pads in date", 1, &[], Some(500)),
        ("airway", "Airways and bag valve mask", 1, &[], None),
    ];
    let items = things.iter().map(|(key, name, need, treatments, _)| KitItem {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        need: *need,
        treatments: treatments.iter().map(|t| (*t).to_owned()).collect(),
    });
    let seen = things.iter().map(|(key, _, need, _, days)| Seen {
        key: (*key).to_owned(),
        count: *need,
        expires: days.map(|days: i32| scene.today.plus(days)),
    });
    for event in [
        KitEvent::Agreed { items: items.collect() },
        KitEvent::Checked { on: scene.today.plus(-9), seen: seen.collect() },
    ] {
        stock.tell_kit(k, &event, scene.today, &scene.by(Role::Nurse, 9), &mut keys::System).await?;
    }
    Ok(())
}

/// A guest whose forehead was treated 112 days ago, and whom the door let in today: what a routine repeat looks like.
async fn due_again(
    scene: &Scene<'_>,
    k: &Knowledge,
    stock: &Stock<'_>,
    (name, born, phone): (&str, &str, &str),
) -> Result<(), ChartError> {
    let (patients, chance) = (scene.record.patients(), &mut keys::System);
    let (nurse, director) = (scene.by(Role::Nurse, 112), scene.by(Role::Director, 111));
    let guest = Identity {
        name: name.to_owned(),
        born: born.parse().ok(),
        phone: Some(phone.to_owned()),
        ..Identity::default()
    };
    let patient = patients.register(&guest, &nurse, chance).await?;
    let skin = Skin { phototype: Some(Phototype::II), ..Skin::default() };
    let entry = |at: i64, body: Body, chance: &mut keys::System| NewEntry {
        id: new_id(at, chance),
        happened_at: at,
        body,
        amends: None,
    };
    let then = door("botulinum", &nurse.author, scene.today.plus(-112));
    let told = [entry(nurse.at, Body::Skin(skin), chance), entry(nurse.at, Body::Door(then.clone()), chance)];
    let then_entry = told.last().map(|entry| entry.id.clone()).unwrap_or_default();
    patients.record(&patient, None, &told, &nurse, chance).await?;

    let lots = stock.lots(Some("toxin-ona-100")).await?;
    let lot =
        lots.iter().find(|row| row.lot.number == "LT-4102").ok_or_else(|| form("the lot is missing"))?;
    let mut session =
        Session::new(k, "botulinum", &nurse.author, nurse.at).ok_or_else(|| form("no toxin"))?;
    for (zone, units) in
        [(Zone::Glabella, "8"), (Zone::Forehead, "6"), (Zone::PeriorbitalL, "4"), (Zone::PeriorbitalR, "4")]
    {
        let place = middle_of(zone).ok_or_else(|| form("a zone off the drawing"))?;
        let depth = Some(Depth::Intramuscular);
        session.points.push(Point { place, zone, lot: lot.id.clone(), amount: amount(units)?, depth });
        session.zones.push(zone);
    }
    for (key, value) in
        [("toxin", "onabotulinumtoxinA"), ("diluent_ml", "2.5"), ("tool", "needle"), ("gauge", "30")]
    {
        session.done.set(key, value).map_err(|why| form(&why))?;
    }
    session.ended_at = Some(nurse.at + 18 * 60_000);
    let day = scene.today.plus(-112);
    let pass = DoorPass::of(&then, &then_entry, &nurse.author, day).map_err(|e| form(&e.to_string()))?;
    let begun = patients.begin_session(k, &patient, &session, &pass, &nurse, chance).await?;
    let (roll, policy) = (scene.record.roll().await?, k.policy());
    let place = policy.jurisdiction.as_deref();
    let due = second(k, &roll, &session, day, place, &[]);
    let signer = ("Imani Clarke, RN", &due);
    patients.sign_session(k, &patient, &begun.entry, true, signer, &nurse, chance).await?;
    let meaning = chart::session::Meaning::Reviewed;
    let reader = Reader { name: "Dr. Imogen Sarkany", roll: &roll, day: day.plus(1), place };
    patients.review_session(&patient, &begun.entry, meaning, "", &reader, &director, chance).await?;
    super::consents::signed(scene, k, &patient, "botulinum", 113).await?;
    let today = scene.by(Role::Nurse, 0);
    let asked = entry(today.at, Body::Door(door("botulinum", &today.author, scene.today)), chance);
    patients.record(&patient, None, &[asked], &today, chance).await?;
    Ok(())
}

/// A door at which every line was green.
pub(super) fn door(service: &str, practitioner: &str, on: vocab::Day) -> Checked {
    let line = |what: &What| CheckedLine {
        what: *what,
        light: Light::Green,
        rules: vec![],
        passed: vec![],
        ticked: false,
    };
    Checked {
        service: service.to_owned(),
        on,
        zone: None,
        practitioner: practitioner.to_owned(),
        outcome: Outcome::Started,
        lots: vec![],
        device: None,
        params: vocab::Params::default(),
        lines: What::ALL.iter().map(line).collect(),
    }
}
