//! Whether a value that was sent is the one that is there: Autotask writes some things in its own way.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::as_stored;

pub(crate) fn is_stored(sent: &Value, there: &Value) -> bool {
    match (sent, there) {
        (Value::String(sent), Value::String(there)) => match (time(sent), time(there)) {
            (Some(sent), Some(there)) => sent.as_millisecond() == there.as_millisecond(),
            _ => lines(&as_stored(sent)).eq(lines(there)),
        },
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            number.to_string() == *text
        }
        (Value::Array(sent), Value::Array(there)) => sent.iter().all(|one| is_among(one, there)),
        (sent, there) => sent == there,
    }
}

/// A user-defined field among those of a record.
fn is_among(sent: &Value, there: &[Value]) -> bool {
    let name = |field: &Value| field["name"].as_str().map(str::to_lowercase);
    let field = there.iter().find(|field| name(field) == name(sent));
    field.is_some_and(|field| is_stored(&sent["value"], &field["value"]))
}

/// Times come back with and without a zone, and mean UTC then.
fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(civil).ok()
    })
}

/// Autotask's line ends are not those that were sent, and it trims.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim().lines().map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_autotask_writes_in_its_own_way_is_still_the_same() {
        for (sent, there) in [
            (json!(5), json!(5)),
            (json!(5), json!("5")),
            (json!("one\ntwo"), json!("one\r\ntwo")),
            (json!("日本"), json!("??")),
            (json!("2026-11-21T10:00:00.3071Z"), json!("2026-11-21T10:00:00.307")),
            (
                json!([{"name": "Floor", "value": "2"}]),
                json!([{"name": "Room", "value": null}, {"name": "floor", "value": "2"}]),
            ),
        ] {
            assert!(is_stored(&sent, &there), "{sent} {there}");
        }
        for (sent, there) in [
            (json!(5), json!(1)),
            (json!(5), Value::Null),
            (json!("one"), json!("two")),
            (
                json!([{"name": "Floor", "value": "2"}]),
                json!([{"name": "Floor", "value": "3"}]),
            ),
        ] {
            assert!(!is_stored(&sent, &there), "{sent} {there}");
        }
    }
}
