//! How strong the evidence behind a fact is.

crate::words! {
    /// Strength of evidence, from the strongest kind of document to the weakest.
    Strength, "strength of evidence" {
        /// Guideline, consensus or Delphi.
        Guideline = "G",
        /// Label, instructions for use, regulator or law.
        Label = "L",
        /// Systematic review or meta-analysis.
        MetaAnalysis = "MA",
        /// Randomised controlled trial.
        Trial = "RCT",
        /// Cohort or case series.
        Cohort = "C",
        /// Expert opinion, narrative review, practice page; every house default.
        Expert = "E",
    }
}

impl Strength {
    /// In words for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Guideline => "guideline or consensus",
            Self::Label => "label, regulator or law",
            Self::MetaAnalysis => "systematic review",
            Self::Trial => "randomised trial",
            Self::Cohort => "cohort or case series",
            Self::Expert => "expert opinion or house default",
        }
    }
}
