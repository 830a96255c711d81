//! Filters: read leniently, because that is how the API reads them, and applied to rows.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::books::udf_value;
use crate::reply::{self, Reply};
use crate::schema::{Entity, Kind};
use crate::tenant::{DateFilters, Tenant};
use crate::{Row, text};

const MOST_ORS: usize = 500;

/// What rows must be like.
#[derive(Debug)]
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    Test(Test),
}

#[derive(Debug)]
pub(super) struct Test {
    subject: Subject,
    operator: Operator,
    value: Value,
    dates: DateFilters,
}

#[derive(Debug)]
enum Subject {
    Field(&'static str, Kind),
    UserDefined(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    NotEq,
    Gt,
    Gte,
    Lt,
    Lte,
    BeginsWith,
    EndsWith,
    Contains,
    Exist,
    NotExist,
    In,
    NotIn,
}

impl Operator {
    /// The exact spellings; anything else is no operator, and its condition is dropped without a word.
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "eq" => Self::Eq,
            "noteq" => Self::NotEq,
            "gt" => Self::Gt,
            "gte" => Self::Gte,
            "lt" => Self::Lt,
            "lte" => Self::Lte,
            "beginsWith" => Self::BeginsWith,
            "endsWith" => Self::EndsWith,
            "contains" => Self::Contains,
            "exist" => Self::Exist,
            "notExist" => Self::NotExist,
            "in" => Self::In,
            "notIn" => Self::NotIn,
            _ => return None,
        })
    }
}

impl Filter {
    /// Reads `filter` of a query's body; a list of conditions is an "and" of them.
    pub(super) fn read(filter: &Value, entity: &Entity, tenant: &Tenant) -> Result<Self, Reply> {
        let filter = match filter.as_array() {
            Some(items) => Self::All(Self::read_all(items, entity, tenant)?),
            None => Self::All(Self::read_one(filter, entity, tenant)?.into_iter().collect()),
        };
        if filter.ors() > MOST_ORS {
            return Err(Reply::error(reply::TOO_MANY_ORS));
        }
        if filter.user_defined() > 1 {
            return Err(Reply::error(reply::TOO_MANY_UDFS));
        }
        Ok(filter)
    }

    fn read_all(items: &[Value], entity: &Entity, tenant: &Tenant) -> Result<Vec<Self>, Reply> {
        let read = items.iter().map(|item| Self::read_one(item, entity, tenant));
        read.filter_map(Result::transpose).collect()
    }

    fn read_one(item: &Value, entity: &Entity, tenant: &Tenant) -> Result<Option<Self>, Reply> {
        let member = |name: &str| {
            let members = item.as_object()?;
            members
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|(_, value)| value)
        };
        let operator = member("op").and_then(Value::as_str).unwrap_or_default();
        if let Some(items) = member("items").and_then(Value::as_array) {
            let items = Self::read_all(items, entity, tenant)?;
            return Ok(match operator.to_ascii_lowercase().as_str() {
                _ if items.is_empty() => None,
                "and" => Some(Self::All(items)),
                "or" => Some(Self::Any(items)),
                _ => None,
            });
        }
        let name = member("field").and_then(Value::as_str).unwrap_or_default();
        let is_udf = member("udf").and_then(Value::as_bool).unwrap_or(false);
        let subject = Subject::read(name, is_udf, entity, tenant)?;
        let Some(operator) = Operator::read(operator) else {
            return Ok(None);
        };
        let value = member("value").cloned().unwrap_or_default();
        Ok(Some(Self::Test(Test {
            subject,
            operator,
            value,
            dates: tenant.switches.date_filters,
        })))
    }

    fn ors(&self) -> usize {
        match self {
            Self::All(items) => items.iter().map(Self::ors).sum(),
            Self::Any(items) => items.len().max(items.iter().map(Self::ors).sum()),
            Self::Test(test) if matches!(test.operator, Operator::In | Operator::NotIn) => {
                test.value.as_array().map_or(1, Vec::len)
            }
            Self::Test(_) => 0,
        }
    }

    /// Does it say what the field must equal?
    pub(super) fn pins_down(&self, field: &str) -> bool {
        match self {
            Self::All(items) => items.iter().any(|item| item.pins_down(field)),
            Self::Any(_) => false,
            Self::Test(test) => {
                test.operator == Operator::Eq && matches!(test.subject, Subject::Field(name, _) if name == field)
            }
        }
    }

    fn user_defined(&self) -> usize {
        match self {
            Self::All(items) | Self::Any(items) => items.iter().map(Self::user_defined).sum(),
            Self::Test(test) => usize::from(matches!(test.subject, Subject::UserDefined(_))),
        }
    }

    pub(super) fn holds(&self, row: &Row) -> bool {
        match self {
            Self::All(items) => items.iter().all(|item| item.holds(row)),
            Self::Any(items) => items.iter().any(|item| item.holds(row)),
            Self::Test(test) => test.holds(row),
        }
    }
}

impl Subject {
    fn read(name: &str, is_udf: bool, entity: &Entity, tenant: &Tenant) -> Result<Self, Reply> {
        if is_udf {
            let udfs = tenant.udfs.get(entity.rows_of).map_or(&[][..], Vec::as_slice);
            let udf = udfs.iter().find(|udf| udf.name.eq_ignore_ascii_case(name));
            return udf
                .map(|udf| Self::UserDefined(udf.name.clone()))
                .ok_or_else(|| Reply::unable_to_find(name, entity));
        }
        let field = entity.field(name).filter(|field| field.queryable);
        field
            .map(|field| Self::Field(field.name, field.kind))
            .ok_or_else(|| Reply::unable_to_find(name, entity))
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Field(_, kind) => *kind,
            Self::UserDefined(_) => Kind::Text,
        }
    }

    fn of<'a>(&self, row: &'a Row) -> &'a Value {
        match self {
            Self::Field(name, _) => row.get(*name).unwrap_or(&Value::Null),
            Self::UserDefined(name) => udf_value(row, name),
        }
    }
}

impl Test {
    fn holds(&self, row: &Row) -> bool {
        let kept = self.subject.of(row);
        let there = !kept.is_null() && kept != "";
        match self.operator {
            Operator::Exist => there,
            Operator::NotExist => !there,
            // As in SQL, nothing compares with null, on either side.
            _ if kept.is_null() => false,
            Operator::Eq => self.order(kept, &self.value) == Some(Ordering::Equal),
            Operator::NotEq => self.order(kept, &self.value).is_some_and(Ordering::is_ne),
            Operator::Gt => self.order(kept, &self.value).is_some_and(Ordering::is_gt),
            Operator::Gte => self.order(kept, &self.value).is_some_and(Ordering::is_ge),
            Operator::Lt => self.order(kept, &self.value).is_some_and(Ordering::is_lt),
            Operator::Lte => self.order(kept, &self.value).is_some_and(Ordering::is_le),
            Operator::BeginsWith => self.words(kept, |kept, asked| kept.starts_with(asked)),
            Operator::EndsWith => self.words(kept, |kept, asked| kept.ends_with(asked)),
            Operator::Contains => self.words(kept, |kept, asked| kept.contains(asked)),
            Operator::In => self.listed(kept),
            Operator::NotIn => !self.listed(kept),
        }
    }

    fn listed(&self, kept: &Value) -> bool {
        let values = self.value.as_array().into_iter().flatten();
        values
            .into_iter()
            .any(|value| self.order(kept, value) == Some(Ordering::Equal))
    }

    fn words(&self, kept: &Value, compare: impl Fn(&str, &str) -> bool) -> bool {
        match (kept.as_str(), self.value.as_str()) {
            (Some(kept), Some(asked)) => compare(&kept.to_lowercase(), &asked.replace("\r\n", "\n").to_lowercase()),
            _ => false,
        }
    }

    /// How the row's value stands to the one asked for; `None` when they don't compare: null, or a text where the field
    /// is a number.
    fn order(&self, kept: &Value, asked: &Value) -> Option<Ordering> {
        match self.subject.kind() {
            Kind::Integer | Kind::Long => kept.as_i64().zip(asked.as_i64()).map(|(kept, asked)| kept.cmp(&asked)),
            Kind::Decimal => kept.as_f64()?.partial_cmp(&asked.as_f64()?),
            Kind::Boolean => kept
                .as_bool()
                .zip(asked.as_bool())
                .map(|(kept, asked)| kept.cmp(&asked)),
            Kind::DateTime => Some(self.moment(kept)?.cmp(&self.moment(asked)?)),
            Kind::Text => {
                let asked = match asked {
                    Value::String(text) => text.replace("\r\n", "\n").to_lowercase(),
                    Value::Number(number) => number.to_string(),
                    Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
                };
                Some(kept.as_str()?.to_lowercase().cmp(&asked))
            }
        }
    }

    fn moment(&self, value: &Value) -> Option<Timestamp> {
        let time = text::parse_time(value.as_str()?)?;
        match self.dates {
            DateFilters::Exact => Some(time),
            DateFilters::WholeDays => {
                let day = time.to_zoned(TimeZone::UTC).start_of_day().ok()?;
                Some(day.timestamp())
            }
        }
    }
}
