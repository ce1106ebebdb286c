//! BBS and blind BBS signatures, as in the CFRG drafts, over BLS12-381.
//!
//! The drafts are `draft-irtf-cfrg-bbs-signatures` (bytes unchanged from -06 to -13) and
//! `draft-irtf-cfrg-bbs-blind-signatures` (what its test vectors hold: the semantics of -02).
//! Where the code departs from them, and why, is in `docs/divergences.md`.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod blind;
mod codec;
mod commitment;
mod domain;
mod error;
mod generators;
mod interface;
mod keys;
mod messages;
mod proof;
mod prove;
mod signature;
mod statement;
mod tables;
mod verify_proof;

pub use blind::{BlindIndexes, BlindMessages, BlindStatement};
pub use commitment::{Commitment, ProverBlind};
pub use domain::domain;
pub use error::Error;
pub use generators::{CommittedGenerators, Generators, create_generators, p1};
pub use interface::{Interface, MAX_MESSAGES};
pub use keys::{PublicKey, SecretKey};
pub use messages::{Disclosed, Messages};
pub use proof::{Proof, ProofPoints};
pub use prove::ProofInit;
pub use signature::Signature;
pub use statement::Statement;
pub use verify_proof::ProofCheck;

pub use celadon_curve::Suite;
