//! The practice tenant, and what it was asked.

#![allow(dead_code, reason = "each test crate uses a part of it")]

use autotask_psa::{
    Client, CompanyId, Contact, ContactId, Credentials, NewTicket, PicklistId, Query, TicketFields, field,
};
use autotask_sim::{Options, Request, Server, Tenant, serve};

/// The practice tenant with this laid over it, in the words of a tenant file.
pub async fn tenant(differences: &str) -> Server {
    let tenant = Tenant::from_toml(&format!("base = 'practice'\n{differences}")).unwrap();
    serve(tenant, Options::default()).await.unwrap()
}

pub fn client(server: &Server) -> Client {
    let key = server.credentials();
    let key = Credentials::new(&key.user, &key.secret, &key.tracking_id).unwrap();
    Client::builder(key).discovery(server.url()).build().unwrap()
}

/// Every request to the API but those for the zone.
pub fn asked(server: &Server) -> Vec<Request> {
    let requests = server.simulator().requests().into_iter();
    requests
        .filter(|request| !request.path.contains("zoneInformation"))
        .collect()
}

/// "METHOD path below V1.0", without the query.
pub fn lines(requests: &[Request]) -> Vec<String> {
    let line = |request: &Request| {
        let below = request.path.split_once("V1.0/").unwrap().1;
        format!("{} {}", request.method, below.split('?').next().unwrap())
    };
    requests.iter().map(line).collect()
}

pub async fn dana(client: &Client) -> (ContactId, CompanyId) {
    let by_address = Query::new(field("emailAddress").eq("dana@contoso.example")).and(field("isActive").eq(1));
    let found: Vec<Contact> = client.all(&by_address).await.unwrap();
    let [dana] = found.as_slice() else { panic!("{found:?}") };
    (dana.id, dana.company.unwrap())
}

/// Fields with which the practice tenant takes a ticket.
pub async fn fields(client: &Client) -> TicketFields {
    let fields = client.fields("Tickets").await.unwrap();
    let value = |name: &str, label: &str| {
        let list = fields.iter().find(|field| field.name == name).unwrap();
        list.usable_values(None)
            .into_iter()
            .find(|value| value.label == label)
            .unwrap()
            .value
    };
    TicketFields::default()
        .status(PicklistId(1))
        .priority(value("priority", "High"))
        .queue(value("queueID", "Service Desk"))
}

pub async fn ticket(client: &Client) -> NewTicket {
    NewTicket::new(CompanyId(0), "The printer beeps").with(fields(client).await)
}
