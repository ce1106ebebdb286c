//! A federation in the clear: keys, credentials and stamps made from their definitions, so that
//! tests may also make what no honest party would.

use std::sync::LazyLock;

use celadon_circuits::possession::{self, Disclosed, Issuer, Witness};
use celadon_circuits::{Generators, Transcript, presentation, pseudonym};
use celadon_curve::{G1, G2, Scalar, Suite, hash_to_g1, hash_to_scalar};

pub use crate::random::rng;

pub const MESSAGES: usize = 5;
const TAG: &[u8] = b"celadon-circuits-tests";

/// The federation that the tests share.
pub fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(World::new);
    &WORLD
}

pub fn point(label: &str) -> G1 {
    hash_to_g1(Suite::Sha256, label.as_bytes(), TAG)
}

pub fn scalar(label: &str) -> Scalar {
    hash_to_scalar(Suite::Sha256, label.as_bytes(), TAG)
}

pub fn transcript(context: &str) -> Transcript {
    let mut transcript = Transcript::new(b"celadon-circuits-tests");
    transcript.append(b"context", context.as_bytes());
    transcript
}

/// An issuer with its accreditation under `v` for base `Z`.
#[derive(Debug, Clone, Copy)]
pub struct IssuerKeys {
    pub x: Scalar,
    pub W: G2,
    /// `x·Z`, in the trust list.
    pub X: G1,
    pub Y: G1,
}

impl IssuerKeys {
    pub fn new(x: Scalar, v: Scalar, Z: G1) -> Self {
        IssuerKeys {
            x,
            W: G2::generator() * x,
            X: Z * x,
            Y: Z * (x * v.invert().unwrap()),
        }
    }
}

pub struct World {
    pub generators: Generators,
    pub domain: Scalar,
    /// The accreditation key, secret and public.
    pub v: Scalar,
    pub V: G2,
    pub Z: G1,
    pub issuer: IssuerKeys,
    pub other_issuer: IssuerKeys,
    /// The two profiles.
    pub hidden: Issuer,
    pub known: Issuer,
}

/// `(A, e)` on `s'` and messages, before any stamp.
#[derive(Debug, Clone)]
pub struct Credential {
    pub A: G1,
    pub e: Scalar,
    pub blind: Scalar,
    pub messages: Vec<Scalar>,
    pub issuer: IssuerKeys,
}

impl World {
    fn new() -> World {
        let H: Vec<G1> = (1..=MESSAGES).map(|j| point(&format!("H_{j}"))).collect();
        let (v, Z) = (scalar("v"), point("Z"));
        let V = G2::generator() * v;
        let issuer = IssuerKeys::new(scalar("x_1"), v, Z);
        World {
            generators: Generators::new(point("P1"), point("Q1"), &point("Q2"), &H),
            domain: scalar("domain"),
            v,
            V,
            Z,
            issuer,
            other_issuer: IssuerKeys::new(scalar("x_2"), v, Z),
            hidden: Issuer::hidden(V, Z),
            known: Issuer::known(issuer.W),
        }
    }

    /// What an issuer signs, without a stamp.
    pub fn B(&self, blind: Scalar, messages: &[Scalar]) -> G1 {
        let g = &self.generators;
        let sum: G1 = g.H.iter().zip(messages).map(|(H, m)| *H.base() * *m).sum();
        g.P1 + g.Q1 * self.domain + *g.Q2.base() * blind + sum
    }

    pub fn issue(&self, issuer: &IssuerKeys, name: &str) -> Credential {
        self.issue_with(issuer, name, scalar(&format!("{name}/e")))
    }

    pub fn issue_with(&self, issuer: &IssuerKeys, name: &str, e: Scalar) -> Credential {
        let messages = (0..MESSAGES)
            .map(|j| scalar(&format!("{name}/{j}")))
            .collect();
        self.sign(issuer, e, scalar(&format!("{name}/blind")), messages)
    }

    pub fn sign(
        &self,
        issuer: &IssuerKeys,
        e: Scalar,
        blind: Scalar,
        messages: Vec<Scalar>,
    ) -> Credential {
        Credential {
            A: self.B(blind, &messages) * (issuer.x + e).invert().unwrap(),
            e,
            blind,
            messages,
            issuer: *issuer,
        }
    }

    /// A stamp's base.
    pub fn E(&self, what: &str) -> G1 {
        point(&format!("E/{what}"))
    }

    /// A citizen of the first issuer, stamped green.
    pub fn green(&self, name: &str) -> Witness {
        let credential = self.issue(&self.issuer, name);
        credential.witness(credential.stamp(self.E("green")))
    }

    pub fn statement<'a>(
        &'a self,
        issuer: &'a Issuer,
        stamp: &str,
        scope: Option<&str>,
    ) -> presentation::Statement<'a> {
        presentation::Statement {
            possession: possession::Statement {
                generators: &self.generators,
                domain: self.domain,
                E: self.E(stamp),
                issuer,
                disclosed: Disclosed::nothing(),
            },
            pseudonym: scope.map(|s| pseudonym::Statement { scope: point(s) }),
        }
    }

    /// "Green" in each of the four profiles.
    pub fn profiles(&self) -> [(&'static str, presentation::Statement<'_>); 4] {
        [
            ("known", self.statement(&self.known, "green", None)),
            (
                "known-pseudonym",
                self.statement(&self.known, "green", Some("venue, day")),
            ),
            ("hidden", self.statement(&self.hidden, "green", None)),
            (
                "hidden-pseudonym",
                self.statement(&self.hidden, "green", Some("venue, day")),
            ),
        ]
    }
}

impl Credential {
    pub fn stamp(&self, E: G1) -> G1 {
        E * (self.issuer.x + self.e).invert().unwrap()
    }

    pub fn witness(&self, stamp: G1) -> Witness {
        Witness {
            A: self.A + stamp,
            signed: None,
            e: self.e,
            blind: self.blind,
            messages: self.messages.clone(),
            W: self.issuer.W,
            Y: self.issuer.Y,
        }
    }
}

/// Whether a statement hides its issuer, and whether it has a pseudonym: what a decoder is told.
pub fn profile(statement: &presentation::Statement<'_>) -> (bool, bool) {
    let hidden = matches!(statement.possession.issuer, Issuer::Hidden { .. });
    (hidden, statement.pseudonym.is_some())
}
