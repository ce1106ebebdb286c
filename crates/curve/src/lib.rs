//! BLS12-381, behind one interface and two backends.
//!
//! This is the only crate that names a backend: `blstrs` (assembly, native) or `bls12_381`
//! (portable Rust, wasm). The build switch `CELADON_BACKEND=blst|pure` chooses; both give the
//! same bytes on the same inputs.
//!
//! Points travel compressed in the ZCash encoding (48 and 96 bytes), scalars as 32 bytes,
//! big-endian. Decoding is strict: canonical, on the curve, in the prime-order subgroup and never
//! the identity, which no honest message of this project contains.
//!
//! # What time may tell
//!
//! What depends on secrets through time says `vartime` in its name. Constant-time, as far as
//! both libraries' sources and measurements say:
//!
//! - scalar arithmetic, inversion, comparison and encoding. `Option` and `bool` results tell
//!   themselves: that a scalar was zero, or bytes were not canonical;
//! - `*` on G1 and G2, and [`msm`] on top of it: masked table reads in `blst`, always double and
//!   add in `bls12_381`. One exception: `blst` multiplies by zero along another path, so time
//!   tells a zero scalar from all others, which random ones meet with probability 2^-255;
//! - [`FixedBase::mul`] and [`FixedBase::sum`], for any scalars, zero included: each row is read
//!   whole, each digit adds (for bases between which nobody knows a relation; see there);
//! - [`SharedBase::multiply`] by [`Kernel::ConstantTime`], with the exception that it names;
//! - [`secret_sums`], with the same proviso;
//! - [`OddTable::select`] reads its row whole; [`add_pairs`] and [`sum_lists`] have one path for
//!   all points, but the identity and points of equal `x` (see there);
//! - addition and doubling of points (no case apart), and conversion to affine, except that
//!   a point that is the identity, or is affine already, may show.
//!
//! Not constant-time: decoding, hashing to a point (by the length of the message), pairings,
//! `==` on points. They are for what others may know.
//!
//! `unsafe` is denied but in a few files of the backend, which call the field arithmetic of `blst`
//! and the processor's vectors.
#![deny(unsafe_code)]

mod affine;
mod backend;
mod error;
mod fixed_base;
mod g1;
mod g2;

mod halves;
mod hash;
mod msm;
mod odd;
mod pairing;
mod scalar;
mod secret;
mod secret_sum;
mod shared_base;
mod vartime;

pub use affine::{add_pairs, sum_lists};
pub use error::PointError;
pub use fixed_base::FixedBase;
pub use g1::{G1, G1Affine};
pub use g2::{G2, G2Prepared};
pub use hash::{Suite, expand_message, hash_to_g1, hash_to_scalar};
pub use msm::{MsmError, msm};
pub use odd::{OddDigit, OddDigits, OddTable};
pub use pairing::{Gt, MillerLoops, pairing, pairing_product_is_one};
pub use scalar::{Scalar, batch_invert};
pub use secret::Secret;
pub use secret_sum::secret_sums;
pub use shared_base::{Kernel, SharedBase};
pub use vartime::{
    Multiplier, RunningSum, SumOperations, VartimeSum, VartimeTable, Weight, vartime_msm,
    vartime_weighted,
};

/// The name of the backend this build uses: `blst` or `pure`.
pub const BACKEND: &str = backend::NAME;
