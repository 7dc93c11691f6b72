import { wordList } from '../../base/words';
import type { Suggestion } from './suggestion';

/**
 * The best first, each once, those with the same goal or the same single place and kind of goal merged. `about`: words
 * to narrow by; `fitting`: the paths of files whose code these words are about, though they need not stand there.
 */
export function rankSuggestions(
  suggestions: readonly Suggestion[],
  about: string | undefined,
  fitting: ReadonlySet<string> = new Set(),
): Suggestion[] {
  const words = wordsOf(about);
  const relevance = ({ goal, why, where }: Suggestion): number => {
    const text = `${goal} ${why} ${where.join(' ')}`.toLowerCase();
    const said = words.filter((word) => text.includes(word)).length;
    return said + (where.some((place) => fitting.has(place.replace(/:\d+$/, ''))) ? 0.5 : 0);
  };
  const scored = suggestions
    .map((suggestion) => ({ suggestion, relevant: relevance(suggestion) }))
    .filter(({ relevant }) => words.length === 0 || relevant > 0)
    .sort(
      (a, b) =>
        b.relevant - a.relevant ||
        b.suggestion.score - a.suggestion.score ||
        (a.suggestion.goal < b.suggestion.goal ? -1 : 1),
    );
  const seen = new Set<string>();
  return scored
    .map(({ suggestion }) => suggestion)
    .filter(({ goal }) => {
      const key = goal.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
      return !seen.has(key) && Boolean(seen.add(key));
    });
}

const filler = new Set(
  wordList(`
    the a an and or of in on for to with about my our what is are all any please suggestion suggestions idea ideas
    something code project
  `),
);

/** Words to narrow by, without their plural. */
function wordsOf(about: string | undefined): string[] {
  const words =
    (about ?? '')
      .slice(0, 500)
      .toLowerCase()
      .match(/[\p{L}\p{N}_.\/-]{2,}/gu) ?? [];
  return [
    ...new Set(
      words.filter((word) => !filler.has(word)).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word)),
    ),
  ];
}
