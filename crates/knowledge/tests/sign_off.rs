//! Every file says who wrote it, when it was read, and when it is read again.
use knowledge::FILES;

/// Every file names its author, the day it was read and a later day on which it is read again.
#[test]
fn every_file_is_reviewed_and_will_be_again() {
    let mut files = 0;
    for (path, text) in FILES {
        if *path == "bibliography.toml" {
            continue;
        }
        let table: toml::Table = text.parse().unwrap_or_else(|e| panic!("{path}: {e}"));
        let sign_off = table.get("sign_off").unwrap_or_else(|| panic!("{path} has no sign-off"));
        let day = |name: &str| -> vocab::Day {
            let day = sign_off.get(name).unwrap_or_else(|| panic!("{path}: no `{name}`"));
            day.to_string().trim_matches('"').parse().unwrap_or_else(|_| panic!("{path}: {name} = {day}"))
        };
        assert!(day("reviewed") < day("again"), "{path}: read again before it was read");
        let months = day("again").number() - day("reviewed").number();
        assert!(months <= 184, "{path}: the reference asks for a review every six months");
        files += 1;
    }
    assert!(files > 150, "only {files} files");
}
