//! The committed priors are those of a fresh fit, and the forecast holds on trials left out of it.
#![expect(clippy::unwrap_used, reason = "a test stops where the data cannot be read")]
use forecast::answer::{FirstRow, of_table};
use forecast::model::Model;
use forecast::population::{ARMS, MODEL, POSTERIOR, Population};
use forecast::validation::{SCORED, Score, Scored, by_series, half, leave_trials_out, score};
use std::fmt::Write as _;

#[test]
fn the_committed_priors_equal_a_fresh_fit() {
    let model = Model::read(MODEL).unwrap();
    let fresh = forecast::fit::fit(&model, &forecast::arms::read(ARMS).unwrap());
    let text = forecast::fit::write(&fresh).unwrap();
    assert!(
        text == POSTERIOR,
        "run `cargo run -p forecast --release --example fit` and commit data/posterior.toml"
    );
}

/// The bounds stand a little above what was measured; the measured values are in the decision record.
#[test]
fn on_trials_left_out_the_forecast_beats_the_simple_ones() {
    let model = Model::read(MODEL).unwrap();
    let all = leave_trials_out(&model, &forecast::arms::read(ARMS).unwrap()).unwrap();
    let of =
        |concern: &str| all.before.iter().filter(|p| p.concern == concern).cloned().collect::<Vec<Scored>>();
    let acne = score(&of("acne"));
    assert!(acne.points > 40.0 && acne.error < 14.0 && acne.crps < 10.0, "{acne:?}");
    assert!(acne.error < acne.baselines[0] - 2.0 && (0.72..=0.95).contains(&acne.covered), "{acne:?}");
    // Melasma: the width is honest, no advantage over the mean is claimed.
    let melasma = score(&of("melasma"));
    assert!(melasma.error < 14.5 && melasma.covered > 0.80, "{melasma:?}");
    let whole = score(&all.before);
    assert!(whole.error < 16.0 && whole.error < whole.baselines[0] - 2.0, "{whole:?}");
    assert!((0.72..=0.95).contains(&whole.covered), "{whole:?}");
    let after = score(&all.after);
    assert!(after.points > 15.0 && after.error < 9.0, "{after:?}");
    assert!(after.error < after.carried && after.error < after.straight, "{after:?}");
}

/// The published comparison's own protocol on the trials at hand, ten of its forty splits; the measured values of all
/// forty stand in the guide.
#[test]
fn from_half_of_the_trials_the_other_half_is_forecast_better_than_by_any_simple_mean() {
    let model = Model::read(MODEL).unwrap();
    let arms = forecast::arms::read(ARMS).unwrap();
    let splits: Vec<Score> = (0..10)
        .map(|split| {
            let points = half(&model, &arms, split).unwrap().before;
            by_series(points.iter().filter(|p| SCORED.contains(&p.concern.as_str())))
        })
        .collect();
    let mean = Score::mean(&splits);
    assert!(mean.error < 15.5 && mean.crps < 11.0 && (0.72..=0.95).contains(&mean.covered), "{mean:?}");
    assert!(mean.baselines.iter().all(|b| mean.error < b - 3.0), "{mean:?}");
    assert!(splits.iter().all(|s| s.error < s.baselines[0]), "in every split: {splits:?}");
}

fn forecast(text: &str, first: FirstRow) -> Vec<forecast::answer::RowForecast> {
    of_table(Population::shipped().unwrap(), text, first).unwrap()
}

#[test]
fn every_published_row_has_a_finite_forecast() {
    for first in [FirstRow::Forecast, FirstRow::Observed] {
        let rows = forecast(ARMS, first);
        assert_eq!(rows.len(), 118);
        for r in &rows {
            let numbers = [r.median, r.low80, r.high80, r.sd];
            assert!(numbers.iter().all(|x| x.is_finite()) && !r.basis.is_empty(), "{r:?}");
            assert!(r.low80 <= r.median && r.median <= r.high80 && r.low80 >= -100.0, "{r:?}");
        }
        assert_eq!(rows, forecast(ARMS, first), "the same input, the same answer");
    }
}

fn rows_of(concern: &str, class: &str, regimens: &[String], weeks: &[f64]) -> String {
    let mut text = "id,concern,scale,n,week,klass,regimen\n".to_owned();
    for (i, (regimen, week)) in regimens.iter().zip(weeks).enumerate() {
        writeln!(text, "X{i},{concern},score,30,{week},{class},{regimen}").unwrap();
    }
    text
}

#[test]
fn the_basis_says_what_is_not_known() {
    for (concern, class, regimen, want) in [
        ("acne", "peel_bha", "peel_bha:S:6:14", "peel_bha, 6 series"),
        ("acne", "moonlight", "moonlight:C:0:12", "unknown for acne, wide prior"),
        ("acne", "peel_pyruvic", "peel_pyruvic:S:6:14", "read like peel_aha"),
        ("acne", "peel_x", "peel_x:S:6:14", "read like peel_bha, peel_aha"),
        ("lines", "botox", "botox:S:1:90", "botox, prior only"),
        ("warts", "cryo", "cryo:S:2:14", "nothing is known about this concern"),
        ("melasma", "prp", "?", "schedule not visible"),
        ("melasma", "hq", "hq:C:0:12", "no advantage"),
        ("acne", "isotretinoin", "isotretinoin:C:0:24", "prior only"),
        ("acne", "vehicle", "", "course without treatment"),
    ] {
        let rows = forecast(&rows_of(concern, class, &[regimen.to_owned()], &[12.0]), FirstRow::Forecast);
        assert!(rows[0].basis.contains(want), "{}", rows[0].basis);
    }
}

#[test]
fn an_unknown_class_is_wider_than_a_known_one() {
    let width = |class: &str| {
        let regimen = [format!("{class}:C:0:12")];
        let row = forecast(&rows_of("acne", class, &regimen, &[12.0]), FirstRow::Forecast).remove(0);
        row.high80 - row.low80
    };
    assert!(width("moonlight") > width("topical"));
}

#[test]
fn without_data_the_band_never_narrows_and_after_a_stop_it_widens() {
    let weeks: Vec<f64> = (0..60).map(f64::from).collect();
    for (concern, class, regimen) in [
        ("acne", "isotretinoin", "isotretinoin:C:0:20"),
        ("acne", "topical_combo", "topical_combo:C:0:12"),
        ("acne", "peel_bha", "peel_bha:S:7:14"),
        ("melasma", "hq", "hq:C:0:12+sunscreen:C:0:52"),
        ("melasma", "qs_toning", "qs_toning:S:5:7"),
        ("lines", "botulinum", "botulinum:S:1:90"),
        ("folds", "filler", "filler:S:1:28"),
    ] {
        let regimens = vec![regimen.to_owned(); weeks.len()];
        let rows = forecast(&rows_of(concern, class, &regimens, &weeks), FirstRow::Forecast);
        let widths: Vec<f64> = rows.iter().map(|r| r.high80 - r.low80).collect();
        for pair in widths.windows(2) {
            assert!(pair[1] >= pair[0] - 1e-9, "{regimen}: {pair:?}");
        }
        assert!(widths[59] > widths[25], "{regimen}: after the end it widens");
    }
}

#[test]
fn a_stop_date_never_improves_the_median() {
    for class in ["topical", "topical_combo", "light", "unknown_thing"] {
        for week in [6.0, 12.0, 20.0, 40.0] {
            let stops: Vec<String> = (0..=20).map(|k| format!("{class}:C:0:{}", 2 * k)).collect();
            let rows = forecast(&rows_of("acne", class, &stops, &[week; 21]), FirstRow::Forecast);
            for pair in rows.windows(2) {
                assert!(pair[1].median <= pair[0].median + 1e-9, "{class} week {week}: {pair:?}");
            }
        }
    }
}

#[test]
fn an_observation_pulls_the_later_rows_towards_it() {
    let text = |seen: f64| {
        format!(
            "id,concern,scale,n,week,klass,regimen,pct_change\nA,acne,IGA,40,4,topical,topical:C:0:12,{seen}\nA,acne,IGA,40,12,topical,topical:C:0:12,\n"
        )
    };
    let later = |seen: f64| forecast(&text(seen), FirstRow::Observed).remove(1);
    let before = forecast(&text(-20.0), FirstRow::Forecast).remove(1);
    assert!(later(-60.0).median < later(-20.0).median && later(-20.0).median < later(10.0).median);
    assert!(later(-25.0).sd < before.sd && later(-25.0).basis.contains("own value of week 4"));
}

#[test]
fn values_that_are_to_be_forecast_are_not_read() {
    let table = |values: [&str; 2]| {
        format!(
            "id,concern,week,klass,regimen,mean,pct_change,stat\nA,acne,12,topical,topical:C:0:12,{},{},odd\nA,acne,4,topical,topical:C:0:12,,-20,mean\n",
            values[0], values[1]
        )
    };
    for first in [FirstRow::Forecast, FirstRow::Observed] {
        assert_eq!(forecast(&table(["", ""]), first), forecast(&table(["n/a", "-900"]), first));
    }
    // The earliest row is read, wherever it stands, and must hold a change.
    let text = table(["", ""]).replace(",-20,", ",much,");
    let error = of_table(Population::shipped().unwrap(), &text, FirstRow::Observed).unwrap_err();
    assert!(error.to_string().starts_with("3:"), "{error}");
    assert!(of_table(Population::shipped().unwrap(), &text, FirstRow::Forecast).is_ok());
}
