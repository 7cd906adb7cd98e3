//! A message as an e-mail: plain words first, the same as simple HTML, files beside them. The same parcel gives the same bytes.
use crate::Parcel;
use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use std::time::{Duration, UNIX_EPOCH};

/// An e-mail that cannot be made: an address or the type of a file is none. It says which, never what stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} cannot be used in an e-mail")]
pub struct Wrong(pub &'static str);

/// A header that lettre has no type for.
macro_rules! plain_header {
    ($name:ident, $text:literal) => {
        #[derive(Clone)]
        struct $name(String);
        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }
            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }
            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

plain_header!(AutoSubmitted, "Auto-Submitted");
plain_header!(ListUnsubscribe, "List-Unsubscribe");
plain_header!(ListUnsubscribePost, "List-Unsubscribe-Post");
plain_header!(ContentLanguage, "Content-Language");

/// The e-mail of a parcel, from this address.
pub(crate) fn mail(parcel: &Parcel, from: &str) -> Result<Message, Wrong> {
    let address = |what, text: &str| text.trim().parse().map_err(|_| Wrong(what));
    let letter = &parcel.letter;
    let sender = Mailbox::new(
        Some(parcel.from_name.clone()).filter(|name| !name.is_empty()),
        address("the sender", from)?,
    );
    let host = sender.email.domain().to_owned();
    let at = Duration::from_millis(u64::try_from(parcel.at).unwrap_or(0));
    let mut builder = Message::builder()
        .from(sender)
        .to(Mailbox::new(None, address("the address", &letter.to)?))
        .subject(one_line(&letter.subject))
        .message_id(Some(format!("<{}@{host}>", parcel.key)))
        .date(UNIX_EPOCH + at)
        // Nobody's automatic answer answers this one.
        .header(AutoSubmitted("auto-generated".to_owned()));
    if !letter.language.is_empty() {
        builder = builder.header(ContentLanguage(one_line(&letter.language)));
    }
    if !parcel.reply_to.is_empty() {
        builder = builder.reply_to(Mailbox::new(None, address("the address for answers", &parcel.reply_to)?));
    }
    if !parcel.stop.is_empty() {
        builder = builder
            .header(ListUnsubscribe(format!("<{}>", one_line(&parcel.stop))))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
    }
    let words = words(parcel);
    let body = if letter.attached.is_empty() {
        words
    } else {
        let mut mixed = MultiPart::mixed().boundary(format!("m-{}", parcel.key)).multipart(words);
        for file in &letter.attached {
            let media = ContentType::parse(&file.media).map_err(|_| Wrong("the type of a file"))?;
            mixed = mixed.singlepart(Attachment::new(one_line(&file.name)).body(file.text.clone(), media));
        }
        mixed
    };
    builder.multipart(body).map_err(|_| Wrong("the message"))
}

fn words(parcel: &Parcel) -> MultiPart {
    let plain = SinglePart::plain(parcel.letter.text.clone());
    let both = MultiPart::alternative().boundary(format!("a-{}", parcel.key)).singlepart(plain);
    if parcel.html.is_empty() { both } else { both.singlepart(SinglePart::html(parcel.html.clone())) }
}

/// A text without line breaks, so that nobody writes a header of their own.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chart::message::{Attached, Letter, Way};

    pub(crate) fn parcel() -> Parcel {
        Parcel {
            id: "m".to_owned(),
            key: Parcel::key_of("harbour", "m"),
            letter: Letter {
                way: Way::Email,
                to: "amara@example.org".to_owned(),
                language: "en".to_owned(),
                subject: "Your visit on Tuesday, 1 December".to_owned(),
                text: "Dear Amara,\n\nyour visit is at 14:00. Höflich.".to_owned(),
                attached: vec![],
                tells: vec![],
            },
            html: "<p>Dear Amara,</p>".to_owned(),
            from_name: "Harbour House".to_owned(),
            reply_to: String::new(),
            stop: "https://harbour.example/stop/p/s".to_owned(),
            at: 1_796_284_800_000,
        }
    }

    fn text(parcel: &Parcel) -> String {
        String::from_utf8(mail(parcel, "desk@harbour.example").unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_same_parcel_is_the_same_bytes_with_every_header_it_needs() {
        let (one, other) = (text(&parcel()), text(&parcel()));
        assert_eq!(one, other);
        for part in [
            "From: \"Harbour House\" <desk@harbour.example>\r\n",
            "To: amara@example.org\r\n",
            "Subject: Your visit on Tuesday, 1 December\r\n",
            &format!("Message-ID: <{}@harbour.example>\r\n", parcel().key),
            "Auto-Submitted: auto-generated\r\n",
            "List-Unsubscribe: <https://harbour.example/stop/p/s>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Date: Thu, 03 Dec 2026 08:00:00 +0000\r\n",
            "<p>Dear Amara,</p>",
        ] {
            assert!(one.contains(part), "{part}\n{one}");
        }
        assert!(one.is_ascii(), "what is not ASCII is encoded");
    }

    #[test]
    fn a_file_goes_with_it_and_nobody_writes_a_header_of_their_own() {
        let mut with = parcel();
        with.letter.subject = "Your visit\r\nBcc: everybody@example.org".to_owned();
        with.letter.attached = vec![Attached {
            name: "visit.ics".to_owned(),
            media: "text/calendar; charset=utf-8".to_owned(),
            text: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned(),
        }];
        let text = text(&with);
        assert!(text.contains("filename=\"visit.ics\"") && text.contains("text/calendar"));
        assert!(!text.contains("\r\nBcc:"), "{text}");
    }

    #[test]
    fn what_is_no_address_is_told_without_saying_it() {
        let mut wrong = parcel();
        wrong.letter.to = "amara at example".to_owned();
        let error = mail(&wrong, "desk@harbour.example").unwrap_err();
        assert_eq!(error.to_string(), "the address cannot be used in an e-mail");
        assert!(mail(&parcel(), "no sender").is_err());
    }
}
