//! The types the windows see; nothing else is derived for TypeScript. `ui/src/types/` is written from here and
//! committed; a test says when it is stale.

mod error;
mod from;
#[cfg(test)]
mod types;

pub use from::{FILES, facts, form, no_room, pc_lines};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the form needs to paint itself. Ready at once: nothing in it waits for the network or a slow probe.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own to the window"
)]
pub struct FormView {
    /// The draft's id, made on press.
    pub draft: String,
    /// Brand.
    pub brand: BrandView,
    /// Live, practice or not connected.
    pub connection: ConnectionView,
    /// Who the sender seems to be.
    pub requester: RequesterView,
    /// They have not said so themselves yet.
    pub guessed: bool,
    /// Whether the form asks for a phone number.
    pub ask_phone: bool,
    /// Whether nothing is sent without one.
    pub require_phone: bool,
    /// Whether the form offers "This is for someone else".
    pub for_someone_else: bool,
    /// What is said under "What we send".
    pub privacy: PrivacyView,
    /// The admin's selections, in order.
    pub selections: Vec<SelectionView>,
    /// Whether pictures of the screen are taken.
    pub screenshots: ScreenshotsView,
    /// A draft kept from before, offered: "You were writing this. Go on, or start fresh?"
    pub kept: Option<KeptView>,
    /// Limits the form checks while the person writes.
    pub limits: LimitsView,
}

/// The brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BrandView {
    /// "Contoso IT", or "your IT team".
    pub name: String,
    /// Whom to call if it can't wait.
    pub phone: Option<String>,
    /// `#rrggbb`.
    pub accent: Option<String>,
}

/// Whether tickets can go anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionView {
    /// A tenant is set up.
    Live,
    /// Practice: the form wears a banner.
    Practice,
    /// Not set up yet: the form says so and whom to call; Send is off.
    NotConnected,
}

/// Who the sender seems to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequesterView {
    /// Full name; may be empty.
    pub name: String,
    /// E-mail; may be empty.
    pub email: String,
    /// Phone; may be empty.
    pub phone: String,
}

/// What becomes of what people send, in the admin's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PrivacyView {
    /// For languages it has no other for; the form's own sentences where there is none.
    pub text: Option<String>,
    /// In other languages.
    pub texts: BTreeMap<String, String>,
}

/// Whom a request is for, when it is not for whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OnBehalfView {
    /// Their name; may be empty.
    pub name: String,
    /// Their e-mail; may be empty.
    pub email: String,
}

/// One check box, one radio button of a group, or one short text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SelectionView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: SelectionKindView,
    /// Its text, for languages it has no other for.
    pub text: String,
    /// Its text in other languages.
    pub texts: BTreeMap<String, String>,
    /// Radio buttons share a group; others have none.
    pub group: Option<String>,
    /// The group's name in other languages.
    pub group_texts: BTreeMap<String, String>,
    /// Whether nothing is sent without it, where it is shown.
    pub required: bool,
    /// The id of the selection that has to be chosen or answered before this one is shown.
    pub shown_when: Option<String>,
}

/// What a selection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SelectionKindView {
    /// A check box.
    Box,
    /// One of the radio buttons of a group.
    Radio,
    /// A question, answered in a line of text.
    Text,
}

/// A kept draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct KeptView {
    /// Its id; going on means sending under this id.
    pub draft: String,
    /// The words.
    pub message: String,
    /// Ticked selections.
    pub selections: Vec<String>,
    /// Answers to short texts, by the selection's id.
    pub answers: BTreeMap<String, String>,
    /// Who.
    pub requester: RequesterView,
    /// For whom, if not for themselves.
    pub on_behalf_of: Option<OnBehalfView>,
    /// Files it still has.
    pub files: Vec<FileView>,
}

/// A file that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FileView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// Limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct LimitsView {
    /// Of the message, in characters.
    pub message_chars: u32,
    /// Of one file.
    #[ts(type = "number")]
    pub file_bytes: u64,
    /// How many files.
    pub files: u32,
}

/// The pictures of one look. They arrive after the form is painted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PicturesView {
    /// One per monitor that could be captured, the primary one first.
    pub pictures: Vec<PictureView>,
    /// Whether a monitor, or all, could not be captured.
    pub incomplete: bool,
}

/// One picture. Its bytes stay in Rust: the window shows `picture://localhost/<id>/<version>/thumb`, `…/view` and
/// `…/full`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PictureView {
    /// Its id.
    pub id: String,
    /// Counts the changes made to it; only the newest version can be shown and sent.
    pub version: u32,
    /// "Screen 1".
    pub label: String,
    /// The monitor's name: what a picture is known by from one look to the next.
    pub monitor: String,
    /// Pixels that are left of it.
    pub width: u32,
    /// Pixels that are left of it.
    pub height: u32,
}

/// One change to a picture, in pixels of the capture, whatever was cut off since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub struct EditInput {
    /// What is done.
    pub tool: ToolInput,
    /// Its left edge, or an arrow's tail.
    pub x: i32,
    /// Its upper edge, or an arrow's tail.
    pub y: i32,
    /// How far it goes to the right; an arrow's tip may lie to the left, and this is negative then.
    pub width: i32,
    /// How far it goes down, or, when negative, up.
    pub height: i32,
}

/// What a change to a picture does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ToolInput {
    /// Covers an area with one opaque colour.
    Hide,
    /// Draws a frame around an area.
    Box,
    /// Draws an arrow.
    Arrow,
    /// Keeps an area and cuts off the rest.
    Crop,
}

/// A picture as the window shows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct PictureInput {
    /// Its id.
    pub id: String,
    /// The version that is shown.
    pub version: u32,
}

/// Whether pictures of the screen are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScreenshotsView {
    /// Never.
    Off,
    /// Not before the person asks for it.
    Ask,
    /// When the bell is pressed.
    On,
}

/// One fact about this PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FactView {
    /// Its key, e.g. `hostname`.
    pub key: String,
    /// "Computer name", for a key that the window has no name for.
    pub label: String,
    /// Values joined for reading; empty when absent.
    pub value: String,
    /// Why it is absent: a code (`not_remote`), or words where there is no code for it.
    pub missing: Option<String>,
    /// Always sent; the form says so instead of offering a switch.
    pub always: bool,
}

/// What the person wrote so far; kept when the form closes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct DraftInput {
    /// The draft's id.
    pub draft: String,
    /// The words.
    pub message: String,
    /// Ticked selections.
    pub selections: Vec<String>,
    /// Answers to short texts, by the selection's id.
    pub answers: BTreeMap<String, String>,
    /// Who.
    pub requester: RequesterView,
    /// For whom, if not for themselves.
    pub on_behalf_of: Option<OnBehalfView>,
    /// File ids, in order.
    pub files: Vec<String>,
}

/// What is handed in at Send.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
pub struct SendInput {
    /// The words.
    pub draft: DraftInput,
    /// The pictures that stay in, each as it is shown.
    pub pictures: Vec<PictureInput>,
    /// Keys of the facts the person switched off.
    pub facts_off: Vec<String>,
}

/// What Send came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SentView {
    /// The ticket.
    pub ticket: TicketView,
    /// Labels of the pictures that could not be prepared and stayed here.
    pub left_out: Vec<String>,
    /// The pictures and files for which there was no room.
    pub no_room: Option<NoRoomView>,
}

/// Pictures and files that stayed behind for want of room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct NoRoomView {
    /// Why.
    pub why: NoRoomWhy,
    /// Their file names.
    pub names: Vec<String>,
}

/// Why there was no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoRoomWhy {
    /// The disk takes no more.
    DiskFull,
    /// As much waits on this PC as may wait.
    TooMuchWaiting,
}

/// A ticket of this person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TicketView {
    /// Our id.
    pub id: String,
    /// "H7K2".
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub state: TicketState,
    /// "T20261121.0042", once it exists.
    pub number: Option<String>,
}

/// Where a ticket stands, as far as the window branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Saved and on its way.
    Sending,
    /// Saved; the network is away.
    Offline,
    /// Saved; the other side can't take it just now.
    Waiting,
    /// Saved; needs the IT team to look at this PC.
    Parked,
    /// Delivered.
    Delivered,
}

/// The card "This PC": read out on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ThisPcView {
    /// Brand.
    pub brand: BrandView,
    /// Lines, in reading order: label and value.
    pub lines: Vec<FactView>,
}

/// What this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AboutView {
    /// Brand.
    pub brand: BrandView,
    /// The program's version.
    pub version: String,
}

/// The language of the windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LanguageView {
    /// A BCP 47 tag; none is the system's.
    pub wanted: Option<String>,
    /// The settings say so: the person can't choose another.
    pub fixed: bool,
}

/// An error as the window sees it: codes, which the window says in the person's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ErrorView {
    /// What happened.
    pub code: ErrorCode,
    /// The admin's own words, which are said as they are.
    pub text: Option<String>,
    /// What is wrong where. When there is something, it says more than the code.
    pub fields: Vec<FieldError>,
}

/// One field's error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FieldError {
    /// Which: `message`, `name`, `email`, `phone`, `for_name`, `for_email`, `pictures`, `files`, or `selection.` and an id.
    pub field: String,
    /// What is wrong there.
    pub code: FieldCode,
    /// The file it is about.
    pub name: Option<String>,
    /// The most there may be, in characters, bytes or files.
    #[ts(type = "number | null")]
    pub limit: Option<u64>,
}

/// Codes the window knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nothing to send.
    Empty,
    /// Fields need another look.
    Invalid,
    /// A rule says no; its text says why.
    Rejected,
    /// Not set up yet.
    NotConnected,
    /// Could not be kept.
    Storage,
    /// Could not be kept, because there is no room.
    DiskFull,
    /// The window is from before an update.
    Updated,
    /// A bug of ours.
    Internal,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// A few words are needed.
    Empty,
    /// Longer than `limit`.
    TooLong,
    /// Longer than `limit`, where a file could hold the rest.
    MessageTooLong,
    /// Longer than `limit`, where the message could hold the rest.
    AnswerTooLong,
    /// A box that has to be ticked.
    RequiredBox,
    /// One of a group has to be chosen.
    RequiredRadio,
    /// A text that has to be written.
    RequiredText,
    /// A phone number is needed.
    NoPhone,
    /// It is for someone else, and nobody is named.
    NobodyNamed,
    /// No e-mail address.
    NoAddress,
    /// A file is not there any more.
    Gone,
    /// A picture is not there any more.
    PictureGone,
    /// The file can't be read.
    Unreadable,
    /// The file is larger than `limit`.
    TooLarge,
    /// More files than `limit`.
    TooMany,
    /// No room for the file.
    NoRoom,
    /// The pictures are newer than what was seen.
    Retaken,
    /// A picture is newer than what was seen.
    Redrawn,
    /// A change to a picture can't be made.
    NotDrawn,
}
