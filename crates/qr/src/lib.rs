//! celadon-qr
