//! A patient's story, newest first, with what must be known in sight, what was measured and what was agreed.
use super::finding::{age, day};
use super::line::{Telling, Told, a_day};
use super::next::{self, Step};
use super::plan::{self, Agreed};
use super::scores::{self, Scores};
use super::strip::{self, Strip};
use super::told;
use super::{Pairs, gate, said};
use crate::access::Needs;
use crate::session::Signed;
use crate::ui::{self, Entry, Field, Heading, Press};
use crate::{Oops, Page, Shared};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use chart::book::new_id;
use chart::patient::{Asked, Story};
use maud::{Markup, html};
use std::sync::LazyLock;
use vocab::{Day, Permission};

/// Lines of one page.
const LINES: usize = 50;

/// The page of `/patients/{patient}`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    /// Id of the patient.
    pub(super) patient: String,
    /// Full name.
    pub(super) name: String,
    /// Age, sex, skin type, number.
    pub(super) about: String,
    /// What must be known first.
    pub(super) strip: Strip,
    /// The lines of this page, newest first.
    pub(super) lines: Vec<Told>,
    /// The filters: kind, its name, lines, whether it is chosen.
    pub(super) kinds: Vec<(String, String, usize, bool)>,
    /// Lines under this filter, and how many come before this page.
    pub(super) found: usize,
    /// Lines before this page.
    pub(super) from: usize,
    /// What was measured.
    pub(super) scores: Vec<Scores>,
    /// The plan that was agreed.
    pub(super) agreed: Option<Agreed>,
    /// What comes next.
    pub(super) next: Vec<Step>,
    /// What else is done with this patient: name and address.
    pub(super) doors: Vec<(String, String)>,
    /// Where a visit is booked, for whoever may.
    pub(super) book: Option<String>,
    /// What is done with the chart as a whole: name and address.
    pub(super) whole: Vec<(String, String)>,
    /// Charts that are read with this one.
    pub(super) parts: usize,
    /// The chart that this one is a part of.
    pub(super) part_of: Option<String>,
    /// The form of a note; none for whoever may only read.
    pub(super) writing: Option<Writing>,
}

/// The form of a note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Writing {
    /// The token of the session.
    pub(super) csrf: String,
    /// The id that the note will have: sent twice, it is stored once.
    pub(super) id: String,
    /// As typed.
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) error: Option<String>,
    /// A day before today, for what is written late.
    pub(super) on: String,
    /// What is wrong with the day.
    pub(super) on_error: Option<String>,
}

/// Shows the story.
pub(super) async fn open(
    State(house): State<Shared>,
    signed: Signed,
    Path(patient): Path<String>,
    Query(pairs): Query<Pairs>,
) -> Result<Response, Oops> {
    let writing = Writing { csrf: signed.csrf.clone(), ..Writing::default() };
    shown(&house, &signed, &patient, &pairs, writing).await
}

/// The page with a form as it was typed.
pub(super) async fn shown(
    house: &Shared,
    signed: &Signed,
    patient: &str,
    pairs: &Pairs,
    writing: Writing,
) -> Result<Response, Oops> {
    let (record, chance) = (house.kept()?, &mut *house.chance());
    let kind = said(pairs, "kind");
    let from = said(pairs, "from").parse().unwrap_or(0);
    let kinds: Vec<String> = (!kind.is_empty()).then(|| kind.to_owned()).into_iter().collect();
    let asked = Asked { kinds, skip: from, most: LINES };
    let by = house.by(signed);
    let story = record.patients().story_with(patient, &asked, &next::BESIDE, signed.why(patient), &by, chance).await?;
    let roll = record.roll().await?;
    let may_write = signed.may(Permission::ChartWrite);
    let zone = house.zone();
    let telling =
        Telling { k: gate()?.knowledge(), roll: &roll, zone: &zone, patient: if may_write { patient } else { "" } };
    let today = house.today().ok_or(Oops::Broken)?;
    let mut page = Timeline::of(patient, &story, &telling, today, kind, from)?;
    (page.doors, page.whole) = doors(signed, patient);
    page.book = signed.may(Permission::BookingWrite).then(|| format!("/calendar/new?patient={patient}"));
    if signed.may(Permission::ChartRead) && page.part_of.is_none() {
        page.next = coming(house, signed, patient, &story, page.agreed.as_ref(), &zone).await?;
    }
    if may_write {
        let id = if writing.id.is_empty() { new_id(by.at, chance) } else { writing.id };
        page.writing = Some(Writing { id, ..writing });
    }
    Ok(house.show(&page))
}

/// What comes next, with what is booked for this patient and for the charts that are read with it.
async fn coming(
    house: &Shared,
    signed: &Signed,
    patient: &str,
    story: &Story,
    agreed: Option<&Agreed>,
    zone: &jiff::tz::TimeZone,
) -> Result<Vec<Step>, Oops> {
    use crate::features::calendar::{again, desk};
    let bookings = desk::bookings(house)?;
    let mut visits = bookings.of_patient(patient).await?;
    // What was written since is asked about before anything is said of a visit.
    if again::ask_again_of(house, &visits).await? > 0 {
        visits = bookings.of_patient(patient).await?;
    }
    for part in &story.parts {
        visits.extend(bookings.of_patient(part).await?);
    }
    Ok(next::of(&next::Seen {
        patient,
        chart: &story.chart,
        k: gate()?.knowledge(),
        today: house.today().ok_or(Oops::Broken)?,
        now: house.now_ms(),
        zone,
        draft: house.kept()?.patients().consultation(patient).await?.is_some(),
        visits: &visits,
        services: &bookings.services().await?,
        agreed,
        may_cosign: signed.may(Permission::CoSign),
    }))
}

impl Timeline {
    fn of(
        patient: &str,
        story: &Story,
        telling: &Telling<'_>,
        today: Day,
        chosen: &str,
        from: usize,
    ) -> Result<Self, Oops> {
        let person = story.chart.person();
        let identity = story.chart.identity();
        let about = [
            person.born.and_then(|born| Some(format!("{} years, born {}", age(born, today)?, day(born)))),
            person.sex.map(|sex| sex.code().to_owned()),
            person.phototype.map(|kind| format!("phototype {kind}")),
            identity.and_then(|identity| identity.phone),
        ];
        let about: Vec<String> = about.into_iter().flatten().collect();
        Ok(Self {
            patient: patient.to_owned(),
            name: crate::features::consent::name_of(&story.chart),
            about: about.join(" · "),
            strip: Strip::of(gate()?, &story.chart, today, telling.zone)?,
            lines: story.lines.iter().map(|line| telling.told(line)).collect(),
            kinds: story
                .kinds
                .iter()
                .map(|(code, count)| (code.clone(), told::kind(code), *count, code == chosen))
                .collect(),
            found: story.found,
            from,
            scores: scores::of(&story.chart, today, telling.zone),
            agreed: Agreed::of(&story.chart, telling.k, today, telling.zone),
            parts: story.parts.len(),
            part_of: story.part_of.clone(),
            ..Self::default()
        })
    }
}

type Doors = Vec<(String, String)>;

/// The pages about a patient that stand in the table of routes and open for this person: what is done with the patient,
/// and what is done with the chart as a whole.
fn doors(signed: &Signed, patient: &str) -> (Doors, Doors) {
    const CARE: [(&str, &str); 7] = [
        ("consult", "Consultation"),
        ("plan", "Plan"),
        ("consents", "Consents"),
        ("sessions", "Sessions"),
        ("photos", "Photographs"),
        ("after", "After"),
        ("examination", "Examination"),
    ];
    const WHOLE: [(&str, &str); 6] = [
        ("identity", "Name and address"),
        ("contact", "How to reach them"),
        ("feed", "The guest’s calendar"),
        ("looks", "Who looked"),
        ("join", "Two charts of one person"),
        ("erase", "Erase"),
    ];
    static ABOUT: LazyLock<Vec<(String, Needs)>> = LazyLock::new(|| {
        let table = crate::table().into_iter().filter(|route| route.method == "GET");
        let end = |path: &str| path.strip_prefix("/patients/{patient}/").map(str::to_owned);
        table.filter_map(|route| Some((end(route.path)?, route.needs))).collect()
    });
    let opens = |end: &str| {
        let needs = ABOUT.iter().find(|(known, _)| known == end).map(|(_, needs)| *needs);
        matches!(needs, Some(Needs::May(permission)) if signed.may(permission))
    };
    let those = |all: &[(&str, &str)]| -> Doors {
        let open = all.iter().filter(|(end, _)| opens(end));
        open.map(|(end, name)| ((*name).to_owned(), format!("/patients/{patient}/{end}"))).collect()
    };
    (those(&CARE), those(&WHOLE))
}

impl Page for Timeline {
    fn samples() -> Vec<(&'static str, Self)> {
        super::samples::timeline()
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/patients")
    }

    fn status(&self) -> axum::http::StatusCode {
        let wrong = self.writing.as_ref().is_some_and(|form| form.error.is_some() || form.on_error.is_some());
        if wrong { axum::http::StatusCode::UNPROCESSABLE_ENTITY } else { axum::http::StatusCode::OK }
    }

    fn render(&self) -> Markup {
        let consult = self.doors.iter().find(|(name, _)| name == "Consultation").map(|(_, href)| href.as_str());
        let plan = self.doors.iter().find(|(name, _)| name == "Plan").map(|(_, href)| href.as_str());
        html! {
            (ui::breadcrumbs(&[("Patients", "/patients")], &self.name))
            (Heading::new(&self.name).eyebrow("The story of").lead(&self.about).actions(html! {
                (ui::print_button("Print"))
                @if let Some(book) = &self.book { (ui::button_link(book, "Book a visit", Press::Second)) }
            }))
            @if !self.doors.is_empty() { (ui::patient_nav_of_chart(&self.patient, &self.doors)) }
            (strip::strip(&self.strip, consult))
            (next::card(&self.next))
            (self.together())
            (self.jumps())
            (ui::columns(&self.story(), &html! {
                @if let Some(form) = &self.writing { div id="write" { (note(form, &self.patient)) } }
                @if let Some(agreed) = &self.agreed { div id="agreed" { (plan::card(agreed, plan)) } }
                @if !self.scores.is_empty() { div id="measured" { (scores::card(&self.scores)) } }
                @if !self.whole.is_empty() {
                    nav.card aria-labelledby="whole-title" {
                        h2 id="whole-title" { "The chart as a whole" }
                        div.boxed { ul.plain { @for (name, href) in &self.whole { li { a."tall-link" href=(href) { (name) } } } } }
                    }
                }
            }))
        }
    }
}

impl Timeline {
    /// Where there is one column, what stands beside the story follows fifty entries: it is one press away.
    fn jumps(&self) -> Markup {
        let all = [("write", "Add a note", self.writing.is_some()), ("agreed", "The plan", self.agreed.is_some()), ("measured", "What was measured", !self.scores.is_empty())];
        html! {
            @if all.iter().any(|(_, _, there)| *there) {
                nav.jumps aria-label="Below the story" { @for (id, name, _) in all.iter().filter(|(_, _, there)| *there) { a href={ "#" (id) } { (name) } } }
            }
        }
    }

    fn together(&self) -> Markup {
        html! {
            @if self.parts > 0 {
                (ui::notice(ui::Tone::Plain, "Read together", &html! { "Another chart of the same person is read with this one." }))
            }
            @if let Some(kept) = &self.part_of {
                (ui::notice(vocab::verdict::State::Ask, "This chart is a part of another", &html! { "Write into " a href={ "/patients/" (kept) } { "the one that was kept" } "." }))
            }
        }
    }

    fn address(&self, kind: &str, from: usize) -> String {
        let mut parts = Vec::new();
        if !kind.is_empty() {
            parts.push(format!("kind={kind}"));
        }
        if from > 0 {
            parts.push(format!("from={from}"));
        }
        let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        format!("/patients/{}{query}#story", self.patient)
    }

    fn story(&self) -> Markup {
        let chosen = self.kinds.iter().find(|(.., chosen)| *chosen).map_or("", |(code, ..)| code.as_str());
        let all: usize = self.kinds.iter().map(|(_, _, count, _)| count).sum();
        let until = self.from + self.lines.len();
        let remark = if self.found == 0 { String::new() } else { format!("{} to {until} of {}", self.from + 1, self.found) };
        html! {
            section id="story" aria-labelledby="story-title" {
                div.section-head { h2 id="story-title" { "Newest first" } span."muted small" { (remark) } }
                nav."story-kinds" aria-label="Kinds" { ul class="cluster" {
                    li { a.chip href=(self.address("", 0)) aria-current=[chosen.is_empty().then_some("true")] { "All " (all) } }
                    @for (code, name, count, is_chosen) in &self.kinds {
                        li { a.chip href=(self.address(code, 0)) aria-current=[is_chosen.then_some("true")] { (name) " " (count) } }
                    }
                } }
                @if self.lines.is_empty() {
                    (ui::empty("Nothing here", "No entry is of this kind, or the story ends before this page.", &html! { a.btn href=(self.address("", 0)) { "Show all" } }))
                } @else {
                    ol.story { @for day in self.lines.chunk_by(|one, next| one.day == next.day) { (a_day(day)) } }
                }
                nav.pages aria-label="Pages" {
                    @if self.from > 0 { a.btn href=(self.address(chosen, self.from.saturating_sub(LINES))) rel="prev" { "Newer" } }
                    @if until < self.found { a.btn href=(self.address(chosen, until)) rel="next" { "Earlier" } }
                }
            }
        }
    }
}

fn note(form: &Writing, patient: &str) -> Markup {
    html! {
        form."card note-form" method="post" action={ "/patients/" (patient) "/notes" } aria-labelledby="note-title" {
            h2 id="note-title" { "Add a note" }
            div.boxed {
                input type="hidden" name="csrf" value=(form.csrf);
                input type="hidden" name="id" value=(form.id);
                (Field::new("text", "Note", Entry::Lines).value(&form.text).error(form.error.as_deref()))
                (Field::new("on", "Day, if not today", Entry::Date).value(&form.on).hint("For what is written late: the day on which it happened.").error(form.on_error.as_deref()).optional())
                (ui::submit("Add", Press::Primary))
            }
        }
    }
}
