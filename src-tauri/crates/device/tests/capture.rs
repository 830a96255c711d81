//! Real captures of displays of its own (Xvfb), so that nobody's desktop is needed or seen.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what it expects")]
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use deskbell_device::{CaptureError, LIMIT, Missing, capture, look};

/// An Xvfb that picked a free display, ended with the test.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start(screen: &str) -> Self {
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-noreset",
                "-nolisten",
                "tcp",
                "-screen",
                "0",
                screen,
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is not installed");
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        Self {
            server,
            name: format!(":{}", number.trim()),
        }
    }

    /// Fills the whole screen with one colour. ImageMagick's exit code says nothing here; the picture will tell.
    fn paint(&self, size: &str, colour: &str) {
        let picture = format!("xc:{colour}");
        let painted = Command::new("display")
            .args(["-display", &self.name, "-window", "root", "-size", size, &picture])
            .stderr(Stdio::null())
            .status();
        painted.expect("ImageMagick is not installed");
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Runs one of the `on_display_…` tests below in a process whose DISPLAY is `display`.
fn run_on(display: Option<&str>, test: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", test, "--ignored"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    child.env("XDG_SESSION_TYPE", "x11");
    if let Some(display) = display {
        child.env("DISPLAY", display);
    }
    let output = child.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn a_display_is_captured_as_it_is() {
    let display = Display::start("800x600x24");
    display.paint("800x600", "#336699");
    run_on(Some(&display.name), "on_display_painted");
}

#[test]
#[ignore = "run by a_display_is_captured_as_it_is, with a display of its own"]
fn on_display_painted() {
    let captures = capture().unwrap();
    let picture = captures.into_iter().next().unwrap().unwrap();

    assert_eq!(picture.image.dimensions(), (800, 600));
    assert_eq!(picture.image.get_pixel(799, 599).0, [0x33, 0x66, 0x99, 0xff]);

    let monitors = look(LIMIT).into_iter().find(|fact| fact.key == "monitors").unwrap();
    assert!(monitors.values[0].contains("800x600"), "{monitors:?}");
}

#[test]
fn a_black_display_is_said_to_be_black() {
    let display = Display::start("640x480x24");
    display.paint("640x480", "#000000");
    run_on(Some(&display.name), "on_display_black");
}

#[test]
#[ignore = "run by a_black_display_is_said_to_be_black, with a display of its own"]
fn on_display_black() {
    let captures = capture().unwrap();

    assert!(matches!(captures[0], Err(CaptureError::Black { .. })));
}

#[test]
fn without_a_display_there_is_no_picture_no_wait_and_no_panic() {
    run_on(None, "on_display_none");
    run_on(Some(":65000"), "on_display_none");
}

#[test]
#[ignore = "run by without_a_display_there_is_no_picture_no_wait_and_no_panic, without a display"]
fn on_display_none() {
    assert!(matches!(capture(), Err(CaptureError::NoDisplay)));

    let monitors = look(LIMIT).into_iter().find(|fact| fact.key == "monitors").unwrap();
    assert_eq!(monitors.missing, Some(Missing::NoDisplay));
}
