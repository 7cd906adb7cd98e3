//! Three states, three words, three shapes: round is clear, pointed is ask, eight-cornered is stop.
use super::icon::Icon;
use maud::{Markup, PreEscaped, html};
use vocab::verdict::{State, Verdict};

/// A state, or none: for things that are neither good nor bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something in one of the three states.
    In(State),
    /// Only information.
    Plain,
}

impl From<State> for Tone {
    fn from(state: State) -> Self {
        Self::In(state)
    }
}

impl From<Verdict> for Tone {
    fn from(verdict: Verdict) -> Self {
        Self::In(verdict.state())
    }
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::In(State::Clear) => "state-clear",
            Self::In(State::Ask) => "state-ask",
            Self::In(State::Stop) => "state-stop",
            Self::Plain => "state-plain",
        }
    }

    const fn drawing(self) -> &'static str {
        match self {
            Self::In(State::Clear) => {
                r#"<circle cx="10" cy="10" r="9"/><path class="cut" d="m6 10.3 2.7 2.7 5.3-5.7"/>"#
            }
            Self::In(State::Ask) => {
                r#"<path d="M8.6 1.1a2 2 0 0 1 2.8 0l7.5 7.5a2 2 0 0 1 0 2.8l-7.5 7.5a2 2 0 0 1-2.8 0l-7.5-7.5a2 2 0 0 1 0-2.8z"/><path class="cut" d="M8 7.9a2.1 2.1 0 1 1 3.1 1.8c-.7.4-1.1.8-1.1 1.6M10 14.2v.1"/>"#
            }
            Self::In(State::Stop) => {
                r#"<path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z"/><path class="cut" d="M6 10h8"/>"#
            }
            Self::Plain => r#"<circle cx="10" cy="10" r="4"/>"#,
        }
    }
}

/// The word people see for a verdict. Says what happens next, not how the machine calls it.
const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "Clear",
        Verdict::Caution => "Clear, with care",
        Verdict::Review => "Ask first",
        Verdict::Defer => "Not yet",
        Verdict::Refuse => "No",
    }
}

/// The shape of a state, without a word: only for places where the word stands beside it.
#[must_use]
pub fn shape(tone: impl Into<Tone>) -> Markup {
    let tone = tone.into();
    html! { svg class={ "shape " (tone.class()) } viewBox="0 0 20 20" aria-hidden="true" { (PreEscaped(tone.drawing())) } }
}

/// A small round label.
#[must_use]
pub fn chip(tone: impl Into<Tone>, text: &str) -> Markup {
    let tone = tone.into();
    html! { span class={ "chip " (tone.class()) } { @if tone != Tone::Plain { (shape(tone)) } (text) } }
}

/// A chip that leads somewhere; large enough for a gloved finger.
#[must_use]
pub fn chip_link(tone: impl Into<Tone>, text: &str, href: &str) -> Markup {
    let tone = tone.into();
    html! { a class={ "chip " (tone.class()) } href=(href) { @if tone != Tone::Plain { (shape(tone)) } (text) } }
}

/// A verdict in a line of a list: shape and word. `when` completes it: "Not yet, from 4 May".
#[must_use]
pub fn badge(verdict: Verdict, when: &str) -> Markup {
    html! { span class={ "badge " (Tone::from(verdict).class()) } { (shape(verdict)) (word(verdict)) @if !when.is_empty() { ", " (when) } } }
}

/// A verdict as the answer of a page: shape, word, and the sentence that says what happens next.
#[must_use]
pub fn verdict(verdict: Verdict, when: &str, sentence: &str) -> Markup {
    html! {
        div class={ "verdict " (Tone::from(verdict).class()) } role="status" {
            (shape(verdict))
            p { b { (word(verdict)) @if !when.is_empty() { ", " (when) } } span { (sentence) } }
        }
    }
}

/// Marks a number or rule that a clinician has not signed yet.
#[must_use]
pub fn sign_off() -> Markup {
    html! { span."chip signoff" { (Icon::Pen) "needs sign-off" } }
}

/// A remark that belongs to the page as a whole.
#[must_use]
pub fn notice(tone: impl Into<Tone>, title: &str, body: &Markup) -> Markup {
    let tone = tone.into();
    html! {
        div class={ "notice " (tone.class()) } {
            @if tone == Tone::Plain { (Icon::Info) } @else { (shape(tone)) }
            div { b { (title) } p { (body) } }
        }
    }
}

/// Nothing is here: why, and what to do about it.
#[must_use]
pub fn empty(title: &str, line: &str, action: &Markup) -> Markup {
    html! { div.empty { h2 { (title) } p { (line) } (action) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_verdicts_share_a_word_and_no_two_states_a_shape() {
        let words: std::collections::BTreeSet<_> = Verdict::ALL.iter().map(|one| word(*one)).collect();
        assert_eq!(words.len(), Verdict::ALL.len());
        let shapes: std::collections::BTreeSet<_> =
            State::ALL.iter().map(|one| Tone::In(*one).drawing()).collect();
        assert_eq!(shapes.len(), State::ALL.len());
    }
}
