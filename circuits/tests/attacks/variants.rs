//! Two shorter protocols that look right. Each test is the reason why this one is longer.

use celadon_circuits::possession::Points;
use celadon_circuits::presentation::Statement;
use celadon_circuits::sigma::{Base, Equation, LinearRelation, Term};
use celadon_curve::{G1, G2, Scalar, pairing_product_is_one};

use crate::reference;
use crate::world::{MESSAGES, rng, scalar, transcript, world};

/// The homogeneous variant: equation (1) times `1/a`, with responses for multiples of the secrets,
/// `Bbar = a0·(P1 + d·Q1 + E) − b0·Abar + s0·Q2 + Σ m0_j·H_j` and `0 = m0_1·U − a0·N`.
fn homogeneous<'a>(statement: &Statement<'a>, points: &Points, N: G1) -> LinearRelation<'a> {
    let g = statement.possession.generators;
    let mut terms = vec![
        Term::plus(0, Base::Point(reference::image(statement))),
        Term::minus(1, Base::Point(points.A_bar)),
        Term::plus(2, Base::Table(&g.Q2)),
    ];
    terms.extend(
        g.H.iter()
            .zip(3..)
            .map(|(H, variable)| Term::plus(variable, Base::Table(H))),
    );
    let scope = statement.pseudonym.as_ref().unwrap().scope;
    LinearRelation {
        variables: 3 + MESSAGES,
        equations: vec![
            Equation {
                image: points.B_bar,
                terms,
            },
            Equation {
                image: G1::identity(),
                terms: vec![
                    Term::plus(3, Base::Point(scope)),
                    Term::minus(0, Base::Point(N)),
                ],
            },
        ],
    }
}

/// In it nobody has to be signed for: `a0 = 0`, and an issuer shows any point and its multiple by
/// `s·x`, under any stamp, with a victim's pseudonym.
#[test]
fn the_homogeneous_variant_frames_any_victim() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", Some("venue, day"));
    let victim = world.green("victim");
    let N = statement
        .pseudonym
        .as_ref()
        .unwrap()
        .pseudonym(&victim.messages[0]);

    // The control: honest secrets satisfy the variant.
    let (points, secrets) = reference::randomise(&statement, &victim, scalar("r"), scalar("s"));
    let a0 = secrets[0].invert().unwrap();
    let mut honest = vec![a0, secrets[1] * a0];
    honest.extend(secrets[2..].iter().map(|secret| *secret * a0));
    assert!(homogeneous(&statement, &points, N).holds(&honest));

    // Bbar = s·x·Abar for a point that means nothing, here Z; none is the identity.
    let s = scalar("forger");
    let points = Points {
        A_bar: world.Z,
        B_bar: world.issuer.X * s,
        issuer: Some((world.issuer.W * s, world.issuer.Y * s)),
    };
    assert!(reference::pairing(&world.hidden, &points, scalar("rho")));
    let mut secrets = vec![Scalar::ZERO; 3 + MESSAGES];
    secrets[1] = -(s * world.issuer.x);
    let relation = homogeneous(&statement, &points, N);
    let proof = relation.prove(&secrets, &mut transcript("attack"), &mut rng(1));
    assert!(
        relation.verify(&proof, &mut transcript("attack")).is_ok(),
        "the variant takes a proof of nothing, with the victim's pseudonym"
    );

    // Here the messages themselves are answered for, and P1 stands on the left.
    secrets[0] = Scalar::ZERO;
    let forged = reference::prove(
        &statement,
        points,
        Some(N),
        &secrets,
        transcript("attack"),
        &mut rng(1),
    );
    let refused = statement.verify_linear(&forged, transcript("attack"));
    assert!(refused.is_err());
}

/// And with `Abar = Bbar = 0` everybody can: all secrets are zero.
#[test]
fn the_homogeneous_variant_takes_identities_for_signatures() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", Some("venue, day"));
    let victim = world.green("victim");
    let N = statement
        .pseudonym
        .as_ref()
        .unwrap()
        .pseudonym(&victim.messages[0]);
    let points = Points {
        A_bar: G1::identity(),
        B_bar: G1::identity(),
        issuer: Some((world.issuer.W, world.issuer.Y)),
    };
    assert!(reference::pairing(&world.hidden, &points, scalar("rho")));
    let relation = homogeneous(&statement, &points, N);
    let zeros = vec![Scalar::ZERO; 3 + MESSAGES];
    let proof = relation.prove(&zeros, &mut transcript("attack"), &mut rng(1));
    assert!(relation.verify(&proof, &mut transcript("attack")).is_ok());
}

/// One randomiser instead of two, `r = 1/s`, would save an inversion. But then
/// `e(Abar, W') = e(A*, W)`, and an issuer, who knows each `A*`, recognises its citizen.
#[test]
fn merged_randomisers_let_an_issuer_recognise_its_citizens() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let citizens: Vec<_> = ["a", "b", "c"].map(|name| world.green(name)).into();
    let recognised = |points: &Points| -> Vec<bool> {
        let (W, _) = points.issuer.unwrap();
        citizens
            .iter()
            .map(|citizen| {
                let shown = (points.A_bar, &W.prepare());
                pairing_product_is_one(&[shown, (-citizen.A, &world.issuer.W.prepare())])
            })
            .collect()
    };

    let s = scalar("s");
    let merged = reference::randomise(&statement, &citizens[1], s.invert().unwrap(), s).0;
    assert!(reference::pairing(&world.hidden, &merged, scalar("rho")));
    assert_eq!(recognised(&merged), [false, true, false]);

    let proof = statement.prove(&citizens[1], transcript("a"), &mut rng(1));
    assert_eq!(recognised(&proof.points), [false, false, false]);
    // Nor by any other pairing of a shown point with one that an issuer knows.
    for citizen in &citizens {
        let known = [citizen.A, citizen.A * citizen.e];
        assert!(!links(&proof.points, &known, &world.issuer.W).contains(&true));
    }
}

/// Each equation between a shown point and a published one holds for all issuers or for none.
#[test]
fn no_pairing_of_published_points_tells_the_issuer() {
    let world = world();
    let statement = world.statement(&world.hidden, "green", None);
    let proof = statement.prove(&world.green("citizen"), transcript("a"), &mut rng(1));
    let [own, other] = [world.issuer, world.other_issuer].map(|issuer| {
        let known = [issuer.Y, issuer.X, world.Z, G1::generator()];
        links(&proof.points, &known, &issuer.W)
    });
    assert_eq!(own, other);
    assert!(own.contains(&true), "e(Y', V) = e(Z, W') at least");

    // With W shown as it is they do not.
    let mut bare = proof.points;
    bare.issuer = Some((world.issuer.W, world.issuer.Y));
    let [own, other] = [world.issuer, world.other_issuer].map(|issuer| {
        let known = [issuer.Y, issuer.X, world.Z, G1::generator()];
        links(&bare, &known, &issuer.W)
    });
    assert_ne!(own, other);
}

/// Which `e(shown, key) = e(known, other key)` hold.
fn links(points: &Points, known: &[G1], W: &G2) -> Vec<bool> {
    let (W_shown, Y_shown) = points.issuer.unwrap();
    let keys = [W_shown, *W, world().V, G2::generator()].map(|key| key.prepare());
    let mut links = Vec::new();
    for P in [points.A_bar, points.B_bar, Y_shown] {
        for Q in known {
            for left in &keys {
                for right in &keys {
                    links.push(pairing_product_is_one(&[(P, left), (-*Q, right)]));
                }
            }
        }
    }
    links
}
