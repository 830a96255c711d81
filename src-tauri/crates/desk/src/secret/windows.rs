//! The secret sealed by DPAPI for this machine, in a file that the people at this machine can read. Who runs a program here can
//! have it opened, too; what it keeps out is whoever has the file alone.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use secrecy::SecretString;
use secrecy::zeroize::Zeroize as _;
use windows::Win32::Foundation::{HLOCAL, LocalFree};
use windows::Win32::Security::Cryptography::{
    CRYPT_INTEGER_BLOB, CRYPTPROTECT_LOCAL_MACHINE, CRYPTPROTECT_UI_FORBIDDEN, CryptProtectData, CryptUnprotectData,
};
use windows::core::PCWSTR;

use crate::{Paths, access_list, trust};

/// SYSTEM and administrators may do all, whoever is logged on here may read, and the folder's list does not count.
const READERS: &str = "D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;IU)";

/// Beside settings that were named on the command line it is also its owner's, who may be logged on over the network.
const AND_ITS_OWNER: &str = "(A;;FA;;;S-1-3-4)";

/// So that nothing else on this machine opens it by accident. Whoever reads this can do it on purpose.
const ENTROPY: &[u8] = b"app.deskbell/autotask-secret/1";

/// Larger than any sealed secret; what is longer is none.
const LARGEST: u64 = 64 * 1024;

/// Writes a file that is not there yet.
pub(super) fn write(fresh: &Path, _before: &Path, paths: &Paths, secret: &str) -> io::Result<()> {
    let sealed = seal(secret)?;
    let readers = match paths.settings_file {
        None => READERS.to_owned(),
        Some(_) => format!("{READERS}{AND_ITS_OWNER}"),
    };
    let mut written = access_list::create(fresh, &readers)?;
    written.write_all(&sealed)?;
    written.sync_all()
}

/// What the file holds; nothing when it was not sealed on this machine.
pub(super) fn read(file: &mut File) -> io::Result<Option<SecretString>> {
    let mut sealed = Vec::new();
    file.take(LARGEST).read_to_end(&mut sealed)?;
    Ok(unseal(&sealed))
}

/// Who can read or change the file though they should not.
pub(super) fn exposed(file: &File, paths: &Paths) -> io::Result<Option<String>> {
    let list = access_list::of(file)?;
    if let Some(who) = list.plain_writer(&trust::trusted(paths)?) {
        return Ok(Some(who.to_owned()));
    }
    let strangers = list.is_read_by_strangers();
    Ok(strangers.then(|| "everybody can read it, even without an account on this PC".to_owned()))
}

#[expect(unsafe_code, reason = "DPAPI has no other door than the Windows API")]
fn seal(secret: &str) -> io::Result<Vec<u8>> {
    let (plain, entropy, mut sealed) = (blob(secret.as_bytes())?, blob(ENTROPY)?, CRYPT_INTEGER_BLOB::default());
    // SAFETY: both blobs that go in name bytes that outlive the call, which only reads them.
    unsafe {
        CryptProtectData(
            &raw const plain,
            PCWSTR::null(),
            Some(&raw const entropy),
            None,
            None,
            CRYPTPROTECT_LOCAL_MACHINE | CRYPTPROTECT_UI_FORBIDDEN,
            &raw mut sealed,
        )?;
    }
    Ok(Answer(sealed).bytes().to_vec())
}

#[expect(unsafe_code, reason = "DPAPI has no other door than the Windows API")]
fn unseal(sealed: &[u8]) -> Option<SecretString> {
    let (sealed, entropy, mut secret) = (blob(sealed).ok()?, blob(ENTROPY).ok()?, CRYPT_INTEGER_BLOB::default());
    // SAFETY: both blobs that go in name bytes that outlive the call, which only reads them.
    let opened = unsafe {
        CryptUnprotectData(
            &raw const sealed,
            None,
            Some(&raw const entropy),
            None,
            None,
            CRYPTPROTECT_UI_FORBIDDEN,
            &raw mut secret,
        )
    };
    opened.ok()?;
    let secret = Answer(secret);
    std::str::from_utf8(secret.bytes()).ok().map(SecretString::from)
}

fn blob(bytes: &[u8]) -> io::Result<CRYPT_INTEGER_BLOB> {
    Ok(CRYPT_INTEGER_BLOB {
        cbData: u32::try_from(bytes.len()).map_err(io::Error::other)?,
        pbData: bytes.as_ptr().cast_mut(),
    })
}

/// Bytes that DPAPI has handed out; overwritten before Windows gets the memory back.
struct Answer(CRYPT_INTEGER_BLOB);

impl Answer {
    #[expect(unsafe_code, reason = "DPAPI answers with a pointer")]
    fn bytes(&self) -> &[u8] {
        if self.0.pbData.is_null() {
            return &[];
        }
        // SAFETY: DPAPI gave pointer and length, and the memory is freed only with `self`.
        unsafe { std::slice::from_raw_parts(self.0.pbData, self.0.cbData as usize) }
    }
}

impl Drop for Answer {
    #[expect(unsafe_code, reason = "DPAPI answers with a pointer")]
    fn drop(&mut self) {
        if self.0.pbData.is_null() {
            return;
        }
        // SAFETY: as in `bytes`; nothing borrows them any more, and the memory is to be freed like this.
        unsafe {
            std::slice::from_raw_parts_mut(self.0.pbData, self.0.cbData as usize).zeroize();
            LocalFree(Some(HLOCAL(self.0.pbData.cast())));
        }
    }
}
