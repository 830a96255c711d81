//! The page for people: what arrived in the tenant, as a technician would look at it. Plain HTML, brought up to date by a
//! small script of its own, or without scripts by the browser itself.

mod html;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::simulator::Simulator;

const SCRIPT: &str = include_str!("live.js");
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";
/// More are counted but not listed: nobody reads so far down, and the page is built anew every few seconds.
const MOST_TICKETS: usize = 200;

pub(crate) fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(tickets))
        .route("/live.js", get(script))
        .route("/tickets/{id}", get(ticket))
        .route("/attachments/{id}", get(attachment))
}

async fn tickets(State(simulator): State<Simulator>) -> Response {
    let (tickets, count) = simulator.newest_tickets(MOST_TICKETS);
    page(StatusCode::OK, html::tickets(simulator.tenant_name(), &tickets, count))
}

async fn script() -> Response {
    let kind = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    ([kind, (X_CONTENT_TYPE_OPTIONS, "nosniff")], SCRIPT).into_response()
}

async fn ticket(State(simulator): State<Simulator>, Path(id): Path<i64>) -> Response {
    match simulator.ticket(id) {
        Some(ticket) => page(StatusCode::OK, html::ticket(simulator.tenant_name(), &ticket)),
        None => page(StatusCode::NOT_FOUND, html::no_ticket(simulator.tenant_name())),
    }
}

/// Pictures are shown; everything else is only ever saved, so that a stranger's HTML never runs here.
async fn attachment(State(simulator): State<Simulator>, Path(id): Path<i64>) -> Response {
    let Some(bytes) = simulator.attachment(id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let guarded = [(X_CONTENT_TYPE_OPTIONS, "nosniff"), (CONTENT_SECURITY_POLICY, POLICY)];
    if let Some(kind) = html::picture_type(&bytes) {
        return (guarded, [(CONTENT_TYPE, kind)], bytes).into_response();
    }
    let saved = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CONTENT_DISPOSITION, "attachment"),
    ];
    (guarded, saved, bytes).into_response()
}

fn page(status: StatusCode, html: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (status, headers, html).into_response()
}
