//! What became of a challenge. A row is made with the challenge and closed once: by the first
//! accepted answer, or by the first who asks after the challenge's end. The token is in it only
//! until then.

use celadon_credential::ids::{ChallengeId, VenueId};
use celadon_credential::presentation::Admission;
use celadon_credential::url::HttpUrl;
use celadon_credential::{Colour, Time};
use celadon_service::TokenDigest;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sea_orm_migration::prelude::TableAlterStatement;
use sea_orm_migration::prelude::{Index, IndexCreateStatement, Table, TableCreateStatement};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary_len, blob_null, small_integer, small_integer_null,
    string_null,
};

use super::purge::BATCH;
use super::{Ledger, LedgerError, fence, seconds, time};

pub(super) const TABLE: &str = "outcome";
pub(super) const PENDING: i16 = 0;
const ACCEPTED: i16 = 1;
const UNANSWERED: i16 = 2;

/// How many challenges of one venue are told at one time. More live only where a device makes
/// more than two a second.
pub const MOST_KNOWN: u64 = 1_000;

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

/// An outcome, and whom it is told to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What became of the challenge.
    pub outcome: Outcome,
    /// If it was accepted and the venue wanted its visitor back: the digest of the response code,
    /// without which nobody is told.
    pub code: Option<TokenDigest>,
}

/// A challenge that a venue is about to show.
#[derive(Debug, Clone, Copy)]
pub struct OpenChallenge<'a> {
    /// Its id.
    pub id: ChallengeId,
    /// The venue that asks.
    pub venue: VenueId,
    /// Its end.
    pub expiry: Time,
    /// The token, which wallets may ask for.
    pub token: &'a [u8],
    /// Where the venue wants its visitor back.
    pub redirect_uri: Option<&'a HttpUrl>,
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

/// What a challenge needs beside its outcome.
pub(super) fn columns_of_requests() -> [TableAlterStatement; 3] {
    let add = |column| Table::alter().table(TABLE).add_column(column).take();
    [
        add(blob_null("token")),
        add(string_null("redirect_uri")),
        add(blob_null("response_code")),
    ]
}

impl Ledger {
    /// Remembers a challenge.
    ///
    /// # Errors
    /// [`LedgerError`]; then it must not be shown, for nobody could learn what became of it.
    pub async fn open_challenge(&self, challenge: OpenChallenge<'_>) -> Result<(), LedgerError> {
        self.store
            .write("open challenge", async |db| {
                let rows = fence::read(db, self.place).await?;
                rows.check_clock(self.clock.now())?;
                let insert = Query::insert()
                    .into_table(TABLE)
                    .columns([
                        "challenge",
                        "venue",
                        "expiry",
                        "state",
                        "token",
                        "redirect_uri",
                    ])
                    .values_panic([
                        challenge.id.as_bytes().to_vec().into(),
                        challenge.venue.as_bytes().to_vec().into(),
                        seconds(challenge.expiry).into(),
                        PENDING.into(),
                        challenge.token.to_vec().into(),
                        challenge.redirect_uri.map(HttpUrl::to_string).into(),
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
    ) -> Result<Option<Record>, LedgerError> {
        let row = read(self.store.reader(), challenge, venue);
        let row = self.store.read(async { Ok::<_, LedgerError>(row.await?) });
        let Some((record, expiry)) = row.await? else {
            return Ok(None);
        };
        if record.outcome != Outcome::Pending || self.clock.now() < expiry {
            return Ok(Some(record));
        }
        self.store
            .write("close challenge", async |db| {
                close(db, challenge).await?;
                let row = read(db, challenge, venue).await?;
                Ok(row.map(|(record, _)| record))
            })
            .await
    }
}

impl Ledger {
    /// The challenges of a venue that are not forgotten, oldest first, at most [`MOST_KNOWN`].
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn challenges_of(&self, venue: VenueId) -> Result<Vec<ChallengeId>, LedgerError> {
        let select = Query::select()
            .column("challenge")
            .from(TABLE)
            .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
            .order_by("expiry", Order::Asc)
            .limit(MOST_KNOWN)
            .take();
        let rows = self.store.reader().query_all(&select).await?;
        let ids = rows.iter().map(|row| {
            let bytes: Vec<u8> = row.try_get("", "challenge")?;
            let bytes = bytes.try_into().map_err(|_| broken("challenge"))?;
            Ok(ChallengeId::from_bytes(bytes))
        });
        ids.collect::<Result<_, DbErr>>().map_err(Into::into)
    }
}

/// Writes an acceptance, in the transaction that records the answer's use.
pub(super) async fn accept(
    db: &impl ConnectionTrait,
    challenge: ChallengeId,
    venue: VenueId,
    admission: &Admission,
    code: Option<TokenDigest>,
) -> Result<(), LedgerError> {
    let update = Query::update()
        .table(TABLE)
        .value("state", ACCEPTED)
        .value("colour", i16::from(admission.colour.code()))
        .value("valid_until", seconds(admission.valid_until))
        .value("pseudonym", admission.pseudonym.map(|N| N.to_vec()))
        .value("response_code", code.map(|code| code.as_bytes().to_vec()))
        .value("token", Option::<Vec<u8>>::None)
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
        .value("token", Option::<Vec<u8>>::None)
        .and_where(Expr::col("challenge").eq(challenge.as_bytes().to_vec()))
        .and_where(Expr::col("state").eq(PENDING))
        .take();
    db.execute(&update).await.map(drop)
}

async fn read(
    db: &impl ConnectionTrait,
    challenge: ChallengeId,
    venue: VenueId,
) -> Result<Option<(Record, Time)>, DbErr> {
    let select = Query::select()
        .columns([
            "state",
            "expiry",
            "colour",
            "valid_until",
            "pseudonym",
            "response_code",
        ])
        .from(TABLE)
        .and_where(Expr::col("challenge").eq(challenge.as_bytes().to_vec()))
        .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
        .take();
    match db.query_one(&select).await? {
        Some(row) => Ok(Some((record(&row)?, time(row.try_get("", "expiry")?)))),
        None => Ok(None),
    }
}

fn record(row: &QueryResult) -> Result<Record, DbErr> {
    let code: Option<Vec<u8>> = row.try_get("", "response_code")?;
    let code = code
        .map(|bytes| bytes.try_into().map_err(|_| broken("response code")))
        .transpose()?;
    Ok(Record {
        outcome: decode(row)?,
        code: code.map(TokenDigest::from_bytes),
    })
}

fn broken(what: &str) -> DbErr {
    DbErr::Type(format!("the {what} of an outcome"))
}

fn decode(row: &QueryResult) -> Result<Outcome, DbErr> {
    Ok(match row.try_get::<i16>("", "state")? {
        PENDING => Outcome::Pending,
        ACCEPTED => Outcome::Accepted(admission(row)?),
        _ => Outcome::Unanswered,
    })
}

fn admission(row: &QueryResult) -> Result<Admission, DbErr> {
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
