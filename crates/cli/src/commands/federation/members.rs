//! `celadon federation members`.

use celadon_federation::RequestView;
use clap::Args;
use serde::Serialize;

use super::Folder;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Whose members.
#[derive(Debug, Args)]
pub struct ListMembers {
    #[command(flatten)]
    folder: Folder,
}

#[derive(Serialize)]
struct Listed {
    file: String,
    #[serde(flatten)]
    request: RequestView,
}

impl ListMembers {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let dir = self.folder.open()?;
        let members = dir.members()?;
        for member in members.all() {
            let issuer = &member.request.issuer;
            output.say(format!("{}  {}", issuer.name, issuer.endpoint));
            output.result(&Listed {
                file: member.path.display().to_string(),
                request: RequestView::from(&member.request),
            });
        }
        output.say(format!(
            "{} keys stand in the next list.",
            members.all().len()
        ));
        Ok(Exit::Done)
    }
}
