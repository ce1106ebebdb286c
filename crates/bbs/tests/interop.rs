//! Against `zkryptium`, an implementation on another curve library: each side verifies what the
//! other makes, on random inputs, in both suites.

use celadon_bbs::{
    BlindIndexes, BlindMessages, BlindStatement, Commitment, Disclosed, Interface, Messages, Proof,
    ProverBlind, PublicKey, SecretKey, Signature, Statement, Suite,
};
use rand::RngExt;
use rand::rngs::StdRng;
use zkryptium::bbsplus::ciphersuites::BbsCiphersuite;
use zkryptium::bbsplus::commitment::BlindFactor;
use zkryptium::bbsplus::keys::{BBSplusPublicKey, BBSplusSecretKey};
use zkryptium::keys::pair::KeyPair;
use zkryptium::schemes::algorithms::{BBSplus, BbsBls12381Sha256, BbsBls12381Shake256, Scheme};
use zkryptium::schemes::generics;

use crate::common::{at, bytes, seeded, slices, some_of, texts};

/// What the other side calls its parts, for one of its suites.
type Bbs<S> = BBSplus<<S as Scheme>::Ciphersuite>;
type TheirSignature<S> = generics::Signature<Bbs<S>>;
type TheirBlindSignature<S> = generics::BlindSignature<Bbs<S>>;
type TheirCommitment<S> = generics::Commitment<Bbs<S>>;
type TheirProof<S> = generics::PoKSignature<Bbs<S>>;

const ROUNDS: u64 = 6;

/// Both sides' keys, and a header and presentation header.
struct Round {
    ours: SecretKey,
    sk: BBSplusSecretKey,
    pk: BBSplusPublicKey,
    header: Vec<u8>,
    ph: Vec<u8>,
}

fn round<S: Scheme>(interface: &Interface, rng: &mut StdRng) -> Round
where
    S::Ciphersuite: BbsCiphersuite,
{
    let material: [u8; 40] = rng.random();
    let info = bytes(rng, 30);
    // The other side's default tag is the core interface's, for blind signatures too.
    let core = Interface::core(interface.suite());
    let ours = SecretKey::generate(&core, &material, &info, None).unwrap();
    let pair = KeyPair::<Bbs<S>>::generate(&material, Some(&info), None).unwrap();
    let (sk, pk) = pair.into_parts();
    assert_eq!(ours.to_bytes().expose(), &sk.to_bytes());
    assert_eq!(ours.public_key().to_bytes(), pk.to_bytes());
    assert_eq!(
        PublicKey::from_bytes(&pk.to_bytes()).as_ref(),
        Ok(ours.public_key())
    );
    Round {
        ours,
        sk,
        pk,
        header: bytes(rng, 50),
        ph: bytes(rng, 50),
    }
}

fn core<S: Scheme>(suite: Suite, seed: u64)
where
    S::Ciphersuite: BbsCiphersuite,
{
    let mut rng = seeded(seed);
    let interface = Interface::core(suite);
    let round = round::<S>(&interface, &mut rng);
    let count = rng.random_range(0..7);
    let plain = texts(&mut rng, count);
    let indexes = some_of(&mut rng, count);
    let shown = at(&plain, &indexes);
    let (header, ph) = (Some(round.header.as_slice()), Some(round.ph.as_slice()));

    // Signatures are deterministic: the same bytes from both.
    let generators = interface.generators(count).unwrap();
    let statement = Statement::new(&generators, round.ours.public_key(), &round.header);
    let messages = Messages::map(&interface, &slices(&plain));
    let ours = statement.sign(&round.ours, &messages).unwrap();
    let theirs = TheirSignature::<S>::sign(Some(&plain), &round.sk, &round.pk, header).unwrap();
    assert_eq!(ours.to_bytes(), theirs.to_bytes());
    TheirSignature::<S>::from_bytes(&ours.to_bytes())
        .unwrap()
        .verify(&round.pk, Some(&plain), header)
        .unwrap();
    let theirs = Signature::from_bytes(&theirs.to_bytes()).unwrap();
    assert_eq!(statement.verify(&theirs, &messages), Ok(()));

    let proof = statement
        .prove(&ours, &messages, &indexes, &round.ph, &mut rng)
        .unwrap();
    TheirProof::<S>::from_bytes(&proof.to_bytes())
        .unwrap()
        .proof_verify(&round.pk, Some(&shown), Some(&indexes), header, ph)
        .unwrap();
    let proof = TheirProof::<S>::proof_gen(
        &round.pk,
        &ours.to_bytes(),
        header,
        ph,
        Some(&plain),
        Some(&indexes),
    )
    .unwrap();
    let proof = Proof::from_bytes(&proof.to_bytes()).unwrap();
    let disclosed = Disclosed::map(&interface, &indexes, &slices(&shown)).unwrap();
    let verdict = statement.verify_proof(&proof, &disclosed, &round.ph);
    assert_eq!(verdict, Ok(()));
}

fn blind<S: Scheme>(suite: Suite, seed: u64)
where
    S::Ciphersuite: BbsCiphersuite,
{
    let mut rng = seeded(seed);
    let interface = Interface::blind(suite);
    let round = round::<S>(&interface, &mut rng);
    let [count, hidden_count] = [0; 2].map(|_: usize| rng.random_range(0..5));
    let [plain, hidden] = [count, hidden_count].map(|count| texts(&mut rng, count));
    let header = Some(round.header.as_slice());
    let committed = interface.committed_generators(hidden_count).unwrap();
    let statement = BlindStatement::new(
        &interface.generators(count).unwrap(),
        &committed,
        round.ours.public_key(),
        &round.header,
    )
    .unwrap();
    let messages = Messages::map(&interface, &slices(&plain));
    let hidden_messages = Messages::map(&interface, &slices(&hidden));

    // The prover of one side with the issuer of the other, both ways.
    let (commitment, blind) = Commitment::commit(&committed, &hidden_messages, &mut rng).unwrap();
    let signature = TheirBlindSignature::<S>::blind_sign(
        &round.sk,
        &round.pk,
        Some(&commitment.to_bytes()),
        header,
        Some(&plain),
    )
    .unwrap();
    let by_them = Signature::from_bytes(&signature.to_bytes()).unwrap();
    let all = BlindMessages::new(&messages, &hidden_messages, Some(&blind));
    assert_eq!(statement.verify(&by_them, &all), Ok(()));
    let by_us = statement
        .sign(&round.ours, Some(&commitment), &messages)
        .unwrap();
    assert_eq!(by_us.to_bytes(), by_them.to_bytes());
    proofs::<S>(
        &round,
        &statement,
        &by_us,
        [&plain, &hidden],
        Some(&blind),
        &mut rng,
    );

    let (commitment, blind) = TheirCommitment::<S>::commit(Some(&hidden)).unwrap();
    let commitment = Commitment::from_bytes(&commitment.to_bytes()).unwrap();
    let signature = statement
        .sign(&round.ours, Some(&commitment), &messages)
        .unwrap();
    TheirBlindSignature::<S>::from_bytes(&signature.to_bytes())
        .unwrap()
        .verify_blind_sign(&round.pk, header, Some(&plain), Some(&hidden), Some(&blind))
        .unwrap();
    let blind = ProverBlind::from_bytes(&blind.to_bytes()).unwrap();
    proofs::<S>(
        &round,
        &statement,
        &signature,
        [&plain, &hidden],
        Some(&blind),
        &mut rng,
    );

    // Without a commitment the slot of the blind is zero.
    if hidden_count == 0 {
        let signature = statement.sign(&round.ours, None, &messages).unwrap();
        let theirs =
            TheirBlindSignature::<S>::blind_sign(&round.sk, &round.pk, None, header, Some(&plain))
                .unwrap();
        assert_eq!(signature.to_bytes(), theirs.to_bytes());
        proofs::<S>(
            &round,
            &statement,
            &signature,
            [&plain, &hidden],
            None,
            &mut rng,
        );
    }
}

/// Blind proofs both ways, of one signature.
fn proofs<S: Scheme>(
    round: &Round,
    statement: &BlindStatement,
    signature: &Signature,
    [plain, hidden]: [&[Vec<u8>]; 2],
    blind: Option<&ProverBlind>,
    rng: &mut StdRng,
) where
    S::Ciphersuite: BbsCiphersuite,
{
    let interface = statement.flat().interface();
    let (header, ph) = (Some(round.header.as_slice()), Some(round.ph.as_slice()));
    let indexes = [plain, hidden].map(|list| some_of(rng, list.len()));
    let shown = [at(plain, &indexes[0]), at(hidden, &indexes[1])];
    let all = BlindMessages::new(
        &Messages::map(interface, &slices(plain)),
        &Messages::map(interface, &slices(hidden)),
        blind,
    );
    let disclosed = BlindIndexes {
        messages: &indexes[0],
        committed: &indexes[1],
    };
    let proof = statement
        .prove(signature, &all, disclosed, &round.ph, rng)
        .unwrap();
    TheirProof::<S>::from_bytes(&proof.to_bytes())
        .unwrap()
        .blind_proof_verify(
            &round.pk,
            header,
            ph,
            Some(plain.len()),
            Some(&shown[0]),
            Some(&shown[1]),
            Some(&indexes[0]),
            Some(&indexes[1]),
        )
        .unwrap();

    let blind = blind.map(|blind| BlindFactor::from_bytes(blind.to_bytes().expose()).unwrap());
    let proof = TheirProof::<S>::blind_proof_gen(
        &round.pk,
        &signature.to_bytes(),
        header,
        ph,
        Some(plain),
        Some(hidden),
        Some(&indexes[0]),
        Some(&indexes[1]),
        blind.as_ref(),
    )
    .unwrap();
    let proof = Proof::from_bytes(&proof.to_bytes()).unwrap();
    let [own, committed] = [0, 1]
        .map(|list| Disclosed::map(interface, &indexes[list], &slices(&shown[list])).unwrap());
    let verdict = statement.verify_proof(&proof, &own, &committed, &round.ph);
    assert_eq!(verdict, Ok(()));
    let count = proof.committed_messages(plain.len(), own.len() + committed.len());
    assert_eq!(count, Ok(hidden.len()));
}

#[test]
fn core_both_ways_sha256() {
    (0..ROUNDS).for_each(|seed| core::<BbsBls12381Sha256>(Suite::Sha256, 100 + seed));
}

#[test]
fn core_both_ways_shake256() {
    (0..ROUNDS).for_each(|seed| core::<BbsBls12381Shake256>(Suite::Shake256, 200 + seed));
}

#[test]
fn blind_both_ways_sha256() {
    (0..ROUNDS).for_each(|seed| blind::<BbsBls12381Sha256>(Suite::Sha256, 300 + seed));
}

#[test]
fn blind_both_ways_shake256() {
    (0..ROUNDS).for_each(|seed| blind::<BbsBls12381Shake256>(Suite::Shake256, 400 + seed));
}
