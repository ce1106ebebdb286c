//! A list of many issuers that joined by files alone.

use std::fs;
use std::io::Write;
use std::time::Instant;

use celadon_credential::schema::Schema;
use celadon_credential::trust_list::{KnownLists, SignedTrustList};

use crate::world::{NOW, World};

#[test]
fn a_list_of_31_and_of_200_issuers_passes_every_check() {
    for issuers in [31, 200] {
        let mut world = World::new();
        for number in 1..=issuers {
            let request = world.request(&format!("Region {number:03}"));
            let file = format!("members/region-{number:03}.request");
            fs::write(world.path().join(file), request.to_bytes()).unwrap();
        }
        let begun = Instant::now();
        let publication = world.publish(NOW);
        let published = begun.elapsed();

        let bytes = fs::read(&publication.file).unwrap();
        let begun = Instant::now();
        let list = SignedTrustList::from_bytes(&bytes)
            .unwrap()
            .verify(Some(&world.dir.id()), &KnownLists::new(), &mut world.rng)
            .unwrap();
        let loaded = begun.elapsed();
        assert_eq!(list.issuers().len(), issuers);
        let schema = Schema::declaration().id();
        assert_eq!(list.issuer_keys(&schema).count(), issuers);
        // Past the capture of a passing test's output: a figure is to be seen.
        let _ = writeln!(
            std::io::stderr(),
            "{issuers} issuers: {} bytes, published in {} ms, loaded with every check in {} ms",
            bytes.len(),
            published.as_millis(),
            loaded.as_millis(),
        );
    }
}
