//! The bases of a signature, with tables for those that are multiplied by secrets.

use std::sync::OnceLock;

use celadon_curve::{FixedBase, G1, Scalar};

/// `P1`, `Q1`, `Q2` and `H_1..H_L` of one signing interface. All are independent hashes: nobody
/// knows a relation between them.
#[derive(Debug, Clone)]
pub struct Generators {
    /// The base point of the suite.
    pub P1: G1,
    /// The base of the domain.
    pub Q1: G1,
    /// The base of the blinding slot `s'`.
    pub Q2: FixedBase,
    /// The message bases; `H[0]` is `H_1`, the holder secret's.
    pub H: Vec<FixedBase>,
    /// What all signatures of one domain share, kept for the first domain that is asked for.
    origin: OnceLock<(Scalar, G1)>,
}

impl Generators {
    /// Computes the tables: a third of a millisecond for each base.
    ///
    /// # Panics
    /// If there is no message base: message 1 is the holder secret.
    pub fn new(P1: G1, Q1: G1, Q2: &G1, H: &[G1]) -> Generators {
        assert!(!H.is_empty(), "message 1 is the holder secret");
        Generators {
            P1,
            Q1,
            Q2: FixedBase::new(Q2),
            H: H.iter().map(FixedBase::new).collect(),
            origin: OnceLock::new(),
        }
    }

    /// `P1 + domain·Q1`, where every signed sum of a domain begins. Generators serve one domain
    /// as a rule, so that the first one's is computed once.
    pub fn origin(&self, domain: &Scalar) -> G1 {
        let compute = || self.P1 + self.Q1 * *domain;
        let (known, origin) = self.origin.get_or_init(|| (*domain, compute()));
        if known == domain { *origin } else { compute() }
    }

    /// `blind·Q2 + Σ m_j·H_j` over the first messages, constant-time in all.
    pub fn sum(&self, blind: &Scalar, messages: &[Scalar]) -> G1 {
        let messages = self.H.iter().zip(messages.iter().copied());
        FixedBase::sum(core::iter::once((&self.Q2, *blind)).chain(messages))
    }

    /// The number of messages, `L`.
    pub fn messages(&self) -> usize {
        self.H.len()
    }
}
