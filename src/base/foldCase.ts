/**
 * A text without the difference of capital and small letters, for finding it: `ÉTÉ` and `été`, `STRASSE` and `straße`,
 * `ΟΔΟΣ` and `οδος` become the same. It may become longer or shorter.
 */
export function foldCase(text: string): string {
  // Upper case first, since only it makes ß and ss one; a last Σ becomes another letter than the rest, an İ two of
  // them.
  return text
    .normalize('NFC')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .replaceAll('i\u0307', 'i')
    .normalize('NFC');
}
