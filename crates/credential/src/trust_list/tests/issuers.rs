//! Issuers, their keys, proofs and accreditations.

use celadon_curve::Scalar;

use super::*;

#[test]
fn issuers_have_one_entry_each_in_order() {
    let mut federation = Federation::new(2);
    let mut list = federation.first();
    list.issuers.swap(0, 1);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::IssuerTwice(name(0))));
    list.issuers[0] = list.issuers[1].clone();
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::IssuerTwice(name(0))));
    list.issuers.truncate(1);
    list.issuers[0].keys.clear();
    assert!(matches!(
        federation.verify(&list),
        Err(TrustListError::Decode(_))
    ));
    // One name, two addresses.
    let mut other = issuer(0);
    other.endpoint = "https://other.example".parse().unwrap();
    let request = federation.key().request(other, &mut federation.rng);
    federation.requests.push(request);
    let key = AccreditationKey::generate(&mut federation.rng);
    let refused = TrustList::new(federation.terms(), &key, &federation.requests);
    assert_eq!(refused, Err(TrustListError::IssuerTwice(name(0))));
}

#[test]
fn a_key_stands_once() {
    let mut federation = Federation::new(2);
    let mut list = federation.first();
    let key = list.issuers[0].keys[0].clone();
    list.issuers[1].keys[0] = key.clone();
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::DuplicateKey(name(1))));
    let mut list = federation.first();
    list.issuers[0].keys.push(key);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::DuplicateKey(name(0))));
}

#[test]
fn a_key_for_another_schema_is_refused() {
    let mut federation = Federation::new(2);
    let mut list = federation.first();
    list.issuers[1].keys[0].schema = SchemaId::from_bytes([1; 16]);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Schema(name(1))));
    // A request for it does not even become a list.
    let other = SchemaId::from_bytes([1; 16]);
    let key = IssuerKey::generate(federation.id(), other, &mut federation.rng);
    federation.requests = vec![key.request(issuer(5), &mut federation.rng)];
    let v = AccreditationKey::generate(&mut federation.rng);
    let refused = TrustList::new(federation.terms(), &v, &federation.requests);
    assert_eq!(refused, Err(TrustListError::Schema(name(5))));
}

#[test]
fn halves_of_different_keys_are_refused() {
    let mut federation = Federation::new(3);
    let mut list = federation.first();
    list.issuers[2].keys[0].X = list.issuers[1].keys[0].X;
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::KeyMismatch(name(2))));
    // A pair whose errors cancel passes any batch with equal coefficients.
    let mut list = federation.first();
    let shift = G1::generator();
    list.issuers[0].keys[0].X += shift;
    list.issuers[1].keys[0].X -= shift;
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::KeyMismatch(name(0))));
}

/// `W₂ = k·W₁` with everything else computed from public values: the owner of the first key would
/// sign for the second. Only the proof of possession stands in the way.
#[test]
fn a_related_key_without_proof_of_possession_is_refused() {
    let mut federation = Federation::new(1);
    let v = AccreditationKey::generate(&mut federation.rng);
    let mut list = TrustList::new(federation.terms(), &v, &federation.requests).unwrap();
    let victim = list.issuers[0].keys[0].clone();
    let k = Scalar::from(7u64);
    let mut thief = issuer(1);
    thief.name = name(1);
    let related = AccreditedKey {
        schema: victim.schema,
        W: victim.W * k,
        X: victim.X * k,
        possession: victim.possession,
        Y: victim.Y * k,
    };
    list.issuers.push(IssuerEntry {
        issuer: thief.clone(),
        keys: vec![related.clone()],
    });
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Possession(name(1))));
    let request = related.request(federation.id(), &thief);
    let refused = TrustList::new(federation.terms(), &v, &[request]);
    assert_eq!(refused, Err(TrustListError::Possession(name(1))));
}

#[test]
fn a_proof_of_possession_is_bound_to_everything_about_the_key() {
    let federation = Federation::new(2);
    let good = &federation.requests[0];
    assert!(good.is_proven());
    type Change = fn(&mut IssuerKeyRequest);
    let changes: [Change; 7] = [
        |request| request.federation = FederationId::from_bytes([1; 32]),
        |request| request.schema = SchemaId::from_bytes([1; 16]),
        |request| request.issuer.name = "Other".parse().unwrap(),
        |request| request.issuer.endpoint = "https://other.example".parse().unwrap(),
        |request| request.issuer.manifest_key = signing_key(9).verifying_key(),
        |request| request.W = request.W + G2::generator(),
        |request| request.X += G1::generator(),
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut request = good.clone();
        change(&mut request);
        assert!(!request.is_proven(), "change {number}");
    }
    let mut request = good.clone();
    request.possession = federation.requests[1].possession;
    assert!(!request.is_proven());
}

/// A tag by which the root would recognise the holders of one region.
#[test]
fn a_junk_accreditation_is_refused() {
    let mut federation = Federation::new(3);
    let other_key = AccreditationKey::generate(&mut federation.rng);
    let mut list = federation.first();
    let key = &mut list.issuers[1].keys[0];
    key.Y = other_key.accredit(&key.X);
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Accreditation(name(1))));
    let mut list = federation.first();
    list.issuers[0].keys[0].Y += G1::generator();
    list.issuers[2].keys[0].Y -= G1::generator();
    let refused = federation.verify(&list);
    assert_eq!(refused, Err(TrustListError::Accreditation(name(0))));
    let mut list = federation.first();
    list.V = other_key.public();
    assert!(matches!(
        federation.verify(&list),
        Err(TrustListError::Accreditation(_))
    ));
}

#[test]
fn requests_and_secret_keys_have_one_encoding() {
    let mut federation = Federation::new(1);
    let request = &federation.requests[0];
    let bytes = request.to_bytes();
    assert_eq!(IssuerKeyRequest::from_bytes(&bytes).as_ref(), Ok(request));
    assert!(IssuerKeyRequest::from_bytes(&bytes[1..]).is_err());
    let key = federation.key();
    let again = IssuerKey::from_bytes(*key.federation(), *key.schema(), key.to_bytes().expose());
    assert_eq!(again.unwrap().W(), key.W());
    let v = AccreditationKey::generate(&mut federation.rng);
    let again = AccreditationKey::from_bytes(v.to_bytes().expose()).unwrap();
    assert_eq!(again.public(), v.public());
    for bad in [[0; 32], [255; 32]] {
        assert!(IssuerKey::from_bytes(federation.id(), schema(), &bad).is_err());
        assert!(AccreditationKey::from_bytes(&bad).is_err());
    }
    let shown = format!("{:?}{v:?}", federation.key());
    assert!(shown.contains("Secret(..)"), "{shown}");
}
