//! From the door into the session, and from the session to whoever signs a second time.
use super::load::Room;
use super::review::Due;
use crate::Oops;
use chart::door::{Checked, Outcome};
use chart::entry::Body;
use chart::fold::Line;
use chart::session::{DoorPass, NoPass, Reader, Second, Session, Standing, second};

impl Room<'_> {
    /// The results of the door about a treatment, newest first: entry and result.
    fn doors<'s>(&'s self, treatment: &str) -> Vec<(&'s str, &'s Checked)> {
        let of = |line: &'s Line| match &line.now {
            Some(Body::Door(door)) if door.service == treatment => Some((line.entry.id.as_str(), door)),
            _ => None,
        };
        self.chart.lines.iter().rev().filter_map(of).collect()
    }

    /// The pass of the door for whoever is here: their newest result about this treatment, unless somebody was turned back since
    /// or a session began with it.
    pub(super) fn pass(&self, treatment: &str) -> Result<(DoorPass, &Checked), NoPass> {
        let me = self.signed.practitioner.as_str();
        let doors = self.doors(treatment);
        let newest = *doors.first().ok_or(NoPass::NotAsked)?;
        let own = doors.iter().find(|(_, door)| door.practitioner == me);
        let chosen = match newest.1.outcome {
            Outcome::TurnedBack => newest,
            Outcome::Started => *own.unwrap_or(&newest),
        };
        let pass = DoorPass::of(chosen.1, chosen.0, me, self.today)?;
        let began = |line: &Line| {
            matches!(&line.entry.body, Body::Session(session) if session.door.as_deref() == Some(chosen.0))
        };
        if self.chart.lines.iter().any(began) {
            return Err(NoPass::Used);
        }
        Ok((pass, chosen.1))
    }

    /// Where the house stands, as papers and the gate ask it.
    fn place(&self) -> Option<String> {
        self.k.policy().jurisdiction
    }

    /// Whose second signature a session needs that is signed today.
    pub(super) async fn second(&self, session: &Session) -> Result<Second, Oops> {
        let roll = self.record.roll().await?;
        Ok(second(self.k, &roll, session, self.today, self.place().as_deref(), &self.ordered_by(session)))
    }

    /// Whoever wrote the order for it at the door.
    fn ordered_by(&self, session: &Session) -> Vec<&str> {
        let line = |id: &str| self.chart.lines.iter().find(|line| line.entry.id == id);
        let door = session.door.as_deref().and_then(line).and_then(|line| line.now.as_ref());
        let Some(Body::Door(door)) = door else { return Vec::new() };
        let licence = door.lines.iter().filter(|line| line.what == chart::door::What::Licence);
        let passed = licence.flat_map(|line| line.passed.iter());
        passed.filter_map(|id| line(id)).map(|line| line.entry.author.as_str()).collect()
    }

    /// Signs somebody else's session a second time, or sends it back.
    pub(super) async fn review(
        &self,
        entry: &str,
        meaning: chart::session::Meaning,
        remark: &str,
    ) -> Result<(), chart::ChartError> {
        let roll = self.record.roll().await?;
        let place = self.place();
        let reader = Reader { name: &self.signed.name, roll: &roll, day: self.today, place: place.as_deref() };
        let chance = &mut *self.house.chance();
        let patients = self.record.patients();
        let line = self.chart.lines.iter().find(|line| line.entry.id == entry);
        let owner = line.map_or(self.patient.as_str(), |line| line.entry.patient.as_str());
        patients.review_session(owner, entry, meaning, remark, &reader, &self.by, chance).await.map(|_| ())
    }

    /// Whose second signature is due: what a signature says, or what one would say now.
    pub(super) async fn told_second(
        &self,
        session: &Session,
        standing: &Standing,
        roll: &chart::people::Roll,
    ) -> Result<Due, Oops> {
        let second = match standing {
            Standing::ToReview(signature) => Second { needed: true, due: signature.due.clone() },
            Standing::Draft | Standing::Signed(_) | Standing::Returned(_) | Standing::Withdrawn => {
                self.second(session).await?
            }
        };
        let mine = second.due.is_empty() || second.due.contains(&self.signed.practitioner);
        let names = second.due.iter().map(|id| roll.name(id).to_owned()).collect();
        Ok(Due { needed: second.needed, names, mine })
    }
}

/// Takes over what was chosen and set at the door: the gate was asked with exactly this.
pub(super) fn at_the_door(session: &mut Session, pass: &DoorPass) -> Result<(), Oops> {
    if let Some(device) = &pass.device {
        session.device = Some(device.clone());
    }
    if let (true, Some(zone)) = (session.zones.is_empty(), pass.zone) {
        session.zones.push(zone);
    }
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let params = &pass.params;
    for (key, value) in [
        ("percent", number(params.percent)),
        ("ph", number(params.ph)),
        ("depth_mm", number(params.depth_mm)),
        ("wavelength_nm", number(params.wavelength_nm)),
        ("mode", params.mode.map(|mode| mode.code().to_owned())),
    ] {
        let is_field = session.done.fields().iter().any(|field| field.key == key);
        if let (true, Some(value)) = (is_field, value) {
            session.done.set(key, &value).map_err(Oops::BadRequest)?;
        }
    }
    Ok(())
}
