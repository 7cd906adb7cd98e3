//! The frame around every page: top bar, main landmark, footer.
use super::icon::Icon;
use crate::assets::address;
use crate::page::Door;
use crate::session::Visitor;
use maud::{DOCTYPE, Markup, html};

/// What the frame has to know.
pub(crate) struct Frame<'a> {
    pub(crate) title: &'a str,
    pub(crate) here: Option<&'a str>,
    pub(crate) sought: Option<&'a str>,
    pub(crate) doors: &'a [Door],
    pub(crate) version: &'a str,
    pub(crate) demo: bool,
    pub(crate) visitor: &'a Visitor,
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
                @if !doors.is_empty() {
                    nav aria-label="Main" { ul class="doors" {
                        @for door in doors {
                            li { a href=(door.href) aria-current=[(self.here == Some(door.href)).then_some("page")] { (door.name) } }
                        }
                    } }
                }
                @for (href, prompt) in doors.iter().filter_map(|door| door.search.map(|prompt| (door.href, prompt))).take(1) {
                    form.find role="search" action=(href) method="get" {
                        (Icon::Search)
                        input type="search" name="q" value=[self.sought] placeholder=(prompt) aria-label=(prompt) autocomplete="off" aria-keyshortcuts=[(!self.visitor.letters_off).then_some("/")];
                    }
                }
                (self.who())
            } }
        }
    }

    /// Who is signed in, and the way out; or the way in.
    fn who(&self) -> Markup {
        html! {
            @if let Some(signed) = &self.visitor.signed {
                div.who {
                    a href="/me" aria-current=[(self.here == Some("/me")).then_some("page")] { (signed.name) }
                    form action="/sign-out" method="post" {
                        (super::csrf(&**signed))
                        button.btn.quiet type="submit" { "Sign out" }
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
                span { "Decision support for clinicians: it shows its reasons, a licensed person decides." }
                span { @if self.demo { "Demonstration, invented people · " } "Serein " (self.version) }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
