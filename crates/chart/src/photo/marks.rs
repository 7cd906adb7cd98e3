//! The marks of a JPEG file, read without decoding: which parts it has, and whether it comes to its end.

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// The marks of a JPEG file in their order, until its end or until it cannot be read further.
pub(super) fn of(file: &[u8]) -> Vec<u8> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some((mark, next)) = mark_at(file, at) {
        marks.push(mark);
        match mark {
            END => break,
            START => at = next,
            _ => {
                let (Some(high), Some(low)) = (file.get(next), file.get(next + 1)) else { break };
                at = next + (usize::from(*high) << 8 | usize::from(*low));
                if mark == SCAN {
                    at = after_scan(file, at);
                }
            }
        }
    }
    marks
}

/// Whether the file comes to the end that it announces.
pub(super) fn is_whole(file: &[u8]) -> bool {
    let marks = of(file);
    marks.first() == Some(&START) && marks.last() == Some(&END) && marks.contains(&SCAN)
}

/// The mark at a place, past filling bytes, and where its content begins.
fn mark_at(file: &[u8], at: usize) -> Option<(u8, usize)> {
    let rest = file.get(at..)?;
    if rest.first() != Some(&0xFF) {
        return None;
    }
    let filling = rest.iter().take_while(|byte| **byte == 0xFF).count();
    rest.get(filling).map(|mark| (*mark, at + filling + 1))
}

/// Where the coded pixels end: at the first mark that is neither a zero of the coding nor a restart.
fn after_scan(file: &[u8], from: usize) -> usize {
    let mut pairs = file.get(from..).unwrap_or_default().windows(2).enumerate();
    let is_mark = |pair: &[u8]| matches!(pair, [0xFF, mark] if !matches!(mark, 0x00 | 0xD0..=0xD7 | 0xFF));
    pairs.find(|(_, pair)| is_mark(pair)).map_or(file.len(), |(place, _)| from + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_inside_a_thumbnail_is_not_the_end() {
        let whole = [
            0xFF, 0xD8, 0xFF, 0xE1, 0, 4, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, 9, 0xFF, 0, 0xFF, 0xD0, 7, 0xFF, 0xD9,
        ];
        assert_eq!(of(&whole), [START, 0xE1, SCAN, END]);
        assert!(is_whole(&whole));
        for cut in 0..whole.len() {
            assert!(!is_whole(&whole[..cut]), "{cut}");
        }
        assert!(is_whole(&[&whole[..], b"PK"].concat()), "what follows the end is not the picture's");
    }
}
