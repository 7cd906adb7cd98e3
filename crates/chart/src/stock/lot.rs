//! One lot: the fold of its book. The same function checks an event that is to be told and reads one that was.
use super::Amount;
pub use super::lot_event::{LotEvent, Not, Waste};
use std::collections::BTreeMap;
use vocab::Day;

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
            // What does not fit ends the fold, so nothing has to be taken back.
            lot.take_in(at, event)?;
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

    pub(super) fn take_in(&mut self, at: i64, event: &LotEvent) -> Result<(), Not> {
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
            LotEvent::PutBack { session, amount, .. } => self.put_back(session, *amount),
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
#[path = "lot_tests.rs"]
mod tests;
