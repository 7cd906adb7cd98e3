//! Every item of the knowledge by kind, code and title: what a list shows and a search looks through.
use super::rules;
use crate::Knowledge;

vocab::words! {
    /// A kind of item.
    ItemKind, "kind of item" {
        /// A condition of a patient.
        Condition = "condition",
        /// A treatment of the catalogue.
        Treatment = "treatment",
        /// A rule of the gate.
        Rule = "rule",
        /// A home-care ingredient.
        Ingredient = "ingredient",
        /// A drug by its international name.
        Drug = "drug",
        /// A source of the bibliography.
        Source = "source",
        /// A course after a treatment.
        Aftercare = "aftercare",
        /// Tasks before a treatment.
        Preparation = "preparation",
        /// A red flag after a treatment.
        RedFlag = "red-flag",
        /// A claim about living.
        Living = "living",
        /// Statements about spa therapies.
        Spa = "spa",
        /// What is told before a consent.
        ConsentText = "consent-text",
        /// What is done in an emergency.
        EmergencyCard = "emergency-card",
        /// Another language for the texts of consents.
        Language = "language",
        /// A question that waits for the medical director.
        OpenPoint = "open-point",
    }
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its kind.
    pub kind: ItemKind,
    /// Code, key, name or tag.
    pub code: String,
    /// Title in words.
    pub title: String,
    /// Something in it is recalled and waits for a signature.
    pub needs_sign_off: bool,
}

/// Every item, kind by kind, in the order of the knowledge.
#[must_use]
pub fn items(k: &Knowledge) -> Vec<Item> {
    let item = |kind, code: &str, title: &str, needs_sign_off| Item {
        kind,
        code: code.to_owned(),
        title: title.to_owned(),
        needs_sign_off,
    };
    let mut all = Vec::new();
    for c in &k.conditions {
        all.push(item(ItemKind::Condition, &c.code, &c.title, c.rule.iter().any(|r| r.recalled)));
    }
    for t in &k.treatments {
        let recalled = t.schedule.as_ref().is_some_and(|s| s.recalled) || t.effect.iter().any(|e| e.recalled);
        all.push(item(ItemKind::Treatment, &t.code, &t.title, recalled));
    }
    for rule in rules(k) {
        all.push(item(ItemKind::Rule, &rule.key, &rule.title, rule.recalled));
    }
    for i in &k.ingredients {
        all.push(item(ItemKind::Ingredient, &i.code, &i.title, i.pregnancy.recalled));
    }
    for class in &k.drugs {
        for drug in &class.drug {
            let also =
                if drug.also.is_empty() { String::new() } else { format!(" ({})", drug.also.join(", ")) };
            all.push(item(ItemKind::Drug, &drug.name, &format!("{}{also}", class.title), false));
        }
    }
    for (tag, source) in &k.sources {
        all.push(item(ItemKind::Source, tag, &source.text, false));
    }
    let care = &k.care;
    for a in &care.aftercare {
        all.push(item(ItemKind::Aftercare, &a.key, &a.title, a.recalled));
    }
    for p in &care.preparation {
        all.push(item(ItemKind::Preparation, &p.key, &p.title, p.task.iter().any(|t| t.recalled)));
    }
    for f in &care.red_flags {
        all.push(item(ItemKind::RedFlag, &f.key, &f.because, f.recalled));
    }
    for l in &care.living {
        all.push(item(ItemKind::Living, &l.key, &l.claim, l.recalled));
    }
    for s in &care.spa {
        all.push(item(ItemKind::Spa, &s.key, &s.title, s.states.iter().any(|t| t.recalled)));
    }
    for i in &care.informing {
        let recalled = i.recalled
            || i.risk.iter().any(|r| r.recalled)
            || i.off_label.iter().chain(&i.also).any(|told| told.recalled);
        all.push(item(ItemKind::ConsentText, &i.key, &i.title, recalled));
    }
    for card in &care.emergencies {
        let recalled = card.recalled || card.step.iter().any(|step| step.recalled);
        all.push(item(ItemKind::EmergencyCard, &card.key, &card.title, recalled));
    }
    for language in &care.languages {
        all.push(item(ItemKind::Language, &language.key, &language.title, !language.is_signed_off()));
    }
    for p in &care.open_points {
        all.push(item(ItemKind::OpenPoint, &p.key, &p.text, true));
    }
    all
}
