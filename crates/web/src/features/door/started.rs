//! The door of whoever writes a session down in one go, such as the demonstration: asked by the function that the page asks, so
//! that nothing is written as green which a person at the door would see otherwise.
use super::stand::{Place, of_checked};
use crate::{Oops, Record};
use chart::case::day_of;
use chart::door::{Checked, Line, Outcome, Pass, What};
use jiff::tz::TimeZone;
use knowledge::Knowledge;
use safety::Gate;

/// What the page would record when somebody starts at this door now, with everything read that asks to be read: the lots, the
/// device and the settings are those of `wanted`; of the chart counts what was recorded by now. Else the lines that still stand.
///
/// # Errors
/// There is no such treatment or patient, or the record does not answer.
pub async fn started(
    (k, gate): (&Knowledge, &Gate<'_>),
    (record, zone): (&Record, &TimeZone),
    (patient, wanted): (&str, &Checked),
    now: i64,
) -> Result<Result<Checked, Vec<Line>>, Oops> {
    let place = Place { k, gate, record, zone, on: day_of(now, zone), now };
    let mut chart = record.patients().for_the_house(patient).await?;
    chart.lines.retain(|line| line.entry.recorded_at <= now);
    let at = (patient, wanted.service.as_str(), wanted.practitioner.as_str());
    let mut pairs = of_checked(wanted);
    pairs.extend(What::ALL.iter().map(|what| ("done".to_owned(), what.code().to_owned())));
    let stand = place.stand(&chart, at, &pairs).await?;
    let Ok(mut checked) = stand.checked(Outcome::Started) else {
        return Ok(Err(stand.door.standing().cloned().collect()));
    };
    // Where nothing asked to be read, nothing was ticked.
    let asks = |what: What| stand.door.line(what).is_some_and(|line| line.pass == Pass::Tick);
    for line in &mut checked.lines {
        line.ticked &= line.what == What::Identity || asks(line.what);
    }
    Ok(Ok(checked))
}
