//! What one verification costs, in operations: for those who measure each operation and want to
//! know how far a verification is from the sum of its parts.
//!
//! Nothing is counted by hand. The statement of a made-up presentation is taken through the same
//! relations, tables and sums as a real one, and the digits of its scalars are counted.

use celadon_curve::{
    G1, G2, Scalar, Suite, SumOperations, VartimeSum, VartimeTable, Weight, hash_to_g1,
    hash_to_scalar,
};

use crate::possession::{self, Disclosed, Issuer, Points};
use crate::presentation::Statement;
use crate::sigma::SigmaProof;
use crate::{Generators, batch, pseudonym};

/// The operations of one verification, from bytes to the answer, by a verifier that has its tables.
/// Those on points are means over scalars. Hashing is not counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Operations {
    /// Checked decodings of points of G1.
    pub decodings_G1: usize,
    /// Checked decodings of points of G2.
    pub decodings_G2: usize,
    /// Doublings in G1.
    pub doublings: f64,
    /// Additions in G1 of two projective points.
    pub additions: f64,
    /// Additions in G1 of an affine point, on average.
    pub mixed_additions: f64,
    /// Inversions in the base field for them and for encodings.
    pub inversions: f64,
    /// Pairs in the one product of pairings, which has one final exponentiation.
    pub pairs: usize,
    /// Those of the pairs whose point of G2 is prepared ahead.
    pub prepared_pairs: usize,
}

/// The cost of one presentation, with all of `messages` hidden.
///
/// # Panics
/// If there is no message: the first is the holder secret.
pub fn verification(messages: usize, hidden_issuer: bool, with_pseudonym: bool) -> Operations {
    let H: Vec<G1> = (0..messages).map(|j| point(b"H", j)).collect();
    let generators = Generators::new(point(b"P1", 0), point(b"Q1", 0), &point(b"Q2", 0), &H);
    let (V, Z) = (G2::generator(), point(b"Z", 0));
    let issuer = match hidden_issuer {
        true => Issuer::hidden(V, Z),
        false => Issuer::known(V),
    };
    let statement = Statement {
        possession: possession::Statement {
            generators: &generators,
            domain: scalar(b"domain", 0),
            E: point(b"E", 0),
            issuer: &issuer,
            disclosed: Disclosed::nothing(),
        },
        pseudonym: with_pseudonym.then(|| pseudonym::Statement {
            scope: point(b"U", 0),
        }),
    };
    let points = Points {
        A_bar: point(b"Abar", 0),
        B_bar: point(b"Bbar", 0),
        issuer: hidden_issuer.then(|| (V, point(b"Y'", 0))),
    };
    let mut sum = SumOperations::default();
    for draw in 0..DRAWS {
        for part in sums_of(&statement, &points, draw) {
            sum.doublings += part.doublings;
            sum.additions += part.additions;
            sum.mixed_additions += part.mixed_additions;
            sum.inversions += part.inversions;
        }
    }
    let mean = |sum: usize| sum as f64 / DRAWS as f64;
    let decodings_G1 = 2 + usize::from(hidden_issuer) + usize::from(with_pseudonym);
    Operations {
        decodings_G1,
        decodings_G2: hidden_issuer.into(),
        doublings: mean(sum.doublings),
        additions: mean(sum.additions),
        mixed_additions: mean(sum.mixed_additions),
        // Two more: the encodings of the commitments, and the points that are paired.
        inversions: mean(sum.inversions) + 2.0,
        pairs: if hidden_issuer { 3 } else { 2 },
        prepared_pairs: 2,
    }
}

/// Over how many scalars the mean is taken: a digit more or less.
const DRAWS: usize = 32;

/// The operations of each group of sums, for one choice of scalars.
fn sums_of(statement: &Statement<'_>, points: &Points, draw: usize) -> Vec<SumOperations> {
    let image = VartimeTable::new(&statement.possession.image(), VartimeTable::NARROW);
    let scope = (statement.pseudonym.as_ref())
        .map(|pseudonym| VartimeTable::new(&pseudonym.scope, VartimeTable::NARROW));
    let tables: Vec<&VartimeTable> = core::iter::once(&image).chain(&scope).collect();
    let bytes = scalar(b"weights", draw).to_bytes();
    let weight = |from: usize| {
        let bytes = bytes[from..].first_chunk().expect("a scalar has 32 bytes");
        Weight::from_bytes(bytes).expect("a hash is not zero")
    };
    let proof = SigmaProof {
        challenge: *scalar(b"c", draw)
            .to_bytes()
            .last_chunk()
            .expect("32 bytes"),
        responses: (0..statement.possession.variables())
            .map(|i| scalar(b"response", draw * 1_000 + i))
            .collect(),
    };
    let N = scope.as_ref().map(|_| point(b"N", 0));
    let relation = statement.relation(points, N.as_ref(), None);
    let mut all = vec![VartimeSum::operations(
        &relation.commitments(&tables, &proof),
    )];
    if let (Issuer::Hidden { table, .. }, Some((_, Y))) =
        (statement.possession.issuer, points.issuer)
    {
        let left = batch::left(points, &Weight::ONE, &weight(0), table);
        let mut right = VartimeSum::new();
        right.add(&Y, &weight(0));
        all.extend([
            VartimeSum::operations(&[left]),
            VartimeSum::operations(&[right]),
        ]);
    }
    all
}

fn point(name: &[u8], number: usize) -> G1 {
    let input = [name, &(number as u64).to_be_bytes()].concat();
    hash_to_g1(Suite::Sha256, &input, b"celadon cost")
}

fn scalar(name: &[u8], number: usize) -> Scalar {
    let input = [name, &(number as u64).to_be_bytes()].concat();
    hash_to_scalar(Suite::Sha256, &input, b"celadon cost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_presentation_has_its_cost() {
        let full = verification(5, true, true);
        assert_eq!((full.decodings_G1, full.decodings_G2), (4, 1));
        assert_eq!((full.pairs, full.prepared_pairs), (3, 2));
        let plain = verification(5, true, false);
        let known = verification(5, false, false);
        let more = verification(9, true, true);
        for (less, more) in [(known, plain), (plain, full)] {
            assert!(more.decodings_G1 == less.decodings_G1 + 1);
            assert!(more.doublings > less.doublings + 60.0);
            assert!(more.mixed_additions > less.mixed_additions + 20.0);
        }
        // A message is a base with a table: additions and no doubling.
        assert!((more.doublings - full.doublings).abs() < 3.0);
        let each = (more.mixed_additions - full.mixed_additions) / 4.0;
        assert!((18.0..22.0).contains(&each), "{each}");
        assert_eq!(more.additions, full.additions);
    }
}
