//! A page as whoever sits before it reads it: words, fields by their labels, buttons and links by their words.
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Hidden,
    Text,
    Box,
    Radio,
    /// Value and label of each option.
    Select(Vec<(String, String)>),
    File,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The form that it belongs to.
    pub(crate) form: Option<usize>,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) label: String,
    /// The headings, legends and summaries above it, the nearest first.
    pub(crate) above: Vec<String>,
    pub(crate) value: String,
    pub(crate) chosen: bool,
}

/// What can be pressed.
#[derive(Debug, Clone)]
pub(crate) struct Press {
    pub(crate) label: String,
    pub(crate) above: Vec<String>,
    pub(crate) does: Does,
}

/// What comes of a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Does {
    Open(String),
    /// A form, with what the button itself says, and where it sends the form if not to its own address.
    Send(usize, Option<(String, String)>, Option<String>),
}

/// A form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) is_post: bool,
    pub(crate) in_parts: bool,
}

/// A page that was shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub(crate) status: u16,
    /// Where it stands, after everything that it was led through.
    pub(crate) address: String,
    pub(crate) heading: String,
    pub(crate) words: String,
    /// What a notice or the error beside a field says.
    pub(crate) told: Vec<String>,
    pub(crate) forms: Vec<Form>,
    pub(crate) fields: Vec<Field>,
    pub(crate) presses: Vec<Press>,
    /// Addresses that stand on the page as text, to be handed to somebody.
    pub(crate) links: Vec<String>,
}

fn all(what: &str) -> Selector {
    Selector::parse(what).unwrap()
}

fn every<'r>(root: ElementRef<'r>, what: &str) -> Vec<ElementRef<'r>> {
    root.select(&all(what)).collect()
}

/// Elements that end a line.
const BLOCKS: [&str; 26] = [
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "section", "form", "label", "td", "th", "tr",
    "table", "dt", "dd", "summary", "details", "option", "legend", "fieldset", "button", "nav", "header",
];

fn gather(element: ElementRef<'_>, out: &mut String) {
    for child in element.children() {
        if let Some(text) = child.value().as_text() {
            out.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let name = inner.value().name();
            if matches!(name, "script" | "style" | "template" | "datalist")
                || inner.value().attr("aria-hidden") == Some("true")
            {
                continue;
            }
            let is_block = BLOCKS.contains(&name);
            if is_block {
                out.push(' ');
            }
            gather(inner, out);
            if is_block {
                out.push(' ');
            }
        }
    }
}

/// The words of an element with one space between them.
fn words(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    gather(element, &mut out);
    let spaced = out.split_whitespace().collect::<Vec<_>>().join(" ");
    // A mark in a span of its own does not stand apart.
    [" .", " ,", " :", " ;"].iter().fold(spaced, |text, mark| text.replace(mark, &mark[1..]))
}

fn attr(element: ElementRef<'_>, name: &str) -> Option<String> {
    element.value().attr(name).map(str::to_owned)
}

/// What an element is called: by an attribute, by its label, by the words inside.
fn name_of(element: ElementRef<'_>, labels: &BTreeMap<String, String>) -> String {
    if let Some(label) = attr(element, "aria-label") {
        return label;
    }
    if let Some(label) = attr(element, "id").and_then(|id| labels.get(&id)) {
        return label.clone();
    }
    let around = element.ancestors().filter_map(ElementRef::wrap).find(|one| one.value().name() == "label");
    around.map(|label| label_words(label)).unwrap_or_default()
}

fn label_words(label: ElementRef<'_>) -> String {
    words(label).trim_end_matches("· optional").trim().to_owned()
}

/// The headings above an element: a heading, legend or summary that stands directly inside something around it.
fn above(element: ElementRef<'_>, title: &Selector) -> Vec<String> {
    let around = element.ancestors().filter_map(ElementRef::wrap);
    let title_of = |one: ElementRef<'_>| {
        let inside = one.child_elements().flat_map(|child| {
            let head = child.value().classes().any(|class| class == "section-head" || class == "heading");
            std::iter::once(child).chain(if head { child.child_elements().collect() } else { Vec::new() })
        });
        let own = inside.into_iter().find(|child| title.matches(child)).map(words);
        own.or_else(|| attr(one, "aria-label"))
    };
    around.filter_map(title_of).collect()
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(status: u16, address: &str, html: &str) -> Self {
        let document = Html::parse_document(html);
        let root = document.root_element();
        let first = |what: &str| every(root, what).into_iter().next().map(words).unwrap_or_default();
        let told = every(root, ".notice, p.error").into_iter().map(words);
        let links = every(root, "code, a")
            .into_iter()
            .map(words)
            .filter(|text| text.contains("/sign-in/") || text.contains("/g/"));
        let mut page = Self {
            status,
            address: address.to_owned(),
            heading: first("h1"),
            words: every(root, "body").into_iter().next().map_or_else(|| words(root), words),
            told: told.collect(),
            links: links.collect(),
            ..Self::default()
        };
        page.take_forms(root);
        page
    }

    fn take_forms(&mut self, root: ElementRef<'_>) {
        let labels = every(root, "label[for]").into_iter();
        let labels: BTreeMap<String, String> =
            labels.filter_map(|label| Some((attr(label, "for")?, label_words(label)))).collect();
        let forms: Vec<ElementRef<'_>> = every(root, "form");
        self.forms = forms
            .iter()
            .map(|form| Form {
                action: attr(*form, "action").unwrap_or_else(|| self.address.clone()),
                is_post: attr(*form, "method").is_some_and(|how| how.eq_ignore_ascii_case("post")),
                in_parts: attr(*form, "enctype").is_some_and(|how| how.starts_with("multipart")),
            })
            .collect();
        let title = all("h1, h2, h3, h4, legend, summary, caption, b, strong");
        let form_of = |element: ElementRef<'_>| {
            if let Some(id) = attr(element, "form") {
                return forms.iter().position(|form| attr(*form, "id").as_deref() == Some(id.as_str()));
            }
            let around =
                element.ancestors().filter_map(ElementRef::wrap).find(|one| one.value().name() == "form")?;
            forms.iter().position(|form| form.id() == around.id())
        };
        for element in every(root, "input, select, textarea") {
            let Some(name) = attr(element, "name") else { continue };
            let (kind, value) = kind_and_value(element);
            if matches!(attr(element, "type").as_deref(), Some("submit" | "button")) {
                continue;
            }
            let chosen = element.value().attr("checked").is_some();
            let label = name_of(element, &labels);
            self.fields.push(Field {
                form: form_of(element),
                name,
                kind,
                label,
                above: above(element, &title),
                value,
                chosen,
            });
        }
        for element in every(root, "a[href], button") {
            let label = attr(element, "aria-label").unwrap_or_else(|| words(element));
            let does = if element.value().name() == "a" {
                Does::Open(attr(element, "href").unwrap_or_default())
            } else {
                let Some(form) = form_of(element) else { continue };
                if attr(element, "type").as_deref() == Some("button") {
                    continue;
                }
                let own =
                    attr(element, "name").map(|name| (name, attr(element, "value").unwrap_or_default()));
                Does::Send(form, own, attr(element, "formaction"))
            };
            self.presses.push(Press { label, above: above(element, &title), does });
        }
    }

    /// The page as a list of what can be read and done, for whoever looks for what went wrong.
    pub(crate) fn outline(&self) -> String {
        let mut out = format!("{} {}\n# {}\n{}\n", self.status, self.address, self.heading, self.words);
        for field in self.fields.iter().filter(|field| field.kind != Kind::Hidden) {
            let chosen = if field.chosen { " (chosen)" } else { "" };
            let options = match &field.kind {
                Kind::Select(options) => format!(
                    " of {:?}",
                    options.iter().map(|(_, label)| label.as_str()).take(12).collect::<Vec<_>>()
                ),
                other @ (Kind::Hidden | Kind::Text | Kind::Box | Kind::Radio | Kind::File) => {
                    format!(" {other:?}")
                }
            };
            let (label, above, value) = (&field.label, field.above.first(), &field.value);
            let _ = writeln!(out, "  field {label:?} < {above:?} = {value:?}{chosen}{options}");
        }
        for press in &self.presses {
            let does = match &press.does {
                Does::Open(to) => to.clone(),
                Does::Send(form, own, to) => {
                    format!("{} {own:?}", to.as_ref().unwrap_or(&self.forms[*form].action))
                }
            };
            let _ = writeln!(out, "  press {:?} < {:?} -> {does}", press.label, press.above.first());
        }
        out
    }
}

fn kind_and_value(element: ElementRef<'_>) -> (Kind, String) {
    match element.value().name() {
        "textarea" => (Kind::Text, element.text().collect::<String>().trim_start_matches('\n').to_owned()),
        "select" => {
            let options: Vec<(String, String, bool)> = every(element, "option")
                .into_iter()
                .map(|one| {
                    let label = words(one);
                    (
                        attr(one, "value").unwrap_or_else(|| label.clone()),
                        label,
                        one.value().attr("selected").is_some(),
                    )
                })
                .collect();
            let chosen = options.iter().find(|(.., chosen)| *chosen).or_else(|| options.first());
            let value = chosen.map(|(value, ..)| value.clone()).unwrap_or_default();
            (Kind::Select(options.into_iter().map(|(value, label, _)| (value, label)).collect()), value)
        }
        _ => {
            let value = attr(element, "value");
            let on = || value.clone().unwrap_or_else(|| "on".to_owned());
            match attr(element, "type").as_deref() {
                Some("hidden") => (Kind::Hidden, value.unwrap_or_default()),
                Some("checkbox") => (Kind::Box, on()),
                Some("radio") => (Kind::Radio, on()),
                Some("file") => (Kind::File, String::new()),
                _ => (Kind::Text, value.unwrap_or_default()),
            }
        }
    }
}
