//! What guidelines keep back although it would be allowed.
//!
//! Melasma: lasers only after creams and peels have failed (MEL-A); all of them recur and mark. They come back into play
//! when somebody wishes for them by name, and then a prescriber has looked (the gate says review).
//!
//! Acne: photodynamic therapy is off-label and a matter of severe acne (section 2B, LIGHT-TAB); severe acne is referred.
use crate::candidate::{Candidate, Held};
use crate::request::PlanError;
use crate::scene::Scene;
use vocab::Group;
use vocab::goals::Concern;

/// Lasers do not count for melasma.
#[expect(clippy::unnecessary_wraps, reason = "all limits have one shape")]
pub(super) fn limit(scene: &Scene<'_, '_>, candidate: &mut Candidate<'_>) -> Result<(), PlanError> {
    let laser = candidate.groups().any(|g| matches!(g, Group::Light | Group::Nafl | Group::Abl));
    let wished = scene.request.goals.prefer.iter().any(|w| w == candidate.code());
    if laser && !wished && candidate.serves.iter().any(|(c, _)| *c == Concern::Melasma) {
        candidate.serves.retain(|(c, _)| *c != Concern::Melasma);
        candidate.held = Some(Held {
            because:
                "lasers and light come for melasma only after creams and peels have failed: every one of \
                      them may mark, and melasma comes back after all of them"
                    .to_owned(),
            sources: vec!["MEL-A".to_owned(), "MEL-L".to_owned()],
        });
    }
    if candidate.groups().any(|g| g == Group::Pdt)
        && !wished
        && candidate.serves.iter().any(|(c, _)| *c == Concern::Acne)
    {
        candidate.serves.retain(|(c, _)| *c != Concern::Acne);
        candidate.held = Some(Held {
            because: "photodynamic therapy of acne is outside its label and a matter of severe acne, in the hands of \
                      a dermatologist"
                .to_owned(),
            sources: vec!["LIGHT-TAB".to_owned(), "AAD24".to_owned()],
        });
    }
    Ok(())
}
