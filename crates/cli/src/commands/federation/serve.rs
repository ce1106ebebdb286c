//! `celadon federation serve`.

use std::net::SocketAddr;

use celadon_federation::router;
use celadon_service::telemetry::{self, LogFormat};
use celadon_service::{Limits, bind, interrupted, serve};
use clap::Args;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::runtime::block_on;

/// Serve trust list, certificates and policies.
///
/// What is served is public and signed; the service holds no secret and keeps no record of who asks.
/// A list that is published meanwhile is served at once.
#[derive(Debug, Args)]
pub struct Serve {
    /// The federation's folder, or a copy of its public part in a folder `public`.
    #[arg(long, value_name = "DIR")]
    dir: std::path::PathBuf,

    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
}

impl Serve {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let public = self.dir.join("public");
        if !public.is_dir() {
            return Err(Failure::new(format!("{} is not there", public.display()))
                .help("name the folder of a federation: celadon federation init"));
        }
        let format = if output.is_json() {
            LogFormat::Json
        } else {
            LogFormat::Human
        };
        telemetry::init(None, format)?;
        block_on(async {
            let listener = bind(self.listen).await?;
            let server = serve(router(public), listener, Limits::default(), interrupted())?;
            let address = server.address().to_string();
            let url = format!("http://{address}");
            output.say(format!("The federation's host listens on {url}"));
            output.result(&json!({ "address": address, "url": url }));
            server.stopped().await;
            Ok(())
        })?;
        Ok(Exit::Done)
    }
}
