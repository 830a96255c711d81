//! Settings as an admin writes them (`deskbell.toml`) and as they take effect.

mod file;
mod load;
mod own_form;
mod registry;

use std::collections::BTreeMap;

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
    /// `[privacy]`: what is said under "What we send".
    pub privacy: Privacy,
    /// `[[selection]]`: the admin's check boxes, radio groups and short texts, for PCs of all companies; see
    /// [`Settings::offered`].
    pub selections: Vec<Selection>,
    /// Ask for a phone number.
    pub ask_phone: bool,
    /// Nothing is sent from the form without one, where it is asked for.
    pub require_phone: bool,
    /// Offer "This is for someone else".
    pub for_someone_else: bool,
    /// Remember name and e-mail between tickets; false on shared accounts.
    pub remember_identity: bool,
    /// `[identity]`: who is there.
    pub identity: Identity,
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
            privacy: Privacy::default(),
            selections: Vec::new(),
            ask_phone: true,
            require_phone: false,
            for_someone_else: true,
            remember_identity: true,
            identity: Identity::default(),
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

/// `[identity]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// A program and its arguments that say who is there; empty asks the machine's account alone.
    pub command: Vec<String>,
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

/// `[privacy]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privacy {
    /// What people read in place of Deskbell's own sentences, unless `texts` has their language.
    pub text: Option<String>,
    /// The text in further languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: Texts,
}

/// A text of the admin's in further languages, by [`LANGUAGES`].
pub type Texts = BTreeMap<String, String>;

/// One of the admin's check boxes, a radio button of a group, or a short text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Its id; what scripts name.
    pub id: String,
    /// What it is.
    pub kind: SelectionKind,
    /// What the person reads unless `texts` has their language, and what rules and notes see whatever they read.
    pub text: String,
    /// The text in further languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: Texts,
    /// Radio buttons of one group share it; others have none.
    pub group: Option<String>,
    /// The group's name in further languages, the same for all of the group.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub group_texts: Texts,
    /// Nothing is sent from the form without it, where it is shown. Of a radio group, one is to be chosen.
    pub required: bool,
    /// The id of the selection that has to be chosen, or answered, for this one to be shown.
    pub shown_when: Option<String>,
    /// The companies on whose PCs it is offered, as the setting `company` names them; empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companies: Vec<CompanyRef>,
}

/// What a selection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SelectionKind {
    /// A check box.
    #[default]
    Box,
    /// One of the radio buttons of a group.
    Radio,
    /// A question that is answered in a line of text.
    Text,
}

impl Settings {
    /// The selections that this PC's form has, in the admin's order: those for its company whose condition can be met.
    pub fn offered(&self) -> Vec<Selection> {
        let is_ours = |selection: &&Selection| {
            let companies = &selection.companies;
            companies.is_empty() || companies.iter().any(|company| self.is_of(company))
        };
        let mut offered: Vec<Selection> = self.selections.iter().filter(is_ours).cloned().collect();
        loop {
            let ids: Vec<String> = offered.iter().map(|one| one.id.clone()).collect();
            offered.retain(|one| one.shown_when.as_ref().is_none_or(|id| ids.contains(id)));
            if offered.len() == ids.len() {
                return offered;
            }
        }
    }

    /// Whether this PC's company is written like this.
    fn is_of(&self, company: &CompanyRef) -> bool {
        match (company, &self.company) {
            (CompanyRef::Id(wanted), Some(CompanyRef::Id(ours))) => wanted == ours,
            (CompanyRef::Name(wanted), Some(CompanyRef::Name(ours))) => wanted.to_lowercase() == ours.to_lowercase(),
            (CompanyRef::Id(_) | CompanyRef::Name(_), _) => false,
        }
    }
}
