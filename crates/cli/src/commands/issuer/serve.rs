//! `celadon issuer serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use celadon_api::sources::Rules;
use celadon_credential::stamp::Kernel;
use celadon_issuer::service::{self, Config};
use celadon_service::lists::ListSource;
use celadon_service::telemetry::{self, LogFormat};
use celadon_service::{Drained, Limits, SystemClock, interrupted};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::runtime::block_on;

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    folder: Folder,

    /// The federation's trust list: a file, or a URL such as
    /// https://federation.example/.well-known/celadon/trust-list.
    #[arg(long, value_name = "FILE|URL")]
    trust_list: ListSource,

    /// How declarations are coloured: a TOML file.
    #[arg(long, value_name = "FILE")]
    rules: PathBuf,

    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8480")]
    listen: SocketAddr,

    /// How often the trust list is fetched, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = Config::REFRESH.as_secs(),
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    refresh_seconds: u64,

    /// How stamps are computed. `fast` only on a host that is shared with nobody: whoever else
    /// computes there can learn the issuer's key through the processor's caches.
    #[arg(long, value_enum, default_value_t = KernelName::ConstantTime)]
    kernel: KernelName,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KernelName {
    /// No secret decides about a branch or an address.
    ConstantTime,
    /// Several times as fast.
    Fast,
}

impl From<KernelName> for Kernel {
    fn from(name: KernelName) -> Kernel {
        match name {
            KernelName::ConstantTime => Kernel::ConstantTime,
            KernelName::Fast => Kernel::Fast,
        }
    }
}

#[derive(Serialize)]
struct Listening {
    address: String,
    url: String,
}

impl Serve {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let format = match output.is_json() {
            true => LogFormat::Json,
            false => LogFormat::Human,
        };
        let rules = std::fs::read_to_string(&self.rules).map_err(|error| {
            let path = self.rules.display();
            Failure::new(format!("cannot read the rules {path}: {error}")).help("check the path")
        })?;
        let rules = Rules::parse(&rules)?;
        let secrets = self.folder.secrets()?;
        telemetry::init(None, format)?;
        let config = Config {
            folder: self.folder.dir,
            secrets,
            rules,
            list: self.trust_list,
            refresh: Duration::from_secs(self.refresh_seconds),
            listen: self.listen,
            limits: Limits::default(),
            kernel: self.kernel.into(),
        };
        block_on(async {
            let issuer = service::start(config, Arc::new(SystemClock)).await?;
            let listening = Listening {
                address: issuer.address().to_string(),
                url: format!("http://{}", issuer.address()),
            };
            output.say(format!("The issuer listens on {}", listening.url));
            output.result(&listening);
            interrupted().await;
            if let Drained::Cut(connections) = issuer.stop().await {
                tracing::warn!(connections, "connections were cut");
            }
            Ok(Exit::Done)
        })
    }
}
