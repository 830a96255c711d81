//! Pictures of the monitors. A display that hangs, crashes the capture or shows nothing costs its own picture only.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use screenshots::{Monitor, XCapResult};

#[cfg(windows)]
mod dpi;

use crate::environment::Environment;
use crate::fact::{Found, Missing};
use crate::time_limit::{Deadline, NoAnswer, start};

/// A display server that hangs, or a desktop that asks the person for leave, must not hold the form for longer.
const LIMIT: Duration = Duration::from_millis(2500);

/// One monitor's picture, as captured; pixels stay in memory until Send.
#[derive(Clone)]
pub struct Capture {
    /// The monitor's name, e.g. "DP-1".
    pub monitor: String,
    /// Whether it is the primary one.
    pub primary: bool,
    /// Width and height in pixels, RGBA, opaque.
    pub image: image::RgbaImage,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// There is no display to capture.
    #[error("there is no display to capture")]
    NoDisplay,
    /// The system refused.
    #[error("monitor {monitor}: {reason}")]
    Failed {
        /// Which.
        monitor: String,
        /// Why.
        reason: String,
    },
    /// The picture is black throughout.
    #[error("monitor {monitor}: the picture is black")]
    Black {
        /// Which.
        monitor: String,
    },
}

/// Captures every monitor, the primary one first, side by side and within 2.5 s. A failed or black capture is an error
/// of that monitor alone.
///
/// # Errors
/// [`CaptureError::NoDisplay`] when there is no display, or it can't be asked for its monitors.
pub fn capture() -> Result<Vec<Result<Capture, CaptureError>>, CaptureError> {
    let deadline = Deadline::within(LIMIT);
    let mut screens = of_each_monitor(deadline, Screen::of)?;
    screens.sort_by_key(|screen| !screen.primary);
    let taken: Vec<(Screen, Receiver<Taken>)> = screens
        .into_iter()
        .map(|screen| {
            let id = screen.id;
            (screen, start("capture", move || take(id)))
        })
        .collect();
    Ok(taken
        .into_iter()
        .map(|(screen, taken)| screen.seen(deadline.next(&taken)))
        .collect())
}

/// The fact `monitors`: "DP-1 3840x2160 (primary)", the primary one first.
pub(crate) fn monitors() -> Found {
    let Ok(mut monitors) = of_each_monitor(Deadline::within(LIMIT), described) else {
        return Err(Missing::NoDisplay);
    };
    monitors.sort_by_key(|(primary, _)| !primary);
    Ok(monitors.into_iter().map(|(_, description)| description).collect())
}

fn described(monitor: &Monitor) -> XCapResult<(bool, String)> {
    let scale = monitor.scale_factor().unwrap_or(1.0);
    let (width, height) = (in_pixels(monitor.width()?, scale), in_pixels(monitor.height()?, scale));
    let primary = monitor.is_primary()?;
    let mark = if primary { " (primary)" } else { "" };
    Ok((primary, format!("{} {width}x{height}{mark}", name(monitor)?)))
}

/// Windows writes a device's path.
fn name(monitor: &Monitor) -> XCapResult<String> {
    Ok(monitor.name()?.trim_start_matches(r"\\.\").to_owned())
}

/// What the capture of one monitor gave: its pixels, or the system's own words.
type Taken = Result<image::RgbaImage, String>;

/// A monitor, as plain values: the system's own handle must not leave its thread.
struct Screen {
    id: u32,
    name: String,
    primary: bool,
}

impl Screen {
    fn of(monitor: &Monitor) -> XCapResult<Self> {
        Ok(Self {
            id: monitor.id()?,
            name: name(monitor)?,
            primary: monitor.is_primary()?,
        })
    }

    fn seen(self, answer: Result<Taken, NoAnswer>) -> Result<Capture, CaptureError> {
        let monitor = self.name;
        let failed = |reason: String| CaptureError::Failed {
            monitor: monitor.clone(),
            reason,
        };
        let image = match answer {
            Ok(Ok(image)) => image,
            Ok(Err(reason)) => return Err(failed(reason)),
            Err(NoAnswer::Late) => return Err(failed(format!("took longer than {} s", LIMIT.as_secs_f32()))),
            Err(NoAnswer::Died) => return Err(failed("the capture broke off".to_owned())),
        };
        if image.is_empty() {
            return Err(failed("the picture is empty".to_owned()));
        }
        if is_black(&image) {
            return Err(CaptureError::Black { monitor });
        }
        Ok(Capture {
            monitor,
            primary: self.primary,
            image,
        })
    }
}

/// What `ask` gives for each monitor; never an empty list.
fn of_each_monitor<T: Send + 'static>(
    deadline: Deadline,
    ask: fn(&Monitor) -> XCapResult<T>,
) -> Result<Vec<T>, CaptureError> {
    // Without DISPLAY, the crate asks the network for a host of that name, which can take many seconds.
    if cfg!(not(windows)) && Environment::read().display.is_none() {
        return Err(CaptureError::NoDisplay);
    }
    let answer = start("monitors", move || {
        #[cfg(windows)]
        dpi::aware();
        let asked: XCapResult<Vec<T>> = Monitor::all()?.iter().map(ask).collect();
        asked
    });
    match deadline.next(&answer) {
        Ok(Ok(monitors)) if !monitors.is_empty() => Ok(monitors),
        Ok(answer) => {
            tracing::info!(reason = ?answer.err().map(|error| error.to_string()), "no monitor");
            Err(CaptureError::NoDisplay)
        }
        Err(why) => {
            tracing::warn!(?why, "the display does not answer");
            Err(CaptureError::NoDisplay)
        }
    }
}

fn take(id: u32) -> Taken {
    #[cfg(windows)]
    dpi::aware();
    let all = Monitor::all().map_err(|error| error.to_string())?;
    let monitor = all
        .into_iter()
        .find(|monitor| monitor.id().is_ok_and(|other| other == id));
    let mut image = monitor
        .ok_or("the monitor is gone")?
        .capture_image()
        .map_err(|error| error.to_string())?;
    // Windows leaves what it likes where a desktop has no transparency.
    if cfg!(windows) {
        make_opaque(&mut image);
    }
    Ok(image)
}

fn make_opaque(image: &mut image::RgbaImage) {
    for pixel in image.chunks_exact_mut(4) {
        pixel[3] = u8::MAX;
    }
}

/// Black throughout, as a locked or protected desktop gives it. Alpha doesn't count. All pixels are the first one's
/// equal when the picture equals itself shifted by a pixel: two comparisons of whole slices, quick in every build.
fn is_black(image: &image::RgbaImage) -> bool {
    let bytes = image.as_raw();
    bytes.starts_with(&[0, 0, 0]) && bytes.get(4..) == bytes.get(..bytes.len() - 4)
}

/// The crate divides sizes by the desktop's scale on Linux and drops the rest; every real mode has an even size.
#[cfg(not(windows))]
fn in_pixels(size: u32, scale: f32) -> u32 {
    let fits = |pixels: &u16| {
        let scaled = |size: u16| f32::from(size) / scale;
        u16::try_from(size).is_ok_and(|size| pixels.is_multiple_of(2) && scaled(*pixels) >= f32::from(size))
    };
    if (scale - 1.0).abs() < f32::EPSILON {
        return size;
    }
    (1..=u16::MAX).find(fits).map_or(size, u32::from)
}

#[cfg(windows)]
fn in_pixels(size: u32, _scale: f32) -> u32 {
    size
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn screen() -> Screen {
        Screen {
            id: 1,
            name: "DP-1".to_owned(),
            primary: true,
        }
    }

    #[test]
    fn a_black_picture_is_told_from_a_dark_one() {
        let mut picture = RgbaImage::from_pixel(4, 3, Rgba([0, 0, 0, 255]));
        let black = CaptureError::Black {
            monitor: "DP-1".to_owned(),
        };
        assert_eq!(screen().seen(Ok(Ok(picture.clone()))).err(), Some(black));

        picture.put_pixel(3, 2, Rgba([0, 0, 1, 255]));
        assert!(screen().seen(Ok(Ok(picture))).is_ok());
    }

    #[test]
    fn a_picture_without_transparency_stays_as_it_is_and_any_other_becomes_opaque() {
        let mut picture = RgbaImage::from_pixel(3, 2, Rgba([1, 2, 3, 0]));
        make_opaque(&mut picture);
        assert!(picture.pixels().all(|pixel| *pixel == Rgba([1, 2, 3, 255])));
    }

    #[test]
    fn a_picture_of_one_colour_is_a_picture() {
        let white = RgbaImage::from_pixel(4, 3, Rgba([255, 255, 255, 255]));

        assert!(screen().seen(Ok(Ok(white))).is_ok());
    }

    #[test]
    fn a_capture_that_fails_says_which_monitor_and_why() {
        let because = |answer| {
            screen()
                .seen(answer)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        };

        assert_eq!(
            because(Ok(Err("access denied".to_owned()))),
            "monitor DP-1: access denied"
        );
        assert_eq!(because(Err(NoAnswer::Late)), "monitor DP-1: took longer than 2.5 s");
        assert_eq!(because(Err(NoAnswer::Died)), "monitor DP-1: the capture broke off");
        assert_eq!(
            because(Ok(Ok(RgbaImage::new(0, 0)))),
            "monitor DP-1: the picture is empty"
        );
    }

    #[cfg(not(windows))]
    #[test]
    fn a_scaled_desktop_has_its_monitor_s_own_pixels() {
        for (size, dpi) in [
            (3840_u16, 192.0),
            (3840, 144.0),
            (3840, 120.0),
            (3840, 130.0),
            (1366, 144.0),
            (2160, 128.0),
        ] {
            let scale = dpi / 96.0_f32;
            let divided = (1..=size)
                .filter(|whole| f32::from(*whole) <= f32::from(size) / scale)
                .max()
                .unwrap();
            assert_eq!(in_pixels(divided.into(), scale), u32::from(size), "{size} at {dpi} dpi");
        }
        assert_eq!(in_pixels(1365, 1.0), 1365);
    }
}
