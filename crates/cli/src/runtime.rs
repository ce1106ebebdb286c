//! Where commands that wait for a network or a database run.

use std::future::Future;

use crate::exit::Failure;

/// Runs a future to its end, on as many threads as there are cores.
pub fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(future)
}
