//! File and HTTP together. Every step is in the file before the next one leaves the machine: a
//! wallet that is killed anywhere goes on where it was.

mod sync;

use celadon_api::ProblemCode;
use celadon_api::issuer::StatusResponse;
use celadon_api::openid4vp::{RequestUri, is_request};
use celadon_api::verifier::Answered;
use celadon_credential::Time;
use celadon_credential::text::typed;
use celadon_credential::url::HttpUrl;
use rand_core::CryptoRng;
use thiserror::Error;

use crate::client::{Client, ClientError, Fetched};
use crate::enrol::Declared;
use crate::{FileError, Loaded, Reading, Source, Wallet, WalletError, WalletFile};

pub use sync::{MAX_ROUNDS, Synced};

/// Why a step was not done. The file is as it was after the step before.
#[derive(Debug, Error)]
pub enum OnlineError {
    /// The wallet or its file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The network.
    #[error(transparent)]
    Client(#[from] ClientError),
}

impl From<WalletError> for OnlineError {
    fn from(error: WalletError) -> OnlineError {
        OnlineError::File(FileError::Wallet(error))
    }
}

/// A wallet with a network and a clock.
pub struct Online<'a, R, C> {
    /// The wallet.
    pub file: &'a mut WalletFile,
    /// The network.
    pub client: &'a Client,
    /// Randomness.
    pub rng: &'a mut R,
    /// Reads the machine's clocks.
    pub clock: C,
}

/// The time that a server told, and when.
#[derive(Debug, Clone, Copy)]
struct Contact {
    source: Source,
    time: Option<Time>,
    at: Reading,
}

impl<R: CryptoRng, C: Fn() -> Reading> Online<'_, R, C> {
    /// Loads the trust list from an address, and remembers that.
    pub fn load_list(&mut self, url: &HttpUrl) -> Result<Loaded, OnlineError> {
        let fetched = self.client.trust_list(url)?;
        let contact = self.contact(Source::ListHost, &fetched);
        self.after(contact, |wallet, now, rng| {
            let loaded = wallet.load_list(&fetched.value, now, rng)?;
            wallet.set_list_source(url.clone());
            Ok(loaded)
        })
    }

    /// Gives an issuer a person's one-time code, if [`Wallet::may_enrol`] has nothing against it.
    pub fn enrol(&mut self, label: &str, issuer: &HttpUrl, code: &str) -> Result<(), OnlineError> {
        let reading = (self.clock)();
        let mut wallet = self.file.read(self.rng)?;
        wallet.may_enrol(label, issuer, wallet.now(reading))?;
        let fetched = self.client.enrol(issuer, code)?;
        let contact = self.contact(Source::Issuer, &fetched);
        let enrolled = fetched.value;
        self.after(contact, |wallet, now, _| {
            let (session, offer) = (&enrolled.session, &enrolled.offer);
            wallet.enrol(label, issuer.clone(), session, offer, now)
        })
    }

    /// Declares: makes the request, stores it, sends it, stores the credential.
    pub fn declare(&mut self, label: &str, declared: &Declared) -> Result<(), OnlineError> {
        let reading = (self.clock)();
        self.file.change(self.rng, |wallet, rng| {
            let now = wallet.now(reading);
            wallet.begin(label, declared, now, rng)
        })?;
        self.resume(label)
    }

    /// Sends the request that waits, and stores the credential. If the issuer's answer is that it
    /// will never sign this request, it is dropped, so that another can be made.
    pub fn resume(&mut self, label: &str) -> Result<(), OnlineError> {
        let wallet = self.file.read(self.rng)?;
        let person = wallet.person(label)?;
        let (Some(endpoint), Some(session)) = (person.endpoint(), person.session()) else {
            return Err(WalletError::NotEnrolled(person.label().clone()).into());
        };
        let Some(request) = person.request() else {
            return Err(WalletError::NotWaiting(person.label().clone()).into());
        };
        let fetched = match self.client.declare(endpoint, session, request) {
            Ok(fetched) => fetched,
            Err(error) => {
                if error.problem().is_some_and(is_final) {
                    self.file
                        .change(self.rng, |wallet, _| wallet.discard(label))?;
                }
                return Err(error.into());
            }
        };
        let contact = self.contact(Source::Issuer, &fetched);
        self.after(contact, |wallet, now, _| {
            wallet.receive(label, &fetched.value, now)
        })
    }

    /// What the issuer says of a person's colour, for the citizen alone.
    pub fn issuer_status(&mut self, label: &str) -> Result<StatusResponse, OnlineError> {
        let wallet = self.file.read(self.rng)?;
        let person = wallet.person(label)?;
        let (Some(endpoint), Some(session)) = (person.endpoint(), person.session()) else {
            return Err(WalletError::NotEnrolled(person.label().clone()).into());
        };
        Ok(self.client.status(endpoint, session)?.value)
    }

    /// The challenge token in what a venue shows: an OpenID4VP link, by value or by reference, or
    /// `CELQ1` text, also in a link. A link by reference is followed, whoever holds what.
    pub fn question(&mut self, text: &str) -> Result<Vec<u8>, OnlineError> {
        if !is_request(text) {
            return Ok(typed::challenge(text).map_err(WalletError::from)?);
        }
        let parameters = match RequestUri::parse(text).map_err(WalletError::from)? {
            RequestUri::Value(parameters) => parameters,
            RequestUri::Reference(reference) => {
                let uri = reference.request_uri();
                if !uri.is_private() {
                    return Err(WalletError::OpenResponse(uri.clone()).into());
                }
                let object = self.client.request_object(&reference)?;
                reference.resolve(&object).map_err(WalletError::from)?
            }
        };
        let reading = (self.clock)();
        let token = self.file.change(self.rng, |wallet, _| {
            let now = wallet.now(reading);
            wallet.token_of(&parameters, now)
        });
        Ok(token?)
    }

    /// Answers a challenge to which the citizen has consented: what the venue makes of it. `None`
    /// if the person holds no colour that the venue admits: then nothing is sent.
    pub fn answer(&mut self, label: &str, token: &[u8]) -> Result<Option<Answered>, OnlineError> {
        let reading = (self.clock)();
        let answer = self.file.change(self.rng, |wallet, rng| {
            let now = wallet.now(reading);
            wallet.answer(label, token, now, rng)
        })?;
        match answer {
            Some(answer) => Ok(Some(self.client.answer(token, &answer)?)),
            None => Ok(None),
        }
    }

    fn contact<T>(&self, source: Source, fetched: &Fetched<T>) -> Contact {
        Contact {
            source,
            time: fetched.date,
            at: (self.clock)(),
        }
    }

    /// Takes one step after a contact with a server. The time that it told is learned only if the
    /// step succeeds: whoever gives a false answer may give a false time.
    fn after<T>(
        &mut self,
        contact: Contact,
        step: impl FnOnce(&mut Wallet, Time, &mut R) -> Result<T, WalletError>,
    ) -> Result<T, OnlineError> {
        let result = self.file.change(self.rng, |wallet, rng| {
            if let Some(time) = contact.time {
                wallet.learn_time(contact.source, time, contact.at);
            }
            let now = wallet.now(contact.at);
            step(wallet, now, rng)
        })?;
        Ok(result)
    }
}

/// Whether an issuer that says so will never sign this very request.
fn is_final(problem: ProblemCode) -> bool {
    matches!(
        problem,
        ProblemCode::DeclarationInvalid
            | ProblemCode::RequestProofInvalid
            | ProblemCode::AlreadyIssued
            | ProblemCode::NonceStale
            | ProblemCode::CodeUsed
            | ProblemCode::Gone
    )
}
