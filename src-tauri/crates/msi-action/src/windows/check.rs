//! `DeskbellCheck`.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Serialize;

use super::session::Session;
use super::{Done, upgrade};
use crate::ask::{self, Asked};
use crate::orders::{Remove, Trays};

/// Reads and checks what the command line asks for, and hands it over to the functions that see no properties.
pub fn check(session: &Session) -> Done {
    // Hidden or not, it is nowhere any more when the properties are written to the log.
    let secret = SecretString::from(session.property("AUTOTASK_SECRET").as_str());
    session.set_property("AUTOTASK_SECRET", "")?;
    let removing = session.property("REMOVE").eq_ignore_ascii_case("ALL");
    let for_good = removing && session.property("UPGRADINGPRODUCTCODE").is_empty() && !upgrade::is_under_way();
    let trays = Trays {
        folder: PathBuf::from(session.property("ProgramFolder").as_str()),
        again: !for_good,
    };
    for action in ["DeskbellClose", "DeskbellOpen", "DeskbellReopen"] {
        hand_over(session, action, &trays)?;
    }
    let unsent_too = *session.property("REMOVE_DATA") == "1";
    hand_over(session, "DeskbellRemove", &for_good.then_some(Remove { unsent_too }))?;
    if removing {
        return Ok(());
    }
    let apply = ask::check(&asked(session, secret)).map_err(|refusal| refusal.to_string())?;
    if let Some(icon) = &apply.icon {
        session.set_property("BrandIconKept", &icon.name)?;
    }
    let data = apply.to_data().map_err(|error| error.to_string())?;
    session.set_property("DeskbellApply", &data)?;
    if !session.property("WIX_UPGRADE_DETECTED").is_empty() {
        upgrade::begins();
    }
    Ok(())
}

fn asked(session: &Session, secret: SecretString) -> Asked {
    let property = |name: &str| session.property(name).to_string();
    Asked {
        secret,
        secret_file: property("SECRET_FILE"),
        accepted: property("ACCEPT_LOCAL_SECRET"),
        settings_file: property("SETTINGS_FILE"),
        rules_file: property("RULES_FILE"),
        brand_icon: property("BRAND_ICON"),
        folder: property("CURRENTDIRECTORY"),
    }
}

fn hand_over(session: &Session, action: &str, orders: &impl Serialize) -> Done {
    let data = serde_json::to_string(orders).map_err(|error| error.to_string())?;
    session.set_property(action, &data)
}
