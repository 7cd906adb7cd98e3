//! What the form holds, as text: nothing is lost when something cannot be read.
//!
//! The whole state lives in the address, so that a page can be bookmarked, sent and left with the back button.
use std::collections::BTreeMap;
use vocab::case::Status;

/// At most so many facts fit on one page; a longer case is for the command line.
pub(super) const FACTS_ON_PAGE: usize = 60;

/// At most so many bytes of address are read: what browsers and proxies carry without cutting.
pub(super) const ADDRESS_LIMIT: usize = 12 * 1024;

/// The fields that a sheet has once, in the order of the address.
pub(super) const FIELDS: [&str; 27] = [
    "born", "sex", "type", "ita", "rest", "day", "zone", "by", "today", "isotretinoin", "vaccine", "light",
    "hba1c", "law", "show", "left", "add", "iga", "forehead", "cheek_r", "cheek_l", "nose", "chin", "chest_back",
    "of", "percent", "depth",
];

/// What a fact has beside its subject.
pub(super) const PARTS: [&str; 8] = ["is", "since", "until", "on", "zone", "detail", "value", "unit"];

/// One fact as it stands in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Kind and code, `condition:melasma`, `drug:Roaccutane`.
    pub what: String,
    parts: BTreeMap<&'static str, String>,
}

impl Line {
    /// A fact with this status and nothing else.
    pub(super) fn new(what: &str, status: Status) -> Self {
        let mut line = Self::of(what.to_owned());
        line.set("is", status.code());
        line
    }

    /// A fact of which only the subject is known.
    pub(super) fn of(what: String) -> Self {
        Self { what, parts: BTreeMap::new() }
    }

    /// The text of a part; empty if nothing was said.
    pub(super) fn get(&self, part: &str) -> &str {
        self.parts.get(part).map_or("", String::as_str)
    }

    /// Sets a part; an unknown one is not kept.
    pub(super) fn set(&mut self, part: &str, text: &str) {
        if let Some(known) = PARTS.iter().find(|known| **known == part) {
            self.parts.insert(known, text.to_owned());
        }
    }

    /// Kind and code apart.
    pub(super) fn subject(&self) -> (&str, &str) {
        self.what.split_once(':').unwrap_or(("", &self.what))
    }

    fn pairs(&self, name: &str, out: &mut Vec<(String, String)>) {
        out.push((name.to_owned(), self.what.clone()));
        for part in PARTS {
            if !self.get(part).is_empty() {
                out.push((format!("{name}-{part}"), self.get(part).to_owned()));
            }
        }
    }
}

/// Everything the form holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    once: BTreeMap<&'static str, String>,
    /// The facts, in the order they were added.
    pub facts: Vec<Line>,
    /// The fact that was taken away last, and where it stood.
    pub gone: Option<(usize, Line)>,
}

impl Sheet {
    /// From the pairs of an address or a form. Names that mean nothing here are passed over.
    pub(super) fn from_pairs(pairs: &[(String, String)]) -> Self {
        let mut sheet = Self::default();
        let mut facts: BTreeMap<usize, Line> = BTreeMap::new();
        let (mut gone, mut gone_at) = (Line::default(), 0_usize);
        for (name, text) in pairs {
            let text = text.trim();
            let (head, part) = name.split_once('-').unwrap_or((name, ""));
            if FIELDS.contains(&name.as_str()) {
                sheet.set(name, text);
            } else if head == "gone" {
                match part {
                    "" => text.clone_into(&mut gone.what),
                    "at" => gone_at = text.parse().unwrap_or(0),
                    _ => gone.set(part, text),
                }
            } else if let Some(place) = head.strip_prefix('f').and_then(|n| n.parse::<usize>().ok()) {
                let line = facts.entry(place).or_default();
                if part.is_empty() { text.clone_into(&mut line.what) } else { line.set(part, text) }
            }
        }
        sheet.facts = facts.into_values().filter(|line| !line.what.is_empty()).collect();
        sheet.gone = (!gone.what.is_empty()).then_some((gone_at, gone));
        sheet
    }

    /// The text of a field; empty if nothing was said.
    pub(super) fn get(&self, field: &str) -> &str {
        self.once.get(field).map_or("", String::as_str)
    }

    /// Sets a field; an unknown one is not kept.
    pub(super) fn set(&mut self, field: &str, text: &str) {
        if let Some(known) = FIELDS.iter().find(|known| **known == field) {
            self.once.insert(known, text.to_owned());
        }
    }

    /// Whether nothing has been said about anybody.
    pub(super) fn is_blank(&self) -> bool {
        self.facts.is_empty() && ["born", "sex", "type", "ita", "rest"].iter().all(|field| self.get(field).is_empty())
    }

    /// The address without its path: only what was said, always in the same order.
    pub(super) fn query(&self) -> String {
        let mut pairs = Vec::new();
        for field in FIELDS {
            if !self.get(field).is_empty() {
                pairs.push((field.to_owned(), self.get(field).to_owned()));
            }
        }
        for (place, line) in self.facts.iter().enumerate() {
            line.pairs(&format!("f{}", place + 1), &mut pairs);
        }
        if let Some((at, line)) = &self.gone {
            line.pairs("gone", &mut pairs);
            pairs.push(("gone-at".into(), at.to_string()));
        }
        let pair = |(name, text): &(String, String)| format!("{}={}", encoded(name), encoded(text));
        pairs.iter().map(pair).collect::<Vec<_>>().join("&")
    }

    /// Where this sheet is shown.
    pub(super) fn href(&self) -> String {
        let query = self.query();
        if query.is_empty() { "/ask".into() } else { format!("/ask?{query}") }
    }

    /// Says how a subject stands: changes the fact that speaks of it, or adds one.
    pub(super) fn state(&mut self, what: &str, status: Status) {
        self.gone = None;
        if let Some(line) = self.facts.iter_mut().find(|line| line.what == what) {
            line.set("is", status.code());
        } else {
            self.facts.push(Line::new(what, status));
        }
    }

    /// Takes a fact away and keeps it aside.
    pub(super) fn take_away(&mut self, place: usize) {
        if place < self.facts.len() {
            self.gone = Some((place, self.facts.remove(place)));
        }
    }

    /// Puts the fact that was taken away back where it stood.
    pub(super) fn put_back(&mut self) {
        if let Some((at, line)) = self.gone.take() {
            self.facts.insert(at.min(self.facts.len()), line);
        }
    }
}

/// Percent-encoding of a form: letters, digits and `-._~:` stay, everything else becomes bytes.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0').to_ascii_uppercase();
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Query;

    fn read(address: &str) -> Sheet {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&address.parse().unwrap()).unwrap();
        Sheet::from_pairs(&pairs)
    }

    #[test]
    fn an_address_keeps_everything_that_was_typed() {
        let mut sheet = Sheet::default();
        sheet.set("born", "not a day & <more>");
        sheet.set("zone", "chin");
        let mut drug = Line::new("drug:St John's wort+100 %", Status::Past);
        drug.set("until", "2026-02-30");
        sheet.facts = vec![drug, Line::new("condition:melasma", Status::Absent)];
        sheet.gone = Some((1, Line::new("product:retinol", Status::Present)));
        assert_eq!(read(&sheet.href()), sheet);
        assert_eq!(read(&Sheet::default().href()), Sheet::default());
    }

    #[test]
    fn what_is_taken_away_can_be_put_back_where_it_was() {
        let mut sheet = Sheet::default();
        for code in ["a", "b", "c"] {
            sheet.state(&format!("condition:{code}"), Status::Present);
        }
        let before = sheet.clone();
        sheet.take_away(1);
        assert_eq!(sheet.facts.len(), 2);
        let mut again = read(&sheet.href());
        again.put_back();
        assert_eq!(again, before);
        sheet.take_away(9);
        assert_eq!(sheet.facts.len(), 2, "there is no tenth");
    }

    #[test]
    fn a_second_word_about_the_same_thing_replaces_the_first() {
        let mut sheet = read("/ask?f3=condition:melasma&f3-is=unknown&f3-on=2026-01-01&nonsense=1&f9-is=past");
        sheet.state("condition:melasma", Status::Absent);
        assert_eq!(sheet.query(), "f1=condition:melasma&f1-is=absent&f1-on=2026-01-01");
    }
}
