use wordcount::{count, Counts};

#[test]
fn counts_lines_and_words() {
    assert_eq!(count("one two\nthree\n"), Counts { lines: 2, words: 3 });
}

#[test]
fn counts_nothing() {
    assert_eq!(count(""), Counts { lines: 0, words: 0 });
}
