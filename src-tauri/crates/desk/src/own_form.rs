//! The admin's own form: what of it a person sees, and what they said there.

use crate::Draft;
use crate::settings::{Selection, SelectionKind};
use crate::text::is_blank;

/// What is missing: the field, and the selection it is about.
pub(crate) struct Missing<'a> {
    pub(crate) field: String,
    pub(crate) selection: &'a Selection,
}

/// The selections of `offered` that this draft shows: those without a condition, and those whose condition is chosen and
/// shown itself.
pub(crate) fn shown<'a>(offered: &'a [Selection], draft: &Draft) -> Vec<&'a Selection> {
    let is_shown = |selection: &&Selection| {
        let mut condition = selection.shown_when.as_deref();
        // A chain is no longer than there are selections, unless it goes in a circle.
        for _ in 0..=offered.len() {
            let Some(id) = condition else {
                return true;
            };
            let Some(other) = offered
                .iter()
                .find(|one| one.id == id)
                .filter(|one| is_said(one, draft))
            else {
                return false;
            };
            condition = other.shown_when.as_deref();
        }
        false
    };
    offered.iter().filter(is_shown).collect()
}

/// Takes what is hidden, or left blank, out of the draft: it is never sent. What the settings don't know stays, since
/// somebody has said it.
pub(crate) fn drop_hidden(draft: &mut Draft, all: &[Selection], shown: &[&Selection]) {
    let is_hidden = |id: &str| all.iter().any(|one| one.id == id) && !shown.iter().any(|one| one.id == id);
    draft.selections.retain(|id| !is_hidden(id));
    draft.answers.retain(|id, answer| !is_hidden(id) && !is_blank(answer));
}

/// What is shown and required, and was not said, in the admin's order. Of a radio group the first button stands for all.
pub(crate) fn missing<'a>(shown: &[&'a Selection], draft: &Draft) -> Vec<Missing<'a>> {
    let mut missing: Vec<Missing<'a>> = Vec::new();
    for selection in shown.iter().copied().filter(|one| one.required) {
        let of_group = |one: &&&Selection| selection.group.is_some() && one.group == selection.group;
        let group: Vec<&Selection> = shown.iter().filter(of_group).copied().collect();
        let first = group.first().copied().unwrap_or(selection);
        let is_said = is_said(selection, draft) || group.iter().any(|one| is_said(one, draft));
        if !is_said && !missing.iter().any(|one| one.selection.id == first.id) {
            missing.push(Missing {
                field: field(&first.id),
                selection: first,
            });
        }
    }
    missing
}

/// What the person said, a line each, in the form's default language whatever language they read: boxes and buttons by
/// their text, answers behind their question. What the settings don't know keeps its id, and that is remarked.
pub(crate) fn lines(draft: &Draft, all: &[Selection], remarks: &mut Vec<String>) -> Vec<String> {
    let known = all.iter().filter_map(|selection| match selection.kind {
        SelectionKind::Box | SelectionKind::Radio => {
            draft.selections.contains(&selection.id).then(|| selection.text.clone())
        }
        SelectionKind::Text => {
            let answer = draft.answers.get(&selection.id)?;
            Some(answered(&selection.text, answer))
        }
    });
    let mut lines: Vec<String> = known.collect();
    let is_known = |id: &str| all.iter().any(|selection| selection.id == id);
    let ticked = draft.selections.iter().map(|id| (id, id.clone()));
    let answers = draft.answers.iter().map(|(id, answer)| (id, answered(id, answer)));
    for (id, line) in ticked.chain(answers).filter(|(id, _)| !is_known(id)) {
        remarks.push(format!("The selection \"{id}\" is not in the settings."));
        lines.push(line);
    }
    lines
}

/// The name under which a selection's complaint is told: `selection.room`.
pub(crate) fn field(id: &str) -> String {
    format!("selection.{id}")
}

fn answered(question: &str, answer: &str) -> String {
    let colon = if question.ends_with([':', '?', '：', '？']) {
        ""
    } else {
        ":"
    };
    format!("{question}{colon} {answer}")
}

fn is_said(selection: &Selection, draft: &Draft) -> bool {
    match selection.kind {
        SelectionKind::Box | SelectionKind::Radio => draft.selections.contains(&selection.id),
        SelectionKind::Text => draft.answers.get(&selection.id).is_some_and(|answer| !is_blank(answer)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::words;
    use crate::settings::Settings;
    use crate::{CompanyRef, DraftId};

    fn ask(id: &str, kind: SelectionKind) -> Selection {
        Selection {
            id: id.to_owned(),
            kind,
            text: format!("Text of {id}"),
            ..Selection::default()
        }
    }

    fn when(condition: &str, selection: Selection) -> Selection {
        Selection {
            shown_when: Some(condition.to_owned()),
            ..selection
        }
    }

    fn required(selection: Selection) -> Selection {
        Selection {
            required: true,
            ..selection
        }
    }

    fn draft(ticked: &[&str], answers: &[(&str, &str)]) -> Draft {
        let mut draft = words(DraftId(uuid::Uuid::nil()), "").draft;
        draft.selections = ticked.iter().map(|id| (*id).to_owned()).collect();
        draft.answers = answers
            .iter()
            .map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned()))
            .collect();
        draft
    }

    fn ids(selections: &[&Selection]) -> Vec<String> {
        selections.iter().map(|one| one.id.clone()).collect()
    }

    /// printing -> room (a text) -> floor
    fn chain() -> Vec<Selection> {
        vec![
            ask("printing", SelectionKind::Box),
            when("printing", ask("room", SelectionKind::Text)),
            when("room", ask("floor", SelectionKind::Box)),
        ]
    }

    #[test]
    fn a_selection_is_shown_when_all_that_it_depends_on_is_said() {
        let chain = chain();
        let of = |ticked: &[&str], answers: &[(&str, &str)]| ids(&shown(&chain, &draft(ticked, answers)));
        assert_eq!(of(&[], &[("room", "204")]), ["printing"]);
        assert_eq!(of(&["printing"], &[("room", " ")]), ["printing", "room"]);
        assert_eq!(of(&["printing"], &[("room", "204")]), ["printing", "room", "floor"]);
        assert_eq!(
            of(&["floor"], &[("room", "204")]),
            ["printing"],
            "hidden, whatever lies behind it was said"
        );
    }

    #[test]
    fn what_is_hidden_is_not_sent_and_what_the_settings_do_not_know_is() {
        let chain = chain();
        let mut draft = draft(&["floor", "of old"], &[("room", "204"), ("once", "asked")]);
        let shown = shown(&chain, &draft.clone());
        drop_hidden(&mut draft, &chain, &shown);
        let mut remarks = Vec::new();
        assert_eq!(lines(&draft, &chain, &mut remarks), ["of old", "once: asked"]);
        assert_eq!(remarks.len(), 2, "{remarks:?}");
    }

    #[test]
    fn what_is_required_and_shown_is_missed_once_per_group() {
        let button = |id: &str| Selection {
            group: Some("Where".to_owned()),
            ..ask(id, SelectionKind::Radio)
        };
        let form = [
            required(ask("agreed", SelectionKind::Box)),
            button("here"),
            required(button("there")),
            required(button("home")),
            when("home", required(ask("street", SelectionKind::Text))),
        ];
        let missed = |draft: &Draft| {
            let shown = shown(&form, draft);
            let missing = missing(&shown, draft);
            missing.into_iter().map(|one| one.field).collect::<Vec<_>>()
        };
        assert_eq!(missed(&draft(&[], &[])), ["selection.agreed", "selection.here"]);
        assert_eq!(missed(&draft(&["agreed", "here"], &[])), Vec::<String>::new());
        assert_eq!(missed(&draft(&["agreed", "home"], &[])), ["selection.street"]);
    }

    #[test]
    fn an_answer_stands_behind_its_question_in_the_default_language_and_the_order_is_the_admins() {
        let question = |id: &str, text: &str| Selection {
            text: text.to_owned(),
            texts: [("de".to_owned(), "Anders".to_owned())].into(),
            ..ask(id, SelectionKind::Text)
        };
        let form = [
            question("room", "Which room?"),
            question("floor", "Floor"),
            ask("urgent", SelectionKind::Box),
        ];
        let said = draft(&["urgent"], &[("floor", "2nd"), ("room", "204")]);
        assert_eq!(
            lines(&said, &form, &mut Vec::new()),
            ["Which room? 204", "Floor: 2nd", "Text of urgent"]
        );
    }

    #[test]
    fn a_form_is_for_the_companies_it_names_and_what_depends_on_the_rest_goes_with_it() {
        let only = |company: CompanyRef, selection: Selection| Selection {
            companies: vec![company],
            ..selection
        };
        let mut settings = Settings {
            company: Some(CompanyRef::Name("CONTOSO ltd".to_owned())),
            selections: vec![
                ask("all", SelectionKind::Box),
                only(
                    CompanyRef::Name("Contoso Ltd".to_owned()),
                    ask("contoso", SelectionKind::Box),
                ),
                when("third", ask("second", SelectionKind::Box)),
                when("fabrikam", ask("third", SelectionKind::Box)),
                only(CompanyRef::Id(176), ask("fabrikam", SelectionKind::Box)),
            ],
            ..Settings::default()
        };
        let offered = |settings: &Settings| ids(&settings.offered().iter().collect::<Vec<_>>());
        assert_eq!(offered(&settings), ["all", "contoso"]);
        settings.company = Some(CompanyRef::Id(176));
        assert_eq!(offered(&settings), ["all", "second", "third", "fabrikam"]);
        settings.company = None;
        assert_eq!(offered(&settings), ["all"]);
    }
}
