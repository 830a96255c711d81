//! Makes every command of ours need a permission, gives deskbell.exe its icon, manifest and version, checks the languages
//! of what the tray app says, and says clearly when the form has not been built yet.

#[path = "build/sentences.rs"]
mod sentences;

include!("src/command_list.rs");

macro_rules! names {
    ($($name:ident)*) => { &[$(stringify!($name)),*] };
}

fn main() {
    if !std::path::Path::new("../ui/dist/index.html").exists() {
        println!("cargo::rerun-if-changed=../ui/dist/index.html");
        println!("cargo::error=The form is not built: ui/dist/index.html is missing.");
        println!("cargo::error=Run `npm ci && npm run build` in ui/, or `cargo xtask demo`, which does it for you.");
        return;
    }
    let out = out_dir();
    for (folder, file) in [("languages", "native.rs"), ("../ui/src/languages", "pages.rs")] {
        if let Err(wrong) = sentences::name(folder, &out.join(file)) {
            for line in wrong.lines() {
                println!("cargo::error={folder}: {line}");
            }
        }
    }
    let commands = tauri_build::AppManifest::new().commands(every_command!(names));
    let windows = tauri_build::WindowsAttributes::new().app_manifest(include_str!("windows/deskbell.manifest"));
    let attributes = tauri_build::Attributes::new()
        .app_manifest(commands)
        .windows_attributes(windows);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "only there does cargo say where build scripts write"
)]
fn out_dir() -> std::path::PathBuf {
    std::env::var_os("OUT_DIR").unwrap_or_default().into()
}
