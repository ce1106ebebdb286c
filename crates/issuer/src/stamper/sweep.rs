//! What is past its time is deleted: files, rows, and the handles of credentials that ended.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;

use celadon_credential::{Period, Time};
use celadon_vault::FileError;
use sea_orm::sea_query::{Condition, Expr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{StampError, Stamper, files};
use crate::registry::RegistryError;
use crate::store::{code, credential, issuance, round, seconds, session, stamped};

/// How long after `T` stamps are kept, in seconds: for wallets and mirrors that are a little late.
pub const GRACE: u64 = 600;

/// How long an answer is kept for a retry, in seconds: a week.
pub const ANSWER_LIFE: u64 = 7 * 86_400;

impl Stamper {
    /// Deletes what has ended. Files first: what is killed in between is found again by its rows.
    pub async fn sweep(&self, now: Time) -> Result<(), StampError> {
        let store = &self.office.registry.store;
        let ended = round::Entity::find()
            .filter(round::Column::T.lt(seconds(now.minus(GRACE))))
            .all(store.reader());
        let ended = ended.await.map_err(RegistryError::from)?;
        let periods = (ended.iter())
            .map(|row| row.round().map(|round| round.period))
            .collect::<Option<BTreeSet<_>>>()
            .ok_or(RegistryError::Foreign("a round"))?;
        self.delete_files(periods).await?;
        let swept = store.write("sweep", async |db| {
            let before = seconds(now.minus(GRACE));
            stamped::Entity::delete_many()
                .filter(stamped::Column::T.lt(before))
                .exec(db)
                .await?;
            round::Entity::delete_many()
                .filter(round::Column::T.lt(before))
                .exec(db)
                .await?;
            session::Entity::delete_many()
                .filter(session::Column::ExpiresAt.lt(seconds(now)))
                .exec(db)
                .await?;
            let used = Query::select()
                .column(issuance::Column::Code)
                .from(issuance::Entity)
                .take();
            let in_session = Query::select()
                .column(session::Column::Code)
                .from(session::Entity)
                .take();
            code::Entity::delete_many()
                .filter(code::Column::ExpiresAt.lt(seconds(now)))
                .filter(code::Column::CodeIndex.not_in_subquery(used))
                .filter(code::Column::CodeIndex.not_in_subquery(in_session))
                .exec(db)
                .await?;
            let nothing = || Expr::value(Option::<Vec<u8>>::None);
            issuance::Entity::update_many()
                .col_expr(issuance::Column::Response, nothing())
                .filter(issuance::Column::IssuedAt.lt(seconds(now.minus(ANSWER_LIFE))))
                .filter(issuance::Column::Response.is_not_null())
                .exec(db)
                .await?;
            let in_use = Query::select()
                .column(stamped::Column::Credential)
                .from(stamped::Entity)
                .take();
            credential::Entity::update_many()
                .col_expr(credential::Column::Exponent, nothing())
                .col_expr(credential::Column::Commitment, nothing())
                .filter(
                    Condition::any()
                        .add(credential::Column::Live.eq(false))
                        .add(credential::Column::ValidUntil.lt(seconds(now))),
                )
                .filter(credential::Column::Exponent.is_not_null())
                .filter(credential::Column::Number.not_in_subquery(in_use))
                .exec(db)
                .await?;
            Ok::<_, RegistryError>(())
        });
        Ok(swept.await?)
    }

    async fn delete_files(&self, periods: BTreeSet<Period>) -> Result<(), FileError> {
        let office = self.office.clone();
        let delete = move || {
            for period in periods {
                let folder = files::period(&office.stamps, period);
                match fs::remove_dir_all(&folder) {
                    Err(error) if error.kind() != ErrorKind::NotFound => {
                        return Err(FileError::Other(folder, error));
                    }
                    _ => {}
                }
            }
            Ok(())
        };
        tokio::task::spawn_blocking(delete)
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
    }
}
