//! Why a use was not recorded in Redis.

use redis::RedisError;
use thiserror::Error;

/// Nothing was recorded that is told as done, and so nothing may be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// No answer, or no connection.
    #[error(
        "Redis at {address} does not answer ({cause}): check that it runs, its address and password"
    )]
    Unreachable {
        /// Its URL, without secrets.
        address: String,
        /// What the client says.
        cause: String,
    },
    /// It answers, and does not do it.
    #[error(
        "Redis at {address} refuses ({cause}): check its memory, its disk and the user's rights"
    )]
    Refused {
        /// Its URL, without secrets.
        address: String,
        /// What it says.
        cause: String,
    },
    /// It may drop what it was told to keep.
    #[error(
        "Redis at {address} has maxmemory-policy {found} and forgets used codes: set it to \
         noeviction"
    )]
    Evicts {
        /// Its URL, without secrets.
        address: String,
        /// What it is set to.
        found: String,
    },
    /// It follows another.
    #[error("Redis at {address} is a {found}: name the master in the URL")]
    NotMaster {
        /// Its URL, without secrets.
        address: String,
        /// Its role.
        found: String,
    },
    /// It was emptied, restarted, replaced or promoted, or has dropped a key, since it was marked.
    #[error("Redis at {0} is not as it was left: it may have forgotten used codes")]
    Other(String),
    /// As many wait for it as may.
    #[error("as many wait for Redis as may: try again")]
    Busy,
}

impl ReplayError {
    pub(super) fn of(address: String, error: &RedisError) -> ReplayError {
        // Of a server's error the code and its words; of a connection's what the system says.
        let cause = error.to_string();
        if error.is_io_error() || error.is_timeout() || error.is_connection_dropped() {
            ReplayError::Unreachable { address, cause }
        } else {
            ReplayError::Refused { address, cause }
        }
    }
}
