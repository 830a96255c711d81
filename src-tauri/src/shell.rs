//! Every effect on the desktop goes through one trait, so that everything that decides about windows, tray and
//! notifications is tested without any of them. [`crate::desktop`] is the real one.

use std::path::PathBuf;

use async_trait::async_trait;

use crate::tray::TrayView;
use crate::view::TicketView;

/// Our windows. There is at most one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// The form.
    Form,
    /// The card of this PC.
    ThisPc,
    /// The tickets that wait.
    Tickets,
    /// About Deskbell.
    About,
}

impl Window {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Form, Self::ThisPc, Self::Tickets, Self::About];

    /// Its label: the page shows the screen of that name, and the capability of that name says what it may call.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::ThisPc => "this-pc",
            Self::Tickets => "tickets",
            Self::About => "about",
        }
    }

    /// The window with this label.
    pub fn labelled(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.label() == label)
    }
}

/// Why a window could not be opened, for the log.
#[derive(Debug, thiserror::Error)]
#[error("the {} window could not be opened: {reason}", window.label())]
pub struct OpenError {
    /// Which.
    pub window: Window,
    /// What the system said.
    pub reason: String,
}

/// What we do to the desktop.
#[async_trait]
pub trait Shell: Send + Sync + 'static {
    /// Creates a window and gives it the focus.
    fn open(&self, window: Window, title: &str) -> Result<(), OpenError>;
    /// Creates a window that loads its page off the screen, without the focus, until it is shown.
    fn prepare(&self, window: Window, title: &str) -> Result<(), OpenError>;
    /// Gives a window another title; nothing happens when it is not there.
    fn retitle(&self, window: Window, title: &str);
    /// Whether the form that opens next can show pictures. None is sent that the person could not see.
    fn shows_pictures(&self) -> bool {
        true
    }
    /// Brings a window to the front and gives it the focus.
    fn focus(&self, window: Window);
    /// Takes a window off the screen without ending it.
    fn hide(&self, window: Window);
    /// Brings a window that is off the screen onto it, with the focus.
    fn show(&self, window: Window);
    /// Makes a window small and keeps it above the others, so that the person can get at what is behind it.
    fn step_aside(&self, window: Window);
    /// Brings a window that stepped aside, and may be off the screen since, back to where and as large as it was.
    fn come_back(&self, window: Window);
    /// Tells a window's page that the person wants to close it.
    fn ask_to_close(&self, window: Window);
    /// Ends a window and its web view.
    fn destroy(&self, window: Window);
    /// Tells a window's page that a ticket changed; nothing happens when the window is not there.
    fn tell(&self, window: Window, ticket: &TicketView);
    /// Sets the tray's icon, tooltip and menu.
    fn set_tray(&self, tray: &TrayView);
    /// Shows a notification.
    fn notify(&self, title: &str, body: &str);
    /// Lets the person choose files in the system's own dialog; none when cancelled.
    async fn pick_files(&self, title: &str) -> Vec<PathBuf>;
    /// Ends the program.
    fn quit(&self);
}

#[cfg(test)]
pub mod fake {
    //! A desktop that writes down what is done to it.

    use std::sync::Mutex;

    use super::{OpenError, PathBuf, Shell, TicketView, TrayView, Window, async_trait};

    /// What was done.
    #[derive(Debug, Clone, PartialEq)]
    pub enum Done {
        Opened(Window),
        Prepared(Window),
        Retitled(Window, String),
        Focused(Window),
        Hid(Window),
        Showed(Window),
        SteppedAside(Window),
        CameBack(Window),
        AskedToClose(Window),
        Destroyed(Window),
        Told(Window, TicketView),
        SetTray(TrayView),
        Notified(String),
        Quit,
    }

    /// Records, and picks `files`.
    #[derive(Default)]
    pub struct FakeShell {
        done: Mutex<Vec<Done>>,
        pub files: Mutex<Vec<PathBuf>>,
        refuses_windows: bool,
    }

    impl FakeShell {
        /// A desktop on which no window can be opened.
        pub fn without_windows() -> Self {
            Self {
                refuses_windows: true,
                ..Self::default()
            }
        }

        /// What was done since the last time this was asked, in order.
        pub fn take(&self) -> Vec<Done> {
            std::mem::take(&mut self.done.lock().unwrap())
        }

        fn create(&self, window: Window, done: Done) -> Result<(), OpenError> {
            if self.refuses_windows {
                return Err(OpenError {
                    window,
                    reason: "no web view on this machine".to_owned(),
                });
            }
            self.record(done);
            Ok(())
        }

        fn record(&self, done: Done) {
            self.done.lock().unwrap().push(done);
        }
    }

    #[async_trait]
    impl Shell for FakeShell {
        fn open(&self, window: Window, _title: &str) -> Result<(), OpenError> {
            self.create(window, Done::Opened(window))
        }
        fn prepare(&self, window: Window, _title: &str) -> Result<(), OpenError> {
            self.create(window, Done::Prepared(window))
        }
        fn retitle(&self, window: Window, title: &str) {
            self.record(Done::Retitled(window, title.to_owned()));
        }
        fn focus(&self, window: Window) {
            self.record(Done::Focused(window));
        }
        fn hide(&self, window: Window) {
            self.record(Done::Hid(window));
        }
        fn show(&self, window: Window) {
            self.record(Done::Showed(window));
        }
        fn step_aside(&self, window: Window) {
            self.record(Done::SteppedAside(window));
        }
        fn come_back(&self, window: Window) {
            self.record(Done::CameBack(window));
        }
        fn ask_to_close(&self, window: Window) {
            self.record(Done::AskedToClose(window));
        }
        fn destroy(&self, window: Window) {
            self.record(Done::Destroyed(window));
        }
        fn tell(&self, window: Window, ticket: &TicketView) {
            self.record(Done::Told(window, ticket.clone()));
        }
        fn set_tray(&self, tray: &TrayView) {
            self.record(Done::SetTray(tray.clone()));
        }
        fn notify(&self, title: &str, body: &str) {
            self.record(Done::Notified(format!("{title}: {body}")));
        }
        async fn pick_files(&self, _title: &str) -> Vec<PathBuf> {
            self.files.lock().unwrap().clone()
        }
        fn quit(&self) {
            self.record(Done::Quit);
        }
    }
}
