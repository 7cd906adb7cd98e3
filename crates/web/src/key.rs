//! Keys that are made of names, so that nobody has to think of one.
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest key that is made of a name, letters; a number may follow.
const KEY_MAX: usize = 32;

/// A text as its words: letters and digits of any writing, in small letters.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A key for a name: its letters without their marks, in small letters, digits and hyphens, at most [`KEY_MAX`]. Where nothing of
/// the name can be written so, such as of `针灸`, `otherwise` stands for it; a number follows where the key is taken.
pub(crate) fn key_of(name: &str, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain = plain(name);
    let words: Vec<&str> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let whole = words.join("-");
    let short = whole.get(..KEY_MAX).unwrap_or(&whole).trim_end_matches('-');
    let key = if short.is_empty() { otherwise } else { short };
    if !taken(key) {
        return key.to_owned();
    }
    (2..u32::MAX).map(|n| format!("{key}-{n}")).find(|key| !taken(key)).unwrap_or_else(|| key.to_owned())
}

/// A name in small letters without marks; the Latin letters that are none with a mark are written out as their readers do.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'æ' => plain.push_str("ae"),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            'ł' => plain.push('l'),
            'ŋ' => plain.push_str("ng"),
            'ø' => plain.push('o'),
            'œ' => plain.push_str("oe"),
            'ß' => plain.push_str("ss"),
            'ŧ' => plain.push('t'),
            'þ' => plain.push_str("th"),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_key_and_a_second_one_another() {
        let taken = |key: &str| ["lamp", "lamp-2", "service"].contains(&key);
        for (name, key) in [
            ("Adrenaline 1 mg/ml", "adrenaline-1-mg-ml"),
            ("  Lamp ", "lamp-3"),
            ("LÂMP", "lamp-3"),
            ("Épilation Łukasz", "epilation-lukasz"),
            ("E\u{301}pilation", "epilation"),
            ("Öl & Größe", "ol-grosse"),
            ("Smørrebrød, Ærø, þing, cœur", "smorrebrod-aero-thing-coeur"),
            ("İstanbul ılıca", "istanbul-ilica"),
            ("Đặng Thị Hương", "dang-thi-huong"),
            ("１０ ㎎ №2 ﬁne", "10-mg-no2-fine"),
            ("针灸", "service-2"),
            ("针灸 laser 針", "laser"),
            ("массаж", "service-2"),
            ("", "service-2"),
            ("---", "service-2"),
            ("<script>", "script"),
            ("a name that is much longer than a key may be", "a-name-that-is-much-longer-than"),
            ("a-name-that-is-much-longer-than--and-more", "a-name-that-is-much-longer-than"),
        ] {
            let made = key_of(name, "service", taken);
            assert_eq!(made, key, "{name}");
            assert!(
                made.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{made}"
            );
        }
    }

    #[test]
    fn names_without_a_latin_letter_are_numbered_apart() {
        let mut keys: Vec<String> = Vec::new();
        for name in ["针灸", "按摩", "拔罐"] {
            let key = key_of(name, "service", |key| keys.iter().any(|one| one == key));
            keys.push(key);
        }
        assert_eq!(keys, ["service", "service-2", "service-3"]);
    }

    #[test]
    fn words_are_of_any_writing() {
        for (text, want) in
            [("Fern-Room 2", vec!["fern", "room", "2"]), (" 针灸!", vec!["针灸"]), (" - ", vec![])]
        {
            assert_eq!(words(text), want, "{text}");
        }
    }
}
