//! The real desktop, through Tauri.

use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Emitter as _, EventTarget, Manager as _, WebviewWindow};
use tauri_plugin_notification::NotificationExt as _;
use tokio::sync::mpsc::UnboundedSender;

use crate::controller::{Request, Source};
use crate::icon;
use crate::lock;
use crate::shell::{OpenError, Shell, Window};
use crate::tray::{Choice, Line, TrayView};
use crate::view::TicketView;
use crate::window;

/// The tray icon's id. On Linux its menu is on D-Bus at
/// `/org/ayatana/NotificationItem/tray_icon_tray_app_deskbell/Menu`.
pub const TRAY_ID: &str = "deskbell";

/// The desktop this program runs on.
pub struct Desktop {
    app: AppHandle,
    requests: UnboundedSender<Request>,
    /// The MSP's own picture for the tray.
    brand: Option<Image<'static>>,
    /// Where the window that stepped aside was.
    aside: Mutex<Option<window::Place>>,
}

impl Desktop {
    /// A desktop without a tray icon yet; clicks on what it puts up go to `requests`. `brand` is shown in the tray in place
    /// of our bell.
    pub fn new(app: AppHandle, requests: UnboundedSender<Request>, brand: Option<Image<'static>>) -> Self {
        Self {
            app,
            requests,
            brand,
            aside: Mutex::new(None),
        }
    }

    fn create(&self, window: Window, title: &str, visible: bool) -> Result<(), OpenError> {
        window::create(&self.app, window, title, visible)
            .map(drop)
            .map_err(|error| OpenError {
                window,
                reason: error.to_string(),
            })
    }

    fn with(&self, window: Window, act: impl Fn(&WebviewWindow) -> tauri::Result<()>) {
        if let Some(open) = self.app.get_webview_window(window.label())
            && let Err(error) = act(&open)
        {
            tracing::warn!("the {} window: {error}", window.label());
        }
    }
}

#[async_trait]
impl Shell for Desktop {
    fn open(&self, window: Window, title: &str) -> Result<(), OpenError> {
        self.create(window, title, true)
    }

    fn prepare(&self, window: Window, title: &str) -> Result<(), OpenError> {
        self.create(window, title, false)
    }

    fn retitle(&self, window: Window, title: &str) {
        self.with(window, |open| open.set_title(title));
    }

    fn focus(&self, window: Window) {
        self.with(window, |open| {
            open.unminimize()?;
            open.show()?;
            open.set_focus()
        });
    }

    fn hide(&self, window: Window) {
        self.with(window, WebviewWindow::hide);
    }

    fn show(&self, window: Window) {
        self.with(window, |open| {
            open.show()?;
            open.set_focus()
        });
    }

    fn step_aside(&self, window: Window) {
        self.with(window, |open| {
            *lock(&self.aside) = Some(window::step_aside(open)?);
            Ok(())
        });
    }

    fn come_back(&self, window: Window) {
        self.with(window, |open| {
            if let Some(place) = lock(&self.aside).take() {
                window::come_back(open, &place)?;
            }
            open.show()?;
            open.set_focus()
        });
    }

    fn ask_to_close(&self, window: Window) {
        self.with(window, |open| {
            open.emit_to(EventTarget::webview_window(window.label()), "close_requested", ())
        });
    }

    fn destroy(&self, window: Window) {
        self.with(window, WebviewWindow::destroy);
    }

    fn tell(&self, window: Window, ticket: &TicketView) {
        self.with(window, |open| {
            open.emit_to(EventTarget::webview_window(window.label()), "ticket", ticket)
        });
    }

    fn set_tray(&self, tray: &TrayView) {
        let (app, tray, requests) = (self.app.clone(), tray.clone(), self.requests.clone());
        let icon = icon::of(tray.mark, self.brand.as_ref());
        let done = self.app.run_on_main_thread(move || {
            if let Err(error) = put_up(&app, &tray, icon, requests) {
                tracing::error!("the tray icon: {error}");
            }
        });
        if let Err(error) = done {
            tracing::error!("the tray icon: {error}");
        }
    }

    fn notify(&self, title: &str, body: &str) {
        if let Err(error) = self.app.notification().builder().title(title).body(body).show() {
            tracing::warn!("no notification: {error}");
        }
    }

    async fn pick_files(&self, title: &str) -> Vec<PathBuf> {
        let mut dialog = rfd::AsyncFileDialog::new().set_title(title);
        if let Some(form) = self.app.get_webview_window(Window::Form.label()) {
            dialog = dialog.set_parent(&form);
        }
        let picked = dialog.pick_files().await.unwrap_or_default();
        picked.iter().map(|file| file.path().to_owned()).collect()
    }

    fn quit(&self) {
        self.app.exit(0);
    }
}

/// Brings the tray icon up, or changes it. On the main thread.
fn put_up(app: &AppHandle, view: &TrayView, icon: Image<'_>, requests: UnboundedSender<Request>) -> tauri::Result<()> {
    let menu = menu(app, &view.menu)?;
    if let Some(tray) = app.tray_by_id(TRAY_ID) {
        tray.set_icon(Some(icon))?;
        tray.set_tooltip(Some(&view.tooltip))?;
        return tray.set_menu(Some(menu));
    }
    let chosen = requests.clone();
    TrayIconBuilder::with_id(TRAY_ID)
        .icon(icon)
        .tooltip(&view.tooltip)
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(move |_, event| {
            if let Some(choice) = Choice::of(event.id().as_ref()) {
                send(&chosen, Request::Chosen(choice));
            }
        })
        .on_tray_icon_event(move |_: &TrayIcon, event| {
            let pressed = matches!(
                event,
                TrayIconEvent::Click {
                    button: MouseButton::Left,
                    button_state: MouseButtonState::Up,
                    ..
                }
            );
            if pressed {
                send(&requests, Request::Press(Source::Tray));
            }
        })
        .build(app)
        .map(drop)
}

fn send(requests: &UnboundedSender<Request>, request: Request) {
    if requests.send(request).is_err() {
        tracing::debug!("the program is ending");
    }
}

fn menu(app: &AppHandle, lines: &[Line]) -> tauri::Result<Menu<tauri::Wry>> {
    let menu = Menu::new(app)?;
    for line in lines {
        match line {
            Line::Separator => menu.append(&PredefinedMenuItem::separator(app)?)?,
            Line::Item { id, text } => menu.append(&MenuItem::with_id(app, id, text, true, None::<&str>)?)?,
        }
    }
    Ok(menu)
}
