//! Whether a file that decides about tickets can have been written by administrators alone.

#[cfg(unix)]
use std::fs;
use std::fs::File;
use std::io;

use crate::Paths;

/// Who but an administrator could have written the open file, in words. Beside a settings file that was named on the command
/// line, its folder's owner is as good as an administrator: they decide about the settings already.
#[cfg(unix)]
pub(crate) fn plain_writer(file: &File, paths: &Paths) -> io::Result<Option<&'static str>> {
    use std::os::unix::fs::MetadataExt as _;

    let folder_owner = match &paths.settings_file {
        Some(_) => Some(fs::metadata(&paths.machine)?.uid()),
        None => None,
    };
    let found = file.metadata()?;
    Ok(plain_writer_of(found.uid(), found.gid(), found.mode(), folder_owner))
}

/// As above, by the file's owner and access list.
#[cfg(windows)]
pub(crate) fn plain_writer(file: &File, paths: &Paths) -> io::Result<Option<&'static str>> {
    Ok(crate::access_list::of(file)?.plain_writer(&trusted(paths)?))
}

/// The SIDs that may have written what lies in the machine's folder.
#[cfg(windows)]
pub(crate) fn trusted(paths: &Paths) -> io::Result<Vec<String>> {
    let mut trusted = crate::access_list::administrators();
    if paths.settings_file.is_some() {
        trusted.push(crate::access_list::owner_of_folder(&paths.machine)?);
    }
    Ok(trusted)
}

/// `folder_owner` is whom the file may belong to besides root.
#[cfg(unix)]
fn plain_writer_of(user: u32, group: u32, mode: u32, folder_owner: Option<u32>) -> Option<&'static str> {
    const ROOT: u32 = 0;
    if mode & 0o002 != 0 {
        return Some("every account on this PC can change it");
    }
    if user != ROOT && folder_owner != Some(user) {
        return Some("it belongs to an account that is no administrator");
    }
    let group_writes = mode & 0o020 != 0 && group != ROOT;
    (group_writes && folder_owner.is_none()).then_some("a group of accounts can change it")
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn only_administrators_and_whoever_decides_the_settings_may_have_written_it() {
        let machines_own = |user, group, mode| plain_writer_of(user, group, mode, None).is_none();
        assert!(machines_own(0, 0, 0o100_644) && machines_own(0, 0, 0o100_664));
        assert!(!machines_own(1000, 1000, 0o100_644), "a plain user's file");
        assert!(!machines_own(0, 1000, 0o100_664), "a plain group may write");
        assert!(!machines_own(0, 0, 0o100_646), "everybody may write");

        let beside_mine = |user, mode| plain_writer_of(user, 1000, mode, Some(1000)).is_none();
        assert!(beside_mine(1000, 0o100_664) && beside_mine(0, 0o100_644));
        assert!(!beside_mine(1001, 0o100_644), "another person's file");
        assert!(!beside_mine(1000, 0o100_666), "everybody may write");
    }
}
