//! The command line. Answers go to standard output, complaints and logs to standard error.
//!
//! Exit codes: 0 good, 1 the thing asked about is not well, 2 wrong usage or configuration.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use super::commands::{check_config, demo, doctor, extract, healthcheck, reindex, serve, user};
use crate::base::Error;
use crate::base::codes::Class;
use crate::config::{Config, ConfigFault, Overrides};
use crate::http::docs;

/// A team's whole collaboration suite in one binary.
#[derive(Debug, Parser)]
#[command(name = "epop", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every command understands. All of it can stand in the environment or the file, too.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The address and port to listen on; port 0 picks a free one [default: 127.0.0.1:4000]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The folder with all data [default: ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(super) data: Option<String>,
    /// A file with settings; config/reference.toml lists them all
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    /// How log lines look: auto, text or json
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
    /// What the log lets through: error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the team (what `epop` alone does)
    Serve,
    /// Serve a lively example team from a throw-away folder
    Demo,
    /// Make accounts, set passwords, list people
    #[command(subcommand)]
    User(user::UserCommand),
    /// Read all settings and tell every fault
    CheckConfig,
    /// Ask a running server whether it is ready
    Healthcheck {
        /// Its address [default: the one to listen on]
        url: Option<String>,
    },
    /// Tell whether the data are sound, and count again what was counted wrongly
    Doctor {
        /// Put right what can be put right
        #[arg(long)]
        fix: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Build the search index anew
    Reindex {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the API's OpenAPI document
    Openapi,
    /// Read the words out of a file on standard input; what the server starts for each file
    #[command(hide = true)]
    Extract {
        /// What the file is
        #[arg(long)]
        mime: String,
    },
}

/// Why a command did not do what it was asked.
pub(super) enum Failure {
    /// Exit code 1.
    NotWell(String),
    /// Exit code 2.
    Usage(String),
    /// Exit code 2, every fault on a line.
    Config(Vec<ConfigFault>),
}

pub(super) type Outcome<T = ()> = Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Internal(source) => Self::NotWell(source.to_string()),
            Error::Refused(refusal) => {
                let faults = refusal
                    .details
                    .iter()
                    .map(|fault| format!("\n  {} {}", fault.field, fault.message));
                let text: String =
                    std::iter::once(refusal.code.message().to_owned()).chain(faults).collect();
                if refusal.code.class() == Class::Invalid {
                    Self::Usage(text)
                } else {
                    Self::NotWell(text)
                }
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::NotWell(error.to_string())
    }
}

impl Options {
    /// The configuration with what the command line says.
    pub(super) fn load(&self) -> Outcome<Config> {
        let given = [
            ("server.listen", &self.listen),
            ("data.dir", &self.data),
            ("log.format", &self.log_format),
            ("log.level", &self.log_level),
        ];
        let values = given.into_iter().filter_map(|(key, text)| Some((key, text.clone()?)));
        let overrides = Overrides { file: self.config.clone(), values: values.collect() };
        Config::load(overrides, Config::environment()).map_err(Failure::Config)
    }
}

/// Does what the command line says.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version are answers, too; nobody is left to tell if they cannot be printed.
            drop(answer.print());
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    let outcome = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&cli.options),
        Command::Demo => demo::run(&cli.options),
        Command::User(command) => user::run(&cli.options, command),
        Command::CheckConfig => check_config::run(&cli.options),
        Command::Healthcheck { url } => healthcheck::run(&cli.options, url),
        Command::Doctor { fix, json } => doctor::run(&cli.options, fix, json),
        Command::Reindex { json } => reindex::run(&cli.options, json),
        Command::Openapi => {
            say(format_args!("{}", docs::document()));
            Ok(())
        }
        Command::Extract { mime } => extract::run(&mime),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::NotWell(text)) => {
            complain(format_args!("{text}"));
            ExitCode::FAILURE
        }
        Err(Failure::Usage(text)) => {
            complain(format_args!("{text}"));
            ExitCode::from(2)
        }
        Err(Failure::Config(faults)) => {
            complain(format_args!(
                "the configuration has {} fault(s), nothing was started:",
                faults.len()
            ));
            for fault in faults {
                complain(format_args!("  {fault}"));
            }
            ExitCode::from(2)
        }
    }
}

/// Writes a line to standard output. A reader that went away is no reason to stop.
pub(super) fn say(line: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

fn complain(line: fmt::Arguments<'_>) {
    drop(writeln!(io::stderr(), "epop: {line}"));
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        for line in ["epop --data x user list", "epop user list --data x", "epop --data x"] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(cli.options.data.as_deref(), Some("x"), "{line}");
        }
        assert!(Cli::try_parse_from(["epop", "nonsense"]).is_err());
    }
}
