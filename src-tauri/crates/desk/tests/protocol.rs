//! The delivery protocol as a model that is searched to its end: every order in which one client, one server and the
//! line between them can do what they do, with a crash at any moment.
//!
//! Two steps are delivered, a ticket and a note on it; a step is looked for by our id or in its parent's list. A minute
//! is the unit of time, and times are kept as ages, so that the states are finitely many. A commit to the outbox and what
//! the client does just before it are one event: what it knew and had not committed is gone with a crash anyway.
//!
//! After its third unclear end a step is looked for like after the others, and parked when it is not there.
//!
//! A program that starts again knows that its outbox is the last one by a token that no image reaches; after the PC has
//! started again it knows nothing of the kind.
//!
//! What the protocol rests on and no search can show: the server commits a request at most [`LATE`] minutes after its
//! line is closed; the dates of the server's answers agree to less than the minute that lies between that and the window;
//! a key that has once read back what it made goes on seeing it; one program at a time delivers; an image is of a disk,
//! not of a running machine's memory. And it is accepted that an image that is put back costs a double where the key sees
//! nothing of what it makes: else the first request of each PC would not survive its restart.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{HashMap, HashSet};
use std::fmt;

/// The server may work on a request for so many minutes after nobody listens any more.
const LATE: u8 = 5;
/// A step that is not there so many minutes after its attempt ended may be sent again.
const WINDOW: u8 = 6;
/// After so many unclear ends it is not.
const UNCLEAR_ENDS: u8 = 3;

/// The rules a client keeps.
#[derive(Clone, Copy)]
struct Protocol {
    window: u8,
    /// Whether an attempt's end counts that may have been written before the last attempt.
    trusts_ends: bool,
    shortcut: Option<Shortcut>,
}

/// The protocol as it is written down.
const PROTOCOL: Protocol = Protocol {
    window: WINDOW,
    trusts_ends: false,
    shortcut: None,
};

/// A rule that a client does not keep.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shortcut {
    /// What may be older than the last attempt is sent when it says "planned".
    TrustsPlanned,
    /// It is looked for once; the rule is to wait for the window.
    LooksOnceForPlanned,
    /// A failed look counts as an empty answer.
    TakesFailureForEmpty,
    /// The window is measured by the machine's clock, which somebody may set, and not by the server's dates.
    ReadsItsOwnClock,
    /// What is not found is sent again though this key has never read back anything it made.
    SendsWithoutProof,
    /// A key that has read back a ticket is taken to see its notes.
    TakesTicketsAsProofOfNotes,
    /// Without proof nothing is sent again and nothing is parked.
    WaitsForProof,
    /// A request of which nobody knows whether it happened counts as done.
    TakesUnclearForDone,
}

/// What can befall a disk.
#[derive(Clone, Copy, PartialEq)]
enum Images {
    /// One is put back that was made while nothing was under way: it says "planned" of what was sent since.
    OfWhatIsPlanned,
    /// The same, also where the key sees nothing of what it makes.
    EvenOfBlindKeys,
    /// One is put back that was made at any moment.
    OfAnyMoment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Step {
    Ticket,
    Note,
}

/// What a key sees of what it made. Rows without rights vanish silently.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Sight {
    /// It sees it, and has read it back once.
    Proven,
    /// It sees it, and nobody knows.
    Unproven,
    Blind,
}

const SIGHTS: [Sight; 3] = [Sight::Proven, Sight::Unproven, Sight::Blind];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Reason {
    ThreeUnclearEnds,
    NoProof,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Progress {
    Planned,
    Attempting {
        /// Minutes since the attempt ended by the server's time, no more than count; `None` before an answer says when.
        ended: Option<u8>,
    },
    Done,
    Parked(Reason),
}

/// What the outbox holds of a step.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Row {
    progress: Progress,
    /// Those that the client lived to see.
    unclear_ends: u8,
    /// It can't be older than the last attempt.
    certain: bool,
    /// An attempt has left that may have happened.
    has_left: bool,
}

/// A request that reached the server and may be committed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Post {
    step: Step,
    /// Minutes since its line was closed; `None` while somebody listens.
    unheard: Option<u8>,
}

/// What the server says to a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Answer {
    Created,
    /// Too many calls: nothing happened.
    Busy,
    /// A server's error, so many minutes ago: it may have happened, or happen still.
    Unclear(u8),
}

/// What a look has found.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Look {
    Found,
    /// Nothing, so many minutes ago, and it was not known when the attempt ended.
    Nothing(u8),
    /// Nothing, and so late that nothing can come any more.
    NothingLeft,
}

/// What the client is at; all of it is gone with a crash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Client {
    Down,
    Deciding,
    Looked(Look),
    Sending,
    Waiting,
    Answered(Answer),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    sight: [Sight; 2],
    /// How many of each the server holds.
    held: [u8; 2],
    /// More than one at a time are there only where the protocol is broken, and two are enough to show it.
    posts: [Option<Post>; 2],
    rows: [Row; 2],
    image: Option<[Row; 2]>,
    client: Client,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Event {
    AMinutePasses,
    ClockIsSetAhead,
    Crashes,
    Starts,
    StartsWithThePc,
    ImageIsMade,
    ImageIsPutBack,
    Begins(Step),
    RequestArrives(Step),
    RequestIsLost,
    ConnectionIsRefused,
    LineBreaks,
    Commits(Step),
    CommitsAndSaysSo(Step),
    CommitsAndFails(Step),
    FailsAndWorksOn,
    IsBusy,
    AnswerIsHeard,
    AnswerIsLost,
    LookFinds(Step),
    LookFindsNothing,
    LookFails,
    LookIsLost,
    Adopts(Step),
    WindowBegins,
    Parks(Reason),
}

/// What the search has found against a protocol.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    Twice(Step),
    /// The row says it is there, and it is not.
    Forgotten(Step),
    /// Even if nothing goes wrong any more, it never comes to rest.
    NeverRests,
}

struct Refutation {
    flaw: Flaw,
    trace: Vec<String>,
}

/// What was gone through without finding a flaw.
struct Searched {
    states: usize,
    events: HashSet<Event>,
    /// States at rest in which everything is there.
    delivered: usize,
    /// States at rest in which a step is parked with its reason.
    parked: usize,
    /// The most requests that the server may commit at the same time.
    most_posts: usize,
}

#[test]
fn nothing_is_lost_and_nothing_is_there_twice_whatever_happens() {
    let searched =
        search(PROTOCOL, Images::OfWhatIsPlanned, every_start()).unwrap_or_else(|refuted| panic!("{refuted}"));
    let Searched {
        states,
        delivered,
        parked,
        ..
    } = searched;
    println!("{states} states; at rest: {delivered} with everything there, {parked} with a parked step");
    assert!(delivered > 0);
    assert_eq!(searched.most_posts, 1);
    // A search that met no mishap would prove nothing.
    for event in [
        Event::Crashes,
        Event::ImageIsPutBack,
        Event::Starts,
        Event::StartsWithThePc,
        Event::RequestIsLost,
        Event::ConnectionIsRefused,
        Event::LineBreaks,
        Event::Commits(Step::Ticket),
        Event::Commits(Step::Note),
        Event::CommitsAndFails(Step::Note),
        Event::FailsAndWorksOn,
        Event::IsBusy,
        Event::AnswerIsLost,
        Event::LookFails,
        Event::LookIsLost,
        Event::Parks(Reason::ThreeUnclearEnds),
        Event::Parks(Reason::NoProof),
    ] {
        assert!(searched.events.contains(&event), "{event}");
    }
}

#[test]
fn with_a_window_of_a_minute_a_ticket_is_there_twice() {
    let refuted = refute(Protocol { window: 1, ..PROTOCOL });
    println!("{refuted}");
    assert_eq!(refuted.flaw, Flaw::Twice(Step::Ticket));
    assert_eq!(
        refuted.trace,
        [
            "0 min: the client commits `attempting` for the ticket",
            "0 min: the ticket's request reaches the server",
            "0 min: the server answers with an error and works on",
            "1 min: the client hears the answer and commits it",
            "1 min: a look finds nothing",
            "1 min: the server commits a ticket that nobody waits for",
            "1 min: the client commits `attempting` for the ticket",
            "1 min: the ticket's request reaches the server",
            "1 min: the server commits the ticket and answers",
        ]
    );
}

#[test]
fn no_window_is_enough_that_is_not_longer_than_the_server_may_work() {
    for window in 0..=LATE {
        let refuted = refute(Protocol { window, ..PROTOCOL });
        assert_eq!(refuted.flaw, Flaw::Twice(Step::Ticket), "{window}");
    }
}

#[test]
fn every_rule_is_needed() {
    let twice = Flaw::Twice(Step::Ticket);
    for (shortcut, flaw) in [
        (Shortcut::TrustsPlanned, twice),
        (Shortcut::LooksOnceForPlanned, twice),
        (Shortcut::TakesFailureForEmpty, twice),
        (Shortcut::ReadsItsOwnClock, twice),
        (Shortcut::SendsWithoutProof, twice),
        (Shortcut::TakesTicketsAsProofOfNotes, Flaw::Twice(Step::Note)),
        (Shortcut::WaitsForProof, Flaw::NeverRests),
        (Shortcut::TakesUnclearForDone, Flaw::Forgotten(Step::Ticket)),
    ] {
        let refuted = refute(Protocol {
            shortcut: Some(shortcut),
            ..PROTOCOL
        });
        println!("{shortcut:?}: {refuted}");
        assert_eq!(refuted.flaw, flaw, "{shortcut:?}");
    }
}

/// An image may also be made while an attempt is looked for, and be put back just after the next one was sent: then the
/// end it tells of is not the last attempt's.
#[test]
fn an_image_of_any_moment_asks_for_a_window_of_its_own() {
    let trusting = Protocol {
        trusts_ends: true,
        ..PROTOCOL
    };
    let trusting = search(trusting, Images::OfAnyMoment, ticket_alone()).err().unwrap();
    println!("{trusting}");
    assert_eq!(trusting.flaw, Flaw::Twice(Step::Ticket));
    let searched = search(PROTOCOL, Images::OfAnyMoment, ticket_alone()).unwrap_or_else(|refuted| panic!("{refuted}"));
    println!("{} states", searched.states);
}

/// The one double that is left: what was put back was sent, never twice as far as it knows, and the key doesn't see it.
#[test]
fn an_image_that_is_put_back_where_the_key_is_blind_is_sent_twice() {
    let refuted = search(PROTOCOL, Images::EvenOfBlindKeys, every_start()).err().unwrap();
    println!("{refuted}");
    assert!(matches!(refuted.flaw, Flaw::Twice(_)));
    let is_put_back = |line: &String| line.contains(&Event::ImageIsPutBack.to_string());
    assert!(refuted.trace.iter().any(is_put_back));
    assert!(
        refuted.trace.iter().all(|line| !line.contains("look finds the")),
        "{refuted}"
    );
}

fn refute(protocol: Protocol) -> Refutation {
    search(protocol, Images::OfWhatIsPlanned, every_start()).err().unwrap()
}

/// A ticket and its note are saved, by a key that sees some of what it makes.
fn every_start() -> Vec<State> {
    let of_ticket = |ticket| SIGHTS.map(|note| State::saved([ticket, note]));
    SIGHTS.into_iter().flat_map(of_ticket).collect()
}

/// The same with the note there already, where the states would be too many.
fn ticket_alone() -> Vec<State> {
    let mut starts = every_start();
    for start in &mut starts {
        start.rows[Step::Note as usize].progress = Progress::Done;
        start.held[Step::Note as usize] = 1;
        start.sight[Step::Note as usize] = Sight::Proven;
    }
    starts
}

/// Goes through every state that can be reached, those that take fewest events first, so that a trace is a shortest one.
fn search(protocol: Protocol, images: Images, starts: Vec<State>) -> Result<Searched, Refutation> {
    let mut visited = Visited::default();
    for start in starts {
        visited.meet(start, None);
    }
    let mut harmless = Vec::new();
    let mut events = HashSet::new();
    let mut at = 0;
    while at < visited.states.len() {
        let state = visited.states[at];
        if let Some(flaw) = state.flaw() {
            return Err(visited.refutation(flaw, at));
        }
        state.moves(protocol, images, &mut |event, next| {
            events.insert(event);
            if next == state {
                return;
            }
            let to = visited.meet(next, Some((at, event)));
            if !event.is_a_mishap() {
                harmless.push((at, to));
            }
        });
        at += 1;
    }
    if let Some(stuck) = visited.never_rests(&harmless) {
        return Err(visited.refutation(Flaw::NeverRests, stuck));
    }
    let rests = || visited.states.iter().filter(|state| state.open().is_none());
    let parked = rests().filter(|state| state.is_parked()).count();
    let posts = |state: &State| state.posts.iter().flatten().count();
    Ok(Searched {
        states: visited.states.len(),
        events,
        delivered: rests().count() - parked,
        parked,
        most_posts: visited.states.iter().map(posts).max().unwrap_or(0),
    })
}

#[derive(Default)]
struct Visited {
    places: HashMap<State, usize>,
    states: Vec<State>,
    /// By which event each was first met, and from where.
    origins: Vec<Option<(usize, Event)>>,
}

impl Visited {
    fn meet(&mut self, state: State, origin: Option<(usize, Event)>) -> usize {
        *self.places.entry(state).or_insert_with(|| {
            self.states.push(state);
            self.origins.push(origin);
            self.states.len() - 1
        })
    }

    /// The first state from which none at rest is reached by harmless events alone.
    fn never_rests(&self, harmless: &[(usize, usize)]) -> Option<usize> {
        let mut origins = vec![Vec::new(); self.states.len()];
        for (from, to) in harmless {
            origins[*to].push(*from);
        }
        let mut rests: Vec<bool> = self.states.iter().map(|state| state.open().is_none()).collect();
        let mut open: Vec<usize> = (0..rests.len()).filter(|at| rests[*at]).collect();
        while let Some(at) = open.pop() {
            for from in &origins[at] {
                if !rests[*from] {
                    rests[*from] = true;
                    open.push(*from);
                }
            }
        }
        rests.iter().position(|rests| !rests)
    }

    fn refutation(&self, flaw: Flaw, mut at: usize) -> Refutation {
        let mut events = Vec::new();
        while let Some((from, event)) = self.origins[at] {
            events.push(event);
            at = from;
        }
        let mut minute = 0;
        let mut trace = Vec::new();
        for event in events.iter().rev() {
            if *event == Event::AMinutePasses {
                minute += 1;
            } else {
                trace.push(format!("{minute} min: {event}"));
            }
        }
        Refutation { flaw, trace }
    }
}

impl State {
    /// Just saved, by the run that is going to send it.
    fn saved(sight: [Sight; 2]) -> Self {
        let planned = Row {
            progress: Progress::Planned,
            unclear_ends: 0,
            certain: true,
            has_left: false,
        };
        Self {
            sight,
            held: [0; 2],
            posts: [None; 2],
            rows: [planned; 2],
            image: None,
            client: Client::Deciding,
        }
    }

    fn flaw(&self) -> Option<Flaw> {
        [Step::Ticket, Step::Note].into_iter().find_map(|step| {
            let held = self.held[step as usize];
            let is_done = self.rows[step as usize].progress == Progress::Done;
            match held {
                0 if is_done => Some(Flaw::Forgotten(step)),
                0 | 1 => None,
                _ => Some(Flaw::Twice(step)),
            }
        })
    }

    /// The step to work on; none when everything is delivered or parked.
    fn open(&self) -> Option<Step> {
        let step = [Step::Ticket, Step::Note]
            .into_iter()
            .find(|step| self.rows[*step as usize].progress != Progress::Done)?;
        (!self.is_parked()).then_some(step)
    }

    fn is_parked(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.progress, Progress::Parked(_)))
    }

    /// Everything that can happen next.
    fn moves(&self, protocol: Protocol, images: Images, meet: &mut impl FnMut(Event, Self)) {
        self.world_moves(protocol, images, meet);
        self.server_moves(meet);
        if let Some(step) = self.open() {
            self.client_moves(step, protocol, meet);
        }
    }

    fn world_moves(&self, protocol: Protocol, images: Images, meet: &mut impl FnMut(Event, Self)) {
        meet(Event::AMinutePasses, self.a_minute_later(protocol.window));
        if let Some(ahead) = self.with_the_clock_set_ahead(protocol) {
            meet(Event::ClockIsSetAhead, ahead);
        }
        if self.client == Client::Down {
            let client = Client::Deciding;
            meet(Event::Starts, Self { client, ..*self });
            let rows = self.rows.map(|row| Row { certain: false, ..row });
            meet(Event::StartsWithThePc, Self { rows, client, ..*self });
            let may_be_put_back = images == Images::EvenOfBlindKeys || !self.sight.contains(&Sight::Blind);
            if let Some(rows) = self.image.filter(|_| may_be_put_back) {
                meet(Event::ImageIsPutBack, Self { rows, ..*self });
            }
        } else {
            meet(Event::Crashes, self.crashed());
        }
        let under_way = |row: &Row| matches!(row.progress, Progress::Attempting { .. });
        let may_be_kept = images == Images::OfAnyMoment || !self.rows.iter().any(under_way);
        if self.image.is_none() && self.open().is_some() && may_be_kept {
            let image = Some(self.rows.map(|row| Row { certain: false, ..row }));
            meet(Event::ImageIsMade, Self { image, ..*self });
        }
    }

    fn server_moves(&self, meet: &mut impl FnMut(Event, Self)) {
        for (place, post) in self.posts.iter().enumerate() {
            let Some(post) = post else { continue };
            let mut gone = *self;
            gone.posts[place] = None;
            gone.posts.sort_unstable();
            let mut committed = gone;
            committed.held[post.step as usize] += 1;
            if post.unheard.is_some() {
                meet(Event::Commits(post.step), committed);
                continue;
            }
            meet(
                Event::CommitsAndSaysSo(post.step),
                committed.at(Client::Answered(Answer::Created)),
            );
            meet(
                Event::CommitsAndFails(post.step),
                committed.at(Client::Answered(Answer::Unclear(0))),
            );
            meet(Event::IsBusy, gone.at(Client::Answered(Answer::Busy)));
            meet(
                Event::FailsAndWorksOn,
                self.line_closed().at(Client::Answered(Answer::Unclear(0))),
            );
        }
    }

    fn client_moves(&self, step: Step, protocol: Protocol, meet: &mut impl FnMut(Event, Self)) {
        match self.client {
            Client::Down => {}
            Client::Deciding => self.decide(step, protocol, meet),
            Client::Looked(look) => {
                meet(Event::LookIsLost, self.at(Client::Deciding));
                self.hear_look(step, look, protocol, meet);
            }
            Client::Sending => self.send(step, meet),
            Client::Waiting => meet(Event::LineBreaks, self.line_closed().unclear_end(step, None, protocol)),
            Client::Answered(answer) => {
                meet(Event::AnswerIsLost, self.unclear_end(step, None, protocol));
                let heard = match answer {
                    Answer::Created => self.made(step),
                    Answer::Busy => self.did_not_happen(step),
                    Answer::Unclear(ago) => self.unclear_end(step, Some(ago), protocol),
                };
                meet(Event::AnswerIsHeard, heard);
            }
        }
    }

    /// Sends what this run planned, and looks for everything else first.
    fn decide(&self, step: Step, protocol: Protocol, meet: &mut impl FnMut(Event, Self)) {
        let row = self.rows[step as usize];
        let is_trusted = row.certain || protocol.takes(Shortcut::TrustsPlanned);
        if row.progress == Progress::Planned && is_trusted {
            meet(Event::Begins(step), self.begun(step));
            return;
        }
        let empty = protocol
            .empty_look(row)
            .map_or(*self, |look| self.at(Client::Looked(look)));
        if self.held[step as usize] > 0 && self.sight[step as usize] != Sight::Blind {
            meet(Event::LookFinds(step), self.at(Client::Looked(Look::Found)));
        } else {
            meet(Event::LookFindsNothing, empty);
        }
        let failed = if protocol.takes(Shortcut::TakesFailureForEmpty) {
            empty
        } else {
            *self
        };
        meet(Event::LookFails, failed);
    }

    fn hear_look(&self, step: Step, look: Look, protocol: Protocol, meet: &mut impl FnMut(Event, Self)) {
        let row = self.rows[step as usize];
        let park = |reason| (Event::Parks(reason), self.with(step, Progress::Parked(reason)));
        let (event, next) = match look {
            Look::Found => (Event::Adopts(step), self.with(step, Progress::Done)),
            Look::Nothing(ago) => (Event::WindowBegins, self.window_begun(step, ago.min(protocol.window))),
            Look::NothingLeft if row.unclear_ends >= UNCLEAR_ENDS => park(Reason::ThreeUnclearEnds),
            Look::NothingLeft if !row.has_left || self.is_proof(step, protocol) => {
                (Event::Begins(step), self.begun(step))
            }
            Look::NothingLeft if protocol.takes(Shortcut::WaitsForProof) => return,
            Look::NothingLeft => park(Reason::NoProof),
        };
        meet(event, next);
    }

    /// Whether an empty answer says that there is nothing.
    fn is_proof(&self, step: Step, protocol: Protocol) -> bool {
        let read_back = match step {
            Step::Note if protocol.takes(Shortcut::TakesTicketsAsProofOfNotes) => Step::Ticket,
            Step::Ticket | Step::Note => step,
        };
        self.sight[read_back as usize] == Sight::Proven || protocol.takes(Shortcut::SendsWithoutProof)
    }

    fn send(&self, step: Step, meet: &mut impl FnMut(Event, Self)) {
        meet(Event::ConnectionIsRefused, self.did_not_happen(step));
        meet(Event::RequestIsLost, self.at(Client::Waiting));
        let mut arrived = self.at(Client::Waiting);
        if let Some(free) = arrived.posts.iter_mut().find(|post| post.is_none()) {
            *free = Some(Post { step, unheard: None });
            arrived.posts.sort_unstable();
            meet(Event::RequestArrives(step), arrived);
        }
    }

    /// `attempting` is committed before the request leaves.
    fn begun(&self, step: Step) -> Self {
        let mut next = self.with(step, Progress::Attempting { ended: None });
        next.rows[step as usize].has_left = true;
        next.at(Client::Sending)
    }

    fn did_not_happen(&self, step: Step) -> Self {
        let mut next = self.with(step, Progress::Planned);
        next.rows[step as usize].has_left = false;
        next
    }

    /// What was made just now has no parts yet.
    fn made(&self, step: Step) -> Self {
        let next = self.with(step, Progress::Done);
        match (step, self.rows[Step::Note as usize].progress) {
            (Step::Ticket, Progress::Planned | Progress::Attempting { .. }) => next.did_not_happen(Step::Note),
            (Step::Ticket | Step::Note, _) => next,
        }
    }

    /// What isn't certain is waited for all at once.
    fn window_begun(&self, step: Step, ago: u8) -> Self {
        let ended = Some(ago);
        let mut next = self.with(step, Progress::Attempting { ended });
        for row in next.rows.iter_mut().filter(|row| !row.certain) {
            if matches!(row.progress, Progress::Planned | Progress::Attempting { .. }) {
                row.progress = Progress::Attempting { ended };
                row.certain = true;
            }
        }
        next
    }

    /// Nobody knows whether it happened. Without an answer, nobody knows either when that was by the server's time.
    fn unclear_end(&self, step: Step, ended: Option<u8>, protocol: Protocol) -> Self {
        let progress = if protocol.takes(Shortcut::TakesUnclearForDone) {
            Progress::Done
        } else {
            Progress::Attempting { ended }
        };
        let mut next = self.with(step, progress);
        let ends = &mut next.rows[step as usize].unclear_ends;
        *ends = (*ends + 1).min(UNCLEAR_ENDS);
        next
    }

    /// Commits how far the step is, and goes on from there.
    fn with(&self, step: Step, progress: Progress) -> Self {
        let mut next = self.at(Client::Deciding);
        let row = &mut next.rows[step as usize];
        row.progress = progress;
        row.certain = true;
        next
    }

    fn at(&self, client: Client) -> Self {
        Self { client, ..*self }
    }

    fn line_closed(&self) -> Self {
        let closed = |post: Post| Post {
            unheard: post.unheard.or(Some(0)),
            ..post
        };
        let mut next = *self;
        next.posts = next.posts.map(|post| post.map(closed));
        next.posts.sort_unstable();
        next
    }

    fn crashed(&self) -> Self {
        self.line_closed().at(Client::Down)
    }

    fn a_minute_later(&self, window: u8) -> Self {
        let older = |ago: u8| (ago + 1).min(window);
        let older_row = |row: Row| match row.progress {
            Progress::Attempting { ended: Some(ago) } => row.ended(older(ago)),
            Progress::Attempting { ended: None } | Progress::Planned | Progress::Done | Progress::Parked(_) => row,
        };
        let older_post = |post: Post| match post.unheard {
            Some(LATE..) => None,
            Some(unheard) => Some(Post {
                unheard: Some(unheard + 1),
                ..post
            }),
            None => Some(post),
        };
        let mut next = *self;
        next.rows = next.rows.map(older_row);
        next.image = next.image.map(|rows| rows.map(older_row));
        next.posts = next.posts.map(|post| post.and_then(older_post));
        next.posts.sort_unstable();
        if let Client::Looked(Look::Nothing(ago)) | Client::Answered(Answer::Unclear(ago)) = &mut next.client {
            *ago = older(*ago);
        }
        next
    }

    /// Where the window is measured by it, it is over at once.
    fn with_the_clock_set_ahead(&self, protocol: Protocol) -> Option<Self> {
        let step = self.open()? as usize;
        let is_measured = matches!(self.rows[step].progress, Progress::Attempting { ended: Some(_) });
        let mut next = *self;
        next.rows[step] = next.rows[step].ended(protocol.window);
        (is_measured && protocol.takes(Shortcut::ReadsItsOwnClock)).then_some(next)
    }
}

impl Protocol {
    fn takes(self, shortcut: Shortcut) -> bool {
        self.shortcut == Some(shortcut)
    }

    /// What an empty answer means; `None` is to look again later.
    fn empty_look(self, row: Row) -> Option<Look> {
        match row.progress {
            Progress::Attempting { ended: Some(ago) } if row.certain || self.trusts_ends => {
                (ago >= self.window).then_some(Look::NothingLeft)
            }
            Progress::Planned if self.takes(Shortcut::LooksOnceForPlanned) => Some(Look::NothingLeft),
            Progress::Planned | Progress::Attempting { .. } | Progress::Done | Progress::Parked(_) => {
                Some(Look::Nothing(0))
            }
        }
    }
}

impl Row {
    fn ended(self, ago: u8) -> Self {
        let progress = Progress::Attempting { ended: Some(ago) };
        Self { progress, ..self }
    }
}

impl Event {
    /// What need not happen. That a line breaks does: nobody waits for ever.
    fn is_a_mishap(self) -> bool {
        matches!(
            self,
            Self::ClockIsSetAhead
                | Self::Crashes
                | Self::StartsWithThePc
                | Self::ImageIsMade
                | Self::ImageIsPutBack
                | Self::RequestIsLost
                | Self::ConnectionIsRefused
                | Self::CommitsAndFails(_)
                | Self::FailsAndWorksOn
                | Self::IsBusy
                | Self::AnswerIsLost
                | Self::LookFails
                | Self::LookIsLost
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ticket => "ticket",
            Self::Note => "note",
        })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AMinutePasses => write!(f, "a minute passes"),
            Self::ClockIsSetAhead => write!(f, "somebody sets the clock ahead"),
            Self::Crashes => write!(f, "the client crashes"),
            Self::Starts => write!(f, "the client starts"),
            Self::StartsWithThePc => write!(f, "the PC starts, and the client with it"),
            Self::ImageIsMade => write!(f, "an image of the disk is made"),
            Self::ImageIsPutBack => write!(f, "the image is put back"),
            Self::Begins(step) => write!(f, "the client commits `attempting` for the {step}"),
            Self::RequestArrives(step) => write!(f, "the {step}'s request reaches the server"),
            Self::RequestIsLost => write!(f, "the request is lost"),
            Self::ConnectionIsRefused => write!(f, "the connection is refused"),
            Self::LineBreaks => write!(f, "the line breaks, and the client commits an unclear end"),
            Self::Commits(step) => write!(f, "the server commits a {step} that nobody waits for"),
            Self::CommitsAndSaysSo(step) => write!(f, "the server commits the {step} and answers"),
            Self::CommitsAndFails(step) => write!(f, "the server commits the {step} and answers with an error"),
            Self::FailsAndWorksOn => write!(f, "the server answers with an error and works on"),
            Self::IsBusy => write!(f, "the server is busy and does nothing"),
            Self::AnswerIsHeard => write!(f, "the client hears the answer and commits it"),
            Self::AnswerIsLost => write!(f, "the answer is lost, and the client commits an unclear end"),
            Self::LookFinds(step) => write!(f, "a look finds the {step}"),
            Self::LookFindsNothing => write!(f, "a look finds nothing"),
            Self::LookFails => write!(f, "a look fails"),
            Self::LookIsLost => write!(f, "what the look found is lost"),
            Self::Adopts(step) => write!(f, "the client adopts the {step}"),
            Self::WindowBegins => write!(f, "the client commits that the window begins"),
            Self::Parks(reason) => write!(f, "the client parks the step: {reason:?}"),
        }
    }
}

impl fmt::Display for Refutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}", self.flaw)?;
        self.trace.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}
