//! The commands, each one call of [`Bell`]. Which window may call which is in `capabilities/`.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use tauri::ipc::{InvokeBody, Request as Call};
use tauri::{State, WebviewWindow};

use crate::bell::Bell;
use crate::controller::Request;
use crate::shell::Window;
use crate::view::{
    AboutView, DraftInput, EditInput, ErrorView, FactView, FileView, FormView, LanguageView, PictureView, PicturesView,
    SendInput, SentView, ThisPcView, TicketView,
};

type Answer<T> = Result<T, ErrorView>;
type TheBell<'a> = State<'a, Arc<Bell>>;

#[tauri::command]
pub async fn form_open(bell: TheBell<'_>) -> Answer<FormView> {
    bell.form_open().await
}

#[tauri::command]
pub async fn painted(bell: TheBell<'_>) -> Answer<()> {
    bell.painted().await;
    Ok(())
}

#[tauri::command]
pub async fn pictures(bell: TheBell<'_>) -> Answer<PicturesView> {
    bell.pictures().await
}

#[tauri::command]
pub async fn retake(bell: TheBell<'_>, countdown: bool) -> Answer<PicturesView> {
    bell.retake(countdown).await
}

#[tauri::command]
pub async fn edit_picture(bell: TheBell<'_>, id: String, edits: Vec<EditInput>) -> Answer<PictureView> {
    bell.edit_picture(&id, edits).await
}

#[tauri::command]
pub async fn facts(bell: TheBell<'_>) -> Answer<Vec<FactView>> {
    bell.facts().await
}

#[tauri::command]
pub async fn add_files(bell: TheBell<'_>, room: Option<usize>) -> Answer<Vec<FileView>> {
    bell.add_files(room.unwrap_or(crate::view::FILES)).await
}

/// The bytes are the raw body; the file's name is in the header `name`, percent-encoded.
#[tauri::command]
pub async fn add_bytes(bell: TheBell<'_>, call: Call<'_>) -> Answer<FileView> {
    let name = call
        .headers()
        .get("name")
        .map(|name| percent_decode_str(name.to_str().unwrap_or("file")).decode_utf8_lossy());
    let bytes: &[u8] = match call.body() {
        InvokeBody::Raw(bytes) => bytes,
        InvokeBody::Json(_) => &[],
    };
    bell.add_bytes(name.as_deref().unwrap_or("file"), bytes).await
}

#[tauri::command]
pub async fn remove_file(bell: TheBell<'_>, id: String) -> Answer<()> {
    bell.remove_file(&id).await
}

#[tauri::command]
pub async fn keep_draft(bell: TheBell<'_>, input: DraftInput) -> Answer<()> {
    bell.keep_draft(input).await
}

#[tauri::command]
pub async fn continue_kept(bell: TheBell<'_>, draft: String) -> Answer<()> {
    bell.continue_kept(&draft)
}

#[tauri::command]
pub async fn discard_kept(bell: TheBell<'_>, draft: String) -> Answer<()> {
    bell.discard_kept(&draft).await
}

#[tauri::command]
pub async fn send(bell: TheBell<'_>, input: SendInput) -> Answer<SentView> {
    bell.send(input, false).await
}

#[tauri::command]
pub async fn tickets(bell: TheBell<'_>) -> Answer<Vec<TicketView>> {
    bell.tickets().await
}

#[tauri::command]
pub async fn this_pc(bell: TheBell<'_>) -> Answer<ThisPcView> {
    bell.this_pc().await
}

#[tauri::command]
pub async fn about(bell: TheBell<'_>) -> Answer<AboutView> {
    Ok(bell.about())
}

#[tauri::command]
pub async fn language(bell: TheBell<'_>) -> Answer<LanguageView> {
    Ok(bell.language())
}

#[tauri::command]
pub async fn speak(bell: TheBell<'_>, language: Option<String>) -> Answer<()> {
    bell.speak(language);
    Ok(())
}

#[tauri::command]
pub async fn close_window(bell: TheBell<'_>, window: WebviewWindow) -> Answer<()> {
    if let Some(window) = Window::labelled(window.label()) {
        bell.ask(Request::Close(window));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    //! Commands exist in four places: here, in the capabilities, in ui/src/host, and in the list that makes handlers
    //! and permissions of them.

    use std::collections::BTreeSet;
    use std::fs;
    use std::path::PathBuf;

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    fn listed() -> BTreeSet<String> {
        macro_rules! names {
            ($($name:ident)*) => { [$(stringify!($name)),*] };
        }
        every_command!(names).into_iter().map(str::to_owned).collect()
    }

    /// What each capability allows of ours, in snake case.
    fn allowed() -> BTreeSet<String> {
        let files = fs::read_dir(root().join("capabilities")).unwrap();
        files
            .flat_map(|file| {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
                let permissions = capability["permissions"].as_array().unwrap().clone();
                permissions
                    .into_iter()
                    .map(|permission| permission.as_str().unwrap().to_owned())
            })
            .filter_map(|permission| permission.strip_prefix("allow-").map(|name| name.replace('-', "_")))
            .collect()
    }

    /// The array of names in ui/src/host/commands.ts; a type error there keeps the calls in step with it.
    fn called() -> BTreeSet<String> {
        let source = fs::read_to_string(root().join("../ui/src/host/commands.ts")).unwrap();
        let array = source.split_once("COMMANDS = [").unwrap().1.split_once(']').unwrap().0;
        array.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn a_window_that_is_not_the_form_may_do_no_more_than_its_screen_shows() {
        for (window, needs) in [
            (
                "about",
                &["allow-about", "allow-language", "allow-close-window"] as &[&str],
            ),
            ("this-pc", &["allow-this-pc", "allow-language", "allow-close-window"]),
            (
                "tickets",
                &[
                    "core:event:allow-listen",
                    "core:event:allow-unlisten",
                    "allow-tickets",
                    "allow-language",
                    "allow-close-window",
                ],
            ),
        ] {
            let text = fs::read_to_string(root().join(format!("capabilities/{window}.json"))).unwrap();
            let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(capability["windows"], serde_json::json!([window]));
            assert_eq!(capability["permissions"], serde_json::json!(needs), "{window}");
        }
    }

    #[test]
    fn every_command_is_allowed_to_some_window() {
        assert_eq!(allowed(), listed());
    }

    #[test]
    fn the_ui_calls_the_commands_there_are() {
        assert_eq!(called(), listed());
    }
}
