//! A federation in the clear: keys, credentials and stamps made from their definitions, so that
//! tests may also make what no honest party would.

use celadon_circuits::possession::{self, Disclosed, Issuer, Witness};
use celadon_circuits::{Generators, Transcript, presentation, pseudonym};
use celadon_curve::{G1, G2, Scalar, Suite, hash_to_g1, hash_to_scalar};
use rand::SeedableRng;
use rand::rngs::StdRng;

pub const MESSAGES: usize = 5;

pub fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

pub fn point(label: &str) -> G1 {
    hash_to_g1(Suite::Sha256, label.as_bytes(), b"celadon-circuits-tests")
}

pub fn scalar(label: &str) -> Scalar {
    hash_to_scalar(Suite::Sha256, label.as_bytes(), b"celadon-circuits-tests")
}

/// An issuer with its accreditation under `v` for base `Z`.
#[derive(Clone)]
pub struct IssuerKeys {
    pub x: Scalar,
    pub W: G2,
    pub Y: G1,
}

impl IssuerKeys {
    pub fn new(x: Scalar, world: &World) -> Self {
        let W = G2::generator() * x;
        let Y = world.Z * (x * world.v.invert().unwrap());
        IssuerKeys { x, W, Y }
    }
}

pub struct World {
    pub generators: Generators,
    pub domain: Scalar,
    pub v: Scalar,
    pub V: G2,
    pub Z: G1,
    pub issuer: IssuerKeys,
    pub hidden: Issuer,
}

/// `(A, e)` on `s'` and messages, before any stamp.
#[derive(Clone)]
pub struct Credential {
    pub A: G1,
    pub e: Scalar,
    pub blind: Scalar,
    pub messages: Vec<Scalar>,
    pub issuer: IssuerKeys,
}

impl World {
    pub fn new() -> World {
        let H: Vec<G1> = (1..=MESSAGES).map(|j| point(&format!("H_{j}"))).collect();
        let generators = Generators::new(point("P1"), point("Q1"), &point("Q2"), &H);
        let v = scalar("v");
        let V = G2::generator() * v;
        let Z = point("Z");
        let issuer = IssuerKeys {
            x: Scalar::ONE,
            W: G2::generator(),
            Y: Z,
        };
        let hidden = Issuer::hidden(V, Z);
        let mut world = World {
            generators,
            domain: scalar("domain"),
            v,
            V,
            Z,
            issuer,
            hidden,
        };
        world.issuer = IssuerKeys::new(scalar("x_1"), &world);
        world
    }

    pub fn B(&self, blind: Scalar, messages: &[Scalar]) -> G1 {
        let g = &self.generators;
        let sum: G1 = g.H.iter().zip(messages).map(|(H, m)| *H.base() * *m).sum();
        g.P1 + g.Q1 * self.domain + *g.Q2.base() * blind + sum
    }

    pub fn issue(&self, issuer: &IssuerKeys, name: &str) -> Credential {
        let messages: Vec<Scalar> = (0..MESSAGES)
            .map(|j| scalar(&format!("{name}/{j}")))
            .collect();
        let blind = scalar(&format!("{name}/blind"));
        let e = scalar(&format!("{name}/e"));
        let A = self.B(blind, &messages) * (issuer.x + e).invert().unwrap();
        Credential {
            A,
            e,
            blind,
            messages,
            issuer: issuer.clone(),
        }
    }

    pub fn E(&self, what: &str) -> G1 {
        point(&format!("E/{what}"))
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
}

impl Credential {
    pub fn stamp(&self, E: G1) -> G1 {
        E * (self.issuer.x + self.e).invert().unwrap()
    }

    pub fn witness(&self, stamp: G1) -> Witness {
        Witness {
            A: self.A + stamp,
            e: self.e,
            blind: self.blind,
            messages: self.messages.clone(),
            W: self.issuer.W,
            Y: self.issuer.Y,
        }
    }
}

pub fn transcript(context: &str) -> Transcript {
    let mut transcript = Transcript::new(b"celadon-circuits-tests");
    transcript.append(b"context", context.as_bytes());
    transcript
}
