//! Over another visit, on purpose: a person or a room serves two for a while, a machine never. It needs a right and a written
//! reason, and the gate is asked as always.
use super::repair::absent;
use chart::booking::{Free, Kind, Service, Slot};
use vocab::Day;

/// The longest reason, in bytes.
pub(super) const REASON_MAX: usize = 400;

/// Who and what is wished for a slot.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted<'w> {
    /// These, and no others of their kind.
    pub(super) named: Vec<&'w str>,
    /// What the visit has already; others of their kind if they are free.
    pub(super) own: Vec<&'w str>,
}

/// The slot over others: whoever is named, else what the visit has, else the first that is free. What cannot be shared must be
/// free, and who is not there is not booked; an error says which.
pub(super) fn slot(free: &Free, service: &Service, wanted: &Wanted<'_>, (day, cell): (Day, u16)) -> Result<Slot, String> {
    let mut chosen: Vec<(Kind, String)> = Vec::new();
    for (kind, skill) in &service.needs {
        if chosen.iter().any(|(known, _)| known == kind) {
            continue;
        }
        chosen.push((*kind, one(free, service, wanted, *kind, skill, (day, cell))?));
    }
    let slot = Slot { day, cell, segments: service.segments.clone(), parts: service.parts(&chosen) };
    match absent(free, &slot) {
        Some(who) => Err(format!("{who} is not there at {}.", chart::booking::clock(cell))),
        None => Ok(slot),
    }
}

/// Who or what of one kind is taken.
fn one(free: &Free, service: &Service, wanted: &Wanted<'_>, kind: Kind, skill: &str, at: (Day, u16)) -> Result<String, String> {
    let has = |one: &&chart::booking::Resource| {
        let holds = |(has, until): &(String, Option<Day>)| has == skill && until.is_none_or(|until| at.0 <= until);
        one.kind == kind && (skill.is_empty() || one.skills.iter().any(holds))
    };
    let named = free.resources.iter().find(|one| one.kind == kind && wanted.named.contains(&one.id.as_str()));
    if let Some(named) = named.filter(|named| !has(named)) {
        return Err(format!("{} is not noted for {}.", named.name, service.title));
    }
    let takes = |id: &str| super::moving::takes(free, service, id, at);
    let able = || free.resources.iter().filter(has).filter(|one| named.is_none_or(|named| named.id == one.id));
    let own = || able().find(|one| wanted.own.contains(&one.id.as_str()));
    let is_free = own().filter(|one| takes(&one.id)).or_else(|| able().find(|one| takes(&one.id)));
    if matches!(kind, Kind::Device | Kind::Kit) {
        let name = named.or_else(own).map_or("Whatever is needed", |one| one.name.as_str());
        let no = || format!("{name} is not free then, and serves one guest at a time whatever the reason.");
        return is_free.map(|one| one.id.clone()).ok_or_else(no);
    }
    // A person is kept even where somebody else is free: nobody is swapped behind anybody's back.
    let person = own().filter(|_| kind == Kind::Practitioner);
    let one = person.or(is_free).or_else(own).or_else(|| able().next());
    one.map(|one| one.id.clone()).ok_or_else(|| format!("Nobody and nothing here is noted for {}.", service.title))
}

/// What is wrong with a reason that was written; `None` if nothing.
pub(super) fn fault(reason: &str) -> Option<String> {
    if reason.chars().filter(|one| one.is_alphabetic()).count() < 3 {
        return Some("Write why, in a few words. It stays with the visit and stands on the calendar.".to_owned());
    }
    (reason.len() > REASON_MAX).then(|| format!("A reason has at most {REASON_MAX} letters."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use super::super::samples;
    use calendar::Cells;
    use chart::booking::Resource;

    /// Noor and Ada, Fern and Moss, one needling pen; Noor and Fern are taken at ten.
    fn free(pen: bool) -> (Free, Service) {
        let mut service = samples::service();
        service.needs.push((Kind::Device, String::new()));
        let open = Cells::span(108, 216);
        let taken = open.without(Cells::span(120, 126));
        let all = [
            ("noor", Kind::Practitioner, taken),
            ("ada", Kind::Practitioner, open),
            ("fern", Kind::Room, taken),
            ("moss", Kind::Room, taken),
            ("pen", Kind::Device, if pen { open } else { taken }),
        ];
        let one = |(id, kind, _): &(&str, Kind, Cells)| {
            let skills = if *id == "ada" { Vec::new() } else { vec![("microneedling".to_owned(), None)] };
            Resource { skills, ..Resource::new(id, *kind, id) }
        };
        let resources: Vec<Resource> = all.iter().map(one).collect();
        let stored = resources.iter().zip(&all).map(|(r, (_, kind, free))| calendar::visit::Stored {
            name: r.id.clone(),
            kind: kind.need(),
            skills: r.skills.clone(),
            free: vec![*free],
        });
        let stored = stored.collect();
        (Free { first: samples::day(), days: 1, present: vec![vec![open]; all.len()], resources, stored }, service)
    }

    #[test]
    fn people_and_rooms_are_shared_machines_are_not_and_nobody_is_asked_beyond_their_skills() {
        let (day, wanted) = (samples::day(), Wanted { named: vec![], own: vec!["noor", "fern", "pen"] });
        let (open, service) = free(true);
        let slot_at = |free: &Free, wanted: &Wanted<'_>, cell| slot(free, &service, wanted, (day, cell));
        let over = slot_at(&open, &wanted, 120).unwrap();
        let who: Vec<&str> = [Kind::Practitioner, Kind::Room, Kind::Device].iter().filter_map(|kind| over.of(*kind)).collect();
        assert_eq!(who, ["noor", "fern", "pen"]);
        let (busy, _) = free(false);
        assert!(slot_at(&busy, &wanted, 120).unwrap_err().contains("pen is not free then, and serves one guest at a time"));
        let ada = Wanted { named: vec!["ada"], ..wanted.clone() };
        assert!(slot_at(&open, &ada, 120).unwrap_err().contains("ada is not noted for Microneedling"));
        let mut by_hand = service.clone();
        by_hand.needs.truncate(2);
        assert!(slot(&open, &by_hand, &wanted, (day, 210)).unwrap_err().contains("is not there at 17:30"));
        for (reason, good) in [("", false), ("..", false), ("mother and daughter", true)] {
            assert_eq!(fault(reason).is_none(), good, "{reason}");
        }
        assert!(fault(&"a".repeat(REASON_MAX + 1)).is_some());
    }
}
