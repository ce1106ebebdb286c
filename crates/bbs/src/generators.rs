//! Generators: points whose discrete logarithms nobody knows, one for each message.

use std::sync::LazyLock;

use celadon_curve::{FixedBase, G1, Scalar, Suite, VartimeTable, expand_message, hash_to_g1};

use crate::Interface;
use crate::tables::{MessageTables, SecretTables};

/// `P1`, `Q_1` and one generator for each message of the issuer.
#[derive(Debug, Clone)]
pub struct Generators {
    interface: Interface,
    q1: G1,
    messages: Vec<G1>,
    tables: MessageTables,
    secret_tables: SecretTables,
}

/// `Q_2`, the generator of the prover's blind, and one generator for each committed message.
#[derive(Debug, Clone)]
pub struct CommittedGenerators {
    interface: Interface,
    points: Vec<G1>,
}

impl Generators {
    /// The interface that they belong to.
    pub fn interface(&self) -> &Interface {
        &self.interface
    }

    /// `P1`, fixed for the ciphersuite.
    pub fn p1(&self) -> G1 {
        p1(self.interface.suite())
    }

    /// `Q_1`, the generator of the domain.
    pub fn q1(&self) -> &G1 {
        &self.q1
    }

    /// `H_1..H_L`. In the generators of a blind statement `Q_2, J_1..J_M` come after them.
    pub fn messages(&self) -> &[G1] {
        &self.messages
    }

    /// The tables of [`Generators::messages`], for public scalars.
    pub(crate) fn tables(&self) -> &[VartimeTable] {
        self.tables.of(&self.messages)
    }

    /// `Σ m_i·H_i` over these messages, each at its index, constant-time in them.
    pub(crate) fn sum(&self, terms: impl Iterator<Item = (usize, Scalar)>) -> G1 {
        match self.secret_tables.of(&self.messages) {
            Some(tables) => FixedBase::sum(terms.map(|(index, m)| (&tables[index], m))),
            None => terms.map(|(index, m)| self.messages[index] * m).sum(),
        }
    }

    /// The generators of the first `messages` messages, `None` if there are fewer.
    pub fn prefix(&self, messages: usize) -> Option<Generators> {
        Some(Generators {
            interface: self.interface.clone(),
            q1: self.q1,
            messages: self.messages.get(..messages)?.to_vec(),
            tables: MessageTables::default(),
            secret_tables: SecretTables::default(),
        })
    }

    pub(crate) fn new(interface: &Interface, messages: usize) -> Generators {
        let mut list = create_generators(interface, messages + 1);
        let messages = list.split_off(1);
        Generators {
            interface: interface.clone(),
            q1: list[0],
            messages,
            tables: MessageTables::default(),
            secret_tables: SecretTables::default(),
        }
    }

    /// `Q_1` and `H_1..H_L, Q_2, J_1..J_M` as one list.
    pub(crate) fn joined(&self, committed: &CommittedGenerators) -> Generators {
        Generators {
            interface: self.interface.clone(),
            q1: self.q1,
            messages: [self.messages(), committed.points()].concat(),
            tables: MessageTables::default(),
            secret_tables: SecretTables::default(),
        }
    }
}

impl CommittedGenerators {
    /// The interface that they belong to: the issuer's, not the `BLIND_` one inside.
    pub fn interface(&self) -> &Interface {
        &self.interface
    }

    /// `Q_2, J_1..J_M`.
    pub fn points(&self) -> &[G1] {
        &self.points
    }

    /// How many committed messages they are for.
    pub fn messages(&self) -> usize {
        self.points.len() - 1
    }

    pub(crate) fn new(interface: &Interface, messages: usize) -> CommittedGenerators {
        CommittedGenerators {
            interface: interface.clone(),
            points: create_generators(&interface.of_committed(), messages + 1),
        }
    }
}

/// `create_generators` of the core draft: the first `count` generators of an interface, raw. The
/// first is the draft's `Q_1`. Of two lists the longer begins with the shorter. Bound a `count`
/// that comes from outside: each costs a hash to the curve.
pub fn create_generators(interface: &Interface, count: usize) -> Vec<G1> {
    let suite = interface.suite();
    let seed_tag = interface.tag(b"SIG_GENERATOR_SEED_");
    let point_tag = interface.tag(b"SIG_GENERATOR_DST_");
    let mut seed = expand_message(
        suite,
        &interface.tag(b"MESSAGE_GENERATOR_SEED"),
        &seed_tag,
        48,
    );
    (1..=count as u64)
        .map(|number| {
            seed.extend_from_slice(&number.to_be_bytes());
            seed = expand_message(suite, &seed, &seed_tag, 48);
            hash_to_g1(suite, &seed, &point_tag)
        })
        .collect()
}

/// `P1` of a ciphersuite, the same for all its interfaces: the point that `create_generators`
/// makes from the seed `<ciphersuite>H2G_HM2S_BP_MESSAGE_GENERATOR_SEED`.
pub fn p1(suite: Suite) -> G1 {
    static SHA256: LazyLock<G1> = LazyLock::new(|| decode_p1(P1_SHA256));
    static SHAKE256: LazyLock<G1> = LazyLock::new(|| decode_p1(P1_SHAKE256));
    match suite {
        Suite::Sha256 => *SHA256,
        Suite::Shake256 => *SHAKE256,
    }
}

const P1_SHA256: [u8; 48] = *b"\
    \xa8\xce\x25\x61\x02\x84\x08\x21\xa3\xe9\x4e\xa9\x02\x5e\x46\x62\
    \xb2\x05\x76\x2f\x97\x76\xb3\xa7\x66\xc8\x72\xb9\x48\xf1\xfd\x22\
    \x5e\x7c\x59\x69\x85\x88\xe7\x0d\x11\x40\x6d\x16\x1b\x4e\x28\xc9";
const P1_SHAKE256: [u8; 48] = *b"\
    \x89\x29\xdf\xbc\x7e\x66\x42\xc4\xed\x9c\xba\x08\x56\xe4\x93\xf8\
    \xb9\xd7\xd5\xfc\xb0\xc3\x1e\xf8\xfd\xcd\x34\xd5\x06\x48\xa5\x6c\
    \x79\x5e\x10\x6e\x9e\xad\xa6\xe0\xbd\xa3\x86\xb4\x14\x15\x07\x55";

fn decode_p1(bytes: [u8; 48]) -> G1 {
    G1::from_bytes(&bytes).expect("the constants are points: a test derives them")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p1_is_derived_as_the_draft_says() {
        for suite in [Suite::Sha256, Suite::Shake256] {
            let core = Interface::core(suite);
            let seed_tag = core.tag(b"SIG_GENERATOR_SEED_");
            let start = core.tag(b"BP_MESSAGE_GENERATOR_SEED");
            let mut seed = expand_message(suite, &start, &seed_tag, 48);
            seed.extend_from_slice(&1u64.to_be_bytes());
            let seed = expand_message(suite, &seed, &seed_tag, 48);
            let point = hash_to_g1(suite, &seed, &core.tag(b"SIG_GENERATOR_DST_"));
            assert_eq!(point, p1(suite));
        }
    }

    #[test]
    fn a_longer_list_begins_with_the_shorter() {
        let interface = Interface::celadon();
        let long = create_generators(&interface, 7);
        assert_eq!(long[..3], create_generators(&interface, 3));
        let generators = interface.generators(6).unwrap();
        assert_eq!(
            (generators.q1(), generators.messages()),
            (&long[0], &long[1..])
        );
        let prefix = generators.prefix(2).unwrap();
        assert_eq!((prefix.q1(), prefix.messages()), (&long[0], &long[1..3]));
        assert!(generators.prefix(7).is_none());
    }

    #[test]
    fn sums_of_few_and_of_many_generators_agree_with_plain_ones() {
        let interface = Interface::celadon();
        for messages in [2, 32, 33] {
            let generators = interface.generators(messages).unwrap();
            let tables = generators.secret_tables.of(&generators.messages);
            assert_eq!(tables.is_some(), messages <= 32);
            let m = |index: usize| interface.map_message_to_scalar(&[index as u8]);
            let terms = || (0..messages).filter(|index| index % 3 != 1);
            let plain: G1 = terms().map(|i| generators.messages[i] * m(i)).sum();
            assert_eq!(generators.sum(terms().map(|i| (i, m(i)))), plain);
        }
    }

    #[test]
    fn interfaces_share_no_generator() {
        let lists = [
            Interface::core(Suite::Sha256),
            Interface::core(Suite::Shake256),
            Interface::blind(Suite::Sha256),
            Interface::blind(Suite::Sha256).of_committed(),
            Interface::celadon(),
        ]
        .map(|interface| create_generators(&interface, 3));
        let mut all: Vec<[u8; 48]> = lists.iter().flatten().map(G1::to_bytes).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 15);
    }
}
