//! A list on its way from one root key to the next.

use super::*;

fn signed_by(federation: &Federation, list: &TrustList, keys: &[usize]) -> SignedTrustList {
    let mut signed = SignedTrustList::new(&federation.root, list);
    for key in keys {
        signed.sign(&federation.roots[*key]).unwrap();
    }
    signed
}

#[test]
fn copies_signed_elsewhere_come_together() {
    let mut federation = Federation::new(1);
    let list = federation.first();
    let mut own = signed_by(&federation, &list, &[2]);
    assert_eq!(own.merge(&signed_by(&federation, &list, &[])), Some(0));
    assert_eq!(own.merge(&signed_by(&federation, &list, &[0, 2])), Some(1));
    let numbers: Vec<u8> = own.signatures().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [0, 2]);
    assert_eq!(own, federation.sign(&list));

    let other = federation.first();
    assert_eq!(own.merge(&federation.sign(&other)), None);
    let mut forged = signed_by(&federation, &list, &[1]);
    forged.signatures[0].1[10] ^= 1;
    assert_eq!(own.merge(&forged), None);
    assert_eq!(own, federation.sign(&list));
}

#[test]
fn who_is_asked_to_sign_sees_everything_but_the_missing_signatures() {
    let mut federation = Federation::new(2);
    let (first, known, second) = federation.two_lists();
    let verified = federation.verify_after(&second, &known).unwrap();
    let mut later = known.clone();
    later.remember(&verified);

    let root = federation.root.clone();
    let mut check = |signed: &SignedTrustList, known: &KnownLists| {
        signed.verify_unsigned(Some(&root.id()), known, &mut federation.rng)
    };
    let mut unsigned = SignedTrustList::new(&root, &second);
    assert_eq!(check(&unsigned, &known), Ok(second.clone()));
    assert!(matches!(
        check(&SignedTrustList::new(&root, &first), &later),
        Err(TrustListError::StepBack { .. })
    ));
    let mut junk = second.clone();
    junk.issuers[0].keys[0].Y = G1::generator();
    assert!(matches!(
        check(&SignedTrustList::new(&root, &junk), &known),
        Err(TrustListError::Accreditation(_))
    ));

    unsigned.sign(&federation.roots[0]).unwrap();
    assert!(check(&unsigned, &known).is_ok());
    unsigned.signatures[0].1[0] ^= 1;
    assert_eq!(
        check(&unsigned, &known),
        Err(QuorumError::Forged { key: 0 }.into())
    );
}
