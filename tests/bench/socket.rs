//! A lean WebSocket client: ten thousand of them must not cost more than what they listen to.

use std::net::SocketAddr;
use std::ops::Range;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Outcome;

const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;

/// One open socket.
pub(crate) struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
    unread: Range<usize>,
}

impl Socket {
    /// Opens a socket at `path`, with `cookie` if there is one.
    pub(crate) async fn open(
        address: SocketAddr,
        path: &str,
        cookie: Option<&str>,
    ) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut socket = Self { stream, buffer: vec![0; 2048], unread: 0..0 };
        let cookie = cookie.map(|cookie| format!("Cookie: {cookie}\r\n")).unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\n{cookie}Connection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.stream.write_all(request.as_bytes()).await?;
        socket.read_head().await?;
        Ok(socket)
    }

    async fn read_head(&mut self) -> Outcome {
        loop {
            self.fill().await?;
            let bytes = &self.buffer[self.unread.clone()];
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                if !bytes.starts_with(b"HTTP/1.1 101 ") {
                    let answer = String::from_utf8_lossy(bytes);
                    return Err(format!("the socket was refused: {answer}").into());
                }
                self.unread.start += end + 4;
                return Ok(());
            }
        }
    }

    /// The next text frame. Nothing is lost if the wait is given up.
    pub(crate) async fn next(&mut self) -> Outcome<&[u8]> {
        loop {
            match self.parse()? {
                Some((TEXT, payload)) => return Ok(&self.buffer[payload]),
                Some((PING, payload)) => {
                    let payload = self.buffer[payload].to_vec();
                    self.send(PONG, &payload).await?;
                }
                Some((CLOSE, payload)) => {
                    let code = self.buffer[payload].first_chunk().copied().map(u16::from_be_bytes);
                    return Err(format!("the server closed the socket with {code:?}").into());
                }
                Some(_) => {}
                None => self.fill().await?,
            }
        }
    }

    /// Sends a text frame.
    pub(crate) async fn send_text(&mut self, text: &str) -> Outcome {
        self.send(TEXT, text.as_bytes()).await
    }

    async fn send(&mut self, kind: u8, payload: &[u8]) -> Outcome {
        let length = u16::try_from(payload.len())?;
        let mut frame = vec![0x80 | kind];
        if length < 126 {
            frame.push(0x80 | length as u8);
        } else {
            frame.push(0xFE);
            frame.extend(length.to_be_bytes());
        }
        // Clients must mask; the mask of zeros leaves the payload as it is.
        frame.extend([0; 4]);
        frame.extend(payload);
        Ok(self.stream.write_all(&frame).await?)
    }

    /// Takes one whole frame out of the buffer.
    fn parse(&mut self) -> Outcome<Option<(u8, Range<usize>)>> {
        let bytes = &self.buffer[self.unread.clone()];
        let [first, second, rest @ ..] = bytes else { return Ok(None) };
        if first & 0x80 == 0 || second & 0x80 != 0 {
            return Err("a frame is masked or in parts".into());
        }
        let (head, length) = match second {
            127 => match rest.first_chunk() {
                Some(length) => (10, usize::try_from(u64::from_be_bytes(*length))?),
                None => return Ok(None),
            },
            126 => match rest.first_chunk() {
                Some(length) => (4, usize::from(u16::from_be_bytes(*length))),
                None => return Ok(None),
            },
            length => (2, usize::from(*length)),
        };
        if bytes.len() < head + length {
            return Ok(None);
        }
        let kind = first & 0x0f;
        let start = self.unread.start + head;
        self.unread.start = start + length;
        Ok(Some((kind, start..start + length)))
    }

    async fn fill(&mut self) -> Outcome {
        if self.unread.is_empty() {
            self.unread = 0..0;
        } else if self.unread.end == self.buffer.len() {
            self.buffer.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
            if self.unread.end == self.buffer.len() {
                self.buffer.resize(self.unread.end * 2, 0);
            }
        }
        match self.stream.read(&mut self.buffer[self.unread.end..]).await? {
            0 => Err("the server closed the connection".into()),
            count => {
                self.unread.end += count;
                Ok(())
            }
        }
    }
}
