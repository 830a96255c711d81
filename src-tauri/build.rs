//! Makes every command of ours need a permission, gives deskbell.exe its icon, manifest and version, and says clearly when
//! the form has not been built yet.

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
    let commands = tauri_build::AppManifest::new().commands(every_command!(names));
    let windows = tauri_build::WindowsAttributes::new().app_manifest(include_str!("windows/deskbell.manifest"));
    let attributes = tauri_build::Attributes::new()
        .app_manifest(commands)
        .windows_attributes(windows);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
