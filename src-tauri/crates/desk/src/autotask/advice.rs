//! What to click, for the technician who reads a failed line.

use autotask_psa::{Error, Refusal};

use super::connect::Subject;

/// Where the rights are.
pub(super) const SECURITY_LEVEL: &str =
    "Admin > Account Settings & Users > Resources/Users (HR) > Security > Security Levels";

/// What to do about a level that is too mighty.
pub(super) const COPY_OF_LEVEL: &str = "Admin > Account Settings & Users > Resources/Users (HR) > Security > Security \
     Levels: copy \"API User (system)\", switch everything off in the copy but CRM > Customer & Cancelations > \
     Permission: All and Service Desk > Tickets > View: All, Add: Yes, Edit: Yes, and give that level to the API user";

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
        Error::Validation { .. } => fill_in(&error.fields()),
        Error::NotFound { .. } => {
            format!("{SECURITY_LEVEL}, the level of the API user: Service Desk > Tickets > View: All")
        }
        Error::ThreadLimit { .. } => {
            "other programs use the same tracking identifier now; try again in a minute".to_owned()
        }
        Error::HourLimit { .. } => {
            "try again in an hour; all integrations share 10,000 calls an hour, and Admin > Account Settings & Users > \
             Resources/Users (HR) > Resources/Users lists their API users: ask who runs them which one calls so often"
                .to_owned()
        }
        Error::AttachmentLimit { .. } => "try again in five minutes".to_owned(),
        Error::Unavailable { .. } => "try again later; status.autotask.net says whether Autotask is down".to_owned(),
        Error::Network { .. } => {
            "open webservices.autotask.net in a browser on this PC; if that fails too, put its network right (Windows: \
             Settings > Network & internet: DNS, VPN, firewall), else look at the setting autotask.discovery"
                .to_owned()
        }
        Error::Tls { .. } => {
            "look at this PC's clock; if something inspects its connections, install that thing's root certificate \
             (Windows: certlm.msc > Trusted Root Certification Authorities > All Tasks > Import; Debian: \
             /usr/local/share/ca-certificates, then update-ca-certificates)"
                .to_owned()
        }
        Error::Proxy { .. } => {
            "let the proxy pass this PC to *.autotask.net without a password, or name user and password \
             to it (HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT; which proxy is used: Windows, Settings > Network & \
             internet > Proxy)"
                .to_owned()
        }
        Error::Protocol { .. } | _ => {
            "check the discovery address, and whether a proxy or sign-in page answers in place of Autotask".to_owned()
        }
    }
}

/// The rights a level needs, in the words of its window.
pub(super) fn rights_wanted(subject: Subject) -> &'static str {
    match subject {
        Subject::Contacts | Subject::Companies | Subject::Excess | Subject::CatchAll => {
            "CRM > Customer & Cancelations > Permission: All"
        }
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

/// What the rules call a ticket's fields, by Autotask's names for them in lower case.
const RULES_WORDS: [(&str, &str); 10] = [
    ("priority", "priority"),
    ("status", "ticketStatus"),
    ("queueid", "queue"),
    ("tickettype", "type"),
    ("issuetype", "issue"),
    ("subissuetype", "subIssue"),
    ("source", "source"),
    ("ticketcategory", "category"),
    ("billingcodeid", "worktype"),
    ("duedatetime", "dueIn"),
];

const CATEGORIES: &str = "Admin > Features & Settings > Service Desk > Ticket Categories";

/// Every field that is missing or wrong, each in the word of the place where it can be put right.
pub(super) fn fill_in(fields: &[String]) -> String {
    let known = |field: &String| {
        let name = field.to_lowercase();
        let (_, word) = RULES_WORDS.iter().find(|(autotask, _)| *autotask == name)?;
        Some((*word).to_owned())
    };
    let words: Vec<String> = fields.iter().filter_map(known).collect();
    let others: Vec<String> = fields.iter().filter(|field| known(field).is_none()).cloned().collect();
    let by_rules = format!("set {} in [default] of rules.toml", listed(&words));
    match (words.is_empty(), others.is_empty()) {
        (true, true) => format!("{CATEGORIES}: what does the category demand?"),
        (false, true) => format!("{by_rules}, or let the ticket category fill it in: {CATEGORIES}"),
        (true, false) => format!("let the ticket category fill in {}: {CATEGORIES}", listed(&others)),
        (false, false) => format!(
            "{by_rules}, and let the ticket category fill in {}: {CATEGORIES}",
            listed(&others)
        ),
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
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
                "type the secret again; then look whether the API user is locked or inactive ({API_USER}); if the \
                 secret is lost, make a second API user with a new key and connect every PC with it, since a changed \
                 secret would cut off all PCs that use this one"
            )
        }
        Refusal::Stopped => "enter the key again; a refused one isn't tried a third time".to_owned(),
        Refusal::Malformed => {
            "copy user name, secret and tracking identifier again, each on a line of its own".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused_content(text: &str) -> Error {
        Error::Validation {
            field: None,
            text: text.to_owned(),
        }
    }

    #[test]
    fn every_missing_field_is_advised_in_the_rules_words() {
        let said = "Missing Required Field: queueID. ; on record number [1].\nMissing Required Field: dueDateTime. ; on \
                    record number [1].";
        let hint = advice(&refused_content(said));
        assert!(
            hint.starts_with("set queue and dueIn in [default] of rules.toml"),
            "{hint}"
        );
        assert!(!hint.contains("queueID") && !hint.contains("dueDateTime"), "{hint}");
    }

    #[test]
    fn a_field_that_no_rule_can_set_is_left_to_the_category() {
        let hint = advice(&refused_content("Missing Required Field: purchaseOrderNumber."));
        assert!(
            hint.starts_with("let the ticket category fill in purchaseOrderNumber"),
            "{hint}"
        );
        assert!(advice(&refused_content("Data violation")).ends_with("what does the category demand?"));
    }

    #[test]
    fn a_wrong_secret_is_typed_again_before_anything_is_changed_in_autotask() {
        let hint = refused(Refusal::Unsaid);
        let place = |words: &str| hint.find(words).unwrap_or_else(|| panic!("{words} is not in {hint}"));
        assert_eq!(place("type the secret again"), 0);
        assert!(place("locked or inactive") < place("second API user"));
        assert!(!hint.contains("generate"), "{hint}");
    }
}
