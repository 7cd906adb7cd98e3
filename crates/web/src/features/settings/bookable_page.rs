//! The page of what can be booked.
use crate::Page;
use crate::features::calendar::desk::{Pairs, said};
use crate::session::Carries;
use crate::ui::{self, Choice, Choices, Entry, Field, Heading, Press, Table};
use axum::http::StatusCode;
use chart::booking::{GRAIN_MINUTES, Kind, Resource, Segment, SegmentKind, Service};
use maud::{Markup, html};
use std::collections::BTreeSet;
use vocab::Money;
use vocab::verdict::State;

/// The stretches of a visit: field and label.
pub(super) const MINUTES: [(&str, &str); 4] = [
    ("prepare_minutes", "Making ready, numbing"),
    ("hands_minutes", "Hands on the guest"),
    ("processing_minutes", "Works alone"),
    ("clean_minutes", "Cleaning after"),
];

/// What was typed into which form.
#[derive(Debug, Clone, Default)]
pub(super) enum Typed {
    #[default]
    Nothing,
    Thing(Pairs),
    Service(Pairs),
}

/// Everything that can be booked.
#[derive(Debug, Clone, Default)]
pub struct Bookable {
    pub(super) things: Vec<Resource>,
    pub(super) services: Vec<Service>,
    /// Who works here: id and name.
    pub(super) people: Vec<(String, String)>,
    /// Treatments: code and title.
    pub(super) treatments: Vec<(String, String)>,
    pub(super) currency: String,
    pub(super) may_set: bool,
    pub(super) may_offer: bool,
    pub(super) errors: Vec<(&'static str, String)>,
    pub(super) typed: Typed,
    pub(super) told: String,
    pub(super) csrf: String,
}

impl Carries for Bookable {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Bookable {
    fn field(&self, typed: Option<&Pairs>, name: &str, label: &str, entry: Entry) -> Field {
        let error = typed.and_then(|_| self.errors.iter().find(|(field, _)| *field == name)).map(|(_, told)| told.as_str());
        Field::new(name, label, entry).value(typed.map_or("", |pairs| said(pairs, name))).error(error)
    }

    /// The words by which rooms or devices are asked for, each as people say it.
    fn words(&self, kind: Kind) -> Vec<(String, String)> {
        let words: BTreeSet<&str> =
            self.things.iter().filter(|one| one.kind == kind).flat_map(|one| &one.skills).map(|(word, _)| word.as_str()).collect();
        words.into_iter().map(|word| (word.to_owned(), self.named(kind, word))).collect()
    }

    /// The rooms or devices that serve for a word, by their names.
    fn serving(&self, kind: Kind, word: &str) -> Vec<&str> {
        let serves = |one: &&Resource| one.kind == kind && !one.retired && one.skills.iter().any(|(own, _)| own == word);
        self.things.iter().filter(serves).map(|one| one.name.as_str()).collect()
    }

    /// What a word of a service asks for: a room by its use, with the rooms that have it; a device by its name.
    fn named(&self, kind: Kind, word: &str) -> String {
        let names = self.serving(kind, word).join(" or ");
        match kind {
            Kind::Room if names.is_empty() => ui::capital(word),
            Kind::Room => format!("{}: {names}", ui::capital(word)),
            Kind::Practitioner | Kind::Device | Kind::Kit if names.is_empty() => word.to_owned(),
            Kind::Practitioner | Kind::Device | Kind::Kit => names,
        }
    }

    /// What somebody does, or what a room or a device serves for: titles of services; for a room the words of the house, because
    /// a room serves for many.
    fn does(&self, one: &Resource) -> String {
        let asks = |word: &str| {
            let own = |service: &&Service| match one.kind {
                Kind::Practitioner => service.key == word,
                kind @ (Kind::Room | Kind::Device | Kind::Kit) => service.needs.iter().any(|(needed, own)| *needed == kind && own == word),
            };
            self.services.iter().filter(own).map(|service| service.title.as_str()).collect::<Vec<_>>()
        };
        let words = one.skills.iter().flat_map(|(word, _)| {
            let titles = if one.kind == Kind::Room { Vec::new() } else { asks(word) };
            if titles.is_empty() { vec![word.as_str()] } else { titles }
        });
        words.collect::<Vec<_>>().join(", ")
    }

    fn list(&self) -> Markup {
        let kinds = [(Kind::Practitioner, "People", "Does"), (Kind::Room, "Rooms", "Serves for"), (Kind::Device, "Devices", "Serves for"), (Kind::Kit, "Kits", "Serves for")];
        html! {
            @if self.things.is_empty() { (ui::empty("Nobody and nothing yet", "Add who works in the calendar, then the rooms, then the devices.", &html! {})) }
            @for (kind, title, does) in kinds {
                @if self.things.iter().any(|one| one.kind == kind) { (self.list_of(kind, title, does)) }
            }
        }
    }

    fn list_of(&self, kind: Kind, title: &str, does: &str) -> Markup {
        let head = Table::new(title).class("terse of-kind").column("Name").column("About").column(does);
        let head = if self.may_set { head.deeds("Change") } else { head };
        let rows = self.things.iter().filter(|one| one.kind == kind).fold(head, |table, one| {
            table.row(vec![
                html! { (one.name) @if one.retired { " " (ui::chip(ui::Tone::Plain, "not booked any more")) } },
                // What the line says and the words say again is told once.
                html! { @if !one.line.split(", ").all(|word| one.skills.iter().any(|(own, _)| own == word)) { (one.line) } },
                html! { (self.does(one)) },
                html! { @if self.may_set { a href=(format!("/settings/bookable?thing={}#thing", one.id)) aria-label=(format!("Change {}", one.name)) { "Change" } } },
            ])
        });
        html! { (rows) }
    }

    /// Takes what is being changed out of the booking, or puts it back.
    fn out_or_in(&self) -> Markup {
        let Typed::Thing(pairs) = &self.typed else { return html! {} };
        let same = |one: &&Resource| one.kind.code() == said(pairs, "kind") && (one.name == said(pairs, "name") || one.id == said(pairs, "person"));
        let Some(one) = self.things.iter().find(same) else { return html! {} };
        let (to, word) = if one.retired { ("in", "Book again") } else { ("out", "No longer book") };
        html! {
            form."form-end out" method="post" action="/settings/bookable/retired" {
                (ui::csrf(self))
                input type="hidden" name="id" value=(one.id);
                button.btn name="to" value=(to) { (word) ": " (one.name) }
                @if !one.retired { span."small muted" { "What is booked already stays." } }
            }
        }
    }

    /// What stands in a form that changes one: nothing where neither is here.
    pub(super) fn about(&self, thing: &str, service: &str) -> Typed {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        if let Some(one) = self.things.iter().find(|one| one.id == thing) {
            let serves: Vec<&str> = one.skills.iter().map(|(word, _)| word.as_str()).collect();
            let serves = if one.kind == Kind::Practitioner { String::new() } else { serves.join(", ") };
            return Typed::Thing(vec![
                pair("kind", one.kind.code()),
                pair("person", if one.kind == Kind::Practitioner { &one.id } else { "" }),
                pair("name", &one.name),
                pair("skills", &serves),
                pair("line", &one.line),
            ]);
        }
        let Some(one) = self.services.iter().find(|one| one.key == service) else { return Typed::Nothing };
        let needs = |kind: Kind| one.needs.iter().find(|(needed, _)| *needed == kind).map_or("", |(_, word)| word.as_str());
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let price = one.price_minor.zip(one.currency.parse().ok());
        let price = price.map(|(minor_units, currency)| Money { minor_units, currency }.to_string()).unwrap_or_default();
        let price = price.split(' ').next().unwrap_or_default();
        let mut pairs = vec![
            pair("title", &one.title),
            pair("treatment", &one.treatment),
            pair("family", &one.family),
            pair("line", &one.line),
            pair("percent", &number(one.percent)),
            pair("ph", &number(one.ph)),
            pair("room", needs(Kind::Room)),
            pair("device", needs(Kind::Device)),
            pair("price", price),
            pair("quiet_low", &one.quiet_days.0.to_string()),
            pair("quiet_high", &one.quiet_days.1.to_string()),
            pair("public", if one.public { "yes" } else { "no" }),
            pair("prepare", &one.prepare.join("\n")),
        ];
        let kinds = [SegmentKind::Prepare, SegmentKind::Hands, SegmentKind::Processing, SegmentKind::Clean];
        for ((name, _), kind) in MINUTES.iter().zip(kinds) {
            let cells: u16 = one.segments.iter().filter(|segment| segment.kind == kind).map(|segment| segment.length).sum();
            pairs.push(pair(name, &(cells * GRAIN_MINUTES).to_string()));
        }
        let does = |thing: &&Resource| thing.kind == Kind::Practitioner && thing.skills.iter().any(|(word, _)| *word == one.key);
        pairs.extend(self.things.iter().filter(does).map(|thing| pair("who", &thing.id)));
        Typed::Service(pairs)
    }

    /// A form that is folded until it is needed.
    fn folded(id: &str, title: &str, open: bool, form: &Markup) -> Markup {
        html! { details.disclose id=(id) open[open] { summary { h3 { (title) } } div.inside { (form) } } }
    }

    fn thing(&self) -> Markup {
        let typed = if let Typed::Thing(pairs) = &self.typed { Some(pairs) } else { None };
        let kinds = [(Kind::Practitioner, "Somebody who works here"), (Kind::Room, "A room"), (Kind::Device, "A device"), (Kind::Kit, "A kit")];
        let kinds = kinds.map(|(kind, word)| (kind.code().to_owned(), word.to_owned())).to_vec();
        let people = std::iter::once((String::new(), "None".to_owned())).chain(self.people.iter().cloned()).collect();
        html! {
            form.form method="post" action="/settings/bookable/things" {
                (ui::csrf(self))
                div.form-row {
                    (self.field(typed, "kind", "What is it?", Entry::Select(kinds)))
                    (self.field(typed, "person", "Who, if it is somebody", Entry::Select(people)).optional())
                    (self.field(typed, "name", "Name, if it is not", Entry::Text).optional().hint("The same name and kind again changes what stands there."))
                }
                div.form-row {
                    (self.field(typed, "skills", "A room or device serves for", Entry::Text).optional().hint("Words with commas, such as treatment, laser. A service asks for one of them."))
                    (self.field(typed, "line", "A few words beside the name", Entry::Text).optional())
                }
                div.form-end { (ui::submit("Keep", Press::Primary)) }
            }
            (self.out_or_in())
        }
    }

    fn offers(&self) -> Markup {
        let head = Table::new("Minutes are those of the guest; cleaning comes after").class("terse").column("Service").numbers("Minutes").numbers("Price").column("Needs").column("Who").column("Booked by");
        let head = if self.may_offer { head.deeds("Change") } else { head };
        let rows = self.services.iter().fold(head, |table, one| {
            let price = one.price_minor.zip(one.currency.parse().ok()).map(|(minor_units, currency)| Money { minor_units, currency }.to_string());
            let needs = one.needs.iter().filter(|(kind, _)| *kind != Kind::Practitioner);
            let needs = needs.map(|(kind, word)| if *kind == Kind::Room { format!("{word} room") } else { self.named(*kind, word) }).collect::<Vec<_>>();
            let does = |thing: &&Resource| thing.kind == Kind::Practitioner && !thing.retired && thing.skills.iter().any(|(word, _)| *word == one.key);
            let who: Vec<&str> = self.things.iter().filter(does).map(|thing| thing.name.as_str()).collect();
            table.row(vec![
                html! { (one.title) },
                html! { (one.minutes()) " min" },
                html! { (price.unwrap_or_else(|| "told in the consultation".to_owned())) },
                html! { (needs.join(", ")) },
                html! { @if who.is_empty() { "nobody" } @else { (who.join(", ")) } },
                html! { (if one.public { "guests too" } else { "desk only" }) },
                html! { @if self.may_offer { a href=(format!("/settings/bookable?service={}#service", one.key)) aria-label=(format!("Change {}", one.title)) { "Change" } } },
            ])
        });
        html! { @if self.services.is_empty() { (ui::empty("Nothing is offered yet", "A service says how long a visit takes and whom, which room and which device it needs.", &html! {})) } @else { (rows) } }
    }

    fn offer(&self) -> Markup {
        let typed = if let Typed::Service(pairs) = &self.typed { Some(pairs) } else { None };
        let value = |name: &str| typed.map_or("", |pairs| said(pairs, name));
        let treatments = std::iter::once((String::new(), "A talk: nothing is treated".to_owned())).chain(self.treatments.iter().cloned()).collect();
        let none = |word: &str, all: Vec<(String, String)>| std::iter::once((String::new(), word.to_owned())).chain(all).collect();
        let chosen = |id: &str| typed.is_some_and(|pairs| pairs.iter().any(|(name, value)| name == "who" && value == id));
        let who = self.things.iter().filter(|one| one.kind == Kind::Practitioner && !one.retired);
        let who = who.map(|one| Choice { value: one.id.clone(), label: one.name.clone(), chosen: chosen(&one.id), note: String::new() });
        let error = |name: &str| typed.and_then(|_| self.errors.iter().find(|(field, _)| *field == name)).map(|(_, told)| told.as_str());
        let minutes = || Entry::Number { low: "0".into(), high: "480".into(), step: "5".into(), unit: "min".into() };
        let setting = |high: &str, unit: &str| Entry::Number { low: "0".into(), high: high.into(), step: "any".into(), unit: unit.into() };
        let days = || Entry::Number { low: "0".into(), high: "60".into(), step: "1".into(), unit: "days".into() };
        html! {
            form.form method="post" action="/settings/bookable/services" {
                (ui::csrf(self))
                div.form-row {
                    (self.field(typed, "title", "Service", Entry::Text).hint("The same name again changes the service."))
                    (self.field(typed, "treatment", "Which treatment is it?", Entry::Select(treatments)))
                    (self.field(typed, "family", "Group in the list", Entry::Text).optional())
                }
                (self.field(typed, "line", "One sentence for guests", Entry::Text).optional())
                div.form-row {
                    (self.field(typed, "percent", "Strength of an acid", setting("100", "%")).optional().hint("The safety check counts with it. Empty leaves what stands there."))
                    (self.field(typed, "ph", "Acidity of an acid", setting("14", "pH")).optional().hint("Who may apply an acid depends on it. Empty leaves what stands there."))
                }
                div.form-row { @for (name, label) in MINUTES { (self.field(typed, name, label, minutes())) } }
                div.form-row {
                    (self.field(typed, "room", "The room serves for", Entry::Select(none("Choose", self.words(Kind::Room)))))
                    (self.field(typed, "device", "A device that serves for", Entry::Select(none("No device", self.words(Kind::Device)))).optional())
                    (self.field(typed, "price", &format!("Price, {}", self.currency), Entry::Text).optional())
                }
                @if self.things.iter().any(|one| one.kind == Kind::Practitioner) { (Choices::many("who", "Who does it", who.collect()).error(error("who"))) }
                @else { p.hint { "Who does it is chosen here once somebody is in the calendar: add them above." } @if let Some(told) = error("who") { p.error { (ui::shape(State::Stop)) (told) } } }
                div.form-row {
                    (self.field(typed, "quiet_low", "Quiet days after, fewest", days()).optional())
                    (self.field(typed, "quiet_high", "Quiet days after, most", days()).optional())
                    (Field::new("public", "Guests book it themselves", Entry::Select(vec![("no".into(), "No".into()), ("yes".into(), "Yes".into())])).value(value("public")))
                }
                (self.field(typed, "prepare", "What to do or leave before", Entry::Lines).optional().hint("One sentence a line; guests read it before they book and in the reminder."))
                div.form-end { (ui::submit("Keep the service", Press::Primary)) }
            }
        }
    }
}

impl Page for Bookable {
    fn samples() -> Vec<(&'static str, Self)> {
        let thing = |id: &str, kind, name: &str, skill: &str| Resource {
            id: id.into(),
            kind,
            name: name.into(),
            line: String::new(),
            skills: vec![(skill.into(), None)],
            retired: id == "room-moss",
        };
        let service = Service {
            key: "facial".into(),
            title: "Facial <long>".into(),
            line: String::new(),
            family: "Care".into(),
            treatment: "facial_hydrating".into(),
            percent: None,
            ph: None,
            segments: vec![Segment { kind: SegmentKind::Hands, length: 10 }],
            needs: vec![(Kind::Practitioner, "facial".into()), (Kind::Room, "quiet".into())],
            price_minor: Some(9_000),
            currency: "EUR".into(),
            quiet_days: (0, 1),
            prepare: vec![],
            public: true,
        };
        let empty = Self {
            people: vec![("1".into(), "Noor Haddad".into())],
            treatments: vec![("facial_hydrating".into(), "Hydrating facial".into())],
            currency: "EUR".into(),
            may_set: true,
            may_offer: true,
            csrf: "t".into(),
            ..Self::default()
        };
        let full = Self {
            things: vec![thing("1", Kind::Practitioner, "Noor Haddad", "facial"), thing("room-fern", Kind::Room, "Fern", "quiet"), thing("room-moss", Kind::Room, "Moss", "quiet")],
            services: vec![service],
            told: "kept".into(),
            ..empty.clone()
        };
        let wrong = Self {
            errors: vec![("title", "A name of 1 to 200 letters.".into()), ("who", "Choose at least one person of the calendar.".into())],
            typed: Typed::Service(vec![("price".into(), "many".into())]),
            told: String::new(),
            ..full.clone()
        };
        let change = Self { typed: full.about("", "facial"), told: String::new(), ..full.clone() };
        let thing = Self { typed: full.about("room-moss", ""), told: String::new(), ..full.clone() };
        let read_only = Self { may_set: false, may_offer: false, ..full.clone() };
        vec![("empty", empty), ("full", full), ("change", change), ("thing", thing), ("wrong", wrong), ("read-only", read_only)]
    }

    fn title(&self) -> String {
        "What can be booked".to_owned()
    }

    fn door(&self) -> Option<&'static str> {
        Some("/settings")
    }

    fn status(&self) -> StatusCode {
        if self.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        html! {
            (ui::breadcrumbs(&[("Settings", "/settings")], &self.title()))
            (Heading::new(&self.title()).lead("People, rooms and devices first, then what guests come for. A time is free when everybody and everything that a service needs is."))
            @if !self.told.is_empty() { (ui::notice(State::Clear, "Kept", &html! { "It counts from now on; what was booked before stays." })) }
            (ui::section("things", "People, rooms and devices", "", &html! {
                (self.list())
                @if self.may_set { (Self::folded("thing", "Add or change one", self.things.is_empty() || matches!(self.typed, Typed::Thing(_)), &self.thing())) }
            }))
            (ui::section("services", "What guests come for", "", &html! {
                (self.offers())
                @if self.may_offer { (Self::folded("service", "Add or change a service", self.services.is_empty() || matches!(self.typed, Typed::Service(_)), &self.offer())) }
            }))
        }
    }
}
