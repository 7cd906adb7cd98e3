//! A setting of a session in words: its unit, what is usual, and whether it belongs to the treatment at all.
use chart::session::{Kind, Limit};

/// A pulse shorter than this, milliseconds, is also said in nanoseconds: nobody counts its zeros.
const SHORT_PULSE_MS: f64 = 0.001;

/// A value with its unit, as it is read.
pub(super) fn with_unit(value: &str, kind: Kind) -> String {
    match kind {
        Kind::Number { unit, .. } if !unit.is_empty() => nanoseconds(value, kind).unwrap_or_else(|| format!("{value} {unit}")),
        Kind::Number { .. } | Kind::Choice(_) | Kind::Flag | Kind::Text => value.to_owned(),
    }
}

/// A value that stands by itself, as it is read: words that were chosen begin as they did in their list.
pub(super) fn read(value: &str, kind: Kind) -> String {
    match kind {
        Kind::Choice(_) | Kind::Flag => crate::ui::capital(value),
        Kind::Number { .. } | Kind::Text => with_unit(value, kind),
    }
}

/// A pulse of a picosecond or Q-switched laser in nanoseconds; `None` for anything longer or anything else.
pub(super) fn nanoseconds(value: &str, kind: Kind) -> Option<String> {
    let Kind::Number { unit: "ms", .. } = kind else { return None };
    let ms = value.replace(',', ".").parse::<f64>().ok().filter(|ms| (f64::MIN_POSITIVE..SHORT_PULSE_MS).contains(ms))?;
    // Three decimals of a nanosecond are a picosecond.
    Some(format!("{} ns", (ms * 1e9).round() / 1e3))
}

/// Whether a field is one of a sister treatment that shares the record: it stays reachable, folded.
pub(super) fn is_foreign(treatment: &str, field: &str) -> bool {
    match field {
        "toxin" | "diluent_ml" => treatment != "botulinum",
        "lidocaine" | "refill" => treatment == "botulinum",
        // A blade sucks nothing, and only water carries solutions.
        "vacuum" => treatment == "dermaplaning",
        "solution" => matches!(treatment, "dermaplaning" | "microdermabrasion"),
        "watts" | "insulated" | "pulse_ms" => treatment == "microneedling",
        _ => false,
    }
}

/// What is usual, in one sentence with its reason.
pub(super) fn usual(limit: &Limit, kind: Kind) -> String {
    let range = match (limit.min, limit.max) {
        (Some(min), Some(max)) => format!("{min} to {}", with_unit(&max.to_string(), kind)),
        (Some(min), None) => format!("from {}", with_unit(&min.to_string(), kind)),
        (None, Some(max)) => format!("up to {}", with_unit(&max.to_string(), kind)),
        (None, None) => "no range named".to_owned(),
    };
    let recalled = if limit.recalled { " Not signed off yet." } else { "" };
    format!("Usual: {range}. {}{recalled}", limit.because)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_pulse_is_said_in_nanoseconds_and_nothing_else_is() {
        let ms = Kind::Number { unit: "ms", low: 0.0, high: 1000.0 };
        let mm = Kind::Number { unit: "mm", low: 0.0, high: 10.0 };
        for (value, kind, want) in [
            ("0.000006", ms, "6 ns"),
            ("0,00000045", ms, "0.45 ns"),
            ("0.001", ms, "0.001 ms"),
            ("6", ms, "6 ms"),
            ("0", ms, "0 ms"),
            ("-1", ms, "-1 ms"),
            ("soon", ms, "soon ms"),
            ("0.0005", mm, "0.0005 mm"),
            ("yes", Kind::Flag, "yes"),
        ] {
            assert_eq!(with_unit(value, kind), want, "{value}");
        }
    }

    #[test]
    fn a_sister_treatment_keeps_its_settings_to_itself() {
        for (treatment, field, want) in [
            ("filler_ha", "toxin", true),
            ("botulinum", "toxin", false),
            ("botulinum", "refill", true),
            ("filler_ha", "refill", false),
            ("microneedling", "watts", true),
            ("rf_microneedling", "watts", false),
            ("microneedling", "depth_mm", false),
        ] {
            assert_eq!(is_foreign(treatment, field), want, "{treatment} {field}");
        }
    }
}
