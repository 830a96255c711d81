//! What is refused, is refused before anything has changed.

use anyhow::Result;
use deskbell_tests::wine::FAILED;

use crate::{SECRET, msi, pc};

#[tokio::test]
async fn what_is_refused_says_why_and_changes_nothing() -> Result<()> {
    let pc = pc().await?;
    let msi = msi()?;
    let broken_settings = pc.file("ours.toml", "company = 1\ncompnay = 2\n")?;
    let broken_rules = pc.file("rules.toml", "[default]\npriority = \n")?;
    let secret = pc.file("secret.txt", SECRET)?;
    let cases = [
        (vec![format!("AUTOTASK_SECRET={SECRET}")], "add ACCEPT_LOCAL_SECRET=1"),
        (vec![format!("SECRET_FILE={secret}")], "add ACCEPT_LOCAL_SECRET=1"),
        (
            vec![
                format!("AUTOTASK_SECRET={SECRET}"),
                format!("SECRET_FILE={secret}"),
                "ACCEPT_LOCAL_SECRET=1".to_owned(),
            ],
            "Give one of them",
        ),
        (vec![format!("SETTINGS_FILE={broken_settings}")], "deskbell.toml:2:1: "),
        (vec![format!("RULES_FILE={broken_rules}")], "rules.toml:2:"),
        (vec![r"RULES_FILE=C:\none.toml".to_owned()], r"C:\none.toml"),
    ];
    let before = pc.traces().await?;
    for (properties, reason) in cases {
        let words: Vec<&str> = ["/i", &msi]
            .into_iter()
            .chain(properties.iter().map(String::as_str))
            .collect();
        let refused = pc.msiexec(&words).await?;
        assert_eq!(refused.exit, FAILED, "{properties:?}\n{}", refused.log);
        assert!(refused.log.contains(reason), "{properties:?}\n{}", refused.log);
        assert!(!refused.log.contains(SECRET), "the secret is in the log");
    }
    assert_eq!(crate::remove::leftovers(&pc, &before).await?, Vec::<String>::new());
    assert!(
        pc.folder().join("secret.txt").exists(),
        "what was refused is still needed"
    );
    Ok(())
}
