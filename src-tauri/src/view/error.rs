//! Errors as the windows say them: by code, in the person's language.

use deskbell_desk::{Complaint, DeskError};

use super::{ErrorCode, ErrorView, FieldCode, FieldError};

impl ErrorView {
    /// What a person reads of an error of the desk.
    pub fn of(error: &DeskError) -> Self {
        match error {
            DeskError::Empty => Self::new(ErrorCode::Empty).on(FieldError::at("message", FieldCode::Empty)),
            DeskError::Invalid { fields } => Self {
                fields: fields.iter().map(|(field, wrong)| complaint(field, wrong)).collect(),
                ..Self::new(ErrorCode::Invalid)
            },
            DeskError::Rejected { text, .. } => Self {
                text: Some(text.clone()),
                ..Self::new(ErrorCode::Rejected)
            },
            DeskError::NotConnected { .. } => Self::new(ErrorCode::NotConnected),
            DeskError::TooLarge { name, limit } => Self::of_file(FieldCode::TooLarge, name, Some(*limit)),
            DeskError::Storage { .. } => Self::new(ErrorCode::Storage),
            DeskError::NoRoom { file } => file.as_deref().map_or_else(
                || Self::new(ErrorCode::DiskFull),
                |name| Self::of_file(FieldCode::NoRoom, name, None),
            ),
            DeskError::Version => Self::new(ErrorCode::Updated),
            _ => Self::internal(),
        }
    }

    /// A bug of ours. The log says more.
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal)
    }

    /// A file that can't be read.
    pub fn unreadable(name: &str) -> Self {
        Self::of_file(FieldCode::Unreadable, name, None)
    }

    /// Send came while the pictures were taken anew.
    pub fn retaken() -> Self {
        Self::new(ErrorCode::Invalid).on(FieldError::at("pictures", FieldCode::Retaken))
    }

    /// Send came for a picture that looks otherwise by now.
    pub fn redrawn() -> Self {
        Self::new(ErrorCode::Invalid).on(FieldError::at("pictures", FieldCode::Redrawn))
    }

    /// A change to a picture that can't be made.
    pub fn not_drawn() -> Self {
        Self::new(ErrorCode::Invalid).on(FieldError::at("pictures", FieldCode::NotDrawn))
    }

    /// More files than one request carries.
    pub fn too_many_files() -> Self {
        Self::new(ErrorCode::Invalid).on(FieldError {
            limit: u64::try_from(super::FILES).ok(),
            ..FieldError::at("files", FieldCode::TooMany)
        })
    }

    fn of_file(code: FieldCode, name: &str, limit: Option<u64>) -> Self {
        Self::new(ErrorCode::Invalid).on(FieldError {
            name: Some(name.to_owned()),
            limit,
            ..FieldError::at("files", code)
        })
    }

    fn new(code: ErrorCode) -> Self {
        Self {
            code,
            text: None,
            fields: Vec::new(),
        }
    }

    fn on(mut self, field: FieldError) -> Self {
        self.fields.push(field);
        self
    }
}

impl FieldError {
    fn at(field: &str, code: FieldCode) -> Self {
        Self {
            field: field.to_owned(),
            code,
            name: None,
            limit: None,
        }
    }
}

fn complaint(field: &str, complaint: &Complaint) -> FieldError {
    let (code, limit) = match *complaint {
        Complaint::MessageTooLong { limit } => (FieldCode::MessageTooLong, u64::try_from(limit).ok()),
        Complaint::TooLong { limit } => (FieldCode::TooLong, u64::try_from(limit).ok()),
        Complaint::AnswerTooLong { limit } => (FieldCode::AnswerTooLong, u64::try_from(limit).ok()),
        Complaint::RequiredBox => (FieldCode::RequiredBox, None),
        Complaint::RequiredRadio => (FieldCode::RequiredRadio, None),
        Complaint::RequiredText => (FieldCode::RequiredText, None),
        Complaint::NoPhone => (FieldCode::NoPhone, None),
        Complaint::NobodyNamed => (FieldCode::NobodyNamed, None),
        Complaint::NoAddress => (FieldCode::NoAddress, None),
        Complaint::Gone => (FieldCode::Gone, None),
        Complaint::PictureGone => (FieldCode::PictureGone, None),
    };
    FieldError {
        limit,
        ..FieldError::at(field, code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_is_the_admins_own_text() {
        let rejected = DeskError::Rejected {
            text: "Please use the portal.".to_owned(),
            rule: "portal".to_owned(),
        };
        let view = ErrorView::of(&rejected);
        assert_eq!(
            (view.code, view.text.as_deref()),
            (ErrorCode::Rejected, Some("Please use the portal."))
        );
    }

    #[test]
    fn a_file_that_was_not_added_is_named_beside_the_files_with_what_would_fit() {
        let view = ErrorView::of(&DeskError::TooLarge {
            name: "crash.dmp".to_owned(),
            limit: 6_000_000,
        });
        let expected = FieldError {
            field: "files".to_owned(),
            code: FieldCode::TooLarge,
            name: Some("crash.dmp".to_owned()),
            limit: Some(6_000_000),
        };
        assert_eq!(view.fields, [expected]);
    }

    #[test]
    fn what_is_wrong_inside_goes_to_the_log_and_not_to_the_window() {
        let view = ErrorView::of(&DeskError::Storage {
            reason: "SQLITE_FULL at /home/dana".to_owned(),
        });
        assert_eq!(view, ErrorView::new(ErrorCode::Storage));
    }
}
