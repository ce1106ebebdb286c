//! The field of the pairing's values, and lines, by `blst`.
#![allow(unsafe_code, reason = "`blst` is C and assembly")]

use blst::{blst_fp6, blst_fp12, blst_p2_affine};

/// An element of the field of degree 12.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Fp12(pub(super) blst_fp12);

/// Lines of one Miller loop: 63 doublings and 5 additions.
pub(super) const LINES: usize = 68;

impl Fp12 {
    /// The square.
    pub(super) fn square(&self) -> Fp12 {
        let mut out = blst_fp12::default();
        // SAFETY: both pointers are to elements that live through the call; `blst` reads the second
        // and writes the first.
        unsafe { blst::blst_fp12_sqr(&mut out, &self.0) };
        Fp12(out)
    }

    /// The product with a line.
    pub(super) fn mul_by_line(&self, line: &blst_fp6) -> Fp12 {
        let mut out = blst_fp12::default();
        // SAFETY: three pointers to elements that live through the call; `blst` reads the last two
        // and writes the first.
        unsafe { blst::blst_fp12_mul_by_xy00z0(&mut out, &self.0, line) };
        Fp12(out)
    }

    /// The conjugate.
    pub(super) fn conjugate(&self) -> Fp12 {
        let mut out = *self;
        // SAFETY: the pointer is to an element that lives through the call, which is changed in
        // its place.
        unsafe { blst::blst_fp12_conjugate(&mut out.0) };
        out
    }
}

/// The lines of the Miller loop of a point other than the identity.
pub(super) fn lines(point: &blst_p2_affine) -> Vec<blst_fp6> {
    let mut lines = vec![blst_fp6::default(); LINES];
    // SAFETY: `blst` reads the point and writes 68 lines, of which there are as many.
    unsafe { blst::blst_precompute_lines(lines.as_mut_ptr(), point) };
    lines
}
