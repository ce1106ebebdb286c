//! What a venue asks for. From it wallet and verifier each compute the header: the wallet sends
//! it, the verifier compares.

use celadon_circuits::{Transcript, presentation};

use super::bases::Bases;
use super::{Federation, Header, Mode};
use crate::colour::Colour;
use crate::grid::Period;
use crate::ids::VenueId;
use crate::parameters::Scope;
use crate::policy::Policy;
use crate::time::{Day, Slot, Time};

/// One request for a presentation, complete but for the colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub(super) mode: Mode,
    pub(super) purpose: u16,
    pub(super) policy_version: u32,
    pub(super) audience: VenueId,
    pub(super) slot: Slot,
    pub(super) nonce: [u8; 8],
    pub(super) token: Vec<u8>,
    pub(super) period: Period,
    pub(super) pseudonym_day: Option<Day>,
}

impl Ask {
    /// A challenge: bound to the token, for the period and day that contain the token's time.
    pub fn challenge(
        venue: VenueId,
        policy: &Policy,
        time: Time,
        token: &[u8],
        federation: &Federation,
    ) -> Ask {
        let digest = crate::challenge::nonce(token);
        Ask {
            token: token.to_vec(),
            ..Ask::of_policy(Mode::Challenge, venue, policy, time, digest, federation)
        }
    }

    /// A display for one venue, in the half minute `slot`.
    pub fn display(
        venue: VenueId,
        policy: &Policy,
        slot: Slot,
        nonce: [u8; 8],
        federation: &Federation,
    ) -> Ask {
        Ask {
            slot,
            ..Ask::of_policy(
                Mode::Display,
                venue,
                policy,
                slot.start(),
                nonce,
                federation,
            )
        }
    }

    /// A display for any venue: the charter's grid and purpose, no pseudonym. It can be shown
    /// again at another venue within its half minute and the neighbouring ones.
    pub fn display_anywhere(slot: Slot, nonce: [u8; 8], federation: &Federation) -> Ask {
        let charter = federation.list().charter();
        Ask {
            mode: Mode::Display,
            purpose: charter.display_purpose(),
            policy_version: 0,
            audience: VenueId::ANY,
            slot,
            nonce,
            token: Vec::new(),
            period: charter.display_grid().period_of(slot.start()),
            pseudonym_day: None,
        }
    }

    /// A printed card for one visit, good in `period` of the policy's grid that contains `time`.
    pub fn paper(
        venue: VenueId,
        policy: &Policy,
        time: Time,
        nonce: [u8; 8],
        federation: &Federation,
    ) -> Ask {
        let start = policy.grid.period_of(time).start();
        Ask::of_policy(Mode::Paper, venue, policy, start, nonce, federation)
    }

    fn of_policy(
        mode: Mode,
        audience: VenueId,
        policy: &Policy,
        time: Time,
        nonce: [u8; 8],
        federation: &Federation,
    ) -> Ask {
        let zone = federation.list().charter().zone();
        Ask {
            mode,
            purpose: policy.purpose,
            policy_version: policy.version,
            audience,
            slot: Slot::new(0),
            nonce,
            token: Vec::new(),
            period: policy.grid.period_of(time),
            pseudonym_day: policy.asks_for_pseudonym().then(|| zone.day_of(time)),
        }
    }

    /// The period for which a stamp is needed.
    pub fn period(&self) -> Period {
        self.period
    }

    /// Whether a pseudonym is part of the answer.
    pub fn asks_for_pseudonym(&self) -> bool {
        self.pseudonym_day.is_some()
    }

    /// The header of an answer of this colour; `None` if the federation has no such grid.
    pub fn header(&self, colour: Colour, federation: &Federation) -> Option<Header> {
        let list = federation.list();
        let id = list.federation().as_bytes();
        let schema = federation.parameters().schema().id();
        Some(Header {
            profile: federation.profile(self.asks_for_pseudonym()),
            federation: *id.first_chunk().expect("an id has 32 bytes"),
            epoch: list.epoch(),
            schema: *schema.as_bytes().first_chunk().expect("an id has 16 bytes"),
            colour,
            grid: list.charter().grids().index_of(self.period.grid())?,
            period: self.period.number(),
            mode: self.mode,
            purpose: self.purpose,
            policy_version: self.policy_version,
            audience: self.audience,
            slot: self.slot,
            nonce: self.nonce,
        })
    }

    /// The statement that an answer of this colour proves: for whoever wants to prove or verify it
    /// by other means than [`present`](super::present()) and [`verify`](super::verify()).
    pub fn statement<'f>(
        &self,
        colour: Colour,
        federation: &'f Federation,
    ) -> presentation::Statement<'f> {
        federation.statement(Bases {
            E: federation.parameters().stamp_base(colour, self.period),
            scope: self.scope(federation).map(|scope| scope.base()),
        })
    }

    /// Everything that the proof is bound to, full values where the header has prefixes. The
    /// relation itself adds `V` or `W`, domain, bases, points and commitments.
    pub fn transcript(&self, header: &Header, federation: &Federation) -> Transcript {
        let list = federation.list();
        let mut transcript = Transcript::new(b"celadon-v1-presentation");
        transcript.append(b"profile", &[header.profile as u8]);
        transcript.append(b"federation", list.federation().as_bytes());
        transcript.append_u64(b"epoch", list.epoch().as_u32().into());
        transcript.append_G2(b"V", list.accreditation_key());
        transcript.append(b"schema", federation.parameters().schema().id().as_bytes());
        transcript.append(b"colour", &[header.colour.code()]);
        transcript.append_u64(b"grid", self.period.grid().as_secs().into());
        transcript.append_u64(b"T", self.period.end().as_secs());
        transcript.append(b"header", &header.to_bytes());
        transcript.append(b"token", &self.token);
        let scope = self.scope(federation).map(|scope| scope.to_bytes());
        transcript.append(b"scope", &scope.unwrap_or_default());
        transcript
    }

    /// The pseudonym's scope, if one is part of the answer.
    pub fn scope(&self, federation: &Federation) -> Option<Scope> {
        self.pseudonym_day.map(|day| Scope {
            federation: *federation.list().federation(),
            venue: self.audience,
            day,
        })
    }
}
