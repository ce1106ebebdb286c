//! The holder's side.

use celadon_circuits::possession::Witness;
use rand_core::CryptoRng;
use thiserror::Error;

use super::bases::Bases;
use super::{Ask, Federation, Presentation};
use crate::stamp::StampedCredential;

/// Why nothing is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PresentError {
    /// The stamp is for another period than the venue asks for.
    #[error("the stamp is for another period: fetch the stamps of the period that is asked for")]
    OtherPeriod,
    /// The credential is of another federation or its issuer is no longer accredited.
    #[error("the credential's issuer is not on this trust list: ask the issuer for a new one")]
    NotAccredited,
    /// The points were prepared under another trust list.
    #[error("another trust list is in force: prepare again")]
    OtherEpoch,
    /// The points were prepared with the pseudonym of another venue or day.
    #[error("the pseudonym is prepared for another venue or day: prepare again")]
    OtherScope,
}

/// Proves possession of the stamped credential, bound to what the venue asks for. Every answer
/// has the same length, whoever the holder and whichever the issuer.
pub fn present(
    stamped: &StampedCredential,
    ask: &Ask,
    federation: &Federation,
    rng: &mut impl CryptoRng,
) -> Result<Presentation, PresentError> {
    if stamped.period() != ask.period() {
        return Err(PresentError::OtherPeriod);
    }
    let header = ask
        .header(stamped.colour(), federation)
        .ok_or(PresentError::OtherPeriod)?;
    let witness = witness(stamped, federation)?;
    let bases = Bases {
        E: *stamped.base(),
        scope: ask.scope(federation).map(|scope| scope.base()),
    };
    let transcript = ask.transcript(&header, federation);
    let proof = federation.statement(bases).prove(&witness, transcript, rng);
    Ok(Presentation { header, proof })
}

/// The secrets of a presentation under this list.
pub(super) fn witness(
    stamped: &StampedCredential,
    federation: &Federation,
) -> Result<Witness, PresentError> {
    let list = federation.list();
    if stamped.federation() != list.federation() {
        return Err(PresentError::NotAccredited);
    }
    stamped.witness(list).ok_or(PresentError::NotAccredited)
}
