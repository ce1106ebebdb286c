//! The bounded queue before the threads that judge: pairings take milliseconds, and a request
//! that cannot be judged soon is turned away at once and told when to come back.

use std::sync::Arc;

use celadon_service::{Problem, ProblemCode};
use tokio::sync::Semaphore;

/// Who waits. Wallets answer without a key, so anybody may stand in their lanes: however many do,
/// the venues' devices have theirs. What may be rubbish has a lane that holds little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A venue's device.
    Device,
    /// A wallet that answers a challenge of ours.
    Wallet,
    /// A wallet of which that is not known, or whose challenge has had many bad answers.
    Doubtful,
}

/// How many judge at one time, and how many wait in each lane. First come, first served.
#[derive(Debug, Clone)]
pub struct Queue {
    at_work: Arc<Semaphore>,
    devices: Arc<Semaphore>,
    wallets: Arc<Semaphore>,
    doubtful: Arc<Semaphore>,
}

impl Queue {
    /// How many wait in a lane for each thread: below a second on the slowest machine.
    pub const WAITING: usize = 64;
    /// How many doubtful answers wait or are judged.
    pub const DOUBTFUL: usize = 8;

    /// A queue before so many threads, with so many places in each lane.
    #[must_use]
    pub fn new(threads: usize, places: usize) -> Queue {
        Queue {
            at_work: Arc::new(Semaphore::new(threads.max(1))),
            devices: Arc::new(Semaphore::new(places)),
            wallets: Arc::new(Semaphore::new(places)),
            doubtful: Arc::new(Semaphore::new(places.min(Queue::DOUBTFUL))),
        }
    }

    /// As many threads as the machine has cores.
    #[must_use]
    pub fn of_this_machine() -> Queue {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Queue::new(cores, cores * (1 + Queue::WAITING))
    }

    /// Runs `work` on a blocking thread when its turn comes. Work that has begun is finished, also
    /// when nobody waits for its result any more.
    ///
    /// # Errors
    /// A problem to answer with, when the queue is full; nothing was done then.
    pub async fn run<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let places = match lane {
            Lane::Device => &self.devices,
            Lane::Wallet => &self.wallets,
            Lane::Doubtful => &self.doubtful,
        };
        let place = places.clone().try_acquire_owned();
        let place = place.map_err(|_| full(lane))?;
        let turn = self.at_work.clone().acquire_owned().await;
        let turn = turn.expect("it is never closed");
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((turn, place));
            result
        });
        task.await.map_err(|_| {
            tracing::error!("a judgement panicked; nothing was accepted by it");
            Problem::internal()
        })
    }
}

fn full(lane: Lane) -> Problem {
    let code = match lane {
        Lane::Device | Lane::Wallet => ProblemCode::Overloaded,
        Lane::Doubtful => ProblemCode::TooManyRequests,
    };
    Problem::new(
        code,
        "Nothing was judged. Show the code again after the time in the Retry-After header.",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn turns_away_what_is_over_its_bound_and_is_well_again() {
        let queue = Queue::new(1, 2);
        let (release, wait) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let queue = queue.clone();
            async move { queue.run(Lane::Wallet, move || wait.recv().is_ok()).await }
        });
        while queue.at_work.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let second = tokio::spawn({
            let queue = queue.clone();
            async move { queue.run(Lane::Wallet, || true).await }
        });
        while queue.wallets.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let third = queue.run(Lane::Wallet, || true).await.unwrap_err();
        assert_eq!(third.code(), ProblemCode::Overloaded);
        assert!(third.retry_after().is_some());
        // The devices' lane is not theirs to fill.
        let device = tokio::spawn({
            let queue = queue.clone();
            async move { queue.run(Lane::Device, || true).await }
        });
        while queue.devices.available_permits() > 1 {
            tokio::task::yield_now().await;
        }
        // Nor is that of the wallets where what may be rubbish waits, which is told another word.
        let doubtful = [(); 2].map(|()| {
            let queue = queue.clone();
            tokio::spawn(async move { queue.run(Lane::Doubtful, || true).await })
        });
        while queue.doubtful.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let told = queue.run(Lane::Doubtful, || true).await.unwrap_err();
        assert_eq!(told.code(), ProblemCode::TooManyRequests);
        assert!(told.retry_after().is_some());
        release.send(()).unwrap();
        for one in doubtful {
            assert_eq!(one.await.unwrap(), Ok(true));
        }
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(true));
        assert_eq!(device.await.unwrap(), Ok(true));
        assert_eq!(queue.run(Lane::Wallet, || true).await, Ok(true));
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_and_frees_its_place() {
        let queue = Queue::new(1, 1);
        let panicked = queue.run(Lane::Device, || panic!("meant to")).await;
        assert_eq!(panicked, Err::<(), _>(Problem::internal()));
        assert_eq!(queue.run(Lane::Device, || true).await, Ok(true));
    }
}
