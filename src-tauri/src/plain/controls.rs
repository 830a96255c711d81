//! The controls of the plain form: one below the other, in the order in which Tab goes through them. Each text box
//! stands right after its label, by which screen readers name it.

use windows::Win32::Foundation::HWND;
use windows::Win32::UI::Controls::{BST_CHECKED, EM_SETLIMITTEXT};
use windows::Win32::UI::WindowsAndMessaging::{
    BM_GETCHECK, BM_SETCHECK, BS_AUTOCHECKBOX, BS_AUTORADIOBUTTON, BS_DEFPUSHBUTTON, BS_MULTILINE, BS_PUSHBUTTON,
    ES_AUTOHSCROLL, ES_AUTOVSCROLL, ES_MULTILINE, ES_READONLY, ES_WANTRETURN, WINDOW_EX_STYLE, WINDOW_STYLE, WS_CHILD,
    WS_EX_CLIENTEDGE, WS_GROUP, WS_TABSTOP, WS_VISIBLE, WS_VSCROLL,
};

use super::win32::{self, Kind};
use super::{Choice, Place, Sheet, Written};

/// The number of the button Send: Windows' `IDOK`, which Enter in a single line means too.
pub const SEND: u16 = 1;
/// The number of the button Close: Windows' `IDCANCEL`.
pub const CLOSE: u16 = 2;
/// Everything that answers nothing.
const QUIET: u16 = 0;
/// Static texts show `&` as it is, unless they are labels.
const SS_NOPREFIX: u32 = 0x80;

/// When a control is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Until it is sent.
    Writing,
    /// Once it is sent.
    Sent,
}

/// How high a control is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    /// As its text needs, broken into lines; nothing when there is none.
    Text,
    /// As a text needs beside the mark of a check box.
    Ticked,
    /// One line of writing.
    Line,
    /// So many pixels at 96 to the inch; the first to give when the screen is small.
    Room(i32),
}

/// One control.
pub struct Item {
    /// It.
    pub control: HWND,
    /// When it is to be seen.
    pub when: When,
    /// How high it is.
    pub height: Height,
    /// Pixels above it, at 96 to the inch.
    pub above: i32,
}

/// All controls.
pub struct Controls {
    /// From top to bottom; the buttons come below.
    pub items: Vec<Item>,
    /// Sends.
    pub send: HWND,
    /// Closes.
    pub close: HWND,
    /// What has to be known.
    pub note: HWND,
    /// What is read after Send.
    pub receipt: HWND,
    message: HWND,
    name: HWND,
    email: HWND,
    phone: Option<HWND>,
    choices: Vec<(String, HWND)>,
}

impl Controls {
    /// Makes them in this window, filled.
    pub fn create(window: HWND, sheet: &Sheet) -> Result<Self, String> {
        let labels = &sheet.labels;
        let mut made = Making {
            window,
            items: Vec::new(),
        };
        if let Some(banner) = &sheet.banner {
            made.prose(banner, 0)?;
        }
        made.prose(&sheet.intro, 8)?;
        made.label(&labels.message, 12)?;
        let message = made.message(&sheet.message)?;
        let choices = made.choices(&sheet.choices)?;
        let name = made.field(&labels.name, &sheet.name)?;
        let email = made.field(&labels.email, &sheet.email)?;
        let phone = match &sheet.phone {
            Some(phone) => Some(made.field(&labels.phone, phone)?),
            None => None,
        };
        made.prose(&sheet.along, 12)?;
        let note = made.prose("", 8)?;
        let receipt = made.receipt()?;
        let send = made.button(&labels.send, SEND, BS_DEFPUSHBUTTON)?;
        let close = made.button(&labels.close, CLOSE, BS_PUSHBUTTON)?;
        win32::enable(send, sheet.can_send);
        Ok(Self {
            items: made.items,
            send,
            close,
            note,
            receipt,
            message,
            name,
            email,
            phone,
            choices,
        })
    }

    /// What stands in them.
    pub fn written(&self) -> Written {
        let ticked = self
            .choices
            .iter()
            .filter(|(_, control)| win32::send(*control, BM_GETCHECK, 0, 0) == ticked_state());
        Written {
            message: win32::text(self.message),
            ticked: ticked.map(|(id, _)| id.clone()).collect(),
            name: win32::text(self.name),
            email: win32::text(self.email),
            phone: self.phone.map(win32::text).unwrap_or_default(),
        }
    }

    /// Whether the person can change anything.
    pub fn enable(&self, enabled: bool) {
        let fields = [self.message, self.name, self.email];
        let choices = self.choices.iter().map(|(_, control)| *control);
        for control in fields.into_iter().chain(self.phone).chain(choices) {
            win32::enable(control, enabled);
        }
    }

    /// The control that something is said about.
    pub fn at(&self, place: Place) -> HWND {
        match place {
            Place::Message => self.message,
            Place::Name => self.name,
            Place::Email => self.email,
            Place::Phone => self.phone.unwrap_or(self.message),
        }
    }

    /// Whether this is a box of several lines, in which Tab and Escape are ours to handle.
    pub fn is_long(&self, control: HWND) -> bool {
        control == self.message || control == self.receipt
    }
}

fn ticked_state() -> isize {
    isize::try_from(BST_CHECKED.0).unwrap_or_default()
}

/// Controls under construction.
struct Making {
    window: HWND,
    items: Vec<Item>,
}

impl Making {
    fn add(
        &mut self,
        kind: (&str, u32, WINDOW_EX_STYLE),
        text: &str,
        item: (When, Height, i32),
    ) -> Result<HWND, String> {
        let (class, style, extended) = kind;
        let (when, height, above) = item;
        let hidden = when == When::Sent;
        let visible = if hidden { WINDOW_STYLE(0) } else { WS_VISIBLE };
        let kind = Kind {
            class,
            style: WS_CHILD | visible | WINDOW_STYLE(style),
            extended,
        };
        let control = win32::create(kind, text, Some((self.window, QUIET)))?;
        self.items.push(Item {
            control,
            when,
            height,
            above,
        });
        Ok(control)
    }

    fn prose(&mut self, text: &str, above: i32) -> Result<HWND, String> {
        let kind = ("STATIC", SS_NOPREFIX, WINDOW_EX_STYLE(0));
        self.add(kind, text, (When::Writing, Height::Text, above))
    }

    fn label(&mut self, text: &str, above: i32) -> Result<HWND, String> {
        let kind = ("STATIC", 0, WINDOW_EX_STYLE(0));
        self.add(kind, text, (When::Writing, Height::Text, above))
    }

    fn message(&mut self, text: &str) -> Result<HWND, String> {
        let style = edit_style(ES_MULTILINE | ES_WANTRETURN | ES_AUTOVSCROLL) | WS_VSCROLL.0;
        let item = (When::Writing, Height::Room(120), 4);
        let control = self.add(("EDIT", style, WS_EX_CLIENTEDGE), "", item)?;
        // As much as a text box takes; how much a request takes, the desk says.
        win32::send(control, EM_SETLIMITTEXT, 0, 0);
        win32::set_text(control, text);
        Ok(control)
    }

    fn field(&mut self, label: &str, text: &str) -> Result<HWND, String> {
        self.label(label, 8)?;
        let item = (When::Writing, Height::Line, 4);
        self.add(("EDIT", edit_style(ES_AUTOHSCROLL), WS_EX_CLIENTEDGE), text, item)
    }

    fn receipt(&mut self) -> Result<HWND, String> {
        let style = edit_style(ES_MULTILINE | ES_READONLY | ES_AUTOVSCROLL);
        let item = (When::Sent, Height::Room(150), 0);
        self.add(("EDIT", style, WINDOW_EX_STYLE(0)), "", item)
    }

    fn choices(&mut self, choices: &[Choice]) -> Result<Vec<(String, HWND)>, String> {
        let mut made = Vec::new();
        let mut group: Option<&Option<String>> = None;
        for choice in choices {
            let begins = choice.group.is_none() || group != Some(&choice.group);
            group = Some(&choice.group);
            if begins && let Some(name) = &choice.group {
                self.prose(name, 8)?;
            }
            let sort = if choice.group.is_some() {
                BS_AUTORADIOBUTTON
            } else {
                BS_AUTOCHECKBOX
            };
            // One stop for Tab per group: within it, the arrow keys choose.
            let stop = if begins { WS_GROUP.0 | WS_TABSTOP.0 } else { 0 };
            let style = int(sort | BS_MULTILINE) | stop;
            let item = (
                When::Writing,
                Height::Ticked,
                if begins && choice.group.is_none() { 8 } else { 2 },
            );
            let text = choice.text.replace('&', "&&");
            let control = self.add(("BUTTON", style, WINDOW_EX_STYLE(0)), &text, item)?;
            if choice.ticked {
                win32::send(control, BM_SETCHECK, BST_CHECKED.0 as usize, 0);
            }
            made.push((choice.id.clone(), control));
        }
        Ok(made)
    }

    fn button(&mut self, text: &str, number: u16, sort: i32) -> Result<HWND, String> {
        let kind = Kind {
            class: "BUTTON",
            style: WS_CHILD | WS_VISIBLE | WS_TABSTOP | WS_GROUP | WINDOW_STYLE(int(sort)),
            extended: WINDOW_EX_STYLE(0),
        };
        win32::create(kind, text, Some((self.window, number)))
    }
}

/// A text box is a stop for Tab and ends the group of buttons before it.
fn edit_style(style: i32) -> u32 {
    int(style) | WS_TABSTOP.0 | WS_GROUP.0
}

fn int(style: i32) -> u32 {
    u32::try_from(style).unwrap_or_default()
}
