//! `serein chart`: the record from the command line.
mod act;

use crate::clinic::Layer;
use crate::keys;
use chart::{ChartError, SiteKey, Store};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which record, and who asks.
#[derive(clap::Args)]
pub(crate) struct Place {
    /// Address of the record: a `sqlite:FILE`, or of a PostgreSQL server
    #[arg(
        long,
        global = true,
        env = "SEREIN_DB",
        hide_env_values = true,
        default_value = "sqlite:serein.db"
    )]
    db: String,
    /// Code of the site
    #[arg(long, global = true, env = "SEREIN_SITE", default_value = "house")]
    site: String,
    /// File with the site's key; the variable `SEREIN_KEY` may hold the key itself
    #[arg(long, global = true, env = "SEREIN_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Who does it, as the record will say
    #[arg(long = "as", global = true, value_name = "WHO", default_value = "operator")]
    who: String,
}

/// What `serein chart` understands.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    act: Act,
}

/// What `serein backup` and `serein export` understand.
#[derive(clap::Args)]
pub(crate) struct File {
    #[command(flatten)]
    place: Place,
    /// The new file; for an export - is standard output
    file: PathBuf,
}

/// What `serein import` understands.
#[derive(clap::Args)]
pub(crate) struct Import {
    #[command(flatten)]
    place: Place,
    /// The file, or - for standard input
    file: PathBuf,
    /// Take a damaged record as it is; `verify` goes on naming its faults
    #[arg(long)]
    as_it_is: bool,
}

/// What `serein restore` understands.
#[derive(clap::Args)]
pub(crate) struct FromTo {
    #[command(flatten)]
    place: Place,
    /// The backup
    from: PathBuf,
    /// The new file
    to: PathBuf,
}

impl File {
    /// As `serein chart` would be asked.
    pub(crate) fn to(self, act: impl FnOnce(PathBuf) -> Act) -> Args {
        Args { place: self.place, act: act(self.file) }
    }
}

impl From<Import> for Args {
    fn from(Import { place, file, as_it_is }: Import) -> Self {
        Self { place, act: Act::Import { file, as_it_is } }
    }
}

impl From<FromTo> for Args {
    fn from(FromTo { place, from, to }: FromTo) -> Self {
        Self { place, act: Act::Restore { from, to } }
    }
}

/// What can be done with the record.
#[derive(clap::Subcommand)]
pub(crate) enum Act {
    /// Make a new key in a file that nobody else may read
    Key {
        /// The file
        file: PathBuf,
    },
    /// Open a site in the record
    Open {
        /// Its name
        name: String,
    },
    /// Register a patient and print the id
    Register {
        /// Full name
        name: String,
        /// Day of birth, YYYY-MM-DD
        #[arg(long)]
        born: Option<vocab::Day>,
        /// Telephone number
        #[arg(long)]
        phone: Option<String>,
        /// E-mail address
        #[arg(long)]
        email: Option<String>,
    },
    /// Find patients by parts of a name, a birth day or a number
    Find {
        /// What is known
        words: Vec<String>,
    },
    /// Record entries: one JSON object a line on standard input, `{"kind":"note","body":{"text":"…"}}`
    Record {
        /// Id of the patient
        patient: String,
        /// Only if the chart still has this many entries
        #[arg(long, value_name = "COUNT")]
        expect: Option<u64>,
        #[command(flatten)]
        layer: Layer,
    },
    /// Show a chart as it stands; the look is remembered
    Show {
        /// Id of the patient
        patient: String,
        /// Answer as JSON, an entry a line
        #[arg(long)]
        json: bool,
    },
    /// Who looked into a chart
    Looks {
        /// Id of the patient
        patient: String,
    },
    /// Read a second chart of the same person as a part of the first
    Join {
        /// The chart that stays
        kept: String,
        /// The chart that is read with it
        folded: String,
    },
    /// Take a joining back
    Part {
        /// The chart that stands alone again
        folded: String,
    },
    /// Destroy a patient's key: the chart can never be read again
    Erase {
        /// Id of the patient
        patient: String,
        /// Why, in a word
        #[arg(long)]
        reason: String,
    },
    /// Close a day under a signed root; keep the root elsewhere
    CloseDay {
        /// The day, YYYY-MM-DD
        day: vocab::Day,
    },
    /// Check every chain, end, key and closed day; names the first bad entry of each book
    Verify {
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Copy an embedded record while it is used
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Bring a backup back into a new file
    Restore {
        /// The backup
        from: PathBuf,
        /// The new file
        to: PathBuf,
    },
    /// Write everything of the site in the open format
    Export {
        /// The new file, or - for standard output
        file: PathBuf,
    },
    /// Read an export into a record that does not have the site, if it is whole
    Import {
        /// The file, or - for standard input
        file: PathBuf,
        /// Take a damaged record as it is; `verify` goes on naming its faults
        #[arg(long)]
        as_it_is: bool,
    },
}

/// Runs the verb: 0 = done (and, for `verify`, whole), 1 = the record is not whole or does not answer, 2 = asked wrongly.
pub(crate) fn run(args: &Args) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return said(&format!("error: the run time did not start: {error}"), 1),
    };
    // Codes that are recorded must exist; a layer of the clinic may add some.
    let mut knowledge = None;
    if let Act::Record { layer, .. } = &args.act {
        match layer.knowledge() {
            Ok(known) => knowledge = Some(known),
            Err(status) => return status,
        }
    }
    match runtime.block_on(act::act(args, knowledge)) {
        Ok(outcome) => {
            let written = std::io::stdout().lock().write_all(outcome.text.as_bytes());
            if written.is_ok() { ExitCode::from(outcome.status) } else { ExitCode::FAILURE }
        }
        Err(error) => {
            let status = if matches!(error, ChartError::Store(_) | ChartError::File { .. }) { 1 } else { 2 };
            let engine =
                if let ChartError::Store(said) = &error { format!(": {said}") } else { String::new() };
            said(&format!("error: {error}{engine}{}", help(&error)), status)
        }
    }
}

fn said(text: &str, status: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
    ExitCode::from(status)
}

/// The likely remedy.
pub(crate) fn help(error: &ChartError) -> &'static str {
    match error {
        ChartError::Missing { what: "site", .. } => {
            "\nhelp: `serein chart open NAME` opens one; --site chooses"
        }
        ChartError::Missing { what: "patient", .. } => "\nhelp: `serein chart find WORDS` finds the id",
        ChartError::Stale { .. } => "\nhelp: read the chart again, then record",
        ChartError::Key(_) => {
            "\nhelp: name the key that the site was opened with: --key-file FILE or SEREIN_KEY"
        }
        ChartError::NotWhole(_) => {
            "\nhelp: is the key (--key-file, SEREIN_KEY) that of this site? `--as-it-is` takes a damaged record as it is"
        }
        ChartError::Store(_) => "\nhelp: is the address right (--db), and does the server run?",
        ChartError::Missing { .. }
        | ChartError::Erased(_)
        | ChartError::NotAllowed { .. }
        | ChartError::Limit { .. }
        | ChartError::Stock(_)
        | ChartError::Form { .. }
        | ChartError::Address(_)
        | ChartError::Taken { .. }
        | ChartError::Closed { .. }
        | ChartError::NotBookable(_)
        | ChartError::NotNext { .. }
        | ChartError::File { .. } => "",
    }
}

/// What a verb says, and with which status.
struct Outcome {
    text: String,
    status: u8,
}

impl From<String> for Outcome {
    fn from(text: String) -> Self {
        Self { text, status: 0 }
    }
}

/// The record and its key, opened as the arguments say.
struct Opened {
    store: Store,
    key: SiteKey,
}

impl Opened {
    async fn from(args: &Args) -> Result<Self, ChartError> {
        let key = keys::read(args.place.key_file.as_deref())?;
        Ok(Self { store: Store::open(&args.place.db).await?, key })
    }
}
