//! Pieces of names, numbers and dates as keyed hashes, so that a search needs no clear text beside sealed names.
use crate::ChartError;
use crate::entry::Identity;
use crate::seal::SiteKey;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// The most pieces kept of one person; a longer name is found by its first pieces.
pub(super) const PIECES_MAX: usize = 64;

/// What a person is found by.
pub(super) fn of(identity: &Identity) -> BTreeSet<String> {
    let mut pieces = of_words(&words(&identity.name));
    pieces.extend(identity.born.map(of_day));
    pieces.extend(identity.phone.as_deref().and_then(of_phone));
    pieces.into_iter().take(PIECES_MAX).collect()
}

/// Words of a name: lower case, without accents, letters only.
pub(super) fn words(name: &str) -> Vec<String> {
    let plain: String = name.chars().flat_map(char::to_lowercase).map(plain).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// A letter without its accent, for the alphabets of Europe; others stay as they are.
const fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ț' | 'ţ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// The pieces of the words of a name: each word, how it sounds, every three letters in a row with its ends, and each two
/// sounds together, which few people share.
///
/// The first letter of a piece sorts what tells people apart best before the rest, for limits that cut the end off.
pub(super) fn of_words(words: &[String]) -> BTreeSet<String> {
    let mut pieces = BTreeSet::new();
    let sounds: BTreeSet<String> = words.iter().map(|word| sound(word)).collect();
    for (at, one) in sounds.iter().enumerate() {
        pieces.insert(format!("%{one}"));
        pieces.extend(sounds.iter().skip(at + 1).map(|other| format!("&{one} {other}")));
    }
    for word in words {
        pieces.insert(format!("={word}"));
        let ended: Vec<char> = format!("^{word}$").chars().collect();
        pieces.extend(ended.windows(3).map(|three| three.iter().collect::<String>()));
    }
    pieces
}

/// The piece of a day of birth.
pub(super) fn of_day(born: vocab::Day) -> String {
    format!("!born {born}")
}

/// How a word sounds, coarsely: the first letter and its consonants, with letters that are often confused made one.
pub(super) fn sound(word: &str) -> String {
    let spoken = word
        .replace("ph", "f")
        .replace("sch", "s")
        .replace("sh", "s")
        .replace("ch", "k")
        .replace("ck", "k")
        .replace("th", "t")
        .replace("gh", "g")
        .replace("wr", "r")
        .replace("kn", "n");
    let mut sound = String::new();
    for letter in spoken.chars() {
        let class = match letter {
            'c' | 'q' | 'x' => 'k',
            'z' => 's',
            'd' => 't',
            'b' => 'p',
            'v' | 'w' => 'f',
            'a' | 'e' | 'i' | 'j' | 'o' | 'u' | 'y' | 'h' => {
                if sound.is_empty() && letter != 'h' {
                    sound.push('a');
                }
                continue;
            }
            other => other,
        };
        if !sound.ends_with(class) {
            sound.push(class);
        }
    }
    sound
}

/// The last seven digits of a number, however it was written.
pub(super) fn of_phone(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let last = digits.len().checked_sub(7).and_then(|from| digits.get(from..))?;
    Some(format!("!call {}", last.iter().collect::<String>()))
}

/// Stores the pieces of a person in place of those before.
pub(super) async fn store(
    tx: &mut AnyConnection,
    key: &SiteKey,
    site: &str,
    patient: &str,
    identity: &Identity,
) -> Result<(), ChartError> {
    forget(tx, site, patient).await?;
    let pieces: BTreeSet<i64> = of(identity).iter().map(|piece| key.piece(site, piece)).collect();
    if pieces.is_empty() {
        return Ok(());
    }
    // One statement for all: a registration would otherwise be dozens of them.
    let rows: Vec<String> = (3..pieces.len() + 3).map(|place| format!("($1, ${place}, $2)")).collect();
    let text = format!("INSERT INTO piece (site, piece, patient) VALUES {}", rows.join(", "));
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text)).bind(site).bind(patient);
    for piece in pieces {
        query = query.bind(piece);
    }
    query.execute(tx).await?;
    Ok(())
}

/// Removes the pieces of a person.
pub(super) async fn forget(tx: &mut AnyConnection, site: &str, patient: &str) -> Result<(), ChartError> {
    sqlx::query("DELETE FROM piece WHERE site = $1 AND patient = $2")
        .bind(site)
        .bind(patient)
        .execute(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_sound_alike_are_one() {
        for (one, other) in [
            ("stephen", "stefan"),
            ("katherine", "catharine"),
            ("schmidt", "shmit"),
            ("philippa", "filipa"),
            ("weiss", "weis"),
            ("meyer", "meier"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} and {other}");
        }
        assert_ne!(sound("anna"), sound("maria"));
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        assert_eq!(of_phone("+44 20 7946 0018"), of_phone("(020) 79460018"));
        assert_eq!(of_phone("123"), None);
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(words("Zoë O’Brien-Müller"), ["zoe", "o", "brien", "muller"]);
    }
}
