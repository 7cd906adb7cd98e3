//! A house for tests: a record in memory, one person per role, and a browser for each.
use crate::session::Signed;
use crate::{House, Record, Shared};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use chart::entry::Identity;
use chart::message::{Outcome, Way};
use chart::people::{Kind, Licence, LicenceKind, Origin, PeopleEvent, Span, password, token_hash};
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use courier::{Carried, Courier, Parcel};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use tower::ServiceExt as _;
use vocab::Role;

/// Code of the site.
pub(crate) const SITE: &str = "harbour";
/// 24 November 2026, nine in the morning in UTC.
pub(crate) const NOW: i64 = 20_781 * 86_400_000 + 9 * 3_600_000;

/// The address to which passkeys are bound.
pub(crate) const ORIGIN: &str = "http://localhost:8462";

/// The password of everybody.
pub(crate) const PASSWORD: &str = "harbour seagull lantern";

/// Its hash, made once: it is slow on purpose.
static HASH: LazyLock<String> = LazyLock::new(|| password::hash(PASSWORD, &mut Dice).unwrap());

/// Chance that a test can repeat, never for a real record.
pub(crate) struct Dice;

static SEED: AtomicU64 = AtomicU64::new(1);

impl Chance for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let n = SEED.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let mixed = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *byte = (mixed ^ (mixed >> 27)).to_be_bytes().first().copied().unwrap();
        }
    }
}

thread_local! {
    /// Milliseconds that the clock of this thread stands after [`NOW`].
    static LATER: AtomicI64 = const { AtomicI64::new(0) };
}

/// What whoever has this role can show: a licence of the whole country, without an end.
fn licences(practitioner: &str, role: Role) -> Vec<PeopleEvent> {
    let kinds: &[LicenceKind] = match role {
        Role::Owner | Role::Desk => &[],
        Role::Director => &[LicenceKind::Physician],
        Role::Prescriber => &[LicenceKind::NursePractitioner],
        Role::Nurse => &[LicenceKind::RegisteredNurse],
        Role::Aesthetician => &[LicenceKind::Aesthetician],
        Role::Therapist => &[LicenceKind::Aesthetician, LicenceKind::Massage],
    };
    let licence = |kind: &LicenceKind| Licence {
        id: format!("{practitioner}-{kind}"),
        kind: *kind,
        number: "0001".to_owned(),
        jurisdiction: "US".to_owned(),
        span: Span { from: "2020-01-01".parse().unwrap(), to: None },
    };
    let told = |kind| PeopleEvent::Licensed { practitioner: practitioner.to_owned(), licence: licence(kind) };
    kinds.iter().map(told).collect()
}

/// A record in memory.
pub(crate) async fn memory() -> Store {
    Store::open("sqlite::memory:").await.unwrap()
}

/// A fresh record on each engine that is there: `SQLite` always, `PostgreSQL` when `SEREIN_TEST_POSTGRES` names a server. `name`
/// begins with a letter and is the test's own.
pub(crate) async fn engines(name: &str) -> Vec<Store> {
    let mut stores = vec![memory().await];
    if let Ok(server) = std::env::var("SEREIN_TEST_POSTGRES") {
        let schema = format!("{name}_{}", std::process::id());
        sqlx::any::install_default_drivers();
        let admin = sqlx::AnyPool::connect(&server).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&admin).await.unwrap();
        admin.close().await;
        stores.push(Store::open(&format!("{server}?options=-csearch_path%3D{schema}")).await.unwrap());
    }
    stores
}

/// A courier that remembers what it was given, and says what it is told to say.
#[derive(Debug, Clone)]
pub(crate) struct Remembers {
    pub(crate) says: Outcome,
    pub(crate) idempotent: bool,
    pub(crate) given: Arc<Mutex<Vec<Parcel>>>,
}

impl Default for Remembers {
    fn default() -> Self {
        Self { says: Outcome::Sent, idempotent: false, given: Arc::default() }
    }
}

impl Courier for Remembers {
    fn ways(&self) -> &[Way] {
        &[Way::Email]
    }

    fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    fn carry<'a>(&'a self, parcel: &'a Parcel) -> Carried<'a> {
        self.given.lock().unwrap().push(parcel.clone());
        let says = self.says;
        Box::pin(async move { says })
    }
}

/// An answer as a browser sees it.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) status: u16,
    /// Where it leads; empty where it leads nowhere.
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) headers: HeaderMap,
}

/// The house and its people.
pub(crate) struct Stage {
    pub(crate) house: Shared,
    /// Its routes, laid once: a request lays none.
    routes: axum::Router,
    people: BTreeMap<Role, (String, String)>,
}

/// A browser: signed in or not.
pub(crate) struct Browser<'s> {
    stage: &'s Stage,
    /// The secret of its session; none where nobody is signed in.
    pub(crate) secret: Option<String>,
    /// Whether the secret is that of a guest's link.
    guest: bool,
}

impl Stage {
    /// A fresh house; every role is somebody, and signed in.
    pub(crate) async fn new() -> Self {
        Self::on(memory().await).await
    }

    /// The same in a record of one's own.
    pub(crate) async fn on(store: Store) -> Self {
        Self::with(store, Role::ALL).await
    }

    /// A fresh house in which nobody works yet.
    pub(crate) async fn empty() -> Self {
        Self::with(memory().await, &[]).await
    }

    async fn with(store: Store, roles: &[Role]) -> Self {
        LATER.with(|later| later.store(0, Ordering::Relaxed));
        let key = SiteKey::draw(&mut Dice);
        let by = By { author: "stage".to_owned(), at: NOW - 86_400_000 };
        store.open_site(&key, SITE, "Harbour House", &by, &mut Dice).await.unwrap();
        let record = Record::new(store, key, SITE);
        let mut people = BTreeMap::new();
        for role in roles {
            let id = chart::book::new_id(by.at, &mut Dice);
            let event = PeopleEvent::Joined {
                practitioner: id.clone(),
                name: format!("{} Test", role.title()),
                email: format!("{role}@harbour.example"),
                roles: BTreeSet::from([*role]),
            };
            let events: Vec<PeopleEvent> = std::iter::once(event).chain(licences(&id, *role)).collect();
            record.people().tell(None, &events, &by, &mut Dice).await.unwrap();
            record.people().keep_credential(&id, (Kind::Password, ""), "", &HASH, by.at).await.unwrap();
            let secret = record.people().open_session(&id, &Origin::default(), NOW, &mut Dice).await.unwrap();
            people.insert(*role, (id, secret));
        }
        let house = House::new("0")
            .with_demo()
            .with_origin(ORIGIN)
            .with_clock(|| NOW + LATER.with(|later| later.load(Ordering::Relaxed)))
            .with_record(record, || Box::new(Dice));
        let house = Arc::new(house);
        Self { routes: crate::shared_router(&house), house, people }
    }

    /// Another process of the same house: its record, its clock, and a post.
    pub(crate) fn another(&self, post: crate::post::Post) -> Shared {
        let record = self.record();
        let record = Record::new(record.store.clone(), record.key.clone(), SITE);
        let house = House::new("0")
            .with_demo()
            .with_clock(|| NOW + LATER.with(|later| later.load(Ordering::Relaxed)))
            .with_record(record, || Box::new(Dice))
            .with_address("http://house.example")
            .with_post(post);
        Arc::new(house)
    }

    /// A browser in which nobody is signed in, at another process of the same house.
    pub(crate) async fn at(&self, house: &Shared, request: Request<Body>) -> Told {
        told(crate::shared_router(house).oneshot(request).await.unwrap()).await
    }

    /// Moves the clock of this test on, by milliseconds.
    #[expect(clippy::unused_self, reason = "it is the clock of this house, though it hangs in the thread")]
    pub(crate) fn later(&self, ms: i64) {
        LATER.with(|later| later.fetch_add(ms, Ordering::Relaxed));
    }

    /// The record.
    pub(crate) fn record(&self) -> &Record {
        self.house.record().unwrap()
    }

    /// The id of whoever has this role.
    pub(crate) fn id(&self, role: Role) -> &str {
        &self.people[&role].0
    }

    /// Whoever has this role, as a handler receives it.
    pub(crate) fn signed(&self, role: Role) -> Signed {
        let (id, secret) = &self.people[&role];
        Signed {
            practitioner: id.clone(),
            name: format!("{} Test", role.title()),
            roles: BTreeSet::from([role]),
            csrf: token_hash("csrf", secret),
            session: token_hash("session", secret),
            proved_at: NOW,
            wide_patient: None,
        }
    }

    /// The browser of whoever has this role.
    pub(crate) fn as_(&self, role: Role) -> Browser<'_> {
        Browser { stage: self, secret: Some(self.people[&role].1.clone()), guest: false }
    }

    /// A browser of its own for whoever has this role, with a session that began just now.
    pub(crate) async fn fresh(&self, role: Role) -> Browser<'_> {
        let (people, now) = (self.record().people(), self.house.now_ms());
        let secret = people.open_session(self.id(role), &Origin::default(), now, &mut Dice).await.unwrap();
        Browser { stage: self, secret: Some(secret), guest: false }
    }

    /// A browser that claims a session.
    pub(crate) fn with_secret(&self, secret: &str) -> Browser<'_> {
        Browser { stage: self, secret: Some(secret.to_owned()), guest: false }
    }

    /// The browser of a guest who holds this link.
    pub(crate) fn with_guest(&self, secret: &str) -> Browser<'_> {
        Browser { stage: self, secret: Some(secret.to_owned()), guest: true }
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn out(&self) -> Browser<'_> {
        Browser { stage: self, secret: None, guest: false }
    }

    /// A consent of a patient to a treatment, signed three weeks ago as a person signs.
    pub(crate) async fn consented(&self, patient: &str, treatment: &str) {
        use chart::consent::{Act, Consent, Form, LANGUAGE, Pen, Shelf, Text};
        let record = self.record();
        let by = By { author: self.id(Role::Nurse).to_owned(), at: NOW - 21 * 86_400_000 };
        let on = self.house.today().unwrap().plus(-21);
        let text = Text::of(crate::house::knowledge().unwrap(), treatment, LANGUAGE).unwrap();
        Shelf::new(&record.store, &record.site).keep(&text, &by).await.unwrap();
        let patients = record.patients();
        let entries = patients.read(patient, 0, chart::patient::Why::Care, &by, &mut Dice).await.unwrap();
        let identity = chart::fold::Chart::of(&entries).identity().unwrap();
        let form = Form::present(&text, &identity, on).unwrap();
        let meaning = Some(form.meaning());
        let right = text.questions.iter().map(|q| (q.key.clone(), q.right)).collect();
        let pen = Pen {
            text_hash: text.hash(),
            name: identity.name.clone(),
            meaning,
            at: by.at,
            on: Some(on),
            explained_by: by.author.clone(),
            ..Pen::default()
        };
        let signed = form.answer(&right).unwrap().sign(&pen).unwrap();
        let consent = Consent { service: treatment.to_owned(), act: Act::Signed(Box::new(signed)) };
        let body = chart::entry::Body::Consent(consent);
        let id = chart::book::new_id(by.at, &mut Dice);
        let new = chart::patient::NewEntry { id, happened_at: by.at, body, amends: None };
        patients.record(patient, None, &[new], &by, &mut Dice).await.unwrap();
    }

    /// A registered patient of this name, born on 12 April 1990.
    pub(crate) async fn patient(&self, name: &str) -> String {
        let identity =
            Identity { name: name.to_owned(), born: "1990-04-12".parse().ok(), ..Identity::default() };
        let by = By { author: self.id(Role::Nurse).to_owned(), at: self.house.now_ms() };
        self.record().patients().register(&identity, &by, &mut Dice).await.unwrap()
    }
}

impl Browser<'_> {
    /// The token of the session.
    pub(crate) fn csrf(&self) -> String {
        self.secret.as_ref().map(|secret| token_hash("csrf", secret)).unwrap_or_default()
    }

    /// Opens an address.
    pub(crate) async fn get(&self, address: &str) -> Told {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// Sends a form; the token of the session is added.
    pub(crate) async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Told {
        let token = self.csrf();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(address, &all).await
    }

    /// Sends a form as it is.
    pub(crate) async fn post_bare(&self, address: &str, fields: &[(&str, &str)]) -> Told {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| {
                format!("{}={}", crate::session::quoted(name), crate::session::quoted(value))
            })
            .collect();
        let request =
            Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Sends any request, with the cookie of this browser.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Told {
        if let Some(secret) = &self.secret {
            let name = if self.guest { "serein-guest" } else { "serein" };
            let cookie = format!("{name}={secret}").parse().unwrap();
            request.headers_mut().append(header::COOKIE, cookie);
        }
        told(self.stage.routes.clone().oneshot(request).await.unwrap()).await
    }
}

async fn told(answer: axum::response::Response) -> Told {
    let (head, body) = answer.into_parts();
    let text = String::from_utf8_lossy(&to_bytes(body, 8 << 20).await.unwrap()).into_owned();
    let to = head.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
    Told { status: head.status.as_u16(), to: to.unwrap_or_default(), text, headers: head.headers }
}
