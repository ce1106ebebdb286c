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
    G1, G2, G2Prepared, VartimeSum, Weight, pairing_product_is_one, vartime_weighted,
};
use rand_core::CryptoRng;

use crate::issuer::{Issuer, IssuerKey};
use crate::possession::Points;
use crate::transcript::Nonces;
use crate::{Invalid, Transcript};

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
    let B_bars: Vec<G1> = pending.iter().map(|p| p.points.B_bar).collect();
    let B = sum(&B_bars, &alpha);
    let holds = match issuer {
        Issuer::Known { prepared, .. } => {
            let A_bars: Vec<G1> = pending.iter().map(|p| p.points.A_bar).collect();
            pairing_product_is_one(&[(sum(&A_bars, &alpha), prepared), (-B, P2())])
        }
        Issuer::Hidden {
            prepared, table, ..
        } => {
            let beta: Vec<Weight> = pending.iter().map(|_| weights.next_weight()).collect();
            let mut keys = Vec::with_capacity(pending.len());
            let mut Ys = Vec::with_capacity(pending.len());
            let mut lefts = Vec::with_capacity(pending.len());
            for (n, p) in pending.iter().enumerate() {
                let (W, Y) = p.points.issuer.as_ref().ok_or(Invalid)?;
                keys.push(W.prepare());
                Ys.push(*Y);
                let mut left = VartimeSum::new();
                left.add(&p.points.A_bar, &alpha[n]);
                left.add_table(table, &beta[n]);
                lefts.push(left);
            }
            let lefts = VartimeSum::finish_all(&lefts);
            let mut terms = vec![(-B, P2()), (-sum(&Ys, &beta), prepared)];
            terms.extend(lefts.into_iter().zip(&keys));
            pairing_product_is_one(&terms)
        }
    };
    if holds { Ok(()) } else { Err(Invalid) }
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
