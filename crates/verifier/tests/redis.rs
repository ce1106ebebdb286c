//! Redis as the replay store: whatever it forgets, nobody is let in twice. C23.

use celadon_admission::{ReplayKey, ReplayStore};
use celadon_credential::ids::VenueId;
use celadon_credential::presentation::{Admission, Ask};
use celadon_credential::time::Clock;
use celadon_credential::{Colour, Time};
use celadon_specimen::NOW;
use celadon_verifier::Stores;
use celadon_verifier::ledger::Recorder;
use rand::Rng;
use tokio::runtime::Handle;

use crate::servers::Redis;
use crate::world::{Replica, World, try_open};

/// A door with Redis beside the file of its folder.
struct Door {
    world: World,
    redis: Redis,
    /// Another process.
    other: Replica,
}

impl Door {
    async fn new() -> Door {
        let mut world = World::with_policy(|policy| policy.paper = true).await;
        let redis = Redis::start();
        world.move_to(stores(&world, &redis)).await;
        let other = world.replica(stores(&world, &redis)).await;
        Door {
            world,
            redis,
            other,
        }
    }

    /// A code of now.
    fn code(&mut self) -> Vec<u8> {
        let now = self.world.clock.now();
        self.world.shown(now)
    }

    /// Accepted by one, and refused as used up by both.
    async fn accepts_once(&self, code: &[u8]) {
        let first = self.world.scan(code).await;
        assert!(first.accepted(), "{first:?}");
        self.world.scan(code).await.refused("replayed");
        let other = self.world.scan_at(&self.other, code).await;
        other.refused("replayed");
    }

    /// At neither of the two.
    async fn judges_nothing(&self, code: &[u8]) {
        self.world.scan(code).await.unavailable("replay_store");
        let other = self.world.scan_at(&self.other, code).await;
        other.unavailable("replay_store");
    }

    /// Whether a further process would start.
    async fn opens(&self) -> Result<(), String> {
        let World {
            folder,
            clock,
            venues,
            ..
        } = &self.world;
        let stores = stores(&self.world, &self.redis);
        let (opened, _) = try_open(folder, clock, venues, stores).await;
        opened.map(drop).map_err(|error| error.to_string())
    }

    /// Until all codes of before are over.
    fn wait(&self) {
        self.world.clock.advance(Stores::SKEW + 90);
    }
}

fn stores(world: &World, redis: &Redis) -> Stores {
    Stores {
        replay: Some(redis.url().parse().unwrap()),
        ..Stores::in_folder(world.folder.path())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_what_redis_forgets_is_not_accepted_again() {
    let mut door = Door::new().await;
    type Fault = fn(&mut Redis);
    let faults: [(&str, Fault); 6] = [
        ("emptied", |redis| _ = redis.ask("FLUSHALL")),
        ("killed and started again", |redis| {
            redis.kill();
            redis.restart();
        }),
        ("replaced by an empty one", Redis::replace),
        ("its mark dropped", |redis| {
            _ = redis.ask("DEL celadon:mark")
        }),
        ("keys driven out, and set right again", |redis| {
            redis.ask("CONFIG SET maxmemory-policy volatile-ttl");
            redis.ask("CONFIG SET maxmemory 1");
            redis.ask("SET other 1");
            redis.ask("CONFIG SET maxmemory 0");
            redis.ask("CONFIG SET maxmemory-policy noeviction");
        }),
        ("made a replica, and promoted", |redis| {
            redis.ask("REPLICAOF 127.0.0.1 1");
            redis.ask("REPLICAOF NO ONE");
        }),
    ];
    for (fault, make) in faults {
        let (used, unused) = (door.code(), door.code());
        door.accepts_once(&used).await;
        let (_, token) = door.world.challenge().await;
        let answer = door.world.answer_to(&token);
        println!("Redis is {fault}");
        make(&mut door.redis);
        // Neither what was used nor what could have been.
        door.judges_nothing(&used).await;
        door.judges_nothing(&unused).await;
        let answered = door.world.present(&token, &answer).await;
        answered.unavailable("replay_store");
        // A challenge of later is good long before a code of later is.
        door.world.clock.advance(Stores::SKEW);
        let code = door.code();
        door.judges_nothing(&code).await;
        let (id, token) = door.world.challenge().await;
        let answer = door.world.answer_to(&token);
        assert!(
            door.world.present(&token, &answer).await.accepted(),
            "{fault}"
        );
        assert!(door.world.outcome(&id).await.accepted());
        door.wait();
        let later = door.code();
        door.accepts_once(&later).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_while_it_may_forget_or_is_away_nothing_is_judged() {
    let mut door = Door::new().await;
    let code = door.code();
    for policy in ["allkeys-lru", "volatile-ttl", "volatile-random"] {
        door.redis
            .ask(&format!("CONFIG SET maxmemory-policy {policy}"));
        door.judges_nothing(&code).await;
        let problem = door.opens().await.unwrap_err();
        assert!(
            problem.contains(policy) && problem.contains("noeviction"),
            "{problem}"
        );
    }
    let ready = door.world.get("/readyz").await;
    ready.unavailable("unavailable");
    door.redis.ask("CONFIG SET maxmemory-policy noeviction");
    // It never had to drop anything.
    door.accepts_once(&code).await;

    let code = door.code();
    door.redis.ask("REPLICAOF 127.0.0.1 1");
    door.judges_nothing(&code).await;
    door.redis.kill();
    door.judges_nothing(&code).await;
    let error = door.opens().await.unwrap_err();
    assert!(error.contains("does not answer"), "{error}");
    assert!(!error.contains(door.redis.password()), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c23_paper_is_in_the_store_and_outlives_redis() {
    let mut door = Door::new().await;
    let mut pages = [door.world.page(NOW), door.world.page(NOW)];
    door.accepts_once(&pages[0]).await;
    door.redis.replace();
    // Used up all the same; and another is good at once.
    let [used, unused] = &mut pages;
    door.world.scan(used).await.refused("replayed");
    door.accepts_once(unused).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_of_two_minds_judge_nothing_twice() {
    let mut door = Door::new().await;
    let code = door.code();
    door.accepts_once(&code).await;
    // One is started without Redis: what was used is fenced off, and the others stand still.
    let plain = Stores::in_folder(door.world.folder.path());
    let alone = door.world.replica(plain).await;
    let answered = door.world.scan_at(&alone, &code).await;
    answered.unavailable("replay_store");
    door.judges_nothing(&code).await;
    door.wait();
    let code = door.code();
    door.judges_nothing(&code).await;
    assert!(door.world.scan_at(&alone, &code).await.accepted());
    // And back.
    let back = door.world.replica(stores(&door.world, &door.redis)).await;
    let answered = door.world.scan_at(&back, &code).await;
    answered.unavailable("replay_store");
    let answered = door.world.scan_at(&alone, &code).await;
    answered.unavailable("replay_store");
    door.wait();
    let code = door.code();
    assert!(door.world.scan_at(&back, &code).await.accepted());
    door.world.scan(&code).await.refused("replayed");
}

/// The rights that the operators' page names are enough, and fewer are not.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_needs_the_rights_that_are_documented() {
    let mut door = Door::new().await;
    let page = include_str!("../../../docs/operating/stores.md");
    let line = page.lines().find(|line| line.starts_with("ACL SETUSER"));
    let line = line.unwrap().replace("PASSWORD", door.redis.password());
    assert_eq!(door.redis.ask(&line), "+OK\r\n");
    let own = Stores {
        replay: Some(door.redis.url_of("celadon").parse().unwrap()),
        ..stores(&door.world, &door.redis)
    };
    let narrow = door.world.replica(own.clone()).await;
    let code = door.code();
    assert!(door.world.scan_at(&narrow, &code).await.accepted());
    door.world.scan(&code).await.refused("replayed");
    door.redis.ask("ACL SETUSER celadon -info");
    let code = door.code();
    let answered = door.world.scan_at(&narrow, &code).await;
    answered.unavailable("replay_store");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_leaves_redis_by_itself() {
    let mut door = Door::new().await;
    let code = door.code();
    door.accepts_once(&code).await;
    let keys = door.redis.ask("KEYS celadon:use:*");
    assert!(keys.starts_with("*1\r\n"), "{keys}");
    let script = "EVAL \"return redis.call('TTL', redis.call('KEYS', 'celadon:use:*')[1])\" 0";
    let seconds = door.redis.ask(script);
    let seconds: u64 = seconds.trim().trim_start_matches(':').parse().unwrap();
    // Good for another minute at most, and an hour longer for a clock that steps.
    assert!((3_600..=3_690).contains(&seconds), "{seconds}");
}

impl World {
    /// A page of paper for the first venue.
    fn page(&mut self, now: Time) -> Vec<u8> {
        let mut nonce = [0; 8];
        self.specimen.rng.fill_bytes(&mut nonce);
        let venue = &self.venues[0];
        let id = venue.certificate.venue;
        let ask = Ask::paper(id, &venue.policy, now, nonce, &self.specimen.federation);
        let page = self.specimen.present(&self.citizen, Colour::Green, &ask);
        page.to_bytes()
    }
}

/// The network splits while one judges: it still reaches the Redis of before, which takes the use, and
/// the others have gone to another, where the same code is new.
#[tokio::test(flavor = "multi_thread")]
async fn c23_a_use_in_a_redis_that_others_have_left_admits_nobody() {
    let door = Door::new().await;
    let ledger = door.world.verifier.engine().ledger.clone();
    let ready = ledger.ready().await.unwrap();
    let record = async |digest: u8| {
        let mut recorder = Recorder::new(ledger.clone(), ready.clone(), Handle::current());
        let key = ReplayKey {
            venue: VenueId::from_bytes([1; 16]),
            digest: [digest; 32],
            since: NOW,
            until: NOW.plus(90),
        };
        let admission = Admission {
            colour: Colour::Green,
            valid_until: NOW.plus(3_600),
            pseudonym: None,
        };
        let insert = move || recorder.insert(&[(&key, &admission)]);
        tokio::task::spawn_blocking(insert).await.unwrap()
    };
    assert_eq!(record(1).await.unwrap(), [true]);

    let elsewhere = Redis::start();
    let others = door.world.replica(stores(&door.world, &elsewhere)).await;
    others.verifier.engine().ledger.ready().await.unwrap();
    let error = record(2).await.unwrap_err().to_string();
    assert_eq!(
        error,
        celadon_verifier::ledger::LedgerError::Moved.to_string()
    );
}
