/** How loosely lines are compared, from strict to loose; each rung forgives what the ones before it do. */
export const rungs = ['exact', 'spaceAtEnd', 'indentation', 'punctuation'] as const;
export type Rung = (typeof rungs)[number];

/** What a rung forgives, in words for the model. */
export const forgiven: Readonly<Record<Rung, string>> = {
  exact: '',
  spaceAtEnd: 'leaving whitespace at line ends aside',
  indentation: 'leaving indentation aside',
  punctuation: 'leaving indentation and the kinds of quotes, dashes and spaces aside',
};

const plainSigns: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032\u02bc\u2039\u203a\uff07]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02]/g, '"'],
  [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-'],
  [/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  [/[\u00ad\u200b-\u200d\u2060\ufeff]/g, ''],
  [/\u2026/g, '...'],
];

/**
 * Text with typographic quotes, dashes, spaces and ellipses as plain ones, without invisible characters, composed
 * (NFC).
 */
export function plainPunctuation(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  let plain = text.normalize('NFC');
  for (const [signs, sign] of plainSigns) plain = plain.replace(signs, sign);
  return plain;
}

/** What a line is compared by at a rung. */
export function keyOf(line: string, rung: Rung): string {
  switch (rung) {
    case 'exact':
      return line;
    case 'spaceAtEnd':
      return line.trimEnd();
    case 'indentation':
      return line.trim();
    case 'punctuation':
      return plainPunctuation(line).trim();
  }
}

/** The whitespace that a line begins with. */
export function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}
