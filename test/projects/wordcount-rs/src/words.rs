//! Splitting text into words.

/// The words of a text: letters and digits, with apostrophes inside.
pub fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_anything_else() {
        assert_eq!(words("one, two;three"), ["one", "two", "three"]);
    }

    #[test]
    fn keeps_apostrophes() {
        assert_eq!(words("Don't stop"), ["Don't", "stop"]);
    }
}
