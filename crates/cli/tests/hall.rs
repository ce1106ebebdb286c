//! A whole hall behind one address, and somebody in it who sends rubbish. C27.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::replicas::{Hall, Shown, Told, post};

/// How many wallets answer, and how many codes the four kiosks scan.
const WALLETS: usize = 32;
const CODES: usize = 32;

/// Sends rubbish until the end, each time from another address by its own word; how often.
fn attacker(address: String, number: usize, end: Arc<AtomicBool>) -> JoinHandle<usize> {
    std::thread::spawn(move || {
        let rubbish = format!("vp_token=%7B%7D&state={}", "A".repeat(900));
        let code = json!({ "text": "CEL1" }).to_string();
        let mut sent = 0;
        while !end.load(Ordering::SeqCst) {
            let made_up = format!("10.{number}.{}.{}", sent / 200 % 200, sent % 200);
            let (path, kind, body, key) = match sent % 3 {
                0 => (
                    "/v1/presentations",
                    "application/x-www-form-urlencoded",
                    &rubbish,
                    None,
                ),
                1 => (
                    "/v1/verifications",
                    "application/json",
                    &code,
                    Some("celadon_nonsense"),
                ),
                _ => ("/v1/presentations", "application/json", &code, None),
            };
            let answered = post(&address, path, key, (kind, body), Some(&made_up));
            assert!(matches!(answered.status, 200..=499 | 503), "{answered:?}");
            sent += 1;
        }
        sent
    })
}

#[test]
fn c27_a_hall_behind_one_address_gets_in_beside_one_who_sends_rubbish() {
    let mut hall = Hall::alone();
    let address = hall.addresses().remove(0);
    let mut shown: Vec<Shown> = (0..WALLETS).map(|_| hall.answer(0)).collect();
    shown.extend(hall.codes(CODES));

    let end = Arc::new(AtomicBool::new(false));
    let attackers: Vec<_> = (0..6)
        .map(|number| attacker(address.clone(), number, end.clone()))
        .collect();
    sleep(Duration::from_millis(200));
    // Eight at one time: four kiosks, and four of the wallets.
    let waited = Arc::new(AtomicUsize::new(0));
    let lanes: Vec<_> = shown
        .chunks(shown.len() / 8)
        .map(|part| {
            let (part, address, waited) = (part.to_vec(), address.clone(), waited.clone());
            std::thread::spawn(move || {
                for shown in part {
                    let start = Instant::now();
                    // Who is told to wait does so, as a wallet would.
                    loop {
                        match shown.at(&address) {
                            Told::Accepted => break,
                            Told::Overloaded(seconds) => {
                                waited.fetch_add(1, Ordering::SeqCst);
                                sleep(Duration::from_secs(seconds));
                            }
                            told => panic!("{told:?}"),
                        }
                        assert!(start.elapsed() < Duration::from_secs(20), "never its turn");
                    }
                    sleep(Duration::from_millis(50));
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.join().unwrap();
    }
    end.store(true, Ordering::SeqCst);
    let sent: usize = attackers.into_iter().map(|a| a.join().unwrap()).sum();
    println!("{sent} times rubbish, {waited:?} times told to wait");
    assert!(sent > WALLETS + CODES, "{sent}");
}
