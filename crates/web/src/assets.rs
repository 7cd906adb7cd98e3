//! The files inside the binary: served under the hash of their content, to be kept for ever.
use crate::access::{Needs, Routes};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Embedded;

/// A file as it is sent.
#[derive(Debug, Clone)]
struct Asset {
    kind: &'static str,
    bytes: Cow<'static, [u8]>,
}

/// All files, by the address under `/static/`, and the address of each by its plain name.
struct Shelf {
    by_address: BTreeMap<String, Asset>,
    address_of: BTreeMap<String, String>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::fill);

/// The address of a file by its plain name, such as `app.css`. An unknown name gives an address that answers 404.
#[must_use]
pub fn address(name: &str) -> String {
    format!("/static/{}", SHELF.address_of.get(name).map_or(name, String::as_str))
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/static/{file}", Needs::Anyone, file)
        .get("/favicon.ico", Needs::Anyone, async || plain("favicon.ico", "image/x-icon"))
        .get("/robots.txt", Needs::Anyone, async || "User-agent: *\nDisallow: /\n")
}

async fn file(Path(file): Path<String>) -> Response {
    match SHELF.by_address.get(&file) {
        Some(asset) => (
            [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")],
            asset.bytes.clone(),
        )
            .into_response(),
        None => crate::Oops::NotFound.into_response(),
    }
}

/// A file whose address browsers know by heart and which therefore carries no hash.
fn plain(name: &str, kind: &'static str) -> Response {
    match Embedded::get(name) {
        Some(file) => {
            ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=86400")], file.data).into_response()
        }
        None => crate::Oops::NotFound.into_response(),
    }
}

impl Shelf {
    fn fill() -> Self {
        let mut shelf = Self { by_address: BTreeMap::new(), address_of: BTreeMap::new() };
        let mut sheets = String::new();
        // `iter` is sorted by path, so the style sheets come in the order of their numbers.
        let mut paths: Vec<_> = Embedded::iter().collect();
        paths.sort();
        for path in &paths {
            let Some(file) = Embedded::get(path) else { continue };
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            match folder {
                "css" => sheets.push_str(&String::from_utf8_lossy(&file.data)),
                "fonts" if name.split('.').next_back() == Some("woff2") => {
                    shelf.put(name, "font/woff2", file.data);
                }
                "js" => {
                    let text = shelf.with_addresses(&String::from_utf8_lossy(&file.data));
                    shelf.put(name, "text/javascript; charset=utf-8", Cow::Owned(text.into_bytes()));
                }
                "img" => shelf.put(name, "image/svg+xml", file.data),
                "" if name == "favicon.svg" => shelf.put(name, "image/svg+xml", file.data),
                _ => {}
            }
        }
        // Fonts are already on the shelf: the sheet names them by their addresses.
        for (name, address) in &shelf.address_of {
            sheets = sheets.replace(&format!("url({name})"), &format!("url(/static/{address})"));
        }
        shelf.put("app.css", "text/css; charset=utf-8", Cow::Owned(sheets.into_bytes()));
        shelf
    }

    /// A script whose imports are named by their addresses. A script imports only what stands before it in the alphabet, so
    /// that the address, which is a hash, is known when it is written.
    fn with_addresses(&self, script: &str) -> String {
        self.address_of.iter().fold(script.to_owned(), |text, (name, address)| {
            text.replace(&format!("from \"./{name}\""), &format!("from \"/static/{address}\""))
        })
    }

    fn put(&mut self, name: &str, kind: &'static str, bytes: Cow<'static, [u8]>) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let address = format!("{stem}.{:016x}.{ending}", fingerprint(&bytes));
        self.address_of.insert(name.to_owned(), address.clone());
        self.by_address.insert(address, Asset { kind, bytes });
    }
}

/// FNV-1a over 64 bits: names a version for caches; not meant to withstand an attacker.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_names_only_fonts_that_are_on_the_shelf() {
        let sheet = &SHELF.by_address[&SHELF.address_of["app.css"]];
        let sheet = String::from_utf8(sheet.bytes.to_vec()).unwrap();
        let fonts: Vec<_> = sheet.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(fonts.len() >= 4, "three fonts and one inline picture: {fonts:?}");
        for font in fonts.iter().filter(|font| !font.starts_with('"')) {
            let file = font.strip_prefix("/static/").unwrap();
            assert!(SHELF.by_address.contains_key(file), "{font}");
        }
    }

    #[test]
    fn the_hash_follows_the_content() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325, "published offset");
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c, "published test vector");
    }

    #[test]
    fn a_script_imports_only_what_is_on_the_shelf() {
        let mut imports = 0;
        for (address, asset) in
            SHELF.by_address.iter().filter(|(_, asset)| asset.kind.starts_with("text/javascript"))
        {
            let script = String::from_utf8(asset.bytes.to_vec()).unwrap();
            for from in script.lines().filter(|line| line.starts_with("import ")) {
                let wanted = from.split('"').nth(1).unwrap().strip_prefix("/static/");
                assert!(wanted.is_some_and(|file| SHELF.by_address.contains_key(file)), "{address}: {from}");
                imports += 1;
            }
        }
        assert!(imports >= 2, "keys and fingers share the board");
    }

    #[test]
    fn every_script_stays_small() {
        let scripts: Vec<_> =
            SHELF.address_of.iter().filter(|(name, _)| name.rsplit('.').next() == Some("js")).collect();
        assert!(scripts.len() >= 4, "{scripts:?}");
        for (name, address) in scripts {
            let script = &SHELF.by_address[address];
            assert!(script.bytes.len() <= 8_000, "{name}: {} bytes", script.bytes.len());
        }
    }
}
