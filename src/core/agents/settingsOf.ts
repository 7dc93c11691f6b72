import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { FileProblem } from '../../contracts/agents';
import { quoted } from './quoted';

/** A piece of text in a file. */
export interface Word {
  readonly text: string;
  /** One-based. */
  readonly line: number;
}

/** The keys and values of a YAML map, read as what they must be. What is wrong is reported, and reads as left out. */
export interface Settings {
  /** The line of a key; undefined where it is left out. */
  line(key: string): number | undefined;
  text(key: string): Word | undefined;
  /** A list, or a text with commas. */
  words(key: string): readonly Word[] | undefined;
  isTrue(key: string): boolean | undefined;
  node(key: string): Node | undefined;
}

/** A file that is read: how its lines are found, and what takes each problem, such as an unknown key. */
export interface FileReading {
  /** The line, one-based, on which an offset in the YAML lies. */
  readonly lineAt: (offset: number) => number;
  readonly report: (problem: FileProblem) => void;
}

/** @param what the map belongs to: `a role` */
export function settingsOf(
  map: YAMLMap | undefined,
  known: readonly string[],
  what: string,
  { lineAt, report }: FileReading,
): Settings {
  const pairs = new Map<string, { line: number; value: Node | undefined }>();
  for (const { key, value } of (map?.items ?? []) as Pair<Node, Node | null>[]) {
    const line = lineAt(key?.range?.[0] ?? 0);
    const name = isScalar(key) ? String(key.value) : '';
    if (known.includes(name)) pairs.set(name, { line, value: value ?? undefined });
    else
      report({
        line,
        message:
          `${name ? `${quoted(name)} is not a setting of ${what}` : 'This is not a setting'}. Use ` +
          `${listOf(known)}, or remove the line.`,
      });
  }
  const lineOf = (node: Node | undefined, fallback: number) => (node?.range ? lineAt(node.range[0]) : fallback);
  const textIn = (key: string, node: Node | undefined, line: number): Word | undefined => {
    if (!isScalar(node)) return void report({ line, message: `“${key}” must be text. Write “${key}: …” on one line.` });
    const text = String(node.value ?? '').trim();
    if (text === '') return void report({ line, message: `“${key}” is empty. Give it a value, or remove it.` });
    return { text, line: lineOf(node, line) };
  };
  const text = (key: string): Word | undefined => {
    const pair = pairs.get(key);
    return pair && textIn(key, pair.value, pair.line);
  };
  return {
    line: (key) => pairs.get(key)?.line,
    text,
    node: (key) => pairs.get(key)?.value,
    words(key) {
      const pair = pairs.get(key);
      if (!pair) return undefined;
      if (isSeq(pair.value))
        return (pair.value.items as Node[]).flatMap((item) => textIn(key, item, lineOf(item, pair.line)) ?? []);
      if (isMap(pair.value))
        return void report({ line: pair.line, message: `“${key}” must be a list, such as “${key}: [one, two]”.` });
      const one = text(key);
      return one?.text
        .split(',')
        .flatMap((part) => (part.trim() === '' ? [] : [{ text: part.trim(), line: one.line }]));
    },
    isTrue(key) {
      const word = text(key);
      if (!word) return undefined;
      if (word.text !== 'true' && word.text !== 'false')
        return void report({ line: word.line, message: `“${key}” must be true or false.` });
      return word.text === 'true';
    },
  };
}

/** `a, b and c`. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
