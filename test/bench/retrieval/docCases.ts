import type { OutlineEntry } from '../../../src/outlines/outlineEntry';
import { isSource } from '../repository/gitCases';
import { docOf, firstSentence, type Doc } from './docComments';

/** What the doc comment of a function said first, and where the function is once the comment is gone. */
export interface DocCase {
  readonly sentence: string;
  readonly path: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

interface Documented {
  readonly path: string;
  readonly entry: OutlineEntry;
  readonly doc: Doc;
  readonly sentence: string;
}

/**
 * Functions as cases, `limit` of those that have a doc comment: its first sentence is the question, and it is taken out
 * of the files (those of all others stay). A sentence that stands in the code twice asks for two places, and is left
 * out.
 * @returns the cases, and all files without those comments
 */
export function docCases(
  texts: ReadonlyMap<string, string>,
  { limit, outline, random }: { limit: number; outline(text: string, path: string): OutlineEntry[]; random(): number },
): { cases: DocCase[]; texts: ReadonlyMap<string, string> } {
  const all = [...texts].flatMap(([path, text]) => (isSource(path) ? documented(path, text, outline(text, path)) : []));
  const times = Map.groupBy(all, ({ sentence }) => sentence);
  const chosen = shuffled(
    all.filter(({ sentence }) => times.get(sentence)?.length === 1),
    random,
  ).slice(0, limit);
  const left = new Map(texts);
  const cases: DocCase[] = [];
  for (const [path, ofFile] of Map.groupBy(chosen, ({ path }) => path)) {
    const isGone = (line: number) => ofFile.some(({ doc }) => doc.from <= line && line <= doc.to);
    const lines = (texts.get(path) ?? '').split('\n');
    const kept = (to: number) => lines.slice(0, to).filter((_, at) => !isGone(at + 1)).length;
    left.set(path, lines.filter((_, at) => !isGone(at + 1)).join('\n'));
    for (const { entry, sentence } of ofFile)
      cases.push({ sentence, path, name: entry.name, from: kept(entry.line), to: kept(entry.end) });
  }
  const plain = [...left].map(([path, text]) => (isSource(path) ? plainText(text) : '')).join('\n');
  return { cases: cases.filter(({ sentence }) => !plain.includes(plainText(sentence))), texts: left };
}

function documented(path: string, text: string, entries: readonly OutlineEntry[]): Documented[] {
  const lines = text.split('\n');
  return entries.flatMap((entry) => {
    if (!/^(?:function|method)$/.test(entry.kind)) return [];
    const doc = docOf(lines, entry, path);
    const sentence = doc && firstSentence(doc.text, entry.name);
    return doc && sentence ? [{ path, entry: { ...entry, end: endOf(entry, entries) }, doc, sentence }] : [];
  });
}

/** Where a function ends: of one with several signatures, where the last one does. */
function endOf({ name, line, end }: OutlineEntry, entries: readonly OutlineEntry[]): number {
  const next = entries.find((each) => each.name === name && each.line > line && each.line <= end + 2);
  return next ? endOf(next, entries) : end;
}

/** A text as one line of words, so that a sentence is found wherever its lines were broken. */
function plainText(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
