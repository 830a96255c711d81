//! A tenant file that says only what is different from another. Where things stand in their files is kept.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Lays `over` on `base`: tables merge key by key, lists of tables item by item where an identity tells which is meant,
/// everything else is replaced.
pub(super) fn merge<'i>(base: &mut DeTable<'i>, over: DeTable<'i>) {
    for (key, value) in over {
        let place = value.span();
        let old = base.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut);
        match (old, value.into_inner()) {
            (Some(DeValue::Table(old)), DeValue::Table(new)) => merge(old, new),
            (Some(DeValue::Array(old)), DeValue::Array(new)) if is_identified(old) && is_identified(&new) => {
                merge_items(old, new);
            }
            (_, value) => {
                base.insert(key, Spanned::new(place, value));
            }
        }
    }
}

fn merge_items<'i>(base: &mut DeArray<'i>, over: DeArray<'i>) {
    for item in over {
        let same = base.iter_mut().find(|old| identity(old) == identity(&item));
        let place = item.span();
        match (same.map(Spanned::get_mut), item.into_inner()) {
            (Some(DeValue::Table(old)), DeValue::Table(new)) => merge(old, new),
            (_, item) => base.push(Spanned::new(place, item)),
        }
    }
}

fn is_identified(items: &DeArray) -> bool {
    items.iter().all(|item| identity(item).is_some())
}

/// A text and a number that look the same are not.
fn identity(item: &Spanned<DeValue>) -> Option<(bool, String)> {
    let item = item.get_ref().as_table()?;
    let identity = ["id", "login", "value", "name"].iter().find_map(|key| item.get(*key))?;
    let identity = identity.get_ref();
    let number = identity.as_integer().map(|number| (true, number.as_str().to_owned()));
    number.or_else(|| Some((false, identity.as_str()?.to_owned())))
}
