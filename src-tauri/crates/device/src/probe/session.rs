//! Where the person sits: at the machine, or somewhere else behind a remote session.

use crate::environment::Environment;
use crate::fact::{Found, Missing};

/// `console`, `RDP`, `Citrix`, `VNC` or `SSH`.
pub(crate) fn kind(environment: &Environment) -> Found {
    match Kind::of(environment) {
        Some(kind) => Ok(vec![kind.name().to_owned()]),
        None => Err(Missing::NoSession),
    }
}

/// The PC behind a remote session: its name where the session knows it, else its address.
pub(crate) fn client_name(environment: &Environment) -> Found {
    match Kind::of(environment) {
        None => Err(Missing::NoSession),
        Some(Kind::Console) => Err(Missing::NotRemote),
        Some(Kind::Ssh) => {
            first_word(environment.ssh_client.as_ref()).map_or_else(|| Err(Missing::NotTold), |client| Ok(vec![client]))
        }
        Some(Kind::Rdp | Kind::Citrix | Kind::Vnc) => environment
            .client_name
            .clone()
            .map_or_else(|| Err(Missing::NotTold), |client| Ok(vec![client])),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Console,
    Rdp,
    Citrix,
    Vnc,
    Ssh,
}

impl Kind {
    /// Signs of a remote session weigh more than those of a seat, because a remote session can inherit the latter.
    fn of(environment: &Environment) -> Option<Self> {
        let station = environment.session_name.as_deref();
        if let Some(kind) = station.and_then(Self::of_windows_station) {
            return Some(kind);
        }
        if let Some(protocol) = environment.protocol {
            return Self::of_windows_protocol(protocol);
        }
        if station.is_some() {
            return None;
        }
        if environment.xrdp_session.is_some() {
            return Some(Self::Rdp);
        }
        if environment.vnc_desktop.is_some() {
            return Some(Self::Vnc);
        }
        if environment.ssh_client.is_some() {
            return Some(Self::Ssh);
        }
        let at_a_seat = environment.seat.is_some() || environment.session_type.is_some();
        at_a_seat.then_some(Self::Console)
    }

    fn of_windows_station(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if name == "console" {
            Some(Self::Console)
        } else if name.starts_with("rdp-") {
            Some(Self::Rdp)
        } else if name.starts_with("ica-") {
            Some(Self::Citrix)
        } else {
            None
        }
    }

    /// Where the station's name is a number, as on virtual desktops.
    fn of_windows_protocol(protocol: u16) -> Option<Self> {
        match protocol {
            0 => Some(Self::Console),
            1 => Some(Self::Citrix),
            2 => Some(Self::Rdp),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Rdp => "RDP",
            Self::Citrix => "Citrix",
            Self::Vnc => "VNC",
            Self::Ssh => "SSH",
        }
    }
}

fn first_word(text: Option<&String>) -> Option<String> {
    text?.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_session_is_told_by_its_own_sign() {
        let console = Environment {
            seat: Some("seat0".into()),
            session_type: Some("x11".into()),
            ..Environment::default()
        };
        let cases = [
            ("console", console.clone()),
            (
                "SSH",
                Environment {
                    ssh_client: Some("198.51.100.7 50422 22".into()),
                    ..console.clone()
                },
            ),
            (
                "RDP",
                Environment {
                    xrdp_session: Some("1".into()),
                    ..console.clone()
                },
            ),
            (
                "VNC",
                Environment {
                    vnc_desktop: Some(":1".into()),
                    ..console
                },
            ),
            (
                "console",
                Environment {
                    session_name: Some("Console".into()),
                    ..Environment::default()
                },
            ),
            (
                "RDP",
                Environment {
                    session_name: Some("RDP-Tcp#12".into()),
                    ..Environment::default()
                },
            ),
            (
                "Citrix",
                Environment {
                    session_name: Some("ICA-TCP#3".into()),
                    protocol: Some(0),
                    ..Environment::default()
                },
            ),
            (
                "RDP",
                Environment {
                    session_name: Some("31C5CE94259D4006".into()),
                    protocol: Some(2),
                    ..Environment::default()
                },
            ),
            (
                "Citrix",
                Environment {
                    protocol: Some(1),
                    ..Environment::default()
                },
            ),
            (
                "console",
                Environment {
                    protocol: Some(0),
                    ..Environment::default()
                },
            ),
        ];
        for (expected, environment) in cases {
            assert_eq!(kind(&environment).unwrap(), [expected], "{environment:?}");
        }
    }

    #[test]
    fn a_session_that_says_nothing_is_not_guessed() {
        assert!(kind(&Environment::default()).is_err());
        assert!(
            kind(&Environment {
                session_name: Some("31C5CE94259D4006".into()),
                ..Environment::default()
            })
            .is_err()
        );
    }

    #[test]
    fn the_client_is_named_only_behind_a_remote_session() {
        let ssh = Environment {
            ssh_client: Some("198.51.100.7 50422 22".into()),
            ..Environment::default()
        };
        let rdp = Environment {
            session_name: Some("RDP-Tcp#0".into()),
            client_name: Some("THINCLIENT-4".into()),
            ..Environment::default()
        };
        let console = Environment {
            session_name: Some("Console".into()),
            ..rdp.clone()
        };

        assert_eq!(client_name(&ssh).unwrap(), ["198.51.100.7"]);
        assert_eq!(client_name(&rdp).unwrap(), ["THINCLIENT-4"]);
        assert_eq!(client_name(&console), Err(Missing::NotRemote));
    }
}
