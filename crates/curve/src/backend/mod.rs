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
