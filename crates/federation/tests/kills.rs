//! Killed at any moment, a list is public as a whole or not, and the next command goes on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use celadon_credential::ids::Epoch;
use celadon_credential::trust_list::{KnownLists, SignedTrustList};
use celadon_federation::{FederationDir, FederationError, KeyUse, ListPlan, Progress, open_key};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::world::{DAY, NOW, World, passphrase};

/// The files that a publication changes, in the order in which it does.
const WRITTEN: [&str; 4] = [
    "unfinished.list",
    "lists/2.list",
    "known-lists",
    "public/trust-list",
];

#[test]
fn whatever_was_written_last_the_next_command_finishes_or_asks() {
    let (mut world, _) = World::published(2);
    let old = fs::read(world.public_list()).unwrap();
    let second = world.publish(NOW.plus(DAY));
    let new = fs::read(&second.file).unwrap();
    let after: Vec<Option<Vec<u8>>> = WRITTEN
        .iter()
        .map(|name| fs::read(world.path().join(name)).ok())
        .collect();
    let unfinished = new.clone();

    for written in 1..=WRITTEN.len() {
        let (mut world, _) = World::published(2);
        assert_eq!(fs::read(world.public_list()).unwrap(), old, "the same seed");
        for (name, content) in WRITTEN.iter().zip(&after).take(written) {
            let content = content.as_ref().unwrap_or(&unfinished);
            fs::write(world.path().join(name), content).unwrap();
        }
        let public = fs::read(world.public_list()).unwrap();
        assert!(public == old || public == new);
        world.rng = StdRng::seed_from_u64(8); // another accreditation key than the second list's
        let keys = world.root_keys();
        let plan = ListPlan::default();
        let now = NOW.plus(DAY);
        let result = world.dir.publish(&plan, &keys, false, now, &mut world.rng);
        if written < 3 {
            // Not committed: it is not thrown away unasked, and it can be finished.
            assert!(matches!(result, Err(FederationError::Unfinished(_))));
            assert_eq!(fs::read(world.public_list()).unwrap(), old);
            let finished = world.dir.finish(&[], now, &mut world.rng).unwrap();
            assert!(matches!(finished, Progress::Public(_)));
            assert_eq!(fs::read(world.public_list()).unwrap(), new);
        } else {
            // Committed: it went public first, and this is the one after it.
            let Ok(Progress::Public(third)) = result else {
                panic!("{result:?}");
            };
            assert_eq!(third.list.epoch(), Epoch::new(3));
            assert_eq!(third.list.list().terms().predecessor, *second.list.digest());
        }
        assert!(!world.path().join("unfinished.list").exists());
    }
}

#[test]
fn a_process_that_is_killed_leaves_a_good_list() {
    const KILLS: u64 = 12;
    let (world, _) = World::published(3);
    let path = world.path().to_owned();
    let World {
        dir, folder: _kept, ..
    } = world;
    drop(dir);
    let mut rng = StdRng::seed_from_u64(0x0c0f_fee0);
    let unfinished_list = path.join("unfinished.list");
    let mut newest = Epoch::FIRST;
    let mut unfinished = 0;
    for kill in 1..=KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kills::publishes_for_ever", "--ignored"])
            .env(FOLDER, &path)
            .env("RUST_TEST_THREADS", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Once it has begun to write, however slow the machine is, then a little later.
        let begun = Instant::now();
        while !unfinished_list.exists() && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(rng.next_u64() % 120));
        child.kill().unwrap();
        child.wait().unwrap();

        let public = verified(&path.join("public/trust-list"), &mut rng);
        assert!(public >= newest, "a step back after kill {kill}");
        unfinished += u32::from(unfinished_list.exists());
        let dir = FederationDir::open(&path).unwrap();
        match dir.finish(&[], NOW, &mut rng) {
            Ok(Progress::Public(_)) | Err(FederationError::NothingUnfinished) => {}
            other => panic!("{other:?}"),
        }
        newest = dir.newest(&mut rng).unwrap().epoch();
        assert!(newest >= public);
        assert_eq!(verified(&path.join("public/trust-list"), &mut rng), newest);
    }
    assert!(
        newest > Epoch::new(3),
        "it published nothing between the kills: {newest}"
    );
    eprintln!("{newest} lists, {unfinished} of {KILLS} kills left one unfinished");
}

const FOLDER: &str = "CELADON_TEST_FEDERATION";

/// What is killed.
#[test]
#[ignore = "run by another test, which kills it"]
fn publishes_for_ever() {
    let Some(path) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let dir = FederationDir::open(&path).unwrap();
    let key = open_key(&dir.root_key_files()[0], KeyUse::Root, &passphrase()).unwrap();
    let mut rng: StdRng = rand::make_rng();
    loop {
        let plan = ListPlan::default();
        let keys = std::slice::from_ref(&key);
        dir.publish(&plan, keys, false, NOW, &mut rng).unwrap();
    }
}

/// The epoch of a list that somebody who comes new accepts.
fn verified(path: &Path, rng: &mut StdRng) -> Epoch {
    let bytes = fs::read(path).unwrap();
    let list = SignedTrustList::from_bytes(&bytes).unwrap();
    list.verify(None, &KnownLists::new(), rng).unwrap().epoch()
}
