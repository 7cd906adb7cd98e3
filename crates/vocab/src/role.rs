//! Roles of the people of a house, and what each may do: one table, with least privilege.
//!
//! A licence says what somebody may do to a patient (see [`crate::Performer`]); a role says what somebody may do here.
use Role::{Aesthetician, Desk, Director, Nurse, Owner, Prescriber, Therapist};

crate::words! {
    /// What somebody is in this house. One person may have several roles.
    Role, "role" {
        /// Owns the house: people, settings, figures. Not a clinician by this role.
        Owner = "owner",
        /// Medical director: answers for everything clinical, reviews overrides.
        Director = "director",
        /// Examines and prescribes: physician, nurse practitioner, physician assistant.
        Prescriber = "prescriber",
        /// Registered nurse.
        Nurse = "nurse",
        /// Licensed aesthetician.
        Aesthetician = "aesthetician",
        /// Massage and body therapist.
        Therapist = "therapist",
        /// Front desk: bookings and arrivals, no charts.
        Desk = "desk",
    }
}

impl Role {
    /// Its name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Director => "Medical director",
            Self::Prescriber => "Prescriber",
            Self::Nurse => "Nurse",
            Self::Aesthetician => "Aesthetician",
            Self::Therapist => "Therapist",
            Self::Desk => "Front desk",
        }
    }

    /// Whether this role may do it.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        permission.roles().contains(&self)
    }
}

/// Everybody who works here.
const EVERYBODY: &[Role] = Role::ALL;
/// Who works on patients.
const CLINICIANS: &[Role] = &[Director, Prescriber, Nurse, Aesthetician, Therapist];
/// Who may judge: examine, prescribe, override.
const JUDGES: &[Role] = &[Director, Prescriber];
/// Who has no right to a chart outside an emergency.
const CHARTLESS: &[Role] = &[Owner, Desk];
/// Who runs the house.
const HEADS: &[Role] = &[Owner, Director];

/// The table: a permission, its code, what it lets one do, and the roles that have it.
macro_rules! permissions {
    ($($variant:ident = $code:literal: $line:literal, $roles:expr;)+) => {
        crate::words! {
            /// One thing that a person may or may not do.
            Permission, "permission" { $(#[doc = $line] $variant = $code),+ }
        }
        impl Permission {
            /// What it lets one do, as a sentence.
            #[must_use]
            pub const fn line(self) -> &'static str {
                match self { $(Self::$variant => $line),+ }
            }
            /// The roles that have it.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$variant => $roles),+ }
            }
        }
    };
}

permissions! {
    PatientFind = "patient-find": "Find patients by name, birth day or number.", EVERYBODY;
    PatientRegister = "patient-register": "Register a patient and correct how they are reached.", &[Director, Prescriber, Nurse, Aesthetician, Therapist, Desk];
    PatientJoin = "patient-join": "Read two charts of one person as one, and take it back.", &[Director, Prescriber];
    PatientErase = "patient-erase": "Destroy a patient's key.", &[Director];
    ChartRead = "chart-read": "Read a chart.", CLINICIANS;
    ChartWrite = "chart-write": "Write into a chart: answers, notes, measures, photographs.", CLINICIANS;
    LooksRead = "looks-read": "See who looked into a chart.", &[Director, Prescriber, Nurse];
    PlanAgree = "plan-agree": "Compute and agree a plan with a patient.", CLINICIANS;
    PlansReview = "plans-review": "See which agreed plans a change of knowledge touches.", JUDGES;
    ConsentGather = "consent-gather": "Take a patient through a consent.", CLINICIANS;
    ConsentText = "consent-text": "Write and publish the texts of consents.", &[Director];
    Door = "door": "Check at the door that a session may start.", CLINICIANS;
    Examine = "examine": "Record a good-faith examination.", JUDGES;
    Override = "override": "Pass a stop or an open question with a written reason.", JUDGES;
    OverridesRead = "overrides-read": "See every override, and how often each rule is passed.", &[Director];
    SessionWrite = "session-write": "Record and sign a session.", CLINICIANS;
    CoSign = "co-sign": "Sign what others did under supervision.", JUDGES;
    CalendarRead = "calendar-read": "See the calendar and who comes today.", EVERYBODY;
    BookingWrite = "booking-write": "Book, move and cancel.", &[Director, Prescriber, Nurse, Aesthetician, Therapist, Desk];
    BookingOverlap = "booking-overlap": "Put a visit over another one, with a written reason.", &[Director, Prescriber, Nurse, Desk];
    MessageSend = "message-send": "Write to a patient.", &[Director, Prescriber, Nurse, Aesthetician, Therapist, Desk];
    MessagesRead = "messages-read": "See what was written to patients, what waits, and whom to call instead.", &[Director, Prescriber, Nurse, Aesthetician, Therapist, Desk];
    StockRead = "stock-read": "See services, prices, products and lots.", EVERYBODY;
    StockWrite = "stock-write": "Receive, open, waste and count lots.", &[Owner, Director, Prescriber, Nurse, Aesthetician, Therapist];
    CatalogueWrite = "catalogue-write": "Change services, prices and protocols.", HEADS;
    Recall = "recall": "Quarantine a lot and find whom it reached.", &[Director, Prescriber, Nurse];
    PeopleRead = "people-read": "See who works here, with licences and training.", EVERYBODY;
    PeopleWrite = "people-write": "Invite people, give roles, keep licences and training.", HEADS;
    Settings = "settings": "Change the settings of the house.", HEADS;
    BreakGlass = "break-glass": "Read a chart in an emergency without the right to it; the director sees it.", CHARTLESS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_what_a_house_expects() {
        for (role, permission, want) in [
            (Desk, Permission::ChartRead, false),
            (Desk, Permission::BookingWrite, true),
            (Desk, Permission::PatientFind, true),
            (Owner, Permission::ChartRead, false),
            (Owner, Permission::PeopleWrite, true),
            (Owner, Permission::Override, false),
            (Nurse, Permission::Override, false),
            (Nurse, Permission::SessionWrite, true),
            (Nurse, Permission::PeopleWrite, false),
            (Therapist, Permission::ChartRead, true),
            (Aesthetician, Permission::Examine, false),
            (Prescriber, Permission::Override, true),
            (Prescriber, Permission::OverridesRead, false),
            (Director, Permission::OverridesRead, true),
        ] {
            assert_eq!(role.may(permission), want, "{role} {permission}");
        }
    }

    #[test]
    fn nobody_may_everything_and_every_permission_belongs_to_somebody() {
        for permission in Permission::ALL {
            assert!(!permission.roles().is_empty(), "{permission}");
        }
        for role in Role::ALL {
            assert!(Permission::ALL.iter().any(|permission| !role.may(*permission)), "{role} may everything");
        }
    }
}
