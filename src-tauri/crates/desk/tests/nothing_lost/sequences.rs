//! Any sequence of what can happen to a PC and its network: in the end no ticket is lost, and none is there twice.

use std::collections::BTreeSet;
use std::sync::Arc;

use autotask_sim::Fault;
use deskbell_desk::{DraftId, State};
use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::disk::{self, Blow, Disk, Image, Left};
use super::runtime;
use super::station::{Pc, Program, Request, Station, Stop};
use super::trace::Trace;

/// How many sequences; `DESKBELL_SEQUENCES` asks for more.
const SEQUENCES: u32 = 24;
/// How often a person presses "try again" in the end, before they call somebody.
const TRIES: u32 = 4;

#[derive(Debug, Clone)]
enum Happening {
    /// Somebody presses Send.
    Add { everything: bool },
    /// It delivers, up to this many step boundaries further, and then ends like that.
    Works { for_boundaries: usize, ends: End },
    /// It delivers for as long as there is something to do.
    WorksOff,
    /// Both clocks.
    TimePasses { minutes: i64 },
    /// The PC's alone.
    ClockJumps { minutes: i64 },
    /// The next calls go wrong.
    NetworkFlaps { how: &'static str, times: u32 },
    /// An admin changes something.
    SettingsChange { customers_see_attachments: bool },
    /// While it does not run, its data are copied.
    ImageIsMade,
    /// While it does not run, the copy is put back.
    ImageIsPutBack,
}

#[derive(Debug, Clone, Copy)]
enum End {
    Killed,
    PowerCut,
    PowerCutTorn(u64),
}

/// What must be there in the end.
struct Expected {
    id: DraftId,
    /// Whether it was in the outbox when the image was made.
    is_in_image: bool,
    /// It was in no outbox any more after an image was put back, so that it may be there or not.
    may_be_lost: bool,
}

fn happening() -> impl Strategy<Value = Happening> {
    let end = prop_oneof![
        Just(End::Killed),
        Just(End::PowerCut),
        any::<u64>().prop_map(End::PowerCutTorn)
    ];
    let how = prop::sample::select(vec![
        "down",
        "reset_before_commit",
        "commit_then_reset",
        "commit_then_500",
        "commit_late",
        "429",
        "garbage",
        "truncated_body",
    ]);
    prop_oneof![
        4 => any::<bool>().prop_map(|everything| Happening::Add { everything }),
        6 => (0_usize..50, end).prop_map(|(for_boundaries, ends)| Happening::Works { for_boundaries, ends }),
        1 => Just(Happening::WorksOff),
        2 => (0_i64..12).prop_map(|minutes| Happening::TimePasses { minutes }),
        2 => (-3000_i64..3000).prop_map(|minutes| Happening::ClockJumps { minutes }),
        4 => (how, 1_u32..4).prop_map(|(how, times)| Happening::NetworkFlaps { how, times }),
        1 => any::<bool>().prop_map(|yes| Happening::SettingsChange { customers_see_attachments: yes }),
        2 => Just(Happening::ImageIsMade),
        2 => Just(Happening::ImageIsPutBack),
    ]
}

#[test]
fn any_sequence_of_mishaps_ends_with_each_ticket_once() {
    let mut config = Config::with_cases(sequences());
    config.failure_persistence = None;
    config.max_shrink_iters = 200;
    let runtime = runtime();
    let station = std::cell::RefCell::new(runtime.block_on(Station::new()));
    let played = TestRunner::new(config).run(
        &(prop::collection::vec(happening(), 1..14), any::<bool>()),
        |(happenings, has_volatile)| {
            let ending = runtime.block_on(play(&mut station.borrow_mut(), &happenings, has_volatile));
            ending.map_err(TestCaseError::fail)
        },
    );
    if let Err(error) = played {
        panic!("{error}");
    }
}

#[expect(clippy::disallowed_methods, reason = "for long runs by hand")]
fn sequences() -> u32 {
    let asked = std::env::var("DESKBELL_SEQUENCES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(SEQUENCES)
}

/// A PC and what has happened to it.
struct Life<'a> {
    pc: Pc<'a>,
    program: Option<Program>,
    expected: Vec<Expected>,
    image: Option<Image>,
}

async fn play(station: &mut Station, happenings: &[Happening], has_volatile: bool) -> Result<(), String> {
    let mut pc = station.pc(Trace::default(), Blow::Kill);
    pc.has_volatile = has_volatile;
    let mut life = Life {
        pc,
        program: None,
        expected: Vec::new(),
        image: None,
    };
    for happening in happenings {
        life.meet(happening).await?;
    }
    life.all_is_well_again().await
}

impl Life<'_> {
    async fn meet(&mut self, happening: &Happening) -> Result<(), String> {
        match *happening {
            Happening::Add { everything } => self.add(everything).await?,
            Happening::Works { for_boundaries, ends } => self.work(for_boundaries, ends).await,
            Happening::WorksOff => {
                self.run().await;
            }
            Happening::TimePasses { minutes } => self.pc.pass(SignedDuration::from_mins(minutes)),
            Happening::ClockJumps { minutes } => self.pc.clock.advance(SignedDuration::from_mins(minutes)),
            Happening::NetworkFlaps { how, times } => {
                let fault = json!({ "fault": how, "times": times, "ms": 290_000 });
                let fault: Fault = serde_json::from_value(fault).unwrap();
                self.pc.station.simulator().fault(fault);
            }
            Happening::SettingsChange {
                customers_see_attachments: yes,
            } => self.pc.write_settings(&format!("customers_see_attachments = {yes}")),
            Happening::ImageIsMade => {
                self.close().await;
                self.image = Some(disk::read(&self.pc.paths().data));
                self.expected
                    .iter_mut()
                    .for_each(|expected| expected.is_in_image = true);
            }
            Happening::ImageIsPutBack => self.put_image_back().await,
        }
        Ok(())
    }

    async fn add(&mut self, everything: bool) -> Result<(), String> {
        self.start().await;
        let program = self.program.as_ref().unwrap();
        let mut request = if everything {
            Request::with_everything(&program.desk)
        } else {
            Request::in_words(&program.desk, "The printer is on fire.")
        };
        let receipt = self.pc.hand_in(program, &mut request).await.unwrap();
        let receipt = receipt.map_err(|error| format!("not saved: {error:?}"))?;
        self.expected.push(Expected {
            id: receipt.id,
            is_in_image: false,
            may_be_lost: false,
        });
        Ok(())
    }

    async fn start(&mut self) {
        if self.program.is_none() {
            self.program = Some(self.pc.start().await.runs());
        }
    }

    async fn run(&mut self) -> Stop {
        self.start().await;
        let mut program = self.program.take().unwrap();
        let stop = self.pc.run(&mut program).await;
        self.program = Some(program);
        stop
    }

    async fn work(&mut self, for_boundaries: usize, ends: End) {
        self.start().await;
        self.pc.trace.arm(for_boundaries);
        let stop = self.run().await;
        self.pc.trace.disarm();
        let mut program = self.program.take().unwrap();
        if let Stop::AtRest(_) = stop {
            self.program = Some(program);
            return;
        }
        self.pc.end(&mut program).await;
        let disk = Arc::clone(&program.disk);
        drop(program);
        self.lies_still(&disk, ends);
    }

    fn lies_still(&mut self, disk: &Disk, ends: End) {
        let left = match ends {
            End::Killed => Left::Written,
            End::PowerCut => Left::Synced,
            End::PowerCutTorn(seed) => Left::Torn(seed),
        };
        self.pc.restarts_with(disk, left);
    }

    /// An orderly end.
    async fn close(&mut self) {
        if let Some(program) = self.program.take() {
            let left = self.pc.close(program).await;
            self.pc.goes_on_with(&left);
        }
    }

    async fn put_image_back(&mut self) {
        let Some(image) = self.image.clone() else { return };
        self.close().await;
        self.pc.goes_on_with(&image);
        for expected in &mut self.expected {
            expected.may_be_lost |= !expected.is_in_image;
        }
    }

    async fn all_is_well_again(&mut self) -> Result<(), String> {
        self.pc.station.simulator().clear_faults();
        let mut tickets = Vec::new();
        for _ in 0..TRIES {
            let Stop::AtRest(now) = self.run().await else {
                return Err("killed without a trap".to_owned());
            };
            tickets = now;
            if tickets.iter().all(|ticket| ticket.state == State::Delivered) {
                break;
            }
            let program = self.program.as_mut().unwrap();
            self.pc.try_again(program).await;
        }
        let made = self.pc.station.simulator().tickets();
        for Expected { id, may_be_lost, .. } in &self.expected {
            let key = id.to_string();
            let ours: Vec<_> = made
                .iter()
                .filter(|ticket| ticket.external_id.as_ref() == Some(&key))
                .collect();
            let listed = tickets.iter().find(|ticket| ticket.id == *id);
            match (ours.as_slice(), listed) {
                ([ticket], Some(listed)) if listed.state == State::Delivered => {
                    let different: BTreeSet<_> = ticket.notes.iter().map(|note| &note.title).collect();
                    if different.len() < ticket.notes.len() {
                        return Err(format!("a note is there twice: {:?}", ticket.notes));
                    }
                }
                ([] | [_], None) if *may_be_lost => {}
                (ours, listed) => return Err(format!("{} tickets, listed as {listed:?}", ours.len())),
            }
        }
        let strangers = made.len()
            - self
                .expected
                .iter()
                .filter(|expected| {
                    let key = expected.id.to_string();
                    made.iter().any(|ticket| ticket.external_id.as_ref() == Some(&key))
                })
                .count();
        if strangers > 0 {
            return Err(format!("{strangers} tickets too many"));
        }
        let mut program = self.program.take().unwrap();
        self.pc.end(&mut program).await;
        Ok(())
    }
}
