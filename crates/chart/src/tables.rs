//! Which tables belong to a site and go with it when it moves: one line each.
//!
//! Every table begins with the column `site`, which the export names once; the columns below are all the others. A test
//! compares this list with the schema, so that no table and no column can be forgotten.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Text.
    Text,
    /// Text of a column that was added later: empty where an older export lacks it.
    Added,
    /// A whole number of 64 bits.
    Number,
}

use Holds::{Added, Number, Text};

/// A table of the record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// The key after `site`: rows leave in its order.
    pub(crate) key: &'static [&'static str],
    /// Columns after `site`.
    pub(crate) columns: &'static [(&'static str, Holds)],
}

const fn table(
    name: &'static str,
    key: &'static [&'static str],
    columns: &'static [(&'static str, Holds)],
) -> Table {
    Table { name, key, columns }
}

/// Everything that moves with a site, in the order in which it leaves.
#[rustfmt::skip]
pub(crate) const TABLES: &[Table] = &[
    table("site", &[], &[("name", Text), ("public_key", Text), ("opened_at", Number)]),
    table("patient_key", &["patient"], &[("patient", Text), ("wrapped", Text)]),
    table("piece", &["patient", "piece"], &[("piece", Number), ("patient", Text)]),
    table("joined", &["folded"], &[("folded", Text), ("kept", Text)]),
    table("head", &["book"], &[("book", Text), ("count", Number), ("hash", Text), ("closed", Number), ("seal", Text)]),
    table("entry", &["book", "seq"], &[
        ("book", Text), ("seq", Number), ("id", Text), ("kind", Text), ("version", Number), ("happened_at", Number),
        ("recorded_at", Number), ("author", Text), ("amends", Text), ("sealed", Number), ("body", Text), ("previous", Text),
        ("hash", Text),
    ]),
    table("consent_text", &["service", "language", "version"], &[
        ("service", Text), ("language", Text), ("version", Number), ("hash", Text), ("bytes", Text), ("kept_at", Number),
        ("kept_by", Text),
    ]),
    table("credential", &["practitioner", "kind", "id"], &[
        ("practitioner", Text), ("kind", Text), ("id", Text), ("label", Text), ("secret", Text), ("made_at", Number),
        ("used_at", Number),
    ]),
    table("photo_part", &["patient", "photo", "size", "part"], &[
        ("patient", Text), ("photo", Text), ("size", Text), ("part", Number), ("parts", Number), ("body", Text),
    ]),
    table("consult_draft", &["patient"], &[
        ("patient", Text), ("id", Text), ("revision", Number), ("changed_at", Number), ("body", Text),
    ]),
    table("lot", &["lot"], &[
        ("lot", Text), ("product", Text), ("number", Text), ("expires", Text), ("on_hand", Number), ("standing", Text),
    ]),
    table("session_open", &["entry"], &[
        ("entry", Text), ("patient", Text), ("state", Text), ("author", Text), ("since", Number),
    ]),
    table("link", &["hash"], &[
        ("hash", Text), ("purpose", Text), ("subject", Text), ("made_by", Text), ("made_at", Number), ("ends_at", Number),
        ("uses_left", Number),
    ]),
    table("feed", &["owner", "subject"], &[
        ("owner", Text), ("subject", Text), ("hash", Text), ("names", Text), ("made_by", Text), ("made_at", Number),
        ("seen_at", Number), ("looks", Number),
    ]),
    table("resource", &["resource"], &[("resource", Text), ("kind", Text), ("place", Number), ("body", Text)]),
    table("hours", &["resource", "kind", "weekday", "from_cell"], &[
        ("resource", Text), ("kind", Text), ("weekday", Number), ("from_cell", Number), ("to_cell", Number),
    ]),
    table("away", &["resource", "away"], &[
        ("resource", Text), ("away", Text), ("kind", Text), ("first_day", Number), ("last_day", Number),
        ("from_cell", Number), ("to_cell", Number), ("reason", Text),
    ]),
    table("service", &["service"], &[("service", Text), ("place", Number), ("body", Text)]),
    table("booking", &["booking"], &[
        ("booking", Text), ("day", Number), ("patient", Text), ("series", Text), ("status", Text), ("hold_until", Number),
        ("version", Number), ("sealed", Text), ("body", Text), ("reasons", Added),
    ]),
    table("booking_event", &["booking", "seq"], &[
        ("booking", Text), ("seq", Number), ("at", Number), ("author", Text), ("kind", Text), ("body", Text),
        ("seal", Text),
    ]),
    table("claim", &["resource", "quantum", "lane"], &[
        ("resource", Text), ("quantum", Number), ("lane", Number), ("booking", Text),
    ]),
    table("week_cells", &["resource", "week"], &[
        ("resource", Text), ("week", Number), ("present", Text), ("claimed", Text),
    ]),
    table("message", &["message"], &[
        ("message", Text), ("patient", Text), ("kind", Text), ("about", Text), ("status", Text), ("why", Text),
        ("todo", Text), ("not_before", Number), ("expires", Number), ("attempts", Number), ("lease", Text),
        ("lease_until", Number), ("made_at", Number), ("made_by", Text), ("changed_at", Number), ("sealed", Text),
    ]),
    table("told", &["patient", "booking"], &[
        ("patient", Text), ("booking", Text), ("day", Number), ("cell", Number), ("gone", Number), ("message", Text),
    ]),
    table("reply", &["reply"], &[
        ("reply", Text), ("patient", Text), ("message", Text), ("kind", Text), ("at", Number), ("done_by", Text),
        ("sealed", Text),
    ]),
    table("setting", &["setting"], &[("setting", Text), ("body", Text)]),
    table("wait", &["wait"], &[
        ("wait", Text), ("patient", Text), ("status", Text), ("since", Number), ("version", Number), ("sealed", Text),
        ("body", Text),
    ]),
    table("wait_offer", &["offer"], &[
        ("offer", Text), ("wait", Text), ("freed", Text), ("state", Text), ("made_at", Number), ("ends_at", Number),
        ("passed_on", Number), ("body", Text),
    ]),
    table("freed", &["visit", "version"], &[
        ("visit", Text), ("version", Number), ("day", Number), ("from_cell", Number), ("to_cell", Number),
        ("due_at", Number), ("became", Added), ("told", Added),
    ]),
];

/// Tables that stay behind, each with its reason.
#[cfg(test)]
pub(crate) const STAY: &[(&str, &str)] = &[
    ("migration", "it tells which scripts ran on this database"),
    ("snapshot", "a shortcut that is made again"),
    ("session", "who is signed in signs in again"),
    ("ceremony", "a question to a passkey lives for minutes"),
    ("attempt", "who guessed at doors is counted where the doors are"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn every_table_and_column_of_the_schema_moves_or_stays_with_a_reason() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let schema: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        )
        .fetch_all(&store.pool)
        .await
        .unwrap();
        let known: BTreeSet<&str> =
            TABLES.iter().map(|t| t.name).chain(STAY.iter().map(|(name, _)| *name)).collect();
        assert_eq!(schema.iter().map(String::as_str).collect::<BTreeSet<_>>(), known);
        for table in TABLES {
            let columns: Vec<(String, i64)> = sqlx::query_as("SELECT name, pk FROM pragma_table_info($1)")
                .bind(table.name)
                .fetch_all(&store.pool)
                .await
                .unwrap();
            let named: BTreeSet<&str> = table.columns.iter().map(|(name, _)| *name).chain(["site"]).collect();
            let there: BTreeSet<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(there, named, "{}", table.name);
            let key: BTreeSet<&str> = table.key.iter().copied().chain(["site"]).collect();
            let primary: BTreeSet<&str> =
                columns.iter().filter(|(_, pk)| *pk > 0).map(|(name, _)| name.as_str()).collect();
            assert_eq!(primary, key, "the key of {}", table.name);
        }
    }
}
