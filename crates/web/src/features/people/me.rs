//! One's own page: the password, passkeys, the app with codes, and where one is signed in.
use super::passkeys::{self, Key};
use super::{Pairs, error, said, token};
use crate::session::{self, Signed, Unproved, Visitor, passkey};
use crate::ui::{self, Entry, Field, Heading, Press, Table, Tone};
use crate::{House, Oops, Page, Shared};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chart::people::{Kind, KeyChange, Session, password};
use maud::{Markup, PreEscaped, html};
use vocab::verdict::State as Standing;

/// One's own page.
#[derive(Debug, Clone, Default)]
pub struct Me {
    name: String,
    roles: String,
    may: Vec<&'static str>,
    csrf: String,
    has_app: bool,
    codes_left: usize,
    /// Sessions: since when, last seen, from where, and whether it is this one.
    sessions: Vec<(String, String, String, bool)>,
    /// Passkeys, the oldest first.
    keys: Vec<Key>,
    /// The address to which passkeys are bound; empty where none is known.
    origin: String,
    /// What happened to the ways in: when, and what.
    events: Vec<(String, String)>,
    done: Option<&'static str>,
    /// Whether single keys are off in this browser.
    letters_off: bool,
    pub(super) errors: Vec<(&'static str, String)>,
}

/// What a browser calls itself, in words one knows again: `Firefox on Windows`. What is not known is told as it came, cut short.
fn browser(agent: &str) -> String {
    // The first that is found counts: newer browsers name older ones as well.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome", "Chrome"), ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "a Mac"), ("Linux", "Linux"),
    ];
    let found = |all: &[(&str, &'static str)]| all.iter().find(|(piece, _)| agent.contains(piece)).map(|(_, name)| *name);
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(name), Some(on)) => format!("{name} on {on}"),
        (Some(name), None) => name.to_owned(),
        (None, _) if agent.is_empty() => "a browser".to_owned(),
        (None, _) => agent.chars().take(AGENT_MAX).collect(),
    }
}

pub(super) async fn page(house: &House, signed: &Signed) -> Result<Me, Oops> {
    let people = house.kept()?.people();
    let credentials = people.credentials(&signed.practitioner).await?;
    let sessions = people.sessions(&signed.practitioner, house.now_ms()).await?;
    let zone = house.zone();
    let clock = |at: i64| crate::ui::moment(at, &zone);
    let row = |one: &Session| {
        let from = format!("{} {}", browser(&one.origin.agent), one.origin.address);
        (clock(one.made_at), clock(one.seen_at), from.trim().to_owned(), one.hash == signed.session)
    };
    let key = |one: &chart::people::Credential| Key {
        id: one.id.clone(),
        label: one.label.clone(),
        since: clock(one.made_at),
        used: if one.used_at == 0 { String::new() } else { clock(one.used_at) },
    };
    let may = vocab::Permission::ALL.iter().filter(|permission| signed.may(**permission));
    Ok(Me {
        name: signed.name.clone(),
        roles: super::list::in_words(&signed.roles),
        may: may.map(|permission| permission.line()).collect(),
        csrf: signed.csrf.clone(),
        has_app: credentials.iter().any(|one| one.kind == Kind::Code),
        codes_left: credentials.iter().filter(|one| one.kind == Kind::Recovery).count(),
        sessions: sessions.iter().map(row).collect(),
        keys: credentials.iter().filter(|one| one.kind == Kind::Passkey).map(key).collect(),
        origin: house.origin().unwrap_or_default().to_owned(),
        events: passkeys::events(house, &signed.practitioner).await?,
        ..Me::default()
    })
}

pub(super) async fn open(State(house): State<Shared>, signed: Signed, visitor: Visitor) -> Result<Response, Oops> {
    let page = page(&house, &signed).await?;
    Ok(house.show(&Me { letters_off: visitor.letters_off, ..page }))
}

/// Asks for the proof; `None` when it was given, the page with its error when not.
pub(super) async fn unproved(house: &House, signed: &Signed, pairs: &Pairs) -> Result<Option<String>, Oops> {
    match session::reauthenticated(house, signed, said(pairs, "proof")).await {
        Ok(()) => Ok(None),
        Err(Unproved::Wrong) => Ok(Some("This is not your password, nor a code that holds now.".to_owned())),
        Err(other) => other.beside_the_field().map(Some),
    }
}

pub(super) async fn new_password(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let people = house.kept()?.people();
    let mut page = page(&house, &signed).await?;
    let (new, again) = (said(&pairs, "password"), said(&pairs, "again"));
    if let Some(error) = password::weakness(new, &signed.name, "") {
        page.errors.push(("password", error));
    } else if new != again {
        page.errors.push(("again", "The two are not the same. Type it once more.".to_owned()));
    } else if let Some(error) = unproved(&house, &signed, &pairs).await? {
        page.errors.push(("proof", error));
    }
    if page.errors.is_empty() {
        let hash = session::hashed(&house, new).await?;
        let (who, now) = (signed.practitioner.as_str(), house.now_ms());
        people.keep_credential(who, (Kind::Password, ""), "", &hash, now).await?;
        people.end_others(who, &signed.session, now).await?;
        passkey::remember(&house, who, KeyChange::Password, "").await?;
        page.done = Some("The new password holds. Every other device was signed out.");
    }
    Ok(house.show(&page))
}

pub(super) async fn sign_out_others(State(house): State<Shared>, signed: Signed) -> Result<Response, Oops> {
    let people = house.kept()?.people();
    people.end_others(&signed.practitioner, &signed.session, house.now_ms()).await?;
    Ok(Redirect::to("/me").into_response())
}

/// Letters of an unknown browser that are shown.
const AGENT_MAX: usize = 60;

/// Setting up the app: the picture, and the first code as a proof that it was read.
#[derive(Debug, Clone, Default)]
pub struct App {
    csrf: String,
    secret: String,
    address: String,
    error: Option<String>,
    proof_error: Option<String>,
    /// The recovery codes, shown once.
    codes: Vec<String>,
}

impl App {
    fn for_(signed: &Signed, secret: String) -> Self {
        let address = password::code_address(&secret, "Serein", &signed.name);
        Self { csrf: signed.csrf.clone(), secret, address, ..Self::default() }
    }

    fn picture(&self) -> Markup {
        let drawn = qrcode::QrCode::new(self.address.as_bytes()).map(|code| {
            let svg = qrcode::render::svg::Color("#1f1a17");
            let (dark, light) = (svg, qrcode::render::svg::Color("#ffffff"));
            code.render().min_dimensions(220, 220).dark_color(dark).light_color(light).build()
        });
        let svg = drawn.unwrap_or_default();
        // The library begins with an XML head, which a page does not take.
        let bare = svg.find("<svg").and_then(|at| svg.get(at..)).unwrap_or_default();
        html! { div.qr role="img" aria-label="A picture for your app; the letters below say the same" { (PreEscaped(bare)) } }
    }
}

pub(super) async fn app(State(house): State<Shared>, signed: Signed) -> Response {
    house.show(&App::for_(&signed, password::code_secret(&mut *house.chance())))
}

pub(super) async fn keep_app(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    let (people, now) = (house.kept()?.people(), house.now_ms());
    let who = signed.practitioner.as_str();
    let mut page = App::for_(&signed, said(&pairs, "secret").chars().take(64).collect());
    let Some(step) = password::code_step(&page.secret, said(&pairs, "code"), now) else {
        page.error = Some("That is not the code that the app shows now. Look once more; the clock of the telephone must be right.".into());
        return Ok(house.show(&page));
    };
    if let Some(error) = unproved(&house, &signed, &pairs).await? {
        page.proof_error = Some(error);
        return Ok(house.show(&page));
    }
    people.keep_sealed(who, (Kind::Code, ""), "", &page.secret, now, &mut *house.chance()).await?;
    people.take_step(who, step).await?;
    page.codes = password::recovery_codes(&mut *house.chance());
    people.keep_recovery(who, &page.codes, now).await?;
    passkey::remember(&house, who, KeyChange::App, "").await?;
    Ok(house.show(&page))
}

pub(super) async fn drop_app(
    State(house): State<Shared>,
    signed: Signed,
    Form(pairs): Form<Pairs>,
) -> Result<Response, Oops> {
    if let Some(error) = unproved(&house, &signed, &pairs).await? {
        let mut page = page(&house, &signed).await?;
        page.errors.push(("app-proof", error));
        return Ok(house.show(&page));
    }
    let people = house.kept()?.people();
    people.drop_credential(&signed.practitioner, Kind::Code, "").await?;
    people.drop_credential(&signed.practitioner, Kind::Recovery, "").await?;
    passkey::remember(&house, &signed.practitioner, KeyChange::AppGone, "").await?;
    Ok(Redirect::to("/me").into_response())
}

impl Page for Me {
    fn samples() -> Vec<(&'static str, Self)> {
        let at = |text: &str| text.to_owned();
        let sessions = vec![
            (at("Wed 25 Nov 2026, 09:00"), at("Wed 25 Nov 2026, 11:20"), at("Firefox <on a tablet> 203.0.113.5"), true),
            (at("Wed 25 Nov 2026, 08:10"), at("Wed 25 Nov 2026, 08:40"), at("a browser"), false),
        ];
        let full = Self {
            name: "Imani <Clarke>".into(),
            roles: "Nurse".into(),
            may: vec!["Read a chart."],
            csrf: "x".into(),
            sessions,
            origin: "http://localhost:8462".into(),
            events: vec![(at("Wed 25 Nov 2026, 09:00"), at("Signed in by password from 203.0.113.5"))],
            ..Self::default()
        };
        let key = |id: &str, label: &str, used: &str| Key { id: id.repeat(64), label: at(label), since: at("Sun 1 Nov 2026, 10:00"), used: at(used) };
        let keys = vec![key("a", "My <telephone>", "Wed 25 Nov 2026, 09:00"), key("b", "The key on my ring", "")];
        let errors = vec![
            ("password", "At least 12 letters.".to_owned()),
            ("proof", "This is not your password, nor a code that holds now.".to_owned()),
        ];
        vec![
            ("ordinary", full.clone()),
            ("with-passkeys", Self { keys: keys.clone(), ..full.clone() }),
            ("passkey-refused", Self { keys, errors: vec![("passkey", "That question to your passkey is over.".to_owned())], ..full.clone() }),
            ("keys-off", Self { letters_off: true, ..full.clone() }),
            ("with-app", Self { has_app: true, codes_left: 2, ..full.clone() }),
            ("wrong", Self { errors, ..full.clone() }),
            ("done", Self { done: Some("The new password holds."), ..full }),
        ]
    }

    fn title(&self) -> String {
        self.name.clone()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/me")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let secret = |name, label: &str, what| Field::new(name, label, Entry::Secret(what)).error(error(&self.errors, name));
        let password = html! {
            form.form.narrow method="post" action="/me/password" {
                (token(&self.csrf))
                (secret("password", "New password", "new-password").hint(&format!("At least {} letters; a few words in a row are best.", password::PASSWORD_MIN)))
                (secret("again", "The new password once more", "new-password"))
                (secret("proof", "Your old password, or a code of your app", "current-password"))
                (ui::submit("Change the password", Press::Second))
            }
        };
        html! {
            (Heading::new(&self.name).eyebrow(&self.roles))
            @if let Some(done) = self.done { (ui::notice(Tone::from(Standing::Clear), "Done", &html! { (done) })) }
            (ui::section("password-part", "Password", "", &password))
            (ui::section("passkeys", "Passkeys", "", &passkeys::section(&self.keys, &self.origin, &self.csrf, &self.errors)))
            (ui::section("app-part", "App with codes", "a second proof, for a lost or guessed password", &self.app()))
            (ui::section("sessions", "Where you are signed in", "", &self.where_()))
            (ui::section("keys", "Single keys", "letters that do something by themselves", &super::letters::section(&self.csrf, self.letters_off)))
            (ui::section("calendar", "Your calendar elsewhere", "", &html! {
                p { "Your visits in the calendar of your telephone or office." }
                (ui::button_link("/calendar/feed", "Set it up", Press::Second))
            }))
            (ui::section("events", "What happened to your ways in", "tell the owner if something here was not you", &passkeys::events_table(&self.events)))
            details.disclose id="rights" {
                summary { "What you may do here" span."muted small" { "it follows from your roles" } }
                div.inside { ul.plain { @for line in &self.may { li { (line) } } } }
            }
        }
    }
}

impl Me {
    fn app(&self) -> Markup {
        html! {
            @if self.has_app {
                p { "Set up. " (self.codes_left) " recovery codes are left." }
                form.form.narrow method="post" action="/me/app/off" {
                    (token(&self.csrf))
                    (Field::new("proof", "Your password, or a code of the app", Entry::Secret("current-password")).id("app-proof").error(error(&self.errors, "app-proof")))
                    (ui::submit("Take the app away", Press::Quiet))
                }
            } @else { p { "Not set up." } }
            (ui::button_link("/me/app", if self.has_app { "Set up another telephone" } else { "Set up the app" }, Press::Second))
        }
    }

    fn where_(&self) -> Markup {
        let table = self.sessions.iter().fold(
            Table::new("Sessions, the last used first").column("Since").column("Last seen").column("From"),
            |table, (since, seen, from, this)| {
                let from = html! { (from) @if *this { " " (ui::chip(Tone::Plain, "this one")) } };
                table.row(vec![html! { (since) }, html! { (seen) }, from])
            },
        );
        html! {
            (table)
            @if self.sessions.len() > 1 {
                form method="post" action="/me/others" { (token(&self.csrf)) (ui::submit("Sign out everywhere else", Press::Second)) }
            }
        }
    }
}

impl Page for App {
    fn samples() -> Vec<(&'static str, Self)> {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned();
        let address = password::code_address(&secret, "Serein", "Imani <Clarke>");
        let bare = Self { csrf: "x".into(), secret, address, ..Self::default() };
        let error = Some("That is not the code that the app shows now.".to_owned());
        vec![
            ("ordinary", bare.clone()),
            ("wrong", Self { error, ..bare.clone() }),
            ("done", Self { codes: vec!["abcde-fghjk".into(), "mnpqr-stuvw".into()], ..bare }),
        ]
    }

    fn title(&self) -> String {
        "The app with codes".into()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/me")
    }

    fn status(&self) -> StatusCode {
        if self.error.is_none() && self.proof_error.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        if !self.codes.is_empty() {
            return html! {
                (Heading::new("The app is set up").lead("Keep these recovery codes where the telephone is not: each opens once, if it is lost. They are shown only now."))
                ul.codes { @for code in &self.codes { li { code { (code) } } } }
                div.form-end { (ui::print_button("Print")) (ui::button_link("/me", "Done", Press::Primary)) }
            };
        }
        html! {
            (ui::breadcrumbs(&[("Your page", "/me")], "The app"))
            (Heading::new("Read the picture with your app").lead("Any app for one-time codes will do. Then type the six digits that it shows."))
            (self.picture())
            p { "Or type these letters into the app: " code.secret-letters { (self.secret) } }
            form.form.narrow method="post" action="/me/app" {
                (token(&self.csrf))
                input type="hidden" name="secret" value=(self.secret);
                (Field::new("code", "The six digits", Entry::Text).error(self.error.as_deref()))
                (Field::new("proof", "Your password", Entry::Secret("current-password")).error(self.proof_error.as_deref()))
                (ui::submit("Set it up", Press::Primary))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_told_in_words_one_knows_again() {
        for (agent, want) in [
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome on Linux"),
            ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1", "Safari on an iPhone"),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "a browser"),
        ] {
            assert_eq!(browser(agent), want);
        }
    }
}
