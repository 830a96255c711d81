//! A tray icon as a person uses it: its menu, read and pressed over D-Bus.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use zbus::zvariant::{OwnedVariant, Variant};
use zbus::{Connection, OwnedObjectPath, Proxy};

use crate::bus::{Bus, Item};
use crate::wait::{SOON, until};

/// The tray icon of one program.
pub struct Tray {
    connection: Connection,
    item: Item,
}

/// A menu as it crosses the bus: revision, then id, properties and children of the root.
type Layout = (u32, (i32, HashMap<String, OwnedVariant>, Vec<OwnedVariant>));
type Entry = (i32, HashMap<String, OwnedVariant>, Vec<OwnedVariant>);

impl Tray {
    /// Waits until a tray icon reports that is not among `known`.
    pub async fn newest(bus: &Bus, known: &[Item]) -> Result<Self> {
        let item = until("a tray icon", SOON, async || {
            Ok(bus.items().into_iter().find(|item| !known.contains(item)))
        })
        .await?;
        Ok(Self {
            connection: bus.connection.clone(),
            item,
        })
    }

    /// What the menu says, from top to bottom, without separators.
    pub async fn lines(&self) -> Result<Vec<String>> {
        Ok(self.entries().await?.into_iter().map(|(_, label)| label).collect())
    }

    /// Presses the line of the menu that begins like this, once it is there.
    pub async fn press(&self, label: &str) -> Result<()> {
        let what = format!("the menu line {label:?}");
        let id = until(&what, SOON, async || {
            let entries = self.entries().await?;
            Ok(entries
                .into_iter()
                .find(|(_, found)| found.starts_with(label))
                .map(|(id, _)| id))
        })
        .await?;
        let event = (id, "clicked", Variant::from(0_i32), 0_u32);
        self.menu().await?.call_method("Event", &event).await?;
        Ok(())
    }

    async fn entries(&self) -> Result<Vec<(i32, String)>> {
        let names: Vec<&str> = Vec::new();
        let (_, (_, _, children)): Layout = self.menu().await?.call("GetLayout", &(0_i32, -1_i32, names)).await?;
        let mut entries = Vec::new();
        for child in children {
            let (id, properties, _): Entry = child.try_into().context("a menu line of another shape")?;
            if let Some(label) = properties.get("label") {
                // An underscore marks the letter to press.
                entries.push((id, String::try_from(label.try_clone()?)?.replace('_', "")));
            }
        }
        Ok(entries)
    }

    async fn menu(&self) -> Result<Proxy<'_>> {
        let item = self.proxy(self.item.path.clone(), "org.kde.StatusNotifierItem").await?;
        let path: OwnedObjectPath = item.get_property("Menu").await?;
        self.proxy(path.to_string(), "com.canonical.dbusmenu").await
    }

    async fn proxy(&self, path: String, interface: &'static str) -> Result<Proxy<'_>> {
        Ok(Proxy::new_owned(self.connection.clone(), self.item.program.clone(), path, interface).await?)
    }
}
