//! Label: how a wallet finds its row among thousands, and nobody else does.

use std::sync::LazyLock;

use hkdf::HkdfExtract;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroize;

use crate::colour::Colour;
use crate::grid::Period;
use crate::issuance::Exponent;

/// The first 16 bytes of a row.
pub type Label = [u8; 16];

/// The key of all labels of one credential: `HKDF-SHA-256(e, "stamp-label")`. Wiped on drop.
pub struct LabelKey([u8; 32]);

impl LabelKey {
    /// Derives it.
    pub fn new(exponent: &Exponent) -> LabelKey {
        // That there is no salt takes two of its hash's blocks: once is enough.
        static UNSALTED: LazyLock<HkdfExtract<Sha256>> = LazyLock::new(|| HkdfExtract::new(None));
        let mut extract = UNSALTED.clone();
        extract.input_ikm(exponent.to_bytes().expose());
        let (mut pseudorandom, expander) = extract.finalize();
        pseudorandom.zeroize();
        let mut key = [0; 32];
        expander
            .expand(b"stamp-label", &mut key)
            .expect("32 bytes are within HKDF's bound");
        LabelKey(key)
    }

    /// `HMAC-SHA-256(key, colour ‖ grid ‖ T)[0..16]`: another label for each colour and period, so
    /// that a change of colour leaves no two stamps under one label.
    pub fn label(&self, colour: Colour, period: Period) -> Label {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(&[colour.code()]);
        mac.update(&period.grid().as_secs().to_be_bytes());
        mac.update(&period.end().as_secs().to_be_bytes());
        let full = mac.finalize().into_bytes();
        *full.first_chunk().expect("SHA-256 has more than 16 bytes")
    }
}

impl Drop for LabelKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl core::fmt::Debug for LabelKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LabelKey(..)")
    }
}
