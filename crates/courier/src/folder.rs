//! The courier of demonstrations and tests: every message becomes a file in a folder, an e-mail as `.eml`.
use crate::letter::mail;
use crate::{Carried, Courier, Parcel};
use chart::message::{Outcome, Way};
use std::path::{Path, PathBuf};

/// The address from which the letters in the folder seem to come.
const SENDER: &str = "desk@house.invalid";

/// Writes messages into a folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// Into this folder; it is made when the first message comes.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_path_buf())
    }

    /// Where the messages lie.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    async fn keep(&self, parcel: &Parcel) -> Outcome {
        let (name, bytes) = match parcel.letter.way {
            Way::Email => match mail(parcel, SENDER) {
                Ok(mail) => (format!("{}.eml", parcel.key), mail.formatted()),
                Err(_) => return Outcome::Rejected,
            },
            Way::Text => {
                let words = format!("To: {}\n\n{}\n", parcel.letter.to, parcel.letter.text);
                (format!("{}.txt", parcel.key), words.into_bytes())
            }
        };
        // A file of the same name is the same message: whoever ended while writing is written over.
        let write = async {
            tokio::fs::create_dir_all(&self.0).await?;
            let (part, whole) = (self.0.join(format!(".{name}.part")), self.0.join(&name));
            tokio::fs::write(&part, bytes).await?;
            tokio::fs::rename(&part, &whole).await
        };
        if write.await.is_ok() { Outcome::Sent } else { Outcome::Again }
    }
}

impl Courier for Folder {
    fn ways(&self) -> &[Way] {
        Way::ALL
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn carry<'a>(&'a self, parcel: &'a Parcel) -> Carried<'a> {
        Box::pin(self.keep(parcel))
    }
}
