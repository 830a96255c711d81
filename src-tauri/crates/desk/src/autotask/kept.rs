//! The lists as they were last got, for whoever only wants to compare names and may not call anybody.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::cache::{USER_DEFINED, VOCABULARY, WORK_TYPES, tenant_folder};
use crate::psa::{Field, Term, UserDefined, Vocabulary};

/// Something remembered, however old.
#[derive(Deserialize)]
struct Kept<T> {
    value: T,
}

/// What was last got of a tenant.
pub(crate) struct Lists {
    /// Work types are among them when a rule has needed them.
    pub(crate) vocabulary: Vocabulary,
    /// When a rule has needed them.
    pub(crate) user_defined: Option<Vec<UserDefined>>,
}

/// The tenant's lists, however old; `None` when none were ever got here.
pub(crate) fn kept_lists(cache_dir: &Path, discovery: &str, user: &str) -> Option<Lists> {
    let folder = cache_dir.join(tenant_folder(discovery, user));
    let mut vocabulary: Vocabulary = read(&folder, VOCABULARY)?;
    if let Some(terms) = read::<Vec<Term>>(&folder, WORK_TYPES) {
        vocabulary.0.insert(Field::WorkType, terms);
    }
    Some(Lists {
        vocabulary,
        user_defined: read(&folder, USER_DEFINED),
    })
}

fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Option<T> {
    let text = fs::read(folder.join(format!("{name}.json"))).ok()?;
    serde_json::from_slice(&text).ok().map(|kept: Kept<T>| kept.value)
}
