//! That something became of a challenge: what streams wait for. It says nothing but that it is time
//! to look; what other replicas have recorded is seen by looking each second.

use std::time::Duration;

use tokio::sync::watch;

/// How often a stream looks without having been told to.
const LOOK: Duration = Duration::from_secs(1);

/// The news of one process. Clones share it.
#[derive(Debug, Clone)]
pub struct News {
    changes: watch::Sender<u64>,
    closed: watch::Sender<bool>,
}

impl Default for News {
    fn default() -> News {
        News {
            changes: watch::Sender::new(0),
            closed: watch::Sender::new(false),
        }
    }
}

impl News {
    /// Says that there is some.
    pub(crate) fn tell(&self) {
        self.changes
            .send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Ends whatever waits, now and later.
    pub(crate) fn close(&self) {
        self.closed.send_replace(true);
    }

    /// What waits for news from now on.
    pub(crate) fn reader(&self) -> Reader {
        Reader {
            changes: self.changes.subscribe(),
            closed: self.closed.subscribe(),
        }
    }
}

/// Waits for news.
#[derive(Debug)]
pub struct Reader {
    changes: watch::Receiver<u64>,
    closed: watch::Receiver<bool>,
}

impl Reader {
    /// Waits until it is time to look. False once the service ends.
    pub(crate) async fn next(&mut self) -> bool {
        tokio::select! {
            biased;
            _ = self.closed.wait_for(|closed| *closed) => false,
            _ = self.changes.changed() => true,
            () = tokio::time::sleep(LOOK) => true,
        }
    }
}
