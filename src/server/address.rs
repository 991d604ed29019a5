//! The address a server listens on.

use crate::diagnostics::{Code, Diagnostic, Result};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};

/// How many ports are tried after the one that was asked for.
const PORTS_TO_TRY: u16 = 50;

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bind {
    /// An IP address or a name. Loopback unless the author says otherwise.
    pub host: String,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// Whether a taken port is an error, or the next free one is used.
    pub strict_port: bool,
    /// Further names that the server answers to, such as that of a tunnel.
    pub allowed_hosts: Vec<String>,
}

impl Default for Bind {
    /// `127.0.0.1:1111`, or the next free port.
    fn default() -> Self {
        Self { host: "127.0.0.1".to_owned(), port: 1111, strict_port: false, allowed_hosts: Vec::new() }
    }
}

/// A bound socket that is not served yet: its address is known before the first build.
#[derive(Debug)]
pub struct Listener {
    pub(super) socket: TcpListener,
    pub(super) bind: Bind,
    address: SocketAddr,
}

impl Listener {
    /// Binds.
    ///
    /// # Errors
    /// `ServePort` when the host is unknown or not this machine's, or no port is free.
    pub fn bind(bind: Bind) -> Result<Self> {
        let host = bind.host.trim_start_matches('[').trim_end_matches(']');
        let resolve = |port: u16| -> io::Result<Vec<SocketAddr>> {
            Ok(match host.parse::<IpAddr>() {
                Ok(ip) => vec![SocketAddr::new(ip, port)],
                Err(_) => (host, port).to_socket_addrs()?.collect(),
            })
        };
        let last = match bind.port {
            0 => 0,
            port if bind.strict_port => port,
            port => port.saturating_add(PORTS_TO_TRY),
        };
        let mut taken = None;
        for port in bind.port..=last {
            let addresses = resolve(port).map_err(|e| {
                Diagnostic::error(Code::ServePort, format!("host `{}` cannot be found: {e}", bind.host))
            })?;
            match TcpListener::bind(addresses.as_slice()) {
                Ok(socket) => {
                    let ready = socket.set_nonblocking(true).and_then(|()| socket.local_addr());
                    let address = ready.map_err(|e| cannot_listen(&bind.host, port, &e))?;
                    return Ok(Self { socket, bind, address });
                }
                // Ports below 1024 may be refused one by one; the next is worth a try as well.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) =>
                {
                    taken = Some((port, error));
                }
                Err(error) => return Err(cannot_listen(&bind.host, port, &error)),
            }
        }
        Err(match taken {
            Some((port, error)) if port == bind.port => cannot_listen(&bind.host, port, &error),
            _ => Box::new(
                Diagnostic::error(
                    Code::ServePort,
                    format!("ports {} to {last} of `{}` are all taken", bind.port, bind.host),
                )
                .hint("choose another with --port"),
            ),
        })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address to open in a browser on this machine, with `base_path` (`/` for none).
    pub fn url(&self, base_path: &str) -> String {
        let host = match self.address.ip() {
            ip if ip.is_unspecified() => "localhost".to_owned(),
            IpAddr::V6(ip) => format!("[{ip}]"),
            IpAddr::V4(ip) => ip.to_string(),
        };
        let path = base_path.trim_matches('/');
        let slash = if path.is_empty() { "" } else { "/" };
        format!("http://{host}:{}/{path}{slash}", self.address.port())
    }

    /// The port that was asked for, where another is used.
    pub fn instead_of(&self) -> Option<u16> {
        (self.bind.port != 0 && self.bind.port != self.address.port()).then_some(self.bind.port)
    }
}

fn cannot_listen(host: &str, port: u16, error: &io::Error) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(Code::ServePort, format!("cannot listen on `{host}:{port}`: {error}"));
    Box::new(match error.kind() {
        io::ErrorKind::AddrNotAvailable => {
            diagnostic.hint("the address is not one of this machine's: use 127.0.0.1, or 0.0.0.0 for all")
        }
        _ => diagnostic.hint("choose another port with --port"),
    })
}
