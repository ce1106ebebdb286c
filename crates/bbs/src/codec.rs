//! Strict reading of fixed layouts: points and scalars, nothing left over.

use celadon_curve::{G1, Scalar};

use crate::Error;

/// What is left of an encoding whose length has been checked.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Begins with all of `bytes`.
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// Takes a point of G1: in the subgroup, not the identity.
    pub(crate) fn point(&mut self, what: &'static str) -> Result<G1, Error> {
        G1::from_bytes(self.take(what)?).map_err(|reason| Error::Point { what, reason })
    }

    /// Takes several points, each as [`Reader::point`] does: decoded together, which may cost less.
    pub(crate) fn points<const N: usize>(
        &mut self,
        what: [&'static str; N],
    ) -> Result<[G1; N], Error> {
        let mut encodings = [[0; 48]; N];
        for (encoding, what) in encodings.iter_mut().zip(what) {
            *encoding = *self.take(what)?;
        }
        let mut points = [G1::identity(); N];
        let decoded = G1::from_bytes_each(&encodings).into_iter();
        for ((point, decoded), what) in points.iter_mut().zip(decoded).zip(what) {
            *point = decoded.map_err(|reason| Error::Point { what, reason })?;
        }
        Ok(points)
    }

    /// Takes a scalar from 1 to `r - 1`.
    pub(crate) fn scalar(&mut self, what: &'static str) -> Result<Scalar, Error> {
        nonzero(what, self.take(what)?)
    }

    /// Takes `count` scalars from 1 to `r - 1`.
    pub(crate) fn scalars(
        &mut self,
        what: &'static str,
        count: usize,
    ) -> Result<Vec<Scalar>, Error> {
        (0..count).map(|_| self.scalar(what)).collect()
    }

    fn take<const N: usize>(&mut self, what: &'static str) -> Result<&'a [u8; N], Error> {
        let (head, tail) = self.0.split_first_chunk().ok_or(Error::Length {
            what,
            found: self.0.len(),
            expected: "the bytes of a point (48) or a scalar (32)",
        })?;
        self.0 = tail;
        Ok(head)
    }
}

/// Decodes a scalar from 1 to `r - 1`.
pub(crate) fn nonzero(what: &'static str, bytes: &[u8; 32]) -> Result<Scalar, Error> {
    Scalar::from_bytes(bytes)
        .filter(|scalar| !scalar.is_zero())
        .ok_or(Error::Scalar { what })
}
