//! Section 2: numbers, effects, performers and skin types of the treatments.
use super::markdown::{cite, heading, letter, range, sign, table};
use knowledge::Knowledge;
use knowledge::treatment::{ByPhototype, Treatment};
use vocab::{Performer, Phototype};

/// Writes 2A to 2D.
pub(super) fn write(k: &Knowledge, text: &mut String) {
    heading(text, 3, "2A. Scheduling numbers (bold = looked up)");
    let head = [
        "Code",
        "Sessions",
        "Min gap (d)",
        "Typical gap (d)",
        "Downtime (d)",
        "Maintenance (d)",
        "Chair (min)",
        "Basis",
        "Note",
        "Sign-off",
    ];
    table(text, &head, k.treatments.iter().filter_map(schedule));
    text.push_str("Without a schedule, and never planned: ");
    let never: Vec<String> =
        k.treatments.iter().filter(|t| t.schedule.is_none()).map(|t| format!("`{}`", t.code)).collect();
    text.push_str(&never.join(", "));
    text.push_str(".\n\n");
    heading(text, 3, "2B. What it treats, mechanism, expected effect");
    let effects = k.treatments.iter().flat_map(|t| {
        t.effect.iter().map(move |e| {
            vec![
                format!("`{}`", t.code),
                e.concerns.join(", "),
                t.mechanism.clone(),
                format!("{} {}", e.text, cite(&e.sources)),
                e.strength.to_string(),
                sign(e.recalled).to_owned(),
            ]
        })
    });
    table(text, &["Code", "Concerns", "Mechanism", "Effect", "Str.", "Sign-off"], effects);
    heading(text, 3, "2C. Who may perform, room and device needs");
    let who = Performer::ALL.iter().flat_map(|tier| {
        let of = move |t: &'_ Treatment| {
            let here = t.performers.iter().filter(|p| p.tier == *tier);
            here.map(|p| {
                let percent = p.percent_max.map(|x| format!("up to {x} %")).unwrap_or_default();
                let ph = p.ph_min.map(|x| format!("from pH {x}")).unwrap_or_default();
                vec![
                    tier.in_words().to_owned(),
                    format!("`{}`", t.code),
                    format!("{percent} {ph}"),
                    t.room.clone(),
                    cite(&p.sources),
                ]
            })
            .collect::<Vec<_>>()
        };
        k.treatments.iter().flat_map(of)
    });
    table(text, &["Lowest tier", "Code", "Within", "Room and kit", "Sources"], who);
    skin_types(k, text);
}

/// Writes 2D and the facts behind it.
fn skin_types(k: &Knowledge, text: &mut String) {
    heading(text, 3, "2D. Parameters by phototype");
    let types = k.treatments.iter().flat_map(by_type);
    table(text, &["Treatment", "I–III", "IV", "V", "VI"], types);
    let mut facts = Vec::new();
    for t in &k.treatments {
        for note in &t.notes {
            let strength = note.strength.map(|s| s.to_string()).unwrap_or_default();
            facts.push(vec![
                format!("`{}`", t.code),
                format!("{} {}", note.text, cite(&note.sources)),
                strength,
                sign(note.recalled).to_owned(),
            ]);
        }
        for depth in &t.depth {
            let zones: Vec<&str> = depth.zones.iter().map(|z| z.code()).collect();
            let scar = depth.scar_max_mm.map(|mm| format!(", scars {mm} mm")).unwrap_or_default();
            let says = format!("depth at most {} mm{scar}: {}", depth.max_mm, zones.join(", "));
            facts.push(vec![format!("`{}`", t.code), says, String::new(), sign(depth.recalled).to_owned()]);
        }
    }
    table(text, &["Treatment", "Fact", "Str.", "Sign-off"], facts);
}

fn schedule(t: &Treatment) -> Option<Vec<String>> {
    let s = t.schedule.as_ref()?;
    let bold = |name: &str, says: String| {
        if s.looked_up.iter().any(|one| one == name) { format!("**{says}**") } else { says }
    };
    let numbing = s.numbing_minutes.map(|n| format!(" (+{} numbing)", range(n))).unwrap_or_default();
    Some(vec![
        format!("`{}`", t.code),
        bold("sessions", range(s.sessions)),
        bold("min_gap_days", s.min_gap_days.to_string()),
        bold("typical_gap_days", range(s.typical_gap_days)),
        bold("downtime_days", range(s.downtime_days)),
        bold("maintenance_days", s.maintenance_days.map_or_else(|| "–".to_owned(), range)),
        format!("{}{numbing}", range(s.minutes)),
        s.basis.clone(),
        s.note.clone(),
        sign(s.recalled).to_owned(),
    ])
}

/// One row for the treatment, and one for each kind of device that has its own.
fn by_type(t: &Treatment) -> Vec<Vec<String>> {
    let mut devices: Vec<&[String]> = t.phototype.iter().map(|e| e.devices.as_slice()).collect();
    devices.sort_unstable();
    devices.dedup();
    let row = |of: &&[String]| {
        let name = if of.is_empty() { String::new() } else { format!(" with {}", of.join(", ")) };
        let mut row = vec![format!("`{}`{name}", t.code)];
        for kind in [Phototype::III, Phototype::IV, Phototype::V, Phototype::VI] {
            let entry = t.phototype.iter().find(|e| e.devices == **of && e.types.contains(&kind));
            row.push(entry.map_or_else(|| "–".to_owned(), cell));
        }
        row
    };
    devices.iter().map(row).collect()
}

fn cell(entry: &ByPhototype) -> String {
    let verdict = entry.verdict.map_or("–", letter);
    let sign = if entry.recalled { "; needs sign-off" } else { "" };
    format!("{verdict}: {} {}{sign}", entry.cell, cite(&entry.sources))
}
