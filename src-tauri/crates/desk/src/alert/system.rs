//! The system's own log: syslog, or the Windows event log.

use std::io;

use super::{AlertSink, Notice};

/// Who speaks: syslog's tag, and the event log's source.
#[cfg(unix)]
const SOURCE: &str = "deskbell";

/// syslog on Unix (`/dev/log`, which journald serves too), the Application log with the source "Deskbell" on Windows.
#[derive(Debug, Clone)]
#[cfg_attr(not(unix), derive(Default))]
pub struct SystemLog {
    #[cfg(unix)]
    socket: std::path::PathBuf,
}

#[cfg(unix)]
impl Default for SystemLog {
    fn default() -> Self {
        Self {
            #[cfg(target_os = "macos")]
            socket: "/var/run/syslog".into(),
            #[cfg(not(target_os = "macos"))]
            socket: "/dev/log".into(),
        }
    }
}

#[cfg(unix)]
impl AlertSink for SystemLog {
    fn raise(&self, notice: &Notice) -> io::Result<()> {
        let socket = std::os::unix::net::UnixDatagram::unbound()?;
        // A log that is stuck must not hold up a ticket.
        socket.set_write_timeout(Some(std::time::Duration::from_secs(1)))?;
        socket.send_to(datagram(notice, std::process::id()).as_bytes(), &self.socket)?;
        Ok(())
    }
}

/// As RFC 3164 has it, which every syslog takes; the time is UTC.
#[cfg(unix)]
fn datagram(notice: &Notice, process: u32) -> String {
    /// syslog's facility "user", times eight.
    const USER: u8 = 8;
    let severity = match notice.severity {
        super::Severity::Error => 3,
        super::Severity::Warning => 4,
    };
    let at = notice.at.strftime("%b %e %H:%M:%S");
    let (id, line) = (notice.id.number(), &notice.line);
    format!("<{}>{at} {SOURCE}[{process}]: event {id}: {line}", USER + severity)
}

#[cfg(windows)]
impl AlertSink for SystemLog {
    #[expect(unsafe_code, reason = "the event log has no other door than the Windows API")]
    fn raise(&self, notice: &Notice) -> io::Result<()> {
        use windows::Win32::System::EventLog::{
            DeregisterEventSource, EVENTLOG_ERROR_TYPE, EVENTLOG_WARNING_TYPE, RegisterEventSourceW, ReportEventW,
        };
        use windows::core::{HSTRING, PCWSTR, w};

        let kind = match notice.severity {
            super::Severity::Error => EVENTLOG_ERROR_TYPE,
            super::Severity::Warning => EVENTLOG_WARNING_TYPE,
        };
        let line = HSTRING::from(notice.line.as_str());
        let id = u32::from(notice.id.number());
        // SAFETY: the handle is used only between being given and being closed, and every string ends with a zero and
        // outlives the call it is given to.
        let written = unsafe {
            let source = RegisterEventSourceW(PCWSTR::null(), w!("Deskbell"))?;
            let written = ReportEventW(source, kind, 0, id, None, 0, Some(&[PCWSTR(line.as_ptr())]), None);
            written.and(DeregisterEventSource(source))
        };
        Ok(written?)
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixDatagram;
    use std::time::Duration;

    use super::*;
    use crate::alert::{AlertId, Severity};

    fn notice(severity: Severity) -> Notice {
        Notice {
            id: AlertId::WaitsLong,
            severity,
            line: "Ticket H7K2 has waited.".to_owned(),
            at: "2026-11-02T07:08:09Z".parse().unwrap(),
        }
    }

    #[test]
    fn syslog_gets_one_line_with_severity_source_and_event_id() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("log");
        let syslog = UnixDatagram::bind(&socket).unwrap();
        syslog.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        SystemLog { socket }.raise(&notice(Severity::Warning)).unwrap();
        let mut bytes = [0; 2048];
        let length = syslog.recv(&mut bytes).unwrap();
        let line = std::str::from_utf8(&bytes[..length]).unwrap();
        let process = std::process::id();
        assert_eq!(
            line,
            format!("<12>Nov  2 07:08:09 deskbell[{process}]: event 107: Ticket H7K2 has waited.")
        );
        assert!(datagram(&notice(Severity::Error), 1).starts_with("<11>"));
    }

    #[test]
    fn where_no_log_listens_that_is_said_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let log = SystemLog {
            socket: folder.path().join("log"),
        };
        assert!(log.raise(&notice(Severity::Error)).is_err());
    }
}
