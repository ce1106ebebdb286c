//! Sigma protocol for linear relations over G1, statement as data.
//!
//! $$ R = \{ (I_i, B_{ij}; w) : \forall i.\ I_i = \sum_j \pm w_{v(i,j)} B_{ij} \} $$
//!
//! Compact form: the proof is the challenge `c` and one response `z = k + c·w` for each secret;
//! the verifier recomputes the commitments `K_i = Σ ±z·B − c·I_i` and compares `c`. A secret that
//! occurs in several equations has one response, which is what makes it the same secret.

use celadon_curve::{FixedBase, G1, Multiplier, Scalar, VartimeSum, VartimeTable, secret_sums};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::transcript::challenge_scalar;
use crate::{Invalid, Transcript};

/// A base: a point of this proof, or one with a table.
#[derive(Debug, Clone, Copy)]
pub enum Base<'a> {
    /// A point that differs from proof to proof.
    Point(G1),
    /// A generator with its table.
    Table(&'a FixedBase),
}

/// `±w_variable · base`.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// Which secret, counted from 0.
    pub variable: usize,
    /// What it multiplies.
    pub base: Base<'a>,
    /// Whether the term is subtracted.
    pub negative: bool,
}

impl<'a> Term<'a> {
    /// `+w·base`.
    pub fn plus(variable: usize, base: Base<'a>) -> Self {
        Term {
            variable,
            base,
            negative: false,
        }
    }

    /// `−w·base`.
    pub fn minus(variable: usize, base: Base<'a>) -> Self {
        Term {
            variable,
            base,
            negative: true,
        }
    }
}

impl Term<'_> {
    /// The scalar that multiplies the base.
    fn scalar(&self, scalars: &[Scalar]) -> Scalar {
        let scalar = scalars[self.variable];
        if self.negative { -scalar } else { scalar }
    }
}

/// `image = Σ terms`.
#[derive(Debug, Clone)]
pub struct Equation<'a> {
    /// The left-hand side.
    pub image: G1,
    /// The right-hand side.
    pub terms: Vec<Term<'a>>,
}

/// Several equations over the same secrets.
#[derive(Debug, Clone)]
pub struct LinearRelation<'a> {
    /// How many secrets there are.
    pub variables: usize,
    /// What holds between them.
    pub equations: Vec<Equation<'a>>,
}

/// Challenge and responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigmaProof {
    /// The challenge `c`, 128 bits.
    pub challenge: [u8; 16],
    /// One response for each secret, in order.
    pub responses: Vec<Scalar>,
}

impl LinearRelation<'_> {
    /// Whether the secrets satisfy every equation: the relation in the clear.
    pub fn holds(&self, secrets: &[Scalar]) -> bool {
        secrets.len() == self.variables
            && self
                .equations
                .iter()
                .zip(self.combine(secrets))
                .all(|(equation, sum)| sum == equation.image)
    }

    /// Proves knowledge of the secrets. Constant-time in them.
    ///
    /// The caller has absorbed the context and every point of the statement into `transcript`.
    ///
    /// # Panics
    /// If the number of secrets is not `self.variables`: a fault in a relation's file.
    pub fn prove(
        &self,
        secrets: &[Scalar],
        transcript: &mut Transcript,
        rng: &mut impl CryptoRng,
    ) -> SigmaProof {
        assert_eq!(
            secrets.len(),
            self.variables,
            "one secret for each variable"
        );
        let mut source = transcript.nonces(secrets, rng);
        let mut nonces: Vec<Scalar> = secrets.iter().map(|_| source.next_scalar()).collect();
        for commitment in G1::batch_to_bytes(&self.combine(&nonces)) {
            transcript.append(b"commitment", &commitment);
        }
        let challenge = transcript.challenge(b"c");
        let c = challenge_scalar(&challenge);
        let responses = nonces
            .iter()
            .zip(secrets)
            .map(|(nonce, secret)| *nonce + c * *secret)
            .collect();
        nonces.zeroize();
        SigmaProof {
            challenge,
            responses,
        }
    }

    /// The right-hand sides, constant-time in the scalars.
    fn combine(&self, scalars: &[Scalar]) -> Vec<G1> {
        let tables = FixedBase::sums(self.equations.iter().map(|equation| {
            (equation.terms.iter()).filter_map(|term| match term.base {
                Base::Table(table) => Some((table, term.scalar(scalars))),
                Base::Point(_) => None,
            })
        }));
        let (mut points, mut terms) = (Vec::new(), Vec::new());
        for equation in &self.equations {
            terms.push(equation.terms_of_points(&mut points, scalars));
        }
        let sums: Vec<&[(usize, Scalar)]> = terms.iter().map(Vec::as_slice).collect();
        let sums = secret_sums(&points, &sums);
        for (_, scalar) in terms.iter_mut().flatten() {
            scalar.zeroize();
        }
        tables.iter().zip(sums).map(|(a, b)| *a + b).collect()
    }

    /// Recomputes the commitments and compares the challenge. Variable-time: all is public.
    pub fn verify(&self, proof: &SigmaProof, transcript: &mut Transcript) -> Result<(), Invalid> {
        self.verify_with(&[], proof, transcript)
    }

    /// The same, faster where one of `tables` is that of an image or of a [`Base::Point`].
    pub fn verify_with(
        &self,
        tables: &[&VartimeTable],
        proof: &SigmaProof,
        transcript: &mut Transcript,
    ) -> Result<(), Invalid> {
        if proof.responses.len() != self.variables {
            return Err(Invalid);
        }
        let sums = self.commitments(tables, proof);
        for commitment in G1::batch_to_bytes(&VartimeSum::finish_all(&sums)) {
            transcript.append(b"commitment", &commitment);
        }
        if transcript.challenge(b"c") == proof.challenge {
            Ok(())
        } else {
            Err(Invalid)
        }
    }

    /// The sums that a verifier computes, for as many responses as there are variables.
    pub(crate) fn commitments<'s>(
        &'s self,
        tables: &[&'s VartimeTable],
        proof: &SigmaProof,
    ) -> Vec<VartimeSum<'s>> {
        let minus_c = -Multiplier::from(u128::from_be_bytes(proof.challenge));
        (self.equations.iter())
            .map(|equation| equation.commitment(tables, &proof.responses, minus_c))
            .collect()
    }
}

impl Equation<'_> {
    /// The part of the right-hand side that no table helps with; its points are added to `points`.
    fn terms_of_points(&self, points: &mut Vec<G1>, scalars: &[Scalar]) -> Vec<(usize, Scalar)> {
        let mut terms = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            if let Base::Point(point) = term.base {
                terms.push((points.len(), term.scalar(scalars)));
                points.push(point);
            }
        }
        terms
    }

    /// `Σ ±z·B + minus_c·image`.
    fn commitment<'s>(
        &'s self,
        tables: &[&'s VartimeTable],
        responses: &[Scalar],
        minus_c: Multiplier,
    ) -> VartimeSum<'s> {
        let mut sum = VartimeSum::new();
        let mut add = |point: &G1, k| match tables.iter().find(|table| table.base() == point) {
            Some(table) => sum.add_table(table, k),
            None => sum.add(point, k),
        };
        add(&self.image, minus_c);
        let mut shared = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let response = Multiplier::from(&responses[term.variable]);
            let response = if term.negative { -response } else { response };
            match term.base {
                Base::Point(point) => add(&point, response),
                Base::Table(table) => shared.push((table.vartime_table(), response)),
            }
        }
        for (table, response) in shared {
            sum.add_table(table, response);
        }
        sum
    }
}
