//! The look at the machine: all probes side by side, within one time limit.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use crate::fact::{Fact, Found, Missing};
use crate::probe::{self, Probe};
use crate::time_limit::{Deadline, NoAnswer, start};

/// The longest a look should take.
pub const LIMIT: Duration = Duration::from_secs(2);

/// Looks at the machine. Probes run side by side; one that is not done after `limit` is cut off without holding the
/// others, and its fact says so. Facts come in the order people see them, one for each key there is.
pub fn look(limit: Duration) -> Vec<Fact> {
    ask(probe::all(), limit)
}

fn ask(probes: Vec<Probe>, limit: Duration) -> Vec<Fact> {
    let deadline = Deadline::within(limit);
    let asked: Vec<(&str, Receiver<Found>)> = probes
        .into_iter()
        .map(|probe| (probe.key, start(probe.key, probe.run)))
        .collect();
    asked
        .into_iter()
        .map(|(key, answer)| {
            let found = deadline.next(&answer).unwrap_or_else(|why| match why {
                NoAnswer::Late => Err(Missing::Late),
                NoAnswer::Died => Err(Missing::Unreadable),
            });
            Fact::new(key, found)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    fn probe(key: &'static str, run: impl FnOnce() -> Found + Send + 'static) -> Probe {
        Probe {
            key,
            run: Box::new(run),
        }
    }

    #[test]
    fn a_slow_probe_is_cut_off_and_the_others_are_kept() {
        let (end_of_test, slow) = channel::<()>();
        let facts = ask(
            vec![
                probe("serial", move || {
                    let _ = slow.recv();
                    Ok(vec!["too late".to_owned()])
                }),
                probe("hostname", || Ok(vec!["FRONTDESK-3".to_owned()])),
            ],
            Duration::from_millis(200),
        );
        drop(end_of_test);

        assert_eq!(facts[0].key, "serial");
        assert!(facts[0].values.is_empty());
        assert_eq!(facts[0].missing, Some(Missing::Late));
        assert_eq!(facts[1].values, ["FRONTDESK-3"]);
        assert_eq!(facts[1].missing, None);
    }

    #[test]
    fn a_probe_that_panics_costs_only_its_own_fact() {
        let facts = ask(
            vec![
                probe("disk", || panic!("a driver's bug")),
                probe("os", || Ok(vec!["Debian".to_owned()])),
            ],
            LIMIT,
        );

        assert_eq!(facts[0].missing, Some(Missing::Unreadable));
        assert_eq!(facts[1].values, ["Debian"]);
    }

    #[test]
    fn every_fact_has_values_or_a_reason_and_never_both() {
        let facts = look(LIMIT);

        for fact in &facts {
            assert_eq!(fact.values.is_empty(), fact.missing.is_some(), "{fact:?}");
            assert!(fact.values.iter().all(|value| !value.trim().is_empty()), "{fact:?}");
            assert!(
                !fact.values.iter().any(|value| value.to_lowercase().contains("unknown")),
                "{fact:?}"
            );
        }
    }

    #[test]
    fn the_facts_come_in_the_order_people_see_them() {
        let facts = look(LIMIT);
        let keys: Vec<&str> = facts.iter().map(|fact| fact.key.as_str()).collect();

        let expected = "hostname username ip mac upn domain os os_version language session client_name model serial \
                        memory disk uptime monitors";
        assert_eq!(keys.join(" "), expected);
    }

    #[test]
    fn the_computer_s_name_is_the_system_s() {
        let expected = if cfg!(windows) {
            let asked = std::process::Command::new("hostname").output().unwrap();
            String::from_utf8(asked.stdout).unwrap()
        } else {
            std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap()
        };
        let facts = look(LIMIT);

        let expected = expected.trim().split('.').next().unwrap();
        // Windows' own program says it in capitals.
        assert!(facts[0].values[0].eq_ignore_ascii_case(expected), "{:?}", facts[0]);
    }
}
