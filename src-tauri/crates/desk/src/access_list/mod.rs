//! Windows' access lists, judged: who but an administrator could have written a file. The judgement is over plain values, so
//! that it is tried wherever the tests run.

#[cfg(windows)]
mod windows;

#[cfg(windows)]
pub(crate) use windows::{administrators, create, of, owner_of_folder};

/// Who owns a file, and whom its access list allows what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccessList {
    /// The owner's SID, as text.
    pub(crate) owner: String,
    /// What takes effect on the file itself. A file without a list, which is everybody's, is one that allows it.
    pub(crate) allowed: Vec<Allowed>,
}

/// One entry that allows something. What a list denies is not looked at: that only makes the judgement stricter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allowed {
    /// Whom: a SID, as text.
    pub(crate) sid: String,
    /// What: the access mask.
    pub(crate) mask: u32,
}

/// SIDs that are as good as an administrator on every PC: LocalSystem, BUILTIN\Administrators, TrustedInstaller.
pub(crate) const ADMINISTRATORS: [&str; 3] = [
    "S-1-5-18",
    "S-1-5-32-544",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
];

pub(crate) const EVERYONE: &str = "S-1-1-0";

/// Who the owner is stands in the file, and who makes something in a folder does not matter to a file.
const OF_THE_OWNER: [&str; 2] = ["S-1-3-4", "S-1-3-0"];

/// Everyone, Users, Authenticated Users, INTERACTIVE, Guests, ANONYMOUS LOGON, NETWORK.
const EVERY_ACCOUNT: [&str; 7] = [
    EVERYONE,
    "S-1-5-32-545",
    "S-1-5-11",
    "S-1-5-4",
    "S-1-5-32-546",
    "S-1-5-7",
    "S-1-5-2",
];

/// Those who need no account of this PC to count as one of them.
const STRANGERS: [&str; 3] = [EVERYONE, "S-1-5-7", "S-1-5-32-546"];

/// Data, appended data, DELETE, WRITE_DAC, WRITE_OWNER, GENERIC_ALL, GENERIC_WRITE.
const WRITES: u32 = 0x2 | 0x4 | 0x0001_0000 | 0x0004_0000 | 0x0008_0000 | 0x1000_0000 | 0x4000_0000;

/// Data, GENERIC_ALL, GENERIC_READ.
const READS: u32 = 0x1 | 0x1000_0000 | 0x8000_0000;

impl AccessList {
    /// Who but an administrator could have written the file, in words. `trusted` are the SIDs that count as
    /// administrators.
    pub(crate) fn plain_writer(&self, trusted: &[String]) -> Option<&'static str> {
        let is_trusted = |sid: &str| trusted.iter().any(|one| one == sid);
        let mut writers = self
            .allowed
            .iter()
            .filter(|one| one.mask & WRITES != 0)
            .map(|one| one.sid.as_str())
            .filter(|sid| !is_trusted(sid) && !OF_THE_OWNER.contains(sid) && *sid != self.owner);
        if writers.clone().any(|sid| EVERY_ACCOUNT.contains(&sid)) {
            return Some("every account on this PC can change it");
        }
        if !is_trusted(&self.owner) {
            return Some("it belongs to an account that is no administrator");
        }
        writers
            .next()
            .map(|_| "an account or group that is no administrator can change it")
    }

    /// Whether somebody without an account on this PC may read the file.
    pub(crate) fn is_read_by_strangers(&self) -> bool {
        let reads = |one: &Allowed| one.mask & READS != 0 && STRANGERS.contains(&one.sid.as_str());
        self.allowed.iter().any(reads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: &str = ADMINISTRATORS[0];
    const ADMINS: &str = ADMINISTRATORS[1];
    const USERS: &str = "S-1-5-32-545";
    const DANA: &str = "S-1-5-21-1004336348-1177238915-682003330-1001";

    /// As icacls writes them: full, modify, read and execute, read, write.
    const FULL: u32 = 0x001F_01FF;
    const MODIFY: u32 = 0x0013_01BF;
    const RX: u32 = 0x0012_00A9;
    const READ: u32 = 0x0012_0089;
    const WRITE: u32 = 0x0010_0116;

    fn list(owner: &str, allowed: &[(&str, u32)]) -> AccessList {
        AccessList {
            owner: owner.to_owned(),
            allowed: allowed
                .iter()
                .map(|(sid, mask)| Allowed {
                    sid: (*sid).to_owned(),
                    mask: *mask,
                })
                .collect(),
        }
    }

    fn writer(owner: &str, allowed: &[(&str, u32)], beside: Option<&str>) -> Option<&'static str> {
        let trusted: Vec<String> = ADMINISTRATORS.into_iter().chain(beside).map(str::to_owned).collect();
        list(owner, allowed).plain_writer(&trusted)
    }

    #[test]
    fn a_file_that_only_administrators_can_have_written_is_used() {
        for owner in ADMINISTRATORS {
            assert_eq!(
                writer(owner, &[(SYSTEM, FULL), (ADMINS, FULL), (USERS, RX)], None),
                None
            );
        }
        assert_eq!(writer(ADMINS, &[("S-1-3-4", FULL), ("S-1-5-11", READ)], None), None);
        assert_eq!(writer(SYSTEM, &[], None), None, "an empty list allows nothing");
    }

    #[test]
    fn any_right_with_which_a_plain_account_changes_a_file_counts() {
        let (dac, owner, delete, append) = (0x0004_0000, 0x0008_0000, 0x0001_0000, 0x4);
        for mask in [
            FULL,
            MODIFY,
            WRITE,
            dac,
            owner,
            delete,
            append,
            0x1000_0000,
            0x4000_0000,
        ] {
            for who in [USERS, EVERYONE, "S-1-5-11", "S-1-5-4"] {
                let words = writer(ADMINS, &[(SYSTEM, FULL), (who, RX), (who, mask)], None).unwrap();
                assert!(words.contains("every account"), "{who} {mask:#x}: {words}");
            }
            let words = writer(ADMINS, &[(DANA, mask)], None).unwrap();
            assert!(words.contains("no administrator can change it"), "{mask:#x}: {words}");
        }
        assert_eq!(writer(ADMINS, &[(DANA, READ)], None), None);
    }

    #[test]
    fn who_owns_a_file_can_always_change_it() {
        let words = writer(DANA, &[(ADMINS, FULL)], None).unwrap();
        assert!(words.contains("belongs to an account"), "{words}");
        assert_eq!(
            writer(DANA, &[(DANA, FULL)], Some(DANA)),
            None,
            "beside settings of their own"
        );
        assert!(writer(DANA, &[(DANA, FULL), (EVERYONE, MODIFY)], Some(DANA)).is_some());
        let another = "S-1-5-21-1004336348-1177238915-682003330-1002";
        assert!(writer(another, &[(another, FULL)], Some(DANA)).is_some());
    }

    #[test]
    fn a_secret_that_needs_no_account_to_be_read_is_told_from_one_for_the_people_of_this_pc() {
        assert!(!list(SYSTEM, &[(SYSTEM, FULL), ("S-1-5-4", READ), (USERS, RX)]).is_read_by_strangers());
        assert!(list(SYSTEM, &[(EVERYONE, READ)]).is_read_by_strangers());
        assert!(list(SYSTEM, &[("S-1-5-7", 0x8000_0000)]).is_read_by_strangers());
        assert!(
            !list(SYSTEM, &[(EVERYONE, 0x0012_0080)]).is_read_by_strangers(),
            "attributes only"
        );
    }
}
