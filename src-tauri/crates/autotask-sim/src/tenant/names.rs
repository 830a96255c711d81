//! Are the entities and fields that a tenant file names ones there are, and do their values fit? Checked on the file
//! itself, so that every complaint has its place in it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::schema::{self, Entity, Field, Kind};

/// What is wrong, and the bytes of the file it is about.
pub(super) struct Complaint {
    pub(super) place: Range<usize>,
    pub(super) message: String,
}

type Checked<T = ()> = Result<T, Complaint>;
type Name<'i> = Spanned<DeString<'i>>;

pub(super) fn check(file: &DeTable) -> Checked {
    for (path, rows) in tables(file, "rows") {
        let entity = entity(path)?;
        for row in items(rows) {
            check_row(entity, row)?;
        }
    }
    for (path, fields) in tables(file, "picklists") {
        let entity = entity(path)?;
        for (name, _) in fields.get_ref().as_table().into_iter().flatten() {
            if !field(entity, name)?.picklist {
                return Err(complaint(
                    name,
                    &format!("{}.{} is not a picklist", entity.path, name.get_ref()),
                ));
            }
        }
    }
    for section in ["udfs", "without"] {
        for (path, _) in tables(file, section) {
            entity(path)?;
        }
    }
    for user in list(file, "users") {
        check_user(user)?;
    }
    for category in list(file, "categories") {
        check_category(category)?;
    }
    Ok(())
}

fn check_row(entity: &'static Entity, row: &Spanned<DeValue>) -> Checked {
    let Some(fields) = row.get_ref().as_table() else {
        return Ok(());
    };
    if !fields.get("id").is_some_and(|id| id.get_ref().is_integer()) {
        return Err(complaint(row, "a row needs an id, a whole number"));
    }
    for (name, value) in fields {
        if name.get_ref() != "userDefinedFields" {
            check_value(entity, name, value)?;
        }
    }
    Ok(())
}

fn check_value(entity: &'static Entity, name: &Name, value: &Spanned<DeValue>) -> Checked {
    let field = field(entity, name)?;
    let given = value.get_ref();
    let (fits, wanted) = match field.kind {
        Kind::Integer | Kind::Long => (given.is_integer(), "a whole number"),
        Kind::Decimal => (given.is_integer() || given.is_float(), "a number"),
        Kind::Text => (given.is_str(), "a text"),
        Kind::DateTime => (
            given
                .as_str()
                .is_some_and(|time| crate::text::parse_time(time).is_some()),
            "a time in quotes, \"2026-11-18T12:00:00Z\"",
        ),
        Kind::Boolean => (given.is_bool(), "true or false"),
    };
    if fits {
        Ok(())
    } else {
        let message = format!("{}.{} is {wanted}", entity.path, field.name);
        Err(complaint(value, &message))
    }
}

fn check_user(user: &DeTable) -> Checked {
    for (path, _) in tables(user, "rights") {
        if path.get_ref() != "*" {
            entity(path)?;
        }
    }
    for (path, fields) in tables(user, "only") {
        let entity = entity(path)?;
        for (name, _) in fields.get_ref().as_table().into_iter().flatten() {
            field(entity, name)?;
        }
    }
    for section in ["impersonates", "blind_to"] {
        for path in user.get(section).into_iter().flat_map(items) {
            if let Some(name) = path.get_ref().as_str()
                && schema::entity(name).is_none()
            {
                return Err(complaint(path, &format!("there is no entity {name}")));
            }
        }
    }
    Ok(())
}

fn check_category(category: &DeTable) -> Checked {
    let Some(tickets) = schema::entity("Tickets") else {
        return Ok(());
    };
    for (name, value) in tables(category, "defaults") {
        check_value(tickets, name, value)?;
    }
    for name in category.get("required").into_iter().flat_map(items) {
        if let Some(wanted) = name.get_ref().as_str()
            && tickets.field(wanted).is_none()
        {
            return Err(complaint(name, &format!("Tickets has no field {wanted}")));
        }
    }
    Ok(())
}

fn entity(path: &Name) -> Checked<&'static Entity> {
    let name = path.get_ref();
    schema::entity(name).ok_or_else(|| complaint(path, &format!("there is no entity {name}")))
}

fn field(entity: &'static Entity, name: &Name) -> Checked<&'static Field> {
    let wanted = name.get_ref();
    entity
        .field(wanted)
        .ok_or_else(|| complaint(name, &format!("{} has no field {wanted}", entity.path)))
}

fn complaint<T>(about: &Spanned<T>, message: &str) -> Complaint {
    Complaint {
        place: about.span(),
        message: message.to_owned(),
    }
}

/// What stands under a key that should hold a table; of anything else nothing, reading the file will complain.
fn tables<'a, 'i>(file: &'a DeTable<'i>, key: &str) -> impl Iterator<Item = (&'a Name<'i>, &'a Spanned<DeValue<'i>>)> {
    file.get(key)
        .and_then(|table| table.get_ref().as_table())
        .into_iter()
        .flatten()
}

fn list<'a, 'i>(file: &'a DeTable<'i>, key: &str) -> impl Iterator<Item = &'a DeTable<'i>> {
    let list = file.get(key).into_iter().flat_map(items);
    list.filter_map(|item| item.get_ref().as_table())
}

fn items<'a, 'i>(list: &'a Spanned<DeValue<'i>>) -> impl Iterator<Item = &'a Spanned<DeValue<'i>>> + use<'a, 'i> {
    list.get_ref().as_array().into_iter().flat_map(|items| items.iter())
}
