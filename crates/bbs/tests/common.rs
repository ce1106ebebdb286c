//! What several tests need: seeded randomness and a sample of everything.

use std::convert::Infallible;

use celadon_bbs::{Interface, MAX_MESSAGES, Messages, SecretKey, Signature, Statement};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rand_core::{TryCryptoRng, TryRng};

/// A generator that gives the same bytes on every run.
pub(crate) fn seeded(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// Fills each request with the next byte of a script: 0 for a zero scalar.
pub(crate) struct Scripted<'a>(pub(crate) &'a [u8]);

impl TryRng for Scripted<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("scalars are made of bytes")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("scalars are made of bytes")
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        let (next, rest) = self.0.split_first().expect("the script is long enough");
        dst.fill(*next);
        self.0 = rest;
        Ok(())
    }
}

impl TryCryptoRng for Scripted<'_> {}

/// Bytes of a random length up to `max`.
pub(crate) fn bytes(rng: &mut StdRng, max: usize) -> Vec<u8> {
    let mut bytes = vec![0; rng.random_range(0..=max)];
    rng.fill(&mut bytes[..]);
    bytes
}

/// `count` messages of up to 40 bytes.
pub(crate) fn texts(rng: &mut StdRng, count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| bytes(rng, 40)).collect()
}

/// Some of the indexes below `count`, ascending.
pub(crate) fn some_of(rng: &mut StdRng, count: usize) -> Vec<usize> {
    (0..count).filter(|_| rng.random()).collect()
}

/// The elements of `all` at `indexes`.
pub(crate) fn at<T: Clone>(all: &[T], indexes: &[usize]) -> Vec<T> {
    indexes.iter().map(|&index| all[index].clone()).collect()
}

/// What the interface takes messages as.
pub(crate) fn slices(texts: &[Vec<u8>]) -> Vec<&[u8]> {
    texts.iter().map(Vec::as_slice).collect()
}

/// A signed statement on `count` messages `message 0`, `message 1`, ...
pub(crate) struct Signed {
    pub(crate) interface: Interface,
    pub(crate) key: SecretKey,
    pub(crate) statement: Statement,
    pub(crate) texts: Vec<Vec<u8>>,
    pub(crate) messages: Messages,
    pub(crate) signature: Signature,
}

/// Signs `count` messages under `interface`.
pub(crate) fn signed(interface: &Interface, count: usize) -> Signed {
    assert!(count <= MAX_MESSAGES);
    let key = SecretKey::generate(interface, &[7; 32], b"test", None).unwrap();
    let generators = interface.generators(count).unwrap();
    let statement = Statement::new(&generators, key.public_key(), b"header");
    let texts: Vec<Vec<u8>> = (0..count)
        .map(|i| format!("message {i}").into_bytes())
        .collect();
    let messages = Messages::map(interface, &slices(&texts));
    let signature = statement.sign(&key, &messages).unwrap();
    Signed {
        interface: interface.clone(),
        key,
        statement,
        texts,
        messages,
        signature,
    }
}
