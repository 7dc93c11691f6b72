import * as z from 'zod';
import { intents, type Classified } from '../../contracts/intent';
import type { LogPort } from '../../contracts/ports';
import type { StorePort } from '../../contracts/store';
import { FluxError, isCancelled } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { dropUnseen } from '../../base/visibleText';
import { parseJson, problemOf } from '../model/parseJson';
import type { SessionModel } from '../model/sessionModel';
import { withoutThoughts } from '../model/thoughts';
import { certain, type StepToClassify } from './classifyStep';
import { intentOfPurpose, intentTable } from './intentTable';
import { intentPrompt } from './intentPrompt';
import { addKnown, keyOfStep, readKnown, type KnownIntent } from './knownIntents';

/** A step, and what patterns take it for. */
export interface GuessedStep {
  readonly step: StepToClassify;
  readonly guess: Classified;
}

/**
 * What asking needs. Without a `model` guesses stay. `notes`: what is known across sessions. `isWorth`: whether these
 * batches are to be asked about for these steps; without it they always are.
 */
export interface RestDeps {
  readonly model?: Pick<SessionModel, 'ask'>;
  readonly isWorth?: (batches: readonly (readonly GuessedStep[])[], unsure: readonly GuessedStep[]) => boolean;
  readonly notes: Pick<StorePort, 'getNote' | 'swapNote'>;
  readonly log: Pick<LogPort, 'warn'>;
  readonly signal: AbortSignal;
}

/** So many steps are asked about together, and so many calls are made for one plan. */
const batchSize = 5;
const mostBatches = 10;
/** A plan does not wait longer for an answer. */
const longestMs = 15_000;
/** Room for an answer about one batch. */
const mostTokens = 600;
/** What an answer counts that does not say how sure it is. */
const usualConfidence = 0.8;

const reply = z.object({ steps: z.array(z.unknown()).min(1) });
const answer = z.object({
  n: z.coerce.number().int(),
  intent: z.preprocess((word) => (typeof word === 'string' ? word.trim().toLowerCase() : word), z.enum(intents)),
  confidence: z.number().min(0).max(1).catch(usualConfidence),
  reason: z.string().catch(''),
});

/** Steps that say the same, by their place in the list. */
interface Group {
  readonly step: StepToClassify;
  readonly key: string | undefined;
  readonly places: number[];
}

interface Said extends KnownIntent {
  readonly reason: string;
}

/**
 * The classifications of all given steps, in their order: those below `certain` as an earlier session knows them, else
 * as the model says, asked for five at a time. Never fails: whatever goes wrong, the guess stays, and the log says so
 * once. Only being cancelled is passed on.
 */
export async function classifyRest(steps: readonly GuessedStep[], deps: RestDeps): Promise<Classified[]> {
  const result = steps.map(({ guess }) => guess);
  const groups = groupsOf(steps);
  if (groups.length === 0) return result;
  const tellOnce = onceTold(deps.log);
  const known = await orElse(() => readKnown(deps.notes), new Map<string, KnownIntent>(), tellOnce);
  const put = ({ places }: Group, said: Said) => {
    for (const place of places) result[place] = asClassified(said, steps[place]?.guess);
  };
  const unknown = groups.filter((group) => {
    const found = group.key === undefined ? undefined : known.get(group.key);
    if (found) put(group, { ...found, reason: 'known from an earlier session' });
    return !found;
  });
  if (unknown.length === 0 || !deps.model) return result;
  const batches = batchesOf(unknown);
  const isWorth = deps.isWorth?.(
    batches.map((batch) => batch.map(({ places: [first = 0] }) => steps[first]!)),
    batches.flat().flatMap(({ places }) => places.map((place) => steps[place]!)),
  );
  if (isWorth === false) return result;
  const news = new Map<string, KnownIntent>();
  for (const batch of batches) {
    const said = await orElse(() => ask(batch, deps), undefined, tellOnce);
    // What failed once will hardly work for the next ones, and each try takes time.
    if (!said) break;
    if (said.size < batch.length) tellOnce('The model left steps out, or named intents that do not exist.');
    for (const [at, one] of said) {
      const group = batch[at];
      if (!group) continue;
      put(group, one);
      if (group.key !== undefined) news.set(group.key, { intent: one.intent, confidence: one.confidence });
    }
  }
  await orElse(() => addKnown(deps.notes, news), undefined, tellOnce);
  return result;
}

function groupsOf(steps: readonly GuessedStep[]): Group[] {
  const groups = new Map<string, Group>();
  for (const [place, { step, guess }] of steps.entries()) {
    if (guess.confidence >= certain) continue;
    const key = keyOfStep(step);
    const group = groups.get(key ?? `at ${place}`);
    if (group) group.places.push(place);
    else groups.set(key ?? `at ${place}`, { step, key, places: [place] });
  }
  return [...groups.values()];
}

function batchesOf(groups: readonly Group[]): Group[][] {
  const count = Math.min(mostBatches, Math.ceil(groups.length / batchSize));
  return Array.from({ length: count }, (_, at) => groups.slice(at * batchSize, (at + 1) * batchSize));
}

/** What the model says of each step, by its place in the batch; a step that it leaves out or misnames is not there. */
async function ask(batch: readonly Group[], { model, signal }: RestDeps): Promise<Map<number, Said> | undefined> {
  if (!model) return undefined;
  const { text } = await withinTime(signal, (limited) =>
    model.ask(
      {
        purpose: 'route',
        messages: intentPrompt(batch.map(({ step }) => step)),
        format: 'json',
        maxTokens: mostTokens,
        tier: intentTable[intentOfPurpose('route')].tier,
        isAside: true,
      },
      limited,
    ),
  );
  const said = new Map<number, Said>();
  for (const one of parseJson(withoutThoughts(text), reply).steps) {
    const { data } = answer.safeParse(one);
    if (data && data.n >= 1 && data.n <= batch.length) said.set(data.n - 1, data);
  }
  return said;
}

async function withinTime<T>(signal: AbortSignal, job: (limited: AbortSignal) => Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(longestMs);
  try {
    return await job(AbortSignal.any([signal, limit]));
  } catch (error) {
    if (limit.aborted && !signal.aborted)
      throw new FluxError('model_timeout', `The model took longer than ${longestMs / 1000} s.`);
    throw error;
  }
}

function asClassified({ intent, confidence, reason }: Said, guess: Classified | undefined): Classified {
  const others = [guess, ...(guess?.alternatives ?? [])].filter((other) => other && other.intent !== intent);
  return {
    intent,
    confidence,
    alternatives: others.flatMap((other) =>
      other ? [{ intent: other.intent, confidence: Math.round(other.confidence * (1 - confidence) * 100) / 100 }] : [],
    ),
    reason: ellipsis(dropUnseen(reason), 120) || 'the model says so',
    source: 'model',
  };
}

function onceTold(log: RestDeps['log']): (why: string) => void {
  let isTold = false;
  return (why) => {
    if (isTold) return;
    isTold = true;
    log.warn(`Some steps keep the intent that patterns guess, which changes only what they may take. ${why}`);
  };
}

async function orElse<T>(job: () => Promise<T>, otherwise: T, tell: (why: string) => void): Promise<T> {
  try {
    return await job();
  } catch (error) {
    if (isCancelled(error)) throw error;
    tell(problemOf(error));
    return otherwise;
  }
}
