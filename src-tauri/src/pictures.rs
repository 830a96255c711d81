//! The pictures of one look: captured before our window covers anything, encoded after the form has painted, changed
//! as the person wants them, shown to the window by address only, gone with the window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deskbell_device::{Capture, CaptureError, Edit, Picture};
use std::sync::Mutex;
use tokio::sync::watch;
use uuid::Uuid;

use crate::lock;
use crate::view::{PictureView, PicturesView};

/// Thumbnails are this many pixels wide, enough for the form's at twice the usual pixel density.
const THUMBNAIL_WIDTH: u32 = 320;

/// What is shown large is this long at most: the web view never has to draw a picture of many screens' pixels, unless
/// the person asks for its actual size.
const VIEW_SIDE: u32 = 1600;

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
    /// As it was captured: every change is made on it anew, so that each can be undone.
    original: Arc<Capture>,
    version: Mutex<Arc<Version>>,
    /// Changes are drawn one after the other, so that the last one asked for is the last one shown.
    drawing: tokio::sync::Mutex<()>,
}

/// A picture with the changes made so far. Only the newest is shown, and only the one shown is sent.
pub struct Version {
    number: u32,
    edits: Vec<Edit>,
    width: u32,
    height: u32,
    thumbnail: watch::Sender<Making>,
    view: watch::Sender<Making>,
    full: watch::Sender<Making>,
    full_begun: AtomicBool,
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
    /// To be looked at large.
    View,
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

    /// What the window hears: ids, sizes, and whether something is missing.
    pub fn view(&self) -> PicturesView {
        let pictures = self.shots.iter().enumerate().map(|(index, shot)| shot.view(index));
        PicturesView {
            pictures: pictures.collect(),
            incomplete: !self.remarks.is_empty(),
        }
    }

    /// What the technicians read about pictures that could not be taken, one line each.
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Starts encoding, once, on threads of its own: one per picture, the small ones first.
    pub fn encode(&self) {
        if self.encoding.swap(true, Ordering::SeqCst) {
            return;
        }
        for shot in &self.shots {
            let (shot, first) = (Arc::clone(shot), shot.newest());
            tokio::task::spawn_blocking(move || {
                first.draw_small(&shot.original);
                first.begin_full(&shot.original);
            });
        }
    }

    /// Shows a picture with these changes, and no others, from now on. `None` when there is no such picture, or it can't
    /// be drawn; it then stays as it was.
    pub async fn edit(&self, id: &str, edits: Vec<Edit>) -> Option<PictureView> {
        let index = self.shots.iter().position(|shot| shot.id == id)?;
        let shot = Arc::clone(self.shots.get(index)?);
        shot.edit(edits).await?;
        Some(shot.view(index))
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
}

impl Shot {
    fn new(capture: Capture) -> Self {
        let original = Version::of(0, Vec::new(), &capture);
        Self {
            id: Uuid::now_v7().to_string(),
            monitor: capture.monitor.clone(),
            original: Arc::new(capture),
            version: Mutex::new(Arc::new(original)),
            drawing: tokio::sync::Mutex::new(()),
        }
    }

    /// The version of this number, as long as it is the newest one.
    pub fn version(&self, number: u32) -> Option<Arc<Version>> {
        Some(self.newest()).filter(|newest| newest.number == number)
    }

    /// The picture in this version and size, as soon as it is made; `None` when it could not be encoded, or not in time.
    pub async fn encoded(&self, version: &Arc<Version>, size: Size) -> Option<Arc<Picture>> {
        let mut making = match size {
            Size::Thumbnail => version.thumbnail.subscribe(),
            Size::View => version.view.subscribe(),
            Size::Full => {
                version.begin_full(&self.original);
                version.full.subscribe()
            }
        };
        let made = making.wait_for(|making| !matches!(making, Making::NotYet));
        let made = tokio::time::timeout(ENCODED_WITHIN, made).await.ok()?.ok()?.clone();
        match made {
            Making::Done(picture) => Some(picture),
            Making::NotYet | Making::Failed => None,
        }
    }

    fn newest(&self) -> Arc<Version> {
        Arc::clone(&lock(&self.version))
    }

    async fn edit(&self, edits: Vec<Edit>) -> Option<()> {
        let _turn = self.drawing.lock().await;
        let number = self.newest().number.checked_add(1)?;
        let original = Arc::clone(&self.original);
        let drawn = tokio::task::spawn_blocking(move || {
            let edited = original.edited(&edits);
            let version = Version::of(number, edits, &edited);
            version.draw_small(&edited);
            version
        });
        let version = drawn.await.ok()?;
        let is_drawn = matches!(*version.view.borrow(), Making::Done(_));
        is_drawn.then(|| *lock(&self.version) = Arc::new(version))
    }

    fn view(&self, index: usize) -> PictureView {
        let version = self.newest();
        PictureView {
            id: self.id.clone(),
            version: version.number,
            label: label(index),
            monitor: self.monitor.clone(),
            width: version.width,
            height: version.height,
        }
    }
}

impl Version {
    fn of(number: u32, edits: Vec<Edit>, capture: &Capture) -> Self {
        Self {
            number,
            edits,
            width: capture.image.width(),
            height: capture.image.height(),
            thumbnail: watch::Sender::new(Making::NotYet),
            view: watch::Sender::new(Making::NotYet),
            full: watch::Sender::new(Making::NotYet),
            full_begun: AtomicBool::new(false),
        }
    }

    /// Makes what the window shows from `edited`, this version's pixels.
    fn draw_small(&self, edited: &Capture) {
        let _settled = Settled([&self.thumbnail, &self.view]);
        let view = edited.within(VIEW_SIDE);
        self.thumbnail
            .send_replace(Making::from(view.thumbnail(THUMBNAIL_WIDTH)));
        self.view.send_replace(Making::from(view.thumbnail(VIEW_SIDE)));
    }

    /// Starts making the very bytes that are sent, once. They are drawn anew: to keep the pixels of each version would
    /// cost more memory than the time is worth.
    fn begin_full(self: &Arc<Self>, original: &Arc<Capture>) {
        if self.full_begun.swap(true, Ordering::SeqCst) {
            return;
        }
        let (version, original) = (Arc::clone(self), Arc::clone(original));
        tokio::task::spawn_blocking(move || {
            let _settled = Settled([&version.full]);
            let encoded = if version.edits.is_empty() {
                original.encode()
            } else {
                original.edited(&version.edits).encode()
            };
            version.full.send_replace(Making::from(encoded));
        });
    }
}

/// However encoding ends, also by a panic: what was not made by then never comes.
struct Settled<'a, const N: usize>([&'a watch::Sender<Making>; N]);

impl<const N: usize> Drop for Settled<'_, N> {
    fn drop(&mut self) {
        for making in self.0 {
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

/// Reads a picture's address, `/<id>/<version>/thumb`, `…/view` or `…/full`.
pub fn address(path: &str) -> Option<(&str, u32, Size)> {
    let (id, rest) = path.strip_prefix('/')?.split_once('/')?;
    let (version, size) = rest.split_once('/')?;
    let size = match size {
        "thumb" => Size::Thumbnail,
        "view" => Size::View,
        "full" => Size::Full,
        _ => return None,
    };
    Some((id, version.parse().ok()?, size))
}

#[cfg(test)]
mod tests {
    use deskbell_device::Tool;

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
        assert!(view.incomplete);
        assert_eq!(
            pictures.remarks(),
            ["No picture of one screen: monitor DP-2: the picture is black."]
        );
    }

    #[test]
    fn no_display_is_said_to_the_person_and_to_the_technicians() {
        let pictures = Pictures::of(Some(Err(CaptureError::NoDisplay)));
        assert!(pictures.view().incomplete);
        assert_eq!(pictures.remarks(), ["No picture: there is no display to capture."]);
    }

    #[test]
    fn screenshots_switched_off_are_no_trouble() {
        let pictures = Pictures::of(None);
        assert_eq!(
            pictures.view(),
            PicturesView {
                pictures: Vec::new(),
                incomplete: false
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
        let version = shot.version(0).unwrap();
        assert!(matches!(*version.full.borrow(), Making::NotYet));
        pictures.encode();
        for size in [Size::Thumbnail, Size::View, Size::Full] {
            assert!(!shot.encoded(&version, size).await.unwrap().bytes.is_empty());
        }
    }

    #[tokio::test]
    async fn a_picture_that_can_not_be_encoded_is_not_waited_for() {
        let empty = Capture {
            image: image::RgbaImage::new(0, 0),
            ..capture("DP-1")
        };
        let pictures = Pictures::of(Some(Ok(vec![Ok(empty)])));
        let shot = pictures.find(&pictures.view().pictures[0].id).unwrap().shot;
        let version = shot.version(0).unwrap();
        pictures.encode();
        for size in [Size::Thumbnail, Size::View, Size::Full] {
            let encoded = tokio::time::timeout(Duration::from_secs(10), shot.encoded(&version, size)).await;
            assert!(encoded.expect("an answer at once").is_none());
        }
    }

    #[test]
    fn what_broke_off_never_comes() {
        let (open, made) = (watch::Sender::new(Making::NotYet), watch::Sender::new(Making::Failed));
        drop(Settled([&open, &made]));
        assert!(matches!(*open.borrow(), Making::Failed));
    }

    fn hidden(x: i32, y: i32, width: i32, height: i32) -> Edit {
        Edit {
            tool: Tool::Hide,
            x,
            y,
            width,
            height,
        }
    }

    /// A picture of noise, so that what is hidden can be told from what is not.
    fn noisy() -> Capture {
        let shade = |x: u32, y: u32| u8::try_from((x * 31 + y * 17) % 251).unwrap();
        Capture {
            image: image::RgbaImage::from_fn(64, 32, |x, y| image::Rgba([shade(x, y), shade(y, x), 90, 255])),
            ..capture("DP-1")
        }
    }

    #[tokio::test]
    async fn only_the_newest_version_is_there_and_each_change_makes_another() {
        let pictures = Pictures::of(Some(Ok(vec![Ok(noisy())])));
        let first = pictures.view().pictures[0].clone();
        let shot = pictures.find(&first.id).unwrap().shot;
        pictures.encode();
        let original = shot.encoded(&shot.version(0).unwrap(), Size::Full).await.unwrap();

        let edited = pictures.edit(&first.id, vec![hidden(8, 8, 24, 16)]).await.unwrap();
        assert_eq!((first.version, edited.version), (0, 1));
        assert!(shot.version(0).is_none(), "the picture as it was is not shown any more");
        let full = shot.encoded(&shot.version(1).unwrap(), Size::Full).await.unwrap();
        assert_eq!(
            full.bytes,
            noisy().edited(&[hidden(8, 8, 24, 16)]).encode().unwrap().bytes
        );
        assert_ne!(full.bytes, original.bytes);

        let undone = pictures.edit(&first.id, Vec::new()).await.unwrap();
        let full = shot.encoded(&shot.version(undone.version).unwrap(), Size::Full).await;
        assert!(
            full.unwrap().bytes == original.bytes,
            "an undone change leaves no trace"
        );
    }

    #[tokio::test]
    async fn a_cut_picture_has_the_size_that_is_left() {
        let pictures = Pictures::of(Some(Ok(vec![Ok(noisy())])));
        let id = pictures.view().pictures[0].id.clone();
        let crop = Edit {
            tool: Tool::Crop,
            ..hidden(8, 8, 24, 16)
        };
        let edited = pictures.edit(&id, vec![crop]).await.unwrap();
        assert_eq!((edited.width, edited.height), (24, 16));
        assert_eq!(pictures.view().pictures[0], edited);
    }

    #[tokio::test]
    async fn a_picture_that_is_not_there_can_not_be_changed() {
        let pictures = Pictures::of(Some(Ok(vec![Ok(noisy())])));
        assert_eq!(pictures.edit("another", vec![hidden(0, 0, 9, 9)]).await, None);
    }

    #[test]
    fn only_the_addresses_of_a_picture_are_understood() {
        assert_eq!(address("/abc/0/thumb"), Some(("abc", 0, Size::Thumbnail)));
        assert_eq!(address("/abc/7/view"), Some(("abc", 7, Size::View)));
        assert_eq!(address("/abc/7/full"), Some(("abc", 7, Size::Full)));
        for path in [
            "",
            "/",
            "/abc",
            "/abc/",
            "/abc/full",
            "/abc/-1/full",
            "/abc/x/full",
            "/abc/0/raw",
            "/abc/0/full/x",
        ] {
            assert_eq!(address(path), None, "{path}");
        }
    }
}
