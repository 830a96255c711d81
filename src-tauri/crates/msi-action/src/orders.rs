//! What the functions that change something are told: `CustomActionData`, as JSON, because they see no properties.

use std::path::PathBuf;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// For `DeskbellApply`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Apply {
    /// The text of the new `deskbell.toml`, checked.
    pub settings: Option<String>,
    /// The text of the new `rules.toml`, checked.
    pub rules: Option<String>,
    /// The new icon.
    pub icon: Option<Icon>,
    /// The new secret; empty when there is none.
    #[serde(serialize_with = "exposed")]
    pub secret: SecretString,
    /// The file it came from, to be destroyed once it is stored.
    pub spent: Option<PathBuf>,
}

/// A picture.
#[derive(Debug, Serialize, Deserialize)]
pub struct Icon {
    /// What it is called in the machine's folder.
    pub name: String,
    /// Its bytes in base64.
    pub bytes: String,
}

/// For `DeskbellClose` and `DeskbellOpen`.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trays {
    /// The folder whose `deskbell.exe` is meant.
    pub folder: PathBuf,
    /// Whether those that are closed are started again.
    pub again: bool,
}

/// For `DeskbellRemove`; none when the program is replaced and does not go for good.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remove {
    /// Whether tickets that were never sent go too.
    pub unsent_too: bool,
}

impl Apply {
    /// As the MSI hands it over. The text holds the secret.
    pub fn to_data(&self) -> serde_json::Result<Zeroizing<String>> {
        let texts = [&self.settings, &self.rules].map(|text| text.as_ref().map_or(0, String::len));
        let icon = self.icon.as_ref().map_or(0, |icon| icon.bytes.len());
        // Six characters for one at the most, so that it never moves and leaves a copy behind.
        let room = 6 * (texts.iter().sum::<usize>() + self.secret.expose_secret().len()) + icon + 10_000;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *bytes, self)?;
        let text = String::from_utf8(std::mem::take(&mut *bytes)).unwrap_or_default();
        Ok(Zeroizing::new(text))
    }
}

fn exposed<S: Serializer>(secret: &SecretString, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret.expose_secret())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_only_replaced_gets_no_order_to_remove() {
        let trays = Trays {
            folder: PathBuf::from(r"C:\Program Files\Deskbell"),
            again: true,
        };
        let data = serde_json::to_string(&trays).unwrap();
        assert_eq!(serde_json::from_str::<Trays>(&data).unwrap(), trays);
        for order in [None, Some(Remove { unsent_too: true })] {
            let data = serde_json::to_string(&order).unwrap();
            assert_eq!(serde_json::from_str::<Option<Remove>>(&data).unwrap(), order);
        }
    }

    #[test]
    fn what_is_handed_over_arrives_and_only_there_the_secret_shows() {
        let apply = Apply {
            settings: Some("# [bracket] {brace} \"quoted\"\r\ncompany = 1\n".to_owned()),
            secret: SecretString::from("not$real#\"[x]"),
            spent: Some(PathBuf::from(r"C:\Temp\key file.txt")),
            ..Apply::default()
        };
        let read: Apply = serde_json::from_str(&apply.to_data().unwrap()).unwrap();
        assert_eq!(read.settings, apply.settings);
        assert_eq!(read.secret.expose_secret(), "not$real#\"[x]");
        assert_eq!(read.spent, apply.spent);
        assert!(!format!("{apply:?}").contains("not$real"));
    }
}
