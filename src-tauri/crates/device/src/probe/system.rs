//! Names, versions and times of the operating system.

use jiff::{Span, Timestamp, Unit, tz::TimeZone};
use sysinfo::System;

use crate::environment::Environment;
use crate::fact::{Found, Missing, text};

/// The computer's name, without its domain.
pub(crate) fn hostname() -> Found {
    let name = text(System::host_name().ok(), Missing::NotSaid)?;
    Ok(vec![split_name(&name).0.to_owned()])
}

/// The domain: the account's on Windows; elsewhere that of the computer's full name, or the realm it has joined.
pub(crate) fn domain(environment: &Environment) -> Found {
    if let Some(domain) = &environment.user_dns_domain {
        return Ok(vec![domain.clone()]);
    }
    let name = System::host_name().unwrap_or_default();
    let from_name = split_name(&name).1.map(str::to_owned);
    from_name
        .or_else(joined_realm)
        .map_or_else(|| Err(Missing::NoDomain), |one| Ok(vec![one]))
}

/// The system's name, e.g. "Debian GNU/Linux".
pub(crate) fn os() -> Found {
    Ok(vec![text(System::name().ok(), Missing::NotSaid)?])
}

/// The system's version, e.g. "12 (bookworm)".
pub(crate) fn os_version() -> Found {
    Ok(vec![text(System::os_version().ok(), Missing::NotSaid)?])
}

/// The language of the session, e.g. "de-DE".
pub(crate) fn language() -> Found {
    spoken(sys_locale::get_locale())
}

/// Since when the system runs, and how long that is.
pub(crate) fn uptime() -> Found {
    let boot = System::boot_time().ok().and_then(|seconds| i64::try_from(seconds).ok());
    let boot = boot
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .ok_or(Missing::NotSaid)?;
    let seconds = System::uptime()
        .ok()
        .and_then(|seconds| i64::try_from(seconds).ok())
        .ok_or(Missing::NotSaid)?;
    Ok(vec![running_since(boot, seconds, TimeZone::system())])
}

fn split_name(name: &str) -> (&str, Option<&str>) {
    match name.split_once('.') {
        Some((host, domain)) => (
            host,
            Some(domain.trim_end_matches('.')).filter(|domain| !domain.is_empty()),
        ),
        None => (name, None),
    }
}

/// "C" and "POSIX" stand for no language at all.
fn spoken(locale: Option<String>) -> Found {
    let locale = locale.filter(|locale| !matches!(locale.as_str(), "C" | "POSIX"));
    Ok(vec![text(locale, Missing::NotSaid)?])
}

fn running_since(boot: Timestamp, seconds: i64, zone: TimeZone) -> String {
    let length = Span::new().try_seconds(seconds).and_then(|span| {
        span.round(
            jiff::SpanRound::new()
                .largest(Unit::Day)
                .smallest(Unit::Minute)
                .days_are_24_hours(),
        )
    });
    let since = boot.to_zoned(zone).strftime("%Y-%m-%d %H:%M %:z").to_string();
    length.map_or_else(|_| since.clone(), |length| format!("{since} ({length:#})"))
}

/// A keytab says that the machine has joined a realm; without one, the realm in krb5.conf can be a package's example.
#[cfg(not(windows))]
fn joined_realm() -> Option<String> {
    std::fs::exists("/etc/krb5.keytab").ok().filter(|joined| *joined)?;
    default_realm(&std::fs::read_to_string("/etc/krb5.conf").ok()?)
}

#[cfg(windows)]
fn joined_realm() -> Option<String> {
    None
}

#[cfg(not(windows))]
fn default_realm(krb5_conf: &str) -> Option<String> {
    krb5_conf.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "default_realm")
            .then(|| value.trim().to_owned())
            .filter(|realm| !realm.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_is_told_apart_from_its_domain() {
        assert_eq!(
            split_name("frontdesk-3.corp.example"),
            ("frontdesk-3", Some("corp.example"))
        );
        assert_eq!(split_name("FRONTDESK-3"), ("FRONTDESK-3", None));
        assert_eq!(split_name("odd."), ("odd", None));
    }

    #[test]
    fn no_language_is_better_than_the_c_locale() {
        assert_eq!(spoken(Some("de-DE".to_owned())).unwrap(), ["de-DE"]);
        assert!(spoken(Some("C".to_owned())).is_err());
        assert!(spoken(None).is_err());
    }

    #[test]
    fn the_start_is_told_in_the_machine_s_own_time() {
        let boot: Timestamp = "2026-11-18T07:12:40Z".parse().unwrap();
        let berlin = TimeZone::fixed(jiff::tz::offset(1));

        assert_eq!(
            running_since(boot, 3 * 86_400 + 4 * 3_600 + 90, berlin),
            "2026-11-18 08:12 +01:00 (3d 4h 2m)"
        );
    }

    #[cfg(not(windows))]
    #[test]
    fn the_realm_is_read_from_krb5_conf() {
        assert_eq!(
            default_realm("[libdefaults]\n  default_realm = CORP.EXAMPLE\n").as_deref(),
            Some("CORP.EXAMPLE")
        );
        assert_eq!(default_realm("[libdefaults]\n# default_realm = X\n"), None);
    }
}
