//! The base field by the assembly of `blst`.
//!
//! Every function here is constant-time: the assembly has no branch and no address that depends
//! on a value, and the inversion runs a fixed number of steps (`blst` checks its result, and takes
//! another path only if that is wrong).
#![allow(unsafe_code, reason = "`blst` is C and assembly")]

use core::ops::{Add, Mul, Sub};

use blst::{blst_fp, blst_p1};

/// An element of the base field in Montgomery form, always reduced: equal elements are equal words.
#[derive(Clone, Copy)]
pub(super) struct Fp(pub(super) blst_fp);

impl Fp {
    /// Zero.
    pub(super) const ZERO: Fp = Fp(blst_fp { l: [0; 6] });

    /// One: `2^384` modulo `p`.
    pub(super) const ONE: Fp = Fp(blst_fp {
        l: [
            0x7609_0000_0002_fffd,
            0xebf4_000b_c40c_0002,
            0x5f48_9857_53c7_58ba,
            0x77ce_5853_7052_5745,
            0x5c07_1a97_a256_ec6d,
            0x15f6_5ec3_fa80_e493,
        ],
    });

    /// The square.
    pub(super) fn square(&self) -> Fp {
        let mut out = Fp::ZERO;
        // SAFETY: both pointers are to six words that live through the call; `blst` reads the
        // second and writes the first.
        unsafe { blst::blst_fp_sqr(&mut out.0, &self.0) };
        out
    }

    /// The inverse; zero for zero.
    pub(super) fn invert(&self) -> Fp {
        let mut out = Fp::ZERO;
        // SAFETY: as in `square`.
        unsafe { blst::blst_fp_inverse(&mut out.0, &self.0) };
        out
    }

    /// The negative if `negate`, else the element itself.
    pub(super) fn negate_if(&self, negate: bool) -> Fp {
        let mut out = Fp::ZERO;
        // SAFETY: as in `square`; the flag is a C `bool`.
        unsafe { blst::blst_fp_cneg(&mut out.0, &self.0, negate) };
        out
    }

    /// Zero if and only if the element is.
    pub(super) fn words_or(&self) -> u64 {
        self.0.l.iter().fold(0, |or, word| or | word)
    }
}

/// Doubles a point in its place.
pub(super) fn double(point: &mut blst_p1) {
    let out: *mut blst_p1 = point;
    // SAFETY: the pointer is to a point that lives through the call. `blst` reads and writes it; it
    // may be operand and result at once, as in `blst`'s own multiplications.
    unsafe { blst::blst_p1_double(out, out) };
}

impl Add for Fp {
    type Output = Fp;
    fn add(self, rhs: Fp) -> Fp {
        let mut out = Fp::ZERO;
        // SAFETY: three pointers to six words each that live through the call; `blst` reads the
        // last two and writes the first.
        unsafe { blst::blst_fp_add(&mut out.0, &self.0, &rhs.0) };
        out
    }
}

impl Sub for Fp {
    type Output = Fp;
    fn sub(self, rhs: Fp) -> Fp {
        let mut out = Fp::ZERO;
        // SAFETY: as in `add`.
        unsafe { blst::blst_fp_sub(&mut out.0, &self.0, &rhs.0) };
        out
    }
}

impl Mul for Fp {
    type Output = Fp;
    fn mul(self, rhs: Fp) -> Fp {
        let mut out = Fp::ZERO;
        // SAFETY: as in `add`.
        unsafe { blst::blst_fp_mul(&mut out.0, &self.0, &rhs.0) };
        out
    }
}
