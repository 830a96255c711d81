//! A tenant file that says only what is different from another.

use toml::{Table, Value};

/// Lays `over` on `base`: tables merge key by key, lists of tables item by item where an identity tells which is meant,
/// everything else is replaced.
pub(super) fn merge(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (Some(Value::Array(old)), Value::Array(new)) if is_identified(old) && is_identified(&new) => {
                merge_items(old, new);
            }
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

fn merge_items(base: &mut Vec<Value>, over: Vec<Value>) {
    for item in over {
        let same = base
            .iter_mut()
            .find(|old| identity(old).is_some() && identity(old) == identity(&item));
        match (same, item) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, item) => base.push(item),
        }
    }
}

fn is_identified(items: &[Value]) -> bool {
    items.iter().all(|item| identity(item).is_some())
}

fn identity(item: &Value) -> Option<&Value> {
    let item = item.as_table()?;
    ["id", "login", "value", "name"].iter().find_map(|key| item.get(*key))
}
