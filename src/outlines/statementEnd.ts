import type { Source } from './source';

const goesOnAfter =
  /(?:[=*/%&|^<?:,.([{!~]|(?<!\+)\+|(?<!-)-|=>|\b(?:extends|typeof|keyof|in|of|instanceof|new|await|return|as|is|satisfies))\s*$/;
const goesOnWith = /^\s*(?:[.?:&|+\-*/%=,)\]<>^]|(?:extends|instanceof|in|as|satisfies|from)\b)/;

/**
 * Offset of a script statement's last character. Brackets are jumped over; a line break ends the statement unless the
 * line before or the line after says that it goes on.
 */
export function statementEnd({ masked, match }: Source, start: number): number {
  let last = start;
  for (let at = start; at < masked.length; at++) {
    const code = masked.charCodeAt(at);
    if (code === 59) return at;
    if (code === 10) {
      if (last === start && masked.slice(start, at).trim() === '') continue;
      let next = at + 1;
      while (next < masked.length && /\s/.test(masked[next] ?? '')) next++;
      if (
        !goesOnAfter.test(masked.slice(Math.max(start, last - 12), last + 1)) &&
        !goesOnWith.test(masked.slice(next, next + 16))
      )
        return last;
      continue;
    }
    const close = match[at] ?? -1;
    if (close >= 0) {
      at = close;
      last = close;
    } else if (code === 125 || code === 41 || code === 93) return last;
    else if (code !== 32 && code !== 9 && code !== 13) last = at;
  }
  return last;
}
