//! The recipes of the README: each is a file that checks without a word, whose tests pass and try everything in it.
#![allow(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

use std::fs;
use std::path::{Path, PathBuf};

use deskbell_dispatch::{Severity, check};

const README: &str = include_str!("../README.md");

fn recipes() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/rules/recipes");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap().replace("\r\n", "\n"))
    };
    files.into_iter().map(read).collect()
}

#[test]
fn there_are_ten_recipes_and_a_matrix() {
    assert_eq!(recipes().len(), 11);
}

#[test]
fn every_recipe_checks_and_its_tests_pass_and_try_all_of_it() {
    for (name, text) in recipes() {
        let checked = check(&name, &text);
        for found in &checked.diagnostics {
            let audience =
                found.message.ends_with("will see this line") || found.message.ends_with("will see this note");
            assert!(found.severity == Severity::Note && audience, "{}", found.render());
        }
        let rules = checked.rules.unwrap();
        for result in rules.test() {
            assert!(result.passed(), "{name}, {}: {:?}", result.name, result.differences);
        }
        let coverage = rules.coverage();
        assert!(
            coverage.rules.iter().all(|rule| rule.matched > 0),
            "{name}: {coverage:#?}"
        );
        for condition in coverage.conditions.iter().filter(|one| !one.key.starts_with("any.")) {
            assert!(condition.covered(), "{name}: {condition:?}");
        }
    }
}

#[test]
fn the_readme_shows_every_recipe_as_it_is_tested() {
    let readme = README.replace("\r\n", "\n");
    for (name, text) in recipes() {
        let shown: Vec<String> = text
            .lines()
            .map(|line| format!("    {line}").trim_end().to_owned())
            .collect();
        assert!(
            readme.contains(&shown.join("\n")),
            "README.md doesn't show {name} as it is in tests/rules/recipes"
        );
    }
}
