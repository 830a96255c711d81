//! Configuration items: which of a company's machines one is.

use serde::Deserialize;

use crate::{Client, CompanyId, ConfigurationItemId, Error, Filter, Query, field};

/// A configuration item.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationItem {
    /// Its id.
    pub id: ConfigurationItemId,
    /// Its serial number.
    pub serial_number: Option<String>,
    /// The host name that remote monitoring found.
    pub rmm_device_audit_hostname: Option<String>,
    /// What people call it.
    pub reference_title: Option<String>,
}

/// What a machine knows of itself; what it doesn't is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine<'a> {
    /// Its serial number. Leave out what makers write who leave it blank: many machines share that.
    pub serial_number: &'a str,
    /// Its host name.
    pub hostname: &'a str,
}

impl Client {
    /// The active configuration item of a company that is this machine: by its serial number, else by the host name that
    /// remote monitoring found, else by its reference title. Of the first of these that fits any, exactly one must fit;
    /// of two nobody can tell. One call, none for a machine that knows nothing of itself.
    pub async fn configuration_item_of(
        &self,
        company: CompanyId,
        machine: Machine<'_>,
    ) -> Result<Option<ConfigurationItemId>, Error> {
        let (serial, hostname) = (machine.serial_number.trim(), machine.hostname.trim());
        let keys = [
            ("serialNumber", serial),
            ("rmmDeviceAuditHostname", hostname),
            ("referenceTitle", hostname),
        ];
        let known = keys.into_iter().filter(|(_, value)| !value.is_empty());
        let query = Query::new(Filter::any(known.map(|(name, value)| field(name).eq(value))))
            .and(field("companyID").eq(company.0))
            .and(field("isActive").eq(true))
            .include(["id", "serialNumber", "rmmDeviceAuditHostname", "referenceTitle"]);
        Ok(chosen(&self.first(&query).await?, serial, hostname))
    }
}

fn chosen(items: &[ConfigurationItem], serial: &str, hostname: &str) -> Option<ConfigurationItemId> {
    let says = |text: Option<&String>, value: &str| {
        !value.is_empty() && text.is_some_and(|text| text.trim().to_lowercase() == value.to_lowercase())
    };
    let by = |is_it: &dyn Fn(&ConfigurationItem) -> bool| -> Vec<ConfigurationItemId> {
        items.iter().filter(|item| is_it(item)).map(|item| item.id).collect()
    };
    let by_serial = by(&|item| says(item.serial_number.as_ref(), serial));
    let by_hostname = by(&|item| says(item.rmm_device_audit_hostname.as_ref(), hostname));
    let by_title = by(&|item| says(item.reference_title.as_ref(), hostname));
    let first = [by_serial, by_hostname, by_title]
        .into_iter()
        .find(|found| !found.is_empty())?;
    match first.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: i64, serial: &str, hostname: &str, title: &str) -> ConfigurationItem {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ConfigurationItem {
            id: ConfigurationItemId(id),
            serial_number: text(serial),
            rmm_device_audit_hostname: text(hostname),
            reference_title: text(title),
        }
    }

    #[test]
    fn the_serial_number_counts_before_the_host_name_and_that_before_the_title() {
        let items = [
            item(1, "SN-1", "ELSEWHERE", "Old"),
            item(2, "SN-2", "PC-1", "Spare"),
            item(3, "SN-3", "", "PC-1"),
        ];
        let found = |serial, hostname| chosen(&items, serial, hostname).map(i64::from);
        assert_eq!(found("sn-1", "PC-1"), Some(1));
        assert_eq!(found("SN-9", "pc-1"), Some(2));
        assert_eq!(found("", "Spare"), Some(2));
        assert_eq!(chosen(&items[2..], "SN-9", "PC-1").map(i64::from), Some(3));
        assert_eq!(found("SN-9", "PC-9"), None);
    }

    #[test]
    fn of_two_that_fit_nobody_can_tell() {
        let items = [
            item(1, "0", "PC-1", ""),
            item(2, "0", "PC-2", ""),
            item(3, "", "PC-3", ""),
            item(4, "", "PC-3", ""),
        ];
        assert_eq!(chosen(&items, "0", "PC-1"), None);
        assert_eq!(chosen(&items, "", "PC-3"), None);
        assert_eq!(chosen(&items, "", ""), None);
    }
}
