//! A text in another language: whole, signed off, bound to its English text, with a hash of its own. Anything less is no text.
use super::form::Meaning;
use super::text::{Item, NoText, Original, Part, Text};
use knowledge::language::Language;
use std::collections::BTreeMap;

impl Text {
    /// What the frame of the page says: a heading, or what a signature means.
    #[must_use]
    pub fn framed<'t>(&'t self, english: &'t str) -> &'t str {
        let said = self.original.as_ref().and_then(|original| original.frame.get(english));
        said.map_or(english, String::as_str)
    }

    /// This English text in another language.
    ///
    /// # Errors
    /// The language is not signed off, or a sentence is missing: not knowing what it says is no permission to have it signed.
    pub(super) fn translated(&self, language: &Language) -> Result<Self, NoText> {
        if !language.is_signed_off() {
            return Err(NoText::NotSignedOff(language.key.clone()));
        }
        let mut gaps: Vec<String> = Vec::new();
        let mut say = |english: &str| {
            language.say(english).unwrap_or_else(|| {
                gaps.push(english.to_owned());
                String::new()
            })
        };
        let title = say(&self.title);
        let mut parts: BTreeMap<Part, Vec<Item>> = BTreeMap::new();
        for (part, items) in &self.parts {
            let told = items.iter().map(|item| Item { text: say(&item.text), ..item.clone() }).collect();
            parts.insert(*part, told);
        }
        let mut questions = self.questions.clone();
        for question in &mut questions {
            question.ask = say(&question.ask);
            question.because = say(&question.because);
            for answer in &mut question.answers {
                *answer = say(answer);
            }
        }
        let headings = self.parts.keys().map(|part| part.title());
        let meanings = Meaning::ALL.iter().map(|meaning| meaning.sentence());
        let frame = headings.chain(meanings).map(|english| (english.to_owned(), say(english))).collect();
        if let Some(first) = gaps.first() {
            let (language, missing, first) = (language.key.clone(), gaps.len(), first.clone());
            return Err(NoText::Untranslated { language, missing, first });
        }
        let original = Some(Original { hash: self.hash(), parts: self.part_hashes(), frame });
        Ok(Self { language: language.key.clone(), title, parts, questions, original, ..self.clone() })
    }
}
