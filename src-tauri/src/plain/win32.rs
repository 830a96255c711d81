//! The calls to Windows that the plain form needs, each as one function that can't be used wrongly: handles are made
//! here and stay good or are refused by Windows, strings are copied.

use windows::Win32::Foundation::{HINSTANCE, HWND, LPARAM, LRESULT, POINT, RECT, WPARAM};
use windows::Win32::Graphics::Gdi::{
    COLOR_3DFACE, CreateFontIndirectW, DRAW_TEXT_FORMAT, DT_CALCRECT, DT_EDITCONTROL, DT_NOPREFIX, DT_WORDBREAK,
    DeleteObject, DrawTextW, GetDC, GetMonitorInfoW, HBRUSH, HFONT, MONITOR_DEFAULTTONEAREST, MONITORINFO,
    MonitorFromPoint, MonitorFromWindow, ReleaseDC, SelectObject,
};
use windows::Win32::System::LibraryLoader::GetModuleHandleW;
use windows::Win32::UI::Accessibility::NotifyWinEvent;
use windows::Win32::UI::HiDpi::{AdjustWindowRectExForDpi, GetDpiForWindow, SystemParametersInfoForDpi};
use windows::Win32::UI::Input::KeyboardAndMouse::{EnableWindow, GetFocus, GetKeyState, SetFocus, VIRTUAL_KEY};
use windows::Win32::UI::WindowsAndMessaging::{
    CW_USEDEFAULT, CreateWindowExW, DefWindowProcW, DestroyWindow, DispatchMessageW, EVENT_SYSTEM_ALERT, GetCursorPos,
    GetMessageW, GetNextDlgTabItem, GetWindowTextLengthW, GetWindowTextW, HICON, HMENU, IDC_ARROW, IsDialogMessageW,
    IsIconic, LoadCursorW, LoadIconW, MB_OK, MB_SETFOREGROUND, MSG, MessageBoxW, NONCLIENTMETRICSW, OBJID_CLIENT,
    PostMessageW, PostQuitMessage, RegisterClassExW, SPI_GETNONCLIENTMETRICS, SW_HIDE, SW_RESTORE, SW_SHOW,
    SWP_NOACTIVATE, SWP_NOZORDER, SendMessageW, SetForegroundWindow, SetWindowPos, SetWindowTextW, ShowWindow,
    TranslateMessage, WINDOW_EX_STYLE, WINDOW_STYLE, WM_SETFONT, WNDCLASSEXW, WNDPROC,
};
use windows::core::{HSTRING, PCWSTR};

/// A size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    pub width: i32,
    pub height: i32,
}

/// What a new window or control is.
#[derive(Clone, Copy)]
pub struct Kind<'a> {
    pub class: &'a str,
    pub style: WINDOW_STYLE,
    pub extended: WINDOW_EX_STYLE,
}

/// Registers a window class with our icon. An error is one that a second registration gives, too; making a window of the
/// class tells.
#[expect(unsafe_code, reason = "Win32")]
pub fn register(class: &str, procedure: WNDPROC) {
    let name = HSTRING::from(class);
    // SAFETY: the class's name and all it points to live until the call returns; Windows copies them.
    unsafe {
        let instance = instance();
        let class = WNDCLASSEXW {
            cbSize: size_of_u32::<WNDCLASSEXW>(),
            lpfnWndProc: procedure,
            hInstance: instance,
            hIcon: LoadIconW(Some(instance), icon()).unwrap_or_default(),
            hCursor: LoadCursorW(None, IDC_ARROW).unwrap_or_default(),
            // A system colour is named by its number plus one.
            hbrBackground: HBRUSH((COLOR_3DFACE.0 as isize + 1) as *mut _),
            lpszClassName: PCWSTR(name.as_ptr()),
            hIconSm: HICON::default(),
            ..WNDCLASSEXW::default()
        };
        RegisterClassExW(&raw const class);
    }
}

/// The icon that tauri-build puts into the program.
fn icon() -> PCWSTR {
    PCWSTR(32512 as *const u16)
}

#[expect(unsafe_code, reason = "Win32")]
fn instance() -> HINSTANCE {
    // SAFETY: asks for our own program's handle, which is there as long as we are.
    unsafe { GetModuleHandleW(None) }.map(Into::into).unwrap_or_default()
}

/// Makes a window, or a control in `parent` with this number. The control's number comes back in its messages.
#[expect(unsafe_code, reason = "Win32")]
pub fn create(kind: Kind<'_>, text: &str, parent: Option<(HWND, u16)>) -> Result<HWND, String> {
    let (class, text) = (HSTRING::from(kind.class), HSTRING::from(text));
    let number = parent.map(|(_, number)| HMENU(usize::from(number) as *mut _));
    let at = if parent.is_some() { 0 } else { CW_USEDEFAULT };
    // SAFETY: the strings live until the call returns; for a child, the menu is its number, as Windows wants it.
    let made = unsafe {
        CreateWindowExW(
            kind.extended,
            &class,
            &text,
            kind.style,
            at,
            at,
            0,
            0,
            parent.map(|(parent, _)| parent),
            number,
            Some(instance()),
            None,
        )
    };
    made.map_err(|error| error.to_string())
}

/// What Windows does with a message that we have no use for.
#[expect(unsafe_code, reason = "Win32")]
pub fn by_default(window: HWND, message: u32, wparam: WPARAM, lparam: LPARAM) -> LRESULT {
    // SAFETY: called with what a window procedure was called with.
    unsafe { DefWindowProcW(window, message, wparam, lparam) }
}

/// Sends a message whose parameters are numbers.
#[expect(unsafe_code, reason = "Win32")]
pub fn send(window: HWND, message: u32, first: usize, second: isize) -> isize {
    // SAFETY: numbers only; who sends a pointer does it itself.
    unsafe { SendMessageW(window, message, Some(WPARAM(first)), Some(LPARAM(second))) }.0
}

/// Leaves a message with a window, from any thread. A window that is gone gets none.
#[expect(unsafe_code, reason = "Win32")]
pub fn post(window: HWND, message: u32) {
    // SAFETY: a message without parameters.
    let posted = unsafe { PostMessageW(Some(window), message, WPARAM(0), LPARAM(0)) };
    if let Err(error) = posted {
        tracing::debug!("the plain window is gone: {error}");
    }
}

/// Ends a window of this thread.
#[expect(unsafe_code, reason = "Win32")]
pub fn destroy(window: HWND) {
    // SAFETY: a window of this thread, or one that Windows refuses.
    if let Err(error) = unsafe { DestroyWindow(window) } {
        tracing::warn!("the plain window stays: {error}");
    }
}

/// Ends this thread's loop.
#[expect(unsafe_code, reason = "Win32")]
pub fn end_loop() {
    // SAFETY: no pointers.
    unsafe { PostQuitMessage(0) };
}

/// Runs this thread's messages until [`end_loop`]. `keys` sees each first, and takes it by saying so.
#[expect(unsafe_code, reason = "Win32")]
pub fn run(window: HWND, keys: impl Fn(&MSG) -> bool) {
    let mut message = MSG::default();
    // SAFETY: `message` is ours and filled by the first call before it is read; -1 (an error) ends the loop like 0.
    unsafe {
        while GetMessageW(&raw mut message, None, 0, 0).0 > 0 {
            if keys(&message) || IsDialogMessageW(window, &raw const message).as_bool() {
                continue;
            }
            let _ = TranslateMessage(&raw const message);
            DispatchMessageW(&raw const message);
        }
    }
}

/// Whether a key is down, as of the message being handled.
#[expect(unsafe_code, reason = "Win32")]
pub fn is_down(key: VIRTUAL_KEY) -> bool {
    // SAFETY: no pointers.
    unsafe { GetKeyState(i32::from(key.0)) < 0 }
}

/// The control that has the focus, if it is one of this thread's.
#[expect(unsafe_code, reason = "Win32")]
pub fn focused() -> HWND {
    // SAFETY: no pointers.
    unsafe { GetFocus() }
}

/// Gives the focus to a control of this thread.
#[expect(unsafe_code, reason = "Win32")]
pub fn focus(control: HWND) {
    // SAFETY: Windows refuses what is no window of this thread.
    let _ = unsafe { SetFocus(Some(control)) };
}

/// Gives the focus to the next control, or the one before.
#[expect(unsafe_code, reason = "Win32")]
pub fn focus_next(window: HWND, backwards: bool) {
    // SAFETY: both are windows of this thread, or refused.
    if let Ok(next) = unsafe { GetNextDlgTabItem(window, Some(focused()), backwards) } {
        focus(next);
    }
}

/// Whether a control answers to the person.
#[expect(unsafe_code, reason = "Win32")]
pub fn enable(control: HWND, enabled: bool) {
    // SAFETY: no pointers.
    let _ = unsafe { EnableWindow(control, enabled) };
}

/// Shows or hides.
#[expect(unsafe_code, reason = "Win32")]
pub fn show(window: HWND, shown: bool) {
    // SAFETY: no pointers.
    let _ = unsafe { ShowWindow(window, if shown { SW_SHOW } else { SW_HIDE }) };
}

/// Brings a window to the front, also one that was made small.
#[expect(unsafe_code, reason = "Win32")]
pub fn to_front(window: HWND) {
    // SAFETY: no pointers.
    unsafe {
        if IsIconic(window).as_bool() {
            let _ = ShowWindow(window, SW_RESTORE);
        }
        let _ = SetForegroundWindow(window);
    }
}

/// Tells screen readers to read a control now.
#[expect(unsafe_code, reason = "Win32")]
pub fn read_out(control: HWND) {
    // SAFETY: no pointers.
    unsafe { NotifyWinEvent(EVENT_SYSTEM_ALERT, control, OBJID_CLIENT.0, 0) };
}

/// Sets a text; lines end as Windows wants it.
#[expect(unsafe_code, reason = "Win32")]
pub fn set_text(control: HWND, text: &str) {
    let text = HSTRING::from(text.replace('\n', "\r\n"));
    // SAFETY: the text lives until the call returns; Windows copies it.
    if let Err(error) = unsafe { SetWindowTextW(control, &text) } {
        tracing::warn!("a text could not be shown: {error}");
    }
}

/// Reads a text; lines end with `\n`.
#[expect(unsafe_code, reason = "Win32")]
pub fn text(control: HWND) -> String {
    // SAFETY: the buffer has the length that is handed over with it.
    let units = unsafe {
        let length = usize::try_from(GetWindowTextLengthW(control)).unwrap_or_default();
        let mut units = vec![0_u16; length + 1];
        let read = usize::try_from(GetWindowTextW(control, &mut units)).unwrap_or_default();
        units.truncate(read);
        units
    };
    String::from_utf16_lossy(&units).replace("\r\n", "\n")
}

/// Pixels per inch where the window is.
#[expect(unsafe_code, reason = "Win32")]
pub fn dpi(window: HWND) -> u32 {
    // SAFETY: no pointers.
    unsafe { GetDpiForWindow(window) }.max(96)
}

/// The font in which the system shows its messages, for this many pixels per inch.
#[expect(unsafe_code, reason = "Win32")]
pub fn message_font(dpi: u32) -> HFONT {
    let size = size_of_u32::<NONCLIENTMETRICSW>();
    let mut metrics = NONCLIENTMETRICSW {
        cbSize: size,
        ..NONCLIENTMETRICSW::default()
    };
    // SAFETY: the structure is as large as is said, and lives until the call returns.
    unsafe {
        let read = SystemParametersInfoForDpi(SPI_GETNONCLIENTMETRICS.0, size, Some((&raw mut metrics).cast()), 0, dpi);
        match read {
            Ok(()) => CreateFontIndirectW(&raw const metrics.lfMessageFont),
            Err(_) => HFONT::default(),
        }
    }
}

/// Shows a control's text in this font.
pub fn set_font(control: HWND, font: HFONT) {
    send(control, WM_SETFONT, font.0 as usize, 1);
}

/// Ends a font that no control uses any more.
#[expect(unsafe_code, reason = "Win32")]
pub fn drop_font(font: HFONT) {
    // SAFETY: ours, and not selected anywhere.
    let _ = unsafe { DeleteObject(font.into()) };
}

/// How high a text stands in this font and width; `mnemonics` when its `&` are not shown.
#[expect(unsafe_code, reason = "Win32")]
pub fn height_of(window: HWND, text: &str, font: HFONT, width: i32, mnemonics: bool) -> i32 {
    let mut units: Vec<u16> = text.replace('\n', "\r\n").encode_utf16().collect();
    let mut area = RECT {
        right: width,
        ..RECT::default()
    };
    let prefix = if mnemonics { DRAW_TEXT_FORMAT(0) } else { DT_NOPREFIX };
    // SAFETY: the device context is given back; text and rectangle live until the calls return.
    unsafe {
        let context = GetDC(Some(window));
        let before = SelectObject(context, font.into());
        DrawTextW(
            context,
            &mut units,
            &raw mut area,
            DT_CALCRECT | DT_WORDBREAK | DT_EDITCONTROL | prefix,
        );
        SelectObject(context, before);
        ReleaseDC(Some(window), context);
    }
    area.bottom - area.top
}

/// Moves and sizes a window or a control.
#[expect(unsafe_code, reason = "Win32")]
pub fn place(window: HWND, at: (i32, i32), size: Extent) {
    // SAFETY: no pointers.
    let placed = unsafe {
        SetWindowPos(
            window,
            None,
            at.0,
            at.1,
            size.width,
            size.height,
            SWP_NOZORDER | SWP_NOACTIVATE,
        )
    };
    if let Err(error) = placed {
        tracing::warn!("a control could not be placed: {error}");
    }
}

/// How large a window is around this much room inside.
#[expect(unsafe_code, reason = "Win32")]
pub fn with_frame(inside: Extent, kind: Kind<'_>, dpi: u32) -> Extent {
    let mut area = RECT {
        right: inside.width,
        bottom: inside.height,
        ..RECT::default()
    };
    // SAFETY: the rectangle lives until the call returns.
    if unsafe { AdjustWindowRectExForDpi(&raw mut area, kind.style, false, kind.extended, dpi) }.is_err() {
        return inside;
    }
    Extent {
        width: area.right - area.left,
        height: area.bottom - area.top,
    }
}

/// Whole monitor and work area.
#[derive(Debug, Clone, Copy, Default)]
pub struct Screen {
    pub whole: RECT,
    pub work: RECT,
}

/// The monitor under the pointer.
#[expect(unsafe_code, reason = "Win32")]
pub fn screen_under_pointer() -> Screen {
    let mut pointer = POINT::default();
    // SAFETY: the point lives until the call returns; where it can't be had, it is the primary monitor's corner.
    let monitor = unsafe {
        let _ = GetCursorPos(&raw mut pointer);
        MonitorFromPoint(pointer, MONITOR_DEFAULTTONEAREST)
    };
    screen(monitor)
}

/// The monitor most of a window is on.
#[expect(unsafe_code, reason = "Win32")]
pub fn screen_of(window: HWND) -> Screen {
    // SAFETY: no pointers.
    screen(unsafe { MonitorFromWindow(window, MONITOR_DEFAULTTONEAREST) })
}

#[expect(unsafe_code, reason = "Win32")]
fn screen(monitor: windows::Win32::Graphics::Gdi::HMONITOR) -> Screen {
    let mut info = MONITORINFO {
        cbSize: size_of_u32::<MONITORINFO>(),
        ..MONITORINFO::default()
    };
    // SAFETY: the structure says its size and lives until the call returns.
    let _ = unsafe { GetMonitorInfoW(monitor, &raw mut info) };
    Screen {
        whole: info.rcMonitor,
        work: info.rcWork,
    }
}

/// The system's message box, until the person has closed it.
#[expect(unsafe_code, reason = "Win32")]
pub fn message_box(title: &str, text: &str) {
    let (title, text) = (HSTRING::from(title), HSTRING::from(text));
    // SAFETY: the strings live until the call returns.
    unsafe { MessageBoxW(None, &text, &title, MB_OK | MB_SETFOREGROUND) };
}

/// The rectangle that a `WM_DPICHANGED` suggests.
#[expect(unsafe_code, reason = "Win32")]
pub fn suggested(lparam: LPARAM) -> Option<RECT> {
    let area = lparam.0 as *const RECT;
    // SAFETY: with this message, Windows hands over a rectangle that lives until it is handled.
    unsafe { area.as_ref() }.copied()
}

fn size_of_u32<T>() -> u32 {
    u32::try_from(size_of::<T>()).unwrap_or(u32::MAX)
}
