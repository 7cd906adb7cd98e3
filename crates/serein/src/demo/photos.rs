//! Photographs of the demonstration: drawings, said to be drawings, because nobody's face belongs here.
use super::Scene;
use super::consents::{signature, signed};
use crate::keys;
use chart::ChartError;
use chart::book::new_id;
use chart::consent::{Act, Consent, Purpose, Said, photo_allowed};
use chart::door::{Checked, Line, Override, Ruled};
use chart::entry::Body;
use chart::patient::{NewEntry, Taken};
use chart::photo::{Clean, View, clean};
use chart::register::By;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use std::sync::LazyLock;
use vocab::Role;

/// Whose drawings they are: the guest of whom a whole year is told, and one who took the permission back.
const GUESTS: [Drawn; 2] = [
    Drawn {
        name: "Amara Okafor",
        days: &[(360, 90), (150, 55), (12, 25)],
        skin: [150.0, 104.0, 78.0],
        patch: [96.0, 62.0, 46.0],
        taken_back: None,
    },
    Drawn {
        name: "Clara Hoffmann",
        days: &[(12, 70)],
        skin: [226.0, 186.0, 164.0],
        patch: [186.0, 128.0, 106.0],
        taken_back: Some((5, "She would rather have no pictures of herself anywhere.")),
    },
];

/// A guest of whom drawings are kept.
struct Drawn {
    name: &'static str,
    /// Days ago, and how dark the patches are then, in hundredths.
    days: &'static [(i32, u8)],
    /// Red, green and blue of the skin and of the patches, 0 to 255.
    skin: [f64; 3],
    patch: [f64; 3],
    /// Days since the permission was taken back, and why.
    taken_back: Option<(i32, &'static str)>,
}

const VIEWS: [View; 3] = [View::Right45, View::Front, View::Left45];
/// Width and height of a drawing, pixels.
const SIZE: (u16, u16) = (360, 450);

/// Draws and keeps them, with the consent that they need.
pub(super) async fn fill(scene: &Scene<'_>) -> Result<(), ChartError> {
    let patients = scene.record.patients();
    for guest in &GUESTS {
        let found = patients.find(guest.name).await?;
        let (Some(one), Some((first, _))) = (found.first(), guest.days.first()) else { continue };
        signed(scene, &one.patient, Purpose::Record.service(), *first).await?;
        for (ago, dark) in guest.days {
            let by = scene.by(Role::Nurse, *ago);
            for view in VIEWS {
                let Ok(drawing) = clean(&guest.drawing(view, *dark)) else { continue };
                let note = "Drawing of an invented face".to_owned();
                let taken = Taken { view, zone: None, on: scene.today.plus(-ago), drawn: true, note };
                patients.keep_photo(&one.patient, (&drawing, &taken), by.at, &by, &mut keys::System).await?;
            }
        }
        if let Some((ago, why)) = guest.taken_back {
            let by = scene.by(Role::Desk, ago);
            let said = Said { by: guest.name.to_owned(), on: scene.today.plus(-ago), why: why.to_owned() };
            let act = Act::Withdrawn(said);
            let body = Body::Consent(Consent { service: Purpose::Record.service().to_owned(), act });
            let entry =
                NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
            patients.record(&one.patient, None, &[entry], &by, &mut keys::System).await?;
        }
    }
    Ok(())
}

/// What is done at a door where photographs are still to be taken: the guest allows them and one is taken; of somebody who took
/// the permission back it is written how the result will be judged.
pub(super) async fn before(
    scene: &Scene<'_>,
    patient: &str,
    line: &Line,
    wanted: &Checked,
    at: i64,
) -> Result<(), ChartError> {
    // One drawing stands for everybody: it is drawn once.
    static DRAWING: LazyLock<Option<Clean>> = LazyLock::new(|| {
        let [drawn, ..] = &GUESTS;
        clean(&drawn.drawing(View::Front, 0)).ok()
    });
    let patients = scene.record.patients();
    let by = By { author: wanted.practitioner.clone(), at: at - 5 * 60_000 };
    let chart = patients.for_the_house(patient).await?;
    let identity = chart.identity().unwrap_or_default();
    let write = async |body: Body| {
        let entry = NewEntry { id: new_id(by.at, &mut keys::System), happened_at: by.at, body, amends: None };
        patients.record(patient, None, &[entry], &by, &mut keys::System).await.map(|_| ())
    };
    if GUESTS.iter().any(|guest| guest.taken_back.is_some() && guest.name == identity.name) {
        let rules = line.why.iter().map(|why| Ruled { rule: why.rule.clone(), verdict: why.verdict });
        return write(Body::Override(Override {
            service: wanted.service.clone(),
            on: wanted.on,
            what: line.what,
            rules: rules.collect(),
            reason: "No pictures are wanted; the result is judged by a score instead.".to_owned(),
            second_of: None,
        }))
        .await;
    }
    if !photo_allowed(&chart, Purpose::Record, at).holds() {
        write(signature(scene, &identity, Purpose::Record.service(), &by).await?).await?;
    }
    let Some(drawing) = DRAWING.as_ref() else { return Ok(()) };
    let note = "Drawing of an invented face".to_owned();
    let taken = Taken { view: View::Front, zone: None, on: wanted.on, drawn: true, note };
    patients.keep_photo(patient, (drawing, &taken), by.at, &by, &mut keys::System).await.map(|_| ())
}

impl Drawn {
    /// A neutral face as a PNG: an oval, features in lines, and patches on cheeks and forehead.
    fn drawing(&self, view: View, dark: u8) -> Vec<u8> {
        let turn = match view {
            View::Right45 => 0.34,
            View::Left45 => -0.34,
            View::Front
            | View::Left90
            | View::Right90
            | View::Below
            | View::Above
            | View::Near
            | View::Body => 0.0,
        };
        let (width, height) = SIZE;
        let picture = RgbImage::from_fn(u32::from(width), u32::from(height), |x, y| {
            // Place in the oval: -1 to 1 across and down.
            let across = f64::from(x) / f64::from(width) * 2.6 - 1.3;
            let down = f64::from(y) / f64::from(height) * 2.5 - 1.25;
            Rgb(self.colour(across, down, turn, f64::from(dark) / 100.0))
        });
        let mut file = Cursor::new(Vec::new());
        // Into memory nothing can fail; an empty file is refused by whoever reads it.
        let _ = picture.write_to(&mut file, ImageFormat::Png);
        file.into_inner()
    }

    /// The colour of a point of the face that is turned by `turn`, with patches this dark.
    fn colour(&self, across: f64, down: f64, turn: f64, dark: f64) -> [u8; 3] {
        const WALL: [f64; 3] = [236.0, 231.0, 224.0];
        const LINE: [f64; 3] = [66.0, 44.0, 36.0];
        let face = across * across / 0.72 + down * down;
        if face > 1.0 {
            let neck = across.abs() < 0.34 && down > 0.7;
            return bytes(if neck { self.skin } else { WALL });
        }
        let x = across - turn;
        let spot = |cx: f64, cy: f64, rx: f64, ry: f64| {
            let far = ((x - cx) / rx).powi(2) + ((down - cy) / ry).powi(2);
            (1.0 - far).clamp(0.0, 1.0)
        };
        let patch = spot(-0.4, 0.18, 0.26, 0.22)
            .max(spot(0.4, 0.18, 0.26, 0.22))
            .max(0.8 * spot(0.0, -0.58, 0.5, 0.18));
        let shade = 0.10 * (across + turn).abs();
        let mut at = mix(self.skin, self.patch, patch * dark);
        at = mix(at, [60.0, 40.0, 34.0], shade);
        let near = |cx: f64, cy: f64, rx: f64, ry: f64, thick: f64| {
            let far = ((x - cx) / rx).powi(2) + ((down - cy) / ry).powi(2);
            (far - 1.0).abs() < thick
        };
        let eyes = near(-0.32, -0.12, 0.15, 0.06, 0.22) || near(0.32, -0.12, 0.15, 0.06, 0.22);
        let brows =
            down < -0.24 && (near(-0.32, -0.14, 0.2, 0.14, 0.12) || near(0.32, -0.14, 0.2, 0.14, 0.12));
        let mouth = near(0.0, 0.52, 0.24, 0.07, 0.16);
        let nose = down > 0.2 && near(0.0, 0.2, 0.11, 0.09, 0.16);
        if eyes || brows || mouth || nose {
            at = mix(at, LINE, 0.8);
        }
        bytes(at)
    }
}

fn mix(one: [f64; 3], other: [f64; 3], share: f64) -> [f64; 3] {
    let between = |from: f64, to: f64| from + (to - from) * share;
    let ([red, green, blue], [other_red, other_green, other_blue]) = (one, other);
    [between(red, other_red), between(green, other_green), between(blue, other_blue)]
}

fn bytes(colour: [f64; 3]) -> [u8; 3] {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a byte on the same line"
    )]
    colour.map(|part| part.clamp(0.0, 255.0).round() as u8)
}
