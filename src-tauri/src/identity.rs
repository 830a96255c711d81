//! The admin's own program that says who is there, where the PC's account doesn't know.

use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;

/// The form waits for it, and no longer.
pub const LIMIT: Duration = Duration::from_secs(5);

/// More than anybody's name, address and number take, in bytes.
const PRINTED: u64 = 64 * 1024;

/// The longest name, address or number taken, in characters.
const LINE: usize = 254;

/// Who is there. What isn't known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Found {
    /// Full name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Phone.
    pub phone: String,
}

/// Runs `command`, a program and its arguments, without a shell, for at most `limit`. What fails, takes longer or says
/// nothing that can be understood is nobody; the log says why.
pub async fn ask(command: &[String], limit: Duration) -> Option<Found> {
    let (program, arguments) = command.split_first()?;
    let answer = tokio::time::timeout(limit, run(program, arguments)).await;
    let answer = answer.unwrap_or_else(|_| Err(format!("it took longer than {} s", limit.as_secs_f32())));
    match answer.and_then(|printed| read(&printed)) {
        Ok(found) => Some(found),
        Err(why) => {
            tracing::warn!("identity.command said nobody: {why}");
            None
        }
    }
}

async fn run(program: &str, arguments: &[String]) -> Result<String, String> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    #[cfg(windows)]
    command.creation_flags(windows::Win32::System::Threading::CREATE_NO_WINDOW.0);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let mut printed = Vec::new();
    if let Some(out) = child.stdout.take() {
        let read = out.take(PRINTED).read_to_end(&mut printed).await;
        read.map_err(|error| error.to_string())?;
    }
    let status = child.wait().await.map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("it ended with {status}"));
    }
    Ok(String::from_utf8_lossy(&printed).into_owned())
}

/// A JSON object, or lines such as `email=dana@contoso.example` or `email: dana@contoso.example`.
fn read(printed: &str) -> Result<Found, String> {
    // What Windows' own programs print may begin with a mark of its encoding.
    let printed = printed.trim_start_matches('\u{feff}').trim();
    let found = if printed.starts_with('{') {
        // The error names a place, never what stands there.
        serde_json::from_str(printed).map_err(|error| format!("line {} is not as expected", error.line()))?
    } else {
        from_lines(printed)
    };
    let found = Found {
        name: clean(&found.name),
        email: Some(clean(&found.email))
            .filter(|email| email.contains('@'))
            .unwrap_or_default(),
        phone: clean(&found.phone),
    };
    if found == Found::default() {
        return Err("it printed no name, email or phone".to_owned());
    }
    Ok(found)
}

fn from_lines(printed: &str) -> Found {
    let mut found = Found::default();
    for line in printed.lines() {
        let Some((key, value)) = line.split_once(['=', ':']) else {
            continue;
        };
        match key.trim().to_ascii_lowercase().as_str() {
            "name" => value.clone_into(&mut found.name),
            "email" => value.clone_into(&mut found.email),
            "phone" => value.clone_into(&mut found.phone),
            _ => {}
        }
    }
    found
}

fn clean(text: &str) -> String {
    let line: String = text.chars().filter(|c| !c.is_control()).take(LINE).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dana() -> Found {
        Found {
            name: "Dana Reyes".to_owned(),
            email: "dana@contoso.example".to_owned(),
            phone: String::new(),
        }
    }

    #[test]
    fn an_object_and_lines_say_the_same() {
        for printed in [
            r#"{"name": "Dana Reyes", "email": "dana@contoso.example", "badge": 4711}"#,
            "name=Dana Reyes\nemail=dana@contoso.example\n",
            "\u{feff}Name: Dana Reyes\r\nbadge: 4711\r\nEmail: dana@contoso.example\r\n",
        ] {
            assert_eq!(read(printed), Ok(dana()), "{printed}");
        }
    }

    #[test]
    fn what_can_not_be_understood_is_nobody_and_is_not_repeated_in_the_log() {
        for printed in ["", "Dana", "{\"name\": 7}", "{", "email=none", "[]"] {
            let why = read(printed).unwrap_err();
            assert!(!why.contains("Dana") && !why.contains("none"), "{why}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_that_fails_or_hangs_is_nobody_and_is_gone_after_its_time() {
        let sh = |script: &str| ["/bin/sh", "-c", script].map(str::to_owned);
        let long = Duration::from_mins(1);
        assert_eq!(
            ask(&sh("echo name=Dana Reyes; echo email=dana@contoso.example"), long).await,
            Some(dana())
        );
        assert_eq!(ask(&sh("echo name=Dana Reyes; exit 3"), long).await, None);
        assert_eq!(ask(&["/nowhere/to/be/found".to_owned()], long).await, None);
        assert_eq!(ask(&[], long).await, None);
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let slow = format!("sleep 1; echo late > '{}'; echo name=Dana", mark.display());
        assert_eq!(ask(&sh(&slow), Duration::from_millis(50)).await, None);
        // It would have left its mark by then, were it still there.
        assert_eq!(ask(&sh("sleep 1.5"), long).await, None);
        assert!(!mark.exists());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn no_shell_reads_the_arguments() {
        let command = ["/bin/echo", "name=$HOME `id`; exit"].map(str::to_owned);
        let found = ask(&command, LIMIT).await.unwrap();
        assert_eq!(found.name, "$HOME `id`; exit");
    }
}
