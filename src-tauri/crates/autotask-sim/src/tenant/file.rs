//! Reading a tenant file: TOML in, a checked [`Tenant`] out.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Category, Choice, Limits, Switches, Tenant, TenantError, Udf, User, crowd, merge};
use crate::Row;
use crate::schema::{self, Entity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default = "zone")]
    zone: String,
    tracking_ids: Vec<String>,
    users: Vec<User>,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    switches: Switches,
    #[serde(default)]
    note_titles_required: bool,
    #[serde(default)]
    impersonatable: Vec<i64>,
    #[serde(default)]
    picklists: BTreeMap<String, BTreeMap<String, Vec<Choice>>>,
    #[serde(default)]
    categories: Vec<Category>,
    #[serde(default)]
    udfs: BTreeMap<String, Vec<Udf>>,
    #[serde(default)]
    rows: BTreeMap<String, Vec<Row>>,
    #[serde(default)]
    generate: crowd::Size,
    /// Ids of rows to leave out, by entity path.
    #[serde(default)]
    without: BTreeMap<String, Vec<i64>>,
}

fn zone() -> String {
    "Practice".to_owned()
}

pub(super) fn read(text: &str) -> Result<Tenant, TenantError> {
    let mut table: toml::Table = text.parse()?;
    if let Some(base) = table.remove("base") {
        if base.as_str() != Some("practice") {
            return Err(content(format!(
                "base = {base}: the only base there is, is \"practice\""
            )));
        }
        let mut merged: toml::Table = Tenant::PRACTICE.parse()?;
        merge::merge(&mut merged, table);
        table = merged;
    }
    check(table.try_into()?)
}

fn check(mut file: File) -> Result<Tenant, TenantError> {
    if file.users.is_empty() || file.tracking_ids.is_empty() {
        return Err(content(
            "a tenant needs at least one of [[users]] and of tracking_ids".to_owned(),
        ));
    }
    let mut rows = BTreeMap::new();
    for (path, given) in std::mem::take(&mut file.rows) {
        let entity = entity(&path)?;
        let checked: Result<Vec<Row>, TenantError> = given.into_iter().map(|row| spelled(entity, row)).collect();
        rows.insert(entity.path, checked?);
    }
    crowd::add(file.generate, &mut rows);
    for (path, ids) in &file.without {
        if let Some(rows) = rows.get_mut(entity(path)?.path) {
            rows.retain(|row| {
                !row.get("id")
                    .and_then(Value::as_i64)
                    .is_some_and(|id| ids.contains(&id))
            });
        }
    }
    fill_in(&mut rows);
    rows.insert("TicketCategories", file.categories.iter().map(category_row).collect());
    rows.insert(
        "TicketCategoryFieldDefaults",
        file.categories.iter().map(defaults_row).collect(),
    );

    let mut picklists = picklists(file.picklists)?;
    picklists.insert(
        ("Tickets", "ticketCategory"),
        file.categories.iter().map(category_choice).collect(),
    );
    let udfs: Result<_, TenantError> = file
        .udfs
        .into_iter()
        .map(|(path, udfs)| Ok((entity(&path)?.path, udfs)))
        .collect();
    let tickets = entity("Tickets")?;
    for category in &mut file.categories {
        category.defaults = spelled(tickets, std::mem::take(&mut category.defaults))?;
    }

    Ok(Tenant {
        name: file.name,
        zone: file.zone,
        tracking_ids: file.tracking_ids,
        users: file.users,
        limits: file.limits,
        switches: file.switches,
        picklists,
        categories: file.categories,
        udfs: udfs?,
        note_titles_required: file.note_titles_required,
        impersonatable: file.impersonatable,
        rows,
    })
}

fn picklists(
    given: BTreeMap<String, BTreeMap<String, Vec<Choice>>>,
) -> Result<BTreeMap<(&'static str, &'static str), Vec<Choice>>, TenantError> {
    let mut picklists = BTreeMap::new();
    for (path, fields) in given {
        let entity = entity(&path)?;
        for (name, choices) in fields {
            let field = entity
                .field(&name)
                .filter(|field| field.picklist)
                .ok_or_else(|| content(format!("picklists.{path}.{name}: not a picklist")))?;
            picklists.insert((entity.path, field.name), choices);
        }
    }
    Ok(picklists)
}

/// The row with its field names spelled as the API spells them.
fn spelled(entity: &'static Entity, row: Row) -> Result<Row, TenantError> {
    row.into_iter()
        .map(|(name, value)| match entity.field(&name) {
            Some(field) => Ok((field.name.to_owned(), value)),
            None if name == "userDefinedFields" => Ok((name, value)),
            None => Err(content(format!("{}.{name}: no such field", entity.path))),
        })
        .collect()
}

fn entity(path: &str) -> Result<&'static Entity, TenantError> {
    schema::entity(path).ok_or_else(|| content(format!("{path}: no such entity")))
}

fn content(text: String) -> TenantError {
    TenantError::Content(text)
}

/// What every row of a kind has unless its line says otherwise.
fn fill_in(rows: &mut BTreeMap<&'static str, Vec<Row>>) {
    let usual = [
        (
            "Companies",
            json!({"isActive": true, "companyType": 1, "ownerResourceID": 29_682_885}),
        ),
        (
            "Contacts",
            json!({"isActive": 1, "primaryContact": false, "receivesEmailNotifications": true}),
        ),
        (
            "Resources",
            json!({"isActive": true, "resourceType": "Employee", "licenseType": 1}),
        ),
        (
            "BillingCodes",
            json!({"isActive": true, "useType": 1, "billingCodeType": 0}),
        ),
        (
            "Roles",
            json!({"isActive": true, "isSystemRole": false, "hourlyFactor": 1.0, "hourlyRate": 95.0}),
        ),
        ("ResourceServiceDeskRoles", json!({"isActive": true, "isDefault": true})),
        ("ConfigurationItems", json!({"isActive": true, "productID": 1})),
    ];
    for (path, usual) in usual {
        for row in rows.get_mut(path).into_iter().flatten() {
            for (name, value) in usual.as_object().into_iter().flatten() {
                row.entry(name).or_insert_with(|| value.clone());
            }
        }
    }
}

fn category_row(category: &Category) -> Row {
    row(json!({
        "id": category.id,
        "name": category.name,
        "nickname": category.nickname,
        "isActive": category.active,
        "isApiOnly": category.api_only,
        "isGlobalDefault": category.global_default,
    }))
}

fn category_choice(category: &Category) -> Choice {
    Choice {
        value: category.id.into(),
        label: category.name.clone(),
        default: category.global_default,
        active: category.active,
        system: category.id < 100,
        parent: None,
    }
}

/// The same defaults under the names that `TicketCategoryFieldDefaults` has for them.
fn defaults_row(category: &Category) -> Row {
    let mut defaults = row(json!({"id": category.id, "ticketCategoryID": category.id}));
    for (name, value) in &category.defaults {
        let name = match name.as_str() {
            "issueType" => "issueTypeID",
            "subIssueType" => "subIssueTypeID",
            "source" => "sourceID",
            "ticketType" => "ticketTypeID",
            "billingCodeID" => "workTypeID",
            same => same,
        };
        defaults.insert(name.to_owned(), value.clone());
    }
    defaults
}

fn row(value: Value) -> Row {
    match value {
        Value::Object(row) => row,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Row::new(),
    }
}
