import { firstChars, plural } from '../../base/text';
import type { SearchHit } from '../../contracts/ports';
import { nameSome } from '../paths';
import { quote, quotePath, scoreForChanged, scores, type Suggestion } from './suggestion';

/** Finds marks that stand in a comment; for the search's dialect. */
export const markPattern = String.raw`(//|#|/\*|^\s*\*|--|<!--|;|%).*\b(TODO|FIXME|HACK|XXX)\b`;

/** So many marks get a suggestion of their own, the rest one together. */
const ownMarks = 12;

const kinds = { TODO: 'todo', FIXME: 'fixme', XXX: 'fixme', HACK: 'hack' } as const;

/** Goals from marks that people left in comments. */
export function suggestFromMarks(
  hits: readonly SearchHit[],
  truncated: boolean,
  changed: ReadonlySet<string>,
): Suggestion[] {
  const marks = hits.flatMap((hit) => {
    const found = /\b(TODO|FIXME|HACK|XXX)\b(?:\([^)]{0,60}\))?[:\s-]*(.*)/.exec(firstChars(hit.text, 2_000));
    if (!found) return [];
    const word = found[1] as keyof typeof kinds;
    const kind = kinds[word];
    const text = quote((found[2] ?? '').replace(/(?:\*\/|-->|\*\}|#\})\s*$/, ''));
    return [{ hit, kind, word, text, score: scores[kind] + (changed.has(hit.path) ? scoreForChanged : 0) }];
  });
  marks.sort(
    (a, b) =>
      b.score - a.score ||
      Number(b.text !== '') - Number(a.text !== '') ||
      compare(a.hit.path, b.hit.path) ||
      a.hit.line - b.hit.line,
  );
  const single = marks.slice(0, ownMarks).map(({ hit: { path, line }, kind, word, text, score }): Suggestion => {
    const place = `${quotePath(path)}:${line}`;
    return {
      kind,
      goal: `${verbs[word]} ${word} in ${place}${text ? `: ${text}` : ''}`,
      why: `Somebody left the mark there${changed.has(path) ? ', in a file that has changed lately' : ''}.`,
      where: [place],
      score,
    };
  });
  const rest = marks.slice(ownMarks);
  if (rest.length === 0) return single;
  const paths = [...new Set(rest.map(({ hit }) => quotePath(hit.path)))];
  return [
    ...single,
    {
      kind: 'todo',
      goal: `Go through the other ${plural(rest.length, 'TODO mark')} and settle what is easy`,
      why: `${truncated ? 'At least so many' : 'They'} are left in ${nameSome(paths)}.`,
      where: paths,
      score: scores.todo - 5,
    },
  ];
}

const verbs = { TODO: 'Do the', FIXME: 'Fix the', XXX: 'Look into the', HACK: 'Clean up the' } as const;

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
