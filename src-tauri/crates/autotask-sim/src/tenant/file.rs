//! Reading a tenant file: TOML in, a checked [`Tenant`] out.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde_json::{Value, json};
use toml::Spanned;
use toml::de::DeTable;

use super::{Category, Choice, Limits, Switches, Tenant, TenantError, Udf, User, crowd, merge, names};
use crate::Row;
use crate::schema::{self, Entity};
use crate::workflow::Rule;

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
    workflows: Vec<Rule>,
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
    let at = |place: Option<Range<usize>>, message: &str| TenantError::at(text, place, message);
    let broken = |error: &toml::de::Error| at(error.span(), error.message());

    let mut table = DeTable::parse(text).map_err(|error| broken(&error))?.into_inner();
    names::check(&table).map_err(|complaint| at(Some(complaint.place), &complaint.message))?;
    if let Some(base) = table.remove("base") {
        if base.get_ref().as_str() != Some("practice") {
            return Err(at(Some(base.span()), "the only base there is, is \"practice\""));
        }
        let mut merged = DeTable::parse(Tenant::PRACTICE)
            .map_err(|error| broken(&error))?
            .into_inner();
        merge::merge(&mut merged, table);
        table = merged;
    }
    let file =
        File::deserialize(toml::Deserializer::from(Spanned::new(0..0, table))).map_err(|error| broken(&error))?;
    if file.users.is_empty() || file.tracking_ids.is_empty() {
        return Err(at(None, "a tenant needs at least one of [[users]] and of tracking_ids"));
    }
    Ok(built(file))
}

fn built(mut file: File) -> Tenant {
    let mut rows = BTreeMap::new();
    for (path, given) in std::mem::take(&mut file.rows) {
        if let Some(entity) = schema::entity(&path) {
            let spelled = given.into_iter().map(|row| spelled(entity, row)).collect();
            rows.insert(entity.path, spelled);
        }
    }
    crowd::add(file.generate, &mut rows);
    for (path, ids) in &file.without {
        if let Some(rows) = schema::entity(path).and_then(|entity| rows.get_mut(entity.path)) {
            rows.retain(|row: &Row| {
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

    let mut picklists = picklists(file.picklists);
    picklists.insert(
        ("Tickets", "ticketCategory"),
        file.categories.iter().map(category_choice).collect(),
    );
    let udfs = file.udfs.into_iter();
    let udfs = udfs.filter_map(|(path, udfs)| Some((schema::entity(&path)?.path, udfs)));
    if let Some(tickets) = schema::entity("Tickets") {
        for category in &mut file.categories {
            category.defaults = spelled(tickets, std::mem::take(&mut category.defaults));
        }
    }

    Tenant {
        name: file.name,
        zone: file.zone,
        tracking_ids: file.tracking_ids,
        users: file.users,
        limits: file.limits,
        switches: file.switches,
        workflows: file.workflows,
        picklists,
        categories: file.categories,
        udfs: udfs.collect(),
        note_titles_required: file.note_titles_required,
        impersonatable: file.impersonatable,
        rows,
    }
}

fn picklists(
    given: BTreeMap<String, BTreeMap<String, Vec<Choice>>>,
) -> BTreeMap<(&'static str, &'static str), Vec<Choice>> {
    let mut picklists = BTreeMap::new();
    for (path, fields) in given {
        for (name, choices) in fields {
            if let Some(entity) = schema::entity(&path)
                && let Some(field) = entity.field(&name)
            {
                picklists.insert((entity.path, field.name), choices);
            }
        }
    }
    picklists
}

/// The row with its field names spelled as the API spells them.
fn spelled(entity: &'static Entity, row: Row) -> Row {
    let fields = row.into_iter();
    fields
        .map(|(name, value)| match entity.field(&name) {
            Some(field) => (field.name.to_owned(), value),
            None => (name, value),
        })
        .collect()
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
        ("ResourceRoles", json!({"isActive": true})),
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
