//! The open wallet, and whose part of it a command is about.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use celadon_credential::Time;
use celadon_credential::signed::Signed;
use celadon_vault::read_bounded;
use celadon_wallet::client::Client;
use celadon_wallet::online::Online;
use celadon_wallet::{Reading, Steady, Wallet, WalletError, WalletFile};
use clap::Args;
use rand::rngs::StdRng;

use crate::exit::Failure;
use crate::passphrase::PassphraseArgs;

/// Which wallet.
#[derive(Debug, Args)]
pub struct WalletArgs {
    /// The wallet's file.
    #[arg(
        long,
        short,
        value_name = "FILE",
        env = "CELADON_WALLET",
        default_value = "celadon.wallet"
    )]
    pub wallet: PathBuf,

    #[command(flatten)]
    pub passphrase: PassphraseArgs,

    /// Take this for the time that the clock shows.
    #[arg(long, hide = true, value_name = "TIME")]
    at: Option<Time>,
}

/// Whose part of the wallet.
#[derive(Debug, Args)]
pub struct PersonArgs {
    /// Whose. Without it the only person in the wallet; if there are several, it is asked for.
    #[arg(long, short, value_name = "NAME")]
    pub person: Option<String>,
}

/// An open wallet.
pub struct Home {
    pub file: WalletFile,
    pub rng: StdRng,
    clock: Clock,
}

impl WalletArgs {
    /// Opens the wallet.
    pub fn open(&self) -> Result<Home, Failure> {
        if !self.wallet.exists() {
            let what = format!("there is no wallet {}", self.wallet.display());
            return Err(Failure::new(what).help("make one with `celadon wallet init`"));
        }
        let passphrase = self.passphrase.existing("the wallet")?;
        let mut rng = rand::make_rng();
        let file = WalletFile::open(&self.wallet, passphrase, &mut rng)?;
        Ok(Home {
            file,
            rng,
            clock: Clock { at: self.at },
        })
    }
}

impl Home {
    /// Takes one step at the corrected time, and stores it.
    pub fn change<T>(
        &mut self,
        step: impl FnOnce(&mut Wallet, Time, &mut StdRng) -> Result<T, WalletError>,
    ) -> Result<T, Failure> {
        let reading = self.clock.read();
        let changed = self.file.change(&mut self.rng, |wallet, rng| {
            let now = wallet.now(reading);
            step(wallet, now, rng)
        });
        Ok(changed?)
    }

    /// The wallet as it is now.
    pub fn wallet(&mut self) -> Result<Wallet, Failure> {
        Ok(self.file.read(&mut self.rng)?)
    }

    /// The wallet with a network.
    pub fn online<'a>(
        &'a mut self,
        client: &'a Client,
    ) -> Online<'a, StdRng, impl Fn() -> Reading + use<'a>> {
        let clock = self.clock;
        Online {
            file: &mut self.file,
            client,
            rng: &mut self.rng,
            clock: move || clock.read(),
        }
    }

    /// Whose part of the wallet a command is about.
    pub fn person(&mut self, given: &PersonArgs) -> Result<String, Failure> {
        let wallet = self.wallet()?;
        if let Some(label) = &given.person {
            return Ok(wallet.person(label)?.label().to_string());
        }
        let labels: Vec<String> = (wallet.people().iter())
            .map(|person| person.label().to_string())
            .collect();
        match &*labels {
            [] => Err(Failure::new("there is nobody in this wallet yet")
                .help("add somebody with `celadon wallet people --add NAME`, or enrol")),
            [only] => Ok(only.clone()),
            several => ask_whose(several),
        }
    }
}

/// A command that cannot know whose code is meant asks.
fn ask_whose(labels: &[String]) -> Result<String, Failure> {
    let names = labels.join(", ");
    if !std::io::stdin().is_terminal() {
        let failure = Failure::new(format!("whose? In this wallet are {names}"));
        return Err(failure.help("add --person NAME"));
    }
    let typed = prompt(&format!("Whose? {names}: "))?;
    labels
        .iter()
        .find(|label| **label == typed)
        .cloned()
        .ok_or_else(|| Failure::new(format!("there is nobody called {typed} in this wallet")))
}

/// Asks a question that is answered by yes or no. Without a terminal there must be a `--yes`.
pub fn confirm(question: &str, yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("there is no terminal to ask for your consent")
            .help("read what it says above, then run it again with --yes"));
    }
    let typed = prompt(&format!("{question} [y/N] "))?;
    Ok(matches!(&*typed.to_lowercase(), "y" | "yes"))
}

/// Asks for one line.
pub fn prompt(text: &str) -> Result<String, Failure> {
    eprint!("{text}");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// A signed object from a file.
pub fn signed(path: &Path, what: &str) -> Result<Signed, Failure> {
    let bytes = read_bounded(path, Signed::MAX_BYTES)?;
    Signed::from_bytes(&bytes)
        .map_err(|error| Failure::new(format!("{} is no {what}: {error}", path.display())))
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
struct Clock {
    at: Option<Time>,
}

impl Clock {
    fn read(self) -> Reading {
        if let Some(wall) = self.at {
            return Reading { wall, steady: None };
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Reading {
            wall: Time::from_secs(since.map_or(0, |since| since.as_secs())),
            steady: steady(),
        }
    }
}

/// Seconds since the machine was started, where the system tells them: Linux does.
fn steady() -> Option<Steady> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let digits: String = boot.chars().filter(char::is_ascii_hexdigit).collect();
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let seconds = uptime.split('.').next()?.parse().ok()?;
    let origin = u128::from_str_radix(&digits, 16).ok()?.to_be_bytes();
    Some(Steady { origin, seconds })
}
