//! The desktop of a system where the web view may be missing: asked before each window, and where it is, the plain ones
//! are opened instead.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};

use async_trait::async_trait;
use tokio::sync::mpsc::{self, UnboundedSender};

use super::{Card, Happening, Open, card, page};
use crate::bell::Bell;
use crate::lock;
use crate::shell::{OpenError, Shell, Window};
use crate::tray::TrayView;
use crate::view::TicketView;

/// How the plain windows are opened.
pub struct Windows {
    /// The form.
    pub form: Open,
    /// The other windows.
    pub card: Card,
}

/// Asks the system for its web view; the error is what it says when there is none.
type WebView = Box<dyn Fn() -> Result<(), String> + Send + Sync>;

/// A desktop with plain windows where there is no web view.
pub struct PlainShell {
    inner: Arc<dyn Shell>,
    windows: Windows,
    web_view: WebView,
    /// It has this desktop in it, so it comes later.
    bell: Weak<Bell>,
    form: Mutex<Option<UnboundedSender<Happening>>>,
    told_missing: AtomicBool,
}

impl PlainShell {
    /// `inner`, but `windows` where `web_view` says that there is none.
    pub fn new(inner: Arc<dyn Shell>, windows: Windows, web_view: WebView, bell: Weak<Bell>) -> Self {
        Self {
            inner,
            windows,
            web_view,
            bell,
            form: Mutex::new(None),
            told_missing: AtomicBool::new(false),
        }
    }

    /// Whether there is a web view. That there is none is said in the log, once.
    fn has_web_view(&self) -> bool {
        match (self.web_view)() {
            Ok(()) => true,
            Err(reason) => {
                if !self.told_missing.swap(true, Ordering::SeqCst) {
                    tracing::warn!("no web view on this PC, so the plain window is used: {reason}");
                }
                false
            }
        }
    }

    fn make(&self, window: Window, make: impl Fn() -> Result<(), OpenError>) -> Result<(), OpenError> {
        if self.has_web_view() {
            match make() {
                Ok(()) => return Ok(()),
                Err(error) => tracing::error!("{error}; the plain window is used"),
            }
        }
        let bell = self.bell.upgrade().ok_or_else(|| OpenError {
            window,
            reason: "the program is starting or ending".to_owned(),
        })?;
        if window == Window::Form {
            let (happenings, received) = mpsc::unbounded_channel();
            *lock(&self.form) = Some(happenings.clone());
            tokio::spawn(page::serve(bell, Arc::clone(&self.windows.form), happenings, received));
        } else {
            tokio::spawn(card::open(bell, window, Arc::clone(&self.windows.card)));
        }
        Ok(())
    }

    /// Hands it to the plain form; `false` when that is not open.
    fn plain(&self, window: Window, happening: Happening) -> bool {
        window == Window::Form
            && lock(&self.form)
                .as_ref()
                .is_some_and(|form| form.send(happening).is_ok())
    }
}

#[async_trait]
impl Shell for PlainShell {
    fn open(&self, window: Window, title: &str) -> Result<(), OpenError> {
        self.make(window, || self.inner.open(window, title))
    }

    fn prepare(&self, window: Window, title: &str) -> Result<(), OpenError> {
        self.make(window, || self.inner.prepare(window, title))
    }

    fn retitle(&self, window: Window, title: &str) {
        self.inner.retitle(window, title);
    }

    fn shows_pictures(&self) -> bool {
        self.has_web_view()
    }

    fn focus(&self, window: Window) {
        if !self.plain(window, Happening::Focus) {
            self.inner.focus(window);
        }
    }

    fn hide(&self, window: Window) {
        self.inner.hide(window);
    }

    fn show(&self, window: Window) {
        if !self.plain(window, Happening::Focus) {
            self.inner.show(window);
        }
    }

    fn step_aside(&self, window: Window) {
        self.inner.step_aside(window);
    }

    fn come_back(&self, window: Window) {
        self.inner.come_back(window);
    }

    fn ask_to_close(&self, window: Window) {
        if !self.plain(window, Happening::CloseAsked) {
            self.inner.ask_to_close(window);
        }
    }

    fn destroy(&self, window: Window) {
        if !self.plain(window, Happening::Destroy) {
            self.inner.destroy(window);
        }
    }

    fn tell(&self, window: Window, ticket: &TicketView) {
        if !self.plain(window, Happening::Told(ticket.clone())) {
            self.inner.tell(window, ticket);
        }
    }

    fn set_tray(&self, tray: &TrayView) {
        self.inner.set_tray(tray);
    }

    fn notify(&self, title: &str, body: &str) {
        self.inner.notify(title, body);
    }

    async fn pick_files(&self, title: &str) -> Vec<PathBuf> {
        self.inner.pick_files(title).await
    }

    fn quit(&self) {
        self.inner.quit();
    }
}
