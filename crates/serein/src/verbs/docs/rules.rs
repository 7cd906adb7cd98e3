//! `rules.md`: the whole knowledge in tables of the reference's shape and order.
use super::{after, answers, home, markdown, matrix, treatments};
use knowledge::Knowledge;

const HEAD: &str = "\
# The rules, as the program holds them

Written by the program from its knowledge files, in the order of the clinical reference, so that a clinician can lay
both side by side and sign. Nothing here is written by hand; `serein kb show CODE` tells all there is to one line.

Letters: **R** refuse, **D:n** defer n days (the day itself is free), **V** a prescriber looks, **C** allowed with the
stated action, **S:n** the product is stopped n days before, **–** nothing known stands against it. *needs sign-off* =
recalled, not looked up. Strength: G guideline, L label or law, MA systematic review, RCT trial, C cohort, E expert.

";

/// The document.
pub(super) fn document(k: &Knowledge) -> String {
    let mut text = HEAD.to_owned();
    markdown::heading(&mut text, 2, "2. Treatments");
    treatments::write(k, &mut text);
    markdown::heading(&mut text, 2, "3. Contraindications and cautions");
    matrix::write(k, &mut text);
    answers::write(k, &mut text);
    markdown::heading(&mut text, 2, "4. Treatment-to-treatment spacing");
    matrix::spacing(k, &mut text);
    markdown::heading(&mut text, 2, "5. Home-care ingredients");
    home::write(k, &mut text);
    markdown::heading(&mut text, 2, "6. Before and after");
    after::care(k, &mut text);
    markdown::heading(&mut text, 2, "7. Spa therapies and living");
    after::living(k, &mut text);
    markdown::heading(&mut text, 2, "8. Sources");
    after::sources(k, &mut text);
    markdown::heading(&mut text, 2, "9. Open points for the medical director");
    after::open_points(k, &mut text);
    while text.ends_with("\n\n") {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the table below a heading, without its head.
    fn rows<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
        let from = text.find(&format!("\n{heading}")).unwrap_or_else(|| panic!("no heading {heading}")) + 1;
        let lines = text[from..].lines().skip_while(|line| !line.starts_with('|'));
        lines.take_while(|line| line.starts_with('|')).skip(2).collect()
    }

    #[test]
    fn the_tables_have_the_shape_of_the_reference() {
        let k = Knowledge::shipped().unwrap();
        let text = document(k);
        let cells = |line: &str| line.trim_matches('|').split(" | ").count();
        let matrix = rows(&text, "### 3.1");
        assert_eq!((matrix.len(), cells(matrix[0])), (58, 16));
        let spacing = rows(&text, "## 4.");
        assert_eq!((spacing.len(), cells(spacing[0])), (13, 14));
        assert_eq!(rows(&text, "### 2A").len(), k.treatments.iter().filter(|t| t.schedule.is_some()).count());
        assert_eq!(rows(&text, "### 5.1").len(), k.ingredients.len());
        assert_eq!(rows(&text, "### 5.2").len(), k.pairs.len());
        assert_eq!(rows(&text, "## 8.").len(), k.sources.len());
        for rule in knowledge::catalogue::rules(k) {
            let here = text.contains(&format!("`{}`", rule.key));
            let of_condition = matches!(rule.home, knowledge::catalogue::Home::Condition(_));
            assert!(here || !of_condition, "{} is missing", rule.key);
        }
    }
}
