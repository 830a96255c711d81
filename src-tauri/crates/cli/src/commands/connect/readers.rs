//! Who can read the secret: the tray runs as the person, so root alone is not enough.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use anyhow::Context as _;
use deskbell_desk::Paths;

/// One line for the admin about the secret that was just stored.
pub fn in_words(paths: &Paths) -> anyhow::Result<String> {
    let file = paths.machine.join("secret");
    let found = fs::metadata(&file).with_context(|| format!("{} can't be looked at", file.display()))?;
    Ok(sentence(&file, found.mode(), found.uid(), found.gid()))
}

fn sentence(file: &Path, mode: u32, owner: u32, group: u32) -> String {
    let file = file.display();
    let group_reads = mode & 0o040 != 0 && group != 0;
    match (owner, group_reads) {
        (0, false) => format!(
            "Only root can read the secret. Deskbell in the tray runs as the person, so give a group of this PC's users \
             read access: chgrp GROUP {file} && chmod 640 {file}"
        ),
        (0, true) => format!("Root and the members of group {group} can read the secret ({file})."),
        (owner, false) => format!("Root and the account {owner} can read the secret ({file})."),
        (owner, true) => {
            format!("Root, the account {owner} and the members of group {group} can read the secret ({file}).")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_alone_is_told_how_the_tray_gets_to_read_it() {
        let file = Path::new("/etc/deskbell/secret");
        for (mode, group) in [(0o600, 0), (0o600, 1001), (0o640, 0)] {
            let line = sentence(file, mode, 0, group);
            assert!(
                line.contains("chgrp GROUP /etc/deskbell/secret && chmod 640 /etc/deskbell/secret"),
                "{line}"
            );
        }
        for (mode, owner, group) in [(0o640, 0, 1001), (0o600, 1000, 1000)] {
            assert!(!sentence(file, mode, owner, group).contains("chgrp"));
        }
    }
}
