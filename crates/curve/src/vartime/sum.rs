//! One sum of multiples, term by term.

use super::Multiplier;
use super::digits::{POSITIONS, each_digit};
use super::table::{Row, VartimeTable, push_odd};
use crate::{G1, G1Affine, backend};

/// `Σ k_i·P_i` for public scalars. See the module's documentation for the method.
#[derive(Clone, Default)]
pub struct VartimeSum<'a> {
    points: Vec<(G1, Multiplier)>,
    tables: Vec<(&'a VartimeTable, Multiplier)>,
}

/// One digit: a multiple to be added at a position.
struct Addition<'a> {
    multiple: &'a G1Affine,
    negative: bool,
    endomorphism: bool,
    /// The next addition of the same position.
    next: usize,
}

/// No further addition.
const NONE: usize = usize::MAX;

impl<'a> VartimeSum<'a> {
    /// The empty sum, which is the identity.
    pub fn new() -> Self {
        VartimeSum::default()
    }

    /// Adds `k·P` for a point of this sum alone.
    pub fn add(&mut self, point: &G1, k: impl Into<Multiplier>) {
        self.points.push((*point, k.into()));
    }

    /// Adds `k·P` for a base with a table.
    pub fn add_table(&mut self, table: &'a VartimeTable, k: impl Into<Multiplier>) {
        self.tables.push((table, k.into()));
    }

    /// The sum.
    pub fn finish(&self) -> G1 {
        let mut sums = VartimeSum::finish_all(core::slice::from_ref(self));
        sums.pop().expect("one sum for one")
    }

    /// The widths of the digits of points without a table.
    pub(super) fn own_widths(&self) -> impl Iterator<Item = u32> + '_ {
        self.points.iter().map(|(_, k)| k.own_width())
    }

    /// Calls `each` with the position of every digit that is to be added.
    pub(super) fn each_digit(&self, mut each: impl FnMut(usize)) {
        let own = self.points.iter().map(|(_, k)| (k.own_width(), k));
        let shared = self.tables.iter().map(|(table, k)| (table.width(), k));
        for (width, k) in own.chain(shared) {
            for integer in [&k.low, &k.high] {
                each_digit(integer, width, |position, _| each(position));
            }
        }
    }

    /// Several sums, for which the multiples of all their points are made affine together.
    pub fn finish_all(sums: &[VartimeSum<'_>]) -> Vec<G1> {
        let mut multiples = Vec::new();
        let mut rows = Vec::new();
        for (point, k) in sums.iter().flat_map(|sum| &sum.points) {
            let width = k.own_width();
            push_odd(&mut multiples, point, width);
            rows.push(width);
        }
        let multiples = G1::batch_to_affine(&multiples);
        let mut rest = multiples.as_slice();
        let mut rows = rows.iter().map(|width| {
            let (odd, others) = rest.split_at(1 << (width - 2));
            rest = others;
            Row { odd, width: *width }
        });
        let sum = |sum: &VartimeSum<'_>| {
            let mut additions = Additions::new();
            for ((_, k), row) in sum.points.iter().zip(rows.by_ref()) {
                additions.push(row, k);
            }
            for (table, k) in &sum.tables {
                additions.push(table.row(), k);
            }
            additions.sum()
        };
        sums.iter().map(sum).collect()
    }
}

impl core::fmt::Debug for VartimeSum<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VartimeSum(..)")
    }
}

/// All additions of a sum, by position.
struct Additions<'a> {
    all: Vec<Addition<'a>>,
    first: [usize; POSITIONS],
}

impl<'a> Additions<'a> {
    fn new() -> Self {
        Additions {
            all: Vec::with_capacity(256),
            first: [NONE; POSITIONS],
        }
    }

    fn push(&mut self, row: Row<'a>, k: &Multiplier) {
        for (integer, endomorphism) in [(&k.low, false), (&k.high, true)] {
            each_digit(integer, row.width, |position, digit| {
                let next = core::mem::replace(&mut self.first[position], self.all.len());
                self.all.push(Addition {
                    multiple: &row.odd[(digit.unsigned_abs() / 2) as usize], // digits are odd
                    negative: k.negative != (digit < 0),
                    endomorphism,
                    next,
                });
            });
        }
    }

    fn sum(&self) -> G1 {
        let mut sum = backend::Sum::identity();
        let mut started = false;
        for first in self.first.iter().rev() {
            if started {
                sum.double();
            }
            let mut at = *first;
            while let Some(addition) = self.all.get(at) {
                sum.add(
                    &addition.multiple.0,
                    addition.negative,
                    addition.endomorphism,
                );
                started = true;
                at = addition.next;
            }
        }
        G1(sum.finish())
    }
}
