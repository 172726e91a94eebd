//! `epop user …`: accounts from the machine itself. The server must not run meanwhile: there is one
//! writer.

use std::io::{self, BufRead as _};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::super::cli::{Failure, Options, Outcome, say};
use super::super::{close, open};
use super::block_on;
use crate::access::App;
use crate::features::{auth, directory};
use crate::infra::clock::Clock;
use crate::infra::telemetry::init_logs;

#[derive(Debug, Subcommand)]
pub(in crate::boot) enum UserCommand {
    /// Make an account
    Add {
        /// The e-mail address to sign in with
        #[arg(long)]
        email: String,
        /// The name others see
        #[arg(long)]
        name: String,
        /// Make an administrator
        #[arg(long)]
        admin: bool,
        #[command(flatten)]
        password: Password,
    },
    /// Set a new password and end all sessions of an account
    ResetPassword {
        /// The e-mail address of the account
        email: String,
        #[command(flatten)]
        password: Password,
    },
    /// List all accounts
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Args)]
pub(in crate::boot) struct Password {
    /// Read the password from the first line of standard input; without this, one is made and shown
    #[arg(long)]
    password_stdin: bool,
}

/// One line of `epop user list --json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    id: String,
    email: &'a str,
    name: &'a str,
    is_admin: bool,
    disabled: bool,
}

pub(in crate::boot) fn run(options: &Options, command: UserCommand) -> Outcome {
    let mut config = options.load()?;
    // Only the server makes the configured administrator.
    config.auth.admin_email = None;
    let _log = init_logs(&config.log)?;
    block_on(async {
        let app = open(config, Clock::system()).await?;
        let outcome = act(&app, command).await;
        close(&app).await;
        outcome
    })
}

async fn act(app: &App, command: UserCommand) -> Outcome {
    match command {
        UserCommand::Add { email, name, admin, password } => {
            let (password, made) = password.take()?;
            auth::create_user(app, &email, &name, password, admin).await?;
            tell(&format!("{email} can sign in"), made);
        }
        UserCommand::ResetPassword { email, password } => {
            let (password, made) = password.take()?;
            auth::set_password(app, &email, password).await?;
            tell(&format!("{email} has a new password"), made);
        }
        UserCommand::List { json } => list(app, json).await?,
    }
    Ok(())
}

/// What was done, and the password if we made it.
fn tell(done: &str, made: Option<String>) {
    match made {
        Some(password) => say(format_args!("{done}, with the password: {password}")),
        None => say(format_args!("{done}.")),
    }
}

async fn list(app: &App, json: bool) -> Outcome {
    let people = directory::list_all(app).await?;
    if json {
        let listed: Vec<Listed<'_>> = people
            .iter()
            .map(|person| Listed {
                id: person.id.to_string(),
                email: person.email.as_str(),
                name: person.display_name.as_str(),
                is_admin: person.is_admin,
                disabled: person.disabled,
            })
            .collect();
        let text = serde_json::to_string_pretty(&listed).map_err(crate::base::Error::from)?;
        say(format_args!("{text}"));
        return Ok(());
    }
    for person in &people {
        let role = if person.is_admin { "admin" } else { "member" };
        let state = if person.disabled { "disabled" } else { "" };
        let (email, name) = (person.email.as_str(), person.display_name.as_str());
        let line =
            format!("{:>4}  {email:<32}  {name:<24}  {role:<6}  {state}", person.id.to_string());
        say(format_args!("{}", line.trim_end()));
    }
    Ok(())
}

impl Password {
    /// The password, and again if it was made here and must be shown.
    fn take(&self) -> Outcome<(String, Option<String>)> {
        if !self.password_stdin {
            let made = make();
            return Ok((made.clone(), Some(made)));
        }
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        let password = line.trim_end_matches(['\n', '\r']).to_owned();
        if password.is_empty() {
            return Err(Failure::Usage("standard input has no password".into()));
        }
        Ok((password, None))
    }
}

/// Twenty characters that cannot be mistaken for each other: 98 bits.
fn make() -> String {
    const LETTERS: &[u8; 30] = b"abcdefghjkmnpqrstuvwxyz2345678";
    let letter = |place: usize| {
        let dash = if place > 0 && place.is_multiple_of(5) { "-" } else { "" };
        let at: usize = rand::random_range(0..LETTERS.len());
        format!("{dash}{}", char::from(LETTERS[at]))
    };
    (0..20).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::password::check_policy;

    #[test]
    fn made_passwords_are_long_and_pass_the_policy() {
        let (one, other) = (make(), make());
        assert_eq!(one.len(), 23);
        assert_ne!(one, other);
        assert!(check_policy(&one, &["ana@example.org"]).is_ok());
    }
}
