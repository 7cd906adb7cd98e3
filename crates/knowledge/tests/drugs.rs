//! Every drug name of the contract, with what it sets; and the ways in which people write names.
use knowledge::Knowledge;

/// Class, the conditions it sets (with `naproxen`'s second one where it has two), and the names.
const NAMES: [(&str, &[&str], &[&str]); 16] = [
    ("isotretinoin", &["isotretinoin"], &["isotretinoin", "Roaccutane", "Accutane", "Absorica", "Claravis"]),
    ("acitretin", &["photosensitiser_drug:class_b"], &["acitretin", "Soriatane", "Neotigason"]),
    (
        "topical_retinoid",
        &["retinoid_topical"],
        &[
            "tretinoin",
            "Retin-A",
            "adapalene",
            "Differin",
            "tazarotene",
            "Tazorac",
            "trifarotene",
            "Aklief",
            "retinol",
        ],
    ),
    (
        "gold",
        &["gold_salts_ever"],
        &["sodium aurothiomalate", "Myocrisin", "Myochrysine", "auranofin", "Ridaura", "aurothioglucose"],
    ),
    (
        "photosensitiser_a",
        &["photosensitiser_drug:class_a"],
        &[
            "amiodarone",
            "Cordarone",
            "Pacerone",
            "minocycline",
            "Minocin",
            "St John's wort",
            "hypericum",
            "chlorpromazine",
            "Thorazine",
            "Largactil",
            "methoxsalen",
            "Oxsoralen",
        ],
    ),
    (
        "photosensitiser_b",
        &["photosensitiser_drug:class_b"],
        &[
            "doxycycline",
            "Vibramycin",
            "Doryx",
            "tetracycline",
            "lymecycline",
            "Tetralysal",
            "ciprofloxacin",
            "Cipro",
            "levofloxacin",
            "co-trimoxazole",
            "Bactrim",
            "hydrochlorothiazide",
            "HCTZ",
            "furosemide",
            "frusemide",
            "Lasix",
            "voriconazole",
            "Vfend",
            "methotrexate",
            "glipizide",
            "gliclazide",
            "griseofulvin",
            "vemurafenib",
            "Zelboraf",
        ],
    ),
    (
        "photosensitiser_b",
        &["photosensitiser_drug:class_b", "nsaid_supplement_bruising"],
        &["piroxicam", "Feldene", "naproxen", "Aleve", "Naprosyn", "ketoprofen"],
    ),
    (
        "anticoagulant",
        &["anticoagulant_rx"],
        &[
            "apixaban",
            "Eliquis",
            "rivaroxaban",
            "Xarelto",
            "dabigatran",
            "Pradaxa",
            "edoxaban",
            "Lixiana",
            "Savaysa",
            "warfarin",
            "Coumadin",
            "acenocoumarol",
            "heparin",
            "enoxaparin",
            "Clexane",
            "Lovenox",
        ],
    ),
    (
        "antiplatelet",
        &["antiplatelet_rx"],
        &[
            "clopidogrel",
            "Plavix",
            "ticagrelor",
            "Brilinta",
            "Brilique",
            "prasugrel",
            "Effient",
            "low-dose aspirin on prescription",
        ],
    ),
    (
        "otc_bruiser",
        &["nsaid_supplement_bruising"],
        &[
            "aspirin",
            "ibuprofen",
            "Advil",
            "Nurofen",
            "Motrin",
            "diclofenac",
            "Voltaren",
            "fish oil",
            "omega-3",
            "vitamin E",
            "ginkgo",
            "garlic",
            "ginseng",
        ],
    ),
    (
        "aminoglycoside",
        &["aminoglycoside_now"],
        &["gentamicin", "Garamycin", "tobramycin", "amikacin", "streptomycin", "neomycin"],
    ),
    ("neuromuscular_blocker", &["neuromuscular_blocker_now"], &["rocuronium", "suxamethonium"]),
    (
        "immunosuppressant",
        &["immunosuppression"],
        &[
            "prednisolone",
            "prednisone",
            "ciclosporin",
            "cyclosporine",
            "cyclosporin",
            "tacrolimus",
            "azathioprine",
            "Imuran",
            "mycophenolate",
            "CellCept",
            "adalimumab",
            "Humira",
            "etanercept",
            "Enbrel",
            "tofacitinib",
            "Xeljanz",
        ],
    ),
    (
        "combined_contraceptive",
        &[],
        &["combined oral contraceptive", "the pill", "COC", "contraceptive patch", "vaginal ring"],
    ),
    (
        "antiviral",
        &[],
        &["valaciclovir", "Valtrex", "valacyclovir", "aciclovir", "acyclovir", "Zovirax", "famciclovir"],
    ),
    (
        "listed",
        &[],
        &[
            "hydroxychloroquine",
            "Plaquenil",
            "pyridostigmine",
            "Mestinon",
            "levothyroxine",
            "metformin",
            "lisinopril",
            "amlodipine",
            "atorvastatin",
            "omeprazole",
            "salbutamol",
            "sertraline",
            "cetirizine",
            "paracetamol",
        ],
    ),
];

#[test]
fn every_name_of_the_contract_sets_what_its_class_sets() {
    let k = Knowledge::shipped().unwrap();
    let mut names = 0;
    for (class, sets, all) in NAMES {
        for name in all {
            names += 1;
            let (found, drug) = k.drug(name).unwrap_or_else(|| panic!("`{name}` is on no list"));
            let set: Vec<String> = found
                .sets
                .iter()
                .chain(&drug.sets)
                .map(|s| s.detail.as_ref().map_or(s.condition.clone(), |d| format!("{}:{d}", s.condition)))
                .collect();
            assert_eq!(
                (found.code.as_str(), set),
                (class, sets.iter().map(|s| (*s).to_owned()).collect()),
                "{name}"
            );
        }
    }
    for (name, class) in [
        ("progestin-only pill", "progestin_contraceptive"),
        ("verteporfin", "photosensitiser_pdt"),
        ("Visudyne", "photosensitiser_pdt"),
        ("aminolevulinic acid", "photosensitiser_pdt"),
        ("Levulan", "photosensitiser_pdt"),
        ("Ameluz", "photosensitiser_pdt"),
    ] {
        assert_eq!(k.drug(name).unwrap().0.code, class, "{name}");
    }
    assert!(names > 150, "{names}");
}

#[test]
fn case_spaces_and_hyphens_do_not_matter_and_a_misspelling_is_not_taken_for_a_name() {
    let k = Knowledge::shipped().unwrap();
    for (_, _, all) in NAMES {
        for name in all {
            let shouted = format!(" {} ", name.to_uppercase().replace(' ', " - "));
            let run_together: String = name.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            for written in [shouted, run_together] {
                assert_eq!(
                    k.drug(&written).map(|(_, d)| &d.name),
                    k.drug(name).map(|(_, d)| &d.name),
                    "{written}"
                );
            }
        }
    }
    for (got, near) in
        [("isotretinion", "isotretinoin"), ("Xareltoo", "Xarelto"), ("doxicyclin", "doxycyclin")]
    {
        assert!(k.drug(got).is_none(), "{got}");
        assert!(k.nearest_drug(got).is_some_and(|n| n.starts_with(&near[..4])), "{got}");
    }
}
