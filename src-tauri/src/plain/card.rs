//! The other windows, where there is no web view: a title and some lines, in the system's own message box. Its text can
//! be copied with Ctrl+C, and screen readers read it by themselves.

use std::sync::Arc;

use crate::bell::Bell;
use crate::controller::Request;
use crate::shell::Window;
use crate::view::ErrorView;

use super::{Card, words};

/// Shows what the window would show, until the person has closed it.
pub async fn open(bell: Arc<Bell>, window: Window, show: Card) {
    let text = text(&bell, window)
        .await
        .unwrap_or_else(|error| words::said(&error, &bell.about().brand, bell.speech()));
    let title = bell.title(window);
    let shown = tokio::task::spawn_blocking(move || show(&title, &text)).await;
    if let Err(error) = shown {
        tracing::error!("the {} card: {error}", window.label());
    }
    bell.ask(Request::Gone(window));
}

async fn text(bell: &Bell, window: Window) -> Result<String, ErrorView> {
    let speech = bell.speech();
    match window {
        Window::ThisPc => Ok(words::this_pc(&bell.this_pc().await?, speech)),
        Window::Tickets => Ok(words::tickets(&bell.tickets().await?, speech)),
        Window::About | Window::Form => Ok(words::about(&bell.about(), speech)),
    }
}
