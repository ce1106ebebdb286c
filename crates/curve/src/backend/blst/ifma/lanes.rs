//! Eight elements of the base field at a time, by AVX-512 IFMA: words of 52 bits, an element a
//! lane.
//!
//! A product is `a·b/2^416` modulo `p` (Montgomery). Elements are not reduced between operations;
//! what is said of bounds is their value as integers. Since `2^416` is above `2^34·p`, two factors
//! whose bounds multiply to `2^34·p^2` or less have a product below `2p`.
//!
//! No branch and no address depends on a value, and the instructions used (multiplications,
//! shifts, blends, permutations) take the same time for all operands.
#![allow(unsafe_code, reason = "vectors are read from and written to memory")]

use core::arch::x86_64::*;

/// Words of an element.
pub(super) const WORDS: usize = 8;

/// Bits of a word.
const BITS: u32 = 52;

const MASK: i64 = (1 << BITS) - 1;

/// `p` in words.
pub(super) const P: [u64; WORDS] = [
    0xe_ffff_ffff_aaab,
    0xf_eb15_3fff_fb9f,
    0x6_b0f6_241e_abff,
    0x1_2bf6_730d_2a0f,
    0x7_6477_4b84_f385,
    0x1_ba7b_6434_bacd,
    0x1_ea39_7fe6_9a4b,
    0x1_a011,
];

/// `−1/p` modulo `2^52`.
const P_INVERSE: i64 = 0x3_fffc_fffc_fffd;

/// Eight elements in memory, word by word; also any eight words for each of eight lanes.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Block(pub(super) [[u64; 8]; WORDS]);

/// Eight elements. Each word is below `2^52`, the last perhaps above.
#[derive(Clone, Copy)]
pub(super) struct Lanes(pub(super) [__m512i; WORDS]);

/// Eight elements whose words are sums and differences: carried before they are multiplied.
#[derive(Clone, Copy)]
pub(super) struct Loose(pub(super) [__m512i; WORDS]);

impl Block {
    pub(super) const ZERO: Block = Block([[0; 8]; WORDS]);

    /// The same element in all lanes.
    pub(super) const fn splat(words: [u64; WORDS]) -> Block {
        let mut block = Block::ZERO;
        let mut i = 0;
        while i < WORDS {
            block.0[i] = [words[i]; 8];
            i += 1;
        }
        block
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn load(&self) -> Lanes {
        Lanes(core::array::from_fn(|i| load(&self.0[i])))
    }
}

/// Reads eight words.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn load(words: &[u64; 8]) -> __m512i {
    // SAFETY: 64 bytes are read from a reference to as many, of any alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

/// Tells the processor that a line will be read soon.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn prefetch(words: &[u64; 8]) {
    _mm_prefetch::<_MM_HINT_T0>(words.as_ptr().cast());
}

/// Writes eight words.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn store(vector: __m512i) -> [u64; 8] {
    let mut words = [0; 8];
    // SAFETY: 64 bytes are written to an array of as many, of any alignment.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), vector) };
    words
}

impl Lanes {
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn store(&self) -> Block {
        Block(core::array::from_fn(|i| store(self.0[i])))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn plus(&self, rhs: &Lanes) -> Loose {
        Loose(self.0).plus(rhs)
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn minus(&self, rhs: &Lanes) -> Loose {
        Loose(self.0).minus(rhs)
    }

    /// The product divided by `2^416`: below `2p` for factors as above.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn mul(&self, rhs: &Lanes) -> Lanes {
        let (a, b) = (&self.0, &rhs.0);
        let zero = _mm512_setzero_si512();
        let p = P.map(|word| _mm512_set1_epi64(word as i64));
        let inverse = _mm512_set1_epi64(P_INVERSE);
        let mut t = [zero; WORDS];
        for a in a {
            for j in 0..WORDS {
                t[j] = _mm512_madd52lo_epu64(t[j], *a, b[j]);
            }
            let m = _mm512_madd52lo_epu64(zero, t[0], inverse);
            for j in 0..WORDS {
                t[j] = _mm512_madd52lo_epu64(t[j], m, p[j]);
            }
            let carry = _mm512_srli_epi64::<BITS>(t[0]);
            for j in 0..WORDS {
                let next = if j + 1 < WORDS { t[j + 1] } else { zero };
                t[j] = _mm512_madd52hi_epu64(next, *a, b[j]);
            }
            for j in 0..WORDS {
                t[j] = _mm512_madd52hi_epu64(t[j], m, p[j]);
            }
            t[0] = _mm512_add_epi64(t[0], carry);
        }
        Loose(t).carry()
    }
}

impl Lanes {
    /// The same element modulo `p` below `p`, of one below `2^K·p`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn reduce<const K: usize>(&self) -> Lanes {
        let mut value = *self;
        for k in (0..K).rev() {
            let less = value.minus(&multiple_of_p(1 << k)).carry();
            // Below zero: the last word has a sign.
            let negative = negative(less.0[WORDS - 1]);
            value = Lanes(core::array::from_fn(|i| {
                _mm512_mask_blend_epi64(negative, less.0[i], value.0[i])
            }));
        }
        value
    }

    /// The six words of 64 bits of elements below `2^384`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn to_64(self) -> [__m512i; 6] {
        let w = self.0;
        let or = |a, b| _mm512_or_si512(a, b);
        [
            or(w[0], _mm512_slli_epi64::<52>(w[1])),
            or(_mm512_srli_epi64::<12>(w[1]), _mm512_slli_epi64::<40>(w[2])),
            or(_mm512_srli_epi64::<24>(w[2]), _mm512_slli_epi64::<28>(w[3])),
            or(_mm512_srli_epi64::<36>(w[3]), _mm512_slli_epi64::<16>(w[4])),
            or(
                _mm512_srli_epi64::<48>(w[4]),
                or(_mm512_slli_epi64::<4>(w[5]), _mm512_slli_epi64::<56>(w[6])),
            ),
            or(_mm512_srli_epi64::<8>(w[6]), _mm512_slli_epi64::<44>(w[7])),
        ]
    }

    /// From six words of 64 bits.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn from_64(a: &[__m512i]) -> Lanes {
        let mask = _mm512_set1_epi64(MASK);
        let cut = |a, b| _mm512_and_si512(_mm512_or_si512(a, b), mask);
        Lanes([
            _mm512_and_si512(a[0], mask),
            cut(_mm512_srli_epi64::<52>(a[0]), _mm512_slli_epi64::<12>(a[1])),
            cut(_mm512_srli_epi64::<40>(a[1]), _mm512_slli_epi64::<24>(a[2])),
            cut(_mm512_srli_epi64::<28>(a[2]), _mm512_slli_epi64::<36>(a[3])),
            cut(_mm512_srli_epi64::<16>(a[3]), _mm512_slli_epi64::<48>(a[4])),
            _mm512_and_si512(_mm512_srli_epi64::<4>(a[4]), mask),
            cut(_mm512_srli_epi64::<56>(a[4]), _mm512_slli_epi64::<8>(a[5])),
            _mm512_srli_epi64::<44>(a[5]),
        ])
    }
}

/// `k·p` in all lanes, for `k` up to `2^10`; its words are not carried.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn multiple_of_p(k: i64) -> Lanes {
    Lanes(P.map(|word| _mm512_set1_epi64(word as i64 * k)))
}

/// The lanes whose word is negative.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn negative(word: __m512i) -> __mmask8 {
    _mm512_cmplt_epi64_mask(word, _mm512_setzero_si512())
}

/// The lanes that are zero; elements are below `p`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn zeros(a: &Lanes) -> __mmask8 {
    let or = (1..WORDS).fold(a.0[0], |or, i| _mm512_or_si512(or, a.0[i]));
    _mm512_cmpeq_epi64_mask(or, _mm512_setzero_si512())
}

/// Rows become columns.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn transpose(r: [__m512i; 8]) -> [__m512i; 8] {
    // Pairs of rows: of each pair the even columns, and the odd ones.
    let even: [__m512i; 4] =
        core::array::from_fn(|i| _mm512_unpacklo_epi64(r[2 * i], r[2 * i + 1]));
    let odd: [__m512i; 4] = core::array::from_fn(|i| _mm512_unpackhi_epi64(r[2 * i], r[2 * i + 1]));
    let [c0, c2, c4, c6] = transpose_128(even);
    let [c1, c3, c5, c7] = transpose_128(odd);
    [c0, c1, c2, c3, c4, c5, c6, c7]
}

/// The same of four rows of four parts of 128 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn transpose_128([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let even = [
        _mm512_shuffle_i64x2::<0x88>(a, b),
        _mm512_shuffle_i64x2::<0x88>(c, d),
    ];
    let odd = [
        _mm512_shuffle_i64x2::<0xdd>(a, b),
        _mm512_shuffle_i64x2::<0xdd>(c, d),
    ];
    [
        _mm512_shuffle_i64x2::<0x88>(even[0], even[1]),
        _mm512_shuffle_i64x2::<0x88>(odd[0], odd[1]),
        _mm512_shuffle_i64x2::<0xdd>(even[0], even[1]),
        _mm512_shuffle_i64x2::<0xdd>(odd[0], odd[1]),
    ]
}

impl Loose {
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn plus(&self, rhs: &Lanes) -> Loose {
        Loose(core::array::from_fn(|i| {
            _mm512_add_epi64(self.0[i], rhs.0[i])
        }))
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn minus(&self, rhs: &Lanes) -> Loose {
        Loose(core::array::from_fn(|i| {
            _mm512_sub_epi64(self.0[i], rhs.0[i])
        }))
    }

    /// Brings all words but the last below `2^52`. The value must not be negative.
    #[inline]
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn carry(&self) -> Lanes {
        let mut words = self.0;
        let mask = _mm512_set1_epi64(MASK);
        for i in 0..WORDS - 1 {
            let carry = _mm512_srai_epi64::<BITS>(words[i]);
            words[i + 1] = _mm512_add_epi64(words[i + 1], carry);
            words[i] = _mm512_and_si512(words[i], mask);
        }
        Lanes(words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::field::Fp;
    use super::*;

    type Words = [u64; 6];

    /// `p − 1`.
    const LAST: Words = [
        0xb9fe_ffff_ffff_aaaa,
        0x1eab_fffe_b153_ffff,
        0x6730_d2a0_f6b0_f624,
        0x6477_4b84_f385_12bf,
        0x4b1b_a7b6_434b_acd7,
        0x1a01_11ea_397f_e69a,
    ];

    fn fp(l: Words) -> Fp {
        Fp(blst::blst_fp { l })
    }

    /// Small ones, large ones, halves, full words, and others, all below `p`.
    fn elements() -> Vec<Words> {
        let top = |word| [u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, word];
        let mut elements = vec![[0; 6], [1, 0, 0, 0, 0, 0], LAST, top(0x1a01_11ea_397f_e699)];
        elements.extend([
            fp(LAST).square().0.l,
            (fp(LAST) - fp([5, 0, 0, 0, 0, 0])).0.l,
        ]);
        let mut element = Fp::ONE;
        for _ in 0..27 {
            element = element * element + fp([3, 1 << 20, 0, u64::MAX, 1, 7]);
            elements.push(element.0.l);
        }
        elements
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn lanes(elements: [Words; 8]) -> Lanes {
        let words: [__m512i; 6] =
            core::array::from_fn(|word| load(&core::array::from_fn(|lane| elements[lane][word])));
        Lanes::from_64(&words)
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn words(lanes: Lanes) -> [Words; 8] {
        let words = lanes.to_64().map(|word| store(word));
        core::array::from_fn(|lane| words.map(|word| word[lane]))
    }

    /// Products, sums and differences of all pairs, in all lanes, are what `blst` says, however
    /// many multiples of `p` there are in between.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn check() {
        let elements = elements();
        // `blst` divides by 2^384 twice, 2^352 is multiplied in.
        let shift = fp([0, 0, 0, 0, 0, 1 << 32]);
        for step in 0..elements.len() {
            for start in 0..elements.len() {
                let a: [Words; 8] =
                    core::array::from_fn(|lane| elements[(start + lane) % elements.len()]);
                let b =
                    core::array::from_fn(|lane| elements[(start + lane * step) % elements.len()]);
                let expected: [Words; 8] =
                    core::array::from_fn(|lane| (fp(a[lane]) * fp(b[lane]) * shift).0.l);
                let (x, y) = (lanes(a), lanes(b));
                assert_eq!(words(x), a);
                assert_eq!(words(x.mul(&y).reduce::<1>()), expected);
                let much = x.plus(&multiple_of_p(1 << 10)).carry();
                let more = y.plus(&multiple_of_p(1 << 10)).carry();
                assert_eq!(words(much.mul(&more).reduce::<1>()), expected);

                let difference = x.plus(&multiple_of_p(1)).minus(&y).carry();
                let expected = core::array::from_fn(|lane| (fp(a[lane]) - fp(b[lane])).0.l);
                assert_eq!(words(difference.reduce::<1>()), expected);
                let sum = x.plus(&y).plus(&multiple_of_p(2)).carry();
                let expected = core::array::from_fn(|lane| (fp(a[lane]) + fp(b[lane])).0.l);
                assert_eq!(words(sum.reduce::<2>()), expected);
            }
        }
    }

    #[test]
    fn lanes_compute_as_blst_does() {
        if super::super::is_available() {
            // SAFETY: the processor has the instructions.
            unsafe { check() };
        }
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn check_transpose() {
        let rows: [[u64; 8]; 8] =
            core::array::from_fn(|row| core::array::from_fn(|column| (10 * row + column) as u64));
        let columns = transpose(rows.map(|row| load(&row))).map(|column| store(column));
        for (row, words) in rows.iter().enumerate() {
            for (column, word) in words.iter().enumerate() {
                assert_eq!(columns[column][row], *word);
            }
        }
    }

    #[test]
    fn rows_become_columns() {
        if super::super::is_available() {
            // SAFETY: the processor has the instructions.
            unsafe { check_transpose() };
        }
    }
}
