//! The Autotask API over HTTP.

use std::io;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, DATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::stream;

use crate::reply::Reply;
use crate::simulator::{Received, Simulator};
use crate::wire::Cutter;
use crate::{clock, page, text};

/// What a web server lets through, roughly.
const LONGEST_BODY: usize = 30_000_000;

pub(crate) fn router(simulator: &Simulator) -> Router {
    // The API's paths are matched by hand: in any case, with or without a slash at the end.
    page::router().fallback(handle).with_state(simulator.clone())
}

async fn handle(State(simulator): State<Simulator>, request: Request) -> Response {
    let cutter = request
        .extensions()
        .get::<ConnectInfo<Cutter>>()
        .map(|info| info.0.clone());
    let (parts, body) = request.into_parts();
    let Ok(body) = body::to_bytes(body, LONGEST_BODY).await else {
        return dated(&simulator, StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let received = Received {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    let outcome = simulator.receive(&received);
    clock::wait(outcome.delay).await;
    let response = match outcome.reply {
        Some(reply) => reply.into_response(),
        None => cut(cutter),
    };
    drop(outcome.thread);
    dated(&simulator, response)
}

fn cut(cutter: Option<Cutter>) -> Response {
    if let Some(cutter) = cutter {
        cutter.cut();
    }
    let broken = stream::iter([Err::<Vec<u8>, io::Error>(io::ErrorKind::ConnectionReset.into())]);
    Response::new(Body::from_stream(broken))
}

/// Dates the answer by the tenant's clock, not the machine's.
fn dated(simulator: &Simulator, mut response: Response) -> Response {
    if let Ok(date) = HeaderValue::from_str(&text::http_date(simulator.now())) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        const JSON: &str = "application/json; charset=utf-8";
        match self {
            Self::Json(status, body) => (status, [(CONTENT_TYPE, JSON)], body.to_string()).into_response(),
            Self::Empty(status) => status.into_response(),
            Self::Page(status, page) => (status, [(CONTENT_TYPE, "text/html")], page).into_response(),
            Self::Garbage => ([(CONTENT_TYPE, JSON)], &b"{\"itemId\":\xff\x00<<garbage"[..]).into_response(),
        }
    }
}
