//! The whole issuer: started, listening, stamping, stopped.

use std::fs::{File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use celadon_api::sources::Rules;
use celadon_credential::stamp::Kernel;
use celadon_service::lists::{ListSource, Lists, ListsError};
use celadon_service::server::BindError;
use celadon_service::{Drained, Limits, OpenError, Server, SharedClock, StoreOptions, bind, serve};
use thiserror::Error;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::http::router;
use crate::{IssuerSecrets, Office, Registry, Stamper};

/// The lock's name in an issuer's folder.
const LOCK: &str = "serve.lock";

/// How an issuer is run.
#[derive(Debug)]
pub struct Config {
    /// Its folder: database and stamps are in it.
    pub folder: PathBuf,
    /// Its keys.
    pub secrets: IssuerSecrets,
    /// How it colours.
    pub rules: Rules,
    /// Where the federation's trust list is.
    pub list: ListSource,
    /// How often the list is fetched.
    pub refresh: Duration,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The bounds of the server.
    pub limits: Limits,
    /// How stamps are computed: see [`Stamper::with_kernel`].
    pub kernel: Kernel,
}

impl Config {
    /// How often the trust list is fetched, by default: every five minutes.
    pub const REFRESH: Duration = Duration::from_secs(300);
}

/// An issuer could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// Another one serves the same folder.
    #[error("another issuer serves {}: stop that first", .0.display())]
    Running(PathBuf),
    /// The lock cannot be made.
    #[error("cannot lock {path}: {source}; check the folder", path = .path.display())]
    Lock {
        /// The lock.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What is remembered of the trust list.
    #[error(transparent)]
    Lists(#[from] ListsError),
    /// The address.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The listener.
    #[error("the listener does not say its address: {0}")]
    Listener(io::Error),
}

/// An issuer at work.
#[must_use = "an issuer that is dropped stops"]
pub struct Running {
    server: Server,
    office: Arc<Office>,
    stop_stamping: watch::Sender<bool>,
    stamping: JoinHandle<()>,
    refreshing: JoinHandle<()>,
    /// Held until the end.
    _lock: File,
}

/// Starts an issuer: opens its database, fetches the trust list, listens and stamps. A list that
/// cannot be had yet is no reason not to start: until then nothing is issued or stamped.
pub async fn start(config: Config, clock: SharedClock) -> Result<Running, StartError> {
    let registry =
        Registry::open(&config.folder, &config.secrets, &StoreOptions::default()).await?;
    let lock = lock(&config.folder)?;
    let federation = Some(*config.secrets.federation());
    let lists = Lists::open(registry.store().clone(), config.list, federation).await?;
    if let Err(error) = lists.refresh(clock.now()).await {
        tracing::warn!(%error, "the trust list was not refreshed");
    }
    let listener = bind(config.listen).await?;
    let office = Arc::new(Office::new(
        &config.folder,
        registry,
        config.secrets,
        config.rules,
        lists.clone(),
        clock.clone(),
    ));
    let stamper = Stamper::new(office.clone()).with_kernel(config.kernel);
    let server = serve(
        router(office.clone()),
        listener,
        config.limits,
        std::future::pending(),
    )
    .map_err(StartError::Listener)?;
    Ok(Running {
        server,
        office,
        stop_stamping: stamper.stopper(),
        stamping: tokio::spawn(stamper.run()),
        refreshing: tokio::spawn(lists.keep_fresh(config.refresh, clock)),
        _lock: lock,
    })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What it works with.
    pub fn office(&self) -> &Arc<Office> {
        &self.office
    }

    /// Ends what is at work, and then the program's hold on the database.
    pub async fn stop(self) -> Drained {
        self.refreshing.abort();
        self.stop_stamping.send_replace(true);
        self.server.stop();
        let drained = self.server.stopped().await;
        // It ends between two files.
        let _ = self.stamping.await;
        if let Err(error) = self.office.registry().store().clone().close().await {
            tracing::warn!(%error, "the database was not closed; nothing is lost");
        }
        drained
    }
}

/// Two services of one folder would stamp against each other.
fn lock(folder: &Path) -> Result<File, StartError> {
    let path = folder.join(LOCK);
    let fail = |source| StartError::Lock {
        path: path.clone(),
        source,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(fail)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::Running(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(fail(source)),
    }
}
