//! C22: no free byte. Nothing is deleted or half-written, nothing told as done that was not stored.

use axum::http::StatusCode;
use celadon_api::ProblemCode;
use celadon_credential::time::Clock;
use celadon_credential::{Colour, Grid};
use celadon_issuer::registry::RegistryError;
use celadon_issuer::stamper::StampError;
use celadon_service::{StoreError, StoreOptions};
use celadon_specimen::NOW;
use sea_orm::ConnectionTrait;

use crate::region::{GREEN, Region, problem};

#[tokio::test]
async fn c22_a_full_database_issues_and_stamps_nothing_and_keeps_what_it_had() {
    // One connection, for the bound below belongs to a connection.
    let options = StoreOptions {
        connections: 1,
        ..StoreOptions::default()
    };
    let mut region = Region::new().await.restarted_with(options).await;
    let first = region.issue_to("E12345678", GREEN).await;
    // Enough that the pages which are there are filled.
    let mut visits = Vec::new();
    for number in 0..30 {
        let code = region.enrol(&format!("F{number:08}")).await.to_string();
        visits.push(region.visit(&code, GREEN).await);
    }
    let bound = async |region: &Region, pages: u32| {
        let db = region.office.registry().store().reader();
        let sql = format!("PRAGMA max_page_count = {pages}");
        db.execute_unprepared(&sql).await.unwrap();
    };
    // SQLite takes the pages that there are for the least.
    bound(&region, 1).await;
    let mut refused = None;
    for visit in visits {
        let (status, body) = region.declare(&visit).await;
        if status != StatusCode::OK {
            refused = Some((visit, body));
            break;
        }
    }
    let (visit, body) = refused.unwrap();
    assert_eq!(problem(&body), ProblemCode::StoreUnavailable);
    let stamper = region.stamper();
    let mut stamped = Ok(());
    for _ in 0..40 {
        stamped = stamper.tick().await;
        if stamped.is_err() {
            break;
        }
        region.clock.advance(900);
    }
    assert!(
        matches!(
            stamped,
            Err(StampError::Registry(RegistryError::Store(StoreError::Full)))
        ),
        "{stamped:?}"
    );

    bound(&region, 100_000).await;
    assert_eq!(region.declare(&visit).await.0, StatusCode::OK);
    stamper.tick().await.unwrap();
    let period = Grid::HOUR.period_of(region.clock.now());
    let stamp = region.stamp_of(&first, period).await;
    assert_eq!(stamp, Some((0, Colour::Green)));
    assert_eq!(region.status(&first.session).await.0, StatusCode::OK);
}

/// A disk that is really full needs a mount, so it needs root.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn c22_a_full_disk_publishes_nothing_by_halves() {
    let mut region = Region::new().await;
    std::fs::create_dir(region.stamps()).unwrap();
    let Some(_disk) = SmallDisk::mount(&region.stamps()) else {
        eprintln!("NOT RUN: a full disk. It needs permission to mount a tmpfs (root).");
        return;
    };
    let holder = region.issue_to("E12345678", GREEN).await;
    let stuffing = region.stamps().join("stuffing");
    std::fs::write(&stuffing, vec![1; 60_000]).unwrap();
    let period = Grid::HOUR.period_of(NOW);
    for _ in 0..2 {
        let stamped = region.stamper().tick().await;
        assert!(matches!(stamped, Err(StampError::File(_))), "{stamped:?}");
        assert_eq!(region.rounds(period).await, 0);
        let path = format!("/v1/stamps/3600/{}/0/0", period.end().as_secs());
        assert_eq!(region.get(&path).await.0, StatusCode::NOT_FOUND);
    }
    std::fs::remove_file(&stuffing).unwrap();
    region.stamper().tick().await.unwrap();
    let stamp = region.stamp_of(&holder, period).await;
    assert_eq!(stamp, Some((0, Colour::Green)));
}

/// A file system of 64 KiB, unmounted on drop.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(folder: &std::path::Path) -> Option<SmallDisk> {
        let options = ["-t", "tmpfs", "-o", "size=64k,mode=700", "celadon-test"];
        run("mount", &options, folder).then(|| SmallDisk(folder.to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        run("umount", &["-l"], &self.0);
    }
}

#[cfg(target_os = "linux")]
fn run(program: &str, arguments: &[&str], folder: &std::path::Path) -> bool {
    std::process::Command::new(program)
        .args(arguments)
        .arg(folder)
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
