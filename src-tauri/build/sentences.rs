//! Reads the `.ftl` files of what the tray app says, holds the languages against each other, and names every sentence, so
//! that one that isn't there is an error when it is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// The first is the one whose sentences the others say again.
const LANGUAGES: [&str; 4] = ["en", "de", "fr", "es"];

/// The variables of each sentence, by its name.
type Sentences = BTreeMap<String, BTreeSet<String>>;

/// Writes the names of the sentences in `folder` into `out`. The error says what is wrong with the languages, a line each.
pub fn name(folder: &str, out: &Path) -> Result<(), String> {
    println!("cargo::rerun-if-changed={folder}");
    let mut wrong = Vec::new();
    let read: Vec<Sentences> = LANGUAGES
        .iter()
        .map(|tag| read(&format!("{folder}/{tag}.ftl"), &mut wrong))
        .collect();
    let [first, others @ ..] = read.as_slice() else {
        return Ok(());
    };
    for (tag, sentences) in LANGUAGES.iter().skip(1).zip(others) {
        compare(tag, first, sentences, &mut wrong);
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    fs::write(out, names(first)).map_err(|error| format!("{}: {error}", out.display()))
}

fn compare(tag: &str, first: &Sentences, sentences: &Sentences, wrong: &mut Vec<String>) {
    for (name, variables) in first {
        match sentences.get(name) {
            None => wrong.push(format!("{tag}: {name} is missing")),
            Some(own) if own != variables => {
                wrong.push(format!("{tag}: {name} takes {own:?} instead of {variables:?}"));
            }
            Some(_) => {}
        }
    }
    for name in sentences.keys().filter(|name| !first.contains_key(*name)) {
        wrong.push(format!("{tag}: {name} is in no other language"));
    }
}

fn names(sentences: &Sentences) -> String {
    let mut code = String::new();
    for name in sentences.keys() {
        let constant = name.replace('-', "_").to_uppercase();
        // Writing to a string cannot fail.
        let _ = writeln!(code, "pub const {constant}: Sentence = Sentence({name:?});");
    }
    code
}

fn read(file: &str, wrong: &mut Vec<String>) -> Sentences {
    let text = fs::read_to_string(file).unwrap_or_else(|error| {
        wrong.push(format!("{file}: {error}"));
        String::new()
    });
    let resource = parser::parse(text.as_str()).unwrap_or_else(|(resource, errors)| {
        wrong.extend(errors.iter().map(|error| format!("{file}: {error}")));
        resource
    });
    let mut sentences = Sentences::new();
    for entry in &resource.body {
        if let Entry::Message(message) = entry {
            let mut variables = BTreeSet::new();
            if let Some(pattern) = &message.value {
                in_pattern(pattern, &mut variables);
            }
            if sentences.insert(message.id.name.to_owned(), variables).is_some() {
                wrong.push(format!("{file}: {} is there twice", message.id.name));
            }
        }
    }
    sentences
}

fn in_pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, variables);
        }
    }
}

fn in_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, variables),
        Expression::Select { selector, variants } => {
            in_inline(selector, variables);
            for variant in variants {
                in_pattern(&variant.value, variables);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(variables.insert(id.name.to_owned())),
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference {
            arguments: Some(arguments),
            ..
        } => in_arguments(arguments, variables),
        InlineExpression::Placeable { expression } => in_expression(expression, variables),
        InlineExpression::TermReference { arguments: None, .. }
        | InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. }
        | InlineExpression::MessageReference { .. } => {}
    }
}

fn in_arguments(arguments: &CallArguments<&str>, variables: &mut BTreeSet<String>) {
    for argument in &arguments.positional {
        in_inline(argument, variables);
    }
    for argument in &arguments.named {
        in_inline(&argument.value, variables);
    }
}
