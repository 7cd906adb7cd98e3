//! The services of the house: the knowledge's treatments and protocols with the clinic's own prices and minutes.
use knowledge::Knowledge;
use vocab::Money;

/// Something a guest can book.
#[derive(Debug, Clone, PartialEq)]
pub struct Service<'k> {
    /// Treatment or protocol code.
    pub code: &'k str,
    /// Title for people.
    pub title: &'k str,
    /// Whether it is a protocol of several steps.
    pub protocol: bool,
    /// What the clinic charges; absent = not said.
    pub price: Option<Money>,
    /// Minutes in the chair, smallest and largest; the clinic's own where it says so.
    pub minutes: Option<[u16; 2]>,
    /// The protocols it is a step of.
    pub part_of: Vec<&'k str>,
}

/// Every service that the house may plan, treatments first, each in the order of the knowledge. Prices are those of the
/// clinic's layer: there is no second price list.
#[must_use]
pub fn services(k: &Knowledge) -> Vec<Service<'_>> {
    let own = |code: &str| k.clinic().and_then(|c| c.minutes(code)).map(|m| [m, m]);
    let price = |code: &str| k.clinic().and_then(|c| c.price(code));
    let treatments = k.treatments.iter().filter(|t| t.planned).map(|t| Service {
        code: &t.code,
        title: &t.title,
        protocol: false,
        price: price(&t.code),
        minutes: own(&t.code).or_else(|| t.schedule.as_ref().map(|s| s.minutes)),
        part_of: k
            .protocols
            .iter()
            .filter(|p| p.step.iter().any(|s| s.treatment.as_deref() == Some(t.code.as_str())))
            .map(|p| p.code.as_str())
            .collect(),
    });
    let protocols = k.protocols.iter().map(|p| Service {
        code: &p.code,
        title: &p.title,
        protocol: true,
        price: price(&p.code),
        minutes: own(&p.code).or(Some([p.minutes, p.minutes])),
        part_of: Vec::new(),
    });
    treatments.chain(protocols).collect()
}
