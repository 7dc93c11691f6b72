/** Orders texts by their UTF-16 code units, which does not depend on a language: negative, 0 or positive. */
export function compareText(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
