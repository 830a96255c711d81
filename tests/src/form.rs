//! The form as a person uses it.

use anyhow::{Context as _, Result, anyhow};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use crate::wait::{EVENTUALLY, SOON, until};

/// Keys as WebDriver spells them.
const ESCAPE: &str = "\u{e00c}";
const CTRL_ENTER: &str = "\u{e009}\u{e007}";

/// The form's window.
pub struct Form {
    client: Client,
}

/// What the window says after Send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The short code.
    pub reference: String,
}

impl Form {
    /// The form in this client's current window.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The window itself, for what only one test looks at.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Types the message.
    pub async fn write(&self, message: &str) -> Result<()> {
        Ok(self.one("#message").await?.send_keys(message).await?)
    }

    /// Puts a message in at once, as pasting does: typing many thousand letters takes minutes.
    pub async fn paste(&self, message: &str) -> Result<()> {
        let script = "const field = document.querySelector('#message'); field.focus(); field.value = arguments[0];
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        self.client.execute(script, vec![json!(message)]).await?;
        Ok(())
    }

    /// What stands in the message.
    pub async fn message(&self) -> Result<String> {
        Ok(self.one("#message").await?.prop("value").await?.unwrap_or_default())
    }

    /// Says who is asking, and folds the fields away again.
    pub async fn from(&self, name: &str, email: &str) -> Result<()> {
        if self.all("#email").await?.is_empty() {
            self.click("#from-change").await?;
        }
        for (field, text) in [("#name", name), ("#email", email)] {
            let found = self.one(field).await?;
            if found.clear().await.is_ok() {
                found.send_keys(text).await?;
                continue;
            }
            // WebKit's driver refuses, without a word, a field that it can't scroll to: then as pasting does.
            let script =
                "const field = document.querySelector(arguments[0]); field.focus(); field.value = arguments[1];
                field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
            self.client.execute(script, vec![json!(field), json!(text)]).await?;
        }
        self.click("#from-change").await?;
        until("the fields are folded away", SOON, async || {
            Ok((!self.has("#email").await?).then_some(()))
        })
        .await
    }

    /// Ticks one of the admin's selections.
    pub async fn tick(&self, selection: &str) -> Result<()> {
        self.click(&format!("[data-selection=\"{selection}\"]")).await
    }

    /// Waits for this many pictures, and gives back their ids.
    pub async fn pictures(&self, count: usize) -> Result<Vec<String>> {
        until(&format!("{count} pictures"), SOON, async || {
            let mut ids = Vec::new();
            for picture in self.all("[data-picture]").await? {
                ids.extend(picture.attr("data-picture").await?);
            }
            Ok((ids.len() == count).then_some(ids))
        })
        .await
    }

    /// Waits until the thumbnails are painted: what the person has not seen is not sent.
    pub async fn pictures_painted(&self) -> Result<()> {
        let script = "const all = [...document.querySelectorAll('[data-picture]')];
            return all.length > 0 && all.every((picture) => picture.dataset.sight === 'seen');";
        until("painted thumbnails", SOON, async || {
            let painted = self.client.execute(script, Vec::new()).await?;
            Ok((painted == Value::Bool(true)).then_some(()))
        })
        .await
    }

    /// Takes a picture out.
    pub async fn take_out(&self, picture: &str) -> Result<()> {
        self.click(&format!("[data-picture=\"{picture}\"] button.take-out"))
            .await?;
        self.one(&format!("[data-picture=\"{picture}\"][data-out=\"true\"]"))
            .await
            .map(drop)
    }

    /// The names of the files that were added, once there are this many.
    pub async fn files(&self, count: usize) -> Result<Vec<String>> {
        until(&format!("{count} files"), SOON, async || {
            let mut names = Vec::new();
            for file in self.all("[data-file]").await? {
                names.push(painted(&file).await?);
            }
            Ok((names.len() == count).then_some(names))
        })
        .await
    }

    /// Presses Send and waits for "Saved".
    pub async fn send(&self) -> Result<Saved> {
        self.click("#send").await?;
        self.saved().await
    }

    /// Presses Ctrl+Enter and waits for "Saved".
    pub async fn send_by_keyboard(&self) -> Result<Saved> {
        self.write(CTRL_ENTER).await?;
        self.saved().await
    }

    /// Waits for "Saved". Fails with the form's own words when it says what is wrong instead.
    async fn saved(&self) -> Result<Saved> {
        let answer = until("\"Saved\" and a reference", SOON, async || {
            if let Some(reference) = self.said("#reference").await? {
                return Ok(Some(Ok(reference)));
            }
            Ok(self.said("#form-error, #message-error").await?.map(Err))
        })
        .await?;
        let reference = answer.map_err(|words| anyhow!("the form says: {words}"))?;
        Ok(Saved { reference })
    }

    /// Waits for the ticket's number.
    pub async fn number(&self) -> Result<String> {
        until("the ticket's number", EVENTUALLY, async || {
            let Some(number) = self.all("#number").await?.pop() else {
                return Ok(None);
            };
            Ok(Some(number.text().await?).filter(|text| !text.is_empty()))
        })
        .await
    }

    /// Waits until the form says that everything has arrived.
    pub async fn delivered(&self) -> Result<()> {
        until("a delivered ticket", EVENTUALLY, async || {
            Ok(self.has("#progress[data-state=\"delivered\"]").await?.then_some(()))
        })
        .await
    }

    /// The text of an element, once it is there.
    pub async fn text(&self, selector: &str) -> Result<String> {
        painted(&self.one(selector).await?).await
    }

    /// Whether there is such an element now.
    pub async fn has(&self, selector: &str) -> Result<bool> {
        Ok(!self.all(selector).await?.is_empty())
    }

    /// Clicks an element, once it is there.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.one(selector)
            .await?
            .click()
            .await
            .map_err(|error| anyhow!("{selector}: {error:?}"))
    }

    /// Closes the window with Escape before anything was sent, and with its button afterwards.
    pub async fn close(self) -> Result<()> {
        let element = self.one("#message, #close").await?;
        // The window may be gone before the driver can say that the key or the button was pressed.
        let _ = match element.tag_name().await?.as_str() {
            "button" => element.click().await,
            _ => element.send_keys(ESCAPE).await,
        };
        Ok(())
    }

    /// Calls a command as the page would. Gives back `{"ok": …}` or `{"error": …}`.
    pub async fn call(&self, command: &str, arguments: Value) -> Result<Value> {
        let script = "const done = arguments[arguments.length - 1];
            window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
                .then((ok) => done({ ok: ok ?? null }), (error) => done({ error }));";
        Ok(self
            .client
            .execute_async(script, vec![json!(command), arguments])
            .await?)
    }

    /// An element, once it is there.
    pub async fn one(&self, selector: &str) -> Result<Element> {
        until(selector, SOON, async || {
            Ok(self.all(selector).await?.into_iter().next())
        })
        .await
    }

    /// The first text that is not empty.
    async fn said(&self, selector: &str) -> Result<Option<String>> {
        for element in self.all(selector).await? {
            let text = painted(&element).await?;
            if !text.is_empty() {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    async fn all(&self, selector: &str) -> Result<Vec<Element>> {
        self.client
            .find_all(Locator::Css(selector))
            .await
            .with_context(|| selector.to_owned())
    }
}

/// The text of an element as it is painted. (WebDriver's own notion of text leaves out what is clamped or clipped.)
async fn painted(element: &Element) -> Result<String> {
    Ok(element.prop("innerText").await?.unwrap_or_default())
}
