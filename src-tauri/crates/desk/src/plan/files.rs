//! Which pictures and files are attached, and what is said about those that are not.

use crate::BlobId;

use super::Decided;

/// The text file that holds what the ticket system can't show of the message.
pub(super) const MESSAGE: &str = "message.txt";
/// The same for the internal note.
pub(super) const NOTE: &str = "note.txt";

/// A file to attach.
pub(super) struct Attached {
    pub(super) blob: BlobId,
    pub(super) name: String,
}

/// All files, sorted.
pub(super) struct Files {
    /// From the smallest, so that one that is refused holds up few others.
    pub(super) attached: Vec<Attached>,
    /// A line for each that is not attached.
    pub(super) left_out: Vec<String>,
}

/// Empty files can't be attached, and ones that are too large any more were staged under another limit.
pub(super) fn sorted(decided: &Decided<'_>, limit: usize) -> Files {
    let mut files: Vec<_> = decided.saved.files.iter().collect();
    files.sort_by_key(|file| file.bytes);
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut sorted = Files {
        attached: Vec::new(),
        left_out: Vec::new(),
    };
    for file in files {
        let name = file.name.clone();
        match file.bytes {
            0 => sorted.left_out.push(format!(
                "{name} was added and is empty (0 bytes), so it is not attached."
            )),
            bytes if bytes > limit => sorted.left_out.push(format!(
                "{name} was added and is too large ({bytes} bytes), so it is not attached."
            )),
            _ => sorted.attached.push(Attached { blob: file.blob, name }),
        }
    }
    sorted
}
