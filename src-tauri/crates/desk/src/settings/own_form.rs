//! `[[selection]]` as it is written: the admin's own form.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::file::{Page, company, not_blank};
use super::{LANGUAGES, Selection, SelectionKind, Texts};

/// Texts by language, as they are written.
pub(super) type TextsTable = BTreeMap<String, Spanned<String>>;

/// One `[[selection]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SelectionTable {
    id: Spanned<String>,
    kind: Option<Spanned<String>>,
    text: Spanned<String>,
    #[serde(default)]
    texts: TextsTable,
    group: Option<String>,
    #[serde(default)]
    group_texts: TextsTable,
    #[serde(default)]
    required: bool,
    shown_when: Option<Spanned<String>>,
    #[serde(default)]
    companies: Vec<Spanned<Value>>,
}

/// The selections, and what is wrong with them.
pub(super) fn selections(tables: Vec<SelectionTable>, page: &mut Page<'_>) -> Vec<Selection> {
    let mut conditions = Vec::new();
    let mut selections: Vec<Selection> = Vec::new();
    for table in tables {
        let at = table.id.span().start;
        let condition_at = table.shown_when.as_ref().map(|id| id.span().start);
        let selection = selection(table, page);
        if !selection.id.is_empty() && selections.iter().any(|other| other.id == selection.id) {
            page.wrong(at, "another selection has this id already");
        }
        conditions.extend(condition_at.map(|at| (selections.len(), at)));
        selections.push(selection);
    }
    for (place, at) in conditions {
        if let Some(why) = wrong_condition(&selections, place) {
            page.wrong(at, &why);
        }
    }
    share_group_texts(&mut selections);
    selections
}

/// The further languages of a text.
pub(super) fn texts(table: TextsTable, page: &mut Page<'_>) -> Texts {
    let mut texts = Texts::new();
    for (language, text) in table {
        if !LANGUAGES.contains(&language.as_str()) {
            page.wrong(text.span().start, "the languages are `en`, `de`, `fr` and `es`");
        }
        if let Some(text) = not_blank(&text, "the text in this language", page) {
            texts.insert(language, text);
        }
    }
    texts
}

fn selection(table: SelectionTable, page: &mut Page<'_>) -> Selection {
    let group = table.group.filter(|group| !group.trim().is_empty());
    Selection {
        kind: kind(table.kind.as_ref(), group.is_some(), page),
        id: not_blank(&table.id, "a short id, for scripts", page).unwrap_or_default(),
        text: not_blank(&table.text, "what the person reads", page).unwrap_or_default(),
        texts: texts(table.texts, page),
        group,
        group_texts: texts(table.group_texts, page),
        required: table.required,
        shown_when: table
            .shown_when
            .and_then(|id| not_blank(&id, "the id of another selection", page)),
        companies: table
            .companies
            .iter()
            .filter_map(|value| company(value, page))
            .collect(),
    }
}

/// A group is what makes a radio button, as it was when there was no `kind`.
fn kind(written: Option<&Spanned<String>>, has_group: bool, page: &mut Page<'_>) -> SelectionKind {
    let by_group = if has_group {
        SelectionKind::Radio
    } else {
        SelectionKind::Box
    };
    let Some(written) = written else {
        return by_group;
    };
    let mut wrong = |why: &str| page.wrong(written.span().start, why);
    match (written.get_ref().as_str(), has_group) {
        ("radio", true) | ("box", false) => {}
        ("text", false) => return SelectionKind::Text,
        ("radio", false) => wrong("radio buttons need a `group`, whose name stands above them"),
        ("box" | "text", true) => wrong("radio buttons alone have a `group`"),
        _ => wrong("`kind` is \"box\", \"radio\" or \"text\""),
    }
    by_group
}

/// Why a selection could never be shown, or not be chosen once it is.
fn wrong_condition(selections: &[Selection], place: usize) -> Option<String> {
    let found = |id: &str| selections.iter().position(|one| one.id == id);
    let here = selections.get(place)?;
    let wanted = here.shown_when.as_deref()?;
    let Some(other) = found(wanted).and_then(|other| selections.get(other)) else {
        return Some(format!("there is no selection with the id \"{wanted}\""));
    };
    if here.group.is_some() && here.group == other.group && here.id != other.id {
        return Some(format!(
            "\"{wanted}\" is of the same group: choosing this one would hide it"
        ));
    }
    let mut chain = vec![here.id.as_str()];
    let mut next = Some(wanted);
    while let Some(id) = next {
        let is_closed = chain.contains(&id);
        chain.push(id);
        if is_closed {
            // Whoever only leads into a circle is told of it where the circle is.
            return (id == here.id).then(|| {
                let chain = chain.join(" -> ");
                format!("this goes in a circle, so that none of them could be shown: {chain}")
            });
        }
        next = found(id).and_then(|place| selections.get(place)?.shown_when.as_deref());
    }
    None
}

/// A group's name is said in further languages once, beside any of its buttons.
fn share_group_texts(selections: &mut [Selection]) {
    let mut shared: BTreeMap<String, Texts> = BTreeMap::new();
    for selection in &*selections {
        if let Some(group) = &selection.group {
            let texts = shared.entry(group.clone()).or_default();
            for (language, text) in &selection.group_texts {
                texts.entry(language.clone()).or_insert_with(|| text.clone());
            }
        }
    }
    for selection in selections {
        selection.group_texts = selection
            .group
            .as_ref()
            .and_then(|group| shared.get(group))
            .cloned()
            .unwrap_or_default();
    }
}
