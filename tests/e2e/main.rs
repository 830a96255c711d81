//! x
#[tokio::test]
async fn machinery() -> anyhow::Result<()> {
    use deskbell_tests::{pc::Pc, tray::Tray, webdriver::WebDriver};
    let pc = Pc::new().await?;
    eprintln!("display {} bus {}", pc.display.name, pc.bus.address);
    let mut driver = WebDriver::start(&pc, std::path::Path::new("/work/main/target/debug/examples/bare"), &[]).await?;
    let tray = Tray::newest(&pc.bus, &[]).await?;
    eprintln!("{:?}", tray.lines().await?);
    tray.press("New ticket").await?;
    let client = driver.client().await?;
    eprintln!("{}", client.source().await?);
    pc.display.picture(std::path::Path::new("/tmp/bare.png")).await?;
    Ok(())
}
