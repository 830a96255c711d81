//! The last good copy of an admin's file, for the day when somebody saves a broken one.

use std::path::PathBuf;
use std::{fs, io};

use crate::{Paths, private};

/// Keeps `text` as the last good copy of the file called `name`. Nothing is written when it is there already.
pub(crate) fn keep(paths: &Paths, name: &str, text: &str) -> io::Result<()> {
    let file = place(paths, name);
    if fs::read_to_string(&file).is_ok_and(|kept| kept == text) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        private::folder(folder)?;
    }
    let fresh = file.with_extension("new");
    fs::write(&fresh, text)?;
    fs::rename(fresh, file)
}

/// The last good copy, if there is one.
pub(crate) fn read(paths: &Paths, name: &str) -> Option<String> {
    fs::read_to_string(place(paths, name)).ok()
}

fn place(paths: &Paths, name: &str) -> PathBuf {
    paths.data.join("last-good").join(name)
}
