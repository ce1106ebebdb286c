//! C13: the end of a list is told from half of its life on.

use celadon_federation::{Alarm, Watch};

use crate::world::{DAY, NOW, World};

#[test]
fn c13_the_alarm_begins_at_half_life_and_tells_the_hours() {
    let (_world, publication) = World::published(1);
    let at = |seconds: u64| Watch::of(&publication.list, NOW.plus(seconds));
    for (seconds, alarm, hours) in [
        (0, None, 720),
        (15 * DAY - 1, None, 360),
        (15 * DAY, Some(Alarm::HalfLife), 360),
        (30 * DAY - 1, Some(Alarm::HalfLife), 0),
        (30 * DAY, Some(Alarm::Expired), 0),
        (365 * DAY, Some(Alarm::Sunset), 0),
    ] {
        let watch = at(seconds);
        assert_eq!((watch.alarm, watch.hours_left), (alarm, hours), "{seconds}");
    }
    assert!(
        at(20 * DAY)
            .to_string()
            .contains("in 240 hours: publish the next one")
    );
    assert!(at(31 * DAY).to_string().contains("ended"));
}

#[test]
fn a_list_that_has_not_begun_is_no_alarm() {
    let (mut world, _) = World::published(1);
    let next = world.publish(NOW.plus(14 * DAY));
    assert_eq!(Watch::of(&next.list, NOW.plus(14 * DAY)).alarm, None);
}
