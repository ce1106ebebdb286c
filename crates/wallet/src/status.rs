//! What a citizen sees of its own codes, and nobody else.

use celadon_credential::ids::{Epoch, FederationId};
use celadon_credential::name::Name;
use celadon_credential::trust_list::ListState;
use celadon_credential::{Colour, Grid, Time};

use crate::{Label, Person, Wallet, WalletError};

/// How far a person has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not enrolled with an issuer.
    New,
    /// Enrolled: the declaration comes next.
    Enrolled,
    /// A declaration waits for the issuer's answer.
    Waiting,
    /// There is a credential.
    Ready,
}

/// One person's codes at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Who.
    pub label: Label,
    /// How far it has come.
    pub stage: Stage,
    /// Whether there is a credential: also while a new declaration waits.
    pub has_credential: bool,
    /// The issuer that signed, or with which it is enrolled; `None` if it stands on the list no
    /// more.
    pub issuer: Option<Name>,
    /// The stamps of the present periods, one for each grid, the shortest first.
    pub stamps: Vec<StampStatus>,
    /// Among how many issuers' citizens a code hides; with one, the issuer is known.
    pub issuers: usize,
}

/// The stamp of a grid's present period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StampStatus {
    /// The grid.
    pub grid: Grid,
    /// The colour, if there is a stamp.
    pub colour: Option<Colour>,
    /// The period's end.
    pub until: Time,
    /// Whether the next period's stamp is there already.
    pub next: bool,
}

impl Status {
    /// The colour of the freshest stamp: that of the shortest grid that has one.
    pub fn colour(&self) -> Option<Colour> {
        self.stamps.iter().find_map(|stamp| stamp.colour)
    }
}

/// The trust list that a wallet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStatus {
    /// The federation.
    pub federation: FederationId,
    /// Its name.
    pub name: Name,
    /// The list's number.
    pub epoch: Epoch,
    /// What it is now.
    pub state: ListState,
    /// Its end.
    pub valid_until: Time,
    /// Whether more than half of its life is over: a newer one should be fetched.
    pub past_half_life: bool,
    /// The list that waits, and when it begins.
    pub waiting: Option<(Epoch, Time)>,
}

impl Wallet {
    /// One person's codes. It needs no list that holds: a citizen may look at its own at any time.
    pub fn status(&mut self, label: &str, now: Time) -> Result<Status, WalletError> {
        self.lists.settle(now);
        let federation = self.lists.current().cloned();
        let person = self.person(label)?;
        let mut status = Status {
            label: person.label().clone(),
            stage: stage(person),
            has_credential: person.has_credential(),
            issuer: None,
            stamps: Vec::new(),
            issuers: 0,
        };
        let Some(federation) = federation else {
            return Ok(status);
        };
        let list = federation.list();
        let key = match (&person.credential, &person.enrolment) {
            (Some(credential), _) => Some((credential.schema(), credential.issuer_key())),
            (None, Some(enrolment)) => Some((&enrolment.offer.schema, &enrolment.offer.issuer_key)),
            (None, None) => None,
        };
        status.issuer = key
            .and_then(|(schema, key)| list.issuer_of(schema, key))
            .map(|entry| entry.issuer().name.clone());
        if let Some(credential) = &person.credential {
            status.issuers = list
                .issuers()
                .iter()
                .filter(|entry| {
                    let schema = credential.schema();
                    entry.keys().iter().any(|key| key.schema == *schema)
                })
                .count();
            let grids = list.charter().grids().iter();
            status.stamps = grids.map(|grid| stamp(person, grid, now)).collect();
        }
        Ok(status)
    }

    /// The list that is held, whatever its state.
    pub fn list_status(&mut self, now: Time) -> Option<ListStatus> {
        self.lists.settle(now);
        let list = self.lists.current()?.list();
        let life = list.valid_until().since(list.active_from());
        Some(ListStatus {
            federation: *list.federation(),
            name: list.root().name().clone(),
            epoch: list.epoch(),
            state: list.state(now),
            valid_until: list.valid_until(),
            past_half_life: now.since(list.active_from()) > life / 2,
            waiting: (self.lists.waiting()).map(|next| (next.epoch(), next.active_from())),
        })
    }
}

fn stage(person: &Person) -> Stage {
    if person.pending.is_some() {
        Stage::Waiting
    } else if person.credential.is_some() {
        Stage::Ready
    } else if person.enrolment.is_some() {
        Stage::Enrolled
    } else {
        Stage::New
    }
}

fn stamp(person: &Person, grid: Grid, now: Time) -> StampStatus {
    let period = grid.period_of(now);
    StampStatus {
        grid,
        colour: person.stamp(period).map(|held| held.colour),
        until: period.end(),
        next: person.stamp(period.next()).is_some(),
    }
}
