//! Batches, and the order of replay control: read before the arithmetic, written after it, accepted
//! only if the write was the first.

use core::fmt::Display;

use celadon_credential::presentation::{Admission, Federation, Presentation, Unsettled, settle};
use rand_core::CryptoRng;

use crate::bisect::bisect;
use crate::screen::Screened;
use crate::{Judgement, Reason, ReplayKey, ReplayStore, Unavailable, parallel};

/// Judges what was screened, each on its own, in order.
pub(crate) fn judge<S: ReplayStore>(
    screened: Vec<Result<(Vec<u8>, Screened), Reason>>,
    federation: &Federation,
    store: &mut S,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Judgement>, Unavailable> {
    let mut judgements = vec![Judgement::Refused(Reason::ProofInvalid); screened.len()];
    let mut unused: Vec<(usize, Vec<u8>, Screened)> = Vec::new();
    for (at, item) in screened.into_iter().enumerate() {
        match item {
            Ok((_, item)) if store.contains(&item.key).map_err(away)? => {
                judgements[at] = Judgement::Refused(Reason::Replayed);
            }
            Ok((bytes, item)) => unused.push((at, bytes, item)),
            Err(reason) => judgements[at] = Judgement::Refused(reason),
        }
    }
    let mut groups = Vec::with_capacity(unused.len().div_ceil(TOGETHER));
    let mut rest = unused.into_iter().peekable();
    while rest.peek().is_some() {
        groups.push(rest.by_ref().take(TOGETHER).collect());
    }
    let checked = parallel::map(groups, |group| linear(group, federation));
    let mut proofs: Vec<(usize, Screened, Unsettled)> = Vec::new();
    for (at, checked) in checked.into_iter().flatten() {
        match checked {
            Ok((item, unsettled)) => proofs.push((at, item, unsettled)),
            Err(reason) => judgements[at] = Judgement::Refused(reason),
        }
    }
    let unsettled: Vec<&Unsettled> = proofs.iter().map(|(_, _, u)| u).collect();
    let settled = bisect(&unsettled, &mut |some| settle(some, federation, rng).ok());
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

/// How many presentations are decoded together: the points of two fill a vector, where there are
/// vectors, and several cores still have work.
const TOGETHER: usize = 8;

/// One result for a presentation, with its place in the batch.
type Checked = (usize, Result<(Screened, Unsettled), Reason>);

/// Points decoded and the linear part verified, of each.
fn linear(group: Vec<(usize, Vec<u8>, Screened)>, federation: &Federation) -> Vec<Checked> {
    let encodings: Vec<&[u8]> = group.iter().map(|(_, bytes, _)| bytes.as_slice()).collect();
    let presentations = Presentation::from_bytes_each(&encodings);
    (group.into_iter().zip(presentations))
        .map(|((at, _, item), presentation)| {
            let checked = presentation
                .map_err(|_| Reason::Malformed)
                .and_then(|presentation| {
                    Unsettled::check(&presentation, &item.ask, federation)
                        .map_err(|_| Reason::ProofInvalid)
                });
            (at, checked.map(|unsettled| (item, unsettled)))
        })
        .collect()
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
