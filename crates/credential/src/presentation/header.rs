//! The header: 59 bytes in the clear. Nothing in it differs between two citizens who show the same
//! colour to the same venue in the same half minute, but the nonce.
//!
//! | bytes | field |
//! | --- | --- |
//! | 1 | version, 1 |
//! | 1 | profile |
//! | 8 | the federation id's first bytes |
//! | 4 | epoch |
//! | 4 | the schema id's first bytes |
//! | 1 | colour |
//! | 1 | index of the grid, the shortest first |
//! | 4 | period, `T` / grid |
//! | 1 | mode |
//! | 2 | purpose |
//! | 4 | policy version |
//! | 16 | audience, zero for any venue |
//! | 4 | slot, Unix time / 30 |
//! | 8 | nonce |

use crate::cbor::DecodeError;
use crate::colour::Colour;
use crate::ids::{Epoch, VenueId};
use crate::time::Slot;

/// Whether the issuer is hidden and whether a pseudonym is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The federation has one issuer key for the schema.
    Known = 0,
    /// The same, with a pseudonym.
    KnownPseudonym = 1,
    /// One of the federation's issuers, not said which.
    Hidden = 2,
    /// The same, with a pseudonym.
    HiddenPseudonym = 3,
}

impl Profile {
    /// The profile of these two choices.
    pub const fn new(hidden_issuer: bool, pseudonym: bool) -> Profile {
        match (hidden_issuer, pseudonym) {
            (false, false) => Profile::Known,
            (false, true) => Profile::KnownPseudonym,
            (true, false) => Profile::Hidden,
            (true, true) => Profile::HiddenPseudonym,
        }
    }

    /// Whether the issuer is hidden.
    pub const fn hides_issuer(self) -> bool {
        matches!(self, Profile::Hidden | Profile::HiddenPseudonym)
    }

    /// Whether there is a pseudonym.
    pub const fn has_pseudonym(self) -> bool {
        matches!(self, Profile::KnownPseudonym | Profile::HiddenPseudonym)
    }

    fn from_code(code: u8) -> Option<Profile> {
        Some(match code {
            0 => Profile::Known,
            1 => Profile::KnownPseudonym,
            2 => Profile::Hidden,
            3 => Profile::HiddenPseudonym,
            _ => return None,
        })
    }
}

/// How a presentation reaches the venue, and so what keeps it fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The wallet answers a venue's challenge.
    Challenge = 1,
    /// The venue scans the wallet's screen.
    Display = 2,
    /// The venue scans a printed card.
    Paper = 3,
}

/// The fields, in the order of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// What is proven.
    pub profile: Profile,
    /// The federation id's first bytes.
    pub federation: [u8; 8],
    /// The trust list.
    pub epoch: Epoch,
    /// The schema id's first bytes.
    pub schema: [u8; 4],
    /// The colour.
    pub colour: Colour,
    /// Index of the grid in the trust list.
    pub grid: u8,
    /// `T` / grid.
    pub period: u32,
    /// How it reaches the venue.
    pub mode: Mode,
    /// The policy's purpose code.
    pub purpose: u16,
    /// The policy's version; 0 for a code that is shown to any venue.
    pub policy_version: u32,
    /// The venue, or [`VenueId::ANY`].
    pub audience: VenueId,
    /// The half minute, in display mode; else 0.
    pub slot: Slot,
    /// Display, paper: random. Challenge: SHA-256(token)[0..8].
    pub nonce: [u8; 8],
}

impl Header {
    /// Bytes of a header.
    pub const BYTES: usize = 59;
    /// The version of the wire.
    pub const VERSION: u8 = 1;

    /// The bytes.
    pub fn to_bytes(&self) -> [u8; Header::BYTES] {
        let mut bytes = Vec::with_capacity(Header::BYTES);
        bytes.push(Header::VERSION);
        bytes.push(self.profile as u8);
        bytes.extend(self.federation);
        bytes.extend(self.epoch.as_u32().to_be_bytes());
        bytes.extend(self.schema);
        bytes.push(self.colour.code());
        bytes.push(self.grid);
        bytes.extend(self.period.to_be_bytes());
        bytes.push(self.mode as u8);
        bytes.extend(self.purpose.to_be_bytes());
        bytes.extend(self.policy_version.to_be_bytes());
        bytes.extend(self.audience.as_bytes());
        bytes.extend(self.slot.as_u32().to_be_bytes());
        bytes.extend(self.nonce);
        bytes.try_into().expect("the fields have 59 bytes")
    }

    /// Decodes; every value is one that the field can have.
    pub fn from_bytes(bytes: &[u8; Header::BYTES]) -> Result<Header, DecodeError> {
        let mut rest = &bytes[..];
        let [version] = take(&mut rest);
        if version != Header::VERSION {
            return Err(DecodeError::Version(version.into()));
        }
        let [profile] = take(&mut rest);
        let federation = take(&mut rest);
        let epoch = Epoch::new(u32::from_be_bytes(take(&mut rest)));
        let schema = take(&mut rest);
        let [colour] = take(&mut rest);
        let [grid] = take(&mut rest);
        let period = u32::from_be_bytes(take(&mut rest));
        let [mode] = take(&mut rest);
        Ok(Header {
            profile: Profile::from_code(profile).ok_or(DecodeError::Invalid("the profile"))?,
            federation,
            epoch,
            schema,
            colour: Colour::from_code(colour).map_err(|_| DecodeError::Invalid("the colour"))?,
            grid,
            period,
            mode: match mode {
                1 => Mode::Challenge,
                2 => Mode::Display,
                3 => Mode::Paper,
                _ => return Err(DecodeError::Invalid("the mode")),
            },
            purpose: u16::from_be_bytes(take(&mut rest)),
            policy_version: u32::from_be_bytes(take(&mut rest)),
            audience: VenueId::from_bytes(take(&mut rest)),
            slot: Slot::new(u32::from_be_bytes(take(&mut rest))),
            nonce: take(&mut rest),
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (head, tail) = rest
        .split_first_chunk::<N>()
        .expect("the fields have 59 bytes");
    *rest = tail;
    *head
}
