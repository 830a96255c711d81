//! The kill matrix: every step boundary of a ticket, times what goes wrong on the PC, times what the server does.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use serde::Deserialize;

use super::cell::{self, Behaviour, Ending, Mishap, Rehearsal, Target};
use super::disk::{Blow, Left};
use super::station::Station;
use super::{runtime, say};

const TABLE: &str = include_str!("matrix.toml");
/// With fewer step boundaries than this, the run is not recorded as it must be.
const FEWEST_POINTS: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Axes {
    behaviour: Vec<Behaviour>,
    target: Vec<Target>,
    mishap: Vec<MishapKind>,
}

/// What goes wrong on the PC. Where there are several ways, each cell has one of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MishapKind {
    name: String,
    letter: char,
    blow: Vec<BlowName>,
    left: Vec<LeftName>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum BlowName {
    Kill,
    Full,
    BrokenOnce,
    Broken,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum LeftName {
    Written,
    Synced,
    Torn,
}

/// A cell that was played.
struct Played {
    behaviour: usize,
    target: usize,
    mishap: usize,
    point: String,
    /// `None`: it can't happen, or can't end differently from others.
    ending: Option<Result<Ending, String>>,
}

#[test]
fn wherever_it_ends_whatever_the_server_does_all_is_there_once() {
    let axes: Axes = toml::from_str(TABLE).unwrap();
    // Where the server does nothing wrong, it does so to everything.
    let differs = |(behaviour, target): &(usize, usize)| *behaviour > 0 || *target == 0;
    let pairs = (0..axes.target.len())
        .flat_map(|target| (0..axes.behaviour.len()).map(move |behaviour| (behaviour, target)))
        .filter(differs);
    let pairs = Mutex::new(pairs.collect::<VecDeque<_>>());
    let played = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((behaviour, target)) = { pairs.lock().unwrap().pop_front() } {
                    let cells = play_all(&axes, behaviour, target);
                    let bad = cells.iter().filter_map(|cell| cell.complaint(&axes));
                    let (how, whose) = (&axes.behaviour[behaviour].name, &axes.target[target].name);
                    println!("{how}, {whose}: {:?}", bad.collect::<Vec<_>>());
                    played.lock().unwrap().extend(cells);
                }
            });
        }
    });
    let played = played.into_inner().unwrap();
    for target in 0..axes.target.len() {
        say(&grid(&axes, target, &played));
    }
    let bad: Vec<String> = played.iter().filter_map(|cell| cell.complaint(&axes)).collect();
    let cells = played.iter().filter(|cell| cell.ending.is_some()).count();
    say(&format!("{cells} cells, {} bad", bad.len()));
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// All cells of a behaviour and a target.
fn play_all(axes: &Axes, behaviour: usize, target: usize) -> Vec<Played> {
    let runtime = runtime();
    let (how, whose) = (&axes.behaviour[behaviour], &axes.target[target]);
    let mut station = runtime.block_on(Station::new());
    let rehearsal = runtime.block_on(Rehearsal::of(&mut station, how, whose));
    let plain = runtime.block_on(Rehearsal::of(&mut station, &axes.behaviour[0], whose));
    let whole = is_whole();
    assert!(rehearsal.names.len() >= FEWEST_POINTS, "{:?}", rehearsal.names);
    let mut played = Vec::new();
    for (at, point) in rehearsal.names.iter().enumerate() {
        for (place, kind) in axes.mishap.iter().enumerate() {
            let mut seed = DefaultHasher::new();
            (&how.name, &whose.name, point, place).hash(&mut seed);
            let mishap = kind.drawn(at, seed.finish());
            if !(whole || rehearsal.is_its_own(mishap, how, whose, &plain)) || !rehearsal.can_happen(mishap) {
                played.push(Played {
                    behaviour,
                    target,
                    mishap: place,
                    point: point.clone(),
                    ending: None,
                });
                continue;
            }
            let playing =
                AssertUnwindSafe(|| runtime.block_on(cell::play(&mut station, how, whose, &rehearsal, mishap)));
            let ending = catch_unwind(playing).unwrap_or_else(|panic| {
                let text = panic
                    .downcast_ref::<String>()
                    .map_or("it panicked", String::as_str)
                    .to_owned();
                Err(text)
            });
            if ending.is_err() {
                station = runtime.block_on(Station::new());
            }
            played.push(Played {
                behaviour,
                target,
                mishap: place,
                point: point.clone(),
                ending: Some(ending),
            });
        }
    }
    played
}

/// Whether the cells that can't end differently from others are played, too.
#[expect(clippy::disallowed_methods, reason = "for whoever wants to see it once")]
fn is_whole() -> bool {
    std::env::var_os("DESKBELL_WHOLE_MATRIX").is_some()
}

impl MishapKind {
    fn drawn(&self, at: usize, seed: u64) -> Mishap {
        let pick = |ways: usize| usize::try_from(seed % 1024).unwrap() % ways;
        Mishap {
            at,
            blow: match self.blow[pick(self.blow.len())] {
                BlowName::Kill => Blow::Kill,
                BlowName::Full => Blow::Full,
                BlowName::BrokenOnce => Blow::BrokenOnce,
                BlowName::Broken => Blow::Broken,
            },
            left: match self.left[pick(self.left.len())] {
                LeftName::Written => Left::Written,
                LeftName::Synced => Left::Synced,
                LeftName::Torn => Left::Torn(seed),
            },
            has_volatile: seed & (1 << 20) != 0,
        }
    }
}

impl Played {
    fn complaint(&self, axes: &Axes) -> Option<String> {
        let error = self.ending.as_ref()?.as_ref().err()?;
        Some(format!(
            "{} at {:?}, {:?} for {}:\n    {error}",
            axes.mishap[self.mishap].name,
            self.point,
            axes.behaviour[self.behaviour].name,
            axes.target[self.target].name
        ))
    }

    fn letter(&self) -> char {
        match self.ending {
            Some(Ok(Ending::Delivered)) => '1',
            Some(Ok(Ending::Parked)) => 'P',
            Some(Ok(Ending::NotSaved)) => '0',
            Some(Err(_)) => 'X',
            None => '·',
        }
    }
}

/// A row for each point, a group of columns for each behaviour.
fn grid(axes: &Axes, target: usize, played: &[Played]) -> String {
    let mut text = format!(
        "\nThe server's behaviour concerns the first create of {}.\n",
        axes.target[target].name
    );
    for (place, behaviour) in axes.behaviour.iter().enumerate() {
        let _ = writeln!(text, "  {}: {}", place + 1, behaviour.name);
    }
    for mishap in &axes.mishap {
        let _ = writeln!(text, "  {}: {}", mishap.letter, mishap.name);
    }
    text.push_str(
        "  1: all is there once. 0: it was not saved, and isn't there. P: parked. X: bad. ·: can't happen, or is as another cell.\n\n",
    );
    let letters: String = axes.mishap.iter().map(|mishap| mishap.letter).collect();
    let mut rows: Vec<&str> = Vec::new();
    let mut cells: BTreeMap<(&str, usize, usize), char> = BTreeMap::new();
    for behaviour in 0..axes.behaviour.len() {
        let mut after = None;
        for cell in played
            .iter()
            .filter(|cell| (cell.target, cell.behaviour) == (target, behaviour))
        {
            let place = rows.iter().position(|row| *row == cell.point).unwrap_or_else(|| {
                let place = after.map_or(0, |after| after + 1);
                rows.insert(place, &cell.point);
                place
            });
            after = Some(place);
            if cell.ending.is_some() {
                cells.insert((&cell.point, behaviour, cell.mishap), cell.letter());
            }
        }
    }
    rows.retain(|row| cells.keys().any(|(point, ..)| point == row));
    let width = rows.iter().map(|row| row.chars().count()).max().unwrap_or_default();
    let heads: Vec<String> = (1..=axes.behaviour.len())
        .map(|number| format!("{number:<4}"))
        .collect();
    let _ = writeln!(text, "{:width$}  {}", "", heads.join(" "));
    let _ = writeln!(text, "{:width$}  {}", "", vec![letters; axes.behaviour.len()].join(" "));
    for row in rows {
        let group = |behaviour| {
            let letter = |mishap| cells.get(&(row, behaviour, mishap)).copied().unwrap_or('·');
            (0..axes.mishap.len()).map(letter).collect::<String>()
        };
        let groups: Vec<String> = (0..axes.behaviour.len()).map(group).collect();
        let _ = writeln!(text, "{row:width$}  {}", groups.join(" "));
    }
    text
}
