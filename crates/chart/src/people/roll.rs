//! The roll: everybody who works or worked here, folded from the book.
use super::PeopleEvent;
use super::papers::{Licence, LicenceKind, Span, StandingOrder, Supervised, Trained};
use crate::own::Told;
use std::collections::{BTreeMap, BTreeSet};
use vocab::{Day, Performer, Permission, Role};

/// Somebody who works or worked here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Practitioner {
    /// Id.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Where they are written to, and the name they sign in with; may be empty.
    pub email: String,
    /// What they are in this house.
    pub roles: BTreeSet<Role>,
    /// Whether they work here now.
    pub active: bool,
    /// Since when, milliseconds since 1970.
    pub joined_at: i64,
    /// Licences, in the order of their recording; one that ended still stands here.
    pub licences: Vec<Licence>,
    /// Training.
    pub training: Vec<Trained>,
    /// Under whose supervision they work.
    pub supervision: Vec<Supervised>,
}

impl Practitioner {
    /// Whether any of the roles may do it; never for somebody who left.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.active && self.roles.iter().any(|role| role.may(permission))
    }

    /// The highest tier of the licences that hold on a day, in a place where one is named; past days as well.
    #[must_use]
    pub fn performer_on(&self, day: Day, place: Option<&str>) -> Option<Performer> {
        self.licences
            .iter()
            .filter(|licence| licence.span.holds_on(day) && place.is_none_or(|place| licence.holds_in(place)))
            .filter_map(|licence| licence.kind.performer())
            .max()
    }

    /// Whether a massage licence holds on a day, in a place where one is named.
    #[must_use]
    pub fn massages_on(&self, day: Day, place: Option<&str>) -> bool {
        self.licences.iter().any(|licence| {
            licence.kind == LicenceKind::Massage
                && licence.span.holds_on(day)
                && place.is_none_or(|place| licence.holds_in(place))
        })
    }
}

/// Everybody, by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll {
    /// How many entries of the book this stands on.
    pub count: u64,
    people: BTreeMap<String, Practitioner>,
    orders: Vec<StandingOrder>,
}

impl Roll {
    /// Hears one more event; what is told of somebody unknown changes nothing.
    pub fn hear(&mut self, told: &Told<PeopleEvent>) {
        self.count = told.seq;
        match &told.event {
            PeopleEvent::Joined { practitioner, name, email, roles } => {
                let person = Practitioner {
                    id: practitioner.clone(),
                    name: name.clone(),
                    email: email.clone(),
                    roles: roles.clone(),
                    active: true,
                    joined_at: told.at,
                    ..Practitioner::default()
                };
                self.people.insert(practitioner.clone(), person);
            }
            PeopleEvent::Renamed { practitioner, name, email } => self.change(practitioner, |person| {
                name.clone_into(&mut person.name);
                email.clone_into(&mut person.email);
            }),
            PeopleEvent::Roles { practitioner, roles } => {
                self.change(practitioner, |person| person.roles.clone_from(roles));
            }
            PeopleEvent::Left { practitioner } => self.change(practitioner, |person| person.active = false),
            PeopleEvent::Returned { practitioner } => {
                self.change(practitioner, |person| person.active = true);
            }
            PeopleEvent::Licensed { practitioner, licence } => {
                self.change(practitioner, |person| person.licences.push(licence.clone()));
            }
            PeopleEvent::Trained { practitioner, training } => {
                self.change(practitioner, |person| person.training.push(training.clone()));
            }
            PeopleEvent::Supervised { practitioner, supervision } => {
                self.change(practitioner, |person| person.supervision.push(supervision.clone()));
            }
            PeopleEvent::Ordered { order } => self.orders.push(order.clone()),
            PeopleEvent::Ended { paper, on, .. } => {
                for (id, span) in self.spans() {
                    if id == paper {
                        *span = span.ended(*on);
                    }
                }
            }
        }
    }

    /// Every paper of everybody, with its days.
    fn spans(&mut self) -> impl Iterator<Item = (&String, &mut Span)> {
        let people = self.people.values_mut().flat_map(|person| {
            let licences = person.licences.iter_mut().map(|paper| (&paper.id, &mut paper.span));
            let training = person.training.iter_mut().map(|paper| (&paper.id, &mut paper.span));
            let supervision = person.supervision.iter_mut().map(|paper| (&paper.id, &mut paper.span));
            licences.chain(training).chain(supervision)
        });
        people.chain(self.orders.iter_mut().map(|paper| (&paper.id, &mut paper.span)))
    }

    /// Standing orders, in the order of their recording.
    #[must_use]
    pub fn orders(&self) -> &[StandingOrder] {
        &self.orders
    }

    fn change(&mut self, practitioner: &str, how: impl FnOnce(&mut Practitioner)) {
        if let Some(person) = self.people.get_mut(practitioner) {
            how(person);
        }
    }

    /// The person with this id.
    #[must_use]
    pub fn get(&self, practitioner: &str) -> Option<&Practitioner> {
        self.people.get(practitioner)
    }

    /// Name of somebody, or the id where nobody is known by it: what an author is shown as.
    #[must_use]
    pub fn name<'a>(&'a self, author: &'a str) -> &'a str {
        self.people.get(author).map_or(author, |person| person.name.as_str())
    }

    /// Everybody, by id, which is the order of joining.
    pub fn all(&self) -> impl Iterator<Item = &Practitioner> {
        self.people.values()
    }

    /// Whoever works here now.
    pub fn active(&self) -> impl Iterator<Item = &Practitioner> {
        self.all().filter(|person| person.active)
    }
}
