//! `celadon federation accredit`.

use std::path::PathBuf;

use celadon_federation::Accepted;
use clap::Args;
use serde_json::json;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Take issuers in: verify their requests, and put them into the next list.
///
/// A request proves that its maker knows its key. That the name is the maker's own is for you to
/// make sure of, such as by a call to a number that you know.
///
/// Next: `celadon federation publish`.
#[derive(Debug, Args)]
pub struct Accredit {
    #[command(flatten)]
    folder: Folder,

    /// The files that issuers handed in: `accreditation.request`.
    #[arg(required = true, value_name = "REQUEST")]
    requests: Vec<PathBuf>,
}

impl Accredit {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let mut members = dir.members()?;
        let mut taken = Vec::new();
        for request in &self.requests {
            let bytes = celadon_vault::read_bounded(request, 4_096)?;
            let (word, member) = match members.accept(&bytes, request)? {
                Accepted::New(member) => ("new", member),
                Accepted::Already(member) => ("a member already", member),
            };
            let issuer = &member.request.issuer;
            output.say(format!("{}: {word}, at {}", issuer.name, issuer.endpoint));
            taken.push(json!({ "name": issuer.name.as_str(), "new": word == "new" }));
        }
        output.say("Next: celadon federation publish.");
        output.result(&json!({ "members": taken }));
        Ok(Exit::Done)
    }
}
