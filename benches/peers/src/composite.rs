//! dock: what a presentation of ours says of its citizen, composed by `proof_system`.
//!
//! A BBS signature (2023, the draft's form) on five hidden messages; one of them is a time that
//! lies at or after now; another is in an accumulator, so not revoked (`vb_accumulator`, the
//! variant whose prover computes no pairing). The issuer is known to the verifier, and there is no
//! pseudonym.

use std::collections::{BTreeMap, HashSet};

use ark_bls12_381::{Bls12_381, Fr, G1Affine};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use ark_std::UniformRand;
use ark_std::rand::SeedableRng;
use ark_std::rand::rngs::StdRng;
use bbs_plus::prelude::{KeypairG2, Signature23G1, SignatureParams23G1};
use blake2::Blake2b512;
use proof_system::prelude::bound_check_smc::{BoundCheckSmc, SmcParamsAndCommitmentKey};
use proof_system::prelude::{
    EqualWitnesses, MetaStatements, Proof, ProofSpec, Statements, VerifierConfig, Witness,
    Witnesses, generate_snark_srs_bound_check,
};
use proof_system::statement::Statement;
use proof_system::statement::accumulator::cdh::{
    VBAccumulatorMembershipCDHProver, VBAccumulatorMembershipCDHVerifier,
};
use proof_system::statement::bbs_23_ietf::{
    PoKBBSSignature23IETFG1Prover, PoKBBSSignature23IETFG1Verifier,
};
use proof_system::statement::bound_check_legogroth16::{
    BoundCheckLegoGroth16Prover, BoundCheckLegoGroth16Verifier,
};
use proof_system::witness::{Membership, PoKBBSSignature23G1};
use vb_accumulator::persistence::State;
use vb_accumulator::prelude::{Accumulator, Keypair, PositiveAccumulator, SetupParams};

use crate::case::{Case, System};
use crate::clock;
use crate::statement::PRESENTATION_HEADER;

/// All are hidden.
const MESSAGES: u32 = 5;
/// The place of the time until which the credential is valid, and of its number in the accumulator.
const VALID_UNTIL: usize = 1;
const NUMBER: usize = 2;

/// Citizens in the accumulator. Neither prover nor verifier depends on it.
const MEMBERS: usize = 100;

/// How it is proven that the credential is valid.
#[derive(Clone, Copy)]
pub enum Bounds {
    /// Each digit of the time from now on is in a set whose members are signed: parameters that
    /// anybody can check.
    SetMembership(Clock),
    /// A LegoGroth16 proof of 64 bits, which any clock fits into: a setup that must be trusted.
    LegoGroth16,
}

/// How the time until which the credential is valid is written.
#[derive(Clone, Copy)]
pub struct Clock {
    /// Now.
    pub now: u64,
    /// The first moment that is too far away.
    pub end: u64,
    /// The base of the digits, and so the size of the set.
    pub base: u16,
}

impl Clock {
    /// Seconds since 1970 in 32 bits: seven digits.
    pub const SECONDS: Clock = Clock {
        now: 1_800_000_000,
        end: 1 << 32,
        base: 64,
    };
    /// Hours since 1970, up to 1,023 (six weeks) ahead: one digit, the kindest of all settings that
    /// were tried. A larger set costs the verifier more copies than it is worth.
    pub const HOURS: Clock = Clock {
        now: 500_000,
        end: 500_000 + 1_024,
        base: 1_024,
    };
}

/// The composite proof.
pub struct Composite {
    proven: ProofSpec<Bls12_381>,
    verified: ProofSpec<Bls12_381>,
    witnesses: Witnesses<Bls12_381>,
    checks: Option<bool>,
    rng: StdRng,
}

impl Composite {
    /// A credential that is valid for three more days and not revoked. It is found out by trial
    /// which of the three ways in which `proof_system` checks pairings is the fastest.
    pub fn new(bounds: Bounds) -> Composite {
        let clock = match bounds {
            Bounds::SetMembership(clock) => clock,
            Bounds::LegoGroth16 => Clock::SECONDS,
        };
        let mut rng = StdRng::seed_from_u64(1);
        let mut messages: Vec<Fr> = (0..MESSAGES).map(|_| Fr::rand(&mut rng)).collect();
        messages[VALID_UNTIL] = Fr::from(clock.now + 72);
        let mut proven = Statements::new();
        let mut verified = Statements::new();
        let mut witnesses = Witnesses::new();
        let mut add = |[prover, verifier]: [Statement<Bls12_381>; 2], witness| {
            proven.add(prover);
            verified.add(verifier);
            witnesses.add(witness);
        };

        let parameters = SignatureParams23G1::new::<Blake2b512>(b"celadon-peers", MESSAGES);
        let pair = KeypairG2::generate_using_rng_and_bbs23_params(&mut rng, &parameters);
        let signature = Signature23G1::new(&mut rng, &messages, &pair.secret_key, &parameters)
            .expect("as many messages as parameters");
        add(
            [
                PoKBBSSignature23IETFG1Prover::new_statement_from_params(
                    parameters.clone(),
                    BTreeMap::new(),
                ),
                PoKBBSSignature23IETFG1Verifier::new_statement_from_params(
                    parameters,
                    pair.public_key.clone(),
                    BTreeMap::new(),
                ),
            ],
            PoKBBSSignature23G1::new_as_witness(
                signature,
                messages.iter().copied().enumerate().collect(),
            ),
        );
        let (statements, witness) = not_revoked(messages[NUMBER], &mut rng);
        add(statements, witness);
        let (statements, witness) = bounded(bounds, clock, messages[VALID_UNTIL], &mut rng);
        add(statements, witness);

        let mut equal = MetaStatements::new();
        equal.add_witness_equality(EqualWitnesses([(0, NUMBER), (1, 0)].into()));
        equal.add_witness_equality(EqualWitnesses([(0, VALID_UNTIL), (2, 0)].into()));
        let [proven, verified] = [proven, verified]
            .map(|statements| ProofSpec::new(statements, equal.clone(), Vec::new(), None));
        let mut composite = Composite {
            proven,
            verified,
            witnesses,
            checks: None,
            rng,
        };
        composite.checks = composite.fastest_checks();
        eprintln!("pairings are checked fastest with {:?}", composite.checks);
        composite
    }

    /// The preparation of keys and parameters that each verification begins with, as
    /// `name/prepare`.
    pub fn preparing(&self, name: &str) -> Case {
        let specification = self.verified.clone();
        Case::new(
            format!("{name}/prepare"),
            move || specification.clone(),
            |specification| {
                let prepared = specification.derive_prepared_parameters();
                (
                    prepared.expect("the specification is complete"),
                    specification,
                )
            },
        )
    }

    fn fastest_checks(&mut self) -> Option<bool> {
        let input = self.prover_input();
        let proof = self.prove(input);
        let ways = [None, Some(false), Some(true)];
        let fastest = ways.into_iter().min_by_key(|checks| {
            self.checks = *checks;
            let times = (0..5).map(|_| {
                let input = self.verifier_input();
                let start = clock::now();
                assert!(self.verify(&proof, input), "an honest proof fails");
                clock::now() - start
            });
            times.min()
        });
        fastest.expect("there are three ways")
    }
}

impl System for Composite {
    type ProverInput = (ProofSpec<Bls12_381>, Witnesses<Bls12_381>);
    type VerifierInput = ProofSpec<Bls12_381>;

    fn prover_input(&self) -> Self::ProverInput {
        (self.proven.clone(), self.witnesses.clone())
    }

    fn prove(&mut self, (specification, witnesses): Self::ProverInput) -> Vec<u8> {
        let (proof, _) = Proof::new::<StdRng, Blake2b512>(
            &mut self.rng,
            specification,
            witnesses,
            Some(PRESENTATION_HEADER.to_vec()),
            Default::default(),
        )
        .expect("the witnesses are those of the statements");
        let mut bytes = Vec::with_capacity(proof.compressed_size());
        proof
            .serialize_compressed(&mut bytes)
            .expect("a vector can be written");
        bytes
    }

    fn verifier_input(&self) -> ProofSpec<Bls12_381> {
        self.verified.clone()
    }

    fn verify(&mut self, proof: &[u8], specification: ProofSpec<Bls12_381>) -> bool {
        let Ok(proof) = Proof::<Bls12_381>::deserialize_compressed(proof) else {
            return false;
        };
        let config = VerifierConfig {
            use_lazy_randomized_pairing_checks: self.checks,
        };
        let nonce = Some(PRESENTATION_HEADER.to_vec());
        proof
            .verify::<StdRng, Blake2b512>(&mut self.rng, specification, nonce, config)
            .is_ok()
    }
}

/// That the number is in the accumulator: prover's statement, verifier's, witness.
fn not_revoked(number: Fr, rng: &mut StdRng) -> ([Statement<Bls12_381>; 2], Witness<Bls12_381>) {
    let parameters = SetupParams::<Bls12_381>::generate_using_rng(rng);
    let pair = Keypair::generate_using_rng(rng, &parameters);
    let mut members = Members::default();
    let mut accumulator = PositiveAccumulator::<G1Affine>::initialize(&parameters);
    let others = (1..MEMBERS).map(|_| Fr::rand(rng));
    for member in others.chain([number]) {
        accumulator = accumulator
            .add(member, &pair.secret_key, &mut members)
            .expect("each number is new");
    }
    let witness = accumulator
        .get_membership_witness(&number, &pair.secret_key, &members)
        .expect("the number was added");
    let value = *accumulator.value();
    let statements = [
        VBAccumulatorMembershipCDHProver::new(value),
        VBAccumulatorMembershipCDHVerifier::new_statement_from_params(
            parameters,
            pair.public_key.clone(),
            value,
        ),
    ];
    (statements, Membership::new_as_witness(number, witness))
}

/// That the moment is not before now: prover's statement, verifier's, witness.
fn bounded(
    bounds: Bounds,
    clock: Clock,
    moment: Fr,
    rng: &mut StdRng,
) -> ([Statement<Bls12_381>; 2], Witness<Bls12_381>) {
    let (from, to) = (clock.now, clock.end);
    let right = "the bounds are in order";
    match bounds {
        Bounds::SetMembership(_) => {
            let (parameters, _) =
                SmcParamsAndCommitmentKey::new::<_, Blake2b512>(rng, b"celadon-peers", clock.base);
            let statement =
                BoundCheckSmc::new_statement_from_params(from, to, parameters).expect(right);
            let statements = [statement.clone(), statement];
            (statements, Witness::BoundCheckSmc(moment))
        }
        Bounds::LegoGroth16 => {
            let key = generate_snark_srs_bound_check(rng).expect("the circuit is right");
            let verifying = key.vk.clone();
            let statements = [
                BoundCheckLegoGroth16Prover::new_statement_from_params(from, to, key).expect(right),
                BoundCheckLegoGroth16Verifier::new_statement_from_params(from, to, verifying)
                    .expect(right),
            ];
            (statements, Witness::BoundCheckLegoGroth16(moment))
        }
    }
}

/// The accumulator's members.
#[derive(Default)]
struct Members(HashSet<Fr>);

impl State<Fr> for Members {
    fn add(&mut self, element: Fr) {
        self.0.insert(element);
    }

    fn remove(&mut self, element: &Fr) {
        self.0.remove(element);
    }

    fn has(&self, element: &Fr) -> bool {
        self.0.contains(element)
    }

    fn size(&self) -> u64 {
        self.0.len() as u64
    }
}
