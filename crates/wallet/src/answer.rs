//! A venue's challenge: told in plain words, then answered or not.

use core::fmt;

use celadon_credential::challenge::Challenge;
use celadon_credential::policy::Policy;
use celadon_credential::presentation::{Ask, Federation};
use celadon_credential::url::HttpUrl;
use celadon_credential::venue::Scene;
use celadon_credential::{Time, VenueId};
use rand_core::CryptoRng;

use crate::show::{Papers, Place, within_ceiling};
use crate::{Wallet, WalletError};

/// What a venue asks for and what it would learn: shown to the citizen before anything is sent.
/// It says nothing of what the wallet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The venue.
    pub venue: VenueId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What kind of place it is.
    pub scene: Scene,
    /// What it asks for, and what it tells people.
    pub policy: Policy,
    /// Until when the code that it learns would be good: the same for everybody.
    pub valid_until: Time,
    /// The same on the clocks of the federation.
    pub local_until: String,
    /// Whether it cannot learn the issuer: a federation with one issuer key hides none.
    pub hides_issuer: bool,
    /// Where the answer goes; `None` for a code that is scanned.
    pub response_uri: Option<HttpUrl>,
}

/// An answer to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Where to.
    pub response_uri: HttpUrl,
    /// What the venue's request calls the credential.
    pub credential_id: String,
    /// The presentation.
    pub presentation: Vec<u8>,
}

impl Wallet {
    /// What a challenge asks for. Refuses what must not be answered: another federation's, an
    /// unregistered venue's, one made at another time than now, one whose answer would travel
    /// unencrypted to another machine.
    pub fn describe(&mut self, token: &[u8], now: Time) -> Result<Consent, WalletError> {
        let federation = self.federation(now)?;
        let challenge = open(token, &federation, now)?;
        let papers = Papers {
            certificate: challenge.certificate().clone(),
            policy: challenge.policy().clone(),
        };
        Ok(Consent::new(
            &papers,
            challenge.time(),
            Some(challenge.response_uri()),
            &federation,
        ))
    }

    /// What a venue learns from a code that is shown to its scanner.
    pub fn describe_place(
        &mut self,
        place: Place<'_>,
        now: Time,
    ) -> Result<Option<Consent>, WalletError> {
        let federation = self.federation(now)?;
        match place {
            Place::Anywhere => Ok(None),
            Place::Venue {
                certificate,
                policy,
            } => {
                let papers = Papers::open(certificate, policy, &federation, now)?;
                Ok(Some(Consent::new(&papers, now, None, &federation)))
            }
        }
    }

    /// The answer to a challenge to which the citizen has consented. `None` if the person holds no
    /// colour that the venue admits: then nothing is sent.
    pub fn answer(
        &mut self,
        label: &str,
        token: &[u8],
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Answer>, WalletError> {
        let federation = self.federation(now)?;
        let challenge = open(token, &federation, now)?;
        let policy = challenge.policy();
        let venue = challenge.certificate().venue;
        let ask = Ask::challenge(venue, policy, challenge.time(), token, &federation);
        let admits = |colour| policy.accepts(colour);
        let shown = self.present(label, &ask, admits, now, rng)?;
        Ok(shown.map(|presentation| Answer {
            response_uri: challenge.response_uri().clone(),
            credential_id: policy.credential_id(),
            presentation,
        }))
    }
}

pub(crate) fn open(
    token: &[u8],
    federation: &Federation,
    now: Time,
) -> Result<Challenge, WalletError> {
    let challenge = federation.list().open_challenge(token)?;
    challenge.check_time(now)?;
    within_ceiling(challenge.certificate(), challenge.policy())?;
    let uri = challenge.response_uri();
    if uri.is_private() {
        Ok(challenge)
    } else {
        Err(WalletError::OpenResponse(uri.clone()))
    }
}

impl Consent {
    fn new(
        papers: &Papers,
        time: Time,
        response_uri: Option<&HttpUrl>,
        federation: &Federation,
    ) -> Consent {
        let (certificate, policy) = (&papers.certificate, &papers.policy);
        let valid_until = policy.grid.period_of(time).end();
        Consent {
            venue: certificate.venue,
            name: certificate.name.to_string(),
            address: certificate.address.to_string(),
            scene: certificate.scene,
            policy: policy.clone(),
            valid_until,
            local_until: federation.list().charter().zone().tell(valid_until),
            hides_issuer: federation.profile(false).hides_issuer(),
            response_uri: response_uri.cloned(),
        }
    }
}

impl Consent {
    /// Whether a person is asked before a code is shown there: where visits are linked, or where it
    /// is told which of several colours it is. It says nothing of what the wallet holds.
    pub fn needs_asking(&self) -> bool {
        self.policy.asks_for_pseudonym() || self.policy.colours.len() > 1
    }
}

/// Plain words, several lines.
impl fmt::Display for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} asks for your health code.", self.name)?;
        writeln!(f, "  Where: {} ({}).", self.address, self.scene.words())?;
        let words = self.policy.in_words(&self.local_until);
        writeln!(f, "{}", words.hides_issuer(self.hides_issuer))?;
        match &self.response_uri {
            Some(uri) => write!(f, "  The answer goes to {}.", uri.authority()),
            None => write!(f, "  The code is shown on this screen and sent nowhere."),
        }
    }
}
