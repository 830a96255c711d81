//! The arrows between crates: which of ours may depend on which, and who alone may name certain crates of others.
//! The table is ARCHITECTURE.md's.

use cargo_metadata::{DependencyKind, Package};

/// Ours, and what of ours each may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("autotask-psa", &[]),
    ("autotask-sim", &[]),
    ("deskbell-dispatch", &[]),
    ("deskbell-device", &[]),
    ("deskbell-desk", &["autotask-psa", "deskbell-dispatch"]),
    ("deskbell", &["deskbell-desk", "deskbell-device"]),
    (
        "deskbell-admin",
        &["deskbell-desk", "deskbell-device", "deskbell-dispatch", "autotask-sim"],
    ),
    ("deskbell-msi-action", &["deskbell-desk"]),
    ("deskbell-xtask", &[]),
    ("deskbell-tests", ANYTHING),
];

/// End-to-end tests stand outside and see everything.
const ANYTHING: &[&str] = &["*"];

/// The simulator: tests of any crate may run against it, except that it knows nothing of the client and the client
/// shares no types with it.
const PRACTICE: &str = "autotask-sim";

/// Others' crates (or families of crates, by prefix) that only these of ours may name, whether to build or to test.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("tauri", &["deskbell"]),
    ("reqwest", &["autotask-psa"]),
    ("rusqlite", &["deskbell-desk", "deskbell-tests"]),
    ("sysinfo", &["deskbell-device"]),
    ("mac_address", &["deskbell-device"]),
    ("screenshots", &["deskbell-device"]),
    ("xcap", &["deskbell-device"]),
];

/// One of ours.
#[derive(Debug, Clone)]
pub struct Crate {
    name: String,
    arrows: Vec<Arrow>,
}

#[derive(Debug, Clone)]
struct Arrow {
    /// The crate's own name, whatever it is renamed to.
    to: String,
    /// Only tests use it.
    tests_only: bool,
}

impl From<&Package> for Crate {
    fn from(package: &Package) -> Self {
        let arrows = package.dependencies.iter().map(|dependency| Arrow {
            to: dependency.name.clone(),
            tests_only: dependency.kind == DependencyKind::Development,
        });
        Self {
            name: package.name.to_string(),
            arrows: arrows.collect(),
        }
    }
}

/// Every arrow that the tables don't allow, in words.
pub fn violations(crates: &[Crate]) -> Vec<String> {
    crates.iter().flat_map(wrong_arrows).collect()
}

fn wrong_arrows(from: &Crate) -> Vec<String> {
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == from.name) else {
        return vec![format!(
            "{} is not in the table of arrows (xtask's arrows.rs)",
            from.name
        )];
    };
    from.arrows
        .iter()
        .filter_map(|arrow| wrong(from, arrow, allowed))
        .collect()
}

fn wrong(from: &Crate, arrow: &Arrow, allowed: &[&str]) -> Option<String> {
    let ours = ARROWS.iter().any(|(name, _)| *name == arrow.to);
    if ours {
        let practice = arrow.to == PRACTICE && arrow.tests_only;
        let fine = allowed == ANYTHING || allowed.contains(&arrow.to.as_str()) || practice;
        return (!fine).then(|| format!("{} must not depend on {}", from.name, arrow.to));
    }
    let (family, keepers) = KEPT_TO.iter().find(|(family, _)| is_of(&arrow.to, family))?;
    let fine = keepers.contains(&from.name.as_str());
    (!fine).then(|| {
        format!(
            "{} names {}; only {} may name {family}",
            from.name,
            arrow.to,
            keepers.join(" and ")
        )
    })
}

/// `tauri` keeps `tauri-build` and `tauri-plugin-…` too.
fn is_of(name: &str, family: &str) -> bool {
    name.strip_prefix(family)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str, to: &[&str]) -> Crate {
        let arrows = to.iter().map(|to| match to.strip_prefix("tests: ") {
            Some(to) => Arrow {
                to: to.to_owned(),
                tests_only: true,
            },
            None => Arrow {
                to: (*to).to_owned(),
                tests_only: false,
            },
        });
        Crate {
            name: name.to_owned(),
            arrows: arrows.collect(),
        }
    }

    #[test]
    fn the_shape_of_the_architecture_passes() {
        let crates = [
            from(
                "deskbell-desk",
                &[
                    "autotask-psa",
                    "deskbell-dispatch",
                    "rusqlite",
                    "serde",
                    "tests: autotask-sim",
                ],
            ),
            from(
                "deskbell",
                &["deskbell-desk", "deskbell-device", "tauri", "tauri-plugin-notification"],
            ),
            from(
                "deskbell-tests",
                &["deskbell-desk", "autotask-psa", "autotask-sim", "rusqlite"],
            ),
            from("autotask-psa", &["reqwest", "tests: autotask-sim"]),
        ];
        assert_eq!(violations(&crates), Vec::<String>::new());
    }

    #[test]
    fn every_wrong_arrow_is_named() {
        let crates = [
            from("autotask-psa", &["deskbell-desk"]),
            from("deskbell", &["autotask-sim"]),
            from("deskbell-dispatch", &["tests: deskbell-desk"]),
            from("deskbell-desk", &["reqwest", "tests: sysinfo"]),
            from("deskbell-admin", &["tauri-build"]),
            from("deskbell-newcomer", &[]),
        ];
        assert_eq!(
            violations(&crates),
            [
                "autotask-psa must not depend on deskbell-desk",
                "deskbell must not depend on autotask-sim",
                "deskbell-dispatch must not depend on deskbell-desk",
                "deskbell-desk names reqwest; only autotask-psa may name reqwest",
                "deskbell-desk names sysinfo; only deskbell-device may name sysinfo",
                "deskbell-admin names tauri-build; only deskbell may name tauri",
                "deskbell-newcomer is not in the table of arrows (xtask's arrows.rs)",
            ]
        );
    }

    #[test]
    fn the_simulator_and_the_client_never_share_anything_but_a_wire() {
        let wrong = violations(&[from("autotask-sim", &["tests: autotask-psa", "autotask-psa"])]);
        assert_eq!(wrong, ["autotask-sim must not depend on autotask-psa"; 2]);
    }
}
