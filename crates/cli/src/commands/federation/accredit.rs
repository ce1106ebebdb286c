//! `celadon federation accredit`.

use std::path::PathBuf;

use celadon_federation::{Accepted, FederationError};
use celadon_vault::read_bounded;
use clap::Args;
use serde::Serialize;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Whom to accept.
#[derive(Debug, Args)]
pub struct Accredit {
    #[command(flatten)]
    folder: Folder,

    /// What an issuer made with `celadon issuer init`.
    #[arg(value_name = "REQUEST", required = true)]
    requests: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Judged {
    file: String,
    issuer: Option<String>,
    result: &'static str,
    reason: Option<String>,
}

impl Accredit {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let mut members = dir.members()?;
        let mut exit = Exit::Done;
        for file in &self.requests {
            let bytes = read_bounded(file, 64 * 1_024)?;
            let (issuer, result, reason) = match members.accept(&bytes, file) {
                Ok(Accepted::New(member)) => (Some(member), "accepted", None),
                Ok(Accepted::Already(member)) => (Some(member), "already", None),
                Err(FederationError::Member { source, .. }) => {
                    exit = Exit::Refused;
                    (None, "refused", Some(source.to_string()))
                }
                Err(error) => return Err(error.into()),
            };
            let judged = Judged {
                file: file.display().to_string(),
                issuer: issuer.map(|member| member.request.issuer.name.to_string()),
                result,
                reason,
            };
            let told = judged.issuer.as_ref().or(judged.reason.as_ref());
            let told = told.map_or("", String::as_str);
            output.say(format!("{:<9} {}: {told}", judged.result, judged.file));
            output.result(&judged);
        }
        output.say(format!(
            "{} keys stand in the next list.",
            members.all().len()
        ));
        Ok(exit)
    }
}
