//! The key of an API user.

use std::fmt;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::{Error, KeyHash, Refusal};

/// What an API user proves itself with: user name, secret and tracking identifier (integration code). White space around
/// each is dropped, because it comes along when they are copied; nothing else is changed, since secrets hold `$` and `#`.
#[derive(Clone)]
pub struct Credentials {
    user: String,
    secret: SecretString,
    tracking_id: SecretString,
}

impl Credentials {
    /// A key from its three parts.
    ///
    /// # Errors
    /// [`Error::Credentials`] with [`Refusal::Malformed`] when a part is empty or can't be sent in a header.
    pub fn new(user: &str, secret: &SecretString, tracking_id: &str) -> Result<Self, Error> {
        let key = Self {
            user: user.trim().to_owned(),
            secret: secret.expose_secret().trim().into(),
            tracking_id: tracking_id.trim().into(),
        };
        key.headers().map(|_| key)
    }

    /// The API user's name.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// A name for this key by which a [`Memory`](crate::Memory) knows it again.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of([self.user.as_str(), self.secret.expose_secret(), self.tracking_id()])
    }

    pub(crate) fn tracking_id(&self) -> &str {
        self.tracking_id.expose_secret()
    }

    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        let parts = [
            ("username", "user name", self.user.as_str()),
            ("secret", "secret", self.secret.expose_secret()),
            (
                "apiintegrationcode",
                "tracking identifier",
                self.tracking_id.expose_secret(),
            ),
        ];
        parts
            .into_iter()
            .map(|(header, part, value)| header_of(header, part, value))
            .collect()
    }

    /// `text` without the secret or the tracking identifier, should something have repeated them.
    pub(crate) fn scrub(&self, text: &str) -> String {
        text.replace(self.secret.expose_secret(), "[secret]")
            .replace(self.tracking_id.expose_secret(), "[tracking identifier]")
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

fn header_of(header: &'static str, part: &str, value: &str) -> Result<(HeaderName, HeaderValue), Error> {
    if value.is_empty() {
        return Err(Error::Credentials {
            reason: Refusal::Malformed,
            text: format!("the {part} is empty"),
        });
    }
    let mut sent = HeaderValue::from_str(value).map_err(|_| Error::Credentials {
        reason: Refusal::Malformed,
        text: format!("the {part} holds a character that can't be sent"),
    })?;
    sent.set_sensitive(true);
    Ok((HeaderName::from_static(header), sent))
}
