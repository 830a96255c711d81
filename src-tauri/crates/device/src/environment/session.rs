//! What Windows says of the session that this program runs in.

use windows::Win32::System::RemoteDesktop::{
    WTS_CURRENT_SESSION, WTS_INFO_CLASS, WTSClientName, WTSClientProtocolType, WTSFreeMemory,
    WTSQuerySessionInformationW, WTSWinStationName,
};
use windows::core::PWSTR;

/// Each is absent where Windows does not say.
pub(super) struct Session {
    /// As in `SESSIONNAME`.
    pub name: Option<String>,
    /// As in [`super::Environment::protocol`].
    pub protocol: Option<u16>,
    /// The PC behind a remote session.
    pub client: Option<String>,
}

pub(super) fn now() -> Session {
    Session {
        name: text(WTSWinStationName),
        protocol: ask(WTSClientProtocolType).and_then(|answer| answer.first().copied()),
        client: text(WTSClientName),
    }
}

fn text(class: WTS_INFO_CLASS) -> Option<String> {
    let answer = ask(class)?;
    let end = answer.iter().position(|unit| *unit == 0).unwrap_or(answer.len());
    let text = String::from_utf16_lossy(answer.get(..end)?).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// The answer in units of 16 bits, which all that is asked here consists of.
#[expect(unsafe_code, reason = "the session has no other door than the Windows API")]
fn ask(class: WTS_INFO_CLASS) -> Option<Vec<u16>> {
    let (mut buffer, mut bytes) = (PWSTR::null(), 0);
    // SAFETY: Windows says how many bytes its buffer holds, and the buffer is freed when they have been copied.
    unsafe {
        WTSQuerySessionInformationW(None, WTS_CURRENT_SESSION, class, &raw mut buffer, &raw mut bytes).ok()?;
        if buffer.is_null() {
            return None;
        }
        let answer = std::slice::from_raw_parts(buffer.0, bytes as usize / size_of::<u16>()).to_vec();
        WTSFreeMemory(buffer.0.cast());
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_does_not_say_is_absent() {
        let session = now();
        assert!(session.name.is_none_or(|name| !name.is_empty()));
        assert!(session.client.is_none_or(|name| !name.is_empty()));
        assert!(ask(WTS_INFO_CLASS(9999)).is_none());
    }
}
