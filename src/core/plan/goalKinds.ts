import type { GoalKind, PastGoal } from '../../contracts/figures';
import type { Intent } from '../../contracts/intent';
import { wordList } from '../../base/words';
import { firstChars } from '../../base/text';
import { stem } from '../brief/terms';
import { hearTitle } from '../intents/titleCues';
import { createTally } from '../intents/tally';

/** What a goal is about stands at its beginning. */
const toldChars = 300;
/** Goals of a kind have so many of their stems in common, as a part of both's, and at least so many. */
const leastAlike = 0.5;
const leastCommon = 2;
const mostSteps = 6;

const empty = new Set(
  wordList(`
    the and for with that this these those from into when then than what which while where there all any our your
    its please need needs should must can could will would have has had not are was were been being make sure also
    just does some only each every them they their about after before
  `),
);

/** What goals of one kind have in common: what is done, and the stems of their words. */
interface Topic {
  readonly intent: Intent;
  readonly stems: ReadonlySet<string>;
}

/** The goals that resemble one, in their order: they do the same kind of thing, said in nearly the same words. */
export function goalsLike(text: string, goals: readonly PastGoal[]): PastGoal[] {
  const topic = topicOf(text);
  return goals.filter((goal) => resembles(topic, topicOf(goal.text)));
}

/** Goals by their kind, the most frequent first, then the newest; each kind is told by its newest goal. */
export function goalKinds(goals: readonly PastGoal[]): GoalKind[] {
  const kinds: { topic: Topic; goals: PastGoal[] }[] = [];
  for (const goal of goals) {
    const topic = topicOf(goal.text);
    const kind = kinds.find((each) => resembles(each.topic, topic));
    if (kind) kind.goals.push(goal);
    else kinds.push({ topic, goals: [goal] });
  }
  return kinds.map((kind) => kindOf(kind.goals)).sort((a, b) => b.goals - a.goals);
}

/** What became of goals of one kind, of which there is at least one, the newest first. */
export function kindOf(goals: readonly PastGoal[]): GoalKind {
  const worked = goals.filter(({ outcome, undone }) => outcome === 'complete' && !undone);
  const proved = worked.filter(({ verified }) => verified);
  const models = proved.length > 0 ? proved : worked;
  return {
    text: goals[0]?.text ?? '',
    goals: goals.length,
    verified: proved.length,
    unverified: worked.length - proved.length,
    steps: usual((models.length > 0 ? models : goals).map(({ tools }) => tools)),
    calls: median(models.map(({ calls }) => calls)),
    tokens: median(models.map(({ tokens }) => tokens)),
  };
}

function topicOf(text: string): Topic {
  const told = firstChars(text, toldChars);
  const words = told.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const tally = createTally();
  hearTitle(told, 'write', tally);
  return { intent: tally.result().intent, stems: new Set(words.filter((word) => !empty.has(word)).map(stem)) };
}

function resembles(one: Topic, other: Topic): boolean {
  const common = [...one.stems].filter((each) => other.stems.has(each)).length;
  const fewest = Math.min(leastCommon, one.stems.size, other.stems.size);
  const alike = (2 * common) / (one.stems.size + other.stems.size);
  return one.intent === other.intent && common > 0 && common >= fewest && alike >= leastAlike;
}

/** The most frequent sequence of tools, each run of the same one told once; of several, the newest. */
function usual(sequences: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, { count: number; tools: string[] }>();
  for (const sequence of sequences) {
    const tools = sequence.filter((tool, at) => tool !== sequence[at - 1]);
    const key = tools.join('\n');
    counts.set(key, { tools, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count);
  return (first?.tools ?? []).slice(0, mostSteps);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0;
}
