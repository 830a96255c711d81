//! `DeskbellApply`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use deskbell_desk::{Paths, install, secret};
use secrecy::ExposeSecret as _;

use super::session::Session;
use super::{Done, access};
use crate::orders::{Apply, Icon};
use crate::undo;

pub fn apply(session: &Session, apply: &Apply) -> Done {
    let paths = Paths::system(None, None);
    make_folders(&paths).map_err(|error| failed("the folder of this PC's settings", &paths.machine, &error))?;
    undo::remember(&paths.machine).map_err(|error| failed("a way back", &paths.machine, &error))?;
    if let Some(text) = &apply.settings {
        install::put_settings(&paths, text).map_err(|error| failed("the settings", &paths.machine, &error))?;
        session.log("The settings are in place.");
    }
    if let Some(text) = &apply.rules {
        install::put_rules(&paths, text).map_err(|error| failed("the rules", &paths.machine, &error))?;
        session.log("The rules are in place.");
    }
    if let Some(icon) = &apply.icon {
        put_icon(&paths.machine, icon).map_err(|error| failed("the icon", &paths.machine, &error))?;
        session.log("The icon is in place.");
    }
    if !apply.secret.expose_secret().is_empty() {
        secret::store(&paths, &apply.secret).map_err(|error| failed("the secret", &paths.machine, &error))?;
        session.log("The secret is stored.");
    }
    if let Some(file) = &apply.spent {
        let told = match destroy(file) {
            Ok(()) => format!("{} was overwritten and deleted.", file.display()),
            Err(error) => format!(
                "The secret is stored, but {} could not be destroyed ({error}). Delete it yourself.",
                file.display()
            ),
        };
        session.log(&told);
    }
    Ok(())
}

/// Whoever may write to the machine's folder decides where tickets go.
fn make_folders(paths: &Paths) -> io::Result<()> {
    fs::create_dir_all(paths.shared())?;
    access::set(&paths.machine, access::PEOPLE_READ)?;
    access::set(&paths.shared(), access::PEOPLE_WRITE)
}

fn put_icon(machine: &Path, icon: &Icon) -> io::Result<()> {
    let bytes = BASE64_STANDARD.decode(&icon.bytes).map_err(io::Error::other)?;
    let fresh = machine.join("icon.new");
    fs::write(&fresh, bytes)?;
    fs::rename(fresh, machine.join(&icon.name))
}

/// Overwrites a file and deletes it. On a disk that moves what it writes, that is as much as a program can do.
fn destroy(file: &Path) -> io::Result<()> {
    let length = usize::try_from(fs::metadata(file)?.len()).unwrap_or_default();
    let mut open = File::options().write(true).open(file)?;
    open.write_all(&vec![0; length])?;
    open.sync_all()?;
    drop(open);
    fs::remove_file(file)
}

fn failed(what: &str, folder: &Path, error: &dyn std::fmt::Display) -> String {
    format!(
        "{what} could not be put into {} ({error}), so the installation was taken back. Check that the disk has room and \
         that no other program guards that folder, then try again.",
        folder.display()
    )
}
