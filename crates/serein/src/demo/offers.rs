//! What the invented clinic offers.
use chart::booking::{Kind, Segment, SegmentKind, Service};
use vocab::Role;

/// A service of the price list.
pub(super) struct Offer {
    pub(super) key: &'static str,
    title: &'static str,
    line: &'static str,
    family: &'static str,
    pub(super) treatment: &'static str,
    percent: Option<f64>,
    ph: Option<f64>,
    /// Minutes of preparation, hands-on, processing, clean-down.
    minutes: [u16; 4],
    device: Option<&'static str>,
    room: &'static str,
    pub(super) by: &'static [Role],
    price: i64,
    quiet: (u16, u16),
    prepare: &'static [&'static str],
    public: bool,
}

use Role::{Aesthetician, Director, Nurse, Prescriber, Therapist};

#[rustfmt::skip]
pub(super) const OFFERS: &[Offer] = &[
    Offer { key: "consultation", title: "First consultation", line: "We look, listen and measure. Nothing is treated.", family: "Talk", treatment: "", percent: None, ph: None, minutes: [0, 30, 0, 5], device: None, room: "quiet", by: &[Director, Prescriber, Nurse], price: 4_000, quiet: (0, 0), prepare: &["Come without make-up if you can."], public: true },
    Offer { key: "facial", title: "Hydrating facial", line: "Cleansing, moisture and calm.", family: "Care", treatment: "facial_hydrating", percent: None, ph: None, minutes: [0, 50, 0, 10], device: None, room: "quiet", by: &[Aesthetician, Therapist], price: 9_000, quiet: (0, 0), prepare: &[], public: true },
    Offer { key: "lactic-30", title: "Lactic peel 30 %", line: "A mild acid that evens tone and texture.", family: "Renewal", treatment: "peel_lactic", percent: Some(30.0), ph: Some(3.5), minutes: [5, 25, 0, 10], device: None, room: "treatment", by: &[Aesthetician, Nurse], price: 12_000, quiet: (1, 4), prepare: &["No retinoid and no scrub in the week before.", "No sun on the skin for two weeks before."], public: true },
    Offer { key: "glycolic", title: "Glycolic peel 20 %", line: "A fruit acid that lightens and smooths.", family: "Renewal", treatment: "peel_glycolic", percent: Some(20.0), ph: Some(3.5), minutes: [5, 25, 0, 10], device: None, room: "treatment", by: &[Aesthetician, Nurse], price: 12_000, quiet: (1, 4), prepare: &["No retinoid and no scrub in the week before.", "No sun on the skin for two weeks before."], public: true },
    Offer { key: "microneedling", title: "Microneedling", line: "Fine channels that make the skin renew itself.", family: "Renewal", treatment: "microneedling", percent: None, ph: None, minutes: [20, 40, 0, 15], device: None, room: "treatment", by: &[Nurse, Prescriber, Director], price: 24_000, quiet: (1, 3), prepare: &["No retinoid for five days before.", "Come without make-up."], public: true },
    Offer { key: "rf-needling", title: "Radiofrequency needling", line: "Needles that warm the deeper layers.", family: "Renewal", treatment: "rf_microneedling", percent: None, ph: None, minutes: [30, 45, 0, 15], device: Some("rf"), room: "treatment", by: &[Nurse, Prescriber, Director], price: 42_000, quiet: (2, 5), prepare: &["Numbing cream takes half an hour here."], public: false },
    Offer { key: "toning", title: "1064 nm toning", line: "Gentle pulses for pigment and pores.", family: "Light", treatment: "laser_qs_pico", percent: None, ph: None, minutes: [5, 30, 0, 10], device: Some("qs-laser"), room: "laser", by: &[Nurse, Prescriber, Director], price: 18_000, quiet: (0, 2), prepare: &["No sun and no self-tan for four weeks before."], public: true },
    Offer { key: "ipl", title: "Intense pulsed light", line: "Light for redness and spots.", family: "Light", treatment: "ipl", percent: None, ph: None, minutes: [5, 30, 0, 10], device: Some("ipl"), room: "laser", by: &[Nurse, Prescriber, Director], price: 22_000, quiet: (1, 5), prepare: &["No sun and no self-tan for four weeks before."], public: true },
    Offer { key: "led", title: "Red light", line: "Twenty quiet minutes under red light.", family: "Light", treatment: "led_red", percent: None, ph: None, minutes: [5, 5, 20, 5], device: None, room: "quiet", by: &[Aesthetician, Therapist], price: 4_500, quiet: (0, 0), prepare: &[], public: true },
    Offer { key: "toxin", title: "Botulinum toxin", line: "Softens lines that come from movement.", family: "Injectables", treatment: "botulinum", percent: None, ph: None, minutes: [5, 20, 0, 10], device: None, room: "injectables", by: &[Nurse, Prescriber, Director], price: 29_000, quiet: (0, 1), prepare: &["No alcohol the evening before."], public: false },
    Offer { key: "filler", title: "Hyaluronic filler", line: "Volume where it was lost.", family: "Injectables", treatment: "filler_ha", percent: None, ph: None, minutes: [10, 35, 0, 10], device: None, room: "injectables", by: &[Prescriber, Director], price: 38_000, quiet: (1, 7), prepare: &["Tell us about blood thinners and the dentist."], public: false },
    Offer { key: "massage", title: "Massage", line: "An hour for the back and the mind.", family: "Body", treatment: "massage", percent: None, ph: None, minutes: [0, 60, 0, 10], device: None, room: "quiet", by: &[Therapist], price: 9_500, quiet: (0, 0), prepare: &[], public: true },
];

impl Offer {
    pub(super) fn service(&self) -> Service {
        let [prepare, hands, processing, clean] = self.minutes;
        let kinds = [
            (SegmentKind::Prepare, prepare),
            (SegmentKind::Hands, hands),
            (SegmentKind::Processing, processing),
            (SegmentKind::Clean, clean),
        ];
        let mut needs = vec![(Kind::Practitioner, self.key.to_owned()), (Kind::Room, self.room.to_owned())];
        needs.extend(self.device.map(|device| (Kind::Device, device.to_owned())));
        Service {
            key: self.key.to_owned(),
            title: self.title.to_owned(),
            line: self.line.to_owned(),
            family: self.family.to_owned(),
            treatment: self.treatment.to_owned(),
            percent: self.percent,
            ph: self.ph,
            segments: kinds
                .into_iter()
                .filter(|(_, minutes)| *minutes > 0)
                .map(|(kind, minutes)| Segment { kind, length: minutes / chart::booking::GRAIN_MINUTES })
                .collect(),
            needs,
            price_minor: Some(self.price),
            currency: "USD".to_owned(),
            quiet_days: self.quiet,
            prepare: self.prepare.iter().map(|line| (*line).to_owned()).collect(),
            public: self.public,
        }
    }
}
