//! The pictures of one look: captured before our window covers anything, encoded after the form has painted, shown to
//! the window by address only, gone with the window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deskbell_device::{Capture, CaptureError, Picture};
use std::sync::Mutex;
use tokio::sync::watch;
use uuid::Uuid;

use crate::lock;
use crate::view::{PictureView, PicturesView};

/// Thumbnails are this many pixels wide, enough for the form's at twice the usual pixel density.
const THUMBNAIL_WIDTH: u32 = 320;

/// Nobody waits longer for a picture to be encoded; four large screens on a slow machine take a few seconds.
const ENCODED_WITHIN: Duration = Duration::from_secs(30);

/// What a capture of all monitors came to.
pub type Captured = Result<Vec<Result<Capture, CaptureError>>, CaptureError>;

/// The pictures of one look.
pub struct Pictures {
    shots: Vec<Arc<Shot>>,
    remarks: Vec<String>,
    encoding: AtomicBool,
}

/// One monitor's picture.
pub struct Shot {
    id: String,
    monitor: String,
    width: u32,
    height: u32,
    raw: Mutex<Option<Capture>>,
    thumbnail: watch::Sender<Making>,
    full: watch::Sender<Making>,
}

/// A picture that was asked for by id.
pub struct Found {
    /// The picture.
    pub shot: Arc<Shot>,
    /// "Screen 1".
    pub label: String,
    /// The file name it gets, e.g. `screen-1-DP-1`, without extension.
    pub name: String,
}

/// Which form of a picture the window asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// For the form's row of thumbnails.
    Thumbnail,
    /// The very bytes that are sent.
    Full,
}

#[derive(Clone)]
enum Making {
    NotYet,
    Done(Arc<Picture>),
    Failed,
}

impl Pictures {
    /// Keeps what could be captured, and remembers what could not. `None` when screenshots are switched off.
    pub fn of(captured: Option<Captured>) -> Self {
        let mut shots = Vec::new();
        let mut remarks = Vec::new();
        match captured {
            None => {}
            Some(Err(error)) => remarks.push(format!("No picture: {error}.")),
            Some(Ok(monitors)) => {
                for monitor in monitors {
                    match monitor {
                        Ok(capture) => shots.push(Arc::new(Shot::new(capture))),
                        Err(error) => remarks.push(format!("No picture of one screen: {error}.")),
                    }
                }
            }
        }
        Self {
            shots,
            remarks,
            encoding: AtomicBool::new(false),
        }
    }

    /// None, because the form that opens could not show any.
    pub fn unseen() -> Self {
        Self {
            remarks: vec![
                "No picture: this PC has no web view to show one to the person before it is sent.".to_owned(),
            ],
            ..Self::of(None)
        }
    }

    /// What the window hears: ids, sizes, and a sentence when something is missing.
    pub fn view(&self) -> PicturesView {
        let pictures = self.shots.iter().enumerate().map(|(index, shot)| PictureView {
            id: shot.id.clone(),
            label: label(index),
            monitor: shot.monitor.clone(),
            width: shot.width,
            height: shot.height,
        });
        PicturesView {
            pictures: pictures.collect(),
            trouble: self.trouble(),
        }
    }

    /// What the technicians read about pictures that could not be taken, one line each.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Starts encoding, once, on threads of its own: one per picture, thumbnail first. The pixels are dropped after.
    pub fn encode(&self) {
        if self.encoding.swap(true, Ordering::SeqCst) {
            return;
        }
        for shot in &self.shots {
            let shot = Arc::clone(shot);
            tokio::task::spawn_blocking(move || shot.encode());
        }
    }

    /// The picture with this id.
    pub fn find(&self, id: &str) -> Option<Found> {
        let index = self.shots.iter().position(|shot| shot.id == id)?;
        let shot = Arc::clone(self.shots.get(index)?);
        let name = format!("screen-{}-{}", index + 1, file_name_part(&shot.monitor));
        Some(Found {
            shot,
            label: label(index),
            name: name.trim_end_matches('-').to_owned(),
        })
    }

    /// As if encoding every picture broke off.
    #[cfg(test)]
    pub fn lose_pixels(&self) {
        for shot in &self.shots {
            lock(&shot.raw).take();
        }
    }

    fn trouble(&self) -> Option<String> {
        match (self.remarks.is_empty(), self.shots.is_empty()) {
            (true, _) => None,
            (false, true) => {
                Some("We couldn't take a picture of your screen. You can send your request without it.".to_owned())
            }
            (false, false) => Some(
                "We couldn't take a picture of every screen. You can send your request without the rest.".to_owned(),
            ),
        }
    }
}

impl Shot {
    fn new(capture: Capture) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            monitor: capture.monitor.clone(),
            width: capture.image.width(),
            height: capture.image.height(),
            raw: Mutex::new(Some(capture)),
            thumbnail: watch::Sender::new(Making::NotYet),
            full: watch::Sender::new(Making::NotYet),
        }
    }

    /// The encoded picture, as soon as it is made; `None` when it could not be encoded, or not in time.
    pub async fn encoded(&self, size: Size) -> Option<Arc<Picture>> {
        let mut making = match size {
            Size::Thumbnail => self.thumbnail.subscribe(),
            Size::Full => self.full.subscribe(),
        };
        let made = making.wait_for(|making| !matches!(making, Making::NotYet));
        let made = tokio::time::timeout(ENCODED_WITHIN, made).await.ok()?.ok()?.clone();
        match made {
            Making::Done(picture) => Some(picture),
            Making::NotYet | Making::Failed => None,
        }
    }

    fn encode(&self) {
        let _settled = Settled(self);
        let Some(capture) = lock(&self.raw).take() else {
            return;
        };
        self.thumbnail
            .send_replace(Making::from(capture.thumbnail(THUMBNAIL_WIDTH)));
        self.full.send_replace(Making::from(capture.encode()));
    }
}

/// However encoding ends, also by a panic: what was not made by then never comes.
struct Settled<'a>(&'a Shot);

impl Drop for Settled<'_> {
    fn drop(&mut self) {
        for making in [&self.0.thumbnail, &self.0.full] {
            making.send_if_modified(|making| {
                let open = matches!(making, Making::NotYet);
                if open {
                    *making = Making::Failed;
                }
                open
            });
        }
    }
}

fn label(index: usize) -> String {
    format!("Screen {}", index + 1)
}

impl From<Result<Picture, CaptureError>> for Making {
    fn from(made: Result<Picture, CaptureError>) -> Self {
        match made {
            Ok(picture) => Self::Done(Arc::new(picture)),
            Err(error) => {
                tracing::warn!("a picture could not be encoded: {error}");
                Self::Failed
            }
        }
    }
}

/// A monitor's name as part of a file name: Windows calls them `\\.\DISPLAY1`.
fn file_name_part(monitor: &str) -> String {
    monitor
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(40)
        .collect()
}

/// Reads a picture's address, `/<id>/thumb` or `/<id>/full`.
pub fn address(path: &str) -> Option<(&str, Size)> {
    match path.strip_prefix('/')?.split_once('/')? {
        (id, "thumb") => Some((id, Size::Thumbnail)),
        (id, "full") => Some((id, Size::Full)),
        (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(monitor: &str) -> Capture {
        Capture {
            monitor: monitor.to_owned(),
            primary: true,
            image: image::RgbaImage::new(64, 32),
        }
    }

    fn black(monitor: &str) -> CaptureError {
        CaptureError::Black {
            monitor: monitor.to_owned(),
        }
    }

    #[test]
    fn a_monitor_that_fails_leaves_the_others_and_says_so() {
        let pictures = Pictures::of(Some(Ok(vec![Ok(capture("DP-1")), Err(black("DP-2"))])));
        let view = pictures.view();
        assert_eq!(view.pictures.len(), 1);
        assert_eq!(
            (view.pictures[0].label.as_str(), view.pictures[0].width),
            ("Screen 1", 64)
        );
        assert!(view.trouble.unwrap().contains("every screen"));
        assert_eq!(
            pictures.remarks(),
            ["No picture of one screen: monitor DP-2: the picture is black."]
        );
    }

    #[test]
    fn no_display_is_said_to_the_person_and_to_the_technicians() {
        let pictures = Pictures::of(Some(Err(CaptureError::NoDisplay)));
        assert!(pictures.view().trouble.unwrap().contains("without it"));
        assert_eq!(pictures.remarks(), ["No picture: there is no display to capture."]);
    }

    #[test]
    fn screenshots_switched_off_are_no_trouble() {
        let pictures = Pictures::of(None);
        assert_eq!(
            pictures.view(),
            PicturesView {
                pictures: Vec::new(),
                trouble: None
            }
        );
        assert!(pictures.remarks().is_empty());
    }

    #[tokio::test]
    async fn a_picture_is_named_after_its_screen_and_made_after_painting() {
        let pictures = Pictures::of(Some(Ok(vec![Ok(capture(r"\\.\DISPLAY1"))])));
        let Found { shot, label, name } = pictures.find(&pictures.view().pictures[0].id).unwrap();
        assert_eq!(label, "Screen 1");
        assert_eq!(name, "screen-1-DISPLAY1");
        assert!(matches!(*shot.full.borrow(), Making::NotYet));
        pictures.encode();
        assert!(!shot.encoded(Size::Full).await.unwrap().bytes.is_empty());
        assert!(!shot.encoded(Size::Thumbnail).await.unwrap().bytes.is_empty());
        assert!(lock(&shot.raw).is_none(), "the pixels are dropped once encoded");
    }

    #[tokio::test]
    async fn a_picture_whose_encoding_broke_off_is_not_waited_for() {
        let pictures = Pictures::of(Some(Ok(vec![Ok(capture("DP-1"))])));
        let shot = pictures.find(&pictures.view().pictures[0].id).unwrap().shot;
        pictures.lose_pixels();
        pictures.encode();
        for size in [Size::Thumbnail, Size::Full] {
            let encoded = tokio::time::timeout(Duration::from_secs(10), shot.encoded(size)).await;
            assert!(encoded.expect("an answer at once").is_none());
        }
    }

    #[test]
    fn only_the_two_addresses_of_a_picture_are_understood() {
        assert_eq!(address("/abc/thumb"), Some(("abc", Size::Thumbnail)));
        assert_eq!(address("/abc/full"), Some(("abc", Size::Full)));
        for path in ["", "/", "/abc", "/abc/", "/abc/raw", "abc/full", "/abc/full/x"] {
            assert_eq!(address(path), None, "{path}");
        }
    }
}
