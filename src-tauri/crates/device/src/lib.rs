//! What Deskbell can see of the machine: facts, the account, and screenshots. The only place that names sysinfo,
//! mac_address and screenshots.
//!
//! A fact that can't be had is absent and says why; nothing here guesses. Nothing here fails for good either: a probe
//! that is slow or broken, or a machine without a display, costs its own fact or picture and nothing else.

mod account;
mod capture;
mod edit;
mod encode;
mod environment;
mod fact;
mod look;
mod probe;
mod stroke;
mod time_limit;

pub use account::{Account, account};
pub use capture::{Capture, CaptureError, capture};
pub use edit::{Edit, Tool};
pub use encode::Picture;
pub use fact::{Fact, Missing};
pub use look::{LIMIT, look};

/// The languages of the session (BCP 47 tags such as "de-DE"), the most wanted first; empty when it names none.
pub fn languages() -> Vec<String> {
    sys_locale::get_locales().collect()
}
