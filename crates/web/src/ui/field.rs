//! Fields and buttons. Every field has a label that is seen, a hint where it helps, and its error beside it.
use super::icon::Icon;
use super::state::shape;
use maud::{Markup, Render, html};
use vocab::Day;
use vocab::verdict::State;

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// One line of text.
    Text,
    /// A number between two limits, both allowed, in steps; the unit stands beside the field.
    Number {
        /// The lowest.
        low: String,
        /// The highest.
        high: String,
        /// The step; `any` for none.
        step: String,
        /// Shown at the right, empty for none.
        unit: String,
    },
    /// A calendar day, `YYYY-MM-DD`.
    Date,
    /// One of a list that opens: value and label. The first entry may be an empty value.
    Select(Vec<(String, String)>),
    /// Free text with offered words; the browser's own list, so it needs no script.
    Combobox(Vec<String>),
    /// Several lines.
    Lines,
    /// A secret that nobody should read over a shoulder; the word tells the browser's own keeper of passwords what it is:
    /// `current-password`, `new-password`.
    Secret(&'static str),
}

/// A field with its label.
#[derive(Debug, Clone)]
pub struct Field {
    name: String,
    id: String,
    label: String,
    whose: String,
    entry: Entry,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    optional: bool,
    autofocus: bool,
    fills: &'static str,
}

impl Field {
    /// A field of a form; the name is also its id.
    #[must_use]
    pub fn new(name: &str, label: &str, entry: Entry) -> Self {
        Self {
            name: name.to_owned(),
            id: name.to_owned(),
            label: label.to_owned(),
            whose: String::new(),
            entry,
            value: String::new(),
            hint: None,
            error: None,
            optional: false,
            autofocus: false,
            fills: "off",
        }
    }

    /// What stands in it.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// A sentence that helps to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }

    /// What is wrong and how to put it right; nothing if all is well.
    #[must_use]
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.error = error.map(str::to_owned);
        self
    }

    /// May stay empty; said beside the label.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Where typing begins. At most one on a page.
    #[must_use]
    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// What the browser may offer for a line of text, in the words of HTML, such as `username webauthn`.
    #[must_use]
    pub fn fills(mut self, what: &'static str) -> Self {
        self.fills = what;
        self
    }

    /// Whose it is, for a label that stands more than once on a page under what names it: heard before the label, not seen.
    #[must_use]
    pub fn whose(mut self, whose: &str) -> Self {
        whose.clone_into(&mut self.whose);
        self
    }

    /// With an id of its own, where a page has several fields of this name.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    fn described_by(&self) -> Option<String> {
        let ids: Vec<_> = [(self.error.is_some(), "error"), (self.hint.is_some(), "hint")]
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, what)| format!("{}-{what}", self.id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn input(&self, kind: &str, limits: Option<(&str, &str, &str)>, list: Option<&str>) -> Markup {
        html! {
            input.input id=(self.id) name=(self.name) type=(kind) value=[(!self.value.is_empty()).then_some(&self.value)]
                min=[limits.map(|(low, ..)| low)] max=[limits.map(|(_, high, _)| high)] step=[limits.map(|(.., step)| step)]
                inputmode=[limits.map(|_| "decimal")] list=[list] autocomplete=(self.fills) autofocus[self.autofocus]
                aria-invalid=[self.error.as_ref().map(|_| "true")] aria-describedby=[self.described_by()];
        }
    }

    fn control(&self) -> Markup {
        match &self.entry {
            Entry::Text => self.input("text", None, None),
            // A secret is never sent back to the page.
            Entry::Secret(what) => html! {
                input.input id=(self.id) name=(self.name) type="password" autocomplete=(what) autofocus[self.autofocus]
                    aria-invalid=[self.error.as_ref().map(|_| "true")] aria-describedby=[self.described_by()];
                // Where somebody proves who they are, a touch may take the place of the password.
                @if self.name == "proof" { script type="module" src=(crate::assets::address("passkey.js")) {} }
            },
            // A browser throws away what is no day; as text it stays visible and can be put right.
            Entry::Date if !self.value.is_empty() && self.value.parse::<Day>().is_err() => {
                self.input("text", None, None)
            }
            Entry::Date => self.input("date", None, None),
            Entry::Number { .. } if !self.value.is_empty() && self.value.parse::<f64>().is_err() => {
                self.input("text", None, None)
            }
            Entry::Number { low, high, step, unit } if unit.is_empty() => {
                self.input("number", Some((low, high, step)), None)
            }
            Entry::Number { low, high, step, unit } => html! {
                div.with-unit { (self.input("number", Some((low, high, step)), None)) span.unit { (unit) } }
            },
            Entry::Select(options) => html! {
                select.input id=(self.id) name=(self.name) autofocus[self.autofocus]
                    aria-invalid=[self.error.as_ref().map(|_| "true")] aria-describedby=[self.described_by()] {
                    @for (value, label) in options { option value=(value) selected[*value == self.value] { (label) } }
                }
            },
            Entry::Combobox(offered) => {
                let list = format!("{}-offered", self.id);
                html! { (self.input("text", None, Some(&list))) datalist id=(list) { @for word in offered { option value=(word) {} } } }
            }
            Entry::Lines => html! {
                textarea.input id=(self.id) name=(self.name) rows="4"
                    aria-invalid=[self.error.as_ref().map(|_| "true")] aria-describedby=[self.described_by()] { (self.value) }
            },
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        html! {
            div.field {
                label for=(self.id) { @if !self.whose.is_empty() { span.unseen { (self.whose) ": " } } (self.label) @if self.optional { span.optional { " · optional" } } }
                (self.control())
                @if let Some(error) = &self.error { p.error id={ (self.id) "-error" } { (shape(State::Stop)) (error) } }
                @if let Some(hint) = &self.hint { p.hint id={ (self.id) "-hint" } { (hint) } }
            }
        }
    }
}

/// How a button presses on the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// The one thing to do on this page.
    Primary,
    /// Also possible.
    Second,
    /// Possible, rarely.
    Quiet,
}

impl Press {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn primary",
            Self::Second => "btn",
            Self::Quiet => "btn quiet",
        }
    }
}

/// A link that looks like a button.
#[must_use]
pub fn button_link(href: &str, label: &str, press: Press) -> Markup {
    html! { a class=(press.class()) href=(href) { (label) } }
}

/// A link that looks like a button, in a list where each row has the same: whoever hears the page hears whose it is.
#[must_use]
pub fn button_link_of(href: &str, label: &str, whose: &str, press: Press) -> Markup {
    html! { a class=(press.class()) href=(href) { (label) span.unseen { " " (whose) } } }
}

/// The button that sends a form.
#[must_use]
pub fn submit(label: &str, press: Press) -> Markup {
    html! { button class=(press.class()) type="submit" { (label) } }
}

/// Prints the page. Appears only where scripts run; the browser's own menu prints the same.
#[must_use]
pub fn print_button(label: &str) -> Markup {
    html! { button.btn type="button" data-print hidden { (Icon::Printer) (label) } }
}

/// The field in which whoever signs proves who they are; [`crate::session::reauthenticated`] takes what it holds.
#[must_use]
pub fn prove(error: Option<&str>) -> Field {
    Field::new("proof", "Your password, or a code of your app", Entry::Secret("current-password"))
        .hint("Your signature stands under what is above.")
        .error(error)
}

/// What every form begins with that is sent by somebody signed in, or by a guest with a link: the token of the session.
#[must_use]
pub fn csrf(carries: &impl crate::session::Carries) -> Markup {
    html! { input type="hidden" name="csrf" value=(carries.csrf()); }
}
