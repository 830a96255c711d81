//! The installed programs against the practice tenant, over real HTTP.

use std::fs;

use anyhow::{Context as _, Result};
use deskbell_tests::practice::Practice;
use deskbell_tests::process::Ended;
use deskbell_tests::wait::EVENTUALLY;
use deskbell_tests::wine::{Wine, windows_path};
use serde_json::Value;

use crate::{SECRET, msi, pc};

#[tokio::test]
async fn a_ticket_made_by_the_windows_program_stands_in_autotask_with_a_real_picture() -> Result<()> {
    let (pc, practice) = tokio::try_join!(pc(), Practice::start())?;
    let secret = pc.file("secret.txt", SECRET)?;
    let words = [
        "/i",
        &msi()?,
        "ACCEPT_LOCAL_SECRET=1",
        &format!("SECRET_FILE={secret}"),
        &format!("SETTINGS_FILE={}", windows_path(practice.settings())?),
        &format!(
            "RULES_FILE={}",
            windows_path(&practice.settings().with_file_name("rules.toml"))?
        ),
    ];
    let installed = pc.msiexec(&words).await?;
    assert_eq!(installed.exit, 0, "{}", installed.log);

    let facts = admin(&pc, &["facts", "--json"], "").await?;
    assert_eq!(facts.status.code(), Some(0), "{facts:?}");
    let facts: Value = serde_json::from_str(&facts.stdout)?;
    assert!(facts.to_string().contains("Windows"), "{facts}");

    // Empty answers keep what is stored: the secret is read back from where the MSI put it.
    let connected = admin(&pc, &["connect"], "\n\n\n").await?;
    assert_eq!(connected.status.code(), Some(0), "{connected:?}");
    let tested = admin(&pc, &["rules", "test"], "").await?;
    assert_eq!(tested.status.code(), Some(0), "{tested:?}");

    pc.display.wallpaper("1280x800", "xc:#c02060").await?;
    // What Windows' own encodings can hold: the rest arrives in a file, which is tested elsewhere.
    let message = "The Windows program says hello: ÄÖÜ";
    let words = [
        "submit",
        "--json",
        "--message",
        "-",
        "--email",
        "dana@contoso.example",
        "--screenshot",
    ];
    let sent = admin(&pc, &words, message).await?;
    assert_eq!(sent.status.code(), Some(0), "{sent:?}");
    let ticket = practice.arrived(message, 1, EVENTUALLY).await?;
    assert_eq!(ticket.contact.as_deref(), Some("Dana Reyes"));
    let picture = *ticket.pictures().first().context("no picture")?;
    let picture = practice.attachment(picture).await?;
    fs::write(pc.folder().join("picture"), &picture)?;
    let pixels = pc.display.pixels_of(&picture).await?;
    let (width, height, middle) = middle(&pixels)?;
    assert_eq!((width, height), (1280, 800));
    let painted = [0xc0, 0x20, 0x60];
    let near = middle
        .iter()
        .zip(painted)
        .all(|(seen, painted)| seen.abs_diff(painted) < 8);
    assert!(near, "the picture shows {middle:?} where {painted:?} was");
    Ok(())
}

async fn admin(pc: &Wine, words: &[&str], input: &str) -> Result<Ended> {
    pc.run(r"C:\Program Files\Deskbell\deskbell-admin.exe", words, input)
        .await
}

/// Width, height and the colour in the middle of a PPM with two bytes for each colour.
fn middle(ppm: &[u8]) -> Result<(usize, usize, [u8; 3])> {
    let mut header = ppm.splitn(4, |byte| *byte == b'\n');
    let kind = header.next().context("no kind")?;
    let size = str::from_utf8(header.next().context("no size")?)?;
    let most = header.next().context("no depth")?;
    let pixels = header.next().context("no pixels")?;
    assert_eq!((kind, most), (b"P6".as_slice(), b"65535".as_slice()));
    let (width, height) = size.split_once(' ').context("no width and height")?;
    let (width, height): (usize, usize) = (width.parse()?, height.parse()?);
    let at = (height / 2 * width + width / 2) * 6;
    let pixel = pixels.get(at..at + 6).context("too few pixels")?;
    Ok((width, height, [pixel[0], pixel[2], pixel[4]]))
}
