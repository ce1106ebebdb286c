//! One inversion for eight lanes, by the constant-time inversion of `blst`.

use blst::blst_fp;
use zeroize::Zeroize;

use super::super::field::Fp;
use super::lanes::{Lanes, load, store};

/// `2^448` modulo `p`.
const SHIFT: Fp = Fp(blst_fp {
    l: [
        0x42b7_fde3_7dba_9366,
        0x7784_894e_2752_5bc3,
        0xb2b9_1b9d_c1f5_b1e9,
        0x206f_497d_fcaf_b872,
        0x5941_37cc_89a9_b0bb,
        0x0411_cd9d_20d7_e399,
    ],
});

/// For elements below `2p` those that they multiply to one with; one is `2^416`. `None` if one of
/// them is zero.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn invert(lanes: &Lanes) -> Option<Lanes> {
    let words = lanes.reduce::<1>().to_64().map(|word| store(word));
    let mut elements: [Fp; 8] = core::array::from_fn(|lane| {
        Fp(blst_fp {
            l: words.map(|word| word[lane]),
        })
    });
    let mut before = [Fp::ONE; 8];
    let mut product = Fp::ONE;
    for (element, before) in elements.iter().zip(&mut before) {
        *before = product;
        product = product * *element;
    }
    let invertible = product.words_or() != 0;
    // To `blst` the inverse of `a` is `2^768/a`; here it is `2^832/a`.
    let mut inverse = product.invert() * SHIFT;
    for (element, before) in elements.iter_mut().zip(&mut before).rev() {
        let inverted = inverse * *before;
        inverse = inverse * *element;
        *element = inverted;
        before.0.l.zeroize();
    }
    product.0.l.zeroize();
    inverse.0.l.zeroize();
    let words: [_; 6] =
        core::array::from_fn(|word| load(&core::array::from_fn(|lane| elements[lane].0.l[word])));
    elements
        .iter_mut()
        .for_each(|element| element.0.l.zeroize());
    invertible.then(|| Lanes::from_64(&words))
}
