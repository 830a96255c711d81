//! The tenant's names as they are kept on this PC, for checking rules against them.

use deskbell_dispatch::{Label, Tenant};

use crate::autotask::kept_lists;
use crate::psa::Term;
use crate::resolve::FIELDS;
use crate::{Paths, Settings};

/// What this PC last heard of the tenant's lists; `None` when it has heard nothing yet, or the settings lead nowhere.
/// Reads files and calls nobody. Work types and user-defined fields
/// are known once a ticket has needed them.
pub fn kept_tenant(paths: &Paths, settings: &Settings) -> Option<Tenant> {
    let autotask = settings.autotask.as_ref()?;
    let kept = kept_lists(&paths.data.join("autotask"), &autotask.discovery, &autotask.user)?;
    let lists = FIELDS.into_iter().filter_map(|(field, _, variable)| {
        let terms = kept.vocabulary.0.get(&field)?;
        Some((variable, terms.iter().map(label).collect()))
    });
    Some(Tenant {
        lists: lists.collect(),
        user_defined: kept
            .user_defined
            .map(|fields| fields.into_iter().map(|field| field.name).collect()),
    })
}

fn label(term: &Term) -> Label {
    Label {
        id: term.id,
        name: term.label.clone(),
        active: term.active,
        parent: term.parent,
    }
}
