//! `celadon wallet init`.

use celadon_credential::ids::FederationId;
use celadon_vault::WorkFactor;
use celadon_wallet::{Label, Wallet, WalletFile};
use clap::Args;
use serde_json::json;

use super::home::WalletArgs;
use crate::exit::{Exit, Failure};
use crate::output::Output;

/// Make a wallet: one sealed file, with everything in it.
///
/// All that the wallet knows is in this file, encrypted under a passphrase: identities, credentials,
/// stamps. There is no second copy anywhere, and nobody can open it without the passphrase. Several
/// people may share it, such as a family; nothing that is shown tells that they do.
///
/// Next: `celadon wallet list` with the address of the federation's trust list.
#[derive(Debug, Args)]
pub struct Init {
    #[command(flatten)]
    wallet: WalletArgs,

    /// The federation whose codes it will hold: 64 hexadecimal digits, as the federation publishes
    /// them. Without it the wallet takes the first trust list's word for it, and shows the id to be
    /// compared.
    #[arg(long, value_name = "ID")]
    federation_id: Option<FederationId>,

    /// Add somebody of this name. Can be given several times.
    #[arg(long, short, value_name = "NAME")]
    person: Vec<Label>,

    /// How much work each guess at the passphrase costs: two to this power, from 10 to 20. Each
    /// command that changes the wallet does it too.
    #[arg(long, value_name = "N", default_value_t = WorkFactor::DEFAULT.log_n(), value_parser = clap::value_parser!(u8).range(10..=20))]
    work_factor: u8,
}

impl Init {
    /// Runs the command.
    pub fn run(self, output: &Output) -> Result<Exit, Failure> {
        let path = &self.wallet.wallet;
        let mut wallet = Wallet::new(self.federation_id);
        let mut rng: rand::rngs::StdRng = rand::make_rng();
        for label in self.person {
            wallet.add_person(label, &mut rng)?;
        }
        // Before a passphrase is asked for in vain.
        if path.exists() {
            let what = format!("{} exists already and was left as it is", path.display());
            return Err(Failure::new(what).help("choose another name with --wallet FILE"));
        }
        let work = WorkFactor::new(self.work_factor).unwrap_or_default();
        let passphrase = self.wallet.passphrase.new_one("the wallet")?;
        WalletFile::create(path, passphrase, work, wallet)?;
        output.say(format!("{} is made.", path.display()));
        output.say("Next: celadon wallet list URL, with the federation's trust list.");
        output.result(&json!({ "wallet": path }));
        Ok(Exit::Done)
    }
}
