//! Words of errors as sentences of a page.

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A zone as people say it: the side is the person's own.
pub(crate) fn zone(zone: vocab::Zone) -> String {
    let code = zone.code();
    let (place, side) = match (code.strip_suffix("_l"), code.strip_suffix("_r")) {
        (Some(place), _) => (place, " left"),
        (_, Some(place)) => (place, " right"),
        _ => (code, ""),
    };
    format!("{}{side}", place.replace('_', " "))
}

/// A message as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let said = capital(text.trim());
    if said.ends_with(['.', '?', '!']) { said } else { format!("{said}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocab::Zone;

    #[test]
    fn a_zone_is_said_with_its_side() {
        for (code, said) in [
            (Zone::PeriorbitalL, "periorbital left"),
            (Zone::CheekMedialR, "cheek medial right"),
            (Zone::Nose, "nose"),
        ] {
            assert_eq!(zone(code), said);
        }
    }
}
