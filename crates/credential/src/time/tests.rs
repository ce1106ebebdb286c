//! Tests of times, slots, days and zones, daylight saving and leap days among them.

use super::*;

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_time_has_one_text_and_eight_bytes() {
    let t = time("2028-02-28T16:10:00Z");
    assert_eq!(t.to_string(), "2028-02-28T16:10:00Z");
    assert_eq!(time("2028-02-29T00:10:00+08:00"), t);
    assert_eq!(Time::decode(&t.encode()), Ok(t));
    assert_eq!(t.encode().len(), 9);
    for text in [
        "2028-02-28 16:10",
        "1969-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z",
        "2028-02-28T16:10:00.5Z",
        "",
    ] {
        assert_eq!(text.parse::<Time>(), Err(TimeError), "{text}");
    }
    assert!(Time::decode(&[0x48, 255, 0, 0, 0, 0, 0, 0, 0]).is_err());
    assert_eq!(Time::from_secs(u64::MAX), Time::MAX);
    assert!(Time::MAX.to_string().starts_with("6053-"));
}

#[test]
fn slots_are_half_minutes() {
    let slot = Slot::of(Time::from_secs(89));
    assert_eq!(slot, Slot::new(2));
    assert_eq!(slot.start(), Time::from_secs(60));
    assert_eq!(slot.end(), Time::from_secs(90));
    assert_eq!(
        slot.neighbours(),
        [Slot::new(1), Slot::new(2), Slot::new(3)]
    );
    assert_eq!(Slot::of(Time::MAX), Slot::new(u32::MAX));
}

#[test]
fn dates_lead_back_and_nothing_else_is_one() {
    for (text, number) in [
        ("1970-01-01", 0),
        ("2028-02-29", 21_243),
        ("9999-12-31", Day::MAX.as_u32()),
    ] {
        assert_eq!(day(text), Day::new(number).unwrap());
        assert_eq!(day(text).to_string(), text);
    }
    for text in [
        "2027-02-29",
        "1969-12-31",
        "20280229",
        "2028-2-29",
        "+02028-02-29",
        "2028-02-29T00",
        "2028-02-29[UTC]",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
    assert!(Day::new(Day::MAX.as_u32() + 1).is_err());
    assert_eq!(day("2028-03-01").since(day("2028-02-28")), 2);
    assert_eq!(day("2028-02-28").plus(2), day("2028-03-01"));
}

#[test]
fn zones_have_one_spelling() {
    assert!(Zone::named("Asia/Shanghai").is_ok());
    assert!(Zone::named("UTC").is_ok());
    for name in ["asia/shanghai", "Etc/Unknown", "", "CST-8", "../etc/passwd"] {
        assert_eq!(Zone::named(name), Err(ZoneError), "{name}");
    }
    assert_eq!(Zone::named(&"A".repeat(65)), Err(ZoneError));
}

#[test]
fn c10_a_day_begins_at_local_midnight() {
    let shanghai = Zone::named("Asia/Shanghai").unwrap();
    // 00:10 on 29 February, a leap day, is still the 28th in Greenwich.
    let report = time("2028-02-28T16:10:00Z");
    assert_eq!(shanghai.day_of(report), day("2028-02-29"));
    assert_eq!(
        Zone::named("UTC").unwrap().day_of(report),
        day("2028-02-28")
    );
    assert_eq!(
        shanghai.start_of(day("2028-02-29")),
        time("2028-02-28T16:00:00Z")
    );
    // The same date eight hours either way, to the second.
    assert_eq!(
        shanghai.day_of(time("2028-02-28T15:59:59Z")),
        day("2028-02-28")
    );
    assert_eq!(
        shanghai.day_of(time("2028-02-29T15:59:59Z")),
        day("2028-02-29")
    );
}

#[test]
fn c10_fourteen_reports_are_fourteen_dates_across_the_leap_day() {
    let shanghai = Zone::named("Asia/Shanghai").unwrap();
    let first = time("2028-02-20T16:10:00Z"); // 21 February, 00:10
    let mut days: Vec<Day> = (0..14)
        .map(|n| shanghai.day_of(first.plus(n * 86_400)))
        .collect();
    // A second report at 23:50 of one of those dates is the same date.
    days.push(shanghai.day_of(time("2028-02-29T15:50:00Z")));
    days.sort();
    days.dedup();
    assert_eq!(days.len(), 14);
    assert!(days.windows(2).all(|two| two[1].since(two[0]) == 1));
    assert_eq!(days[0], day("2028-02-21"));
    assert_eq!(days[13], day("2028-03-05"));
}

#[test]
fn c11_a_day_of_25_or_23_hours_is_one_date() {
    let rome = Zone::named("Europe/Rome").unwrap();
    for (date, hours) in [("2025-10-26", 25), ("2026-03-29", 23), ("2026-03-30", 24)] {
        let today = day(date);
        let start = rome.start_of(today);
        let next = rome.start_of(today.plus(1));
        assert_eq!(next.since(start), hours * 3_600, "{date}");
        assert_eq!(rome.day_of(start), today);
        assert_eq!(rome.day_of(next.minus(1)), today);
        assert_eq!(rome.day_of(next), today.plus(1));
        // 00:30 and 23:30.
        assert_eq!(rome.day_of(start.plus(1_800)), today);
        assert_eq!(rome.day_of(next.minus(1_800)), today);
    }
    // A yellow from the 22nd spans the change and ends with its seventh date.
    let from = rome.day_of(time("2025-10-22T12:00:00Z"));
    let end = rome.start_of(from.plus(7));
    assert_eq!(end, time("2025-10-28T23:00:00Z"));
}

#[test]
fn a_day_that_has_no_midnight_begins_after_it() {
    // Cairo's clocks went from 00:00 to 01:00 on 28 April 2023.
    let cairo = Zone::named("Africa/Cairo").unwrap();
    let today = day("2023-04-28");
    assert_eq!(cairo.start_of(today), time("2023-04-27T22:00:00Z"));
    assert_eq!(cairo.day_of(cairo.start_of(today)), today);
    assert_eq!(cairo.day_of(cairo.start_of(today).minus(1)), today.minus(1));
}
