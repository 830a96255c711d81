//! Access lists as Windows keeps them: read from an open file, and set when a file is made.

use std::ffi::c_void;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _};
use std::path::Path;

use windows::Win32::Foundation::{CloseHandle, GENERIC_WRITE, HANDLE, HLOCAL, LocalFree};
use windows::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, ConvertStringSidToSidW,
    GetSecurityInfo, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, CheckTokenMembership, DACL_SECURITY_INFORMATION, GetAce, GetTokenInformation,
    INHERIT_ONLY_ACE, OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID, SECURITY_ATTRIBUTES, TOKEN_QUERY,
    TOKEN_USER, TokenUser,
};
use windows::Win32::Storage::FileSystem::{
    CREATE_NEW, CreateFileW, FILE_ATTRIBUTE_NORMAL, FILE_FLAG_BACKUP_SEMANTICS, FILE_SHARE_NONE, READ_CONTROL,
};
use windows::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use windows::core::{BOOL, HSTRING, PWSTR};

use crate::windows_error::as_io;

use super::{ADMINISTRATORS, AccessList, Allowed, EVERYONE};

/// Memory that Windows has handed out.
struct Local(*mut c_void);

impl Drop for Local {
    #[expect(unsafe_code, reason = "Windows wants its memory back")]
    fn drop(&mut self) {
        // SAFETY: the pointer came from a call that says to free it like this, and nothing points into it any more.
        unsafe { LocalFree(Some(HLOCAL(self.0))) };
    }
}

/// The access list of an open file.
#[expect(unsafe_code, reason = "access lists have no other door than the Windows API")]
pub(crate) fn of(file: &File) -> io::Result<AccessList> {
    let (mut owner, mut list, mut descriptor) =
        (PSID::default(), std::ptr::null_mut(), PSECURITY_DESCRIPTOR::default());
    // SAFETY: the handle is open for as long as `file` is, and each pointer leads to a place of the right type.
    let answer = unsafe {
        GetSecurityInfo(
            HANDLE(file.as_raw_handle()),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
            Some(&raw mut owner),
            None,
            Some(&raw mut list),
            None,
            Some(&raw mut descriptor),
        )
    };
    answer.ok()?;
    // Owner and list lie inside it.
    let _descriptor = Local(descriptor.0);
    Ok(AccessList {
        owner: in_words(owner)?,
        allowed: allowed(list)?,
    })
}

/// Whose a folder is.
pub(crate) fn owner_of_folder(folder: &Path) -> io::Result<String> {
    let mut options = OpenOptions::new();
    options
        .access_mode(READ_CONTROL.0)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS.0);
    Ok(of(&options.open(folder)?)?.owner)
}

/// The SIDs that count as administrators here: those of every PC, and this account's own where it is running as one.
pub(crate) fn administrators() -> Vec<String> {
    let own = runs_as_administrator().then(|| own_sid().ok()).flatten();
    ADMINISTRATORS.into_iter().map(str::to_owned).chain(own).collect()
}

/// Makes a file that is not there yet, open for writing, with the access list that `sddl` describes, from the first moment on.
#[expect(unsafe_code, reason = "access lists have no other door than the Windows API")]
pub(crate) fn create(file: &Path, sddl: &str) -> io::Result<File> {
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: the text ends with a zero and outlives the call, and the pointer leads to a place of the right type.
    unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            &HSTRING::from(sddl),
            SDDL_REVISION_1,
            &raw mut descriptor,
            None,
        )?;
    }
    let _descriptor = Local(descriptor.0);
    let attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or_default(),
        lpSecurityDescriptor: descriptor.0,
        bInheritHandle: false.into(),
    };
    // SAFETY: path, attributes and the descriptor they point to outlive the call; the handle is nobody else's, so that the
    // file may close it.
    unsafe {
        let handle = CreateFileW(
            &HSTRING::from(file),
            GENERIC_WRITE.0,
            FILE_SHARE_NONE,
            Some(&raw const attributes),
            CREATE_NEW,
            FILE_ATTRIBUTE_NORMAL,
            None,
        )
        .map_err(as_io)?;
        Ok(File::from_raw_handle(handle.0))
    }
}

/// What a list allows; a file without one is everybody's.
#[expect(unsafe_code, reason = "access lists have no other door than the Windows API")]
fn allowed(list: *const ACL) -> io::Result<Vec<Allowed>> {
    /// `ACCESS_ALLOWED_ACE_TYPE` and `ACCESS_ALLOWED_CALLBACK_ACE_TYPE` of winnt.h, which begin alike.
    const ALLOWS: [u8; 2] = [0, 9];
    if list.is_null() {
        return Ok(vec![Allowed {
            sid: EVERYONE.to_owned(),
            mask: u32::MAX,
        }]);
    }
    let mut allowed = Vec::new();
    // SAFETY: the list is one that Windows gave, and lives until this returns.
    let count = unsafe { (*list).AceCount };
    for index in 0..u32::from(count) {
        let mut entry = std::ptr::null_mut();
        // SAFETY: as above; each entry begins with a header, and one of the types above has mask and SID behind it.
        unsafe {
            GetAce(list, index, &raw mut entry)?;
            let header: ACE_HEADER = entry.cast::<ACE_HEADER>().read();
            if !ALLOWS.contains(&header.AceType) || u32::from(header.AceFlags) & INHERIT_ONLY_ACE.0 != 0 {
                continue;
            }
            let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
            allowed.push(Allowed {
                sid: in_words(PSID((&raw mut (*entry).SidStart).cast()))?,
                mask: (*entry).Mask,
            });
        }
    }
    Ok(allowed)
}

#[expect(unsafe_code, reason = "SIDs have no other door than the Windows API")]
fn in_words(sid: PSID) -> io::Result<String> {
    let mut text = PWSTR::null();
    // SAFETY: every caller has the SID from Windows, inside memory that it holds; the text is freed when it has been copied.
    unsafe {
        ConvertSidToStringSidW(sid, &raw mut text)?;
        let _text = Local(text.0.cast());
        Ok(text.to_string().unwrap_or_default())
    }
}

#[expect(unsafe_code, reason = "tokens have no other door than the Windows API")]
fn runs_as_administrator() -> bool {
    let (mut sid, mut is_member) = (PSID::default(), BOOL::default());
    // SAFETY: the text ends with a zero, both pointers lead to places of the right type, and the SID is freed afterwards.
    let asked = unsafe {
        ConvertStringSidToSidW(&HSTRING::from(ADMINISTRATORS[1]), &raw mut sid).and_then(|()| {
            let _sid = Local(sid.0);
            CheckTokenMembership(None, sid, &raw mut is_member)
        })
    };
    asked.is_ok() && is_member.as_bool()
}

#[expect(unsafe_code, reason = "tokens have no other door than the Windows API")]
fn own_sid() -> io::Result<String> {
    let mut token = HANDLE::default();
    // A SID has at most 68 bytes, and TOKEN_USER is a pointer and a number; as numbers, so that it is aligned.
    let mut found = [0_u64; 16];
    let mut length = u32::try_from(size_of_val(&found)).unwrap_or_default();
    // SAFETY: the token is closed once it has been asked; what is found is no longer than is said, and begins with TOKEN_USER.
    unsafe {
        OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token)?;
        let asked = GetTokenInformation(
            token,
            TokenUser,
            Some(found.as_mut_ptr().cast()),
            length,
            &raw mut length,
        );
        CloseHandle(token)?;
        asked?;
        in_words((*found.as_ptr().cast::<TOKEN_USER>()).User.Sid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_this_account_s_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mine");
        std::fs::write(&file, "x").unwrap();
        let list = of(&File::open(&file).unwrap()).unwrap();
        assert!(list.owner.starts_with("S-1-5-"), "{list:?}");
        assert!(
            list.owner == own_sid().unwrap() || ADMINISTRATORS.contains(&list.owner.as_str()),
            "{list:?}"
        );
        assert!(owner_of_folder(folder.path()).unwrap().starts_with("S-1-5-"));
    }

    #[test]
    fn a_file_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("made");
        drop(create(&file, "D:P(A;;FA;;;SY)(A;;FA;;;BA)").unwrap());
        let again = create(&file, "D:P(A;;FA;;;SY)").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    }
}
