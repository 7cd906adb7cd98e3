//! Devices with their services; the emergency kit stands on the same page.
use super::{Desk, Pairs, Wrongs, said};
use crate::session::{Carries, Signed};
use crate::ui::{self, Entry, Heading, Table};
use crate::{Oops, Page};
use axum::http::StatusCode;
use chart::stock::{Device, Kit};
use maud::{Markup, html};
use vocab::verdict::State;
use vocab::{Day, Permission};

/// The page.
#[derive(Debug, Clone)]
pub struct Devices {
    /// The token of the forms.
    pub csrf: String,
    /// Devices in the house.
    pub devices: Vec<Device>,
    /// The kit.
    pub kit: Kit,
    /// Today.
    pub today: Day,
    /// Who looked at the kit last.
    pub looked: String,
    /// Treatments: code and title.
    pub treatments: Vec<(String, String)>,
    /// Whether whoever looks may write.
    pub writes: bool,
    /// What was typed.
    pub typed: Pairs,
    /// What does not hold.
    pub wrongs: Wrongs,
}

impl Carries for Devices {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Desk<'_> {
    pub(super) async fn devices(&self, signed: &Signed, typed: &Pairs, wrongs: Wrongs) -> Result<Devices, Oops> {
        let kit = self.stock().kit().await?;
        let roll = self.record.roll().await?;
        let looked = kit.checked.as_ref().and_then(|(_, who, _)| roll.get(who)).map(|p| p.name.clone());
        Ok(Devices {
            csrf: signed.csrf.clone(),
            devices: self.stock().devices().await?.into_values().filter(|d| !d.retired).collect(),
            kit,
            today: self.today,
            looked: looked.unwrap_or_else(|| "the house".to_owned()),
            treatments: self.k.treatments.iter().filter(|t| t.planned).map(|t| (t.code.clone(), t.title.clone())).collect(),
            writes: signed.may(Permission::StockWrite),
            typed: typed.clone(),
            wrongs,
        })
    }
}

/// A device as the form tells it.
pub(super) fn about(device: &Device) -> Pairs {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut pairs = vec![
        pair("device", &device.key),
        pair("name", &device.name),
        pair("model", &device.model),
        pair("serial", &device.serial),
        pair("service_days", &device.service_days.to_string()),
    ];
    pairs.extend(device.treatments.iter().map(|code| pair("treatment", code)));
    pairs
}

/// How a device stands on a day, in a word and a state.
fn standing(device: &Device, today: Day) -> (State, String) {
    match (&device.fault, device.due()) {
        (Some(fault), _) => (State::Stop, format!("Out of use: {fault}")),
        (None, None) => (State::Ask, "No service on record".to_owned()),
        (None, Some(due)) if due < today => (State::Stop, format!("Service was due {}", due.in_words())),
        (None, Some(due)) if due.since(today) <= 30 => (State::Ask, format!("Service due {}", due.in_words())),
        (None, Some(due)) => (State::Clear, format!("Serviced, due {}", due.in_words())),
    }
}

impl Page for Devices {
    fn samples() -> Vec<(&'static str, Self)> {
        let today = Day::from_number(20_781);
        let device = |key: &str, serviced: Option<i32>, fault: Option<&str>| Device {
            key: key.into(),
            name: format!("Lamp <{key}>"),
            model: "Maker M".into(),
            serial: "7".into(),
            treatments: vec!["ipl".into()],
            service_days: 180,
            serviced: serviced.map(|days| (today.plus(-days), "R1".into())),
            fault: fault.map(str::to_owned),
            retired: false,
        };
        let item = chart::stock::KitItem { key: "adrenaline".into(), name: "Adrenaline 1 mg/ml".into(), need: 2, treatments: vec![] };
        let seen = chart::stock::Seen { key: "adrenaline".into(), count: 1, expires: Some(today.plus(-1)) };
        let page = Self {
            csrf: "t".into(),
            devices: vec![device("a", Some(10), None), device("b", Some(200), None), device("c", None, None), device("d", Some(1), Some("filter cracked"))],
            kit: Kit { items: vec![item], checked: Some((today.plus(-40), "n".into(), [("adrenaline".to_owned(), seen)].into())) },
            today,
            looked: "Ines Vidal".into(),
            treatments: vec![("ipl".into(), "Intense pulsed light".into())],
            writes: true,
            typed: vec![],
            wrongs: Wrongs::new(),
        };
        let mut wrong = page.clone();
        wrong.wrongs = Wrongs::from([("do".into(), "There is no such device here.".into()), ("on".into(), "A day, such as 2027-12-31.".into())]);
        wrong.typed = vec![("do".into(), "service".into())];
        let change = Self { typed: page.devices.first().map(about).unwrap_or_default(), ..page.clone() };
        let empty = Self { devices: vec![], kit: Kit::default(), writes: false, ..page.clone() };
        vec![("ordinary", page), ("change", change), ("wrong", wrong), ("empty", empty)]
    }

    fn title(&self) -> String {
        "Devices and emergency kit".into()
    }

    fn status(&self) -> StatusCode {
        if self.wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let look = self.devices.iter().filter(|d| standing(d, self.today).0 != State::Clear).count();
        let title = match (self.devices.len(), look) {
            (0, _) => "No device is on record".to_owned(),
            (1, 0) => "One device, serviced".to_owned(),
            (1, _) => "One device, to be looked at".to_owned(),
            (n, 0) => format!("{n} devices, all serviced"),
            (n, look) => format!("{n} devices, {look} to look at"),
        };
        let mut table = Table::new("Devices in the house").class("terse").column("Device").column("Maker and model").column("Serial").column("State");
        if self.writes {
            table = table.deeds("Change");
        }
        for device in &self.devices {
            let (state, word) = standing(device, self.today);
            let mut cells = vec![html! { (device.name) }, html! { (device.model) }, html! { (device.serial) }, ui::chip(state, &word)];
            if self.writes {
                cells.push(html! { a href=(format!("/devices?about={}#describe", device.key)) aria-label=(format!("Change {}", device.name)) { "Change" } });
            }
            table = table.row(cells);
        }
        html! {
            (ui::breadcrumbs(&[("Stock", "/stock")], "Devices and kit"))
            (Heading::new(&title).eyebrow("Devices"))
            @if let Some(why) = self.wrongs.get("do") { (ui::notice(State::Stop, "Not written down", &html! { p { (why) } })) }
            @if self.devices.is_empty() { (ui::empty("No device yet", "A treatment that needs one waits at the door until its device is here and serviced.", &html! {})) } @else { (table) }
            (self.kit())
            @if self.writes { (self.tell()) (self.describe()) }
        }
    }
}

impl Devices {
    pub(super) fn wrong(&self, field: &str) -> Option<&str> {
        self.wrongs.get(field).map(String::as_str)
    }

    pub(super) fn text(&self, name: &str, label: &str) -> ui::Field {
        ui::Field::new(name, label, Entry::Text).value(said(&self.typed, name)).error(self.wrong(name))
    }

    fn tell(&self) -> Markup {
        let mut names = vec![(String::new(), "Choose".to_owned())];
        names.extend(self.devices.iter().map(|d| (d.key.clone(), d.name.clone())));
        ui::section("tell", "Something happened to a device", "", &html! {
            form.form method="post" action="/devices" {
                (ui::csrf(self))
                div.form-row {
                    div.field { label for="told_device" { "Device" } select.input id="told_device" name="device" { @for (key, name) in &names { option value=(key) selected[*key == said(&self.typed, "device")] { (name) } } } }
                    (ui::Field::new("on", "Serviced on", Entry::Date).value(said(&self.typed, "on")).error(self.wrong("on")).optional())
                    (self.text("report", "By whom, number of the report").optional())
                    (self.text("what", "What is wrong, or what was done").optional())
                }
                div.form-end {
                    button.btn type="submit" name="do" value="service" { "Serviced" }
                    button.btn type="submit" name="do" value="fault" { "Out of use" }
                    button.btn type="submit" name="do" value="clear" { "Fault is gone" }
                    button.btn.quiet type="submit" name="do" value="retire" { "It left the house" }
                }
            }
        })
    }

    /// A new device, or one that is told anew: then the form says which.
    fn describe(&self) -> Markup {
        let chosen = |code: &str| self.typed.iter().any(|(n, c)| n == "treatment" && c == code);
        let options = self
            .treatments
            .iter()
            .map(|(code, title)| ui::Choice { value: code.clone(), label: title.clone(), note: String::new(), chosen: chosen(code) })
            .collect();
        let about = self.devices.iter().find(|device| device.key == said(&self.typed, "device"));
        let about = about.filter(|_| ["", "describe"].contains(&said(&self.typed, "do")));
        let open = about.is_some() || said(&self.typed, "do") == "describe" || self.devices.is_empty();
        let title = about.map_or_else(|| "A new device".to_owned(), |device| format!("Change {}", device.name));
        html! {
            details.disclose id="describe" open[open] {
                summary { h2 { (title) } }
                div.inside {
                    form.form method="post" action="/devices" {
                        (ui::csrf(self))
                        @if let Some(device) = about { input type="hidden" name="device" value=(device.key); }
                        div.form-row {
                            (self.text("name", "What the house calls it"))
                            (self.text("model", "Maker and model"))
                            (self.text("serial", "Serial number"))
                            (self.text("service_days", "Days between services"))
                        }
                        (ui::Choices::many("treatment", "Used for", options))
                        div.form-end {
                            button.btn.primary type="submit" name="do" value="describe" { "Keep the device" }
                            @if about.is_some() { (ui::button_link("/devices", "Leave it as it is", ui::Press::Quiet)) }
                        }
                    }
                }
            }
        }
    }
}
