//! Exports that are none, backups that are none, and what is left behind when one is cut off.
use super::{Folder, chart, fed, program, serein, text};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

/// A record with one patient and a note, its key, and its export line by line.
struct House {
    folder: Folder,
    db: String,
    key: PathBuf,
    lines: Vec<String>,
}

impl House {
    fn new() -> Self {
        let folder = Folder::new();
        let (key, out) = (folder.at("site.key"), folder.at("house.jsonl"));
        let db = format!("sqlite:{}", text(&folder.at("house.db")));
        let record = ["--db", &db, "--key-file", text(&key)];
        serein(&["chart", "key", text(&key)]).does("key");
        serein(&chart(&["open", "Harbour House"], &record)).does("open");
        let patient =
            serein(&chart(&["register", "Amara Okafor"], &record)).does("register").trim().to_owned();
        let note = br#"{"kind":"note","body":{"text":"calm skin"}}"#;
        fed(&chart(&["record", &patient], &record), note).does("record");
        serein(&chart(&["close-day", "2026-01-01"], &record)).does("close");
        serein(&["export", text(&out), "--db", &db]).does("export");
        let lines = std::fs::read_to_string(out).unwrap().lines().map(str::to_owned).collect();
        Self { folder, db, key, lines }
    }

    /// The export with some lines changed, and an end that fits them: what somebody makes who knows the format.
    fn forged(&self, with: impl Fn(&mut Vec<String>)) -> String {
        let mut lines = self.lines[..self.lines.len() - 1].to_vec();
        with(&mut lines);
        let mut whole = lines.join("\n") + "\n";
        let mut hash = String::new();
        for byte in Sha256::digest(whole.as_bytes()) {
            let _ = write!(hash, "{byte:02x}");
        }
        let _ = writeln!(whole, r#"{{"is":"end","lines":{},"sha256":"{hash}"}}"#, lines.len());
        whole
    }

    /// The first line of the export that says this.
    fn line(&self, says: &str) -> usize {
        self.lines.iter().position(|line| line.contains(says)).unwrap()
    }

    fn replaced(&self, says: &str, from: &str, to: &str) -> String {
        let at = self.line(says);
        assert!(self.lines[at].contains(from), "{}", self.lines[at]);
        self.forged(|lines| lines[at] = lines[at].replacen(from, to, 1))
    }
}

/// The database of an import that never happened has no site.
fn is_empty(db: &str) {
    serein(&["chart", "verify", "--db", db]).refuses("nothing came in", &["no site with the id `house`"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, one row a fault")]
fn an_export_that_is_none_or_was_changed_leaves_nothing_behind() {
    let house = House::new();
    let whole = house.lines.join("\n") + "\n";
    let other = format!("sqlite:{}", text(&house.folder.at("other.db")));
    let register = house.line(r#""kind":"opened""#);
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for (what, bytes, words) in [
        ("nothing at all", String::new(), &["the export", "it is empty"][..]),
        ("not JSON", "hello\n".to_owned(), &["line 1", "column 1", "expected value"]),
        ("an empty line", format!("\n{whole}"), &["line 1"]),
        ("half a line", whole[..40].to_owned(), &["line 1", "column 40"]),
        (
            "cut between two lines",
            house.lines[..4].join("\n") + "\n",
            &["ends after line 4 without its last line"],
        ),
        ("cut within a line", whole[..whole.len() / 2].to_owned(), &["line ", "EOF"]),
        ("a list", "[]\n".to_owned(), &["line 1"]),
        ("a case", r#"{"today":"2026-02-09","patient":{}}"#.to_owned(), &["line 1", "missing field `is`"]),
        (
            "another word",
            r#"{"is":"headng"}"#.to_owned(),
            &["line 1", "unknown variant `headng`", "did you mean `heading`?"],
        ),
        ("a deep list", format!("{deep}\n"), &["line 1", "invalid type"]),
        (
            "a deep list in a row",
            house.forged(|l| l[1] = format!(r#"{{"is":"row","table":"site","row":{{"name":{deep}}}}}"#)),
            &["line 2", "recursion limit"],
        ),
        (
            "another format",
            whole.replacen("serein-export", "other-export", 1),
            &["line 1", "`other-export` version 1; allowed is serein-export version 1"],
        ),
        (
            "a later version",
            whole.replacen(r#""version":1"#, r#""version":2"#, 1),
            &["line 1", "version 2; allowed is serein-export version 1"],
        ),
        ("a version that is none", whole.replacen(r#""version":1"#, r#""version":-1"#, 1), &["line 1"]),
        (
            "a site without a name",
            house.replaced("heading", r#""site":"house""#, r#""site":" ""#),
            &["line 1", "no code of a site"],
        ),
        (
            "a site with a mark",
            house.replaced("heading", r#""site":"house""#, r#""site":"ho\u001bse""#),
            &["line 1", "no code of a site"],
        ),
        (
            "two headings",
            house.forged(|l| {
                let head = l[0].clone();
                l.insert(1, head);
            }),
            &["line 2", "a second heading"],
        ),
        (
            "no heading",
            house.forged(|l| {
                l.remove(0);
            }),
            &["line 1", "the heading is missing"],
        ),
        (
            "no site",
            house.forged(|l| {
                l.remove(1);
            }),
            &["the row of the site itself is missing"],
        ),
        (
            "another table",
            house.replaced(r#""table":"head""#, r#""table":"head""#, r#""table":"heads""#),
            &["no table `heads`", "allowed site, ", "did you mean `head`?"],
        ),
        (
            "a table of ours",
            house.replaced(r#""table":"head""#, r#""table":"head""#, r#""table":"sqlite_master""#),
            &["no table `sqlite_master`"],
        ),
        (
            "SQL for a table",
            house.replaced(r#""table":"head""#, r#""table":"head""#, r#""table":"head; DROP TABLE site""#),
            &["no table `head; DROP TABLE site`"],
        ),
        (
            "another column",
            house.replaced("wrapped", r#""wrapped""#, r#""wraped""#),
            &["`patient_key` has no column `wraped`; allowed patient, wrapped; did you mean `wrapped`?"],
        ),
        (
            "a column too few",
            house.forged(|l| {
                l[1] = r#"{"is":"row","table":"site","row":{"name":"a","public_key":"b"}}"#.to_owned();
            }),
            &["line 2", "the column `opened_at` is missing"],
        ),
        (
            "a column twice",
            house.replaced(r#""table":"site""#, r#""name":"#, r#""name":"Mine","name":"#),
            &["line 2", "the column `name` is given twice"],
        ),
        (
            "a field too many",
            house.replaced(r#""table":"site""#, r#""is":"row""#, r#""is":"row","site":"mine""#),
            &["line 2", "unknown field `site`"],
        ),
        (
            "a text for a number",
            house.replaced(r#""kind":"opened""#, r#""seq":1"#, r#""seq":"1""#),
            &["`seq` must be a whole number"],
        ),
        (
            "a number for a text",
            house.replaced(r#""table":"site""#, r#""name":"Harbour House""#, r#""name":7"#),
            &["line 2", "`name` must be a text"],
        ),
        (
            "a fraction",
            house.replaced(r#""kind":"opened""#, r#""seq":1"#, r#""seq":1.5"#),
            &["`seq` must be a whole number"],
        ),
        (
            "too large a number",
            house.replaced(r#""kind":"opened""#, r#""seq":1"#, r#""seq":99999999999999999999"#),
            &["`seq` must be a whole number"],
        ),
        (
            "a number without end",
            house.replaced(r#""kind":"opened""#, r#""seq":1"#, r#""seq":1e999"#),
            &["line ", "number out of range"],
        ),
        ("NaN", house.replaced(r#""kind":"opened""#, r#""seq":1"#, r#""seq":NaN"#), &["line ", "column "]),
        (
            "a NUL",
            house.replaced(r#""table":"site""#, "Harbour", r"Har\u0000bour"),
            &["line 2", "`name` holds a NUL"],
        ),
        (
            "an id twice",
            house.forged(|l| {
                let one = l[register].clone();
                l.insert(register, one);
            }),
            &["`entry` has this row already: book \"register\", seq 1"],
        ),
        (
            "a line left out",
            whole.replacen(&format!("{}\n", house.lines[register]), "", 1),
            &["not those that its last line was made of"],
        ),
        (
            "another word in a line",
            whole.replacen("Harbour", "Herbour", 1),
            &["not those that its last line was made of"],
        ),
        (
            "another word, and an end that fits",
            house.replaced(r#""table":"site""#, "Harbour", "Herbour"),
            &["not whole", "what the register opened with", "--as-it-is"],
        ),
        (
            "another author, and an end that fits",
            house.replaced(r#""kind":"note""#, "operator", "somebody"),
            &["not whole", "entry 2", "not what its hash was made of", "--as-it-is"],
        ),
        (
            "an entry left out, and an end that fits",
            house.forged(|l| {
                l.remove(register);
            }),
            &["not whole", "register"],
        ),
        (
            "another time of an entry, and an end that fits",
            house.replaced(r#""kind":"note""#, r#""happened_at":1"#, r#""happened_at":2"#),
            &["not whole", "not what its hash was made of"],
        ),
        ("lines after the end", format!("{whole}{whole}"), &["more lines follow its last line"]),
        (
            "an end in the middle",
            house.forged(|l| {
                let last = r#"{"is":"end","lines":2,"sha256":"00"}"#.to_owned();
                l.insert(2, last);
            }),
            &["not those that its last line"],
        ),
    ] {
        fed(&["import", "-", "--db", &other], bytes.as_bytes())
            .refuses(what, &[&["<stdin>"], words].concat());
    }
    let bad: Vec<u8> = whole.bytes().map(|byte| if byte == b'H' { 0xff } else { byte }).collect();
    let file = house.folder.file("bad.jsonl", bad);
    serein(&["import", text(&file), "--db", &other])
        .refuses("not UTF-8", &["bad.jsonl: line 2", "is not UTF-8"]);
    let file = house.folder.file("long.jsonl", vec![b' '; (1 << 25) + 1]);
    serein(&["import", text(&file), "--db", &other])
        .refuses("one endless line", &["line 1", "longer than 33554432 bytes"]);
    let folder = text(&house.folder.0);
    serein(&["import", folder, "--db", &other]).refuses("a folder", &["it is a folder"]);
    serein(&["import", "nowhere.jsonl", "--db", &other])
        .refuses("nothing there", &["nowhere.jsonl", "No such file"]);
    is_empty(&other);
    fed(&["import", "-", "--db", &other], whole.as_bytes()).does("the whole one comes in after all of these");
}

#[test]
fn an_import_asks_the_key_and_the_site_and_a_damaged_record_comes_in_only_as_it_is() {
    let house = House::new();
    let whole = house.lines.join("\n") + "\n";
    let at = |name: &str| format!("sqlite:{}", text(&house.folder.at(name)));
    let (other, third) = (at("other.db"), at("third.db"));
    fed(&["import", "-", "--db", &house.db], whole.as_bytes())
        .refuses("into the record it came from", &["line 1", "the site `house` is in this record already"]);
    let strange = house.folder.at("strange.key");
    serein(&["chart", "key", text(&strange)]).does("key");
    let with = ["import", "-", "--db", &other, "--key-file", text(&strange)];
    fed(&with, whole.as_bytes()).refuses("with the key of another site", &["not whole", "key of this site"]);
    let short = house.folder.file("short.key", "abc");
    let with = ["import", "-", "--db", &other, "--key-file", text(&short)];
    fed(&with, whole.as_bytes()).refuses("with a key that is none", &["short.key", "64 hexadecimal digits"]);
    is_empty(&other);
    let with = ["import", "-", "--db", &other, "--key-file", text(&house.key)];
    assert!(
        fed(&with, whole.as_bytes()).does("with its key").contains("entries of the site `house` came in")
    );
    let forged = house.replaced(r#""kind":"note""#, "operator", "somebody");
    fed(&["import", "-", "--as-it-is", "--db", &third], forged.as_bytes()).does("as it is");
    let told = serein(&["chart", "verify", "--db", &third]);
    assert!(told.status == Some(1) && told.out.contains("not what its hash was made of"), "{told:?}");
}

#[test]
fn an_import_that_is_killed_stores_nothing() {
    let house = House::new();
    let other = format!("sqlite:{}", text(&house.folder.at("other.db")));
    let mut child = program(&["import", "-", "--db", &other]).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    // Everything but the last line, and the beginning of a row that is longer than a pipe holds: when it is gone, all before it
    // was read and stored.
    let lines = house.lines[..house.lines.len() - 1].join("\n") + "\n";
    pipe.write_all(lines.as_bytes()).unwrap();
    pipe.write_all(br#"{"is":"row","table":""#).unwrap();
    pipe.write_all(&vec![b'x'; 1 << 20]).unwrap();
    assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);
    is_empty(&other);
    fed(&["import", "-", "--db", &other], (house.lines.join("\n") + "\n").as_bytes())
        .does("and comes in afterwards");
}

#[test]
fn a_backup_that_is_none_is_told_and_is_not_touched() {
    let house = House::new();
    let folder = &house.folder;
    let copy = folder.at("copy.db");
    serein(&["backup", text(&copy), "--db", &house.db]).does("backup");
    let whole = std::fs::read(&copy).unwrap();
    let mut torn = whole.clone();
    let middle = torn.len() / 2;
    torn[middle..].fill(0x5a);
    for (what, bytes, words) in [
        ("nothing at all", Vec::new(), &["it is empty"][..]),
        ("not a database", b"not a database".to_vec(), &["it is no backup"]),
        ("an export", house.lines.join("\n").into_bytes(), &["it is an export", "serein import"]),
        ("its first page only", whole[..4096].to_vec(), &["damaged"]),
        ("its head only", whole[..100].to_vec(), &["bad.db"]),
        ("half of it", whole[..middle / 4096 * 4096].to_vec(), &["damaged"]),
        ("half of it overwritten", torn, &["damaged"]),
    ] {
        let bad = folder.file("bad.db", &bytes);
        let told = serein(&["restore", text(&bad), text(&folder.at("back.db"))]);
        told.refuses(what, &[&["bad.db"], words].concat());
        assert!(
            !folder.names().iter().any(|name| name.starts_with("back.db")),
            "{what}: {:?}",
            folder.names()
        );
        assert_eq!(std::fs::read(&bad).unwrap(), bytes, "{what}: it was written to");
    }
    let to = folder.at("back.db");
    serein(&["restore", "nowhere.db", text(&to)]).refuses("nothing there", &["nowhere.db", "No such file"]);
    serein(&["restore", text(&folder.0), text(&to)]).refuses("a folder", &["it is no file"]);
    serein(&["restore", text(&copy), text(&copy)]).refuses("onto itself", &["copy.db", "the file exists"]);
    let far = folder.at("no/such/folder.db");
    serein(&["restore", text(&copy), text(&far)]).refuses("into no folder", &["folder.db", "No such file"]);
    std::os::unix::fs::symlink(folder.at("aim.db"), folder.at("link.db")).unwrap();
    serein(&["restore", text(&copy), text(&folder.at("link.db"))])
        .refuses("over a link", &["the file exists"]);
    folder.file("back.db.part", "somebody writes");
    serein(&["restore", text(&copy), text(&to)]).refuses("beside another", &["back.db.part", "interrupted"]);
    std::fs::remove_file(folder.at("back.db.part")).unwrap();
    // Marks that mean something in an address are names like any other.
    let odd = folder.at("what? 100% #1.db");
    serein(&["restore", text(&copy), text(&odd)]).does("restore");
    assert!(odd.is_file(), "{:?}", folder.names());
    assert_eq!(std::fs::read(&copy).unwrap(), whole, "the backup was only read");
}

#[test]
fn an_export_or_a_backup_that_fails_leaves_no_file() {
    let house = House::new();
    let out = house.folder.at("none.jsonl");
    serein(&["export", text(&out), "--db", &house.db, "--site", "hause"])
        .refuses("another site", &["no site with the id `hause`"]);
    let far = house.folder.at("no/such/copy.db");
    serein(&["backup", text(&far), "--db", &house.db])
        .refuses("into no folder", &["copy.db", "No such file"]);
    let there = house.folder.at("house.jsonl");
    serein(&["export", text(&there), "--db", &house.db]).refuses("over another", &["the file exists"]);
    let names = house.folder.names();
    assert!(
        !names.iter().any(|name| name.contains("none") || name.contains("copy") || name.contains("part")),
        "{names:?}"
    );
}
