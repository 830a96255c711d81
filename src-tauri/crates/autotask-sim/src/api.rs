//! The Autotask API over HTTP.

use std::io;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, DATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use futures::future::pending;
use futures::{StreamExt, stream};

use crate::open::OpenCall;
use crate::reply::Reply;
use crate::simulator::{Ending, Pace, Received, RunningThread, Simulator};
use crate::wire::Cutter;
use crate::{clock, page, text};

/// What a web server lets through, roughly.
const LONGEST_BODY: usize = 30_000_000;

pub(crate) fn router(simulator: &Simulator) -> Router {
    // The API's paths are matched by hand: in any case, with or without a slash at the end.
    page::router()
        .fallback(handle)
        .layer(map_response_with_state(simulator.clone(), dated))
        .with_state(simulator.clone())
}

/// Dates the answer by the tenant's clock, not the machine's.
pub(crate) async fn dated(State(simulator): State<Simulator>, mut response: Response) -> Response {
    if let Ok(date) = HeaderValue::from_str(&text::http_date(simulator.now())) {
        response.headers_mut().insert(DATE, date);
    }
    response
}

async fn handle(State(simulator): State<Simulator>, request: Request) -> Response {
    let cutter = request
        .extensions()
        .get::<ConnectInfo<Cutter>>()
        .map(|info| info.0.clone());
    let (parts, body) = request.into_parts();
    let Ok(body) = body::to_bytes(body, LONGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let open = simulator.open().begin(parts.method.as_str(), parts.uri.path());
    let received = Received {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    // When its client goes away, this future is dropped; a server works on.
    let Ok(outcome) = tokio::spawn(simulator.work_on(received)).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    clock::wait(outcome.delay).await;
    match outcome.ending {
        Ending::Reply(reply, pace) => delivered(reply, pace, outcome.thread, open),
        Ending::Reset => {
            open.answered();
            cut(cutter)
        }
        Ending::Silence => pending().await,
    }
}

fn cut(cutter: Option<Cutter>) -> Response {
    if let Some(cutter) = cutter {
        cutter.cut();
    }
    Response::new(Body::from_stream(stream::iter([Err::<Vec<u8>, _>(reset())])))
}

fn reset() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

/// The thread counts, and the call is open, until the last of the answer is out.
fn delivered(reply: Reply, pace: Pace, thread: Option<RunningThread>, open: OpenCall) -> Response {
    let (status, kind, bytes) = written(reply);
    let mut response = Response::builder().status(status).header(CONTENT_LENGTH, bytes.len());
    if let Some(kind) = kind {
        response = response.header(CONTENT_TYPE, kind);
    }
    let half = || Ok::<_, io::Error>(bytes[..bytes.len() / 2].to_vec());
    let body = match pace {
        Pace::Whole => {
            open.answered();
            Body::from(bytes)
        }
        Pace::Truncated => {
            open.answered();
            let end = stream::once(async {
                // What was written so far goes out only when the body pauses.
                tokio::task::yield_now().await;
                Err(reset())
            });
            Body::from_stream(stream::iter([half()]).chain(end))
        }
        Pace::Stalled => {
            let nothing_more = stream::once(async move {
                let _held = (thread, open);
                pending().await
            });
            Body::from_stream(stream::iter([half()]).chain(nothing_more))
        }
        Pace::Drip(pause) => {
            let rest = (bytes.into_iter(), thread, open);
            Body::from_stream(stream::unfold(rest, move |(mut rest, thread, open)| async move {
                let Some(byte) = rest.next() else {
                    open.answered();
                    return None;
                };
                clock::wait(pause).await;
                Some((Ok::<_, io::Error>(vec![byte]), (rest, thread, open)))
            }))
        }
    };
    response.body(body).unwrap_or_default()
}

fn written(reply: Reply) -> (StatusCode, Option<&'static str>, Vec<u8>) {
    const JSON: Option<&str> = Some("application/json; charset=utf-8");
    match reply {
        Reply::Json(status, body) => (status, JSON, body.to_string().into_bytes()),
        Reply::Empty(status) => (status, None, Vec::new()),
        Reply::Page(status, page) => (status, Some("text/html"), page.into()),
        Reply::Garbage => (StatusCode::OK, JSON, b"{\"itemId\":\xff\x00<<garbage".to_vec()),
    }
}
