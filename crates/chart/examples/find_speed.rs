//! How long a search among many patients takes: `find_speed [PATIENTS] [DATABASE]`, 100,000 by default, on SQLite in a file unless
//! another database is named, which is left as it is and used again when it holds these patients already.
//! Budget: at most 25 ms CPU a search over 100,000 patients on SQLite.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measure for people, not part of the product"
)]
mod cost;

use chart::entry::Identity;
use chart::patient::Patients;
use chart::register::By;
use chart::{Chance, SiteKey, Store};
use cpu_time::ProcessTime;
use std::time::Duration;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 40).unwrap_or(0)
    }
}

impl Chance for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = u8::try_from(self.next() & 255).unwrap_or(0);
        }
    }
}

const SYLLABLES: &[&str] = &[
    "an", "na", "ma", "ri", "el", "li", "sa", "ka", "te", "jo", "ha", "be", "th", "mi", "ra", "do", "ro",
    "se", "la", "ne", "vi", "ve", "ta", "ni", "ja", "co", "ol", "ia", "es", "to", "ber", "man", "son", "ski",
    "ger", "ley", "ton", "well",
];

fn word(dice: &mut Dice) -> String {
    (0..2 + dice.next() % 3).filter_map(|_| SYLLABLES.get(dice.next() % SYLLABLES.len())).copied().collect()
}

fn person(n: usize, names: &mut Dice) -> Identity {
    let name = format!("{} {}", word(names), word(names));
    let born = format!("19{:02}-{:02}-{:02}", 30 + n % 70, 1 + n % 12, 1 + n % 28).parse().ok();
    Identity { name, born, ..Identity::default() }
}

/// A question about one person.
type Asking = fn(&Identity) -> String;

fn without_the_third_letter(of: &Identity) -> String {
    of.name.chars().enumerate().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect()
}

fn two_letters_the_wrong_way_round(of: &Identity) -> String {
    let mut letters: Vec<char> = of.name.chars().collect();
    letters.swap(1, 2);
    letters.into_iter().collect()
}

fn one_word_of_the_name(of: &Identity) -> String {
    of.name.split(' ').next_back().unwrap_or_default().to_owned()
}

fn name_with_a_slip_and_birth_day(of: &Identity) -> String {
    let born = of.born.map(|born| born.to_string()).unwrap_or_default();
    format!("{} {born}", without_the_third_letter(of))
}

const QUESTIONS: [(&str, Asking); 5] = [
    ("as it is written", |of| of.name.clone()),
    ("one letter missing", without_the_third_letter),
    ("two letters the wrong way round", two_letters_the_wrong_way_round),
    ("one word only", one_word_of_the_name),
    ("one letter missing, and the birth day", name_with_a_slip_and_birth_day),
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count: usize = std::env::args().nth(1).map_or(100_000, |n| n.parse().unwrap());
    let scratch = cost::Scratch::new("find");
    let address = std::env::args().nth(2).unwrap_or_else(|| scratch.database("find.db"));
    let store = Store::open(&address).await.unwrap();
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    let by = By { author: "speed".to_owned(), at: 1 };
    let site = format!("find-{count}");
    store.open_site(&key, &site, "Speed", &by, dice).await.unwrap();
    let patients = Patients::new(&store, &key, &site);
    let drawn = &mut Dice(11);
    let all: Vec<Identity> = (0..count).map(|n| person(n, drawn)).collect();
    let is_new = patients.recent("nobody", 1).await.unwrap().is_empty();
    let before = ProcessTime::now();
    for one in all.iter().filter(|_| is_new) {
        patients.register(one, &by, dice).await.unwrap();
    }
    println!("{count} patients, {:?} CPU each to register", before.elapsed() / u32::try_from(count).unwrap());
    for (what, asking) in QUESTIONS {
        let (mut found, mut each) = (0, Vec::new());
        let there = cost::of_postgres();
        for one in all.iter().step_by((count / 200).max(1)) {
            let before = ProcessTime::now();
            let answer = patients.find(&asking(one)).await.unwrap();
            each.push(before.elapsed());
            found += usize::from(answer.iter().any(|f| f.identity.name == one.name));
        }
        let asked = u32::try_from(each.len()).unwrap();
        let there = cost::of_postgres().saturating_sub(there) / asked;
        let postgres = if there.is_zero() { String::new() } else { format!(", and {there:?} in PostgreSQL") };
        each.sort();
        let mean: Duration = each.iter().sum::<Duration>() / asked;
        println!(
            "{what}: {found} of {asked} found; {mean:?} CPU in the mean, {:?} in the middle, {:?} at most{postgres}",
            each[each.len() / 2],
            each[each.len() - 1]
        );
    }
}
