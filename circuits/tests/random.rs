//! A deterministic random source whose stream no dependency may change: frozen proofs are made
//! with it.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

/// A source from a seed.
pub fn rng(seed: u64) -> SeededRng {
    let mut transcript = merlin::Transcript::new(b"celadon-circuits-tests/rng");
    transcript.append_u64(b"seed", seed);
    SeededRng(transcript)
}

pub struct SeededRng(merlin::Transcript);

impl TryRng for SeededRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.challenge_bytes(b"bytes", bytes);
        Ok(())
    }
}

impl TryCryptoRng for SeededRng {}

/// A broken source: every byte it gives is the same.
pub struct ConstantRng(pub u8);

impl TryRng for ConstantRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for ConstantRng {}
