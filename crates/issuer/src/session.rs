//! A wallet shows its code and gets a session with an offer. Nothing is used up yet: a code is
//! used when a credential is issued for it, so that neither a typing error nor a lost answer
//! burns it.

use celadon_credential::Time;
use celadon_service::{SecretToken, StoreError};
use rand::CryptoRng;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use thiserror::Error;

use crate::code::OneTimeCode;
use crate::enrol::CODE_LIFE;
use crate::registry::{Registry, RegistryError};
use crate::store::{code, issuance, seconds, session, time};

/// How many sessions one code can have. A wallet needs one; who needs more gets a new code.
pub const SESSIONS: u64 = 16;

/// A session with its offer's nonce.
#[derive(Debug)]
pub struct Begun {
    /// The bearer token.
    pub token: SecretToken,
    /// The nonce to answer.
    pub nonce: [u8; 32],
    /// Until when the offer can be answered.
    pub expires_at: Time,
}

/// A code was not taken.
#[derive(Debug, Error)]
pub enum BeginError {
    /// No such code.
    #[error("there is no such code")]
    Unknown,
    /// It was good once.
    #[error("the code has ended")]
    Ended,
    /// A credential was issued for it.
    #[error("the code was used")]
    Used,
    /// More than [`SESSIONS`].
    #[error("the code was shown too often")]
    TooOften,
    /// The database.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl From<StoreError> for BeginError {
    fn from(error: StoreError) -> BeginError {
        BeginError::Registry(error.into())
    }
}

impl Registry {
    /// Begins a session for whoever knows a code.
    pub async fn begin(
        &self,
        code: &OneTimeCode,
        now: Time,
        rng: &mut impl CryptoRng,
    ) -> Result<Begun, BeginError> {
        let index = self.at_rest.code(code.symbols());
        // Looked up before the turn to write is taken, so that guesses hold nobody up.
        self.open_code(self.store.reader(), &index, now).await?;
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        let begun = Begun {
            token: SecretToken::random(rng),
            nonce,
            expires_at: now.plus(CODE_LIFE),
        };
        let row = session::ActiveModel {
            token_index: Set(begun.token.digest().as_bytes().to_vec()),
            code: Set(index.to_vec()),
            nonce: Set(nonce.to_vec()),
            expires_at: Set(seconds(begun.expires_at)),
            credential: Set(None),
        };
        self.store
            .write("begin", async |db| {
                self.open_code(db, &index, now).await?;
                let sessions = session::Entity::find()
                    .filter(session::Column::Code.eq(index.to_vec()))
                    .count(db)
                    .await
                    .map_err(RegistryError::from)?;
                if sessions >= SESSIONS {
                    return Err(BeginError::TooOften);
                }
                session::Entity::insert(row)
                    .exec_without_returning(db)
                    .await
                    .map_err(RegistryError::from)?;
                Ok(())
            })
            .await?;
        Ok(begun)
    }

    /// The session of a token; `None` if there is none, or it has ended.
    pub async fn session(
        &self,
        token: &SecretToken,
        now: Time,
    ) -> Result<Option<session::Model>, RegistryError> {
        let row = session::Entity::find_by_id(token.digest().as_bytes().to_vec())
            .one(self.store.reader())
            .await?;
        Ok(row.filter(|session| now < time(session.expires_at)))
    }

    async fn open_code(
        &self,
        db: &impl sea_orm::ConnectionTrait,
        index: &[u8; 32],
        now: Time,
    ) -> Result<(), BeginError> {
        let find = code::Entity::find_by_id(index.to_vec()).one(db);
        let Some(code) = find.await.map_err(RegistryError::from)? else {
            return Err(BeginError::Unknown);
        };
        let used = issuance::Entity::find_by_id(index.to_vec()).one(db);
        if used.await.map_err(RegistryError::from)?.is_some() {
            return Err(BeginError::Used);
        }
        if now < time(code.expires_at) {
            Ok(())
        } else {
            Err(BeginError::Ended)
        }
    }
}
