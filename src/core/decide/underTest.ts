import { isCancelled } from '../../base/errors';
import type { FileText } from '../../contracts/files';
import { symbolRange } from '../../outlines/symbolRange';
import { isTestPath } from '../brief/relevance';
import { linesOf } from '../brief/showText';
import type { Piece } from '../brief/valuedPiece';
import type { Workspace } from '../workspace';
import { importedFiles } from './importedFiles';

/** What tests are written with, rather than what they test. */
const testing =
  /^(?:describe|it|test|suite|expect|assert\w*|before\w*|after\w*|setup|setUp|teardown|tearDown|to[A-Z]\w*|equals?|deepEqual|strictEqual|throws|rejects|fn|mock\w*|spy\w*|stub\w*|require|import|super|print|len|str|int|list|dict|range|isinstance|raises|fixture|parametrize|if|for|while|switch|catch|return|function)$/;
/** So many names are looked for, and so much of one may be shown, in lines. */
const mostNames = 12;
const longest = 90;
/** A name that more files define is everybody's. */
const fewDefine = 2;

/** A failing test as it is shown, and its file. */
interface ShownTest {
  readonly file: FileText;
  readonly text: string;
}

/**
 * The functions and classes that failing tests call: in the files that these import, else where alone they are defined.
 */
export async function underTest(tests: readonly ShownTest[], workspace: Workspace): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const { file, text } of tests) {
    const imported = await importedFiles(file.path, file.text, workspace);
    for (const name of namesCalledIn(text)) {
      const piece =
        (await definedIn(imported, name, workspace)) ??
        (await definedIn(await filesWith(name, workspace), name, workspace));
      if (piece) pieces.push(piece);
    }
  }
  return pieces;
}

/** What a text calls or makes, the most often called first. */
function namesCalledIn(text: string): string[] {
  const counts = new Map<string, number>();
  for (const [, name = ''] of text.matchAll(/([A-Za-z_$][\w$]*)\s*(?:<[\w\s,<>]*>)?\(/g))
    if (name.length > 2 && !testing.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostNames)
    .map(([name]) => name);
}

async function filesWith(name: string, { index }: Workspace): Promise<string[]> {
  const found = await index?.symbols(name, 12).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return [];
  });
  const paths = (found ?? [])
    .filter((symbol) => symbol.name === name || symbol.name.endsWith(`.${name}`))
    .map(({ path }) => path)
    .filter((path) => !isTestPath(path));
  const distinct = [...new Set(paths)];
  return distinct.length <= fewDefine ? distinct : [];
}

async function definedIn(paths: readonly string[], name: string, workspace: Workspace): Promise<Piece | undefined> {
  for (const path of paths) {
    const file = await workspace.files.read(path).catch(() => undefined);
    if (!file?.text.includes(name)) continue;
    const range = symbolRange(file.text, await workspace.outline(file.text, path), name);
    if (range && range.to - range.from < longest)
      return { file, from: range.from, to: Math.min(range.to, linesOf(file.text).length) };
  }
  return undefined;
}
