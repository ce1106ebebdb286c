//! Possession: the holder knows a stamped signature of some accredited issuer.
//!
//! $$ R = \{ (V, Z, E ;\ A^*, e, s', m, W, Y) : e(A^*, W + e P_2) = e(B^*, P_2) \wedge e(Y, V) = e(Z, W) \} $$
//! $$ B^* = P_1 + d\,Q_1 + s' Q_2 + \sum_j m_j H_j + E $$
//!
//! The signature is shown as `Abar = r·A*`, `Bbar = s·r·B* − s·e·Abar`, the issuer as
//! `W' = s·W`, `Y' = s·Y`. In the known-issuer profile `s = 1` and `W` is named. What remains to be
//! proven is linear, with `a = 1/(s·r)` and `b = e/r`:
//!
//! $$ P_1 + d\,Q_1 + E + \sum_{disclosed} m_j H_j = a\,Bbar + b\,Abar - s' Q_2 - \sum_{hidden} m_j H_j $$
//!
//! The message responses are for the messages themselves, never for multiples of them: in that
//! homogeneous variant a corrupt issuer could present any victim's pseudonym.
//!
//! After Tessaro and Zhu, "Revisiting BBS Signatures" (Eurocrypt 2023); the accreditation `Y` is
//! the one-dimensional case of Libert, Peters, Joye and Yung (Crypto 2013). The composition is
//! this project's own.

use celadon_curve::{G1, G2, Scalar, pairing_product_is_one, secret_sums};
use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::batch::{self, Pending};
pub use crate::disclosed::Disclosed;
pub use crate::issuer::Issuer;
use crate::prepared::Tables;
use crate::sigma::{Base, Equation, LinearRelation, SigmaProof, Term};
use crate::{Generators, Invalid, Transcript};

// Where the responses stand: `a`, `b`, `s'`, then the hidden messages in order.
const VARIABLE_A: usize = 0;
const VARIABLE_B: usize = 1;
const VARIABLE_BLIND: usize = 2;
/// Where the response of `m_1` stands: the holder secret, hidden in every proof.
pub const FIRST_MESSAGE: usize = 3;

/// What both sides know.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// The bases.
    pub generators: &'a Generators,
    /// The domain scalar `d`, which binds federation and schema.
    pub domain: Scalar,
    /// The stamp's base `E`, which binds colour, grid and `T`.
    pub E: G1,
    /// Whose signature it is.
    pub issuer: &'a Issuer,
    /// Which messages are shown.
    pub disclosed: Disclosed,
}

/// What only the holder knows: wiped on drop, silent in `Debug`.
pub struct Witness {
    /// The stamped signature `A* = A + S`.
    pub A: G1,
    /// The exponent `e` of the signature.
    pub e: Scalar,
    /// The blinding slot `s'`.
    pub blind: Scalar,
    /// The messages `m_1..m_L`; the first is the holder secret.
    pub messages: Vec<Scalar>,
    /// `B* − e·A*`, which is `x·A*`, if it is known: it changes only with the stamp.
    /// [`Statement::signed`] computes it.
    pub signed: Option<G1>,
    /// The issuer's key `W`. In the known-issuer profile the statement's is used.
    pub W: G2,
    /// The issuer's accreditation `Y`. In the known-issuer profile it is not used.
    pub Y: G1,
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.A.zeroize();
        self.signed.zeroize();
        self.e.zeroize();
        self.blind.zeroize();
        self.messages.zeroize();
    }
}

impl core::fmt::Debug for Witness {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Witness(..)")
    }
}

/// The points that stand for the signature and its issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    /// `r·A*`.
    pub A_bar: G1,
    /// `s·r·B* − s·e·Abar`.
    pub B_bar: G1,
    /// `s·W` and `s·Y`, in the hidden-issuer profile.
    pub issuer: Option<(G2, G1)>,
}

/// A proof of possession alone. With a pseudonym it is a [`crate::presentation::Proof`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The randomised signature and issuer.
    pub points: Points,
    /// Challenge and responses.
    pub sigma: SigmaProof,
}

/// Randomised points with the secrets that open them: `a`, `b`, `s'` and the hidden messages.
pub(crate) struct Opening {
    pub(crate) points: Points,
    pub(crate) secrets: Vec<Scalar>,
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.secrets.zeroize();
    }
}

impl Statement<'_> {
    /// The relation in the clear: the oracle that proofs are tested against.
    pub fn holds(&self, witness: &Witness) -> bool {
        if witness.messages.len() != self.generators.messages()
            || !self.disclosed.fits(self.generators.messages())
        {
            return false;
        }
        let (W, accredited) = match self.issuer {
            Issuer::Known { W, .. } => (*W, true),
            Issuer::Hidden { prepared, Z, .. } => {
                let terms = [(witness.Y, prepared), (-*Z, &witness.W.prepare())];
                (witness.W, pairing_product_is_one(&terms))
            }
        };
        let P2 = G2::generator();
        let key = (W + P2 * witness.e).prepare();
        let B = self.B(witness);
        let signed = pairing_product_is_one(&[(witness.A, &key), (-B, &P2.prepare())]);
        let shown = self
            .disclosed
            .iter()
            .all(|(index, m)| witness.messages[index] == *m);
        let consistent = (witness.signed).is_none_or(|known| known == self.signed(witness));
        signed && consistent && accredited && shown && !witness.A.is_identity()
    }

    /// Proves possession. `transcript` holds the context.
    ///
    /// # Panics
    /// If the witness has another number of messages than there are generators.
    pub fn prove(
        &self,
        witness: &Witness,
        mut transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> Proof {
        let opening = self.randomise(witness, rng);
        self.absorb(&opening.points, &mut transcript);
        let relation = self.relation(&opening.points);
        let sigma = relation.prove(&opening.secrets, &mut transcript, rng);
        Proof {
            points: opening.points.clone(),
            sigma,
        }
    }

    /// Verifies a proof of possession.
    pub fn verify(
        &self,
        proof: &Proof,
        mut transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Invalid> {
        if !self.admits(&proof.points) {
            return Err(Invalid);
        }
        self.absorb(&proof.points, &mut transcript);
        self.relation(&proof.points)
            .verify(&proof.sigma, &mut transcript)?;
        let pending = Pending {
            points: proof.points.clone(),
            issuer: self.issuer.key(),
            digest: transcript.digest(),
        };
        batch::verify(self.issuer, &[&pending], rng)
    }

    /// `B* − e·A*`, constant-time in the secrets.
    pub fn signed(&self, witness: &Witness) -> G1 {
        self.B(witness) - witness.A * witness.e
    }

    /// `B* = P1 + d·Q1 + s'·Q2 + Σ m_j·H_j + E`, constant-time in the secrets.
    pub(crate) fn B(&self, witness: &Witness) -> G1 {
        self.base() + self.generators.sum(&witness.blind, &witness.messages)
    }

    /// Whether these points can stand in a proof of this statement: of its profile, and none the
    /// identity. Decoding refuses the identity too; a proof may have been built otherwise.
    pub(crate) fn admits(&self, points: &Points) -> bool {
        let issuer = points.issuer.as_ref();
        self.disclosed.fits(self.generators.messages())
            && issuer.is_some() == matches!(self.issuer, Issuer::Hidden { .. })
            && !points.A_bar.is_identity()
            && !points.B_bar.is_identity()
            && !issuer.is_some_and(|(W, Y)| W.is_identity() || Y.is_identity())
    }

    /// Hides signature and issuer behind fresh `r` and `s`.
    ///
    /// # Panics
    /// If the witness has another number of messages than there are generators.
    pub(crate) fn randomise(&self, witness: &Witness, rng: &mut impl CryptoRng) -> Opening {
        assert_eq!(
            witness.messages.len(),
            self.generators.messages(),
            "one message for each generator"
        );
        // Keyed with the witness: who predicts the random source still cannot unmask the holder.
        let secrets = [&witness.e, &witness.blind].into_iter();
        let mut source =
            Transcript::new(b"celadon randomisers").nonces(secrets.chain(&witness.messages), rng);
        let mut r = source.next_nonzero();
        let mut s = match self.issuer {
            Issuer::Known { .. } => Scalar::ONE,
            Issuer::Hidden { .. } => source.next_nonzero(),
        };
        // s·r·B* − s·e·Abar = s·r·(B* − e·A*)
        let signed = (witness.signed).unwrap_or_else(|| self.signed(witness));
        let mut terms = [[(0, r)], [(1, s * r)], [(2, s)]];
        let mut known = [witness.A, signed, witness.Y];
        let n = match self.issuer {
            Issuer::Known { .. } => 2,
            Issuer::Hidden { .. } => 3,
        };
        let sums = terms.each_ref().map(<[_; 1]>::as_slice);
        let mut points = secret_sums(&known[..n], &sums[..n]);
        (terms.as_flattened_mut().iter_mut()).for_each(|(_, k)| k.zeroize());
        known.zeroize();
        let affine = G1::batch_to_affine(&points);
        points.zeroize();
        let [A_bar, B_bar] = [0, 1].map(|n| affine[n].into());
        let issuer = (affine.get(2)).map(|Y| ((witness.W * s).normalised(), (*Y).into()));
        let mut a = (s * r).invert().expect("r and s are not zero");
        let mut b = witness.e * r.invert().expect("r is not zero");
        // Allocated once: a vector that grows leaves unwiped copies behind.
        let mut secrets = Vec::with_capacity(self.variables());
        secrets.extend([a, b, witness.blind]);
        secrets.extend(
            (witness.messages.iter().enumerate())
                .filter(|(index, _)| self.disclosed.get(*index).is_none())
                .map(|(_, m)| *m),
        );
        for copied in [&mut r, &mut s, &mut a, &mut b] {
            copied.zeroize();
        }
        Opening {
            points: Points {
                A_bar,
                B_bar,
                issuer,
            },
            secrets,
        }
    }

    /// How many responses a proof has.
    pub fn variables(&self) -> usize {
        FIRST_MESSAGE + self.generators.messages() - self.disclosed.len()
    }

    /// The linear equation over `a`, `b`, `s'` and the hidden messages. A prover may have tables
    /// of the points.
    pub(crate) fn equation<'s>(
        &'s self,
        points: &Points,
        tables: Option<&'s Tables>,
    ) -> Equation<'s> {
        let [B_bar, A_bar] = match tables {
            Some(tables) => [Base::Table(&tables.B_bar), Base::Table(&tables.A_bar)],
            None => [Base::Point(points.B_bar), Base::Point(points.A_bar)],
        };
        let mut terms = vec![
            Term::plus(VARIABLE_A, B_bar),
            Term::plus(VARIABLE_B, A_bar),
            Term::minus(VARIABLE_BLIND, Base::Table(&self.generators.Q2)),
        ];
        let mut variable = FIRST_MESSAGE;
        for (index, H) in self.generators.H.iter().enumerate() {
            if self.disclosed.get(index).is_none() {
                terms.push(Term::minus(variable, Base::Table(H)));
                variable += 1;
            }
        }
        Equation {
            image: self.image(),
            terms,
        }
    }

    /// Absorbs the statement and the points, in the order that is part of the protocol.
    pub(crate) fn absorb(&self, points: &Points, transcript: &mut Transcript) {
        transcript.append(b"relation", b"possession");
        transcript.append_scalar(b"domain", &self.domain);
        transcript.append_G1(b"E", &self.E);
        match self.issuer {
            Issuer::Known { W, .. } => {
                transcript.append(b"issuer", b"known");
                transcript.append_G2(b"W", W);
            }
            Issuer::Hidden { V, Z, .. } => {
                transcript.append(b"issuer", b"hidden");
                transcript.append_G2(b"V", V);
                transcript.append_G1(b"Z", Z);
            }
        }
        transcript.append_u64(b"disclosed", self.disclosed.len() as u64);
        for (index, message) in self.disclosed.iter() {
            transcript.append_u64(b"index", index as u64);
            transcript.append_scalar(b"message", message);
        }
        transcript.append_G1(b"A_bar", &points.A_bar);
        transcript.append_G1(b"B_bar", &points.B_bar);
        if let Some((W, Y)) = &points.issuer {
            transcript.append_G2(b"W'", W);
            transcript.append_G1(b"Y'", Y);
        }
    }

    fn relation(&self, points: &Points) -> LinearRelation<'_> {
        LinearRelation {
            variables: self.variables(),
            equations: vec![self.equation(points, None)],
        }
    }

    /// `P1 + d·Q1 + E + Σ_disclosed m_j·H_j`: what a verifier multiplies by the challenge.
    pub fn image(&self) -> G1 {
        let H = &self.generators.H;
        let shown = self.disclosed.iter().map(|(j, m)| H[j].vartime_mul(m));
        self.base() + shown.sum::<G1>()
    }

    fn base(&self) -> G1 {
        self.generators.origin(&self.domain) + self.E
    }
}
