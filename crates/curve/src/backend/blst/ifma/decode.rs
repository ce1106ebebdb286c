//! Compressed points of G1, eight at a time: square root and membership in the subgroup.
//!
//! What is not a point of the subgroup, or not its one encoding, is only told from what is; why it
//! was refused is for the decoder of single points to say.

use core::arch::x86_64::*;

use blst::blst_p1_affine;

use super::lanes::{Block, Lanes, load, multiple_of_p, store, zeros};
use super::points::to_points;

/// `2^832` modulo `p`: makes an integer an element.
const ENTER: Block = Block::splat([
    0xa_5bf4_cb89_af51,
    0x3_afbb_a7ca_31a2,
    0x2_6461_60ec_71f1,
    0xa_84d7_1046_5903,
    0x3_480a_4a18_8311,
    0x9_8e59_07ad_91f5,
    0x2_075d_7450_7266,
    0x8746,
]);

/// `2^800` modulo `p`: makes an integer what `blst` holds.
const TO_BLST: Block = Block::splat([
    0x5_5103_9a1d_2c25,
    0xc_857a_9843_73dc,
    0x3_3311_28e8_da66,
    0xb_a38b_82e8_f651,
    0xb_b197_b625_2a29,
    0xc_be4f_4e32_928c,
    0x8_0ef8_1f15_8c5d,
    0xe91f,
]);

/// The integer one: makes an element an integer.
const LEAVE: Block = Block::splat([1, 0, 0, 0, 0, 0, 0, 0]);

/// One, as an element.
const ONE: Block = Block::splat([
    0x6_480e_a8e9_b9af,
    0x6_5766_c8fe_444f,
    0x8_b540_fea9_6f7d,
    0x3_b2ee_82ef_d422,
    0xa_6723_e5f0_ade5,
    0xf_f6eb_6fdd_4230,
    0xe_06ef_23c2_4a25,
    0x1_4c8e,
]);

/// Four: the curve is `y² = x³ + 4`.
const FOUR: Block = Block::splat([
    0xc_203a_a3a7_e6bb,
    0x9_9c5b_63f9_1e5d,
    0xe_c221_8e49_b9f5,
    0xb_47d6_b297_d25b,
    0x3_6f29_b533_dd05,
    0xa_ac3b_92d6_d85a,
    0x2_5d10_0f55_59b6,
    0x5208,
]);

/// The square of the cube root of unity `β` of the endomorphism.
const BETA_SQUARE: Block = Block::splat([
    0xd_75aa_ff33_455f,
    0xd_0953_56b7_cbb6,
    0x9_53a2_f6fa_079f,
    0x1_080c_f0a3_d697,
    0x3_f7de_3465_fe7c,
    0x1f71_fd68_96ec,
    0xd_9dd9_cc17_2747,
    0x7d91,
]);

/// `(p + 1)/4`, the exponent of a square root, the least significant word first.
const ROOT: [u64; 6] = [
    0xee7f_bfff_ffff_eaab,
    0x07aa_ffff_ac54_ffff,
    0xd9cc_34a8_3dac_3d89,
    0xd91d_d2e1_3ce1_44af,
    0x92c6_e9ed_90d2_eb35,
    0x0680_447a_8e5f_f9a6,
];

/// `(p − 1)/2`: of `y` and `−y` the larger is above.
const HALF: [u64; 6] = [
    0xdcff_7fff_ffff_d555,
    0x0f55_ffff_58a9_ffff,
    0xb398_6950_7b58_7b12,
    0xb23b_a5c2_79c2_895f,
    0x258d_d3db_21a5_d66b,
    0x0d00_88f5_1cbf_f34d,
];

/// `p`.
const P: [u64; 6] = [
    0xb9fe_ffff_ffff_aaab,
    0x1eab_fffe_b153_ffff,
    0x6730_d2a0_f6b0_f624,
    0x6477_4b84_f385_12bf,
    0x4b1b_a7b6_434b_acd7,
    0x1a01_11ea_397f_e69a,
];

/// `z²`, where `z` is the curve's parameter.
const Z_SQUARE: u128 = 0xac45_a401_0001_a402_0000_0001_0000_0000;

/// The points of eight encodings, `None` for what is not a point of the subgroup other than the
/// identity in its one encoding.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn decode(encodings: &[&[u8; 48]; 8]) -> [Option<blst_p1_affine>; 8] {
    let parsed = encodings.map(parse);
    let words: [_; 6] =
        core::array::from_fn(|word| load(&core::array::from_fn(|lane| parsed[lane].x[word])));
    let integers = Lanes::from_64(&words);
    let x = integers.mul(&ENTER.load());
    let square = x.mul(&x).mul(&x).plus(&FOUR.load()).carry(); // below 3p
    let y = power(&square, &ROOT);
    let on_curve = equal(&y.mul(&y), &square);
    // Of the two roots the one that the sign says.
    let root = y.mul(&LEAVE.load()).reduce::<1>();
    let root_words = root.to_64().map(|word| store(word));
    let mut other = 0u8;
    for (lane, point) in parsed.iter().enumerate() {
        let y = root_words.map(|word| word[lane]);
        other |= u8::from(less(&HALF, &y) != point.larger) << lane;
    }
    let negative = multiple_of_p(1).minus(&root).carry();
    let y_integers = Lanes(core::array::from_fn(|i| {
        _mm512_mask_blend_epi64(other, root.0[i], negative.0[i])
    }));
    let y = y_integers.mul(&ENTER.load());
    let good = on_curve & is_in_subgroup(&x, &y);
    let to_blst = TO_BLST.load();
    let points = to_points(
        &integers.mul(&to_blst).reduce::<1>(),
        &y_integers.mul(&to_blst).reduce::<1>(),
    );
    core::array::from_fn(|lane| {
        (parsed[lane].canonical && good >> lane & 1 == 1).then_some(points[lane])
    })
}

/// An encoding, taken apart.
struct Parsed {
    /// The integer `x`, the least significant word first; below `2^381`.
    x: [u64; 6],
    larger: bool,
    /// Compressed, not the identity, and `x` below `p`.
    canonical: bool,
}

fn parse(bytes: &[u8; 48]) -> Parsed {
    let (words, _) = bytes.as_chunks::<8>();
    let mut x: [u64; 6] = core::array::from_fn(|i| u64::from_be_bytes(words[5 - i]));
    let flags = x[5] >> 61;
    x[5] &= u64::MAX >> 3;
    Parsed {
        x,
        larger: flags & 1 == 1,
        canonical: flags & 0b110 == 0b100 && less(&x, &P),
    }
}

/// Whether `a < b`.
fn less(a: &[u64; 6], b: &[u64; 6]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// Whether `P` is in the subgroup, for points of the curve: `z²·P = −φ²(P)` (Scott, "A note on
/// group membership tests for G1, G2 and GT on BLS pairing-friendly curves", 2021).
///
/// The additions have no case for equal or opposite points and for the identity; each of these
/// gives `Z = 0`, which stays, and is refused. Of a point of order `r` no multiple on the way to
/// `z²` is such a case, since `z² < r − 1`; any other point is to be refused.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn is_in_subgroup(x: &Lanes, y: &Lanes) -> __mmask8 {
    let mut multiple = Jacobian {
        x: *x,
        y: *y,
        z: ONE.load(),
    };
    for position in (0..127).rev() {
        multiple = multiple.double();
        if Z_SQUARE >> position & 1 == 1 {
            multiple = multiple.add(x, y);
        }
    }
    let zz = multiple.z.mul(&multiple.z);
    let zzz = zz.mul(&multiple.z);
    let minus_y = multiple_of_p(2).minus(y).carry();
    !zero(&multiple.z)
        & equal(&multiple.x, &x.mul(&BETA_SQUARE.load()).mul(&zz))
        & equal(&multiple.y, &minus_y.mul(&zzz))
}

/// Points in Jacobian coordinates: `x` below `26p`, `y` below `18p`, `z` below `4p`.
struct Jacobian {
    x: Lanes,
    y: Lanes,
    z: Lanes,
}

impl Jacobian {
    /// By the formulas "dbl-2009-l".
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn double(&self) -> Jacobian {
        let a = self.x.mul(&self.x);
        let b = self.y.mul(&self.y);
        let c = b.mul(&b);
        let sum = self.x.plus(&b).carry();
        // Half of what the formulas call D, below 6p.
        let d = (sum.mul(&sum).plus(&multiple_of_p(4)))
            .minus(&a)
            .minus(&c)
            .carry();
        let e = a.plus(&a).plus(&a).carry(); // below 6p
        let dd = shifted::<1>(&d);
        let x = (e.mul(&e).plus(&multiple_of_p(24)))
            .minus(&dd)
            .minus(&dd)
            .carry(); // below 26p
        let difference = dd.plus(&multiple_of_p(26)).minus(&x).carry();
        let y = (e.mul(&difference).plus(&multiple_of_p(16)))
            .minus(&shifted::<3>(&c))
            .carry(); // below 18p
        let z = self.y.mul(&self.z);
        Jacobian {
            x,
            y,
            z: z.plus(&z).carry(),
        }
    }

    /// Adds points whose coordinates are below `2p`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn add(&self, x: &Lanes, y: &Lanes) -> Jacobian {
        let zz = self.z.mul(&self.z);
        let zzz = zz.mul(&self.z);
        let h = (x.mul(&zz).plus(&multiple_of_p(26))).minus(&self.x).carry();
        let r = (y.mul(&zzz).plus(&multiple_of_p(18)))
            .minus(&self.y)
            .carry();
        let hh = h.mul(&h);
        let hhh = hh.mul(&h);
        let v = self.x.mul(&hh);
        let x = (r.mul(&r).plus(&multiple_of_p(6)))
            .minus(&hhh)
            .minus(&v)
            .minus(&v)
            .carry(); // below 8p
        let difference = v.plus(&multiple_of_p(8)).minus(&x).carry();
        let y = (r.mul(&difference).plus(&multiple_of_p(2)))
            .minus(&self.y.mul(&hhh))
            .carry(); // below 4p
        Jacobian {
            x,
            y,
            z: self.z.mul(&h),
        }
    }
}

/// `2^BITS` times an element, for a sum or a difference: its words are not carried.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn shifted<const BITS: u32>(of: &Lanes) -> Lanes {
    Lanes(of.0.map(|word| _mm512_slli_epi64::<BITS>(word)))
}

/// A public power, by windows of four bits.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn power(base: &Lanes, exponent: &[u64; 6]) -> Lanes {
    let mut powers = [*base; 15];
    for i in 1..15 {
        powers[i] = powers[i - 1].mul(base);
    }
    let mut result: Option<Lanes> = None;
    for window in (0..96).rev() {
        for _ in 0..4 {
            result = result.map(|result| result.mul(&result));
        }
        let digit = (exponent[window / 16] >> (window % 16 * 4) & 15) as usize;
        if digit != 0 {
            let factor = &powers[digit - 1];
            result = Some(result.map_or(*factor, |result| result.mul(factor)));
        }
    }
    result.unwrap_or_else(|| ONE.load())
}

/// Where two elements below `32p` are the same.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn equal(a: &Lanes, b: &Lanes) -> __mmask8 {
    zero(&a.plus(&multiple_of_p(32)).minus(b).carry())
}

/// Where an element below `2^10·p` is zero.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn zero(of: &Lanes) -> __mmask8 {
    zeros(&of.mul(&ONE.load()).reduce::<1>())
}

#[cfg(test)]
mod tests {
    use super::super::super::field::Fp;
    use super::super::super::{Curve as _, G1Affine, PrimeCurveAffine as _, Sum};
    use super::super::{decode as all, is_available};
    use crate::{G1, Scalar, Suite, hash_to_g1};

    /// `z + 1`, which every point of the cofactor's order is killed by, and its prime factors.
    const EXPONENT: u64 = 0xd201_0000_0001_0001;
    const FACTORS: [u64; 5] = [3, 11, 10_177, 859_267, 52_437_899];

    /// `k·P` on the whole curve.
    fn multiple(point: &G1Affine, k: &[u64]) -> G1Affine {
        let mut sum = Sum::identity();
        for word in k {
            for bit in (0..64).rev() {
                sum.double();
                if word >> bit & 1 == 1 {
                    sum.add(point, false, false);
                }
            }
        }
        sum.finish().to_affine()
    }

    /// `r`, the most significant word first.
    fn order() -> Vec<u64> {
        let bytes = (-Scalar::ONE).to_bytes();
        let (words, _) = bytes.as_chunks::<8>();
        let mut words: Vec<u64> = words.iter().map(|word| u64::from_be_bytes(*word)).collect();
        words[3] += 1;
        words
    }

    /// Points of the curve, hardly one of them in the subgroup.
    fn of_the_curve() -> impl Iterator<Item = G1Affine> {
        (1..=255u8).filter_map(|x| {
            let mut bytes = [0; 48];
            bytes[0] = 0x80;
            bytes[47] = x;
            G1Affine::from_compressed_unchecked(&bytes).into()
        })
    }

    /// Points of each small order, and of orders that such a one is a part of.
    fn outsiders() -> Vec<G1Affine> {
        let mut outsiders: Vec<G1Affine> = of_the_curve().take(20).collect();
        for factor in FACTORS {
            let small = of_the_curve()
                .map(|point| multiple(&multiple(&point, &order()), &[EXPONENT / factor]))
                .filter(|point| !bool::from(point.is_identity()));
            for point in small.take(2) {
                assert!(bool::from(multiple(&point, &[factor]).is_identity()));
                outsiders.push(point);
                let member = (G1::generator() * Scalar::from(factor)).0;
                outsiders.push((member + point).to_affine());
            }
        }
        outsiders
    }

    #[test]
    fn no_point_outside_the_subgroup_is_decoded_in_any_lane() {
        if !is_available() {
            return;
        }
        let member = hash_to_g1(Suite::Sha256, b"member", b"decode").to_bytes();
        let outsiders = outsiders();
        assert!(outsiders.len() > 35);
        for (lane, outsider) in outsiders.iter().enumerate() {
            assert!(!bool::from(outsider.is_torsion_free()));
            let mut eight = [member; 8];
            eight[lane % 8] = outsider.to_compressed();
            for (i, point) in all(&eight).iter().enumerate() {
                assert_eq!(point.is_none(), i == lane % 8, "outsider {lane}");
            }
        }
    }

    #[test]
    fn members_are_decoded_as_they_are() {
        if !is_available() {
            return;
        }
        let points: Vec<G1> = (0..20u8)
            .map(|i| hash_to_g1(Suite::Sha256, &[i], b"decode"))
            .collect();
        let encodings: Vec<[u8; 48]> = points
            .iter()
            .flat_map(|p| [*p, -*p])
            .map(|p| p.to_bytes())
            .collect();
        for (bytes, point) in encodings.iter().zip(all(&encodings)) {
            let raw = point.expect("a member");
            let expected: G1Affine = Option::from(G1Affine::from_compressed(bytes)).unwrap();
            assert!(Fp(raw.x).0 == expected.as_ref().x && raw.y == expected.as_ref().y);
        }
    }

    #[test]
    fn what_is_not_on_the_curve_or_not_canonical_is_left_alone() {
        if !is_available() {
            return;
        }
        let member = hash_to_g1(Suite::Sha256, b"member", b"decode").to_bytes();
        let with_flags = |flags: u8| {
            let mut bytes = member;
            bytes[0] = bytes[0] & 0x1f | flags;
            bytes
        };
        let mut above = [0xff; 48];
        above[0] = 0x9f;
        // p itself, and p + 1 beside it.
        let mut p = [0; 48];
        for (bytes, word) in p.chunks_exact_mut(8).zip(super::P.iter().rev()) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        p[0] |= 0x80;
        let nothing: Vec<[u8; 48]> = (1..=255u8)
            .map(|x| {
                let mut bytes = [0; 48];
                (bytes[0], bytes[47]) = (0x80, x);
                bytes
            })
            .filter(|bytes| bool::from(G1Affine::from_compressed_unchecked(bytes).is_none()))
            .collect();
        let mut bad = vec![above, p, G1::identity().to_bytes(), [0; 48], [0xff; 48]];
        bad.extend([0x00, 0x20, 0x40, 0x60, 0xc0, 0xe0].map(with_flags));
        bad.extend(nothing);
        for bytes in bad {
            let decoded = all(&[member, bytes, member]);
            assert!(decoded[0].is_some() && decoded[2].is_some());
            assert!(decoded[1].is_none(), "{bytes:?}");
        }
    }
}
