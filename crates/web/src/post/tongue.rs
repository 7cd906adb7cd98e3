//! The language of a letter: English, or a translation that somebody who may has signed off. The English sentence is the key to
//! the other one, as it is for consents; what varies stands in braces (`Your visit on {day}`). A letter is in one language: where
//! a sentence is missing, all of it is English.
use super::scene::{Guest, Sender};
use super::words::{Says, Words};
use crate::house::knowledge;
use knowledge::language::Language;
use std::cell::RefCell;
use std::collections::BTreeSet;
use vocab::Day;

/// The language that every letter can be written in.
pub(crate) const ENGLISH: &str = "en";

/// A language that is being written in.
#[derive(Debug, Default)]
pub(crate) struct Tongue<'k> {
    language: Option<&'k Language>,
    /// English sentences that nobody has translated.
    missing: RefCell<BTreeSet<String>>,
}

impl<'k> Tongue<'k> {
    /// A translation, signed off or not.
    pub(crate) fn of(language: &'k Language) -> Self {
        Self { language: Some(language), ..Self::default() }
    }

    /// A sentence with its values put in. Every value that varies is named in the English sentence.
    pub(crate) fn say(&self, english: &str, values: &[(&str, &str)]) -> String {
        let said = self.language.map(|language| {
            language.say(english).unwrap_or_else(|| {
                self.missing.borrow_mut().insert(english.to_owned());
                english.to_owned()
            })
        });
        filled(&said.unwrap_or_else(|| english.to_owned()), values)
    }

    /// `Tuesday, 1 December 2026`.
    pub(crate) fn day(&self, day: Day) -> String {
        let word = |form: &str| self.say(&day.date().strftime(form).to_string(), &[]);
        let number = |form: &str| day.date().strftime(form).to_string();
        self.say(
            "{weekday}, {date} {month} {year}",
            &[
                ("weekday", &word("%A")),
                ("date", &number("%-d")),
                ("month", &word("%B")),
                ("year", &number("%Y")),
            ],
        )
    }

    /// What nobody has translated of what was said so far.
    pub(crate) fn missing(&self) -> BTreeSet<String> {
        self.missing.borrow().clone()
    }
}

/// Each name in braces replaced once by its value, so that a value with braces in it stays what it is.
fn filled(sentence: &str, values: &[(&str, &str)]) -> String {
    let (mut text, mut rest) = (String::with_capacity(sentence.len()), sentence);
    while let Some((before, from)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = from.split_once('}') else {
            text.push('{');
            rest = from;
            break;
        };
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            text.push_str(value);
        } else {
            text.push('{');
            text.push_str(name);
            text.push('}');
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The translation that may be used for a guest who wishes this language; `None` = English, because that is the wish, or because
/// nobody translated the wished one or signed it off.
pub(crate) fn usable(wished: &str) -> Option<&'static Language> {
    knowledge().and_then(|k| k.language(wished)).filter(|language| language.is_signed_off())
}

/// The words in a language that may be used, and the language that they are in: English where a sentence of this letter is
/// missing in it.
pub(crate) fn written(
    says: &Says,
    sender: &Sender,
    guest: &Guest,
    language: Option<&Language>,
) -> (Words, String) {
    if let Some(language) = language {
        let tongue = Tongue::of(language);
        let words = says.words(sender, guest, &tongue);
        if tongue.missing().is_empty() {
            return (words, language.key.clone());
        }
    }
    (says.words(sender, guest, &Tongue::default()), ENGLISH.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::examples::{examples, rarities};
    use chart::message::Way;

    #[test]
    fn values_are_put_in_once_and_the_rest_stays() {
        for (sentence, want) in [
            ("Your visit on {day}", "Your visit on {month}"),
            ("{day}{day}", "{month}{month}"),
            ("no {name}, {", "no {name}, {"),
            ("plain", "plain"),
        ] {
            assert_eq!(filled(sentence, &[("day", "{month}"), ("month", "May")]), want);
        }
    }

    fn people() -> (Sender, Vec<Guest>) {
        let sender = Sender {
            name: "Harbour House".to_owned(),
            line: "+1 555 0100".to_owned(),
            public: "https://house.example".to_owned(),
            answers: true,
            ..Sender::default()
        };
        let guest = |way| Guest {
            name: "Lucía Vega".to_owned(),
            way,
            stop: "https://house.example/stop/…".to_owned(),
        };
        (sender, vec![guest(Way::Email), guest(Way::Text)])
    }

    #[test]
    fn every_sentence_of_every_message_is_translated_into_what_ships() {
        let language = knowledge().unwrap().language("es").unwrap();
        let (sender, guests) = people();
        let mut missing = BTreeSet::new();
        // Every way in which a letter asks to be answered.
        for sender in [
            sender.clone(),
            Sender { answers: false, ..sender.clone() },
            Sender { line: String::new(), ..sender.clone() },
            Sender::default(),
        ] {
            for guest in &guests {
                for says in examples().into_iter().chain(rarities()) {
                    let tongue = Tongue::of(language);
                    says.words(&sender, guest, &tongue);
                    missing.extend(tongue.missing());
                }
            }
        }
        // What the example prepares belongs to the price list of a house, and is no sentence of ours.
        missing.retain(|line| !line.starts_with("No retinoid") && !line.starts_with("Come without"));
        assert_eq!(missing, BTreeSet::new());
    }

    #[test]
    fn a_letter_is_in_the_wished_language_only_when_somebody_signed_all_of_it_off() {
        let (sender, guests) = people();
        let reminder = examples().into_iter().find(|says| says.kind() == chart::message::Kind::Soon).unwrap();
        for wished in ["", "en", "xx", "es"] {
            assert!(usable(wished).is_none(), "{wished}: Spanish ships without a signature");
        }
        let (words, language) = written(&reminder, &sender, &guests[0], None);
        assert!(language == ENGLISH && words.text.starts_with("Dear Lucía Vega,"), "{}", words.text);
        let mut es = knowledge().unwrap().language("es").unwrap().clone();
        let (words, language) = written(&reminder, &sender, &guests[0], Some(&es));
        assert!(language == "es" && words.text.contains("jueves, 3 de diciembre de 2026"), "{}", words.text);
        // One sentence less, and the whole letter is English.
        es.line.retain(|line| line.english != "December");
        let (words, language) = written(&reminder, &sender, &guests[0], Some(&es));
        assert!(language == ENGLISH && words.text.contains("Thursday, 3 December 2026"), "{}", words.text);
    }
}
