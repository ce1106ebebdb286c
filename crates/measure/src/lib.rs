//! What Celadon costs, measured: the clock, rounds in which everything has its turn, and the
//! scenes that `celadon bench` and the benches share.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`clock`] | processor time, and the most memory that this process used |
//! | [`Case`] | one operation under the clock |
//! | [`Group`] | operations that are measured in turns, and so compared |
//! | [`Door`] | citizens at a venue: to prove, to verify one, to verify many |
//! | [`Population`] | an issuer's citizens, to stamp |
//! | [`primitives`] | the operations of the curve that a verification consists of |
//!
//! All scenes are specimens ([`celadon_specimen`]): made by the real ceremony, with keys that
//! everybody knows.
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![allow(non_snake_case)] // points are capitals, scalars are small

mod case;
pub mod clock;
mod door;
mod group;
mod population;
pub mod primitives;
mod withdrawn;

pub use case::Case;
pub use celadon_credential::stamp::Kernel;
pub use door::{Door, Profile};
pub use group::{Group, Measured};
pub use population::{Population, Stamping};
