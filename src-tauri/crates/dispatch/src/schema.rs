//! The JSON Schema of the rules file, made from the same tables that the checker reads by. It is committed, because
//! editors and other programs want a file.

use serde_json::{Map, Value, json};

use crate::condition::Operator;
use crate::read::{RULE_KEYS, SECTIONS, fits};
use crate::variable::{ALIASES, APPEND, DUE_IN, Field, Kind, PUBLIC_NOTE, UDF, Variable};

/// What each kind of variable may be compared with.
const KINDS: [(&str, Kind); 8] = [
    ("conditionOnChoice", Kind::Choice),
    ("conditionOnText", Kind::Text),
    ("conditionOnList", Kind::List),
    ("conditionOnAddress", Kind::Address),
    ("conditionOnMac", Kind::Mac),
    ("conditionOnFlag", Kind::Flag),
    ("conditionOnNumber", Kind::Number),
    ("conditionOnHours", Kind::Hours),
];

#[test]
fn the_committed_schema_is_current() {
    let current = format!("{:#}\n", schema());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/rules.schema.json");
    #[expect(clippy::disallowed_methods, reason = "a test's own switch, in no program")]
    let renew = std::env::var_os("RENEW_SCHEMA").is_some();
    if renew {
        std::fs::write(file, &current).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        committed == current,
        "rules.schema.json is stale; renew it with RENEW_SCHEMA=1 cargo test -p deskbell-dispatch schema"
    );
}

fn schema() -> Value {
    let kinds = KINDS.map(|(name, kind)| (name, condition(kind)));
    let parts = [
        ("text", json!({ "type": "string", "minLength": 1 })),
        ("texts", one_or_more(&json!({ "$ref": "#/definitions/text" }))),
        ("choice", choice()),
        ("hours", hours()),
        ("rule", rule()),
        ("conditions", conditions()),
        ("fields", fields()),
        ("test", test()),
    ];
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Deskbell rules",
        "description": "Where a ticket goes, and what is added to it. See README.md of deskbell-dispatch.",
        "type": "object",
        "additionalProperties": false,
        "properties": sections(),
        "definitions": table(parts.into_iter().chain(kinds)),
    })
}

fn sections() -> Value {
    let of = |name: &str| match name {
        "timezone" => json!({ "type": "string", "description": "An IANA time zone, such as Europe/Berlin" }),
        "hours" => json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/hours" } }),
        "default" => json!({
            "description": "What a ticket gets when no rule says otherwise",
            "$ref": "#/definitions/fields",
        }),
        "rule" => json!({ "type": "array", "maxItems": crate::MAX_RULES, "items": { "$ref": "#/definitions/rule" } }),
        "test" => json!({ "type": "array", "items": { "$ref": "#/definitions/test" } }),
        other => panic!("no schema for {other}"),
    };
    table(SECTIONS.into_iter().map(|name| (name, of(name))))
}

fn rule() -> Value {
    let of = |name: &str| match name {
        "name" => json!({ "$ref": "#/definitions/text" }),
        "when" | "unless" => json!({ "$ref": "#/definitions/conditions" }),
        "any" => json!({
            "type": "array",
            "minItems": 1,
            "items": { "$ref": "#/definitions/conditions", "minProperties": 1 },
        }),
        "set" => json!({ "$ref": "#/definitions/fields" }),
        "reject" => json!({ "description": "The text the person reads instead", "$ref": "#/definitions/text" }),
        "stop" | "case" => json!({ "type": "boolean" }),
        other => panic!("no schema for {other}"),
    };
    json!({
        "type": "object",
        "required": ["name"],
        "additionalProperties": false,
        "properties": table(RULE_KEYS.into_iter().map(|name| (name, of(name)))),
    })
}

fn hours() -> Value {
    let day = "^(?i:mon(day)?|tue(sday)?|wed(nesday)?|thu(rsday)?|fri(day)?|sat(urday)?|sun(day)?)$";
    let time = json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$" });
    json!({
        "type": "object",
        "required": ["days", "from", "to"],
        "additionalProperties": false,
        "properties": {
            "days": one_or_more(&json!({ "type": "string", "pattern": day })),
            "from": time,
            "to": time,
            "holidays": one_or_more(&json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })),
        },
    })
}

fn conditions() -> Value {
    let names = Variable::ALL.into_iter().map(|variable| (variable.name(), variable));
    let all = names.chain(ALIASES).map(|(name, variable)| (name, on(variable.kind())));
    json!({ "type": "object", "additionalProperties": false, "properties": table(all) })
}

fn on(kind: Kind) -> Value {
    let named = KINDS.into_iter().find(|(_, known)| *known == kind);
    json!({ "$ref": format!("#/definitions/{}", named.unwrap().0) })
}

fn condition(kind: Kind) -> Value {
    let operators = Operator::NAMED.into_iter().filter(|operator| fits(*operator, kind));
    let operators = operators.map(|operator| (operator.name(), operand(operator, kind)));
    json!({ "anyOf": [
        one_or_more(&plain(kind)),
        { "type": "object", "minProperties": 1, "additionalProperties": false, "properties": table(operators) },
    ] })
}

fn choice() -> Value {
    json!({
        "description": "A name as Autotask shows it, or an id",
        "type": ["string", "integer"],
        "minLength": 1,
        "minimum": 0,
    })
}

fn plain(kind: Kind) -> Value {
    match kind {
        Kind::Flag => json!({ "enum": [true, false, "true", "false"] }),
        Kind::Number => json!({ "type": "integer" }),
        Kind::Hours => json!({ "type": "string" }),
        Kind::Choice | Kind::Text | Kind::List | Kind::Address | Kind::Mac => json!({ "type": ["string", "integer"] }),
    }
}

fn operand(operator: Operator, kind: Kind) -> Value {
    one_or_more(&match operator {
        Operator::Empty => json!({ "type": "boolean" }),
        Operator::Above | Operator::Below => json!({ "type": "number" }),
        Operator::InNetwork | Operator::Regex => json!({ "$ref": "#/definitions/text" }),
        Operator::Contains | Operator::Word | Operator::Starts | Operator::Ends => {
            json!({ "type": ["string", "integer"], "minLength": 1 })
        }
        Operator::Plain | Operator::Is => plain(kind),
    })
}

fn fields() -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    let names = Variable::ALL.into_iter().map(|variable| (variable.name(), variable));
    let settable = names.chain(ALIASES).filter(|(_, variable)| variable.settable());
    let variables = settable.map(|(name, variable)| match variable.kind() {
        Kind::Choice => (name, reference("choice")),
        Kind::Text | Kind::List | Kind::Address | Kind::Mac | Kind::Flag | Kind::Number | Kind::Hours => {
            (name, reference("text"))
        }
    });
    let time = "^ *([0-9]+[mhdw] *)+$";
    let others = APPEND.into_iter().chain([PUBLIC_NOTE, DUE_IN, UDF]).map(|name| {
        let one = match Field::from_name(name) {
            Some(Field::DueIn) => {
                json!({ "description": "After Send: 30m, 4h, 2d, 1w", "type": "string", "pattern": time })
            }
            Some(_) => reference("texts"),
            None => json!({ "type": "object", "additionalProperties": { "not": { "type": ["array", "object"] } } }),
        };
        (name, one)
    });
    json!({ "type": "object", "additionalProperties": false, "properties": table(variables.chain(others)) })
}

fn test() -> Value {
    let expected = |name: &str| match name {
        UDF => json!({ "type": "object" }),
        PUBLIC_NOTE => one_or_more(&json!({})),
        _ if APPEND.contains(&name) => one_or_more(&json!({})),
        _ => json!({ "not": { "type": ["array", "object"] } }),
    };
    let given = Variable::ALL.into_iter().filter(|variable| !variable.derived());
    let given = given.map(|variable| (variable.name(), given_as(variable)));
    let aliases = ALIASES.map(|(name, variable)| (name, given_as(variable)));
    let now = [("now", json!({ "description": "A moment such as 2026-11-18T12:00" }))];
    let names = Field::names().chain([APPEND[1]]).chain(
        ALIASES
            .into_iter()
            .filter(|(_, variable)| variable.settable())
            .map(|(name, _)| name),
    );
    let texts = one_or_more(&json!({ "type": "string" }));
    let ends = [
        ("rules", texts),
        ("rejected", json!({ "type": ["boolean", "string"] })),
        ("reject", json!({ "type": ["boolean", "string"] })),
    ];
    json!({
        "type": "object",
        "required": ["name", "expect"],
        "additionalProperties": false,
        "properties": {
            "name": { "$ref": "#/definitions/text" },
            "given": {
                "type": "object",
                "additionalProperties": false,
                "properties": table(given.chain(aliases).chain(now)),
            },
            "expect": {
                "type": "object",
                "additionalProperties": false,
                "properties": table(names.map(|name| (name, expected(name))).chain(ends)),
            },
        },
    })
}

fn given_as(variable: Variable) -> Value {
    match variable.kind() {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::List | Kind::Address => one_or_more(&json!({ "type": ["string", "integer"] })),
        Kind::Choice | Kind::Text | Kind::Mac | Kind::Number | Kind::Hours => json!({ "type": ["string", "integer"] }),
    }
}

fn one_or_more(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn table<'n>(entries: impl Iterator<Item = (&'n str, Value)>) -> Value {
    Value::Object(
        entries
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}
