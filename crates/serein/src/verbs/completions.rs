//! `serein completions`: what a shell needs to complete verbs and options.
use crate::input;
use std::process::ExitCode;

/// What `serein completions` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell, for example `bash`
    shell: clap_complete::Shell,
}

/// Runs the verb; `command` is the whole command line.
pub(crate) fn run(args: &Args, mut command: clap::Command) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "serein", &mut script);
    input::print(&String::from_utf8_lossy(&script))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use clap::ValueEnum as _;

    #[test]
    fn every_shell_gets_a_script_that_knows_every_verb() {
        let verbs: Vec<String> = crate::Serein::command()
            .get_subcommands()
            .filter(|verb| !verb.is_hide_set())
            .map(|verb| verb.get_name().to_owned())
            .collect();
        assert!(verbs.len() > 5, "{verbs:?}");
        for shell in clap_complete::Shell::value_variants() {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut crate::Serein::command(), "serein", &mut script);
            let script = String::from_utf8(script).unwrap();
            for verb in &verbs {
                assert!(script.contains(verb.as_str()), "{shell} does not know {verb}");
            }
        }
    }
}
