//! The bare broadcast: every socket gets each frame that any socket sends, with tungstenite alone.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use parking_lot::RwLock;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_tungstenite::accept_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use crate::Outcome;

/// Frames that may wait for a socket.
const QUEUE: usize = 128;

type Listeners = Arc<RwLock<Vec<mpsc::Sender<Utf8Bytes>>>>;

pub(super) async fn serve(listener: TcpListener) -> Outcome {
    let listeners = Listeners::default();
    let mut sockets = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        sockets.spawn(converse(stream, Arc::clone(&listeners)));
        while sockets.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, listeners: Listeners) -> Outcome {
    let config = WebSocketConfig::default().read_buffer_size(4096);
    let mut socket = accept_async_with_config(stream, Some(config)).await?;
    let (queue, mut frames) = mpsc::channel(QUEUE);
    listeners.write().push(queue);
    // The first frame tells the client that it is listening from here on.
    socket.send(Message::text(r#"{"event":"connection.ready"}"#)).await?;
    loop {
        tokio::select! {
            Some(frame) = frames.recv() => {
                socket.feed(Message::Text(frame)).await?;
                while let Ok(frame) = frames.try_recv() {
                    socket.feed(Message::Text(frame)).await?;
                }
                socket.flush().await?;
            }
            heard = socket.next() => match heard {
                Some(Ok(Message::Text(frame))) => {
                    for listener in listeners.read().iter() {
                        listener.try_send(frame.clone())?;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Ok(()),
            },
        }
    }
}
