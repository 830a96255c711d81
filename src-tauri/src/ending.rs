//! How others end the tray politely on Windows: the MSI sets an event before it replaces the program, and Windows asks
//! before it ends the session. Both come to one thread with a window that is never shown.

use std::cell::OnceCell;
use std::sync::mpsc as answers;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use windows::Win32::Foundation::{HANDLE, HWND, LPARAM, LRESULT, WAIT_OBJECT_0, WPARAM};
use windows::Win32::System::Recovery::{
    REGISTER_APPLICATION_RESTART_FLAGS, RESTART_NO_HANG, RESTART_NO_REBOOT, RegisterApplicationRestart,
};
use windows::Win32::System::Threading::{CreateEventW, INFINITE, SetProcessShutdownParameters};
use windows::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DefWindowProcW, DispatchMessageW, MSG, MsgWaitForMultipleObjects, PM_REMOVE, PeekMessageW,
    QS_ALLINPUT, RegisterClassExW, WINDOW_EX_STYLE, WINDOW_STYLE, WM_QUERYENDSESSION, WNDCLASSEXW,
};
use windows::core::{HSTRING, PCWSTR, w};

use crate::controller::Request;

/// Windows ends a program that answers later than after 5 s.
const KEEPS_WITHIN: Duration = Duration::from_secs(4);
/// Asked before programs with the usual 0x280, and so before the web view's own.
const BEFORE_OTHERS: u32 = 0x300;

thread_local! {
    #[allow(clippy::missing_const_for_thread_local, reason = "it is const; the lint does not see it on this target")]
    static REQUESTS: OnceCell<UnboundedSender<Request>> = const { OnceCell::new() };
}

/// Listens from now on. `restart`: Windows may start this Deskbell again after it has crashed or was updated.
pub fn listen(requests: UnboundedSender<Request>, restart: bool) {
    if restart {
        register_restart();
    }
    let spawned = thread::Builder::new()
        .name("ending".to_owned())
        .stack_size(128 * 1024)
        .spawn(move || serve(&requests));
    if let Err(error) = spawned {
        tracing::warn!("nobody can end this politely: {error}");
    }
}

/// The event that ends the tray with this process id.
fn name(process: u32) -> String {
    format!(r"Global\app.deskbell.tray.close.{process}")
}

fn serve(requests: &UnboundedSender<Request>) {
    let event = event(&name(std::process::id())).inspect_err(|error| {
        tracing::warn!("nobody can end this politely: {error}");
    });
    REQUESTS.with(|cell| {
        let _ = cell.set(requests.clone());
    });
    if let Err(error) = window() {
        tracing::warn!("the end of the session will come as a surprise: {error}");
    }
    let Ok(event) = event else {
        return wait_for_messages(&[]);
    };
    wait_for_messages(&[event]);
    tracing::info!("asked to end");
    if requests.send(Request::End).is_err() {
        tracing::debug!("the program is ending");
    }
    wait_for_messages(&[]);
}

/// Handles messages until one of these is set.
#[expect(unsafe_code, reason = "Win32")]
fn wait_for_messages(events: &[HANDLE]) {
    let mut message = MSG::default();
    loop {
        let waited_for = (!events.is_empty()).then_some(events);
        // SAFETY: the handles live as long as the program; the message is ours.
        unsafe {
            let woken = MsgWaitForMultipleObjects(waited_for, false, INFINITE, QS_ALLINPUT);
            if woken.0 < WAIT_OBJECT_0.0 + u32::try_from(events.len()).unwrap_or_default() {
                return;
            }
            while PeekMessageW(&raw mut message, None, 0, 0, PM_REMOVE).as_bool() {
                DispatchMessageW(&raw const message);
            }
        }
    }
}

#[expect(unsafe_code, reason = "Win32")]
fn event(name: &str) -> windows::core::Result<HANDLE> {
    // SAFETY: the name lives until the call returns. It stays set once it is; the system may set it by default.
    unsafe { CreateEventW(None, true, false, &HSTRING::from(name)) }
}

/// A window that Windows asks before it ends the session. Only top-level windows are asked.
#[expect(unsafe_code, reason = "Win32")]
fn window() -> windows::core::Result<HWND> {
    let class = w!("DeskbellEnding");
    // SAFETY: all the class points to lives as long as the program.
    unsafe {
        if let Err(error) = SetProcessShutdownParameters(BEFORE_OTHERS, 0) {
            tracing::warn!("the web view may end before its words are kept: {error}");
        }
        let wanted = WNDCLASSEXW {
            cbSize: u32::try_from(size_of::<WNDCLASSEXW>()).unwrap_or_default(),
            lpfnWndProc: Some(procedure),
            lpszClassName: class,
            ..WNDCLASSEXW::default()
        };
        RegisterClassExW(&raw const wanted);
        let (style, extended) = (WINDOW_STYLE(0), WINDOW_EX_STYLE(0));
        CreateWindowExW(
            extended,
            class,
            PCWSTR::null(),
            style,
            0,
            0,
            0,
            0,
            None,
            None,
            None,
            None,
        )
    }
}

#[expect(unsafe_code, reason = "called by Windows")]
extern "system" fn procedure(window: HWND, message: u32, wparam: WPARAM, lparam: LPARAM) -> LRESULT {
    if message == WM_QUERYENDSESSION {
        keep_draft();
        return LRESULT(1);
    }
    // SAFETY: called with what this was called with.
    unsafe { DefWindowProcW(window, message, wparam, lparam) }
}

/// Waits until an open form has kept its draft. Already now: when the session has ended it is too late.
fn keep_draft() {
    let (kept, wait) = answers::sync_channel(1);
    let asked = REQUESTS.with(|cell| {
        cell.get()
            .is_some_and(|requests| requests.send(Request::SessionEnds(kept)).is_ok())
    });
    if asked
        && wait
            .recv_timeout(KEEPS_WITHIN)
            .is_err_and(|error| error == answers::RecvTimeoutError::Timeout)
    {
        tracing::warn!("the session ends before the form was kept");
    }
}

/// Not after a restart of Windows: there autostart does it.
#[expect(unsafe_code, reason = "Win32")]
fn register_restart() {
    let flags = REGISTER_APPLICATION_RESTART_FLAGS(RESTART_NO_HANG.0 | RESTART_NO_REBOOT.0);
    // SAFETY: the text lives as long as the program.
    if let Err(error) = unsafe { RegisterApplicationRestart(w!("--background"), flags) } {
        tracing::debug!("no restart after a crash: {error}");
    }
}
