//! The rules of the house: which crate may need which, what a dependency may be, and how files
//! are kept.

mod arrows;
mod dependencies;
mod files;
mod graph;
mod licence;

/// Panics with what was found, one finding a line.
fn assert_none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}\n", found.join("\n  "));
}
