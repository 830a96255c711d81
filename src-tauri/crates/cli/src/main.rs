//! `deskbell-admin`: Deskbell for admins, scripts and RMMs. One file per command; everything goes through
//! [`deskbell_desk::Desk`], as it does for the form.

mod commands;
mod ending;
mod exit;
mod machine;
mod output;
mod place;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use deskbell_desk::DeskError;
use serde::Serialize;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use commands::connect::Connect;
use commands::facts::Facts;
use commands::form::FormCommand;
use commands::health::Health;
use commands::outbox::OutboxCommand;
use commands::practice::Practice;
use commands::rules::RulesCommand;
use commands::settings::Settings;
use commands::submit::Submit;
use exit::Exit;
use place::Place;

const EXIT_CODES: &str = "\
Examples:
  deskbell-admin practice
  sudo deskbell-admin connect
  deskbell-admin rules test rules.toml
  deskbell-admin submit --message \"The backup of last night failed\" --json

Exit codes: 0 sent, or fine; 1 failed; 2 bad input; 3 saved but not yet sent; 4 rejected by a
rule; 5 parked, needs a human. Each command's --help says which of them it has.
Results go to standard output, messages to standard error. With --json, errors are JSON too,
and so are those of the arguments:
{error: {code, message, fields}, exit}.";

/// A program that waits seconds where minutes are needed says so.
const VERSION: &str = if cfg!(feature = "short-window") {
    concat!(env!("CARGO_PKG_VERSION"), " with short-window: never for real tickets")
} else {
    env!("CARGO_PKG_VERSION")
};

/// Deskbell for admins, scripts and RMMs
#[derive(Debug, Parser)]
#[command(name = "deskbell-admin", version = VERSION, after_help = EXIT_CODES)]
struct Cli {
    /// Use this settings file; rules.toml and the secret lie beside it
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Keep the outbox and what is remembered of the person here
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Say on standard error what is being done
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Practice(Practice),
    Connect(Connect),
    Submit(Submit),
    Facts(Facts),
    Settings(Settings),
    #[command(subcommand)]
    Form(FormCommand),
    #[command(subcommand)]
    Rules(RulesCommand),
    #[command(subcommand)]
    Outbox(OutboxCommand),
    Health(Health),
}

impl Command {
    fn json(&self) -> bool {
        match self {
            Self::Practice(practice) => practice.json,
            Self::Connect(_) => false,
            Self::Submit(submit) => submit.json,
            Self::Facts(facts) => facts.json,
            Self::Settings(settings) => settings.json,
            Self::Form(form) => form.json(),
            Self::Rules(rules) => rules.json(),
            Self::Outbox(outbox) => outbox.json(),
            Self::Health(health) => health.json,
        }
    }

    async fn run(&self, place: &Place) -> anyhow::Result<Exit> {
        match self {
            Self::Practice(practice) => practice.run(place).await,
            Self::Connect(connect) => connect.run(place).await,
            Self::Submit(submit) => submit.run(place).await,
            Self::Facts(facts) => facts.run(),
            Self::Settings(settings) => settings.run(place),
            Self::Form(form) => form.run(place).await,
            Self::Rules(rules) => rules.run(place),
            Self::Outbox(outbox) => outbox.run(place).await,
            Self::Health(health) => health.run(place),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refusal) => return told_by_clap(&refusal),
    };
    start_log(cli.verbose);
    let place = Place::new(cli.settings, cli.data);
    match cli.command.run(&place).await {
        Ok(exit) => exit.into(),
        Err(error) => {
            let exit = Exit::of_error(&error);
            tell(&error, exit, cli.command.json());
            exit.into()
        }
    }
}

/// Only our own crates are ever asked for more than warnings: other libraries may log what they carry.
fn start_log(verbose: bool) {
    let filter = if verbose {
        Targets::new()
            .with_default(LevelFilter::WARN)
            .with_targets([("deskbell", LevelFilter::DEBUG), ("autotask", LevelFilter::DEBUG)])
    } else {
        Targets::new().with_default(LevelFilter::ERROR)
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time();
    tracing_subscriber::registry().with(filter).with(lines).init();
}

#[derive(Serialize)]
struct Failure {
    error: Trouble,
    exit: u8,
}

#[derive(Serialize)]
struct Trouble {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<(String, String)>,
}

fn tell(error: &anyhow::Error, exit: Exit, json: bool) {
    let message = in_words(error);
    let fields = match error.downcast_ref::<DeskError>() {
        Some(DeskError::Invalid { fields }) => fields
            .iter()
            .map(|(field, complaint)| (field.clone(), complaint.to_string()))
            .collect(),
        Some(_) | None => Vec::new(),
    };
    output::message(&message);
    for (field, sentence) in &fields {
        output::message(&format!("  {field}: {sentence}"));
    }
    if let Some(detail) = error.downcast_ref::<DeskError>().and_then(detail) {
        output::message(&format!("  {detail}"));
    }
    if json {
        tell_json(message, fields, exit);
    }
}

fn tell_json(message: String, fields: Vec<(String, String)>, exit: Exit) {
    let error = Trouble {
        code: code(exit),
        message,
        fields,
    };
    // Nobody reads standard output any more; the exit code still tells.
    drop(output::json(&Failure {
        error,
        exit: exit.code(),
    }));
}

/// Help and version, or what is wrong with the arguments: as JSON too where they ask for it.
fn told_by_clap(refusal: &clap::Error) -> ExitCode {
    drop(refusal.print());
    if !refusal.use_stderr() {
        return Exit::Done.into();
    }
    if std::env::args_os().any(|argument| argument == "--json") {
        let text = refusal.render().to_string();
        let (message, _) = text.split_once("\n\n").unwrap_or((&text, ""));
        tell_json(
            message.trim_start_matches("error: ").trim().to_owned(),
            Vec::new(),
            Exit::BadInput,
        );
    }
    Exit::BadInput.into()
}

/// The error with its causes; a cause that is told already is not told again.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = String::new();
    for text in error.chain().map(ToString::to_string) {
        if words.is_empty() {
            words = text;
        } else if !words.ends_with(&text) {
            words = format!("{words}: {text}");
        }
    }
    words
}

/// What a technician wants to know and the person at the form need not read.
fn detail(error: &DeskError) -> Option<String> {
    match error {
        DeskError::NotConnected { reason } | DeskError::Storage { reason } => Some(reason.clone()),
        DeskError::Rejected { rule, .. } => Some(format!("by the rule {rule:?}; nothing was sent")),
        DeskError::NoRoom { file: Some(file) } => Some(format!("{file} was not added; make room, or send without it")),
        DeskError::NoRoom { file: None } => Some("nothing was saved; make room, and try again".to_owned()),
        DeskError::TooLarge { limit, .. } => Some(format!("the most it takes is {limit} bytes")),
        DeskError::Empty | DeskError::Invalid { .. } | DeskError::Version | _ => None,
    }
}

const fn code(exit: Exit) -> &'static str {
    match exit {
        Exit::Done => "done",
        Exit::Failed => "failed",
        Exit::BadInput => "bad_input",
        Exit::Saved => "saved",
        Exit::Rejected => "rejected",
        Exit::Parked => "parked",
        Exit::Warning => "warning",
        Exit::NeedsSomebody => "needs_somebody",
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn no_command_takes_the_secret_as_an_argument() {
        let mut cli = Cli::command();
        cli.build();
        let connect = cli.find_subcommand("connect").unwrap();
        let names: Vec<&str> = connect
            .get_arguments()
            .map(|argument| argument.get_id().as_str())
            .collect();

        assert!(
            !names
                .iter()
                .any(|name| name.contains("secret") || name.contains("user")),
            "{names:?}"
        );
        assert!(connect.get_positionals().next().is_none());
    }

    #[test]
    fn a_cause_is_told_once() {
        let denied = || std::io::Error::other("Permission denied");
        let secret = deskbell_desk::secret::SecretError::File {
            file: "/etc/deskbell/secret".into(),
            source: denied(),
        };
        let told = in_words(&anyhow::Error::from(secret));
        assert_eq!(told.matches("Permission denied").count(), 1, "{told}");
        let told = in_words(&anyhow::Error::from(denied()).context("The file can't be written"));
        assert_eq!(told, "The file can't be written: Permission denied");
    }

    #[test]
    fn every_command_says_how_it_is_used_and_how_it_ends() {
        let mut cli = Cli::command();
        cli.build();
        let mut commands: Vec<&clap::Command> = cli.get_subcommands().filter(|one| one.get_name() != "help").collect();
        while let Some(command) = commands.pop() {
            if command.has_subcommands() {
                commands.extend(command.get_subcommands().filter(|one| one.get_name() != "help"));
                continue;
            }
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                help.contains("Examples:") && help.contains("Exit codes:"),
                "{}",
                command.get_name()
            );
        }
    }
}
