//! One round of deliveries: what is due is taken, written from what is true now, and handed over.
use super::scene::{Sender, Told, When};
use super::words::Says;
use super::{AUTHOR, Post, html, stop_path};
use crate::House;
use crate::house::knowledge;
use chart::ChartError;
use chart::booking::{Bookings, Service, Status, Visit, clock};
use chart::contact::reach;
use chart::message::{
    Claimed, KINDS, Kind, Letter, Message, News, Outbox, Outcome, Settings, Standing, Telling, Way, Why,
};
use chart::register::By;
use courier::Parcel;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

/// A message that could not be written because another one was under way is looked at again after this, milliseconds.
const AGAIN_MS: i64 = 30_000;
/// So long after a message about a visit its reminder says nothing new, milliseconds: a day.
const LATELY_MS: i64 = 86_400_000;

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Messages that were taken.
    pub taken: usize,
    /// Messages that went.
    pub sent: usize,
    /// Messages about which something failed in the record itself; their lease ends, and they are taken again.
    pub failed: usize,
}

/// Takes what is due and delivers it; a round that took something is followed by another.
///
/// # Errors
/// The outbox cannot be read.
pub async fn turn(house: &Arc<House>) -> Result<Round, ChartError> {
    let (Some(record), Some(_)) = (house.record(), house.post()) else { return Ok(Round::default()) };
    let outbox = Outbox::new(&record.store, &record.key, &record.site);
    let claimed = outbox.claim(house.now_ms(), &mut *house.chance()).await?;
    let mut round = Round { taken: claimed.len(), ..Round::default() };
    let mut under_way = JoinSet::new();
    for one in claimed {
        let house = house.clone();
        under_way.spawn(async move { delivered(&house, &one).await });
    }
    while let Some(done) = under_way.join_next().await {
        match done {
            Ok(Ok(Some(Standing::Sent))) => round.sent += 1,
            Ok(Ok(_)) => {}
            Ok(Err(_)) | Err(_) => round.failed += 1,
        }
    }
    Ok(round)
}

/// What one delivery needs at hand.
pub(super) struct Desk<'a> {
    pub(super) house: &'a House,
    post: &'a Post,
    outbox: Outbox<'a>,
    pub(super) bookings: Bookings<'a>,
    pub(super) settings: Settings,
    pub(super) now: i64,
}

/// Delivers one message; how it stands then, or `None` where it waits.
async fn delivered(house: &House, claimed: &Claimed) -> Result<Option<Standing>, ChartError> {
    let (Some(record), Some(post)) = (house.record(), house.post()) else { return Ok(None) };
    let outbox = Outbox::new(&record.store, &record.key, &record.site);
    let bookings = Bookings::in_zone(&record.store, &record.key, &record.site, &house.zone())?;
    let settings = outbox.settings().await?;
    let desk = Desk { house, post, outbox, bookings, settings, now: house.now_ms() };
    if let Some(letter) = &claimed.unsure {
        return desk.resumed(claimed, letter).await.map(Some);
    }
    let message = &claimed.message;
    if KINDS.contains(&message.kind) && record.patients().part_of(&message.patient).await?.is_some() {
        // Joined since it was wished for: what there is to say a sweep says once, under the chart that was kept.
        let by = By { author: AUTHOR.to_owned(), at: desk.now };
        desk.outbox.withdraw(&message.id, Why::Over, &by).await?;
        return Ok(Some(Standing::Cancelled));
    }
    match desk.written(claimed).await? {
        Written::Not(why) => {
            desk.outbox.suppress(claimed, why, desk.now).await?;
            Ok(Some(Standing::Suppressed))
        }
        Written::Later(at) => {
            desk.outbox.later(claimed, at, desk.now).await?;
            Ok(None)
        }
        Written::Letter(kind, letter, knew) => desk.handed_over(claimed, kind, &letter, &knew).await,
    }
}

/// What came of writing.
enum Written {
    /// It is not sent, and why.
    Not(Why),
    /// Not now.
    Later(i64),
    /// The letter, what it is, and what the guest knew when it was written.
    Letter(Kind, Letter, Vec<Telling>),
}

impl Desk<'_> {
    /// A letter that was in the hand of a process that ended.
    async fn resumed(&self, claimed: &Claimed, letter: &Letter) -> Result<Standing, ChartError> {
        let outcome = match self.post.by(letter.way) {
            // It knows the message again, so that a second try is no second message.
            Some(courier) if courier.is_idempotent() => courier.carry(&self.parcel(claimed, letter)).await,
            Some(_) | None => Outcome::Unsure,
        };
        self.outbox.handed_over(claimed, letter, outcome, self.house.now_ms()).await
    }

    async fn handed_over(
        &self,
        claimed: &Claimed,
        kind: Kind,
        letter: &Letter,
        knew: &[Telling],
    ) -> Result<Option<Standing>, ChartError> {
        let Some(courier) = self.post.by(letter.way) else { return Ok(None) };
        let ours =
            self.outbox.written(claimed, kind, letter, knew, self.now, &mut *self.house.chance()).await?;
        if !ours {
            self.outbox.later(claimed, self.now + AGAIN_MS, self.now).await?;
            return Ok(None);
        }
        let outcome = courier.carry(&self.parcel(claimed, letter)).await;
        self.outbox.handed_over(claimed, letter, outcome, self.house.now_ms()).await.map(Some)
    }

    fn parcel(&self, claimed: &Claimed, letter: &Letter) -> Parcel {
        let record_site = self.house.record().map_or("", |record| record.site.as_str());
        Parcel {
            id: claimed.message.id.clone(),
            key: Parcel::key_of(record_site, &claimed.message.id),
            letter: letter.clone(),
            html: if letter.way == Way::Email {
                html::of(&letter.language, &letter.text)
            } else {
                String::new()
            },
            from_name: name(),
            reply_to: self.settings.reply_to.clone(),
            stop: self.stop(&claimed.message.patient),
            at: self.now,
        }
    }

    pub(super) fn stop(&self, patient: &str) -> String {
        match (self.house.address(), self.house.record()) {
            (Some(public), Some(record)) => format!("{public}{}", stop_path(record, patient)),
            _ => String::new(),
        }
    }

    /// Writes a message from what is true now: first whether there is anything to say, then whether it may be said, then when.
    async fn written(&self, claimed: &Claimed) -> Result<Written, ChartError> {
        let message = &claimed.message;
        let Some(record) = self.house.record() else { return Ok(Written::Not(Why::Over)) };
        if message.expires <= self.now {
            return Ok(Written::Not(Why::TooLate));
        }
        let patients = record.patients();
        let chart = patients.for_the_house(&message.patient).await?;
        let identity = chart.identity().unwrap_or_default();
        // Somebody with two charts is told of the visits of both at once.
        let visits = self.bookings.of_person(&message.patient).await?;
        let knew = self.outbox.told(&message.patient).await?;
        let (says, tells) = match self.says(claimed, &visits, &knew).await? {
            Ok(said) => said,
            Err(why) => return Ok(Written::Not(why)),
        };
        let kind = says.kind();
        let (way, to) = match reach(&identity, chart.contact(), kind, &self.post.ways()) {
            Ok(found) => found,
            Err(why) => return Ok(Written::Not(why)),
        };
        if kind.keeps_quiet_hours() {
            let open = self.settings.quiet.next_open(&self.house.zone(), self.now);
            if open >= message.expires {
                return Ok(Written::Not(Why::TooLate));
            }
            if open > self.now {
                return Ok(Written::Later(open));
            }
        }
        let says = self.with_link(says, message, &chart).await?;
        let mut letter = self.letter(&says, &identity, chart.contact(), (way, to, tells), claimed);
        if way == Way::Email {
            letter.attached.extend(self.for_calendars(&letter, &identity, &visits)?);
        }
        Ok(Written::Letter(kind, letter, knew))
    }

    /// What a message says, and what the guest knows afterwards; or why there is nothing to say.
    async fn says(
        &self,
        claimed: &Claimed,
        visits: &[Visit],
        knew: &[Telling],
    ) -> Result<Result<(Says, Vec<Telling>), Why>, ChartError> {
        let message = &claimed.message;
        let services: BTreeMap<String, Service> = self
            .bookings
            .services()
            .await?
            .into_iter()
            .map(|service| (service.key.clone(), service))
            .collect();
        let about = || visits.iter().find(|visit| visit.id == message.about);
        let link =
            |path: &str| self.house.address().map(|public| format!("{public}{path}")).unwrap_or_default();
        let says = match message.kind {
            Kind::Confirmation | Kind::Change | Kind::Cancellation => {
                let news = News::of(knew, visits, self.bookings.wall(), self.now);
                if news.is_empty() {
                    return Ok(Err(Why::NothingNew));
                }
                let tells = news.iter().map(News::telling).collect();
                return Ok(Ok((visits_of(&news, &services), tells)));
            }
            Kind::Reminder | Kind::Soon => match self.reminder(message, visits, &services).await? {
                Ok(says) => says,
                Err(why) => return Ok(Err(why)),
            },
            Kind::Consent => {
                let next = visits.iter().find(|visit| {
                    visit.body.treatment == message.about
                        && visit.status.is_open()
                        && message.id.ends_with(&visit.slot.day.to_string())
                });
                let Some(next) = next else { return Ok(Err(Why::Over)) };
                Says::Consent { visit: next.slot.day, title: title(&message.about), link: String::new() }
            }
            Kind::Aftercare => {
                // Without an address of the house there is nowhere to say it. The link is made when the letter is about to go.
                if self.house.address().is_none() {
                    return Ok(Err(Why::NoCourier));
                }
                Says::Aftercare { link: String::new() }
            }
            Kind::Hold | Kind::Offer => match self.held(message, about(), &services) {
                Ok(says) => says,
                Err(why) => return Ok(Err(why)),
            },
            Kind::Recall => {
                let treatment = message.about.split('/').next().unwrap_or_default();
                Says::Recall { title: title(treatment), link: link("/book") }
            }
        };
        Ok(Ok((says, Vec::new())))
    }

    /// The visits of the day that is near, unless there are none any more or the guest was told within a day.
    async fn reminder(
        &self,
        message: &Message,
        visits: &[Visit],
        services: &BTreeMap<String, Service>,
    ) -> Result<Result<Says, Why>, ChartError> {
        let day = visits.iter().find(|visit| visit.id == message.about).map(|visit| visit.slot.day);
        let agreed = |visit: &&Visit| matches!(visit.status, Status::Booked | Status::Confirmed);
        let of_day: Vec<&Visit> =
            visits.iter().filter(|visit| Some(visit.slot.day) == day).filter(agreed).collect();
        if of_day.is_empty() {
            return Ok(Err(Why::Over));
        }
        let soon = message.kind == Kind::Soon;
        if !soon && self.told_lately(&message.patient, &of_day).await? {
            return Ok(Err(Why::NothingNew));
        }
        let list = of_day.into_iter().map(|visit| Told::of(visit, services)).collect();
        let tomorrow = day > self.house.today();
        Ok(Ok(if soon { Says::Soon { visits: list, tomorrow } } else { Says::Reminder(list) }))
    }

    /// A time that is still held, and until when.
    fn held(
        &self,
        message: &Message,
        visit: Option<&Visit>,
        services: &BTreeMap<String, Service>,
    ) -> Result<Says, Why> {
        let visit = visit.filter(|visit| visit.status == Status::Held).ok_or(Why::Over)?;
        let until = visit.hold_until.filter(|until| *until > self.now).ok_or(Why::TooLate)?;
        // A path is completed here; whoever knew the whole address put it whole.
        let at = self.house.address().filter(|_| message.detail.starts_with('/')).unwrap_or_default();
        let link = format!("{at}{}", message.detail);
        let (visit, until) = (Told::of(visit, services), self.clock(until));
        Ok(if message.kind == Kind::Hold {
            Says::Hold { visit, until, link }
        } else {
            Says::Offer { visit, until, link }
        })
    }

    /// Whether another message told the guest of all these visits within the last day.
    async fn told_lately(&self, patient: &str, visits: &[&Visit]) -> Result<bool, ChartError> {
        let mut lately = self.outbox.of_patient(patient).await?;
        if let Some(record) = self.house.record() {
            for other in &record.patients().others_of(patient).await? {
                lately.extend(self.outbox.of_patient(other).await?);
            }
        }
        let told = |visit: &&&Visit| {
            lately
                .iter()
                .filter(|one| one.standing == Standing::Sent && self.now - one.changed_at < LATELY_MS)
                .any(|one| {
                    one.letter.iter().flat_map(|letter| &letter.tells).any(|tells| {
                        tells.booking == visit.id
                            && (tells.day, tells.cell) == (visit.slot.day, visit.slot.cell)
                    })
                })
        };
        Ok(visits.iter().all(|visit| told(&visit)))
    }

    /// An instant on the wall of the house.
    fn clock(&self, at: i64) -> When {
        let at = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
        let on = self.house.zone().to_datetime(at);
        When { day: vocab::Day::from_date(on.date()), at: on.strftime("%H:%M").to_string() }
    }
}

/// News in words.
fn visits_of(news: &[News], services: &BTreeMap<String, Service>) -> Says {
    let (mut new, mut moved, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for one in news {
        match one {
            News::New(visit) => new.push(Told::of(visit, services)),
            News::Moved { day, cell, visit } => {
                moved.push((When { day: *day, at: clock(*cell) }, Told::of(visit, services)));
            }
            News::Gone(visit) => gone.push(Told::of(visit, services)),
        }
    }
    Says::Visits { new, moved, gone }
}

/// A treatment as the price list says it.
fn title(treatment: &str) -> String {
    knowledge()
        .and_then(|k| k.treatment(treatment))
        .map_or_else(|| "your next visit".to_owned(), |known| known.title.clone())
}

/// The name of the house.
pub(crate) fn name() -> String {
    knowledge().and_then(|k| k.clinic()).map_or_else(|| "Serein".to_owned(), |clinic| clinic.name.clone())
}

/// The house as its letters name it.
pub(crate) fn sender(house: &House, settings: &Settings) -> Sender {
    Sender {
        name: name(),
        signature: settings.signature.clone(),
        line: house.line().unwrap_or_default().to_owned(),
        public: house.address().unwrap_or_default().to_owned(),
        answers: !settings.reply_to.is_empty(),
    }
}
