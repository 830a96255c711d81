//! The sums, and whether they are good.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Wanted;
use super::count::Count;
use super::trouble::KINDS;

/// From so many rounds on, every kind of trouble must have come up.
const ENOUGH: u32 = 100;

/// What happened, and what became of the tickets.
#[derive(Debug, Default)]
pub struct Figures {
    /// Programs that were killed.
    pub kills: u32,
    /// Among them, those that were killed while the tenant was answering them, as it says itself.
    pub mid_request: u32,
    /// Among these, those of which a ticket, a note or an attachment was being made.
    pub mid_create: u32,
    /// Programs that had ended before their kill came.
    pub escaped: u32,
    /// How often each kind of trouble hit a call.
    pub fired: BTreeMap<String, u64>,
    /// Tickets of which somebody was told that they are saved.
    pub handed_in: usize,
    /// Tickets by the tenants' own count, without those of `connect --test-ticket`.
    pub tickets: usize,
    /// What became of them.
    pub count: Count,
}

impl Figures {
    /// Adds another PC's.
    pub fn add(&mut self, other: Self) {
        self.kills += other.kills;
        self.mid_request += other.mid_request;
        self.mid_create += other.mid_create;
        self.escaped += other.escaped;
        for (kind, fired) in other.fired {
            *self.fired.entry(kind).or_default() += fired;
        }
        self.handed_in += other.handed_in;
        self.tickets += other.tickets;
        self.count.lost.extend(other.count.lost);
        self.count.doubled_tickets.extend(other.count.doubled_tickets);
        self.count.doubled_notes.extend(other.count.doubled_notes);
        self.count.doubled_attachments.extend(other.count.doubled_attachments);
        self.count.parked.extend(other.count.parked);
        self.count.unfinished.extend(other.count.unfinished);
    }

    /// Why this run is not a good one, in words; empty when it is.
    pub fn wrong(&self, rounds: u32) -> Vec<String> {
        let mut wrong = Vec::new();
        for (what, found) in self.counted() {
            if what != "parked" && !found.is_empty() {
                wrong.push(format!("{} {what}", found.len()));
            }
        }
        for (what, kills) in [("mid-request", self.mid_request), ("mid-create", self.mid_create)] {
            if kills == 0 {
                wrong.push(format!("no kill landed {what}"));
            }
        }
        if rounds >= ENOUGH {
            let missing = KINDS.iter().filter(|kind| !self.fired.contains_key(**kind));
            wrong.extend(missing.map(|kind| format!("{kind} never fired")));
        }
        wrong
    }

    /// As one object.
    pub fn json(&self, wanted: &Wanted) -> Value {
        json!({
            "rounds": wanted.rounds,
            "seed": wanted.seed,
            "kills": self.kills,
            "kills_mid_request": self.mid_request,
            "kills_mid_create": self.mid_create,
            "ended_before_the_kill": self.escaped,
            "faults_fired": self.fired,
            "handed_in": self.handed_in,
            "tickets": self.tickets,
            "lost": self.count.lost.len(),
            "doubled": {
                "tickets": self.count.doubled_tickets.len(),
                "notes": self.count.doubled_notes.len(),
                "attachments": self.count.doubled_attachments.len(),
            },
            "parked": self.count.parked.len(),
            "not_finished": self.count.unfinished.len(),
            "findings": self.findings(),
            "good": self.wrong(wanted.rounds).is_empty(),
        })
    }

    /// For people.
    pub fn table(&self, wanted: &Wanted) -> String {
        let mut rows: Vec<(&str, String)> = Vec::new();
        let mut row = |what, figure| rows.push((what, figure));
        row("rounds", wanted.rounds.to_string());
        row("kills", self.kills.to_string());
        row("  mid-request", self.mid_request.to_string());
        row("  mid-create", self.mid_create.to_string());
        row("ended before the kill", self.escaped.to_string());
        row("faults fired", self.fired.values().sum::<u64>().to_string());
        let kinds: Vec<String> = self.fired.keys().map(|kind| format!("  {kind}")).collect();
        for (kind, fired) in kinds.iter().zip(self.fired.values()) {
            row(kind, fired.to_string());
        }
        row("handed in", self.handed_in.to_string());
        row("tickets", self.tickets.to_string());
        for (what, found) in self.counted() {
            row(what, found.len().to_string());
        }
        let rows = rows.iter().map(|(what, figure)| format!("  {what:22}{figure:>7}"));
        let title = format!("Torture, seed {}", wanted.seed);
        let lines: Vec<String> = std::iter::once(title).chain(rows).chain(self.findings()).collect();
        lines.join("\n")
    }

    fn counted(&self) -> [(&'static str, &[String]); 6] {
        let count = &self.count;
        [
            ("lost", &count.lost),
            ("doubled tickets", &count.doubled_tickets),
            ("doubled notes", &count.doubled_notes),
            ("doubled attachments", &count.doubled_attachments),
            ("parked", &count.parked),
            ("not finished", &count.unfinished),
        ]
    }

    fn findings(&self) -> Vec<String> {
        let told = |(what, found): (&'static str, &[String])| -> Vec<String> {
            found.iter().map(|one| format!("{what}: {one}")).collect()
        };
        self.counted().into_iter().flat_map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Figures {
        Figures {
            kills: 2,
            mid_request: 1,
            mid_create: 1,
            fired: KINDS.iter().map(|kind| ((*kind).to_owned(), 1)).collect(),
            ..Figures::default()
        }
    }

    #[test]
    fn what_is_parked_is_told_and_no_failure() {
        let mut figures = good();
        assert_eq!(figures.wrong(2000), Vec::<String>::new());
        figures.count.parked.push("one".to_owned());
        assert_eq!(figures.wrong(2000), Vec::<String>::new());
        assert_eq!(figures.findings(), ["parked: one"]);
    }

    #[test]
    fn a_loss_a_double_and_what_does_not_end_are_failures() {
        for spoil in [
            (|count| &mut count.lost) as fn(&mut Count) -> &mut Vec<String>,
            |count| &mut count.doubled_tickets,
            |count| &mut count.doubled_notes,
            |count| &mut count.doubled_attachments,
            |count| &mut count.unfinished,
        ] {
            let mut figures = good();
            spoil(&mut figures.count).push("one".to_owned());
            assert_eq!(figures.wrong(1).len(), 1);
        }
    }

    #[test]
    fn a_torture_in_which_nothing_happened_proves_nothing() {
        let mut figures = good();
        figures.mid_create = 0;
        figures.fired.remove("commit_late");
        assert_eq!(
            figures.wrong(100),
            ["no kill landed mid-create", "commit_late never fired"]
        );
        assert_eq!(figures.wrong(10), ["no kill landed mid-create"]);
    }
}
