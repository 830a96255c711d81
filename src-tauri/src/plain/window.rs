//! The plain window itself: a thread with a window of the system's own controls. It knows nothing of tickets.

use std::cell::{Cell, OnceCell};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use tokio::sync::mpsc::UnboundedSender;
use windows::Win32::Foundation::{HWND, LPARAM, LRESULT, WPARAM};
use windows::Win32::UI::Controls::EM_SETSEL;
use windows::Win32::UI::Input::KeyboardAndMouse::{
    VIRTUAL_KEY, VK_A, VK_CONTROL, VK_ESCAPE, VK_RETURN, VK_SHIFT, VK_TAB,
};
use windows::Win32::UI::WindowsAndMessaging::{
    MSG, WINDOW_EX_STYLE, WM_ACTIVATE, WM_APP, WM_CLOSE, WM_COMMAND, WM_DESTROY, WM_DPICHANGED, WM_KEYDOWN,
    WM_SETFOCUS, WS_CAPTION, WS_EX_CONTROLPARENT, WS_MINIMIZEBOX, WS_OVERLAPPED, WS_SYSMENU,
};

use super::controls::{CLOSE, Controls, SEND, When};
use super::look::Look;
use super::win32::{self, Kind};
use super::{Happening, Labels, Pane, Place, Sheet, Status};
use crate::lock;

/// There are orders.
const ORDERS: u32 = WM_APP;

/// Our window: it can't be resized, and its controls are Tab's.
const KIND: Kind<'static> = Kind {
    class: "DeskbellPlainForm",
    style: windows::Win32::UI::WindowsAndMessaging::WINDOW_STYLE(
        WS_OVERLAPPED.0 | WS_CAPTION.0 | WS_SYSMENU.0 | WS_MINIMIZEBOX.0,
    ),
    extended: WINDOW_EX_STYLE(WS_EX_CONTROLPARENT.0),
};

/// What another thread wants of the window.
enum Order {
    Say(Status),
    Ask,
    Focus,
    Destroy,
}

type Orders = Arc<Mutex<VecDeque<Order>>>;

/// The window as other threads hold it.
struct Remote {
    /// The handle's number: Windows takes it from any thread.
    window: isize,
    orders: Orders,
}

/// Opens the window on a thread of its own. Returns when it is on the screen.
pub fn open(sheet: Sheet, happenings: UnboundedSender<Happening>) -> Result<Box<dyn Pane>, String> {
    let orders = Orders::default();
    let (made, ready) = mpsc::sync_channel(1);
    let theirs = Arc::clone(&orders);
    let thread = thread::Builder::new().name("plain form".to_owned());
    let spawned = thread.spawn(move || {
        let opened = FORM.with(|form| Form::open(form, &sheet, theirs, happenings));
        let window = opened.as_ref().ok().copied();
        // Who opened it waits for this.
        let _ = made.send(opened.map(|window| window.0 as isize));
        if let Some(window) = window {
            win32::run(window, |message| {
                with_form(|form| form.key(message)).unwrap_or_default()
            });
        }
    });
    spawned.map_err(|error| error.to_string())?;
    let window = ready.recv().map_err(|error| error.to_string())??;
    Ok(Box::new(Remote { window, orders }))
}

impl Remote {
    fn order(&self, order: Order) {
        lock(&self.orders).push_back(order);
        win32::post(HWND(self.window as *mut _), ORDERS);
    }
}

impl Pane for Remote {
    fn say(&self, status: Status) {
        self.order(Order::Say(status));
    }

    fn ask(&self) {
        self.order(Order::Ask);
    }

    fn focus(&self) {
        self.order(Order::Focus);
    }

    fn destroy(&self) {
        self.order(Order::Destroy);
    }
}

thread_local! {
    /// The one window of this thread.
    #[allow(clippy::missing_const_for_thread_local, reason = "it is const; the lint does not see it on this target")]
    static FORM: OnceCell<Form> = const { OnceCell::new() };
}

/// Does something with this thread's window, if it is made already.
fn with_form<T>(act: impl FnOnce(&Form) -> T) -> Option<T> {
    FORM.with(|form| form.get().map(act))
}

/// The window as its own thread holds it.
struct Form {
    window: HWND,
    controls: Controls,
    labels: Labels,
    look: Look,
    orders: Orders,
    happenings: UnboundedSender<Happening>,
    can_send: bool,
    sendable: Cell<bool>,
    sent: Cell<bool>,
    had_focus: Cell<HWND>,
}

impl Form {
    fn open(
        cell: &OnceCell<Self>,
        sheet: &Sheet,
        orders: Orders,
        happenings: UnboundedSender<Happening>,
    ) -> Result<HWND, String> {
        win32::register(KIND.class, Some(procedure));
        let window = win32::create(KIND, &sheet.title, None)?;
        let screen = win32::screen_under_pointer();
        // The scale is that of the monitor the window is on.
        let corner = (screen.work.left, screen.work.top);
        win32::place(window, corner, win32::Extent { width: 1, height: 1 });
        let controls = Controls::create(window, sheet).inspect_err(|_| win32::destroy(window))?;
        let look = Look::new(win32::dpi(window));
        look.dress(&controls);
        let size = look.arrange(window, KIND, &controls, false, screen);
        win32::place(window, look.corner(screen, size), size);
        let first = controls.at(Place::Message);
        let form = cell.get_or_init(|| Self {
            window,
            controls,
            labels: sheet.labels.clone(),
            look,
            orders,
            happenings,
            can_send: sheet.can_send,
            sendable: Cell::new(sheet.can_send),
            sent: Cell::new(false),
            had_focus: Cell::new(first),
        });
        win32::show(form.window, true);
        win32::to_front(form.window);
        win32::focus(first);
        Ok(window)
    }

    /// Keys that mean the same everywhere in the window.
    fn key(&self, message: &MSG) -> bool {
        if message.message != WM_KEYDOWN {
            return false;
        }
        let key = VIRTUAL_KEY(u16::try_from(message.wParam.0).unwrap_or_default());
        let long = self.controls.is_long(win32::focused());
        match key {
            VK_ESCAPE => self.tell(Happening::CloseWanted),
            // A key held down means what it meant first, not what the window has become meanwhile.
            VK_RETURN if !long && again(message) => {}
            VK_RETURN if win32::focused() == self.controls.close => self.tell(Happening::CloseWanted),
            VK_RETURN if win32::is_down(VK_CONTROL) => self.send(),
            VK_TAB if long => win32::focus_next(self.window, win32::is_down(VK_SHIFT)),
            VK_A if long && win32::is_down(VK_CONTROL) => {
                win32::send(win32::focused(), EM_SETSEL, 0, -1);
            }
            _ => return false,
        }
        true
    }

    fn handle(&self, message: u32, wparam: WPARAM, lparam: LPARAM) -> bool {
        match message {
            ORDERS => self.obey(),
            WM_CLOSE => self.tell(Happening::CloseWanted),
            WM_COMMAND => match u16::try_from(wparam.0 & 0xffff) {
                Ok(SEND) => self.send(),
                Ok(CLOSE) => self.tell(Happening::CloseWanted),
                Ok(_) | Err(_) => return false,
            },
            WM_ACTIVATE if u16::try_from(wparam.0 & 0xffff) == Ok(0) => {
                self.had_focus.set(win32::focused());
                return false;
            }
            WM_SETFOCUS => win32::focus(self.had_focus.get()),
            WM_DPICHANGED => {
                self.look
                    .change(u32::try_from(wparam.0 & 0xffff).unwrap_or(96), &self.controls);
                self.rearrange(win32::suggested(lparam).map(|area| (area.left, area.top)));
            }
            WM_DESTROY => {
                self.tell(Happening::Gone);
                win32::end_loop();
            }
            _ => return false,
        }
        true
    }

    fn obey(&self) {
        // One at a time: showing something may bring messages, and these the next order.
        while let Some(order) = lock(&self.orders).pop_front() {
            match order {
                Order::Say(status) => self.say(status),
                Order::Ask => self.tell(Happening::Left(self.controls.written())),
                Order::Focus => win32::to_front(self.window),
                Order::Destroy => win32::destroy(self.window),
            }
        }
    }

    fn send(&self) {
        if self.sendable.replace(false) {
            self.tell(Happening::Send(self.controls.written()));
        }
    }

    fn say(&self, status: Status) {
        match status {
            Status::Saving => {
                self.sendable.set(false);
                // Close keeps the focus while nothing else can have it.
                win32::focus(self.controls.close);
                self.controls.enable(false);
                win32::enable(self.controls.send, false);
                win32::set_text(self.controls.send, &self.labels.saving);
            }
            Status::Writing { note } => {
                self.controls.enable(true);
                self.sendable.set(self.can_send);
                win32::enable(self.controls.send, self.can_send);
                win32::set_text(self.controls.send, &self.labels.send);
                self.note(note);
            }
            Status::Sent(text) => self.show_receipt(&text),
        }
    }

    fn note(&self, note: Option<(String, Place)>) {
        let (text, place) = note.unwrap_or((String::new(), Place::Message));
        win32::set_text(self.controls.note, &text);
        self.rearrange(None);
        win32::focus(self.controls.at(place));
        if !text.is_empty() {
            win32::read_out(self.controls.note);
        }
    }

    fn show_receipt(&self, text: &str) {
        win32::set_text(self.controls.receipt, text);
        if !self.sent.replace(true) {
            win32::show(self.controls.send, false);
            for item in &self.controls.items {
                win32::show(item.control, item.when != When::Writing);
            }
            self.rearrange(None);
            win32::focus(self.controls.receipt);
        }
        win32::send(self.controls.receipt, EM_SETSEL, 0, 0);
        win32::read_out(self.controls.receipt);
    }

    /// Places everything anew, with the window's corner where it is told, or else near the tray.
    fn rearrange(&self, corner: Option<(i32, i32)>) {
        let screen = win32::screen_of(self.window);
        let size = self
            .look
            .arrange(self.window, KIND, &self.controls, self.sent.get(), screen);
        let at = corner.unwrap_or_else(|| self.look.corner(screen, size));
        win32::place(self.window, at, size);
    }

    fn tell(&self, happening: Happening) {
        if self.happenings.send(happening).is_err() {
            tracing::debug!("nobody serves the plain window any more");
        }
    }
}

/// Whether the key was down already.
fn again(key_down: &MSG) -> bool {
    key_down.lParam.0 & (1 << 30) != 0
}

/// Windows calls this on the window's own thread.
extern "system" fn procedure(window: HWND, message: u32, wparam: WPARAM, lparam: LPARAM) -> LRESULT {
    match with_form(|form| form.handle(message, wparam, lparam)) {
        Some(true) => LRESULT(0),
        Some(false) | None => win32::by_default(window, message, wparam, lparam),
    }
}
