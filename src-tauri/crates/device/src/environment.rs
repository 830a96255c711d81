//! What the session says about itself in the environment. The only module of this crate that reads it.

#[cfg(windows)]
mod session;

/// The variables that tell a session's kind and a machine's domain; absent and empty are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// `DISPLAY`: the X display, on Linux.
    pub display: Option<String>,
    /// `SSH_CLIENT`: "address port port", in a session over SSH.
    pub ssh_client: Option<String>,
    /// `XRDP_SESSION`: set by xrdp for what it starts.
    pub xrdp_session: Option<String>,
    /// `VNCDESKTOP`: set by VNC servers for what they start.
    pub vnc_desktop: Option<String>,
    /// `XDG_SEAT`: the seat of a person at the machine.
    pub seat: Option<String>,
    /// `XDG_SESSION_TYPE`: x11, wayland, tty.
    pub session_type: Option<String>,
    /// `SESSIONNAME`: Console, RDP-Tcp#…, ICA-…, on Windows. What a program was started with may be of an earlier session.
    pub session_name: Option<String>,
    /// By which protocol the session is shown, on Windows, where it can be asked: 0 none, 1 Citrix's, 2 RDP.
    pub protocol: Option<u16>,
    /// `CLIENTNAME`: the PC behind a remote session, on Windows.
    pub client_name: Option<String>,
    /// `EMAIL`: the person's address, where they have set it.
    pub email: Option<String>,
    /// `USERDNSDOMAIN`: the account's domain, on Windows.
    pub user_dns_domain: Option<String>,
}

impl Environment {
    /// This process's.
    pub fn read() -> Self {
        Self {
            display: variable("DISPLAY"),
            ssh_client: variable("SSH_CLIENT"),
            xrdp_session: variable("XRDP_SESSION"),
            vnc_desktop: variable("VNCDESKTOP"),
            seat: variable("XDG_SEAT"),
            session_type: variable("XDG_SESSION_TYPE"),
            session_name: variable("SESSIONNAME"),
            protocol: None,
            client_name: variable("CLIENTNAME"),
            email: variable("EMAIL").filter(|email| email.contains('@')),
            user_dns_domain: variable("USERDNSDOMAIN"),
        }
    }

    /// With what Windows itself says of the session now, where it says something. May take a while.
    #[cfg(windows)]
    pub fn of_this_session(self) -> Self {
        let session = session::now();
        Self {
            session_name: session.name.or(self.session_name),
            protocol: session.protocol.or(self.protocol),
            client_name: session.client.or(self.client_name),
            ..self
        }
    }

    /// Elsewhere a session is what its environment says.
    #[cfg(not(windows))]
    pub fn of_this_session(self) -> Self {
        self
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate that reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}
