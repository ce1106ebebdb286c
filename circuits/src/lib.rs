//! The relations that Celadon proves: relations in the sense of zero-knowledge proofs, not
//! arithmetic circuits.
//!
//! | file | relation |
//! | --- | --- |
//! | [`possession`] | a stamped signature of some accredited issuer, or of a named one |
//! | [`pseudonym`] | `N` is the holder secret times the scope's base |
//! | [`presentation`] | their conjunction: what a wallet shows |
//! | [`commitment`] | the opening of an issuance commitment over an exact index set |
//! | [`renewal`] | two issuance commitments carry one holder secret |
//!
//! [`sigma`] and [`transcript`] are the ground floor: linear relations over G1 under one
//! Fiat-Shamir challenge of 128 bits. [`batch`] holds the pairing equation, for one and for many.
//!
//! [`cost`] counts the operations of a verification.
//!
//! Points are capitals and scalars small letters, as in the papers.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![allow(non_snake_case)] // points are capitals, scalars are small

pub mod batch;
pub mod commitment;
pub mod cost;
mod disclosed;
mod error;
mod generators;
mod issuer;
mod parallel;
pub mod possession;
mod prepared;
pub mod presentation;
pub mod pseudonym;
pub mod renewal;
pub mod sigma;
pub mod transcript;

pub use error::Invalid;
pub use generators::Generators;
pub use transcript::Transcript;
