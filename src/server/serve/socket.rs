//! The socket over which open pages hear of changes.

use super::hub::Hub;
use axum::extract::ws::{Message, WebSocket};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// Pages have nothing to say; what they send is read only to notice that they left.
pub(super) const MAX_MESSAGE_BYTES: usize = 1024;
/// A silent connection is asked this often whether it is still there.
const PING: Duration = Duration::from_secs(25);
/// A page that takes nothing for this long is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves one page until it leaves.
pub(super) async fn serve(mut socket: WebSocket, hub: Arc<Hub>) {
    let (greeting, mut messages) = hub.join();
    for message in greeting {
        if send(&mut socket, text(&message)).await.is_none() {
            return;
        }
    }
    let mut ping = tokio::time::interval(PING);
    ping.tick().await;
    loop {
        let message = tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => continue,
            },
            _ = ping.tick() => Message::Ping(Default::default()),
            message = messages.recv() => match message {
                Ok(message) => text(&message),
                Err(RecvError::Lagged(_)) => {
                    // What is still queued is older than what the reload brings.
                    messages = messages.resubscribe();
                    text(&hub.catch_up())
                }
                Err(RecvError::Closed) => return,
            },
        };
        if send(&mut socket, message).await.is_none() {
            return;
        }
    }
}

fn text(message: &str) -> Message {
    Message::Text(message.into())
}

async fn send(socket: &mut WebSocket, message: Message) -> Option<()> {
    tokio::time::timeout(SEND_TIMEOUT, socket.send(message)).await.ok()?.ok()
}
