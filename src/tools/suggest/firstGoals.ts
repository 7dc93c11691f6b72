import type { FirstGoal, SuggestionKind } from '../../contracts/suggestedGoal';
import type { TestCounts } from '../../contracts/session';
import type { TestsPort } from '../../contracts/tests';
import { collectSuggestions, type SuggestPorts } from './collect';
import { rankSuggestions } from './rank';
import { quote, scores, type Suggestion } from './suggestion';

/** What the goals are made from. */
export interface FirstGoalPorts extends SuggestPorts {
  readonly tests: TestsPort;
}

const most = 3;

/** Sorts of goals, the one to begin with first; untested changes come only where there is room. */
const sorts: readonly (readonly SuggestionKind[])[] = [
  ['conflict', 'failingTest', 'untried', 'error'],
  ['fixme', 'unfinished', 'warning', 'hack', 'todo'],
  ['uncommitted'],
];

/**
 * At most three goals from this project for somebody who begins, best first, each of another sort as far as there are
 * as many. Nothing runs and no model is asked. `lastTests`: what the tests said, if they ran.
 */
export async function firstGoals(
  ports: FirstGoalPorts,
  lastTests: TestCounts | undefined,
  signal: AbortSignal,
): Promise<FirstGoal[]> {
  const [{ suggestions }, untried] = await Promise.all([
    collectSuggestions(ports, [], { signal, lastTests, changedFiles: [] }),
    lastTests ? [] : untriedTests(ports.tests),
  ]);
  const ranked = rankSuggestions([...suggestions, ...untried], undefined);
  const ofEachSort = sorts.flatMap((sort) => ranked.find(({ kind }) => sort.includes(kind)) ?? []);
  const others = ranked.filter((goal) => !ofEachSort.includes(goal));
  return [...ofEachSort, ...others].slice(0, most).map(({ kind, goal, why, where }) => ({ kind, goal, why, where }));
}

async function untriedTests(tests: TestsPort): Promise<Suggestion[]> {
  const command = await tests.describe().catch(() => undefined);
  if (command === undefined) return [];
  const why = `They have not run in this window yet. The command is ${quote(command)}.`;
  return [{ kind: 'untried', goal: 'Run the tests', why, where: [], score: scores.untried }];
}
