//! Celadon: the full presentation, plain BBS, and the yardstick.

use celadon_bbs::{Disclosed, Interface, Messages, Proof, SecretKey, Signature, Statement, Suite};
use celadon_credential::Colour;
use celadon_credential::presentation::{Ask, Presentation, present, verify};
use celadon_credential::stamp::StampedCredential;
use celadon_curve::{G1, Scalar};
use celadon_specimen::{NOW, Specimen};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::case::{Case, System};
use crate::statement::{DISCLOSED, HEADER, PRESENTATION_HEADER, disclosed, messages};

/// The issuers among which a full presentation hides its own.
const ISSUERS: usize = 3;

/// A presentation: green until T, unrevoked, of a hidden issuer, under a pseudonym; all five
/// messages of the declaration hidden.
pub struct Full {
    specimen: Specimen,
    ask: Ask,
    stamped: StampedCredential,
}

impl Full {
    /// A citizen at a venue that admits green on the hour grid and asks for a pseudonym.
    pub fn new() -> Full {
        let mut specimen = Specimen::new(ISSUERS);
        let venue = specimen.venue(1, |policy| {
            policy.pseudonym = Some("One visit a day.".into());
        });
        let citizen = specimen.citizen(0);
        let ask = specimen.display(&venue, NOW);
        let stamped = specimen.stamped(&citizen, Colour::Green, ask.period());
        Full {
            specimen,
            ask,
            stamped,
        }
    }

    /// Bytes before the proof: profile, epoch, colour, T, venue, slot, nonce and the like. A peer's
    /// proofs bring nothing of the kind.
    pub const HEADER_BYTES: usize = 59;
}

impl System for Full {
    type ProverInput = ();
    type VerifierInput = ();

    fn prover_input(&self) {}

    fn prove(&mut self, (): ()) -> Vec<u8> {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        present(&self.stamped, &self.ask, federation, rng)
            .expect("the citizen is stamped for what the venue asks")
            .to_bytes()
    }

    fn verifier_input(&self) {}

    fn verify(&mut self, proof: &[u8], (): ()) -> bool {
        let Specimen {
            federation, rng, ..
        } = &mut self.specimen;
        Presentation::from_bytes(proof)
            .is_ok_and(|presentation| verify(&presentation, &self.ask, federation, rng).is_ok())
    }
}

/// A BBS proof, as in the CFRG draft.
pub struct Bbs {
    statement: Statement,
    messages: Messages,
    signature: Signature,
    shown: Vec<Vec<u8>>,
    rng: StdRng,
}

impl Bbs {
    /// A signature on this many messages.
    pub fn new(count: usize) -> Bbs {
        let interface = Interface::core(Suite::Sha256);
        let key = SecretKey::generate(&interface, &[7; 32], b"", None).expect("enough material");
        let generators = interface.generators(count).expect("few messages");
        let statement = Statement::new(&generators, key.public_key(), HEADER);
        let plain = messages(count);
        let slices: Vec<&[u8]> = plain.iter().map(Vec::as_slice).collect();
        let messages = Messages::map(&interface, &slices);
        let signature = statement
            .sign(&key, &messages)
            .expect("as many as generators");
        Bbs {
            statement,
            messages,
            signature,
            shown: disclosed(&plain),
            rng: StdRng::seed_from_u64(1),
        }
    }
}

impl System for Bbs {
    type ProverInput = ();
    type VerifierInput = ();

    fn prover_input(&self) {}

    fn prove(&mut self, (): ()) -> Vec<u8> {
        self.statement
            .prove(
                &self.signature,
                &self.messages,
                &DISCLOSED,
                PRESENTATION_HEADER,
                &mut self.rng,
            )
            .expect("the signature is on these messages")
            .to_bytes()
    }

    fn verifier_input(&self) {}

    fn verify(&mut self, proof: &[u8], (): ()) -> bool {
        let Ok(proof) = Proof::from_bytes(proof) else {
            return false;
        };
        let shown: Vec<&[u8]> = self.shown.iter().map(Vec::as_slice).collect();
        let disclosed = Disclosed::map(self.statement.interface(), &DISCLOSED, &shown)
            .expect("a message for each index");
        self.statement
            .verify_proof(&proof, &disclosed, PRESENTATION_HEADER)
            .is_ok()
    }
}

/// The yardstick: one multiplication in G1, in constant time, of a point without a table.
pub fn multiplication(name: &str) -> Case {
    let [scalar, other] = [1, 2].map(|byte| Scalar::from_wide(&[byte; 48]));
    let point = G1::generator() * other;
    Case::new(
        name.into(),
        move || (point, scalar),
        |(point, scalar)| point * scalar,
    )
}
