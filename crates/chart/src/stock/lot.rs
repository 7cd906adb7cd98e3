//! One lot: the fold of its book. The same function checks an event that is to be told and reads one that was.
use super::Amount;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocab::Day;

vocab::words! {
    /// Why something was thrown away.
    Waste, "reason of waste" {
        /// Its last day has passed.
        Expired = "expired",
        /// It was open for longer than it keeps.
        OpenTooLong = "open_too_long",
        /// What was left of a pack for one person.
        Leftover = "leftover",
        /// Broken or spilled.
        Broken = "broken",
        /// Something else, said in the note.
        Other = "other",
    }
}

/// What happens to a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LotEvent {
    /// It came in, first or again.
    Received {
        /// Product key.
        product: String,
        /// Number on the pack.
        number: String,
        /// Last day of use.
        expires: Day,
        /// How much came.
        amount: Amount,
        /// Contents of one pack.
        pack: Amount,
        /// Hours a pack is good once opened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_hours: Option<u32>,
        /// From whom.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        from: String,
    },
    /// A pack was opened or made ready.
    Opened {
        /// Dilution or other words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Used in a session.
    Used {
        /// Id of the session's entry.
        session: String,
        /// Id of the patient; never a name.
        patient: String,
        /// How much.
        amount: Amount,
    },
    /// A session was corrected: it used less.
    PutBack {
        /// Id of the session's entry.
        session: String,
        /// How much less.
        amount: Amount,
    },
    /// Thrown away.
    Wasted {
        /// How much.
        amount: Amount,
        /// Why.
        why: Waste,
        /// More words.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Counted on the shelf; what counts from here on.
    Counted {
        /// What was there.
        amount: Amount,
        /// What explains a difference.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Held back until somebody releases it.
    Quarantined {
        /// Why.
        reason: String,
    },
    /// No longer held back.
    Released {
        /// Why.
        reason: String,
    },
    /// Called back by its maker or a regulator; never used again.
    Recalled {
        /// Number or address of the notice.
        reference: String,
        /// Why.
        reason: String,
    },
}

impl LotEvent {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Opened { .. } => "opened",
            Self::Used { .. } => "used",
            Self::PutBack { .. } => "put_back",
            Self::Wasted { .. } => "wasted",
            Self::Counted { .. } => "counted",
            Self::Quarantined { .. } => "quarantined",
            Self::Released { .. } => "released",
            Self::Recalled { .. } => "recalled",
        }
    }
}

/// Why a lot cannot be used, or an event about it cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Not {
    /// Its last day has passed.
    #[error("lot {number} expired on {on}")]
    Expired {
        /// Number on the pack.
        number: String,
        /// The last day.
        on: Day,
    },
    /// It is held back.
    #[error("lot {number} is held back: {reason}")]
    HeldBack {
        /// Number on the pack.
        number: String,
        /// Why.
        reason: String,
    },
    /// It was called back.
    #[error("lot {number} is recalled ({reference}): {reason}")]
    Recalled {
        /// Number on the pack.
        number: String,
        /// The notice.
        reference: String,
        /// Why.
        reason: String,
    },
    /// There is not so much.
    #[error("lot {number} has {left} that can be used, {asked} were asked")]
    TooLittle {
        /// Number on the pack.
        number: String,
        /// What there is.
        left: Amount,
        /// What was asked.
        asked: Amount,
    },
    /// It does not fit what is known of the lot.
    #[error("lot {number}: {why}")]
    Unfit {
        /// Number on the pack.
        number: String,
        /// Why.
        why: &'static str,
    },
}

/// An opened pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// When, milliseconds since 1970.
    pub at: i64,
    /// Until when it keeps, milliseconds since 1970; absent = until the lot expires.
    pub until: Option<i64>,
    /// What is left in it.
    pub left: Amount,
    /// Dilution or other words.
    pub note: String,
}

impl Open {
    fn keeps(&self, at: i64) -> bool {
        self.until.is_none_or(|until| at <= until)
    }
}

/// Why a lot stands aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// Until it is released.
    Quarantined(String),
    /// For good: the notice, and why.
    Recalled(String, String),
}

/// A lot as its book tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lot {
    /// Product key.
    pub product: String,
    /// Number on the pack.
    pub number: String,
    /// Last day of use.
    pub expires: Option<Day>,
    /// Contents of one pack.
    pub pack: Amount,
    /// Hours a pack is good once opened.
    pub open_hours: Option<u32>,
    /// What is in the house, opened packs included.
    pub on_hand: Amount,
    /// Opened packs, oldest first.
    pub open: Vec<Open>,
    /// Why it stands aside.
    pub hold: Option<Hold>,
    /// All that came in.
    pub received: Amount,
    /// All that was used and not put back.
    pub used: Amount,
    /// All that was thrown away.
    pub wasted: Amount,
    /// What counting found too much, and too little.
    pub found: Amount,
    /// What counting found missing.
    pub missed: Amount,
    /// What each session used, with its patient.
    pub sessions: BTreeMap<String, (String, Amount)>,
}

impl Lot {
    /// Folds a book, given oldest first.
    ///
    /// # Errors
    /// An event does not fit those before it: the book is not what was told.
    pub fn of<'e>(told: impl IntoIterator<Item = (i64, &'e LotEvent)>) -> Result<Self, Not> {
        let mut lot = Self::default();
        for (at, event) in told {
            lot.hear(at, event)?;
        }
        Ok(lot)
    }

    /// Whether `amount` may be used on this day at this instant: not expired, not held back, not recalled, and there.
    ///
    /// # Errors
    /// Why not; the heaviest reason first.
    pub fn may_use(&self, amount: Amount, day: Day, at: i64) -> Result<(), Not> {
        let number = self.number.clone();
        match &self.hold {
            Some(Hold::Recalled(reference, reason)) => {
                return Err(Not::Recalled { number, reference: reference.clone(), reason: reason.clone() });
            }
            Some(Hold::Quarantined(reason)) => return Err(Not::HeldBack { number, reason: reason.clone() }),
            None => {}
        }
        match self.expires {
            Some(on) if on >= day => {}
            Some(on) => return Err(Not::Expired { number, on }),
            None => return Err(Not::Unfit { number, why: "its last day is not known" }),
        }
        let left = self.usable(at);
        // A lot of which nothing is left is not offered even for an amount that nobody has named yet.
        if left < amount || left.is_zero() {
            Err(Not::TooLittle { number, left, asked: amount })
        } else {
            Ok(())
        }
    }

    /// What can be used at an instant: closed packs and opened ones that still keep.
    #[must_use]
    pub fn usable(&self, at: i64) -> Amount {
        let stale = self.open.iter().filter(|o| !o.keeps(at)).map(|o| o.left);
        stale.fold(self.on_hand, |left, open| left.minus(open).unwrap_or_default())
    }

    /// What is in closed packs.
    #[must_use]
    pub fn closed(&self) -> Amount {
        self.open.iter().fold(self.on_hand, |left, open| left.minus(open.left).unwrap_or_default())
    }

    /// Takes an event in, or says why it cannot be; then nothing has changed.
    ///
    /// # Errors
    /// It does not fit what was told before: more than there is, another last day, a release of nothing.
    pub fn hear(&mut self, at: i64, event: &LotEvent) -> Result<(), Not> {
        let mut next = self.clone();
        next.take_in(at, event)?;
        *self = next;
        Ok(())
    }

    fn take_in(&mut self, at: i64, event: &LotEvent) -> Result<(), Not> {
        if self.expires.is_none() && !matches!(event, LotEvent::Received { .. }) {
            return Err(self.unfit("it was never received"));
        }
        match event {
            LotEvent::Received { .. } => self.receive(event),
            LotEvent::Opened { note } => self.open_pack(at, note),
            LotEvent::Used { session, patient, amount } => {
                self.use_up(at, *amount)?;
                let so_far = self.sessions.get(session).map(|(_, a)| *a).unwrap_or_default();
                let sum = so_far.plus(*amount).ok_or_else(|| self.unfit("the amount is too large"))?;
                self.sessions.insert(session.clone(), (patient.clone(), sum));
                Ok(())
            }
            LotEvent::PutBack { session, amount } => self.put_back(session, *amount),
            LotEvent::Wasted { amount, .. } => {
                self.leave(at, *amount)?;
                self.wasted =
                    self.wasted.plus(*amount).ok_or_else(|| self.unfit("the amount is too large"))?;
                Ok(())
            }
            LotEvent::Counted { amount, .. } => self.count(at, *amount),
            LotEvent::Quarantined { .. } if matches!(self.hold, Some(Hold::Recalled(..))) => {
                Err(self.unfit("it is recalled already"))
            }
            LotEvent::Quarantined { reason } => {
                self.hold = Some(Hold::Quarantined(reason.clone()));
                Ok(())
            }
            LotEvent::Released { .. } => match self.hold {
                Some(Hold::Quarantined(_)) => {
                    self.hold = None;
                    Ok(())
                }
                Some(Hold::Recalled(..)) => Err(self.unfit("what is recalled is never released")),
                None => Err(self.unfit("it is not held back")),
            },
            LotEvent::Recalled { reference, reason } => {
                self.hold = Some(Hold::Recalled(reference.clone(), reason.clone()));
                Ok(())
            }
        }
    }

    fn receive(&mut self, event: &LotEvent) -> Result<(), Not> {
        let LotEvent::Received { product, number, expires, amount, pack, open_hours, .. } = event else {
            return Ok(());
        };
        if let Some(known) = self.expires {
            if known != *expires {
                return Err(self.unfit("it is on record with another last day: look at the pack again"));
            }
            if self.product != *product || self.number != *number {
                return Err(self.unfit("it is on record as another product"));
            }
        }
        self.product.clone_from(product);
        self.number.clone_from(number);
        self.expires = Some(*expires);
        self.pack = *pack;
        self.open_hours = *open_hours;
        if amount.is_zero() {
            return Err(self.unfit("nothing came"));
        }
        self.received = self.received.plus(*amount).ok_or_else(|| self.unfit("the amount is too large"))?;
        self.on_hand = self.on_hand.plus(*amount).ok_or_else(|| self.unfit("the amount is too large"))?;
        Ok(())
    }

    fn open_pack(&mut self, at: i64, note: &str) -> Result<(), Not> {
        let left = self.closed().least(self.pack);
        if left.is_zero() {
            return Err(self.unfit("no closed pack is left"));
        }
        let until = self.open_hours.map(|hours| at.saturating_add(i64::from(hours) * 3_600_000));
        self.open.push(Open { at, until, left, note: note.to_owned() });
        Ok(())
    }

    /// Opened packs that keep are used first, oldest first; then closed ones are opened.
    fn use_up(&mut self, at: i64, amount: Amount) -> Result<(), Not> {
        let left = self.usable(at);
        if amount.is_zero() || left < amount {
            return Err(Not::TooLittle { number: self.number.clone(), left, asked: amount });
        }
        let mut want = amount;
        for open in self.open.iter_mut().filter(|o| o.keeps(at)) {
            let take = want.least(open.left);
            open.left = open.left.minus(take).unwrap_or_default();
            want = want.minus(take).unwrap_or_default();
        }
        self.on_hand = self.on_hand.minus(amount).unwrap_or_default();
        // Packs that are opened and emptied in one go leave no opened pack behind; the last one may.
        let rest = want.thousandths().checked_rem(self.pack.thousandths()).unwrap_or(0);
        if rest > 0 {
            let closed = self.closed().thousandths() + rest;
            let left = closed.min(self.pack.thousandths()) - rest;
            let until = self.open_hours.map(|hours| at.saturating_add(i64::from(hours) * 3_600_000));
            let left = Amount::try_from(left).unwrap_or_default();
            self.open.push(Open { at, until, left, note: String::new() });
        }
        self.open.retain(|o| !o.left.is_zero());
        self.used = self.used.plus(amount).ok_or_else(|| self.unfit("the amount is too large"))?;
        Ok(())
    }

    fn put_back(&mut self, session: &str, amount: Amount) -> Result<(), Not> {
        let rest = self.sessions.get(session).and_then(|(_, used)| used.minus(amount));
        let (Some(rest), Some(used)) = (rest, self.used.minus(amount)) else {
            return Err(self.unfit("the session did not use so much of it"));
        };
        if let Some((_, held)) = self.sessions.get_mut(session) {
            *held = rest;
        }
        self.sessions.retain(|_, (_, held)| !held.is_zero());
        self.used = used;
        self.on_hand = self.on_hand.plus(amount).ok_or_else(|| self.unfit("the amount is too large"))?;
        // It was never drawn from the pack: it is in the pack that is open, where one is.
        if let Some(open) = self.open.last_mut() {
            open.left = open.left.plus(amount).unwrap_or(open.left);
        }
        Ok(())
    }

    /// Takes away in the order in which a shelf is cleared: stale packs, opened packs, closed ones.
    fn leave(&mut self, at: i64, amount: Amount) -> Result<(), Not> {
        if amount.is_zero() || self.on_hand < amount {
            return Err(Not::TooLittle { number: self.number.clone(), left: self.on_hand, asked: amount });
        }
        let mut want = amount;
        let mut take = |open: &mut Open| {
            let part = want.least(open.left);
            open.left = open.left.minus(part).unwrap_or_default();
            want = want.minus(part).unwrap_or_default();
        };
        self.open.iter_mut().filter(|o| !o.keeps(at)).for_each(&mut take);
        self.open.iter_mut().filter(|o| o.keeps(at)).for_each(&mut take);
        self.open.retain(|o| !o.left.is_zero());
        self.on_hand = self.on_hand.minus(amount).unwrap_or_default();
        Ok(())
    }

    fn count(&mut self, at: i64, amount: Amount) -> Result<(), Not> {
        if let Some(more) = amount.minus(self.on_hand) {
            self.on_hand = amount;
            self.found = self.found.plus(more).ok_or_else(|| self.unfit("the amount is too large"))?;
        } else if let Some(less) = self.on_hand.minus(amount) {
            self.leave(at, less)?;
            self.missed = self.missed.plus(less).ok_or_else(|| self.unfit("the amount is too large"))?;
        }
        Ok(())
    }

    fn unfit(&self, why: &'static str) -> Not {
        Not::Unfit { number: self.number.clone(), why }
    }

    /// The word of the list: `in_use`, `held_back` or `recalled`.
    #[must_use]
    pub const fn standing(&self) -> &'static str {
        match self.hold {
            None => "in_use",
            Some(Hold::Quarantined(_)) => "held_back",
            Some(Hold::Recalled(..)) => "recalled",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_event() -> impl Strategy<Value = (i64, LotEvent)> {
        let amount = (0..=60_000_i64).prop_map(|n| Amount::try_from(n).unwrap());
        let session = (0..4_u8).prop_map(|n| format!("s{n}"));
        let word = || "x".to_owned();
        let event = prop_oneof![
            3 => (amount.clone(), 1..=30_000_i64, proptest::option::of(1..48_u32)).prop_map(move |(amount, pack, open_hours)| {
                LotEvent::Received {
                    product: word(), number: word(), expires: Day::from_number(20_000), amount,
                    pack: Amount::try_from(pack).unwrap(), open_hours, from: String::new(),
                }
            }),
            2 => Just(LotEvent::Opened { note: String::new() }),
            6 => (session.clone(), amount.clone())
                .prop_map(move |(session, amount)| LotEvent::Used { session, patient: word(), amount }),
            3 => (session, amount.clone()).prop_map(|(session, amount)| LotEvent::PutBack { session, amount }),
            2 => amount.clone().prop_map(|amount| LotEvent::Wasted { amount, why: Waste::Broken, note: String::new() }),
            2 => amount.prop_map(|amount| LotEvent::Counted { amount, note: String::new() }),
            1 => Just(LotEvent::Quarantined { reason: word() }),
            1 => Just(LotEvent::Released { reason: word() }),
            1 => Just(LotEvent::Recalled { reference: word(), reason: word() }),
        ];
        (0..100_i64, event).prop_map(|(hour, event)| (hour * 3_600_000, event))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        /// Whatever is told in whatever order: what is refused changes nothing, nothing goes below nothing, and what came
        /// in is what was used, wasted, missed and is there.
        #[test]
        fn the_book_of_a_lot_adds_up(told in proptest::collection::vec(any_event(), 0..60)) {
            let mut lot = Lot::default();
            for (at, event) in &told {
                let before = lot.clone();
                if lot.hear(*at, event).is_err() {
                    prop_assert_eq!(&lot, &before);
                }
                let n = Amount::thousandths;
                prop_assert_eq!(n(lot.received) + n(lot.found), n(lot.on_hand) + n(lot.used) + n(lot.wasted) + n(lot.missed));
                let open: i64 = lot.open.iter().map(|o| n(o.left)).sum();
                prop_assert!(open <= n(lot.on_hand), "{:?}", lot);
                let sessions: i64 = lot.sessions.values().map(|(_, a)| n(*a)).sum();
                prop_assert_eq!(sessions, n(lot.used));
                if matches!(lot.hold, Some(Hold::Recalled(..))) {
                    prop_assert!(lot.may_use(Amount::ZERO, Day::FIRST, *at).is_err());
                }
            }
        }

        /// Expired is expired, whatever else is true of the lot.
        #[test]
        fn an_expired_lot_is_never_chosen(told in proptest::collection::vec(any_event(), 0..30), days in 1..5_000_i32) {
            let mut lot = Lot::default();
            for (at, event) in &told {
                let _ = lot.hear(*at, event);
            }
            let day = Day::from_number(20_000).plus(days);
            prop_assert!(lot.may_use(Amount::ZERO, day, 0).is_err());
        }
    }
}
