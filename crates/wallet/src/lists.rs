//! Which trust list is in force: verified before it is held, switched at its time and not at its
//! download, never stepped back.

use std::sync::Arc;

use celadon_credential::ids::{Epoch, FederationId};
use celadon_credential::presentation::Federation;
use celadon_credential::trust_list::{KnownLists, ListState, SignedTrustList, VerifiedTrustList};
use celadon_credential::url::HttpUrl;
use celadon_credential::{DecodeError, Time};
use rand_core::CryptoRng;

use crate::WalletError;
use crate::codec::{Reader, Writer};

/// What became of a list that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// It is in force from now on.
    InForce(Epoch),
    /// It is held until it begins.
    Waits {
        /// Its number.
        epoch: Epoch,
        /// When it begins.
        from: Time,
    },
    /// It is held already.
    Known(Epoch),
}

/// The lists that are held, what is remembered of all that were, and where new ones come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    pinned: Option<FederationId>,
    source: Option<HttpUrl>,
    known: KnownLists,
    /// The list in force, and perhaps one that waits; by epoch.
    held: Vec<Held>,
}

#[derive(Debug, Clone)]
struct Held {
    signed: SignedTrustList,
    federation: Arc<Federation>,
}

impl Lists {
    /// The list in force and one that waits.
    const MAX_HELD: usize = 2;
    /// The most bytes of an encoding.
    pub(crate) const MAX_BYTES: usize = (Lists::MAX_HELD + 1) * SignedTrustList::MAX_BYTES + 1_024;

    /// For one federation only.
    pub(crate) fn pinned(federation: Option<FederationId>) -> Lists {
        Lists {
            pinned: federation,
            ..Lists::default()
        }
    }

    /// The federation, once it is known.
    pub(crate) fn federation(&self) -> Option<&FederationId> {
        self.pinned.as_ref().or(self.known.federation())
    }

    /// Where lists are fetched.
    pub(crate) fn source(&self) -> Option<&HttpUrl> {
        self.source.as_ref()
    }

    pub(crate) fn set_source(&mut self, source: HttpUrl) {
        self.source = Some(source);
    }

    /// Takes a list, if it passes every check. Otherwise nothing changes.
    pub(crate) fn load(
        &mut self,
        bytes: &[u8],
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Loaded, WalletError> {
        self.settle(now);
        let signed = SignedTrustList::from_bytes(bytes).map_err(|e| WalletError::List(e.into()))?;
        let list = signed.verify(self.pinned.as_ref(), &self.known, rng)?;
        let (epoch, from) = (list.epoch(), list.active_from());
        if self.known.newest() == Some(epoch) {
            // Equal to what is remembered, or the verification had failed.
            return Ok(Loaded::Known(epoch));
        }
        let begun = match list.state(now) {
            ListState::Active => true,
            ListState::NotYetActive => false,
            ListState::Expired | ListState::Sunset => return Err(ended(&list, now)),
        };
        let last = self.held.last().map(|held| held.federation.list());
        if let Some(last) = last
            && !begun
            && self.held.len() == Lists::MAX_HELD
            && last.active_from() < from
        {
            return Err(WalletError::ListLater {
                waiting: last.epoch(),
                from: last.active_from(),
            });
        }
        // Whatever waits now would begin after this one, which has the higher epoch.
        self.held.truncate(usize::from(!begun));
        self.known.remember(&list);
        let federation = Arc::new(Federation::new(list));
        self.held.push(Held { signed, federation });
        Ok(if begun {
            Loaded::InForce(epoch)
        } else {
            Loaded::Waits { epoch, from }
        })
    }

    /// Drops a list for good once the next one has begun.
    pub(crate) fn settle(&mut self, now: Time) {
        let begun = |held: &Held| held.federation.list().active_from() <= now;
        if let Some(last) = self.held.iter().rposition(begun) {
            self.held.drain(..last);
        }
    }

    /// The list in force.
    pub(crate) fn in_force(&mut self, now: Time) -> Result<Arc<Federation>, WalletError> {
        self.settle(now);
        let federation = self.current().ok_or(WalletError::NoList)?;
        match federation.list().state(now) {
            ListState::Active => Ok(federation.clone()),
            _ => Err(ended(federation.list(), now)),
        }
    }

    /// The oldest list that is held, whatever the time.
    pub(crate) fn current(&self) -> Option<&Arc<Federation>> {
        self.held.first().map(|held| &held.federation)
    }

    /// The list that waits.
    pub(crate) fn waiting(&self) -> Option<&VerifiedTrustList> {
        self.held.get(1).map(|held| held.federation.list())
    }

    /// CBOR `[[pinned], [source], known, [list, …]]`.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.array(4).array(usize::from(self.pinned.is_some()));
        if let Some(pinned) = &self.pinned {
            writer.bytes(pinned.as_bytes());
        }
        writer.array(usize::from(self.source.is_some()));
        if let Some(source) = &self.source {
            writer.text(source.as_str());
        }
        writer.bytes(&self.known.to_bytes()).array(self.held.len());
        for held in &self.held {
            writer.bytes(&held.signed.to_bytes());
        }
    }

    pub(crate) fn read(
        reader: &mut Reader<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Lists, DecodeError> {
        reader.array(4)?;
        let pinned = match reader.option()? {
            true => Some(FederationId::from_bytes(reader.fixed()?)),
            false => None,
        };
        let source = match reader.option()? {
            true => Some(read_url(reader)?),
            false => None,
        };
        let known = KnownLists::from_bytes(reader.bytes(SignedTrustList::MAX_BYTES)?)?;
        let mut held: Vec<Held> = Vec::new();
        for _ in 0..reader.list(Lists::MAX_HELD)? {
            let signed = SignedTrustList::from_bytes(reader.bytes(SignedTrustList::MAX_BYTES)?)?;
            let list = (signed.reopen(&known, rng))
                .map_err(|_| DecodeError::Invalid("a trust list in the wallet"))?;
            let federation = Arc::new(Federation::new(list));
            held.push(Held { signed, federation });
        }
        let epoch = |held: &Held| held.federation.list().epoch();
        let newest = held.last().map(epoch);
        if !held.is_sorted_by(|a, b| epoch(a) < epoch(b)) || newest != known.newest() {
            return Err(DecodeError::Invalid("the order of the trust lists"));
        }
        Ok(Lists {
            pinned,
            source,
            known,
            held,
        })
    }
}

pub(crate) fn read_url(reader: &mut Reader<'_>) -> Result<HttpUrl, DecodeError> {
    reader
        .text(HttpUrl::MAX_BYTES)?
        .parse()
        .map_err(|_| DecodeError::Invalid("a web address"))
}

fn ended(list: &VerifiedTrustList, now: Time) -> WalletError {
    match list.state(now) {
        ListState::Sunset => WalletError::Sunset {
            since: list.sunset(),
        },
        ListState::NotYetActive => WalletError::ListNotActive {
            from: list.active_from(),
        },
        _ => WalletError::ListEnded {
            until: list.valid_until(),
        },
    }
}
