//! Windows shows a program that doesn't know of scaled monitors smaller ones than there are.

use windows::Win32::UI::HiDpi::{DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2, SetThreadDpiAwarenessContext};

/// From now on this thread sees each monitor's own pixels, whatever the program's manifest says.
#[expect(unsafe_code, reason = "the standard library does not know monitors")]
pub(super) fn aware() {
    // SAFETY: the call takes a constant, and concerns nothing but this thread.
    unsafe { SetThreadDpiAwarenessContext(DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2) };
}
