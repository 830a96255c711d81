//! One version after another.

use std::fs;

use anyhow::Result;
use deskbell_tests::process::Process;
use deskbell_tests::wait::{SOON, until};
use deskbell_tests::wine::{FAILED, Wine};

use crate::{RUN, SECRET, SETTINGS, machine, msi, pc, previous_msi, programs};

const ARP: &str = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall";

#[tokio::test]
async fn an_upgrade_keeps_what_was_set_and_the_command_line_beats_it() -> Result<()> {
    let pc = pc().await?;
    let settings = pc.file("ours.toml", "company = \"Contoso Ltd\"\n")?;
    let first = [
        "/i",
        &previous_msi()?,
        "COMPANY=Contoso Ltd",
        "BRAND_NAME=#1 IT",
        "HOTKEY=Ctrl+Alt+H",
        "NO_AUTOSTART=1",
        "DESKTOP_SHORTCUT=1",
        &format!("AUTOTASK_SECRET={SECRET}"),
        "ACCEPT_LOCAL_SECRET=1",
        &format!("SETTINGS_FILE={settings}"),
    ];
    let installed = pc.msiexec(&first).await?;
    assert_eq!(installed.exit, 0, "{}", installed.log);
    assert!(!installed.log.contains(SECRET), "the secret is in the log");
    let sealed = fs::read(machine(&pc).join("secret"))?;
    assert_eq!(pc.registry(RUN, "Deskbell").await?, None);
    let old = add_or_remove_programs(&pc).await?;

    let newer = pc.file("newer.toml", "company = \"Fabrikam, Inc.\"\n")?;
    let second = [
        "/i",
        &msi()?,
        "COMPANY=Fabrikam",
        "HOTKEY=-",
        &format!("SETTINGS_FILE={newer}"),
    ];
    let upgraded = pc.msiexec(&second).await?;
    assert_eq!(upgraded.exit, 0, "{}", upgraded.log);
    let value = async |name: &str| pc.registry(SETTINGS, name).await;
    assert_eq!(value("company").await?.as_deref(), Some("Fabrikam"));
    assert_eq!(value("brand.name").await?.as_deref(), Some("#1 IT"));
    assert_eq!(value("hotkey").await?.as_deref(), Some(""));
    assert_eq!(pc.registry(RUN, "Deskbell").await?, None);
    assert_eq!(fs::read(machine(&pc).join("secret"))?, sealed);
    let read = |name: &str| fs::read_to_string(machine(&pc).join(name));
    assert_eq!(read("deskbell.toml")?, "company = \"Fabrikam, Inc.\"\n");
    assert_eq!(read("deskbell.toml.bak")?, "company = \"Contoso Ltd\"\n");
    let now = add_or_remove_programs(&pc).await?;
    assert_eq!(now.len(), 1);
    assert_ne!(now, old);

    let refused = pc.msiexec(&["/i", &previous_msi()?]).await?;
    assert_eq!(refused.exit, FAILED, "{}", refused.log);
    assert_eq!(add_or_remove_programs(&pc).await?, now);

    fs::remove_file(programs(&pc).join("deskbell.exe"))?;
    fs::write(programs(&pc).join("LICENSE.txt"), "garbled")?;
    let repaired = pc.msiexec(&["/i", &msi()?, "REINSTALL=ALL", "NO_AUTOSTART=0"]).await?;
    assert_eq!(repaired.exit, 0, "{}", repaired.log);
    assert!(programs(&pc).join("deskbell.exe").is_file());
    assert_ne!(fs::read(programs(&pc).join("LICENSE.txt"))?, b"garbled");
    assert_eq!(value("company").await?.as_deref(), Some("Fabrikam"));
    assert!(pc.registry(RUN, "Deskbell").await?.is_some());
    Ok(())
}

#[tokio::test]
async fn a_running_tray_closes_by_itself_for_an_upgrade_and_is_back_afterwards() -> Result<()> {
    let pc = pc().await?;
    let installed = pc.msiexec(&["/i", &previous_msi()?]).await?;
    assert_eq!(installed.exit, 0, "{}", installed.log);
    let program = r"C:\Program Files\Deskbell\deskbell.exe";
    let log = pc.folder().join("tray.log");
    let mut tray = Process::start("the tray", &pc.command(program, &["--background"]), &log)?;
    until("the tray's outbox", SOON, async || {
        Ok(crate::data(&pc).join("outbox.db").exists().then_some(()))
    })
    .await?;
    let upgraded = pc.msiexec(&["/i", &msi()?]).await?;
    assert_eq!(upgraded.exit, 0, "{}", upgraded.log);
    assert!(!tray.is_running()?, "the old tray still runs");
    let said = tray.printed();
    assert!(said.contains("asked to end"), "{said}");
    assert!(upgraded.log.contains("was started again"), "{}", upgraded.log);
    until("the new tray", SOON, async || {
        Ok((crate::tray::running(&pc).await?.len() == 1).then_some(()))
    })
    .await?;
    assert_eq!(pc.registry(r"HKLM\Software\Deskbell\Setup", "closed").await?, None);
    Ok(())
}

/// The keys of Deskbell's entries.
pub async fn add_or_remove_programs(pc: &Wine) -> Result<Vec<String>> {
    let listed = pc.run("reg", &["query", ARP], "").await?.stdout;
    let mut found = Vec::new();
    for key in listed.lines().map(str::trim).filter(|key| key.contains('{')) {
        if pc.registry(key, "DisplayName").await?.as_deref() == Some("Deskbell") {
            found.push(key.to_owned());
        }
    }
    Ok(found)
}
