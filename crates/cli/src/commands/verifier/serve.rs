//! `celadon verifier serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use celadon_credential::ids::FederationId;
use celadon_credential::url::HttpUrl;
use celadon_service::lists::ListSource;
use celadon_service::telemetry::{self, LogFormat};
use celadon_service::{Drained, Limits, SystemClock, interrupted};
use celadon_verifier::{Config, Folder, Papers, Venues, Webhook, start};
use clap::Args;
use serde::Serialize;

use super::paper;
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;
use crate::runtime::block_on;

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// The verifier's folder, with the keys that `init` made.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    /// The federation's trust list: a file, or a URL such as
    /// https://federation.example/.well-known/celadon/trust-list.
    #[arg(long, value_name = "FILE|URL")]
    trust_list: ListSource,

    /// A venue's certificate, from the federation; once for each venue.
    #[arg(long, value_name = "FILE", required = true)]
    venue: Vec<PathBuf>,

    /// The policy that a certificate names, from the federation; the order does not matter, and
    /// several venues may have one policy.
    #[arg(long, value_name = "FILE", required = true)]
    policy: Vec<PathBuf>,

    /// The federation's id, 64 hexadecimal digits. Without it the first list that is loaded
    /// decides, and no other federation's is taken afterwards.
    #[arg(long, value_name = "HEX")]
    federation: Option<FederationId>,

    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8481")]
    listen: SocketAddr,

    /// Where wallets reach the verifier, such as https://venue.example. Without it the address
    /// that it listens on, which is good for a test on one machine.
    #[arg(long, value_name = "URL")]
    public_url: Option<HttpUrl>,

    /// A configuration: where used codes are remembered. Without it in a file in the folder, which
    /// replicas on one machine may share. An environment variable goes over a key of the file, such
    /// as CELADON_VERIFIER_STORE over `store`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Who is sent what became of each challenge: an https address, with VENUE= before it if it is
    /// for one venue only. May be given several times. The body is signed with the venue's key.
    #[arg(long, value_name = "[VENUE=]URL")]
    webhook: Vec<Webhook>,

    /// How often the trust list is fetched, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = Config::REFRESH.as_secs(),
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    refresh_seconds: u64,
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
        let all = |paths: &[PathBuf]| paths.iter().map(paper).collect::<Result<Vec<_>, _>>();
        let papers = Papers::assemble(&all(&self.venue)?, &all(&self.policy)?)?;
        let stores = super::config::stores(self.config.as_deref(), &self.dir)?;
        let folder = Folder::new(self.dir);
        let passphrase = self.passphrase.existing("the venues' keys")?;
        telemetry::init(None, format)?;
        block_on(async {
            let keys = folder.open_keys(&passphrase).await?;
            let config = Config {
                venues: Venues::new(papers, &keys)?,
                stores,
                list: self.trust_list,
                federation: self.federation,
                refresh: Duration::from_secs(self.refresh_seconds),
                listen: self.listen,
                public_url: self.public_url,
                webhooks: self.webhook.into_iter().collect(),
                limits: Limits::default(),
            };
            let verifier = start(config, Arc::new(SystemClock)).await?;
            let listening = Listening {
                address: verifier.address().to_string(),
                url: format!("http://{}", verifier.address()),
            };
            output.say(format!("The verifier listens on {}", listening.url));
            output.result(&listening);
            interrupted().await;
            if let Drained::Cut(connections) = verifier.stop().await {
                tracing::warn!(connections, "connections were cut");
            }
            Ok(Exit::Done)
        })
    }
}
