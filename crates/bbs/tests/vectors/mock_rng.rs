//! The vectors' randomness: `seeded_random_scalars` of the core draft, as a source of bytes.

use std::convert::Infallible;

use celadon_bbs::Suite;
use celadon_curve::expand_message;
use rand_core::{TryCryptoRng, TryRng};

pub(crate) const SEED: &[u8] = b"3.141592653589793238462643383279";

/// Gives 48 bytes for each of a number of scalars that is known at the start, and no more.
pub(crate) struct MockRng {
    bytes: Vec<u8>,
    used: usize,
}

impl MockRng {
    pub(crate) fn new(suite: Suite, dst: &[u8], scalars: usize) -> MockRng {
        MockRng {
            bytes: expand_message(suite, SEED, dst, 48 * scalars),
            used: 0,
        }
    }
}

/// All of it is used: neither more nor fewer scalars were drawn than the vector says.
impl Drop for MockRng {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.used, self.bytes.len(), "unused mock randomness");
        }
    }
}

impl TryRng for MockRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("scalars are made of bytes")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("scalars are made of bytes")
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        let end = self.used + dst.len();
        dst.copy_from_slice(&self.bytes[self.used..end]);
        self.used = end;
        Ok(())
    }
}

impl TryCryptoRng for MockRng {}
