//! What a client tells.

use reqwest::Method;
use serde_json::Value;

use crate::answer::if_it_may_be_done;
use crate::call::Call;
use crate::client::{Client, unexpected};
use crate::{AttachmentId, Error, NewAttachment, NewNote, NewTicket, NoteId, Retry, TicketId, TicketPatch, Verb};

impl Client {
    /// Makes a ticket.
    pub async fn create_ticket(&self, ticket: &NewTicket) -> Result<TicketId, Error> {
        self.create("Tickets", "Tickets", written(ticket)?).await.map(TicketId)
    }

    /// Changes a ticket. Success is no proof: workflow rules may set a field back at once, so read it again.
    pub async fn patch_ticket(&self, patch: &TicketPatch) -> Result<(), Error> {
        let call = Call {
            entity: "Tickets",
            verb: Verb::Update,
            method: Method::PATCH,
            path: "Tickets",
            body: Some(written(patch)?),
            impersonate: None,
        };
        let answer = self.call(&call).await?;
        (item_id(&answer) == Some(patch.id().0))
            .then_some(())
            .ok_or_else(|| unexpected("a change of another ticket"))
    }

    /// Adds a note to a ticket.
    pub async fn create_note(&self, ticket: TicketId, note: &NewNote) -> Result<NoteId, Error> {
        self.create("TicketNotes", &format!("Tickets/{ticket}/Notes"), written(note)?)
            .await
            .map(NoteId)
    }

    /// Attaches a file to a ticket. May take up to five minutes, by its size.
    pub async fn create_attachment(&self, ticket: TicketId, file: &NewAttachment) -> Result<AttachmentId, Error> {
        let path = format!("Tickets/{ticket}/Attachments");
        self.create("TicketAttachments", &path, written(file)?)
            .await
            .map(AttachmentId)
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
    }

    async fn create(&self, entity: &str, path: &str, body: Vec<u8>) -> Result<i64, Error> {
        let call = Call {
            entity,
            verb: Verb::Create,
            method: Method::POST,
            path,
            body: Some(body),
            impersonate: None,
        };
        let answer = self.call(&call).await?;
        item_id(&answer).ok_or_else(|| Error::Protocol {
            text: "a create's answer without an id".to_owned(),
            retry: if_it_may_be_done(Verb::Create),
        })
    }
}

pub(crate) fn written<T: serde::Serialize>(body: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| Error::Protocol {
        text: error.to_string(),
        retry: Retry::Permanent,
    })
}

fn item_id(answer: &Value) -> Option<i64> {
    answer.get("itemId")?.as_i64()
}
