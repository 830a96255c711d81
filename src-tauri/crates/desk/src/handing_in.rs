//! Send: from a submission to a receipt. The words are checked, the rules may say no, and then one commit keeps it all.

use crate::alert::{Alert, AlertId};
use crate::desk::Inner;
use crate::office::SetUp;
use crate::outbox::{Kept, OutboxError, Picture, Versions};
use crate::saved::{Saved, SavedFile};
use crate::text::shortened;
use crate::validate::validated;
use crate::{BlobKind, Complaint, DeskError, Owner, Receipt, Submission, own_form, route};

/// How much of the message stands for a subject until the rules have made one.
const GLIMPSE: usize = 60;

/// Keeps the submission. The same id again answers the same receipt and changes nothing.
pub(crate) async fn submit(desk: &Inner, owner: &Owner, submission: &Submission) -> Result<Receipt, DeskError> {
    let _alone = desk.handing_in.lock().await;
    if let Some(kept) = desk.outbox.receipt(owner, submission.draft.id).await? {
        return answer(kept);
    }
    let set_up = desk.office.now();
    let submission = validated(submission, &set_up.loaded.settings)?;
    if let Err(reason) = &set_up.psa {
        return Err(DeskError::NotConnected { reason: reason.clone() });
    }
    let saved = saved(desk, owner, &submission, &set_up);
    if let Some(rejection) = set_up.rulebook.rules.rejects_now(&route::input(&saved, None)) {
        return Err(DeskError::Rejected {
            text: rejection.value,
            rule: rejection.origin.rule.unwrap_or_default(),
        });
    }
    keep(desk, saved, &set_up).await
}

/// Everything is known but the reference.
fn saved(desk: &Inner, owner: &Owner, submission: &Submission, set_up: &SetUp) -> Saved {
    let file = |kind| {
        move |blob: &crate::BlobId| SavedFile {
            blob: *blob,
            kind,
            name: String::new(),
            bytes: 0,
        }
    };
    let pictures = submission.pictures.iter().map(file(BlobKind::Picture));
    let files = submission.draft.files.iter().map(file(BlobKind::File));
    let mut remarks = submission.remarks.clone();
    let selections = own_form::lines(&submission.draft, &set_up.loaded.settings.selections, &mut remarks);
    Saved {
        id: submission.draft.id,
        owner: owner.clone(),
        reference: String::new(),
        saved_at: desk.clock.now(),
        draft: submission.draft.clone(),
        facts: submission.facts.clone(),
        selections,
        remarks,
        files: pictures.chain(files).collect(),
    }
}

async fn keep(desk: &Inner, saved: Saved, set_up: &SetUp) -> Result<Receipt, DeskError> {
    let versions = Versions {
        settings: set_up.settings_version(),
        rules: set_up.rulebook.version.clone(),
    };
    let (id, owner) = (saved.id, saved.owner.clone());
    let staged = desk.take_pictures(&owner, id);
    let chosen: Vec<Picture> = staged
        .iter()
        .filter(|picture| saved.files.iter().any(|file| file.blob == picture.id))
        .cloned()
        .collect();
    let wanted = saved.files.iter().filter(|file| file.kind == BlobKind::Picture).count();
    if chosen.len() < wanted {
        desk.put_back(staged);
        return Err(gone("pictures", Complaint::PictureGone));
    }
    let subject = saved.given_subject().unwrap_or_else(|| glimpse(&saved.draft.message));
    let kept = match desk.outbox.save(saved, versions, subject, chosen).await {
        Ok(kept) => kept,
        Err(error) => {
            desk.put_back(staged);
            if matches!(error, OutboxError::NoRoom) {
                desk.alert(Alert::DiskFull).await;
            }
            return Err(error.into());
        }
    };
    if !matches!(kept, Kept::Receipt(_)) {
        desk.put_back(staged);
    }
    let receipt = answer(kept)?;
    if receipt.left_out.is_empty() {
        desk.all_clear(AlertId::DiskFull).await;
    } else {
        desk.alert(Alert::DiskFull).await;
    }
    // It is saved: that the news of it can't be read back must not look like a failure.
    if let Err(error) = desk.tell(id).await {
        tracing::warn!("{error}");
    }
    Ok(receipt)
}

fn answer(kept: Kept) -> Result<Receipt, DeskError> {
    match kept {
        Kept::Receipt(receipt) => Ok(receipt),
        Kept::FilesGone(_) => Err(gone("files", Complaint::Gone)),
        Kept::NotYours => Err(DeskError::Storage {
            reason: "this id belongs to another account's request".to_owned(),
        }),
    }
}

fn gone(field: &str, complaint: Complaint) -> DeskError {
    DeskError::Invalid {
        fields: vec![(field.to_owned(), complaint)],
    }
}

fn glimpse(message: &str) -> String {
    let first = message.lines().map(str::trim).find(|line| !line.is_empty());
    shortened(first.unwrap_or_default(), GLIMPSE)
}
