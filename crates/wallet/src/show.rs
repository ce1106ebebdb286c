//! A code for a venue's scanner, and printed cards.
//!
//! Whoever holds no colour that is admitted shows nothing, and so does whoever holds no code at
//! all: the two look the same.

use celadon_credential::policy::Policy;
use celadon_credential::presentation::{Ask, Federation, present};
use celadon_credential::signed::Signed;
use celadon_credential::text::{self, Prefix};
use celadon_credential::time::Slot;
use celadon_credential::venue::VenueCertificate;
use celadon_credential::{Colour, Time};
use rand_core::CryptoRng;

use crate::{Wallet, WalletError};

/// Where a code is shown.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// At any venue: green for the charter's grid, no pseudonym. Within its minute it could be
    /// shown again at another venue.
    Anywhere,
    /// At one venue, for its policy; both as the federation signed them.
    Venue {
        /// The certificate.
        certificate: &'a Signed,
        /// The policy.
        policy: &'a Signed,
    },
}

/// What is drawn as a QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    bytes: Vec<u8>,
    until: Time,
}

impl Code {
    /// The presentation's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `CEL1` and digits.
    pub fn text(&self) -> String {
        text::encode(Prefix::Presentation, &self.bytes)
    }

    /// Until when a venue takes it.
    pub fn until(&self) -> Time {
        self.until
    }
}

impl Wallet {
    /// A code to be scanned now: good for this half minute and the next. `None` if the person
    /// holds no colour that is admitted there.
    pub fn show(
        &mut self,
        label: &str,
        place: Place<'_>,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Code>, WalletError> {
        let federation = self.federation(now)?;
        self.person(label)?;
        let slot = Slot::of(now);
        let mut nonce = [0; 8];
        rng.fill_bytes(&mut nonce);
        let until = slot.end().plus(Slot::SECONDS);
        let shown = match place {
            Place::Anywhere => {
                let ask = Ask::display_anywhere(slot, nonce, &federation);
                let green = |colour| colour == Colour::Green;
                self.present(label, &ask, green, now, rng)?
            }
            Place::Venue {
                certificate,
                policy,
            } => {
                let papers = Papers::open(certificate, policy, &federation, now)?;
                let venue = papers.certificate.venue;
                let ask = Ask::display(venue, &papers.policy, slot, nonce, &federation);
                let admits = |colour| papers.policy.accepts(colour);
                self.present(label, &ask, admits, now, rng)?
            }
        };
        Ok(shown.map(|bytes| Code { bytes, until }))
    }

    /// Cards to be printed, one for each visit until the end of the period. Empty if the person
    /// holds no colour that the venue admits.
    pub fn paper(
        &mut self,
        label: &str,
        certificate: &Signed,
        policy: &Signed,
        cards: usize,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Code>, WalletError> {
        if !(1..=Wallet::MAX_CARDS).contains(&cards) {
            return Err(WalletError::TooManyCards);
        }
        let federation = self.federation(now)?;
        self.person(label)?;
        let papers = Papers::open(certificate, policy, &federation, now)?;
        if !papers.policy.paper {
            return Err(WalletError::NoPaper);
        }
        let admits = |colour| papers.policy.accepts(colour);
        let mut codes = Vec::with_capacity(cards);
        for _ in 0..cards {
            let mut nonce = [0; 8];
            rng.fill_bytes(&mut nonce);
            let venue = papers.certificate.venue;
            let ask = Ask::paper(venue, &papers.policy, now, nonce, &federation);
            let until = ask.period().end();
            let shown = self.present(label, &ask, admits, now, rng)?;
            codes.extend(shown.map(|bytes| Code { bytes, until }));
        }
        Ok(codes)
    }
}

/// A venue's certificate and policy, verified to belong together and to hold now.
#[derive(Debug)]
pub(crate) struct Papers {
    pub(crate) certificate: VenueCertificate,
    pub(crate) policy: Policy,
}

impl Papers {
    pub(crate) fn open(
        certificate: &Signed,
        policy: &Signed,
        federation: &Federation,
        now: Time,
    ) -> Result<Papers, WalletError> {
        let list = federation.list();
        let certificate = list.open_certificate(certificate)?;
        let digest = Policy::digest(policy);
        let policy = list.open_policy(policy)?;
        if certificate.policy_digest != digest {
            return Err(WalletError::OtherPolicy);
        }
        if !certificate.valid_at(now) || now >= policy.valid_until {
            return Err(WalletError::VenueEnded);
        }
        within_ceiling(&certificate, &policy)?;
        Ok(Papers {
            certificate,
            policy,
        })
    }
}

/// Whether the venue asks for no more than such a place may, whoever signed that.
pub(crate) fn within_ceiling(
    certificate: &VenueCertificate,
    policy: &Policy,
) -> Result<(), WalletError> {
    match policy.excess(certificate.scene) {
        Some(excess) => Err(excess.into()),
        None => Ok(()),
    }
}

impl Wallet {
    /// The presentation for what is asked, if the person holds a colour that is admitted: one that
    /// is ready, or else made now. Every other case is `None`, not said which: a colour that is not
    /// admitted, a stamp that was not fetched, an issuer that is not accredited any more, no
    /// credential at all.
    pub(crate) fn present(
        &mut self,
        label: &str,
        ask: &Ask,
        admits: impl Fn(Colour) -> bool,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Vec<u8>>, WalletError> {
        let federation = self.federation(now)?;
        self.drop_stale(now)?;
        let (person, ready) = self.person_and_ready(label)?;
        let held = person.stamp(ask.period());
        let (Some(credential), Some(held)) = (&person.credential, held) else {
            return Ok(None);
        };
        if !admits(held.colour) {
            return Ok(None);
        }
        if let Some(prepared) = ready.take(person, held, ask, &federation)
            && let Ok(presentation) = prepared.answer(ask, &federation, rng)
        {
            return Ok(Some(presentation.to_bytes()));
        }
        let parameters = federation.parameters();
        let presentation = credential
            .stamped(&held.stamp, held.colour, ask.period(), parameters)
            .ok()
            .and_then(|stamped| present(&stamped, ask, &federation, rng).ok());
        Ok(presentation.map(|presentation| presentation.to_bytes()))
    }
}
