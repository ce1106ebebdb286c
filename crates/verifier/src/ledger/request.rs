//! A challenge's token, for the wallet that was told only where it is; and where the venue wants
//! its visitor back.

use celadon_credential::Time;
use celadon_credential::ids::ChallengeId;
use celadon_credential::url::HttpUrl;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};

use super::outcome::{PENDING, TABLE};
use super::{Ledger, LedgerError, time};

/// A challenge that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The token.
    pub token: Vec<u8>,
    /// Where the venue wants its visitor back.
    pub redirect_uri: Option<HttpUrl>,
}

impl Ledger {
    /// A challenge that can still be answered: made by a replica of this verifier, not answered,
    /// not over.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn waiting(&self, challenge: ChallengeId) -> Result<Option<Waiting>, LedgerError> {
        let select = Query::select()
            .columns(["expiry", "token", "redirect_uri"])
            .from(TABLE)
            .and_where(Expr::col("challenge").eq(challenge.as_bytes().to_vec()))
            .and_where(Expr::col("state").eq(PENDING))
            .take();
        let row = self.store.reader().query_one(&select);
        let row = self.store.read(async { Ok::<_, LedgerError>(row.await?) });
        let Some(row) = row.await? else {
            return Ok(None);
        };
        let (waiting, expiry) = decode(&row)?;
        Ok((self.clock.now() < expiry).then_some(waiting).flatten())
    }

    /// Whether this verifier made a token, as far as can be told without checking a signature: its
    /// bytes are those that wait, or its challenge is closed and not forgotten.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn is_ours(&self, id: ChallengeId, token: &[u8]) -> Result<bool, LedgerError> {
        let select = Query::select()
            .columns(["state", "token"])
            .from(TABLE)
            .and_where(Expr::col("challenge").eq(id.as_bytes().to_vec()))
            .take();
        let Some(row) = self.store.reader().query_one(&select).await? else {
            return Ok(false);
        };
        let kept: Option<Vec<u8>> = row.try_get("", "token")?;
        Ok(match row.try_get::<i16>("", "state")? {
            PENDING => kept.is_some_and(|kept| kept == token),
            _ => true,
        })
    }
}

/// A row without a token was made by an earlier version.
fn decode(row: &QueryResult) -> Result<(Option<Waiting>, Time), DbErr> {
    let token: Option<Vec<u8>> = row.try_get("", "token")?;
    let redirect_uri: Option<String> = row.try_get("", "redirect_uri")?;
    let redirect_uri = redirect_uri.map(|uri| uri.parse());
    let redirect_uri = redirect_uri
        .transpose()
        .map_err(|_| DbErr::Type("the redirect URI of a challenge".into()))?;
    let waiting = token.map(|token| Waiting {
        token,
        redirect_uri,
    });
    Ok((waiting, time(row.try_get("", "expiry")?)))
}
