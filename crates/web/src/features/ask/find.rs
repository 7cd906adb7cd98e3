//! Finding what a person means: titles, brand names, lay words, misspellings.
use super::gate;
use knowledge::Knowledge;
use knowledge::condition::Holds;
use std::sync::LazyLock;
use vocab::nearest::{nearest, squash};

/// At most so many suggestions stand below the field.
const SHOWN: usize = 6;

/// Words that people say, and the code they mean. Only a way in: nothing is decided by them.
const LAY: [(&str, &str); 48] = [
    ("pregnant", "condition:pregnancy"), ("expecting a baby", "condition:pregnancy"),
    ("nursing", "condition:lactation"), ("cold sores", "condition:hsv_history"),
    ("herpes", "condition:hsv_history"), ("fever blister", "condition:hsv_history"),
    ("cold sore now", "condition:hsv_active"), ("blood thinner", "condition:anticoagulant_rx"),
    ("keloid", "condition:keloid_history"), ("thick scars", "condition:keloid_history"),
    ("sun tan", "condition:sun_tan_recent"), ("suntan", "condition:sun_tan_recent"),
    ("sunbed", "condition:sun_tan_recent"), ("tanning bed", "condition:sun_tan_recent"),
    ("sunburn", "condition:sunburn_zone"), ("fake tan", "condition:self_tanner"),
    ("retinoid cream", "condition:retinoid_topical"), ("botox", "procedure:botulinum"),
    ("dysport", "procedure:botulinum"), ("wrinkle injection", "procedure:botulinum"),
    ("lip filler", "procedure:filler_ha"), ("juvederm", "procedure:filler_ha"),
    ("restylane", "procedure:filler_ha"), ("dermal filler", "procedure:filler_ha"),
    ("dermapen", "procedure:microneedling"), ("morpheus8", "procedure:rf_microneedling"),
    ("hydrafacial", "procedure:hydradermabrasion"), ("photofacial", "procedure:ipl"),
    ("fraxel", "procedure:laser_nafl"), ("pacemaker", "condition:pacemaker_icd"),
    ("defibrillator", "condition:pacemaker_icd"), ("eczema", "condition:dermatitis_flare"),
    ("high blood pressure", "condition:hypertension_uncontrolled"),
    ("vaccine", "condition:vaccination"), ("flu shot", "condition:vaccination"),
    ("dentist", "condition:dental_work"), ("permanent make-up", "condition:tattoo_pmu_zone"),
    ("microblading", "condition:tattoo_pmu_zone"), ("mole", "condition:suspicious_lesion"),
    ("smoking", "condition:smoker"), ("nicotine", "condition:smoker"),
    ("blood clot", "condition:dvt_pe"), ("thrombosis", "condition:dvt_pe"),
    ("breast-feeding", "condition:lactation"), ("brown patches", "condition:melasma"),
    ("seizures", "condition:epilepsy_other"), ("boil", "condition:infection_zone"),
    ("waxed", "condition:hair_removal_recent"),
];

/// One name of one thing.
struct Name {
    said: String,
    low: String,
    key: String,
    what: String,
    /// The name that stands on the thing itself, not a brand, a code or a lay word.
    own: bool,
}

/// Something that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Kind and code.
    pub what: String,
    /// As a list shows it.
    pub title: String,
    /// Medicine, condition, treatment, product.
    pub kind: &'static str,
}

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| gate().map(|gate| names(gate.knowledge())).unwrap_or_default());

fn names(k: &Knowledge) -> Vec<Name> {
    let mut all = Vec::new();
    let mut put = |said: &str, what: String, own: bool| {
        all.push(Name { said: said.to_owned(), low: said.to_lowercase(), key: squash(said), what, own });
    };
    for drug in k.drugs.iter().flat_map(|class| &class.drug) {
        put(&drug.name, format!("drug:{}", drug.name), true);
        for name in &drug.also {
            put(name, format!("drug:{name}"), false);
        }
    }
    for c in k.conditions.iter().filter(|c| c.holds != Holds::Derived) {
        put(&c.title, format!("condition:{}", c.code), true);
        put(&c.code.replace('_', " "), format!("condition:{}", c.code), false);
    }
    for t in &k.treatments {
        put(&t.title, format!("procedure:{}", t.code), true);
        put(&t.code.replace('_', " "), format!("procedure:{}", t.code), false);
    }
    for i in &k.ingredients {
        put(&i.title, format!("product:{}", i.code), true);
        put(&i.code.replace('_', " "), format!("product:{}", i.code), false);
    }
    for (said, what) in LAY {
        put(said, what.to_owned(), false);
    }
    all
}

/// The names that a browser without scripts offers while one types: everything but brands.
pub(crate) fn offered() -> Vec<String> {
    let Ok(gate) = gate() else { return Vec::new() };
    let k = gate.knowledge();
    let drugs = k.drugs.iter().flat_map(|class| &class.drug).map(|drug| &drug.name);
    let conditions = k.conditions.iter().filter(|c| c.holds != Holds::Derived).map(|c| &c.title);
    let treatments = k.treatments.iter().map(|t| &t.title);
    let mut all: Vec<String> =
        drugs.chain(conditions).chain(treatments).chain(k.ingredients.iter().map(|i| &i.title)).cloned().collect();
    all.sort_by_key(|name| name.to_lowercase());
    all.dedup();
    all
}

/// What a subject is called, and its kind in one word.
pub(crate) fn called(what: &str) -> (String, &'static str) {
    let (kind, code) = what.split_once(':').unwrap_or(("", what));
    let k = gate().ok().map(safety::Gate::knowledge);
    let title = match kind {
        "condition" => k.and_then(|k| k.condition(code)).map(|c| c.title.clone()),
        "procedure" => k.and_then(|k| k.treatment(code)).map(|t| t.title.clone()),
        "product" => k.and_then(|k| k.ingredient(code)).map(|i| i.title.clone()),
        "drug" => k.and_then(|k| k.drug(code)).and_then(|(_, drug)| {
            (squash(&drug.name) != squash(code)).then(|| format!("{code} ({})", drug.name))
        }),
        _ => None,
    };
    let word = match kind {
        "drug" if k.is_some_and(|k| k.drug(code).is_none()) => "Medicine, on no list here",
        "drug" => "Medicine",
        "procedure" => "Treatment, done or planned",
        "product" => "Product at home",
        _ => "Condition",
    };
    (title.unwrap_or_else(|| code.to_owned()), word)
}

fn found(what: &str) -> Found {
    let (title, kind) = called(what);
    Found { what: what.to_owned(), title, kind }
}

/// How well a name answers what was typed; 0 = not at all.
fn score(name: &Name, typed: &str, key: &str) -> usize {
    let near = 20_usize.saturating_sub(name.low.chars().count().abs_diff(typed.chars().count()));
    // Of a medicine with thirty brands its own name comes first.
    let closer = if name.own { near + 20 } else { near };
    if name.key == key {
        100 + closer
    } else if name.low.starts_with(typed) {
        60 + closer
    } else if typed.split_whitespace().all(|part| name.low.split([' ', '-', '(', ',']).any(|word| word.starts_with(part))) {
        30 + closer
    } else {
        0
    }
}

/// What may be meant, the likeliest first; says whether it is only a guess at a misspelling.
pub(crate) fn search(typed: &str) -> (Vec<Found>, bool) {
    let low = typed.trim().to_lowercase();
    let key = squash(&low);
    if key.len() < 2 {
        return (Vec::new(), false);
    }
    let mut best: Vec<(usize, &Name)> =
        NAMES.iter().map(|name| (score(name, &low, &key), name)).filter(|(score, _)| *score > 0).collect();
    best.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.said.cmp(&b.1.said)));
    let mut all: Vec<Found> = Vec::new();
    for (_, name) in best {
        let one = found(&name.what);
        if all.len() < SHOWN && all.iter().all(|other| other.what != one.what && (&other.title, other.kind) != (&one.title, one.kind)) {
            all.push(one);
        }
    }
    if all.is_empty() {
        let guess = nearest(&low, NAMES.iter().map(|name| name.low.as_str()));
        let guess = guess.and_then(|guess| NAMES.iter().find(|name| name.low == guess));
        return (guess.map(|name| found(&name.what)).into_iter().collect(), true);
    }
    (all, false)
}

/// The one thing that is meant without doubt: a whole name, or the only match.
pub(crate) fn meant(typed: &str) -> Option<String> {
    let key = squash(typed);
    // A medicine's own name goes before a condition that is called like it, and so on.
    let rank = |what: &str| ["drug", "condition", "procedure", "product"].iter().position(|kind| what.starts_with(kind));
    let whole = NAMES.iter().filter(|name| name.key == key && !key.is_empty()).min_by_key(|name| rank(&name.what));
    if let Some(name) = whole {
        return Some(name.what.clone());
    }
    match search(typed) {
        (mut all, false) if all.len() == 1 => all.pop().map(|one| one.what),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lay_word_means_something_that_exists() {
        for (said, what) in LAY {
            let (title, _) = called(what);
            let code = what.split_once(':').unwrap().1;
            assert!(title != code, "{said}: {what} is not in the knowledge");
        }
    }

    #[test]
    fn whole_names_brands_and_lay_words_are_meant_at_once() {
        for (typed, what) in [
            ("roaccutane", Some("drug:Roaccutane")),
            ("Isotretinoin", Some("drug:isotretinoin")),
            ("pregnant", Some("condition:pregnancy")),
            ("Melasma", Some("condition:melasma")),
            ("glycolic acid peel", Some("procedure:peel_glycolic")),
            ("ipl", Some("procedure:ipl")),
            ("niacinamide", Some("product:niacinamide")),
            ("allergy", None),
            ("roacutane x", None),
            ("", None),
            ("!!", None),
        ] {
            assert_eq!(meant(typed).as_deref(), what, "{typed}");
        }
    }

    #[test]
    fn what_is_typed_is_found_by_its_beginning_and_in_spite_of_its_spelling() {
        for (typed, title, guess) in [
            ("isotr", "isotretinoin", false),
            ("kelo", "Keloids or raised scars at any time", false),
            ("acid glyc", "Glycolic acid", false),
            ("isotretionin", "isotretinoin", true),
            ("mellasma", "Melasma", true),
        ] {
            let (all, guessed) = search(typed);
            assert!(all.iter().any(|one| one.title == title), "{typed}: {all:?}");
            assert_eq!(guessed, guess, "{typed}");
            assert!(all.len() <= SHOWN);
        }
        assert_eq!(search("zzzzqqqq"), (vec![], true));
        assert_eq!(search("a"), (vec![], false));
    }
}
