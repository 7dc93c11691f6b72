import { intents, type Classified, type Intent } from '../../contracts/intent';
import type { Effect, Expectation } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import { hearInstruction } from './instructionCues';
import { hearInput } from './inputCues';
import { createTally, type Tally } from './tally';
import { hearTitle } from './titleCues';

/** A step of any kind: as a model wrote it, or as it was validated. */
export interface StepToClassify {
  readonly tool: string;
  readonly title: string;
  readonly instruction?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** What its planner says that it is for, in words of the planner's. */
  readonly intent?: string;
  readonly expect?: readonly Expectation[];
  readonly decisionPoint?: boolean;
}

/** From here on a classification counts as certain. */
export const certain = 0.8;

const mostTitle = 300;
/** What a tool is usually for, and what its input tells. */
const usualWeight = 1;
const declaredWeight = 1.8;
const toldWeight = 2.5;
const otherWeights = [0.6, 0.5, 0.3];
/** A tool that is for one thing alone. */
const soleWeight = 4;
/** What a planner's word counts where the patterns are unsure. */
const plannerConfidence = 0.7;

const usual: Readonly<Record<Effect, readonly Intent[]>> = {
  read: ['extract', 'filter', 'aggregate', 'summarize'],
  write: ['transform', 'generate', 'enrich', 'summarize', 'aggregate'],
  execute: ['validate', ...intents.filter((intent) => intent !== 'validate')],
};

/**
 * What a step is for, by patterns over its tool, its title and instruction, and its input. A planner that says the same
 * makes it surer; one that says something else counts only where the patterns are unsure. Takes microseconds and never
 * fails, whatever stands in the step; `tool` undefined: no such tool is there.
 */
export function classifyStep(step: StepToClassify, tool: AnyTool | undefined): Classified {
  const effect = tool?.effect ?? 'execute';
  const { list, weight } = intentsOf(step, tool);
  const tally = createTally([...list, 'conditional']);
  hearTool(list, weight, tally);
  const title = textOf(step.title, mostTitle);
  if (effect !== 'execute' || !isRepeated(title, step.input)) hearTitle(title, effect, tally);
  hearInstruction(textOf(step.instruction, 600), effect, tally);
  hearInput(step, effect, tally);
  return withPlanner(tally.result(), step.intent, list);
}

/** Whether a title only repeats the input, such as a command: its words are no words then. */
function isRepeated(title: string, input: StepToClassify['input']): boolean {
  const text = title.trim().toLowerCase();
  return Object.values(input ?? {}).some(
    (value) => typeof value === 'string' && value.slice(0, mostTitle).toLowerCase().startsWith(text) && text !== '',
  );
}

function textOf(text: unknown, most: number): string {
  return typeof text === 'string' ? text.slice(0, most) : '';
}

/** What a step of this tool can be for, the likeliest first, and how much that counts. */
function intentsOf(
  { input }: StepToClassify,
  tool: AnyTool | undefined,
): { readonly list: readonly Intent[]; readonly weight: number } {
  const { intents: own } = tool ?? {};
  if (typeof own === 'function') {
    const list = quietly(() => own(typeof input === 'object' && input !== null ? input : {}));
    if (list && list.length > 0) return { list, weight: toldWeight };
  } else if (own && own.length > 0) return { list: own, weight: declaredWeight };
  if (tool?.verifies) return { list: ['validate'], weight: toldWeight };
  if (tool?.commits) return { list: ['send'], weight: toldWeight };
  return { list: usual[tool?.effect ?? 'execute'], weight: usualWeight };
}

/** An input that nobody has checked may be anything. */
function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function hearTool([first, ...others]: readonly Intent[], weight: number, tally: Tally): void {
  if (others.length === 0) return tally.speak(first, soleWeight, 'the tool does nothing else');
  const isTold = weight === toldWeight;
  tally.speak(first, weight, isTold ? 'its input tells' : 'the tool is mostly for that');
  if (!isTold)
    for (const [at, intent] of others.entries()) tally.speak(intent, otherWeights[at] ?? 0.2, 'the tool can do that');
}

/** The planner's own word: it strengthens what it agrees with, and counts where nothing else is sure. */
function withPlanner(found: Classified, said: unknown, possible: readonly Intent[]): Classified {
  const word = typeof said === 'string' ? said.trim().toLowerCase() : '';
  const planned = intents.find((intent) => intent === word);
  if (planned === undefined || !(planned === 'conditional' || possible.includes(planned))) return found;
  if (planned === found.intent) return { ...found, confidence: round((1 + found.confidence) / 2) };
  const others = found.alternatives.filter(({ intent }) => intent !== planned);
  if (found.confidence >= certain)
    return { ...found, alternatives: [{ intent: planned, confidence: round(1 - found.confidence) }, ...others] };
  const isSecond = found.alternatives[0]?.intent === planned;
  return {
    intent: planned,
    confidence: isSecond ? certain : plannerConfidence,
    alternatives: [{ intent: found.intent, confidence: round(found.confidence * (1 - plannerConfidence)) }, ...others],
    reason: 'the plan says so',
    source: 'plan',
  };
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
