//! What a federation's online key signs, opened against the list that names the key.

use super::VerifiedTrustList;
use crate::challenge::{Challenge, ChallengeError};
use crate::policy::{Policy, PolicyError};
use crate::signed::Signed;
use crate::venue::{CertificateError, VenueCertificate};

impl VerifiedTrustList {
    /// Verifies a venue's certificate: signed by this list's online key, for this federation, for
    /// no longer than the key's own time.
    pub fn open_certificate(&self, signed: &Signed) -> Result<VenueCertificate, CertificateError> {
        let certificate = VenueCertificate::open(signed, self.online_key(), self.federation())?;
        self.check_certificate(&certificate).map(|()| certificate)
    }

    /// Verifies a policy: signed by this list's online key, for this federation, for no longer
    /// than the key's own time, and for one of the charter's grids: any other would put those who
    /// answer into a crowd of their own.
    pub fn open_policy(&self, signed: &Signed) -> Result<Policy, PolicyError> {
        let policy = Policy::open(signed, self.online_key(), self.federation())?;
        self.check_policy(&policy).map(|()| policy)
    }

    /// Opens a challenge, with certificate and policy as above. Whether it is of now is told by
    /// [`Challenge::check_time`].
    pub fn open_challenge(&self, token: &[u8]) -> Result<Challenge, ChallengeError> {
        let challenge = Challenge::open(token, self.online_key(), self.federation())?;
        self.check_certificate(challenge.certificate())?;
        self.check_policy(challenge.policy())?;
        Ok(challenge)
    }

    fn check_certificate(&self, certificate: &VenueCertificate) -> Result<(), CertificateError> {
        if certificate.valid_until > self.online_key_until() {
            return Err(CertificateError::OutlivesKey);
        }
        Ok(())
    }

    fn check_policy(&self, policy: &Policy) -> Result<(), PolicyError> {
        if policy.valid_until > self.online_key_until() {
            return Err(PolicyError::OutlivesKey);
        }
        if self.charter().grids().index_of(policy.grid).is_none() {
            return Err(PolicyError::UnknownGrid);
        }
        Ok(())
    }
}
