//! Sessions, signatures and emergencies in the words of people.
use chart::entry::Body;
use chart::session::{Done, Session};
use knowledge::Knowledge;

/// The settings of a session in one line.
pub(super) fn settings(session: &Session) -> String {
    let mut words: Vec<String> = session
        .done
        .fields()
        .iter()
        .filter_map(|field| {
            let value = session.done.get(field.key)?;
            Some(format!("{} {}", field.within(), super::setting::with_unit(&value, field.kind)))
        })
        .collect();
    match session.points.len() {
        0 => {}
        1 => words.push("one point".to_owned()),
        many => words.push(format!("{many} points")),
    }
    if words.is_empty() { "no settings".to_owned() } else { words.join(", ") }
}

/// The settings of a record, one by one: what each is called and its value with its unit.
pub(crate) fn each(done: &Done) -> Vec<(String, String)> {
    let fields = done.fields().iter();
    fields.filter_map(|field| Some((field.label.to_owned(), super::setting::read(&done.get(field.key)?, field.kind)))).collect()
}

/// Title and lines of an entry of this part of the house; `None` for any other.
pub(crate) fn words(body: &Body, k: &Knowledge) -> Option<(String, Vec<String>)> {
    if let Body::Session(session) = body {
        let title = k.treatment(&session.treatment).map_or_else(|| session.treatment.clone(), |t| t.title.clone());
        let zones: Vec<String> = session.zones.iter().map(|z| crate::ui::zone(*z)).collect();
        let mut lines = vec![settings(session)];
        if !zones.is_empty() {
            lines.push(zones.join(", "));
        }
        lines.extend(session.minutes().map(|minutes| if minutes == 1 { "one minute".to_owned() } else { format!("{minutes} minutes") }));
        if !session.note.is_empty() {
            lines.push(session.note.clone());
        }
        return Some((title, lines));
    }
    if let Body::Signature(signature) = body {
        let remark = Some(signature.remark.clone()).filter(|r| !r.is_empty());
        let lines = std::iter::once(signature.meaning.sentence().to_owned()).chain(remark).collect();
        return Some((format!("Signed by {}", signature.name), lines));
    }
    let Body::Emergency(emergency) = body else { return None };
    let card = k.care.emergencies.iter().find(|c| c.key == emergency.card);
    let title = card.map_or_else(|| emergency.card.clone(), |c| c.title.clone());
    let step = emergency.step.as_ref().map(|key| {
        let step = card.and_then(|c| c.step.iter().find(|s| s.key == *key));
        step.map_or_else(|| key.clone(), |s| s.does.clone())
    });
    let remark = Some(emergency.remark.clone()).filter(|r| !r.is_empty());
    Some((format!("Emergency: {title}"), step.into_iter().chain(remark).collect()))
}
