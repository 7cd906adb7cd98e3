//! Which scales a concern is read on, what is asked for each, and the score as one goes. The arithmetic is vocab's.
use std::collections::BTreeMap;
use vocab::Zone;
use vocab::goals::{Concern, Scale};
use vocab::scale::gags::Grades;
use vocab::scale::graded::{Cea, Glogau, GoodmanBaron, IgaAcne, IgaRosacea};
use vocab::scale::griffiths::Modified;
use vocab::scale::masi::{Regions, Seen as SeenRegion, Share};

/// How an input is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One of a list of grades: its number and what is seen.
    Grade(Vec<(i8, &'static str)>),
    /// A share of the region, 0 to 100 per cent.
    Percent,
    /// Half points from 0 to this many halves.
    Halves(u8),
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its key in [`super::Seen::parts`].
    pub key: String,
    /// What it is called.
    pub title: &'static str,
    /// How it is filled in.
    pub kind: Kind,
    /// Whether the score is whole without it.
    pub optional: bool,
}

/// A region of a scale with what is read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Key of the region.
    pub key: String,
    /// What it is called.
    pub title: &'static str,
    /// Zones of the face map that lie in it.
    pub zones: Vec<Zone>,
    /// What is read.
    pub inputs: Vec<Input>,
}

/// A scale with everything that is read for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The scale.
    pub scale: Scale,
    /// What it is called.
    pub title: &'static str,
    /// What it says, in one sentence.
    pub line: &'static str,
    /// Its regions; a scale of the whole face has one.
    pub parts: Vec<Part>,
    /// Whether its words (not its numbers) are recalled and need a sign-off.
    pub recalled: bool,
}

/// A score, whole or so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The scale.
    pub scale: Scale,
    /// The score of what was read.
    pub value: f64,
    /// Readings that are missing; the score counts only when none is.
    pub missing: usize,
    /// The band, where the scale has one and the score is whole.
    pub band: Option<&'static str>,
    /// What an assessment keeps beside the score.
    pub parts: BTreeMap<String, f64>,
}

impl Score {
    /// Whether it may be recorded.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.missing == 0
    }
}

const LESIONS: [(i8, &str); 5] = [(0, "None"), (1, "Comedo"), (2, "Papule"), (3, "Pustule"), (4, "Nodule")];
const DEPTHS: [(i8, &str); 5] = [(0, "Absent"), (1, "Slight"), (2, "Mild"), (3, "Marked"), (4, "Maximum")];

/// What a concern is read on; a concern without a scale is told by how much it bothers.
#[must_use]
pub fn parts_of(concern: Concern) -> Vec<Reading> {
    match concern {
        Concern::Acne => vec![gags(), whole(&IGA_ACNE)],
        Concern::Melasma => vec![masi()],
        Concern::Redness => vec![whole(&CEA)],
        Concern::Rosacea => vec![whole(&CEA), whole(&IGA_ROSACEA)],
        Concern::FineLines => vec![halves("Fine lines, modified Griffiths scale"), whole(&GLOGAU)],
        Concern::Texture => vec![halves("Roughness, modified Griffiths scale")],
        Concern::Lentigines => vec![halves("Mottled pigment, modified Griffiths scale")],
        Concern::AtrophicScars => vec![whole(&GOODMAN_BARON)],
        Concern::Pih
        | Concern::DynamicLines
        | Concern::Folds
        | Concern::Laxity
        | Concern::Pores
        | Concern::Dullness
        | Concern::Dehydration
        | Concern::Barrier
        | Concern::Oiliness
        | Concern::BodyTension
        | Concern::Rest => Vec::new(),
    }
}

/// A scale of the whole face with a short list of grades.
struct Graded {
    scale: Scale,
    title: &'static str,
    line: &'static str,
    grades: fn() -> Vec<(i8, &'static str)>,
    recalled: bool,
}

macro_rules! graded {
    ($constant:ident: $scale:ident of $grades:ident, $title:literal, $line:literal) => {
        const $constant: Graded = Graded {
            scale: Scale::$scale,
            title: $title,
            line: $line,
            grades: || $grades::ALL.iter().map(|grade| (grade.score(), grade.says())).collect(),
            recalled: $grades::WORDS_RECALLED,
        };
    };
}

graded!(IGA_ACNE: IgaAcne of IgaAcne, "IGA of acne", "One grade for the whole face, 0 to 4.");
graded!(CEA: Cea of Cea, "CEA of redness", "Redness only, 0 to 4; vessels and papules are told apart.");
graded!(IGA_ROSACEA: IgaRosacea of IgaRosacea, "IGA of rosacea", "Papules and pustules only, 0 to 4.");
graded!(GLOGAU: Glogau of Glogau, "Glogau's type", "Ageing by light, 1 to 4.");
graded!(GOODMAN_BARON: GoodmanBaron of GoodmanBaron, "Goodman and Baron, qualitative", "Scars of acne, 1 to 4.");

fn whole(graded: &Graded) -> Reading {
    let input = Input {
        key: graded.scale.code().to_owned(),
        title: "Grade",
        kind: Kind::Grade((graded.grades)()),
        optional: false,
    };
    one_part(graded.scale, graded.title, graded.line, input, graded.recalled)
}

fn halves(title: &'static str) -> Reading {
    let input = Input {
        key: Scale::Griffiths.code().to_owned(),
        title: "Points",
        kind: Kind::Halves(Modified::MAX_HALVES),
        optional: false,
    };
    one_part(Scale::Griffiths, title, "0 none to 9 severe, in half points.", input, false)
}

fn one_part(scale: Scale, title: &'static str, line: &'static str, input: Input, recalled: bool) -> Reading {
    let part = Part { key: scale.code().to_owned(), title: "Whole face", zones: vec![], inputs: vec![input] };
    Reading { scale, title, line, parts: vec![part], recalled }
}

fn gags() -> Reading {
    let parts = Grades::AREAS.map(|(area, _)| {
        let (title, zones): (&'static str, &[Zone]) = match area {
            "forehead" => ("Forehead", &[Zone::Forehead, Zone::Glabella, Zone::TempleL, Zone::TempleR]),
            "cheek_r" => ("Right cheek", &[Zone::CheekMedialR, Zone::CheekLateralR, Zone::JawR]),
            "cheek_l" => ("Left cheek", &[Zone::CheekMedialL, Zone::CheekLateralL, Zone::JawL]),
            "nose" => ("Nose", &[Zone::Nose]),
            "chin" => ("Chin", &[Zone::Chin, Zone::Perioral]),
            _ => ("Chest and upper back", &[Zone::Decollete, Zone::Chest, Zone::Back]),
        };
        let input = Input {
            key: format!("gags.{area}"),
            title: "Worst lesion",
            kind: Kind::Grade(LESIONS.to_vec()),
            optional: false,
        };
        Part { key: format!("gags.{area}"), title, zones: zones.to_vec(), inputs: vec![input] }
    });
    let line = "Area factor times the worst lesion, summed: 0 to 44, of which the face 0 to 32.";
    Reading { scale: Scale::Gags, title: "GAGS", line, parts: parts.to_vec(), recalled: false }
}

const MASI_REGIONS: [(&str, &str, &[Zone]); 4] = [
    ("forehead", "Forehead", &[Zone::Forehead, Zone::Glabella, Zone::TempleL, Zone::TempleR]),
    ("malar_r", "Right cheek", &[Zone::CheekMedialR, Zone::CheekLateralR, Zone::InfraorbitalR]),
    ("malar_l", "Left cheek", &[Zone::CheekMedialL, Zone::CheekLateralL, Zone::InfraorbitalL]),
    ("chin", "Chin", &[Zone::Chin]),
];

fn masi() -> Reading {
    let parts = MASI_REGIONS.map(|(region, title, zones)| {
        let grade = |what: &str, title, optional| Input {
            key: format!("masi.{region}.{what}"),
            title,
            kind: Kind::Grade(DEPTHS.to_vec()),
            optional,
        };
        let share = Input {
            key: format!("masi.{region}.share"),
            title: "Area involved",
            kind: Kind::Percent,
            optional: false,
        };
        let inputs = vec![
            share,
            grade("darkness", "Darkness", false),
            grade("homogeneity", "Evenness of the dark", true),
        ];
        Part { key: format!("masi.{region}"), title, zones: zones.to_vec(), inputs }
    });
    let line =
        "Weight times area times darkness over four regions: 0 to 24. With evenness also MASI, 0 to 48.";
    Reading { scale: Scale::Mmasi, title: "mMASI", line, parts: parts.to_vec(), recalled: false }
}

/// The scores of a concern from what was read; one for each scale of which anything was read.
#[must_use]
pub fn score(concern: Concern, read: &BTreeMap<String, f64>) -> Vec<Score> {
    let mut scores = Vec::new();
    for reading in parts_of(concern) {
        if reading.scale == Scale::Gags {
            scores.extend(gags_score(read));
        } else if reading.scale == Scale::Mmasi {
            scores.extend(masi_scores(read));
        } else {
            let value = read.get(reading.scale.code());
            scores.extend(value.map(|value| graded_score(reading.scale, *value)));
        }
    }
    scores
}

fn graded_score(scale: Scale, value: f64) -> Score {
    let halves = halves_of(value).filter(|_| scale == Scale::Griffiths);
    let band = halves.and_then(Modified::from_halves).map(|modified| modified.band().code());
    Score { scale, value, missing: 0, band, parts: BTreeMap::new() }
}

/// A whole number of the list 0 to `most`; `None` for anything else.
fn whole_number(value: f64, most: u8) -> Option<u8> {
    (0..=most).find(|number| f64::from(*number).total_cmp(&value).is_eq())
}

fn halves_of(value: f64) -> Option<u8> {
    whole_number(value * 2.0, Modified::MAX_HALVES)
}

fn gags_score(read: &BTreeMap<String, f64>) -> Option<Score> {
    let (mut grades, mut parts, mut missing) = ([0_u8; 6], BTreeMap::new(), 0);
    for (grade, (area, _)) in grades.iter_mut().zip(Grades::AREAS) {
        match read.get(&format!("gags.{area}")).and_then(|value| whole_number(*value, 4)) {
            Some(read) => {
                *grade = read;
                parts.insert(area.to_owned(), f64::from(read));
            }
            None => missing += 1,
        }
    }
    let grades = Grades::from_areas(grades).filter(|_| !parts.is_empty())?;
    let band = (missing == 0).then(|| grades.band().code());
    Some(Score { scale: Scale::Gags, value: f64::from(grades.total()), missing, band, parts })
}

fn masi_scores(read: &BTreeMap<String, f64>) -> Vec<Score> {
    let mut seen = [SeenRegion::default(); 4];
    let (mut parts, mut missing, mut uneven) = (BTreeMap::new(), 0, 0);
    for (region, (key, ..)) in seen.iter_mut().zip(MASI_REGIONS) {
        let get = |what: &str| read.get(&format!("masi.{key}.{what}")).copied();
        let share = get("share").and_then(share_of);
        let free = share == Some(Share::default());
        let grade = |what: &str| get(what).and_then(|value| whole_number(value, 4));
        let (dark, even) = (grade("darkness"), grade("homogeneity"));
        for (what, value) in
            [("share", get("share")), ("darkness", get("darkness")), ("homogeneity", get("homogeneity"))]
        {
            if let Some(value) = value {
                parts.insert(format!("{key}_{what}"), value);
            }
        }
        // Where nothing is dark, there is no darkness to be graded.
        missing += usize::from(share.is_none()) + usize::from(dark.is_none() && !free);
        uneven += usize::from(even.is_none() && !free);
        let (dark, even) = if free { (0, 0) } else { (dark.unwrap_or(0), even.unwrap_or(0)) };
        *region = SeenRegion::new(share.unwrap_or_default(), dark, even).unwrap_or_default();
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let regions = Regions::new(seen);
    let score = |scale, value, missing| Score { scale, value, missing, band: None, parts: parts.clone() };
    let mut scores = vec![score(Scale::Mmasi, regions.mmasi().value(), missing)];
    if missing == 0 && uneven == 0 {
        scores.push(score(Scale::Masi, regions.masi().value(), 0));
    }
    scores
}

/// A share from per cent, to the tenth.
fn share_of(percent: f64) -> Option<Share> {
    let tenths = (percent * 10.0).round();
    (0..=1000_u16).find(|n| f64::from(*n).total_cmp(&tenths).is_eq()).and_then(Share::from_tenths_of_percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parts: &[(&str, f64)]) -> BTreeMap<String, f64> {
        parts.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
    }

    #[test]
    fn every_score_is_that_of_the_published_arithmetic() {
        // 2x3 + 2x2 + 2x1 + 1x4 + 1x0 + 3x1 = 19
        let acne = read(&[
            ("gags.forehead", 3.0),
            ("gags.cheek_r", 2.0),
            ("gags.cheek_l", 1.0),
            ("gags.nose", 4.0),
            ("gags.chin", 0.0),
            ("gags.chest_back", 1.0),
            ("iga_acne", 3.0),
        ]);
        let scores = score(Concern::Acne, &acne);
        assert_eq!(scores.len(), 2);
        assert_eq!((scores[0].value, scores[0].missing, scores[0].band), (19.0, 0, Some("moderate")));
        assert_eq!((scores[1].scale, scores[1].value), (Scale::IgaAcne, 3.0));
        // 0.3x2x2 + 0.3x4x3 + 0.3x3x3 + 0.1x1x1 = 1.2 + 3.6 + 2.7 + 0.1
        let melasma = read(&[
            ("masi.forehead.share", 15.0),
            ("masi.forehead.darkness", 2.0),
            ("masi.malar_r.share", 55.0),
            ("masi.malar_r.darkness", 3.0),
            ("masi.malar_l.share", 30.0),
            ("masi.malar_l.darkness", 3.0),
            ("masi.chin.share", 5.0),
            ("masi.chin.darkness", 1.0),
        ]);
        let scores = score(Concern::Melasma, &melasma);
        assert_eq!((scores.len(), scores[0].value, scores[0].missing), (1, 7.6, 0));
        for (concern, key, value, band) in [
            (Concern::FineLines, "griffiths", 4.5, Some("moderate")),
            (Concern::Redness, "cea", 2.0, None),
            (Concern::AtrophicScars, "goodman_baron", 3.0, None),
        ] {
            let scores = score(concern, &read(&[(key, value)]));
            assert_eq!((scores.len(), scores[0].value, scores[0].band), (1, value, band), "{concern}");
        }
    }

    #[test]
    fn what_is_missing_is_counted_and_never_taken_for_clear() {
        let scores = score(Concern::Acne, &read(&[("gags.nose", 4.0)]));
        assert_eq!((scores[0].value, scores[0].missing, scores[0].band), (4.0, 5, None));
        assert!(!scores[0].is_whole());
        let scores = score(Concern::Melasma, &read(&[("masi.chin.share", 0.0)]));
        assert_eq!(scores[0].missing, 6, "a chin without a patch needs no darkness");
        for nothing in [read(&[]), read(&[("gags.nose", 5.0)]), read(&[("gags.nose", 1.5)])] {
            assert_eq!(score(Concern::Acne, &nothing), vec![]);
        }
        assert_eq!(score(Concern::Rest, &read(&[("gags.nose", 1.0)])), vec![]);
    }

    #[test]
    fn every_input_has_its_own_key_and_a_range_inside_its_scale() {
        for concern in Concern::ALL {
            let mut keys = std::collections::BTreeSet::new();
            for reading in parts_of(*concern) {
                for input in reading.parts.iter().flat_map(|part| &part.inputs) {
                    assert!(keys.insert(input.key.clone()), "{concern}: {}", input.key);
                }
            }
        }
    }
}
