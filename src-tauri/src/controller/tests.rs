//! What the app does to the desktop when something happens, without a desktop.

use deskbell_desk::{Owner, Settings};

use super::*;
use crate::machine::fake::FakeMachine;
use crate::scene::Scene;
use crate::shell::fake::{Done, FakeShell};

struct Stage {
    scene: Scene,
    controller: Controller,
    number: u64,
}

impl Stage {
    fn of(scene: Scene) -> Self {
        let controller = Controller::new(Arc::clone(&scene.bell));
        Self {
            scene,
            controller,
            number: 0,
        }
    }

    fn handle(&mut self, request: Request) -> Vec<Done> {
        self.controller.handle(request);
        self.scene.shell.take()
    }

    /// Handles what comes from the background next.
    async fn come(&mut self) -> Vec<Done> {
        let request = self.scene.next().await;
        self.handle(request)
    }

    async fn open_form(&mut self) -> DraftId {
        assert_eq!(
            self.handle(Request::Press(Source::Menu)),
            [Done::Prepared(Window::Form)]
        );
        assert_eq!(self.come().await, [Done::Showed(Window::Form)]);
        self.draft().unwrap()
    }

    fn close_form(&mut self) {
        self.handle(Request::CloseWanted(Window::Form));
        self.handle(Request::Close(Window::Form));
        self.handle(Request::Gone(Window::Form));
    }

    fn draft(&self) -> Option<DraftId> {
        lock(&self.scene.bell.press).as_ref().map(|press| press.draft())
    }

    /// The desk says that this ticket is in this state now; what the person is notified of.
    fn hear(&mut self, id: DraftId, state: State, number: Option<&str>) -> Vec<String> {
        self.number += 1;
        let owner = self.scene.bell.owner.clone();
        self.controller.hear(news(self.number, owner, id, state, number));
        let notified = |done| {
            if let Done::Notified(text) = done {
                Some(text)
            } else {
                None
            }
        };
        self.scene.shell.take().into_iter().filter_map(notified).collect()
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::of(Scene::default())
    }
}

fn news(event: u64, owner: Owner, id: DraftId, state: State, number: Option<&str>) -> Event {
    let ticket = Ticket {
        id,
        reference: "H7K2".to_owned(),
        subject: "The printer jams".to_owned(),
        saved_at: Timestamp::UNIX_EPOCH,
        state,
        number: number.map(str::to_owned),
    };
    Event {
        number: event,
        owner,
        news: News::Ticket(ticket),
    }
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

const NUMBER: Option<&str> = Some("T20261121.0042");

#[tokio::test]
async fn the_window_stays_off_the_screen_until_the_screens_are_captured() {
    let mut stage = Stage::default();
    assert_eq!(
        stage.handle(Request::Press(Source::Tray)),
        [Done::Prepared(Window::Form)],
        "nothing on the screen while the screens are captured"
    );
    let captured = stage.scene.next().await;
    assert!(matches!(captured, Request::Captured(_, Ok(_))));
    assert_eq!(stage.handle(captured), [Done::Showed(Window::Form)]);
    assert_eq!(stage.scene.bell.pictures().await.unwrap().pictures.len(), 1);
}

#[tokio::test]
async fn pictures_of_a_press_whose_window_is_gone_are_not_the_next_press_s() {
    let mut stage = Stage::default();
    stage.handle(Request::Press(Source::Tray));
    let first = stage.scene.next().await;
    stage.handle(Request::Gone(Window::Form));
    stage.handle(Request::Press(Source::Tray));
    assert_eq!(stage.handle(first), []);
    assert_eq!(stage.come().await, [Done::Showed(Window::Form)]);
}

#[tokio::test]
async fn a_press_with_the_form_open_brings_it_to_the_front_and_captures_nothing() {
    let mut stage = Stage::default();
    let draft = stage.open_form().await;
    for source in [Source::Tray, Source::Menu, Source::Hotkey, Source::Launch] {
        assert_eq!(
            stage.handle(Request::Press(source)),
            [Done::Focused(Window::Form)],
            "{source:?}"
        );
    }
    assert_eq!(stage.draft(), Some(draft));
}

#[tokio::test]
async fn presses_while_the_screens_are_captured_open_one_form() {
    let mut stage = Stage::default();
    stage.handle(Request::Press(Source::Tray));
    assert_eq!(stage.handle(Request::Press(Source::Tray)), []);
    assert_eq!(stage.come().await, [Done::Showed(Window::Form)]);
    assert!(stage.scene.requests.try_recv().is_err(), "one capture only");
}

#[tokio::test]
async fn without_leave_for_screenshots_the_form_opens_at_once_and_nothing_is_captured() {
    for screenshots in [Screenshots::Off, Screenshots::Ask] {
        let settings = Settings {
            screenshots,
            ..Settings::default()
        };
        let mut stage = Stage::of(Scene::new(settings, FakeMachine::default(), FakeShell::default()));
        assert_eq!(stage.handle(Request::Press(Source::Menu)), [Done::Opened(Window::Form)]);
        assert!(stage.scene.bell.pictures().await.unwrap().pictures.is_empty());
    }
}

#[tokio::test]
async fn no_display_to_capture_still_opens_the_form_and_says_so() {
    let machine = FakeMachine { blind: true };
    let mut stage = Stage::of(Scene::new(Settings::default(), machine, FakeShell::default()));
    stage.open_form().await;
    assert!(stage.scene.bell.pictures().await.unwrap().incomplete);
}

#[tokio::test]
async fn links_count_once_in_two_seconds() {
    let mut stage = Stage::default();
    stage.handle(Request::Press(Source::Link));
    assert_eq!(stage.come().await, [Done::Showed(Window::Form)]);
    stage.close_form();
    stage.handle(Request::Press(Source::Link));
    assert!(matches!(stage.controller.form, Form::Closed));
    stage.scene.clock.advance(seconds(2));
    stage.handle(Request::Press(Source::Link));
    assert!(matches!(stage.controller.form, Form::Looking(_)));
}

#[tokio::test]
async fn a_link_neither_takes_the_focus_nor_brings_back_a_form_that_closes() {
    let mut stage = Stage::default();
    stage.open_form().await;
    assert_eq!(stage.handle(Request::Press(Source::Link)), []);
    stage.handle(Request::CloseWanted(Window::Form));
    stage.handle(Request::Press(Source::Link));
    stage.handle(Request::Close(Window::Form));
    stage.handle(Request::Gone(Window::Form));
    assert!(matches!(stage.controller.form, Form::Closed));
}

#[tokio::test]
async fn a_page_that_still_keeps_or_sends_is_given_more_time_but_not_for_ever() {
    let mut stage = Stage::default();
    let draft = stage.open_form().await;
    stage.handle(Request::CloseWanted(Window::Form));
    let bell = Arc::clone(&stage.scene.bell);
    let _errand = bell.errands.begin();
    stage.scene.clock.advance(seconds(2));
    assert_eq!(stage.handle(Request::CloseOverdue(draft)), []);
    stage.scene.clock.advance(seconds(8));
    assert_eq!(
        stage.handle(Request::CloseOverdue(draft)),
        [Done::Destroyed(Window::Form)]
    );
}

#[tokio::test]
async fn a_form_whose_words_can_not_be_kept_stays_to_say_so_and_closes_the_next_time() {
    let mut stage = Stage::default();
    let draft = stage.open_form().await;
    stage.handle(Request::CloseWanted(Window::Form));
    assert_eq!(stage.handle(Request::NotKept(draft)), []);
    stage.scene.clock.advance(seconds(1));
    assert_eq!(stage.handle(Request::CloseOverdue(draft)), [], "it is open again");
    assert_eq!(
        stage.handle(Request::CloseWanted(Window::Form)),
        [Done::AskedToClose(Window::Form)]
    );
    assert_eq!(stage.handle(Request::NotKept(draft)), []);
    assert_eq!(
        stage.handle(Request::Close(Window::Form)),
        [Done::Destroyed(Window::Form)]
    );
}

#[tokio::test]
async fn quit_waits_for_a_send_that_is_under_way() {
    let mut stage = Stage::default();
    let bell = Arc::clone(&stage.scene.bell);
    let errand = bell.errands.begin();
    assert_eq!(stage.handle(Request::Chosen(Choice::Quit)), []);
    drop(errand);
    assert_eq!(stage.come().await, [Done::Quit]);
}

#[tokio::test]
async fn closing_lets_the_page_keep_its_draft_and_then_ends_window_and_pixels() {
    let mut stage = Stage::default();
    stage.open_form().await;
    assert_eq!(
        stage.handle(Request::CloseWanted(Window::Form)),
        [Done::AskedToClose(Window::Form)]
    );
    assert!(stage.draft().is_some(), "the page may still keep its draft");
    assert_eq!(
        stage.handle(Request::Close(Window::Form)),
        [Done::Destroyed(Window::Form)]
    );
    assert_eq!(stage.handle(Request::Gone(Window::Form)), []);
    assert!(stage.draft().is_none());
}

#[tokio::test]
async fn a_page_that_does_not_answer_is_closed_after_a_second() {
    let mut stage = Stage::default();
    stage.open_form().await;
    stage.handle(Request::CloseWanted(Window::Form));
    assert!(stage.scene.requests.try_recv().is_err());
    // The wait starts on another task; let it begin before time passes.
    tokio::task::yield_now().await;
    stage.scene.clock.advance(seconds(1));
    assert_eq!(stage.come().await, [Done::Destroyed(Window::Form)]);
}

#[tokio::test]
async fn a_late_reminder_does_not_close_the_next_form() {
    let mut stage = Stage::default();
    let first = stage.open_form().await;
    stage.close_form();
    stage.open_form().await;
    stage.handle(Request::CloseWanted(Window::Form));
    assert_eq!(stage.handle(Request::CloseOverdue(first)), []);
}

#[tokio::test]
async fn a_press_while_the_form_closes_opens_a_new_one_when_it_can_not_be_in_the_picture() {
    let mut stage = Stage::default();
    let first = stage.open_form().await;
    stage.handle(Request::CloseWanted(Window::Form));
    assert_eq!(stage.handle(Request::Press(Source::Tray)), []);
    stage.handle(Request::Close(Window::Form));
    assert!(
        stage.scene.requests.try_recv().is_err(),
        "no capture while the window may still be seen"
    );
    assert_eq!(
        stage.handle(Request::Gone(Window::Form)),
        [Done::Prepared(Window::Form)]
    );
    assert_eq!(stage.come().await, [Done::Showed(Window::Form)]);
    assert_ne!(stage.draft(), Some(first));
}

#[tokio::test]
async fn a_form_that_can_not_be_opened_says_whom_to_call_and_the_next_press_tries_again() {
    let shell = FakeShell::without_windows();
    let mut stage = Stage::of(Scene::new(Settings::default(), FakeMachine::default(), shell));
    for _ in 0..2 {
        let done = stage.handle(Request::Press(Source::Menu));
        assert!(
            matches!(&done[..], [Done::Notified(text)] if text.contains("call")),
            "{done:?}"
        );
        assert!(stage.draft().is_none());
    }
}

#[tokio::test]
async fn the_other_windows_open_once_and_come_to_the_front() {
    let mut stage = Stage::default();
    for (choice, window) in [
        (Choice::ThisPc, Window::ThisPc),
        (Choice::Tickets, Window::Tickets),
        (Choice::About, Window::About),
    ] {
        assert_eq!(stage.handle(Request::Chosen(choice)), [Done::Opened(window)]);
        assert_eq!(stage.handle(Request::Chosen(choice)), [Done::Focused(window)]);
        assert_eq!(stage.handle(Request::CloseWanted(window)), [Done::Destroyed(window)]);
        stage.handle(Request::Gone(window));
        assert_eq!(stage.handle(Request::Chosen(choice)), [Done::Opened(window)]);
    }
}

#[tokio::test]
async fn quit_keeps_an_open_draft_first() {
    let mut stage = Stage::default();
    stage.open_form().await;
    assert_eq!(
        stage.handle(Request::Chosen(Choice::Quit)),
        [Done::AskedToClose(Window::Form)]
    );
    assert_eq!(
        stage.handle(Request::Close(Window::Form)),
        [Done::Destroyed(Window::Form)]
    );
    assert_eq!(stage.handle(Request::Gone(Window::Form)), [Done::Quit]);
    assert_eq!(Stage::default().handle(Request::Chosen(Choice::Quit)), [Done::Quit]);
}

#[tokio::test]
async fn a_ticket_sent_while_the_form_was_closed_is_notified_once() {
    let mut stage = Stage::default();
    let id = stage.open_form().await;
    assert!(stage.hear(id, State::Sending, None).is_empty());
    stage.close_form();
    assert!(stage.hear(id, State::Sending, NUMBER).is_empty());
    let notified = stage.hear(id, State::Delivered, NUMBER);
    assert_eq!(notified.len(), 1, "{notified:?}");
    assert!(
        notified[0].contains("T20261121.0042") && notified[0].contains("H7K2"),
        "{notified:?}"
    );
    assert!(stage.hear(id, State::Delivered, NUMBER).is_empty());
}

#[tokio::test]
async fn who_read_the_number_in_the_form_is_not_notified() {
    let mut stage = Stage::default();
    let id = stage.open_form().await;
    stage.hear(id, State::Sending, NUMBER);
    stage.close_form();
    assert!(stage.hear(id, State::Delivered, NUMBER).is_empty());
}

#[tokio::test]
async fn a_number_that_came_while_the_form_was_closing_is_notified() {
    let mut stage = Stage::default();
    let id = stage.open_form().await;
    stage.handle(Request::CloseWanted(Window::Form));
    stage.hear(id, State::Sending, NUMBER);
    assert_eq!(stage.hear(id, State::Delivered, NUMBER).len(), 1);
}

#[tokio::test]
async fn an_older_ticket_sent_under_a_new_form_is_notified() {
    let mut stage = Stage::default();
    let first = stage.open_form().await;
    stage.close_form();
    stage.open_form().await;
    assert_eq!(stage.hear(first, State::Delivered, NUMBER).len(), 1);
}

#[tokio::test]
async fn other_peoples_tickets_and_old_news_show_nowhere() {
    let mut stage = Stage::default();
    let id = stage.open_form().await;
    stage.close_form();
    stage.scene.shell.take();
    let stranger = Owner("1001".to_owned());
    stage.controller.hear(news(1, stranger, id, State::Delivered, NUMBER));
    let ours = stage.scene.bell.owner.clone();
    stage.controller.hear(news(1, ours, id, State::Delivered, NUMBER));
    assert_eq!(stage.scene.shell.take(), []);
}

#[tokio::test]
async fn windows_hear_of_a_ticket_and_the_tray_changes_only_when_it_looks_different() {
    let mut stage = Stage::default();
    let id = stage.open_form().await;
    let owner = stage.scene.bell.owner.clone();
    stage.controller.hear(news(1, owner.clone(), id, State::Sending, None));
    let done = stage.scene.shell.take();
    let told = |window| {
        done.iter()
            .any(|done| matches!(done, Done::Told(to, ticket) if *to == window && ticket.reference == "H7K2"))
    };
    assert!(told(Window::Form) && told(Window::Tickets), "{done:?}");
    assert!(done.iter().any(|done| matches!(done, Done::SetTray(_))), "{done:?}");
    stage.controller.hear(news(2, owner, id, State::Sending, None));
    assert!(
        !stage
            .scene
            .shell
            .take()
            .iter()
            .any(|done| matches!(done, Done::SetTray(_)))
    );
}

#[tokio::test]
async fn a_tray_that_runs_while_an_admin_connects_the_pc_shows_it_at_the_next_press() {
    let mut stage = Stage::default();
    stage.controller.catch_up().await;
    stage.scene.shell.take();
    let mut snapshot = stage.scene.bell.desk.snapshot(&stage.scene.bell.owner).await.unwrap();
    snapshot.connection = Connection::Live;
    let done = stage.handle(Request::Seen(snapshot));
    assert!(
        matches!(&done[..], [Done::SetTray(tray)] if tray.mark == tray::Mark::Ready),
        "{done:?}"
    );
}

#[tokio::test]
async fn not_connected_shows_in_the_tray_from_the_start() {
    let mut stage = Stage::default();
    stage.controller.catch_up().await;
    let done = stage.scene.shell.take();
    assert!(
        matches!(&done[..], [Done::SetTray(tray)] if tray.mark == tray::Mark::Attention),
        "{done:?}"
    );
}

#[tokio::test]
async fn the_msi_ends_the_tray_as_quit_does_also_where_the_menu_has_none() {
    let settings = Settings {
        allow_quit: false,
        ..Settings::default()
    };
    let mut stage = Stage::of(Scene::new(settings, FakeMachine::default(), FakeShell::default()));
    stage.open_form().await;
    assert_eq!(stage.handle(Request::End), [Done::AskedToClose(Window::Form)]);
    assert_eq!(
        stage.handle(Request::Close(Window::Form)),
        [Done::Destroyed(Window::Form)]
    );
    assert_eq!(stage.handle(Request::Gone(Window::Form)), [Done::Quit]);
}

#[tokio::test]
async fn a_session_that_ends_waits_until_the_form_is_kept_and_the_tray_stays() {
    use std::sync::mpsc::{TryRecvError, sync_channel};
    let mut stage = Stage::default();
    let (waits, answer) = sync_channel(1);
    assert_eq!(stage.handle(Request::SessionEnds(waits)), []);
    assert_eq!(answer.try_recv(), Err(TryRecvError::Disconnected), "nothing is open");

    stage.open_form().await;
    let (waits, answer) = sync_channel(1);
    assert_eq!(
        stage.handle(Request::SessionEnds(waits)),
        [Done::AskedToClose(Window::Form)]
    );
    stage.handle(Request::Close(Window::Form));
    assert_eq!(answer.try_recv(), Err(TryRecvError::Empty), "it may still be seen");
    assert_eq!(stage.handle(Request::Gone(Window::Form)), [], "the session may go on");
    assert_eq!(answer.try_recv(), Err(TryRecvError::Disconnected));
}

#[tokio::test]
async fn after_a_crash_the_person_is_told_calmly() {
    let done = Stage::default().handle(Request::Crashed);
    let [Done::Notified(text)] = &done[..] else {
        panic!("{done:?}");
    };
    assert!(text.contains("What you sent is safe") && !text.contains('!'), "{text}");
}
