import { pattern } from '../../base/pattern';

/** Marks that sit on the character before them, and signs that cannot be seen. */
const none = /^[\p{Mn}\p{Me}\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/u;
/** East Asian letters and pictures, which take two columns (https://www.unicode.org/reports/tr11/). */
const double = pattern('u')`
  ^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf
  \ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]
`;

/** How many columns of a terminal a character takes. */
export function widthOf(character: string): 0 | 1 | 2 {
  if (character < '\u0300') return 1;
  if (none.test(character)) return 0;
  return double.test(character) ? 2 : 1;
}

/** Whether each character of a text takes one column, as far as that is seen at a glance. */
export function isPlain(text: string): boolean {
  return !/[^ -~\xa0-\u02ff\u0400-\u0482\u2010-\u2027\u2190-\u21ff\u2500-\u259f\u2800-\u28ff]/.test(text);
}
