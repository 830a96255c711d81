//! `deskbell-admin rules init`

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use deskbell_dispatch::{Label, SCHEMA, Tenant, Variable};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::exit::{BadInput, Exit};
use crate::output;
use crate::place::Place;

const EXAMPLES: &str = "\
Examples:
  deskbell-admin rules init                   this machine's rules file
  deskbell-admin rules init rules.toml

Writes a rules file to start from, with the queues, priorities and types that this PC last got from Autotask (`connect`
gets them), and rules.schema.json beside it, by which editors complete names and mark slips. A rules file that is there
is left alone.

Exit codes: 0 written, 2 there is a file already, or it can't be written.";

/// The name that the first line of the rules file gives to editors.
const SCHEMA_FILE: &str = "rules.schema.json";

/// Write a first rules file with this tenant's own names
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// The rules file; this machine's when not given
    file: Option<PathBuf>,
    /// Print {file, schema, names} as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    file: &'a Path,
    schema: &'a Path,
    /// Whether Autotask's names were known.
    names: bool,
}

impl Init {
    /// Writes both files.
    pub fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        let file = self.file.clone().unwrap_or_else(|| place.rules_file());
        let tenant = place.tenant();
        let zone = TimeZone::system().iana_name().unwrap_or("UTC").to_owned();
        write_new(&file, &starter(&tenant.clone().unwrap_or_default(), &zone))?;
        let schema = file.with_file_name(SCHEMA_FILE);
        fs::write(&schema, SCHEMA)
            .map_err(|error| BadInput(format!("{} can't be written: {error}", schema.display())))?;
        if self.json {
            output::json(&Report {
                file: &file,
                schema: &schema,
                names: tenant.is_some(),
            })?;
            return Ok(Exit::Done);
        }
        output::line(&format!("Written: {} and {}", file.display(), schema.display()))?;
        if tenant.is_none() {
            output::line(
                "Autotask's names are not in it, as this PC has none of them yet. `deskbell-admin connect` gets them.",
            )?;
        }
        output::line(&format!("Next: deskbell-admin rules check {}", file.display()))?;
        Ok(Exit::Done)
    }
}

/// Never over a file that is there.
fn write_new(file: &Path, text: &str) -> anyhow::Result<()> {
    let made = fs::File::create_new(file).and_then(|mut made| made.write_all(text.as_bytes()));
    made.map_err(|error| {
        let name = file.display();
        BadInput(if error.kind() == ErrorKind::AlreadyExists {
            format!("{name} is there already, so it was left alone. Name another file.")
        } else {
            format!("{name} can't be written: {error}")
        })
        .into()
    })
}

/// A rules file to start from. What isn't known of the tenant stands there as a comment.
fn starter(tenant: &Tenant, zone: &str) -> String {
    let default = |variable: Variable, wanted: &str, comment: &str| {
        let line = match pick(tenant, variable, wanted) {
            Some(name) => format!("{variable:8} = {}", quoted_to_set(name)),
            None => format!("# {variable:8} = \"…\""),
        };
        format!("{line:40} # {comment}\n")
    };
    let other_queue = pick(tenant, Variable::Queue, "Field Services");
    let (set, expect) = match other_queue {
        Some(queue) => (
            format!("set.queue = {}\n", quoted_to_set(queue)),
            format!("queue = {}", quoted(queue)),
        ),
        None => (String::new(), "rules = [\"Printing\"]".to_owned()),
    };
    [
        format!("#:schema ./{SCHEMA_FILE}\n"),
        "# Where tickets go, and what is added to them. Rules are looked at from top to bottom; each that matches applies,\n\
         # and a later one overwrites. After every change:\n\
         #   deskbell-admin rules check    is it right?\n\
         #   deskbell-admin rules test     do the tests at the end pass?\n\
         #\n"
            .to_owned(),
        names(tenant),
        format!("timezone = {}\n\n", quoted(zone)),
        "[hours.office]\ndays = [\"Mon\", \"Tue\", \"Wed\", \"Thu\", \"Fri\"]\nfrom = \"08:00\"\nto   = \"18:00\"\n\
         holidays = []                            # such as \"2026-12-25\"\n\n"
            .to_owned(),
        "[default]                                # what a ticket gets when no rule says otherwise\n".to_owned(),
        default(Variable::Priority, "Medium", "how urgent"),
        default(Variable::Queue, "Service Desk", "who looks at it"),
        default(Variable::Type, "Incident", "what kind of ticket"),
        "\n[[rule]]\nname = \"Printing\"\nwhen.msg = { word = [\"printer\", \"toner\", \"paper jam\"] }\n".to_owned(),
        set,
        "set.append = \"They say it is about printing.\"       # a line that only technicians see\n".to_owned(),
        "\n# [[rule]]\n# name = \"Nobody is in the office\"\n# when.hours = \"outside office\"\n\
         # unless.selections = \"This is an emergency\"\n# set.public_note = \"We are back at 8:00.\"   # the customer sees \
         this\n"
            .to_owned(),
        format!(
            "\n[[test]]\nname   = \"A jam\"\ngiven  = {{ msg = \"There is a paper jam\" }}\nexpect = {{ {expect} }}\n"
        ),
    ]
    .concat()
}

/// The tenant's own names, to copy from.
fn names(tenant: &Tenant) -> String {
    let listed = [
        ("Queues", Variable::Queue),
        ("Priorities", Variable::Priority),
        ("Types", Variable::Type),
    ];
    let line = |(title, variable): (&str, Variable)| {
        let names: Vec<String> = active(tenant, variable)
            .map(|label| quoted_to_set(&label.name))
            .collect();
        (!names.is_empty()).then(|| format!("#   {title}: {}\n", names.join(", ")))
    };
    let lines: String = listed.into_iter().filter_map(line).collect();
    if lines.is_empty() {
        "# Names are as they appear in Autotask.\n\n".to_owned()
    } else {
        format!("# Names are as they appear in Autotask. When this file was made, it had:\n{lines}\n")
    }
}

/// The wanted name if the tenant has it, else its first one.
fn pick<'t>(tenant: &'t Tenant, variable: Variable, wanted: &str) -> Option<&'t str> {
    let found = active(tenant, variable).find(|label| label.name == wanted);
    found
        .or_else(|| active(tenant, variable).next())
        .map(|label| label.name.as_str())
}

fn active(tenant: &Tenant, variable: Variable) -> impl Iterator<Item = &Label> {
    tenant
        .lists
        .get(&variable)
        .into_iter()
        .flatten()
        .filter(|label| label.active)
}

/// As a text that a rule sets, where a brace would begin a variable.
fn quoted_to_set(text: &str) -> String {
    quoted(&text.replace('{', "{{"))
}

/// As TOML writes it, on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.trim().chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            other if other.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use deskbell_dispatch::{Severity, check_against};

    use super::*;

    fn tenant(queues: &[&str]) -> Tenant {
        let label = |name: &&str| Label {
            id: 1,
            name: (*name).to_owned(),
            active: !name.starts_with("Old"),
            parent: None,
        };
        let list = |names: &[&str]| names.iter().map(label).collect();
        Tenant {
            lists: BTreeMap::from([
                (Variable::Queue, list(queues)),
                (Variable::Priority, list(&["Critical", "Medium"])),
                (Variable::Type, list(&["Service Request"])),
            ]),
            user_defined: None,
        }
    }

    #[test]
    fn the_starter_file_checks_without_a_warning_and_passes_its_test_in_any_tenant() {
        let tenants = [
            Tenant::default(),
            tenant(&["Main Desk"]),
            tenant(&["Old Desk", "Service Desk", "Field Services"]),
            tenant(&["A \"quoted\" \\ {desk}\n"]),
        ];
        for tenant in tenants {
            let text = starter(&tenant, "Europe/Berlin");
            let checked = check_against("rules.toml", &text, &tenant);
            for found in &checked.diagnostics {
                assert_eq!(found.severity, Severity::Note, "{}\n{text}", found.render());
            }
            let tests = checked.rules.unwrap().test();
            assert!(tests.len() == 1 && tests[0].passed(), "{tests:?}\n{text}");
        }
    }

    #[test]
    fn it_names_what_the_tenant_has_and_nothing_inactive() {
        let text = starter(&tenant(&["Old Desk", "Main Desk"]), "UTC");
        assert!(text.starts_with("#:schema ./rules.schema.json\n"), "{text}");
        assert!(
            text.contains("#   Queues: \"Main Desk\"\n") && !text.contains("Old Desk"),
            "{text}"
        );
        assert!(text.contains("priority = \"Medium\""), "{text}");
    }
}
