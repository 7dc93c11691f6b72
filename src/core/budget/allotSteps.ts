import type { StepBudget } from '../../contracts/budget';
import type { Classified, Intent } from '../../contracts/intent';
import type { LogPort } from '../../contracts/ports';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import { messageOf } from '../../base/errors';
import type { GuessedStep } from '../intents/classifyRest';
import { classifyStep } from '../intents/classifyStep';
import { toolOf } from '../toolTraits';
import { isQueued } from '../session/states';
import type { SessionLog } from '../session/sessionLog';
import type { Workspace } from '../workspace';
import { allot, type Claimant } from './allot';
import { baselineOf } from './budgetSettings';
import { complexityOf, type StepFacts } from './complexity';

/** Characters of a line of code, on average. */
const lineChars = 40;
/** Characters of a file of which only the name is known. */
const fileChars = 6_000;

/**
 * What allotting needs. `usedBefore`: tokens that steps of an intent have taken in this workspace. `classify`: what
 * steps are for that patterns are unsure of; `needs`: tokens that they need together.
 */
export interface AllotDeps {
  readonly log: SessionLog;
  readonly workspace: Pick<Workspace, 'settings' | 'tools' | 'log'>;
  readonly usedBefore: (intent: StepBudget['intent']) => Promise<readonly number[]>;
  readonly classify: (steps: readonly GuessedStep[], needs: number) => Promise<readonly Classified[]>;
}

/**
 * Gives each step that has not begun its share of what is left, and records it. A plan that needs no model, whose
 * session has no budget, is left as it is.
 */
export async function allotSteps({ log, workspace, usedBefore, classify }: AllotDeps): Promise<void> {
  if (!log.snapshot.plan || !log.snapshot.budget) return;
  const intentOf = await intentsOf(log.snapshot.plan.steps.filter(isQueued), workspace, classify);
  const isAdaptive = log.snapshot.budget.strategy === 'adaptive';
  const history = isAdaptive ? await readHistory(intentOf.values(), usedBefore, workspace.log) : undefined;
  // Some may have begun meanwhile.
  const { plan, budget } = log.snapshot;
  if (!plan || !budget) return;
  const steps = plan.steps.flatMap((step) => {
    const intent = intentOf.get(step.id);
    return intent && isQueued(step) ? [{ step, intent, complexity: complexityOf(factsOf(step, log.snapshot)) }] : [];
  });
  const claimants = steps.map(({ step, intent, complexity }): Claimant => ({
    id: step.id,
    baseline: baselineOf(intent, workspace.settings),
    complexity: complexity.combined,
    urgency: urgencyOf(log.snapshot),
    waiting: waitingFor(step, plan.steps),
    history: history?.get(intent),
  }));
  const left = budget.maxTokens > 0 ? Math.max(0, budget.maxTokens - budget.usedTokens) : undefined;
  const shares = allot(claimants, left, budget.strategy);
  await log.append({
    kind: 'budget.allotted',
    steps: Object.fromEntries(
      steps.map(({ step, intent, complexity: { combined, reasons } }) => [
        step.id,
        {
          intent,
          allotted: shares.get(step.id) ?? 0,
          complexity: { score: combined, reasons },
          ...(step.late && { estimate: estimateOf(step, baselineOf(intent, workspace.settings)) }),
        },
      ]),
    ),
  });
}

/** What such steps took before, by intent. Where that cannot be read, baselines count. */
async function readHistory(
  intents: Iterable<StepBudget['intent']>,
  usedBefore: AllotDeps['usedBefore'],
  log: LogPort,
): Promise<Map<StepBudget['intent'], readonly number[]>> {
  const history = new Map<StepBudget['intent'], readonly number[]>();
  try {
    for (const intent of new Set(intents)) history.set(intent, await usedBefore(intent));
  } catch (error) {
    log.warn(`What steps took before could not be read, so the settings alone say what they get. ${messageOf(error)}`);
  }
  return history;
}

/** What every request for a step's input says, in tokens. */
const framePrompt = 900;

/** The frame, what it is shown, and an answer as such steps give. */
function estimateOf(step: StepSnapshot, answer: number): number {
  return framePrompt + Math.round(charsOf(step) / 4) + answer;
}

/** What each step is for. The model has a say only of those that it writes: what is written already costs nothing. */
async function intentsOf(
  steps: readonly StepSnapshot[],
  { tools, settings }: Pick<Workspace, 'tools' | 'settings'>,
  classify: AllotDeps['classify'],
): Promise<Map<string, Intent>> {
  const guessed = steps.map((step) => ({ step, guess: classifyStep(step, toolOf(step, tools)) }));
  const late = guessed.filter(({ step }) => step.late);
  const needs = late.map(({ step, guess }) => estimateOf(step, baselineOf(guess.intent, settings)));
  const surer = await classify(
    late,
    needs.reduce((sum, each) => sum + each, 0),
  );
  return new Map([
    ...guessed.map(({ step, guess }) => [step.id, guess.intent] as const),
    ...late.map(({ step, guess }, at) => [step.id, surer[at]?.intent ?? guess.intent] as const),
  ]);
}

function factsOf(step: StepSnapshot, session: SessionSnapshot): StepFacts {
  const steps = session.plan?.steps ?? [];
  const role = step.agent === undefined ? [] : steps.filter(({ agent, endedAt }) => agent === step.agent && endedAt);
  return {
    effect: step.effect,
    files: step.writes.length,
    chars: charsOf(step),
    needs: step.dependsOn.length,
    waiting: waitingFor(step, steps),
    language: languageOf(step.writes),
    found: foundOf(step),
    failures: step.retries ?? 0,
    ...(role.length > 0 && { roleFailures: role.filter(({ status }) => status === 'failed').length / role.length }),
  };
}

/** A step that is late is sure of what it needs as far as it names lines or symbols. */
function foundOf({ late, context = [] }: StepSnapshot): number {
  if (!late) return 1;
  return context.length === 0 ? 0 : context.filter(({ lines, symbol }) => lines ?? symbol).length / context.length;
}

function charsOf({ late, context = [], writes, instruction = '' }: StepSnapshot): number {
  if (!late) return 0;
  const named = context.reduce(
    (sum, { lines }) => sum + (lines ? (lines[1] - lines[0] + 1) * lineChars : fileChars),
    0,
  );
  return instruction.length + (named || writes.length * fileChars);
}

function languageOf(paths: readonly string[]): StepFacts['language'] {
  if (paths.some((path) => /\.(?:c|cc|cpp|cxx|h|hpp|rs|zig|asm|s|cu)$/i.test(path))) return 'systems';
  return paths.length > 0 && paths.every((path) => /\.(?:md|txt|rst|adoc|json|ya?ml|toml|ini|csv)$/i.test(path))
    ? 'text'
    : 'code';
}

function waitingFor({ id }: StepSnapshot, steps: readonly StepSnapshot[]): number {
  return steps.filter(({ dependsOn }) => dependsOn.includes(id)).length;
}

const urgencies = ['low', 'normal', 'high', 'critical'] as const;

/** How urgent the newest decision called what it asked for. */
function urgencyOf({ decisions }: SessionSnapshot): number {
  return Math.max(1, urgencies.indexOf(decisions.at(-1)?.urgency ?? 'normal'));
}
