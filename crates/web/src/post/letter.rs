//! The letter of a message: its words, its links, and the visits that go with it for a calendar.
use super::AUTHOR;
use super::deliver::{Desk, name, sender};
use super::scene::Guest;
use super::tongue::{usable, written};
use super::words::Says;
use crate::features::consent::in_letter;
use calendar::ics::Party;
use chart::ChartError;
use chart::booking::Visit;
use chart::booking::ics::Shown;
use chart::contact::Contact;
use chart::entry::Identity;
use chart::fold::Chart;
use chart::message::{Attached, Claimed, Letter, Message, Telling, Way};
use chart::people::Purpose;
use chart::register::By;

/// Visits that go with one letter as files for calendars; a longer series is read from the guest's feed.
const ATTACHED_MAX: usize = 24;
/// A guest's link in a message opens for so long, milliseconds: a week.
const LINK_MS: i64 = 7 * 86_400_000;
/// How often it opens.
const LINK_USES: i64 = 1_000_000;

impl Desk<'_> {
    pub(super) fn letter(
        &self,
        says: &Says,
        identity: &Identity,
        contact: Option<&Contact>,
        (way, to, tells): (Way, String, Vec<Telling>),
        claimed: &Claimed,
    ) -> Letter {
        let guest = Guest { name: identity.name.clone(), way, stop: self.stop(&claimed.message.patient) };
        let wished = contact.map_or("", |contact| contact.language.as_str());
        let (words, language) = written(says, &sender(self.house, &self.settings), &guest, usable(wished));
        Letter {
            way,
            to,
            language,
            subject: words.subject,
            text: words.text,
            attached: if way == Way::Email { claimed.attached.clone() } else { Vec::new() },
            tells,
        }
    }

    /// The visits of which a letter tells, as calendars take them: they keep a visit under its id, so that a change moves it
    /// and a cancellation takes it away. Others see such a calendar: it says when and where, nothing of what is done.
    pub(super) fn for_calendars(
        &self,
        letter: &Letter,
        identity: &Identity,
        visits: &[Visit],
    ) -> Result<Vec<Attached>, ChartError> {
        let told =
            letter.tells.iter().filter_map(|tells| visits.iter().find(|visit| visit.id == tells.booking));
        // An invitation is answered to the house: without an address for answers it is a calendar to read.
        let parties = (!self.settings.reply_to.is_empty()).then(|| {
            let house = Party { name: name(), mail: self.settings.reply_to.clone() };
            (house, Party { name: identity.name.clone(), mail: letter.to.clone() })
        });
        let one = |(place, visit): (usize, &Visit)| {
            let shown = Shown {
                summary: format!("Appointment at {}", name()),
                location: name(),
                parties: parties.clone(),
                to_guest: true,
                ..Shown::default()
            };
            let (method, text) = self.bookings.attachment(visit, shown, self.now)?;
            Ok(Attached {
                name: format!("visit-{}.ics", place + 1),
                media: format!("text/calendar; charset=utf-8; method={}", method.word()),
                text,
            })
        };
        told.take(ATTACHED_MAX).enumerate().map(one).collect()
    }

    /// Makes the link of a message that opens something of the guest's own.
    pub(super) async fn with_link(
        &self,
        says: Says,
        message: &Message,
        chart: &Chart,
    ) -> Result<Says, ChartError> {
        let (Some(record), Some(public)) = (self.house.record(), self.house.address()) else {
            return Ok(says);
        };
        let by = By { author: AUTHOR.to_owned(), at: self.now };
        let patient = message.patient.as_str();
        if let Says::Consent { visit, title, .. } = says {
            let path = in_letter(self.house, chart, (patient, &message.about), &by).await?;
            let link = path.map(|path| format!("{public}{path}")).unwrap_or_default();
            return Ok(Says::Consent { visit, title, link });
        }
        if !matches!(says, Says::Aftercare { .. }) {
            return Ok(says);
        }
        let people = record.people();
        let secret = people
            .make_link(Purpose::Guest, patient, (LINK_MS, LINK_USES), &by, &mut *self.house.chance())
            .await?;
        Ok(Says::Aftercare { link: format!("{public}/g/{secret}") })
    }
}
