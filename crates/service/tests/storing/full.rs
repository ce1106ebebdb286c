//! C22: no free byte. Nothing is deleted, nothing told as done, all is there afterwards.

use std::io::Write;

use super::*;

/// Fills until the store says that it is full; returns how many were told as done.
async fn fill(store: &Store) -> u32 {
    for number in 0..100_000 {
        match put(store, number, &"x".repeat(1_000)).await {
            Ok(()) => {}
            Err(error) => {
                assert!(matches!(error, StoreError::Full), "{error:?}");
                assert!(error.unavailable());
                return number;
            }
        }
    }
    panic!("it never became full");
}

#[tokio::test]
async fn c22_a_full_database_refuses_and_keeps_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    // One connection, for the bound below belongs to a connection.
    let options = StoreOptions {
        connections: 1,
        ..QUICK
    };
    let store = Store::open::<Schema>(&path, &options).await.unwrap();
    let bound = async |pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        store.reader().execute_unprepared(&sql).await.unwrap();
    };
    bound(40).await;
    let done = fill(&store).await;
    assert!(done > 0);
    assert_eq!(count(&store).await, done);
    // The same connection goes on working, also when nothing fits for a while.
    assert!(matches!(
        put(&store, 200_000, &"x".repeat(9_000)).await,
        Err(StoreError::Full)
    ));
    bound(80).await;
    put(&store, 300_000, "fits now").await.unwrap();
    assert_eq!(count(&store).await, done + 1);
}

/// A disk that is really full needs a mount, so it needs root.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn c22_a_full_disk_at_start_and_at_work_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path()) else {
        // Past the capture of a passing test's output: a test that did not run says so.
        let told = "NOT RUN: a full disk. It needs permission to mount a tmpfs (root).";
        let _ = writeln!(std::io::stderr(), "{told}");
        return;
    };
    let path = folder.path().join("a.db");

    let stuffing = folder.path().join("stuffing");
    fs::write(&stuffing, vec![1; 300_000]).unwrap();

    let closed = folder.path().join("closed.db");
    let store = open(&closed).await.unwrap();
    put(&store, 1, "one").await.unwrap();
    store.close().await.unwrap();

    // At work.
    let store = open(&path).await.unwrap();
    let done = fill(&store).await;
    assert!(done > 0);
    assert_eq!(count(&store).await, done);
    drop(store); // as a crash does: without a last checkpoint
    let mut last = fs::File::create(folder.path().join("last")).unwrap();
    while last.write_all(&[1; 512]).is_ok() {}
    drop(last);

    // At start, with the data there and no free byte: it opens, or says why not.
    match open(&path).await {
        Ok(store) => {
            assert_eq!(count(&store).await, done);
            let refused = put(&store, 200_000, &"x".repeat(9_000)).await;
            assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
        }
        Err(error) => assert!(matches!(error, OpenError::Full(_)), "{error:?}"),
    }

    // At start after a clean end, when SQLite has to make its two other files.
    let error = open(&closed).await.unwrap_err();
    assert!(matches!(error, OpenError::Full(_)), "{error:?}");

    // At the very first start.
    let new = open(&folder.path().join("new.db")).await.unwrap_err();
    assert!(matches!(new, OpenError::Full(_)), "{new:?}");

    // Read-only.
    disk.remount("ro").await;
    let read_only = open(&path).await;
    disk.remount("rw").await;
    assert!(
        matches!(read_only, Err(OpenError::Denied(_))),
        "{read_only:?}"
    );

    // Free the space.
    fs::remove_file(&stuffing).unwrap();
    let store = open(&path).await.unwrap();
    assert_eq!(count(&store).await, done);
    assert_eq!(count(&open(&closed).await.unwrap()).await, 1);
    let new = open(&folder.path().join("new.db")).await.unwrap();
    put(&new, 1, "one").await.unwrap();
    drop((store, new));
}

/// A file system of 512 KiB, unmounted on drop.
#[cfg(target_os = "linux")]
struct SmallDisk(PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        run(
            "mount",
            &["-t", "tmpfs", "-o", "size=512k,mode=700", "celadon-test"],
            folder,
        )
        .then(|| Self(folder.to_owned()))
    }

    /// Tries for a while, for dropped connections close in the background: on this thread too,
    /// which must not sleep meanwhile.
    async fn remount(&self, mode: &str) {
        let options = format!("remount,{mode}");
        for _ in 0..100 {
            if run("mount", &["-o", &options], &self.0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("cannot remount");
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, for a connection may still be closing.
        run("umount", &["-l"], &self.0);
    }
}

#[cfg(target_os = "linux")]
fn run(program: &str, arguments: &[&str], folder: &Path) -> bool {
    std::process::Command::new(program)
        .args(arguments)
        .arg(folder)
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
