//! Queries: filters that Autotask understands, and none that it would silently drop.

use std::collections::HashSet;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::Error;

/// As many conditions joined by "or" as Autotask takes in a query, the values of a list counted among them.
const MOST_ALTERNATIVES: usize = 500;

/// How a field is compared with one value. These are all there are: Autotask drops a condition whose operator it doesn't
/// know, and answers with the wrong rows. For the others see [`Field::one_of`], [`Field::none_of`], [`Field::exists`] and
/// [`Field::is_missing`]. An operator that Autotask doesn't have can't be written:
///
/// ```compile_fail
/// use autotask_psa::field;
///
/// let wrong = field("title").is("startsWith", "Printer");
/// ```
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
        }
    }
}

/// What a field is compared with. There is no null, by which Autotask finds nothing; see [`Field::is_missing`].
///
/// ```compile_fail
/// use autotask_psa::field;
///
/// let wrong = field("contactID").eq(None::<i64>);
/// ```
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
        self.passes(Test::Is(op, value.into().0))
    }

    /// One of these; of none, no row is. More than 500 take several queries, which the client makes by itself when this
    /// is a condition of the whole query.
    pub fn one_of<T: Into<Operand>>(self, values: impl IntoIterator<Item = T>) -> Filter {
        self.passes(Test::In(values.into_iter().map(|value| value.into().0).collect()))
    }

    /// None of these, at most 500.
    pub fn none_of<T: Into<Operand>>(self, values: impl IntoIterator<Item = T>) -> Filter {
        self.passes(Test::NotIn(values.into_iter().map(|value| value.into().0).collect()))
    }

    /// Has a value.
    pub fn exists(self) -> Filter {
        self.passes(Test::Exist)
    }

    /// Has no value.
    pub fn is_missing(self) -> Filter {
        self.passes(Test::NotExist)
    }

    fn passes(self, test: Test) -> Filter {
        Filter(Node::Condition { field: self, test })
    }
}

/// A condition, or several joined.
#[derive(Debug, Clone)]
pub struct Filter(Node);

#[derive(Debug, Clone)]
enum Node {
    Condition { field: Field, test: Test },
    All(Vec<Filter>),
    Any(Vec<Filter>),
}

#[derive(Debug, Clone)]
enum Test {
    Is(Op, Value),
    In(Vec<Value>),
    NotIn(Vec<Value>),
    Exist,
    NotExist,
}

impl Filter {
    /// All of these hold; of none, that is every row.
    pub fn all(items: impl IntoIterator<Item = Filter>) -> Self {
        Self(Node::All(items.into_iter().collect()))
    }

    /// At least one of these holds; of none, that is no row.
    pub fn any(items: impl IntoIterator<Item = Filter>) -> Self {
        Self(Node::Any(items.into_iter().collect()))
    }

    /// Whether no row can be like this. Autotask drops an empty group, and would answer with every row.
    fn is_never(&self) -> bool {
        match &self.0 {
            Node::Condition { test, .. } => matches!(test, Test::In(values) if values.is_empty()),
            Node::All(items) => items.iter().any(Self::is_never),
            Node::Any(items) => items.iter().all(Self::is_never),
        }
    }

    fn alternatives(&self) -> usize {
        match &self.0 {
            Node::Condition { test, .. } => match test {
                Test::In(values) | Test::NotIn(values) => values.len(),
                Test::Is(..) | Test::Exist | Test::NotExist => 0,
            },
            Node::All(items) => items.iter().map(Self::alternatives).sum(),
            Node::Any(items) => items.iter().map(|item| item.alternatives().max(1)).sum(),
        }
    }

    fn user_defined(&self) -> Vec<&str> {
        match &self.0 {
            Node::Condition { field, .. } => field.user_defined.then_some(field.name.as_str()).into_iter().collect(),
            Node::All(items) | Node::Any(items) => items.iter().flat_map(Self::user_defined).collect(),
        }
    }

    /// The values of an `in`, each once: Autotask compares texts without regard to case.
    fn listed(&self) -> Option<(&Field, Vec<Value>)> {
        let Node::Condition {
            field,
            test: Test::In(values),
        } = &self.0
        else {
            return None;
        };
        let mut seen = HashSet::new();
        let each_once = values
            .iter()
            .filter(|value| seen.insert(value.to_string().to_lowercase()));
        Some((field, each_once.cloned().collect()))
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let always = || field("id").exists();
        match &self.0 {
            Node::Condition { field, test } => match test {
                Test::Is(op, value) => field.serialize(serializer, op.as_str(), Some(value)),
                Test::In(values) => field.serialize(serializer, "in", Some(&json!(values))),
                Test::NotIn(values) if values.is_empty() => always().serialize(serializer),
                Test::NotIn(values) => field.serialize(serializer, "notIn", Some(&json!(values))),
                Test::Exist => field.serialize(serializer, "exist", None),
                Test::NotExist => field.serialize(serializer, "notExist", None),
            },
            Node::All(items) if items.is_empty() => always().serialize(serializer),
            Node::All(items) => group(serializer, "and", &items.iter().collect::<Vec<_>>()),
            Node::Any(items) => {
                let possible: Vec<_> = items.iter().filter(|item| !item.is_never()).collect();
                group(serializer, "or", &possible)
            }
        }
    }
}

impl Field {
    fn serialize<S: Serializer>(&self, serializer: S, op: &str, value: Option<&Value>) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("op", op)?;
        map.serialize_entry("field", &self.name)?;
        if let Some(value) = value {
            map.serialize_entry("value", value)?;
        }
        if self.user_defined {
            map.serialize_entry("udf", &true)?;
        }
        map.end()
    }
}

fn group<S: Serializer>(serializer: S, op: &str, items: &[&Filter]) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("op", op)?;
    map.serialize_entry("items", items)?;
    map.end()
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

    /// Only these fields, and the id. Without this, all of them.
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

    /// The queries that this takes: none if no row can be found, several if a list is too long for one.
    ///
    /// # Errors
    /// [`Error::Validation`] for what Autotask would refuse: two user-defined fields, or more than 500 alternatives that
    /// can't be shared out.
    pub(crate) fn parts(&self) -> Result<Vec<Self>, Error> {
        let user_defined: Vec<_> = self.filters.iter().flat_map(Filter::user_defined).collect();
        if let [_, second, ..] = user_defined.as_slice() {
            return Err(refused(
                Some(*second),
                "a query takes one condition on a user-defined field",
            ));
        }
        if self.filters.iter().any(Filter::is_never) {
            return Ok(Vec::new());
        }
        let all: usize = self.filters.iter().map(Filter::alternatives).sum();
        if all <= MOST_ALTERNATIVES {
            return Ok(vec![self.clone()]);
        }
        let longest =
            (0..self.filters.len()).max_by_key(|at| self.filters[*at].listed().map(|(_, values)| values.len()));
        let list = longest.and_then(|at| Some((at, self.filters[at].listed()?)));
        let Some((at, (field, values))) = list else {
            return Err(refused(None, "a query takes 500 alternatives"));
        };
        let others = all - self.filters[at].alternatives();
        let room = MOST_ALTERNATIVES.saturating_sub(others);
        if room == 0 {
            return Err(refused(None, "a query takes 500 alternatives"));
        }
        let part = |values: &[Value]| {
            let mut part = self.clone();
            part.filters[at] = field.clone().passes(Test::In(values.to_vec()));
            part
        };
        Ok(values.chunks(room).map(part).collect())
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
            let has_id = self.include.iter().any(|name| name.eq_ignore_ascii_case("id"));
            let id = (!has_id).then_some("id").into_iter();
            let include: Vec<&str> = id.chain(self.include.iter().map(String::as_str)).collect();
            body.insert("IncludeFields".to_owned(), json!(include));
        }
        Value::Object(body)
    }
}

fn refused(field: Option<&str>, text: &str) -> Error {
    Error::Validation {
        field: field.map(str::to_owned),
        text: text.to_owned(),
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
    #[test]
    fn the_id_goes_along_with_the_fields_that_are_asked_for() {
        let only =
            |fields: [&'static str; 2]| Query::new(field("a").exists()).include(fields).body()["IncludeFields"].clone();
        assert_eq!(only(["title", "status"]), json!(["id", "title", "status"]));
        assert_eq!(only(["title", "ID"]), json!(["title", "ID"]));
        assert!(Query::new(field("a").exists()).body().get("IncludeFields").is_none());
    }

    #[test]
    fn a_page_is_of_one_to_five_hundred_rows() {
        let size = |rows| Query::new(field("a").exists()).at_most(rows).body()["MaxRecords"].clone();
        assert_eq!(
            [size(0), size(1), size(500), size(501)],
            [json!(1), json!(1), json!(500), json!(500)]
        );
    }

    #[test]
    fn a_list_of_more_than_five_hundred_is_shared_out_among_queries() {
        let sizes = |query: &Query| {
            let parts = query.parts().unwrap();
            let values = |part: &Query| part.body()["filter"][0]["value"].as_array().unwrap().len();
            parts.iter().map(values).collect::<Vec<_>>()
        };
        let list = |upto: i64| Query::new(field("id").one_of(1..=upto));
        assert_eq!(sizes(&list(500)), [500]);
        assert_eq!(sizes(&list(501)), [500, 1]);
        assert_eq!(sizes(&list(1200)), [500, 500, 200]);
        let with_others = list(501).and(Filter::any([field("a").eq(1), field("a").eq(2)]));
        assert_eq!(sizes(&with_others), [498, 3]);
        let twice = Query::new(field("name").one_of((0..600).map(|n| if n % 2 == 0 { "Dana" } else { "DANA" })));
        assert_eq!(sizes(&twice), [1]);
    }

    #[test]
    fn what_autotask_would_refuse_or_misread_is_not_sent() {
        let too_many = Filter::any((0..501).map(|id| field("id").eq(id)));
        assert!(matches!(Query::new(too_many).parts(), Err(Error::Validation { .. })));
        assert!(Query::new(field("id").none_of(0..501)).parts().is_err());
        let two = Query::new(user_defined("Floor").eq("2")).and(Filter::any([user_defined("Room").eq("7")]));
        assert!(matches!(two.parts(), Err(Error::Validation { field: Some(name), .. }) if name == "Room"));
        let nobody = || field("id").one_of([0_i64; 0]);
        for never in [
            nobody(),
            Filter::any([]),
            Filter::any([nobody()]),
            Filter::all([nobody()]),
        ] {
            assert!(Query::new(never).parts().unwrap().is_empty());
        }
        let everybody = json!([{"op": "exist", "field": "id"}]);
        assert_eq!(Query::new(Filter::all([])).body()["filter"], everybody);
        assert_eq!(Query::new(field("id").none_of([0_i64; 0])).body()["filter"], everybody);
        let one_left = json!([{"op": "or", "items": [{"op": "eq", "field": "a", "value": 1}]}]);
        assert_eq!(
            Query::new(Filter::any([nobody(), field("a").eq(1)])).body()["filter"],
            one_left
        );
    }
}
