//! The invented people of the examples, so that a plan can be looked at before a case is at hand.
use crate::Example;

/// Name, case file, what a person would say, what makes it worth opening.
const EXAMPLES: [(&str, &str, &str, &str); 10] = [
    (
        "wedding-in-16-weeks",
        include_str!("../../../../../examples/wedding-in-16-weeks.json"),
        "A wedding in sixteen weeks",
        "Cold sores, a fresh vaccination, a holiday in between",
    ),
    (
        "melasma-dark-skin",
        include_str!("../../../../../examples/melasma-dark-skin.json"),
        "Melasma, phototype V",
        "What light and heat would do, and what creams do",
    ),
    (
        "pregnancy",
        include_str!("../../../../../examples/pregnancy.json"),
        "Pregnant, with melasma and spots",
        "What waits, what is safe, and some rest",
    ),
    (
        "acne-on-isotretinoin",
        include_str!("../../../../../examples/acne-on-isotretinoin.json"),
        "Acne, on isotretinoin",
        "Nearly everything waits: home care alone",
    ),
    (
        "rosacea",
        include_str!("../../../../../examples/rosacea.json"),
        "Rosacea that comes and goes",
        "Calm first, then redness",
    ),
    (
        "atrophic-scars",
        include_str!("../../../../../examples/atrophic-scars.json"),
        "Scars after acne",
        "A long road with days that need quiet",
    ),
    (
        "photodamage-on-blood-thinner",
        include_str!("../../../../../examples/photodamage-on-blood-thinner.json"),
        "Sun-worn skin, on a blood thinner",
        "Needles and bruises weighed",
    ),
    (
        "teenager",
        include_str!("../../../../../examples/teenager.json"),
        "Fifteen, with acne",
        "What a parent signs, and what law forbids",
    ),
    (
        "maintenance",
        include_str!("../../../../../examples/maintenance.json"),
        "Keeping what was reached",
        "Few visits, no hurry",
    ),
    (
        "only-rest",
        include_str!("../../../../../examples/only-rest.json"),
        "Only rest",
        "Nothing is promised but quiet",
    ),
];

/// The case file of an example.
pub(super) fn text(name: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(known, ..)| *known == name).map(|(_, text, ..)| *text)
}

/// The names of all examples.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    EXAMPLES.iter().map(|(name, ..)| *name)
}

/// The examples as ways in.
pub(crate) fn examples() -> Vec<Example> {
    let way = |(name, _, title, line): &(&str, &str, &str, &str)| Example {
        title: (*title).to_owned(),
        line: (*line).to_owned(),
        href: format!("/plan?example={name}"),
    };
    EXAMPLES.iter().map(way).collect()
}
