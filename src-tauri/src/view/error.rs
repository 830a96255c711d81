//! Errors as people read them: what happened, what we did about it, what you can do.

use deskbell_desk::DeskError;
use deskbell_desk::settings::Brand;

use super::{ErrorCode, ErrorView, FieldError};

impl ErrorView {
    /// What a person reads of an error of the desk.
    pub fn of(error: &DeskError, brand: &Brand) -> Self {
        match error {
            DeskError::Empty => Self::new(
                ErrorCode::Empty,
                "There is nothing to send yet. Write a few words, tick something or keep a picture in.",
            )
            .on("message", "A few words are enough."),
            DeskError::Invalid { fields } => Self {
                fields: fields
                    .iter()
                    .map(|(field, message)| FieldError {
                        field: field.clone(),
                        message: message.clone(),
                    })
                    .collect(),
                ..Self::new(
                    ErrorCode::Invalid,
                    "Nothing was sent yet, because something needs another look. It is marked; the rest is as you left it.",
                )
            },
            DeskError::Rejected { text, .. } => Self::new(ErrorCode::Rejected, text),
            DeskError::NotConnected { .. } => Self::new(
                ErrorCode::NotConnected,
                &format!(
                    "Nothing was sent, because this PC is not connected to {} yet. What you wrote stays here. {}",
                    brand.name,
                    call(brand)
                ),
            ),
            DeskError::TooLarge { name, limit } => {
                let sentence = format!(
                    "“{name}” is larger than {}, so it was not added. The rest is as you left it. \
                     You can send a smaller version, or say in your message where the file lies.",
                    size(*limit)
                );
                Self::new(ErrorCode::TooLarge, &sentence).on("files", &sentence)
            }
            DeskError::Storage { .. } => Self::new(
                ErrorCode::Storage,
                &format!(
                    "Your request could not be kept on this PC, so nothing was sent. What you wrote is still here. \
                     Please try again in a moment. {}",
                    call(brand)
                ),
            ),
            DeskError::NoRoom { file } => Self::no_room(file.as_deref(), brand),
            DeskError::Version => Self::new(
                ErrorCode::Internal,
                "Deskbell was updated while this window was open, so nothing was sent. Close the window and press the \
                 bell again; what you wrote is offered there.",
            ),
            _ => Self::internal(brand),
        }
    }

    /// A bug of ours. The log says more.
    pub fn internal(brand: &Brand) -> Self {
        Self::new(
            ErrorCode::Internal,
            &format!(
                "Something went wrong in Deskbell, so this was not done. What you wrote is still here. \
                 Please try again. {}",
                call(brand)
            ),
        )
    }

    /// A file that can't be read.
    pub fn unreadable(name: &str) -> Self {
        let sentence = format!(
            "“{name}” could not be read, so it was not added. The rest is as you left it. \
             It may be open in another program, or not yours to open."
        );
        Self::new(ErrorCode::Invalid, &sentence).on("files", &sentence)
    }

    /// Send came while the pictures were taken anew.
    pub fn retaken() -> Self {
        let sentence = "The pictures were taken anew just now, so nothing was sent yet. Have a look at the new ones, then \
                        press Send again.";
        Self::new(ErrorCode::Invalid, sentence).on("pictures", sentence)
    }

    /// Send came for a picture that looks otherwise by now.
    pub fn redrawn() -> Self {
        let sentence =
            "A picture was changed just now, so nothing was sent yet. Have a look at it, then press Send again.";
        Self::new(ErrorCode::Invalid, sentence).on("pictures", sentence)
    }

    /// A change to a picture that can't be made.
    pub fn not_drawn() -> Self {
        let sentence = "That change could not be made, so the picture is as it was. You can try again, or take the \
                        picture out.";
        Self::new(ErrorCode::Invalid, sentence).on("pictures", sentence)
    }

    /// More files than one request carries.
    pub fn too_many_files() -> Self {
        let sentence = format!(
            "There is room for {} files, so these were not added. The rest is as you left it. \
             You can put several files into one archive.",
            super::FILES
        );
        Self::new(ErrorCode::Invalid, &sentence).on("files", &sentence)
    }

    /// A file that was not added, or words that could not be kept.
    fn no_room(file: Option<&str>, brand: &Brand) -> Self {
        let Some(name) = file else {
            return Self::new(
                ErrorCode::Storage,
                &format!(
                    "This PC's disk is full, so your request could not be kept and nothing was sent. What you wrote is still \
                     here. Make some room, then press Send again. {}",
                    call(brand)
                ),
            );
        };
        let sentence = format!(
            "There is too little room on this PC for “{name}”, so it was not added. The rest is as you left it. You can make \
             some room and add it again, or send without it."
        );
        Self::new(ErrorCode::Storage, &sentence).on("files", &sentence)
    }

    fn new(code: ErrorCode, message: &str) -> Self {
        Self {
            code,
            message: message.to_owned(),
            fields: Vec::new(),
        }
    }

    fn on(mut self, field: &str, message: &str) -> Self {
        self.fields.push(FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        });
        self
    }
}

fn call(brand: &Brand) -> String {
    match &brand.phone {
        Some(phone) => format!("If it can't wait, call {} on {phone}.", brand.name),
        None => format!("If it can't wait, call {}.", brand.name),
    }
}

/// A size for people: whole megabytes, rounded down so that the promise holds.
fn size(bytes: u64) -> String {
    match bytes / 1_000_000 {
        0 => format!("{} kB", bytes / 1000),
        megabytes => format!("{megabytes} MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand() -> Brand {
        Brand {
            name: "Contoso IT".to_owned(),
            phone: Some("+1 555 0100".to_owned()),
            accent: None,
            icon: None,
        }
    }

    fn every_error() -> Vec<DeskError> {
        vec![
            DeskError::Empty,
            DeskError::Invalid {
                fields: vec![("email".to_owned(), "There is no @ in it.".to_owned())],
            },
            DeskError::NotConnected {
                reason: "autotask.user is empty".to_owned(),
            },
            DeskError::TooLarge {
                name: "crash.dmp".to_owned(),
                limit: 6_000_000,
            },
            DeskError::Version,
            DeskError::Storage {
                reason: "SQLITE_FULL at /home/dana".to_owned(),
            },
            DeskError::NoRoom {
                file: Some("crash.dmp".to_owned()),
            },
            DeskError::NoRoom { file: None },
        ]
    }

    #[test]
    fn every_error_says_that_nothing_was_lost_without_jargon_or_blame() {
        for error in every_error() {
            let message = ErrorView::of(&error, &brand()).message;
            for word in ["SQLITE", "autotask", "!", "error", "failed", "invalid", "/home"] {
                assert!(!message.contains(word), "{word:?} in {message:?}");
            }
            assert!(message.ends_with('.'), "{message:?}");
        }
    }

    #[test]
    fn who_to_call_is_said_when_deskbell_can_not_help() {
        let offline = DeskError::NotConnected { reason: String::new() };
        let view = ErrorView::of(&offline, &brand());
        assert_eq!(view.code, ErrorCode::NotConnected);
        assert!(
            view.message.contains("call Contoso IT on +1 555 0100"),
            "{}",
            view.message
        );
    }

    #[test]
    fn a_rejection_is_the_admins_own_text() {
        let rejected = DeskError::Rejected {
            text: "Please use the portal.".to_owned(),
            rule: "portal".to_owned(),
        };
        let view = ErrorView::of(&rejected, &brand());
        assert_eq!(
            (view.code, view.message.as_str()),
            (ErrorCode::Rejected, "Please use the portal.")
        );
    }

    #[test]
    fn a_file_too_large_is_named_with_the_size_that_fits() {
        let view = ErrorView::of(&every_error().remove(3), &brand());
        assert!(
            view.message.starts_with("“crash.dmp” is larger than 6 MB"),
            "{}",
            view.message
        );
        assert_eq!(view.fields[0].field, "files");
    }
}
