//! Batches with bisection, and the order of replay control: read before the arithmetic, written
//! after it, accepted only if the write was the first.

use core::fmt::Display;

use celadon_credential::presentation::{Admission, Federation, Presentation, Unsettled, settle};
use rand_core::CryptoRng;

use crate::screen::Screened;
use crate::{Judgement, Reason, ReplayKey, ReplayStore, Unavailable};

/// Judges what was screened, each on its own, in order.
pub(crate) fn judge<S: ReplayStore>(
    screened: Vec<Result<(Vec<u8>, Screened), Reason>>,
    federation: &Federation,
    store: &mut S,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Judgement>, Unavailable> {
    let mut judgements = vec![Judgement::Refused(Reason::ProofInvalid); screened.len()];
    let mut proofs: Vec<(usize, Screened, Unsettled)> = Vec::new();
    for (at, item) in screened.into_iter().enumerate() {
        let checked = match item {
            Ok((bytes, item)) => {
                linear(&bytes, &item, federation, store)?.map(|unsettled| (at, item, unsettled))
            }
            Err(reason) => Err(reason),
        };
        match checked {
            Ok(proof) => proofs.push(proof),
            Err(reason) => judgements[at] = Judgement::Refused(reason),
        }
    }
    let unsettled: Vec<&Unsettled> = proofs.iter().map(|(_, _, u)| u).collect();
    let settled = bisect(&unsettled, federation, rng);
    // What has no admission is refused already.
    let admitted: Vec<(usize, &ReplayKey, Admission)> = proofs
        .iter()
        .zip(settled)
        .filter_map(|((at, item, _), admission)| Some((*at, &item.key, admission?)))
        .collect();
    let firsts = record(&admitted, store)?;
    for ((at, _, admission), first) in admitted.into_iter().zip(firsts) {
        judgements[at] = if first {
            Judgement::Accepted(admission)
        } else {
            Judgement::Refused(Reason::Replayed)
        };
    }
    Ok(judgements)
}

/// Replay state read, then points decoded and the linear part verified.
fn linear<S: ReplayStore>(
    bytes: &[u8],
    item: &Screened,
    federation: &Federation,
    store: &mut S,
) -> Result<Result<Unsettled, Reason>, Unavailable> {
    if store.contains(&item.key).map_err(away)? {
        return Ok(Err(Reason::Replayed));
    }
    let Ok(presentation) = Presentation::from_bytes(bytes) else {
        return Ok(Err(Reason::Malformed));
    };
    Ok(Unsettled::check(&presentation, &item.ask, federation).map_err(|_| Reason::ProofInvalid))
}

/// Replay state written, for all at once: which of them were the first.
fn record<S: ReplayStore>(
    admitted: &[(usize, &ReplayKey, Admission)],
    store: &mut S,
) -> Result<Vec<bool>, Unavailable> {
    if admitted.is_empty() {
        return Ok(Vec::new());
    }
    let uses: Vec<_> = admitted
        .iter()
        .map(|(_, key, admission)| (*key, admission))
        .collect();
    let firsts = store.insert(&uses).map_err(away)?;
    if firsts.len() == uses.len() {
        Ok(firsts)
    } else {
        Err(away("it answered for another number of codes"))
    }
}

fn away(error: impl Display) -> Unavailable {
    Unavailable::ReplayStore(error.to_string())
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
