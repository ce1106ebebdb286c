//! A program that is killed while it changes its wallet: what it had reported as done is there.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use celadon_wallet::{Wallet, WalletFile};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::files::{create, open};

const VARIABLE: &str = "CELADON_TEST_WALLET_TO_CHANGE";

/// The program that is killed: this test binary once more, with the wallet's path.
#[test]
fn changes_its_wallet_for_ever() {
    let Some(path) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
        return; // only as the other test's child
    };
    let rng = &mut StdRng::seed_from_u64(1);
    let mut file: WalletFile = open(&path).unwrap();
    for step in 0.. {
        file.change(rng, |wallet, rng| {
            if wallet.people().len() == Wallet::MAX_PEOPLE {
                let oldest = wallet.people()[0].label().to_string();
                wallet.remove_person(&oldest)?;
            }
            wallet.add_person(format!("Step {step}").parse().unwrap(), rng)
        })
        .unwrap();
        println!("\ndone {step}");
    }
}

#[test]
fn a_killed_program_leaves_the_wallet_before_or_after_its_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut rng = StdRng::seed_from_u64(7);
    let mut steps = 0;
    for round in 0..12 {
        let path = folder.path().join(format!("{round}.wallet"));
        create(&path, &Wallet::new(None));
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "kills::changes_its_wallet_for_ever",
                "--exact",
                "--nocapture",
            ])
            .env(VARIABLE, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reader = std::thread::spawn(move || {
            let steps = lines.map_while(Result::ok).filter_map(|line| {
                let step = line
                    .strip_prefix("done ")?
                    .split(' ')
                    .next()?
                    .parse::<usize>();
                step.ok()
            });
            steps.last()
        });
        std::thread::sleep(Duration::from_millis(150 + u64::from(rng.next_u32() % 250)));
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        let reported = reader.join().unwrap();
        let wallet = open(&path).unwrap().read(&mut rng).unwrap();
        let found = wallet.people().last().map(|person| {
            let label = person.label().to_string();
            label
                .strip_prefix("Step ")
                .unwrap()
                .parse::<usize>()
                .unwrap()
        });
        let next = reported.map_or(0, |step| step + 1);
        steps += next;
        assert!(
            found == reported || found == Some(next),
            "reported {reported:?}, found {found:?}"
        );
    }
    assert!(
        steps > 12,
        "the programs did something before they were killed"
    );
}
