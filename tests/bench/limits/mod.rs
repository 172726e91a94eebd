//! The limits of the machine: the same work in programs that do nothing else. Each runs as a process
//! of its own, like the product, with a tokio runtime as the product's.

mod broadcast;
mod hello;
mod list;
mod path;

use std::path::Path;

use tokio::net::TcpListener;
use tokio::process::Command;

use crate::Outcome;
use crate::child::Server;

/// A program that shows a limit.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    /// hyper answers twelve bytes.
    Hello,
    /// An axum handler inserts one row in a group commit.
    Path,
    /// An axum handler reads 50 rows.
    List,
    /// tungstenite sends what one socket says to all of them.
    Broadcast,
}

impl Limit {
    fn name(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Path => "path",
            Self::List => "list",
            Self::Broadcast => "broadcast",
        }
    }

    /// Starts the program; it may keep files in `folder`.
    pub(crate) async fn start(self, folder: &Path) -> Outcome<Server> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--limit").arg(self.name()).arg(folder);
        Server::start(command, &folder.join("limit.log")).await
    }
}

/// Runs the program `name` until it is ended by a signal.
pub(crate) fn serve(name: &str, folder: &Path) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on {}", listener.local_addr()?);
        match name {
            "hello" => hello::serve(listener).await,
            "path" => path::serve(listener, folder).await,
            "list" => list::serve(listener, folder).await,
            "broadcast" => broadcast::serve(listener).await,
            _ => Err(format!("there is no limit named {name}").into()),
        }
    })
}
