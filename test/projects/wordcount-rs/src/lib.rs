//! Counts what is in a text.

pub mod words;

/// How much a text holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Counts {
    pub lines: usize,
    pub words: usize,
}

/// Counts lines and words.
pub fn count(text: &str) -> Counts {
    // TODO: count characters too
    Counts {
        lines: text.lines().count(),
        words: words::words(text).len(),
    }
}
