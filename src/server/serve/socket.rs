//! The socket over which open pages hear of changes.

use super::Shared;
use axum::extract::ws::{Message, WebSocket};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// Pages have little to say.
pub(super) const MAX_MESSAGE_BYTES: usize = 1024;
/// A silent connection is asked this often whether it is still there.
const PING: Duration = Duration::from_secs(25);
/// A page that takes nothing for this long is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// What a page may ask for.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Asked {
    /// The patch that it got does not fit what it has: it wants its version and the present one whole.
    Whole { at: String },
}

/// Serves one page, which shows a version of a path, until it leaves.
pub(super) async fn serve(mut socket: WebSocket, shared: Arc<Shared>, path: String, version: String) {
    let hub = shared.site.hub.clone();
    let (id, mut messages) = hub.join(path, version);
    let _leave = Leave { shared: shared.clone(), id };
    // It is told of nothing but errors before this is done: rendering may take a moment.
    let looking = shared.clone();
    if tokio::task::spawn_blocking(move || looking.site.hub.look(&looking.site, id)).await.is_err() {
        return;
    }
    let mut ping = tokio::time::interval(PING);
    ping.tick().await;
    loop {
        let message = tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(Message::Text(text))) => {
                    if let Ok(Asked::Whole { at }) = serde_json::from_str(&text) {
                        hub.whole(id, &at);
                    }
                    continue;
                }
                Some(Ok(_)) => continue,
            },
            _ = ping.tick() => Message::Ping(Default::default()),
            message = messages.recv() => match message {
                Some(message) => text(&message),
                // It did not keep up.
                None => return,
            },
        };
        if send(&mut socket, message).await.is_none() {
            return;
        }
    }
}

/// Takes a page that left off the list, however its socket ended.
struct Leave {
    shared: Arc<Shared>,
    id: u64,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.shared.site.hub.leave(self.id);
    }
}

fn text(message: &str) -> Message {
    Message::Text(message.into())
}

async fn send(socket: &mut WebSocket, message: Message) -> Option<()> {
    tokio::time::timeout(SEND_TIMEOUT, socket.send(message)).await.ok()?.ok()
}
