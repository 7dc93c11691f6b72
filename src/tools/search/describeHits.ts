import { isSecretPath } from '../../base/secretPaths';
import { plural } from '../../base/text';
import type { SearchHit } from '../../contracts/ports';
import { nameSome } from '../paths';

const lineWidth = 220;

/** What was asked for, as far as the answer tells of it. */
export interface Asked {
  readonly pattern: string;
  readonly literal?: boolean;
  readonly words?: boolean;
  readonly ignoreCase?: boolean;
  readonly glob?: string;
  readonly exclude?: string;
  /** Whether there are more hits than these. */
  readonly truncated: boolean;
}

/** Hits for the model, by file: `12| text` for a hit, `11- text` for a line around one, `…` between distant lines. */
export function describeHits(hits: readonly SearchHit[], asked: Asked): string {
  const { glob, exclude, truncated, pattern } = asked;
  const where = `${glob ? ` in ${glob}` : ''}${exclude ? ` without ${exclude}` : ''}`;
  if (hits.length === 0) return describeNone(asked, where);
  const byPath = new Map<string, SearchHit[]>();
  for (const hit of hits) {
    const own = byPath.get(hit.path);
    if (own) own.push(hit);
    else byPath.set(hit.path, [hit]);
  }
  const secret = [...byPath.keys()].filter(isSecretPath);
  for (const path of secret) byPath.delete(path);
  const parts = [...byPath].map(([path, own]) => [path, ...linesOf(own, pattern)].join('\n'));
  const count = [...byPath.values()].flat().filter(({ isContext }) => !isContext).length;
  const end = truncated ? '; there are more. Narrow the pattern or the glob, or raise limit.' : '.';
  const head =
    `${truncated ? 'The first ' : ''}${plural(count, 'hit')} in ` + `${plural(byPath.size, 'file')}${where}${end}`;
  const hidden =
    secret.length === 0
      ? []
      : [
          `A match in ${secret.length === 1 ? 'a file that holds' : 'files that hold'} secrets (not shown): ` +
            `${nameSome(secret, 10)}.`,
        ];
  return [head, ...parts, ...hidden].join('\n\n');
}

function linesOf(hits: readonly SearchHit[], pattern: string): string[] {
  const hasContext = hits.some(({ isContext }) => isContext);
  return hits.flatMap(({ line, text, isContext }, at) => {
    const before = hits[at - 1]?.line;
    const gap = hasContext && before !== undefined && line > before + 1 ? ['…'] : [];
    return [...gap, `${line}${isContext ? '-' : '|'} ${fit(text, pattern)}`];
  });
}

function describeNone({ pattern, literal, words, ignoreCase, glob, exclude }: Asked, where: string): string {
  const ideas = [
    ...(ignoreCase ? [] : ['ignoreCase']),
    ...(literal || !/[^\w\s]/.test(pattern) ? [] : ['literal']),
    ...(words ? ['parts of words'] : []),
    ...(glob || exclude ? ['another glob'] : []),
    'a shorter pattern',
  ];
  return (
    `No match for ${literal ? JSON.stringify(pattern) : `/${pattern}/`}${where} (ignored files are not ` +
    `searched). Try ${ideas.join(' or ')}.`
  );
}

/** A line cut to its width, around the pattern where that can be seen. */
function fit(text: string, pattern: string): string {
  const line = text.trimEnd();
  if (line.length <= lineWidth) return line;
  const word = /\w{3,}/.exec(pattern)?.[0] ?? '';
  const at = word ? line.toLowerCase().indexOf(word.toLowerCase()) : 0;
  const from = Math.max(0, Math.min(at - 60, line.length - lineWidth));
  return `${from > 0 ? '…' : ''}${line.slice(from, from + lineWidth)}${from + lineWidth < line.length ? '…' : ''}`;
}
