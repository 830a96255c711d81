//! One call to the API by a user who has been let in.

use axum::http::Method;
use jiff::Timestamp;

use crate::books::Books;
use crate::reply::Reply;
use crate::schema::{Entity, Verb};
use crate::tenant::{Tenant, User};
use crate::{Row, sight};

#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a Method,
    /// The path below `V1.0/`.
    pub(crate) segments: &'a [&'a str],
    /// The raw query string.
    pub(crate) query: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) user: &'a User,
    /// The header `ImpersonationResourceId`.
    pub(crate) in_the_name_of: Option<&'a str>,
    pub(crate) now: Timestamp,
    /// The API's own address, ending in `/`.
    pub(crate) base: &'a str,
}

impl Call<'_> {
    /// May this user do that? Impersonation has its own rights, and reading is never done in another's name (facts 2).
    pub(crate) fn allow(&self, verb: Verb, entity: &Entity, tenant: &Tenant) -> Result<(), Reply> {
        let allowed = self.user.may(verb, entity)
            && (self.in_the_name_of.is_none() || self.may_impersonate(verb, entity, tenant));
        if allowed {
            Ok(())
        } else {
            Err(Reply::no_permission(verb))
        }
    }

    fn may_impersonate(&self, verb: Verb, entity: &Entity, tenant: &Tenant) -> bool {
        let writes = matches!(verb, Verb::Create | Verb::Update);
        let resource = self.impersonated();
        writes
            && self.user.impersonates.iter().any(|path| path == entity.path)
            && resource.is_some_and(|id| tenant.impersonatable.contains(&id))
    }

    fn impersonated(&self) -> Option<i64> {
        self.in_the_name_of.and_then(|id| id.trim().parse().ok())
    }

    /// Does the user get to see the row?
    pub(crate) fn sees(&self, books: &Books, entity: &Entity, row: &Row) -> bool {
        sight::sees(books, self.user, entity, row)
    }

    /// The resource whose deed this is.
    pub(crate) fn actor(&self) -> i64 {
        self.impersonated().unwrap_or(self.user.resource)
    }

    /// Marks a new row as made by this call's user.
    pub(crate) fn sign(&self, row: &mut Row) {
        row.insert("creatorResourceID".to_owned(), self.actor().into());
        if self.in_the_name_of.is_some() {
            row.insert("impersonatorCreatorResourceID".to_owned(), self.user.resource.into());
        }
    }
}
