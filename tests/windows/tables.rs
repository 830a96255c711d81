//! What Windows Installer reads of the package, where Wine is more forgiving than it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use deskbell_tests::programs;

/// By it Windows knows that another version is the same program. Never changes.
const UPGRADE_CODE: &str = "{7119F3A5-D0C3-49D0-ACA5-38BB2BC356F0}";

type Row = BTreeMap<String, String>;

#[test]
fn every_version_upgrades_every_other() -> Result<()> {
    let (now, before) = (properties(&programs::msi()?)?, properties(&programs::previous_msi()?)?);
    for properties in [&now, &before] {
        assert_eq!(properties["UpgradeCode"], UPGRADE_CODE);
        let version: Vec<&str> = properties["ProductVersion"].split('.').collect();
        assert!(
            version.len() == 3 && version.iter().all(|field| field.parse::<u16>().is_ok()),
            "{version:?}"
        );
    }
    assert_eq!(now["ProductVersion"], env!("CARGO_PKG_VERSION"));
    assert_ne!(now["ProductCode"], before["ProductCode"]);
    assert_ne!(now["ProductVersion"], before["ProductVersion"]);
    Ok(())
}

#[test]
fn a_command_line_reaches_the_service_and_no_secret_reaches_the_log() -> Result<()> {
    let properties = properties(&programs::msi()?)?;
    let secure: BTreeSet<&str> = properties["SecureCustomProperties"].split(';').collect();
    let asked = "AUTOTASK_USER AUTOTASK_TRACKING_ID COMPANY BRAND_NAME BRAND_ICON HOTKEY LANGUAGE NO_AUTOSTART \
                 DESKTOP_SHORTCUT SECRET_FILE AUTOTASK_SECRET RULES_FILE SETTINGS_FILE ACCEPT_LOCAL_SECRET REMOVE_DATA";
    for name in asked.split_whitespace() {
        assert!(secure.contains(name), "{name} is not secure");
    }
    for found in rows("AppSearch")? {
        assert!(
            secure.contains(found["Property"].as_str()),
            "{} is not secure",
            found["Property"]
        );
    }
    let hidden: BTreeSet<&str> = properties["MsiHiddenProperties"].split(';').collect();
    let takes_secret = rows("CustomAction")?
        .into_iter()
        .find(|row| row["Target"] == "DeskbellApply");
    let takes_secret = takes_secret.context("nothing takes the secret")?;
    assert_eq!(
        hidden,
        BTreeSet::from(["AUTOTASK_SECRET", takes_secret["Action"].as_str()])
    );
    let kind: u32 = takes_secret["Type"].parse()?;
    assert_eq!(kind & 0x2000, 0x2000, "its data are shown: {kind}");
    assert_eq!(kind & 0x0c00, 0x0c00, "it doesn't run as the system: {kind}");
    Ok(())
}

#[test]
fn every_component_can_be_repaired_and_every_folder_goes() -> Result<()> {
    let components = rows("Component")?;
    assert!(components.len() > 5);
    for component in &components {
        assert_ne!(component["KeyPath"], "", "{}", component["Component"]);
        let attributes: u32 = component["Attributes"].parse()?;
        assert_eq!(attributes & 256, 256, "{} is not of 64 bits", component["Component"]);
    }
    let removed: BTreeSet<String> = rows("RemoveFile")?
        .iter()
        .map(|row| row["DirProperty"].clone())
        .collect();
    let ours = rows("Directory")?
        .into_iter()
        .filter(|row| row["DefaultDir"] != "." && row["DefaultDir"] != "SourceDir");
    let ours: BTreeSet<String> = ours.map(|row| row["Directory"].clone()).collect();
    assert_eq!(ours, removed);
    assert!(!ours.is_empty());
    Ok(())
}

/// Wine shows no icon in its list, so what Windows would read it from is looked at.
#[test]
fn add_or_remove_programs_has_our_icon_and_notifications_have_our_name() -> Result<()> {
    let properties = properties(&programs::msi()?)?;
    let icons: Vec<String> = rows("Icon")?.into_iter().map(|row| row["Name"].clone()).collect();
    assert_eq!(icons, [properties["ARPPRODUCTICON"].as_str()]);
    let conf: serde_json::Value = serde_json::from_str(include_str!("../../src-tauri/tauri.conf.json"))?;
    let id = conf["identifier"].as_str().context("the tray has no identifier")?;
    let key = format!(r"Software\Classes\AppUserModelId\{id}");
    let named = rows("Registry")?.into_iter().find(|row| row["Key"] == key);
    assert_eq!(named.context("no name for notifications")?["Name"], "DisplayName");
    assert_eq!(properties["NotificationsFrom"], "Deskbell");
    Ok(())
}

#[test]
fn the_old_version_goes_before_the_new_one_comes_and_after_everything_was_checked() -> Result<()> {
    let sequence: BTreeMap<String, u32> = rows("InstallExecuteSequence")?
        .into_iter()
        .map(|row| Ok((row["Action"].clone(), row["Sequence"].parse()?)))
        .collect::<Result<_>>()?;
    let order = [
        "AppSearch",
        "RememberBRAND_NAME",
        "NameNotifications",
        "CostFinalize",
        "DeskbellCheck",
        "InstallInitialize",
        "RemoveExistingProducts",
        "DeskbellReopen",
        "DeskbellClose",
        "RemoveFiles",
        "DeskbellRemove",
        "InstallFiles",
        "DeskbellUndo",
        "DeskbellApply",
        "DeskbellForget",
        "DeskbellOpen",
        "InstallFinalize",
    ];
    let numbers: Vec<u32> = order.iter().map(|action| sequence[*action]).collect();
    assert!(numbers.is_sorted_by(|one, other| one < other), "{numbers:?}");
    let kinds: BTreeMap<String, u32> = rows("CustomAction")?
        .into_iter()
        .map(|row| Ok((row["Action"].clone(), row["Type"].parse()?)))
        .collect::<Result<_>>()?;
    for action in ["DeskbellReopen", "DeskbellUndo"] {
        assert_eq!(kinds[action] & 0x700, 0x500, "{action} is no rollback");
    }
    Ok(())
}

fn properties(msi: &std::path::Path) -> Result<BTreeMap<String, String>> {
    let rows = table(msi, "Property")?;
    Ok(rows
        .into_iter()
        .map(|row| (row["Property"].clone(), row["Value"].clone()))
        .collect())
}

fn rows(name: &str) -> Result<Vec<Row>> {
    table(&programs::msi()?, name)
}

/// A table as `msiinfo export` writes it: names, types, the table's name, then the rows, with tabs between.
fn table(msi: &std::path::Path, name: &str) -> Result<Vec<Row>> {
    let exported = Command::new("msiinfo").arg("export").arg(msi).arg(name).output()?;
    let exported = String::from_utf8(exported.stdout)?;
    let mut lines = exported.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let names = lines.next().with_context(|| format!("there is no table {name}"))?;
    let rows: Vec<Row> = lines
        .skip(2)
        .map(|row| {
            names
                .iter()
                .zip(row)
                .map(|(name, value)| ((*name).to_owned(), value.to_owned()))
                .collect()
        })
        .collect();
    ensure!(!rows.is_empty(), "the table {name} is empty");
    Ok(rows)
}
