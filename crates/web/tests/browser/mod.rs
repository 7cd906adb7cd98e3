//! As much of a browser as a story needs: it speaks HTTP, keeps its cookies, follows where it is led, fills in what is called
//! so on the page, and presses what is called so. It knows no script, so that whatever it can do is done without any.
mod page;
mod picture;

pub(crate) use page::{Does, Kind, Page};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What stands between the parts of a form with files.
const EDGE: &str = "----a-story-of-a-year";

/// Somebody's browser.
#[derive(Debug)]
pub(crate) struct Browser {
    server: SocketAddr,
    cookies: BTreeMap<String, String>,
    pub(crate) page: Page,
    /// Files that were chosen: place of the field, name, bytes.
    files: Vec<(usize, String, Vec<u8>)>,
}

/// What is said where something on the page is called otherwise.
type Miss = String;

/// A name with where it stands: `Section > Label`.
fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once(" > ").map_or(("", name), |(above, label)| (above.trim(), label.trim()))
}

fn stands_under(above: &[String], wanted: &str) -> bool {
    // A heading may go on with a remark, such as how many of its questions were answered.
    let is = |title: &String| {
        title.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    wanted.is_empty() || above.iter().any(is)
}

/// The places whose label is this word for word, else those whose label begins with it.
fn called<'t>(labels: impl Iterator<Item = (usize, &'t str)> + Clone, name: &str) -> Vec<usize> {
    let exact: Vec<usize> =
        labels.clone().filter(|(_, label)| *label == name).map(|(place, _)| place).collect();
    if exact.is_empty() {
        labels.filter(|(_, label)| label.starts_with(name)).map(|(place, _)| place).collect()
    } else {
        exact
    }
}

impl Browser {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, cookies: BTreeMap::new(), page: Page::default(), files: Vec::new() }
    }

    /// Whether this cookie was given.
    pub(crate) fn has(&self, cookie: &str) -> bool {
        self.cookies.get(cookie).is_some_and(|value| !value.is_empty())
    }

    /// Opens an address and follows where it leads.
    pub(crate) async fn open(&mut self, address: &str) {
        let mut to = self.whole(address);
        for _ in 0..6 {
            let request = format!("GET {} HTTP/1.1\r\n", to.split('#').next().unwrap());
            let (status, text, next) = self.asked(&request, b"").await;
            let Some(next) = next else {
                self.page = Page::read(status, &to, &text);
                self.files.clear();
                return;
            };
            to = next;
        }
        panic!("{address} leads in a circle");
    }

    /// An address as the page at hand means it.
    fn whole(&self, address: &str) -> String {
        let here = self.page.address.split(['?', '#']).next().unwrap_or_default();
        match address.chars().next() {
            Some('/') => address.to_owned(),
            Some('?' | '#') | None => format!("{here}{address}"),
            Some(_) => address.split_once("://").map_or_else(
                || format!("{}/{address}", here.rsplit_once('/').map_or("", |(folder, _)| folder)),
                |(_, rest)| {
                    rest.split_once('/').map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}"))
                },
            ),
        }
    }

    /// The one field that is called so, or the option of a question that is called so.
    fn field(&self, name: &str, value: &str) -> Result<usize, Miss> {
        let (section, label) = parts(name);
        let seen = || self.page.fields.iter().enumerate().filter(|(_, field)| field.kind != Kind::Hidden);
        let under = || seen().filter(|(_, field)| stands_under(&field.above, section));
        let own = called(under().map(|(place, field)| (place, field.label.as_str())), label);
        let options: Vec<usize> = {
            let of = under().filter(|(_, field)| {
                matches!(field.kind, Kind::Box | Kind::Radio) && stands_under(&field.above, label)
            });
            called(
                of.map(|(place, field)| (place, field.label.as_str())).collect::<Vec<_>>().into_iter(),
                value,
            )
        };
        match (own.as_slice(), options.as_slice()) {
            ([one], _) | ([], [one]) => Ok(*one),
            ([], []) => Err(format!(
                "no field is called `{name}`, and no question of this name has the answer `{value}`"
            )),
            (many @ [_, _, ..], _) | ([], many) => {
                Err(format!("{} fields are called `{name}`: say `Section > {label}`", many.len()))
            }
        }
    }

    /// Fills a field, or chooses the answer to a question.
    pub(crate) fn fill(&mut self, name: &str, value: &str) -> Result<(), Miss> {
        let place = self.field(name, value)?;
        let (form, own) = (self.page.fields[place].form, self.page.fields[place].name.clone());
        match self.page.fields[place].kind.clone() {
            Kind::Hidden => unreachable!("hidden fields have no label"),
            Kind::Text => value.clone_into(&mut self.page.fields[place].value),
            Kind::Box => self.page.fields[place].chosen = value != "no",
            Kind::Radio => {
                let others = self.page.fields.iter_mut().filter(|one| one.form == form && one.name == own);
                others.for_each(|one| one.chosen = false);
                self.page.fields[place].chosen = true;
            }
            Kind::Select(options) => {
                let found =
                    called(options.iter().enumerate().map(|(n, (_, label))| (n, label.as_str())), value);
                let [one] = found.as_slice() else {
                    let labels: Vec<&str> = options.iter().map(|(_, label)| label.as_str()).collect();
                    return Err(format!(
                        "`{name}` offers {labels:?}, and {} of them are called `{value}`",
                        found.len()
                    ));
                };
                options[*one].0.clone_into(&mut self.page.fields[place].value);
            }
            Kind::File => self.files.push((place, value.to_owned(), picture::png(value))),
        }
        Ok(())
    }

    /// What stands in a field; the labels of the answers that are chosen, for a question.
    pub(crate) fn stands_in(&self, name: &str) -> String {
        let (section, label) = parts(name);
        let under = self
            .page
            .fields
            .iter()
            .filter(|one| one.kind != Kind::Hidden && stands_under(&one.above, section));
        let chosen: Vec<&str> = under
            .filter_map(|one| match &one.kind {
                Kind::Box | Kind::Radio if !one.chosen => None,
                Kind::Box | Kind::Radio => stands_under(&one.above, label).then_some(one.label.as_str()),
                _ if one.label != label => None,
                Kind::Select(options) => {
                    options.iter().find(|(value, _)| *value == one.value).map(|(_, text)| text.as_str())
                }
                Kind::Hidden | Kind::Text | Kind::File => Some(one.value.as_str()),
            })
            .collect();
        chosen.join(", ")
    }

    /// Presses what is called so: a button before a link of the same name, or the other way round for whoever wants to open.
    pub(crate) async fn press(&mut self, name: &str, buttons_first: bool) -> Result<(), Miss> {
        let (section, label) = parts(name);
        let under =
            self.page.presses.iter().enumerate().filter(|(_, press)| stands_under(&press.above, section));
        let under: Vec<(usize, &str)> = under.map(|(place, press)| (place, press.label.as_str())).collect();
        let mut found = called(under.into_iter(), label);
        let is_wanted =
            |place: &usize| matches!(self.page.presses[*place].does, Does::Send(..)) == buttons_first;
        if found.iter().any(is_wanted) {
            found.retain(is_wanted);
        }
        let Some(first) = found.first() else { return Err(format!("nothing is called `{name}`")) };
        let does = self.page.presses[*first].does.clone();
        if found.iter().any(|place| self.page.presses[*place].does != does) {
            return Err(format!(
                "{} things are called `{name}` and do not do the same: say `Section > {label}`",
                found.len()
            ));
        }
        match does {
            Does::Open(to) => self.open(&to).await,
            Does::Send(form, own, to) => self.send(form, own, to).await,
        }
        Ok(())
    }

    async fn send(&mut self, place: usize, own: Option<(String, String)>, to: Option<String>) {
        let form = self.page.forms[place].clone();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for field in
            self.page.fields.iter().filter(|field| field.form == Some(place) && field.kind != Kind::File)
        {
            if matches!(field.kind, Kind::Box | Kind::Radio) && !field.chosen {
                continue;
            }
            pairs.push((field.name.clone(), field.value.clone()));
        }
        pairs.extend(own);
        let action = self.whole(&to.unwrap_or(form.action));
        let written: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect();
        if !form.is_post {
            let path = action.split(['?', '#']).next().unwrap().to_owned();
            return self.open(&format!("{path}?{}", written.join("&"))).await;
        }
        let (kind, body) = if form.in_parts {
            (format!("multipart/form-data; boundary={EDGE}"), self.in_parts(place, &pairs))
        } else {
            ("application/x-www-form-urlencoded".to_owned(), written.join("&").into_bytes())
        };
        let head = format!(
            "POST {action} HTTP/1.1\r\ncontent-type: {kind}\r\ncontent-length: {}\r\norigin: http://{}\r\n",
            body.len(),
            self.server
        );
        let (status, text, next) = self.asked(&head, &body).await;
        if let Some(to) = next {
            self.open(&to).await;
        } else {
            self.page = Page::read(status, &action, &text);
            self.files.clear();
        }
    }

    fn in_parts(&self, form: usize, pairs: &[(String, String)]) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in pairs {
            let part =
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        for (place, file, bytes) in &self.files {
            let field = &self.page.fields[*place];
            if field.form != Some(form) {
                continue;
            }
            let head = format!(
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{file}\"\r\nContent-Type: image/png\r\n\r\n",
                field.name
            );
            body.extend(head.bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        body
    }

    async fn asked(&mut self, head: &str, body: &[u8]) -> (u16, String, Option<String>) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookie =
            if cookies.is_empty() { String::new() } else { format!("cookie: {}\r\n", cookies.join("; ")) };
        let request = format!("{head}host: {}\r\nconnection: close\r\n{cookie}\r\n", self.server);
        let mut stream = TcpStream::connect(self.server).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let answer = String::from_utf8_lossy(&bytes).into_owned();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut next = None;
        for line in head.lines().skip(1) {
            let (name, value) = line.split_once(": ").unwrap();
            match name.to_ascii_lowercase().as_str() {
                "set-cookie" => {
                    let pair = value.split(';').next().unwrap();
                    let (name, value) = pair.split_once('=').unwrap();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                "location" => next = Some(value.to_owned()),
                "transfer-encoding" => panic!("a page that comes in pieces is not read here"),
                _ => {}
            }
        }
        (status, text.to_owned(), next)
    }
}

/// A text as a part of a form.
fn quoted(text: &str) -> String {
    let letter = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(letter).collect()
}
