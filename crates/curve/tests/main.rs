//! Tests of the curve interface, the same on both backends.

mod affine;
mod laws;
mod refused;
mod secrets;
mod shared_base;
mod sums;
mod vartime;
mod vector_file;
mod vectors;
