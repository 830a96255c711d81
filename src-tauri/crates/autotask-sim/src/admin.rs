//! The admin API: for tests and for whoever runs the simulator. Not part of Autotask.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::map_response_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use crate::api;
use crate::faults::{Fault, PlannedFault};
use crate::open::Calls;
use crate::record::Request;
use crate::simulator::Simulator;
use crate::view::Ticket;

/// More requests than this are in no hour of any tenant.
const MOST_USED: usize = 1_000_000;

pub(crate) fn router(simulator: &Simulator) -> Router {
    Router::new()
        .route("/tickets", get(tickets))
        .route("/requests", get(requests))
        .route("/open", get(open))
        .route("/attachments/{id}", get(attachment))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/threshold", post(use_up))
        .route("/unlock", post(unlock))
        .route("/down", post(down))
        .route("/up", post(up))
        .layer(map_response_with_state(simulator.clone(), api::dated))
        .with_state(simulator.clone())
}

/// How much of the hour is to be used.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Usage {
    used: usize,
}

/// How long to wait until something is being made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Patience {
    #[serde(default)]
    make_ms: u64,
}

async fn tickets(State(simulator): State<Simulator>) -> Json<Vec<Ticket>> {
    Json(simulator.tickets())
}

async fn requests(State(simulator): State<Simulator>) -> Json<Vec<Request>> {
    Json(simulator.requests())
}

async fn open(State(simulator): State<Simulator>, Query(Patience { make_ms }): Query<Patience>) -> Json<Calls> {
    // Too late is told by what is open then.
    drop(tokio::time::timeout(Duration::from_millis(make_ms), simulator.open().makes()).await);
    Json(simulator.open().now())
}

async fn attachment(State(simulator): State<Simulator>, Path(id): Path<i64>) -> Response {
    match simulator.attachment(id) {
        Some(bytes) => ([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn faults(State(simulator): State<Simulator>) -> Json<Vec<PlannedFault>> {
    Json(simulator.faults())
}

async fn add_fault(State(simulator): State<Simulator>, Json(fault): Json<Fault>) -> StatusCode {
    simulator.fault(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(simulator): State<Simulator>) -> StatusCode {
    simulator.clear_faults();
    StatusCode::NO_CONTENT
}

async fn use_up(State(simulator): State<Simulator>, Json(Usage { used }): Json<Usage>) -> StatusCode {
    if used > MOST_USED {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    simulator.use_up(used);
    StatusCode::NO_CONTENT
}

async fn unlock(State(simulator): State<Simulator>) -> StatusCode {
    simulator.unlock();
    StatusCode::NO_CONTENT
}

async fn down(State(simulator): State<Simulator>) -> StatusCode {
    simulator.down();
    StatusCode::NO_CONTENT
}

async fn up(State(simulator): State<Simulator>) -> StatusCode {
    simulator.up();
    StatusCode::NO_CONTENT
}
