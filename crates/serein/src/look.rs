//! How a state looks on a terminal: a colour and a shape, so that neither stands alone.
use anstyle::{AnsiColor, Color, Style};
use vocab::verdict::State;

/// Sage, honey, garnet, as far as a terminal has them.
pub(crate) const fn colour(state: State) -> Style {
    let colour = match state {
        State::Clear => AnsiColor::Green,
        State::Ask => AnsiColor::Yellow,
        State::Stop => AnsiColor::Red,
    };
    Style::new().fg_color(Some(Color::Ansi(colour))).bold()
}

/// Round, pointed, square.
pub(crate) const fn shape(state: State) -> &'static str {
    match state {
        State::Clear => "●",
        State::Ask => "◆",
        State::Stop => "■",
    }
}
