//! A lean HTTP/1.1 client: one request at a time on a connection that is kept, hardly any work of
//! its own, because it shares the cores with the server it measures.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Outcome;

/// One connection.
pub(crate) struct Wire {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, in the buffer of its connection.
pub(crate) struct Answer<'wire> {
    /// The status code.
    pub(crate) status: u16,
    /// The bytes of the body.
    pub(crate) body: &'wire [u8],
}

impl Answer<'_> {
    /// An error that shows the status and the beginning of the body.
    pub(crate) fn refused(&self, expected: &str) -> Box<dyn std::error::Error + Send + Sync> {
        let body = String::from_utf8_lossy(&self.body[..self.body.len().min(400)]);
        format!("expected {expected}, got {} {body}", self.status).into()
    }
}

impl Wire {
    /// Connects.
    pub(crate) async fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 16 * 1024] })
    }

    /// Sends one request and reads its answer whole.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await?;
        let mut filled = 0;
        let (status, body_start, length) = loop {
            filled += self.read_more(filled).await?;
            if let Some(head) = parse_head(&self.buffer[..filled])? {
                break head;
            }
        };
        let end = body_start + length;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        while filled < end {
            filled += self.read_more(filled).await?;
        }
        if filled > end {
            return Err("bytes came after the answer".into());
        }
        Ok(Answer { status, body: &self.buffer[body_start..end] })
    }

    async fn read_more(&mut self, filled: usize) -> Outcome<usize> {
        if filled == self.buffer.len() {
            self.buffer.resize(filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[filled..]).await? {
            0 => Err("the server closed the connection before its answer was whole".into()),
            count => Ok(count),
        }
    }
}

/// Status, where the body begins and how long it is; none while the head is not whole.
fn parse_head(bytes: &[u8]) -> Outcome<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&bytes[..end])?;
    let status = head.get(9..12).ok_or("the answer has no status")?.parse()?;
    let length = head.lines().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim())
    });
    let length = length.ok_or_else(|| format!("the answer has no length:\n{head}"))?.parse()?;
    Ok(Some((status, end + 4, length)))
}
