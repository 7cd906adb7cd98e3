//! What can be booked, and the products behind it with what is in them.
use super::{Desk, Pairs, Wrongs, said};
use crate::session::{Carries, Signed};
use crate::ui::{self, Choice, Choices, Entry, Heading, Press, Table};
use crate::{Oops, Page};
use axum::http::StatusCode;
use chart::stock::{Unit, services};
use maud::{Markup, html};
use vocab::Permission;
use vocab::verdict::State;

/// A service of the list.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Where its knowledge stands.
    pub href: String,
    /// Title.
    pub title: String,
    /// What it costs; empty = not said.
    pub price: String,
    /// Minutes in the chair.
    pub minutes: String,
    /// What it is, or which protocols it is a step of.
    pub remark: String,
}

/// A product of the list.
#[derive(Debug, Clone)]
pub struct Good {
    /// Its key.
    pub key: String,
    /// Its name and maker.
    pub name: String,
    /// Its pack.
    pub pack: String,
    /// What is in it.
    pub ingredients: String,
    /// What it is used for.
    pub used_for: String,
    /// No longer bought.
    pub retired: bool,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The token of the form.
    pub csrf: String,
    /// Services.
    pub services: Vec<Offered>,
    /// Products.
    pub products: Vec<Good>,
    /// Treatments: code and title.
    pub treatments: Vec<(String, String)>,
    /// Whether whoever looks may write.
    pub writes: bool,
    /// What was typed.
    pub typed: Pairs,
    /// What does not hold.
    pub wrongs: Wrongs,
}

impl Carries for Catalogue {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl Desk<'_> {
    pub(super) async fn catalogue(&self, signed: &Signed, typed: &Pairs, wrongs: Wrongs) -> Result<Catalogue, Oops> {
        let protocol = |key: &&str| self.k.protocols.iter().find(|one| one.code == **key).map_or((*key).to_owned(), |one| one.title.clone());
        let offered = services(self.k).into_iter().map(|s| Offered {
            href: format!("/library/{}/{}", if s.protocol { "protocols" } else { "treatments" }, s.code),
            title: s.title.to_owned(),
            price: s.price.map(|money| money.to_string()).unwrap_or_default(),
            minutes: s.minutes.map_or_else(String::new, |[low, high]| {
                if low == high { format!("{low} min") } else { format!("{low} to {high} min") }
            }),
            remark: if s.protocol { "several treatments in one visit".to_owned() } else { s.part_of.iter().map(protocol).collect::<Vec<_>>().join(", ") },
        });
        let title = |code: &String| self.k.treatment(code).map_or_else(|| code.clone(), |t| t.title.clone());
        let products = self.stock().products().await?;
        let goods = products.values().map(|p| Good {
            key: p.key.clone(),
            name: format!("{}, {}", p.name, p.maker),
            pack: p.unit.counted(p.pack),
            ingredients: p.ingredients.iter().map(|i| i.name.as_str()).collect::<Vec<_>>().join(", "),
            used_for: p.treatments.iter().map(title).collect::<Vec<_>>().join(", "),
            retired: p.retired,
        });
        Ok(Catalogue {
            csrf: signed.csrf.clone(),
            services: offered.collect(),
            products: goods.collect(),
            treatments: self.k.treatments.iter().filter(|t| t.planned).map(|t| (t.code.clone(), t.title.clone())).collect(),
            writes: signed.may(Permission::CatalogueWrite),
            typed: typed.clone(),
            wrongs,
        })
    }
}

impl Page for Catalogue {
    fn samples() -> Vec<(&'static str, Self)> {
        let page = Self {
            csrf: "t".into(),
            services: vec![Offered {
                href: "/library/treatments/ipl".into(),
                title: "Intense pulsed light".into(),
                price: "EUR 180.00".into(),
                minutes: "30 to 45 min".into(),
                remark: String::new(),
            }],
            products: vec![Good {
                key: "peel".into(),
                name: "Glycolic peel <30 %>, Maker".into(),
                pack: "50 ml".into(),
                ingredients: "Glycolic Acid, Aqua".into(),
                used_for: "Glycolic peel".into(),
                retired: true,
            }],
            treatments: vec![("ipl".into(), "Intense pulsed light".into())],
            writes: true,
            typed: vec![],
            wrongs: Wrongs::new(),
        };
        let mut wrong = page.clone();
        wrong.typed = vec![("name".into(), "<x>".into()), ("pack".into(), "much".into())];
        wrong.wrongs = Wrongs::from([
            ("name".into(), "This product is in the list already; change it there.".into()),
            ("pack".into(), "A number such as 1, 100 or 0.25.".into()),
        ]);
        let change = Self { typed: vec![("product".into(), "peel".into()), ("name".into(), "Glycolic peel <30 %>".into())], ..page.clone() };
        let empty = Self { products: vec![], writes: false, ..page.clone() };
        vec![("ordinary", page), ("change", change), ("wrong", wrong), ("empty", empty)]
    }

    fn title(&self) -> String {
        "Services and products".into()
    }

    fn status(&self) -> StatusCode {
        if self.wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn render(&self) -> Markup {
        let mut offered = Table::new("Prices are those of the clinic's own files").class("terse").column("Service").numbers("Price").numbers("Time").column("Part of");
        for s in &self.services {
            offered = offered.row(vec![html! { a href=(s.href) { (s.title) } }, html! { (s.price) }, html! { (s.minutes) }, html! { (s.remark) }]);
        }
        let mut goods = Table::new("What the house keeps").class("terse").column("Product").column("Pack").column("In it").column("Used for");
        if self.writes {
            goods = goods.deeds("Change");
        }
        for p in &self.products {
            let mut cells = vec![
                html! { (p.name) @if p.retired { " " span.small.muted { "no longer bought" } } },
                html! { (p.pack) },
                html! { (p.ingredients) },
                html! { (p.used_for) },
            ];
            if self.writes {
                cells.push(html! { a href=(format!("/catalogue?about={}#tell", p.key)) aria-label=(format!("Change {}", p.name)) { "Change" } });
            }
            goods = goods.row(cells);
        }
        html! {
            (ui::breadcrumbs(&[("Stock", "/stock")], "Services and products"))
            (Heading::new(&format!("{}, {}", many(self.services.len(), "service"), many(self.products.len(), "product"))).eyebrow("Catalogue"))
            (ui::section("products", "Products", "", &html! {
                @if self.products.is_empty() { (ui::empty("No product yet", "Lots can be received once their product is here.", &html! {})) } @else { (goods) }
            }))
            @if self.writes { (self.form()) }
            (ui::section("services", "Services", "", &html! { (offered) }))
        }
    }
}

/// So many of them, in the right number.
fn many(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

impl Catalogue {
    fn form(&self) -> Markup {
        let wrong = |field: &str| self.wrongs.get(field).map(String::as_str);
        let text = |name: &str, label: &str| ui::Field::new(name, label, Entry::Text).value(said(&self.typed, name)).error(wrong(name));
        let chosen = |code: &str| self.typed.iter().any(|(n, c)| n == "treatment" && c == code);
        let treatments = self
            .treatments
            .iter()
            .map(|(code, title)| Choice { value: code.clone(), label: title.clone(), note: String::new(), chosen: chosen(code) })
            .collect();
        let mut units = vec![(String::new(), "Choose".to_owned())];
        units.extend(Unit::ALL.iter().map(|u| (u.code().to_owned(), format!("{} ({})", ui::capital(u.code()), u.short()))));
        let about = self.products.iter().find(|product| product.key == said(&self.typed, "product"));
        let title = about.map_or_else(|| "A new product".to_owned(), |product| format!("Change {}", product.name));
        html! {
            details.disclose id="tell" open[about.is_some() || !self.wrongs.is_empty() || self.products.is_empty()] {
                summary { h2 { (title) } }
                div.inside {
                    @if let Some(why) = wrong("do") { (ui::notice(State::Stop, "Not kept", &html! { p { (why) } })) }
                    form.form method="post" action="/catalogue" {
                        (ui::csrf(self))
                        @if let Some(product) = about { input type="hidden" name="product" value=(product.key); }
                        div.form-row {
                            (text("name", "Name as on the pack"))
                            (text("maker", "Maker"))
                            (ui::Field::new("unit", "Measured in", Entry::Select(units)).value(said(&self.typed, "unit")).error(wrong("unit")))
                            (text("pack", "One pack holds"))
                            (text("open_hours", "Hours it keeps once opened").optional())
                            (text("reorder_at", "Order again at").optional())
                            (text("gtin", "Article number (GTIN)").optional())
                            (text("label", "Label in the clinic's files").optional())
                        }
                        (ui::Field::new("ingredients", "Ingredients (INCI)", Entry::Lines).value(said(&self.typed, "ingredients")).error(wrong("ingredients")).optional()
                            .hint("One a line. A name that rules know is found by itself; otherwise name it: Glycolic Acid = aha_glycolic."))
                        (Choices::many("treatment", "Used for", treatments).error(wrong("treatments")))
                        (Choices::many("retired", "Bought", vec![Choice { value: "yes".into(), label: "No longer bought".into(), note: String::new(), chosen: said(&self.typed, "retired") == "yes" }]))
                        div.form-end {
                            (ui::submit("Keep the product", Press::Primary))
                            @if about.is_some() { (ui::button_link("/catalogue", "Leave it as it is", Press::Quiet)) }
                        }
                    }
                }
            }
        }
    }
}
