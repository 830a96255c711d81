use crate::Simulator;
use axum::{Json, Router, routing::get};
pub(crate) fn router(_simulator: &Simulator) -> Router {
    Router::new().route("/tickets", get(|| async { Json(Vec::<u8>::new()) }))
}
