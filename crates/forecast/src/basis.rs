//! What a forecast rests on, in words.
use crate::population::Population;
use crate::response::{Response, Rest};

/// `peel_bha, 6 series`, and what must be said beside it.
#[must_use]
pub fn of_response(of: &Population, response: &Response) -> Vec<String> {
    let mut said: Vec<String> = response.rests.iter().map(|rest| one(of, response, rest)).collect();
    if let Some((concern, _)) = of.model.concern(&response.concern) {
        if concern.code == "other" {
            said.push("nothing is known about this concern: wide prior over all others".to_owned());
        }
        if !concern.status.is_empty() {
            said.push(format!("numbers for {} need sign-off", concern.code));
        }
        if !concern.caveat.is_empty() {
            said.push(concern.caveat.clone());
        }
    }
    said
}

fn one(of: &Population, response: &Response, rest: &Rest) -> String {
    let concern = &response.concern;
    match rest {
        Rest::Own { class, series: 0 } => format!("{class}, prior only: no published series in the table"),
        Rest::Own { class, series } => format!("{class}, {series} series"),
        Rest::Family { class, like } => {
            format!("{}: no series of its own, read like {}", vocab::nearest::clip(class), like.join(", "))
        }
        Rest::Group { class, manner } => format!(
            "{}: unknown for {concern}, wide prior of all {} treatments",
            vocab::nearest::clip(class),
            manner.code()
        ),
        Rest::Context { class } => {
            format!(
                "{}: course without treatment, {concern}, {} series",
                vocab::nearest::clip(class),
                of.series(concern)
            )
        }
    }
}
