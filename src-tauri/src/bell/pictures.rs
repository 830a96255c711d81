//! What the form asks for about pictures: to see them, to take them anew, to change them, to hand them in.

use std::sync::Arc;

use deskbell_desk::settings::Screenshots;
use deskbell_desk::{BlobId, BlobKind, DraftId};
use deskbell_device::Edit;
use jiff::SignedDuration;

use super::{Answer, Bell};
use crate::pictures::{Captured, Found, Pictures, Size};
use crate::press::Press;
use crate::shell::Window;
use crate::view::{EditInput, ErrorView, PictureInput, PictureView, PicturesView};
use crate::{files, lock};

/// What a person has to bring onto the screen what the picture should show. The form counts it down.
const COUNTDOWN: SignedDuration = SignedDuration::from_secs(3);

/// After the window has gone from the screen, what was under it needs this long to be drawn again.
const REDRAWN_AFTER: SignedDuration = SignedDuration::from_millis(300);

/// More changes than a person makes to one picture.
const EDITS: usize = 500;

impl Bell {
    /// The pictures taken before the window came onto the screen.
    pub async fn pictures(&self) -> Answer<PicturesView> {
        Ok(self.current()?.pictures().await.view())
    }

    /// Takes the pictures anew, with the form off the screen meanwhile; with a `countdown`, for which the form steps
    /// aside, it is taken when that is over.
    pub async fn retake(&self, countdown: bool) -> Answer<PicturesView> {
        let press = self.current()?;
        if self.desk.settings().screenshots != Screenshots::Off {
            if countdown {
                self.shell.step_aside(Window::Form);
                self.clock.sleep_until(self.clock.now() + COUNTDOWN).await;
            }
            let captured = self.capture_behind(&press).await;
            if self.is_open(&press) {
                if countdown {
                    self.shell.come_back(Window::Form);
                } else {
                    self.shell.show(Window::Form);
                }
            }
            press.show(Pictures::of(Some(captured?)));
            press.pictures().await.encode();
        }
        Ok(press.pictures().await.view())
    }

    /// Captures with the form off the screen, as long as it is the form of this press.
    async fn capture_behind(&self, press: &Arc<Press>) -> Answer<Captured> {
        if self.is_open(press) {
            self.shell.hide(Window::Form);
        }
        self.clock.sleep_until(self.clock.now() + REDRAWN_AFTER).await;
        let machine = Arc::clone(&self.machine);
        let captured = tokio::task::spawn_blocking(move || machine.capture()).await;
        captured.map_err(|error| Self::bug(&format!("the capture ended: {error}")))
    }

    /// Whether the form that is open is the one of this press: a countdown is long enough to close it and press again.
    fn is_open(&self, press: &Arc<Press>) -> bool {
        lock(&self.press)
            .as_ref()
            .is_some_and(|current| Arc::ptr_eq(current, press))
    }

    /// Changes a picture: from now on it shows these edits, and no others.
    pub async fn edit_picture(&self, id: &str, edits: Vec<EditInput>) -> Answer<PictureView> {
        if edits.len() > EDITS {
            return Err(ErrorView::not_drawn());
        }
        let pictures = self.current()?.pictures().await;
        let edits = edits.into_iter().map(Edit::from).collect();
        pictures.edit(id, edits).await.ok_or_else(ErrorView::not_drawn)
    }

    /// Stages the pictures that stay in, in the order shown. Gives their blobs, and the labels of those that can't be
    /// encoded and are left out. A picture that was retaken or changed meanwhile is an error: as it is now, it was not
    /// seen yet.
    pub(super) async fn stage_pictures(
        &self,
        pictures: &Pictures,
        draft: DraftId,
        shown: &[PictureInput],
    ) -> Answer<(Vec<BlobId>, Vec<String>)> {
        let mut wanted = Vec::new();
        for PictureInput { id, version } in shown {
            let found = pictures.find(id).ok_or_else(ErrorView::retaken)?;
            let version = found.shot.version(*version).ok_or_else(ErrorView::redrawn)?;
            wanted.push((found, version));
        }
        // Send can be quicker than painting was reported.
        pictures.encode();
        let mut staged = Vec::new();
        let mut left_out = Vec::new();
        for (Found { shot, label, name }, version) in wanted {
            let Some(picture) = shot.encoded(&version, Size::Full).await else {
                left_out.push(label);
                continue;
            };
            let name = format!("{name}.{}", picture.extension);
            let chunks = files::chunks(&picture.bytes);
            match self
                .desk
                .stage(&self.owner, draft, BlobKind::Picture, &name, chunks)
                .await
            {
                Ok(blob) => staged.push(blob.id),
                Err(error) => {
                    self.unstage(staged).await;
                    return Err(Self::error(&error));
                }
            }
        }
        Ok((staged, left_out))
    }
}
