//! A server of its own process, asked as a browser asks, with the CPU time that it takes.
use super::cost;
use chart::SiteKey;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Ends the server whatever happens; only the one that was started here.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// A connection that stays open.
pub struct Browser {
    stream: TcpStream,
    cookie: String,
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    /// `serein serve` on a database that is filled already.
    pub fn serve(program: &str, database: &str, site: &str, key: &SiteKey) -> Self {
        let port = free_port();
        let mut command = Command::new(program);
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--db", database, "--site", site]);
        command.env("SEREIN_KEY", key.to_text());
        Self::start(command, port)
    }

    /// `serein demo` on a folder that is kept; the sign-in links that it prints are read from `said`.
    pub fn demo(program: &str, folder: &str, said: Stdio) -> Self {
        let port = free_port();
        let mut command = Command::new(program);
        command.args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--keep", folder]);
        command.stdout(said);
        Self { child: command.env("TZ", "UTC").spawn().unwrap(), port }
    }

    fn start(mut command: Command, port: u16) -> Self {
        let child = command.env("TZ", "UTC").stdout(Stdio::null()).spawn().unwrap();
        Self { child, port }
    }

    /// Waits until it answers, at most a minute; how long it took from now.
    pub fn ready(&mut self) -> Duration {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_mins(1) {
            assert!(self.child.try_wait().unwrap().is_none(), "the server ended");
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return begun.elapsed();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        panic!("no answer on port {}", self.port);
    }

    /// Waits until it does nothing by itself any more, at most ten minutes: after a start every open visit is asked about again.
    pub fn quiet(&self) {
        const WINDOW: Duration = Duration::from_secs(3);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_mins(10) {
            let before = self.cpu();
            std::thread::sleep(WINDOW);
            if self.cpu().saturating_sub(before) < WINDOW / 60 {
                return;
            }
        }
        panic!("the server does not come to rest");
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// CPU time so far.
    pub fn cpu(&self) -> Duration {
        cost::of_process(self.pid())
    }

    /// A browser that sends this cookie.
    pub fn browser(&self, cookie: &str) -> Browser {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        Browser { stream, cookie: cookie.to_owned() }
    }
}

impl Browser {
    /// Asks for a page.
    pub fn get(&mut self, address: &str) -> Answer {
        self.ask("GET", address, "")
    }

    /// Sends a form.
    pub fn post(&mut self, address: &str, form: &str) -> Answer {
        self.ask("POST", address, form)
    }

    fn ask(&mut self, method: &str, address: &str, form: &str) -> Answer {
        let kind = "content-type: application/x-www-form-urlencoded";
        let request = format!(
            "{method} {address} HTTP/1.1\r\nhost: measured\r\ncookie: {}\r\n{kind}\r\ncontent-length: {}\r\n\r\n{form}",
            self.cookie,
            form.len()
        );
        self.stream.write_all(request.as_bytes()).unwrap();
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; 65_536]);
        loop {
            let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
                let length: usize = field(&head, "content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
                while bytes.len() < end + 4 + length {
                    let read = self.stream.read(&mut chunk).unwrap();
                    assert!(read > 0, "the answer was cut off");
                    bytes.extend_from_slice(&chunk[..read]);
                }
                let status =
                    head.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
                let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
                return Answer { status, head, body };
            }
            let read = self.stream.read(&mut chunk).unwrap();
            assert!(read > 0, "no answer to {method} {address}");
            bytes.extend_from_slice(&chunk[..read]);
        }
    }
}

impl Answer {
    /// A field of the head.
    pub fn field(&self, name: &str) -> Option<&str> {
        field(&self.head, name)
    }
}

fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.filter(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next_back()
}
