//! Sheets of what is known before and after a treatment, of living, and of what is still open.
use super::sheet::Sheet;
use super::show::{resolved, signed};
use knowledge::Knowledge;

/// Every item of care with this key.
pub(super) fn sheets(k: &Knowledge, key: &str) -> Vec<Sheet> {
    let care = &k.care;
    let mut all = Vec::new();
    for a in care.aftercare.iter().filter(|a| a.key == key) {
        let mut sheet = Sheet::new("aftercare", &a.key, &a.title);
        let stretch =
            |s: &knowledge::care::Stretch| format!("day {} to {}: {}", s.from_day, s.to_day, s.text);
        sheet.line("Touches", &a.applies.join(", "));
        sheet.part("Course", a.course.iter().map(stretch));
        sheet.part("Do", a.todo.iter().map(stretch));
        sheet.part("Leave", a.leave.iter().map(|l| format!("{}: {}", l.what, l.text)));
        sheet.part("Sources", resolved(k, &a.sources));
        sheet.part("Sign-off", signed(&a.sign_off, a.recalled));
        all.push(sheet);
    }
    for p in care.preparation.iter().filter(|p| p.key == key) {
        let mut sheet = Sheet::new("preparation", &p.key, &p.title);
        sheet.part("Tasks", p.task.iter().map(|t| format!("day -{}: {} {}", t.days_before, t.text, t.only)));
        sheet.part("Sign-off", signed(&p.sign_off, p.task.iter().any(|t| t.recalled)));
        all.push(sheet);
    }
    for f in care.red_flags.iter().filter(|f| f.key == key) {
        let mut sheet = Sheet::new("red flag", &f.key, f.level.code());
        sheet.line("Why", &f.because);
        sheet.line("Do", &f.action);
        sheet.line("After", &f.applies.join(", "));
        sheet.line("Symptoms", &f.symptoms.join(", "));
        sheet.part("Sources", resolved(k, &f.sources));
        sheet.part("Sign-off", signed(&f.sign_off, f.recalled));
        all.push(sheet);
    }
    for l in care.living.iter().filter(|l| l.key == key) {
        let mut sheet = Sheet::new("living", &l.key, &l.claim);
        sheet.line("Support", l.support.code());
        sheet.line("Say", &l.say);
        sheet.line("Found", &l.found);
        sheet.part("Sources", resolved(k, &l.sources));
        sheet.part("Sign-off", signed(&l.sign_off, l.recalled));
        all.push(sheet);
    }
    for s in care.spa.iter().filter(|s| s.key == key) {
        let mut sheet = Sheet::new("spa", &s.key, &s.title);
        sheet.part("States", s.states.iter().map(|t| t.text.clone()));
        sheet.part("Sign-off", signed(&s.sign_off, s.states.iter().any(|t| t.recalled)));
        all.push(sheet);
    }
    all.extend(told(k, key));
    for p in care.open_points.iter().filter(|p| p.key == key) {
        let mut sheet = Sheet::new("open point", &p.key, &p.text);
        sheet.line("Until then", &p.until_then);
        sheet.part("Sign-off", signed(&p.sign_off, true));
        all.push(sheet);
    }
    all
}

/// What guests are told before a consent, what is done in an emergency, and the languages of both.
fn told(k: &Knowledge, key: &str) -> Vec<Sheet> {
    let mut all = Vec::new();
    for i in k.care.informing.iter().filter(|i| i.key == key) {
        let mut sheet = Sheet::new("consent text", &i.key, &i.title);
        let applies = if i.applies.is_empty() { "every treatment".to_owned() } else { i.applies.join(", ") };
        sheet.line("Told before", &applies);
        sheet.part("Risks", i.risk.iter().map(|risk| risk.text.clone()));
        sheet.part("Told as well", i.off_label.iter().chain(&i.also).map(|one| one.text.clone()));
        sheet.part("Questions", i.question.iter().map(|question| question.ask.clone()));
        let recalled =
            i.recalled || i.risk.iter().any(|risk| risk.recalled) || i.also.iter().any(|one| one.recalled);
        sheet.part("Sign-off", signed(&i.sign_off, recalled));
        all.push(sheet);
    }
    for card in k.care.emergencies.iter().filter(|card| card.key == key) {
        let mut sheet = Sheet::new("emergency card", &card.key, &card.title);
        sheet.line("When", &card.when);
        sheet.part("Steps", card.step.iter().map(|step| format!("{} {}", step.does, step.how)));
        sheet.part("Never", card.never.iter().cloned());
        sheet.part("Sources", resolved(k, &card.sources));
        sheet.part(
            "Sign-off",
            signed(&card.sign_off, card.recalled || card.step.iter().any(|step| step.recalled)),
        );
        all.push(sheet);
    }
    if let Some(language) = k.language(key) {
        let mut sheet = Sheet::new("language", &language.key, &language.title);
        sheet.line("Stands", language.standing());
        sheet.part("Sentences", language.line.iter().map(|line| format!("{} = {}", line.english, line.text)));
        sheet.part("Sign-off", signed(&language.sign_off, !language.is_signed_off()));
        all.push(sheet);
    }
    all
}
