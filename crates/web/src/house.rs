//! What the pages may ask for: the state behind the routes.
use crate::page::{self, Page};
use crate::post::Post;
use crate::record::Record;
use crate::session::Signed;
use axum::response::{IntoResponse, Response};
use chart::Chance;
use chart::register::By;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use std::sync::{Arc, OnceLock};
use vocab::Day;

/// The state as handlers receive it: `State(house): State<Shared>`.
pub type Shared = Arc<House>;

/// Everything a page needs that is not in the request. Built once by the binary.
#[derive(Debug, Default)]
pub struct House {
    version: &'static str,
    demo: bool,
    examples: Vec<Example>,
    people: Vec<DemoPerson>,
    clock: Option<fn() -> i64>,
    chance: Option<fn() -> Box<dyn Chance>>,
    zone: Option<TimeZone>,
    record: Option<Record>,
    public: Option<String>,
    origin: Option<String>,
    behind_proxy: bool,
    line: Option<String>,
    post: Option<Post>,
    address: Option<String>,
}

/// Somebody of the demonstration, whom a link signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// What they are, in words.
    pub role: String,
    /// Full name.
    pub name: String,
    /// The secret of the link.
    pub secret: String,
}

static KNOWLEDGE: OnceLock<&'static Knowledge> = OnceLock::new();

/// The knowledge that the pages stand on: the clinic's, or the shipped one.
pub(crate) fn knowledge() -> Option<&'static Knowledge> {
    KNOWLEDGE.get().copied().or_else(|| Knowledge::shipped().ok())
}

/// An example case that the home page offers as a way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// A sentence a person would say.
    pub title: String,
    /// What makes the case worth opening.
    pub line: String,
    /// Where it opens.
    pub href: String,
}

impl House {
    /// A house that serves this version of the program.
    #[must_use]
    pub fn new(version: &'static str) -> Self {
        Self { version, ..Self::default() }
    }

    /// With the invented people of the demonstration; every page then says so.
    #[must_use]
    pub fn with_demo(mut self) -> Self {
        self.demo = true;
        self
    }

    /// With the example cases that the home page offers.
    #[must_use]
    pub fn with_examples(mut self, examples: Vec<Example>) -> Self {
        self.examples = examples;
        self
    }

    /// With the clock of the binary: milliseconds since 1970, asked anew for every page.
    #[must_use]
    pub fn with_clock(mut self, clock: fn() -> i64) -> Self {
        self.clock = Some(clock);
        self
    }

    /// With the time zone of the site; UTC where none is named.
    #[must_use]
    pub fn with_zone(mut self, zone: TimeZone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// With a record, and the chance that seals what is written into it. A record needs [`House::with_clock`] as well.
    #[must_use]
    pub fn with_record(mut self, record: Record, chance: fn() -> Box<dyn Chance>) -> Self {
        self.record = Some(record);
        self.chance = Some(chance);
        self
    }

    /// With the address under which the world knows this house, such as `https://harbour.example`: forms are accepted
    /// from there only, and under `https` the cookies are bound to it.
    #[must_use]
    pub fn with_public(mut self, public: &str) -> Self {
        self.public = Some(public.trim_end_matches('/').to_owned());
        self
    }

    /// With the address to which passkeys are bound where no public one is named: `http://localhost:8462` for a house that
    /// only this machine reaches. A name, never a number: browsers ask no passkey for a numbered address.
    #[must_use]
    pub fn with_origin(mut self, origin: &str) -> Self {
        self.origin = Some(origin.trim_end_matches('/').to_owned());
        self
    }

    /// Behind a proxy that writes the address of whoever asks into `X-Forwarded-For`.
    #[must_use]
    pub fn behind_proxy(mut self) -> Self {
        self.behind_proxy = true;
        self
    }

    /// With the telephone number that a guest reaches day and night.
    #[must_use]
    pub fn with_line(mut self, number: &str) -> Self {
        self.line = Some(number.trim().to_owned()).filter(|number| !number.is_empty());
        self
    }

    /// The telephone number that a guest reaches day and night; `None` = nobody named one, and no page invents it.
    #[must_use]
    pub fn line(&self) -> Option<&str> {
        self.line.as_deref()
    }

    /// With couriers that carry messages to guests. Without them what should be written waits in the outbox.
    #[must_use]
    pub fn with_post(mut self, post: Post) -> Self {
        self.post = Some(post);
        self
    }

    /// With the address at which it listens, for links in messages where no public one was named.
    #[must_use]
    pub fn with_address(mut self, address: &str) -> Self {
        self.address = Some(address.trim_end_matches('/').to_owned());
        self
    }

    /// Where a guest finds the pages: the public address, else the one at which the house listens.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.public.as_deref().or(self.address.as_deref())
    }

    /// The couriers; `None` = nothing is carried anywhere.
    #[must_use]
    pub const fn post(&self) -> Option<&Post> {
        self.post.as_ref()
    }

    /// With people of the demonstration, whom one may be at a press.
    #[must_use]
    pub fn with_people(mut self, people: Vec<DemoPerson>) -> Self {
        self.people = people;
        self
    }

    /// With the knowledge of this clinic instead of the shipped one. The gate of the pages is made
    /// ready once per process, so the first house that names its knowledge decides.
    #[must_use]
    pub fn with_knowledge(self, knowledge: &'static Knowledge) -> Self {
        // Another house was first: both serve the same clinic, one process being one clinic.
        let _ = KNOWLEDGE.set(knowledge);
        self
    }

    /// The day on which a page is asked, in the time zone of the site; `None` in a house without a clock.
    #[must_use]
    pub fn today(&self) -> Option<Day> {
        let now = Timestamp::from_millisecond(self.clock?()).ok()?;
        Some(Day::from_date(self.zone().to_datetime(now).date()))
    }

    /// The moment at which a page is asked, milliseconds since 1970; 0 in a house without a clock, which has no record
    /// to write into.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.clock.map_or(0, |clock| clock())
    }

    /// The time zone of the site.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// The record; `None` in a house that only shows what needs none. Behind [`crate::access::Needs::Signed`] and
    /// [`crate::access::Needs::May`] there always is one.
    #[must_use]
    pub const fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// The record, for handlers that cannot do without.
    ///
    /// # Errors
    /// This house keeps none.
    pub fn kept(&self) -> Result<&Record, crate::Oops> {
        self.record.as_ref().ok_or(crate::Oops::NoRecord)
    }

    /// Who does something now: the author of what is written.
    #[must_use]
    pub fn by(&self, signed: &Signed) -> By {
        By { author: signed.practitioner.clone(), at: self.now_ms() }
    }

    /// Fresh chance for ids and seals. A house without a record has nothing to seal and gives zeros.
    #[must_use]
    pub fn chance(&self) -> Box<dyn Chance> {
        struct Nothing;
        impl Chance for Nothing {
            fn fill(&mut self, bytes: &mut [u8]) {
                bytes.fill(0);
            }
        }
        self.chance.map_or_else(|| Box::new(Nothing) as Box<dyn Chance>, |chance| chance())
    }

    /// The address under which the world knows this house, if it was told.
    #[must_use]
    pub fn public(&self) -> Option<&str> {
        self.public.as_deref()
    }

    /// The address to which passkeys are bound: the public one, else the one of this machine.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.public.as_deref().or(self.origin.as_deref())
    }

    /// Whether browsers reach this house under TLS.
    #[must_use]
    pub fn is_under_tls(&self) -> bool {
        self.public.as_deref().is_some_and(|public| public.starts_with("https://"))
    }

    /// Whether a proxy stands before the pages.
    #[must_use]
    pub const fn is_behind_proxy(&self) -> bool {
        self.behind_proxy
    }

    /// The people of the demonstration, whom one may be at a press.
    #[must_use]
    pub fn people(&self) -> &[DemoPerson] {
        &self.people
    }

    /// The version of the program, as the footer shows it.
    #[must_use]
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Whether the people shown are invented.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// The example cases for the home page.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// The page as a response: the last of a handler's four lines. The frame is put around it at the edge, where it is
    /// known who asked.
    pub fn show(&self, page: &impl Page) -> Response {
        let mut response = page.status().into_response();
        response.extensions_mut().insert(page::Framed::of(page));
        response
    }

    /// The page as a response to somebody who is signed in. The frame is put around it where everything about the visitor is
    /// known, also what their browser remembers.
    pub fn show_to(&self, _signed: &Signed, page: &impl Page) -> Response {
        self.show(page)
    }
}
