//! Queries: filters, the fields to include, paging (facts 4.1, 4.3, 4.5).

mod filter;

use axum::http::Method;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::filter::Filter;
use crate::books::{Books, number};
use crate::call::Call;
use crate::reply::{self, Reply};
use crate::schema::{Entity, Verb};
use crate::{Row, sight};

const MOST_RECORDS: i64 = 500;
/// Longer query strings are not let through by the web server, which then knows no such page.
const LONGEST_SEARCH: usize = 2048;

struct Query {
    filter: Filter,
    max_records: usize,
    include: Option<Vec<&'static str>>,
}

/// `query`: the first page.
pub(crate) fn first_page(books: &Books, entity: &Entity, call: &Call) -> Result<Reply, Reply> {
    let query = asked(books, entity, call)?;
    let cursor = Cursor::first(query.max_records);
    Ok(page(books, entity, call, &query, &cursor))
}

/// `query/next`: the page a cursor points to, by the verb the first page was asked with.
pub(crate) fn next_page(books: &Books, entity: &Entity, call: &Call) -> Result<Reply, Reply> {
    // Only a cursor of a GET carries the search with it.
    let made_by = if parameter(call.query, "search").is_some() {
        Method::GET
    } else {
        Method::POST
    };
    if call.method != made_by {
        return Err(Reply::wrong_verb(call.method.as_str()));
    }
    let query = asked(books, entity, call)?;
    let cursor = parameter(call.query, "paging").and_then(|paging| serde_json::from_str::<Cursor>(&paging).ok());
    // Invented wording.
    let cursor = cursor.ok_or_else(|| Reply::error("The paging parameter is not valid."))?;
    Ok(page(books, entity, call, &query, &cursor))
}

/// `query/count`.
pub(crate) fn count(books: &Books, entity: &Entity, call: &Call) -> Result<Reply, Reply> {
    let query = asked(books, entity, call)?;
    let found = visible(books, entity, call)
        .filter(|row| query.filter.holds(row))
        .count();
    Ok(Reply::ok(json!({ "queryCount": found })))
}

fn asked(books: &Books, entity: &Entity, call: &Call) -> Result<Query, Reply> {
    call.allow(Verb::Query, entity, &books.tenant)?;
    let text = if call.method == Method::GET {
        if call.query.len() > LONGEST_SEARCH {
            return Err(Reply::no_route());
        }
        parameter(call.query, "search").ok_or_else(|| Reply::error(reply::NO_FILTER))?
    } else {
        String::from_utf8_lossy(call.body).into_owned()
    };
    let body: Value = serde_json::from_str(&text).map_err(|error| Reply::error(error.to_string()))?;
    let member = |name: &str| {
        let members = body.as_object()?;
        members
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    let filter = member("filter")
        .filter(|filter| !filter.is_null())
        .ok_or_else(|| Reply::error(reply::NO_FILTER))?;
    let filter = Filter::read(filter, entity, &books.tenant)?;
    if !entity.asked_by.is_empty() && !filter.pins_down(entity.asked_by) {
        return Err(Reply::error(reply::only_by(entity.asked_by)));
    }
    Ok(Query {
        filter,
        max_records: max_records(member("MaxRecords"))?,
        include: include(member("IncludeFields"), entity)?,
    })
}

fn max_records(asked: Option<&Value>) -> Result<usize, Reply> {
    let asked = asked.filter(|asked| !asked.is_null());
    let count = asked
        .map_or(Some(MOST_RECORDS), Value::as_i64)
        .filter(|count| (1..=MOST_RECORDS).contains(count));
    count
        .and_then(|count| usize::try_from(count).ok())
        .ok_or_else(|| Reply::error(reply::BAD_MAX_RECORDS))
}

fn include(asked: Option<&Value>, entity: &Entity) -> Result<Option<Vec<&'static str>>, Reply> {
    let names: Vec<&str> = asked
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if names.is_empty() {
        return Ok(None);
    }
    let found = |name: &str| match entity.field(name) {
        Some(field) => Ok(field.name),
        None if entity.has_udfs && name.eq_ignore_ascii_case("userDefinedFields") => Ok("userDefinedFields"),
        None => Err(Reply::unable_to_find(name, entity)),
    };
    names.into_iter().map(found).collect::<Result<_, _>>().map(Some)
}

/// Rows a user may not see are simply not there.
fn visible<'a>(books: &'a Books, entity: &'a Entity, call: &Call<'a>) -> impl Iterator<Item = &'a Row> + use<'a> {
    let user = call.user;
    books
        .rows(entity)
        .filter(move |row| sight::sees(books, user, entity, row))
}

/// Where a page begins, in the words of `nextPageUrl`: ids up to the last of `nextIds` have been seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cursor {
    page_size: usize,
    previous_ids: Vec<i64>,
    next_ids: Vec<i64>,
}

impl Cursor {
    fn first(page_size: usize) -> Self {
        Self {
            page_size,
            previous_ids: Vec::new(),
            next_ids: vec![-1],
        }
    }

    fn seen(&self) -> i64 {
        self.next_ids.last().copied().unwrap_or(-1)
    }

    fn after(&self, last: i64) -> Self {
        let previous_ids = self.previous_ids.iter().copied().chain([self.seen()]).collect();
        Self {
            page_size: self.page_size,
            previous_ids,
            next_ids: vec![last],
        }
    }

    fn before(&self) -> Option<Self> {
        let (last, rest) = self.previous_ids.split_last()?;
        Some(Self {
            page_size: self.page_size,
            previous_ids: rest.to_vec(),
            next_ids: vec![*last],
        })
    }
}

fn page(books: &Books, entity: &Entity, call: &Call, query: &Query, cursor: &Cursor) -> Reply {
    let size = cursor.page_size.clamp(1, query.max_records);
    let id = |row: &Row| number(row, "id").unwrap_or(-1);
    let mut rows = visible(books, entity, call)
        .filter(|row| id(row) > cursor.seen() && query.filter.holds(row))
        .peekable();
    let taken: Vec<&Row> = rows.by_ref().take(size).collect();
    let next = rows.peek().and(taken.last()).map(|last| cursor.after(id(last)));

    let items: Vec<Row> = taken
        .iter()
        .map(|row| only(books.shown(entity, row), query.include.as_deref()))
        .collect();
    Reply::ok(json!({
        "items": items,
        "pageDetails": {
            "count": items.len(),
            "requestCount": query.max_records,
            "prevPageUrl": cursor.before().map(|cursor| page_url(entity, call, &cursor)),
            "nextPageUrl": next.map(|cursor| page_url(entity, call, &cursor)),
        },
    }))
}

fn only(mut row: Row, include: Option<&[&str]>) -> Row {
    if let Some(include) = include {
        row.retain(|name, _| include.contains(&name.as_str()));
    }
    row
}

fn page_url(entity: &Entity, call: &Call, cursor: &Cursor) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let paging = encoded(&json!(cursor).to_string());
    let mut url = format!("{}V1.0/{}/query/next?paging={paging}", call.base, entity.path);
    if let Some(search) = parameter(call.query, "search") {
        url.push_str("&search=");
        url.push_str(&encoded(&search));
    }
    url
}

/// A parameter of a query string, decoded.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = value.replace('+', " ");
        key.eq_ignore_ascii_case(name)
            .then(|| percent_decode_str(&value).decode_utf8_lossy().into_owned())
    })
}
