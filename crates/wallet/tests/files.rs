//! A wallet in a sealed file.

use std::fs;
use std::path::Path;
use std::sync::Barrier;

use celadon_credential::Colour;
use celadon_specimen::NOW;
use celadon_vault::{Passphrase, WorkFactor};
use celadon_wallet::{FileError, Place, Wallet, WalletError, WalletFile};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::world::World;

pub fn passphrase() -> Passphrase {
    Passphrase::new("correct horse".to_owned()).unwrap()
}

pub fn create(path: &Path, wallet: &Wallet) -> WalletFile {
    WalletFile::create(path, passphrase(), WorkFactor::LOW, wallet.clone()).unwrap()
}

pub fn open(path: &Path) -> Result<WalletFile, FileError> {
    WalletFile::open(path, passphrase(), &mut StdRng::seed_from_u64(1))
}

#[test]
fn every_step_is_in_the_file_when_it_returns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.wallet");
    let mut world = World::new(1);
    let rng = &mut StdRng::seed_from_u64(1);
    create(&path, &Wallet::new(None));
    let list = world.specimen.list.to_bytes();
    open(&path)
        .unwrap()
        .change(rng, |wallet, rng| wallet.load_list(&list, NOW, rng))
        .unwrap();
    open(&path)
        .unwrap()
        .change(rng, |wallet, rng| {
            wallet.add_person("Ada".parse().unwrap(), rng)
        })
        .unwrap();
    let offer = world.offer(0);
    let endpoint = world.specimen.members[0].endpoint.clone();
    open(&path)
        .unwrap()
        .change(rng, |wallet, _| {
            wallet.enrol("Ada", endpoint, "session", &offer.to_bytes(), NOW)
        })
        .unwrap();
    open(&path)
        .unwrap()
        .change(rng, |wallet, rng| {
            wallet.begin("Ada", &crate::world::declared(), NOW, rng)
        })
        .unwrap();
    let waiting = open(&path).unwrap().read(rng).unwrap();
    let request = waiting.person("Ada").unwrap().request().unwrap().to_vec();
    let response = world.issue(0, &offer, &request);
    open(&path)
        .unwrap()
        .change(rng, |wallet, _| wallet.receive("Ada", &response, NOW))
        .unwrap();
    let wallet = open(&path).unwrap().read(rng).unwrap();
    assert!(wallet.person("Ada").unwrap().has_credential());
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["ada.wallet"], "nothing outside the file");
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.wallet");
    let mut file = create(&path, &Wallet::new(None));
    let before = fs::read(&path).unwrap();
    let rng = &mut StdRng::seed_from_u64(1);
    let failed = file.change(rng, |wallet, rng| {
        wallet.add_person("Ada".parse().unwrap(), rng)?;
        wallet.remove_person("Bo")
    });
    assert!(matches!(
        failed,
        Err(FileError::Wallet(WalletError::UnknownPerson(_)))
    ));
    file.change(rng, |wallet, _| Ok(wallet.people().len()))
        .unwrap();
    assert_eq!(fs::read(&path).unwrap(), before);
    assert!(file.read(rng).unwrap().people().is_empty());
    let again = WalletFile::create(&path, passphrase(), WorkFactor::LOW, Wallet::new(None));
    assert!(again.unwrap_err().to_string().contains("exists already"));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_damaged_file_opens_as_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.wallet");
    let mut world = World::new(1);
    create(&path, &world.ready(Colour::Green));
    let sealed = fs::read(&path).unwrap();
    let other = folder.path().join("bo.wallet");
    create(&other, &world.ready(Colour::Green));
    let others = fs::read(&other).unwrap();
    let refuse = |bytes: &[u8], what: &str| {
        fs::write(&path, bytes).unwrap();
        let error = open(&path).expect_err(what).to_string();
        assert!(error.contains("ada.wallet"), "{what}: {error}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{what}: left as it was");
    };
    let header = 180; // every byte of the header, then samples
    for place in (0..header).chain((header..sealed.len()).step_by(97)) {
        let mut flipped = sealed.clone();
        flipped[place] ^= 1;
        refuse(&flipped, &format!("byte {place} flipped"));
        refuse(&sealed[..place], &format!("cut to {place}"));
    }
    for start in (0..sealed.len().min(others.len()) - 512).step_by(1_021) {
        let mut spliced = sealed.clone();
        spliced[start..start + 512].copy_from_slice(&others[start..start + 512]);
        if spliced != sealed {
            refuse(&spliced, &format!("block at {start} of another wallet"));
        }
    }
    refuse(b"", "empty");
    fs::write(&path, &sealed).unwrap();
    let rng = &mut StdRng::seed_from_u64(1);
    let mut wallet = open(&path).unwrap().read(rng).unwrap();
    assert!(
        wallet
            .show("Ada", Place::Anywhere, NOW, rng)
            .unwrap()
            .is_some()
    );
    let wrong = Passphrase::new("wrong".to_owned()).unwrap();
    let error = WalletFile::open(&path, wrong, rng).unwrap_err().to_string();
    assert!(error.contains("passphrase"), "{error}");
}

#[test]
fn another_kind_of_sealed_file_is_no_wallet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.sealed");
    let sealed = celadon_vault::seal(b"a key of an issuer", &passphrase(), WorkFactor::LOW);
    fs::write(&path, sealed).unwrap();
    let error = open(&path).unwrap_err();
    assert!(matches!(error, FileError::Content { .. }), "{error}");
    assert!(error.to_string().contains("key.sealed"));
}

#[test]
fn programs_at_the_same_time_lose_nothing_of_each_other() {
    const PROGRAMS: usize = 4;
    const EACH: usize = 6;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("family.wallet");
    create(&path, &Wallet::new(None));
    let start = Barrier::new(PROGRAMS);
    std::thread::scope(|scope| {
        for program in 0..PROGRAMS {
            let (path, start) = (&path, &start);
            scope.spawn(move || {
                let rng = &mut StdRng::seed_from_u64(program as u64);
                let mut file = open(path).unwrap();
                start.wait();
                for step in 0..EACH {
                    let label = format!("Person {program}.{step}").parse().unwrap();
                    file.change(rng, |wallet, rng| wallet.add_person(label, rng))
                        .unwrap();
                }
            });
        }
    });
    let rng = &mut StdRng::seed_from_u64(1);
    let wallet = open(&path).unwrap().read(rng).unwrap();
    assert_eq!(wallet.people().len(), PROGRAMS * EACH);
}

#[test]
fn whoever_waits_too_long_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ada.wallet");
    let mut file = create(&path, &Wallet::new(None));
    let held = fs::File::open(&path).unwrap();
    held.lock().unwrap();
    let rng = &mut StdRng::seed_from_u64(1);
    // To read needs no lock: a file is whole at any time.
    assert!(open(&path).unwrap().read(rng).is_ok());
    let error = file.change(rng, |_, _| Ok(())).unwrap_err();
    assert!(matches!(error, FileError::Busy { .. }), "{error}");
    drop(held);
    file.change(rng, |_, _| Ok(())).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (
        folder.path().join("real.wallet"),
        folder.path().join("link"),
    );
    create(&path, &Wallet::new(None));
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let rng = &mut StdRng::seed_from_u64(1);
    open(&link)
        .unwrap()
        .change(rng, |wallet, rng| {
            wallet.add_person("Ada".parse().unwrap(), rng)
        })
        .unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(open(&path).unwrap().read(rng).unwrap().people().len(), 1);
}
