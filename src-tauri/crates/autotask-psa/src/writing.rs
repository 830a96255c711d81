//! What a client tells. Texts that are too long for their fields are refused before anything is sent, as
//! [`Error::Validation`] with the field's name.

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use serde_json::Value;

use crate::answer::if_it_may_be_done;
use crate::call::Call;
use crate::client::{Client, unexpected};
use crate::{
    AttachmentId, CompanyId, ContactId, Error, NewAttachment, NewContact, NewNote, NewTicket, NoteId, ResourceId,
    Retry, TicketId, TicketPatch, Verb,
};

/// Workflow rules that set a field back were seen to be done after this long.
const SETTLES: Duration = Duration::from_millis(1500);

/// What can be made.
pub(crate) trait New: Serialize {
    /// Refuses what doesn't fit.
    fn check(&self) -> Result<(), Error>;
    /// In whose name.
    fn impersonate(&self) -> Option<ResourceId>;
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is there.
    Stays,
    /// Autotask took it twice, and these fields have other values all the same: a workflow rule sets them.
    SetBack(Vec<String>),
    /// Autotask took it, and this API user may not see the ticket.
    Unseen,
}

impl Client {
    /// Makes a ticket.
    pub async fn create_ticket(&self, ticket: &NewTicket) -> Result<TicketId, Error> {
        self.create("Tickets", "Tickets", ticket).await.map(TicketId)
    }

    /// Changes a ticket. Success is no proof that it stays so: see [`Client::change_ticket`].
    pub async fn patch_ticket(&self, patch: &TicketPatch) -> Result<(), Error> {
        patch.check()?;
        let call = Call {
            entity: "Tickets",
            verb: Verb::Update,
            method: Method::PATCH,
            path: "Tickets",
            body: Some(written(patch)?),
            impersonate: patch.impersonate(),
        };
        let answer = self.call(&call).await?.body;
        (item_id(&answer) == Some(patch.id().0))
            .then_some(())
            .ok_or_else(|| unexpected("a change of another ticket"))
    }

    /// Changes a ticket and reads it again, because workflow rules may set a field back at once. What did not stick is
    /// changed once more after 1.5 seconds, which `wait` waits: two calls, at most four.
    ///
    /// ```no_run
    /// # async fn example(autotask: autotask_psa::Client, id: autotask_psa::TicketId) -> Result<(), autotask_psa::Error> {
    /// use autotask_psa::{Changed, PicklistId, TicketFields, TicketPatch};
    ///
    /// let complete = TicketPatch::new(id, TicketFields::default().status(PicklistId(5)));
    /// if let Changed::SetBack(fields) = autotask.change_ticket(&complete, tokio::time::sleep).await? {
    ///     println!("a workflow rule sets {fields:?}");
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn change_ticket<W>(
        &self,
        patch: &TicketPatch,
        wait: impl FnOnce(Duration) -> W,
    ) -> Result<Changed, Error>
    where
        W: Future<Output = ()>,
    {
        self.patch_ticket(patch).await?;
        let first = self.look_after(patch).await?;
        if !matches!(first, Changed::SetBack(_)) {
            return Ok(first);
        }
        wait(SETTLES).await;
        self.patch_ticket(patch).await?;
        self.look_after(patch).await
    }

    /// Adds a note to a ticket.
    pub async fn create_note(&self, ticket: TicketId, note: &NewNote) -> Result<NoteId, Error> {
        self.create("TicketNotes", &format!("Tickets/{ticket}/Notes"), note)
            .await
            .map(NoteId)
    }

    /// Attaches a file to a ticket. May take up to five minutes, by its size.
    pub async fn create_attachment(&self, ticket: TicketId, file: &NewAttachment) -> Result<AttachmentId, Error> {
        let path = format!("Tickets/{ticket}/Attachments");
        self.create("TicketAttachments", &path, file).await.map(AttachmentId)
    }

    /// Makes a contact of a company. Autotask takes any number of contacts with the same address: look before.
    pub async fn create_contact(&self, company: CompanyId, contact: &NewContact) -> Result<ContactId, Error> {
        let path = format!("Companies/{company}/Contacts");
        self.create("Contacts", &path, contact).await.map(ContactId)
    }

    /// Any other call: `path` is relative to `…/V1.0/`, e.g. `Tickets/123`. `verb` decides what a failure that leaves
    /// open whether it was done means.
    pub async fn raw(&self, method: Method, path: &str, verb: Verb, body: Option<&Value>) -> Result<Value, Error> {
        let entity = path.split(['/', '?']).next().unwrap_or_default();
        let body = body.map(written).transpose()?;
        self.call(&Call {
            entity,
            verb,
            method,
            path,
            body,
            impersonate: None,
        })
        .await
        .map(|answer| answer.body)
    }

    async fn create<T: New>(&self, entity: &str, path: &str, new: &T) -> Result<i64, Error> {
        new.check()?;
        let call = Call {
            entity,
            verb: Verb::Create,
            method: Method::POST,
            path,
            body: Some(written(new)?),
            impersonate: new.impersonate(),
        };
        let answer = self.call(&call).await?.body;
        item_id(&answer).ok_or_else(|| Error::Protocol {
            text: "a create's answer without an id".to_owned(),
            retry: if_it_may_be_done(Verb::Create),
        })
    }

    async fn look_after(&self, patch: &TicketPatch) -> Result<Changed, Error> {
        let Some(there) = self.item("Tickets", patch.id().0).await? else {
            return Ok(Changed::Unseen);
        };
        let other = patch.differs_from(&there)?;
        Ok(if other.is_empty() {
            Changed::Stays
        } else {
            Changed::SetBack(other)
        })
    }
}

pub(crate) fn written<T: Serialize>(body: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| unwritable(&error))
}

pub(crate) fn unwritable(error: &serde_json::Error) -> Error {
    Error::Protocol {
        text: error.to_string(),
        retry: Retry::Permanent,
    }
}

fn item_id(answer: &Value) -> Option<i64> {
    answer.get("itemId")?.as_i64()
}
