//! A mark that the old version goes because a new one comes. Windows Installer tells the old version so by itself
//! (`UPGRADINGPRODUCTCODE`), Wine's does not, and losing the settings in an upgrade is not worth relying on one of them.

use std::time::{SystemTime, UNIX_EPOCH};

use windows_registry::LOCAL_MACHINE;

const SETUP: &str = r"Software\Deskbell\Setup";
const MARK: &str = "upgrading";

/// In seconds. An installation that broke off leaves the mark behind, which must not mean anything for long.
const GOOD_FOR: u64 = 15 * 60;

/// A new version is being installed over an old one. Who may not write here is told by Windows anyway.
pub fn begins() {
    if let Ok(setup) = LOCAL_MACHINE.create(SETUP) {
        let _ = setup.set_u64(MARK, now());
    }
}

/// Whether that is so now.
pub fn is_under_way() -> bool {
    let began = LOCAL_MACHINE.open(SETUP).and_then(|setup| setup.get_u64(MARK));
    began.is_ok_and(|began| now().abs_diff(began) < GOOD_FOR)
}

/// It is over, well or not.
pub fn ends() {
    if let Ok(setup) = LOCAL_MACHINE.options().read().write().open(SETUP) {
        // Not there is as good as gone.
        let _ = setup.remove_value(MARK);
    }
}

#[expect(clippy::disallowed_methods, reason = "the MSI knows no clock to pass in")]
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}
