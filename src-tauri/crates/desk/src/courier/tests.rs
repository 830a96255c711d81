//! The courier against a ticket system in memory, with a clock moved by hand.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;

use crate::alert::{AlertId, AlertSink};
use crate::desk::{Desk, DeskConfig};
use crate::fake::{AlertBook, FakePsa, Mishap, contact, refusal, words};
use crate::psa::{About, Made, PersonRef, Psa, PsaError, PsaErrorKind};
use crate::{BlobKind, Clock, DraftId, Owner, Paths, Settings, State, Ticket};

use super::policy::SETTLED_AFTER;
use super::*;

struct At(Mutex<Timestamp>);

#[async_trait]
impl Clock for At {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, _at: Timestamp) {
        std::future::pending::<()>().await;
    }
}

struct Scene {
    psa: Arc<FakePsa>,
    clock: Arc<At>,
    folder: tempfile::TempDir,
    alerts: Arc<AlertBook>,
    desk: Desk,
    owner: Owner,
}

impl Scene {
    fn new() -> Self {
        Self::with(FakePsa::new())
    }

    fn with(psa: FakePsa) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let psa = Arc::new(psa);
        let clock = Arc::new(At(Mutex::new("2026-11-18T11:00:00Z".parse().unwrap())));
        let alerts = Arc::<AlertBook>::default();
        let desk = open(&folder, &psa, &clock, &alerts);
        *psa.date.lock().unwrap() = Some(clock.now());
        Self {
            psa,
            clock,
            folder,
            alerts,
            desk,
            owner: Owner("1000".to_owned()),
        }
    }

    /// The program ends and starts again.
    fn restart(&mut self) {
        self.desk = open(&self.folder, &self.psa, &self.clock, &self.alerts);
    }

    /// The PC starts again, with what is on its disk.
    fn reboot(&mut self) {
        std::fs::remove_dir_all(self.folder.path().join("run")).unwrap();
        self.restart();
    }

    /// The ticket system's clock goes with ours.
    fn set(&self, now: Timestamp) {
        *self.clock.0.lock().unwrap() = now;
        *self.psa.date.lock().unwrap() = Some(now);
    }

    async fn hand_in(&self, files: &[&str]) -> DraftId {
        let id = self.desk.press();
        let mut staged = Vec::new();
        for name in files {
            let bytes = std::iter::once(name.as_bytes().to_vec());
            staged.push(
                self.desk
                    .stage(&self.owner, id, BlobKind::File, name, bytes)
                    .await
                    .unwrap()
                    .id,
            );
        }
        let mut submission = words(id, "printer");
        submission.draft.files = staged;
        self.desk.submit(&self.owner, &submission).await.unwrap();
        id
    }

    /// Works until nothing is left to do, with the time passing whenever it waits.
    async fn until_idle(&self) {
        for _ in 0..100 {
            match work(self.desk.inner()).await.unwrap() {
                Next::WaitUntil(at) => self.set(at),
                Next::Idle => return,
                Next::Do { .. } => unreachable!(),
            }
        }
        panic!("it never comes to rest");
    }

    async fn ticket(&self, id: DraftId) -> Ticket {
        let tickets = self.desk.snapshot(&self.owner).await.unwrap().tickets;
        tickets.into_iter().find(|ticket| ticket.id == id).unwrap()
    }
}

fn open<C: Clock + 'static>(
    folder: &tempfile::TempDir,
    psa: &Arc<FakePsa>,
    clock: &Arc<C>,
    alerts: &Arc<AlertBook>,
) -> Desk {
    Desk::open(DeskConfig {
        paths: Paths {
            machine: folder.path().join("machine"),
            settings_file: None,
            volatile: Some(crate::Volatile::Folder(folder.path().join("run"))),
            ..Paths::system(None, Some(folder.path().join("data")))
        },
        settings: Settings::default(),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        alerts: Arc::clone(alerts) as Arc<dyn AlertSink>,
        psa: Some(Arc::clone(psa) as Arc<dyn Psa>),
    })
    .unwrap()
}

#[tokio::test]
async fn the_order_is_ticket_number_note_and_attachments_from_the_smallest() {
    let scene = Scene::new();
    scene.hand_in(&["the larger one.txt", "small.txt"]).await;
    scene.until_idle().await;
    let books = scene.psa.books();
    let creates = books
        .calls
        .iter()
        .skip_while(|call| **call != "create ticket")
        .copied()
        .collect::<Vec<_>>();
    assert_eq!(
        creates,
        ["create ticket", "find tickets", "add note", "attach", "attach"]
    );
    assert_eq!(books.attachments[0].name, "small.txt");
}

#[tokio::test]
async fn whatever_happens_to_each_create_there_is_one_of_everything() {
    let mishaps = [
        Mishap::Unheard,
        Mishap::Lost,
        Mishap::Refused(refusal(PsaErrorKind::Unavailable)),
        Mishap::Refused(refusal(PsaErrorKind::Busy)),
    ];
    for place in 0..3 {
        for mishap in &mishaps {
            let scene = Scene::new();
            for kind in [Made::Ticket, Made::Note, Made::Attachment] {
                scene.psa.read_back(kind);
            }
            scene.psa.next((0..place).map(|_| None));
            scene.psa.next([Some(mishap.clone())]);
            let id = scene.hand_in(&["log.txt"]).await;
            scene.until_idle().await;
            assert_eq!(scene.ticket(id).await.state, State::Delivered, "{place} {mishap:?}");
            let books = scene.psa.books();
            let there = (books.tickets.len(), books.notes.len(), books.attachments.len());
            assert_eq!(there, (1, 1, 1), "{place} {mishap:?}");
        }
    }
}

/// A ticket that waits with its route decided, as in a disk image that is put back later.
async fn routed(scene: &Scene) -> DraftId {
    scene
        .psa
        .next([Some(Mishap::Refused(refusal(PsaErrorKind::Unavailable)))]);
    let id = scene.hand_in(&[]).await;
    work(scene.desk.inner()).await.unwrap();
    assert!(matches!(scene.ticket(id).await.state, State::Waiting { .. }));
    id
}

/// What was called of it since the first create.
fn since_the_first(scene: &Scene) -> Vec<&'static str> {
    let calls = &scene.psa.books().calls;
    calls
        .iter()
        .skip_while(|call| **call != "create ticket")
        .copied()
        .collect()
}

#[tokio::test]
async fn what_may_have_been_sent_since_it_was_written_is_looked_for_until_it_is_certain() {
    let mut scene = Scene::new();
    let id = routed(&scene).await;
    scene.reboot();
    let start = scene.clock.now();
    scene.until_idle().await;
    let after = since_the_first(&scene);
    assert_eq!(after[..3], ["create ticket", "find tickets", "find tickets"]);
    let again = after.iter().rposition(|call| *call == "create ticket").unwrap();
    assert!(after[1..again].iter().all(|call| *call == "find tickets"), "{after:?}");
    assert_eq!(
        after[again + 1..],
        ["find tickets", "add note"],
        "its own parts can't be there"
    );
    assert!(scene.clock.now().duration_since(start) >= SETTLED_AFTER);
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
}

#[tokio::test]
async fn a_program_that_only_starts_again_goes_on_at_once() {
    let mut scene = Scene::new();
    let id = routed(&scene).await;
    scene.restart();
    scene.until_idle().await;
    assert_eq!(since_the_first(&scene)[..2], ["create ticket", "create ticket"]);
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
}

#[tokio::test]
async fn an_outbox_that_was_put_back_sends_nothing_twice() {
    for lost in [false, true] {
        let mut scene = Scene::new();
        let id = routed(&scene).await;
        let data = scene.folder.path().join("data");
        let image = std::fs::read(data.join("outbox.db")).unwrap();
        let log = std::fs::read(data.join("outbox.db-wal")).unwrap();
        scene.until_idle().await;
        assert_eq!(scene.ticket(id).await.state, State::Delivered);
        if lost {
            scene.psa.books().notes.clear();
        }
        scene.desk = {
            let elsewhere = tempfile::tempdir().unwrap();
            open(&elsewhere, &scene.psa, &scene.clock, &scene.alerts)
        };
        std::fs::write(data.join("outbox.db"), &image).unwrap();
        std::fs::write(data.join("outbox.db-wal"), &log).unwrap();
        drop(std::fs::remove_file(data.join("outbox.db-shm")));
        scene.restart();
        scene.until_idle().await;
        assert_eq!(scene.ticket(id).await.state, State::Delivered, "{lost}");
        let books = scene.psa.books();
        assert_eq!((books.tickets.len(), books.notes.len()), (1, 1), "{lost}");
    }
}

#[tokio::test]
async fn a_window_goes_on_over_a_restart_and_starts_anew_where_the_outbox_may_be_older() {
    for reboots in [false, true] {
        let mut scene = Scene::new();
        scene.psa.next([Some(Mishap::Lost)]);
        scene.hand_in(&[]).await;
        let start = scene.clock.now();
        while scene.clock.now().duration_since(start) < SETTLED_AFTER - SignedDuration::from_mins(1) {
            let Next::WaitUntil(at) = work(scene.desk.inner()).await.unwrap() else {
                panic!()
            };
            scene.set(at);
        }
        if reboots {
            scene.reboot();
        } else {
            scene.restart();
        }
        let again = scene.clock.now();
        scene.psa.read_back(Made::Ticket);
        scene.until_idle().await;
        assert_eq!(
            scene.clock.now().duration_since(again) >= SETTLED_AFTER,
            reboots,
            "{reboots}"
        );
        assert_eq!(scene.psa.books().tickets.len(), 1);
    }
}

#[tokio::test]
async fn a_clock_that_jumps_neither_shortens_nor_prolongs_the_wait_for_certainty() {
    for jump in [SignedDuration::from_hours(30), SignedDuration::from_hours(-30)] {
        let scene = Scene::new();
        scene.psa.next([Some(Mishap::Lost)]);
        scene.psa.read_back(Made::Ticket);
        scene.hand_in(&[]).await;
        let start = scene.psa.date.lock().unwrap().unwrap();
        work(scene.desk.inner()).await.unwrap();
        *scene.clock.0.lock().unwrap() += jump;
        for _ in 0..100 {
            let Next::WaitUntil(at) = work(scene.desk.inner()).await.unwrap() else {
                break;
            };
            let slept = at.duration_since(scene.clock.now()).max(SignedDuration::from_secs(1));
            *scene.clock.0.lock().unwrap() += slept;
            *scene.psa.date.lock().unwrap().as_mut().unwrap() += slept;
        }
        let took = scene.psa.date.lock().unwrap().unwrap().duration_since(start);
        assert!(
            took >= SETTLED_AFTER && took < SETTLED_AFTER * 2,
            "{took} after a jump of {jump}"
        );
        assert_eq!(scene.psa.books().tickets.len(), 1);
    }
}

#[tokio::test]
async fn without_the_ticket_systems_time_nothing_is_sent_again() {
    let scene = Scene::new();
    scene.psa.next([Some(Mishap::Lost)]);
    let id = scene.hand_in(&[]).await;
    *scene.psa.date.lock().unwrap() = None;
    for _ in 0..30 {
        let Next::WaitUntil(at) = work(scene.desk.inner()).await.unwrap() else {
            panic!()
        };
        *scene.clock.0.lock().unwrap() = at;
    }
    assert!(scene.psa.books().tickets.is_empty());
    let state = scene.ticket(id).await.state;
    assert!(
        matches!(&state, State::Waiting { reason, .. } if reason.contains("no date")),
        "{state:?}"
    );
}

#[tokio::test]
async fn what_a_key_does_not_see_is_not_sent_again_until_it_has_seen_what_it_makes() {
    let scene = Scene::new();
    scene.psa.next([None, Some(Mishap::Unheard)]);
    *scene.psa.sees.lock().unwrap() = Some(vec![Made::Ticket]);
    let id = scene.hand_in(&["log.txt"]).await;
    scene.until_idle().await;
    let state = scene.ticket(id).await.state;
    assert!(
        matches!(&state, State::Parked { reason } if reason.starts_with("a note may be there or not: ")),
        "{state:?}"
    );
    assert_eq!(scene.psa.books().notes.len(), 1);
    assert_eq!(scene.psa.books().attachments.len(), 1, "the rest goes on");
    scene.desk.deliver_now().await.unwrap();
    scene.until_idle().await;
    assert_eq!(scene.psa.books().notes.len(), 1, "nor when somebody asks");

    // The right is given; the next note that is lost is proof enough by the first one.
    *scene.psa.sees.lock().unwrap() = None;
    scene.psa.next([None, Some(Mishap::Lost)]);
    let second = scene.hand_in(&[]).await;
    scene.until_idle().await;
    assert_eq!(
        scene.ticket(second).await.state,
        State::Parked {
            reason: state_reason(&state)
        }
    );
    scene.desk.deliver_now().await.unwrap();
    scene.until_idle().await;
    for id in [id, second] {
        assert_eq!(scene.ticket(id).await.state, State::Delivered);
    }
    assert_eq!(scene.psa.books().notes.len(), 2);
}

fn state_reason(state: &State) -> String {
    match state {
        State::Parked { reason } => reason.clone(),
        other @ (State::Sending | State::Waiting { .. } | State::Delivered) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_first_request_is_sent_after_a_restart_though_the_key_has_proven_nothing_yet() {
    let mut scene = Scene::new();
    let id = routed(&scene).await;
    *scene.psa.sees.lock().unwrap() = Some(Vec::new());
    scene.reboot();
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.psa.books().tickets.len(), 1);
}

#[tokio::test]
async fn a_look_that_is_refused_for_good_is_no_refusal_of_the_ticket() {
    let scene = Scene::new();
    scene.psa.next([Some(Mishap::Unheard)]);
    scene.psa.next_looks([Some(refusal(PsaErrorKind::Permission))]);
    let id = scene.hand_in(&[]).await;
    scene.until_idle().await;
    let state = scene.ticket(id).await.state;
    assert!(
        matches!(&state, State::Parked { reason } if reason.starts_with("it can't be looked for")),
        "{state:?}"
    );
    scene.desk.deliver_now().await.unwrap();
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.psa.books().tickets.len(), 1);
}

#[tokio::test]
async fn what_was_refused_is_tried_again_on_another_day() {
    let scene = Scene::new();
    let refused = || Some(Mishap::Refused(refusal(PsaErrorKind::Validation)));
    scene.psa.next([refused(), refused()]);
    let id = scene.hand_in(&[]).await;
    scene.until_idle().await;
    assert!(matches!(scene.ticket(id).await.state, State::Parked { .. }));
    another_day(scene.desk.inner()).await.unwrap();
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.psa.books().tickets.len(), 1);
}

#[tokio::test]
async fn a_refused_contact_is_left_out_and_a_note_says_so() {
    let dana = PersonRef::Email("dana@contoso.example".to_owned());
    let scene = Scene::with(FakePsa::new().knows(dana, vec![contact(7, 5, "Dana Reyes")]));
    let refused = |about| {
        let error = PsaError {
            about: vec![about],
            ..refusal(PsaErrorKind::Validation)
        };
        Some(Mishap::Refused(error))
    };
    scene.psa.next([refused(About::Contact), refused(About::Contact)]);
    let id = scene.hand_in(&[]).await;
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    {
        let books = scene.psa.books();
        assert_eq!(books.tickets[0].contact, None);
        let said = books.notes.last().unwrap();
        assert!(
            said.title == "Submission errors" && said.text.contains("The contact was not taken"),
            "{said:?}"
        );
    }
    scene.psa.next([refused(About::Due), refused(About::Due)]);
    let id = scene.hand_in(&[]).await;
    scene.until_idle().await;
    assert!(matches!(scene.ticket(id).await.state, State::Parked { .. }));
}

#[tokio::test]
async fn a_route_is_decided_once() {
    let mut scene = Scene::new();
    scene
        .psa
        .next([Some(Mishap::Refused(refusal(PsaErrorKind::Unavailable)))]);
    let id = scene.hand_in(&[]).await;
    work(scene.desk.inner()).await.unwrap();
    std::fs::create_dir_all(scene.folder.path().join("machine")).unwrap();
    std::fs::write(
        scene.folder.path().join("machine/rules.toml"),
        "[[rule]]\nname = \"New\"\nwhen.msg = \"printer\"\nset.subject = \"Another\"\n",
    )
    .unwrap();
    scene.restart();
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.subject, "printer");
    assert_eq!(scene.psa.books().tickets[0].title, "printer");
}

#[tokio::test]
async fn after_three_unclear_ends_it_is_looked_for_once_more_and_then_a_human_looks() {
    for last in [Mishap::Lost, Mishap::Unheard] {
        let scene = Scene::new();
        scene.psa.read_back(Made::Ticket);
        scene
            .psa
            .next([Some(Mishap::Lost), Some(Mishap::Lost), Some(last.clone())]);
        let id = scene.hand_in(&[]).await;
        scene.until_idle().await;
        let state = scene.ticket(id).await.state;
        if matches!(last, Mishap::Unheard) {
            assert_eq!(state, State::Delivered, "it was there");
            continue;
        }
        assert!(
            matches!(&state, State::Parked { reason } if reason.starts_with("it was sent three times")),
            "{state:?}"
        );
        let calls = scene.psa.books().calls.clone();
        assert_eq!(calls.iter().filter(|call| **call == "create ticket").count(), 3);
        scene.desk.deliver_now().await.unwrap();
        scene.until_idle().await;
        assert_eq!(scene.ticket(id).await.state, State::Delivered, "somebody has looked");
        assert_eq!(scene.psa.books().tickets.len(), 1);
    }
}

#[tokio::test]
async fn a_ticket_refused_for_what_was_known_yesterday_is_decided_once_more_by_itself() {
    let scene = Scene::new();
    scene
        .psa
        .next([Some(Mishap::Refused(refusal(PsaErrorKind::Validation)))]);
    let id = scene.hand_in(&["log.txt"]).await;
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.psa.books().tickets.len(), 1);
}

#[tokio::test]
async fn a_refused_note_leaves_the_rest_and_its_words_go_when_somebody_tries_again() {
    let scene = Scene::new();
    scene
        .psa
        .next([None, Some(Mishap::Refused(refusal(PsaErrorKind::Validation)))]);
    let id = scene.hand_in(&["log.txt"]).await;
    scene.until_idle().await;
    let state = scene.ticket(id).await.state;
    assert!(
        matches!(&state, State::Parked { reason } if reason.contains("a note was not taken: refused")),
        "{state:?}"
    );
    assert_eq!(scene.psa.books().attachments.len(), 1);
    assert!(scene.psa.books().notes.is_empty());
    scene.desk.deliver_now().await.unwrap();
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.psa.books().notes.len(), 1);
    assert_eq!(scene.psa.books().attachments.len(), 1);
}

#[tokio::test]
async fn a_ticket_refused_twice_is_parked_with_its_reason_and_routed_anew_when_somebody_tries_again() {
    let scene = Scene::new();
    let refused = || Some(Mishap::Refused(refusal(PsaErrorKind::Validation)));
    scene.psa.next([refused(), refused()]);
    let id = scene.hand_in(&["log.txt"]).await;
    scene.until_idle().await;
    assert_eq!(
        scene.ticket(id).await.state,
        State::Parked {
            reason: "refused".to_owned()
        }
    );
    scene.desk.deliver_now().await.unwrap();
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.psa.books().attachments.len(), 1);
}

#[tokio::test]
async fn a_refused_attachment_is_named_in_one_more_note_and_the_others_arrive() {
    let scene = Scene::new();
    scene
        .psa
        .next([None, None, Some(Mishap::Refused(refusal(PsaErrorKind::Validation)))]);
    let id = scene.hand_in(&["a.exe", "longer.txt"]).await;
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    let steps = scene.desk.steps(&scene.owner, id).await.unwrap();
    assert_eq!(steps.iter().filter(|step| step.state == "parked").count(), 1);
    let books = scene.psa.books();
    assert_eq!(books.attachments.len(), 1);
    let told = books.notes.last().unwrap();
    assert!(
        told.title == "Attachments" && told.text.contains("a.exe: refused"),
        "{told:?}"
    );
}

#[tokio::test]
async fn while_another_program_delivers_this_one_only_looks_again_later() {
    let scene = Scene::new();
    let held = Lock::take(&scene.folder.path().join("data")).unwrap().unwrap();
    scene.hand_in(&[]).await;
    let next = work(scene.desk.inner()).await.unwrap();
    assert_eq!(next, Next::WaitUntil(scene.clock.now() + OTHER_DELIVERS));
    assert!(scene.psa.books().tickets.is_empty());
    drop(held);
    scene.until_idle().await;
    assert_eq!(scene.psa.books().tickets.len(), 1);
}

#[tokio::test]
async fn the_end_of_a_refused_keys_rest_is_waited_for_although_nothing_else_is_due() {
    let scene = Scene::new();
    let rested = scene.clock.now() + SignedDuration::from_hours(6);
    *scene.psa.key_rests.lock().unwrap() = Some(rested);
    assert_eq!(work(scene.desk.inner()).await.unwrap(), Next::WaitUntil(rested));
    *scene.psa.key_rests.lock().unwrap() = None;
    assert_eq!(work(scene.desk.inner()).await.unwrap(), Next::Idle);
}

#[tokio::test]
async fn a_second_ticket_under_one_key_is_told_although_nothing_had_to_be_looked_for() {
    let scene = Scene::new();
    // The number can't be read at first, and meanwhile there is another one.
    scene.psa.next_looks([Some(refusal(PsaErrorKind::Unavailable))]);
    let id = scene.hand_in(&[]).await;
    work(scene.desk.inner()).await.unwrap();
    let twin = scene.psa.books().tickets[0].clone();
    scene.psa.books().tickets.push(twin);
    assert_eq!(scene.alerts.take(), []);
    scene.until_idle().await;
    assert_eq!(scene.ticket(id).await.state, State::Delivered);
    assert_eq!(scene.alerts.take(), [AlertId::SeveralTickets]);
}

/// Its first sleeper falls over, its second wakes at once, and all others sleep on.
struct Tripping(Mutex<Vec<Timestamp>>);

#[async_trait]
impl Clock for Tripping {
    fn now(&self) -> Timestamp {
        "2026-11-18T11:00:00Z".parse().unwrap()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let sleepers = {
            let mut sleepers = self.0.lock().unwrap();
            sleepers.push(at);
            sleepers.len()
        };
        match sleepers {
            1 => panic!("on purpose"),
            2 => {}
            _ => std::future::pending::<()>().await,
        }
    }
}

#[tokio::test]
async fn after_a_courier_has_fallen_over_another_one_delivers_a_minute_later() {
    let folder = tempfile::tempdir().unwrap();
    let (psa, clock) = (Arc::new(FakePsa::new()), Arc::new(Tripping(Mutex::default())));
    *psa.date.lock().unwrap() = Some(clock.now());
    let desk = open(&folder, &psa, &clock, &Arc::default());
    let courier = tokio::spawn({
        let desk = desk.clone();
        async move { desk.run_courier().await }
    });
    let is_idle = async || {
        while clock.0.lock().unwrap().len() < 3 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), is_idle()).await.unwrap();
    assert_eq!(clock.0.lock().unwrap()[1], clock.now() + A_MINUTE);
    let owner = Owner("1000".to_owned());
    desk.submit(&owner, &words(desk.press(), "printer")).await.unwrap();
    let is_there = async || {
        while psa.books().tickets.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), is_there()).await.unwrap();
    courier.abort();
    // Whoever watches a folder has to be gone before it is (Wine).
    assert!(courier.await.unwrap_err().is_cancelled());
}
