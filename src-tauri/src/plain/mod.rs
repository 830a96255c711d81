//! The plain form: a window of the system's own controls, for a PC without a web view (on Windows, WebView2 may be
//! missing). It sends a request like the form does, without pictures: it can show none, and what nobody has seen stays
//! here. [`page`] is what the form's page is elsewhere, [`words`] has its sentences; both know nothing of Windows.

mod card;
mod page;
mod shell;
mod words;

#[cfg(windows)]
mod controls;
#[cfg(windows)]
mod look;
#[cfg(windows)]
mod win32;
#[cfg(windows)]
mod window;

#[cfg(windows)]
pub use native::native;
pub use shell::{PlainShell, Windows};

use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use crate::view::TicketView;

#[cfg(windows)]
mod native {
    use std::sync::Arc;

    use super::{Windows, win32, window};

    /// The windows of this system.
    pub fn native() -> Windows {
        Windows {
            form: Arc::new(window::open),
            card: Arc::new(win32::message_box),
        }
    }
}

/// What the window is filled with when it opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The window's title.
    pub title: String,
    /// What stands on the controls.
    pub labels: Labels,
    /// What has to be known before writing: practice, or that nothing can be sent yet.
    pub banner: Option<String>,
    /// Why it looks so plain, and that it works all the same.
    pub intro: String,
    /// The words so far.
    pub message: String,
    /// What can be ticked, radio buttons of one group beside each other.
    pub choices: Vec<Choice>,
    /// Who.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Their phone, where it is asked for.
    pub phone: Option<String>,
    /// What goes along.
    pub along: String,
    /// Whether anything can be sent.
    pub can_send: bool,
}

/// What stands on the controls. The letter after `&` goes there with Alt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// Above the words.
    pub message: String,
    /// Above the name.
    pub name: String,
    /// Above the e-mail.
    pub email: String,
    /// Above the phone.
    pub phone: String,
    /// The button.
    pub send: String,
    /// The button while it is being saved.
    pub saving: String,
    /// The button that closes the window.
    pub close: String,
}

/// A check box, or a radio button of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// What the person reads.
    pub text: String,
    /// Radio buttons share a group; check boxes have none.
    pub group: Option<String>,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// What stands in the window's controls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The words.
    pub message: String,
    /// Ids of what is ticked.
    pub ticked: Vec<String>,
    /// Who.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Their phone; empty where it isn't asked for.
    pub phone: String,
}

/// Where the window stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// The person writes.
    Writing {
        /// What they have to know, and where to go on.
        note: Option<(String, Place)>,
    },
    /// Being saved: nothing can be changed now.
    Saving,
    /// It is safe. What they read from now on: the reference first.
    Sent(String),
}

/// A control that something is said about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The words.
    Message,
    /// Who.
    Name,
    /// Their e-mail.
    Email,
    /// Their phone.
    Phone,
}

/// Everything that can happen to the plain form.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The person pressed Send.
    Send(Written),
    /// The person wants the window closed.
    CloseWanted,
    /// What stood in it when it was asked, to be kept.
    Left(Written),
    /// The window is gone.
    Gone,
    /// It is wanted in front.
    Focus,
    /// It is to close as soon as what was written is kept.
    CloseAsked,
    /// It is to end.
    Destroy,
    /// A ticket changed.
    Told(TicketView),
}

/// An open window. Nothing here waits for it.
pub trait Pane: Send + Sync {
    /// Shows where it stands.
    fn say(&self, status: Status);
    /// Asks what stands in it; it answers with [`Happening::Left`].
    fn ask(&self);
    /// Brings it to the front.
    fn focus(&self);
    /// Ends it; it answers with [`Happening::Gone`].
    fn destroy(&self);
}

/// Opens a window; what happens to it is sent to the second argument. An error is the system's, for the log.
pub type Open = Arc<dyn Fn(Sheet, UnboundedSender<Happening>) -> Result<Box<dyn Pane>, String> + Send + Sync>;
/// Shows a card with this title and these lines, until the person has closed it.
pub type Card = Arc<dyn Fn(&str, &str) + Send + Sync>;

#[cfg(test)]
mod tests;
