//! From what is known to what the rules decide.

use std::collections::{BTreeMap, BTreeSet};

use deskbell_dispatch::{Input, Variable};

use crate::identify::Identity;
use crate::saved::Saved;

/// What the rules see. Without an identity (at Send), whatever depends on it is not known yet.
pub(crate) fn input(saved: &Saved, identity: Option<&Identity>) -> Input {
    let who = &saved.draft.requester;
    let mut values = BTreeMap::new();
    let mut put = |variable, texts: Vec<String>| {
        if texts.iter().any(|text| !text.is_empty()) {
            values.insert(variable, texts);
        }
    };
    put(Variable::Msg, vec![saved.draft.message.clone()]);
    put(Variable::Subject, saved.given_subject().into_iter().collect());
    put(Variable::Selections, saved.selections.clone());
    put(Variable::Email, vec![who.email.clone()]);
    put(Variable::Phone, vec![who.phone.clone()]);
    put(Variable::OnBehalfOf, saved.on_behalf_of().into_iter().collect());
    put(Variable::IdentityMatches, vec![saved.identity_matches().to_string()]);
    for (variable, key) in [
        (Variable::Ip, "ip"),
        (Variable::Mac, "mac"),
        (Variable::Hostname, "hostname"),
        (Variable::Username, "username"),
        (Variable::Domain, "domain"),
        (Variable::ClientName, "client_name"),
        (Variable::Os, "os"),
        (Variable::OsVersion, "os_version"),
        (Variable::Language, "language"),
    ] {
        put(variable, saved.facts.all(key).to_vec());
    }
    let mut unknown = BTreeSet::new();
    if let Some(identity) = identity {
        put(Variable::BusinessName, vec![identity.company_name.clone()]);
        put(
            Variable::ContactName,
            vec![identity.matched.clone().unwrap_or_else(|| who.name.clone())],
        );
        put(Variable::Registered, vec![identity.matched.is_some().to_string()]);
    } else {
        unknown.extend([Variable::BusinessName, Variable::ContactName, Variable::Registered]);
    }
    Input {
        values,
        unknown,
        now: saved.saved_at,
    }
}
