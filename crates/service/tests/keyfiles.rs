//! A service's secrets in a file.

use std::fs;

use celadon_service::keyfile::{KeyFile, PassphraseSource, WorkFactor};
use zeroize::Zeroizing;

#[tokio::test]
async fn creates_once_opens_and_replaces() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passphrase");
    fs::write(&file, "open sesame\n").unwrap();
    let passphrase = PassphraseSource::File(file).read().unwrap();
    let keys = KeyFile {
        path: folder.path().join("issuer.age"),
        work: WorkFactor::LOW,
    };
    let secret = |byte| Zeroizing::new(vec![byte; 32]);
    keys.create(secret(1), &passphrase).await.unwrap();
    let error = keys.create(secret(2), &passphrase).await.unwrap_err();
    assert!(error.to_string().contains("exists already"), "{error}");
    assert_eq!(keys.open(&passphrase, 32).await.unwrap(), secret(1));
    keys.replace(secret(3), &passphrase).await.unwrap();
    assert_eq!(keys.open(&passphrase, 32).await.unwrap(), secret(3));
    assert!(keys.open(&passphrase, 31).await.is_err());
}

#[test]
fn names_the_source_that_gives_no_passphrase() {
    let unset = PassphraseSource::Env("CELADON_TEST_NEVER_SET".to_owned());
    assert!(
        unset
            .read()
            .unwrap_err()
            .to_string()
            .contains("CELADON_TEST_NEVER_SET")
    );
}
