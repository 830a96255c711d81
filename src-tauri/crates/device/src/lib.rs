//! What Deskbell can see of the machine: facts and screenshots. The only place that names sysinfo, mac_address and
//! screenshots.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One fact: values, or why there are none. Keys are those of ARCHITECTURE.md's table (hostname, username, ip, mac, …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Key.
    pub key: String,
    /// Values, the most important first.
    pub values: Vec<String>,
    /// Why there is none.
    pub missing: Option<String>,
}

/// Looks at the machine. Probes run side by side; one that is not done after `limit` is cut off without holding the
/// others, and its fact says so.
pub fn look(limit: Duration) -> Vec<Fact> {
    let _ = limit;
    todo!()
}

/// Who is signed in, as the operating system knows them: display name and e-mail-like account (UPN), where readable.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Stable id of the account: SID on Windows, uid elsewhere.
    pub id: String,
    /// Login name.
    pub login: String,
    /// Display name, when the system has one.
    pub full_name: Option<String>,
    /// Work account (UPN), when the system has one.
    pub upn: Option<String>,
}

/// The account this process runs as.
pub fn account() -> Account {
    todo!()
}

/// One monitor's picture, as captured; pixels stay in memory until Send.
#[derive(Clone)]
pub struct Capture {
    /// The monitor's name, e.g. "DP-1".
    pub monitor: String,
    /// Whether it is the primary one.
    pub primary: bool,
    /// Width and height in pixels, RGBA.
    pub image: image::RgbaImage,
}

/// Captures every monitor, the primary one first. A failed or black capture is an error of that monitor alone.
pub fn capture() -> Result<Vec<Result<Capture, CaptureError>>, CaptureError> {
    todo!()
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// There is no display to capture.
    #[error("there is no display to capture")]
    NoDisplay,
    /// The system refused.
    #[error("monitor {monitor}: {reason}")]
    Failed {
        /// Which.
        monitor: String,
        /// Why.
        reason: String,
    },
    /// The picture is black throughout.
    #[error("monitor {monitor}: the picture is black")]
    Black {
        /// Which.
        monitor: String,
    },
}

/// An encoded picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// `png` or `jpg`.
    pub extension: &'static str,
}

impl Capture {
    /// The smaller of PNG and a JPEG in which text stays readable; no metadata.
    pub fn encode(&self) -> Result<Picture, CaptureError> {
        todo!()
    }

    /// A small JPEG no wider than `width` pixels, for a thumbnail.
    pub fn thumbnail(&self, width: u32) -> Result<Picture, CaptureError> {
        let _ = width;
        todo!()
    }
}
