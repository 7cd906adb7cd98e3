//! The fields of a typed record: what a form needs to know of them, and how text becomes their value.
use vocab::nearest::nearest;

/// The most letters of a text in a record.
pub const FIELD_LETTERS_MAX: usize = 500;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number with its unit, smallest and largest.
    Number {
        /// Unit; empty where it has none.
        unit: &'static str,
        /// Smallest.
        low: f64,
        /// Largest.
        high: f64,
    },
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// Words.
    Text,
}

/// A field of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name in forms and files.
    pub key: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it takes.
    pub kind: Kind,
}

impl Field {
    /// Its name in the middle of a sentence: small, unless capitals belong to it, as in pH or RF power.
    #[must_use]
    pub fn within(&self) -> String {
        let has_capitals = self.label.chars().skip(1).any(char::is_uppercase);
        if has_capitals { self.label.to_owned() } else { self.label.to_lowercase() }
    }
}

/// Something that a field can hold.
pub trait Value: Sized {
    /// What it takes.
    const KIND: Kind;
    /// The value of a text.
    ///
    /// # Errors
    /// Why it is none, and what is allowed.
    fn read(text: &str) -> Result<Self, String>;
    /// The text of the value.
    fn write(&self) -> String;
}

impl Value for bool {
    const KIND: Kind = Kind::Flag;
    fn read(text: &str) -> Result<Self, String> {
        match text.trim() {
            "yes" | "true" | "on" => Ok(true),
            "no" | "false" => Ok(false),
            other => Err(format!("`{}` is neither yes nor no", vocab::nearest::clip(other))),
        }
    }
    fn write(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

impl Value for String {
    const KIND: Kind = Kind::Text;
    fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let count = text.chars().count();
        if count > FIELD_LETTERS_MAX {
            return Err(format!("{count} letters, and at most {FIELD_LETTERS_MAX} fit"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
            return Err("it holds a control letter".to_owned());
        }
        Ok(text.to_owned())
    }
    fn write(&self) -> String {
        self.clone()
    }
}

/// A value of a text, for fields that stand outside of a record.
///
/// # Errors
/// Why it is none, and what is allowed.
pub fn read<V: Value>(text: &str) -> Result<V, String> {
    V::read(text)
}

/// The choice of a closed list, or why not, with the nearest word.
pub(crate) fn choice<T: std::str::FromStr<Err = vocab::word::UnknownWord>>(text: &str) -> Result<T, String> {
    text.trim().parse::<T>().map_err(|e| {
        let near = nearest(&e.got, e.allowed.iter().copied());
        let hint = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        format!("`{}` is not one of {}{hint}", vocab::nearest::clip(&e.got), e.allowed.join(", "))
    })
}

/// Makes the words of a list a choice of a form.
macro_rules! choices {
    ($($name:ty: $($code:literal),+;)+) => {$(
        impl Value for $name {
            const KIND: Kind = Kind::Choice(&[$($code),+]);
            fn read(text: &str) -> Result<Self, String> { choice(text) }
            fn write(&self) -> String { self.code().to_owned() }
        }
    )+};
}

/// A record of optional fields: its struct, the list of its fields, and reading and writing them by name.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty = $label:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $($(#[$fmeta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$ty>,)+
        }

        impl $name {
            /// Its fields, in the order of the form.
            pub const FIELDS: &'static [Field] = &[
                $(Field { key: stringify!($field), label: $label, kind: <$ty as Value>::KIND },)+
            ];

            /// What a field holds, as text.
            #[must_use]
            pub fn get(&self, key: &str) -> Option<String> {
                match key {
                    $(stringify!($field) => self.$field.as_ref().map(Value::write),)+
                    _ => None,
                }
            }

            /// Sets a field from text; an empty text takes the value away.
            ///
            /// # Errors
            /// There is no such field, or the text is no value of it.
            pub fn set(&mut self, key: &str, text: &str) -> Result<(), String> {
                match key {
                    $(stringify!($field) => {
                        self.$field = if text.trim().is_empty() { None } else { Some(<$ty as Value>::read(text)?) };
                    })+
                    _ => return Err(format!("no field is called `{}`", vocab::nearest::clip(key))),
                }
                Ok(())
            }
        }
    };
}

pub(crate) use {choices, record};
