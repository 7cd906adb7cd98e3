//! The frame around every page: top bar, main landmark, footer.
use super::icon::Icon;
use crate::assets::address;
use crate::page::Door;
use crate::session::Visitor;
use maud::{DOCTYPE, Markup, html};

/// What is opened all day, in this order. Where somebody has more doors than fit, the bar shows these and the rest opens
/// under one word; on a narrow bar the last three of these stand there too.
const DAILY: [&str; 6] = ["/today", "/patients", "/calendar", "/tasks", "/messages", "/stock"];
/// Of those, how many stay in a narrow bar.
const NARROW: usize = 3;
/// So many doors always fit.
const FEW: usize = 5;

/// What the frame has to know.
pub(crate) struct Frame<'a> {
    pub(crate) title: &'a str,
    pub(crate) here: Option<&'a str>,
    pub(crate) sought: Option<&'a str>,
    pub(crate) doors: &'a [Door],
    pub(crate) version: &'a str,
    pub(crate) demo: bool,
    pub(crate) visitor: &'a Visitor,
    /// Whether a guest reads it.
    pub(crate) guests: bool,
}

impl Frame<'_> {
    /// The whole document.
    pub(crate) fn around(&self, main: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" data-letters=[self.visitor.letters_off.then_some("off")] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) " · Serein" }
                    link rel="preload" href=(address("figtree-latin-wght-normal.woff2")) as="font" type="font/woff2" crossorigin;
                    link rel="preload" href=(address("newsreader-latin-wght-normal.woff2")) as="font" type="font/woff2" crossorigin;
                    link rel="stylesheet" href=(address("app.css"));
                    link rel="icon" href=(address("favicon.svg")) type="image/svg+xml";
                    meta name="theme-color" content="#f9f7f2";
                    script type="module" src=(address("app.js")) {}
                }
                body {
                    a.skip href="#main" { "Skip to the page" }
                    (self.top())
                    main id="main" tabindex="-1" { (main) }
                    (self.foot())
                }
            }
        }
    }

    fn top(&self) -> Markup {
        let doors = self.doors;
        html! {
            header.top { div.top-in {
                a.mark href="/" { "Serein" }
                @if !doors.is_empty() { (self.doors()) }
                @if let Some((href, prompt)) = self.search() {
                    form.find role="search" action=(href) method="get" {
                        (Icon::Search)
                        input type="search" name="q" value=[self.sought] placeholder=(prompt) aria-label=(prompt) autocomplete="off" aria-keyshortcuts=[(!self.visitor.letters_off).then_some("/")];
                    }
                }
                (self.who())
            } }
        }
    }

    /// The doors: all of them where they are few, else what is opened all day and a list of the rest.
    fn doors(&self) -> Markup {
        let door = |one: &Door| html! { a href=(one.href) aria-current=[(self.here == Some(one.href)).then_some("page")] { (one.name) } };
        if self.doors.len() <= FEW {
            return html! { nav aria-label="Main" { ul class="doors" { @for one in self.doors { li { (door(one)) } } } } };
        }
        let daily: Vec<&Door> =
            DAILY.iter().filter_map(|href| self.doors.iter().find(|one| one.href == *href)).collect();
        let (narrow, wide) = daily.split_at(daily.len().min(NARROW));
        let rest: Vec<&Door> = self.doors.iter().filter(|one| !DAILY.contains(&one.href)).collect();
        let among = |list: &[&Door]| list.iter().any(|one| self.here == Some(one.href));
        // What stands in the list of a narrow bar alone is marked there alone.
        let inside = if among(&rest) {
            Some("always")
        } else if among(wide) {
            Some("narrow")
        } else {
            None
        };
        html! {
            nav aria-label="Main" {
                ul class="doors" {
                    @for one in narrow { li { (door(one)) } }
                    @for one in wide { li."at-a-desk" { (door(one)) } }
                }
                details.more {
                    summary data-here=[inside] { "More" (Icon::ChevronRight.with("turn")) }
                    ul class="doors-more" {
                        @for one in wide { li."by-hand" { (door(one)) } }
                        @for one in rest { li { (door(one)) } }
                    }
                }
            }
        }
    }

    /// The search of the place where one is; else of patients, for whoever may find them; else the first there is.
    fn search(&self) -> Option<(&'static str, &'static str)> {
        let of = |door: &Door| door.search.map(|prompt| (door.href, prompt));
        let at = |href: &str| self.doors.iter().find(|door| door.href == href).and_then(of);
        self.here.and_then(at).or_else(|| at("/patients")).or_else(|| self.doors.iter().find_map(of))
    }

    /// Who is signed in, and the way out; or the way in.
    fn who(&self) -> Markup {
        html! {
            @if let Some(signed) = &self.visitor.signed {
                div.who {
                    a href="/me" title=(signed.name) aria-current=[(self.here == Some("/me")).then_some("page")] {
                        span.initials aria-hidden="true" { (initials(&signed.name)) }
                        span.name { (signed.name) }
                    }
                    form action="/sign-out" method="post" {
                        (super::csrf(&**signed))
                        button.btn.quiet type="submit" { (Icon::Leave) span { "Sign out" } }
                    }
                }
            } @else if self.visitor.record && self.visitor.guest.is_none() {
                div.who { a href="/sign-in" { "Sign in" } }
            }
        }
    }

    fn foot(&self) -> Markup {
        html! {
            footer.foot { div.foot-in {
                span {
                    @if self.guests { "The people of this house decide, together with you. This page helps." }
                    @else { "Decision support for clinicians: it shows its reasons, a licensed person decides." }
                }
                span { @if self.demo { "Demonstration, invented people · " } "Serein " (self.version) }
            } }
        }
    }
}

/// The first letters of the first and the last name, without titles and letters behind the name: `Dr. Imogen Sarkany, MD` is IS.
fn initials(name: &str) -> String {
    let bare = name.split(',').next().unwrap_or(name);
    let letters: Vec<char> = bare
        .split_whitespace()
        .filter(|part| !part.ends_with('.'))
        .filter_map(|part| part.chars().next())
        .collect();
    let last = letters.last().filter(|_| letters.len() > 1);
    letters.first().into_iter().chain(last).flat_map(|letter| letter.to_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(href: &'static str, name: &'static str, search: Option<&'static str>) -> Door {
        Door { name, href, icon: Icon::Book, line: "", search }
    }

    fn framed(here: &'static str, doors: &[Door]) -> String {
        let frame = Frame {
            title: "x",
            here: Some(here),
            sought: None,
            doors,
            version: "9",
            demo: false,
            visitor: &Visitor::default(),
            guests: false,
        };
        frame.around(&html! { h1 { "x" } }).into_string()
    }

    #[test]
    fn initials_leave_titles_out() {
        for (name, want) in [
            ("Imani Clarke, RN", "IC"),
            ("Dr. Imogen Sarkany", "IS"),
            ("Lucía", "L"),
            ("Ana María de la Cruz", "AC"),
            ("", ""),
        ] {
            assert_eq!(initials(name), want, "{name}");
        }
    }

    #[test]
    fn many_doors_stand_in_the_order_of_the_day_and_none_is_lost() {
        let all = [
            ("/today", "Today"),
            ("/ask", "Ask"),
            ("/library", "Library"),
            ("/patients", "Patients"),
            ("/people", "People"),
            ("/messages", "Messages"),
            ("/stock", "Stock"),
        ];
        let doors: Vec<Door> = all.iter().map(|(href, name)| door(href, name, None)).collect();
        let page = framed("/people", &doors);
        for (href, name) in all {
            assert!(page.contains(&format!("<a href=\"{href}\"")), "{name}");
        }
        let place = |piece: &str| page.find(piece).expect("there");
        assert!(place("/patients\">") < place("/messages\">") && place("/messages\">") < place("More"));
        assert!(place("More") < place("/ask\">"), "what is rare stands behind");
        assert!(page.contains("<summary data-here=\"always\">"), "one sees that the page lies behind it");
        assert!(!framed("/today", &doors).contains("data-here"));
        assert!(
            !framed("/ask", doors.get(..5).expect("five")).contains("<details"),
            "few doors need no list"
        );
    }

    #[test]
    fn the_search_is_of_the_place_then_of_patients() {
        let doors = [
            door("/library", "Library", Some("Find a rule")),
            door("/patients", "Patients", Some("Find a patient")),
        ];
        for (here, want) in
            [("/library", "Find a rule"), ("/patients", "Find a patient"), ("/stock", "Find a patient")]
        {
            assert!(framed(here, &doors).contains(&format!("aria-label=\"{want}\"")), "{here}");
        }
    }

    #[test]
    fn the_frame_marks_where_one_is_and_keeps_the_question() {
        let doors =
            [Door { name: "Library", href: "/library", icon: Icon::Book, line: "", search: Some("Find") }];
        let frame = Frame {
            title: "Peels <b>",
            here: Some("/library"),
            sought: Some("\"acid"),
            doors: &doors,
            version: "9",
            demo: true,
            visitor: &Visitor::default(),
            guests: false,
        };
        let page = frame.around(&html! { h1 { "x" } }).into_string();
        for (piece, why) in [
            ("<title>Peels &lt;b&gt; · Serein</title>", "titles are escaped"),
            (r#"<a href="/library" aria-current="page">Library</a>"#, "the current door is marked"),
            (r#"value="&quot;acid""#, "the question stays in the field, escaped"),
            (r##"<a class="skip" href="#main">"##, "the first stop of the keyboard leads to the page"),
            (r#"<main id="main" tabindex="-1">"#, "one main landmark"),
            ("Demonstration, invented people", "a demonstration says so on every page"),
        ] {
            assert!(page.contains(piece), "{why}: {page}");
        }
        assert!(
            !page.contains("style=") && !page.contains("onclick"),
            "nothing inline under a strict policy"
        );
    }
}
