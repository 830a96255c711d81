//! Compares `ui/src/types/` with the types here. Run with `DESKBELL_WRITE_TYPES=1` to write it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use ts_rs::{Config, TS};

/// How to write the files anew.
const REFRESH: &str = "DESKBELL_WRITE_TYPES=1 cargo test -p deskbell types";

macro_rules! rendered {
    ($($name:ident)*) => {{
        let config = Config::new();
        let mut files = BTreeMap::new();
        $(files.insert(
            concat!(stringify!($name), ".ts").to_owned(),
            super::$name::export_to_string(&config).unwrap(),
        );)*
        files
    }};
}

fn rendered() -> BTreeMap<String, String> {
    let mut files = rendered! {
        AboutView BrandView ConnectionView DraftInput EditInput ErrorCode ErrorView FactView FieldCode FieldError FileView
        FormView KeptView LanguageView LimitsView NoRoomView NoRoomWhy OnBehalfView PictureInput PictureView PicturesView
        PrivacyView RequesterView ScreenshotsView SelectionKindView SelectionView SendInput SentView ThisPcView TicketState TicketView
        ToolInput
    };
    let exports: String = files
        .keys()
        .map(|name| name.trim_end_matches(".ts"))
        .map(|name| ["export type { ", name, " } from \"./", name, "\";\n"].concat())
        .collect();
    let index = format!("// Written from src-tauri/src/view. Do not edit: `{REFRESH}`.\n{exports}");
    files.insert("index.ts".to_owned(), index);
    files
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ui/src/types")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test")]
fn the_committed_types_are_current() {
    let rendered = rendered();
    if std::env::var_os("DESKBELL_WRITE_TYPES").is_some() {
        for (name, text) in &rendered {
            fs::write(folder().join(name), text).unwrap();
        }
    }
    let committed: BTreeMap<String, String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&committed),
        names(&rendered),
        "ui/src/types holds other files; {REFRESH}"
    );
    for (name, text) in &rendered {
        assert_eq!(&committed[name], text, "ui/src/types/{name} is stale; {REFRESH}");
    }
}
