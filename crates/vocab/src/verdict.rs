//! The five verdicts and the three states in which people see them.

crate::words! {
    /// The answer of the gate, from the lightest to the heaviest: the worst finding wins.
    Verdict, "verdict" {
        /// No known restriction.
        Allow = "allow",
        /// Allowed with the stated action attached to the session.
        Caution = "caution",
        /// Provisional; a prescriber signs before the booking is confirmed, or a question is open.
        Review = "review",
        /// Not before a certain day.
        Defer = "defer",
        /// Not plannable; only a prescriber with a written reason may override, and never a refusal by law.
        Refuse = "refuse",
    }
}

crate::words! {
    /// What a person sees: always a word and a shape beside the colour.
    State, "state" {
        /// Sage: books and starts, with its actions.
        Clear = "clear",
        /// Honey: something must be answered or signed.
        Ask = "ask",
        /// Garnet: not now, or not at all.
        Stop = "stop",
    }
}

impl Verdict {
    /// The state in which this verdict is shown.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Allow | Self::Caution => State::Clear,
            Self::Review => State::Ask,
            Self::Defer | Self::Refuse => State::Stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_wins_by_order() {
        let mut all = Verdict::ALL.to_vec();
        all.sort();
        assert_eq!(all, Verdict::ALL, "declared from light to heavy");
        assert_eq!("defer".parse::<Verdict>().unwrap().state(), State::Stop);
    }
}
