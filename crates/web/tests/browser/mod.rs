//! As much of a browser as a story needs: it speaks HTTP, keeps its cookies, follows where it is led, and sends the hidden
//! fields of the form that it was shown.
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A page that was shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub(crate) status: u16,
    pub(crate) text: String,
    /// Where it stands, after everything that it was led through.
    pub(crate) address: String,
}

impl Shown {
    /// Whether a sentence stands on the page, whatever marks stand between its words.
    pub(crate) fn says(&self, sentence: &str) -> bool {
        plain(&self.text).contains(sentence)
    }
}

/// The words of a page, without its marks.
fn plain(page: &str) -> String {
    let mut words = String::with_capacity(page.len());
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            letter if !inside => words.push(letter),
            _ => {}
        }
    }
    unescaped(&words)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Somebody's browser.
#[derive(Debug)]
pub(crate) struct Browser {
    server: SocketAddr,
    cookies: BTreeMap<String, String>,
    page: Shown,
}

impl Browser {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, cookies: BTreeMap::new(), page: Shown::default() }
    }

    pub(crate) fn is_signed_in(&self) -> bool {
        self.cookies.contains_key("serein")
    }

    /// Opens an address and follows where it leads.
    pub(crate) async fn get(&mut self, address: &str) -> Shown {
        let mut to = address.to_owned();
        for _ in 0..5 {
            let request = format!("GET {} HTTP/1.1\r\n", to.split('#').next().unwrap());
            let (page, next) = self.asked(&request, "").await;
            let Some(next) = next else {
                self.page = Shown { address: to, ..page };
                return self.page.clone();
            };
            to = next;
        }
        panic!("{address} leads in a circle");
    }

    /// Sends a form with its hidden fields, and follows where it leads.
    pub(crate) async fn post(&mut self, address: &str, fields: &[(String, String)]) -> Shown {
        let mut all = self.hidden(address);
        all.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
        all.extend_from_slice(fields);
        let body: Vec<String> =
            all.iter().map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect();
        let body = body.join("&");
        let head = format!(
            "POST {address} HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
             origin: http://{}\r\n",
            body.len(),
            self.server
        );
        let (page, next) = self.asked(&head, &body).await;
        if let Some(to) = next {
            return self.get(&to).await;
        }
        self.page = Shown { address: address.to_owned(), ..page };
        self.page.clone()
    }

    /// The hidden fields of the form of the page at hand that goes there; without one, the token alone.
    fn hidden(&self, address: &str) -> Vec<(String, String)> {
        let forms = self.page.text.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap());
        let own = forms.clone().find(|form| {
            let head = form.split('>').next().unwrap();
            head.contains("method=\"post\"") && head.contains(&format!("action=\"{address}\""))
        });
        let hidden = |form: &str| -> Vec<(String, String)> {
            let inputs = form.split("<input").skip(1).filter_map(|input| input.split('>').next());
            let hidden = inputs.filter(|input| input.contains("type=\"hidden\""));
            hidden
                .filter_map(|input| Some((value(input, "name")?, value(input, "value").unwrap_or_default())))
                .collect()
        };
        if let Some(own) = own {
            return hidden(own);
        }
        let any = forms.flat_map(hidden);
        any.filter(|(name, _)| name == "csrf").take(1).collect()
    }

    async fn asked(&mut self, head: &str, body: &str) -> (Shown, Option<String>) {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookie =
            if cookies.is_empty() { String::new() } else { format!("cookie: {}\r\n", cookies.join("; ")) };
        let request = format!("{head}host: {}\r\nconnection: close\r\n{cookie}\r\n{body}", self.server);
        let mut stream = TcpStream::connect(self.server).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let answer = String::from_utf8(bytes).unwrap();
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
        (Shown { status, text: text.to_owned(), address: String::new() }, next)
    }
}

/// The value of an attribute.
fn value(tag: &str, name: &str) -> Option<String> {
    let after = tag.split_once(&format!(" {name}=\""))?.1;
    Some(unescaped(after.split('"').next()?))
}

/// A text as a part of a form.
fn quoted(text: &str) -> String {
    let letter = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(letter).collect()
}
