//! A way back to the machine's folder as it was: its files are kept in a folder inside it until the installation is done.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Keeps the files that lie in the folder now.
pub fn remember(machine: &Path) -> io::Result<()> {
    forget(machine)?;
    let kept = place(machine);
    fs::create_dir_all(&kept)?;
    for (name, file) in files(machine)? {
        // A second name for the same file keeps its access list, which a copy would not; what replaces the file later
        // leaves this one alone.
        fs::hard_link(file, kept.join(name))?;
    }
    Ok(())
}

/// Puts back what was remembered, and takes away what came since.
pub fn restore(machine: &Path) -> io::Result<()> {
    let kept = place(machine);
    if !kept.exists() {
        return Ok(());
    }
    for (_, file) in files(machine)? {
        fs::remove_file(file)?;
    }
    for (name, file) in files(&kept)? {
        fs::rename(file, machine.join(name))?;
    }
    forget(machine)
}

/// The installation is done: there is no way back any more.
pub fn forget(machine: &Path) -> io::Result<()> {
    match fs::remove_dir_all(place(machine)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn place(machine: &Path) -> PathBuf {
    machine.join("undo")
}

fn files(folder: &Path) -> io::Result<Vec<(std::ffi::OsString, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            found.push((entry.file_name(), entry.path()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_installation_leaves_the_folder_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("deskbell.toml"), "before").unwrap();
        fs::write(at("secret"), "sealed").unwrap();
        remember(folder.path()).unwrap();
        fs::write(at("deskbell.toml.new"), "after").unwrap();
        fs::rename(at("deskbell.toml.new"), at("deskbell.toml")).unwrap();
        fs::write(at("icon.ico"), "new").unwrap();
        restore(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(at("deskbell.toml")).unwrap(), "before");
        assert_eq!(fs::read_to_string(at("secret")).unwrap(), "sealed");
        assert!(!at("icon.ico").exists() && !at("undo").exists());
    }

    #[test]
    fn what_succeeded_stays() {
        let folder = tempfile::tempdir().unwrap();
        remember(folder.path()).unwrap();
        fs::write(folder.path().join("deskbell.toml"), "after").unwrap();
        forget(folder.path()).unwrap();
        restore(folder.path()).unwrap();
        assert!(folder.path().join("deskbell.toml").exists());
    }
}
