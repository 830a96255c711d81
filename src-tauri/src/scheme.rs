//! The scheme `picture`: how the form's page sees pictures whose bytes stay in Rust.

use std::sync::Arc;

use deskbell_device::Picture;
use tauri::http::{HeaderValue, Request, Response, StatusCode, header};
use tauri::{Manager as _, UriSchemeContext, UriSchemeResponder, Wry};

use crate::bell::Bell;
use crate::shell::Window;
use crate::{lock, pictures};

/// Answers `picture://localhost/<id>/<version>/thumb|view|full` for the form alone, as soon as the picture is
/// made. A version that is not the newest any more is not found.
#[expect(clippy::needless_pass_by_value, reason = "Tauri calls it so")]
pub fn serve(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let bell = context
        .app_handle()
        .try_state::<Arc<Bell>>()
        .map(|bell| Arc::clone(&bell));
    let is_form = context.webview_label() == Window::Form.label();
    tauri::async_runtime::spawn(async move {
        let found = match bell {
            Some(bell) if is_form => find(&bell, request.uri().path()).await,
            Some(_) | None => None,
        };
        let (status, kind, bytes) = found.map_or((StatusCode::NOT_FOUND, "text/plain", Vec::new()), |picture| {
            (StatusCode::OK, picture.media_type, picture.bytes.clone())
        });
        let mut response = Response::new(bytes);
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        // The pixels die with the window: no web view keeps them for later.
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        responder.respond(response);
    });
}

async fn find(bell: &Bell, path: &str) -> Option<Arc<Picture>> {
    let (id, version, size) = pictures::address(path)?;
    let press = lock(&bell.press).clone()?;
    let found = press.pictures().await.find(id)?;
    let version = found.shot.version(version)?;
    found.shot.encoded(&version, size).await
}
