//! A verifier's folder and its venues: sealed keys, and none acts for another.

use std::fs;

use celadon_service::SecretToken;
use celadon_service::keyfile::{Passphrase, WorkFactor};
use celadon_specimen::Specimen;
use celadon_verifier::{Folder, FolderError, Papers, PapersError, Venues, VenuesError};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::world::{key, papers};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned()).unwrap()
}

#[tokio::test]
async fn keys_are_sealed_and_the_api_key_is_not_among_them() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = Folder::new(temporary.path().join("new/verifier"));
    let right = passphrase("a long passphrase");
    let mut rng = StdRng::seed_from_u64(1);
    let none = folder.open_keys(&right).await;
    assert!(matches!(none, Err(FolderError::NoKey(_))));

    let mut made = Vec::new();
    for _ in 0..2 {
        made.push(
            folder
                .add_key(&right, WorkFactor::LOW, &mut rng)
                .await
                .unwrap(),
        );
    }
    let keys = folder.open_keys(&right).await.unwrap();
    assert_eq!(keys.len(), 2);
    for (public, token) in &made {
        let own = keys.iter().find(|key| key.public() == *public).unwrap();
        assert_eq!(*own.api_key(), token.digest());
    }
    let wrong = folder.open_keys(&passphrase("another passphrase")).await;
    assert!(matches!(wrong, Err(FolderError::Vault(_))));

    // What is on the disk is sealed, its owner's alone, and under its own name.
    for entry in fs::read_dir(folder.path().join("keys")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for key in &keys {
            let seed = key.signing().as_bytes();
            assert!(!bytes.windows(32).any(|window| window == seed));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }
    let keys = folder.path().join("keys");
    let first = fs::read_dir(&keys).unwrap().next().unwrap().unwrap().path();
    fs::copy(&first, keys.join(format!("{}.sealed", "00".repeat(32)))).unwrap();
    let renamed = folder.open_keys(&right).await;
    assert!(matches!(renamed, Err(FolderError::Content { .. })));
}

#[test]
fn papers_belong_together_and_to_a_key() {
    let mut specimen = Specimen::new(1);
    let (one, two) = (specimen.venue(1, |_| {}), specimen.venue(2, |_| {}));
    let (key_one, token) = key(&one);
    let (key_two, _) = key(&two);
    let venues = |of: &[&celadon_specimen::VenueSpecimen], keys: &[_]| {
        Venues::new(of.iter().map(|venue| papers(venue)).collect(), keys)
    };
    let both = venues(&[&one, &two], &[key_two.clone(), key_one.clone()]).unwrap();
    let place = both.with_api_key(&token).unwrap();
    assert_eq!(Some(place), both.with_id(one.certificate.venue));
    let unknown = SecretToken::random(&mut StdRng::seed_from_u64(99));
    assert_eq!(both.with_api_key(&unknown), None);

    let error = |result: Result<Venues, VenuesError>| result.unwrap_err();
    assert_eq!(error(venues(&[], &[])), VenuesError::None);
    assert!(matches!(
        error(venues(&[&one], &[key_two])),
        VenuesError::NoKey { .. }
    ));
    let twice = error(venues(&[&one, &one], std::slice::from_ref(&key_one)));
    assert!(matches!(twice, VenuesError::Twice(_)));
    let mut shared = specimen.venue(3, |_| {});
    shared.certificate.key = one.certificate.key;
    shared.signed_certificate = shared.certificate.seal(&specimen.online).unwrap();
    let shared = error(venues(&[&one, &shared], &[key_one]));
    assert!(matches!(shared, VenuesError::SharedKey(_)));

    let other = Papers::from_bytes(
        &one.signed_certificate.to_bytes(),
        &two.signed_policy.to_bytes(),
    );
    assert!(matches!(other, Err(PapersError::OtherPolicy(_))));
    let swapped = Papers::from_bytes(b"no certificate", &two.signed_policy.to_bytes());
    assert!(matches!(swapped, Err(PapersError::Certificate(_))));
}
