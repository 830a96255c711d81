//! The part of a desktop that shows notifications: it counts them.

use std::collections::HashMap;

use tokio::sync::watch;
use zbus::interface;
use zbus::zvariant::OwnedVariant;

/// A notification that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its title.
    pub title: String,
    /// What it says.
    pub body: String,
}

/// Serves `org.freedesktop.Notifications`.
pub(crate) struct Notices {
    pub(crate) shown: watch::Sender<Vec<Notice>>,
}

#[interface(name = "org.freedesktop.Notifications")]
#[expect(
    clippy::unused_self,
    clippy::too_many_arguments,
    reason = "the specification and the macro want these shapes"
)]
impl Notices {
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<String, OwnedVariant>,
        expire_timeout: i32,
    ) -> u32 {
        let _ = (app_name, app_icon, actions, hints, expire_timeout);
        let mut id = replaces_id;
        self.shown.send_modify(|shown| {
            shown.push(Notice {
                title: summary.to_owned(),
                body: body.to_owned(),
            });
            if id == 0 {
                id = u32::try_from(shown.len()).unwrap_or(u32::MAX);
            }
        });
        id
    }

    fn close_notification(&self, id: u32) {
        let _ = id;
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["deskbell-tests", "Deskbell", "1", "1.2"].map(str::to_owned).into()
    }
}
