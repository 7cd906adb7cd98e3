//! A clinic's own layer that cannot be read, says what it may not say, or is no layer at all; what it may say is tried in the
//! tests of the knowledge, here it comes as files.
use super::{Folder, serein, text};
use std::path::PathBuf;

const HEAD: &str = "name = \"House\"\ncurrency = \"EUR\"\ntime_zone = \"Europe/Vienna\"\n";
const SIGNED: &str =
    "signed = { name = \"Dr. A\", licence = \"MD 1\", on = 2026-09-01, reason = \"read\" }\n";
const CASE: &str = r#"{"today":"2026-02-09","patient":{},"ask":[{"treatment":"ipl"}]}"#;

/// A layer of a head and one other file, and a case to ask with it.
fn layer(path: &str, bytes: &[u8]) -> (Folder, PathBuf) {
    let folder = Folder::new();
    folder.file("layer/clinic.toml", HEAD);
    folder.file(&format!("layer/{path}"), bytes);
    let case = folder.file("case.json", CASE);
    (folder, case)
}

fn refused(what: &str, path: &str, bytes: &[u8], words: &[&str]) {
    let (folder, case) = layer(path, bytes);
    let own = folder.at("layer");
    serein(&["gate", text(&case), "--clinic", text(&own)]).refuses(what, words);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, one row a fault")]
fn a_layer_that_cannot_be_read_is_told_by_its_file_and_place() {
    let deep = format!("title = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let signed = |rest: &str| format!("{SIGNED}{rest}");
    let rule = |rest: &str| format!("[[rule]]\nkey = \"sun-tan-recent-light\"\n{rest}\n");
    for (what, path, bytes, words) in [
        (
            "an unknown key",
            "clinic.toml",
            format!("{HEAD}currencey = \"EUR\"\n"),
            &["clinic.toml:4:1", "unknown field `currencey`", "did you mean `currency`?"][..],
        ),
        (
            "no name",
            "clinic.toml",
            HEAD.replacen("name = \"House\"\n", "", 1),
            &["clinic.toml", "missing field `name`"],
        ),
        (
            "a name that is a number",
            "clinic.toml",
            HEAD.replacen("\"House\"", "7", 1),
            &["clinic.toml:1:8", "expected a string"],
        ),
        ("money of nowhere", "clinic.toml", HEAD.replacen("EUR", "EURO", 1), &["clinic.toml:2:", "EURO"]),
        (
            "a zone of nowhere",
            "clinic.toml",
            HEAD.replacen("Europe/Vienna", "Vienna", 1),
            &["clinic.toml:3:", "`Vienna` is not a time zone"],
        ),
        (
            "a key twice",
            "clinic.toml",
            format!("{HEAD}name = \"Again\"\n"),
            &["clinic.toml:4:1", "duplicate key"],
        ),
        ("not TOML", "clinic.toml", "{\"name\":\"House\"}".to_owned(), &["clinic.toml:1:"]),
        ("nothing", "clinic.toml", String::new(), &["clinic.toml", "missing field `name`"]),
        (
            "an unknown switch",
            "clinic.toml",
            format!("{HEAD}[[policy]]\nswitch = \"isotretinion\"\nvalue = \"label\"\n{SIGNED}"),
            &["clinic.toml:4:", "unknown policy switch `isotretinion`", "did you mean `isotretinoin`?"],
        ),
        (
            "an unsigned switch",
            "clinic.toml",
            format!("{HEAD}[[policy]]\nswitch = \"isotretinoin\"\nvalue = \"label\"\n"),
            &["clinic.toml:4:", "missing field `signed`"],
        ),
        (
            "an unknown folder",
            "condition/rosacea.toml",
            "title = \"x\"\n".to_owned(),
            &[
                "condition/rosacea.toml",
                "no layer has a file or folder `condition`",
                "did you mean `conditions`?",
            ],
        ),
        (
            "a deep list",
            "conditions/rosacea.toml",
            deep,
            &["conditions/rosacea.toml:1:", "max recursion depth"],
        ),
        (
            "an unknown field of a rule",
            "conditions/sun_tan_recent.toml",
            rule("dais = 42"),
            &["sun_tan_recent.toml:3:", "unknown field `dais`", "did you mean `days`?"],
        ),
        (
            "an unknown verdict",
            "conditions/sun_tan_recent.toml",
            rule("verdict = \"refus\""),
            &["sun_tan_recent.toml:3:", "did you mean `refuse`?"],
        ),
        (
            "a rule made looser without a signature",
            "conditions/sun_tan_recent.toml",
            rule("days = 1"),
            &["sun_tan_recent.toml:3:", "(shipped: 28)", "needs a signature"],
        ),
        (
            "what the law refuses, made looser and signed",
            "conditions/minor.toml",
            signed("[[rule]]\nkey = \"minor-toxin\"\nverdict = \"caution\"\n"),
            &["minor.toml:4:", "what the law refuses"],
        ),
        (
            "a refusal that no longer fires for anybody",
            "conditions/sun_tan_recent.toml",
            rule("for = []"),
            &["sun_tan_recent.toml:3:", "needs a signature"],
        ),
        (
            "a number beyond its type",
            "conditions/sun_tan_recent.toml",
            rule("days = 99999999999"),
            &["sun_tan_recent.toml:3:", "99999999999"],
        ),
        (
            "a number that is none",
            "conditions/sun_tan_recent.toml",
            rule("days = nan"),
            &["sun_tan_recent.toml:3:"],
        ),
        (
            "a number below nothing",
            "conditions/sun_tan_recent.toml",
            rule("days = -1"),
            &["sun_tan_recent.toml:3:"],
        ),
        (
            "a price that is none",
            "prices.toml",
            "[treatments]\nipl = { price = 1e999 }\n".to_owned(),
            &["prices.toml:2:"],
        ),
        (
            "a price of what is not there",
            "prices.toml",
            "[treatments]\nipll = { price = 1 }\n".to_owned(),
            &["prices.toml:2:1", "did you mean `ipl`?"],
        ),
        (
            "a device without a name",
            "devices/A b.toml",
            "maker = \"M\"\nmodel = \"m\"\ntreatments = [\"ipl\"]\nsource = \"s\"\n".to_owned(),
            &["named by its file"],
        ),
    ] {
        refused(what, path, bytes.as_bytes(), words);
    }
}

#[test]
fn consent_texts_and_languages_that_cannot_be_used_are_told_by_their_place() {
    for (what, path, text, words) in [
        (
            "an unknown field of a consent",
            "consent/ablative.toml",
            "titel = \"x\"\n",
            &["consent/ablative.toml:1:", "unknown field `titel`", "did you mean `title`?"][..],
        ),
        (
            "a shorter time to think it over, unsigned",
            "consent/ablative.toml",
            "cooling_off_days = 0\n",
            &["consent/ablative.toml:1:", "(shipped: 7)", "needs a signature"],
        ),
        (
            "a consent for nothing that is there",
            "consent/ablative.toml",
            "applies = [\"NOPE\"]\n",
            &["consent/ablative.toml"],
        ),
        (
            "a new consent without its parts",
            "consent/mine.toml",
            "key = \"mine\"\n",
            &["consent/mine.toml", "missing field"],
        ),
        (
            "an unknown field of a language",
            "languages/es.toml",
            "titel = \"x\"\n",
            &["languages/es.toml:1:", "unknown field `titel`", "did you mean `title`?"],
        ),
        (
            "a line that translates nothing",
            "languages/es.toml",
            "[[line]]\nenglish = \"Nobody says this\"\ntext = \"Nadie\"\n",
            &["languages/es.toml"],
        ),
        (
            "a new language without its parts",
            "languages/xx.toml",
            "key = \"xx\"\n",
            &["languages/xx.toml", "missing field"],
        ),
    ] {
        refused(what, path, text.as_bytes(), words);
    }
}

#[test]
fn files_that_are_none_are_not_waited_for() {
    refused(
        "not UTF-8",
        "conditions/rosacea.toml",
        b"title = \"a\"\n\xff",
        &["conditions/rosacea.toml", "line 2, column 1", "not UTF-8"],
    );
    refused(
        "an endless file",
        "prices.toml",
        &vec![b'#'; (1 << 20) + 1],
        &["prices.toml", "larger than 1048576 bytes"],
    );
    refused(
        "an endless line of one name",
        "prices.toml",
        format!("[treatments]\n{} = {{ price = 1 }}\n", "a".repeat(1 << 19)).as_bytes(),
        &["prices.toml:2:1"],
    );
    let (folder, case) = layer("prices.toml", b"");
    let at = |name: &str| folder.at(name);
    let ask = |own: &str| serein(&["gate", text(&case), "--clinic", own]);
    ask(text(&at("nowhere"))).refuses("no folder", &["nowhere", "cannot be read"]);
    ask(text(&case)).refuses("a file for a folder", &["case.json", "cannot be read"]);
    folder.file("empty/notes.txt", "");
    ask(text(&at("empty"))).refuses("a folder without a layer", &["clinic.toml: missing"]);
    folder.file("deep/clinic.toml", HEAD);
    folder.file("deep/a/b/c/d/e/f.toml", "");
    ask(text(&at("deep"))).refuses("too deep", &["a/b/c/d/e", "deeper than 4 folders"]);
    folder.file("round/clinic.toml", HEAD);
    std::os::unix::fs::symlink(at("round"), at("round/again")).unwrap();
    ask(text(&at("round"))).refuses("a folder in itself", &["deeper than 4 folders"]);
    folder.file("broken/clinic.toml", HEAD);
    std::os::unix::fs::symlink(at("none.toml"), at("broken/prices.toml")).unwrap();
    ask(text(&at("broken"))).refuses("a link to nothing", &["prices.toml", "cannot be read"]);
    std::fs::remove_file(at("broken/prices.toml")).unwrap();
    let pipe = at("broken/prices.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    ask(text(&at("broken"))).refuses("a pipe that nobody writes", &["prices.toml", "is no file"]);
    for n in 0..1_001 {
        folder.file(&format!("many/prices/{n}.toml"), "");
    }
    ask(text(&at("many"))).refuses("too many files", &["more than 1000 files"]);
}

#[test]
fn conditions_that_follow_from_each_other_come_to_an_end() {
    // The example of a clinic's own condition, under two names that each bring the other.
    let example = include_str!("../../../../docs/guide/example-clinic/conditions/flight_planned.toml");
    let condition = |code: &str, follows: &str| {
        let whole =
            example.split("[[case]]").next().unwrap().replace("\"flight_planned\"", &format!("\"{code}\""));
        let whole = whole.replace("flight-planned-filler", &format!("{code}-filler"));
        whole.replacen("[[rule]]", &format!("[[implies]]\ncondition = \"{follows}\"\n\n[[rule]]"), 1)
    };
    let folder = Folder::new();
    folder.file("layer/clinic.toml", HEAD);
    folder.file("layer/conditions/one.toml", condition("one", "two"));
    folder.file("layer/conditions/two.toml", condition("two", "one"));
    let case = r#"{"today":"2026-02-09","patient":{},"facts":[{"condition":"one","status":"present"}],"ask":[{"treatment":"ipl"}]}"#;
    let case = folder.file("case.json", case);
    let told = serein(&["gate", text(&case), "--clinic", text(&folder.at("layer"))]);
    assert!(told.status == Some(0), "{told:?}");
}
