//! The invented people of the demonstration, written through the same doors as real ones. One file per part of the house.
mod bookings;
mod consents;
mod days;
mod lives;
mod messages;
mod offers;
mod patients;
mod people;
mod photos;
mod rooms;
mod stock;
mod treated;
mod wait;
mod year;

use crate::keys;
use chart::register::By;
use chart::{ChartError, SiteKey, Store};
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use safety::Gate;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use vocab::{Day, Role};
use web::{DemoPerson, Record};

/// Code of the site.
const SITE: &str = "demo";
/// The telephone of the invented clinic; numbers with 555 01 belong to nobody.
pub(crate) const LINE: &str = "+1 555 0100";

/// What every part of the demonstration is given to write with.
pub(crate) struct Scene<'a> {
    /// The record.
    pub(crate) record: &'a Record,
    /// One person for each role, by id.
    pub(crate) staff: BTreeMap<Role, String>,
    /// This instant, milliseconds since 1970.
    pub(crate) now: i64,
    /// The day it is at the site.
    pub(crate) today: Day,
    /// The time zone of the site.
    pub(crate) zone: TimeZone,
    /// What the house knows: the pages are answered by the same.
    pub(crate) k: &'static Knowledge,
    /// The gate over it.
    pub(crate) gate: Gate<'static>,
}

impl Scene<'_> {
    /// Whoever has this role, some days ago at nine in the morning.
    pub(crate) fn by(&self, role: Role, days_ago: i32) -> By {
        By { author: self.staff.get(&role).cloned().unwrap_or_default(), at: self.at(days_ago, 9, 0) }
    }

    /// An instant some days ago by the clock on the wall; today never later than now.
    pub(crate) fn at(&self, days_ago: i32, hour: i8, minute: i8) -> i64 {
        let time = self.today.plus(-days_ago).date().at(hour, minute, 0, 0);
        let at = self.zone.to_ambiguous_zoned_datetime(time).compatible();
        at.map_or(self.now, |at| at.timestamp().as_millisecond()).min(self.now)
    }
}

/// Fills an empty record; each part of the house has its line.
async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    people::fill(scene).await?;
    patients::fill(scene).await?;
    photos::fill(scene).await?;
    stock::fill(scene).await?;
    rooms::fill(scene).await?;
    let treating = treated::Treating::open(scene).await?;
    consents::fill(scene, &treating).await?;
    year::fill(scene, &treating).await?;
    lives::fill(scene, &treating).await?;
    let known = days::fill(scene, &treating).await?;
    wait::fill(scene, &known).await?;
    messages::fill(scene, &known).await?;
    Ok(())
}

/// Where the record of the demonstration lies; a folder of its own is removed at the end.
pub(crate) struct Folder {
    path: PathBuf,
    kept: bool,
}

impl Folder {
    /// The folder that is to be kept, or a new one.
    pub(crate) fn open(keep: Option<&Path>) -> Result<Self, ChartError> {
        let mut name = [0; 8];
        keys::chance().fill(&mut name);
        let path = keep.map_or_else(
            || std::env::temp_dir().join(format!("serein-demo-{}", chart::seal::hex(&name))),
            Path::to_path_buf,
        );
        fs::create_dir_all(&path)
            .map_err(|source| ChartError::File { path: path.display().to_string(), source })?;
        Ok(Self { path, kept: keep.is_some() })
    }

    /// Where the messages to guests are written.
    pub(crate) fn messages(&self) -> PathBuf {
        self.path.join("messages")
    }

    fn key(&self) -> Result<SiteKey, ChartError> {
        let file = self.path.join("demo.key");
        if !file.exists() {
            keys::write(&file)?;
        }
        keys::from_file(&file)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing is lost if it stays: the machine clears its temporary files.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Opens the record of the demonstration, filled where it is new, with a link for every role.
pub(crate) async fn open(
    folder: &Folder,
    k: &'static Knowledge,
    name: &str,
    zone: TimeZone,
) -> Result<(Record, Vec<DemoPerson>, Option<String>), ChartError> {
    let key = folder.key()?;
    let store = Store::open(&format!("sqlite:{}", folder.path.join("demo.db").display())).await?;
    let now = keys::now();
    let by = By { author: "demonstration".to_owned(), at: now };
    store.open_site(&key, SITE, name, &by, &mut keys::System).await?;
    let record = Record::new(store, key, SITE);
    let scene = made(&record, k, zone, now).await?;
    let people = people::links(&scene).await?;
    let guest = consents::link(&scene).await?;
    Ok((record, people, guest))
}

/// The scene of an instant over a record, which is filled where it is new.
async fn made<'a>(
    record: &'a Record,
    k: &'static Knowledge,
    zone: TimeZone,
    now: i64,
) -> Result<Scene<'a>, ChartError> {
    let today = jiff::Timestamp::from_millisecond(now).map(|now| zone.to_datetime(now).date());
    let today = today.map_or_else(|_| Day::from_number(0), Day::from_date);
    let (staff, new) = people::staff(record, now).await?;
    let scene = Scene { record, staff, now, today, zone, k, gate: Gate::new(k) };
    if new {
        fill(&scene).await?;
    }
    Ok(scene)
}

/// What is printed: a link for every role, and the page of a guest.
pub(crate) fn lines(people: &[DemoPerson], guest: Option<&str>) -> Vec<String> {
    let wide = people.iter().map(|one| one.role.chars().count()).max().unwrap_or(0);
    let links = people
        .iter()
        .map(|one| format!("  {:<wide$}  {{}}/sign-in/{}  ({})", one.role, one.secret, one.name));
    let own = guest.map(|address| format!("A guest's own page, the day after a filler\n  {{}}{address}"));
    let signing = format!("To sign, the password of everybody is `{}`.", people::PASSWORD);
    std::iter::once("Sign in as".to_owned()).chain(links).chain([signing]).chain(own).collect()
}

/// What to try first, in the order in which it is told in the guide.
pub(crate) const FIRST: [&str; 5] = [
    "",
    "Five minutes, as the nurse: what Today asks to look at first; then, under Patients,",
    "  Maeve Brennan, whom the gate keeps from the light until her tan is gone,",
    "  Amara Okafor, a year with a plan beside what was measured, and Rosalind Ashe, who wrote this morning.",
    "The way from the consultation to who looked stands page by page in docs/guide/tour.md.",
];

#[cfg(test)]
mod tests;
