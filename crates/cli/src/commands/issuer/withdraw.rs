//! `celadon issuer withdraw`.

use clap::Args;
use serde::Serialize;

use super::{Document, Folder};
use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::runtime::block_on;

/// Whose credential to withdraw.
#[derive(Debug, Args)]
pub struct Withdraw {
    #[command(flatten)]
    folder: Folder,

    #[command(flatten)]
    document: Document,
}

#[derive(Serialize)]
struct Printed {
    withdrawn: bool,
}

impl Withdraw {
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let number = self.document.number()?;
        let secrets = self.folder.secrets()?;
        let withdrawn = block_on(async {
            let registry = super::registry(&self.folder.dir, &secrets).await?;
            let withdrawn = registry.withdraw(&number).await?;
            registry.store().clone().close().await?;
            Ok(withdrawn)
        })?;
        output.result(&Printed { withdrawn });
        if withdrawn {
            output.say("Withdrawn: nothing of it is stamped from the next publication on.");
            Ok(Exit::Done)
        } else {
            output.say("Nobody of this number has a credential here.");
            Ok(Exit::Refused)
        }
    }
}
