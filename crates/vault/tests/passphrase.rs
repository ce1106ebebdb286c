//! Where a passphrase may come from.

use std::fs;

use celadon_vault::{MAX_PASSPHRASE_BYTES, Passphrase, PassphraseError, WorkFactor, open, seal};

fn same(a: &Passphrase, b: &Passphrase) -> bool {
    open(&seal(b"x", a, WorkFactor::LOW), b).is_ok()
}

#[test]
fn a_file_gives_its_line_without_the_line_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passphrase");
    let expected = Passphrase::new(" two words ".to_owned()).unwrap();
    for text in [" two words ", " two words \n", " two words \r\n"] {
        fs::write(&path, text).unwrap();
        assert!(same(&Passphrase::from_file(&path).unwrap(), &expected));
    }
    fs::write(&path, " two words \n\n").unwrap();
    assert!(!same(&Passphrase::from_file(&path).unwrap(), &expected));
}

#[test]
fn refuses_what_is_empty_too_long_or_not_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passphrase");
    let read = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        Passphrase::from_file(&path)
    };
    assert!(matches!(read(b"\n"), Err(PassphraseError::Empty)));
    assert!(matches!(read(b"\xff\n"), Err(PassphraseError::NotText)));
    assert!(read(&[b'x'; MAX_PASSPHRASE_BYTES]).is_ok());
    for length in [MAX_PASSPHRASE_BYTES + 1, 5_000] {
        assert!(matches!(
            read(&vec![b'x'; length]),
            Err(PassphraseError::TooLong)
        ));
    }
    let missing = Passphrase::from_file(&folder.path().join("none"));
    assert!(missing.unwrap_err().to_string().contains("does not exist"));
}

#[test]
fn names_the_variable_that_is_not_set() {
    let error = Passphrase::from_env("CELADON_TEST_NEVER_SET").unwrap_err();
    assert!(error.to_string().contains("CELADON_TEST_NEVER_SET"));
}

#[test]
fn does_not_show_itself() {
    let passphrase = Passphrase::new("correct horse".to_owned()).unwrap();
    assert_eq!(format!("{passphrase:?}"), "Passphrase(…)");
}
