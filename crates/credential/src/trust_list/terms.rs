//! The terms of a trust list: whose it is, when it holds, what its charter says.

use ed25519_dalek::VerifyingKey;

use crate::cbor::{Canonical, DecodeError, Reader, Writer};
use crate::charter::Charter;
use crate::ids::{Epoch, FederationId};
use crate::time::Time;

/// Everything in a trust list but its issuers and the key that accredits them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The federation.
    pub federation: FederationId,
    /// The number of the list; one list an epoch.
    pub epoch: Epoch,
    /// What holds for all members.
    pub charter: Charter,
    /// The key that signs venue certificates, policies and registries, and nothing else.
    pub online_key: VerifyingKey,
    /// The end of the online key: nothing that it signs is valid for longer.
    pub online_key_until: Time,
    /// When the list was logged.
    pub logged_at: Time,
    /// When every wallet and verifier switches to it.
    pub active_from: Time,
    /// When everybody refuses unless a newer list is there.
    pub valid_until: Time,
    /// When everybody refuses for good: the end of the emergency that the federation serves.
    pub sunset: Time,
    /// Whether it was made in an emergency (a removal), and so may begin at the next full hour.
    pub emergency: bool,
    /// SHA-256 of the list before it; zero for a federation's first.
    pub predecessor: [u8; 32],
}

impl Terms {
    /// The predecessor of a federation's first list.
    pub const NO_PREDECESSOR: [u8; 32] = [0; 32];

    /// Whether this is a federation's first list.
    pub fn is_first(&self) -> bool {
        self.epoch == Epoch::FIRST && self.predecessor == Terms::NO_PREDECESSOR
    }

    /// The earliest `active_from`, if lists have to be logged for `delay` seconds before they
    /// begin: at once for the first, the next full hour in an emergency.
    pub fn earliest_start(&self, delay: u32) -> Time {
        if self.is_first() {
            self.logged_at
        } else if self.emergency {
            Time::from_secs((self.logged_at.as_secs() / HOUR + 1) * HOUR)
        } else {
            self.logged_at.plus(delay.into())
        }
    }
}

const HOUR: u64 = 3_600;

/// CBOR `[federation, epoch, charter, online key, its end, logged at, active from, valid until,
/// sunset, emergency, predecessor]`.
impl Canonical for Terms {
    const MAX_BYTES: usize = 1_024;
    fn write(&self, writer: &mut Writer) {
        writer
            .array(11)
            .item(&self.federation)
            .item(&self.epoch)
            .item(&self.charter)
            .item(&self.online_key)
            .item(&self.online_key_until)
            .item(&self.logged_at)
            .item(&self.active_from)
            .item(&self.valid_until)
            .item(&self.sunset)
            .bool(self.emergency)
            .bytes(&self.predecessor);
    }
    fn read(reader: &mut Reader<'_>) -> Result<Terms, DecodeError> {
        reader.array(11)?;
        Ok(Terms {
            federation: reader.item()?,
            epoch: reader.item()?,
            charter: reader.item()?,
            online_key: reader.item()?,
            online_key_until: reader.item()?,
            logged_at: reader.item()?,
            active_from: reader.item()?,
            valid_until: reader.item()?,
            sunset: reader.item()?,
            emergency: reader.bool()?,
            predecessor: reader.fixed()?,
        })
    }
}
