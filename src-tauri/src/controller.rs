//! The one event loop: everything that can happen to the app is a [`Request`] or the desk's news, and everything the
//! app does to the desktop goes out through its shell. It decides when the form opens, closes and comes back, what the
//! tray shows, and when to notify.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use deskbell_desk::settings::{Brand, Screenshots};
use deskbell_desk::{Connection, DraftId, Event, News, Snapshot, State, Ticket, Tiding};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::bell::Bell;
use crate::lock;
use crate::pictures::{Captured, Pictures};
use crate::press::Press;
use crate::shell::Window;
use crate::tidings;
use crate::tray::{self, Choice, TrayView};
use crate::view::TicketView;

/// A page that is asked to close keeps its draft within this time, or is closed without.
const CLOSES_WITHIN: SignedDuration = SignedDuration::from_secs(1);
/// A page that keeps or sends something gets this much time instead; so does Quit.
const ERRANDS_WITHIN: SignedDuration = SignedDuration::from_secs(10);
/// A capture that hangs as a whole does not hold the form longer than this. More than the limit `deskbell_device` has
/// for each monitor: one that hangs must not cost the others' pictures.
const CAPTURE_LIMIT: Duration = Duration::from_secs(3);
/// Links come from any web page: at most one press in this time.
const BETWEEN_LINKS: SignedDuration = SignedDuration::from_secs(2);

/// Everything that can happen.
pub enum Request {
    /// The bell was pressed.
    Press(Source),
    /// The screens were captured for this press.
    Captured(Arc<Press>, Captured),
    /// A menu item was clicked.
    Chosen(Choice),
    /// The person wants a window closed.
    CloseWanted(Window),
    /// A window's page has nothing left to keep.
    Close(Window),
    /// A window's page was asked to close a while ago.
    CloseOverdue(DraftId),
    /// A draft could not be kept.
    NotKept(DraftId),
    /// Somebody else ends the program: the MSI, before it replaces it.
    #[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "only Windows asks for it"))]
    End,
    /// The session ends soon; this is dropped when nothing of the form could be lost any more.
    #[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "only Windows asks for it"))]
    SessionEnds(SyncSender<()>),
    /// A crash has ended the program the last time.
    Crashed,
    /// Nothing is left to wait for before the program ends.
    Leave,
    /// A window is gone.
    Gone(Window),
    /// The person has to be told this.
    Tell(Tiding),
    /// The person wants to be spoken to in another language.
    Spoken,
    /// The desk was asked for everything; an admin may have connected this PC since the tray last changed.
    Seen(Snapshot),
}

/// How the bell was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A click on the tray icon.
    Tray,
    /// The tray's menu.
    Menu,
    /// The global hotkey.
    Hotkey,
    /// `--press`, or a second launch.
    Launch,
    /// `deskbell://new`.
    Link,
}

/// Where the form stands.
enum Form {
    Closed,
    /// Capturing; the window loads its page meanwhile, and comes onto the screen when the pixels are there.
    Looking(Arc<Press>),
    Open(Arc<Press>),
    /// Its page was asked to keep its draft. A press meanwhile opens it anew afterwards.
    Closing {
        press: Arc<Press>,
        since: Timestamp,
        pressed: Option<Source>,
    },
    /// The window is being destroyed. A press meanwhile waits until it can't be in the picture any more.
    Going {
        pressed: Option<Source>,
    },
}

/// The event loop's state.
pub struct Controller {
    bell: Arc<Bell>,
    form: Form,
    others: HashSet<Window>,
    tickets: BTreeMap<DraftId, Ticket>,
    /// Tickets whose number the person has read in the form; nobody is told twice.
    told: HashSet<DraftId>,
    connection: Connection,
    /// The last piece of the desk's news that is taken in.
    heard: u64,
    shown: Option<TrayView>,
    last_link: Option<Timestamp>,
    quitting: bool,
    /// Who waits for the form to be gone.
    session_ends: Vec<SyncSender<()>>,
}

impl Controller {
    /// A controller with the form closed and the tray not shown yet.
    pub fn new(bell: Arc<Bell>) -> Self {
        Self {
            bell,
            form: Form::Closed,
            others: HashSet::new(),
            tickets: BTreeMap::new(),
            told: HashSet::new(),
            connection: Connection::Live,
            heard: 0,
            shown: None,
            last_link: None,
            quitting: false,
            session_ends: Vec::new(),
        }
    }

    /// Runs until nobody can send requests any more.
    pub async fn run(mut self, mut requests: UnboundedReceiver<Request>) {
        let mut news = self.bell.desk.events();
        self.catch_up().await;
        loop {
            tokio::select! {
                request = requests.recv() => match request {
                    Some(request) => self.handle(request),
                    None => return,
                },
                event = news.recv() => match event {
                    Ok(event) => self.hear(event),
                    Err(RecvError::Lagged(_)) => self.catch_up().await,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    /// Takes the desk's whole state, at the start and when news was missed.
    async fn catch_up(&mut self) {
        match self.bell.desk.snapshot(&self.bell.owner).await {
            Ok(snapshot) => {
                self.seen(snapshot);
                self.ask_for_tidings();
            }
            Err(error) => {
                tracing::warn!("no snapshot: {error}");
                self.show_tray();
            }
        }
    }

    fn seen(&mut self, snapshot: Snapshot) {
        if snapshot.number < self.heard {
            return;
        }
        self.heard = snapshot.number;
        self.connection = snapshot.connection;
        self.tickets = snapshot.tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        self.show_tray();
    }

    /// Does what one request asks for.
    pub fn handle(&mut self, request: Request) {
        match request {
            Request::Press(source) => self.press(source),
            Request::Captured(press, captured) => self.captured(&press, captured),
            Request::Chosen(choice) => self.chosen(choice),
            Request::CloseWanted(window) => self.close_wanted(window),
            Request::Close(window) => self.close(window),
            Request::CloseOverdue(draft) => self.close_overdue(draft),
            Request::NotKept(draft) => self.not_kept(draft),
            Request::End => self.quit(),
            Request::SessionEnds(waits) => self.session_ends(waits),
            Request::Crashed => self.say_crashed(),
            Request::Leave => self.bell.shell.quit(),
            Request::Gone(window) => self.gone(window),
            Request::Tell(tiding) => self.tell(&tiding),
            Request::Spoken => self.spoken(),
            Request::Seen(snapshot) => self.seen(snapshot),
        }
    }

    /// The pages change by themselves.
    fn spoken(&mut self) {
        for window in Window::ALL {
            self.bell.shell.retitle(window, &self.bell.title(window));
        }
        self.show_tray();
    }

    fn press(&mut self, source: Source) {
        // Any web page can open a link: it neither takes the focus nor brings a form back that was just closed.
        if source == Source::Link && !(matches!(self.form, Form::Closed) && self.link_counts()) {
            tracing::info!("a link was left alone");
            return;
        }
        match &mut self.form {
            Form::Closed => self.look(source),
            Form::Looking(_) => {}
            Form::Open(_) => self.bell.shell.focus(Window::Form),
            Form::Closing { pressed, .. } | Form::Going { pressed } => *pressed = Some(source),
        }
    }

    fn link_counts(&mut self) -> bool {
        let now = self.bell.clock.now();
        let too_soon = self
            .last_link
            .is_some_and(|last| now.duration_since(last).abs() < BETWEEN_LINKS);
        if !too_soon {
            self.last_link = Some(now);
        }
        !too_soon
    }

    /// Starts a press: facts, pictures and the window's page at once, side by side. The window must not be in the
    /// picture, so it stays off the screen until the pixels are there.
    fn look(&mut self, source: Source) {
        tracing::info!("pressed ({source:?})");
        self.bell.stopwatch.pressed();
        let settings = self.bell.desk.settings();
        let draft = self.bell.desk.press();
        let press = Arc::new(Press::start(draft, Arc::clone(&self.bell.machine)));
        *lock(&self.bell.press) = Some(Arc::clone(&press));
        let made = if settings.screenshots == Screenshots::On && self.bell.shell.shows_pictures() {
            self.form = Form::Looking(Arc::clone(&press));
            self.capture(press);
            self.bell.shell.prepare(Window::Form, &self.bell.title(Window::Form))
        } else {
            press.show(if settings.screenshots == Screenshots::On {
                Pictures::unseen()
            } else {
                Pictures::of(None)
            });
            self.form = Form::Open(press);
            self.bell.shell.open(Window::Form, &self.bell.title(Window::Form))
        };
        if let Err(error) = made {
            tracing::error!("{error}");
            self.form_gone();
            self.say_no_form(&settings.brand);
        }
    }

    fn capture(&self, press: Arc<Press>) {
        let bell = Arc::clone(&self.bell);
        tokio::spawn(async move {
            let machine = Arc::clone(&bell.machine);
            let capture = tokio::task::spawn_blocking(move || machine.capture());
            let captured = tokio::time::timeout(CAPTURE_LIMIT, capture).await;
            let captured = captured.ok().and_then(Result::ok).unwrap_or_else(too_slow);
            bell.ask(Request::Captured(press, captured));
        });
    }

    /// Pictures of a press whose window could not be made, or is gone, are dropped.
    fn captured(&mut self, press: &Arc<Press>, captured: Captured) {
        if let Form::Looking(looking) = &self.form
            && Arc::ptr_eq(looking, press)
        {
            press.show(Pictures::of(Some(captured)));
            self.form = Form::Open(Arc::clone(press));
            self.bell.shell.show(Window::Form);
        }
    }

    fn say_no_form(&self, brand: &Brand) {
        self.notify(&tidings::no_form(brand, self.bell.speech()));
    }

    fn notify(&self, (title, body): &tidings::Words) {
        self.bell.shell.notify(title, body);
    }

    fn chosen(&mut self, choice: Choice) {
        match choice {
            Choice::NewTicket => self.press(Source::Menu),
            Choice::ThisPc => self.open(Window::ThisPc),
            Choice::Tickets => self.open(Window::Tickets),
            Choice::About => self.open(Window::About),
            Choice::Quit => self.quit(),
        }
    }

    fn open(&mut self, window: Window) {
        if self.others.contains(&window) {
            self.bell.shell.focus(window);
            return;
        }
        match self.bell.shell.open(window, &self.bell.title(window)) {
            Ok(()) => {
                self.others.insert(window);
            }
            Err(error) => tracing::error!("{error}"),
        }
    }

    fn close_wanted(&mut self, window: Window) {
        if window != Window::Form {
            self.bell.shell.destroy(window);
            return;
        }
        let Form::Open(press) = &self.form else {
            return;
        };
        let press = Arc::clone(press);
        let draft = press.draft();
        self.form = Form::Closing {
            press,
            since: self.bell.clock.now(),
            pressed: None,
        };
        self.bell.shell.ask_to_close(Window::Form);
        self.remind_to_close(draft);
    }

    fn remind_to_close(&self, draft: DraftId) {
        let bell = Arc::clone(&self.bell);
        let at = bell.clock.now() + CLOSES_WITHIN;
        tokio::spawn(async move {
            bell.clock.sleep_until(at).await;
            bell.ask(Request::CloseOverdue(draft));
        });
    }

    fn close_overdue(&mut self, draft: DraftId) {
        let Form::Closing { press, since, .. } = &self.form else {
            return;
        };
        let waited = self.bell.clock.now().duration_since(*since);
        // A reminder may also be one of an earlier attempt to close.
        if press.draft() != draft || waited < CLOSES_WITHIN {
            return;
        }
        if self.bell.errands.any() && waited < ERRANDS_WITHIN {
            self.remind_to_close(draft);
            return;
        }
        tracing::warn!("the form did not answer and was closed");
        self.close(Window::Form);
    }

    /// The form stays open and says so; closing it once more closes it.
    fn not_kept(&mut self, draft: DraftId) {
        if let Form::Closing { press, .. } = &self.form
            && press.draft() == draft
        {
            self.form = Form::Open(Arc::clone(press));
            self.quitting = false;
        }
    }

    fn close(&mut self, window: Window) {
        if window == Window::Form {
            let pressed = match self.form {
                Form::Open(_) => None,
                Form::Closing { pressed, .. } => pressed,
                Form::Closed | Form::Looking(_) | Form::Going { .. } => return,
            };
            self.form = Form::Going { pressed };
        }
        self.bell.shell.destroy(window);
    }

    fn gone(&mut self, window: Window) {
        if window != Window::Form {
            self.others.remove(&window);
            return;
        }
        let pressed = match self.form {
            Form::Going { pressed } => pressed,
            Form::Closed | Form::Looking(_) | Form::Open(_) | Form::Closing { .. } => None,
        };
        self.form_gone();
        if self.quitting {
            self.leave();
        } else if let Some(source) = pressed {
            self.look(source);
        }
    }

    /// The press ends with its window, and its pixels with it.
    fn form_gone(&mut self) {
        self.form = Form::Closed;
        *lock(&self.bell.press) = None;
        self.session_ends.clear();
    }

    /// An open form keeps its draft first.
    fn quit(&mut self) {
        self.quitting = true;
        match self.form {
            Form::Closed | Form::Looking(_) => self.leave(),
            Form::Open(_) => self.close_wanted(Window::Form),
            Form::Closing { .. } | Form::Going { .. } => {}
        }
    }

    /// Closes the form as its person would. The tray stays: the session may go on after all.
    fn session_ends(&mut self, waits: SyncSender<()>) {
        if matches!(self.form, Form::Closed | Form::Looking(_)) {
            return;
        }
        self.session_ends.push(waits);
        self.close_wanted(Window::Form);
    }

    fn say_crashed(&self) {
        self.notify(&tidings::crashed(&self.bell.desk.settings().brand, self.bell.speech()));
    }

    /// Ends the program once nothing is being kept or handed in any more, within bounds.
    fn leave(&self) {
        if !self.bell.errands.any() {
            self.bell.shell.quit();
            return;
        }
        let bell = Arc::clone(&self.bell);
        let at = bell.clock.now() + ERRANDS_WITHIN;
        tokio::spawn(async move {
            tokio::select! {
                () = bell.errands.done() => {}
                () = bell.clock.sleep_until(at) => tracing::warn!("the program ended with something under way"),
            }
            bell.ask(Request::Leave);
        });
    }

    /// The desk's news. Other people's is not ours to show, and what a snapshot held is old.
    fn hear(&mut self, event: Event) {
        if event.number <= self.heard {
            return;
        }
        self.heard = event.number;
        if event.owner != self.bell.owner {
            return;
        }
        match event.news {
            News::Ticket(ticket) => self.ticket_changed(&ticket),
            News::Tidings => self.ask_for_tidings(),
            News::Forgotten { id } => {
                self.tickets.remove(&id);
                self.told.remove(&id);
            }
        }
        self.show_tray();
    }

    fn ticket_changed(&mut self, ticket: &Ticket) {
        let view = TicketView::from(ticket);
        for window in [Window::Form, Window::Tickets] {
            self.bell.shell.tell(window, &view);
        }
        if self.in_the_form(ticket.id) && ticket.number.is_some() {
            self.told.insert(ticket.id);
        }
        let before = self.tickets.insert(ticket.id, ticket.clone());
        let just_delivered =
            ticket.state == State::Delivered && before.is_none_or(|before| before.state != State::Delivered);
        if just_delivered && !self.told.remove(&ticket.id) {
            self.notify_sent(ticket);
        }
    }

    fn in_the_form(&self, id: DraftId) -> bool {
        matches!(&self.form, Form::Open(press) if press.draft() == id)
    }

    fn notify_sent(&self, ticket: &Ticket) {
        self.notify(&tidings::sent(
            ticket,
            &self.bell.desk.settings().brand,
            self.bell.speech(),
        ));
    }

    /// What the desk answers, it takes as told.
    fn ask_for_tidings(&self) {
        let bell = Arc::clone(&self.bell);
        tokio::spawn(async move {
            match bell.desk.tidings(&bell.owner).await {
                Ok(tidings) => tidings.into_iter().for_each(|tiding| bell.ask(Request::Tell(tiding))),
                Err(error) => tracing::warn!("nobody is told what there is to tell: {error}"),
            }
        });
    }

    fn tell(&mut self, tiding: &Tiding) {
        self.notify(&tidings::words(
            tiding,
            &self.bell.desk.settings().brand,
            self.bell.speech(),
        ));
        self.show_tray();
    }

    fn show_tray(&mut self) {
        let view = tray::view(
            self.tickets.values(),
            &self.connection,
            self.bell.desk.settings().allow_quit,
            self.bell.clock.now(),
            self.bell.speech(),
        );
        if self.shown.as_ref() != Some(&view) {
            self.bell.shell.set_tray(&view);
            self.shown = Some(view);
        }
    }
}

fn too_slow() -> Captured {
    Err(deskbell_device::CaptureError::Failed {
        monitor: "all".to_owned(),
        reason: "the capture did not end in time".to_owned(),
    })
}

#[cfg(test)]
mod tests;
