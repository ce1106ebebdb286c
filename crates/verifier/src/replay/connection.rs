//! One connection to Redis that requests share, made anew when it breaks. Every wait ends.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use super::{ReplayAddress, ReplayError, ReplayOptions};

/// A connection, or none yet.
pub(super) struct Connection {
    client: Client,
    address: String,
    open: Mutex<Open>,
    places: Semaphore,
    patience: Duration,
}

#[derive(Default)]
struct Open {
    /// How many were opened: so that of two who find the same one broken, one closes it.
    number: u64,
    connection: Option<MultiplexedConnection>,
}

impl Connection {
    /// Not connected yet.
    pub(super) fn new(
        address: &ReplayAddress,
        options: &ReplayOptions,
    ) -> Result<Connection, ReplayError> {
        let shown = address.to_string();
        // What the client says of a URL could hold a piece of it.
        let client = Client::open(address.reveal()).map_err(|_| ReplayError::Refused {
            address: shown.clone(),
            cause: "its URL has a part that is not known".into(),
        })?;
        Ok(Connection {
            client,
            address: shown,
            open: Mutex::default(),
            places: Semaphore::new(options.in_flight),
            patience: options.patience,
        })
    }

    /// Asks once. A connection that breaks is closed, and the next request opens another.
    pub(super) async fn ask<T: FromRedisValue>(
        &self,
        question: impl AsyncFnOnce(&mut MultiplexedConnection) -> Result<T, RedisError>,
    ) -> Result<T, ReplayError> {
        let place = timeout(self.patience, self.places.acquire()).await;
        let _place = place
            .map_err(|_| ReplayError::Busy)?
            .expect("it is never closed");
        let (number, mut connection) = self.open().await?;
        let answered = timeout(self.patience, question(&mut connection)).await;
        let error = match answered {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => ReplayError::of(self.address.clone(), &error),
            Err(_) => self.unreachable("no answer in time"),
        };
        if let ReplayError::Unreachable { .. } = error {
            self.close(number).await;
        }
        Err(error)
    }

    /// Lets go of the connection: another server may have taken the address.
    pub(super) async fn renew(&self) {
        self.open.lock().await.connection = None;
    }

    async fn open(&self) -> Result<(u64, MultiplexedConnection), ReplayError> {
        let open = timeout(self.patience, self.open.lock()).await;
        let mut open = open.map_err(|_| ReplayError::Busy)?;
        if let Some(connection) = &open.connection {
            return Ok((open.number, connection.clone()));
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.patience))
            .set_response_timeout(Some(self.patience));
        let opening = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        let connection = timeout(self.patience, opening)
            .await
            .map_err(|_| self.unreachable("no connection in time"))?
            .map_err(|error| ReplayError::of(self.address.clone(), &error))?;
        open.number += 1;
        open.connection = Some(connection.clone());
        Ok((open.number, connection))
    }

    async fn close(&self, number: u64) {
        let mut open = self.open.lock().await;
        if open.number == number {
            open.connection = None;
        }
    }

    fn unreachable(&self, cause: &str) -> ReplayError {
        ReplayError::Unreachable {
            address: self.address.clone(),
            cause: cause.into(),
        }
    }
}
