//! Tests of the verifier service.
#![allow(clippy::unwrap_used)] // a test that fails to unwrap fails, which is what it is for
#![allow(non_snake_case)] // points are capitals

mod challenges;
mod checking;
mod configs;
mod costs;
mod events;
mod keys;
mod lists;
mod openid4vp;
mod postgres;
mod privacy;
mod redis;
mod servers;
mod storing;
mod verifications;
mod visiting;
mod world;
