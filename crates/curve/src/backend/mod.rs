//! The two backends under the same names. Nothing outside this folder names either library.

#[cfg(backend_blst)]
mod blst;
#[cfg(backend_blst)]
pub(crate) use self::blst::*;

#[cfg(not(backend_blst))]
mod pure;
#[cfg(not(backend_blst))]
pub(crate) use self::pure::*;

mod portable_hash;

#[cfg(not(all(backend_blst, target_arch = "x86_64")))]
mod no_lanes;
#[cfg(not(all(backend_blst, target_arch = "x86_64")))]
pub(crate) use no_lanes::LaneTable;

/// What the endomorphism multiplies by: `z² − 1`, of order three modulo `r`.
pub(crate) const LAMBDA: u128 = 0xac45_a401_0001_a402_0000_0000_ffff_ffff;
