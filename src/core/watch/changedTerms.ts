import { questionTerms, type WeightedTerm } from '../../base/codeTerms';
import { isCancelled, messageOf } from '../../base/errors';
import { firstChars } from '../../base/text';
import type { Workspace } from '../workspace';

/** So many characters of a change are read; more of them say nothing new. */
const mostChars = 20_000;

/**
 * The words of what has changed since the last commit: names in the changed lines and of the functions around them. Of
 * files without a known change, what they declare.
 */
export async function changedTerms(
  paths: readonly string[],
  { git, files, outline, log }: Pick<Workspace, 'git' | 'files' | 'outline' | 'log'>,
  signal: AbortSignal,
): Promise<readonly WeightedTerm[]> {
  try {
    const diff = await git.diff({ paths, signal }).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      return '';
    });
    const { around, lines } = wordsOf(firstChars(diff, mostChars * 5));
    if (lines !== '') return questionTerms(`${around}\n${firstChars(lines, mostChars)}`);
    const declared = await Promise.all(
      paths.map(async (path) => (await outline((await files.read(path)).text, path)).map(({ name }) => name)),
    );
    return questionTerms(`\n${firstChars(declared.flat().join(' '), mostChars)}`);
  } catch (error) {
    if (isCancelled(error)) throw error;
    log.warn(`What has changed could not be read: ${messageOf(error)}`);
    return [];
  }
}

function wordsOf(diff: string): { around: string; lines: string } {
  const around = new Set<string>();
  const lines: string[] = [];
  for (const line of diff.split('\n')) {
    const inside = /^@@[^@]*@@ (.+)$/.exec(line)?.[1];
    if (inside !== undefined) around.add(inside);
    else if (/^[+-](?!\+\+ |-- )/.test(line)) lines.push(line.slice(1));
  }
  return { around: [...around].join(' '), lines: lines.join('\n') };
}
