//! The courier against a ticket system in memory, with a clock moved by hand.

use std::sync::Mutex;

use async_trait::async_trait;

use crate::desk::{Desk, DeskConfig};
use crate::fake::{FakePsa, Mishap, refusal};
use crate::psa::{Psa, PsaErrorKind};
use crate::{
    BlobKind, Clock, Draft, DraftId, Facts, KnownBy, Owner, Paths, Requester, Settings, State, Submission, Ticket,
};

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
    desk: Desk,
    owner: Owner,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let psa = Arc::new(FakePsa::new());
        let clock = Arc::new(At(Mutex::new("2026-11-18T11:00:00Z".parse().unwrap())));
        let desk = open(&folder, &psa, &clock);
        Self {
            psa,
            clock,
            folder,
            desk,
            owner: Owner("1000".to_owned()),
        }
    }

    /// The program ends and starts again.
    fn restart(&mut self) {
        self.desk = open(&self.folder, &self.psa, &self.clock);
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
        let submission = Submission {
            draft: Draft {
                id,
                message: "printer".to_owned(),
                subject: None,
                selections: Vec::new(),
                requester: Requester {
                    name: "Dana Reyes".to_owned(),
                    email: "dana@contoso.example".to_owned(),
                    phone: String::new(),
                    known_by: KnownBy::Typed,
                },
                files: staged,
            },
            pictures: Vec::new(),
            facts: Facts::default(),
            remarks: Vec::new(),
        };
        self.desk.submit(&self.owner, &submission).await.unwrap();
        id
    }

    /// Works until nothing is left to do, with the time passing whenever it waits.
    async fn until_idle(&self) {
        for _ in 0..100 {
            match work(self.desk.inner()).await.unwrap() {
                Next::WaitUntil(at) => *self.clock.0.lock().unwrap() = at,
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

fn open(folder: &tempfile::TempDir, psa: &Arc<FakePsa>, clock: &Arc<At>) -> Desk {
    Desk::open(DeskConfig {
        paths: Paths {
            machine: folder.path().join("machine"),
            settings_file: None,
            ..Paths::system(None, Some(folder.path().join("data")))
        },
        settings: Settings::default(),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
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
    assert_eq!(creates, ["create ticket", "number", "add note", "attach", "attach"]);
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

#[tokio::test]
async fn what_the_run_before_may_have_sent_is_looked_for_before_it_is_sent() {
    let mut scene = Scene::new();
    // The ticket waits with its route decided, as in a disk image that is put back later.
    scene
        .psa
        .next([Some(Mishap::Refused(refusal(PsaErrorKind::Unavailable)))]);
    let id = scene.hand_in(&[]).await;
    work(scene.desk.inner()).await.unwrap();
    assert!(matches!(scene.ticket(id).await.state, State::Waiting { .. }));
    scene.restart();
    scene.until_idle().await;
    let books = scene.psa.books();
    let after = books
        .calls
        .iter()
        .skip_while(|call| **call != "create ticket")
        .copied()
        .collect::<Vec<_>>();
    assert_eq!(after[..3], ["create ticket", "find tickets", "create ticket"]);
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
async fn three_unclear_ends_are_one_for_a_human() {
    let scene = Scene::new();
    scene
        .psa
        .next([Some(Mishap::Lost), Some(Mishap::Lost), Some(Mishap::Lost)]);
    let id = scene.hand_in(&[]).await;
    scene.until_idle().await;
    let parked = scene.ticket(id).await;
    assert!(
        matches!(&parked.state, State::Parked { reason } if reason == "the connection broke"),
        "{parked:?}"
    );
    assert_eq!(
        scene
            .psa
            .books()
            .calls
            .iter()
            .filter(|call| **call == "create ticket")
            .count(),
        3
    );
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
    let held = Lock::take(&scene.folder.path().join("data")).unwrap();
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
