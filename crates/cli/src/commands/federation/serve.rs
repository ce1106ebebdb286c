//! `celadon federation serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use celadon_federation::router;
use celadon_service::telemetry::{self, LogFormat};
use celadon_service::{Drained, Limits, bind, interrupted, serve};
use clap::Args;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::runtime::block_on;

/// What to serve, and where.
#[derive(Debug, Args)]
pub struct Serve {
    /// The federation's folder, of which only `public` is read.
    #[arg(long, value_name = "DIR", required_unless_present = "public")]
    dir: Option<PathBuf>,

    /// A copy of `public` alone, on a host that has nothing else.
    #[arg(long, value_name = "DIR", conflicts_with = "dir")]
    public: Option<PathBuf>,

    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8480")]
    listen: SocketAddr,
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
        let public = match (self.public, self.dir) {
            (Some(public), _) => public,
            (None, dir) => dir.unwrap_or_default().join("public"),
        };
        if !public.is_dir() {
            return Err(Failure::new(format!("{} is no folder", public.display()))
                .help("check the path; `celadon federation init` makes it"));
        }
        telemetry::init(None, format)?;
        block_on(async {
            let listener = bind(self.listen).await?;
            let server = serve(router(public), listener, Limits::default(), interrupted())?;
            let listening = Listening {
                address: server.address().to_string(),
                url: format!("http://{}", server.address()),
            };
            output.say(format!("The federation listens on {}", listening.url));
            output.result(&listening);
            if let Drained::Cut(connections) = server.stopped().await {
                tracing::warn!(connections, "connections were cut");
            }
            Ok(Exit::Done)
        })
    }
}
