//! The fuzz targets' corpus, replayed: what a fuzzer once found interesting still holds, without a fuzzer.
#![allow(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

#[path = "../fuzz/invariants.rs"]
mod invariants;

use std::fs;
use std::path::Path;

/// Runs a target over its corpus; how many files there are.
fn replay(target: &str, run: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|file| run(&fs::read(file).unwrap())).count()
}

#[test]
fn the_corpus_of_the_parser_holds() {
    assert!(replay("parse", invariants::parse) >= 100);
}

#[test]
fn the_corpus_of_the_evaluator_holds() {
    assert!(replay("evaluate", invariants::evaluate) >= 100);
}
