//! The pairing equation, for one presentation and for many.
//!
//! Hidden issuer, with fresh `α_n`, `β_n` of 128 bits ([`Weight`]) for each presentation (`α_1 = 1`):
//!
//! $$ \prod_n e(\alpha_n Abar_n + \beta_n Z, W'_n) \cdot e(-\sum_n \alpha_n Bbar_n, P_2)
//!    \cdot e(-\sum_n \beta_n Y'_n, V) = 1 $$
//!
//! Known issuer: $ e(\sum_n \alpha_n Abar_n, W) \cdot e(-\sum_n \alpha_n Bbar_n, P_2) = 1 $.
//!
//! The weights are drawn after every presentation was decoded, from the caller's random source and
//! from the transcripts of all presentations together: whoever knows them beforehand forges, so
//! that a predicted random source alone must not be enough. Every point was subgroup-checked on its own when
//! it was decoded, since a random combination would miss torsion of order 3 with probability 1/3.

use std::sync::OnceLock;

use celadon_curve::{
    G1, G2, G2Prepared, MillerLoops, VartimeSum, VartimeTable, Weight, vartime_weighted,
};
use rand_core::CryptoRng;

use crate::issuer::{Issuer, IssuerKey};
use crate::possession::Points;
use crate::transcript::Nonces;
use crate::{Invalid, Transcript, parallel};

/// What is left to check of a presentation whose linear part verified.
#[derive(Debug, Clone)]
#[must_use = "nothing is verified before the pairing equation is"]
pub struct Pending {
    pub(crate) points: Points,
    /// Whose statement the linear part was verified for.
    pub(crate) issuer: IssuerKey,
    /// Of the transcript, in which every point is.
    pub(crate) digest: [u8; 32],
}

/// Checks the pairing equation of all of `pending`, which share `issuer`: one that was verified for
/// another issuer, accreditation key or schema is refused. The empty batch passes.
///
/// If it fails, at least one of them is invalid, and nothing is said about which.
pub fn verify(
    issuer: &Issuer,
    pending: &[&Pending],
    rng: &mut impl CryptoRng,
) -> Result<(), Invalid> {
    if pending.is_empty() {
        return Ok(());
    }
    if pending.iter().any(|p| p.issuer != issuer.key()) {
        return Err(Invalid);
    }
    let mut weights = weights(pending, rng);
    let alpha: Vec<Weight> = (0..pending.len())
        .map(|n| match n {
            0 => Weight::ONE,
            _ => weights.next_weight(),
        })
        .collect();
    let beta: Vec<Weight> = match issuer {
        Issuer::Known { .. } => Vec::new(),
        Issuer::Hidden { .. } => pending.iter().map(|_| weights.next_weight()).collect(),
    };
    let points = |of: fn(&Points) -> Option<G1>| -> Result<Vec<G1>, Invalid> {
        let points = pending.iter().map(|p| of(&p.points).ok_or(Invalid));
        points.collect()
    };
    let B_bars = points(|p| Some(p.B_bar))?;
    let loops = match issuer {
        Issuer::Known { prepared, .. } => {
            let A_bars = points(|p| Some(p.A_bar))?;
            let (A, B) = parallel::both(|| sum(&A_bars, &alpha), || sum(&B_bars, &alpha));
            MillerLoops::new(&[(A, prepared), (-B, P2())])
        }
        Issuer::Hidden {
            prepared, table, ..
        } => {
            let Ys = points(|p| p.issuer.map(|(_, Y)| Y))?;
            let (B, Y) = parallel::both(|| sum(&B_bars, &alpha), || sum(&Ys, &beta));
            // The first chunk's loops take the shared pairs along.
            let shared = [(-B, P2()), (-Y, prepared)];
            let chunks: Vec<_> = (pending.chunks(CHUNK))
                .zip(alpha.chunks(CHUNK).zip(beta.chunks(CHUNK)))
                .zip([&shared[..]].into_iter().chain(core::iter::repeat(&[][..])))
                .collect();
            let loops = parallel::map(&chunks, |((pending, (alpha, beta)), shared)| {
                own_loops(pending, alpha, beta, table, shared)
            });
            let product = loops.into_iter().reduce(|product, loops| product * loops);
            product.expect("a batch that is not empty has a chunk")
        }
    };
    if loops.is_one() { Ok(()) } else { Err(Invalid) }
}

/// Presentations whose Miller loops share their squarings: few enough that their lines, 20 kB
/// each, stay in a cache, and that several cores have work.
const CHUNK: usize = 32;

/// `Π e(α_n·Abar_n + β_n·Z, W'_n)` and the `shared` pairs, before the final exponentiation.
fn own_loops(
    pending: &[&Pending],
    alpha: &[Weight],
    beta: &[Weight],
    Z: &VartimeTable,
    shared: &[(G1, &G2Prepared)],
) -> MillerLoops {
    let mut keys = Vec::with_capacity(pending.len());
    let mut lefts = Vec::with_capacity(pending.len());
    for (p, (alpha, beta)) in pending.iter().zip(alpha.iter().zip(beta)) {
        keys.extend(p.points.issuer.map(|(W, _)| W.prepare()));
        lefts.push(left(&p.points, alpha, beta, Z));
    }
    let lefts = VartimeSum::finish_all(&lefts);
    let own = lefts.into_iter().zip(&keys);
    let terms: Vec<_> = own.chain(shared.iter().copied()).collect();
    MillerLoops::new(&terms)
}

/// `α·Abar + β·Z`.
pub(crate) fn left<'a>(
    points: &Points,
    alpha: &Weight,
    beta: &Weight,
    Z: &'a VartimeTable,
) -> VartimeSum<'a> {
    let mut left = VartimeSum::new();
    left.add(&points.A_bar, alpha);
    left.add_table(Z, beta);
    left
}

fn weights(pending: &[&Pending], rng: &mut impl CryptoRng) -> Nonces {
    let mut transcript = Transcript::new(b"celadon batch weights");
    for one in pending {
        transcript.append(b"presentation", &one.digest);
    }
    transcript.nonces([], rng)
}

fn sum(points: &[G1], weights: &[Weight]) -> G1 {
    vartime_weighted(points, weights).expect("one weight was drawn for each point")
}

fn P2() -> &'static G2Prepared {
    static P2: OnceLock<G2Prepared> = OnceLock::new();
    P2.get_or_init(|| G2::generator().prepare())
}

#[cfg(test)]
mod tests {
    use core::convert::Infallible;

    use super::*;

    struct Constant(u8);

    impl rand_core::TryRng for Constant {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            Ok(self.0.into())
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            Ok(self.0.into())
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Constant {}

    fn first(digests: &[u8], source: u8) -> Weight {
        let (G, P2) = (G1::generator(), G2::generator());
        let pending: Vec<Pending> = (digests.iter())
            .map(|digest| Pending {
                points: Points {
                    A_bar: G,
                    B_bar: G,
                    issuer: None,
                },
                issuer: Issuer::known(P2).key(),
                digest: [*digest; 32],
            })
            .collect();
        let pending: Vec<&Pending> = pending.iter().collect();
        weights(&pending, &mut Constant(source)).next_weight()
    }

    #[test]
    fn weights_depend_on_the_source_and_on_every_presentation() {
        let all = [
            first(&[1, 2], 0),
            first(&[1, 2], 1),
            first(&[2, 1], 0),
            first(&[1, 3], 0),
            first(&[1], 0),
            first(&[], 0),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[..index].contains(one));
        }
    }
}
