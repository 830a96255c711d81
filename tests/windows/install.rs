//! A silent installation, as an MSP's tool does it.

use std::fs;
use std::path::Path;

use anyhow::Result;
use deskbell_tests::wine::Wine;

use crate::{RUN, SETTINGS, home, machine, msi, pc, programs};

/// In no program of ours, unlike the practice tenant's.
const SECRET: &str = "K7#not$real-but-found-anywhere";

#[tokio::test]
async fn a_silent_installation_with_properties_sets_up_the_pc_and_leaks_no_secret() -> Result<()> {
    let pc = pc().await?;
    let secret = pc.file("secret.txt", format!("{SECRET}\r\n"))?;
    let settings = pc.file("ours.toml", "company = \"Contoso Ltd\"\n")?;
    let rules = pc.file("rules.toml", "[default]\npriority = \"High\"\n")?;
    let icon = pc.file("contoso.ico", include_bytes!("../../src-tauri/icons/icon.ico"))?;
    let words = [
        "/i",
        &msi()?,
        "AUTOTASK_USER=api@practice.example",
        "AUTOTASK_TRACKING_ID=PRACTICE000000000000000000",
        "COMPANY=#1 Plumbing, Inc.",
        "BRAND_NAME=Contoso IT",
        "HOTKEY=Ctrl+Alt+H",
        "LANGUAGE=de",
        "DESKTOP_SHORTCUT=1",
        "ARPHELPLINK=https://help.contoso.example",
        "ACCEPT_LOCAL_SECRET=1",
        &format!("SECRET_FILE={secret}"),
        &format!("SETTINGS_FILE={settings}"),
        &format!("RULES_FILE={rules}"),
        &format!("BRAND_ICON={icon}"),
    ];
    let installed = pc.msiexec(&words).await?;
    assert_eq!(installed.exit, 0, "{}", installed.log);

    let mut files: Vec<_> = fs::read_dir(programs(&pc))?
        .map(|entry| entry.unwrap().file_name())
        .collect();
    files.sort();
    let expected = [
        "LICENSE.txt",
        "THIRD-PARTY.txt",
        "WebView2Loader.dll",
        "deskbell-admin.exe",
        "deskbell.exe",
    ];
    assert_eq!(files, expected);
    assert_eq!(
        fs::read_to_string(machine(&pc).join("deskbell.toml"))?,
        "company = \"Contoso Ltd\"\n"
    );
    assert_eq!(
        fs::read_to_string(machine(&pc).join("rules.toml"))?,
        "[default]\npriority = \"High\"\n"
    );
    assert!(machine(&pc).join("icon.ico").is_file() && machine(&pc).join("shared").is_dir());
    assert!(!machine(&pc).join("undo").exists());

    the_registry_is_as_asked(&pc).await?;
    let menu = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Deskbell.lnk";
    for shortcut in [home(&pc).join(menu), home(&pc).join("Desktop/Deskbell.lnk")] {
        let common = pc
            .c()
            .join("ProgramData/Microsoft/Windows/Start Menu/Programs/Deskbell.lnk");
        let everybodys = pc.c().join("users/Public/Desktop/Deskbell.lnk");
        assert!(
            [&shortcut, &common, &everybodys].iter().any(|link| link.is_file()),
            "no {}",
            shortcut.display()
        );
    }

    assert!(
        !pc.folder().join("secret.txt").exists(),
        "the secret's file is still there"
    );
    let sealed = fs::read(machine(&pc).join("secret"))?;
    assert!(!sealed.is_empty());
    assert!(installed.log.contains("The secret is stored"), "{}", installed.log);
    the_secret_is_nowhere(&pc, &installed.log).await
}

async fn the_registry_is_as_asked(pc: &Wine) -> Result<()> {
    const PROTOCOL: &str = r"HKLM\Software\Classes\deskbell";
    const EVENTS: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\Deskbell";
    let expected = [
        (SETTINGS, "autotask.user", "api@practice.example"),
        (SETTINGS, "autotask.tracking_id", "PRACTICE000000000000000000"),
        (SETTINGS, "company", "#1 Plumbing, Inc."),
        (SETTINGS, "brand.name", "Contoso IT"),
        (SETTINGS, "brand.icon", "icon.ico"),
        (SETTINGS, "brand.phone", ""),
        (SETTINGS, "hotkey", "Ctrl+Alt+H"),
        (SETTINGS, "language", "de"),
        (
            RUN,
            "Deskbell",
            r#""C:\Program Files\Deskbell\deskbell.exe" --background"#,
        ),
        (PROTOCOL, "", "URL:Deskbell"),
        (PROTOCOL, "URL Protocol", ""),
        (
            r"HKLM\Software\Classes\deskbell\shell\open\command",
            "",
            r#""C:\Program Files\Deskbell\deskbell.exe" "%1""#,
        ),
        (EVENTS, "EventMessageFile", r"%SystemRoot%\System32\EventCreate.exe"),
        (EVENTS, "TypesSupported", "0x7"),
        (
            r"HKLM\Software\Classes\AppUserModelId\app.deskbell.tray",
            "DisplayName",
            "Contoso IT",
        ),
    ];
    for (key, name, value) in expected {
        assert_eq!(pc.registry(key, name).await?.as_deref(), Some(value), "{key} {name}");
    }
    let listed = crate::upgrade::add_or_remove_programs(pc).await?;
    assert_eq!(listed.len(), 1);
    let entry = &listed[0];
    assert_eq!(
        pc.registry(entry, "DisplayVersion").await?.as_deref(),
        Some(env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(
        pc.registry(entry, "Publisher").await?.as_deref(),
        Some("The Deskbell founders")
    );
    assert_eq!(
        pc.registry(entry, "HelpLink").await?.as_deref(),
        Some("https://help.contoso.example")
    );
    Ok(())
}

async fn the_secret_is_nowhere(pc: &Wine, log: &str) -> Result<()> {
    assert!(log.contains("SETTINGS_FILE"), "the log tells nothing: {log}");
    assert!(!log.contains(SECRET), "the secret is in the log");
    let registry = pc.traces().await?;
    assert!(registry.find("PRACTICE000000000000000000"), "the registry was not read");
    assert!(!registry.find(SECRET), "the secret is in the registry");
    let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for folder in [
        "ProgramData",
        "Program Files",
        "users",
        "windows/Installer",
        "windows/temp",
    ] {
        let found = holding(&pc.c().join(folder), &[SECRET.as_bytes(), &wide])?;
        assert_eq!(found, Vec::<String>::new(), "the secret is in files");
    }
    Ok(())
}

/// The files that hold one of these.
fn holding(folder: &Path, wanted: &[&[u8]]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            found.extend(holding(&path, wanted)?);
            continue;
        }
        let bytes = fs::read(&path)?;
        if wanted
            .iter()
            .any(|wanted| bytes.windows(wanted.len()).any(|part| part == *wanted))
        {
            found.push(path.display().to_string());
        }
    }
    Ok(found)
}
