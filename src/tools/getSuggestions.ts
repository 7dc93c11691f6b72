import * as z from 'zod';
import { questionTerms } from '../base/codeTerms';
import { FluxError, isCancelled } from '../base/errors';
import { ellipsis, plural } from '../base/text';
import type { CodeIndexPort } from '../contracts/ports';
import type { Recipe, ToolContext } from '../contracts/tool';
import { acceptFields, asList, asNumber } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPaths } from './paths';
import { wholeGoal } from './recipeGoals';
import { refusalsAsResults } from './refusals';
import { collectSuggestions, type SuggestPorts } from './suggest/collect';
import { rankSuggestions } from './suggest/rank';
import { quote, quotePath, type Suggestion } from './suggest/suggestion';
import { parseGoals, suggestPrompt } from './suggest/suggestPrompt';

const input = z.object({
  about: z.string().optional().describe('Words to narrow by, such as “tests” or “login”'),
  paths: z.array(z.string()).optional().describe('Only these files or folders'),
  limit: z.number().min(1).max(30).optional().describe('Most suggestions (default 7)'),
});
type Input = z.infer<typeof input>;

/** With fewer than that a model could not put anything together. */
const worthAsking = 3;
/** Of what the index finds for some words, so many pieces count, and none that fits much less than the best. */
const mostPieces = 40;
const leastOfBest = 0.4;
const asksForSuggestions = wholeGoal(
  'what (?:should|could|can) (?:i|we) (?:do|work on|fix|improve)(?: next)?(?: (?:here|in this ' +
    'project|now))?|(?:any |make |give me |show )?(?:some )?suggestions|suggest (?:something|what to ' +
    "do|improvements)(?: next)?|what(?:'s| is) (?:next|left to do|to be done)(?: here)?",
);

const recipe: Recipe = {
  intent: 'suggest',
  plan: (goal) =>
    asksForSuggestions.test(goal)
      ? {
          summary: 'List what is worth doing next, from problems, failing tests, marks and recent changes.',
          step: { id: 'suggest', title: 'Suggest what to do next', input: {} },
        }
      : undefined,
};

/**
 * `get_suggestions`: what could be done next, as goals: failing tests, problems that the editor shows, marks in
 * comments, uncommitted and recent changes. Nothing found is an answer, not a failure.
 */
export function createGetSuggestions(ports: SuggestPorts & { readonly index?: Pick<CodeIndexPort, 'find'> }) {
  return defineTool<Input>({
    name: 'get_suggestions',
    title: 'Suggest goals',
    description:
      'What could be done next, as goals, best first: failing tests, problems in the editor, TODO marks, ' +
      'uncommitted or untested changes. Each with why and where.',
    input,
    effect: 'read',
    // Many sources in one list; or of these, what fits.
    intents: ({ about, paths }) => (about || paths ? ['filter', 'aggregate'] : ['aggregate', 'filter']),
    binding: 'json',
    recipe,
    accept: (raw) => {
      const given = acceptFields(raw, {
        about: ['topic', 'query', 'focus', 'words', 'text'],
        paths: ['path', 'files', 'file', 'in', 'folder'],
        limit: ['max', 'count', 'maxResults', 'max_results'],
      });
      if (Array.isArray(given.about)) given.about = given.about.join(' ');
      if (given.paths !== undefined) given.paths = asList(given.paths);
      if (given.limit !== undefined) given.limit = asNumber(given.limit, 1, 30);
      return given;
    },
    writes: () => [],
    locks: () => [],
    about: ({ about, paths }) =>
      [about ? `“${ellipsis(about, 60)}”` : '', nameSome(tidyPaths(paths))].filter(Boolean).join(' in ') ||
      'the project',
    run: ({ about, paths, limit = 7 }, context) =>
      refusalsAsResults(async () => {
        const places = tidyPaths(paths)
          .filter((path) => path !== '.')
          .map((path) => path.replace(/\/$/, ''));
        const { suggestions, trouble } = await collectSuggestions(ports, places, context);
        const ranked = rankSuggestions(suggestions, about, await filesAbout(about, ports));
        const best = (await byModel(ranked, about, context)) ?? ranked;
        return {
          status: 'done',
          message: describe(best, Math.floor(limit), {
            about,
            places,
            all: suggestions.length,
            tested: context.lastTests !== undefined,
            trouble,
          }),
          facts: {
            suggestions: best.slice(0, Math.floor(limit)).map(({ goal, why, where }) => ({ goal, why, where })),
          },
        };
      }),
  });
}

/** The files whose code some words are about, as the index knows them; none without words. */
async function filesAbout(
  about: string | undefined,
  { index }: { readonly index?: Pick<CodeIndexPort, 'find'> },
): Promise<ReadonlySet<string>> {
  if (!about || !index) return new Set();
  const found = await index.find(questionTerms(about), mostPieces).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return [];
  });
  const least = leastOfBest * (found[0]?.score ?? 0);
  return new Set(found.filter(({ score }) => score >= least).map(({ path }) => quotePath(path)));
}

/** The model's goals; undefined when there is no model, it fails, or its answer is of no use. */
async function byModel(
  ranked: readonly Suggestion[],
  about: string | undefined,
  { write }: ToolContext,
): Promise<Suggestion[] | undefined> {
  if (!write || ranked.length < worthAsking) return undefined;
  try {
    return parseGoals(await write('summarize', suggestPrompt(ranked, about)), ranked);
  } catch (error) {
    if (FluxError.is(error)) return undefined;
    throw error;
  }
}

interface Circumstances {
  readonly about?: string;
  readonly places: readonly string[];
  /** How many were found before narrowing. */
  readonly all: number;
  /** Whether it is known how the tests went last. */
  readonly tested: boolean;
  readonly trouble: readonly string[];
}

function describe(
  best: readonly Suggestion[],
  limit: number,
  { about, places, all, tested, trouble }: Circumstances,
): string {
  const where = places.length > 0 ? ` in ${nameSome(places)}` : '';
  const notes = [
    ...(tested ? [] : ['It is not known how the tests stand: run_tests would tell.']),
    ...trouble.map((sentence) => quote(sentence, 300)),
  ];
  const end = notes.length > 0 ? `\n\n${notes.join('\n')}` : '';
  if (best.length === 0) {
    const why =
      about && all > 0
        ? `${plural(all, 'suggestion')} about other things; leave out “about” to see them`
        : 'no failing tests known, no problems in the editor, no TODO marks, no uncommitted changes';
    return `Nothing found${about ? ` about “${quote(about, 80)}”` : ''}${where}: ${why}.${end}`;
  }
  const shown = best.slice(0, limit);
  const lines = shown.map(
    ({ goal, why, where: at }, index) =>
      `${index + 1}. ${goal}\n   Why: ${why}${at.length > 0 ? ` Where: ${nameSome(at, 4)}.` : ''}`,
  );
  const more = best.length > shown.length ? ` (${best.length - shown.length} more)` : '';
  const head = `${plural(shown.length, 'suggestion')}${where}${more}. Select one to start it.`;
  return `${head}\n\n${lines.join('\n')}${end}`;
}
