//! The page on which a guest books.
use crate::features::calendar::words;
use crate::Page;
use crate::ui::{self, Entry, Field, Heading, Press, Row};
use axum::http::StatusCode;
use chart::booking::free::WhyNot;
use chart::booking::{Asked, Service, clock};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Day;
use vocab::verdict::State;

/// Days that each have a line; the later ones stand together.
const NEAR: usize = 8;

/// The services, the times of one, or what was booked.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub(super) services: Vec<Service>,
    pub(super) service: Option<Service>,
    pub(super) days: Vec<(Day, Vec<u16>)>,
    pub(super) why_not: Vec<WhyNot>,
    pub(super) refused: Option<Asked>,
    pub(super) taken: bool,
    /// The address names nothing that can be booked here.
    pub(super) gone: bool,
    /// Why a service of the list cannot be booked online, in its order.
    pub(super) closed: Vec<Option<String>>,
    /// Days that are not offered, and why.
    pub(super) missing: Vec<(Day, &'static str)>,
    /// Why nothing more can be booked from here for now.
    pub(super) limited: Option<String>,
    /// The name of the form, and of the visit that it books.
    pub(super) form: String,
    /// The city by whose clock the times are told.
    pub(super) clock: String,
    pub(super) typed: BTreeMap<&'static str, String>,
    pub(super) errors: Vec<(&'static str, &'static str)>,
}

impl Book {
    pub(super) fn services(services: Vec<Service>, closed: Vec<Option<String>>) -> Self {
        Self { services, closed, ..Self::default() }
    }

    pub(super) fn times(service: Service) -> Self {
        Self { service: Some(service), ..Self::default() }
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| *field == name).map(|(_, told)| *told)
    }

    fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn list(&self) -> Markup {
        let rows: Vec<Row> = self
            .services
            .iter()
            .zip(self.closed.iter().chain(std::iter::repeat(&None)))
            .map(|(one, closed)| Row {
                href: format!("/book/{}", one.key),
                title: one.title.clone(),
                line: match closed {
                    Some(why) => format!("Talk to us first. {why}"),
                    None => format!("{}, {} minutes, {}. {}", price(one), one.minutes(), quiet(one), one.line),
                },
            })
            .collect();
        if rows.is_empty() {
            return ui::empty("Nothing can be booked here yet", "Call the house; a person will find you a time.", &html! {});
        }
        ui::rows(&rows)
    }

    fn before(service: &Service) -> Markup {
        html! {
            (ui::facts(&[
                ("Price", html! { (price(service)) }),
                ("Time", html! { (service.minutes()) " minutes" }),
                ("Quiet days after", html! { (quiet(service)) }),
                ("Before you come", html! {
                    @if service.prepare.is_empty() { "Nothing to prepare." }
                    @else { ul.why-not { @for line in &service.prepare { li { (line) } } } }
                }),
            ]))
        }
    }

    /// Whether the time that was chosen before something else was wrong lies on a day.
    fn chosen_on(&self, day: Day) -> bool {
        words::in_moment(self.value("at")).is_some_and(|(chosen, _)| chosen == day)
    }

    fn starts(&self, day: Day, cells: &[u16]) -> Markup {
        html! {
            div.starts { @for cell in cells {
                @let at = words::moment(day, *cell);
                label.option { input type="radio" name="at" value=(at) checked[self.value("at") == at]; span { span.unseen { (words::day(day)) ", " } (clock(*cell)) } }
            } }
        }
    }

    fn form(&self, service: &Service) -> Markup {
        let (near, later) = self.days.split_at(self.days.len().min(NEAR));
        html! {
            form.form method="post" action=(format!("/book/{}", service.key)) {
                input type="hidden" name="form" value=(self.form);
                fieldset.choices {
                    legend { "When?" }
                    @if !self.clock.is_empty() { p."small muted" { "By the clock in " (self.clock) "." } }
                    @if let Some(told) = self.error("at") { p.error { (ui::shape(State::Stop)) (told) } }
                    @for (n, (day, cells)) in near.iter().enumerate() {
                        details.times open[n == 0 || self.chosen_on(*day)] {
                            summary { (words::day(*day)) " " span.muted { (cells.len()) @if cells.len() == 1 { " time" } @else { " times" } } }
                            (self.starts(*day, cells))
                        }
                    }
                    // Behind one press all later times at once: no day ahead costs a fifth.
                    @if let (Some((first, _)), Some((last, _))) = (later.first(), later.last()) {
                        details.times open[later.iter().any(|(day, _)| self.chosen_on(*day))] {
                            summary { "Later: " (words::day(*first)) @if first != last { " to " (words::day(*last)) } }
                            @for (day, cells) in later { p { b { (words::day(*day)) } } (self.starts(*day, cells)) }
                        }
                    }
                }
                (Field::new("name", "Your name", Entry::Text).value(self.value("name")).error(self.error("name")))
                (Field::new("reach", "Telephone or e-mail", Entry::Text).value(self.value("reach")).error(self.error("reach"))
                    .hint("Only to reach you about this visit."))
                div.form-end { (ui::submit("Book this time", Press::Primary)) }
            }
            @if !self.missing.is_empty() {
                details.times {
                    summary { "Why is another day not here?" }
                    ul.why-not { @for (day, why) in &self.missing { li { (words::day(*day)) ": " (why) "." } } }
                }
            }
        }
    }

    fn none(&self) -> Markup {
        ui::empty("No time is free in the next four weeks", "Call the house: a person sees more than this page, and can put you on the list.", &html! {
            @for why in &self.why_not { @if why.days == 0 { span."small muted" { "No " (words::plural(why.kind)) " free. " } } }
        })
    }
}

pub(crate) fn price(service: &Service) -> String {
    service.price_minor.map_or_else(
        || "told in the consultation".to_owned(),
        |minor| format!("{}.{:02} {}", minor / 100, minor % 100, service.currency),
    )
}

pub(crate) fn quiet(service: &Service) -> String {
    match service.quiet_days {
        (_, 0) => "no quiet day needed".to_owned(),
        (0, 1) => "at most one quiet day".to_owned(),
        (0, most) => format!("up to {most} quiet days"),
        (least, most) => format!("{least} to {most} quiet days"),
    }
}

impl Page for Book {
    fn samples() -> Vec<(&'static str, Self)> {
        let day = Day::from_number(20_781);
        let service = crate::features::calendar::samples::service();
        let asked = crate::features::calendar::samples::asked;
        let missing = vec![(day.plus(2), "all times are taken"), (day.plus(5), "we are closed")];
        let times = Self { form: "0".repeat(32), clock: "New York".to_owned(), days: vec![(day, vec![108, 114]), (day.plus(1), vec![120])], missing, ..Self::times(service.clone()) };
        let errors = vec![("name", "Your name, so that we know whom we expect."), ("at", "Choose a time.")];
        vec![
            ("empty", Self::default()),
            ("services", Self::services(vec![service.clone(), service.clone()], vec![None, Some("A prescriber looks at it first.".to_owned())])),
            ("times", times.clone()),
            ("many-days", Self { days: (0..11).map(|n| (day.plus(n), vec![108, 114])).collect(), typed: [("at", words::moment(day.plus(9), 114))].into(), ..times.clone() }),
            ("wrong", Self { errors, ..times.clone() }),
            ("taken", Self { taken: true, ..times.clone() }),
            ("limited", Self { limited: Some("Three visits are booked under this number or address already.".to_owned()), ..times }),
            ("gone", Self { gone: true, ..Self::default() }),
            ("none", Self::times(service.clone())),
            ("refused", Self { refused: Some(asked(vocab::Verdict::Refuse, day)), ..Self::times(service) }),
        ]
    }

    fn title(&self) -> String {
        match &self.service {
            None if self.gone => "This cannot be booked here".to_owned(),
            None => "What would you like to come for?".to_owned(),
            Some(service) if self.refused.is_some() => format!("{}: please talk to us first", service.title),
            Some(service) => service.title.clone(),
        }
    }

    fn is_for_guests(&self) -> bool {
        true
    }

    fn status(&self) -> StatusCode {
        if self.gone {
            StatusCode::NOT_FOUND
        } else if self.limited.is_some() {
            StatusCode::TOO_MANY_REQUESTS
        } else if self.taken {
            StatusCode::CONFLICT
        } else if self.errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }

    fn render(&self) -> Markup {
        if self.gone {
            return html! {
                (Heading::new(&self.title()).eyebrow("Book a visit").lead("It may have another name now, or be arranged with a person only. Call us, or look at what can be booked."))
                (ui::button_link("/book", "All services", Press::Primary))
            };
        }
        let Some(service) = &self.service else {
            return html! {
                (Heading::new(&self.title()).eyebrow("Book a visit").lead("Price, time and quiet days stand beside each. Nothing is paid here."))
                (self.list())
            };
        };
        html! {
            (ui::breadcrumbs(&[("All services", "/book")], &service.title))
            (Heading::new(&self.title()).eyebrow("Book a visit").lead(&service.line))
            @if self.taken { (ui::notice(State::Stop, "That time was taken a moment ago", &html! { "These times are free." })) }
            @if let Some(told) = &self.limited { (ui::notice(State::Stop, "Not booked", &html! { (told) })) }
            div.stack {
                (ui::card("Good to know", &Self::before(service)))
                @if let Some(asked) = &self.refused {
                    (ui::notice(State::Stop, "This cannot be booked online", &html! { (asked.why().map_or("Call the house, and a prescriber will look at it with you.", |why| why.because.as_str())) }))
                } @else {
                    @if self.days.is_empty() { (self.none()) } @else { (self.form(service)) }
                }
            }
        }
    }
}
