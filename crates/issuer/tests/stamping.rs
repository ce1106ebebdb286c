//! Stamps: who gets one, when, and that a kill changes no byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use celadon_api::ProblemCode;
use celadon_credential::identity::IdentityNumber;
use celadon_credential::stamp::Kernel;
use celadon_credential::stamp::round::digest;
use celadon_credential::time::Clock;
use celadon_credential::{Colour, Grid, Period};
use celadon_issuer::stamper::SUPPLEMENT_ROWS;
use celadon_issuer::store::{credential, round, stamped};
use celadon_specimen::NOW;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::region::{GREEN, RED, Region, problem};

fn hour(region: &Region) -> Period {
    Grid::HOUR.period_of(region.clock.now())
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The next fixed time of the charter.
fn to_next_round(region: &Region) {
    let interval = u64::from(region.federation.list().charter().round_interval());
    let now = region.clock.now().as_secs();
    region.clock.advance(interval - now % interval);
}

async fn withdraw(region: &Region, passport: &str) -> bool {
    let number = IdentityNumber::passport(passport).unwrap();
    region.office.registry().withdraw(&number).await.unwrap()
}

#[tokio::test]
async fn everybody_is_stamped_by_colour_for_every_grid() {
    let mut region = Region::new().await;
    let green = region.issue_to("E12345678", GREEN).await;
    let red = region.issue_to("E12345679", RED).await;
    region.stamper().tick().await.unwrap();
    for grid in [Grid::HOUR, Grid::DAY] {
        let period = grid.period_of(NOW);
        assert_eq!(region.rounds(period).await, 1);
        assert_eq!(
            region.stamp_of(&green, period).await,
            Some((0, Colour::Green))
        );
        assert_eq!(region.stamp_of(&red, period).await, Some((0, Colour::Red)));
        // It is not the last quarter yet.
        assert_eq!(region.rounds(period.next()).await, 0);
    }
    region.stamper().tick().await.unwrap();
    assert_eq!(
        region.rounds(hour(&region)).await,
        1,
        "nothing more was due"
    );
}

#[tokio::test]
async fn the_next_period_is_stamped_in_the_last_quarter() {
    let mut region = Region::new().await;
    let green = region.issue_to("E12345678", GREEN).await;
    let stamper = region.stamper();
    let period = hour(&region);
    region.clock.set(period.end().minus(901));
    stamper.tick().await.unwrap();
    assert_eq!(region.rounds(period.next()).await, 0);
    region.clock.set(period.end().minus(900));
    stamper.tick().await.unwrap();
    let stamp = region.stamp_of(&green, period.next()).await;
    assert_eq!(stamp, Some((0, Colour::Green)));
    assert_eq!(region.rounds(period.next().next()).await, 0);
}

#[tokio::test]
async fn who_is_new_is_in_the_next_round_and_a_round_comes_also_for_nobody() {
    let mut region = Region::new().await;
    let stamper = region.stamper();
    stamper.tick().await.unwrap();
    let period = hour(&region);
    let new = region.issue_to("E12345678", GREEN).await;
    stamper.tick().await.unwrap();
    assert_eq!(region.stamp_of(&new, period).await, None, "before its time");
    to_next_round(&region);
    stamper.tick().await.unwrap();
    assert_eq!(
        region.stamp_of(&new, period).await,
        Some((1, Colour::Green))
    );
    to_next_round(&region);
    stamper.tick().await.unwrap();
    assert_eq!(region.rounds(period).await, 3);
    // Nobody can tell the empty round from the other one by its size.
    let sizes = [1, 2].map(|round| {
        let folder = format!("{}/{}/{round}/0", period.grid(), period.end().as_secs());
        fs::metadata(region.stamps().join(folder)).unwrap().len()
    });
    assert_eq!(sizes, [(SUPPLEMENT_ROWS * 64) as u64; 2]);
    assert_eq!(
        region.stamp_of(&new, period).await,
        Some((1, Colour::Green))
    );
}

#[tokio::test]
async fn who_finds_no_room_waits_for_the_next_round() {
    let mut region = Region::new().await;
    let stamper = region.stamper();
    stamper.tick().await.unwrap();
    let first = region.issue_to("E00000000", GREEN).await;
    // The rest as a copy of that row with other handles: not to wait for so many proofs.
    let db = region.office.registry().store();
    let row = credential::Entity::find()
        .one(db.reader())
        .await
        .unwrap()
        .unwrap();
    let at_rest = celadon_issuer::at_rest::AtRest::new(&region.secrets);
    for _ in 0..SUPPLEMENT_ROWS + 5 {
        use sea_orm::ActiveValue::{NotSet, Set};
        let passport = format!("E{:08}", rand::Rng::next_u32(&mut region.rng) % 100_000_000);
        region.enrol(&passport).await;
        let number = IdentityNumber::passport(&passport).unwrap();
        let person = celadon_issuer::store::person::Entity::find()
            .filter(
                celadon_issuer::store::person::Column::IdentityIndex
                    .eq(at_rest.person(&number).to_vec()),
            )
            .one(region.office.registry().store().reader())
            .await
            .unwrap()
            .unwrap();
        let e = celadon_credential::issuance::Exponent::random(&mut region.rng);
        let index = at_rest.exponent(&e);
        let sealed = at_rest.seal(
            celadon_issuer::at_rest::Column::CredentialExponent,
            &index,
            e.to_bytes().expose(),
            &mut region.rng,
        );
        let copy = credential::ActiveModel {
            number: NotSet,
            person: Set(person.id),
            exponent_index: Set(index.to_vec()),
            exponent: Set(Some(sealed)),
            ..row.clone().into()
        };
        let copy = sea_orm::ActiveModelTrait::reset_all(credential::ActiveModel {
            number: NotSet,
            ..copy
        });
        let store = region.office.registry().store();
        let insert = store.write("copy", async |db| {
            credential::Entity::insert(copy).exec(db).await?;
            Ok::<_, celadon_service::StoreError>(())
        });
        insert.await.unwrap();
    }
    let period = hour(&region);
    let in_round = async |region: &Region, number: i32| {
        let (grid, t) = (
            period.grid().as_secs() as i32,
            period.end().as_secs() as i64,
        );
        stamped::Entity::find()
            .filter(stamped::Column::Grid.eq(grid))
            .filter(stamped::Column::T.eq(t))
            .filter(stamped::Column::Round.eq(number))
            .count(region.office.registry().store().reader())
            .await
            .unwrap()
    };
    for _ in 0..2 {
        to_next_round(&region);
        stamper.tick().await.unwrap();
    }
    assert_eq!(
        region.stamp_of(&first, period).await,
        Some((1, Colour::Green))
    );
    assert_eq!(in_round(&region, 1).await, SUPPLEMENT_ROWS as u64);
    assert_eq!(in_round(&region, 2).await, 6);
}

#[tokio::test]
async fn a_replaced_or_ended_credential_is_stamped_no_more() {
    let mut region = Region::new().await;
    let stamper = region.stamper();
    let old = region.issue_to("E12345678", GREEN).await;
    stamper.tick().await.unwrap();
    let period = hour(&region);
    let new = region.issue_to("E12345678", RED).await;
    to_next_round(&region);
    stamper.tick().await.unwrap();
    assert_eq!(region.stamp_of(&new, period).await, Some((1, Colour::Red)));
    region.clock.set(period.end());
    stamper.tick().await.unwrap();
    assert_eq!(region.stamp_of(&old, period.next()).await, None);
    assert_eq!(
        region.stamp_of(&new, period.next()).await,
        Some((0, Colour::Red))
    );

    // Never past its own end: the midnight after the order, in Shanghai.
    let end = celadon_credential::Time::from_secs(1_801_152_000);
    assert_eq!(end.to_string(), "2027-01-28T16:00:00Z");
    region.clock.set(end.minus(1));
    stamper.tick().await.unwrap();
    let last = hour(&region);
    assert_eq!(last.end(), end);
    assert_eq!(region.stamp_of(&new, last).await, Some((0, Colour::Red)));
    assert_eq!(region.stamp_of(&new, last.next()).await, None);
    let day = Grid::DAY.period_of(end);
    assert_eq!(region.stamp_of(&new, day).await, None);
    assert!(region.rounds(day).await > 0);
}

#[tokio::test]
async fn a_rerun_after_a_kill_gives_the_same_bytes() {
    let mut region = Region::new().await;
    for number in 0..3 {
        region.issue_to(&format!("E0000000{number}"), GREEN).await;
    }
    let stamper = region.stamper();
    stamper.tick().await.unwrap();
    to_next_round(&region);
    region.issue_to("E00000009", RED).await;
    stamper.tick().await.unwrap();
    let before = files(&region.stamps());
    assert_eq!(before.len(), 8); // two rounds of two periods, a bucket and a manifest each

    // Killed with half of the files gone, and somebody withdrawn since.
    for path in before.keys().step_by(2) {
        fs::remove_file(path).unwrap();
    }
    let holder = region.issue_to("E00000001", GREEN).await; // replaces the first one's
    let region = region.restarted().await;
    region.stamper().mend().await.unwrap();
    assert_eq!(files(&region.stamps()), before);

    // The same by the other kernel, or a file would be lost.
    for path in before.keys().filter(|path| !path.ends_with("manifest")) {
        fs::remove_file(path).unwrap();
    }
    let stamper = region.stamper().with_kernel(Kernel::Fast);
    stamper.mend().await.unwrap();
    assert_eq!(files(&region.stamps()), before);

    // Killed before a manifest was sealed: every file is written anew, to the same bytes.
    let registry = region.office.registry();
    let undone = registry.store().write("undo", async |db| {
        round::Entity::update_many()
            .col_expr(round::Column::Published, Expr::value(false))
            .filter(round::Column::Number.eq(1))
            .exec(db)
            .await?;
        Ok::<_, celadon_service::StoreError>(())
    });
    undone.await.unwrap();
    for path in before.keys().filter(|path| path.ends_with("manifest")) {
        if path.parent().unwrap().ends_with("1") {
            fs::remove_file(path).unwrap();
        }
    }
    assert_eq!(region.rounds(hour(&region)).await, 1);
    region.stamper().tick().await.unwrap();
    assert_eq!(files(&region.stamps()), before);
    assert_eq!(region.stamp_of(&holder, hour(&region)).await, None);
}

/// The state in which a kill leaves a round whose rows are made and of which nothing is sealed.
async fn unsealed(region: &Region) {
    let registry = region.office.registry();
    let undone = registry.store().write("undo", async |db| {
        round::Entity::update_many()
            .col_expr(round::Column::Published, Expr::value(false))
            .col_expr(
                round::Column::Manifest,
                Expr::value(Option::<Vec<u8>>::None),
            )
            .exec(db)
            .await?;
        celadon_issuer::store::chain::Entity::delete_many()
            .exec(db)
            .await?;
        Ok::<_, celadon_service::StoreError>(())
    });
    undone.await.unwrap();
    for path in files(&region.stamps()).keys() {
        if path.ends_with("manifest") {
            fs::remove_file(path).unwrap();
        }
    }
}

#[tokio::test]
async fn who_is_withdrawn_before_a_round_is_sealed_becomes_padding() {
    let mut region = Region::new().await;
    let one = region.issue_to("E00000001", GREEN).await;
    let two = region.issue_to("E00000002", GREEN).await;
    let stamper = region.stamper();
    stamper.tick().await.unwrap();
    let before = files(&region.stamps());
    unsealed(&region).await;
    stamper.tick().await.unwrap();
    assert_eq!(files(&region.stamps()), before, "nothing has changed");

    unsealed(&region).await;
    assert!(withdraw(&region, "E00000001").await);
    assert!(!withdraw(&region, "E00000001").await, "there is none left");
    assert!(
        !withdraw(&region, "E00000003").await,
        "nobody of that number"
    );
    let (_, body) = region.status(&one.session).await;
    assert_eq!(problem(&body), ProblemCode::Gone);
    stamper.tick().await.unwrap();
    let after = files(&region.stamps());
    assert_ne!(after, before);
    let sizes = |files: &BTreeMap<PathBuf, Vec<u8>>| -> Vec<usize> {
        files.values().map(Vec::len).collect()
    };
    assert_eq!(sizes(&after), sizes(&before));
    let period = hour(&region);
    assert_eq!(region.stamp_of(&one, period).await, None);
    assert_eq!(
        region.stamp_of(&two, period).await,
        Some((0, Colour::Green))
    );
    // And that stands, whatever happens next.
    fs::remove_dir_all(region.stamps()).unwrap();
    stamper.mend().await.unwrap();
    assert_eq!(files(&region.stamps()), after);
}

#[tokio::test]
async fn manifests_are_a_chain() {
    let region = Region::new().await;
    let stamper = region.stamper();
    let mut rounds = Vec::new();
    for number in 0..3 {
        stamper.tick().await.unwrap();
        for grid in [Grid::HOUR, Grid::DAY] {
            rounds.push(region.manifest(grid.period_of(NOW), number).await);
        }
        to_next_round(&region);
    }
    let mut head = [0; 32];
    for (manifest, signed) in rounds {
        assert_eq!(manifest.previous, head);
        head = digest(&signed);
    }
}

#[tokio::test]
async fn files_are_public_immutable_and_only_where_they_should_be() {
    let region = Region::new().await;
    region.stamper().tick().await.unwrap();
    let t = hour(&region).end().as_secs();
    for (path, status) in [
        (format!("/v1/stamps/3600/{t}/0/manifest"), StatusCode::OK),
        (format!("/v1/stamps/3600/{t}/0/0"), StatusCode::OK),
        (format!("/v1/stamps/3600/{t}/0/1"), StatusCode::NOT_FOUND),
        (format!("/v1/stamps/3600/{t}/0/00"), StatusCode::NOT_FOUND),
        (
            format!("/v1/stamps/3600/{t}/1/manifest"),
            StatusCode::NOT_FOUND,
        ),
        (format!("/v1/stamps/03600/{t}/0/0"), StatusCode::NOT_FOUND),
        (
            format!("/v1/stamps/3600/{t}/0/..%2f0"),
            StatusCode::NOT_FOUND,
        ),
        (
            format!("/v1/stamps/3600/{t}/..%2f..%2f../issuer.sqlite"),
            StatusCode::NOT_FOUND,
        ),
        (format!("/v1/stamps/3600/{}", t + 1), StatusCode::NOT_FOUND),
        ("/v1/stamps/1/3600".into(), StatusCode::NOT_FOUND),
    ] {
        let (found, headers, _) = region.get(&path).await;
        assert_eq!(found, status, "{path}");
        let cache = headers["cache-control"].to_str().unwrap();
        assert_eq!(
            cache.contains("immutable"),
            status == StatusCode::OK,
            "{path}"
        );
    }
    let (_, headers, _) = region.get(&format!("/v1/stamps/3600/{t}")).await;
    assert_eq!(headers["cache-control"], "no-store");
    // A page of another origin may read them.
    let asked = axum::http::Request::get(format!("/v1/stamps/3600/{t}/0/0"))
        .header("origin", "https://wallet.example")
        .body(axum::body::Body::empty())
        .unwrap();
    let (_, headers, _) = region.call(asked).await;
    assert_eq!(headers["access-control-allow-origin"], "*");

    // Without its manifest a round is not public.
    let manifest = format!("3600/{t}/0/manifest");
    fs::remove_file(region.stamps().join(manifest)).unwrap();
    let (status, _, _) = region.get(&format!("/v1/stamps/3600/{t}/0/0")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn stamps_and_the_handles_of_ended_credentials_are_deleted() {
    let mut region = Region::new().await;
    region.issue_to("E12345678", GREEN).await;
    let stamper = region.stamper();
    stamper.tick().await.unwrap();
    region.issue_to("E12345678", GREEN).await;
    let end = hour(&region).end();
    let folder = region.stamps().join(format!("3600/{}", end.as_secs()));
    region.clock.set(end.plus(600));
    stamper.sweep(region.clock.now()).await.unwrap();
    assert!(folder.exists());
    stamper.sweep(end.plus(601)).await.unwrap();
    assert!(!folder.exists());
    let handles = async |region: &Region| {
        credential::Entity::find()
            .filter(credential::Column::Exponent.is_not_null())
            .count(region.office.registry().store().reader())
            .await
            .unwrap()
    };
    // The day's stamps of the first one are public still.
    assert_eq!(handles(&region).await, 2);
    let day = Grid::DAY.period_of(NOW).end();
    stamper.sweep(day.plus(601)).await.unwrap();
    assert_eq!(handles(&region).await, 1);
    assert!(files(&region.stamps()).is_empty());
    let db = region.office.registry().store().reader();
    assert_eq!(round::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(stamped::Entity::find().count(db).await.unwrap(), 0);
    assert_eq!(credential::Entity::find().count(db).await.unwrap(), 2);
}

/// Nothing is deleted at a time for which no list vouches: the handles of all credentials would be.
#[tokio::test]
async fn a_clock_that_is_years_ahead_erases_nothing() {
    let mut region = Region::new().await;
    let green = region.issue_to("E12345678", GREEN).await;
    region.stamper().tick().await.unwrap();
    let before = files(&region.stamps());
    region.clock.set(NOW.plus(20 * 366 * 86_400));
    assert!(region.stamper().tick().await.is_err());
    assert_eq!(files(&region.stamps()), before);
    region.clock.set(NOW);
    region.stamper().tick().await.unwrap();
    assert_eq!(
        region.stamp_of(&green, Grid::DAY.period_of(NOW)).await,
        Some((0, Colour::Green))
    );
}
