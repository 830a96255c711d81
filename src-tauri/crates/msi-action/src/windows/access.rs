//! Who may do what in a folder.

use std::ffi::c_void;
use std::io;
use std::path::Path;

use windows::Win32::Foundation::{HLOCAL, LocalFree};
use windows::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1, SE_FILE_OBJECT, SetNamedSecurityInfoW,
};
use windows::Win32::Security::{
    ACL, DACL_SECURITY_INFORMATION, GetSecurityDescriptorDacl, GetSecurityDescriptorOwner, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
};
use windows::core::{BOOL, HSTRING};

/// The system and administrators do everything, people read; nothing is inherited from above, where people may make files.
pub const PEOPLE_READ: &str = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)";

/// The same, and people write too.
pub const PEOPLE_WRITE: &str = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFWFXSD;;;BU)";

/// Gives a folder, and what inherits from it, this owner and access list.
#[expect(unsafe_code, reason = "access lists have no other door than the Windows API")]
pub fn set(folder: &Path, list: &str) -> io::Result<()> {
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: both strings end with a zero, and the place for the answer lives.
    unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            &HSTRING::from(list),
            SDDL_REVISION_1,
            &raw mut descriptor,
            None,
        )?;
    }
    let _memory = Local(descriptor.0);
    let (mut present, mut defaulted) = (BOOL::default(), BOOL::default());
    let (mut entries, mut owner) = (std::ptr::null_mut::<ACL>(), PSID::default());
    // SAFETY: the descriptor is whole and lives to the end of this function, and with it what points into it.
    let answer = unsafe {
        GetSecurityDescriptorDacl(descriptor, &raw mut present, &raw mut entries, &raw mut defaulted)?;
        GetSecurityDescriptorOwner(descriptor, &raw mut owner, &raw mut defaulted)?;
        SetNamedSecurityInfoW(
            &HSTRING::from(folder),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
            Some(owner),
            None,
            Some(entries.cast_const()),
            None,
        )
    };
    Ok(answer.ok()?)
}

/// Memory that Windows has handed out.
struct Local(*mut c_void);

impl Drop for Local {
    #[expect(unsafe_code, reason = "Windows wants its memory back")]
    fn drop(&mut self) {
        // SAFETY: the pointer came from a call that says to free it like this, and nothing points into it any more.
        unsafe { LocalFree(Some(HLOCAL(self.0))) };
    }
}
