//! A story in plain text: prose at the margin, what is done and what is seen behind four blanks.
//!
//! ```text
//!     on 2026-01-12 09:10            it is this day and minute from here on
//!     wait 14 days                   … or that much later, at the same hour
//!     as the nurse                   who sits before the page; staff sign in where nobody is signed in
//!     open Patients                  the link that is called so, or an address that begins with a stroke
//!     fill Name: Amara Okafor        a field, or the answer to a question; `Section > Name` where two are called so
//!     press Register                 the button or the link that is called so
//!     see Nobody is registered yet   these words stand on the page
//!     not see not asked yet          … and these do not
//!     find Born: 1988-05-14          what stands in a field already
//!     told 422                       what was done last was not done, and the page says why
//!     note /patients/{amara}         learns a part of the address at hand
//!     keep the link as way-in        learns an address that stands on the page
//!     set up the calendar            rooms, hours and what can be booked are noted
//!     verify                         the whole record is sound
//!     move house                     everything goes out and in again, and is the same
//! ```
//!
//! `{amara}` is filled in once it was learnt.
mod house;

use super::browser::Browser;
pub(crate) use house::House;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The password of everybody who works in the story.
const PASSWORD: &str = "harbour seagull lantern";
/// The most letters of what a page says that stand in the transcript.
const SAID_MAX: usize = 240;

/// One line of the story.
#[derive(Debug, Clone, Copy)]
struct Deed<'s> {
    line: usize,
    verb: &'s str,
    rest: &'s str,
}

const VERBS: [&str; 15] = [
    "on",
    "wait",
    "as",
    "open",
    "fill",
    "press",
    "see",
    "not see",
    "find",
    "told",
    "note",
    "keep the link as",
    "verify",
    "move house",
    "set up the calendar",
];

fn deeds(story: &str) -> Vec<Deed<'_>> {
    let lines = story
        .lines()
        .enumerate()
        .filter_map(|(place, line)| Some((place + 1, line.strip_prefix("    ")?.trim())));
    lines
        .map(|(line, said)| {
            let verb = VERBS.iter().find(|verb| {
                said == **verb || said.strip_prefix(**verb).is_some_and(|rest| rest.starts_with(' '))
            });
            let Some(verb) = verb else { panic!("line {line}: nobody can `{said}`; there are {VERBS:?}") };
            Deed { line, verb, rest: said[verb.len()..].trim() }
        })
        .collect()
}

/// Whoever tells the story: whose browser is at hand, what was learnt, and what was said so far.
struct Teller<'h> {
    house: &'h mut House,
    browsers: BTreeMap<String, Browser>,
    /// Who has an account by now.
    known: BTreeSet<String>,
    who: String,
    learnt: BTreeMap<String, String>,
    transcript: String,
}

/// Tells a story to a house; the transcript of what its pages answered.
pub(crate) async fn told(story: &str, house: &mut House) -> String {
    let deeds = deeds(story);
    let mut teller = Teller {
        house,
        browsers: BTreeMap::new(),
        known: BTreeSet::new(),
        who: String::new(),
        learnt: BTreeMap::new(),
        transcript: String::new(),
    };
    for (place, deed) in deeds.iter().enumerate() {
        let expected = deeds.get(place + 1).filter(|next| next.verb == "told").map(|next| next.rest);
        if let Err(why) = teller.does(deed, expected).await {
            panic!("line {}: {} {}\n{why}", deed.line, deed.verb, deed.rest);
        }
    }
    teller.transcript
}

impl Teller<'_> {
    fn filled(&self, text: &str) -> String {
        self.learnt
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    fn browser(&mut self) -> &mut Browser {
        self.browsers.get_mut(&self.who).expect("somebody sits before the page: `as …` comes first")
    }

    async fn does(&mut self, deed: &Deed<'_>, expected: Option<&str>) -> Result<(), String> {
        let rest = self.filled(deed.rest);
        match deed.verb {
            "on" => {
                self.house.goes_to(&rest)?;
                let _ = writeln!(self.transcript, "\n{rest}");
                Ok(())
            }
            "wait" => {
                let day = self.house.waits(&rest)?;
                let _ = writeln!(self.transcript, "\n{day}");
                Ok(())
            }
            "as" => self.sits_down(&rest).await,
            "open" | "press" => {
                let done = if deed.verb == "open" && rest.starts_with('/') {
                    self.browser().open(&rest).await;
                    Ok(())
                } else {
                    self.browser().press(&rest, deed.verb == "press").await
                };
                done.map_err(|miss| format!("{miss}\n{}", self.browser().page.outline()))?;
                self.answered(deed.verb, deed.rest, expected)
            }
            "fill" => {
                // A question may have a colon of its own: the name is the longest that the page knows.
                let cuts = rest.rmatch_indices(':').map(|(at, _)| (rest[..at].trim(), rest[at + 1..].trim()));
                let cuts: Vec<(String, String)> =
                    cuts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                let mut miss = "`fill Field: value`".to_owned();
                for (name, value) in cuts {
                    match self.browser().fill(&name, &value) {
                        Ok(()) => return Ok(()),
                        Err(why) => miss = why,
                    }
                }
                Err(format!("{miss}\n{}", self.browser().page.outline()))
            }
            "keep the link as" => {
                let link = self.browser().page.links.first().cloned().ok_or("no link stands on the page")?;
                self.learnt.insert(rest, link);
                Ok(())
            }
            "set up the calendar" => self.house.sets_up_the_calendar().await,
            "verify" => self.house.verify().await,
            "move house" => self.house.moves().await,
            "note" => self.learns(deed.rest),
            "told" => Ok(()),
            _ => self.looks(deed.verb, &rest),
        }
    }

    fn looks(&mut self, verb: &str, rest: &str) -> Result<(), String> {
        let browser = self.browser();
        let outline = || browser.page.outline();
        match verb {
            "see" if browser.page.words.contains(rest) => Ok(()),
            "see" => Err(format!("this does not stand on\n{}", outline())),
            "not see" if browser.page.words.contains(rest) => Err(format!("this stands on\n{}", outline())),
            "not see" => Ok(()),
            _ => {
                let (name, value) = rest.rsplit_once(": ").ok_or("`find Field: what stands in it`")?;
                let got = browser.stands_in(name);
                if got == value { Ok(()) } else { Err(format!("`{got}` stands there\n{}", outline())) }
            }
        }
    }

    /// What came of a press, into the transcript; an error where it was refused and the story does not say so.
    fn answered(&mut self, verb: &str, rest: &str, expected: Option<&str>) -> Result<(), String> {
        let who = self.who.clone();
        if self.browser().has("serein") {
            self.known.insert(who.clone());
        }
        let page = self.browser().page.clone();
        let said: String = page
            .told
            .iter()
            .flat_map(|told| [" · ", told.as_str()])
            .collect::<String>()
            .chars()
            .take(SAID_MAX)
            .collect();
        let refused = if page.status == 200 { String::new() } else { format!("{} ", page.status) };
        let deed = format!("{who}, {verb} {rest}");
        let line = format!("{}\n    {refused}{}{said}", deed.trim_end(), page.heading);
        let _ = writeln!(self.transcript, "{}", line.trim_end());
        match expected {
            Some(code) if code == page.status.to_string() => Ok(()),
            Some(code) => Err(format!("{code} was expected\n{}", page.outline())),
            None if page.status == 200 => Ok(()),
            None => Err(format!("it was refused\n{}", page.outline())),
        }
    }

    fn learns(&mut self, pattern: &str) -> Result<(), String> {
        let address = self.browser().page.address.split(['#', '?']).next().unwrap_or_default().to_owned();
        for (wanted, got) in pattern.split('/').zip(address.split('/')) {
            if let Some(name) = wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                self.learnt.insert(name.to_owned(), got.to_owned());
            } else if wanted != got {
                return Err(format!("the page stands at {address}"));
            }
        }
        Ok(())
    }

    /// Somebody sits down before a browser; staff who are not signed in any more sign in.
    async fn sits_down(&mut self, who: &str) -> Result<(), String> {
        let who = who.strip_prefix("the ").unwrap_or(who);
        who.clone_into(&mut self.who);
        let server = self.house.address;
        let browser = self.browsers.entry(who.to_owned()).or_insert_with(|| Browser::new(server));
        if !self.known.contains(who) {
            return Ok(());
        }
        let before = browser.page.clone();
        browser.open("/me").await;
        if browser.page.status == 200 && browser.page.address.starts_with("/me") {
            browser.page = before;
            return Ok(());
        }
        browser.open("/sign-in").await;
        browser.fill("E-mail address", &format!("{who}@harbour.example"))?;
        browser.fill("Password", PASSWORD)?;
        browser.press("Sign in", true).await.map_err(|miss| format!("{miss}\n{}", browser.page.outline()))?;
        self.answered("sign in", "", None)
    }
}
