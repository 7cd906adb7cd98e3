//! The shelf of the invented clinic: products, lots in every state, devices, the emergency kit. No product of these names is
//! meant.
use super::Scene;
use crate::keys;
use chart::ChartError;
use chart::stock::{
    Amount, Delivery, DeviceEvent, KitEvent, KitItem, LotEvent, Product, ProductIngredient, Seen, Stock,
    Unit, Waste,
};
use knowledge::Knowledge;
use vocab::Role;

/// Key, name, unit, pack, hours open, ingredients, treatments, order again at.
type Good =
    (&'static str, &'static str, Unit, &'static str, Option<u32>, &'static str, &'static str, &'static str);

const GOODS: [Good; 9] = [
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
        "peel-glycolic-20",
        "Clearwater glycolic 20 %",
        Unit::Millilitre,
        "50",
        Some(4_380),
        "Glycolic Acid = aha_glycolic, Aqua",
        "peel_glycolic",
        "20",
    ),
    (
        "peel-lactic-30",
        "Clearwater lactic 30 %",
        Unit::Millilitre,
        "50",
        Some(4_380),
        "Lactic Acid = aha_lactic, Aqua",
        "peel_lactic",
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
    ("cartridge-16", "Tessera cartridge 16", Unit::Piece, "1", None, "", "microneedling", "10"),
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
const LOTS: [(&str, &str, i32, &str); 12] = [
    ("toxin-ona-100", "LT-4471", 190, "1200"),
    ("toxin-ona-100", "LT-4102", 21, "300"),
    ("filler-lip-1", "HL-2093", 300, "24"),
    ("filler-lip-1", "HL-1988", 12, "2"),
    ("filler-deep-1", "HD-0771", 240, "4"),
    ("peel-glycolic-20", "CG-118", 410, "100"),
    ("peel-glycolic-20", "CG-097", 75, "50"),
    ("peel-lactic-30", "CL-203", 330, "150"),
    ("peel-mandelic-30", "CM-044", 380, "50"),
    ("cartridge-16", "TC-905", 600, "40"),
    ("serum-hydra", "TW-330", 155, "120"),
    ("mask-calm", "LM-012", 500, "60"),
];

/// Key, name, model, treatments, days between services, last service days ago.
const DEVICES: [(&str, &str, &str, &str, u16, i32); 7] = [
    ("halden-lumia-iii", "Pulsed light", "Halden Lumia III", "ipl", 365, 120),
    ("halden-vasca-595", "Vascular laser", "Halden Vasca 595", "laser_vascular", 183, 168),
    ("norrsken-duo", "Toning laser", "Norrsken Duo 1064/532", "laser_qs_pico", 183, 61),
    ("tessera-pen-2", "Needling pen", "Tessera Pen 2", "microneedling", 365, 60),
    ("rf-1", "Radiofrequency needling", "Tessera Current", "rf_microneedling", 365, 90),
    ("hydra-1", "Hydradermabrasion", "Tidewater H2", "hydradermabrasion", 180, 40),
    ("led-1", "Light panel", "Lull panel", "led_blue led_red", 730, 200),
];

/// Fills the shelf.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let (k, record) = (scene.k, scene.record);
    let stock = Stock::new(&record.store, &record.key, &record.site);
    products(scene, k, &stock).await?;
    lots(scene, &stock).await?;
    devices(scene, k, &stock).await?;
    kit(scene, k, &stock).await
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
        let (by, day) = (scene.by(Role::Nurse, 170), scene.today.plus(-170));
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
            DeviceEvent::Serviced { device, on, report: format!("Service by the maker, report {}", 400 + n) };
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
