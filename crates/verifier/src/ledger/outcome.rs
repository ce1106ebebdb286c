//! What became of a challenge. A row is made with the challenge and closed once: by the first
//! accepted answer, or by the first who asks after the challenge's end.

use celadon_credential::ids::{ChallengeId, VenueId};
use celadon_credential::presentation::Admission;
use celadon_credential::{Colour, Time};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sea_orm_migration::prelude::{Index, IndexCreateStatement, Table, TableCreateStatement};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary_len, blob_null, small_integer, small_integer_null,
};

use super::purge::BATCH;
use super::{Ledger, LedgerError, seconds, time, watermark};

const TABLE: &str = "outcome";
const PENDING: i16 = 0;
const ACCEPTED: i16 = 1;
const UNANSWERED: i16 = 2;

/// What became of a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody has answered well, and there is time left.
    Pending,
    /// Somebody has.
    Accepted(Admission),
    /// Nobody has, and its time is over.
    Unanswered,
}

pub(super) fn table() -> TableCreateStatement {
    Table::create()
        .table(TABLE)
        .col(binary_len("challenge", 16).primary_key())
        .col(binary_len("venue", 16))
        .col(big_integer("expiry"))
        .col(small_integer("state"))
        .col(small_integer_null("colour"))
        .col(big_integer_null("valid_until"))
        .col(blob_null("pseudonym"))
        .take()
}

pub(super) fn index() -> IndexCreateStatement {
    Index::create()
        .name("outcome_expiry")
        .table(TABLE)
        .col("expiry")
        .take()
}

impl Ledger {
    /// Remembers a challenge that a venue is about to show.
    ///
    /// # Errors
    /// [`LedgerError`]; then it must not be shown, for nobody could learn what became of it.
    pub async fn open_challenge(
        &self,
        challenge: ChallengeId,
        venue: VenueId,
        expiry: Time,
    ) -> Result<(), LedgerError> {
        self.store
            .write("open challenge", async |db| {
                watermark::check(db, self.clock.now()).await?;
                let insert = Query::insert()
                    .into_table(TABLE)
                    .columns(["challenge", "venue", "expiry", "state"])
                    .values_panic([
                        challenge.as_bytes().to_vec().into(),
                        venue.as_bytes().to_vec().into(),
                        seconds(expiry).into(),
                        PENDING.into(),
                    ])
                    .take();
                db.execute(&insert).await?;
                Ok(())
            })
            .await
    }

    /// What became of a venue's challenge; `None` if there is none of this id. What is told as
    /// unanswered stays so: an answer that arrives at the same moment finds it closed.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn outcome(
        &self,
        challenge: ChallengeId,
        venue: VenueId,
    ) -> Result<Option<Outcome>, LedgerError> {
        let Some((outcome, expiry)) = read(self.store.reader(), challenge, venue).await? else {
            return Ok(None);
        };
        if outcome != Outcome::Pending || self.clock.now() < expiry {
            return Ok(Some(outcome));
        }
        self.store
            .write("close challenge", async |db| {
                close(db, challenge).await?;
                let row = read(db, challenge, venue).await?;
                Ok(row.map(|(outcome, _)| outcome))
            })
            .await
    }
}

/// Writes an acceptance, in the transaction that records the answer's use.
pub(super) async fn accept(
    db: &impl ConnectionTrait,
    challenge: ChallengeId,
    venue: VenueId,
    admission: &Admission,
) -> Result<(), LedgerError> {
    let update = Query::update()
        .table(TABLE)
        .value("state", ACCEPTED)
        .value("colour", i16::from(admission.colour.code()))
        .value("valid_until", seconds(admission.valid_until))
        .value("pseudonym", admission.pseudonym.map(|N| N.to_vec()))
        .and_where(Expr::col("challenge").eq(challenge.as_bytes().to_vec()))
        .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
        .and_where(Expr::col("state").eq(PENDING))
        .take();
    // No such row of this venue: closed, or forgotten, which comes later.
    match db.execute(&update).await?.rows_affected() {
        1 => Ok(()),
        _ => Err(LedgerError::Ended),
    }
}

/// Forgets at most [`BATCH`] challenges whose time ended at `end` or before; how many.
pub(super) async fn forget(db: &impl ConnectionTrait, end: Time) -> Result<u64, DbErr> {
    let ended = Query::select()
        .column("challenge")
        .from(TABLE)
        .and_where(Expr::col("expiry").lte(seconds(end)))
        .limit(BATCH)
        .take();
    let delete = Query::delete()
        .from_table(TABLE)
        .and_where(Expr::col("challenge").in_subquery(ended))
        .take();
    Ok(db.execute(&delete).await?.rows_affected())
}

async fn close(db: &impl ConnectionTrait, challenge: ChallengeId) -> Result<(), DbErr> {
    let update = Query::update()
        .table(TABLE)
        .value("state", UNANSWERED)
        .and_where(Expr::col("challenge").eq(challenge.as_bytes().to_vec()))
        .and_where(Expr::col("state").eq(PENDING))
        .take();
    db.execute(&update).await.map(drop)
}

async fn read(
    db: &impl ConnectionTrait,
    challenge: ChallengeId,
    venue: VenueId,
) -> Result<Option<(Outcome, Time)>, DbErr> {
    let select = Query::select()
        .columns(["state", "expiry", "colour", "valid_until", "pseudonym"])
        .from(TABLE)
        .and_where(Expr::col("challenge").eq(challenge.as_bytes().to_vec()))
        .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
        .take();
    match db.query_one(&select).await? {
        Some(row) => Ok(Some((decode(&row)?, time(row.try_get("", "expiry")?)))),
        None => Ok(None),
    }
}

fn decode(row: &QueryResult) -> Result<Outcome, DbErr> {
    Ok(match row.try_get::<i16>("", "state")? {
        PENDING => Outcome::Pending,
        ACCEPTED => Outcome::Accepted(admission(row)?),
        _ => Outcome::Unanswered,
    })
}

fn admission(row: &QueryResult) -> Result<Admission, DbErr> {
    let broken = |what: &str| DbErr::Type(format!("the {what} of an outcome"));
    let code: i16 = row.try_get("", "colour")?;
    let colour = u8::try_from(code)
        .ok()
        .and_then(|code| Colour::from_code(code).ok());
    let pseudonym: Option<Vec<u8>> = row.try_get("", "pseudonym")?;
    let pseudonym = pseudonym
        .map(|bytes| bytes.try_into().map_err(|_| broken("pseudonym")))
        .transpose()?;
    Ok(Admission {
        colour: colour.ok_or_else(|| broken("colour"))?,
        valid_until: time(row.try_get("", "valid_until")?),
        pseudonym,
    })
}
