//! The health-code domain, without I/O: identities and times, declarations, colours and stamps,
//! trust lists, policies and challenges, and every canonical byte encoding of them.
//!
//! Time and randomness are arguments everywhere; nothing here reads a clock, a file or a network.
//! Signed and hashed objects are deterministic CBOR (RFC 8949 section 4.2.1): arrays of fixed order
//! whose first element is a version, with ids, times, days and epochs as byte strings of fixed
//! length, big-endian. Decoders bound the length first, refuse trailing bytes, and encode what they
//! read again: other bytes than those received are refused.
#![forbid(unsafe_code)]
#![allow(non_snake_case)] // points are capitals, scalars are small

mod cbor;
pub mod challenge;
pub mod charter;
pub mod colour;
pub mod grid;
pub mod identity;
pub mod ids;
pub mod issuance;
pub mod name;
pub mod parameters;
pub mod policy;
pub mod presentation;
pub mod record;
pub mod records;
pub mod root;
pub mod schema;
pub mod signed;
pub mod stamp;
pub mod text;
pub mod time;
pub mod trust_list;
pub mod url;
pub mod venue;

pub use cbor::DecodeError;
pub use colour::Colour;
pub use grid::{Grid, Period};
pub use ids::{Epoch, FederationId, SchemaId, VenueId};
pub use time::Time;
