//! The running installation: its properties and its log.

use secrecy::zeroize::Zeroizing;
use serde::de::DeserializeOwned;
use windows::Win32::Foundation::{ERROR_MORE_DATA, ERROR_SUCCESS};
use windows::Win32::System::ApplicationInstallationAndServicing::{
    INSTALLMESSAGE, INSTALLMESSAGE_ERROR, INSTALLMESSAGE_INFO, MSIHANDLE, MsiCloseHandle, MsiCreateRecord,
    MsiGetPropertyW, MsiProcessMessage, MsiRecordSetStringW, MsiSetPropertyW,
};
use windows::core::{HSTRING, PCWSTR, PWSTR, w};

/// The running installation.
pub struct Session(MSIHANDLE);

impl Session {
    /// The one behind the handle that the MSI gave us.
    pub fn of(install: MSIHANDLE) -> Self {
        Self(install)
    }

    /// A property's value; empty when it has none.
    #[expect(unsafe_code, reason = "the MSI's properties have no other door")]
    pub fn property(&self, name: &str) -> Zeroizing<String> {
        let name = HSTRING::from(name);
        let mut room = Zeroizing::new(vec![0_u16; 256]);
        loop {
            let mut length = u32::try_from(room.len()).unwrap_or(u32::MAX);
            // SAFETY: the buffer has room for as many units as `length` says.
            let answer =
                unsafe { MsiGetPropertyW(self.0, &name, Some(PWSTR(room.as_mut_ptr())), Some(&raw mut length)) };
            let length = usize::try_from(length).unwrap_or_default();
            match answer {
                answer if answer == ERROR_MORE_DATA.0 => room = Zeroizing::new(vec![0; length + 1]),
                answer if answer == ERROR_SUCCESS.0 => {
                    return Zeroizing::new(String::from_utf16_lossy(room.get(..length).unwrap_or_default()));
                }
                _ => return Zeroizing::default(),
            }
        }
    }

    /// Gives a property a value, of which our own copies are wiped.
    #[expect(unsafe_code, reason = "the MSI's properties have no other door")]
    pub fn set_property(&self, name: &str, value: &str) -> Result<(), String> {
        let units: Zeroizing<Vec<u16>> = Zeroizing::new(value.encode_utf16().chain([0]).collect());
        // SAFETY: both strings end with a zero and live until the call is over.
        let answer = unsafe { MsiSetPropertyW(self.0, &HSTRING::from(name), PCWSTR(units.as_ptr())) };
        if answer == ERROR_SUCCESS.0 {
            return Ok(());
        }
        Err(format!(
            "Windows Installer would not take {name} (error {answer}), so nothing was changed. Try again."
        ))
    }

    /// What `DeskbellCheck` left for the function that runs now.
    pub fn orders<T: DeserializeOwned>(&self) -> Result<T, String> {
        let data = self.property("CustomActionData");
        // The reason could quote the text, which may hold the secret.
        serde_json::from_str(&data)
            .map_err(|_| "What the check handed over did not arrive; please report it with this log.".to_owned())
    }

    /// Writes a line to the log.
    pub fn log(&self, line: &str) {
        self.tell(INSTALLMESSAGE_INFO, line);
    }

    /// Writes a line to the log, and shows it where somebody looks.
    pub fn error(&self, line: &str) {
        self.tell(INSTALLMESSAGE_ERROR, line);
    }

    #[expect(unsafe_code, reason = "the MSI's log has no other door")]
    fn tell(&self, kind: INSTALLMESSAGE, line: &str) {
        // What is in brackets would be replaced in the template, but not in a field.
        // SAFETY: the record is ours until it is closed, and the strings live until each call is over.
        unsafe {
            let record = MsiCreateRecord(1);
            MsiRecordSetStringW(record, 0, w!("[1]"));
            MsiRecordSetStringW(record, 1, &HSTRING::from(format!("Deskbell: {line}")));
            MsiProcessMessage(self.0, kind, record);
            MsiCloseHandle(record);
        }
    }
}
