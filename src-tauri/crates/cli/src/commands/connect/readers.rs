//! Who can read the secret: the tray runs as the person, so root, or an administrator, alone is not enough.

#[cfg(unix)]
use std::path::Path;

use deskbell_desk::Paths;

/// What whoever can read the secret can do with it. Nobody should have to look that up elsewhere before they roll it out.
pub const WHAT_IT_OPENS: &str = "\
Deskbell in the tray works as the person at this PC, so a determined person can find the secret out, and read with it \
whatever the API user may: with the rights README.md lists every company, contact and ticket of your tenant, with notes \
and attachments.";

/// One line for the admin about the secret that was just stored.
#[cfg(unix)]
pub fn in_words(paths: &Paths) -> anyhow::Result<String> {
    use std::os::unix::fs::MetadataExt as _;

    use anyhow::Context as _;

    let file = paths.machine.join("secret");
    let found = std::fs::metadata(&file).with_context(|| format!("{} can't be looked at", file.display()))?;
    Ok(sentence(&file, found.mode(), found.uid(), found.gid()))
}

/// One line for the admin about the secret that was just stored.
#[cfg(windows)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere the file has to be looked at")]
pub fn in_words(paths: &Paths) -> anyhow::Result<String> {
    Ok(format!(
        "The secret is sealed for this PC; administrators and whoever is logged on here can read it ({}).",
        paths.machine.join("secret").display()
    ))
}

#[cfg(unix)]
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

#[cfg(unix)]
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
