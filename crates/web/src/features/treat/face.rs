//! The map of the face: a drawing that can be pressed without scripts, points over it, totals beside it.
use super::show::Treating;
use chart::session::point::{Place, by_lot, by_zone};
use maud::{Markup, PreEscaped, html};

/// Width of the drawing on every page, CSS pixels: a press is told in these.
pub(super) const WIDTH: u32 = 320;
/// Its height.
pub(super) const HEIGHT: u32 = 400;
/// Where a press lies; `None` at the corner, where only the keyboard presses, and off the drawing.
pub(super) fn place(x: u32, y: u32) -> Option<Place> {
    if (x, y) == (0, 0) || x > WIDTH || y > HEIGHT {
        return None;
    }
    let part = |n: u32, of: u32| u16::try_from(n * 1000 / of).ok();
    Place::new(part(x, WIDTH)?, part(y, HEIGHT)?)
}

/// The drawing with its points, the points of last time are not shown here: they were carried over or they were not.
pub(super) fn map(page: &Treating, open: bool) -> Markup {
    let zones: Vec<_> = page.session.zones.iter().map(|z| crate::ui::zone(*z)).collect();
    html! {
        div {
        div.face-map {
            @if open {
                input.face-press type="image" name="face" src=(crate::assets::address("face.svg")) width=(WIDTH) height=(HEIGHT)
                    alt="Press where it was injected; or choose a zone in the list below";
            } @else {
                img src=(crate::assets::address("face.svg")) width=(WIDTH) height=(HEIGHT) alt={ "The face, with " (page.session.points.len()) " points; the list beside it says the same" };
            }
            svg.face-points viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) aria-hidden="true" {
                @for (n, point) in page.session.points.iter().enumerate() {
                    (dot(n + 1, point.place, page.lots.iter().position(|l| l.id == point.lot).unwrap_or(0)))
                }
            }
        }
        @if !zones.is_empty() { p.small.muted { "Treated: " (zones.join(", ")) "." } }
        }
    }
}

/// A numbered point: colour and shape both say which lot.
fn dot(number: usize, place: Place, lot: usize) -> Markup {
    let x = u32::from(place.x()) * WIDTH / 1000;
    let y = u32::from(place.y()) * HEIGHT / 1000;
    let shape = if lot.is_multiple_of(2) {
        format!(r#"<circle cx="{x}" cy="{y}" r="10"/>"#)
    } else {
        format!(r#"<rect x="{}" y="{}" width="18" height="18" rx="3"/>"#, x.saturating_sub(9), y.saturating_sub(9))
    };
    html! {
        g.point { (PreEscaped(shape)) text x=(x) y=(y + 4) text-anchor="middle" { (number) } }
    }
}

/// What went where: sums by lot and by zone.
pub(super) fn totals(page: &Treating) -> Markup {
    let lot = |id: &str| page.lots.iter().find(|l| l.id == id);
    let name = |id: &str| {
        lot(id).map_or_else(|| "a lot that is not on the shelf any more".to_owned(), |l| format!("{}, lot {}", l.product, l.number))
    };
    let counted = |id: &str, sum| lot(id).map_or_else(|| format!("{sum}"), |l| l.counted(sum));
    let lots = by_lot(&page.session.points).unwrap_or_default();
    let zones = by_zone(&page.session.points).unwrap_or_default();
    html! {
        @if !lots.is_empty() {
            dl.totals {
                @for (lot, sum) in &lots { div { dt { (name(lot)) } dd { strong { (counted(lot, *sum)) } } } }
                @for ((zone, lot), sum) in &zones { div { dt.muted { (crate::ui::zone(*zone)) } dd { (counted(lot, *sum)) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_is_a_place_and_the_keyboard_is_none() {
        for (x, y, want) in [
            (0, 0, None),
            (160, 200, Some((500, 500))),
            (320, 400, Some((1000, 1000))),
            (0, 1, Some((0, 2))),
            (321, 10, None),
            (10, 401, None),
            (u32::MAX, 1, None),
        ] {
            assert_eq!(place(x, y).map(|p| (p.x(), p.y())), want, "{x},{y}");
        }
    }
}
