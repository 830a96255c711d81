//! What a client asks.

use reqwest::Method;
use serde_json::Value;

use crate::call::Call;
use crate::client::{Client, parsed, unexpected};
use crate::writing::written;
use crate::{
    AttachmentId, BillingCode, Entity, EntityInformation, Error, FieldInformation, Query, Threshold, TicketAttachment,
    TicketId, field,
};

impl Client {
    /// One record. `None` when there is none, or when this API user may not see it.
    pub async fn get<E: Entity>(&self, id: E::Id) -> Result<Option<E>, Error> {
        let path = format!("{}/{}", E::COLLECTION, id.into());
        match self.call(&Call::read(E::COLLECTION, Method::GET, &path)).await {
            Ok(mut answer) => match answer.get_mut("item").map(Value::take) {
                Some(Value::Null) | None => Ok(None),
                Some(item) => parsed(item).map(Some),
            },
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The first page of a query.
    pub async fn first<E: Entity>(&self, query: &Query) -> Result<Vec<E>, Error> {
        self.rows(E::COLLECTION, query).await?.into_iter().map(parsed).collect()
    }

    /// Everything a query finds, page by page along the ids: rows made or deleted meanwhile neither shift nor repeat any.
    pub async fn all<E: Entity>(&self, query: &Query) -> Result<Vec<E>, Error> {
        let mut all = Vec::new();
        let mut page = self.rows(E::COLLECTION, query).await?;
        loop {
            let full = page.len() >= query.page_size();
            let last = page.iter().filter_map(|row| row.get("id")?.as_i64()).max();
            for row in page {
                all.push(parsed(row)?);
            }
            if !full {
                return Ok(all);
            }
            let last = last.ok_or_else(|| unexpected("rows without an id can't be paged"))?;
            page = self.rows(E::COLLECTION, &query.after(last)).await?;
            let goes_on = page
                .iter()
                .all(|row| row.get("id").and_then(Value::as_i64).is_none_or(|id| id > last));
            if !goes_on {
                return Err(unexpected("a page that starts again"));
            }
        }
    }

    /// What the API user may do with an entity, e.g. `Tickets`.
    pub async fn entity_information(&self, collection: &str) -> Result<EntityInformation, Error> {
        let path = format!("{collection}/entityInformation");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?;
        parsed(answer.get_mut("info").map(Value::take).unwrap_or_default())
    }

    /// The fields of an entity with their picklists.
    pub async fn fields(&self, collection: &str) -> Result<Vec<FieldInformation>, Error> {
        let path = format!("{collection}/entityInformation/fields");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?;
        parsed(answer.get_mut("fields").map(Value::take).unwrap_or_default())
    }

    /// The billing codes that can be a ticket's work type: active ones of use type 1.
    pub async fn work_types(&self) -> Result<Vec<BillingCode>, Error> {
        let usable = Query::new(field("isActive").eq(true))
            .and(field("useType").eq(1))
            .include(["id", "name"]);
        self.all(&usable).await
    }

    /// One attachment of a ticket with its bytes.
    pub async fn attachment(&self, ticket: TicketId, id: AttachmentId) -> Result<Option<TicketAttachment>, Error> {
        let path = format!("Tickets/{ticket}/Attachments/{id}");
        let mut answer = match self.call(&Call::read("TicketAttachments", Method::GET, &path)).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            other => other?,
        };
        // A collection of one, though the address names one.
        let item = match answer.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items.into_iter().next(),
            _ => answer.get_mut("item").map(Value::take),
        };
        item.filter(|item| !item.is_null()).map(parsed).transpose()
    }

    /// How many calls are used this hour. Asking counts as one.
    pub async fn threshold(&self) -> Result<Threshold, Error> {
        parsed(
            self.call(&Call::read("ThresholdInformation", Method::GET, "ThresholdInformation"))
                .await?,
        )
    }

    async fn rows(&self, collection: &str, query: &Query) -> Result<Vec<Value>, Error> {
        let path = format!("{collection}/query");
        let body = written(&query.body())?;
        let mut answer = self
            .call(&Call {
                body: Some(body),
                ..Call::read(collection, Method::POST, &path)
            })
            .await?;
        match answer.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(unexpected("a query's answer without rows")),
        }
    }
}
