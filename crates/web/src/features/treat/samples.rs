//! Samples of the page of a session: ordinary, what is wrong, what is signed.
use super::review::Due;
use super::show::{LotChoice, Shown, Treating};
use chart::session::point::{Depth, middle_of};
use chart::session::{Meaning, Missing, Point, Session, Signature, Standing, limits};
use knowledge::Knowledge;
use std::collections::BTreeMap;
use vocab::{Phototype, Zone};

fn page(treatment: &str, set: &[(&str, &str)]) -> Option<Treating> {
    let k = Knowledge::shipped().ok()?;
    let mut session = Session::new(k, treatment, "n", 0)?;
    for (key, value) in set {
        // A sample with a wrong value shows an empty field.
        let _ = session.done.set(key, value);
    }
    session.zones = vec![Zone::Forehead];
    let all = limits(k, treatment, Some(Phototype::IV), &session.zones);
    let fields = session
        .done
        .fields()
        .iter()
        .map(|field| Shown {
            field: *field,
            value: session.done.get(field.key).unwrap_or_default(),
            last: session.done.get(field.key),
            planned: None,
            limits: all.iter().filter(|l| l.field == field.key).cloned().collect(),
            beyond: false,
            error: None,
        })
        .collect();
    Some(Treating {
        csrf: "t".into(),
        patient: "p".into(),
        name: "Amara <Okafor>".into(),
        entry: "s".into(),
        title: k.treatment(treatment)?.title.clone(),
        skin: Some("IV".into()),
        session,
        standing: Standing::Draft,
        fields,
        lots: vec![LotChoice {
            id: "l".into(),
            product: "Invented product".into(),
            number: "C1".into(),
            unit: Some(chart::stock::Unit::Unit),
            label: "Invented product · lot C1 · until Thu 31 Dec 2026 · 80 U left".into(),
        }],
        more_lots: false,
        could_more: true,
        at_hand: vec!["l".into()],
        read: "0123".into(),
        overnight: false,
        planned: None,
        products: vec![("x".into(), "Invented product".into())],
        devices: vec![("d".into(), "Lamp (M1)".into())],
        needs_device: treatment == "ipl",
        gaps: vec![Missing { field: "endpoint", what: "Fill in: endpoint".into(), setting: Some("endpoint".into()) }],
        beyond: vec![],
        second: Due { needed: true, names: vec!["Dr. <Ada>".into()], mine: true },
        mine: true,
        may_review: false,
        performer: "Ines Vidal".into(),
        started: "today, 10:20".into(),
        ended: None,
        last: Some("Mon 4 May 2026, 10:20".into()),
        changes: vec![],
        errors: BTreeMap::new(),
        signed: vec![],
        amending: false,
        reason: String::new(),
        told: None,
    })
}

pub(super) fn treating() -> Vec<(&'static str, Treating)> {
    let mut all = Vec::new();
    if let Some(peel) = page("peel_glycolic", &[("percent", "50"), ("ph", "3")]) {
        let mut wrong = peel.clone();
        for shown in &mut wrong.fields {
            if shown.field.key == "percent" {
                shown.beyond = true;
            }
            if shown.field.key == "ph" {
                "<15>".clone_into(&mut shown.value);
                shown.error = Some("pH: `<15>` is not from 0 to 14.".into());
            }
        }
        wrong.errors = BTreeMap::from([("ph".into(), ("<15>".into(), "pH: `<15>` is not from 0 to 14.".into()))]);
        wrong.told = Some(("do".into(), "Some fields need another look; nothing was kept.".into()));
        all.push(("peel", peel));
        all.push(("wrong", wrong));
    }
    if let Some(mut toxin) = page("botulinum", &[("toxin", "onabotulinumtoxinA")]) {
        toxin.session.points = [Zone::Glabella, Zone::PeriorbitalL]
            .into_iter()
            .filter_map(|zone| {
                let (place, amount) = (middle_of(zone)?, "4".parse().ok()?);
                Some(Point { place, zone, lot: "l".into(), amount, depth: Some(Depth::Intramuscular) })
            })
            .collect();
        let signature = Signature {
            of: "s".into(),
            hash: "0123456789abcdef".into(),
            meaning: Meaning::Performed,
            name: "Ines Vidal".into(),
            remark: String::new(),
            cosign: true,
            due: vec!["d".into()],
            instead_of: vec![],
        };
        let mut signed = toxin.clone();
        signed.signed = vec![("today, 10:40".into(), signature.clone())];
        signed.standing = Standing::ToReview(signature);
        signed.mine = false;
        signed.may_review = true;
        signed.changes = vec![("today, 11:00".into(), "Ines Vidal".into(), "the chin was <forgotten>".into())];
        let changing = Treating { amending: true, reason: "The <brow> was forgotten".into(), mine: true, may_review: false, ..signed.clone() };
        all.push(("amending", changing));
        all.push(("injected", toxin));
        all.push(("signed", signed));
    }
    if let Some(light) = page("ipl", &[]) {
        all.push(("empty", light));
    }
    all
}
