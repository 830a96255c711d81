use crate::Simulator;
use axum::{Json, Router, routing::get};
pub(crate) fn router(simulator: &Simulator) -> Router {
    let simulator = simulator.clone();
    Router::new().route(
        "/ATServicesRest/V1.0/zoneInformation",
        get(|| async move { Json(simulator.zone()) }),
    )
}
