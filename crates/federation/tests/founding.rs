//! A folder is a whole federation, or what it was.

use std::fs;

use celadon_federation::{
    FederationDir, FederationError, Founding, KeyUse, OnlineKey, Progress, draw_key, open_key,
};
use celadon_vault::{SealError, VaultError, WorkFactor};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::world::{CHARTER, NOW, World, passphrase};

fn founding<'a>(charter: &'a str, passphrases: &'a [celadon_vault::Passphrase]) -> Founding<'a> {
    Founding {
        charter,
        root_passphrases: passphrases,
        other_root_keys: &[],
        threshold: 1,
        online_passphrase: &passphrases[0],
        online_days: OnlineKey::DEFAULT_DAYS,
        work: WorkFactor::LOW,
    }
}

#[test]
fn the_id_is_the_hash_of_the_root_document_and_stays() {
    let world = World::with_roots(3, 2);
    let id = world.dir.id();
    assert_eq!(world.dir.root().threshold(), 2);
    assert_eq!(world.dir.root_key_files().len(), 3);
    let path = world.path().to_owned();
    drop(world.dir);
    assert_eq!(FederationDir::open(&path).unwrap().id(), id);
}

#[cfg(unix)]
#[test]
fn keys_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&world.path().join("keys")), 0);
    for file in world.dir.root_key_files() {
        assert_eq!(mode(&file), 0);
    }
    assert_eq!(mode(&world.dir.online_key().unwrap().file), 0);
}

#[test]
fn a_key_is_opened_for_its_use_and_by_its_passphrase() {
    let world = World::new();
    let online = world.dir.online_key().unwrap();
    let key = open_key(&online.file, KeyUse::Online, &passphrase()).unwrap();
    assert_eq!(key.verifying_key(), online.public);
    assert!(matches!(
        open_key(&online.file, KeyUse::Root, &passphrase()),
        Err(FederationError::NotThatKey { wanted: "root", .. })
    ));
    let other = celadon_vault::Passphrase::new("another".into()).unwrap();
    assert!(matches!(
        open_key(&online.file, KeyUse::Online, &other),
        Err(FederationError::Vault(VaultError::Seal {
            source: SealError::WrongPassphrase,
            ..
        }))
    ));
}

#[test]
fn what_is_there_is_never_overwritten() {
    let world = World::new();
    let passphrases = [passphrase()];
    let founding = founding(CHARTER, &passphrases);
    let mut rng = StdRng::seed_from_u64(1);
    let before = world.dir.id();
    let again = FederationDir::found(world.path(), &founding, NOW, &mut rng);
    assert!(matches!(again, Err(FederationError::NotEmpty(_))));
    let file = world.folder.path().join("a-file");
    fs::write(&file, b"x").unwrap();
    assert!(FederationDir::found(&file, &founding, NOW, &mut rng).is_err());
    assert_eq!(fs::read(&file).unwrap(), b"x");
    assert_eq!(world.dir.id(), before);
    let empty = world.folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(FederationDir::found(&empty, &founding, NOW, &mut rng).is_ok());
}

#[test]
fn a_founding_that_fails_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("federation");
    let passphrases = [passphrase()];
    let mut rng = StdRng::seed_from_u64(1);
    let no_zone = CHARTER.replace("Asia/Shanghai", "Asia/Nowhere");
    let cases = [
        founding(&no_zone, &passphrases),
        Founding {
            threshold: 2,
            ..founding(CHARTER, &passphrases)
        },
        Founding {
            online_days: 0,
            ..founding(CHARTER, &passphrases)
        },
    ];
    for case in cases {
        assert!(FederationDir::found(&path, &case, NOW, &mut rng).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn one_process_at_a_time() {
    let world = World::new();
    let second = FederationDir::open(world.path());
    assert!(matches!(second, Err(FederationError::Busy(_))));
    let nothing = FederationDir::open(world.folder.path());
    assert!(matches!(nothing, Err(FederationError::NoFederation(_))));
}

#[test]
fn root_keys_may_be_drawn_where_they_stay() {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = StdRng::seed_from_u64(1);
    let elsewhere = [draw_key(&mut rng), draw_key(&mut rng)];
    let publics = elsewhere.each_ref().map(|key| key.verifying_key());
    let passphrase = passphrase();
    let founding = Founding {
        root_passphrases: &[],
        other_root_keys: &publics,
        threshold: 2,
        ..Founding::alone(CHARTER, &passphrase)
    };
    let founding = Founding {
        work: WorkFactor::LOW,
        ..founding
    };
    let path = folder.path().join("federation");
    let dir = FederationDir::found(&path, &founding, NOW, &mut rng).unwrap();
    assert!(dir.root_key_files().is_empty());
    let plan = Default::default();
    let progress = dir.publish(&plan, &elsewhere, false, NOW, &mut rng);
    assert!(matches!(progress, Ok(Progress::Public(_))));
}

#[test]
fn the_name_is_in_the_root_document_for_good() {
    let (world, _) = World::published(1);
    let charter = world.path().join("charter.toml");
    let renamed = CHARTER.replace("Sample Federation", "Another Federation");
    fs::write(&charter, renamed).unwrap();
    let refused = world.dir.charter().unwrap_err();
    assert!(matches!(refused, FederationError::Renamed { .. }));
}
