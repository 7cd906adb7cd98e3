//! Case files and their kin that cannot be read, for every verb that takes one.
use super::{Folder, chart, fed, serein, text};

/// The verbs that take a case, each with its flags.
const VERBS: [&[&str]; 4] = [&["gate"], &["plan"], &["forecast"], &["triage"]];
const SERIES: &str = include_str!("../../../calendar/data/series/s00.json");
const PROBLEM: &str = include_str!("../../../planner/data/instances/p00.json");
const ARMS: &str = include_str!("../../../forecast/data/trial-arms.csv");

#[test]
fn what_is_no_case_is_told_by_every_verb_that_takes_one() {
    let folder = Folder::new();
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    for (what, bytes, words) in [
        ("nothing", Vec::new(), &["1:1", "empty"][..]),
        ("not JSON", b"hello".to_vec(), &["1:1", "not JSON"]),
        ("a deep list", deep.into_bytes(), &["1:33", "deeper than 32"]),
        ("ten megabytes", vec![b' '; 10 << 20], &["1:1"]),
        ("not UTF-8", b"{\n\"today\": \"\xff\"}".to_vec(), &["2:11", "UTF-8"]),
        ("NaN", br#"{"today":NaN}"#.to_vec(), &["1:10", "not JSON"]),
        (
            "a key twice",
            br#"{"today":"2026-02-09","today":"2026-02-10","patient":{}}"#.to_vec(),
            &["1:23", "given twice"],
        ),
        (
            "an unknown key",
            br#"{"todai":"2026-02-09","patient":{}}"#.to_vec(),
            &["1:2", "did you mean `today`?"],
        ),
        (
            "a number without end",
            br#"{"today":"2026-02-09","patient":{"ita":1e999}}"#.to_vec(),
            &["1:40", "finite"],
        ),
        ("a day that is none", br#"{"today":"2026-02-30","patient":{}}"#.to_vec(), &["1:10", "not a day"]),
    ] {
        let file = folder.file("case.json", &bytes);
        for verb in VERBS {
            let told = serein(&[verb, &[text(&file)]].concat());
            // A question after a treatment needs more than these cases have, and says so first.
            let words =
                if verb[0] == "triage" && told.err.contains("`after` is missing") { &[] } else { words };
            told.refuses(&format!("{} and {what}", verb[0]), &[&["case.json:"], words].concat());
            assert_eq!(told.status, Some(2), "{what}");
        }
        fed(&["gate", "-"], &bytes).refuses(what, &[&["<stdin>:"], words].concat());
    }
    for verb in VERBS {
        serein(&[verb, &["nowhere.json"]].concat())
            .refuses("nothing there", &["nowhere.json:1:1", "cannot be read"]);
        serein(&[verb, &[text(&folder.0)]].concat()).refuses("a folder", &["1:1", "cannot be read"]);
        serein(&[verb, &["/dev/zero"]].concat()).refuses("a file without end", &["/dev/zero:1:1"]);
    }
}

#[test]
fn what_is_no_series_is_told_by_its_place() {
    let deep = format!("{}{}", "[".repeat(500_000), "]".repeat(500_000));
    let long = format!("{{\"{}\": 1}}", "x".repeat(1 << 20));
    for (what, bytes, words) in [
        ("nothing", String::new(), &["1:1"][..]),
        ("a list", "[]".to_owned(), &["1:1"]),
        ("a deep list", deep, &["nest"]),
        ("a name without end", long, &["unknown field"]),
        (
            "an unknown key",
            SERIES.replacen("\"grain_minutes\"", "\"grain_minute\"", 1),
            &["did you mean `grain_minutes`?"],
        ),
        ("a key twice", SERIES.replacen('{', "{\"days\": 3, ", 1), &["stands twice"]),
        ("NaN", SERIES.replacen("\"sessions\":5", "\"sessions\":NaN", 1), &["not JSON"]),
        (
            "a number too large",
            SERIES.replacen("\"sessions\":5", "\"sessions\":99999999999999999999", 1),
            &["allowed"],
        ),
        ("a number without end", SERIES.replacen("\"sessions\":5", "\"sessions\":1e999", 1), &["allowed"]),
        ("seventeen megabytes", " ".repeat(17 << 20), &["too large"]),
    ] {
        fed(&["series", "--instance", "-"], bytes.as_bytes()).refuses(what, words);
    }
    fed(&["series", "--instance", "-"], b"{\n \xff").refuses("not UTF-8", &["-:2:2", "not UTF-8"]);
    serein(&["series", "--instance", "/dev/zero"])
        .refuses("a file without end", &["/dev/zero:1:1", "too large"]);
}

#[test]
fn what_is_no_problem_of_a_planner_is_told_by_its_place() {
    let folder = Folder::new();
    for (what, bytes, words) in [
        ("nothing", Vec::new(), &["1:1"][..]),
        ("a deep list", "[".repeat(500_000).into_bytes(), &["1:"]),
        (
            "a deep list in a field",
            PROBLEM
                .replacen("\"horizon\":180", &format!("\"horizon\":{}", "[".repeat(500_000)), 1)
                .into_bytes(),
            &["1:"],
        ),
        (
            "an unknown key",
            PROBLEM.replacen("\"horizon\"", "\"horizont\"", 1).into_bytes(),
            &["1:13", "horizont: unknown field", "did you mean `horizon`?"],
        ),
        (
            "a field of a treatment that is none",
            PROBLEM.replacen("\"price\"", "\"prize\"", 1).into_bytes(),
            &["treatments[0].prize: unknown field", "did you mean `price`?"],
        ),
        (
            "a name without end",
            format!("{{\"{}\": 1}}", "x".repeat(1 << 20)).into_bytes(),
            &["unknown field"],
        ),
        ("NaN", PROBLEM.replacen("\"horizon\":180", "\"horizon\":NaN", 1).into_bytes(), &["1:"]),
        (
            "a number too large",
            PROBLEM.replacen("\"horizon\":180", "\"horizon\":99999999999999999999", 1).into_bytes(),
            &["horizon"],
        ),
        ("not UTF-8", b"{\n \xff".to_vec(), &["problem.json:2:2", "not UTF-8"]),
        ("seventeen megabytes", vec![b' '; 17 << 20], &["too large"]),
    ] {
        let file = folder.file("problem.json", bytes);
        serein(&["plan", "--instance", text(&file)]).refuses(what, words);
    }
    serein(&["plan", "--instance", "/dev/zero"])
        .refuses("a file without end", &["/dev/zero:1:1", "too large"]);
}

#[test]
fn what_is_no_table_of_arms_is_told_by_its_place() {
    let (head, first) = ARMS.split_once('\n').unwrap();
    let first = first.lines().next().unwrap();
    for (what, bytes, words) in [
        ("nothing", String::new(), &["1:1"][..]),
        ("another head", format!("x,y\n{first}\n"), &["1:1"]),
        ("an open quote", format!("{head}\n\"A03\n"), &["2:1", "quote"]),
        ("a field too few", format!("{head}\nx,y\n"), &["2:"]),
        ("two megabytes", "x".repeat(2 << 20), &["too large"]),
    ] {
        fed(&["forecast", "--arms", "-"], bytes.as_bytes()).refuses(what, words);
    }
    fed(&["forecast", "--arms", "-"], b"a\n\xff").refuses("not UTF-8", &["-:2:1", "not UTF-8"]);
}

#[test]
fn lines_and_keys_that_are_none_write_nothing() {
    let folder = Folder::new();
    let (db, key) = (format!("sqlite:{}", text(&folder.at("house.db"))), folder.at("site.key"));
    let record = ["--db", &db, "--key-file", text(&key)];
    serein(&["chart", "key", text(&key)]).does("key");
    serein(&chart(&["open", "Harbour House"], &record)).does("open");
    let patient = serein(&chart(&["register", "Amara Okafor"], &record)).does("register").trim().to_owned();
    let note = r#"{"kind":"note","body":{"text":"calm skin"}}"#;
    for (what, bytes, words) in [
        ("a second line that is none", format!("{note}\n{{\n").into_bytes(), &["-:2"][..]),
        ("an unknown kind", br#"{"kind":"notes","body":{}}"#.to_vec(), &["-:1", "notes"]),
        ("a deep list", "[".repeat(100_000).into_bytes(), &["-:1", "invalid type"]),
        ("a line without end", vec![b' '; 3 << 20], &["-:1", "longer than 1048576 bytes"]),
        ("not UTF-8", b"\n{\"\xff\"}".to_vec(), &["-:2", "byte 3 is not UTF-8"]),
    ] {
        fed(&chart(&["record", &patient], &record), &bytes).refuses(what, words);
    }
    let shown = serein(&chart(&["show", &patient], &record));
    assert!(!shown.does("show").contains("calm skin"), "{}", shown.out);
    for (what, bytes) in [("no key", &b""[..]), ("half a key", &b"00ff"[..]), ("no digits", &[b'x'; 64][..])]
    {
        let wrong = folder.file("wrong.key", bytes);
        let asked = ["chart", "show", &patient, "--db", &db, "--key-file", text(&wrong)];
        serein(&asked).refuses(what, &["wrong.key", "64 hexadecimal digits"]);
    }
    let asked = ["chart", "show", &patient, "--db", &db, "--key-file", "/dev/zero"];
    serein(&asked).refuses("a key without end", &["/dev/zero", "64 hexadecimal digits"]);
}
