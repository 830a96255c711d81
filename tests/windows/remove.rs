//! What is left when Deskbell goes.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use deskbell_tests::wine::{Traces, Wine};

use crate::{SECRET, data, home, msi, pc};

const ADMIN: &str = r"C:\Program Files\Deskbell\deskbell-admin.exe";

/// What Windows Installer makes for itself at its first installation and keeps, empty.
const INSTALLERS_OWN: [&str; 10] = [
    r"C:\windows\Installer",
    r"[HKEY_LOCAL_MACHINE\Software\Classes\Installer]",
    r"[HKEY_LOCAL_MACHINE\Software\Classes\Installer\Features]",
    r"[HKEY_LOCAL_MACHINE\Software\Classes\Installer\Products]",
    r"[HKEY_LOCAL_MACHINE\Software\Classes\Installer\UpgradeCodes]",
    r"[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\Installer\UpgradeCodes]",
    r"[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\Installer\UserData]",
    r"[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\Installer\UserData\S-1-5-18]",
    r"[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\Installer\UserData\S-1-5-18\Components]",
    r"[HKEY_LOCAL_MACHINE\Software\Microsoft\Windows\CurrentVersion\Installer\UserData\S-1-5-18\Products]",
];

/// What Wine writes when a program first looks at the display.
const WINES_OWN: [&str; 7] = [
    r"\Hardware\DEVICEMAP\",
    r"\Hardware Profiles\",
    r"\CurrentControlSet\Control\",
    r"\CurrentControlSet\Enum\",
    r"\ControlSet001\Control\",
    r"\ControlSet001\Enum\",
    r"\Software\Wine\Temporary System Parameters",
];

#[tokio::test]
async fn nothing_is_left_but_unsent_tickets_and_with_remove_data_not_even_these() -> Result<()> {
    let pc = pc().await?;
    let before = pc.traces().await?;

    install(&pc).await?;
    use_it(&pc, &["outbox", "list"], 0).await?;
    person_was_here(&pc)?;
    remove(&pc, &[]).await?;
    nothing_is_left(&pc, &before).await?;

    install(&pc).await?;
    use_it(
        &pc,
        &["submit", "--message", "Nobody has read this yet", "--wait", "0"],
        3,
    )
    .await?;
    person_was_here(&pc)?;
    remove(&pc, &[]).await?;
    let kept: Vec<String> = files(&data(&pc));
    println!("kept: {kept:?}");
    assert!(kept.iter().any(|file| file == "outbox.db"), "{kept:?}");
    assert!(kept.iter().all(|file| file.starts_with("outbox")), "{kept:?}");
    assert!(!home(&pc).join("AppData/Roaming/Deskbell").exists());
    assert!(!pc.c().join("ProgramData/Deskbell").exists());

    install(&pc).await?;
    remove(&pc, &["REMOVE_DATA=1"]).await?;
    nothing_is_left(&pc, &before).await
}

async fn install(pc: &Wine) -> Result<()> {
    let settings = pc.file(
        "ours.toml",
        "[autotask]\ndiscovery = \"http://127.0.0.1:9/ATServicesRest/\"\n",
    )?;
    let secret = pc.file("secret.txt", SECRET)?;
    let rules = pc.file("rules.toml", "[default]\npriority = \"High\"\n")?;
    let words = [
        "/i",
        &msi()?,
        "AUTOTASK_USER=api@practice.example",
        "AUTOTASK_TRACKING_ID=PRACTICE000000000000000000",
        "DESKTOP_SHORTCUT=1",
        "ACCEPT_LOCAL_SECRET=1",
        &format!("SETTINGS_FILE={settings}"),
        &format!("SECRET_FILE={secret}"),
        &format!("RULES_FILE={rules}"),
    ];
    let installed = pc.msiexec(&words).await?;
    ensure!(installed.exit == 0, "{}", installed.log);
    Ok(())
}

async fn use_it(pc: &Wine, words: &[&str], exit: i32) -> Result<()> {
    let ended = pc.run(ADMIN, words, "").await?;
    ensure!(ended.status.code() == Some(exit), "{ended:?}");
    Ok(())
}

/// What the tray leaves and the admin's program doesn't.
fn person_was_here(pc: &Wine) -> Result<()> {
    let (local, roaming) = (data(pc), home(pc).join("AppData/Roaming/Deskbell"));
    for folder in [&local.join("EBWebView/Default"), &roaming] {
        fs::create_dir_all(folder)?;
    }
    fs::write(local.join("EBWebView/Default/Cookies"), "x")?;
    fs::write(local.join("deskbell.log"), "x")?;
    fs::write(roaming.join("me.toml"), "name = \"Dana Reyes\"\n")?;
    Ok(())
}

async fn remove(pc: &Wine, words: &[&str]) -> Result<()> {
    let removed = pc.msiexec(&[&["/x", &msi()?], words].concat()).await?;
    ensure!(removed.exit == 0, "{}", removed.log);
    Ok(())
}

async fn nothing_is_left(pc: &Wine, before: &Traces) -> Result<()> {
    let leftovers = leftovers(pc, before).await?;
    println!("leftovers: {leftovers:#?}");
    assert_eq!(leftovers, Vec::<String>::new());
    Ok(())
}

/// What is on the PC and was not before, without what Windows Installer keeps for itself.
pub async fn leftovers(pc: &Wine, before: &Traces) -> Result<Vec<String>> {
    let mut found = pc.traces().await?.since(before);
    found.retain(|line| !INSTALLERS_OWN.contains(&line.as_str()) && !WINES_OWN.iter().any(|key| line.contains(key)));
    Ok(found)
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.file_name().into_string().unwrap());
        }
    }
    found
}
