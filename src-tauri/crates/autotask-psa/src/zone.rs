//! Where a tenant lives.

use std::net::IpAddr;

use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::{Error, Retry};

/// Where Autotask tells any user's zone.
pub const DISCOVERY: &str = "https://webservices.autotask.net/ATServicesRest/";

/// A tenant's zone, as Autotask's zone information gives it. Zones move; ask again now and then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Its name, e.g. "America East".
    #[serde(default, rename = "zoneName")]
    pub name: String,
    /// The base address of its API, e.g. `https://webservices3.autotask.net/ATServicesRest/`.
    pub url: String,
    /// The address of its window for people.
    #[serde(default, rename = "webUrl")]
    pub web_url: String,
}

/// A base address that a key may be sent to: `https`, or `http` on loopback; without a user, a query or a fragment; with
/// a slash at its end.
pub(crate) fn base(address: &str) -> Result<Url, Error> {
    let wrong = |why: &str| Error::Protocol {
        text: format!("the address {} {why}", shown(address)),
        retry: Retry::Permanent,
    };
    let mut url = Url::parse(address).map_err(|_| wrong("is no address"))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        _ => return Err(wrong("is not https")),
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("holds more than a place"));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// Whether this is the machine itself.
pub(crate) fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

/// An address without what may be a password.
fn shown(address: &str) -> &str {
    address.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_to_https_and_loopback_only() {
        for good in [
            "https://webservices3.autotask.net/ATServicesRest",
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "http://localhost:9/x/",
        ] {
            assert!(base(good).unwrap().as_str().ends_with('/'), "{good}");
        }
        for bad in [
            "http://webservices3.autotask.net/",
            "http://127.0.0.1.example/",
            "http://localhost.example/",
            "ftp://127.0.0.1/",
            "https://user:password@webservices3.autotask.net/",
            "https://webservices3.autotask.net/?a=b",
            "webservices3.autotask.net",
            "",
        ] {
            let refused = base(bad).unwrap_err().to_string();
            assert!(!refused.contains("password"), "{refused}");
        }
    }
}
