//! `celadon verifier config`.

use std::path::{Path, PathBuf};

use celadon_verifier::{Stores, StoresConfig};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// What to do with a configuration.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say whether a configuration is right, and what a verifier would use. Nothing is opened.
    ///
    /// Of a URL scheme, host, port and path are shown, and no password.
    Check(Check),
}

/// Which configuration.
#[derive(Debug, Args)]
pub struct Check {
    /// The file. The environment goes over it, such as CELADON_VERIFIER_STORE over `store`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The verifier's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
}

#[derive(Serialize)]
struct Used {
    store: String,
    store_connections: u32,
    store_patience_milliseconds: u128,
    replay: Option<String>,
    replay_prefix: String,
    replay_in_flight: usize,
    replay_patience_milliseconds: u128,
    clock_skew_seconds: u64,
}

impl Command {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let Command::Check(check) = self;
        let used = Used::from(stores(check.config.as_deref(), &check.dir)?);
        let lines = serde_json::to_value(&used)?;
        for (key, value) in lines.as_object().into_iter().flatten() {
            output.say(format!("{key} = {value}"));
        }
        output.result(&used);
        Ok(Exit::Done)
    }
}

/// The stores of a configuration and the environment.
pub fn stores(config: Option<&Path>, dir: &Path) -> Result<Stores, Failure> {
    let config: StoresConfig = celadon_service::load(config, PREFIX)?;
    Ok(config.stores(dir)?)
}

/// What the environment variables of a verifier's configuration begin with.
const PREFIX: &str = "CELADON_VERIFIER_";

impl From<Stores> for Used {
    fn from(stores: Stores) -> Used {
        Used {
            store: stores.store.to_string(),
            store_connections: stores.store_options.connections,
            store_patience_milliseconds: stores.store_options.patience.as_millis(),
            replay: stores.replay.map(|replay| replay.to_string()),
            replay_prefix: stores.replay_options.prefix,
            replay_in_flight: stores.replay_options.in_flight,
            replay_patience_milliseconds: stores.replay_options.patience.as_millis(),
            clock_skew_seconds: stores.skew,
        }
    }
}
