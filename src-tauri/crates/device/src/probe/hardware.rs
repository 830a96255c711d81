//! The machine itself: model, serial number, memory, disks.

use std::path::Path;

use sysinfo::{Disk, DiskRefreshKind, Disks, MemoryRefreshKind, Product, RefreshKind, System};

use crate::fact::{Found, Missing, text};

/// Maker and model, e.g. "LENOVO 20XW004AGE".
pub(crate) fn model() -> Found {
    let name = told_by_maker(Product::name().ok())?;
    Ok(vec![with_vendor(told_by_maker(Product::vendor_name().ok()).ok(), name)])
}

/// The serial number.
pub(crate) fn serial() -> Found {
    match Product::serial_number() {
        Ok(serial) => Ok(vec![told_by_maker(Some(serial))?]),
        Err(_) => Err(why_no_serial()),
    }
}

/// Installed and available memory.
pub(crate) fn memory() -> Found {
    let what = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    match System::new_with_specifics(what) {
        Ok(system) if system.total_memory() > 0 => {
            let (total, available) = (gibibytes(system.total_memory()), gibibytes(system.available_memory()));
            Ok(vec![format!("{total}, {available} available")])
        }
        Ok(_) | Err(_) => Err(Missing::NotSaid),
    }
}

/// Free space of each fixed disk, the system's own first.
pub(crate) fn disk() -> Found {
    let Ok(disks) = Disks::new_with_refreshed_list_specifics(DiskRefreshKind::nothing().with_storage()) else {
        return Err(Missing::NoDisk);
    };
    let mut fixed: Vec<&Disk> = disks
        .iter()
        .filter(|disk| !disk.is_removable() && disk.total_space() > 0)
        .collect();
    fixed.sort_by_key(|disk| (!is_system(disk.mount_point()), disk.mount_point().to_owned()));
    let mut devices = Vec::new();
    fixed.retain(|disk| {
        let first_of_its_device = !devices.contains(&disk.name());
        devices.push(disk.name());
        first_of_its_device
    });
    if fixed.is_empty() {
        return Err(Missing::NoDisk);
    }
    Ok(fixed.into_iter().map(describe).collect())
}

fn describe(disk: &Disk) -> String {
    let (free, total) = (gibibytes(disk.available_space()), gibibytes(disk.total_space()));
    format!("{} {free} of {total}", disk.mount_point().display())
}

fn is_system(mount: &Path) -> bool {
    mount == Path::new("/") || mount == Path::new("C:\\")
}

fn with_vendor(vendor: Option<String>, name: String) -> String {
    let says_it_already = |vendor: &str| name.to_lowercase().starts_with(&first_word(vendor).to_lowercase());
    match vendor {
        Some(vendor) if !says_it_already(&vendor) => format!("{vendor} {name}"),
        Some(_) | None => name,
    }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or(text)
}

/// Makers who leave a field blank fill it with such texts; as a serial number, they would be wrong and shared by many.
const FILLERS: &[&str] = &[
    "to be filled by o.e.m.",
    "system product name",
    "system manufacturer",
    "system serial number",
    "default string",
    "not specified",
    "not applicable",
    "not available",
    "none",
    "n/a",
    "oem",
    "o.e.m.",
    "unknown",
    "invalid",
    "0123456789",
    "123456789",
    "1234567890",
];

fn told_by_maker(value: Option<String>) -> Result<String, Missing> {
    let value = text(value, Missing::NotSaid)?;
    let letters: Vec<char> = value.chars().filter(|c| c.is_alphanumeric()).collect();
    let one_sign_only = letters.windows(2).all(|pair| pair[0] == pair[1]);
    if one_sign_only || FILLERS.contains(&value.to_lowercase().as_str()) {
        return Err(Missing::Blank);
    }
    Ok(value)
}

fn why_no_serial() -> Missing {
    if Path::new("/sys/devices/virtual/dmi/id/product_serial").exists() {
        Missing::Forbidden
    } else {
        Missing::NotSaid
    }
}

/// In tenths, rounded down: free space is never made out to be more than there is.
fn gibibytes(bytes: u64) -> String {
    let tenths = (u128::from(bytes) * 10) >> 30;
    format!("{}.{} GiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maker_s_filler_is_not_a_serial_number() {
        for filler in [
            "To Be Filled By O.E.M.",
            "Default string",
            "00000000",
            "None",
            "xxxxxxx",
            " ",
            "0123456789",
        ] {
            assert!(told_by_maker(Some(filler.to_owned())).is_err(), "{filler}");
        }
        assert_eq!(told_by_maker(Some(" PF2ABCDE ".to_owned())).unwrap(), "PF2ABCDE");
    }

    #[test]
    fn the_maker_is_named_once() {
        assert_eq!(
            with_vendor(Some("LENOVO".to_owned()), "20XW004AGE".to_owned()),
            "LENOVO 20XW004AGE"
        );
        assert_eq!(
            with_vendor(Some("HP Inc.".to_owned()), "HP EliteBook 840".to_owned()),
            "HP EliteBook 840"
        );
        assert_eq!(with_vendor(None, "Virtual Machine".to_owned()), "Virtual Machine");
    }

    #[test]
    fn free_space_is_rounded_down() {
        assert_eq!(gibibytes(16 << 30), "16.0 GiB");
        assert_eq!(gibibytes((1 << 30) - 1), "0.9 GiB");
    }
}
