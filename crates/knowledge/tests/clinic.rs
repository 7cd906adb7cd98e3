//! A clinic's own files over the shipped ones: what they may change, who signs, and what is told.
use knowledge::Knowledge;
use knowledge::clinic::Effect;
use vocab::Verdict;

const HEAD: (&str, &str) = (
    "clinic.toml",
    "name = \"House\"\njurisdiction = \"US-CA\"\ncurrency = \"EUR\"\ntime_zone = \"Europe/Vienna\"\n",
);
const SIGNED: &str =
    "signed = { name = \"Dr. A\", licence = \"MD 1\", on = 2026-09-01, reason = \"read\" }\n";

fn with(files: &[(&str, &str)]) -> Result<Knowledge, Vec<String>> {
    Knowledge::with_clinic([HEAD].into_iter().chain(files.iter().copied())).map_err(|e| {
        e.problems
            .iter()
            .map(|p| {
                let text = files.iter().chain([&HEAD]).find(|(path, _)| *path == p.file).map_or("", |f| f.1);
                let at = p.span.clone().map_or("", |s| text.get(s).unwrap_or("?"));
                format!("{} [{at}] {}", p.file, p.message)
            })
            .collect()
    })
}

#[test]
fn a_stricter_value_needs_nobody_and_is_told_before_and_after() {
    let k = with(&[(
        "conditions/sun_tan_recent.toml",
        "[[rule]]\nkey = \"sun-tan-recent-light\"\ndays = 42\nbecause = \"Six weeks in this house.\"\n",
    )])
    .unwrap();
    let rule = k.condition("sun_tan_recent").unwrap().rule.iter().find(|r| r.key == "sun-tan-recent-light");
    let rule = rule.unwrap();
    assert_eq!(rule.days, Some(42));
    assert!(rule.sources.contains(&"CLINIC".to_owned()) && rule.sources.len() > 1, "{:?}", rule.sources);
    let days = k.overrides().iter().find(|o| o.place.ends_with("days")).unwrap();
    assert_eq!(
        (days.file.as_str(), days.place.as_str(), days.before.as_deref(), days.now.as_str(), days.effect),
        (
            "conditions/sun_tan_recent.toml",
            "rule sun-tan-recent-light, days",
            Some("28"),
            "42",
            Effect::Stricter
        )
    );
    let words = k.overrides().iter().find(|o| o.place.ends_with("because")).unwrap();
    assert_eq!(words.effect, Effect::Wording);
    let shipped = Knowledge::shipped().unwrap();
    let untouched = |k: &Knowledge| k.conditions.iter().map(|c| c.rule.len()).collect::<Vec<_>>();
    assert_eq!(untouched(&k), untouched(shipped));
    assert!(shipped.overrides().is_empty() && shipped.clinic().is_none());
}

#[test]
fn a_looser_value_needs_a_signature_which_is_told() {
    let looser = "[[rule]]\nkey = \"sun-tan-recent-light\"\ndays = 21\n";
    let faults = with(&[("conditions/sun_tan_recent.toml", looser)]).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(
        faults[0].starts_with(
            "conditions/sun_tan_recent.toml [21] rule sun-tan-recent-light, days = 21 (shipped: 28)"
        ),
        "{}",
        faults[0]
    );
    let k = with(&[("conditions/sun_tan_recent.toml", &format!("{SIGNED}{looser}"))]).unwrap();
    let told = &k.overrides()[0];
    assert_eq!((told.effect, told.signed.as_ref().unwrap().name.as_str()), (Effect::Looser, "Dr. A"));
}

#[test]
fn what_a_layer_may_not_say() {
    let signed_law = format!("{SIGNED}[[rule]]\nkey = \"minor-toxin\"\nverdict = \"caution\"\n");
    for (path, text, wanted) in [
        (
            "conditions/minor.toml",
            signed_law.as_str(),
            "[\"caution\"] rule minor-toxin, verdict: what the law refuses",
        ),
        ("scope/gb-eng.toml", "law = []\n", "[[]] law: what the law refuses"),
        (
            "conditions/sun_tan_recent.toml",
            "[[rule]]\nkey = \"sun-tan-recent-light\"\nverdict = \"refus\"\n",
            "[\"refus\"] unknown verdict `refus`; allowed allow, caution, review, defer, refuse; did you mean `refuse`?",
        ),
        (
            "conditions/sun_tan_recent.toml",
            "[[rule]]\nkey = \"sun-tan-recent-light\"\ndais = 42\n",
            "[42] unknown field `dais`",
        ),
        ("conditions/rosacea.toml", "title = 3\n", "[3] invalid type: integer `3`, expected a string"),
        ("conditions/rosacea.toml", "title = \n", "[] string values must be quoted"),
        ("condition/rosacea.toml", "title = \"x\"\n", "did you mean `conditions`?"),
        (
            "conditions/rosacea.toml",
            "signed = { name = \"A\" }\ntitle = \"x\"\n",
            "[{ name = \"A\" }] missing field `licence`",
        ),
        (
            "conditions/rosacea.toml",
            "signed = { name = \" \", licence = \"x\", on = 2026-01-01, reason = \"y\" }\n",
            "the signature has no name",
        ),
    ] {
        refused(path, text, wanted);
    }
}

#[test]
fn what_prices_labels_and_new_files_may_not_say() {
    for (path, text, wanted) in [
        (
            "prices.toml",
            "[treatments]\npeel_glycolik = { price = 1 }\n",
            "[peel_glycolik] unknown treatment `peel_glycolik`; did you mean `peel_glycolic`?",
        ),
        (
            "prices.toml",
            "[products]\nazelaic = { price = -1 }\n",
            "[{ price = -1 }] `azelaic` the price is outside",
        ),
        ("prices.toml", "[treatments]\nipl = { }\n", "neither a price nor minutes"),
        ("prices.toml", "[treatments]\nipl = { prize = 3 }\n", "unknown field `prize`"),
        (
            "devices/a.toml",
            "maker = \"M\"\nmodel = \"m\"\ntreatments = [\"ipI\"]\nsource = \"s\"\n",
            "unknown treatment `ipI`",
        ),
        (
            "devices/a.toml",
            "maker = \"M\"\nmodel = \"m\"\ntreatments = [\"ipl\"]\nsource = \"\"\n",
            "names its document",
        ),
        (
            "labels/a.toml",
            "maker = \"M\"\nmodel = \"m\"\ntreatments = [\"ipl\"]\nsource = \"s\"\noutside = \"caution\"\n",
            "a label never clears",
        ),
        (
            "labels/a.toml",
            "maker = \"M\"\nmodel = \"m\"\ntreatments = [\"ipl\"]\nsource = \"s\"\n[[contraindication]]\ncondition = \"pregnanci\"\nverdict = \"refuse\"\nbecause = \"b\"\n",
            "unknown condition `pregnanci`; did you mean `pregnancy`?",
        ),
        (
            "drugs/new.toml",
            "code = \"new\"\ntitle = \"t\"\ndrug = []\nsources = []\nsign_off = { author = \"a\", reviewed = 2026-01-01, again = 2026-06-01 }\n",
            "needs a signature",
        ),
        (
            "scope/us-tx.toml",
            "code = \"US-NM\"\ntitle = \"t\"\nsources = []\nsign_off = { author = \"a\", reviewed = 2026-01-01, again = 2026-06-01 }\n",
            "they must agree",
        ),
    ] {
        refused(path, text, wanted);
    }
}

fn refused(path: &str, text: &str, wanted: &str) {
    let faults = with(&[(path, text)]).err().unwrap_or_default();
    assert!(
        faults.iter().any(|f| f.starts_with(path) && f.contains(wanted)),
        "{path}: wanted {wanted:?}, got {faults:#?}"
    );
}

#[test]
fn the_head_says_whose_layer_it_is() {
    let missing =
        Knowledge::with_clinic([("prices.toml", "[treatments]\nipl = { price = 1 }\n")]).unwrap_err();
    assert!(missing.to_string().contains("clinic.toml: missing"), "{missing}");
    let good = HEAD.1;
    for (text, wanted) in [
        (good.replace("EUR", "euro"), "`euro` is not an ISO 4217 code"),
        (good.replace("US-CA", "us-ca"), "`us-ca` is not an ISO 3166-2 code"),
        (good.replace("Europe/Vienna", "Vienna"), "`Vienna` is not a time zone"),
        (good.replace("House", " "), "the clinic has no name"),
        (
            format!("{good}[[policy]]\nswitch = \"isotretinon\"\nvalue = \"label\"\n{SIGNED}"),
            "unknown policy switch `isotretinon`; allowed isotretinoin, hba1c_limit",
        ),
        (
            format!("{good}[[policy]]\nswitch = \"isotretinoin\"\nvalue = \"labell\"\n{SIGNED}"),
            "unknown policy.isotretinoin `labell`; allowed label, consensus2017; did you mean `label`?",
        ),
        (
            format!("{good}[[policy]]\nswitch = \"hba1c_limit\"\nvalue = \"80\"\n{SIGNED}"),
            "`80` is not a limit of HbA1c",
        ),
        (
            format!("{good}[[policy]]\nswitch = \"isotretinoin\"\nvalue = \"label\"\n"),
            "missing field `signed`",
        ),
    ] {
        let error = Knowledge::with_clinic([("clinic.toml", text.as_str())]).unwrap_err();
        assert!(error.to_string().contains(wanted), "wanted {wanted}, got {error}");
    }
    let text = format!("{good}[[policy]]\nswitch = \"hba1c_limit\"\nvalue = \"7.5\"\n{SIGNED}");
    let k = Knowledge::with_clinic([("clinic.toml", text.as_str())]).unwrap();
    assert!((k.policy().hba1c_limit - 7.5).abs() < 1e-9);
    assert_eq!(k.policy().jurisdiction.as_deref(), Some("US-CA"));
}

#[test]
fn a_new_condition_only_adds_and_a_new_place_is_signed() {
    let condition = "code = \"peanut_dust\"\ntitle = \"Peanut dust\"\nholds = \"ever\"\nplace = \"anywhere\"\n\
        question = \"Does peanut dust trouble you?\"\n\
        sign_off = { author = \"House\", reviewed = 2026-09-01, again = 2027-03-01 }\n\
        [[rule]]\nkey = \"peanut-dust-spa\"\nfor = [\"SPA\"]\nverdict = \"review\"\nbecause = \"b\"\nsources = [\"CLINIC\"]\nstrength = \"E\"\n";
    let place = format!(
        "{SIGNED}code = \"US-TX\"\ntitle = \"Texas\"\nsources = [\"AMSPA\"]\n\
         sign_off = {{ author = \"House\", reviewed = 2026-09-01, again = 2027-03-01 }}\n\
         [[tier]]\nkey = \"texas-ipl\"\nfor = [\"ipl\"]\nlowest = \"md\"\nbecause = \"b\"\nsources = [\"AMSPA\"]\nstrength = \"E\"\n"
    );
    let k = with(&[("conditions/peanut_dust.toml", condition), ("scope/us-tx.toml", &place)]).unwrap();
    assert_eq!(k.condition("peanut_dust").unwrap().rule[0].verdict, Some(Verdict::Review));
    assert!(k.place("US-TX").is_some());
    let told: Vec<(&str, Effect, bool)> =
        k.overrides().iter().map(|o| (o.file.as_str(), o.effect, o.signed.is_some())).collect();
    assert_eq!(
        told,
        vec![
            ("conditions/peanut_dust.toml", Effect::Stricter, false),
            ("scope/us-tx.toml", Effect::Looser, true)
        ]
    );
}
