//! The port's calls.

use async_trait::async_trait;
use autotask_psa::{
    BillingCodeId, Company as AutotaskCompany, CompanyId, ConfigurationItemId, Contact, ContactId, Dated, Error,
    Filter, NoteId, PicklistId, Publish, Query, Ticket, TicketAttachment, TicketFields, TicketId, TicketNote, field,
    lengths, storable,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::psa::{
    Audience, Company, CompanyRef, Field, FoundPart, FoundTicket, Limits, Looked, Machine, Made, NewAttachment,
    NewNote, NewTicket, Person, PersonRef, Psa, PsaError, PsaErrorKind, RemoteId, Retry, Storable, Term, UserDefined,
    Vocabulary,
};

use super::Autotask;
use super::answers::{user_defined_of, vocabulary_of, work_types_of};
use super::cache::{NOTE_TYPE, USER_DEFINED, VOCABULARY, WORK_TYPES};

/// What is kept of a person: no address.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Known {
    id: i64,
    company: i64,
    name: String,
}

#[async_trait]
impl Psa for Autotask {
    async fn people(&self, who: &PersonRef, soon: &[PersonRef]) -> Result<Vec<Person>, PsaError> {
        if let Some(known) = self.cache.found::<Known>(&key_of_person(who)) {
            return Ok(people_of(&known, who));
        }
        let unknown = soon.iter().filter(|soon| *soon != who);
        let unknown = unknown.filter(|soon| self.cache.found::<Known>(&key_of_person(soon)).is_none());
        let wanted: Vec<&PersonRef> = [who].into_iter().chain(unknown).collect();
        let found = match self.known(&wanted).await? {
            Some(found) => found,
            // Autotask compares more generously than we do, so it takes a call of its own.
            None => self.known(&[who]).await?.unwrap_or_default(),
        };
        for (who, known) in wanted.iter().zip(&found) {
            self.cache.keep_found(&key_of_person(who), known);
        }
        Ok(found.first().map(|known| people_of(known, who)).unwrap_or_default())
    }

    async fn companies(&self, which: &CompanyRef, soon: &[CompanyRef]) -> Result<Vec<Company>, PsaError> {
        if let Some(companies) = self.cache.found(&key_of_company(which)) {
            return Ok(companies);
        }
        let unknown = soon.iter().filter(|soon| *soon != which);
        let unknown = unknown.filter(|soon| self.cache.found::<Company>(&key_of_company(soon)).is_none());
        let wanted: Vec<&CompanyRef> = [which].into_iter().chain(unknown).collect();
        let found = match self.companies_of(&wanted).await? {
            Some(found) => found,
            None => self.companies_of(&[which]).await?.unwrap_or_default(),
        };
        for (which, companies) in wanted.iter().zip(&found) {
            self.cache.keep_found(&key_of_company(which), companies);
        }
        Ok(found.into_iter().next().unwrap_or_default())
    }

    async fn asset(&self, company: RemoteId, machine: &Machine) -> Option<RemoteId> {
        let key = key_of_asset(company, machine);
        if let Some(known) = self.cache.found::<Option<i64>>(&key) {
            return known.into_iter().flatten().next().map(RemoteId);
        }
        let itself = autotask_psa::Machine {
            serial_number: &machine.serial,
            hostname: &machine.hostname,
        };
        let found = match self.client.configuration_item_of(CompanyId(company.0), itself).await {
            Ok(found) => found.map(i64::from),
            Err(error) => {
                tracing::info!(%error, "this PC's configuration item can't be looked up");
                // What the key may not do costs a call a day; what only didn't work now is asked with the next ticket.
                if error.retry() != autotask_psa::Retry::Permanent || matches!(error, Error::Credentials { .. }) {
                    return None;
                }
                None
            }
        };
        self.cache.keep_found(&key, &[found]);
        found.map(RemoteId)
    }

    async fn vocabulary(&self, work_types: bool) -> Result<Vocabulary, PsaError> {
        let lists = async { Ok(vocabulary_of(&self.client.fields("Tickets").await?)) };
        let mut vocabulary: Vocabulary = self.list(VOCABULARY, lists).await?;
        if work_types {
            let codes = async { Ok(work_types_of(&self.client.work_types().await?)) };
            let terms: Vec<Term> = self.list(WORK_TYPES, codes).await?;
            vocabulary.0.insert(Field::WorkType, terms);
        }
        Ok(vocabulary)
    }

    fn key_rests_until(&self) -> Option<Timestamp> {
        self.client.key_rests_until()
    }

    fn try_key_again(&self) {
        self.client.try_key_again();
    }

    async fn user_defined(&self) -> Result<Vec<UserDefined>, PsaError> {
        let fields = async { Ok(user_defined_of(&self.client.user_defined_fields("Tickets").await?)) };
        self.list(USER_DEFINED, fields).await
    }

    fn limits(&self) -> Limits {
        Limits {
            title: lengths::TICKET_TITLE,
            description: lengths::TICKET_DESCRIPTION,
            note_title: lengths::NOTE_TITLE,
            note: lengths::NOTE_TEXT,
            attachment: lengths::ATTACHMENT_BYTES,
        }
    }

    fn storable(&self, text: &str) -> Storable {
        let autotask_psa::Storable { text, is_whole } = storable(text);
        Storable { text, is_whole }
    }

    async fn create_ticket(&self, ticket: &NewTicket) -> Result<RemoteId, PsaError> {
        match self.client.create_ticket(&new_ticket(ticket)).await {
            Ok(id) => Ok(RemoteId(id.0)),
            // It was refused, so that it isn't there. Which machine it is about is worth no ticket.
            Err(error) if ticket.asset.is_some() && names_the_asset(&error) => {
                self.cache.forget();
                let without = NewTicket {
                    asset: None,
                    ..ticket.clone()
                };
                self.create_ticket(&without).await
            }
            Err(error) => {
                let error = PsaError::from(error);
                if error.kind == PsaErrorKind::Validation {
                    // A contact may have left since yesterday, or a queue.
                    self.cache.forget();
                }
                Err(error)
            }
        }
    }

    fn has_read_back(&self, kind: Made) -> bool {
        self.sightings.has(kind)
    }

    fn read_back(&self, kind: Made) {
        self.sightings.add(kind);
    }

    async fn find_tickets(&self, key: &str) -> Result<Looked<FoundTicket>, PsaError> {
        let ticket = |ticket: Ticket| FoundTicket {
            id: RemoteId(ticket.id.0),
            number: ticket.ticket_number.unwrap_or_default(),
        };
        let mut looked = looked(self.tickets_with(key).await?, ticket);
        looked.found.sort_by_key(|ticket| ticket.id);
        Ok(looked)
    }

    async fn ticket_number(&self, ticket: RemoteId) -> Result<String, PsaError> {
        let found = self.client.get::<Ticket>(TicketId(ticket.0)).await?;
        found
            .and_then(|ticket| ticket.ticket_number)
            .filter(|number| !number.is_empty())
            .ok_or_else(|| PsaError {
                kind: PsaErrorKind::NotFound,
                retry: Retry::Permanent,
                text: format!("ticket {} is not there, or this API user may not see it", ticket.0),
                field: None,
                about: Vec::new(),
            })
    }

    async fn notes(&self, ticket: RemoteId) -> Result<Looked<FoundPart>, PsaError> {
        let query = Query::new(field("ticketID").eq(ticket.0)).include(["id", "title", "description"]);
        let part = |note: TicketNote| FoundPart {
            id: RemoteId(note.id.0),
            title: note.title.unwrap_or_default(),
            text: note.description.unwrap_or_default(),
        };
        Ok(looked(self.client.all_at(&query).await?, part))
    }

    async fn attachments(&self, ticket: RemoteId) -> Result<Looked<FoundPart>, PsaError> {
        let query = Query::new(field("ticketID").eq(ticket.0)).include(["id", "title"]);
        let part = |attachment: TicketAttachment| FoundPart {
            id: RemoteId(attachment.id.0),
            title: attachment.title.unwrap_or_default(),
            text: String::new(),
        };
        Ok(looked(self.client.all_at(&query).await?, part))
    }

    async fn add_note(&self, ticket: RemoteId, note: &NewNote) -> Result<RemoteId, PsaError> {
        Ok(RemoteId(self.note(TicketId(ticket.0), note).await?.0))
    }

    async fn attach(&self, ticket: RemoteId, attachment: &NewAttachment) -> Result<RemoteId, PsaError> {
        let file = new_attachment(attachment);
        Ok(RemoteId(
            self.client.create_attachment(TicketId(ticket.0), &file).await?.0,
        ))
    }
}

impl Autotask {
    /// Tickets with this key of ours.
    pub(super) async fn tickets_with(&self, key: &str) -> Result<Dated<Ticket>, Error> {
        let query = Query::new(field("externalID").eq(key)).include(["id", "ticketNumber"]);
        self.client.all_at(&query).await
    }

    /// Active contacts, for each of those who are asked for; `None` when it can't be told whose one of the answers is.
    async fn known(&self, wanted: &[&PersonRef]) -> Result<Option<Vec<Vec<Known>>>, PsaError> {
        let query = active(Filter::any(wanted.iter().map(|who| filter_of_person(who))));
        let query = query.include([
            "id",
            "companyID",
            "firstName",
            "lastName",
            "emailAddress",
            "emailAddress2",
            "emailAddress3",
        ]);
        let contacts = self.client.all::<Contact>(&query).await?;
        let known = |theirs: Vec<&Contact>| theirs.into_iter().filter_map(known).collect();
        let shares = shared_out(wanted, &contacts, is_person);
        Ok(shares.map(|shares| shares.into_iter().map(known).collect()))
    }

    /// Active companies, for each of those that are asked for; `None` as with [`Autotask::known`].
    async fn companies_of(&self, wanted: &[&CompanyRef]) -> Result<Option<Vec<Vec<Company>>>, PsaError> {
        let named = |which: &&CompanyRef| match which {
            CompanyRef::Id(id) => field("id").eq(*id),
            CompanyRef::Name(name) => field("companyName").eq(name.trim()),
        };
        let query = Query::new(Filter::any(wanted.iter().map(named)))
            .and(field("isActive").eq(true))
            .include(["id", "companyName"]);
        let company = |company: AutotaskCompany| Company {
            id: RemoteId(company.id.0),
            name: company.company_name.unwrap_or_default(),
        };
        let found: Vec<Company> = self.client.all(&query).await?.into_iter().map(company).collect();
        let shares = shared_out(wanted, &found, is_company);
        let owned = |theirs: Vec<&Company>| theirs.into_iter().cloned().collect();
        Ok(shares.map(|shares| shares.into_iter().map(owned).collect()))
    }

    /// A list as it is remembered, else as `ask` has it; an old one is better than none while Autotask is down.
    async fn list<T>(&self, name: &str, ask: impl Future<Output = Result<T, PsaError>>) -> Result<T, PsaError>
    where
        T: Serialize + serde::de::DeserializeOwned,
    {
        let old = match self.cache.list(name) {
            Some(known) if known.fresh => return Ok(known.value),
            old => old,
        };
        match (ask.await, old) {
            (Ok(new), _) => {
                self.cache.keep_list(name, &new);
                Ok(new)
            }
            (Err(error), Some(old)) if matches!(error.retry, Retry::Transient { .. }) => {
                tracing::info!(name, %error, "Autotask can't be asked, so yesterday's list is used");
                Ok(old.value)
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Adds a note, of a type that this tenant has.
    pub(super) async fn note(&self, ticket: TicketId, note: &NewNote) -> Result<NoteId, Error> {
        let mut written = autotask_psa::NewNote::new(&note.title, &note.text, publish(note.audience));
        if let Some(here) = self.cache.list(NOTE_TYPE) {
            written = written.note_type(here.value);
        }
        match self.client.create_note(ticket, &written).await {
            Err(Error::Validation { field: Some(name), .. }) if name.eq_ignore_ascii_case("noteType") => {
                let here = self.note_type_here().await?;
                self.client.create_note(ticket, &written.note_type(here)).await
            }
            other => other,
        }
    }

    /// The note type of a tenant that doesn't have the usual one.
    async fn note_type_here(&self) -> Result<PicklistId, Error> {
        let fields = self.client.fields("TicketNotes").await?;
        let types = fields.iter().find(|field| field.name.eq_ignore_ascii_case("noteType"));
        let usable = types
            .into_iter()
            .flat_map(|field| &field.picklist_values)
            .filter(|value| value.is_active);
        let here = usable
            .min_by_key(|value| (value.is_system, value.value))
            .ok_or_else(|| Error::Validation {
                field: Some("noteType".to_owned()),
                text: "this tenant has no active note type".to_owned(),
            })?;
        self.cache.keep_list(NOTE_TYPE, &here.value);
        Ok(here.value)
    }
}

fn looked<E, T>(answer: Dated<E>, found: impl Fn(E) -> T) -> Looked<T> {
    Looked {
        found: answer.rows.into_iter().map(found).collect(),
        at: answer.at,
    }
}

/// Active contacts.
pub(super) fn query_of_person(who: &PersonRef) -> Query {
    active(filter_of_person(who))
}

fn active(filter: Filter) -> Query {
    Query::new(filter).and(field("isActive").eq(1))
}

fn filter_of_person(who: &PersonRef) -> Filter {
    match who {
        PersonRef::Id(id) => field("id").eq(*id),
        PersonRef::Email(email) => {
            Filter::any(["emailAddress", "emailAddress2", "emailAddress3"].map(|name| field(name).eq(email.trim())))
        }
        PersonRef::Name { first, last } => {
            Filter::all([field("firstName").eq(first.trim()), field("lastName").eq(last.trim())])
        }
    }
}

/// Whether an answer to several questions is the one to this.
fn is_person(contact: &Contact, who: &PersonRef) -> bool {
    let is = |text: Option<&String>, wanted: &str| text.is_some_and(|text| alike(text, wanted));
    match who {
        PersonRef::Id(id) => contact.id.0 == *id,
        PersonRef::Email(email) => [&contact.email_address, &contact.email_address2, &contact.email_address3]
            .into_iter()
            .any(|address| is(address.as_ref(), email)),
        PersonRef::Name { first, last } => {
            is(contact.first_name.as_ref(), first) && is(contact.last_name.as_ref(), last)
        }
    }
}

/// Whether an answer to several questions is the one to this.
fn is_company(company: &Company, which: &CompanyRef) -> bool {
    match which {
        CompanyRef::Id(id) => company.id.0 == *id,
        CompanyRef::Name(name) => alike(&company.name, name),
    }
}

/// Each one's share of the answer to a question about several; `None` when it can't be told whose one of the rows is. The
/// answer about a single one is theirs as it came.
fn shared_out<'a, W, T>(wanted: &[&W], rows: &'a [T], is: impl Fn(&T, &W) -> bool) -> Option<Vec<Vec<&'a T>>> {
    if let [_] = wanted {
        return Some(vec![rows.iter().collect()]);
    }
    let was_asked_for = |row: &T| wanted.iter().any(|which| is(row, which));
    if !rows.iter().all(was_asked_for) {
        return None;
    }
    let share = |which: &&W| rows.iter().filter(|row| is(row, which)).collect();
    Some(wanted.iter().map(share).collect())
}

/// Autotask compares texts without regard to case.
fn alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn known(contact: &Contact) -> Option<Known> {
    let names = [&contact.first_name, &contact.last_name];
    let name = names
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ");
    Some(Known {
        id: contact.id.0,
        company: contact.company?.0,
        name: name.trim().to_owned(),
    })
}

fn names_the_asset(error: &Error) -> bool {
    let is_it = |name: &String| name.eq_ignore_ascii_case("configurationItemID");
    error.fields().iter().any(is_it)
}

pub(super) fn new_ticket(ticket: &NewTicket) -> autotask_psa::NewTicket {
    let mut fields = TicketFields::default()
        .description(&ticket.description)
        .external_id(&ticket.key)
        .user_defined(&ticket.user_defined);
    if let Some(contact) = ticket.contact {
        fields = fields.contact(ContactId(contact.0));
    }
    if let Some(asset) = ticket.asset {
        fields = fields.configuration_item(ConfigurationItemId(asset.0));
    }
    if let Some(due) = ticket.due {
        fields = fields.due(due);
    }
    for (name, id) in &ticket.fields {
        let value = PicklistId(*id);
        fields = match name {
            Field::Priority => fields.priority(value),
            Field::Status => fields.status(value),
            Field::Queue => fields.queue(value),
            Field::Type => fields.ticket_type(value),
            Field::Issue => fields.issue_type(value),
            Field::SubIssue => fields.sub_issue_type(value),
            Field::Source => fields.source(value),
            Field::Category => fields.ticket_category(value),
            Field::WorkType => fields.billing_code(BillingCodeId(*id)),
        };
    }
    autotask_psa::NewTicket::new(CompanyId(ticket.company.0), &ticket.title).with(fields)
}

pub(super) fn new_attachment(attachment: &NewAttachment) -> autotask_psa::NewAttachment {
    let file = autotask_psa::NewAttachment::new(&attachment.name, &attachment.bytes, publish(attachment.audience))
        .title(&attachment.title);
    match &attachment.media_type {
        Some(media_type) => file.content_type(media_type),
        None => file,
    }
}

fn publish(audience: Audience) -> Publish {
    match audience {
        Audience::Everyone => Publish::CustomersAndTechnicians,
        Audience::Technicians => Publish::TechniciansOnly,
    }
}

fn key_of_person(who: &PersonRef) -> String {
    match who {
        PersonRef::Id(id) => format!("person id {id}"),
        PersonRef::Email(email) => format!("person email {}", email.trim().to_lowercase()),
        PersonRef::Name { first, last } => {
            format!(
                "person name {}\n{}",
                first.trim().to_lowercase(),
                last.trim().to_lowercase()
            )
        }
    }
}

/// With the address they were looked up by, which is the only one that is known again from the cache.
fn people_of(known: &[Known], who: &PersonRef) -> Vec<Person> {
    let email = match who {
        PersonRef::Email(email) => email.trim(),
        PersonRef::Id(_) | PersonRef::Name { .. } => "",
    };
    let person = |known: &Known| Person {
        id: RemoteId(known.id),
        company: RemoteId(known.company),
        name: known.name.clone(),
        email: email.to_owned(),
    };
    known.iter().map(person).collect()
}

fn key_of_asset(company: RemoteId, machine: &Machine) -> String {
    let (serial, hostname) = (machine.serial.to_lowercase(), machine.hostname.to_lowercase());
    format!("asset {}\n{serial}\n{hostname}", company.0)
}

fn key_of_company(which: &CompanyRef) -> String {
    match which {
        CompanyRef::Id(id) => format!("company id {id}"),
        CompanyRef::Name(name) => format!("company name {}", name.trim().to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(id: i64, name: &str) -> Company {
        Company {
            id: RemoteId(id),
            name: name.to_owned(),
        }
    }

    fn ids(shares: Option<Vec<Vec<&Company>>>) -> Option<Vec<Vec<i64>>> {
        let ids = |share: Vec<&Company>| share.iter().map(|company| company.id.0).collect();
        shares.map(|shares| shares.into_iter().map(ids).collect())
    }

    #[test]
    fn an_answer_to_several_questions_is_shared_out_only_when_each_row_is_somebodys() {
        let (contoso, fifth) = (CompanyRef::Name("contoso ltd".to_owned()), CompanyRef::Id(5));
        let mut rows = vec![company(5, "Fabrikam"), company(7, "Contoso Ltd ")];
        assert_eq!(
            ids(shared_out(&[&contoso, &fifth], &rows, is_company)),
            Some(vec![vec![7], vec![5]])
        );
        // Autotask may count it as the same name, which we don't.
        rows.push(company(8, "Contosó Ltd"));
        assert_eq!(ids(shared_out(&[&contoso, &fifth], &rows, is_company)), None);
        assert_eq!(
            ids(shared_out(&[&contoso], &rows, is_company)),
            Some(vec![vec![5, 7, 8]]),
            "what one question brought is its answer"
        );
    }
}
