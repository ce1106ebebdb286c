//! A venue's papers: certificate and policy as the federation signed them. Whether they hold is
//! told by the trust list in force, which may change while the verifier runs.

use celadon_credential::DecodeError;
use celadon_credential::policy::Policy;
use celadon_credential::signed::Signed;
use celadon_credential::venue::VenueCertificate;
use thiserror::Error;

/// Certificate and policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    certificate: Signed,
    policy: Signed,
    claimed: VenueCertificate,
}

/// The files are no papers of one venue.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PapersError {
    /// The certificate.
    #[error("the venue's certificate is {0}: load it again from the federation")]
    Certificate(DecodeError),
    /// The policy.
    #[error("the policy is {0}: load it again from the federation")]
    Policy(DecodeError),
    /// Both are readable, and are two venues' or two versions.
    #[error("the policy is not the one that the certificate of {0} names: load both anew")]
    OtherPolicy(String),
}

impl Papers {
    /// The most bytes of either file.
    pub const MAX_BYTES: usize = 4_096;

    /// From the bytes of the two files.
    ///
    /// # Errors
    /// [`PapersError`].
    pub fn from_bytes(certificate: &[u8], policy: &[u8]) -> Result<Papers, PapersError> {
        let certificate = Signed::from_bytes(certificate).map_err(PapersError::Certificate)?;
        let policy = Signed::from_bytes(policy).map_err(PapersError::Policy)?;
        let claimed =
            VenueCertificate::unverified(&certificate).map_err(PapersError::Certificate)?;
        if claimed.policy_digest != Policy::digest(&policy) {
            return Err(PapersError::OtherPolicy(claimed.name.to_string()));
        }
        Ok(Papers {
            certificate,
            policy,
            claimed,
        })
    }

    /// Gives each certificate the policy that it names, in whatever order the files come; several
    /// venues may have one policy.
    ///
    /// # Errors
    /// [`PapersError`]; [`PapersError::OtherPolicy`] where a certificate's policy is not among them.
    pub fn assemble(
        certificates: &[Vec<u8>],
        policies: &[Vec<u8>],
    ) -> Result<Vec<Papers>, PapersError> {
        let mut assembled = Vec::with_capacity(certificates.len());
        for certificate in certificates {
            let mut found = None;
            for policy in policies {
                match Papers::from_bytes(certificate, policy) {
                    Ok(papers) => found = Some(papers),
                    Err(PapersError::OtherPolicy(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            assembled.push(found.ok_or_else(|| unnamed(certificate))?);
        }
        Ok(assembled)
    }

    /// The certificate as signed.
    #[must_use]
    pub fn certificate(&self) -> &Signed {
        &self.certificate
    }

    /// The policy as signed.
    #[must_use]
    pub fn policy(&self) -> &Signed {
        &self.policy
    }

    /// What the certificate says, which is not true until a trust list says so.
    #[must_use]
    pub fn claimed(&self) -> &VenueCertificate {
        &self.claimed
    }
}

/// None of the policies is this certificate's.
fn unnamed(certificate: &[u8]) -> PapersError {
    let claimed =
        Signed::from_bytes(certificate).and_then(|signed| VenueCertificate::unverified(&signed));
    match claimed {
        Ok(claimed) => PapersError::OtherPolicy(claimed.name.to_string()),
        Err(error) => PapersError::Certificate(error),
    }
}
