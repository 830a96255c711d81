//! What a ticket has that no rule touches: for `connect --test-ticket`, which tries whether the ticket system takes it.

use std::collections::BTreeMap;

use deskbell_dispatch::{Input, Route};
use jiff::{SignedDuration, Timestamp};

use crate::psa::{Field, Psa, PsaError};
use crate::resolve::{needs_work_types, resolve};
use crate::user_defined::user_defined;
use crate::{Paths, Settings, rulebook};

/// The values of a ticket before any rule, in this tenant's ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// `[default]`'s choices, and what is filled in because a ticket must have it.
    pub fields: BTreeMap<Field, i64>,
    /// When it is due, if the rules say so.
    pub due: Option<Timestamp>,
    /// User-defined fields, by name.
    pub user_defined: BTreeMap<String, String>,
    /// What could not be used (the rules file, a label that this tenant doesn't have), and what was filled in because a
    /// ticket must have it: a line each.
    pub remarks: Vec<String>,
}

/// Reads this machine's rules and resolves their `[default]` just as for a ticket that is sent at `now`. One call, and
/// one more each when `[default]` names a work type or sets a user-defined field.
///
/// # Errors
/// When the ticket system's lists can't be had.
pub async fn defaults(paths: &Paths, settings: &Settings, psa: &dyn Psa, now: Timestamp) -> Result<Defaults, PsaError> {
    let rulebook = rulebook::load(paths, settings);
    let (route, _) = rulebook.rules.run(&Input {
        now,
        ..Input::default()
    });
    let route = Route {
        fields: route.defaults.clone(),
        ..route
    };
    let vocabulary = psa.vocabulary(needs_work_types(&route)).await?;
    let resolution = resolve(&route, &vocabulary);
    let user_defined = user_defined(psa, &route).await?;
    let due = route.due_in_seconds.and_then(|due| {
        let due_in = SignedDuration::from_secs(due.value);
        now.saturating_add(due_in).ok()
    });
    Ok(Defaults {
        fields: resolution.fields,
        due,
        user_defined: user_defined.values,
        remarks: [
            rulebook.remarks,
            resolution.errors,
            user_defined.errors,
            resolution.filled,
        ]
        .concat(),
    })
}
