//! The holder's side.

use rand_core::CryptoRng;
use thiserror::Error;

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
    if stamped.federation() != federation.list().federation() {
        return Err(PresentError::NotAccredited);
    }
    let witness = stamped
        .witness(federation.list())
        .ok_or(PresentError::NotAccredited)?;
    let statement = ask.statement(stamped.colour(), federation);
    let proof = statement.prove(&witness, ask.transcript(&header, federation), rng);
    Ok(Presentation { header, proof })
}
