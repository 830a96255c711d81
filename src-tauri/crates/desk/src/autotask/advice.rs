//! What to click, for the technician who reads a failed line.

use autotask_psa::{Error, Refusal};

use super::connect::Subject;

/// Where the rights are.
pub(super) const SECURITY_LEVEL: &str =
    "Admin > Account Settings & Users > Resources/Users (HR) > Security > Security Levels";

const API_USER: &str = "Admin > Account Settings & Users > Resources/Users (HR) > Resources/Users > the API user";

/// One line on what to do about a failed call.
pub(super) fn advice(error: &Error) -> String {
    match error {
        Error::Credentials { reason, .. } => refused(*reason),
        Error::Permission { .. } => {
            format!(
                "{SECURITY_LEVEL}, the level of the API user: Service Desk > Tickets > View: All, Add: Yes, Edit: Yes"
            )
        }
        Error::Validation { field: Some(field), .. } => format!(
            "set a value for {field} in [default] of rules.toml, or let the ticket category set it: Admin > Features & \
             Settings > Service Desk > Ticket Categories"
        ),
        Error::Validation { field: None, .. } => {
            "Admin > Features & Settings > Service Desk > Ticket Categories: what does the category demand?".to_owned()
        }
        Error::NotFound { .. } => {
            format!("{SECURITY_LEVEL}, the level of the API user: Service Desk > Tickets > View: All")
        }
        Error::ThreadLimit { .. } => {
            "other programs use the same tracking identifier now; try again in a minute".to_owned()
        }
        Error::HourLimit { .. } => {
            "all integrations together have used this hour's 10,000 calls; try again later, and see who uses them"
                .to_owned()
        }
        Error::AttachmentLimit { .. } => "try again in five minutes".to_owned(),
        Error::Unavailable { .. } => "try again later; status.autotask.net says whether Autotask is down".to_owned(),
        Error::Network { .. } => {
            "check this machine's network, DNS and firewall; Autotask is reached by https".to_owned()
        }
        Error::Tls { .. } => {
            "check this machine's clock, and that it trusts the certificate of whatever inspects its connections"
                .to_owned()
        }
        Error::Proxy { .. } => "check the proxy in the system's settings, and its user name and password".to_owned(),
        Error::Protocol { .. } | _ => {
            "check the discovery address, and whether a proxy or sign-in page answers in place of Autotask".to_owned()
        }
    }
}

/// The rights a level needs, in the words of its window.
pub(super) fn rights_wanted(subject: Subject) -> &'static str {
    match subject {
        Subject::Contacts | Subject::Companies | Subject::CatchAll => "CRM > Customer & Cancelations > Permission: All",
        Subject::Zone
        | Subject::Credentials
        | Subject::Tickets
        | Subject::Notes
        | Subject::Attachments
        | Subject::TestTicket
        | Subject::TestNote
        | Subject::TestAttachment
        | Subject::TestCompleted => "Service Desk > Tickets > View: All, Add: Yes, Edit: Yes",
    }
}

fn refused(reason: Refusal) -> String {
    match reason {
        Refusal::UnknownUser => format!("{API_USER} > Credentials: is the user name (key) exactly this one?"),
        Refusal::TrackingIdentifier => {
            format!("{API_USER} > API Tracking Identifier > Custom (Internal Integration): copy it again")
        }
        Refusal::Locked => format!("{API_USER}: clear the box Locked"),
        Refusal::Unsaid => {
            format!(
                "{API_USER}: generate a new secret, copy it with the tracking identifier, and see that Locked is clear"
            )
        }
        Refusal::Stopped => "enter the key again; a refused one isn't tried a third time".to_owned(),
        Refusal::Malformed => {
            "copy user name, secret and tracking identifier again, each on a line of its own".to_owned()
        }
    }
}
