//! From the rules' user-defined fields to this tenant's. One that the tenant doesn't have, or a value that the field can't
//! take, never stops a ticket: it is left empty, and said.

use std::collections::BTreeMap;

use deskbell_dispatch::{Route, Set};

use crate::psa::{Psa, PsaError, PsaErrorKind, Retry, Term, UserDefined};
use crate::resolve::{alike, by};
use crate::text::shortened;

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values {
    /// What to send, by the tenant's names.
    pub(crate) values: BTreeMap<String, String>,
    /// For `[Submission errors]`.
    pub(crate) errors: Vec<String>,
}

/// Looks up what the rules have set. Asks the ticket system only when they have set any.
///
/// # Errors
/// When the ticket system can't be asked now, or refuses the key.
pub(crate) async fn user_defined(psa: &dyn Psa, route: &Route) -> Result<Values, PsaError> {
    if route.udf.is_empty() {
        return Ok(Values::default());
    }
    match psa.user_defined().await {
        Ok(known) => Ok(resolve(route, &known, psa)),
        Err(error) if error.retry == Retry::Permanent && error.kind != PsaErrorKind::Credentials => {
            let line = format!(
                "User-defined fields could not be looked up: {}. Left empty.",
                error.text
            );
            Ok(Values {
                values: BTreeMap::new(),
                errors: vec![line],
            })
        }
        Err(error) => Err(error),
    }
}

fn resolve(route: &Route, known: &[UserDefined], psa: &dyn Psa) -> Values {
    let mut resolved = Values::default();
    for (name, set) in route.udf.iter().filter(|(_, set)| !set.value.is_empty()) {
        match value(name, set, known, psa) {
            Ok((field, value)) => {
                if let Some(longest) = field.longest.filter(|_| value.is_cut) {
                    let line = complaint(name, set, &format!("takes {longest} characters"));
                    resolved.errors.push(format!("{line} Shortened."));
                }
                resolved.values.insert(field.name.clone(), value.text);
            }
            Err(wrong) => resolved
                .errors
                .push(format!("{} Left empty.", complaint(name, set, &wrong))),
        }
    }
    resolved
}

struct Value {
    text: String,
    is_cut: bool,
}

/// The tenant's field and what it gets, or what is wrong.
fn value<'a>(
    name: &str,
    set: &Set<String>,
    known: &'a [UserDefined],
    psa: &dyn Psa,
) -> Result<(&'a UserDefined, Value), String> {
    let field = known.iter().find(|field| alike(&field.name, name)).ok_or("not found")?;
    if field.read_only {
        return Err("can't be set".to_owned());
    }
    if let Some(terms) = &field.terms {
        let text = id_in(terms, &set.value)?;
        return Ok((field, Value { text, is_cut: false }));
    }
    if field.is_number && set.value.trim().parse::<f64>().is_err() {
        return Err(format!("takes numbers, not \"{}\"", set.value));
    }
    let whole = psa.storable(&set.value).text;
    let text = field.longest.map(|longest| shortened(&whole, longest));
    let is_cut = text.as_ref().is_some_and(|text| *text != whole);
    let text = text.unwrap_or(whole);
    Ok((field, Value { text, is_cut }))
}

/// The id of a list's value, by its label or by itself.
fn id_in(terms: &[Term], value: &str) -> Result<String, String> {
    let is_it = |term: &&Term| alike(&term.label, value) || term.id.to_string() == value.trim();
    if let Some(term) = terms.iter().filter(|term| term.active).find(is_it) {
        return Ok(term.id.to_string());
    }
    Err(match terms.iter().find(is_it) {
        Some(_) => format!("has \"{value}\", which is inactive"),
        None => format!("has no value \"{value}\""),
    })
}

fn complaint(name: &str, set: &Set<String>, wrong: &str) -> String {
    format!("User-defined field \"{name}\" {wrong} ({}).", by(&set.origin))
}

#[cfg(test)]
mod tests {
    use deskbell_dispatch::Origin;

    use super::*;
    use crate::fake::{FakePsa, refusal};

    fn text(name: &str) -> UserDefined {
        UserDefined {
            name: name.to_owned(),
            read_only: false,
            is_number: false,
            longest: None,
            terms: None,
        }
    }

    fn building() -> UserDefined {
        let term = |id, label: &str, active| Term {
            id,
            label: label.to_owned(),
            active,
            default: false,
            parent: None,
        };
        UserDefined {
            terms: Some(vec![
                term(1, "North", true),
                term(2, "South", true),
                term(3, "Annex", false),
            ]),
            ..text("Building")
        }
    }

    fn route(sets: &[(&str, &str)]) -> Route {
        let set = |value: &str| Set {
            value: value.to_owned(),
            origin: Origin {
                rule: Some("Printing".to_owned()),
                file: "rules.toml".to_owned(),
                line: 14,
            },
        };
        Route {
            udf: sets
                .iter()
                .map(|(name, value)| ((*name).to_owned(), set(value)))
                .collect(),
            ..Route::default()
        }
    }

    /// What is sent and what is said for one field.
    fn of(field: UserDefined, name: &str, value: &str) -> (Option<String>, Option<String>) {
        let Values { values, mut errors } = resolve(&route(&[(name, value)]), &[field], &FakePsa::new());
        let mut sent = values.into_iter().map(|(name, value)| format!("{name}={value}"));
        (sent.next(), errors.pop())
    }

    fn sent(text: &str) -> (Option<String>, Option<String>) {
        (Some(text.to_owned()), None)
    }

    fn left_empty(wrong: &str) -> (Option<String>, Option<String>) {
        let line = format!("User-defined field {wrong} (rules.toml:14, rule \"Printing\"). Left empty.");
        (None, Some(line))
    }

    #[test]
    fn a_value_goes_to_the_tenants_field_whatever_the_case() {
        assert_eq!(of(text("Asset tag"), "asset  TAG", "A-1"), sent("Asset tag=A-1"));
        assert_eq!(of(text("Owner"), "Owner", "Paweł"), sent("Owner=Pawel"));
        assert_eq!(of(text("Owner"), "Owner", ""), (None, None));
    }

    #[test]
    fn a_field_that_the_tenant_does_not_have_or_give_away_is_left_empty_and_said() {
        assert_eq!(of(text("Asset tag"), "Floor", "2"), left_empty("\"Floor\" not found"));
        let read_only = UserDefined {
            read_only: true,
            ..text("Floor")
        };
        assert_eq!(of(read_only, "Floor", "2"), left_empty("\"Floor\" can't be set"));
        let number = || UserDefined {
            is_number: true,
            ..text("Floor")
        };
        assert_eq!(of(number(), "Floor", "-1.5"), sent("Floor=-1.5"));
        assert_eq!(
            of(number(), "Floor", "first"),
            left_empty("\"Floor\" takes numbers, not \"first\"")
        );
    }

    #[test]
    fn a_value_of_a_list_is_sent_by_its_id() {
        assert_eq!(of(building(), "Building", "south"), sent("Building=2"));
        assert_eq!(of(building(), "Building", "1"), sent("Building=1"));
        assert_eq!(
            of(building(), "Building", "East"),
            left_empty("\"Building\" has no value \"East\"")
        );
        assert_eq!(
            of(building(), "Building", "Annex"),
            left_empty("\"Building\" has \"Annex\", which is inactive")
        );
    }

    #[test]
    fn a_text_that_is_too_long_is_shortened_and_said_and_one_that_just_fits_is_not() {
        let short = || UserDefined {
            longest: Some(5),
            ..text("Asset tag")
        };
        assert_eq!(of(short(), "Asset tag", "A-123"), sent("Asset tag=A-123"));
        let line = "User-defined field \"Asset tag\" takes 5 characters (rules.toml:14, rule \"Printing\"). Shortened.";
        assert_eq!(
            of(short(), "Asset tag", "A-1234"),
            (Some("Asset tag=A-12…".to_owned()), Some(line.to_owned()))
        );
    }

    #[tokio::test]
    async fn nobody_is_asked_unless_the_rules_have_set_one() {
        let psa = FakePsa::new();
        assert_eq!(user_defined(&psa, &route(&[])).await, Ok(Values::default()));
        assert_eq!(psa.books().calls, [""; 0]);
        user_defined(&psa, &route(&[("Floor", "2")])).await.unwrap();
        assert_eq!(psa.books().calls, ["user-defined"]);
    }

    #[tokio::test]
    async fn what_can_not_be_asked_now_is_asked_again_and_what_may_not_be_is_left_empty() {
        let asked = async |kind| {
            let mut psa = FakePsa::new();
            psa.no_user_defined = Some(refusal(kind));
            user_defined(&psa, &route(&[("Floor", "2")])).await
        };
        for kind in [PsaErrorKind::Unavailable, PsaErrorKind::Credentials] {
            assert_eq!(asked(kind).await, Err(refusal(kind)));
        }
        let Values { values, errors } = asked(PsaErrorKind::Permission).await.unwrap();
        assert!(values.is_empty());
        assert_eq!(
            errors,
            ["User-defined fields could not be looked up: refused. Left empty."]
        );
    }
}
