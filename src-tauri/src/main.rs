//! Deskbell's tray app: the composition root. Reads the command line, opens the desk, puts the bell into the tray and
//! hands everything that happens to the [`controller`].

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

include!("command_list.rs");

mod args;
mod bell;
mod commands;
mod controller;
mod crash;
mod desktop;
#[cfg(windows)]
mod ending;
mod errands;
mod files;
mod icon;
mod identity;
mod log;
mod log_files;
mod machine;
mod person;
mod pictures;
#[cfg(any(windows, test))]
mod plain;
mod press;
#[cfg(test)]
mod scene;
mod scheme;
mod shell;
mod speech;
mod stopwatch;
mod tidings;
mod tray;
mod view;
mod web_data;
mod window;

use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use anyhow::{Context as _, bail};
use deskbell_desk::{Clock, Desk, DeskConfig, Owner, PROTOCOL, Paths, Settings, SystemClock, alert};
use tauri::image::Image;
use tauri::{App, AppHandle, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_global_shortcut::{GlobalShortcutExt as _, ShortcutState};
use tokio::sync::mpsc::{self, UnboundedSender};

use args::{Args, Link};
use bell::Bell;
use controller::{Controller, Request, Source};
use desktop::Desktop;
use errands::Errands;
use machine::ThisMachine;
use shell::{Shell, Window};
use stopwatch::Stopwatch;
use web_data::WebData;

macro_rules! handlers {
    ($($name:ident)*) => { tauri::generate_handler![$(commands::$name),*] };
}

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            say(&mut std::io::stderr(), &format!("deskbell: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

fn start() -> anyhow::Result<()> {
    let args = Args::read(std::env::args_os().skip(1))?;
    if let Some(question) = args.question {
        say(&mut std::io::stdout(), question.answer());
        return Ok(());
    }
    if !has_display() {
        bail!("there is no display to show a tray icon on; without one, `deskbell-admin submit` sends a request");
    }
    let mut context = tauri::generate_context!();
    let mut one = tauri_plugin_single_instance::Builder::new().callback(launched_again);
    if let Some(identity) = args.identity() {
        let name = format!("{}.{identity}", context.config().identifier);
        // On Windows, where each session has names of its own, the plugin knows programs by the app's identifier.
        if cfg!(windows) {
            context.config_mut().identifier.clone_from(&name);
        }
        one = one.dbus_id(name);
    }
    let app = tauri::Builder::default()
        // First of all plugins: a second launch ends here, before it touches anything.
        .plugin(one.build())
        .plugin(tauri_plugin_notification::init())
        .register_asynchronous_uri_scheme_protocol("picture", scheme::serve)
        .invoke_handler(every_command!(handlers))
        .build(context)
        .context("the tray app could not start")?;
    set_up(&app, &args)?;
    app.run(|app, event| happened(app, &event));
    Ok(())
}

/// Without a display GTK ends the program with a panic; better to say so.
#[cfg(all(unix, not(target_os = "macos")))]
#[expect(clippy::disallowed_methods, reason = "the composition root reads the environment")]
fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(any(not(unix), target_os = "macos"))]
fn has_display() -> bool {
    true
}

/// Opens the desk and starts the event loop and the courier. The tray icon comes up with the first look at the desk.
fn set_up(app: &App, args: &Args) -> anyhow::Result<()> {
    let paths = Paths::system(args.settings.clone(), args.data.clone());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    log::start(&paths.data, Arc::clone(&clock));
    crash::watch(&paths.data, clock);
    let crashed = crash::found(&paths.data).ended > 0;
    // Elsewhere web views of one person share a folder.
    if cfg!(windows)
        && let Some(folder) = WebData::take(&paths.data)
    {
        app.manage(folder);
    }
    let (requests, received) = mpsc::unbounded_channel();
    let bell = open(app.handle(), args, paths, requests)?;
    app.manage(Arc::clone(&bell));
    let controller = Controller::new(Arc::clone(&bell));
    tauri::async_runtime::spawn(controller.run(received));
    let desk = bell.desk.clone();
    tauri::async_runtime::spawn(async move { desk.run_courier().await });
    listen_for_the_hotkey(app.handle(), &bell);
    #[cfg(windows)]
    ending::listen(bell.requests.clone(), args.identity().is_none() && args.data.is_none());
    if crashed {
        bell.ask(Request::Crashed);
    }
    if let Some(source) = pressed_by(args) {
        bell.ask(Request::Press(source));
    }
    Ok(())
}

fn open(app: &AppHandle, args: &Args, paths: Paths, requests: UnboundedSender<Request>) -> anyhow::Result<Arc<Bell>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let account = deskbell_device::account();
    let settings = deskbell_desk::settings::load(&paths).settings;
    let brand = brand_icon(&paths, &settings);
    let config = DeskConfig {
        paths: paths.clone(),
        alerts: alert::system(&settings),
        settings,
        clock: Arc::clone(&clock),
        psa: None,
    };
    let desk = Desk::open(config).context("the requests kept on this PC can't be opened")?;
    desk.hello(PROTOCOL)?;
    for remark in desk.remarks() {
        tracing::warn!("{remark}");
    }
    Ok(Arc::new_cyclic(|bell| Bell {
        desk,
        owner: Owner(account.id.clone()),
        paths,
        account,
        languages: deskbell_device::languages(),
        machine: Arc::new(ThisMachine),
        shell: desktop(Desktop::new(app.clone(), requests.clone(), brand), bell),
        clock,
        stopwatch: Stopwatch::new(args.bench),
        requests,
        press: Mutex::new(None),
        errands: Errands::none(),
    }))
}

/// The MSP's own picture for the tray; without one that can be read, the bell is ours.
fn brand_icon(paths: &Paths, settings: &Settings) -> Option<Image<'static>> {
    let file = settings.brand.icon.as_ref()?;
    icon::read(&paths.machine.join(file))
        .inspect_err(|reason| tracing::warn!("the brand's icon is left aside: {reason}"))
        .ok()
}

#[cfg(windows)]
fn desktop(desktop: Desktop, bell: &Weak<Bell>) -> Arc<dyn Shell> {
    Arc::new(plain::PlainShell::new(
        Arc::new(desktop),
        plain::native(),
        Box::new(|| tauri::webview_version().map(drop).map_err(|error| error.to_string())),
        Weak::clone(bell),
    ))
}

#[cfg(not(windows))]
fn desktop(desktop: Desktop, _bell: &Weak<Bell>) -> Arc<dyn Shell> {
    Arc::new(desktop)
}

/// A second launch means press, unless it is autostart's or a link that means nothing.
fn launched_again(app: &AppHandle, words: Vec<String>, _folder: String) {
    let args = Args::read(words.into_iter().skip(1).map(Into::into)).unwrap_or_default();
    let press = Args {
        press: args.link.is_none(),
        ..args
    };
    if let (Some(source), Some(bell)) = (pressed_by(&press), app.try_state::<Arc<Bell>>()) {
        bell.ask(Request::Press(source));
    }
}

fn pressed_by(args: &Args) -> Option<Source> {
    match (args.background, args.link, args.press) {
        (true, _, _) | (false, Some(Link::Unknown), _) | (false, None, false) => None,
        (false, Some(Link::Press), _) => Some(Source::Link),
        (false, None, true) => Some(Source::Launch),
    }
}

fn listen_for_the_hotkey(app: &AppHandle, bell: &Arc<Bell>) {
    let settings = bell.desk.settings();
    let mine = deskbell_desk::person::load(&bell.paths, &settings).hotkey;
    let Some(hotkey) = mine.as_ref().or(settings.hotkey.as_ref()) else {
        return;
    };
    let pressed = Arc::clone(bell);
    // Only now: on X11 its thread wakes twenty times a second for as long as it lives.
    if let Err(error) = app.plugin(tauri_plugin_global_shortcut::Builder::new().build()) {
        tracing::warn!("no hotkey: {error}");
        return;
    }
    let listening = app.global_shortcut().on_shortcut(hotkey.as_str(), move |_, _, event| {
        if event.state == ShortcutState::Pressed {
            pressed.ask(Request::Press(Source::Hotkey));
        }
    });
    if let Err(error) = listening {
        tracing::warn!("the hotkey {hotkey} can't be used: {error}");
    }
}

fn happened(app: &AppHandle, event: &RunEvent) {
    // Closing the last window is no reason to leave the tray; only Quit gives a code.
    if let RunEvent::ExitRequested { code: None, api, .. } = event {
        api.prevent_exit();
    } else if let RunEvent::WindowEvent { label, event, .. } = event {
        window_event(app, label, event);
    } else if matches!(event, RunEvent::Exit) {
        crash::survived();
    }
}

fn window_event(app: &AppHandle, label: &str, event: &WindowEvent) {
    let (Some(window), Some(bell)) = (Window::labelled(label), app.try_state::<Arc<Bell>>()) else {
        return;
    };
    if let WindowEvent::CloseRequested { api, .. } = event {
        api.prevent_close();
        bell.ask(Request::CloseWanted(window));
    } else if matches!(event, WindowEvent::Destroyed) {
        bell.ask(Request::Gone(window));
    }
}

/// Locks; what a thread that panicked left behind is still good, since nothing here is changed in two steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn say(out: &mut impl std::io::Write, text: &str) {
    // Where nobody reads, nothing is lost.
    let _ = out.write_all(text.as_bytes());
}
