//! `GET /v1/stamps/…`: public, immutable files. The paths are built from numbers that were parsed,
//! never from what was sent.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use celadon_api::issuer::RoundsResponse;
use celadon_credential::stamp::BucketIndex;
use celadon_credential::stamp::round::Round;
use celadon_credential::{Grid, Period, Time};
use celadon_service::{Json, Problem};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::office::Office;
use crate::registry::RegistryError;
use crate::stamper::files;
use crate::store::round;

/// A published file never changes; it is of no use to anybody for longer than a day-long period
/// and the quarter before it.
const IMMUTABLE: &str = "public, max-age=108000, immutable";

pub(super) async fn rounds(
    State(office): State<Arc<Office>>,
    Path((grid, t)): Path<(String, String)>,
) -> Result<Json<RoundsResponse>, Problem> {
    let (grid, t) = round::key(period(&grid, &t)?);
    let published = round::Entity::find()
        .filter(round::Column::Grid.eq(grid))
        .filter(round::Column::T.eq(t))
        .filter(round::Column::Published.eq(true))
        .count(office.registry.store.reader());
    let rounds = published.await.map_err(RegistryError::from)?;
    Ok(Json(RoundsResponse {
        rounds: u32::try_from(rounds).unwrap_or(u32::MAX),
    }))
}

pub(super) async fn file(
    State(office): State<Arc<Office>>,
    Path((grid, t, number, file)): Path<(String, String, String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let round = Round {
        period: period(&grid, &t)?,
        number: exact(&number)?,
    };
    let manifest = files::manifest(&office.stamps, round);
    let wanted = if file == files::MANIFEST {
        manifest.clone()
    } else {
        let all = BucketIndex::MAX_BITS;
        let bucket = BucketIndex::new(all, exact(&file)?).ok_or_else(nothing)?;
        files::bucket(&office.stamps, round, bucket)
    };
    let bytes = tokio::task::spawn_blocking(move || read(manifest, wanted))
        .await
        .map_err(|_| Problem::internal())??;
    let headers = [
        (CONTENT_TYPE, "application/octet-stream"),
        (CACHE_CONTROL, IMMUTABLE),
    ];
    Ok((headers, bytes))
}

/// A round without a manifest is not public yet.
fn read(manifest: PathBuf, wanted: PathBuf) -> Result<Vec<u8>, Problem> {
    if !manifest.exists() {
        return Err(nothing());
    }
    std::fs::read(wanted).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => nothing(),
        _ => {
            tracing::error!(%error, "a stamp file cannot be read");
            Problem::internal()
        }
    })
}

fn period(grid: &str, t: &str) -> Result<Period, Problem> {
    let grid = Grid::new(exact(grid)?).map_err(|_| nothing())?;
    Period::ending(grid, Time::from_secs(exact(t)?)).ok_or_else(nothing)
}

/// A number in the one spelling that it has in a path.
fn exact<N: FromStr + Display>(text: &str) -> Result<N, Problem> {
    let number: N = text.parse().map_err(|_| nothing())?;
    if number.to_string() == text {
        Ok(number)
    } else {
        Err(nothing())
    }
}

fn nothing() -> Problem {
    Problem::not_found("There is no such stamp file. Ask which rounds there are.")
}
