//! Presentation: what a wallet shows, and what a venue learns from it.
//!
//! | file | what it holds |
//! | --- | --- |
//! | [`header`] | 59 bytes in the clear: everything that the proof is about |
//! | [`federation`] | the active trust list with what is computed from it |
//! | [`bases`] | what is hashed for a statement, and a verifier's tables of it |
//! | [`ask`] | what a venue asks for, in each mode, and so the header it expects |
//! | [`envelope`] | header and proof as bytes of one fixed length |
//! | [`mod@present`] | the holder's side |
//! | [`prepared`] | the same in two steps, the longer one before the challenge is known |
//! | [`mod@verify`] | the verifier's side: [`Admission`] |

pub mod ask;
mod bases;
pub mod envelope;
pub mod federation;
pub mod header;
pub mod prepared;
pub mod present;
pub mod verify;

pub use ask::Ask;
pub use envelope::Presentation;
pub use federation::Federation;
pub use header::{Header, Mode, Profile};
pub use prepared::Prepared;
pub use present::{PresentError, present};
pub use verify::{Admission, ProofInvalid, Unsettled, settle, verify};
