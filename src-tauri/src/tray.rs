//! What the tray shows, worked out from the tickets and the connection. Pure; [`crate::desktop`] puts it up.

use deskbell_desk::{Connection, LONG, State, Ticket};
use jiff::Timestamp;

use crate::speech::{Sentence, Speech, native, pages};

/// At most this many waiting tickets are named in the menu; the list window shows them all.
const NAMED_TICKETS: usize = 5;

/// The three states of the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing waits.
    Ready,
    /// A ticket is on its way, or waits for the network or the other side.
    Working,
    /// A ticket, or this PC's connection, needs a human.
    Attention,
}

/// What a click on a menu item does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Press.
    NewTicket,
    /// Show the card of this PC.
    ThisPc,
    /// Show the tickets that wait.
    Tickets,
    /// Show About.
    About,
    /// End the program.
    Quit,
}

impl Choice {
    const ALL: [Self; 5] = [Self::NewTicket, Self::ThisPc, Self::Tickets, Self::About, Self::Quit];

    /// The first part of a menu item's id.
    const fn name(self) -> &'static str {
        match self {
            Self::NewTicket => "new-ticket",
            Self::ThisPc => "this-pc",
            Self::Tickets => "tickets",
            Self::About => "about",
            Self::Quit => "quit",
        }
    }

    /// The choice of a menu item, by its id.
    pub fn of(id: &str) -> Option<Self> {
        let name = id.split_once('/').map_or(id, |(name, _)| name);
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line between groups.
    Separator,
    /// Something to click.
    Item {
        /// Unique in the menu; [`Choice::of`] reads it.
        id: String,
        /// What the person reads.
        text: String,
    },
}

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayView {
    /// Which icon.
    pub mark: Mark,
    /// What a hovering pointer reads.
    pub tooltip: String,
    /// The menu, from top to bottom.
    pub menu: Vec<Line>,
}

/// Works out the tray. `tickets` are this person's, the oldest first; delivered ones don't count as waiting.
pub fn view<'a>(
    tickets: impl Iterator<Item = &'a Ticket>,
    connection: &Connection,
    allow_quit: bool,
    now: Timestamp,
    speech: &Speech,
) -> TrayView {
    let waiting: Vec<&Ticket> = tickets.filter(|ticket| ticket.state != State::Delivered).collect();
    let mark = mark(&waiting, connection, now);
    TrayView {
        mark,
        tooltip: tooltip(mark, &waiting, connection, speech),
        menu: menu(&waiting, allow_quit, now, speech),
    }
}

fn mark(waiting: &[&Ticket], connection: &Connection, now: Timestamp) -> Mark {
    let needs_somebody = waiting.iter().any(|ticket| is_parked(ticket) || is_late(ticket, now));
    if needs_somebody || matches!(connection, Connection::NotConnected { .. }) {
        Mark::Attention
    } else if waiting.is_empty() {
        Mark::Ready
    } else {
        Mark::Working
    }
}

fn is_parked(ticket: &Ticket) -> bool {
    matches!(ticket.state, State::Parked { .. })
}

fn is_late(ticket: &Ticket, now: Timestamp) -> bool {
    now.duration_since(ticket.saved_at) >= LONG
}

fn tooltip(mark: Mark, waiting: &[&Ticket], connection: &Connection, speech: &Speech) -> String {
    match mark {
        Mark::Attention if matches!(connection, Connection::NotConnected { .. }) => {
            speech.say(native::TRAY_NOT_CONNECTED)
        }
        Mark::Attention if waiting.iter().any(|ticket| is_parked(ticket)) => speech.say(native::TRAY_PARKED),
        Mark::Attention => speech.say(native::TRAY_LATE),
        Mark::Working => speech.say_with(native::TRAY_WORKING, [("count", waiting.len().into())]),
        Mark::Ready => speech.say(native::TRAY_READY),
    }
}

fn menu(waiting: &[&Ticket], allow_quit: bool, now: Timestamp, speech: &Speech) -> Vec<Line> {
    let item = |choice: Choice, sentence: Sentence| item(choice, speech.say(sentence));
    let mut lines = vec![
        item(Choice::NewTicket, native::TRAY_NEW),
        item(Choice::ThisPc, pages::THIS_PC),
    ];
    if !waiting.is_empty() {
        let count = speech.say_with(native::TRAY_TICKETS, [("count", waiting.len().into())]);
        lines.push(Line::Separator);
        lines.push(self::item(Choice::Tickets, count));
        lines.extend(
            waiting
                .iter()
                .take(NAMED_TICKETS)
                .map(|ticket| named(ticket, now, speech)),
        );
    }
    lines.push(Line::Separator);
    lines.push(item(Choice::About, native::TRAY_ABOUT));
    if allow_quit {
        lines.push(item(Choice::Quit, native::TRAY_QUIT));
    }
    lines
}

fn item(choice: Choice, text: String) -> Line {
    Line::Item {
        id: choice.name().to_owned(),
        text,
    }
}

/// A waiting ticket by the codes one reads out on the phone. Not by its subject: the menu opens over other people's
/// shared screens too.
fn named(ticket: &Ticket, now: Timestamp, speech: &Speech) -> Line {
    let name = match &ticket.number {
        Some(number) => format!("{} ({number})", ticket.reference),
        None => ticket.reference.clone(),
    };
    let standing = match ticket.state {
        State::Parked { .. } => native::TICKET_PARKED,
        State::Sending | State::Waiting { .. } if is_late(ticket, now) => native::TICKET_LATE,
        State::Sending | State::Delivered => native::TICKET_SENDING,
        State::Waiting { offline: true, .. } => native::TICKET_OFFLINE,
        State::Waiting { offline: false, .. } => native::TICKET_WAITING,
    };
    Line::Item {
        id: format!("{}/{}", Choice::Tickets.name(), ticket.id),
        text: speech.say_with(
            native::TRAY_TICKET,
            [("ticket", name.into()), ("standing", speech.say(standing).into())],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view<'a>(
        tickets: impl Iterator<Item = &'a Ticket>,
        connection: &Connection,
        allow_quit: bool,
        now: Timestamp,
    ) -> TrayView {
        super::view(tickets, connection, allow_quit, now, Speech::of(["en"]))
    }

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn ticket(reference: &str, state: State) -> Ticket {
        Ticket {
            id: deskbell_desk::DraftId(uuid::Uuid::nil()),
            reference: reference.to_owned(),
            subject: "The printer jams".to_owned(),
            saved_at: NOW,
            state,
            number: None,
        }
    }

    fn offline() -> State {
        State::Waiting {
            reason: "no route".to_owned(),
            offline: true,
            next_try: NOW,
        }
    }

    fn parked() -> State {
        State::Parked {
            reason: "the key was refused".to_owned(),
        }
    }

    fn texts(view: &TrayView) -> Vec<&str> {
        view.menu
            .iter()
            .map(|line| match line {
                Line::Separator => "-",
                Line::Item { text, .. } => text,
            })
            .collect()
    }

    #[test]
    fn an_idle_tray_is_ready_and_its_menu_short() {
        let delivered = ticket("H7K2", State::Delivered);
        let view = view([&delivered].into_iter(), &Connection::Live, false, NOW);
        assert_eq!(view.mark, Mark::Ready);
        assert_eq!(texts(&view), ["New ticket", "This PC", "-", "About"]);
    }

    #[test]
    fn waiting_tickets_are_counted_and_named_by_reference_but_never_by_subject() {
        let tickets = [ticket("H7K2", offline()), ticket("M3QP", State::Sending)];
        let view = view(tickets.iter(), &Connection::Practice, true, NOW);
        assert_eq!(view.mark, Mark::Working);
        assert_eq!(view.tooltip, "2 requests are on their way");
        assert_eq!(
            texts(&view),
            [
                "New ticket",
                "This PC",
                "-",
                "Tickets waiting (2)…",
                "H7K2, goes out when you are back online",
                "M3QP, being sent",
                "-",
                "About",
                "Quit"
            ]
        );
    }

    #[test]
    fn a_parked_ticket_or_no_connection_asks_for_attention() {
        let tickets = [ticket("H7K2", State::Sending), ticket("M3QP", parked())];
        assert_eq!(
            view(tickets.iter(), &Connection::Live, false, NOW).mark,
            Mark::Attention
        );
        let nowhere = Connection::NotConnected {
            reason: "no user".to_owned(),
        };
        assert_eq!(view([].into_iter(), &nowhere, false, NOW).mark, Mark::Attention);
    }

    #[test]
    fn a_request_that_waits_for_an_hour_asks_for_attention_and_says_so() {
        let tickets = [ticket("H7K2", offline())];
        let minutes = |minutes| NOW + jiff::SignedDuration::from_mins(minutes);
        let before = view(tickets.iter(), &Connection::Live, false, minutes(59));
        assert_eq!(before.mark, Mark::Working);
        let after = view(tickets.iter(), &Connection::Live, false, minutes(60));
        assert_eq!(after.mark, Mark::Attention);
        assert_eq!(after.tooltip, "A request has waited for more than an hour");
        assert!(texts(&after).contains(&"H7K2, waits for long; call if it can't"));
    }

    #[test]
    fn every_menu_item_leads_back_to_its_choice() {
        let tickets = [ticket("H7K2", offline())];
        let choices: Vec<Choice> = view(tickets.iter(), &Connection::Live, true, NOW)
            .menu
            .iter()
            .filter_map(|line| match line {
                Line::Separator => None,
                Line::Item { id, .. } => Some(Choice::of(id).unwrap()),
            })
            .collect();
        assert_eq!(
            choices,
            [
                Choice::NewTicket,
                Choice::ThisPc,
                Choice::Tickets,
                Choice::Tickets,
                Choice::About,
                Choice::Quit
            ]
        );
    }

    #[test]
    fn the_tray_speaks_the_language_it_is_given() {
        let tickets = [ticket("H7K2", offline())];
        let view = super::view(tickets.iter(), &Connection::Live, false, NOW, Speech::of(["de"]));
        assert_eq!(view.tooltip, "Eine Anfrage ist unterwegs");
        assert_eq!(
            texts(&view),
            [
                "Neue Anfrage",
                "Dieser PC",
                "-",
                "Offene Anfragen (1)…",
                "H7K2, geht hinaus, sobald Sie wieder online sind",
                "-",
                "Über Deskbell"
            ]
        );
    }
}
