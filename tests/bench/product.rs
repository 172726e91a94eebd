//! The product: the release binary as an operator starts it, with the rate limits out of the way.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::Outcome;
use crate::child::Server;
use crate::wire::Wire;

/// More than any run asks for in a minute.
const NO_LIMIT: &str = "4000000000";

/// The binary under test.
pub(crate) fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_epop"))
}

/// Starts EPOP on `folder/data` and waits until it says that it is ready.
pub(crate) async fn start(folder: &Path) -> Outcome<Server> {
    let mut command = Command::new(binary());
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.join("data"))
        .env("EPOP_LIMITS_ANONYMOUS", NO_LIMIT)
        .env("EPOP_LIMITS_USER", NO_LIMIT)
        .env("EPOP_LIMITS_SIGN_IN", NO_LIMIT)
        .env("EPOP_LIMITS_UPLOADS", NO_LIMIT);
    let server = Server::start(command, &folder.join("epop.log")).await?;
    let answer = get(&server, "/api/health/ready", "").await?;
    if answer.0 == 200 {
        Ok(server)
    } else {
        Err(format!("EPOP is not ready: {}", answer.0).into())
    }
}

/// Asks once, on a connection of its own.
pub(crate) async fn get(server: &Server, path: &str, cookie: &str) -> Outcome<(u16, Vec<u8>)> {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n", server.address);
    let mut wire = Wire::connect(server.address).await?;
    let answer = wire.exchange(request.as_bytes()).await?;
    Ok((answer.status, answer.body.to_vec()))
}
