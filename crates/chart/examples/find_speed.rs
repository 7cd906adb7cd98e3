//! How long a search among many patients takes: `find_speed [PATIENTS]`, 100,000 by default, on SQLite in a file.
//! Budget: at most 25 ms CPU a search over 100,000 patients.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measure for people, not part of the product"
)]
use chart::entry::Identity;
use chart::patient::Patients;
use chart::register::By;
use chart::{Chance, SiteKey, Store};

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

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count: usize = std::env::args().nth(1).map_or(100_000, |n| n.parse().unwrap());
    let file = std::env::temp_dir().join(format!("serein-find-{}.db", std::process::id()));
    let store = Store::open(&format!("sqlite:{}?mode=rwc", file.display())).await.unwrap();
    let dice = &mut Dice(7);
    let key = SiteKey::draw(dice);
    let by = By { author: "speed".to_owned(), at: 1 };
    store.open_site(&key, "house", "Speed", &by, dice).await.unwrap();
    let patients = Patients::new(&store, &key, "house");
    let mut names = Vec::new();
    for n in 0..count {
        let name = format!("{} {}", word(dice), word(dice));
        let born = format!("19{:02}-{:02}-{:02}", 30 + n % 70, 1 + n % 12, 1 + n % 28).parse().ok();
        patients
            .register(&Identity { name: name.clone(), born, ..Identity::default() }, &by, dice)
            .await
            .unwrap();
        names.push(name);
    }
    let (mut found, mut asked) = (0, 0);
    let before = cpu_time::ProcessTime::now();
    for name in names.iter().step_by((count / 200).max(1)) {
        // One letter missing.
        let typed: String = name.chars().enumerate().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect();
        found += usize::from(patients.find(&typed).await.unwrap().iter().any(|f| f.identity.name == *name));
        asked += 1;
    }
    let each = before.elapsed() / asked;
    println!("{asked} searches among {count} patients: {each:?} CPU each, {found} found");
    let _ = std::fs::remove_file(file);
}
