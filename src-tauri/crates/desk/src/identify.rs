//! Who the ticket system says the requester is, and whose ticket it becomes.

use crate::psa::{Company, Person, Psa, PsaError, PsaErrorKind, RemoteId, Retry};
use crate::{CompanyRef, OnBehalfOf, PersonRef, Requester, Settings};

/// The catch-all that Helpdesk Buttons makes; tenants that come from there have it already.
const ELSEWHERE: &str = "unregistered@helpdeskbuttons.com";

/// The MSP's own company, in every tenant.
const OWN_COMPANY: RemoteId = RemoteId(0);

/// How many of several contacts are named in the note.
const NAMED: usize = 5;

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The ticket's company.
    pub(crate) company: RemoteId,
    /// Its name; empty when it can't be had.
    pub(crate) company_name: String,
    /// The ticket's contact.
    pub(crate) contact: Option<RemoteId>,
    /// The matched contact's name; `None` when nobody was matched and the catch-all stands in.
    pub(crate) matched: Option<String>,
    /// This PC's company, when the ticket had to go to another one.
    pub(crate) pc_company: Option<String>,
    /// For the internal note.
    pub(crate) remarks: Vec<String>,
    /// For its `[Submission errors]`.
    pub(crate) errors: Vec<String>,
}

/// Finds contact and company, with as few calls as the case allows: of whoever it is for, when they are found, else of whoever
/// sends it. A ticket never fails for want of a contact: what
/// may not be asked counts as not found, and is said.
///
/// # Errors
/// When the ticket system can't be asked now, or refuses the key.
pub(crate) async fn identify(
    psa: &dyn Psa,
    settings: &Settings,
    who: &Requester,
    on_behalf_of: Option<&OnBehalfOf>,
) -> Result<Identity, PsaError> {
    let mut search = Search {
        psa,
        settings,
        remarks: Vec::new(),
        errors: Vec::new(),
    };
    if let Some(other) = on_behalf_of
        && let Some((person, company)) = search.whom_it_is_for(other).await?
    {
        return Ok(search.matched(&person, company));
    }
    let matches = search.by_email(&who.email).await?;
    if let [person] = matches.as_slice() {
        let company = search.company_named(person.company).await?;
        return Ok(search.matched(person, company));
    }
    // Whose company they are of can be asked together with this PC's.
    let stand_ins = match matches.as_slice() {
        [] => Some(search.catch_alls().await?),
        [_, ..] => None,
    };
    let pc = search.pc_company(stand_ins.as_deref().unwrap_or_default()).await?;
    if let Some(person) = search.of_the_pc(&matches, pc.as_ref()) {
        return Ok(search.matched(&person, pc.map(|company| company.name)));
    }
    search.tell_matches(&matches).await?;
    search.catch_all(pc, stand_ins).await
}

/// What is asked, and what is to be said about it.
struct Search<'a> {
    psa: &'a dyn Psa,
    settings: &'a Settings,
    remarks: Vec<String>,
    errors: Vec<String>,
}

impl Search<'_> {
    /// The contact it is for, and their company's name; says why not, if not.
    async fn whom_it_is_for(&mut self, other: &OnBehalfOf) -> Result<Option<(Person, Option<String>)>, PsaError> {
        let matches = self.by_email(&other.email).await?;
        let found = match matches.as_slice() {
            [person] => Some((person.clone(), self.company_named(person.company).await?)),
            [] => None,
            several => {
                let pc = self.pc_company(&[]).await?;
                let person = self.of_the_pc(several, pc.as_ref());
                person.map(|person| (person, pc.map(|pc| pc.name)))
            }
        };
        let said = match (&found, matches.len()) {
            (Some(_), _) => "The ticket's contact is the person it is for.",
            (None, 0) if other.email.is_empty() => {
                "Whoever it is for can't be looked up without an address, so the contact is whoever sent it."
            }
            (None, 0) => "Nobody has the address of the person it is for, so the contact is whoever sent it.",
            (None, _) => {
                "Several contacts have the address of the person it is for, so the contact is whoever sent it."
            }
        };
        self.remarks.push(said.to_owned());
        Ok(found)
    }

    async fn by_email(&mut self, email: &str) -> Result<Vec<Person>, PsaError> {
        if email.is_empty() {
            return Ok(Vec::new());
        }
        // A stranger's ticket needs these next; asked for together, they cost no call of their own.
        let stand_ins = [self.settings.catch_all.clone(), elsewhere()];
        let asked = self.psa.people(&PersonRef::Email(email.to_owned()), &stand_ins).await;
        self.or_nothing("The contact", asked)
    }

    /// The setting `company`; a wrong one is an error to be told, and no reason to stop.
    async fn pc_company(&mut self, stand_ins: &[Person]) -> Result<Option<Company>, PsaError> {
        let Some(which) = &self.settings.company else {
            return Ok(None);
        };
        let mut soon: Vec<CompanyRef> = stand_ins
            .iter()
            .map(|person| CompanyRef::Id(person.company.0))
            .collect();
        soon.truncate(NAMED);
        let asked = self.psa.companies(which, &soon).await;
        let mut found = self.or_nothing("This PC's company", asked)?;
        let written = match which {
            CompanyRef::Id(id) => id.to_string(),
            CompanyRef::Name(name) => format!("\"{name}\""),
        };
        match found.len() {
            0 => self
                .errors
                .push(format!("Company {written} not found (setting company).")),
            1 => return Ok(found.pop()),
            several => self.errors.push(format!(
                "Company {written} is the name of {several} companies (setting company). Name it by its id."
            )),
        }
        Ok(None)
    }

    async fn company_named(&mut self, id: RemoteId) -> Result<Option<String>, PsaError> {
        let asked = self.psa.companies(&CompanyRef::Id(id.0), &[]).await;
        let found = self.or_nothing("The company's name", asked)?;
        Ok(found.into_iter().next().map(|company| company.name))
    }

    /// Of several contacts with this address, the one of this PC's company, if there is exactly one.
    fn of_the_pc(&mut self, matches: &[Person], pc: Option<&Company>) -> Option<Person> {
        let pc = pc?;
        let mut here = matches.iter().filter(|person| person.company == pc.id);
        let only = here.next().filter(|_| here.next().is_none())?;
        self.remarks.push(format!(
            "{} contacts have this address; the one of this PC's company was taken.",
            matches.len()
        ));
        Some(only.clone())
    }

    async fn tell_matches(&mut self, matches: &[Person]) -> Result<(), PsaError> {
        if matches.len() < 2 {
            return Ok(());
        }
        let mut named = Vec::new();
        for person in matches.iter().take(NAMED) {
            let company = self.company_named(person.company).await?;
            let company = company.unwrap_or_else(|| format!("company {}", person.company.0));
            named.push(format!("{} ({company})", person.name));
        }
        if matches.len() > NAMED {
            named.push("…".to_owned());
        }
        self.remarks.push(format!(
            "{} contacts have this address, so none was taken: {}.",
            matches.len(),
            named.join(", ")
        ));
        Ok(())
    }

    fn matched(self, person: &Person, company_name: Option<String>) -> Identity {
        Identity {
            company: person.company,
            company_name: company_name.unwrap_or_default(),
            contact: Some(person.id),
            matched: Some(person.name.clone()),
            pc_company: None,
            remarks: self.remarks,
            errors: self.errors,
        }
    }

    /// Nobody was matched: the Unregistered User, or no contact at all.
    async fn catch_all(mut self, pc: Option<Company>, stand_ins: Option<Vec<Person>>) -> Result<Identity, PsaError> {
        let people = match stand_ins {
            Some(people) => people,
            None => self.catch_alls().await?,
        };
        let here = pc
            .as_ref()
            .and_then(|pc| people.iter().find(|person| person.company == pc.id));
        let only = || {
            if let [only] = people.as_slice() {
                Some(only)
            } else {
                None
            }
        };
        let own = || people.iter().find(|person| person.company == OWN_COMPANY);
        match (here.or_else(only).or_else(own), pc) {
            (Some(person), Some(pc)) if person.company == pc.id => Ok(self.stands_in(Some(person.id), pc, None)),
            (Some(person), pc) => {
                let company = Company {
                    id: person.company,
                    name: self.company_named(person.company).await?.unwrap_or_default(),
                };
                Ok(self.stands_in(Some(person.id), company, pc.map(|pc| pc.name)))
            }
            (None, Some(pc)) => {
                self.no_catch_all(&people, "so the ticket has no contact");
                Ok(self.stands_in(None, pc, None))
            }
            (None, None) => {
                self.no_catch_all(
                    &people,
                    "and this PC's company is not known, so the ticket went to your own company without a contact",
                );
                let company = Company {
                    id: OWN_COMPANY,
                    name: self.company_named(OWN_COMPANY).await?.unwrap_or_default(),
                };
                Ok(self.stands_in(None, company, None))
            }
        }
    }

    async fn catch_alls(&mut self) -> Result<Vec<Person>, PsaError> {
        let asked = self.psa.people(&self.settings.catch_all, &[elsewhere()]).await;
        let people = self.or_nothing("The catch-all", asked)?;
        if !people.is_empty() {
            return Ok(people);
        }
        let asked = self.psa.people(&elsewhere(), &[]).await;
        self.or_nothing("The catch-all", asked)
    }

    fn no_catch_all(&mut self, people: &[Person], so: &str) {
        let what = if people.is_empty() {
            "The catch-all contact was not found".to_owned()
        } else {
            format!(
                "{} contacts could be the catch-all, none of them this PC's company's",
                people.len()
            )
        };
        self.errors.push(format!("{what} (setting catch_all), {so}."));
    }

    fn stands_in(self, contact: Option<RemoteId>, company: Company, pc_company: Option<String>) -> Identity {
        Identity {
            company: company.id,
            company_name: company.name,
            contact,
            matched: None,
            pc_company,
            remarks: self.remarks,
            errors: self.errors,
        }
    }

    /// What the key may not look up counts as not found.
    fn or_nothing<T>(&mut self, what: &str, asked: Result<Vec<T>, PsaError>) -> Result<Vec<T>, PsaError> {
        match asked {
            Err(error) if error.retry == Retry::Permanent && error.kind != PsaErrorKind::Credentials => {
                self.errors
                    .push(format!("{what} could not be looked up: {}.", error.text));
                Ok(Vec::new())
            }
            other => other,
        }
    }
}

fn elsewhere() -> PersonRef {
    PersonRef::Email(ELSEWHERE.to_owned())
}

#[cfg(test)]
mod tests;
