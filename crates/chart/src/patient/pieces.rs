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
    let mut pieces = BTreeSet::new();
    for word in words(&identity.name) {
        pieces.extend(of_word(&word));
    }
    pieces.extend(identity.born.map(|day| format!("born {day}")));
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

/// The pieces of one word: every three letters in a row with its ends, and how it sounds.
pub(super) fn of_word(word: &str) -> Vec<String> {
    let ended: Vec<char> = format!("^{word}$").chars().collect();
    let mut pieces: Vec<String> = ended.windows(3).map(|three| three.iter().collect()).collect();
    pieces.push(format!("~{}", sound(word)));
    pieces
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
    Some(format!("call {}", last.iter().collect::<String>()))
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
    for piece in of(identity) {
        sqlx::query("INSERT INTO piece (site, piece, patient) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(site)
            .bind(key.piece(site, &piece))
            .bind(patient)
            .execute(&mut *tx)
            .await?;
    }
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
