/** The words of a text, apart by blanks or line breaks: a long list, written as one. */
export function wordList(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** The phrases of a text, apart by commas or line breaks: a long list, written as one. */
export function phraseList(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
}
