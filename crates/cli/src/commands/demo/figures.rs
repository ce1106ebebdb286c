//! Proving and verifying, timed in this process with the demo's own wallet and venue.

use std::time::Instant;

use celadon_admission::{Code as Scanned, Judgement, NoReplay, Venue};
use celadon_credential::Time;
use celadon_credential::signed::Signed;
use celadon_wallet::{Place, Wallet};
use rand::rngs::StdRng;

use crate::exit::Failure;

const RUNS: usize = 21;

/// Medians of [`RUNS`] runs on one thread, in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// From stamp and policy to presentation.
    pub prove_us: u64,
    /// From bytes to verdict, without the replay store.
    pub verify_us: u64,
}

/// Measures one citizen at one venue.
pub fn measure(
    wallet: &mut Wallet,
    label: &str,
    certificate: &Signed,
    policy: &Signed,
    now: Time,
) -> Result<Figures, Failure> {
    let mut rng: StdRng = rand::make_rng();
    let federation = wallet.federation(now)?;
    let venue = Venue::new(certificate, policy, &federation)?;
    let (mut prove, mut verify) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        let place = Place::Venue {
            certificate,
            policy,
        };
        let code = wallet
            .show(label, place, now, &mut rng)?
            .ok_or_else(|| Failure::new("the demo's citizen holds no green any more"))?;
        prove.push(start.elapsed());
        let start = Instant::now();
        let scanned = Scanned::Bytes(code.bytes());
        let judgement = venue.judge(scanned, &federation, now, &mut NoReplay, &mut rng)?;
        verify.push(start.elapsed());
        if !matches!(judgement, Judgement::Accepted(_)) {
            return Err(Failure::new(format!(
                "a good code was refused: {judgement:?}"
            )));
        }
    }
    let median = |times: &mut Vec<std::time::Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_micros() as u64
    };
    Ok(Figures {
        prove_us: median(&mut prove),
        verify_us: median(&mut verify),
    })
}
