//! Queries: filters that Autotask understands, and none that it would silently drop.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// How a field is compared. These are all there are: Autotask drops a condition whose operator it doesn't know, and
/// answers with the wrong rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// Equal. Texts compare without regard to case.
    Eq,
    /// Not equal.
    NotEq,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Begins with a text.
    BeginsWith,
    /// Ends with a text.
    EndsWith,
    /// Contains a text.
    Contains,
    /// One of several.
    In,
    /// None of several.
    NotIn,
    /// Has a value.
    Exist,
    /// Has none.
    NotExist,
}

impl Op {
    /// Its spelling in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::NotEq => "noteq",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::BeginsWith => "beginsWith",
            Self::EndsWith => "endsWith",
            Self::Contains => "contains",
            Self::In => "in",
            Self::NotIn => "notIn",
            Self::Exist => "exist",
            Self::NotExist => "notExist",
        }
    }
}

/// What a field is compared with. There is no null: Autotask finds nothing by it, see [`Field::exists`].
#[derive(Debug, Clone, PartialEq)]
pub struct Operand(Value);

impl From<i64> for Operand {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<i32> for Operand {
    fn from(value: i32) -> Self {
        Self(value.into())
    }
}

impl From<bool> for Operand {
    fn from(value: bool) -> Self {
        Self(value.into())
    }
}

impl From<&str> for Operand {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl From<jiff::Timestamp> for Operand {
    fn from(value: jiff::Timestamp) -> Self {
        Self(value.to_string().into())
    }
}

/// A field to compare; see [`field`] and [`user_defined`].
#[derive(Debug, Clone)]
pub struct Field {
    name: String,
    user_defined: bool,
}

/// A field of the entity, by its name in the API. Autotask refuses a query with a name it doesn't have.
pub fn field(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        user_defined: false,
    }
}

/// A user-defined field. Autotask takes one such condition in a query.
pub fn user_defined(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        user_defined: true,
    }
}

impl Field {
    /// Equal.
    pub fn eq(self, value: impl Into<Operand>) -> Filter {
        self.is(Op::Eq, value)
    }

    /// Greater.
    pub fn gt(self, value: impl Into<Operand>) -> Filter {
        self.is(Op::Gt, value)
    }

    /// Any comparison with one value.
    pub fn is(self, op: Op, value: impl Into<Operand>) -> Filter {
        self.compare(op, Some(value.into().0))
    }

    /// One of these. Autotask takes at most 500 in a query.
    pub fn one_of<T: Into<Operand>>(self, values: impl IntoIterator<Item = T>) -> Filter {
        self.compare(Op::In, Some(values.into_iter().map(|value| value.into().0).collect()))
    }

    /// None of these.
    pub fn none_of<T: Into<Operand>>(self, values: impl IntoIterator<Item = T>) -> Filter {
        self.compare(
            Op::NotIn,
            Some(values.into_iter().map(|value| value.into().0).collect()),
        )
    }

    /// Has a value.
    pub fn exists(self) -> Filter {
        self.compare(Op::Exist, None)
    }

    /// Has no value.
    pub fn is_missing(self) -> Filter {
        self.compare(Op::NotExist, None)
    }

    fn compare(self, op: Op, value: Option<Value>) -> Filter {
        Filter(Node::Condition { field: self, op, value })
    }
}

/// A condition, or several joined.
#[derive(Debug, Clone)]
pub struct Filter(Node);

#[derive(Debug, Clone)]
enum Node {
    Condition { field: Field, op: Op, value: Option<Value> },
    Group { op: &'static str, items: Vec<Filter> },
}

impl Filter {
    /// All of these hold.
    pub fn all(items: impl IntoIterator<Item = Filter>) -> Self {
        Self(Node::Group {
            op: "and",
            items: items.into_iter().collect(),
        })
    }

    /// At least one of these holds.
    pub fn any(items: impl IntoIterator<Item = Filter>) -> Self {
        Self(Node::Group {
            op: "or",
            items: items.into_iter().collect(),
        })
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.0 {
            Node::Condition { field, op, value } => {
                map.serialize_entry("op", op.as_str())?;
                map.serialize_entry("field", &field.name)?;
                if let Some(value) = value {
                    map.serialize_entry("value", value)?;
                }
                if field.user_defined {
                    map.serialize_entry("udf", &true)?;
                }
            }
            Node::Group { op, items } => {
                map.serialize_entry("op", op)?;
                map.serialize_entry("items", items)?;
            }
        }
        map.end()
    }
}

/// A query of one entity.
///
/// ```
/// use autotask_psa::{Filter, Query, field};
///
/// let query = Query::new(Filter::any([
///     field("emailAddress").eq("dana@contoso.example"),
///     field("emailAddress2").eq("dana@contoso.example"),
/// ]))
/// .and(field("isActive").eq(1))
/// .include(["id", "companyID"])
/// .at_most(50);
/// ```
#[derive(Debug, Clone)]
pub struct Query {
    filters: Vec<Filter>,
    include: Vec<String>,
    page: u16,
}

impl Query {
    /// The largest page Autotask gives.
    pub const LARGEST_PAGE: u16 = 500;

    /// What fits the filter, with all fields, in pages of 500.
    pub fn new(filter: Filter) -> Self {
        Self {
            filters: vec![filter],
            include: Vec::new(),
            page: Self::LARGEST_PAGE,
        }
    }

    /// One condition more, which must hold as well.
    #[must_use]
    pub fn and(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Only these fields. Name `id` among them when paging.
    #[must_use]
    pub fn include<'a>(mut self, fields: impl IntoIterator<Item = &'a str>) -> Self {
        self.include = fields.into_iter().map(str::to_owned).collect();
        self
    }

    /// At most this many in one page; brought to within 1 and 500, which is what Autotask takes.
    #[must_use]
    pub fn at_most(mut self, rows: u16) -> Self {
        self.page = rows.clamp(1, Self::LARGEST_PAGE);
        self
    }

    pub(crate) fn page_size(&self) -> usize {
        usize::from(self.page)
    }

    /// The same, of the rows behind this id.
    pub(crate) fn after(&self, id: i64) -> Self {
        self.clone().and(field("id").gt(id))
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("filter".to_owned(), json!(self.filters));
        body.insert("MaxRecords".to_owned(), self.page.into());
        if !self.include.is_empty() {
            body.insert("IncludeFields".to_owned(), json!(self.include));
        }
        Value::Object(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_as_autotask_reads_it() {
        let query = Query::new(Filter::any([
            field("a").eq("x"),
            Filter::all([field("b").is(Op::Gte, 3)]),
        ]))
        .and(field("isActive").eq(true))
        .and(field("c").one_of([1, 2]))
        .and(field("d").is_missing())
        .and(user_defined("Floor").is(Op::BeginsWith, "2"))
        .include(["id"])
        .at_most(9000);
        assert_eq!(
            query.body(),
            json!({
                "filter": [
                    {"op": "or", "items": [
                        {"op": "eq", "field": "a", "value": "x"},
                        {"op": "and", "items": [{"op": "gte", "field": "b", "value": 3}]},
                    ]},
                    {"op": "eq", "field": "isActive", "value": true},
                    {"op": "in", "field": "c", "value": [1, 2]},
                    {"op": "notExist", "field": "d"},
                    {"op": "beginsWith", "field": "Floor", "value": "2", "udf": true},
                ],
                "MaxRecords": 500,
                "IncludeFields": ["id"],
            })
        );
    }
}
