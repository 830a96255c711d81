//! The account of this process's token, by the names that Windows has for it. Names of a directory come from its server,
//! which may be away or slow.

use std::ffi::c_void;
use std::time::Duration;

use windows::Win32::Foundation::{CloseHandle, HANDLE, HLOCAL, LocalFree};
use windows::Win32::NetworkManagement::NetManagement::{NetApiBufferFree, NetUserGetInfo, USER_INFO_10};
use windows::Win32::Security::Authentication::Identity::{
    EXTENDED_NAME_FORMAT, GetUserNameExW, NameDisplay, NameSamCompatible, NameUserPrincipal,
};
use windows::Win32::Security::Authorization::ConvertSidToStringSidW;
use windows::Win32::Security::{GetTokenInformation, TOKEN_QUERY, TOKEN_USER, TokenUser};
use windows::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use windows::core::{HSTRING, PCWSTR, PWSTR};

use super::Account;
use crate::time_limit::{Deadline, start};

const LIMIT: Duration = Duration::from_secs(1);

pub(super) fn account() -> Account {
    let deadline = Deadline::within(LIMIT);
    let login = start("login", || named(NameSamCompatible));
    let display = start("display-name", || named(NameDisplay));
    let upn = start("upn", || named(NameUserPrincipal));
    let login = deadline.next(&login).ok().flatten().unwrap_or_default();
    let (computer, login) = login.rsplit_once('\\').unwrap_or(("", &login));
    let display = deadline.next(&display).ok().flatten();
    Account {
        id: sid().unwrap_or_default(),
        login: login.to_owned(),
        full_name: display
            .or_else(|| local_name(deadline, computer, login))
            .filter(|name| !name.eq_ignore_ascii_case(login)),
        upn: deadline.next(&upn).ok().flatten().filter(|upn| upn.contains('@')),
        email: None,
    }
}

/// The account's name in one of Windows' formats, when it has one.
#[expect(unsafe_code, reason = "the account's names have no other door than the Windows API")]
fn named(format: EXTENDED_NAME_FORMAT) -> Option<String> {
    // The longest name of a directory has 256 characters, and one of a domain stands before it.
    let mut name = [0_u16; 1024];
    let mut length = u32::try_from(name.len()).unwrap_or_default();
    // SAFETY: at most `length` characters are written, which is what there is room for.
    let found = unsafe { GetUserNameExW(format, Some(PWSTR(name.as_mut_ptr())), &raw mut length) };
    let name = name.get(..length as usize).filter(|_| found)?;
    let name = String::from_utf16_lossy(name).trim_matches('\0').trim().to_owned();
    Some(name).filter(|name| !name.is_empty())
}

/// The full name of an account of this machine's own, which no directory knows. One of a domain may be called like it.
fn local_name(deadline: Deadline, computer: &str, login: &str) -> Option<String> {
    /// Where a machine's account is named, its name is cut off here.
    const NETBIOS: usize = 15;
    let host: String = sysinfo::System::host_name().ok()?.chars().take(NETBIOS).collect();
    if !host.eq_ignore_ascii_case(computer) {
        return None;
    }
    let login = login.to_owned();
    deadline.next(&start("full-name", move || full_name(&login))).ok()?
}

#[expect(
    unsafe_code,
    reason = "this machine's accounts have no other door than the Windows API"
)]
fn full_name(login: &str) -> Option<String> {
    let mut buffer: *mut c_void = std::ptr::null_mut();
    // SAFETY: the name ends with a zero and outlives the call. What comes back is a USER_INFO_10 and is freed when its text
    // has been copied.
    unsafe {
        let answer = NetUserGetInfo(PCWSTR::null(), &HSTRING::from(login), 10, (&raw mut buffer).cast());
        if answer != 0 || buffer.is_null() {
            return None;
        }
        let name = (*buffer.cast::<USER_INFO_10>()).usri10_full_name;
        let name = if name.is_null() { None } else { name.to_string().ok() };
        NetApiBufferFree(Some(buffer));
        name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
    }
}

/// The SID of the account, as text.
#[expect(unsafe_code, reason = "tokens have no other door than the Windows API")]
fn sid() -> Option<String> {
    let mut token = HANDLE::default();
    // A SID has at most 68 bytes, and TOKEN_USER is a pointer and a number; as numbers, so that it is aligned.
    let mut found = [0_u64; 16];
    let mut length = u32::try_from(size_of_val(&found)).unwrap_or_default();
    let mut text = PWSTR::null();
    // SAFETY: the token is closed once it has been asked; what is found is no longer than is said, and begins with TOKEN_USER;
    // the text is freed when it has been copied.
    unsafe {
        OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token).ok()?;
        let asked = GetTokenInformation(
            token,
            TokenUser,
            Some(found.as_mut_ptr().cast()),
            length,
            &raw mut length,
        );
        CloseHandle(token).ok()?;
        asked.ok()?;
        ConvertSidToStringSidW((*found.as_ptr().cast::<TOKEN_USER>()).User.Sid, &raw mut text).ok()?;
        let sid = text.to_string().ok();
        LocalFree(Some(HLOCAL(text.0.cast())));
        sid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_s_own_account_has_a_sid_and_a_name_without_its_domain() {
        let account = account();
        assert!(account.id.starts_with("S-1-5-"), "{account:?}");
        assert!(
            !account.login.is_empty() && !account.login.contains('\\'),
            "{account:?}"
        );
    }

    #[test]
    fn an_account_that_is_not_of_this_machine_has_no_name_of_this_machine() {
        let login = named(NameSamCompatible).unwrap_or_default();
        let login = login.rsplit('\\').next().unwrap_or_default();
        assert_eq!(local_name(Deadline::within(LIMIT), "ANOTHER-DOMAIN", login), None);
    }
}
