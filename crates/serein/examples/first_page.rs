//! What the demonstration weighs and how soon it answers: `first_page SEREIN`, for example `first_page target/release/serein`.
//!
//! It starts `serein demo` on a new folder, visits every page that links of every role lead to, at least 200, and says what memory
//! the server then has; starts it again on the filled folder, ten times, and says how long it takes from the start of the process to the
//! last byte of the first page, by the clock and in CPU. Budgets: 80 MB; 300 ms. The size of the program stands beside them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a measure for people, not part of the product"
)]
mod clinic;

use clinic::cost::{self, Scratch};
use clinic::server::Server;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

const STARTS: usize = 10;
/// Requests after which memory is read.
const PAGES_MIN: usize = 200;
/// Links of one role that are followed; there are more only where lists are long.
const LINKS_MAX: usize = 150;

/// Every address in the page that stays in this house and only reads.
fn links(body: &str) -> impl Iterator<Item = String> + '_ {
    body.split("href=\"").skip(1).filter_map(|rest| {
        let address = rest.split('"').next()?.replace("&amp;", "&");
        let address = address.split('#').next().unwrap_or_default().to_owned();
        let stays =
            address.starts_with('/') && !address.starts_with("/static/") && !address.starts_with("/sign-in/");
        (stays && address != "/sign-out").then_some(address)
    })
}

/// Visits what the links of a role lead to; how many pages, by status.
fn walk(server: &Server, link: &str, statuses: &mut BTreeMap<u16, usize>) {
    let mut browser = server.browser("");
    let form = browser.get(link);
    let mut answer = form;
    if answer.status == 200 {
        // The link is opened by a press, so that a preview in a mail program does not use it up.
        let hidden = |name: &str| {
            let at = answer.body.find(&format!("name=\"{name}\""))?;
            answer.body[at..].split("value=\"").nth(1)?.split('"').next().map(str::to_owned)
        };
        let token = hidden("csrf").map_or_else(String::new, |token| format!("csrf={token}"));
        answer = browser.post(link, &token);
    }
    let cookie =
        answer.field("set-cookie").and_then(|cookie| cookie.split(';').next()).unwrap_or_default().to_owned();
    assert!(!cookie.is_empty(), "{link}: {} {}", answer.status, answer.head);
    let mut browser = server.browser(&cookie);
    let (mut waiting, mut seen) = (vec!["/".to_owned()], BTreeSet::new());
    while let Some(address) = waiting.pop() {
        if seen.len() >= LINKS_MAX || !seen.insert(address.clone()) {
            continue;
        }
        let answer = browser.get(&address);
        *statuses.entry(answer.status).or_default() += 1;
        // The oldest link first, so that every door is seen before any list is followed to its end.
        for link in links(&answer.body) {
            waiting.insert(0, link);
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn first(program: &str, folder: &str) -> (Duration, Duration) {
    let begun = Instant::now();
    let mut server = Server::demo(program, folder, Stdio::null());
    server.ready();
    let answer = server.browser("").get("/sign-in");
    assert_eq!(answer.status, 200, "{}", answer.head);
    (begun.elapsed(), server.cpu())
}

fn main() {
    let program = std::env::args().nth(1).unwrap_or_else(|| panic!("first_page SEREIN"));
    let scratch = Scratch::new("first");
    let (home, said) = (scratch.path("demo"), scratch.path("said"));
    let home = home.display().to_string();
    println!("the program: {}", megabytes(std::fs::metadata(&program).unwrap().len()));
    let begun = Instant::now();
    let mut server = Server::demo(&program, &home, Stdio::from(File::create(&said).unwrap()));
    server.ready();
    println!("the demonstration made new: {:.0?} by the clock, {:.0?} CPU", begun.elapsed(), server.cpu());
    println!("memory at the first page: {}", megabytes(cost::memory(server.pid()).0));
    let said = std::fs::read_to_string(&said).unwrap();
    let origin = format!("http://127.0.0.1:{}", server.port);
    let own =
        said.lines().filter_map(|line| line.split_whitespace().find_map(|word| word.strip_prefix(&origin)));
    let mut statuses = BTreeMap::new();
    for link in own.filter(|link| link.starts_with("/sign-in/")) {
        walk(&server, link, &mut statuses);
    }
    let pages: usize = statuses.values().sum();
    assert!(pages >= PAGES_MIN, "only {statuses:?}");
    let (now, most) = cost::memory(server.pid());
    println!("memory after {pages} pages {statuses:?}: {}, at most {}", megabytes(now), megabytes(most));
    drop(server);
    let mut starts: Vec<_> = (0..STARTS).map(|_| first(&program, &home)).collect();
    starts.sort();
    let (clock, _) = starts[STARTS / 2];
    let quickest = starts[0].0;
    starts.sort_by_key(|start| start.1);
    println!(
        "from the start of the process to the first page: {quickest:.0?} at best and {clock:.0?} in the middle by the clock, {:.0?} CPU",
        starts[STARTS / 2].1
    );
}
