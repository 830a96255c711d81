//! Keys that Windows keeps in memory and never writes into the person's hive.

use std::io;

use windows_registry::CURRENT_USER;

use crate::windows_error::as_io;

pub(super) fn read(key: &str, name: &str) -> Option<String> {
    CURRENT_USER.open(key).ok()?.get_string(name).ok()
}

pub(super) fn write(key: &str, name: &str, text: &str) -> io::Result<()> {
    let key = CURRENT_USER.options().create().volatile().read().write().open(key);
    key.and_then(|key| key.set_string(name, text)).map_err(as_io)
}

pub(super) fn remove(key: &str, name: &str) -> io::Result<()> {
    let key = CURRENT_USER.options().read().write().open(key);
    key.and_then(|key| key.remove_value(name)).map_err(as_io)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in memory alone can have no child that is not: Windows refuses that with this error.
    const CHILD_MUST_BE_VOLATILE: u32 = 1021;

    #[test]
    fn what_is_kept_comes_back_and_the_key_is_never_written_to_disk() {
        let key = format!(r"Software\Deskbell test {}\Volatile", uuid::Uuid::now_v7());
        assert_eq!(read(&key, "a"), None);
        assert_eq!(remove(&key, "a").unwrap_err().kind(), io::ErrorKind::NotFound);
        write(&key, "a", "one").unwrap();
        write(&key, "a", "two").unwrap();
        let lasting = CURRENT_USER.create(format!(r"{key}\lasting"));
        assert_eq!(read(&key, "a").as_deref(), Some("two"));
        remove(&key, "a").unwrap();
        assert_eq!(read(&key, "a"), None);
        let (parent, _) = key.rsplit_once('\\').unwrap();
        CURRENT_USER.remove_tree(parent).unwrap();
        let refused = lasting.err().map(|error| error.code());
        assert_eq!(
            refused,
            Some(windows::core::HRESULT::from_win32(CHILD_MUST_BE_VOLATILE))
        );
    }
}
