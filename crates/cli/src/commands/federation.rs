//! `celadon federation`.

mod accredit;
mod finish;
mod init;
mod inspect;
mod keys;
mod members;
mod monitor;
mod publish;
mod remove;
mod root_key;
mod rotate_online;
mod serve;
mod sign;
mod venue;

use std::path::{Path, PathBuf};

use celadon_credential::trust_list::SignedTrustList;
use celadon_federation::FederationDir;
use celadon_vault::read_bounded;
use clap::{Args, Subcommand};

use crate::exit::{Exit, Failure};
use crate::output::Output;

/// The commands of `celadon federation`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw a root key that stays where it is.
    ///
    /// Each organisation that holds a root key does this on a machine of its own and hands in the
    /// public half, which is printed. The sealed file and its passphrase stay there.
    RootKey(root_key::RootKey),
    /// Found a federation: root keys, online key, charter.
    ///
    /// Makes a folder with everything in it and prints the federation's id, by which wallets,
    /// verifiers and issuers know it for good. Root keys that are drawn here are sealed one by one,
    /// so that each file can be carried to whoever holds it.
    Init(init::Init),
    /// Accept issuers' accreditation requests: they stand in the next list.
    ///
    /// Checked are the proof that the issuer knows its key, the federation, the schema, and that
    /// name and key are nobody else's. That a request came from whom it names is for people to make
    /// sure of.
    ///
    /// Exit codes: 0 all were accepted; 1 at least one was refused, with a reason; 2 it could not
    /// be done.
    Accredit(accredit::Accredit),
    /// List the issuers that the next list will name.
    Members(members::ListMembers),
    /// Take an issuer out of the next list.
    ///
    /// Publish with --emergency to end its accreditation at the next full hour. Citizens of other
    /// issuers keep what they have.
    Remove(remove::Remove),
    /// Make, sign and publish the trust list of a new epoch.
    ///
    /// The accreditation key is drawn for this list, used once and wiped. The list becomes public,
    /// as a whole, once enough root keys have signed and every check accepts it; until then it is
    /// the file `unfinished.list`, for `sign` and `finish`.
    Publish(publish::Publish),
    /// Check a list and sign it with a root key that is held elsewhere.
    ///
    /// Shows what the list says and, with --previous, what it changes; then asks. The signature is
    /// added to the file.
    Sign(sign::Sign),
    /// Take signatures back that were made elsewhere, and publish the list if they are enough.
    ///
    /// Without files it finishes what an interrupted `publish` left.
    Finish(finish::Finish),
    /// Draw a new online key, which the next list will name.
    ///
    /// Once that list is in force, venues' papers that the old key signed are refused: make them
    /// anew, each under its id, as soon as the list is published.
    RotateOnline(rotate_online::RotateOnline),
    /// Make papers for venues.
    #[command(subcommand)]
    Venue(venue::Command),
    /// Serve trust list, venue certificates and policies to everybody.
    ///
    /// Holds no key and no state, reads what is published at each request, and keeps no record of
    /// who asks.
    Serve(serve::Serve),
    /// Show what a trust list, a request, a certificate or a policy says, and check it.
    ///
    /// Exit codes: 0 every check has passed; 1 refused, with a reason; 2 it cannot be judged.
    Inspect(inspect::Inspect),
    /// Watch the published list, for a timed job: an alarm from half of its life on.
    ///
    /// Exit codes: 0 all is well; 1 a new list is due, or what is published is refused; 2 the list
    /// could not be had.
    Monitor(monitor::Monitor),
}

impl Command {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        match self {
            Command::RootKey(command) => command.run(output),
            Command::Init(command) => command.run(output),
            Command::Accredit(command) => command.run(output),
            Command::Members(command) => command.run(output),
            Command::Remove(command) => command.run(output),
            Command::Publish(command) => command.run(output),
            Command::Sign(command) => command.run(output),
            Command::Finish(command) => command.run(output),
            Command::RotateOnline(command) => command.run(output),
            Command::Venue(command) => command.run(output),
            Command::Serve(command) => command.run(output),
            Command::Inspect(command) => command.run(output),
            Command::Monitor(command) => command.run(output),
        }
    }
}

/// The federation's folder.
#[derive(Debug, Args)]
pub struct Folder {
    /// The federation's folder.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

impl Folder {
    fn open(&self) -> Result<FederationDir, Failure> {
        Ok(FederationDir::open(&self.dir)?)
    }
}

/// A list from a file, decoded and not verified.
fn read_list(path: &Path) -> Result<SignedTrustList, Failure> {
    let bytes = read_bounded(path, SignedTrustList::MAX_BYTES)?;
    SignedTrustList::from_bytes(&bytes)
        .map_err(|error| Failure::new(format!("{}: not a trust list: {error}", path.display())))
}
