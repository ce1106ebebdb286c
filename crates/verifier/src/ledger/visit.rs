//! Who was here today, as far as a venue's policy asks for it: a pseudonym holds for one venue and one
//! day, so a row says that somebody came, in which hours, and nothing of any other venue or day.

use celadon_credential::Time;
use celadon_credential::ids::VenueId;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::{Index, IndexCreateStatement, Table, TableCreateStatement};
use sea_orm_migration::schema::{big_integer, binary_len};

use super::purge::BATCH;
use super::{Ledger, LedgerError, seconds, time};

const VISITOR: &str = "visitor";
const VISIT: &str = "visit";
const HOUR: u64 = 3_600;

/// The bytes of a pseudonym.
pub type Pseudonym = [u8; 48];

/// An admission with a pseudonym, to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Where.
    pub venue: VenueId,
    /// Who, for this venue and day.
    pub pseudonym: Pseudonym,
    /// When; of it the hour is kept.
    pub at: Time,
    /// The end of the pseudonym's day.
    pub day_end: Time,
    /// For how many days after its own the hour is kept, up to [`Visit::MAX_DAYS`].
    pub days: u32,
}

impl Visit {
    /// The longest that a visit is kept, in days.
    pub const MAX_DAYS: u32 = 28;
}

/// What a visit was among those of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Whether the same pseudonym was here before on this day: a person who comes back, or one who
    /// was lent the code.
    pub seen_today: bool,
    /// How many pseudonyms were here on this day.
    pub heads: u64,
}

pub(super) fn tables() -> [TableCreateStatement; 2] {
    let visitor = Table::create()
        .table(VISITOR)
        .col(binary_len("venue", 16))
        .col(binary_len("pseudonym", 48))
        .col(big_integer("day_end"))
        .primary_key(Index::create().col("venue").col("pseudonym"))
        .take();
    let visit = Table::create()
        .table(VISIT)
        .col(binary_len("venue", 16))
        .col(big_integer("hour"))
        .col(binary_len("pseudonym", 48))
        .col(big_integer("until"))
        .primary_key(Index::create().col("venue").col("hour").col("pseudonym"))
        .take();
    [visitor, visit]
}

pub(super) fn indexes() -> [IndexCreateStatement; 2] {
    let of = |name: &str, table: &'static str, column: &'static str| {
        Index::create().name(name).table(table).col(column).take()
    };
    [
        of("visitor_day_end", VISITOR, "day_end"),
        of("visit_until", VISIT, "until"),
    ]
}

impl Ledger {
    /// Counts a visit. Of two that come at the same moment at two replicas one was here before.
    ///
    /// # Errors
    /// [`LedgerError`]; then it was not counted.
    pub async fn count_visit(&self, visit: &Visit) -> Result<Counted, LedgerError> {
        self.store
            .write("count visit", async |db| {
                let rows = super::fence::read(db, self.place).await?;
                rows.check_clock(self.clock.now())?;
                let first = insert_visitor(db, visit).await?;
                insert_hour(db, visit).await?;
                Ok(Counted {
                    seen_today: !first,
                    heads: heads(db, visit).await?,
                })
            })
            .await
    }

    /// The visits of a venue from one time to another that are still kept: hour and pseudonym.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn visits(
        &self,
        venue: VenueId,
        from: Time,
        to: Time,
    ) -> Result<Vec<(Time, Pseudonym)>, LedgerError> {
        let select = Query::select()
            .columns(["hour", "pseudonym"])
            .from(VISIT)
            .and_where(Expr::col("venue").eq(venue.as_bytes().to_vec()))
            .and_where(Expr::col("hour").gte(seconds(from)))
            .and_where(Expr::col("hour").lt(seconds(to)))
            // What is over is not told, whether it was purged already or not.
            .and_where(Expr::col("until").gt(seconds(self.clock.now())))
            .order_by("hour", sea_orm::Order::Asc)
            .order_by("pseudonym", sea_orm::Order::Asc)
            .take();
        let rows = self.store.reader().query_all(&select);
        let rows = self.store.read(async { Ok::<_, LedgerError>(rows.await?) });
        let mut visits = Vec::new();
        for row in rows.await? {
            let pseudonym: Vec<u8> = row.try_get("", "pseudonym")?;
            let pseudonym = pseudonym
                .try_into()
                .map_err(|_| DbErr::Type("the pseudonym of a visit".into()))?;
            visits.push((time(row.try_get("", "hour")?), pseudonym));
        }
        Ok(visits)
    }

    /// Forgets the visits whose time is over; how many.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub async fn forget_visits(&self) -> Result<u64, LedgerError> {
        let now = self.clock.now();
        let mut forgotten = 0;
        for (table, over) in [(VISITOR, "day_end"), (VISIT, "until")] {
            loop {
                let step = self.store.write("forget visits", async |db| {
                    Ok::<_, LedgerError>(forget(db, table, over, now).await?)
                });
                let step = step.await?;
                forgotten += step;
                if step < BATCH {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        if forgotten > 0 {
            self.empty_log().await;
        }
        Ok(forgotten)
    }
}

async fn insert_visitor(db: &impl ConnectionTrait, visit: &Visit) -> Result<bool, DbErr> {
    let insert = Query::insert()
        .into_table(VISITOR)
        .columns(["venue", "pseudonym", "day_end"])
        .values_panic([
            visit.venue.as_bytes().to_vec().into(),
            visit.pseudonym.to_vec().into(),
            seconds(visit.day_end).into(),
        ])
        .on_conflict(
            OnConflict::columns(["venue", "pseudonym"])
                .do_nothing()
                .to_owned(),
        )
        .take();
    Ok(db.execute(&insert).await?.rows_affected() == 1)
}

async fn insert_hour(db: &impl ConnectionTrait, visit: &Visit) -> Result<(), DbErr> {
    let days = u64::from(Ord::min(visit.days, Visit::MAX_DAYS));
    let hour = visit.at.as_secs() / HOUR * HOUR;
    let insert = Query::insert()
        .into_table(VISIT)
        .columns(["venue", "hour", "pseudonym", "until"])
        .values_panic([
            visit.venue.as_bytes().to_vec().into(),
            seconds(Time::from_secs(hour)).into(),
            visit.pseudonym.to_vec().into(),
            seconds(visit.day_end.plus(days * 24 * HOUR)).into(),
        ])
        .on_conflict(
            OnConflict::columns(["venue", "hour", "pseudonym"])
                .do_nothing()
                .to_owned(),
        )
        .take();
    db.execute(&insert).await.map(drop)
}

async fn heads(db: &impl ConnectionTrait, visit: &Visit) -> Result<u64, DbErr> {
    let count = Query::select()
        .expr(Expr::col("pseudonym").count())
        .from(VISITOR)
        .and_where(Expr::col("venue").eq(visit.venue.as_bytes().to_vec()))
        .and_where(Expr::col("day_end").eq(seconds(visit.day_end)))
        .take();
    let row = db.query_one(&count).await?;
    let count: i64 = match row {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(u64::try_from(count).unwrap_or(0))
}

async fn forget(
    db: &impl ConnectionTrait,
    table: &'static str,
    over: &'static str,
    now: Time,
) -> Result<u64, DbErr> {
    let mut key = vec!["venue", "pseudonym"];
    if table == VISIT {
        key.push("hour");
    }
    let ended = Query::select()
        .columns(key.clone())
        .from(table)
        .and_where(Expr::col(over).lte(seconds(now)))
        .limit(BATCH)
        .take();
    let key = Expr::tuple(key.into_iter().map(Expr::col));
    let delete = Query::delete()
        .from_table(table)
        .and_where(key.in_subquery(ended))
        .take();
    Ok(db.execute(&delete).await?.rows_affected())
}
