//! Workflow rules: what the tenant does to a ticket by itself, a moment after somebody did something (facts 4.2, 7.11).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::books::{Books, number};
use crate::tenant::Workflows;
use crate::{schema, tickets};

/// Autotask's own resource, in whose name workflow rules act (facts 3.7).
const ADMINISTRATOR: i64 = 4;

/// What sets a rule off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trigger {
    /// A ticket was created.
    Ticket,
    /// A call changed a ticket's status.
    Status,
    /// A note was added.
    Note,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    #[expect(
        dead_code,
        reason = "what the rule is called, for whoever reads or overlays the file"
    )]
    pub(crate) name: String,
    on: Trigger,
    /// What the ticket's status becomes.
    status: i64,
    #[serde(default = "a_second")]
    after_ms: u32,
}

fn a_second() -> u32 {
    1000
}

/// What is still to be done, in the order it was set off.
#[derive(Debug, Default)]
pub(crate) struct Agenda(Vec<Due>);

#[derive(Debug, Clone, Copy)]
struct Due {
    at: Timestamp,
    ticket: i64,
    status: i64,
}

impl Books {
    /// Puts on the agenda what the tenant's rules make of this.
    pub(crate) fn happened(&mut self, what: Trigger, ticket: i64, now: Timestamp) {
        let tenant = self.tenant.clone();
        if tenant.switches.workflows == Workflows::Off {
            return;
        }
        for rule in tenant.workflows.iter().filter(|rule| rule.on == what) {
            let later = SignedDuration::try_from(Duration::from_millis(rule.after_ms.into())).unwrap_or_default();
            self.agenda.0.push(Due {
                at: now.saturating_add(later).unwrap_or(now),
                ticket,
                status: rule.status,
            });
        }
    }

    /// Does what has fallen due by now.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        let (due, later) = self.agenda.0.drain(..).partition(|due| due.at <= now);
        self.agenda.0 = later;
        let Some(entity) = schema::entity("Tickets") else {
            return;
        };
        let due: Vec<Due> = due;
        for Due { at, ticket, status } in due {
            let Some(mut row) = self.row(entity, ticket).cloned() else {
                continue;
            };
            if number(&row, "status") != Some(status) {
                row.insert("status".to_owned(), status.into());
                tickets::touch(&mut row, ADMINISTRATOR, at);
                tickets::complete(&mut row, ADMINISTRATOR, at);
                self.replace(entity, row);
            }
        }
        if let Err(error) = self.keep() {
            tracing::error!(%error, "what workflow rules did could not be written down");
        }
    }
}
