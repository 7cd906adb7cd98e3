//! Who may do what: the table of permissions, and what every address needs.
use super::markdown::{heading, table};
use vocab::{Permission, Role};
use web::access::Needs;

/// `docs/generated/permissions.md`.
pub(super) fn document() -> String {
    let mut text = String::new();
    heading(&mut text, 1, "Permissions");
    text.push_str(
        "What each role may do in a house, and what every address needs. Written by the program from the one table in\n\
         `crates/vocab/src/role.rs` and from the routes; a test asks every address as everybody over HTTP.\n\n",
    );
    heading(&mut text, 2, "Roles");
    let mut head = vec!["permission", "what it lets one do"];
    head.extend(Role::ALL.iter().map(|role| role.code()));
    let rows = Permission::ALL.iter().map(|permission| {
        let mut row = vec![format!("`{permission}`"), permission.line().to_owned()];
        row.extend(
            Role::ALL.iter().map(|role| if role.may(*permission) { "yes".to_owned() } else { String::new() }),
        );
        row
    });
    table(&mut text, &head, rows);
    heading(&mut text, 2, "Addresses");
    let rows = web::table().into_iter().map(|route| {
        let needs = match route.needs {
            Needs::Anyone => "nothing".to_owned(),
            Needs::Signed => "to be signed in".to_owned(),
            Needs::May(permission) => format!("`{permission}`"),
            Needs::Link => "a guest's link, or a tablet that was handed over".to_owned(),
        };
        vec![route.method.to_owned(), format!("`{}`", route.path), needs]
    });
    table(&mut text, &["method", "address", "needs"], rows);
    text.truncate(text.trim_end().len());
    text + "\n"
}
