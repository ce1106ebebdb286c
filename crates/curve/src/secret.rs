//! A value that is wiped when dropped, says nothing in `Debug` and compares in constant time.

use core::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// Holds a secret. There is no `Copy`, no `Display` and no way to print what is inside.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes ownership of a secret.
    pub fn new(value: T) -> Self {
        Secret(value)
    }

    /// The secret itself, for arithmetic. The name is meant to be seen in review.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Secret(self.0.clone())
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize + ConstantTimeEq> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl<T: Zeroize + ConstantTimeEq> Eq for Secret<T> {}
