import type { CodePlace } from '../../base/codePlaces';

/** What somebody has attached to a message, or named in it by `#file:…`. */
export interface Reference extends CodePlace {
  /** Where it stands in the words: from, to (exclusive). Left out: it is only attached. */
  readonly range?: readonly [from: number, to: number];
}

/** What words say about something that is attached rather than named. */
const pointing = /\b(?:this|that|these|those|it|here|attached|selected|selection)\b/i;

/**
 * Words with what is referred to by its path and lines, as somebody would write it: `#file:parser.ts` becomes
 * `src/parser.ts`. What is only attached follows the words where these are a question or point to it; “run the tests”
 * stays what it is.
 */
export function withReferences(words: string, references: readonly Reference[]): { goal: string; question: string } {
  let text = words;
  const inWords = references.filter(({ range }) => range !== undefined);
  for (const { range: [from, to] = [0, 0], ...place } of inWords.toSorted(
    (a, b) => (b.range?.[0] ?? 0) - (a.range?.[0] ?? 0),
  ))
    text = `${text.slice(0, from)}${written(place)}${text.slice(to)}`;
  const attached = [...new Set(references.filter(({ range }) => range === undefined).map(written))];
  const question = attached.length > 0 ? `${text}\n\nAttached: ${attached.join(', ')}` : text;
  return { goal: pointing.test(text) ? question : text, question };
}

function written({ path, line, endLine }: CodePlace): string {
  if (line === undefined) return path;
  return endLine === undefined || endLine === line ? `${path}:${line}` : `${path}:${line}-${endLine}`;
}
