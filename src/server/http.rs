//! Connections: framing, limits and the end. hyper does the framing.

use super::address::Listener;
use super::event::{Ended, Stop};
use crate::diagnostics::{Code, Diagnostic, Result};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// A client has this long for its headers, the wait for the next request on an open connection included.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// Request line and headers.
const HEADER_BYTES: usize = 32 * 1024;
/// What a connection may buffer.
const BUFFER_BYTES: usize = 64 * 1024;
/// Open connections; beyond that, new ones wait in the kernel's queue.
const CONNECTIONS: usize = 4096;
/// How long open connections may take to finish at the end.
const GRACE: Duration = Duration::from_secs(1);

/// Serves a router on a bound socket until a signal or `stop`, in a runtime of its own. `start` is run in that
/// runtime once connections are accepted.
///
/// # Errors
/// `ServePort` when the system refuses a thread or the socket.
pub(super) fn run(listener: Listener, router: Router, stop: &Stop, start: impl FnOnce()) -> Result<Ended> {
    let failed = |e: io::Error| {
        Box::new(Diagnostic::error(Code::ServePort, format!("the server cannot be started: {e}")))
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(32)
        .thread_name("layer9-http")
        .enable_io()
        .enable_time()
        .build()
        .map_err(failed)?;
    let ended = runtime.block_on(async {
        let socket = tokio::net::TcpListener::from_std(listener.socket).map_err(failed)?;
        let signals = Signals::listen().map_err(failed)?;
        start();
        Ok(accept(socket, router, signals, stop).await)
    });
    // Whatever still reads a file or waits for a client is cut off here.
    runtime.shutdown_timeout(Duration::from_millis(100));
    ended
}

async fn accept(socket: tokio::net::TcpListener, router: Router, mut signals: Signals, stop: &Stop) -> Ended {
    let mut connections = JoinSet::new();
    let ending = watch::Sender::new(false);
    let ended = loop {
        // Reap what is done, and when there are too many, wait until one is.
        while connections.try_join_next().is_some() {}
        let accepted = tokio::select! {
            ended = signals.next() => break ended,
            () = stop.stopped() => break Ended::Stopped,
            _ = connections.join_next(), if connections.len() >= CONNECTIONS => continue,
            accepted = socket.accept(), if connections.len() < CONNECTIONS => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone(), ending.subscribe()));
            }
            // Out of file descriptors, or a client that left already: others may still be served.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    drop(socket);
    ending.send_replace(true);
    let all = async { while connections.join_next().await.is_some() {} };
    // What has not finished by then is cut off when the set is dropped.
    let _ = tokio::time::timeout(GRACE, all).await;
    ended
}

async fn connection(stream: TcpStream, router: Router, mut ending: watch::Receiver<bool>) {
    // Small answers should not wait for more to send.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_header_size(HEADER_BYTES)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    // An error here is the client's: it left, or spoke something else than HTTP.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = ending.wait_for(|ending| *ending) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Ctrl-C and, where there is such a thing, SIGTERM.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(windows)]
    fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    #[cfg(unix)]
    async fn next(&mut self) -> Ended {
        tokio::select! {
            _ = self.interrupt.recv() => Ended::Interrupted,
            _ = self.terminate.recv() => Ended::Terminated,
        }
    }

    #[cfg(windows)]
    async fn next(&mut self) -> Ended {
        self.interrupt.recv().await;
        Ended::Interrupted
    }
}
