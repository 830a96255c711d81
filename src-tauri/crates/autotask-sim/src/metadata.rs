//! What the API says of itself: `entityInformation` and what lies below it (facts 4.1).

use serde_json::{Value, json};

use crate::books::Books;
use crate::schema::{Entity, Field, Verb};
use crate::tenant::{Choice, Udf, User};

pub(crate) fn information(entity: &Entity, user: &User) -> Value {
    let access = |verb| if user.may(verb, entity) { "All" } else { "None" };
    json!({ "info": {
        "name": entity.name,
        "canCreate": entity.allows(Verb::Create),
        "canDelete": entity.allows(Verb::Delete),
        "canQuery": entity.allows(Verb::Query),
        "canUpdate": entity.allows(Verb::Update),
        "userAccessForCreate": access(Verb::Create),
        "userAccessForDelete": access(Verb::Delete),
        "userAccessForQuery": access(Verb::Query),
        "userAccessForUpdate": access(Verb::Update),
        "hasUserDefinedFields": entity.has_udfs,
        "supportsWebhookCallouts": entity.webhooks,
    }})
}

pub(crate) fn fields(books: &Books, entity: &Entity) -> Value {
    let fields: Vec<Value> = entity
        .fields
        .iter()
        .map(|field| self::field(books, entity, field))
        .collect();
    json!({ "fields": fields })
}

fn field(books: &Books, entity: &Entity, field: &Field) -> Value {
    let values = field
        .picklist
        .then(|| choices(books.tenant.choices(entity, field.name)));
    json!({
        "name": field.name,
        "dataType": field.kind.data_type(),
        "length": field.length,
        "isRequired": field.required,
        "isReadOnly": field.read_only,
        "isQueryable": field.queryable,
        "isReference": !field.reference.is_empty(),
        "referenceEntityType": field.reference,
        "isPickList": field.picklist,
        "picklistValues": values,
        "picklistParentValueField": field.picklist_parent,
        "isSupportedWebhookField": entity.webhooks,
    })
}

pub(crate) fn user_defined_fields(books: &Books, entity: &Entity) -> Value {
    let udfs = books.tenant.udfs.get(entity.rows_of).map_or(&[][..], Vec::as_slice);
    let fields: Vec<Value> = udfs.iter().map(user_defined_field).collect();
    json!({ "fields": fields })
}

fn user_defined_field(udf: &Udf) -> Value {
    let is_list = !udf.choices.is_empty();
    json!({
        "name": udf.name,
        "label": udf.name,
        "type": udf.kind,
        "length": udf.length,
        "description": "",
        "isRequired": udf.required,
        "isReadOnly": false,
        "isQueryable": true,
        "isReference": false,
        "referenceEntityType": "",
        "isPickList": is_list,
        "picklistValues": is_list.then(|| choices(&udf.choices)),
        "picklistParentValueField": "",
        "defaultValue": null,
        "isSupportedWebhookField": true,
    })
}

/// Values are texts here, though rows carry them as numbers.
fn choices(choices: &[Choice]) -> Vec<Value> {
    let numbered = choices.iter().enumerate();
    numbered
        .map(|(index, choice)| {
            json!({
                "value": choice.value.as_str().map_or_else(|| choice.value.to_string(), str::to_owned),
                "label": choice.label,
                "isDefaultValue": choice.default,
                "sortOrder": index,
                "parentValue": choice.parent.map_or_else(String::new, |parent| parent.to_string()),
                "isActive": choice.active,
                "isSystem": choice.system,
            })
        })
        .collect()
}
