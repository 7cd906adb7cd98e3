//! A product and its delivery, for tests and measures that take from the shelf.
use chart::stock::{Amount, Delivery, Product, Unit};
use vocab::Day;

/// A toxin in vials of 100 units that nothing is known of but what it is for.
pub(crate) fn product() -> Product {
    Product {
        key: "toxin".to_owned(),
        name: "Toxin 100 U".to_owned(),
        maker: "Maker".to_owned(),
        unit: Unit::Unit,
        pack: Amount::whole(100),
        open_hours: None,
        ingredients: Vec::new(),
        treatments: vec!["botulinum".to_owned()],
        reorder_at: Amount::ZERO,
        gtin: None,
        label: None,
        retired: false,
    }
}

/// So many units of it, as the lot `C1`.
pub(crate) fn delivery(units: u32, expires: Day) -> Delivery {
    Delivery { number: "C1".to_owned(), expires, amount: Amount::whole(units), from: String::new() }
}
