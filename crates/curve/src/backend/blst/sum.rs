//! Additions of public points, in variable time, and the endomorphism.

use blst::{blst_fp, blst_p1};

use super::affine::{coordinates, point};
use super::field::{Fp, double};
use super::{G1Affine, G1Projective, Group as _};
use crate::G1Affine as Point;

/// There is one, and it costs a multiplication in the field.
pub(crate) const ENDOMORPHISM: bool = true;

/// The cube root of unity for which `(β·x, y) = λ·(x, y)`, `λ = z² − 1`, in Montgomery form.
const BETA: Fp = Fp(blst_fp {
    l: [
        0xcd03_c9e4_8671_f071,
        0x5dab_2246_1fcd_a5d2,
        0x5870_42af_d385_1b95,
        0x8eb6_0ebe_01ba_cb9e,
        0x03f9_7d6e_83d0_50d2,
        0x18f0_2065_5463_8741,
    ],
});

/// `λ·P`.
pub(crate) fn endomorphism(of: &G1Affine) -> G1Affine {
    let (x, y) = coordinates(&Point(*of));
    point(x * BETA, y).0
}

/// A running sum in Jacobian coordinates; `z = 0` is the identity.
pub(crate) struct Sum(G1Projective);

impl Sum {
    pub(crate) fn identity() -> Sum {
        Sum(G1Projective::identity())
    }

    pub(crate) fn of(point: &G1Projective) -> Sum {
        Sum(*point)
    }

    pub(crate) fn finish(&self) -> G1Projective {
        self.0
    }

    pub(crate) fn double(&mut self) {
        double(self.0.as_mut());
    }

    fn set(&mut self, x: Fp, y: Fp, z: Fp) {
        *self.0.as_mut() = blst_p1 {
            x: x.0,
            y: y.0,
            z: z.0,
        };
    }

    /// Adds `±P` or `±λ·P`: 8 multiplications and 3 squares, one of them more with the endomorphism.
    pub(crate) fn add(&mut self, addend: &G1Affine, negative: bool, lambda: bool) {
        let (mut x, mut y) = coordinates(&Point(*addend));
        if is_zero(&x) {
            return; // the identity: x = 0 is on no other point of the subgroup
        }
        if lambda {
            x = x * BETA;
        }
        if negative {
            y = y.negate_if(true);
        }
        let sum: &blst_p1 = self.0.as_ref();
        let (sum_x, sum_y, sum_z) = (Fp(sum.x), Fp(sum.y), Fp(sum.z));
        if is_zero(&sum_z) {
            return self.set(x, y, Fp::ONE);
        }
        let zz = sum_z.square();
        let h = x * zz - sum_x;
        let r = y * (zz * sum_z) - sum_y;
        if is_zero(&h) {
            match is_zero(&r) {
                true => self.double(),
                false => *self = Sum::identity(),
            }
            return;
        }
        let hh = h.square();
        let hhh = hh * h;
        let v = sum_x * hh;
        let x = r.square() - hhh - v - v;
        self.set(x, r * (v - x) - sum_y * hhh, sum_z * h);
    }
}

fn is_zero(element: &Fp) -> bool {
    element.words_or() == 0
}
