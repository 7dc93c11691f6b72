use std::io::{read_to_string, stdin};

use wordcount::count;

fn main() {
    match read_to_string(stdin()) {
        Ok(text) => {
            let counts = count(&text);
            println!("{} lines, {} words", counts.lines, counts.words);
        }
        Err(error) => {
            eprintln!("Cannot read: {error}");
            std::process::exit(2);
        }
    }
}
