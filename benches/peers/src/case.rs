//! What is measured: a system that proves and verifies one statement, and its operations under
//! the clock.

use core::cell::RefCell;
use core::hint::black_box;
use core::time::Duration;
use std::rc::Rc;

use crate::clock;

/// A prover and a verifier of one statement, with all that both can have ready beforehand.
pub trait System {
    /// What the prover consumes each time; made outside the clock.
    type ProverInput;
    /// What the verifier consumes each time, the proof apart; made outside the clock.
    type VerifierInput;

    /// For one proof.
    fn prover_input(&self) -> Self::ProverInput;
    /// A fresh proof, as it travels.
    fn prove(&mut self, input: Self::ProverInput) -> Vec<u8>;
    /// For one verification.
    fn verifier_input(&self) -> Self::VerifierInput;
    /// Whether the proof holds: decoding, with every check of the points, is part of it.
    fn verify(&mut self, proof: &[u8], input: Self::VerifierInput) -> bool;
}

/// One operation under the clock.
pub struct Case {
    /// `system/statement/operation`.
    pub name: String,
    run: Box<dyn FnMut() -> Duration>,
}

/// How long the proofs of one system for one statement are.
pub struct Size {
    /// `system/statement`.
    pub name: String,
    /// Bytes, as it travels.
    pub bytes: usize,
}

/// Places in a proof at which a flipped bit must be noticed before anything is measured.
const FLIPS: usize = 16;

impl Case {
    /// An operation whose input is made anew each time, outside the clock. Its output is dropped
    /// outside the clock too.
    pub fn new<I, O>(
        name: String,
        mut input: impl FnMut() -> I + 'static,
        mut operation: impl FnMut(I) -> O + 'static,
    ) -> Case {
        let run = move || {
            let input = black_box(input());
            let start = clock::now();
            let output = black_box(operation(input));
            let time = clock::now() - start;
            drop(output);
            time
        };
        Case {
            name,
            run: Box::new(run),
        }
    }

    /// Runs it once and tells the time it took.
    pub fn run(&mut self) -> Duration {
        (self.run)()
    }
}

/// The operations `prove` and `verify` of a system, after its verifier was seen to accept what its
/// prover makes and to refuse a flipped bit wherever one was tried.
///
/// # Panics
/// If the system does not do so, here or under the clock: its times would mean nothing.
pub fn cases<S: System + 'static>(name: &str, mut system: S) -> ([Case; 2], Size) {
    let input = system.prover_input();
    let proof = system.prove(input);
    let accepts = |system: &mut S, proof: &[u8]| {
        let input = system.verifier_input();
        system.verify(proof, input)
    };
    assert!(
        accepts(&mut system, &proof),
        "{name}: an honest proof fails"
    );
    for flip in 0..FLIPS {
        let place = flip * (proof.len() - 1) / (FLIPS - 1);
        let mut bad = proof.clone();
        bad[place] ^= 1;
        assert!(
            !accepts(&mut system, &bad),
            "{name}: byte {place} of the proof does not matter"
        );
    }
    let bytes = proof.len();
    let system = Rc::new(RefCell::new(system));
    let [for_prover, proving, for_verifier, verifying] = [(); 4].map(|()| Rc::clone(&system));
    let prove = Case::new(
        format!("{name}/prove"),
        move || for_prover.borrow().prover_input(),
        move |input| proving.borrow_mut().prove(input),
    );
    let verify = Case::new(
        format!("{name}/verify"),
        move || for_verifier.borrow().verifier_input(),
        move |input| assert!(verifying.borrow_mut().verify(&proof, input)),
    );
    let size = Size {
        name: name.to_owned(),
        bytes,
    };
    ([prove, verify], size)
}
