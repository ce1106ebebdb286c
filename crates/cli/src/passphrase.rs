//! The passphrase of a sealed file: from a file, the environment or the terminal, never from an
//! argument, which other users of the machine could read.

use std::io::IsTerminal;
use std::path::PathBuf;

use celadon_vault::Passphrase;
use clap::Args;

use crate::exit::Failure;

/// The environment variable that may hold a passphrase.
pub const VARIABLE: &str = "CELADON_PASSPHRASE";

/// How the passphrase is given.
#[derive(Debug, Clone, Args)]
pub struct PassphraseArgs {
    /// A file whose first line is the passphrase. Without it the environment variable
    /// CELADON_PASSPHRASE is used, and without that it is asked for.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    /// The passphrase of an existing file.
    pub fn existing(&self, what: &str) -> Result<Passphrase, Failure> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(&format!("Passphrase of {what}: ")),
        }
    }

    /// The passphrase of a file that will be made; asked for twice at a terminal.
    pub fn new_one(&self, what: &str) -> Result<Passphrase, Failure> {
        if let Some(passphrase) = self.given()? {
            return Ok(passphrase);
        }
        let first = prompt(&format!("New passphrase for {what}: "))?;
        if first != prompt("The same again: ")? {
            return Err(Failure::new("the two passphrases differ").help("type the same one twice"));
        }
        Ok(Passphrase::new(first)?)
    }

    fn given(&self) -> Result<Option<Passphrase>, Failure> {
        if let Some(file) = &self.passphrase_file {
            return Ok(Some(Passphrase::from_file(file)?));
        }
        if std::env::var_os(VARIABLE).is_some() {
            return Ok(Some(Passphrase::from_env(VARIABLE)?));
        }
        Ok(None)
    }
}

fn ask(text: &str) -> Result<Passphrase, Failure> {
    Ok(Passphrase::new(prompt(text)?)?)
}

fn prompt(text: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(
            Failure::new("there is no passphrase and no terminal to ask for it").help(format!(
                "give --passphrase-file FILE or set {VARIABLE} in the environment"
            )),
        );
    }
    Ok(rpassword::prompt_password(text)?)
}
