//! A listening server that stops in bounded time.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_io_timeout::TimeoutStream;

use crate::layers::{Limits, with_layers};

/// How long to wait when the system has no more file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// An address cannot be listened on.
#[derive(Debug, Error)]
#[error("cannot listen on {address}: {source}; {hint}")]
pub struct BindError {
    address: SocketAddr,
    hint: &'static str,
    source: io::Error,
}

/// Listens on an address; port 0 takes a free one.
///
/// # Errors
/// [`BindError`] says what to do.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).await.map_err(|source| {
        let hint = match source.kind() {
            io::ErrorKind::AddrInUse => "choose another port, or stop what uses it",
            io::ErrorKind::PermissionDenied => "ports below 1024 need a permission",
            io::ErrorKind::AddrNotAvailable => "this machine does not have that address",
            _ => "check the address",
        };
        BindError {
            address,
            hint,
            source,
        }
    })
}

/// A server at work. Dropping it stops it as [`Server::stop`] does.
#[must_use = "a server that is dropped stops"]
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<Drained>,
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Every request at work was answered.
    Whole,
    /// So many connections were cut after [`Limits::drain_time`].
    Cut(usize),
}

impl Server {
    /// The address it listens on, with the port it was given.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Tells it to take no more connections and to end once what is at work is done.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until it has ended: after [`Self::stop`], or after its shutdown future.
    pub async fn stopped(self) -> Drained {
        // The sender is kept until the end, for dropping it means to stop.
        let Self { task, stop, .. } = self;
        let drained = task.await.unwrap_or(Drained::Cut(0));
        drop(stop);
        drained
    }
}

/// Serves `router`, with [the layers](with_layers) around it, until `shutdown` completes: pass
/// [`interrupted`] for a program, `std::future::pending()` to stop it by [`Server::stop`] alone.
///
/// # Errors
/// When the listener does not know its own address.
pub fn serve(
    router: Router,
    listener: TcpListener,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Server> {
    let address = listener.local_addr()?;
    let (stop, mut stopping) = watch::channel(false);
    let until = async move {
        tokio::select! {
            () = shutdown => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    };
    let task = tokio::spawn(run(with_layers(router, &limits), listener, limits, until));
    Ok(Server {
        address,
        stop,
        task,
    })
}

/// Completes when the program is told to end: Ctrl-C, or the terminate signal of a service
/// manager.
pub async fn interrupted() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = terminate => {}
    }
}

async fn run(
    router: Router,
    listener: TcpListener,
    limits: Limits,
    until: impl Future<Output = ()>,
) -> Drained {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let (drain, draining) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut until = std::pin::pin!(until);
    loop {
        let next = async {
            let slot = slots.clone().acquire_owned().await;
            (slot.expect("it is never closed"), accept(&listener).await)
        };
        let (slot, stream) = tokio::select! {
            biased;
            () = &mut until => break,
            next = next => next,
        };
        while connections.try_join_next().is_some() {}
        let router = router.clone();
        connections.spawn(connection(stream, router, limits, draining.clone(), slot));
    }
    drop(listener); // refuse new ones at once
    drain.send_replace(true);
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.drain_time, all).await.is_ok() {
        return Drained::Whole;
    }
    let left = connections.len();
    connections.shutdown().await;
    Drained::Cut(left)
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            // One that gave up is its own affair; no descriptors left is ours, and passes.
            Err(error) => {
                if error.kind() != io::ErrorKind::ConnectionAborted
                    && error.kind() != io::ErrorKind::ConnectionReset
                {
                    tracing::error!(%error, "cannot accept a connection; trying again");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    mut draining: watch::Receiver<bool>,
    _slot: OwnedSemaphorePermit,
) {
    // Answers are small; without this they wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    // Whoever does not read its answers is cut off; hyper itself would wait for ever.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_time));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(router),
        );
    let mut connection = std::pin::pin!(connection);
    // How it ended is the client's affair: it may go at any time.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = async { drop(draining.wait_for(|draining| *draining).await) } => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
