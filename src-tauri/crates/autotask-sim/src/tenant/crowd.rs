//! Made-up companies and people, always the same ones, to give a tenant a realistic size.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use crate::Row;

/// How many to make up.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Size {
    companies: usize,
    contacts: usize,
}

const FIRST_COMPANY: usize = 200;
const FIRST_CONTACT: usize = 30_690_000;

const PLACES: [&str; 17] = [
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Foxglove", "Gorse", "Hazel", "Ivy", "Juniper", "Kestrel", "Linden",
    "Maple", "Nettle", "Oak", "Poplar", "Quince",
];
const TRADES: [&str; 11] = [
    "Dental",
    "Logistics",
    "Accountants",
    "Vets",
    "Architects",
    "Print",
    "Foods",
    "Legal",
    "Motors",
    "Care Homes",
    "Schools",
];
// The two lengths share no factor, so that first and last names pair up differently each time round.
const FIRST_NAMES: [&str; 40] = [
    "Ada", "Ben", "Carla", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jamal", "Karin", "Liam", "Mónica",
    "Nils", "Olive", "Piotr", "Quentin", "Rosa", "Søren", "Tariq", "Uma", "Viktor", "Wanda", "Xavier", "Yara", "Zoë",
    "Anouk", "Björn", "Chloé", "Daniel", "Esther", "Frank", "Giulia", "Hannah", "Ivan", "Jürgen", "Katja", "Luis",
    "Maya", "Noah",
];
const LAST_NAMES: [&str; 37] = [
    "Abel", "Baker", "Costa", "Dahl", "Evans", "Fischer", "García", "Hansen", "Ito", "Jones", "Kaya", "Larsen",
    "Meyer", "Novak", "O'Brien", "Petrov", "Quinn", "Rossi", "Schäfer", "Taylor", "Ueda", "Vogel", "Weber", "Xu",
    "Young", "Zimmer", "Archer", "Brandt", "Cole", "Dubois", "Engel", "Ferrari", "Grant", "Haas", "Iqbal", "Jansen",
    "Koch",
];

/// Adds `size` companies, and contacts spread over them, to the rows.
pub(super) fn add(size: Size, rows: &mut BTreeMap<&'static str, Vec<Row>>) {
    let companies: Vec<String> = (0..size.companies).map(company_name).collect();
    let company_rows = companies.iter().enumerate().map(|(index, name)| company(index, name));
    rows.entry("Companies").or_default().extend(company_rows);
    if !companies.is_empty() {
        let contact_rows = (0..size.contacts).map(|index| contact(index, &companies));
        rows.entry("Contacts").or_default().extend(contact_rows);
    }
}

fn company_name(index: usize) -> String {
    format!("{} {}", PLACES[index % PLACES.len()], TRADES[index % TRADES.len()])
}

fn company(index: usize, name: &str) -> Row {
    [
        ("id".to_owned(), json!(FIRST_COMPANY + index)),
        ("companyName".to_owned(), json!(name)),
        (
            "companyNumber".to_owned(),
            json!(format!("C{:04}", FIRST_COMPANY + index)),
        ),
        ("phone".to_owned(), json!(format!("+1 555 02{index:02}"))),
        ("webAddress".to_owned(), json!(format!("https://{}", domain(name)))),
    ]
    .into_iter()
    .collect()
}

fn contact(index: usize, companies: &[String]) -> Row {
    let company = index % companies.len();
    let (first, last) = (
        FIRST_NAMES[index % FIRST_NAMES.len()],
        LAST_NAMES[index % LAST_NAMES.len()],
    );
    let local: String = format!("{first}.{last}")
        .to_lowercase()
        .chars()
        .filter_map(ascii)
        .collect();
    [
        ("id".to_owned(), json!(FIRST_CONTACT + index)),
        ("companyID".to_owned(), json!(FIRST_COMPANY + company)),
        ("firstName".to_owned(), json!(first)),
        ("lastName".to_owned(), json!(last)),
        (
            "emailAddress".to_owned(),
            json!(format!("{local}@{}", domain(&companies[company]))),
        ),
        ("phone".to_owned(), json!(format!("+1 555 1{index:03}"))),
    ]
    .into_iter()
    .collect()
}

fn domain(company: &str) -> String {
    format!("{}.example", company.to_lowercase().replace(' ', "-"))
}

fn ascii(letter: char) -> Option<char> {
    match letter {
        'ä' | 'á' => Some('a'),
        'é' | 'ë' => Some('e'),
        'í' => Some('i'),
        'ó' | 'ö' | 'ø' => Some('o'),
        'ü' => Some('u'),
        '\'' => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::Tenant;

    #[test]
    fn the_practice_tenant_has_40_companies_and_400_contacts_all_told_apart() {
        let tenant = Tenant::practice();
        for (path, count, name) in [("Companies", 40, "companyName"), ("Contacts", 400, "id")] {
            let rows = &tenant.rows[path];
            assert_eq!(rows.len(), count, "{path}");
            let distinct: HashSet<String> = rows.iter().map(|row| row[name].to_string()).collect();
            assert_eq!(distinct.len(), count, "{path}");
        }
    }
}
