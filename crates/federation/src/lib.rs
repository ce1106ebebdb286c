//! A federation's own tools: its keys, its members, its trust lists, its venues' papers, and the
//! small host that gives them to everybody.
//!
//! All of it is files in one folder, a [`FederationDir`]. What is public is in `public` and nowhere
//! else, each file complete under its name or absent. A list gets there only when
//! [`verify`](celadon_credential::trust_list::SignedTrustList::verify) accepts it after every list
//! that the folder remembers.
//!
//! | in the folder | what |
//! | --- | --- |
//! | `root.document` | name, root keys, threshold; its hash is the federation's id |
//! | `charter.toml` | what holds for all members from the next list on |
//! | `keys/` | root keys, each sealed on its own, and online keys |
//! | `online.toml` | which online key the next list names, and until when |
//! | `members/` | what issuers handed in; a file here stands in the next list |
//! | `removed/` | what was in `members/` |
//! | `unfinished.list` | a list that waits for signatures |
//! | `lists/` | every list that was published |
//! | `known-lists` | what makes a step back or a second list of one epoch impossible |
//! | `public/` | what the host serves |
#![forbid(unsafe_code)]

mod dir;
mod error;
mod inspect;
mod keys;
mod members;
mod monitor;
mod online;
mod publish;
mod serve;
mod sign;
mod terms;
mod venue;
mod views;

pub use dir::{FederationDir, Founding};
pub use error::FederationError;
pub use inspect::{Finding, Undecided, View, inspect};
pub use keys::{KeyUse, draw_key, open_key, seal_key};
pub use members::{Accepted, Member, MemberError, Members};
pub use monitor::{Alarm, Watch};
pub use online::OnlineKey;
pub use publish::{Progress, Publication};
pub use serve::{MAX_AGE, router};
pub use sign::{Changes, Proposal, proposal};
pub use terms::{Gap, ListPlan};
pub use venue::{VenueOrder, VenuePapers};
pub use views::{IssuerView, KeyView, ListView, PolicyView, RequestView, RootKeyView, VenueView};

/// Bytes as lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
