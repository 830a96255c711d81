//! A PC without a web view, without Windows: the real shell, page and words around a window that writes down what it shows.

use std::sync::Mutex;
use std::time::Duration;

use deskbell_desk::Settings;
use deskbell_desk::settings::{Autotask, Brand, Selection, SelectionKind};

use super::*;
use crate::controller::{Controller, Request, Source};
use crate::lock;
use crate::machine::fake::FakeMachine;
use crate::scene::Scene;
use crate::shell::Window;
use crate::shell::fake::{Done, FakeShell};
use crate::speech::{Speech, pages};
use crate::tray::Choice as Item;
use crate::view::{BrandView, ErrorCode, ErrorView, FieldCode, FieldError, RequesterView, TicketState};

/// What was done to the windows.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Opened(Box<Sheet>),
    Said(Status),
    Focused,
    Card(String, String),
}

/// The windows of a PC without a web view, with a person in front of them who has written `written`.
#[derive(Default)]
struct Desk {
    shown: Mutex<Vec<Shown>>,
    written: Mutex<Written>,
    refuses: bool,
    happenings: Mutex<Option<UnboundedSender<Happening>>>,
}

struct FakePane(Arc<Desk>);

impl FakePane {
    fn tell(&self, happening: Happening) {
        let happenings = lock(&self.0.happenings);
        let _ = happenings.as_ref().unwrap().send(happening);
    }
}

impl Pane for FakePane {
    fn say(&self, status: Status) {
        lock(&self.0.shown).push(Shown::Said(status));
    }
    fn ask(&self) {
        self.tell(Happening::Left(lock(&self.0.written).clone()));
    }
    fn focus(&self) {
        lock(&self.0.shown).push(Shown::Focused);
    }
    fn destroy(&self) {
        self.tell(Happening::Gone);
    }
}

fn windows(desk: &Arc<Desk>) -> Windows {
    let (form, card) = (Arc::clone(desk), Arc::clone(desk));
    Windows {
        form: Arc::new(move |sheet, happenings| {
            if form.refuses {
                return Err("no desktop".to_owned());
            }
            lock(&form.shown).push(Shown::Opened(Box::new(sheet)));
            *lock(&form.happenings) = Some(happenings);
            Ok(Box::new(FakePane(Arc::clone(&form))))
        }),
        card: Arc::new(move |title, text| {
            lock(&card.shown).push(Shown::Card(title.to_owned(), text.to_owned()));
        }),
    }
}

/// The app on such a PC, with its event loop running.
struct Stage {
    scene: Scene,
    desk: Arc<Desk>,
    controller: Controller,
}

fn settings() -> Settings {
    let choice = |id: &str, group: Option<&str>| Selection {
        id: id.to_owned(),
        text: format!("Text of {id}"),
        kind: if group.is_some() {
            SelectionKind::Radio
        } else {
            SelectionKind::Box
        },
        group: group.map(str::to_owned),
        ..Selection::default()
    };
    Settings {
        autotask: Some(Autotask {
            user: "api@practice.example".to_owned(),
            tracking_id: "PRACTICE000000000000000000".to_owned(),
            // Nobody listens there, and the courier does not run.
            discovery: "http://127.0.0.1:9/".to_owned(),
            practice: false,
            reads_back: Vec::new(),
        }),
        brand: Brand {
            name: "Contoso IT".to_owned(),
            phone: Some("+1 555 0100".to_owned()),
            ..Brand::default()
        },
        selections: vec![
            choice("emergency", None),
            choice("me", Some("who")),
            choice("all", Some("who")),
        ],
        ..Settings::default()
    }
}

impl Stage {
    fn new(settings: Settings, desk: Desk) -> Self {
        let desk = Arc::new(desk);
        let theirs = windows(&desk);
        let missing = || Err("not installed".to_owned());
        let scene = Scene::around(
            settings,
            FakeMachine::default(),
            FakeShell::without_windows(),
            |shell, bell| Arc::new(PlainShell::new(shell, theirs, Box::new(missing), bell)),
        );
        let controller = Controller::new(Arc::clone(&scene.bell));
        Self {
            scene,
            desk,
            controller,
        }
    }

    /// Presses, and lets the page open its window.
    async fn press(&mut self) -> Sheet {
        self.controller.handle(Request::Press(Source::Tray));
        let opened = self.until(|shown| matches!(shown, Shown::Opened(_))).await;
        let Shown::Opened(sheet) = opened else {
            panic!("{opened:?}");
        };
        *sheet
    }

    fn person(&self, happening: Happening) {
        lock(&self.desk.happenings).as_ref().unwrap().send(happening).unwrap();
    }

    /// Waits for something to be shown, and takes it and what came before.
    async fn until(&self, wanted: impl Fn(&Shown) -> bool) -> Shown {
        for _ in 0..10_000 {
            let found = {
                let mut shown = lock(&self.desk.shown);
                let place = shown.iter().position(&wanted);
                place.and_then(|place| shown.drain(..=place).next_back())
            };
            if let Some(found) = found {
                return found;
            }
            let tick = tokio::task::spawn_blocking(std::thread::yield_now);
            tick.await.unwrap();
        }
        panic!("never shown; there was {:?}", lock(&self.desk.shown));
    }

    /// Handles what comes from the background, until this comes.
    async fn come(&mut self, wanted: fn(&Request) -> bool) {
        loop {
            let request = self.scene.next().await;
            let found = wanted(&request);
            self.controller.handle(request);
            if found {
                return;
            }
        }
    }

    fn writes(&self, message: &str) -> Written {
        let written = Written {
            message: message.to_owned(),
            ticked: vec!["emergency".to_owned()],
            name: "Dana Reyes".to_owned(),
            email: "dana@contoso.example".to_owned(),
            phone: String::new(),
        };
        *lock(&self.desk.written) = written.clone();
        written
    }

    async fn receipt(&self) -> String {
        let said = self.until(|shown| matches!(shown, Shown::Said(Status::Sent(_)))).await;
        let Shown::Said(Status::Sent(text)) = said else {
            panic!("{said:?}");
        };
        text
    }
}

#[tokio::test]
async fn without_a_web_view_a_press_opens_the_plain_form_filled_and_takes_no_picture() {
    let mut stage = Stage::new(settings(), Desk::default());
    let sheet = stage.press().await;
    assert_eq!(
        (sheet.title.as_str(), sheet.name.as_str()),
        ("Contoso IT Help", "Dana Reyes")
    );
    assert!(sheet.can_send && sheet.banner.is_none(), "{sheet:?}");
    assert!(
        sheet.along.contains("No picture of your screen goes along"),
        "{}",
        sheet.along
    );
    let pictures = stage.scene.bell.pictures();
    let pictures = tokio::time::timeout(Duration::from_secs(10), pictures).await;
    let pictures = pictures.expect("none is waited for").unwrap().pictures;
    assert!(pictures.is_empty(), "what nobody can see is not taken");
    assert_eq!(stage.scene.shell.take(), [], "no window with a web view was tried");
}

#[tokio::test]
async fn send_saves_the_request_once_and_the_receipt_names_its_reference_and_then_its_number() {
    let mut stage = Stage::new(settings(), Desk::default());
    stage.press().await;
    let written = stage.writes("The printer jams");
    stage.person(Happening::Send(written.clone()));
    stage.person(Happening::Send(written));
    let receipt = stage.receipt().await;
    assert_eq!(receipt, stage.receipt().await, "pressed twice, sent once");
    let tickets = stage.scene.bell.tickets().await.unwrap();
    assert_eq!(tickets.len(), 1);
    assert!(
        receipt.starts_with(&format!("Saved. Your reference is {}\n", tickets[0].reference)),
        "{receipt}"
    );
    let delivered = TicketView {
        number: Some("T20261121.0042".to_owned()),
        state: TicketState::Delivered,
        ..tickets[0].clone()
    };
    stage.scene.bell.shell.tell(Window::Form, &delivered);
    assert!(
        stage
            .receipt()
            .await
            .contains("Ticket T20261121.0042 is with Contoso IT.")
    );
}

#[tokio::test]
async fn what_was_written_is_kept_when_the_window_closes_and_stands_there_at_the_next_press() {
    let mut stage = Stage::new(settings(), Desk::default());
    stage.press().await;
    stage.writes("The printer\njams");
    stage.person(Happening::CloseWanted);
    stage
        .come(|request| matches!(request, Request::Gone(Window::Form)))
        .await;
    let sheet = stage.press().await;
    assert_eq!(sheet.message, "The printer\njams");
    let ticked: Vec<&str> = sheet
        .choices
        .iter()
        .filter(|choice| choice.ticked)
        .map(|choice| choice.id.as_str())
        .collect();
    assert_eq!(ticked, ["emergency"]);
    let written = stage.writes("The printer jams again");
    stage.person(Happening::Send(written));
    stage.receipt().await;
    stage.person(Happening::CloseWanted);
    stage
        .come(|request| matches!(request, Request::Gone(Window::Form)))
        .await;
    assert_eq!(stage.press().await.message, "", "what was sent is not offered again");
}

#[tokio::test]
async fn quit_keeps_what_stands_in_the_plain_form() {
    let mut stage = Stage::new(settings(), Desk::default());
    stage.press().await;
    stage.writes("The printer jams");
    stage.controller.handle(Request::Chosen(Item::Quit));
    stage
        .come(|request| matches!(request, Request::Gone(Window::Form)))
        .await;
    assert_eq!(stage.scene.shell.take().last(), Some(&Done::Quit));
    let owner = stage.scene.bell.owner.clone();
    let kept = stage.scene.bell.desk.kept_draft(&owner).await.unwrap().unwrap();
    assert_eq!(kept.draft.message, "The printer jams");
}

#[tokio::test]
async fn a_press_brings_the_plain_form_to_the_front() {
    let mut stage = Stage::new(settings(), Desk::default());
    stage.press().await;
    stage.controller.handle(Request::Press(Source::Launch));
    assert_eq!(stage.until(|_| true).await, Shown::Focused);
}

#[tokio::test]
async fn nothing_to_send_is_said_and_the_words_can_be_changed() {
    let mut stage = Stage::new(settings(), Desk::default());
    stage.press().await;
    stage.person(Happening::Send(Written::default()));
    let said = stage
        .until(|shown| matches!(shown, Shown::Said(Status::Writing { .. })))
        .await;
    let note = english().say(pages::ERROR_EMPTY);
    assert_eq!(
        said,
        Shown::Said(Status::Writing {
            note: Some((note, Place::Message))
        })
    );
}

#[tokio::test]
async fn a_pc_that_is_not_connected_says_whom_to_call_and_can_not_send() {
    let unconnected = Settings {
        autotask: None,
        ..settings()
    };
    let sheet = Stage::new(unconnected, Desk::default()).press().await;
    assert!(!sheet.can_send);
    assert!(sheet.banner.unwrap().contains("please call +1 555 0100"));
}

#[tokio::test]
async fn where_not_even_the_plain_form_opens_the_person_is_told_and_the_next_press_tries_again() {
    let desk = Desk {
        refuses: true,
        ..Desk::default()
    };
    let mut stage = Stage::new(settings(), desk);
    for _ in 0..2 {
        stage.controller.handle(Request::Press(Source::Tray));
        stage
            .come(|request| matches!(request, Request::Gone(Window::Form)))
            .await;
        let done = stage.scene.shell.take();
        assert!(
            done.iter()
                .any(|done| matches!(done, Done::Notified(text) if text.contains("could not be opened"))),
            "{done:?}"
        );
    }
}

#[tokio::test]
async fn the_other_windows_are_cards_that_can_be_opened_again() {
    let mut stage = Stage::new(settings(), Desk::default());
    for _ in 0..2 {
        stage.controller.handle(Request::Chosen(Item::ThisPc));
        let card = stage.until(|shown| matches!(shown, Shown::Card(..))).await;
        let Shown::Card(title, text) = card else {
            panic!("{card:?}");
        };
        assert_eq!(title, "This PC");
        assert!(text.contains("Computer name: FRONTDESK-3"), "{text}");
        stage
            .come(|request| matches!(request, Request::Gone(Window::ThisPc)))
            .await;
    }
}

fn english() -> &'static Speech {
    Speech::of(["en"])
}

fn brand() -> BrandView {
    BrandView {
        name: "Contoso IT".to_owned(),
        phone: Some("+1 555 0100".to_owned()),
        accent: None,
    }
}

#[tokio::test]
async fn the_plain_form_speaks_the_language_that_the_settings_fix() {
    let german = Settings {
        language: Some("de".to_owned()),
        ..settings()
    };
    let sheet = Stage::new(german, Desk::default()).press().await;
    assert_eq!(sheet.title, "Contoso IT – Hilfe");
    assert_eq!(sheet.labels.send, "&Senden");
    assert!(sheet.along.contains("Computername"), "{}", sheet.along);
}

#[test]
fn what_is_wrong_with_a_field_is_said_there() {
    let error = ErrorView {
        code: ErrorCode::Invalid,
        text: None,
        fields: vec![FieldError {
            field: "email".to_owned(),
            code: FieldCode::NoAddress,
            name: None,
            limit: None,
        }],
    };
    let expected = "This does not look like an e-mail address.".to_owned();
    assert_eq!(words::note(&error, &brand(), english()), (expected, Place::Email));
}

#[test]
fn every_receipt_begins_with_the_reference_and_says_that_the_request_is_safe_or_with_whom() {
    for (state, number, says) in [
        (TicketState::Sending, None, "Sending it to Contoso IT …"),
        (
            TicketState::Offline,
            None,
            "safe on this PC and goes out by itself when you're back",
        ),
        (
            TicketState::Waiting,
            None,
            "If it can’t wait, call +1 555 0100 and say H7K2.",
        ),
        (TicketState::Parked, None, "Please call +1 555 0100 and say H7K2."),
        (TicketState::Delivered, None, "Your request is with Contoso IT."),
        (
            TicketState::Delivered,
            Some("T20261121.0042"),
            "Ticket T20261121.0042 is with Contoso IT.",
        ),
        (
            TicketState::Offline,
            Some("T20261121.0042"),
            "The rest is safe on this PC",
        ),
    ] {
        let ticket = TicketView {
            id: String::new(),
            reference: "H7K2".to_owned(),
            subject: String::new(),
            state,
            number: number.map(str::to_owned),
        };
        let receipt = words::receipt(&ticket, &brand(), None, english());
        assert!(receipt.starts_with("Saved. Your reference is H7K2\n"), "{receipt}");
        assert!(receipt.contains(says), "{receipt}");
        assert!(!receipt.contains('!'), "{receipt}");
    }
}

#[tokio::test]
async fn what_the_plain_form_can_not_ask_for_keeps_nothing_from_being_sent() {
    let mut settings = settings();
    settings.require_phone = true;
    settings.selections.extend([
        Selection {
            id: "room".to_owned(),
            kind: SelectionKind::Text,
            text: "Which room?".to_owned(),
            required: true,
            ..Selection::default()
        },
        Selection {
            id: "floor".to_owned(),
            text: "The whole floor".to_owned(),
            shown_when: Some("room".to_owned()),
            ..Selection::default()
        },
    ]);
    let mut stage = Stage::new(settings, Desk::default());
    let sheet = stage.press().await;
    let asked: Vec<&str> = sheet.choices.iter().map(|choice| choice.id.as_str()).collect();
    assert_eq!(asked, ["emergency", "me", "all"]);
    stage.person(Happening::Send(stage.writes("The printer is on fire")));
    assert!(stage.receipt().await.starts_with("Saved. Your reference is "));
}

#[tokio::test]
async fn answers_of_a_draft_kept_in_the_form_proper_go_along_and_are_told() {
    let mut settings = settings();
    settings.selections.push(Selection {
        id: "room".to_owned(),
        kind: SelectionKind::Text,
        text: "Which room?".to_owned(),
        ..Selection::default()
    });
    let mut stage = Stage::new(settings, Desk::default());
    let bell = &stage.scene.bell;
    let draft = deskbell_desk::Draft {
        id: bell.desk.press(),
        message: "No sound".to_owned(),
        subject: None,
        selections: Vec::new(),
        answers: [("room".to_owned(), "204".to_owned())].into(),
        requester: crate::person::requester(
            RequesterView {
                name: String::new(),
                email: String::new(),
                phone: String::new(),
            },
            &bell.account,
        ),
        on_behalf_of: Some(deskbell_desk::OnBehalfOf {
            name: "Kim Roe".to_owned(),
            email: String::new(),
        }),
        files: Vec::new(),
    };
    bell.desk.keep_draft(&bell.owner, &draft).await.unwrap();
    let sheet = stage.press().await;
    assert!(
        sheet.along.contains("goes along too: Which room?: 204; for Kim Roe."),
        "{}",
        sheet.along
    );
    stage.person(Happening::CloseWanted);
    stage.writes("No sound at all");
    stage.come(|request| matches!(request, Request::CloseWanted(_))).await;
    stage.come(|request| matches!(request, Request::Close(_))).await;
    let bell = &stage.scene.bell;
    let kept = bell.desk.kept_draft(&bell.owner).await.unwrap().unwrap().draft;
    assert_eq!((kept.answers, kept.on_behalf_of), (draft.answers, draft.on_behalf_of));
}
