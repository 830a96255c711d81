//! Settings as an admin writes them (`deskbell.toml`) and as they take effect.

mod file;
mod load;
mod registry;

use serde::{Deserialize, Serialize};

use crate::psa::Made;
use crate::{CompanyRef, PersonRef};

pub use load::{EXAMPLE, Layer, Loaded, SettingsProblem, Spot, load};
pub(crate) use load::{check, look};
pub(crate) use registry::{Layers, layers};

/// Where Autotask says in which zone a tenant lives.
pub const DISCOVERY: &str = "https://webservices.autotask.net/ATServicesRest/";

/// The languages the windows speak.
pub const LANGUAGES: [&str; 4] = ["en", "de", "fr", "es"];

/// The effective settings. Every key has a default, all of them commented in `deskbell.toml.example`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the file")]
pub struct Settings {
    /// `[autotask]`: which tenant.
    pub autotask: Option<Autotask>,
    /// This PC's company: id or name. Id 0 is a real company.
    pub company: Option<CompanyRef>,
    /// Who stands in for senders the ticket system doesn't know.
    pub catch_all: PersonRef,
    /// `[brand]`: what people see.
    pub brand: Brand,
    /// `[[selection]]`: the admin's check boxes and radio groups.
    pub selections: Vec<Selection>,
    /// Ask for a phone number.
    pub ask_phone: bool,
    /// Remember name and e-mail between tickets; false on shared accounts.
    pub remember_identity: bool,
    /// A global hotkey such as `Ctrl+Alt+H`, or none.
    pub hotkey: Option<String>,
    /// The language of the windows, one of [`LANGUAGES`], for everybody; none leaves it to the person and the system.
    pub language: Option<String>,
    /// Whether the tray menu has Quit.
    pub allow_quit: bool,
    /// Whether screenshots are taken.
    pub screenshots: Screenshots,
    /// Whether customers see screenshots and files in their portal.
    pub customers_see_attachments: bool,
    /// The rules file; `rules.toml` beside the settings file when absent.
    pub rules: Option<std::path::PathBuf>,
}

/// Whether pictures of the screen are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Screenshots {
    /// Never.
    Off,
    /// Not before the person asks for it.
    Ask,
    /// When the bell is pressed.
    On,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            autotask: None,
            company: None,
            catch_all: PersonRef::Name {
                first: "Unregistered".to_owned(),
                last: "User".to_owned(),
            },
            brand: Brand::default(),
            selections: Vec::new(),
            ask_phone: true,
            remember_identity: true,
            hotkey: None,
            language: None,
            allow_quit: true,
            screenshots: Screenshots::On,
            customers_see_attachments: false,
            rules: None,
        }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "your IT team".to_owned(),
            phone: None,
            accent: None,
            icon: None,
        }
    }
}

/// `[autotask]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Autotask {
    /// The API user's name.
    pub user: String,
    /// The tracking identifier ("Custom (Internal Integration)").
    pub tracking_id: String,
    /// Where zones are looked up; only tests, the practice tenant and relays name another. https, or http on loopback.
    pub discovery: String,
    /// The practice tenant: the form wears a banner.
    pub practice: bool,
    /// What this key was seen to read back of what it makes, as `connect --test-ticket` has found. Only that is ever sent a
    /// second time; what is not named here, each PC finds out for itself with its first ticket.
    pub reads_back: Vec<Made>,
}

/// `[brand]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The MSP's name, e.g. "Contoso IT". Default "your IT team".
    pub name: String,
    /// Whom to call if it can't wait.
    pub phone: Option<String>,
    /// Accent colour, `#rrggbb`.
    pub accent: Option<String>,
    /// Your picture in the tray and on the windows: a `.ico` or `.png`. Not absolute: in the machine's folder
    /// (`Paths::machine`).
    pub icon: Option<std::path::PathBuf>,
}

/// One of the admin's check boxes, or a radio button of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Its id; what scripts name.
    pub id: String,
    /// What the person reads, and what rules and notes see.
    pub text: String,
    /// Radio buttons of one group share it; check boxes have none.
    pub group: Option<String>,
}
