//! A bare Tauri window made the way Deskbell makes its form, and a bare tray: what `cargo xtask bench` measures
//! Deskbell against. Nothing else is in it: no capture, no desk, no UI framework.
//!
//! `cargo run -p deskbell --example bare -- --press` opens the window at once; the tray's menu item "New ticket" (on
//! D-Bus at `/org/ayatana/NotificationItem/tray_icon_tray_app_bare/Menu`) opens it too. Each time its page has painted,
//! a line `painted <ms since press>` appears on standard output, as with `deskbell --bench`. Closing the window
//! destroys it and leaves the tray.

use std::io::Write as _;
use std::sync::Mutex;
use std::time::Instant;

use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, RunEvent, State, WebviewUrl, WebviewWindowBuilder};

struct Pressed(Mutex<Option<Instant>>);

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "Tauri calls it so")]
fn painted(pressed: State<'_, Pressed>) {
    if let Some(pressed) = pressed.0.lock().ok().and_then(|mut pressed| pressed.take()) {
        // Where nobody reads, nothing is lost.
        let _ = writeln!(std::io::stdout(), "painted {}", pressed.elapsed().as_millis());
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn press(app: &AppHandle) {
    if let Ok(mut pressed) = app.state::<Pressed>().0.lock() {
        *pressed = Some(Instant::now());
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let window = WebviewWindowBuilder::new(&app, "form", WebviewUrl::App("index.html".into()))
            .title("Bare")
            .inner_size(480.0, 640.0)
            .min_inner_size(360.0, 320.0)
            .focused(true);
        if let Err(error) = window.build() {
            let _ = writeln!(std::io::stderr(), "bare: {error}");
        }
    });
}

fn main() -> tauri::Result<()> {
    let at_once = std::env::args().any(|word| word == "--press");
    tauri::Builder::default()
        .manage(Pressed(Mutex::new(None)))
        .invoke_handler(tauri::generate_handler![painted])
        .setup(move |app| {
            let menu = Menu::with_items(
                app,
                &[&MenuItem::with_id(app, "new-ticket", "New ticket", true, None::<&str>)?],
            )?;
            TrayIconBuilder::with_id("bare")
                .icon(tauri::include_image!("icons/tray-ready.png"))
                .menu(&menu)
                .on_menu_event(|app, _| press(app))
                .build(app)?;
            if at_once {
                press(app.handle());
            }
            Ok(())
        })
        .build(tauri::generate_context!("examples/bare/tauri.conf.json"))?
        .run(|_, event| {
            if let RunEvent::ExitRequested { code: None, api, .. } = event {
                api.prevent_exit();
            }
        });
    Ok(())
}
