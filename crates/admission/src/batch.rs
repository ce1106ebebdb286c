//! Batches with bisection, and the order of replay control: read before the arithmetic, written
//! after it, accepted only if the write was the first.

use celadon_credential::presentation::{Admission, Federation, Presentation, Unsettled, settle};
use rand_core::CryptoRng;

use crate::screen::Screened;
use crate::{Judgement, Reason, ReplayStore, Unavailable};

type Outcome = Result<Judgement, Unavailable>;

/// Judges what was screened, each on its own, in order.
pub(crate) fn judge<S: ReplayStore>(
    screened: Vec<Result<(Vec<u8>, Screened), Reason>>,
    federation: &Federation,
    store: &mut S,
    rng: &mut impl CryptoRng,
) -> Vec<Outcome> {
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(screened.len());
    let mut proofs: Vec<(usize, Screened, Unsettled)> = Vec::new();
    for (at, item) in screened.into_iter().enumerate() {
        match item.map_err(refused).and_then(|(bytes, item)| {
            let unsettled = linear(&bytes, &item, federation, store)?;
            Ok((item, unsettled))
        }) {
            Ok((item, unsettled)) => {
                proofs.push((at, item, unsettled));
                outcomes.push(None);
            }
            Err(outcome) => outcomes.push(Some(outcome)),
        }
    }
    let unsettled: Vec<&Unsettled> = proofs.iter().map(|(_, _, u)| u).collect();
    let settled = bisect(&unsettled, federation, rng);
    for ((at, item, _), admission) in proofs.iter().zip(settled) {
        outcomes[*at] = Some(match admission {
            None => refused(Reason::ProofInvalid),
            Some(admission) => match store.insert(&item.key, &admission) {
                Ok(true) => Ok(Judgement::Accepted(admission)),
                Ok(false) => refused(Reason::Replayed),
                Err(error) => Err(Unavailable::ReplayStore(error.to_string())),
            },
        });
    }
    outcomes
        .into_iter()
        .map(|outcome| outcome.expect("every code was refused or settled"))
        .collect()
}

/// Replay state read, then points decoded and the linear part verified.
fn linear<S: ReplayStore>(
    bytes: &[u8],
    item: &Screened,
    federation: &Federation,
    store: &mut S,
) -> Result<Unsettled, Outcome> {
    match store.contains(&item.key) {
        Ok(false) => {}
        Ok(true) => return Err(refused(Reason::Replayed)),
        Err(error) => return Err(Err(Unavailable::ReplayStore(error.to_string()))),
    }
    let presentation = Presentation::from_bytes(bytes).map_err(|_| refused(Reason::Malformed))?;
    Unsettled::check(&presentation, &item.ask, federation)
        .map_err(|_| refused(Reason::ProofInvalid))
}

/// Settles all at once; where that fails, each half on its own.
fn bisect(
    unsettled: &[&Unsettled],
    federation: &Federation,
    rng: &mut impl CryptoRng,
) -> Vec<Option<Admission>> {
    match settle(unsettled, federation, rng) {
        Ok(admissions) => admissions.into_iter().map(Some).collect(),
        Err(_) if unsettled.len() <= 1 => vec![None; unsettled.len()],
        Err(_) => {
            let (left, right) = unsettled.split_at(unsettled.len() / 2);
            let mut settled = bisect(left, federation, rng);
            settled.extend(bisect(right, federation, rng));
            settled
        }
    }
}

fn refused(reason: Reason) -> Outcome {
    Ok(Judgement::Refused(reason))
}
