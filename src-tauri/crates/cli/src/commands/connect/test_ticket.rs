//! The test ticket: what a ticket category demands can't be asked of Autotask, only tried.

use anyhow::bail;
use deskbell_desk::autotask::{Autotask, TestTicket};
use deskbell_desk::psa::{Audience, NewAttachment, NewNote, NewTicket, Person, Psa as _, RemoteId};
use deskbell_desk::settings::Settings;
use deskbell_desk::{Clock as _, SystemClock, defaults};

use crate::exit::BadInput;
use crate::place::Place;

const WORDS: &str = "A test by deskbell-admin connect. It is set to Complete at once; nobody needs to do anything.";

/// What became of the test ticket.
pub struct Report {
    /// Ticket, note, attachment, completion.
    pub made: TestTicket,
    /// What of the rules could not be used, such as a label that this tenant doesn't have, and what stands in for it.
    pub remarks: Vec<String>,
}

/// Makes the ticket as the rules' `[default]` would have it, for the company of this machine and the Unregistered User.
pub async fn make(autotask: &Autotask, place: &Place, settings: &Settings) -> anyhow::Result<Report> {
    let people = autotask.people(&settings.catch_all, &[]).await?;
    let (company, contact) = whose(autotask, settings, &people).await?;
    let now = SystemClock.now();
    let defaults = defaults(&place.paths, settings, autotask, now).await?;
    let ticket = NewTicket {
        key: format!("deskbell-connect-{}", now.as_millisecond()),
        company,
        contact,
        asset: None,
        title: "Deskbell test ticket".to_owned(),
        description: WORDS.to_owned(),
        fields: defaults.fields,
        due: defaults.due,
        user_defined: defaults.user_defined,
    };
    let audience = Audience::Technicians;
    let note = NewNote {
        title: "Deskbell test note".to_owned(),
        text: WORDS.to_owned(),
        audience,
    };
    let attachment = NewAttachment {
        name: "deskbell-test.txt".to_owned(),
        title: "Deskbell test attachment".to_owned(),
        media_type: Some("text/plain".to_owned()),
        audience,
        bytes: WORDS.as_bytes().to_vec(),
    };
    Ok(Report {
        made: autotask.make_test_ticket(&ticket, &note, &attachment).await,
        remarks: defaults.remarks,
    })
}

/// This machine's company, else the Unregistered User's; and that contact only where it is of the company, because
/// Autotask refuses any other.
async fn whose(
    autotask: &Autotask,
    settings: &Settings,
    people: &[Person],
) -> anyhow::Result<(RemoteId, Option<RemoteId>)> {
    let company = match &settings.company {
        Some(which) => match autotask.companies(which, &[]).await?.as_slice() {
            [company] => Some(company.id),
            [] => bail!(BadInput(
                "There is no company as the setting `company` names it.".to_owned()
            )),
            [_, _, ..] => bail!(BadInput(
                "Several companies have the name of the setting `company`; use the id.".to_owned()
            )),
        },
        None => None,
    };
    let company = company.or_else(|| Some(people.first()?.company)).unwrap_or(RemoteId(0));
    let contact = people
        .iter()
        .find(|person| person.company == company)
        .map(|person| person.id);
    Ok((company, contact))
}
