//! A batch says that one of its items is bad, not which: halves are tried until it is found.

/// Settles all at once; where that fails, each half on its own. With `k` bad items of `n` that is
/// at most about `2·k·log2(n/k) + 2·k` attempts, each of which draws weights of its own.
///
/// `settle` answers with one result for each item if all of them are good.
pub(crate) fn bisect<T, A>(
    items: &[T],
    settle: &mut impl FnMut(&[T]) -> Option<Vec<A>>,
) -> Vec<Option<A>> {
    if items.is_empty() {
        return Vec::new();
    }
    match settle(items) {
        Some(settled) => settled.into_iter().map(Some).collect(),
        None => split(items, settle),
    }
}

/// The same for items one of which is known to be bad.
fn split<T, A>(items: &[T], settle: &mut impl FnMut(&[T]) -> Option<Vec<A>>) -> Vec<Option<A>> {
    if items.len() == 1 {
        return vec![None];
    }
    let (left, right) = items.split_at(items.len() / 2);
    match settle(left) {
        // Then the bad one is on the right, and there is no need to ask.
        Some(settled) => {
            let mut all: Vec<Option<A>> = settled.into_iter().map(Some).collect();
            all.extend(split(right, settle));
            all
        }
        None => {
            let mut all = split(left, settle);
            all.extend(bisect(right, settle));
            all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items are whether they are good. The attempts, and how many items they had in all.
    fn attempts(items: &[bool]) -> (usize, usize) {
        let (mut attempts, mut sizes) = (0, 0);
        let settled = bisect(items, &mut |items: &[bool]| {
            assert!(!items.is_empty());
            attempts += 1;
            sizes += items.len();
            items
                .iter()
                .all(|good| *good)
                .then(|| vec![(); items.len()])
        });
        let found: Vec<bool> = settled.iter().map(Option::is_some).collect();
        assert_eq!(found, items);
        (attempts, sizes)
    }

    #[test]
    fn the_bad_ones_are_found_and_no_other() {
        for size in [0, 1, 2, 3, 7, 64] {
            attempts(&vec![true; size]);
            attempts(&vec![false; size]);
            for bad in 0..size {
                let mut items = vec![true; size];
                items[bad] = false;
                attempts(&items);
                for other in 0..bad {
                    items[other] = false;
                    attempts(&items);
                    items[other] = true;
                }
            }
        }
    }

    #[test]
    fn few_bad_ones_cost_little() {
        assert_eq!(attempts(&[true; 64]), (1, 64));
        for bad in 0..64 {
            let mut items = [true; 64];
            items[bad] = false;
            let (attempts, sizes) = attempts(&items);
            assert!(attempts <= 1 + 2 * 6 && sizes <= 64 + 2 * 64, "{bad}");
        }
        let spread: Vec<bool> = (0..64).map(|n| n % 16 != 5).collect();
        assert!(attempts(&spread).0 <= 2 * 4 * 4 + 2 * 4);
        assert!(attempts(&[false; 64]).0 <= 2 * 64);
    }
}
