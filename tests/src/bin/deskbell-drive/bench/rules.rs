//! The rules: checking a file and one evaluation, beside the same rules in CEL and in Rhai. All three look at the same
//! message and must choose the same queue; CEL and Rhai get the message in small letters and their patterns compiled
//! beforehand, which costs them nothing here, and give no explanation, which Deskbell always does.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, ensure};
use cel::extractors::This;
use deskbell_dispatch::{Input, Variable, check};
use regex::Regex;
use rhai::{Engine, ImmutableString, Scope};
use serde_json::json;

use super::RUNS;
use super::figures::{Figures, timed};
use super::report::Report;

/// How many rules.
const SIZES: [usize; 3] = [10, 100, 1_000];

/// How often the rules run for one figure: one pass over ten rules is too short for the clock.
const PASSES: u32 = 20;

/// In characters, of the message.
const LENGTH: usize = 2_000;

/// What one engine took, in milliseconds: to read the rules once, and for one pass.
struct Taken {
    load: Figures,
    pass: Figures,
    queue: String,
}

/// Measures all sizes.
pub fn measure(report: &mut Report) -> Result<()> {
    let message = message();
    let mut section = serde_json::Map::new();
    let mut ours_by_size = Vec::new();
    for size in SIZES {
        let rules: Vec<Rule> = (0..size).map(Rule::numbered).collect();
        let ours = deskbell(&rules, &message)?;
        let cel = in_cel(&rules, &message).context("CEL")?;
        let rhai = in_rhai(&rules, &message).context("Rhai")?;
        ensure!(
            ours.queue == cel.queue && ours.queue == rhai.queue,
            "{size} rules: Deskbell chose {:?}, CEL {:?}, Rhai {:?}",
            ours.queue,
            cel.queue,
            rhai.queue
        );
        for (engine, taken) in [("Deskbell", &ours), ("CEL", &cel), ("Rhai", &rhai)] {
            report.row(
                &format!("rules, {size} in {engine}"),
                format!(
                    "check {:.2} ms, one ticket {:.3} ms (p95 {:.3} ms)",
                    taken.load.median(),
                    taken.pass.median(),
                    taken.pass.p95()
                ),
            );
            section.insert(
                format!("{engine} {size}"),
                json!({ "check_ms": taken.load.json(), "ticket_ms": taken.pass.json() }),
            );
        }
        if size == 1_000 {
            report.goal("1,000 rules, one ticket, ms", ours.pass.median(), 1.0);
            report.goal("1,000 rules, check, ms", ours.load.median(), 50.0);
            report.goal(
                "1,000 rules, ticket, as a part of CEL's time",
                ours.pass.median() / cel.pass.median(),
                1.0,
            );
            report.goal(
                "1,000 rules, ticket, as a part of Rhai's time",
                ours.pass.median() / rhai.pass.median(),
                1.0,
            );
        }
        ours_by_size.push(ours.pass.median());
    }
    if let [_, hundred, thousand] = ours_by_size.as_slice() {
        // Ten times the rules take ten times as long, give or take what the caches do.
        report.goal("rules, growth from 100 to 1,000, times", thousand / hundred, 15.0);
    }
    report.section("rules", section.into());
    Ok(())
}

/// One rule, as all three can say it: 70 % contains or word, 20 % wildcards, 10 % regular expressions. One in fifty
/// matches.
struct Rule {
    number: usize,
    kind: Kind,
}

enum Kind {
    Contains(String),
    Word(String),
    Wildcard(String, String),
    Regex(String),
}

impl Rule {
    fn numbered(number: usize) -> Self {
        let subject = [
            "printer",
            "outlook",
            "teams",
            "monitor",
            "vpn tunnel",
            "invoice",
            "backup",
        ][number % 7];
        let kind = match number % 10 {
            // Their words stand in the message.
            0 if number.is_multiple_of(50) => Kind::Word("second floor".to_owned()),
            0 | 2 | 4 => Kind::Word(format!("{subject} {number}")),
            1 | 3 | 5 | 6 => Kind::Contains(format!("{subject} error {number}")),
            7 | 8 => Kind::Wildcard(subject.to_owned(), format!("fails {number}")),
            _ => Kind::Regex(format!(r"{subject}[- ]?0x{number}[0-9a-f]+")),
        };
        Self { number, kind }
    }

    fn queue(&self) -> String {
        format!("Queue {}", self.number)
    }

    /// Line of `when` in rules.toml.
    fn in_toml(&self) -> String {
        match &self.kind {
            Kind::Contains(text) => format!("{{ contains = \"{text}\" }}"),
            Kind::Word(text) => format!("{{ word = \"{text}\" }}"),
            Kind::Wildcard(first, second) => format!("\"*{first}*{second}*\""),
            Kind::Regex(pattern) => format!("{{ regex = '{pattern}' }}"),
        }
    }

    /// The same as an expression over `msg`; a `like` is a regular expression.
    fn as_expression(&self) -> String {
        match &self.kind {
            Kind::Contains(text) => format!("msg.contains(\"{text}\")"),
            Kind::Word(_) | Kind::Wildcard(..) | Kind::Regex(_) => format!("msg.like(\"{}\")", self.number),
        }
    }

    /// The regular expression that `like` looks up, compiled.
    fn pattern(&self) -> Option<Result<(String, Regex)>> {
        let pattern = match &self.kind {
            Kind::Contains(_) => return None,
            Kind::Word(text) => format!(r"\b{text}\b"),
            Kind::Wildcard(first, second) => format!(r"(?s)\A.*{first}.*{second}.*\z"),
            Kind::Regex(pattern) => pattern.clone(),
        };
        Some(
            Regex::new(&pattern)
                .map(|regex| (self.number.to_string(), regex))
                .map_err(Into::into),
        )
    }
}

fn deskbell(rules: &[Rule], message: &str) -> Result<Taken> {
    let mut text = "[default]\nqueue = \"Service Desk\"\n".to_owned();
    for rule in rules {
        writeln!(
            text,
            "[[rule]]\nname = \"{}\"\nwhen.msg = {}\nset.queue = \"{}\"",
            rule.number,
            rule.in_toml(),
            rule.queue()
        )?;
    }
    let checked = check("rules.toml", &text)
        .rules
        .context("Deskbell's rules have errors")?;
    let mut input = Input::default();
    input.values.insert(Variable::Msg, vec![message.to_owned()]);
    let (route, _) = checked.run(&input);
    let queue = route.fields.get(&Variable::Queue).map(|set| set.value.to_string());
    Ok(Taken {
        load: loads(|| check("rules.toml", black_box(&text))),
        pass: passes(|| checked.run(black_box(&input))),
        queue: queue.unwrap_or_default(),
    })
}

fn in_cel(rules: &[Rule], message: &str) -> Result<Taken> {
    let compiled = || -> Result<Vec<(cel::Program, String)>> {
        let one = |rule: &Rule| {
            let program = cel::Program::compile(&rule.as_expression()).map_err(|error| anyhow!("{error}"))?;
            Ok((program, rule.queue()))
        };
        rules.iter().map(one).collect()
    };
    let programs = compiled()?;
    let patterns = patterns(rules)?;
    let mut context = cel::Context::default();
    let known = context.add_function("like", move |This(text): This<Arc<String>>, pattern: Arc<String>| {
        patterns
            .get(pattern.as_str())
            .is_some_and(|pattern| pattern.is_match(&text))
    });
    known.map_err(|error| anyhow!("{error}"))?;
    context
        .add_variable("msg", message.to_lowercase())
        .map_err(|error| anyhow!("{error}"))?;
    let pass = || {
        let mut queue = "Service Desk";
        for (program, chosen) in &programs {
            if program.execute(&context)? == cel::Value::Bool(true) {
                queue = chosen;
            }
        }
        Ok::<_, cel::ExecutionError>(queue.to_owned())
    };
    Ok(Taken {
        load: loads(|| compiled().map(|programs| programs.len())),
        queue: pass().map_err(|error| anyhow!("{error}"))?,
        pass: passes(|| pass().is_ok()),
    })
}

fn in_rhai(rules: &[Rule], message: &str) -> Result<Taken> {
    let mut engine = Engine::new();
    let patterns = patterns(rules)?;
    engine.register_fn("like", move |text: ImmutableString, pattern: ImmutableString| {
        patterns
            .get(pattern.as_str())
            .is_some_and(|pattern| pattern.is_match(&text))
    });
    let mut script = "let queue = \"Service Desk\";\n".to_owned();
    for rule in rules {
        writeln!(
            script,
            "if {} {{ queue = \"{}\"; }}",
            rule.as_expression(),
            rule.queue()
        )?;
    }
    script.push_str("queue\n");
    let compiled = engine.compile(&script).map_err(|error| anyhow!("{error}"))?;
    let message = ImmutableString::from(message.to_lowercase());
    let pass = || {
        let mut scope = Scope::new();
        scope.push("msg", message.clone());
        engine.eval_ast_with_scope::<String>(&mut scope, &compiled)
    };
    Ok(Taken {
        load: loads(|| engine.compile(black_box(&script)).is_ok()),
        queue: pass().map_err(|error| anyhow!("{error}"))?,
        pass: passes(|| pass().is_ok()),
    })
}

fn patterns(rules: &[Rule]) -> Result<HashMap<String, Regex>> {
    rules.iter().filter_map(Rule::pattern).collect()
}

fn loads<T>(mut load: impl FnMut() -> T) -> Figures {
    Figures::of((0..RUNS).map(|_| timed(|| black_box(load())).1).collect())
}

fn passes<T>(mut pass: impl FnMut() -> T) -> Figures {
    let one = |_| {
        let all = timed(|| {
            for _ in 0..PASSES {
                black_box(pass());
            }
        });
        all.1 / f64::from(PASSES)
    };
    Figures::of((0..RUNS).map(one).collect())
}

/// What somebody writes who has much to tell.
fn message() -> String {
    let sentences = "Since this morning the printer on the second floor prints every page twice, and Outlook asks for \
                     my password each time I open an invoice. I restarted the PC, the monitor stayed dark for a \
                     minute, and then Teams told me that the licence had expired. My colleague says that the backup \
                     runs at this hour; could it be the WiFi? ";
    sentences.chars().cycle().take(LENGTH).collect()
}
