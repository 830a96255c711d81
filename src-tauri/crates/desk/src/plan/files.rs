//! Which pictures and files are attached, and what is said about those that are not.

use crate::BlobId;
use crate::psa::Psa;

use super::Decided;

/// The text file that holds what the ticket system can't show of the message.
pub(super) const MESSAGE: &str = "message.txt";
/// The same for the internal note.
pub(super) const NOTE: &str = "note.txt";

/// The notes of rules for the customer, as they were written.
pub(super) const PUBLIC_NOTES: &str = "notes.txt";

/// A file to attach.
pub(super) struct Attached {
    pub(super) blob: BlobId,
    /// As the ticket system can hold it.
    pub(super) name: String,
}

/// All files, sorted.
pub(super) struct Files {
    /// From the smallest, so that one that is refused holds up few others.
    pub(super) attached: Vec<Attached>,
    /// A line for each that is not attached, or under another name.
    pub(super) remarks: Vec<String>,
}

/// Empty files can't be attached, and ones that are too large any more were staged under another limit.
pub(super) fn sorted(decided: &Decided<'_>, psa: &dyn Psa) -> Files {
    let mut files: Vec<_> = decided.saved.files.iter().collect();
    files.sort_by_key(|file| file.bytes);
    let limit = u64::try_from(psa.limits().attachment).unwrap_or(u64::MAX);
    let mut sorted = Files {
        attached: Vec::new(),
        remarks: Vec::new(),
    };
    for file in files {
        let name = file.name.clone();
        match file.bytes {
            0 => sorted.remarks.push(format!(
                "{name} was added and is empty (0 bytes), so it is not attached."
            )),
            bytes if bytes > limit => sorted.remarks.push(format!(
                "{name} was added and is too large ({bytes} bytes), so it is not attached."
            )),
            _ => {
                let shown = shown(&name, psa);
                if !psa.storable(&name).is_whole {
                    sorted.remarks.push(format!("{name} is attached as {shown}."));
                }
                sorted.attached.push(Attached {
                    blob: file.blob,
                    name: shown,
                });
            }
        }
    }
    sorted
}

/// The name, with an underscore for what the ticket system can't hold: its own question marks no disk takes.
fn shown(name: &str, psa: &dyn Psa) -> String {
    let name = psa.storable(name);
    if name.is_whole {
        return name.text;
    }
    let is_held = |c: char| psa.storable(c.encode_utf8(&mut [0; 4])).is_whole;
    name.text.chars().map(|c| if is_held(c) { c } else { '_' }).collect()
}
