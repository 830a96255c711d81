//! What was handed in, beside what arrived.

use std::collections::BTreeMap;

use serde_json::Value;

/// What the internal note and the rule's note for the customer come to.
const NOTES: usize = 2;

/// A ticket that was saved: somebody was told so.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// Its id, which the ticket carries as its external id.
    pub id: String,
    /// Of the file that goes with it.
    pub sha256: String,
    /// In which round.
    pub round: u32,
    /// What the outbox last said of it: `delivered`, `parked`, `waiting`, `sending`; nothing when it isn't there.
    pub state: Option<String>,
}

/// What became of all that was handed in, each with its round and what is wrong.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Not there, or not whole, and nobody was told.
    pub lost: Vec<String>,
    pub doubled_tickets: Vec<String>,
    pub doubled_notes: Vec<String>,
    pub doubled_attachments: Vec<String>,
    /// In the outbox, and known to need a human.
    pub parked: Vec<String>,
    /// In the outbox, and still not sent.
    pub unfinished: Vec<String>,
}

/// Counts. `arrived` is the tenant's own list of tickets.
pub fn count(handed_in: &[HandedIn], arrived: &[Value]) -> Count {
    let mut by_id: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for ticket in arrived {
        by_id
            .entry(ticket["externalID"].as_str().unwrap_or_default())
            .or_default()
            .push(ticket);
    }
    let mut count = Count::default();
    for handed_in in handed_in {
        let found = by_id.get(handed_in.id.as_str()).map_or(&[][..], Vec::as_slice);
        count.one(handed_in, found);
    }
    count
}

impl Count {
    fn one(&mut self, handed_in: &HandedIn, found: &[&Value]) {
        let said = |what: &str| format!("round {}, {}: {what}", handed_in.round, handed_in.id);
        if found.len() > 1 {
            self.doubled_tickets.push(said(&format!("{} tickets", found.len())));
        }
        let markers = markers(found, &handed_in.id);
        for (ordinal, times) in markers.notes.iter().filter(|(_, times)| **times > 1) {
            self.doubled_notes
                .push(said(&format!("note {ordinal} is there {times} times")));
        }
        for (ordinal, times) in markers.attachments.iter().filter(|(_, times)| **times > 1) {
            let what = format!("attachment {ordinal} is there {times} times");
            self.doubled_attachments.push(said(&what));
        }
        let files = parts(found, "attachments")
            .filter(|file| file["sha256"] == *handed_in.sha256)
            .count();
        if files > 1 && markers.attachments.values().all(|times| *times == 1) {
            self.doubled_attachments
                .push(said(&format!("its file is there {files} times")));
        }
        match handed_in.state.as_deref() {
            Some("parked") => self.parked.push(said("parked")),
            Some("waiting" | "sending") => self.unfinished.push(said("not sent")),
            _ if found.is_empty() => self.lost.push(said("no ticket")),
            _ if markers.notes.len() < NOTES => self.lost.push(said(&format!("{} notes", markers.notes.len()))),
            _ if files == 0 => self.lost.push(said("no file")),
            _ => {}
        }
    }
}

/// How often each ordinal is there.
struct Markers {
    notes: BTreeMap<u32, usize>,
    attachments: BTreeMap<u32, usize>,
}

fn markers(found: &[&Value], id: &str) -> Markers {
    Markers {
        notes: ordinals(parts(found, "notes"), "text", id),
        attachments: ordinals(parts(found, "attachments"), "title", id),
    }
}

fn ordinals<'a>(parts: impl Iterator<Item = &'a Value>, field: &str, id: &str) -> BTreeMap<u32, usize> {
    let marker = format!("deskbell:{id}:");
    let mut ordinals = BTreeMap::new();
    for text in parts.filter_map(|part| part[field].as_str()) {
        let behind = text.rsplit_once(&marker).map_or("", |(_, behind)| behind);
        let digits = behind.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        if let Ok(ordinal) = digits.parse() {
            *ordinals.entry(ordinal).or_default() += 1;
        }
    }
    ordinals
}

fn parts<'a>(found: &'a [&Value], kind: &'static str) -> impl Iterator<Item = &'a Value> {
    found.iter().filter_map(move |ticket| ticket[kind].as_array()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "019a0b1c-0000-7000-8000-00000000c0de";

    fn handed_in(state: Option<&str>) -> HandedIn {
        HandedIn {
            id: ID.to_owned(),
            sha256: "ab12".to_owned(),
            round: 3,
            state: state.map(str::to_owned),
        }
    }

    fn note(ordinal: u32) -> Value {
        json!({ "text": format!("Facts.\n\ndeskbell:{ID}:{ordinal}") })
    }

    fn file(ordinal: u32) -> Value {
        json!({ "title": format!("evidence.bin (deskbell:{ID}:{ordinal})"), "sha256": "ab12" })
    }

    fn ticket(notes: &[Value], attachments: &[Value]) -> Value {
        json!({ "externalID": ID, "notes": notes, "attachments": attachments })
    }

    fn figures(state: Option<&str>, arrived: &[Value]) -> [usize; 6] {
        let count = count(&[handed_in(state)], arrived);
        [
            count.lost,
            count.doubled_tickets,
            count.doubled_notes,
            count.doubled_attachments,
            count.parked,
            count.unfinished,
        ]
        .map(|found| found.len())
    }

    #[test]
    fn a_ticket_that_is_there_once_with_all_its_parts_is_fine() {
        let whole = ticket(&[note(3), note(4)], &[file(5)]);
        assert_eq!(
            figures(Some("delivered"), &[whole, json!({ "externalID": null })]),
            [0; 6]
        );
    }

    #[test]
    fn what_is_missing_is_lost_unless_a_human_or_the_outbox_knows_of_it() {
        let bare = ticket(&[note(3), note(4)], &[]);
        let wordless = ticket(&[note(3)], &[file(5)]);
        for missing in [&[][..], &[bare], &[wordless]] {
            assert_eq!(figures(Some("delivered"), missing), [1, 0, 0, 0, 0, 0], "{missing:?}");
            assert_eq!(figures(None, missing), [1, 0, 0, 0, 0, 0], "{missing:?}");
            assert_eq!(figures(Some("parked"), missing), [0, 0, 0, 0, 1, 0], "{missing:?}");
            assert_eq!(figures(Some("waiting"), missing), [0, 0, 0, 0, 0, 1], "{missing:?}");
        }
    }

    #[test]
    fn whatever_is_there_twice_is_counted_as_what_it_is() {
        let delivered = Some("delivered");
        let twice = [ticket(&[note(3), note(4)], &[file(5)]), ticket(&[], &[])];
        assert_eq!(figures(delivered, &twice), [0, 1, 0, 0, 0, 0]);
        let notes = ticket(&[note(3), note(4), note(3)], &[file(5)]);
        assert_eq!(figures(delivered, &[notes]), [0, 0, 1, 0, 0, 0]);
        let files = ticket(&[note(3), note(4)], &[file(5), file(5)]);
        assert_eq!(figures(delivered, &[files]), [0, 0, 0, 1, 0, 0]);
        let under_two_markers = ticket(&[note(3), note(4)], &[file(5), file(6)]);
        assert_eq!(figures(delivered, &[under_two_markers]), [0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn what_is_parked_counts_as_doubled_all_the_same() {
        let twice = [ticket(&[], &[]), ticket(&[], &[])];
        assert_eq!(figures(Some("parked"), &twice), [0, 1, 0, 0, 1, 0]);
    }

    #[test]
    fn the_twelfth_part_is_not_taken_for_the_first() {
        let notes = ticket(&[note(1), note(12)], &[file(5)]);
        assert_eq!(figures(Some("delivered"), &[notes]), [0; 6]);
    }
}
