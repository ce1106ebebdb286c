//! Crowds and visits, on a file and on a server, at two replicas at once.

use celadon_credential::Time;
use celadon_credential::ids::VenueId;
use celadon_specimen::NOW;
use celadon_verifier::Stores;
use celadon_verifier::ledger::{Counted, Entry, Ledger, Visit};

use crate::servers::Postgres;
use crate::world::World;

const VENUE: VenueId = VenueId::from_bytes([1; 16]);
const OTHER: VenueId = VenueId::from_bytes([2; 16]);
const DAY_END: Time = Time::from_secs(1_800_057_600);

/// Two ledgers on one file, and two on one server.
struct Both {
    world: World,
    pairs: Vec<[Ledger; 2]>,
    /// Held until the end.
    _server: Postgres,
}

impl Both {
    async fn new() -> Both {
        let world = World::new().await;
        let server = Postgres::start();
        let file = Stores::in_folder(world.folder.path());
        let served = Stores {
            store: server.url().parse().unwrap(),
            ..file.clone()
        };
        let mut pairs = Vec::new();
        for stores in [file, served] {
            let open = async || Ledger::open(&stores, world.clock.clone()).await.unwrap();
            pairs.push([open().await, open().await]);
        }
        Both {
            world,
            pairs,
            _server: server,
        }
    }
}

/// Does the same many times at the same moment, at each of two replicas in turn.
async fn race<T: Send + 'static>(
    pair: &[Ledger; 2],
    times: usize,
    work: impl AsyncFn(Ledger) -> T + Copy + Send + 'static,
) -> Vec<T> {
    let threads: Vec<_> = (0..times)
        .map(|turn| {
            let ledger = pair[turn % 2].clone();
            let runtime = tokio::runtime::Handle::current();
            tokio::task::spawn_blocking(move || runtime.block_on(work(ledger)))
        })
        .collect();
    let mut done = Vec::new();
    for thread in threads {
        done.push(thread.await.unwrap());
    }
    done
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_are_inside_than_may_be() {
    let both = Both::new().await;
    for pair in &both.pairs {
        let enter = async |ledger: Ledger| ledger.enter(VENUE, 7).await.unwrap();
        let mut inside: Vec<u32> = race(pair, 20, enter)
            .await
            .into_iter()
            .filter_map(|entry| match entry {
                Entry::In(number) => Some(number),
                Entry::Full => None,
            })
            .collect();
        inside.sort_unstable();
        assert_eq!(inside, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(pair[1].leave(VENUE).await.unwrap(), 6);
        assert_eq!(pair[0].enter(VENUE, 7).await.unwrap(), Entry::In(7));
        assert_eq!(pair[0].enter(VENUE, 7).await.unwrap(), Entry::Full);
        // Another venue is another crowd; and nobody leaves an empty house.
        assert_eq!(pair[0].inside(OTHER).await.unwrap(), 0);
        assert_eq!(pair[0].leave(OTHER).await.unwrap(), 0);
        assert_eq!(pair[0].enter(OTHER, 0).await.unwrap(), Entry::Full);
        pair[0].set_inside(VENUE, 2).await.unwrap();
        assert_eq!(pair[1].inside(VENUE).await.unwrap(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pseudonym_is_new_once_a_day_and_kept_no_longer_than_said() {
    let both = Both::new().await;
    let visit = |pseudonym: u8, at: Time, days| Visit {
        venue: VENUE,
        pseudonym: [pseudonym; 48],
        at,
        day_end: DAY_END,
        days,
    };
    for [one, two] in &both.pairs {
        both.world.clock.set(NOW);
        let pair = [one.clone(), two.clone()];
        let come = async |ledger: Ledger| {
            let visit = Visit {
                venue: VENUE,
                pseudonym: [1; 48],
                at: NOW,
                day_end: DAY_END,
                days: 2,
            };
            ledger.count_visit(&visit).await.unwrap()
        };
        let came = race(&pair, 10, come).await;
        let new = came.iter().filter(|counted| !counted.seen_today).count();
        assert_eq!(new, 1, "{came:?}");
        // Another person, who keeps the shortest; and the first again an hour later.
        let second = one.count_visit(&visit(2, NOW, 0)).await.unwrap();
        let new = Counted {
            seen_today: false,
            heads: 2,
        };
        assert_eq!(second, new);
        let again = two
            .count_visit(&visit(1, NOW.plus(3_600), 2))
            .await
            .unwrap();
        assert_eq!((again.seen_today, again.heads), (true, 2));

        let told = async |from: Time, to: Time| {
            let visits = two.visits(VENUE, from, to).await.unwrap();
            visits
                .into_iter()
                .map(|(hour, pseudonym)| (hour.as_secs() % 86_400 / 3_600, pseudonym[0]))
                .collect::<Vec<_>>()
        };
        let hour = NOW.as_secs() % 86_400 / 3_600;
        let day = (NOW.minus(3_600), NOW.plus(7_200));
        let all = [(hour, 1), (hour, 2), (hour + 1, 1)];
        assert_eq!(told(day.0, day.1).await, all);
        let first_hour = Time::from_secs(NOW.as_secs() / 3_600 * 3_600);
        let later = told(first_hour.plus(3_600), day.1).await;
        assert_eq!(later, [(hour + 1, 1)]);
        assert!(two.visits(OTHER, day.0, day.1).await.unwrap().is_empty());

        // At the day's end, and two days later: told no more, then gone.
        assert_eq!(one.forget_visits().await.unwrap(), 0);
        both.world.clock.set(DAY_END);
        assert_eq!(told(day.0, day.1).await, [(hour, 1), (hour + 1, 1)]);
        assert_eq!(one.forget_visits().await.unwrap(), 2 + 1);
        both.world.clock.set(DAY_END.plus(2 * 86_400 - 1));
        assert_eq!(told(day.0, day.1).await.len(), 2);
        assert_eq!(one.forget_visits().await.unwrap(), 0);
        both.world.clock.advance(1);
        assert!(told(day.0, day.1).await.is_empty());
        assert_eq!(one.forget_visits().await.unwrap(), 2);
    }
}
