//! Hostile input, walked and not listed: every form that a page shows is found by following the pages, and is sent script, marks
//! that nobody sees, and far too much, in every field. A form that is added tomorrow is tried tomorrow.
mod values;

use crate::stage::{Browser, Dice, Stage, Told, engines, memory};
use chart::book::new_id;
use chart::entry::{Body, Session};
use chart::patient::{NewEntry, Why};
use chart::people::Purpose;
use chart::register::By;
use std::collections::{BTreeMap, BTreeSet};
use vocab::Role;

/// Pages of one address with ids that are looked at, by each role.
const ALIKE: usize = 2;
const NAME: &str = "Amara Okafor-Quill";
const SCRIPT: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Letters.
    Text,
    /// A day.
    Day,
    /// A number.
    Number,
    /// Anything else: chosen, ticked, counted, or not seen.
    Other,
}

/// A form of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    posts: bool,
    action: String,
    fields: Vec<(String, Kind, String)>,
}

fn value(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let text = tag.get(start..)?.split('"').next()?;
    Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// What a `<tag ...>` says, each time that it stands in a text.
fn tags<'t>(text: &'t str, tag: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(tag)
        .skip(1)
        .filter(|rest| rest.starts_with([' ', '>']))
        .filter_map(|rest| rest.split('>').next())
}

/// The forms of a page, the fields of each in their order.
fn forms(address: &str, page: &str) -> Vec<Form> {
    let of = |text: &str| {
        let head = text.split('>').next().unwrap_or_default();
        let text = text.split("</form>").next().unwrap_or_default();
        let mut fields = Vec::new();
        for input in tags(text, "<input") {
            let kind = match value(input, "type").as_deref() {
                None | Some("text" | "search" | "email" | "tel" | "password") => Kind::Text,
                Some("date") => Kind::Day,
                Some("number") => Kind::Number,
                Some("file") => continue,
                Some(_) => Kind::Other,
            };
            fields.extend(
                value(input, "name").map(|name| (name, kind, value(input, "value").unwrap_or_default())),
            );
        }
        for area in tags(text, "<textarea") {
            fields.extend(value(area, "name").map(|name| (name, Kind::Text, String::new())));
        }
        for select in text.split("<select").skip(1) {
            let name = select.split('>').next().and_then(|head| value(head, "name"));
            let options = select.split("</select>").next().unwrap_or_default();
            let chosen =
                tags(options, "<option").filter_map(|one| value(one, "value")).find(|one| !one.is_empty());
            fields.extend(name.map(|name| (name, Kind::Other, chosen.unwrap_or_default())));
        }
        for button in tags(text, "<button").take(1) {
            fields.extend(
                value(button, "name")
                    .map(|name| (name, Kind::Other, value(button, "value").unwrap_or_default())),
            );
        }
        let action = value(head, "action").unwrap_or_else(|| address.to_owned());
        Form { posts: value(head, "method").as_deref() == Some("post"), action, fields }
    };
    // A form without an address of its own is filled and sent by a script only, to an address that the script knows.
    let own = |one: &&str| !one.split('>').next().is_some_and(|head| head.ends_with(" hidden"));
    page.split("<form").skip(1).filter(own).map(of).collect()
}

/// The route of an address, as the table writes it.
fn shape(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let alike = |pattern: &str| {
        let wanted: Vec<&str> = pattern.split('/').collect();
        wanted.len() == parts.len() && wanted.iter().zip(&parts).all(|(w, p)| w == p || w.starts_with('{'))
    };
    let table = crate::table();
    // An address without parameters goes before one with.
    let exact = table.iter().find(|route| route.path == path);
    exact.or_else(|| table.iter().find(|route| alike(route.path))).map(|route| route.path)
}

/// The pages that each of these people reaches.
type Walked = BTreeMap<Role, BTreeMap<String, String>>;

/// Goes everywhere as each of them. One walk costs more than everything that is sent: what is asked of a house is asked of one.
async fn walk(stage: &Stage, patient: &str) -> Walked {
    let mut walked = Walked::new();
    for role in [Role::Nurse, Role::Director, Role::Owner, Role::Desk] {
        walked.insert(role, pages(stage, role, patient).await);
    }
    walked
}

/// Every page that somebody reaches, from every address without unknown parameters.
async fn pages(stage: &Stage, role: Role, patient: &str) -> BTreeMap<String, String> {
    let mut waiting: Vec<String> = crate::table()
        .iter()
        .filter(|route| route.method == "GET")
        .map(|route| {
            route
                .path
                .replace("{patient}", patient)
                .replace("{treatment}", "botulinum")
                .replace("{card}", "anaphylaxis")
        })
        .filter(|path| !path.contains('{'))
        .collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pages = BTreeMap::new();
    while let Some(address) = waiting.pop() {
        let bare = address.split('#').next().unwrap_or_default().to_owned();
        let Some(shape) =
            shape(&bare).filter(|shape| !shape.contains("{secret}") && !shape.starts_with("/static"))
        else {
            continue;
        };
        let count = seen.entry(shape).or_default();
        if *count >= ALIKE || pages.contains_key(&bare) {
            continue;
        }
        let told = stage.fresh(role).await.get(&bare).await;
        assert_ne!(told.status, 500, "{bare} as {role}");
        if told.status != 200 {
            continue;
        }
        *count += 1;
        waiting.extend(
            tags(&told.text, "<a").filter_map(|a| value(a, "href")).filter(|href| href.starts_with('/')),
        );
        pages.insert(bare, told.text);
    }
    pages
}

/// Sends a form as a browser does, with other values in some of its fields.
async fn send(browser: &Browser<'_>, form: &Form, with: impl Fn(&str, Kind) -> Option<String>) -> Told {
    let fields: Vec<(String, String)> = form
        .fields
        .iter()
        .filter(|(name, ..)| name != "csrf")
        .map(|(name, kind, value)| (name.clone(), with(name, *kind).unwrap_or_else(|| value.clone())))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let action = form.action.split('#').next().unwrap_or_default();
    if form.posts {
        return browser.post(action, &fields).await;
    }
    let query: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", crate::session::quoted(name), crate::session::quoted(value)))
        .collect();
    let bare = action.split('?').next().unwrap_or_default();
    browser.get(&format!("{bare}?{}", query.join("&"))).await
}

fn is_escaped(told: &str) -> bool {
    !told.contains("<script>alert(1)") && !told.contains("<img src=x")
}

/// A house with a chart that has a note, a consent and a session, and another chart beside it.
async fn house_on(stage: Stage) -> (Stage, String, String) {
    let (patient, other) = (stage.patient(NAME).await, stage.patient("Ida Berg").await);
    stage.consented(&patient, "botulinum").await;
    let by = By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
    let k = crate::house::knowledge().unwrap();
    let session = Session::new(k, "botulinum", &by.author, by.at).unwrap();
    for body in [Body::note("calm skin"), Body::Session(session)] {
        let new = NewEntry { id: new_id(by.at, &mut Dice), happened_at: by.at, body, amends: None };
        stage.record().patients().record(&patient, None, &[new], &by, &mut Dice).await.unwrap();
    }
    (stage, patient, other)
}

async fn count(stage: &Stage, patient: &str) -> usize {
    let by = By { author: "test".to_owned(), at: stage.house.now_ms() };
    stage.record().patients().read(patient, 0, Why::Audit, &by, &mut Dice).await.map_or(0, |all| all.len())
}

/// Every form that these people see, each once.
type Forms = BTreeMap<(String, Vec<String>), (Role, Form)>;

fn every_form(walked: &Walked) -> Forms {
    let mut found = Forms::new();
    for (role, pages) in walked {
        for (address, page) in pages {
            for form in forms(address, page) {
                let names = form.fields.iter().map(|(name, ..)| name.clone()).collect();
                let place =
                    shape(&form.action).unwrap_or_else(|| panic!("{address}: {form:?} leads nowhere"));
                found.entry((place.to_owned(), names)).or_insert((*role, form));
            }
        }
    }
    found
}

/// Everything hostile is asked of one house on each engine, what changes nothing first; then every page is opened again.
async fn everything(store: chart::Store, engine: usize) {
    let (stage, patient, other) = house_on(Stage::on(store).await).await;
    let walked = walk(&stage, &patient).await;
    what_belongs_to_one_chart_is_not_found_under_another(&stage, &walked, (&patient, &other)).await;
    let forms = every_form(&walked);
    too_much_or_unseen_is_refused_and_nothing_is_kept(&stage, &patient, &forms).await;
    let before = count(&stage, &patient).await;
    values::days_and_numbers_beyond_reason_are_answered_in_words(&stage, &forms, engine).await;
    values::a_second_line_in_a_field_of_one_line_is_never_a_header(&stage, &forms).await;
    // Forms say which state they were read from: what was changed since is read again.
    let forms = every_form(&walk(&stage, &patient).await);
    script_in_every_field_comes_back_as_text(&stage, &forms).await;
    values::bodies_that_are_no_form_are_refused(&stage, &patient, engine).await;
    let walked = walk(&stage, &patient).await;
    what_was_kept_is_text_on_every_page(&walked);
    values::no_page_carries_a_second_line(&walked);
    values::sound(&stage, &patient, before).await;
}

#[tokio::test]
async fn everything_hostile_is_refused_in_words_or_taken_as_text_on_the_embedded_engine() {
    everything(memory().await, 0).await;
}

#[tokio::test]
async fn everything_hostile_is_refused_in_words_or_taken_as_text_on_a_server() {
    for (engine, store) in engines("hostile").await.into_iter().enumerate().skip(1) {
        everything(store, engine).await;
    }
}

async fn too_much_or_unseen_is_refused_and_nothing_is_kept(stage: &Stage, patient: &str, all: &Forms) {
    let before = count(stage, patient).await;
    let posts = all.values().filter(|(_, form)| form.posts).count();
    assert!(posts > 40, "{posts} forms that decide something were found");
    let much = "x".repeat(4 << 20);
    let mut refused = 0;
    for ((place, names), (role, form)) in all {
        if form.fields.iter().all(|(name, ..)| name == "csrf") {
            continue;
        }
        for (what, bad, statuses) in [
            ("NUL", "calm\0skin", &[400][..]),
            ("a control mark", "calm\u{1b}[2Jskin", &[400]),
            ("writing turned around", "calm\u{202e}niks", &[400]),
            ("writing set apart", "calm\u{2066}niks", &[400]),
            ("four megabytes", much.as_str(), &[413]),
        ] {
            if !form.posts && what == "four megabytes" {
                continue; // no address is that long
            }
            let browser = stage.fresh(*role).await;
            let told = send(&browser, form, |name, _| (name != "csrf").then(|| bad.to_owned())).await;
            assert!(statuses.contains(&told.status), "{place} {names:?}: {what}: {}", told.status);
            refused += 1;
        }
    }
    assert!(refused > 160, "{refused} refusals");
    assert_eq!(count(stage, patient).await, before, "nothing was kept");
}

async fn script_in_every_field_comes_back_as_text(stage: &Stage, all: &Forms) {
    for ((place, names), (role, form)) in all {
        for every in [false, true] {
            let browser = stage.fresh(*role).await;
            let hostile = |_: &str, kind| (every || kind == Kind::Text).then(|| SCRIPT.to_owned());
            let told = send(&browser, form, hostile).await;
            let statuses = [200, 303, 400, 403, 404, 409, 410, 413, 422, 429];
            assert!(statuses.contains(&told.status), "{place} {names:?}: {} {}", told.status, told.text);
            assert!(is_escaped(&told.text), "{place} {names:?}: {}", told.text);
            assert!(!told.to.contains('<'), "{place}: led to {}", told.to);
        }
    }
}

/// What was kept of a script is text on every page that shows it.
fn what_was_kept_is_text_on_every_page(walked: &Walked) {
    let mut shown = 0;
    for (role, pages) in walked {
        for (address, page) in pages {
            assert!(is_escaped(page), "{address} as {role}: {page}");
            shown += usize::from(page.contains("&lt;script&gt;alert(1)"));
        }
    }
    assert!(shown > 3, "some of it was kept, and is shown on {shown} pages");
}

async fn what_belongs_to_one_chart_is_not_found_under_another(
    stage: &Stage,
    walked: &Walked,
    (patient, other): (&str, &str),
) {
    let mut asked = BTreeSet::new();
    for (&role, pages) in walked.iter().filter(|(role, _)| matches!(role, Role::Nurse | Role::Director)) {
        for address in pages.keys() {
            let Some(shape) = shape(address) else { continue };
            // Whatever is named after the patient and is no code of the house is an id of theirs.
            let ids = shape
                .split('/')
                .zip(address.split(['/', '?']))
                .filter(|(part, id)| part.starts_with('{') && *part != "{patient}" && id.len() >= 26);
            // Pages of the other chart itself are reached as well, by the list of patients.
            if !shape.contains("{patient}") || !address.contains(patient) || ids.count() == 0 {
                continue;
            }
            let told = stage.fresh(role).await.get(&address.replace(patient, other)).await;
            assert!(matches!(told.status, 400 | 404 | 409 | 410), "{address}: {}", told.status);
            assert!(!told.text.contains(NAME), "{address}");
            asked.insert(shape);
        }
    }
    assert!(asked.len() >= 2, "{asked:?}");
}

#[tokio::test]
async fn links_that_ended_or_were_used_and_roles_that_are_claimed_open_nothing() {
    for store in engines("ended").await {
        let (stage, patient, _) = house_on(Stage::on(store).await).await;
        let by = By { author: stage.id(Role::Nurse).to_owned(), at: stage.house.now_ms() };
        let people = stage.record().people();
        let short = people.make_link(Purpose::Guest, &patient, (60_000, 100), &by, &mut Dice).await.unwrap();
        let ended = people.make_link(Purpose::Guest, &patient, (600_000, 100), &by, &mut Dice).await.unwrap();
        assert_eq!(stage.out().get(&format!("/g/{ended}")).await.status, 200, "while it holds");
        let link = people.link(&ended, by.at).await.unwrap().unwrap();
        people.end_link(&link.hash).await.unwrap();
        assert!(stage.out().get(&format!("/g/{ended}")).await.text.contains("no longer opens"), "replayed");
        let staff =
            people.make_link(Purpose::Invitation, &patient, (600_000, 100), &by, &mut Dice).await.unwrap();
        assert!(
            stage.out().get(&format!("/g/{staff}")).await.text.contains("no longer opens"),
            "for another purpose"
        );
        let mut forged = short.clone();
        forged.replace_range(0..1, if short.starts_with('A') { "B" } else { "A" });
        assert!(stage.out().get(&format!("/g/{forged}")).await.text.contains("no longer opens"), "forged");
        stage.later(61_000);
        assert!(stage.out().get(&format!("/g/{short}")).await.text.contains("no longer opens"), "over");

        // Who writes is who is signed in, whatever a form says.
        let nurse = stage.fresh(Role::Nurse).await;
        let director = stage.id(Role::Director).to_owned();
        let claims = [
            ("text", "signed as somebody else"),
            ("author", director.as_str()),
            ("practitioner", director.as_str()),
            ("role", "director"),
            ("roles", "owner"),
        ];
        assert_eq!(nurse.post(&format!("/patients/{patient}/notes"), &claims).await.status, 303);
        let entries = stage.record().patients().read(&patient, 0, Why::Audit, &by, &mut Dice).await.unwrap();
        assert_eq!(entries.last().unwrap().author, stage.id(Role::Nurse));
        for (address, fields) in [
            ("/people/new", &[("name", "Mallory"), ("roles", "owner")][..]),
            ("/people/orders", &[("services", "botulinum"), ("text", "as I like")]),
        ] {
            assert_eq!(nurse.post(address, fields).await.status, 403, "{address}");
        }
    }
}
