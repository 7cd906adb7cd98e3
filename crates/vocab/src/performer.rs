//! Who may perform: the tiers of licence, from the lowest to the highest.

crate::words! {
    /// A tier of licence; a higher tier may do what a lower one may.
    Performer, "performer" {
        /// Licensed aesthetician (massage needs a massage licence as well).
        Aesthetician = "aesthetician",
        /// Registered nurse, by delegation.
        Rn = "rn",
        /// Nurse practitioner or physician assistant.
        NpPa = "np_pa",
        /// Physician.
        Md = "md",
    }
}

impl Performer {
    /// In words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Aesthetician => "an aesthetician",
            Self::Rn => "a registered nurse",
            Self::NpPa => "a nurse practitioner or physician assistant",
            Self::Md => "a physician",
        }
    }
}
