//! Opening gives what was sealed, or one clear error.

use std::fs;

use celadon_vault::{
    Existing, FileError, Passphrase, SealError, VaultError, WorkFactor, open, open_file, seal,
    seal_to_file,
};

const PLAINTEXT: &[u8] = b"a secret of the issuer";

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned()).unwrap()
}

#[test]
fn opens_what_it_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.age");
    let p = passphrase("p");
    for plaintext in [&[][..], PLAINTEXT, &vec![7; 200_000]] {
        seal_to_file(&path, plaintext, &p, WorkFactor::LOW, Existing::Replace).unwrap();
        assert_eq!(*open_file(&path, &p, plaintext.len()).unwrap(), plaintext);
        let sealed = fs::read(&path).unwrap();
        assert!(plaintext.is_empty() || !sealed.windows(plaintext.len()).any(|w| w == plaintext));
    }
}

#[test]
fn tells_a_wrong_passphrase_from_damage() {
    let sealed = seal(PLAINTEXT, &passphrase("right"), WorkFactor::LOW);
    assert!(matches!(
        open(&sealed, &passphrase("wrong")),
        Err(SealError::WrongPassphrase)
    ));
    assert!(matches!(
        open(b"", &passphrase("right")),
        Err(SealError::Damaged | SealError::NotSealed)
    ));
    assert!(matches!(
        open(b"hello\n", &passphrase("right")),
        Err(SealError::NotSealed)
    ));
    let last = sealed.len() - 1;
    let mut changed = sealed.clone();
    changed[last] ^= 1;
    assert!(matches!(
        open(&changed, &passphrase("right")),
        Err(SealError::Damaged)
    ));
    let mut grown = sealed.clone();
    grown.push(0);
    assert!(matches!(
        open(&grown, &passphrase("right")),
        Err(SealError::Damaged)
    ));
}

#[test]
fn every_byte_of_a_sealed_file_matters() {
    let p = passphrase("right");
    let sealed = seal(PLAINTEXT, &p, WorkFactor::LOW);
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(open(&changed, &p).is_err(), "byte {at}");
        assert!(open(&sealed[..at], &p).is_err(), "cut to {at}");
    }
}

#[test]
fn refuses_a_file_that_would_take_for_ever() {
    let p = passphrase("right");
    let sealed = seal(PLAINTEXT, &p, WorkFactor::LOW);
    let header = String::from_utf8_lossy(&sealed[..70]).into_owned();
    let line = header.lines().nth(1).unwrap();
    let heavy = line.strip_suffix("10").unwrap().to_owned() + "21";
    let mut bytes = sealed.clone();
    let start = header.find(line).unwrap();
    bytes.splice(start..start + line.len(), heavy.bytes());
    assert!(matches!(open(&bytes, &p), Err(SealError::TooMuchWork(21))));
    assert!(WorkFactor::new(9).is_none() && WorkFactor::new(21).is_none());
    assert_eq!(WorkFactor::new(12).unwrap().log_n(), 12);
}

#[test]
fn reads_no_more_than_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.age");
    let p = passphrase("p");
    seal_to_file(&path, &[0; 5_000], &p, WorkFactor::LOW, Existing::Keep).unwrap();
    for bound in [10, 4_999] {
        let error = open_file(&path, &p, bound).unwrap_err();
        assert!(matches!(error, VaultError::File(FileError::TooLarge(..))));
    }
    assert!(open_file(&path, &p, 5_000).is_ok());
}

#[test]
fn an_error_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.age");
    seal_to_file(
        &path,
        PLAINTEXT,
        &passphrase("a"),
        WorkFactor::LOW,
        Existing::Keep,
    )
    .unwrap();
    let wrong = open_file(&path, &passphrase("b"), 100)
        .unwrap_err()
        .to_string();
    assert!(
        wrong.contains("key.age") && wrong.contains("passphrase"),
        "{wrong}"
    );
    let missing = open_file(&folder.path().join("no.age"), &passphrase("b"), 100).unwrap_err();
    assert!(missing.to_string().contains("no.age"));
}

#[test]
fn tells_the_work_of_what_is_sealed() {
    let p = passphrase("right");
    for work in [WorkFactor::LOW, WorkFactor::new(11).unwrap()] {
        assert_eq!(WorkFactor::of(&seal(PLAINTEXT, &p, work)), Some(work));
    }
    let sealed = seal(PLAINTEXT, &p, WorkFactor::LOW);
    for other in [&b""[..], b"\n\n", b"x\n-> scrypt y 99\n", &sealed[5..30]] {
        assert_eq!(WorkFactor::of(other), None);
    }
}
