//! Gives deskbell-admin.exe its icon, manifest and version. Does nothing for other systems.

fn main() {
    let version = env!("CARGO_PKG_VERSION");
    let numbers = version.split(['-', '+']).next().unwrap_or(version).replace('.', ",");
    let defined = [format!("VERSION={version}"), format!("NUMBERS={numbers},0")];
    println!("cargo::rerun-if-changed=../../windows");
    println!("cargo::rerun-if-changed=../../icons/icon.ico");
    let made = embed_resource::compile_for("../../windows/deskbell-admin.rc", ["deskbell-admin"], defined);
    if let Err(error) = made.manifest_required() {
        println!("cargo::error={error}");
    }
}
