//! Visits of the demonstration, each asked of the gate as a real one is, and written by the desk.
use super::{Scene, rooms};
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::booking::{Asked, Bookings, Free, GRAIN_MINUTES, Kind, New, Service, Slot, Standing, Step};
use chart::patient::{Asked as StoryAsked, Why};
use vocab::case::{Ask, Case, Policy};
use vocab::{Day, Performer, Role};

/// Days within which a visit of a story is looked for.
const WITHIN: i32 = 21;
/// Cells ahead of now at which a visit of a story begins today, and the last at which one does.
const AHEAD: u16 = 12;
const LATEST: u16 = 198;

/// A guest with what is known.
pub(super) struct Guest {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) case: Case,
    /// Entries of the chart that were known when the case was read.
    pub(super) known: u64,
}

/// Whoever books.
pub(super) struct Desk<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) bookings: Bookings<'a>,
    pub(super) services: Vec<Service>,
    /// The cell of the day that it is now.
    pub(super) now: u16,
}

impl<'a> Desk<'a> {
    pub(super) async fn open(scene: &'a Scene<'a>) -> Result<Self, ChartError> {
        let bookings = rooms::bookings(scene)?;
        let services = bookings.services().await?;
        let wall = jiff::Timestamp::from_millisecond(scene.now).map(|now| scene.zone.to_datetime(now));
        let minutes = wall.map_or(0, |at| i32::from(at.hour()) * 60 + i32::from(at.minute()));
        let now = u16::try_from(minutes).unwrap_or(0) / GRAIN_MINUTES;
        Ok(Self { scene, bookings, services, now })
    }

    /// When a visit of which a story tells begins at the earliest: today at this time, an hour from now where that is later,
    /// and tomorrow at this time when the day is as good as over.
    pub(super) fn soon(&self, cell: u16) -> (Day, u16) {
        let later = cell.max(self.now + AHEAD);
        if later <= LATEST {
            (self.scene.today, later.next_multiple_of(3))
        } else {
            (self.scene.today.plus(1), cell)
        }
    }

    /// Reads what the gate must know of a guest.
    pub(super) async fn read(&self, patient: &str, name: &str) -> Result<Guest, ChartError> {
        let (scene, by) = (self.scene, self.scene.by(Role::Desk, 8));
        let asked = StoryAsked { kinds: Vec::new(), skip: 0, most: 0 };
        let story = scene.record.patients().story(patient, &asked, Why::Care, &by, &mut keys::System).await?;
        let case = story.chart.case(scene.today, &Policy::default(), &scene.zone);
        Ok(Guest { id: patient.to_owned(), name: name.to_owned(), case, known: story.entries })
    }

    /// Who treats, as the gate is told.
    fn tier(&self, slot: &Slot) -> Option<Performer> {
        let who = slot.of(Kind::Practitioner)?;
        let role = self.scene.staff.iter().find(|(_, id)| *id == who).map(|(role, _)| *role)?;
        match role {
            Role::Director => Some(Performer::Md),
            Role::Prescriber => Some(Performer::NpPa),
            Role::Nurse => Some(Performer::Rn),
            Role::Aesthetician | Role::Therapist => Some(Performer::Aesthetician),
            Role::Owner | Role::Desk => None,
        }
    }

    /// What the gate says of a guest, a service and a slot.
    pub(super) fn asked(&self, guest: &Guest, service: &Service, slot: &Slot) -> Asked {
        let nothing = || Asked { known: guest.known, ..Asked::nothing(slot.day, guest.case.today) };
        if service.treatment.is_empty() {
            return nothing();
        }
        let mut ask = Ask { performer: self.tier(slot), ..Ask::treatment(&service.treatment) };
        ask.params = service.params();
        Asked::of(&self.scene.gate, &guest.case, &ask, slot.day)
            .map_or_else(|_| nothing(), |asked| Asked { known: guest.known, ..asked })
    }

    /// Writes a visit.
    pub(super) async fn write(
        &self,
        guest: &Guest,
        service: &Service,
        (slot, asked): (Slot, Asked),
        step: Option<Step>,
    ) -> Result<(), ChartError> {
        let by = self.scene.by(Role::Desk, 9);
        let new = New {
            id: new_id(by.at, &mut keys::System),
            patient: guest.id.clone(),
            guest: guest.name.clone(),
            service: service.key.clone(),
            title: service.title.clone(),
            treatment: service.treatment.clone(),
            slot,
            step,
            asked,
            hold_until: None,
            overlap: None,
            note: String::new(),
        };
        self.bookings.book(std::slice::from_ref(&new), &by, &mut keys::System).await.map(|_| ())
    }

    /// Books a guest of the record on the day from this cell on, or on the next one with a free time on which the gate lets it
    /// be; nothing where there is none within three weeks.
    pub(super) async fn book_at(
        &self,
        patient: &str,
        name: &str,
        service: &str,
        from: (Day, u16),
    ) -> Result<(), ChartError> {
        let guest = self.read(patient, name).await?;
        self.place(&guest, service, from, None).await
    }

    /// The same in the morning.
    pub(super) async fn book(
        &self,
        patient: &str,
        name: &str,
        service: &str,
        from: Day,
    ) -> Result<(), ChartError> {
        self.book_at(patient, name, service, (from, 117)).await
    }

    /// Books a series: the days after today from which each step is looked for.
    pub(super) async fn series(
        &self,
        patient: &str,
        name: &str,
        service: &str,
        after: &[i32],
    ) -> Result<(), ChartError> {
        let guest = self.read(patient, name).await?;
        let series = new_id(self.scene.now, &mut keys::System);
        let of = u16::try_from(after.len()).unwrap_or(u16::MAX);
        let (day, cell) = self.soon(126);
        for (step, after) in (1..).zip(after) {
            let step = Step { series: series.clone(), step, of, ..Step::default() };
            self.place(&guest, service, (day.plus(*after), cell), Some(step)).await?;
        }
        Ok(())
    }

    async fn place(
        &self,
        guest: &Guest,
        service: &str,
        (from, cell): (Day, u16),
        step: Option<Step>,
    ) -> Result<(), ChartError> {
        let Some(service) = self.services.iter().find(|one| one.key == service) else { return Ok(()) };
        for day in (0..WITHIN).map(|n| from.plus(n)) {
            let free: Free = self.bookings.free(day, 1).await?;
            let Some(slot) = (cell..204).step_by(3).find_map(|cell| free.slot(service, day, cell, &[]))
            else {
                continue;
            };
            let asked = self.asked(guest, service, &slot);
            if matches!(asked.standing(), Standing::Books | Standing::Provisional) {
                return self.write(guest, service, (slot, asked), step).await;
            }
        }
        Ok(())
    }
}
