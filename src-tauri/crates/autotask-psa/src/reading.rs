//! What a client asks.

use std::collections::{HashSet, VecDeque};
use std::marker::PhantomData;

use jiff::Timestamp;
use reqwest::Method;
use serde_json::Value;

use crate::call::{Answered, Call};
use crate::client::{Client, parsed, unexpected};
use crate::writing::written;
use crate::{
    AttachmentId, BillingCode, Entity, EntityInformation, Error, FieldInformation, Query, Threshold, TicketAttachment,
    TicketId, UserDefinedFieldInformation, field,
};

impl Client {
    /// One record. `None` when there is none, or when this API user may not see it: Autotask doesn't tell these apart,
    /// and has three ways to say so.
    pub async fn get<E: Entity>(&self, id: E::Id) -> Result<Option<E>, Error> {
        self.item(E::COLLECTION, id.into()).await?.map(parsed).transpose()
    }

    /// The first page of a query.
    ///
    /// # Errors
    /// [`Error::Validation`], without a call, for a query that Autotask would refuse; else what hinders any call.
    pub async fn first<E: Entity>(&self, query: &Query) -> Result<Vec<E>, Error> {
        let mut found = Found::default();
        for part in query.parts()? {
            found.add(self.rows(E::COLLECTION, &part).await?.rows)?;
            if found.rows.len() >= query.page_size() {
                break;
            }
        }
        found.rows.truncate(query.page_size());
        found.parsed()
    }

    /// Everything a query finds, page by page along the ids: rows made or deleted meanwhile neither shift nor repeat any.
    ///
    /// # Errors
    /// As [`Client::first`].
    pub async fn all<E: Entity>(&self, query: &Query) -> Result<Vec<E>, Error> {
        Ok(self.all_at(query).await?.rows)
    }

    /// The same, and when it was so: for somebody who looks whether something is there by now.
    ///
    /// # Errors
    /// As [`Client::first`].
    pub async fn all_at<E: Entity>(&self, query: &Query) -> Result<Dated<E>, Error> {
        let mut found = Found::default();
        for part in query.parts()? {
            self.along_the_ids(E::COLLECTION, &part, &mut found).await?;
        }
        Ok(Dated {
            at: found.at,
            rows: found.parsed()?,
        })
    }

    /// The pages of a query as Autotask turns them, by its cursors. Calls nobody yet. [`Client::all`] is the safer way:
    /// how a cursor takes rows that are made or deleted meanwhile is not documented.
    ///
    /// ```no_run
    /// # async fn example(autotask: autotask_psa::Client) -> Result<(), autotask_psa::Error> {
    /// use autotask_psa::{Company, Query, field};
    ///
    /// let mut pages = autotask.pages::<Company>(&Query::new(field("isActive").eq(true)));
    /// while let Some(companies) = pages.next_page().await? {
    ///     println!("{} more", companies.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages<E: Entity>(&self, query: &Query) -> Pages<E> {
        Pages {
            client: self.clone(),
            asked: query.clone(),
            parts: None,
            open: None,
            rows: PhantomData,
        }
    }

    /// How many rows a query finds.
    ///
    /// # Errors
    /// As [`Client::first`].
    pub async fn count<E: Entity>(&self, query: &Query) -> Result<u64, Error> {
        let path = format!("{}/query/count", E::COLLECTION);
        let mut count = 0;
        for part in query.parts()? {
            let answer = self.ask(E::COLLECTION, &path, written(&part.body())?).await?.body;
            let found = answer.get("queryCount").and_then(Value::as_u64);
            count += found.ok_or_else(|| unexpected("a count's answer without a number"))?;
        }
        Ok(count)
    }

    /// What the API user may do with an entity, e.g. `Tickets`.
    pub async fn entity_information(&self, collection: &str) -> Result<EntityInformation, Error> {
        let path = format!("{collection}/entityInformation");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?.body;
        parsed(answer.get_mut("info").map(Value::take).unwrap_or_default())
    }

    /// The fields of an entity with their picklists.
    pub async fn fields(&self, collection: &str) -> Result<Vec<FieldInformation>, Error> {
        let path = format!("{collection}/entityInformation/fields");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?.body;
        parsed(answer.get_mut("fields").map(Value::take).unwrap_or_default())
    }

    /// The user-defined fields of an entity, with their picklists.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an entity that can't have any, e.g. `TicketAttachments`; else what hinders any call.
    pub async fn user_defined_fields(&self, collection: &str) -> Result<Vec<UserDefinedFieldInformation>, Error> {
        let path = format!("{collection}/entityInformation/userDefinedFields");
        let mut answer = self.call(&Call::read(collection, Method::GET, &path)).await?.body;
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
            other => other?.body,
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
        let call = Call::read("ThresholdInformation", Method::GET, "ThresholdInformation");
        let threshold = parsed(self.call(&call).await?.body)?;
        self.keep_threshold(&threshold);
        Ok(threshold)
    }

    /// One record as it came.
    pub(crate) async fn item(&self, collection: &str, id: i64) -> Result<Option<Value>, Error> {
        let path = format!("{collection}/{id}");
        match self.call(&Call::read(collection, Method::GET, &path)).await {
            Ok(mut answer) => Ok(answer
                .body
                .get_mut("item")
                .map(Value::take)
                .filter(|item| !item.is_null())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn along_the_ids(&self, collection: &str, query: &Query, found: &mut Found) -> Result<(), Error> {
        let mut page = self.rows(collection, query).await?;
        loop {
            found.at = found.at.or(page.at);
            let full = page.rows.len() >= query.page_size();
            let last = page.rows.iter().filter_map(id_of).max();
            found.add(page.rows)?;
            if !full {
                return Ok(());
            }
            let last = last.ok_or_else(|| unexpected("rows without an id can't be paged"))?;
            page = self.rows(collection, &query.after(last)).await?;
            if page.rows.iter().filter_map(id_of).any(|id| id <= last) {
                return Err(unexpected("a page that starts again"));
            }
        }
    }

    async fn rows(&self, collection: &str, query: &Query) -> Result<Dated<Value>, Error> {
        let path = format!("{collection}/query");
        let mut answer = self.ask(collection, &path, written(&query.body())?).await?;
        Ok(Dated {
            rows: rows_in(&mut answer.body)?,
            at: answer.date,
        })
    }

    async fn ask(&self, collection: &str, path: &str, body: Vec<u8>) -> Result<Answered, Error> {
        let call = Call {
            body: Some(body),
            ..Call::read(collection, Method::POST, path)
        };
        self.call(&call).await
    }
}

/// The pages of a query, one after the other: [`Client::pages`].
#[derive(Debug)]
pub struct Pages<E> {
    client: Client,
    asked: Query,
    /// The queries that are still to be asked; `None` before the first.
    parts: Option<VecDeque<Query>>,
    /// The query that is being read, and where its next page is.
    open: Option<(Query, String)>,
    rows: PhantomData<fn() -> E>,
}

impl<E: Entity> Pages<E> {
    /// The next page; `None` behind the last. After an error, the same page is asked for again.
    ///
    /// # Errors
    /// [`Error::Protocol`] for a cursor that leads to another host than the tenant's zone: nothing is sent there. Else as
    /// [`Client::first`].
    pub async fn next_page(&mut self) -> Result<Option<Vec<E>>, Error> {
        if self.parts.is_none() {
            self.parts = Some(self.asked.parts()?.into());
        }
        let (query, address) = match &self.open {
            Some((query, cursor)) => (query.clone(), cursor.clone()),
            None => match self.parts.as_ref().and_then(VecDeque::front) {
                Some(part) => (part.clone(), format!("{}/query", E::COLLECTION)),
                None => return Ok(None),
            },
        };
        // A cursor of a POST holds no filter: that goes along again.
        let body = written(&query.body())?;
        let mut answer = self.client.ask(E::COLLECTION, &address, body).await?.body;
        let next = answer
            .pointer("/pageDetails/nextPageUrl")
            .and_then(Value::as_str)
            .map(str::to_owned);
        if next.as_ref() == Some(&address) {
            return Err(unexpected("a cursor that leads to its own page"));
        }
        let rows = rows_in(&mut answer)?
            .into_iter()
            .map(parsed)
            .collect::<Result<Vec<E>, _>>()?;
        if self.open.is_none()
            && let Some(parts) = &mut self.parts
        {
            parts.pop_front();
        }
        self.open = next.map(|cursor| (query, cursor));
        Ok(Some(rows))
    }
}

/// What a query found, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<E> {
    /// Every row.
    pub rows: Vec<E>,
    /// The `Date` of the server's first answer that has one. The query itself may have been worked on before
    /// that for as long as the call took: a minute, or what [`ClientBuilder::timeout`](crate::ClientBuilder::timeout) says.
    pub at: Option<Timestamp>,
}

/// Rows of one or several queries, each once.
#[derive(Default)]
struct Found {
    /// When the first dated answer came.
    at: Option<Timestamp>,
    rows: Vec<Value>,
    ids: HashSet<i64>,
}

impl Found {
    fn add(&mut self, rows: Vec<Value>) -> Result<(), Error> {
        for row in rows {
            let id = id_of(&row).ok_or_else(|| unexpected("a row without an id"))?;
            if self.ids.insert(id) {
                self.rows.push(row);
            }
        }
        Ok(())
    }

    fn parsed<E: Entity>(self) -> Result<Vec<E>, Error> {
        self.rows.into_iter().map(parsed).collect()
    }
}

fn rows_in(answer: &mut Value) -> Result<Vec<Value>, Error> {
    match answer.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) => Ok(items),
        _ => Err(unexpected("a query's answer without rows")),
    }
}

fn id_of(row: &Value) -> Option<i64> {
    row.get("id")?.as_i64()
}
