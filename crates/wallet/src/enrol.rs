//! From an issuer's offer to a credential. Each step is stored before the next is taken, so that a
//! killed wallet loses nothing: the request is the same bytes when it is sent again, and the
//! issuer's answer then is too.

use celadon_credential::Time;
use celadon_credential::issuance::{Declaration, IssuanceResponse, Offer, PendingCredential};
use celadon_credential::record::Record;
use celadon_credential::records::{HealthDeclaration, Residence, TravelHistory};
use celadon_credential::trust_list::IssuerEntry;
use celadon_credential::url::HttpUrl;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::person::Enrolment;
use crate::{Wallet, WalletError};

/// What a citizen declares. The residence never leaves the wallet but inside a commitment.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Where the citizen lives.
    pub residence: Residence,
    /// Where it has been. The issuer reads it.
    pub travel_history: TravelHistory,
    /// How it feels. The issuer reads it.
    pub health_declaration: HealthDeclaration,
}

impl Wallet {
    /// Whether a person's one-time code may be given to whoever is at this address: an issuer on
    /// the trust list, reached so that nobody listens on the way. Anybody else could use the code
    /// in the person's place.
    pub fn may_enrol(
        &mut self,
        label: &str,
        endpoint: &HttpUrl,
        now: Time,
    ) -> Result<(), WalletError> {
        let federation = self.federation(now)?;
        let person = self.person(label)?;
        if person.pending.is_some() {
            return Err(WalletError::Waiting(person.label().clone()));
        }
        let mut issuers = federation.list().issuers().iter();
        if !issuers.any(|entry| is_at(entry, endpoint)) {
            return Err(WalletError::OtherIssuer(endpoint.clone()));
        }
        if endpoint.is_private() {
            Ok(())
        } else {
            Err(WalletError::OpenIssuer(endpoint.clone()))
        }
    }

    /// Takes what an issuer gave for a one-time code: a session and the bytes of an offer. The
    /// offer must be for the issuer at this address, as it stands on the trust list.
    pub fn enrol(
        &mut self,
        label: &str,
        endpoint: HttpUrl,
        session: &str,
        offer: &[u8],
        now: Time,
    ) -> Result<(), WalletError> {
        self.may_enrol(label, &endpoint, now)?;
        let federation = self.federation(now)?;
        let person = self.person_mut(label)?;
        let offer = Offer::from_bytes(offer)?;
        let list = federation.list();
        let issuer = list.issuer_of(&offer.schema, &offer.issuer_key);
        let fits = offer.federation == *list.federation()
            && session.len() <= Enrolment::MAX_SESSION
            && issuer.is_some_and(|entry| is_at(entry, &endpoint));
        if !fits {
            return Err(WalletError::OtherIssuer(endpoint));
        }
        person.enrolment = Some(Enrolment {
            endpoint,
            session: Zeroizing::new(session.to_owned()),
            offer,
        });
        Ok(())
    }

    /// Answers the offer with a declaration. The request is in [`crate::Person::request`]: store
    /// the wallet before it is sent.
    pub fn begin(
        &mut self,
        label: &str,
        declared: &Declared,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<(), WalletError> {
        let federation = self.federation(now)?;
        let parameters = federation.parameters();
        let person = self.person_mut(label)?;
        if person.pending.is_some() {
            return Err(WalletError::Waiting(person.label().clone()));
        }
        let enrolment = (person.enrolment.as_ref())
            .ok_or_else(|| WalletError::NotEnrolled(person.label().clone()))?;
        let records = vec![
            Record::seal(&declared.residence, rng)?,
            Record::seal(&declared.travel_history, rng)?,
            Record::seal(&declared.health_declaration, rng)?,
        ];
        let (_, pending) = PendingCredential::begin(
            enrolment.offer.clone(),
            &Declaration::new(records, parameters)?,
            person.holder_secret().clone(),
            federation.list(),
            parameters,
            rng,
        )?;
        person.pending = Some(pending);
        Ok(())
    }

    /// Takes the issuer's answer: from now on its credential is this person's, and the stamps of
    /// the one before are dropped.
    pub fn receive(&mut self, label: &str, response: &[u8], now: Time) -> Result<(), WalletError> {
        let federation = self.federation(now)?;
        let person = self.person_mut(label)?;
        let pending = (person.pending.as_ref())
            .ok_or_else(|| WalletError::NotWaiting(person.label().clone()))?;
        let response = IssuanceResponse::from_bytes(response)?;
        let credential = pending.receive(response, federation.parameters())?;
        person.credential = Some(credential);
        person.pending = None;
        person.shelves.clear();
        Ok(())
    }

    /// Gives up a declaration that waits for its answer. If the issuer has signed it after all,
    /// the code is used up and the credential is lost: enrol again.
    pub fn discard(&mut self, label: &str) -> Result<(), WalletError> {
        let person = self.person_mut(label)?;
        match person.pending.take() {
            Some(_) => Ok(()),
            None => Err(WalletError::NotWaiting(person.label().clone())),
        }
    }
}

/// Whether an issuer is at this address.
fn is_at(entry: &IssuerEntry, endpoint: &HttpUrl) -> bool {
    trimmed(&entry.issuer().endpoint) == trimmed(endpoint)
}

/// One address has one text but for a stroke at its end.
pub(crate) fn trimmed(url: &HttpUrl) -> &str {
    url.as_str().trim_end_matches('/')
}
