//! The trust list of a service: C12, and that what is remembered outlives the process.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use celadon_credential::ids::Epoch;
use celadon_credential::trust_list::{AccreditationKey, SignedTrustList, Terms, TrustList};
use celadon_service::lists::{ListSource, Lists, ListsError, NotInForce, Taken};
use celadon_service::{Limits, Problem, ProblemCode, Store, StoreOptions, bind, serve};
use celadon_specimen::{NOW, Specimen};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm_migration::prelude::*;

struct Schema;

impl MigratorTrait for Schema {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![celadon_service::lists::migration()]
    }
}

async fn open(folder: &Path, source: &str) -> Lists {
    let path = folder.join("a.db");
    let store = Store::open::<Schema>(&path, &StoreOptions::default())
        .await
        .unwrap();
    Lists::open(store, source.parse().unwrap(), None)
        .await
        .unwrap()
}

/// The list after `before`, by the same root, after a change of its terms.
fn next(
    specimen: &Specimen,
    before: &SignedTrustList,
    change: impl FnOnce(&mut Terms),
) -> SignedTrustList {
    let (_, list) = before.unverified().unwrap();
    let mut terms = list.terms().clone();
    terms.epoch = terms.epoch.next();
    terms.predecessor = list.digest();
    change(&mut terms);
    let mut rng = StdRng::seed_from_u64(u64::from(terms.epoch.as_u32()));
    let requests: Vec<_> = (specimen.issuers.iter())
        .zip(&specimen.members)
        .map(|(key, member)| key.request(member.clone(), &mut rng))
        .collect();
    let key = AccreditationKey::generate(&mut rng);
    let list = TrustList::new(terms, &key, &requests).unwrap();
    let mut signed = SignedTrustList::new(&specimen.document, &list);
    signed.sign(&specimen.root).unwrap();
    signed
}

#[tokio::test]
async fn c12_a_bad_answer_never_replaces_a_good_list() {
    let specimen = Specimen::new(1);
    let first = specimen.list.to_bytes();
    let second = next(&specimen, &specimen.list, |_| {});
    let unsigned = SignedTrustList::new(&specimen.document, &second.unverified().unwrap().1);
    let mut forged = second.to_bytes();
    *forged.last_mut().unwrap() ^= 1; // within the signature
    let third = next(&specimen, &second, |_| {});

    let answer = Arc::new(Mutex::new(Vec::new()));
    let routes = Router::new()
        .route(
            "/list",
            get(async |State(answer): State<Arc<Mutex<Vec<u8>>>>| answer.lock().unwrap().clone()),
        )
        .with_state(answer.clone());
    let listener = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let server = serve(routes, listener, Limits::default(), std::future::pending()).unwrap();
    let url = format!("http://{}/list", server.address());
    let folder = tempfile::tempdir().unwrap();
    let lists = open(folder.path(), &url).await;
    let say = |bytes: &[u8]| *answer.lock().unwrap() = bytes.to_vec();

    assert_eq!(lists.in_force(NOW).unwrap_err(), NotInForce::Missing);
    say(&first);
    assert_eq!(lists.refresh(NOW).await.unwrap(), Taken::New(Epoch::FIRST));
    say(&second.to_bytes());
    let two = Epoch::FIRST.next();
    assert_eq!(lists.refresh(NOW).await.unwrap(), Taken::New(two));
    let bytes = second.to_bytes();
    for bad in [
        b"{}".to_vec(),
        b"<html>Please accept the terms of our guest network</html>".to_vec(),
        bytes[..bytes.len() / 2].to_vec(),
        unsigned.to_bytes(),
        forged,
        first,
        vec![0; SignedTrustList::MAX_BYTES + 1],
    ] {
        say(&bad);
        assert!(lists.refresh(NOW).await.is_err());
        assert!(lists.failure().is_some());
        assert_eq!(lists.in_force(NOW).unwrap().epoch(), two);
    }
    say(&bytes);
    assert_eq!(lists.refresh(NOW).await.unwrap(), Taken::Same);
    assert_eq!(lists.failure(), None);
    say(&third.to_bytes());
    assert_eq!(lists.refresh(NOW).await.unwrap(), Taken::New(two.next()));

    // Nobody answers: the list stays, also after a restart, and a step back is still one.
    server.stop();
    server.stopped().await;
    let error = lists.refresh(NOW).await.unwrap_err();
    assert!(matches!(error, ListsError::Fetch(_)), "{error}");
    drop(lists);
    let lists = open(folder.path(), &url).await;
    assert_eq!(lists.in_force(NOW).unwrap().epoch(), two.next());
    let error = lists.take(bytes, NOW).await.unwrap_err();
    assert!(matches!(error, ListsError::Refused(_)), "{error}");
}

#[tokio::test]
async fn a_list_that_begins_later_waits_for_its_time() {
    let specimen = Specimen::new(1);
    let later = NOW.plus(3 * 86_400);
    let second = next(&specimen, &specimen.list, |terms| {
        terms.logged_at = NOW;
        terms.active_from = later;
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trust.list");
    let lists = open(folder.path(), file.to_str().unwrap()).await;
    assert!(lists.refresh(NOW).await.is_err());
    for list in [&specimen.list, &second] {
        fs::write(&file, list.to_bytes()).unwrap();
        lists.refresh(NOW).await.unwrap();
    }
    let epochs = |lists: &Lists| {
        [NOW, later.minus(1), later].map(|now| lists.in_force(now).unwrap().epoch().as_u32())
    };
    assert_eq!(epochs(&lists), [1, 1, 2]);
    drop(lists);
    let lists = open(folder.path(), file.to_str().unwrap()).await;
    assert_eq!(epochs(&lists), [1, 1, 2]);
}

#[tokio::test]
async fn says_why_no_list_is_in_force() {
    let specimen = Specimen::with_terms(1, |terms| {
        terms.logged_at = NOW;
        terms.active_from = NOW;
        terms.valid_until = NOW.plus(10);
        terms.sunset = NOW.plus(20);
    });
    let folder = tempfile::tempdir().unwrap();
    let lists = open(folder.path(), "nowhere").await;
    lists.take(specimen.list.to_bytes(), NOW).await.unwrap();
    for (now, error, code) in [
        (
            NOW.minus(1),
            NotInForce::NotYetActive(NOW),
            ProblemCode::ListNotYetActive,
        ),
        (
            NOW.plus(10),
            NotInForce::Expired(NOW.plus(10)),
            ProblemCode::ListExpired,
        ),
        (
            NOW.plus(20),
            NotInForce::Sunset(NOW.plus(20)),
            ProblemCode::Sunset,
        ),
    ] {
        assert_eq!(lists.in_force(now).unwrap_err(), error);
        assert_eq!(Problem::from(error).code(), code);
    }
    assert!(lists.in_force(NOW).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_share_a_database_never_step_back() {
    let specimen = Specimen::new(1);
    let first = specimen.list.to_bytes();
    let second = next(&specimen, &specimen.list, |_| {}).to_bytes();
    let folder = tempfile::tempdir().unwrap();
    // Opened before either has taken anything.
    let (one, two) = (
        open(folder.path(), "nowhere").await,
        open(folder.path(), "nowhere").await,
    );
    one.take(first.clone(), NOW).await.unwrap();
    one.take(second.clone(), NOW).await.unwrap();
    let back = two.take(first.clone(), NOW).await.unwrap_err();
    assert!(matches!(back, ListsError::Refused(_)), "{back}");
    let epoch = Epoch::FIRST.next();
    assert_eq!(two.in_force(NOW).unwrap().epoch(), epoch);
    let third = open(folder.path(), "nowhere").await;
    assert_eq!(third.in_force(NOW).unwrap().epoch(), epoch);

    // Many that begin at once.
    let folder = tempfile::tempdir().unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (path, list) = (folder.path().to_owned(), first.clone());
            tokio::spawn(async move {
                let lists = open(&path, "nowhere").await;
                lists.take(list, NOW).await.unwrap();
                lists.in_force(NOW).unwrap().epoch()
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Epoch::FIRST);
    }
}

#[tokio::test]
async fn what_cannot_be_remembered_is_not_used() {
    let specimen = Specimen::new(1);
    let folder = tempfile::tempdir().unwrap();
    let lists = open(folder.path(), "nowhere").await;
    let quick = StoreOptions::default();
    let other = Store::open::<Schema>(&folder.path().join("a.db"), &quick)
        .await
        .unwrap();
    let held = other.write("hold", async |_| {
        let error = lists.take(specimen.list.to_bytes(), NOW).await.unwrap_err();
        assert!(matches!(error, ListsError::Store(_)), "{error}");
        Ok::<_, celadon_service::StoreError>(())
    });
    held.await.unwrap();
    assert_eq!(lists.in_force(NOW).unwrap_err(), NotInForce::Missing);
    lists.take(specimen.list.to_bytes(), NOW).await.unwrap();
    assert!(lists.in_force(NOW).is_ok());
}

#[test]
fn a_source_is_a_url_or_a_path() {
    let source = |text: &str| text.parse::<ListSource>().unwrap();
    assert!(matches!(
        source("https://a.example/list"),
        ListSource::Url(_)
    ));
    assert!(matches!(source("http.list"), ListSource::File(_)));
}
