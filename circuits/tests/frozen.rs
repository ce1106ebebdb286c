//! Frozen proofs: files that both backends must verify and make again, byte for byte. A change of
//! one is a change of the protocol.
//!
//! Each file says how it was made. `cargo test -p celadon-circuits -- --ignored freeze` writes them
//! anew.
#![allow(clippy::disallowed_methods)] // frozen proofs are files

use std::path::PathBuf;

use celadon_circuits::presentation::Proof;
use celadon_circuits::sigma::SigmaProof;
use celadon_curve::Scalar;
use data_encoding::HEXLOWER;

use crate::issuance::{NEW, commitment, opening, renewal};
use crate::world::{MESSAGES, profile, rng, scalar, transcript, world};

const CONTEXT: &str = "frozen";

struct Frozen {
    name: &'static str,
    about: &'static str,
    seed: u64,
    bytes: Vec<u8>,
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/frozen")
        .join(format!("{name}.txt"))
}

/// The proofs as this build makes them.
fn made() -> Vec<Frozen> {
    let witness = world().green("citizen");
    let mut all: Vec<Frozen> = (world().profiles().iter().zip(1..))
        .map(|((name, statement), seed)| Frozen {
            name,
            about: "presentation: Abar Bbar [W' Y'] [N] c a b s' m_1..m_5",
            seed,
            bytes: statement
                .prove(&witness, transcript(CONTEXT), &mut rng(seed))
                .to_bytes(),
        })
        .collect();

    let witness = opening("new", scalar("h"), &NEW);
    let proof = commitment(&NEW, &witness).prove(&witness, transcript(CONTEXT), &mut rng(5));
    all.push(Frozen {
        name: "commitment",
        about: "opening of an issuance commitment over {1, 3}: c s' m_1 m_3",
        seed: 5,
        bytes: sigma_bytes(&proof),
    });

    let (statement, witness) = renewal();
    let proof = statement.prove(&witness, transcript(CONTEXT), &mut rng(6));
    all.push(Frozen {
        name: "renewal",
        about: "renewal from {1, 3, 4} to {1, 3}: c m_1, old s' m_3 m_4, new s' m_3",
        seed: 6,
        bytes: sigma_bytes(&proof),
    });
    all
}

fn sigma_bytes(proof: &SigmaProof) -> Vec<u8> {
    let responses = proof.responses.iter().flat_map(|z| z.to_bytes());
    proof.challenge.into_iter().chain(responses).collect()
}

fn sigma_from(bytes: &[u8]) -> SigmaProof {
    let (challenge, responses) = bytes.split_first_chunk::<16>().unwrap();
    let (responses, rest) = responses.as_chunks::<32>();
    assert!(rest.is_empty());
    SigmaProof {
        challenge: *challenge,
        responses: responses
            .iter()
            .map(|z| Scalar::from_bytes(z).unwrap())
            .collect(),
    }
}

fn read(name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(path(name)).expect("a frozen proof for each name");
    let hex: String = text.lines().filter(|line| !line.starts_with('#')).collect();
    HEXLOWER.decode(hex.as_bytes()).unwrap()
}

#[test]
fn frozen_proofs_are_made_again() {
    for made in made() {
        assert_eq!(
            HEXLOWER.encode(&made.bytes),
            HEXLOWER.encode(&read(made.name)),
            "{}",
            made.name
        );
    }
}

#[test]
fn frozen_presentations_verify() {
    for (name, statement) in world().profiles() {
        let (hidden, pseudonym) = profile(&statement);
        let proof = Proof::from_bytes(&read(name), hidden, pseudonym, MESSAGES).unwrap();
        statement
            .verify(&proof, transcript(CONTEXT), &mut rng(1))
            .expect(name);
    }
}

#[test]
fn frozen_issuance_proofs_verify() {
    let witness = opening("new", scalar("h"), &NEW);
    let proof = sigma_from(&read("commitment"));
    commitment(&NEW, &witness)
        .verify(&proof, transcript(CONTEXT))
        .unwrap();
    let proof = sigma_from(&read("renewal"));
    renewal().0.verify(&proof, transcript(CONTEXT)).unwrap();
}

#[test]
#[ignore = "writes the frozen proofs anew"]
fn freeze() {
    for made in made() {
        let mut text = format!(
            "# {}\n# celadon-circuits {}, backend {}, tests/frozen.rs, seed {}\n",
            made.about,
            env!("CARGO_PKG_VERSION"),
            celadon_curve::BACKEND,
            made.seed
        );
        for line in HEXLOWER.encode(&made.bytes).as_bytes().chunks(96) {
            text.push_str(str::from_utf8(line).unwrap());
            text.push('\n');
        }
        std::fs::write(path(made.name), text).unwrap();
    }
}
