//! Secrets say nothing, are wiped, and compare as wholes.

use std::cell::Cell;
use std::rc::Rc;

use celadon_curve::{
    FixedBase, G1, G2, Kernel, OddDigits, OddTable, Scalar, Secret, SharedBase, pairing,
};
use rand_core::{TryCryptoRng, TryRng};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Counts how often it is wiped.
#[derive(Clone)]
struct Counted(Rc<Cell<u32>>);

impl Zeroize for Counted {
    fn zeroize(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn a_secret_is_wiped_when_dropped_once_for_each_copy() {
    let wiped = Rc::new(Cell::new(0));
    let secret = Secret::new(Counted(wiped.clone()));
    let copy = secret.clone();
    assert_eq!(wiped.get(), 0);
    drop(secret);
    assert_eq!(wiped.get(), 1);
    let moved = Some(copy);
    assert_eq!(wiped.get(), 1);
    drop(moved);
    assert_eq!(wiped.get(), 2);
}

#[test]
fn wiping_leaves_zero_and_identity() {
    let mut scalar = Scalar::from(7u64);
    scalar.zeroize();
    assert!(scalar.is_zero());
    let mut point = G1::generator();
    point.zeroize();
    assert!(point.is_identity());
}

/// What is printed is the same for any value, and has nothing of its digits.
#[test]
fn debug_prints_only_the_name() {
    let seven = Scalar::from(7u64);
    let p = G1::generator() * seven;
    let q = G2::generator() * seven;
    let printed = [
        (format!("{seven:?}"), "Scalar(..)"),
        (format!("{seven:#?}"), "Scalar(..)"),
        (format!("{:?}", Secret::new(seven)), "Secret(..)"),
        (format!("{:#?}", Secret::new([0xa5u8; 32])), "Secret(..)"),
        (format!("{:?}", Secret::new(p)), "Secret(..)"),
        (format!("{p:?}"), "G1(..)"),
        (format!("{p:#?}"), "G1(..)"),
        (format!("{:?}", p.to_affine()), "G1Affine(..)"),
        (format!("{q:?}"), "G2(..)"),
        (format!("{:?}", q.prepare()), "G2Prepared(..)"),
        (format!("{:?}", FixedBase::new(&p)), "FixedBase(..)"),
        (format!("{:?}", OddTable::new(&p, 2)), "OddTable(..)"),
        (format!("{:?}", OddDigits::new(&seven, 2)), "OddDigits(..)"),
        (
            format!("{:?}", OddDigits::new(&seven, 2).digit(0)),
            "OddDigit(..)",
        ),
        (
            format!("{:?}", SharedBase::new(&p, Kernel::ConstantTime)),
            "SharedBase(..)",
        ),
        (format!("{:?}", pairing(&[(p, &q.prepare())])), "Gt(..)"),
    ];
    for (printed, expected) in printed {
        assert_eq!(printed, expected);
    }
}

#[test]
fn equality_looks_at_the_whole_value() {
    let k = Scalar::from_wide(&[0x5a; 48]);
    assert!(bool::from(k.ct_eq(&Scalar::from_wide(&[0x5a; 48]))));
    assert!(Secret::new(k) == Secret::new(k));
    for bit in 0..254 {
        let mut bytes = k.to_bytes();
        bytes[31 - bit / 8] ^= 1 << (bit % 8);
        let other = Scalar::from_bytes(&bytes).expect("still below r");
        assert!(!bool::from(k.ct_eq(&other)) && k != other, "bit {bit}");
        assert!(Secret::new(k) != Secret::new(other));
    }
    let p = G1::generator();
    let same = p * k - p * (k - Scalar::ONE); // the same point in other coordinates
    assert!(bool::from(p.ct_eq(&same)) && p == same);
    assert!(!bool::from(p.ct_eq(&-p)) && p != -p);
    assert!(!bool::from(p.ct_eq(&G1::identity())));
    assert!(bool::from((p - p).ct_eq(&G1::identity())));
}

/// Gives fixed bytes, and zeros before them.
struct Fixed {
    zeros: usize,
    next: u8,
}

impl TryRng for Fixed {
    type Error = core::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("scalars are drawn as bytes")
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("scalars are drawn as bytes")
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            if self.zeros > 0 {
                self.zeros -= 1;
                *byte = 0;
            } else {
                *byte = self.next;
                self.next = self.next.wrapping_add(1);
            }
        }
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

/// The same seed gives the same scalar on both backends: 48 bytes, reduced.
#[test]
fn random_scalars_are_48_bytes_of_the_generator() {
    let bytes: [u8; 48] = core::array::from_fn(|i| i as u8);
    let expected = Scalar::from_wide(&bytes);
    let mut rng = Fixed { zeros: 0, next: 0 };
    assert_eq!(Scalar::random(&mut rng), expected);
    assert_eq!(rng.next, 48);

    let mut rng = Fixed { zeros: 96, next: 0 };
    assert!(Scalar::random(&mut rng).is_zero());
    assert_eq!(Scalar::random_nonzero(&mut rng), expected);
}
