/** A text as a regular expression that matches just it, in JavaScript's and Rust's dialects. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
