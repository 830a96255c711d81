//! IP addresses and the MAC address of the interface that carries the primary one.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

#[cfg(not(windows))]
use mac_address::mac_address_by_name;
use network_interface::{NetworkInterface, NetworkInterfaceConfig};

use crate::fact::{Found, Missing};

/// The network as it is at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// The source address of the default route.
    pub default_source: Option<IpAddr>,
    /// All interfaces, as the system lists them.
    pub interfaces: Vec<NetworkInterface>,
}

impl Seen {
    /// Asks the system; nothing is sent.
    pub fn now() -> Self {
        let interfaces = NetworkInterface::show().unwrap_or_else(|error| {
            tracing::warn!(%error, "the network interfaces could not be listed");
            Vec::new()
        });
        Self {
            default_source: default_source(),
            interfaces,
        }
    }

    /// Every address by which this machine can be found, the primary one first: the default route's, else the first.
    fn addresses(&self) -> Vec<IpAddr> {
        let mut found: Vec<IpAddr> = self.default_source.into_iter().collect();
        let others = self
            .interfaces
            .iter()
            .filter(|one| !one.internal)
            .flat_map(|one| &one.addr)
            .map(|addr| addr.ip());
        for address in others.filter(is_of_use) {
            if !found.contains(&address) {
                found.push(address);
            }
        }
        found
    }
}

/// All IP addresses, the primary one first.
pub(crate) fn ip(seen: &Seen) -> Found {
    let addresses = seen.addresses();
    if addresses.is_empty() {
        return Err(Missing::NoNetwork);
    }
    Ok(addresses.iter().map(IpAddr::to_string).collect())
}

/// The MAC address of the interface that carries the primary IP address, and of no other.
pub(crate) fn mac(seen: &Seen) -> Found {
    let primary = *seen.addresses().first().ok_or(Missing::NoNetwork)?;
    let Some(interface) = seen
        .interfaces
        .iter()
        .find(|one| one.addr.iter().any(|addr| addr.ip() == primary))
    else {
        return Err(Missing::NoMac);
    };
    by_name(&interface.name)
        .or_else(|| interface.mac_addr.clone())
        .map(|mac| mac.to_uppercase().replace('-', ":"))
        .filter(|mac| mac.chars().any(|c| !matches!(c, '0' | ':')))
        .map(|mac| vec![mac])
        .ok_or(Missing::NoMac)
}

/// mac_address looks a name up; where it doesn't know it, the list of interfaces pairs the two as well.
#[cfg(not(windows))]
fn by_name(interface: &str) -> Option<String> {
    let mac = mac_address_by_name(interface).ok().flatten();
    mac.map(|mac| mac.to_string())
}

/// On Windows several interfaces can have one name, and the wrong one's address would be taken: the list alone pairs them.
#[cfg(windows)]
fn by_name(_interface: &str) -> Option<String> {
    None
}

/// The source address the system would use for a peer out there. Connecting a UDP socket picks it and sends nothing;
/// the peers are addresses reserved for documentation, so that only the default route can lead to them.
fn default_source() -> Option<IpAddr> {
    let toward = |from: IpAddr, to: IpAddr| {
        let socket = UdpSocket::bind((from, 0)).ok()?;
        socket.connect((to, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(is_of_use)
    };
    toward(Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(203, 0, 113, 1).into()).or_else(|| {
        toward(
            Ipv6Addr::UNSPECIFIED.into(),
            Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
        )
    })
}

/// Loopback leads nowhere, and every interface has a link-local IPv6 address, which helps nobody find the machine.
/// A link-local IPv4 address stays: it tells a technician that DHCP failed.
fn is_of_use(address: &IpAddr) -> bool {
    !address.is_loopback()
        && !address.is_unspecified()
        && !matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interface(name: &str, ip: [u8; 4], mac: Option<&str>, internal: bool) -> NetworkInterface {
        NetworkInterface::new_afinet(name, ip.into(), None, None, 1, internal).with_mac_addr(mac.map(str::to_owned))
    }

    fn office() -> Seen {
        Seen {
            default_source: Some([192, 168, 7, 20].into()),
            interfaces: vec![
                interface("lo-test", [127, 0, 0, 1], Some("00:00:00:00:00:00"), true),
                interface("docker-test", [172, 17, 0, 1], Some("02:42:aa:bb:cc:dd"), false),
                interface("eth-test", [192, 168, 7, 20], Some("3c-52-82-01-02-03"), false),
            ],
        }
    }

    #[test]
    fn the_default_route_s_address_comes_first_and_loopback_never() {
        assert_eq!(ip(&office()).unwrap(), ["192.168.7.20", "172.17.0.1"]);
    }

    #[test]
    fn the_mac_is_that_of_the_interface_that_carries_the_primary_address() {
        assert_eq!(mac(&office()).unwrap(), ["3C:52:82:01:02:03"]);
    }

    #[test]
    fn without_a_default_route_the_first_address_is_the_primary_one() {
        let seen = Seen {
            default_source: None,
            ..office()
        };

        assert_eq!(ip(&seen).unwrap(), ["172.17.0.1", "192.168.7.20"]);
        assert_eq!(mac(&seen).unwrap(), ["02:42:AA:BB:CC:DD"]);
    }

    #[test]
    fn without_a_network_both_are_absent_with_a_reason() {
        let only_loopback = Seen {
            default_source: None,
            interfaces: vec![interface("lo-test", [127, 0, 0, 1], None, true)],
        };

        for seen in [Seen::default(), only_loopback] {
            assert_eq!(ip(&seen), Err(Missing::NoNetwork));
            assert_eq!(mac(&seen), Err(Missing::NoNetwork));
        }
    }

    #[test]
    fn a_tunnel_has_no_mac_and_borrows_none() {
        let mut seen = office();
        seen.default_source = Some([10, 8, 0, 2].into());
        seen.interfaces
            .push(interface("tun-test", [10, 8, 0, 2], Some("00:00:00:00:00:00"), false));

        assert_eq!(mac(&seen), Err(Missing::NoMac));
    }
}
