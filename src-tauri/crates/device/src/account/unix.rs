//! The account as `/etc/passwd`, or else the directory, knows it.

use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Account;
use crate::time_limit::{Deadline, start};

const DIRECTORY_LIMIT: Duration = Duration::from_secs(1);

pub(super) fn account() -> Account {
    let Ok(process) = std::fs::metadata("/proc/self") else {
        return Account::default();
    };
    let uid = process.uid().to_string();
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    from_passwd(&passwd, &uid)
        .or_else(|| from_passwd(&asked_of_directory(&uid)?, &uid))
        .unwrap_or_else(|| Account {
            id: uid,
            ..Account::default()
        })
}

/// Accounts of a directory (sssd, LDAP) are not in the file; getent knows them.
fn asked_of_directory(uid: &str) -> Option<String> {
    let uid = uid.to_owned();
    let answer = start("getent", move || {
        let getent = Command::new("getent")
            .args(["passwd", &uid])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        getent.map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    });
    Deadline::within(DIRECTORY_LIMIT).next(&answer).ok()?.ok()
}

/// Fields: name:password:uid:gid:GECOS:home:shell. GECOS: full name, room, phones.
fn from_passwd(passwd: &str, uid: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let (login, gecos) = (*fields.first()?, *fields.get(4)?);
        (*fields.get(2)? == uid).then(|| Account {
            id: uid.to_owned(),
            login: login.to_owned(),
            full_name: full_name(gecos, login),
            // A machine of a directory names its people like this; a local account has no such name.
            upn: login
                .split_once('@')
                .filter(|(name, domain)| !name.is_empty() && domain.contains('.'))
                .map(|_| login.to_owned()),
            email: None,
        })
    })
}

/// In GECOS, "&" stands for the login name, and a name that only repeats it is no display name.
fn full_name(gecos: &str, login: &str) -> Option<String> {
    let name = gecos.split(',').next().unwrap_or_default().replace('&', login);
    let name = name.trim();
    (!name.is_empty() && !name.eq_ignore_ascii_case(login)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\
        dana:x:1000:1000:Dana Reyes,Room 3,,:/home/dana:/bin/bash\n\
        sam@corp.example:x:1001:1001:Sam Ortiz:/home/sam:/bin/bash\n\
        short:x:1002\n";

    #[test]
    fn the_full_name_is_the_first_part_of_gecos() {
        let dana = from_passwd(PASSWD, "1000").unwrap();

        assert_eq!((dana.id.as_str(), dana.login.as_str()), ("1000", "dana"));
        assert_eq!(dana.full_name.as_deref(), Some("Dana Reyes"));
        assert_eq!(dana.upn, None);
    }

    #[test]
    fn a_login_name_of_a_directory_is_the_work_account() {
        assert_eq!(
            from_passwd(PASSWD, "1001").unwrap().upn.as_deref(),
            Some("sam@corp.example")
        );
    }

    #[test]
    fn a_name_that_repeats_the_login_is_no_full_name() {
        assert_eq!(from_passwd(PASSWD, "0").unwrap().full_name, None);
    }

    #[test]
    fn a_broken_line_or_an_unknown_account_is_none() {
        assert_eq!(from_passwd(PASSWD, "1002"), None);
        assert_eq!(from_passwd(PASSWD, "4711"), None);
    }

    #[test]
    fn this_process_s_own_account_has_an_id() {
        assert!(crate::account().id.parse::<u32>().is_ok());
    }
}
