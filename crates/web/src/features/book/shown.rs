//! The page on which a guest books.
use crate::features::calendar::words;
use crate::Page;
use crate::ui::{self, Entry, Field, Heading, Press, Row};
use axum::http::StatusCode;
use chart::booking::free::WhyNot;
use chart::booking::{Asked, Service, Standing, clock};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vocab::Day;
use vocab::verdict::State;

/// The services, the times of one, or what was booked.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub(super) services: Vec<Service>,
    pub(super) service: Option<Service>,
    pub(super) days: Vec<(Day, Vec<u16>)>,
    pub(super) why_not: Vec<WhyNot>,
    pub(super) refused: Option<Asked>,
    pub(super) taken: bool,
    pub(super) booked: Option<(Day, u16, Asked)>,
    pub(super) typed: BTreeMap<&'static str, String>,
    pub(super) errors: Vec<(&'static str, &'static str)>,
}

impl Book {
    pub(super) fn services(services: Vec<Service>) -> Self {
        Self { services, ..Self::default() }
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
            .map(|one| Row {
                href: format!("/book/{}", one.key),
                title: one.title.clone(),
                line: format!("{}, {} minutes, {}. {}", price(one), one.minutes(), quiet(one), one.line),
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

    fn form(&self, service: &Service) -> Markup {
        html! {
            form.form method="post" action=(format!("/book/{}", service.key)) {
                fieldset.choices {
                    legend { "When?" }
                    @if let Some(told) = self.error("at") { p.error { (ui::shape(State::Stop)) (told) } }
                    @for (n, (day, cells)) in self.days.iter().enumerate() {
                        details.times open[n == 0] {
                            summary { (words::day(*day)) " " span.muted { (cells.len()) @if cells.len() == 1 { " time" } @else { " times" } } }
                            div.starts { @for cell in cells {
                                @let at = words::moment(*day, *cell);
                                label.option { input type="radio" name="at" value=(at) checked[self.value("at") == at]; span { span.unseen { (words::day(*day)) ", " } (clock(*cell)) } }
                            } }
                        }
                    }
                }
                (Field::new("name", "Your name", Entry::Text).value(self.value("name")).error(self.error("name")))
                (Field::new("reach", "Telephone or e-mail", Entry::Text).value(self.value("reach")).error(self.error("reach"))
                    .hint("Only to reach you about this visit."))
                div.form-end { (ui::submit("Book this time", Press::Primary)) }
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
        let times = Self { days: vec![(day, vec![108, 114]), (day.plus(1), vec![120])], ..Self::times(service.clone()) };
        let errors = vec![("name", "Your name, so that we know whom we expect."), ("at", "Choose a time.")];
        vec![
            ("empty", Self::default()),
            ("services", Self::services(vec![service.clone()])),
            ("times", times.clone()),
            ("wrong", Self { errors, ..times.clone() }),
            ("taken", Self { taken: true, ..times }),
            ("none", Self::times(service.clone())),
            ("refused", Self { refused: Some(asked(vocab::Verdict::Refuse, day)), ..Self::times(service.clone()) }),
            ("booked", Self { booked: Some((day, 108, asked(vocab::Verdict::Review, day))), ..Self::times(service) }),
        ]
    }

    fn title(&self) -> String {
        match (&self.service, &self.booked) {
            (None, _) => "What would you like to come for?".to_owned(),
            (Some(_), Some((day, cell, _))) => format!("We expect you on {}, {}", words::day(*day), clock(*cell)),
            (Some(service), None) if self.refused.is_some() => format!("{}: please talk to us first", service.title),
            (Some(service), None) => service.title.clone(),
        }
    }

    fn status(&self) -> StatusCode {
        if self.taken {
            StatusCode::CONFLICT
        } else if self.errors.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        }
    }

    fn render(&self) -> Markup {
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
            div.stack {
                @if let Some((_, _, asked)) = &self.booked {
                    (ui::notice(if asked.standing() == Standing::Provisional { State::Ask } else { State::Clear },
                        if asked.standing() == Standing::Provisional { "Your time is kept" } else { "Booked" },
                        &html! { @if asked.standing() == Standing::Provisional { "Before your visit we ask you a few questions about your health; until then it is provisional." } @else { "Nothing else is needed." } }))
                }
                (ui::card("Good to know", &Self::before(service)))
                @if let Some(asked) = &self.refused {
                    (ui::notice(State::Stop, "This cannot be booked online", &html! { (asked.why().map_or("Call the house, and a prescriber will look at it with you.", |why| why.because.as_str())) }))
                } @else if self.booked.is_none() {
                    @if self.days.is_empty() { (self.none()) } @else { (self.form(service)) }
                }
            }
        }
    }
}
