/** The last part of a dotted name: `render` of `View.render` or `View::render`; a whole sentence stays as it is. */
export function bareName(name: string): string {
  if (name.includes(' ')) return name;
  return /[^.:#]+$/.exec(name)?.[0] ?? name;
}

/** The words of a name, as humps and underscores part it: `getHTTPUser` → `get`, `HTTP`, `User`. */
export function wordsOfName(name: string): string[] {
  return name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{N}+/gu) ?? [];
}

/** The first letters of a name's words, lower case: `gus` of `getUserSettings`. */
export function humpsOf(name: string): string {
  return wordsOfName(name)
    .map((word) => word[0] ?? '')
    .join('')
    .toLowerCase();
}

/** How well a name fits: 5 the same, 4 but for the case, 3 begins with it, 2 by its humps, 1 holds it, 0 not at all. */
export type Fit = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * How well a symbol's name fits a query. Several words must all be in the name, and fit best when it is made of them.
 */
export function fitOf(name: string, query: string): Fit {
  const words = query.split(/\s+/).filter(Boolean);
  const wanted = words.join('');
  const bare = bareName(name);
  if (wanted === '') return 0;
  if (bare === wanted || name === query) return 5;
  const [low, whole, target] = [bare.toLowerCase(), name.toLowerCase(), wanted.toLowerCase()];
  if (low === target || whole === target) return 4;
  if (low.startsWith(target) || whole.startsWith(target)) return 3;
  if (words.length === 1 && fitsHumps(bare, wanted)) return 2;
  return words.every((word) => whole.includes(word.toLowerCase())) ? 1 : 0;
}

/**
 * `gUS`, `gus` and `getUsSet` fit `getUserSettings`: parts that begin its words, in order, the first from the start.
 */
function fitsHumps(name: string, wanted: string): boolean {
  if (wanted.length < 2) return false;
  const words = wordsOfName(name).map((word) => word.toLowerCase());
  if (words.length < 2) return false;
  const parts = wordsOfName(wanted).map((part) => part.toLowerCase());
  if (parts.length > 1 && partsBeginWords(parts, words)) return true;
  return humpsOf(name).startsWith(wanted.toLowerCase());
}

function partsBeginWords(parts: readonly string[], words: readonly string[]): boolean {
  if (!words[0]?.startsWith(parts[0] ?? '')) return false;
  let at = 0;
  for (const part of parts) {
    while (at < words.length && !words[at]?.startsWith(part)) at++;
    if (at++ >= words.length) return false;
  }
  return true;
}
