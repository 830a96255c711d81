//! Windows' errors as the standard library's, whose kinds callers branch on.

use std::io;

use windows::Win32::Foundation::WIN32_ERROR;
use windows::core::Error;

/// The same error with its kind, where it has one.
pub(crate) fn as_io(error: Error) -> io::Error {
    match WIN32_ERROR::from_error(&error) {
        Some(code) => io::Error::from_raw_os_error(code.0.cast_signed()),
        None => io::Error::other(error),
    }
}
