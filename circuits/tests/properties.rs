//! A proof verifies if and only if `holds()`: statements and witnesses, valid or with one random
//! component corrupted.

use celadon_circuits::possession::{self, Disclosed, Issuer, Witness};
use celadon_circuits::sigma::{Base, Equation, LinearRelation, Term};
use celadon_circuits::{commitment, presentation, pseudonym, renewal};
use celadon_curve::{G1, G2, Scalar};
use proptest::prelude::*;

use crate::world::{Credential, IssuerKeys, MESSAGES, rng, scalar, transcript, world};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One component of a possession.
#[derive(Debug, Clone, Copy)]
enum Part {
    Nothing,
    A,
    ZeroA,
    Exponent,
    Blind,
    Message(usize),
    W,
    Y,
    /// `W` and `Y` by one factor: still accredited, and nobody's key.
    WAndY,
    OtherIssuer,
    Stamp,
    Domain,
    Scope,
    V,
    Z,
    KnownW,
}

fn arb_part() -> impl Strategy<Value = Part> {
    use Part::*;
    prop_oneof![
        3 => Just(Nothing),
        9 => prop::sample::select(vec![
            A, ZeroA, Exponent, Blind, W, Y, WAndY, OtherIssuer, Stamp, Domain, Scope, V, Z, KnownW,
        ]),
        3 => (0..MESSAGES).prop_map(Message),
    ]
}

fn arb_scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        1 => prop::sample::select(vec![Scalar::ONE, -Scalar::ONE]),
        3 => any::<u64>().prop_map(|seed| Scalar::random_nonzero(&mut rng(seed))),
    ]
}

/// A credential whose secrets may be zero, which no rule of the relation forbids.
fn arb_credential() -> impl Strategy<Value = Credential> {
    let value = prop_oneof![1 => Just(Scalar::ZERO), 8 => arb_scalar()];
    (
        arb_scalar(),
        value.clone(),
        value.clone(),
        prop::collection::vec(value, MESSAGES),
    )
        .prop_map(|(x, e, blind, messages)| {
            let keys = IssuerKeys::new(x, world().v, world().Z);
            let e = if (x + e).is_zero() { Scalar::ONE } else { e };
            let e = if (x + e).is_zero() { x } else { e };
            world().sign(&keys, e, blind, messages)
        })
}

struct Case {
    issuer: Issuer,
    E: G1,
    domain: Scalar,
    scope: Option<G1>,
    witness: Witness,
    /// Of the signed messages, as the statement shows them.
    signed: Vec<Scalar>,
}

impl Case {
    fn new(
        credential: &Credential,
        hidden: bool,
        scope: bool,
        part: Part,
        delta: Scalar,
        rho: u64,
    ) -> Case {
        let world = world();
        let mut E = world.E("green");
        let mut witness = credential.witness(credential.stamp(E));
        let mut domain = world.domain;
        let mut scope = scope.then(|| crate::world::point("scope"));
        let (mut V, mut Z, mut W) = (world.V, world.Z, credential.issuer.W);
        let shift = G1::generator() * delta;
        match part {
            Part::Nothing => {}
            Part::A => witness.A += shift,
            Part::ZeroA => witness.A = G1::identity(),
            Part::Exponent => witness.e += delta,
            Part::Blind => witness.blind += delta,
            Part::Message(index) => witness.messages[index] += delta,
            Part::W => witness.W = witness.W + G2::generator() * delta,
            Part::Y => witness.Y += shift,
            Part::WAndY => {
                let factor = Scalar::random_nonzero(&mut rng(rho));
                (witness.W, witness.Y) = (witness.W * factor, witness.Y * factor);
            }
            Part::OtherIssuer => {
                (witness.W, witness.Y) = (world.other_issuer.W, world.other_issuer.Y);
            }
            Part::Stamp => E += shift,
            Part::Domain => domain += delta,
            Part::Scope => scope = scope.map(|_| G1::identity()),
            Part::V => V = V + G2::generator() * delta,
            Part::Z => Z += shift,
            Part::KnownW => W = W + G2::generator() * delta,
        }
        let issuer = if hidden {
            Issuer::hidden(V, Z)
        } else {
            Issuer::known(W)
        };
        Case {
            issuer,
            E,
            domain,
            scope,
            witness,
            signed: credential.messages.clone(),
        }
    }

    fn possession(&self, shown: &[usize]) -> possession::Statement<'_> {
        let shown = shown.iter().map(|index| (*index, self.signed[*index]));
        possession::Statement {
            generators: &world().generators,
            domain: self.domain,
            E: self.E,
            issuer: &self.issuer,
            disclosed: Disclosed::new(shown.collect(), MESSAGES).unwrap(),
        }
    }

    fn presentation(&self) -> presentation::Statement<'_> {
        presentation::Statement {
            possession: self.possession(&[]),
            pseudonym: self.scope.map(|scope| pseudonym::Statement { scope }),
        }
    }
}

fn arb_case() -> impl Strategy<Value = (Case, Part)> {
    (
        arb_credential(),
        any::<bool>(),
        any::<bool>(),
        arb_part(),
        arb_scalar(),
        any::<u64>(),
    )
        .prop_map(|(credential, hidden, scope, part, delta, rho)| {
            (
                Case::new(&credential, hidden, scope, part, delta, rho),
                part,
            )
        })
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "hidden: {}, scope: {:?}",
            matches!(self.issuer, Issuer::Hidden { .. }),
            self.scope
        )
    }
}

/// A commitment's or renewal's corruption.
#[derive(Debug, Clone, Copy)]
enum Opened {
    Nothing,
    Blind,
    Message(usize),
    C,
    ZeroEverything,
    /// The index set claims one index more, less, or another one.
    Wider,
    Narrower,
    /// A true opening over an index set that no statement may have.
    WithoutHolderSecret,
    Repeated,
    Unsorted,
}

fn arb_opened() -> impl Strategy<Value = Opened> {
    use Opened::*;
    prop_oneof![
        2 => Just(Nothing),
        2 => prop::sample::select(vec![
            Blind, C, ZeroEverything, Wider, Narrower, WithoutHolderSecret, Repeated, Unsorted,
        ]),
        1 => (0..2usize).prop_map(Message),
    ]
}

/// A commitment over the holder secret and one record, corrupted.
fn opened(
    part: Opened,
    delta: Scalar,
    h: Scalar,
    name: &str,
) -> (Vec<usize>, G1, commitment::Witness) {
    let mut committed = vec![0, 2];
    let mut witness = commitment::Witness {
        blind: scalar(&format!("{name}/blind")),
        messages: vec![h, scalar(&format!("{name}/2"))],
    };
    match part {
        Opened::WithoutHolderSecret => committed[0] = 1,
        Opened::Unsorted => committed = vec![2, 0],
        Opened::Repeated => {
            committed = vec![0, 2, 2];
            witness.messages.push(delta);
        }
        _ => {}
    }
    let mut C = commitment::commit(&world().generators, &committed, &witness);
    match part {
        Opened::Blind => witness.blind += delta,
        Opened::Message(index) => witness.messages[index] += delta,
        Opened::C => C += G1::generator() * delta,
        Opened::ZeroEverything => {
            C = G1::identity();
            witness.blind = Scalar::ZERO;
            witness.messages = vec![Scalar::ZERO; 2];
        }
        Opened::Wider => {
            committed.push(3);
            witness.messages.push(delta);
        }
        Opened::Narrower => {
            committed.pop();
            witness.messages.pop();
        }
        _ => {}
    }
    (committed, C, witness)
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn possession_proves_exactly_what_holds(
        (case, _part) in arb_case(),
        shown in prop::sample::subsequence(vec![1, 2, 3, 4], 0..=4),
    ) {
        let statement = case.possession(&shown);
        let proof = statement.prove(&case.witness, transcript("p"), &mut rng(1));
        let verified = statement.verify(&proof, transcript("p"), &mut rng(2)).is_ok();
        prop_assert_eq!(verified, statement.holds(&case.witness));
    }

    #[test]
    fn presentation_proves_exactly_what_holds((case, _part) in arb_case()) {
        let statement = case.presentation();
        let proof = statement.prove(&case.witness, transcript("p"), &mut rng(1));
        let verified = statement.verify(&proof, transcript("p"), &mut rng(2)).is_ok();
        prop_assert_eq!(verified, statement.holds(&case.witness));
    }

    #[test]
    fn pseudonym_proves_exactly_what_holds(
        h in arb_scalar(),
        zero in prop::bool::weighted(0.2),
        delta in arb_scalar(),
        shifted in any::<bool>(),
        empty_scope in prop::bool::weighted(0.2),
    ) {
        let h = if zero { Scalar::ZERO } else { h };
        let scope = if empty_scope { G1::identity() } else { crate::world::point("scope") };
        let statement = pseudonym::Statement { scope };
        let mut N = statement.pseudonym(&h);
        if shifted {
            N += G1::generator() * delta;
        }
        let proof = statement.prove(&N, &h, transcript("p"), &mut rng(1));
        let verified = statement.verify(&N, &proof, transcript("p")).is_ok();
        prop_assert_eq!(verified, statement.holds(&N, &h));
    }

    #[test]
    fn commitment_proves_exactly_what_holds(part in arb_opened(), delta in arb_scalar()) {
        let (committed, C, witness) = opened(part, delta, scalar("h"), "new");
        let generators = &world().generators;
        let statement = commitment::Statement { generators, committed: &committed, C };
        let proof = statement.prove(&witness, transcript("p"), &mut rng(1));
        let verified = statement.verify(&proof, transcript("p")).is_ok();
        prop_assert_eq!(verified, statement.holds(&witness));
    }

    #[test]
    fn renewal_proves_exactly_what_holds(
        old_part in arb_opened(),
        new_part in arb_opened(),
        delta in arb_scalar(),
        other_holder in prop::bool::weighted(0.3),
    ) {
        let h = scalar("h");
        let new_h = if other_holder { h + delta } else { h };
        let (old_committed, old_C, old) = opened(old_part, delta, h, "old");
        let (new_committed, new_C, new) = opened(new_part, delta, new_h, "new");
        let generators = &world().generators;
        let statement = renewal::Statement {
            old: commitment::Statement { generators, committed: &old_committed, C: old_C },
            new: commitment::Statement { generators, committed: &new_committed, C: new_C },
        };
        let witness = renewal::Witness { old, new };
        let proof = statement.prove(&witness, transcript("p"), &mut rng(1));
        let verified = statement.verify(&proof, transcript("p")).is_ok();
        prop_assert_eq!(verified, statement.holds(&witness));
    }

    /// The ground floor, for any shape: random equations, signs, tables, shared secrets.
    #[test]
    fn a_linear_relation_proves_exactly_what_holds(
        shape in prop::collection::vec(
            prop::collection::vec((0..4usize, 0..4usize, any::<bool>(), any::<bool>()), 1..5),
            1..4,
        ),
        secrets in prop::collection::vec(prop_oneof![Just(Scalar::ZERO), arb_scalar()], 4),
        corrupted in prop::option::of((0..4usize, arb_scalar())),
    ) {
        let tables = &world().generators.H;
        let equations = shape.iter().map(|terms| {
            let terms: Vec<Term<'_>> = terms.iter().map(|(variable, base, table, negative)| Term {
                variable: *variable,
                base: if *table { Base::Table(&tables[*base]) } else { Base::Point(*tables[*base].base()) },
                negative: *negative,
            }).collect();
            let image = terms.iter().map(|term| {
                let base = match term.base { Base::Point(point) => point, Base::Table(table) => *table.base() };
                let scalar = secrets[term.variable];
                base * if term.negative { -scalar } else { scalar }
            }).sum();
            Equation { image, terms }
        }).collect();
        let relation = LinearRelation { variables: 4, equations };
        let mut claimed = secrets.clone();
        if let Some((index, delta)) = corrupted {
            claimed[index] += delta;
        }
        let proof = relation.prove(&claimed, &mut transcript("p"), &mut rng(1));
        let verified = relation.verify(&proof, &mut transcript("p")).is_ok();
        prop_assert_eq!(verified, relation.holds(&claimed));
    }
}

/// One case for each component, so that none depends on luck.
#[test]
fn every_component_of_a_possession_matters() {
    use Part::*;
    let credential = world().issue(&world().issuer, "citizen");
    let parts = [
        A,
        ZeroA,
        Exponent,
        Blind,
        W,
        Y,
        WAndY,
        OtherIssuer,
        Stamp,
        Domain,
        Scope,
        V,
        Z,
        KnownW,
    ];
    let parts = parts.into_iter().chain((0..MESSAGES).map(Message));
    for part in parts {
        for hidden in [false, true] {
            let case = Case::new(&credential, hidden, true, part, scalar("delta"), 7);
            let statement = case.presentation();
            let unused = match part {
                W | Y | WAndY | OtherIssuer | V | Z => !hidden,
                KnownW => hidden,
                _ => false,
            };
            assert_eq!(statement.holds(&case.witness), unused, "{part:?}, {hidden}");
            let proof = statement.prove(&case.witness, transcript("p"), &mut rng(1));
            let verified = statement.verify(&proof, transcript("p"), &mut rng(2));
            assert_eq!(verified.is_ok(), unused, "{part:?}, {hidden}");
        }
    }
}
