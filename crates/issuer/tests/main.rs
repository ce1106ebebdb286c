//! What an issuer promises: one credential for a code, one live credential for a person, stamps
//! that survive a kill to the byte, and no trace of a residence.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails

mod enrolling;
mod full;
mod issuing;
mod membership;
mod privacy;
mod region;
mod stamping;
mod whole;
