//! Policy: what a venue accepts. Signed by the federation's online key, named by its digest in the
//! venue's certificate, shown to the citizen before anything is presented.

mod ceiling;
mod compare;
mod lint;
mod words;

pub use ceiling::{Ceiling, Excess};
pub use compare::{Gap, Holding};
pub use lint::LintError;
pub use words::{PolicyWords, Purpose};

use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::colour::Colour;
use crate::grid::Grid;
use crate::ids::{FederationId, PolicyId};
use crate::name::{Name, is_deceptive};
use crate::signed::{Kind, SignatureError, Signed};
use crate::time::Time;

/// What a venue accepts and what it tells those whom it does not admit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The federation.
    pub federation: FederationId,
    /// The policy through all its versions.
    pub id: PolicyId,
    /// The version, at least 1. 0 is the charter's, for codes that are shown to any venue.
    pub version: u32,
    /// What a citizen reads.
    pub name: Name,
    /// The colours that are admitted, without repetition, green first; at least one.
    pub colours: Vec<Colour>,
    /// Whose stamps are asked for: how old a green may be.
    pub grid: Grid,
    /// Why the venue needs a pseudonym; without a reason it gets none.
    pub pseudonym: Option<String>,
    /// Whether printed cards are taken.
    pub paper: bool,
    /// The purpose code that is bound into each proof.
    pub purpose: u16,
    /// What a person is told who was not admitted.
    pub refused: String,
    /// What a person is told who was admitted with another colour than green; empty where only green
    /// is admitted. One text for yellow and red, so that it tells nobody which of the two it was.
    pub yellow: String,
    /// The end of the policy.
    pub valid_until: Time,
}

/// Why a policy was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// The bytes are no policy.
    #[error("the policy is {0}: load it again from the federation")]
    Decode(#[from] DecodeError),
    /// The signature is not of the federation's online key.
    #[error("the policy is not signed by the federation's online key: load it again")]
    Signature(#[from] SignatureError),
    /// The policy is of another federation.
    #[error("the policy is of another federation")]
    OtherFederation,
    /// It is to hold for longer than the key that signed it.
    #[error("the policy outlives the federation's online key: have it made anew")]
    OutlivesKey,
    /// Its grid is none of the charter's.
    #[error("the policy asks for a grid that the federation does not have")]
    UnknownGrid,
}

impl Policy {
    /// The most bytes of a policy, so that it travels in a challenge.
    pub const MAX_BYTES: usize = 768;
    /// The longest instruction or reason, in bytes.
    pub const MAX_TEXT: usize = 160;

    /// Whether a colour is admitted.
    pub fn accepts(&self, colour: Colour) -> bool {
        self.colours.contains(&colour)
    }

    /// What a request over HTTP calls the credential that it asks for: the names of the colours
    /// that are admitted, such as `green` or `green-yellow`. It is the same whichever is answered.
    pub fn credential_id(&self) -> String {
        let names: Vec<&str> = self.colours.iter().map(|colour| colour.name()).collect();
        names.join("-")
    }

    /// Whether a pseudonym is asked for.
    pub fn asks_for_pseudonym(&self) -> bool {
        self.pseudonym.is_some()
    }

    /// What the venue's device tells a person: who was admitted with this colour, or, without one, who
    /// was not. It is the venue's to say and stands in no result; green needs no word.
    pub fn instruction(&self, admitted: Option<Colour>) -> Option<&str> {
        match admitted {
            Some(Colour::Green) => None,
            Some(_) => Some(&self.yellow),
            None => Some(&self.refused),
        }
    }

    /// Signs it. Refuses what could not be read again.
    pub fn seal(&self, key: &SigningKey) -> Result<Signed, DecodeError> {
        let payload = self.encode();
        Policy::decode(&payload)?;
        Ok(Signed::seal(Kind::Policy, payload, key))
    }

    /// Verifies and decodes a policy of this federation.
    pub fn open(
        signed: &Signed,
        key: &VerifyingKey,
        federation: &FederationId,
    ) -> Result<Policy, PolicyError> {
        let policy = Policy::decode(signed.verified(Kind::Policy, key)?)?;
        if policy.federation == *federation {
            Ok(policy)
        } else {
            Err(PolicyError::OtherFederation)
        }
    }

    /// What a policy says, and nobody has checked yet.
    pub fn unverified(signed: &Signed) -> Result<Policy, DecodeError> {
        Policy::decode(signed.unverified())
    }

    /// The name by which a venue's certificate calls it: SHA-256 of the payload.
    pub fn digest(signed: &Signed) -> [u8; 32] {
        Sha256::digest(signed.unverified()).into()
    }
}

impl Canonical for Policy {
    const MAX_BYTES: usize = Policy::MAX_BYTES;

    fn write(&self, writer: &mut Writer) {
        writer
            .array(13)
            .uint(1)
            .item(&self.federation)
            .item(&self.id)
            .uint(self.version.into())
            .item(&self.name)
            .array(self.colours.len());
        for colour in &self.colours {
            writer.item(colour);
        }
        writer.item(&self.grid);
        writer.array(usize::from(self.pseudonym.is_some()));
        if let Some(reason) = &self.pseudonym {
            writer.text(reason);
        }
        writer
            .bool(self.paper)
            .uint(self.purpose.into())
            .text(&self.refused)
            .text(&self.yellow)
            .item(&self.valid_until);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Policy, DecodeError> {
        reader.versioned(13)?;
        let federation = reader.item()?;
        let id = reader.item()?;
        let version = u32::try_from(reader.uint()?)
            .ok()
            .filter(|version| *version > 0)
            .ok_or(DecodeError::Invalid("the policy's version"))?;
        let name = reader.item()?;
        let colours: Vec<Colour> = (0..reader.list(3)?)
            .map(|_| reader.item())
            .collect::<Result<_, _>>()?;
        if colours.is_empty() || !colours.is_sorted_by(|a, b| a < b) {
            return Err(DecodeError::Invalid("the policy's colours"));
        }
        let grid = reader.item()?;
        let pseudonym = match reader.list(1)? {
            0 => None,
            _ => Some(words(reader)?),
        };
        if pseudonym.as_deref().is_some_and(str::is_empty) {
            return Err(DecodeError::Invalid("the reason for a pseudonym"));
        }
        Ok(Policy {
            federation,
            id,
            version,
            name,
            colours,
            grid,
            pseudonym,
            paper: reader.bool()?,
            purpose: u16::try_from(reader.uint()?)
                .map_err(|_| DecodeError::Invalid("the purpose"))?,
            refused: words(reader)?,
            yellow: words(reader)?,
            valid_until: reader.item()?,
        })
    }
}

/// A text that people read: bounded, and without characters that they do not see or that turn the
/// direction of writing.
fn words(reader: &mut Reader<'_>) -> Result<String, DecodeError> {
    let text = reader.text(Policy::MAX_TEXT)?;
    if text.chars().any(is_deceptive) {
        return Err(DecodeError::Invalid("a character that people do not see"));
    }
    Ok(text.to_owned())
}
