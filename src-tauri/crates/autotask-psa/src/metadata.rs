//! What a tenant says of its entities: rights, fields, picklists.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::PicklistId;

/// What the API user may do with an entity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "they are Autotask's own")]
pub struct EntityInformation {
    /// The entity's name.
    #[serde(default)]
    pub name: String,
    /// Whether the API makes them at all.
    #[serde(default)]
    pub can_create: bool,
    /// Whether the API reads them at all.
    #[serde(default)]
    pub can_query: bool,
    /// Whether the API changes them at all.
    #[serde(default)]
    pub can_update: bool,
    /// Whether the API deletes them at all.
    #[serde(default)]
    pub can_delete: bool,
    /// Whether this user may make them.
    #[serde(default)]
    pub user_access_for_create: Access,
    /// Whether this user may read them.
    #[serde(default)]
    pub user_access_for_query: Access,
    /// Whether this user may change them.
    #[serde(default)]
    pub user_access_for_update: Access,
    /// Whether this user may delete them.
    #[serde(default)]
    pub user_access_for_delete: Access,
}

/// How much of an entity a user may touch. Tenants were seen to say it as a number and as a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    None,
    /// All of it.
    All,
    /// Part of it, in Autotask's word.
    Part(String),
    /// Nothing was said.
    #[default]
    Unsaid,
}

impl Access {
    /// Whether it is known to be nothing.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

impl<'de> Deserialize<'de> for Access {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Number(number) if number.as_i64() == Some(0) => Self::None,
            Value::Number(number) => Self::Part(number.to_string()),
            Value::String(word) if word.eq_ignore_ascii_case("none") || word == "0" => Self::None,
            Value::String(word) if word.eq_ignore_ascii_case("all") => Self::All,
            Value::String(word) if !word.is_empty() => Self::Part(word),
            Value::Bool(true) => Self::All,
            Value::Bool(false) => Self::None,
            Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => Self::Unsaid,
        })
    }
}

/// One field of an entity. `is_required` is only part of the truth: a ticket category demands more, and doesn't tell.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "they are Autotask's own")]
pub struct FieldInformation {
    /// Its name on the wire.
    pub name: String,
    /// What its values are.
    #[serde(default)]
    pub data_type: DataType,
    /// The longest text, in characters; 0 for other types.
    #[serde(default)]
    pub length: i64,
    /// Whether it must be there on create.
    #[serde(default)]
    pub is_required: bool,
    /// Whether it can't be changed; together with `is_required`, it is given on create only.
    #[serde(default)]
    pub is_read_only: bool,
    /// Whether a filter may name it.
    #[serde(default)]
    pub is_queryable: bool,
    /// The entity whose ids it holds, if it holds ids, in the singular: `Contact`.
    #[serde(default, deserialize_with = "none_if_empty")]
    pub reference_entity_type: Option<String>,
    /// Whether its values are of a list.
    #[serde(default)]
    pub is_pick_list: bool,
    /// The list. Values that are no numbers are left out: only an attachment's type has such.
    #[serde(default, deserialize_with = "numbered")]
    pub picklist_values: Vec<PicklistValue>,
    /// The field whose value decides which of the list belong, e.g. `issueType` for `subIssueType`.
    #[serde(default, deserialize_with = "none_if_empty")]
    pub picklist_parent_value_field: Option<String>,
}

impl FieldInformation {
    /// The values that a record may be given, in the list's order. For a list that depends on another field (a sub-issue's
    /// on the issue), `parent` is that field's value, and without it there are none.
    pub fn usable_values(&self, parent: Option<PicklistId>) -> Vec<&PicklistValue> {
        let depends = self.picklist_parent_value_field.is_some();
        let belongs = |value: &&PicklistValue| !depends || (parent.is_some() && value.parent_value == parent);
        let mut usable: Vec<_> = self
            .picklist_values
            .iter()
            .filter(|value| value.is_active)
            .filter(belongs)
            .collect();
        usable.sort_by_key(|value| value.sort_order);
        usable
    }
}

/// A user-defined field of an entity, as the tenant has made it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserDefinedFieldInformation {
    /// Its name, by which it is set and queried.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// What its values are. All of them are sent as texts.
    #[serde(default, rename = "type")]
    pub data_type: DataType,
    /// The longest text, in characters; 0 where that doesn't apply or isn't said.
    #[serde(default, deserialize_with = "or_default")]
    pub length: i64,
    /// Whether it must be there on create.
    #[serde(default, deserialize_with = "or_default")]
    pub is_required: bool,
    /// Whether it can't be set.
    #[serde(default, deserialize_with = "or_default")]
    pub is_read_only: bool,
    /// Whether its values are of a list: then a value's id is sent, as a text.
    #[serde(default, deserialize_with = "or_default")]
    pub is_pick_list: bool,
    /// The list.
    #[serde(default, deserialize_with = "numbered")]
    pub picklist_values: Vec<PicklistValue>,
}

/// What the values of a field are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DataType {
    /// A number of 32 bits.
    Integer,
    /// A number of 64 bits.
    Long,
    /// A text.
    String,
    /// A time in UTC.
    DateTime,
    /// Yes or no.
    Boolean,
    /// A number with decimals.
    Decimal,
    /// A floating number.
    Double,
    /// One that this crate doesn't know, in Autotask's word.
    Other(String),
    /// Nothing was said.
    #[default]
    Unsaid,
}

impl<'de> Deserialize<'de> for DataType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(word) = Option::<String>::deserialize(deserializer)?.filter(|word| !word.is_empty()) else {
            return Ok(Self::Unsaid);
        };
        Ok(match word.to_ascii_lowercase().as_str() {
            "integer" => Self::Integer,
            "long" => Self::Long,
            "string" => Self::String,
            "datetime" => Self::DateTime,
            "boolean" => Self::Boolean,
            "decimal" => Self::Decimal,
            "double" => Self::Double,
            _ => Self::Other(word),
        })
    }
}

/// One value of a list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PicklistValue {
    /// Its id. A string on the wire here, a number in records.
    #[serde(deserialize_with = "id_of")]
    pub value: PicklistId,
    /// Its label in this tenant.
    #[serde(default, deserialize_with = "or_default")]
    pub label: String,
    /// Whether Autotask takes it when nothing is said.
    #[serde(default)]
    pub is_default_value: bool,
    /// Its place in the list.
    #[serde(default)]
    pub sort_order: i64,
    /// The value of the parent field it belongs to.
    #[serde(default, deserialize_with = "id_if_any")]
    pub parent_value: Option<PicklistId>,
    /// Inactive values stay in the list, and are refused in a record.
    #[serde(default)]
    pub is_active: bool,
    /// Whether Autotask itself made it.
    #[serde(default)]
    pub is_system: bool,
}

/// How many calls the tenant has used, of all integrations together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Threshold {
    /// Calls in a time frame.
    pub external_request_threshold: i64,
    /// The time frame, in minutes.
    pub request_threshold_timeframe: i64,
    /// Calls used; asking counts.
    pub current_timeframe_request_count: i64,
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn numbered<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PicklistValue>, D::Error> {
    let values: Option<Vec<Value>> = Option::deserialize(deserializer)?;
    let numbered = values
        .into_iter()
        .flatten()
        .filter(|value| number_in(&value["value"]).is_some());
    numbered
        .map(|value| serde_json::from_value(value).map_err(serde::de::Error::custom))
        .collect()
}

fn none_if_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::deserialize(deserializer)?.filter(|text: &String| !text.is_empty()))
}

fn id_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PicklistId>, D::Error> {
    Ok(number_in(&Value::deserialize(deserializer)?))
}

fn id_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PicklistId, D::Error> {
    number_in(&Value::deserialize(deserializer)?)
        .ok_or_else(|| serde::de::Error::custom("a picklist value without a number"))
}

fn number_in(value: &Value) -> Option<PicklistId> {
    value
        .as_i64()
        .or_else(|| value.as_str()?.trim().parse().ok())
        .map(PicklistId)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sub_issues() -> FieldInformation {
        serde_json::from_str(
            r#"{"name":"subIssueType","dataType":"integer","isPickList":true,"picklistParentValueField":"issueType",
                "referenceEntityType":"","picklistValues":[
                {"value":"136","label":"Paper jam","sortOrder":2,"parentValue":"10","isActive":true},
                {"value":"137","label":"Toner","sortOrder":1,"parentValue":"10","isActive":true},
                {"value":"138","label":"Fax","sortOrder":3,"parentValue":"10","isActive":false},
                {"value":"200","label":"Cable","sortOrder":1,"parentValue":"11","isActive":true}]}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_dependent_list_offers_what_belongs_to_its_parent_and_is_active() {
        let field = sub_issues();
        let ids = |parent: Option<i64>| {
            let usable = field.usable_values(parent.map(PicklistId));
            usable.iter().map(|value| value.value.0).collect::<Vec<_>>()
        };
        assert_eq!(ids(Some(10)), [137, 136]);
        assert_eq!(ids(Some(11)), [200]);
        assert_eq!(ids(Some(12)), [0; 0]);
        assert_eq!(ids(None), [0; 0]);
        let free = FieldInformation {
            picklist_parent_value_field: None,
            ..field.clone()
        };
        assert_eq!(free.usable_values(None).len(), 3);
    }

    #[test]
    fn a_list_of_texts_does_not_hide_the_other_fields() {
        let field: FieldInformation = serde_json::from_str(
            r#"{"name":"attachmentType","isPickList":true,"picklistValues":[
                {"value":"FILE_ATTACHMENT","label":"File","isActive":true},{"value":"3","label":"Three","isActive":true}]}"#,
        )
        .unwrap();
        let ids: Vec<_> = field.usable_values(None).iter().map(|value| value.value.0).collect();
        assert_eq!(ids, [3]);
    }

    #[test]
    fn a_user_defined_field_is_read_with_its_list_and_without_what_is_not_said() {
        let fields: Vec<UserDefinedFieldInformation> = serde_json::from_str(
            r#"[{"name":"Building","type":"integer","length":null,"isRequired":true,"isReadOnly":null,"isPickList":true,
                 "picklistValues":[{"value":"2","label":"South","isActive":true,"parentValue":""}]},
                {"name":"Asset tag","type":"string","length":50,"isReadOnly":true,"picklistValues":null}, {"name":"Bare"}]"#,
        )
        .unwrap();
        let [building, tag, bare] = fields.as_slice() else {
            panic!("{fields:?}")
        };
        assert_eq!((&building.data_type, building.length), (&DataType::Integer, 0));
        assert!(building.is_required && building.is_pick_list && !building.is_read_only);
        assert_eq!(building.picklist_values[0].value, PicklistId(2));
        assert_eq!((tag.length, tag.is_read_only, tag.is_pick_list), (50, true, false));
        assert_eq!(bare.data_type, DataType::Unsaid);
    }

    #[test]
    fn types_are_known_by_their_names_and_new_ones_kept() {
        assert_eq!(sub_issues().data_type, DataType::Integer);
        assert_eq!(sub_issues().reference_entity_type, None);
        let of = |word: &str| serde_json::from_str::<DataType>(word).unwrap();
        assert_eq!(
            [of(r#""DateTime""#), of(r#""long""#)],
            [DataType::DateTime, DataType::Long]
        );
        assert_eq!([of("null"), of(r#""""#)], [DataType::Unsaid, DataType::Unsaid]);
        assert_eq!(of(r#""guid""#), DataType::Other("guid".to_owned()));
    }
}
