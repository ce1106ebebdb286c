//! `celadon issuer`.

mod enrol;
mod init;
mod serve;
mod withdraw;

use std::path::{Path, PathBuf};

use celadon_credential::identity::IdentityNumber;
use celadon_issuer::{IssuerSecrets, Registry};
use celadon_service::StoreOptions;
use clap::{Args, Subcommand, ValueEnum};

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::passphrase::PassphraseArgs;

/// The commands of `celadon issuer`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an issuer's keys, and the request by which a federation accredits them.
    ///
    /// Writes two files into the folder: `keys.sealed`, encrypted under a passphrase, and
    /// `accreditation.request`, which holds nothing secret and goes to the federation. Both are
    /// left as they are if they exist.
    Init(init::Init),
    /// Run the issuer: sign declarations and publish stamps.
    ///
    /// It starts also while no trust list can be had, or while its own keys are not on it; until
    /// that changes it neither signs nor stamps, and /readyz says why. Ctrl-C or the terminate
    /// signal ends it once what is at work is done.
    Serve(serve::Serve),
    /// Enrol a person whose document was checked, and print a one-time code.
    ///
    /// Works on the database of a running or a stopped issuer. Whoever was enrolled before keeps
    /// the same record, and what is issued for the new code replaces what the person has. The code
    /// is good for one credential within a day; an older code of that person is void.
    Enrol(enrol::Enrol),
    /// Withdraw a person's credential.
    ///
    /// It is stamped no more from the next publication on, so it dies with the hour that was
    /// stamped last, or the day where a venue asks for a day.
    Withdraw(withdraw::Withdraw),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::Init(init) => init.run(output),
            Command::Serve(serve) => serve.run(output),
            Command::Enrol(enrol) => enrol.run(output),
            Command::Withdraw(withdraw) => withdraw.run(output),
        }
    }
}

/// The folder of an issuer, and how its keys are opened.
#[derive(Debug, Args)]
struct Folder {
    /// The issuer's folder.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,
}

impl Folder {
    fn keys(&self) -> PathBuf {
        self.dir.join("keys.sealed")
    }

    fn secrets(&self) -> Result<IssuerSecrets, Failure> {
        let path = self.keys();
        if !path.exists() {
            return Err(Failure::new(format!("{} does not exist", path.display()))
                .help("make an issuer first: celadon issuer init"));
        }
        let passphrase = self.passphrase.existing("the issuer's keys")?;
        Ok(IssuerSecrets::read(&path, &passphrase)?)
    }
}

async fn registry(folder: &Path, secrets: &IssuerSecrets) -> Result<Registry, Failure> {
    Ok(Registry::open(folder, secrets, &StoreOptions::default()).await?)
}

/// The document by which a person is known.
#[derive(Debug, Args)]
struct Document {
    /// What document it is.
    #[arg(long, value_enum, default_value = "resident_identity_card")]
    kind: Kind,

    /// Its number, in any spelling: small letters, full-width digits and spaces are the same.
    #[arg(long, value_name = "N")]
    number: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Kind {
    /// A resident identity card by GB 11643.
    ResidentIdentityCard,
    /// A passport.
    Passport,
}

impl Document {
    fn number(&self) -> Result<IdentityNumber, Failure> {
        Ok(match self.kind {
            Kind::ResidentIdentityCard => IdentityNumber::parse(&self.number)?,
            Kind::Passport => IdentityNumber::passport(&self.number)?,
        })
    }
}
