//! Walks every worked case of every knowledge file and holds the gate to it.
use knowledge::{FILES, Knowledge, worked};
use safety::Gate;

#[test]
fn every_worked_case_of_every_file_holds() {
    let knowledge = match Knowledge::shipped() {
        Ok(k) => k,
        Err(e) => panic!("{e}"),
    };
    let gate = Gate::new(knowledge);
    let (mut cases, mut faults) = (0, Vec::new());
    for (path, text) in FILES.iter().filter(|(path, _)| worked::has_cases(path)) {
        let file = match worked::read(path, text) {
            Ok(file) => file,
            Err(problem) => {
                faults.push(problem.to_string());
                continue;
            }
        };
        let walked = safety::worked::walk(&gate, &file);
        cases += file.cases.len();
        faults.extend(walked.faults.iter().map(|fault| format!("{path}: {fault}")));
        if path.starts_with("conditions/") && (walked.fires == 0 || walked.silent == 0) {
            faults.push(format!("{path}: needs a case that fires and one that does not"));
        }
        // Elsewhere a file may always speak (an excluded service) or never (a moisturiser), but it shows which.
        if file.cases.is_empty() && *path != "spacing/day-order.toml" {
            faults.push(format!("{path}: needs a worked case"));
        }
    }
    assert!(faults.is_empty(), "{} faults in {cases} cases\n{}", faults.len(), faults.join("\n"));
    assert!(cases > 150, "only {cases} cases were found");
}
