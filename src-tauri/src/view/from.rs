//! From the desk's words to what the windows show.

use deskbell_desk::settings::{Brand, Screenshots, Selection, SelectionKind, Settings};
use deskbell_desk::{Connection, Facts, KEYS, Kept, LeftOut, MESSAGE_CHARS, NoRoom, OnBehalfOf, Staged, State, Ticket};
use deskbell_device::{Edit, Missing, Tool};

use super::{
    BrandView, ConnectionView, EditInput, FactView, FileView, FormView, KeptView, LimitsView, NoRoomView, NoRoomWhy,
    OnBehalfView, PrivacyView, RequesterView, ScreenshotsView, SelectionKindView, SelectionView, TicketState,
    TicketView, ToolInput,
};

/// What the card of this PC shows, in the order one reads it out on the phone.
const PC_KEYS: [&str; 8] = ["hostname", "username", "ip", "upn", "mac", "os", "model", "serial"];
/// Of these, the ones shown with their reason when they can't be had; the others are left out then.
const PC_ALWAYS: usize = 3;

/// The largest file Autotask takes; the desk has the last word when the file is added.
const FILE_BYTES: u64 = 6_000_000;
/// How many files one request carries.
pub const FILES: usize = 12;

/// The form, for the draft it writes.
pub fn form(
    draft: String,
    settings: &Settings,
    connection: &Connection,
    requester: RequesterView,
    kept: Option<Kept>,
) -> FormView {
    FormView {
        draft,
        brand: BrandView::from(&settings.brand),
        connection: ConnectionView::from(connection),
        requester,
        guessed: false,
        ask_phone: settings.ask_phone,
        require_phone: settings.ask_phone && settings.require_phone,
        for_someone_else: settings.for_someone_else,
        privacy: PrivacyView {
            text: settings.privacy.text.clone(),
            texts: settings.privacy.texts.clone(),
        },
        selections: settings.offered().iter().map(SelectionView::from).collect(),
        screenshots: ScreenshotsView::from(settings.screenshots),
        kept: kept.map(KeptView::from),
        limits: limits(),
    }
}

/// Facts with the labels people know them by.
pub fn facts(facts: &Facts) -> Vec<FactView> {
    facts.0.iter().map(fact).collect()
}

/// The pictures and files for which there was no room; `None` when there was room for all.
pub fn no_room(left_out: &[LeftOut]) -> Option<NoRoomView> {
    let first = left_out.first()?;
    Some(NoRoomView {
        why: match first.why {
            NoRoom::DiskFull => NoRoomWhy::DiskFull,
            NoRoom::TooMuchWaiting => NoRoomWhy::TooMuchWaiting,
        },
        names: left_out.iter().map(|one| one.name.clone()).collect(),
    })
}

/// The lines of the card of this PC.
pub fn pc_lines(facts: &Facts) -> Vec<FactView> {
    let line = |(place, key): (usize, &&str)| {
        let found = facts.0.iter().find(|fact| fact.key == *key).map(fact)?;
        (place < PC_ALWAYS || !found.value.is_empty()).then_some(found)
    };
    PC_KEYS.iter().enumerate().filter_map(line).collect()
}

/// The limits the form checks while the person writes.
fn limits() -> LimitsView {
    LimitsView {
        message_chars: u32::try_from(MESSAGE_CHARS).unwrap_or(u32::MAX),
        file_bytes: FILE_BYTES,
        files: u32::try_from(FILES).unwrap_or(u32::MAX),
    }
}

fn fact(fact: &deskbell_desk::Fact) -> FactView {
    let known = KEYS.iter().find(|known| known.key == fact.key);
    FactView {
        key: fact.key.clone(),
        label: known.map_or_else(|| fact.key.clone(), |known| known.label.to_owned()),
        value: fact.values.join(", "),
        missing: fact.missing.as_deref().map(why),
        always: known.is_some_and(|known| known.always),
    }
}

/// The reason's code; words we don't know stay words.
fn why(phrase: &str) -> String {
    Missing::worded(phrase).map_or_else(|| phrase.to_owned(), |known| known.code().to_owned())
}

impl From<&Brand> for BrandView {
    fn from(brand: &Brand) -> Self {
        Self {
            name: brand.name.clone(),
            phone: brand.phone.clone(),
            accent: brand.accent.clone(),
        }
    }
}

impl From<&Connection> for ConnectionView {
    fn from(connection: &Connection) -> Self {
        match connection {
            Connection::Live => Self::Live,
            Connection::Practice => Self::Practice,
            Connection::NotConnected { .. } => Self::NotConnected,
        }
    }
}

impl From<Screenshots> for ScreenshotsView {
    fn from(screenshots: Screenshots) -> Self {
        match screenshots {
            Screenshots::Off => Self::Off,
            Screenshots::Ask => Self::Ask,
            Screenshots::On => Self::On,
        }
    }
}

impl From<EditInput> for Edit {
    fn from(edit: EditInput) -> Self {
        Self {
            tool: match edit.tool {
                ToolInput::Hide => Tool::Hide,
                ToolInput::Box => Tool::Box,
                ToolInput::Arrow => Tool::Arrow,
                ToolInput::Crop => Tool::Crop,
            },
            x: edit.x,
            y: edit.y,
            width: edit.width,
            height: edit.height,
        }
    }
}

impl From<&Selection> for SelectionView {
    fn from(selection: &Selection) -> Self {
        Self {
            id: selection.id.clone(),
            kind: match selection.kind {
                SelectionKind::Box => SelectionKindView::Box,
                SelectionKind::Radio => SelectionKindView::Radio,
                SelectionKind::Text => SelectionKindView::Text,
            },
            text: selection.text.clone(),
            texts: selection.texts.clone(),
            group: selection.group.clone(),
            group_texts: selection.group_texts.clone(),
            required: selection.required,
            shown_when: selection.shown_when.clone(),
        }
    }
}

impl From<OnBehalfOf> for OnBehalfView {
    fn from(other: OnBehalfOf) -> Self {
        Self {
            name: other.name,
            email: other.email,
        }
    }
}

impl From<OnBehalfView> for OnBehalfOf {
    fn from(other: OnBehalfView) -> Self {
        Self {
            name: other.name,
            email: other.email,
        }
    }
}

impl From<Kept> for KeptView {
    fn from(kept: Kept) -> Self {
        let draft = kept.draft;
        Self {
            draft: draft.id.to_string(),
            message: draft.message,
            selections: draft.selections,
            answers: draft.answers,
            requester: RequesterView {
                name: draft.requester.name,
                email: draft.requester.email,
                phone: draft.requester.phone,
            },
            on_behalf_of: draft.on_behalf_of.map(OnBehalfView::from),
            files: kept.files.into_iter().map(FileView::from).collect(),
        }
    }
}

impl From<Staged> for FileView {
    fn from(staged: Staged) -> Self {
        Self {
            id: staged.id.0.to_string(),
            name: staged.name,
            bytes: staged.bytes,
        }
    }
}

impl From<&Ticket> for TicketView {
    fn from(ticket: &Ticket) -> Self {
        Self {
            id: ticket.id.to_string(),
            reference: ticket.reference.clone(),
            subject: ticket.subject.clone(),
            state: TicketState::from(&ticket.state),
            number: ticket.number.clone(),
        }
    }
}

impl From<&State> for TicketState {
    fn from(state: &State) -> Self {
        match state {
            State::Sending => Self::Sending,
            State::Waiting { offline: true, .. } => Self::Offline,
            State::Waiting { offline: false, .. } => Self::Waiting,
            State::Parked { .. } => Self::Parked,
            State::Delivered => Self::Delivered,
        }
    }
}

#[cfg(test)]
mod tests {
    use deskbell_desk::Fact;

    use super::*;

    fn present(key: &str, values: &[&str]) -> Fact {
        Fact {
            key: key.to_owned(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
            missing: None,
        }
    }

    fn absent(key: &str) -> Fact {
        Fact {
            key: key.to_owned(),
            values: Vec::new(),
            missing: Some(Missing::Forbidden.to_string()),
        }
    }

    #[test]
    fn this_pc_is_read_out_in_order_and_leaves_out_what_nobody_asks_for_when_it_is_absent() {
        let found = Facts(vec![
            present("ip", &["192.0.2.7", "192.0.2.8"]),
            present("hostname", &["FRONTDESK-3"]),
            absent("username"),
            absent("serial"),
            present("uptime", &["2026-11-20"]),
        ]);
        let lines = pc_lines(&found);
        let keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
        assert_eq!(keys, ["hostname", "username", "ip"]);
        assert_eq!(lines[2].value, "192.0.2.7, 192.0.2.8");
        assert_eq!(lines[1].missing.as_deref(), Some("forbidden"));
    }

    #[test]
    fn what_did_not_fit_is_named_with_why() {
        let left_out = |why| LeftOut {
            name: "screen-2.png".to_owned(),
            bytes: 1,
            why,
        };
        assert_eq!(no_room(&[]), None);
        for (why, shown) in [
            (NoRoom::DiskFull, NoRoomWhy::DiskFull),
            (NoRoom::TooMuchWaiting, NoRoomWhy::TooMuchWaiting),
        ] {
            let expected = NoRoomView {
                why: shown,
                names: vec!["screen-2.png".to_owned()],
            };
            assert_eq!(no_room(&[left_out(why)]), Some(expected));
        }
    }

    #[test]
    fn a_fact_nobody_knows_is_shown_under_its_key_and_can_be_switched_off() {
        let shown = facts(&Facts(vec![
            present("x-shelf", &["4"]),
            present("mac", &["02:00:00:00:00:01"]),
        ]));
        assert_eq!((shown[0].label.as_str(), shown[0].always), ("x-shelf", false));
        assert_eq!((shown[1].label.as_str(), shown[1].always), ("MAC address", true));
    }
}
