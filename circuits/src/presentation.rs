//! Presentation: possession and, where the scope asks for it, a pseudonym of the same holder.
//!
//! $$ R = R_{possession} \wedge N = m_1\,U $$
//!
//! One challenge covers both. Bytes: `Abar Bbar [W' Y'] [N] c a b s' m_1..m_L`, points compressed,
//! the challenge 16 bytes, scalars 32 bytes big-endian.

use celadon_curve::{G1, G2, PointError, Scalar, VartimeTable};
use rand_core::CryptoRng;

use crate::batch::{self, Pending};
use crate::possession::{self, FIRST_MESSAGE, Points, Witness};
use crate::prepared::Tables;
pub use crate::prepared::{OtherStatement, Prepared};
use crate::sigma::{LinearRelation, SigmaProof};
use crate::{Invalid, Transcript, pseudonym};

/// What both sides know.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    /// The signature and its issuer.
    pub possession: possession::Statement<'a>,
    /// The scope of the pseudonym, if one is asked for.
    pub pseudonym: Option<pseudonym::Statement>,
}

/// A proof of the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The randomised signature and issuer.
    pub points: Points,
    /// The pseudonym `N`.
    pub N: Option<G1>,
    /// Challenge and responses.
    pub sigma: SigmaProof,
}

/// What a proof is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// Whether `W'` and `Y'` are sent.
    pub hidden_issuer: bool,
    /// Whether `N` is.
    pub pseudonym: bool,
    /// How many messages are hidden.
    pub messages: usize,
}

impl Statement<'_> {
    /// The relation in the clear.
    pub fn holds(&self, witness: &Witness) -> bool {
        self.possession.holds(witness)
            && self.pseudonym.as_ref().is_none_or(|scope| {
                let h = &witness.messages[0];
                scope.holds(&scope.pseudonym(h), h)
            })
    }

    /// Proves at once. The caller knows that the statement holds for the witness; if it does not,
    /// neither does the proof verify.
    ///
    /// # Panics
    /// If the witness has another number of messages than there are generators: a fault in a
    /// schema.
    pub fn prove(
        &self,
        witness: &Witness,
        transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> Proof {
        let opening = self.open(witness, rng);
        self.close(&opening, None, transcript, rng)
    }

    /// Verifies one proof.
    pub fn verify(
        &self,
        proof: &Proof,
        transcript: Transcript,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Invalid> {
        let pending = self.verify_linear(proof, transcript)?;
        batch::verify(self.possession.issuer, &[&pending], rng)
    }

    /// The linear part. The pairing equation of what it returns is checked by [`batch::verify`],
    /// alone or with others; without it nothing is verified.
    pub fn verify_linear(&self, proof: &Proof, transcript: Transcript) -> Result<Pending, Invalid> {
        self.verify_linear_with(&[], proof, transcript)
    }

    /// The same, faster with a table of [`possession::Statement::image`] and one of the
    /// pseudonym's scope: for a verifier that meets them again.
    pub fn verify_linear_with(
        &self,
        tables: &[&VartimeTable],
        proof: &Proof,
        mut transcript: Transcript,
    ) -> Result<Pending, Invalid> {
        if !self.possession.admits(&proof.points)
            || proof.N.is_some() != self.pseudonym.is_some()
            || proof.N.is_some_and(|N| N.is_identity())
        {
            return Err(Invalid);
        }
        self.absorb(&proof.points, proof.N.as_ref(), &mut transcript);
        self.relation(&proof.points, proof.N.as_ref(), None)
            .verify_with(tables, &proof.sigma, &mut transcript)?;
        Ok(Pending {
            points: proof.points.clone(),
            issuer: self.possession.issuer.key(),
            digest: transcript.digest(),
        })
    }

    pub(crate) fn absorb(&self, points: &Points, N: Option<&G1>, transcript: &mut Transcript) {
        self.possession.absorb(points, transcript);
        if let (Some(scope), Some(N)) = (&self.pseudonym, N) {
            scope.absorb(N, transcript);
        }
    }

    /// A prover may have tables of its points.
    pub(crate) fn relation<'s>(
        &'s self,
        points: &Points,
        N: Option<&G1>,
        tables: Option<&'s Tables>,
    ) -> LinearRelation<'s> {
        let mut equations = vec![self.possession.equation(points, tables)];
        if let (Some(scope), Some(N)) = (&self.pseudonym, N) {
            let table = tables.and_then(|tables| tables.scope.as_ref());
            equations.push(scope.equation(N, FIRST_MESSAGE, table));
        }
        LinearRelation {
            variables: self.possession.variables(),
            equations,
        }
    }
}

impl Proof {
    /// Bytes of a proof over `messages` hidden messages.
    pub const fn len(hidden_issuer: bool, pseudonym: bool, messages: usize) -> usize {
        let points = 2 * G1::BYTES
            + if hidden_issuer {
                G2::BYTES + G1::BYTES
            } else {
                0
            }
            + if pseudonym { G1::BYTES } else { 0 };
        points + 16 + (FIRST_MESSAGE + messages) * Scalar::BYTES
    }

    /// The bytes, in the order of the module's first lines.
    pub fn to_bytes(&self) -> Vec<u8> {
        let messages = self.sigma.responses.len() - FIRST_MESSAGE;
        let len = Proof::len(self.points.issuer.is_some(), self.N.is_some(), messages);
        let mut bytes = Vec::with_capacity(len);
        bytes.extend(self.points.A_bar.to_bytes());
        bytes.extend(self.points.B_bar.to_bytes());
        if let Some((W, Y)) = &self.points.issuer {
            bytes.extend(W.to_bytes());
            bytes.extend(Y.to_bytes());
        }
        if let Some(N) = &self.N {
            bytes.extend(N.to_bytes());
        }
        bytes.extend(self.sigma.challenge);
        for response in &self.sigma.responses {
            bytes.extend(response.to_bytes());
        }
        bytes
    }

    /// Decodes exactly [`Proof::len`] bytes: canonical points of the subgroup other than the
    /// identity, canonical scalars.
    pub fn from_bytes(
        bytes: &[u8],
        hidden_issuer: bool,
        pseudonym: bool,
        messages: usize,
    ) -> Result<Proof, Invalid> {
        let format = Format {
            hidden_issuer,
            pseudonym,
            messages,
        };
        let mut proofs = Proof::from_bytes_each(&[(bytes, format)]);
        proofs.pop().expect("one proof for one")
    }

    /// Decodes several proofs, each as [`Proof::from_bytes`] does: their points together, which may
    /// cost less.
    pub fn from_bytes_each(encodings: &[(&[u8], Format)]) -> Vec<Result<Proof, Invalid>> {
        let parsed: Vec<_> = (encodings.iter())
            .map(|(bytes, format)| Parsed::new(bytes, *format))
            .collect();
        let points: Vec<[u8; 48]> = (parsed.iter().flatten())
            .flat_map(|parsed| parsed.points.iter().copied())
            .collect();
        let mut points = G1::from_bytes_each(&points).into_iter();
        (parsed.into_iter())
            .map(|parsed| parsed?.finish(&mut points))
            .collect()
    }
}

/// A proof whose points are not decoded.
struct Parsed {
    /// Those of G1, in order.
    points: Vec<[u8; 48]>,
    key: Option<[u8; 96]>,
    pseudonym: bool,
    sigma: SigmaProof,
}

impl Parsed {
    /// Scalars are cheap to refuse, so they are looked at before any point is decompressed.
    fn new(bytes: &[u8], format: Format) -> Result<Parsed, Invalid> {
        let Format {
            hidden_issuer,
            pseudonym,
            messages,
        } = format;
        if bytes.len() != Proof::len(hidden_issuer, pseudonym, messages) {
            return Err(Invalid);
        }
        let mut reader = Reader(bytes);
        let mut points = vec![reader.take()?, reader.take()?];
        let mut key = None;
        if hidden_issuer {
            key = Some(reader.take()?);
            points.push(reader.take()?);
        }
        if pseudonym {
            points.push(reader.take()?);
        }
        let challenge = reader.take::<16>()?;
        let responses = (0..FIRST_MESSAGE + messages)
            .map(|_| Scalar::from_bytes(&reader.take()?).ok_or(Invalid))
            .collect::<Result<_, _>>()?;
        Ok(Parsed {
            points,
            key,
            pseudonym,
            sigma: SigmaProof {
                challenge,
                responses,
            },
        })
    }

    /// Takes as many of `points` as it has, even if it refuses one.
    fn finish(
        self,
        points: &mut impl Iterator<Item = Result<G1, PointError>>,
    ) -> Result<Proof, Invalid> {
        let points: Vec<_> = points.take(self.points.len()).collect();
        let points: Vec<G1> = points
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|_| Invalid)?;
        let mut points = points.into_iter();
        let mut next = || points.next().ok_or(Invalid);
        let (A_bar, B_bar) = (next()?, next()?);
        let issuer = match self.key {
            Some(key) => Some((G2::from_bytes(&key).map_err(|_| Invalid)?, next()?)),
            None => None,
        };
        Ok(Proof {
            points: Points {
                A_bar,
                B_bar,
                issuer,
            },
            N: if self.pseudonym { Some(next()?) } else { None },
            sigma: self.sigma,
        })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Invalid> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(Invalid)?;
        self.0 = rest;
        Ok(*head)
    }
}
