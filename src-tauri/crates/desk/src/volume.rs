//! The disk that a folder lies on: whether it is another machine's, and how much room it has.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// Where a disk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Volume {
    /// In this machine, as far as the system says.
    Local,
    /// Behind a network: memory shared between programs, which SQLite's WAL needs, is not to be had there.
    Network,
}

/// Where the disk of a folder is. What can't be found out counts as local, as it does for most programs.
pub(crate) fn of(folder: &Path) -> Volume {
    if is_remote(folder) {
        Volume::Network
    } else {
        Volume::Local
    }
}

/// How much more a plain account may write into a folder, in bytes; `None` where that can't be had.
#[cfg(unix)]
pub(crate) fn room(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// How much more this account may write into a folder, in bytes; `None` where that can't be had.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the standard library does not know how full a disk is")]
pub(crate) fn room(folder: &Path) -> Option<u64> {
    use windows::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;
    use windows::core::HSTRING;

    let mut room = 0;
    // SAFETY: the path ends with a zero, and both live until the call returns.
    let found = unsafe { GetDiskFreeSpaceExW(&HSTRING::from(folder), Some(&raw mut room), None, None) };
    found.ok().map(|()| room)
}

/// Whether a folder takes no `bytes` more, tried out: quotas and limits show nowhere else.
pub(crate) fn is_full(folder: &Path, bytes: usize) -> bool {
    let probe = folder.join("room.probe");
    let tried = fill(&probe, bytes);
    drop(fs::remove_file(&probe));
    let full = [
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::FileTooLarge,
    ];
    tried.is_err_and(|error| full.contains(&error.kind()))
}

fn fill(probe: &Path, bytes: usize) -> io::Result<()> {
    let chunk = vec![0_u8; bytes.clamp(1, 64 * 1024)];
    let mut file = File::create(probe)?;
    for _ in 0..bytes.div_ceil(chunk.len()) {
        file.write_all(&chunk)?;
    }
    file.sync_all()
}

/// By the magic numbers of statfs(2). FUSE counts as remote: sshfs and its like can't be told from a local disk's driver
/// there, and a journal that works on both costs little.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    const REMOTE: [u32; 12] = [
        0x6969,      // NFS
        0x517B,      // SMB
        0xFF53_4D42, // CIFS
        0xFE53_4D42, // SMB 2 and 3
        0x0102_1997, // 9p
        0x6573_5546, // FUSE
        0x5346_414F, // AFS
        0x7375_7245, // Coda
        0x00C3_6400, // Ceph
        0x0BD0_0BD0, // Lustre
        0x786F_4256, // VirtualBox's shared folders
        0xBACB_ACBC, // VMware's
    ];
    let magic = rustix::fs::statfs(folder).map(|found| found.f_type & 0xFFFF_FFFF);
    magic.is_ok_and(|magic| u32::try_from(magic).is_ok_and(|magic| REMOTE.contains(&magic)))
}

/// A UNC path, or a drive letter that stands for one.
#[cfg(windows)]
#[expect(unsafe_code, reason = "the standard library does not know what a drive is")]
fn is_remote(folder: &Path) -> bool {
    use std::path::{Component, Prefix};

    use windows::Win32::Storage::FileSystem::GetDriveTypeW;
    use windows::core::HSTRING;

    /// `DRIVE_REMOTE` of winbase.h.
    const REMOTE: u32 = 4;
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let Some(Component::Prefix(prefix)) = whole.components().next() else {
        return false;
    };
    match prefix.kind() {
        Prefix::UNC(..) | Prefix::VerbatimUNC(..) => true,
        Prefix::Disk(letter) | Prefix::VerbatimDisk(letter) => {
            let root = HSTRING::from(format!("{}:\\", char::from(letter)));
            // SAFETY: the path ends with a zero and lives until the call returns.
            unsafe { GetDriveTypeW(&root) == REMOTE }
        }
        Prefix::Verbatim(_) | Prefix::DeviceNS(_) => false,
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
fn is_remote(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_this_machine_is_local_and_has_room() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(of(folder.path()), Volume::Local);
        assert!(room(folder.path()).unwrap() > 0);
        assert!(!is_full(folder.path(), 100_000));
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the probe stays behind"
        );
    }

    #[test]
    fn what_cannot_be_asked_is_neither_remote_nor_full() {
        let nowhere = Path::new("/nowhere/at/all");
        assert_eq!(of(nowhere), Volume::Local);
        assert_eq!(room(nowhere), None);
        assert!(!is_full(nowhere, 1));
    }
}
