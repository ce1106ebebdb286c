//! The cheap checks: everything that can be decided without arithmetic on the curve.

use celadon_credential::challenge::Challenge;
use celadon_credential::presentation::{Ask, Federation, Header, Mode, Presentation};
use celadon_credential::time::Slot;
use celadon_credential::{DecodeError, Time, VenueId};

use crate::{Reason, ReplayKey, Venue};

/// A presentation that may be worth its arithmetic: what it must answer and how it is remembered.
#[derive(Debug)]
pub(crate) struct Screened {
    pub(crate) ask: Ask,
    pub(crate) key: ReplayKey,
}

/// Screens a code that was scanned: display or paper.
pub(crate) fn scanned(
    bytes: &[u8],
    venue: &Venue,
    federation: &Federation,
    now: Time,
) -> Result<Screened, Reason> {
    let header = header(bytes, federation)?;
    let ask = match header.mode {
        Mode::Challenge => return Err(Reason::PolicyMismatch),
        Mode::Display => display(&header, venue, federation)?,
        Mode::Paper => paper(&header, venue, federation, now)?,
    };
    if header.mode == Mode::Display && !Slot::of(now).neighbours().contains(&header.slot) {
        return Err(Reason::Stale);
    }
    compare(&header, &ask, venue, federation)?;
    let good = match header.mode {
        // From the slot before its own to the end of the slot after it.
        Mode::Display => (header.slot.start().minus(30), header.slot.end().plus(30)),
        _ => (ask.period().start(), ask.period().end()),
    };
    let key = ReplayKey::of_presentation(venue.id(), bytes, good);
    Ok(Screened { ask, key })
}

/// Screens the answer to a challenge of this venue. `token` was opened as `challenge`.
pub(crate) fn answer(
    bytes: &[u8],
    challenge: &Challenge,
    token: &[u8],
    venue: &Venue,
    federation: &Federation,
    now: Time,
) -> Result<Screened, Reason> {
    let header = header(bytes, federation)?;
    if header.mode != Mode::Challenge {
        return Err(Reason::PolicyMismatch);
    }
    // A replica's clock may be behind that of the one that made the challenge.
    if now.plus(Challenge::MAX_SKEW) < challenge.time() || now >= challenge.expiry() {
        return Err(Reason::Stale);
    }
    let ask = Ask::challenge(
        venue.id(),
        venue.policy(),
        challenge.time(),
        token,
        federation,
    );
    compare(&header, &ask, venue, federation)?;
    let good = (challenge.time(), challenge.expiry());
    let key = ReplayKey::of_token(venue.id(), token, good);
    Ok(Screened { ask, key })
}

fn header(bytes: &[u8], federation: &Federation) -> Result<Header, Reason> {
    let header = Presentation::peek(bytes).map_err(|error| match error {
        DecodeError::Version(_) => Reason::NewerVersion,
        _ => Reason::Malformed,
    })?;
    let list = federation.list();
    if !list.federation().as_bytes().starts_with(&header.federation) {
        return Err(Reason::OtherFederation);
    }
    if header.epoch != list.epoch() {
        return Err(Reason::OtherEpoch);
    }
    Ok(header)
}

fn display(header: &Header, venue: &Venue, federation: &Federation) -> Result<Ask, Reason> {
    if header.audience != VenueId::ANY {
        let policy = venue.policy();
        return Ok(Ask::display(
            venue.id(),
            policy,
            header.slot,
            header.nonce,
            federation,
        ));
    }
    let ask = Ask::display_anywhere(header.slot, header.nonce, federation);
    // Such a code carries no pseudonym and the charter's grid: good only where no other is asked.
    let suits = ask.period().grid() == venue.policy().grid && !venue.policy().asks_for_pseudonym();
    if suits {
        Ok(ask)
    } else {
        Err(Reason::PolicyMismatch)
    }
}

fn paper(
    header: &Header,
    venue: &Venue,
    federation: &Federation,
    now: Time,
) -> Result<Ask, Reason> {
    let policy = venue.policy();
    if !policy.paper {
        return Err(Reason::PolicyMismatch);
    }
    Ok(Ask::paper(
        venue.id(),
        policy,
        now,
        header.nonce,
        federation,
    ))
}

/// The header is the one that the ask implies; each difference has its reason.
fn compare(
    header: &Header,
    ask: &Ask,
    venue: &Venue,
    federation: &Federation,
) -> Result<(), Reason> {
    let expected = ask
        .header(header.colour, federation)
        .ok_or(Reason::PolicyMismatch)?;
    if header.audience != expected.audience {
        return Err(Reason::WrongAudience);
    }
    let same_terms = header.schema == expected.schema
        && header.profile == expected.profile
        && header.grid == expected.grid
        && header.purpose == expected.purpose
        && header.policy_version == expected.policy_version;
    if !same_terms {
        return Err(Reason::PolicyMismatch);
    }
    if header.period < expected.period || !venue.policy().accepts(header.colour) {
        return Err(Reason::NoGreen);
    }
    if *header != expected {
        // A period ahead of its time, or another challenge's nonce.
        return Err(Reason::Stale);
    }
    Ok(())
}
