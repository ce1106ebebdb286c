//! The one binary, `celadon`.
fn main() {}
