//! A ticket system for tests, in the desk's own words: what it knows, what goes wrong next, and what it was sent.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use jiff::Timestamp;

use crate::alert::{AlertId, AlertSink, Notice};
use crate::psa::{
    Company, CompanyRef, Field, FoundPart, FoundTicket, Limits, Looked, Machine, Made, NewAttachment, NewNote,
    NewTicket, Person, PersonRef, Psa, PsaError, PsaErrorKind, RemoteId, Retry, Storable, Term, UserDefined,
    Vocabulary,
};
use crate::{Draft, DraftId, Facts, KnownBy, Requester, Submission};

/// Writes down which alerts were raised.
#[derive(Default)]
pub(crate) struct AlertBook(Mutex<Vec<Notice>>);

impl AlertBook {
    /// What was raised since the last time this was asked.
    pub(crate) fn take(&self) -> Vec<AlertId> {
        let notices = std::mem::take(&mut *self.0.lock().unwrap());
        notices.iter().map(|notice| notice.id).collect()
    }
}

impl AlertSink for AlertBook {
    fn raise(&self, notice: &Notice) -> std::io::Result<()> {
        self.0.lock().unwrap().push(notice.clone());
        Ok(())
    }
}

/// Words alone, of somebody the machine knows nothing of.
pub(crate) fn words(id: DraftId, message: &str) -> Submission {
    Submission {
        draft: Draft {
            id,
            message: message.to_owned(),
            subject: None,
            selections: Vec::new(),
            answers: std::collections::BTreeMap::new(),
            on_behalf_of: None,
            requester: Requester {
                name: "Dana Reyes".to_owned(),
                email: "dana@contoso.example".to_owned(),
                phone: String::new(),
                known_by: KnownBy::Typed,
            },
            files: Vec::new(),
        },
        pictures: Vec::new(),
        facts: Facts::default(),
        remarks: Vec::new(),
        unasked: false,
    }
}

/// What a create meets.
#[derive(Debug, Clone)]
pub(crate) enum Mishap {
    /// It is refused; nothing happens.
    Refused(PsaError),
    /// It happens, and nobody hears of it.
    Unheard,
    /// It does not happen, and nobody can tell.
    Lost,
}

#[derive(Default)]
pub(crate) struct FakePsa {
    /// What it is by its own clock.
    pub(crate) date: Mutex<Option<Timestamp>>,
    /// What the key sees of what it makes; `None` is everything.
    pub(crate) sees: Mutex<Option<Vec<Made>>>,
    read_back: Mutex<Vec<Made>>,
    people: Vec<(PersonRef, Vec<Person>)>,
    companies: Vec<Company>,
    no_people: Option<PsaError>,
    pub(crate) no_user_defined: Option<PsaError>,
    /// Until when a refused key rests.
    pub(crate) key_rests: Mutex<Option<Timestamp>>,
    pub(crate) vocabulary: Vocabulary,
    books: Mutex<Books>,
}

#[derive(Default)]
pub(crate) struct Books {
    pub(crate) tickets: Vec<NewTicket>,
    pub(crate) notes: Vec<NewNote>,
    pub(crate) attachments: Vec<NewAttachment>,
    /// Every call, by a word.
    pub(crate) calls: Vec<&'static str>,
    mishaps: VecDeque<Option<Mishap>>,
    looks: VecDeque<Option<PsaError>>,
}

impl FakePsa {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn knows(mut self, who: PersonRef, people: Vec<Person>) -> Self {
        self.people.push((who, people));
        self
    }

    pub(crate) fn has_companies(mut self, companies: &[(i64, &str)]) -> Self {
        let company = |(id, name): &(i64, &str)| Company {
            id: RemoteId(*id),
            name: (*name).to_owned(),
        };
        self.companies = companies.iter().map(company).collect();
        self
    }

    pub(crate) fn refuses_to_look_up_people(mut self, error: PsaError) -> Self {
        self.no_people = Some(error);
        self
    }

    pub(crate) fn has_terms(mut self, field: Field, terms: Vec<Term>) -> Self {
        self.vocabulary.0.insert(field, terms);
        self
    }

    /// What the next creates meet, in order; `None` is nothing.
    pub(crate) fn next(&self, mishaps: impl IntoIterator<Item = Option<Mishap>>) {
        self.books().mishaps.extend(mishaps);
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    fn create<T>(
        &self,
        call: &'static str,
        new: T,
        shelf: fn(&mut Books) -> &mut Vec<T>,
    ) -> Result<RemoteId, PsaError> {
        let mut books = self.books();
        books.calls.push(call);
        let mishap = books.mishaps.pop_front().flatten();
        if let Some(Mishap::Refused(error)) = mishap {
            return Err(error);
        }
        if let Some(Mishap::Lost) = mishap {
            return Err(unclear());
        }
        shelf(&mut books).push(new);
        let id = RemoteId(i64::try_from(shelf(&mut books).len()).unwrap());
        match mishap {
            Some(Mishap::Unheard) => Err(unclear()),
            Some(Mishap::Refused(_) | Mishap::Lost) | None => Ok(id),
        }
    }

    /// What looks meet next, in order.
    pub(crate) fn next_looks(&self, errors: impl IntoIterator<Item = Option<PsaError>>) {
        self.books().looks.extend(errors);
    }

    fn looked(&self, call: &'static str) -> Result<MutexGuard<'_, Books>, PsaError> {
        let mut books = self.called(call);
        match books.looks.pop_front().flatten() {
            Some(error) => Err(error),
            None => Ok(books),
        }
    }

    fn seen<T>(&self, kind: Made, found: Vec<T>) -> Looked<T> {
        let sees = self.sees.lock().unwrap();
        let is_seen = sees.as_ref().is_none_or(|kinds| kinds.contains(&kind));
        Looked {
            found: if is_seen { found } else { Vec::new() },
            at: *self.date.lock().unwrap(),
        }
    }

    fn called(&self, call: &'static str) -> MutexGuard<'_, Books> {
        let mut books = self.books();
        books.calls.push(call);
        books
    }
}

pub(crate) fn contact(id: i64, company: i64, name: &str) -> Person {
    Person {
        id: RemoteId(id),
        company: RemoteId(company),
        name: name.to_owned(),
        email: String::new(),
    }
}

/// An error of that kind; an outage is transient, all others are for good.
pub(crate) fn refusal(kind: PsaErrorKind) -> PsaError {
    let retry = match kind {
        PsaErrorKind::Unavailable | PsaErrorKind::Unreachable | PsaErrorKind::Busy => Retry::Transient { after: None },
        PsaErrorKind::Credentials
        | PsaErrorKind::Permission
        | PsaErrorKind::Validation
        | PsaErrorKind::NotFound
        | PsaErrorKind::Protocol => Retry::Permanent,
    };
    PsaError {
        kind,
        retry,
        text: "refused".to_owned(),
        field: None,
        about: Vec::new(),
    }
}

fn unclear() -> PsaError {
    PsaError {
        kind: PsaErrorKind::Unreachable,
        retry: Retry::Ambiguous,
        text: "the connection broke".to_owned(),
        field: None,
        about: Vec::new(),
    }
}

#[async_trait]
impl Psa for FakePsa {
    async fn people(&self, who: &PersonRef, _soon: &[PersonRef]) -> Result<Vec<Person>, PsaError> {
        drop(self.called("people"));
        if let Some(error) = &self.no_people {
            return Err(error.clone());
        }
        let known = self.people.iter().find(|(known, _)| known == who);
        Ok(known.map(|(_, people)| people.clone()).unwrap_or_default())
    }

    async fn companies(&self, which: &CompanyRef, _soon: &[CompanyRef]) -> Result<Vec<Company>, PsaError> {
        drop(self.called("companies"));
        let is_meant = |company: &&Company| match which {
            CompanyRef::Id(id) => company.id.0 == *id,
            CompanyRef::Name(name) => company.name == *name,
        };
        Ok(self.companies.iter().filter(is_meant).cloned().collect())
    }

    async fn asset(&self, _company: RemoteId, _machine: &Machine) -> Option<RemoteId> {
        drop(self.called("asset"));
        None
    }

    async fn vocabulary(&self, _work_types: bool) -> Result<Vocabulary, PsaError> {
        drop(self.called("vocabulary"));
        Ok(self.vocabulary.clone())
    }

    fn key_rests_until(&self) -> Option<Timestamp> {
        *self.key_rests.lock().unwrap()
    }

    fn try_key_again(&self) {}

    async fn user_defined(&self) -> Result<Vec<UserDefined>, PsaError> {
        drop(self.called("user-defined"));
        self.no_user_defined.clone().map_or(Ok(Vec::new()), Err)
    }

    fn limits(&self) -> Limits {
        Limits {
            title: 255,
            description: 8000,
            note_title: 250,
            note: 32_000,
            attachment: 6_000_000,
        }
    }

    /// Like Autotask: Latin goes through, a few letters by a substitute, all else is lost.
    fn storable(&self, text: &str) -> Storable {
        let text: String = text.replace('ł', "l").replace('→', "->");
        Storable {
            is_whole: text.chars().all(|c| u32::from(c) < 0x2100),
            text,
        }
    }

    async fn create_ticket(&self, ticket: &NewTicket) -> Result<RemoteId, PsaError> {
        self.create("create ticket", ticket.clone(), |books| &mut books.tickets)
    }

    fn has_read_back(&self, kind: Made) -> bool {
        self.read_back.lock().unwrap().contains(&kind)
    }

    fn read_back(&self, kind: Made) {
        self.read_back.lock().unwrap().push(kind);
    }

    async fn find_tickets(&self, key: &str) -> Result<Looked<FoundTicket>, PsaError> {
        let books = self.looked("find tickets")?;
        let found = (1..).zip(&books.tickets).filter(|(_, ticket)| ticket.key == key);
        let ticket = |(id, _)| FoundTicket {
            id: RemoteId(id),
            number: format!("T{id}"),
        };
        Ok(self.seen(Made::Ticket, found.map(ticket).collect()))
    }

    async fn ticket_number(&self, ticket: RemoteId) -> Result<String, PsaError> {
        drop(self.called("number"));
        Ok(format!("T{}", ticket.0))
    }

    async fn notes(&self, _ticket: RemoteId) -> Result<Looked<FoundPart>, PsaError> {
        let books = self.looked("notes")?;
        let part = |(id, note): (i64, &NewNote)| FoundPart {
            id: RemoteId(id),
            title: note.title.clone(),
            text: note.text.clone(),
        };
        Ok(self.seen(Made::Note, (1..).zip(&books.notes).map(part).collect()))
    }

    async fn attachments(&self, _ticket: RemoteId) -> Result<Looked<FoundPart>, PsaError> {
        let books = self.looked("attachments")?;
        let part = |(id, attachment): (i64, &NewAttachment)| FoundPart {
            id: RemoteId(id),
            title: attachment.title.clone(),
            text: String::new(),
        };
        Ok(self.seen(Made::Attachment, (1..).zip(&books.attachments).map(part).collect()))
    }

    async fn add_note(&self, _ticket: RemoteId, note: &NewNote) -> Result<RemoteId, PsaError> {
        self.create("add note", note.clone(), |books| &mut books.notes)
    }

    async fn attach(&self, _ticket: RemoteId, attachment: &NewAttachment) -> Result<RemoteId, PsaError> {
        self.create("attach", attachment.clone(), |books| &mut books.attachments)
    }
}
