import { tiers } from '../../contracts/intentHandling';
import type { Message, ModelPort, ModelReply, ModelRequest, Purpose, Usage } from '../../contracts/model';
import type { Clock } from '../../contracts/ports';
import type { Said } from '../../contracts/said';
import { isSeen, remarksIn } from '../session/said';
import type { SessionLog } from '../session/sessionLog';
import { estimateTokens } from '../../base/text';
import { FluxError, isCancelled } from '../../base/errors';
import { wordsInForce, wordsPart, type Word } from '../steer/wordsInForce';
import { costOf, type ModelPrice } from '../../base/cost';
import type { CallBudget } from '../budget/callBudget';
import type { CallEstimates } from '../budget/callEstimates';
import { lengthOf } from '../compress/shortenTurns';
import { saneUsage } from '../budget/saneUsage';
import { intentOfCall } from '../intents/handlings';
import { isOutage, tierInstead } from './fallback';
import { isCutByLimit, type CutAnswers } from './cutAnswers';
import type { KeepExchange } from './exchanges';
import { withoutThoughts } from './thoughts';

/**
 * A request; `whole` tells, of an answer whose server never names an ending, what in its own shape says that it is cut;
 * `file`: it is to be one fenced file; `quotes`: words of the person that its messages hold already.
 */
export interface AskRequest extends Omit<ModelRequest, 'session'> {
  readonly file?: boolean;
  readonly whole?: (text: string) => string | undefined;
  readonly quotes?: readonly Word[];
  /** Nothing that the person says is dealt with by it, though it carries their words as every call does. */
  readonly isAside?: boolean;
  /** Characters that were already kept out of the messages. */
  readonly saved?: number;
  /** The messages as short as they can be, for a call that would pass a limit; undefined: they are that already. */
  readonly shorter?: () => readonly Message[] | undefined;
}

/** A model in a session's name: each call is recorded with its tokens and cost, also when it fails. */
export interface SessionModel {
  readonly label: string;
  /** The whole answer. Rejects as `ModelPort.complete` does. */
  ask(request: AskRequest, signal: AbortSignal, onText?: (text: string) => void): Promise<SessionAnswer>;
  /** Whether answers of the models that it asks are cut by their limit repeatedly. */
  isOftenCut(): Promise<boolean>;
}

/**
 * An answer, and what had been said to the session when it was asked for: what of that is in force, the request
 * carried.
 */
export interface SessionAnswer {
  readonly text: string;
  readonly said: readonly Said[];
}

/** What was said along with a message. */
interface Carried {
  readonly part: string;
  readonly words: readonly Word[];
}

const isSame = (one: Word) => (other: Word) => one.at === other.at && one.text === other.text;

/** What a session's model works with. */
export interface SessionModelDeps {
  readonly log: SessionLog;
  readonly now: Clock;
  readonly keep: KeepExchange;
  readonly budget: CallBudget;
  readonly estimates: CallEstimates;
  readonly cuts: CutAnswers;
  /** Hears that another model is asked, because one is out. */
  readonly tellFallback: (out: string, instead: string) => void;
}

/**
 * Binds a model to a session's log. Whatever the request is about, it carries all that the person has said to this run:
 * what its messages do not quote goes along with the last of them.
 */
export function sessionModel(model: ModelPort, deps: SessionModelDeps): SessionModel {
  const { log, budget } = deps;
  /** A conversation that goes on repeats its messages: what went along with them stays where it was. */
  const carried = new WeakMap<Message, Carried>();

  /** The messages with all that the person has said so far. */
  function withSaid(messages: readonly Message[], quotes: readonly Word[]) {
    const last = messages.at(-1);
    const known = [...quotes, ...messages.flatMap((message) => carried.get(message)?.words ?? [])];
    const words = wordsInForce(log.snapshot).filter((word) => !known.some(isSame(word)));
    const before = last && carried.get(last);
    const along =
      words.length > 0 && last
        ? {
            part: [before?.part, wordsPart(words, 'what stands above')].filter(Boolean).join('\n\n'),
            words: [...(before?.words ?? []), ...words],
          }
        : before;
    return {
      messages: messages.map((message) => withWords(message, message === last ? along : carried.get(message))),
      hold: () => last && along && carried.set(last, along),
    };
  }

  /** One call, to the model that the request asks for. */
  async function askModel(asked: AskRequest, signal: AbortSignal, onText: OnText): Promise<SessionAnswer> {
    const { whole, file, quotes = [], saved = 0, shorter, isAside, ...request } = asked;
    const chosen = await model.chosen?.(request);
    const id = chosen?.id ?? model.label;
    const admission = await budget.admit(
      {
        model: id,
        step: request.step,
        messages: withSaid(request.messages, quotes).messages,
        shorter() {
          const short = shorter?.();
          return short && withSaid(short, quotes).messages;
        },
        costOf: (prompt, completion) => costOf({ prompt, completion, cached: 0 }, chosen?.price),
      },
      signal,
    );
    const { said } = log.snapshot;
    const { messages: full, hold } = withSaid(request.messages, quotes);
    const messages = admission.shortened ?? full;
    const gone = saved + lengthOf(full) - lengthOf(messages);
    const call: Call = {
      id,
      price: chosen?.price,
      estimate: admission.estimate,
      saved: gone > 0 ? Math.round((admission.estimate * gone) / lengthOf(messages)) : 0,
      request: { ...request, messages },
    };
    try {
      const reply = await make(call, model, deps, { said: isAside ? [] : said, signal, onText });
      hold();
      const text = withoutThoughts(reply.text, { plain: isPlain(request.purpose), file });
      const cut = reply.ending === 'complete' ? undefined : whole?.(text);
      if (cut !== undefined) throw cutOff(model, cut);
      return { text, said };
    } finally {
      admission.end();
    }
  }

  /** Models that were out when they were asked last. */
  const out = new Set<string>();

  /** A request that goes to a model which is not out; undefined: there is no other. */
  async function redirected(request: AskRequest): Promise<AskRequest | undefined> {
    const tier = await tierInstead(request, out, model);
    return tier && { ...request, tier, model: undefined };
  }

  return {
    label: model.label,
    isOftenCut: () => isOftenCut(model, deps.cuts),
    async ask(request, signal, onText) {
      const idOf = async (asked: AskRequest) => (await model.chosen?.(asked))?.id ?? model.label;
      let asked = out.has(await idOf(request)) ? ((await redirected(request)) ?? request) : request;
      for (;;) {
        try {
          return await askModel(asked, signal, onText);
        } catch (error) {
          if (!isOutage(error)) throw error;
          const id = await idOf(asked);
          out.add(id);
          const other = await redirected(asked);
          if (!other) {
            out.clear();
            throw error;
          }
          asked = other;
          deps.tellFallback(id, await idOf(asked));
        }
      }
    },
  };
}

async function isOftenCut(model: ModelPort, cuts: CutAnswers): Promise<boolean> {
  const ids = await Promise.all(tiers.map(async (tier) => (await model.chosen?.({ tier }))?.id ?? model.label));
  return ids.some(cuts.isOften);
}

type OnText = ((text: string) => void) | undefined;

/** A call as it is made. */
interface Call {
  readonly id: string;
  readonly price: ModelPrice | undefined;
  readonly estimate: number;
  /** Tokens that its prompt no longer has. */
  readonly saved: number;
  readonly request: Omit<ModelRequest, 'session'>;
}

interface Calling {
  /** What had been said when it was made, as far as it counts as heard. */
  readonly said: readonly Said[];
  readonly signal: AbortSignal;
  readonly onText: OnText;
}

/** Makes a call and records it, also when it fails. */
async function make(
  { id, price, estimate, saved, request }: Call,
  model: ModelPort,
  { log, now, keep, estimates, cuts }: SessionModelDeps,
  { said, signal, onText }: Calling,
): Promise<ModelReply> {
  const { purpose, step, messages } = request;
  const startedAt = now();
  const intent = intentOfCall(log.snapshot, request);
  const role = log.snapshot.plan?.steps.find((each) => each.id === step)?.agent;
  const record = {
    kind: 'model.called' as const,
    purpose,
    step,
    estimate,
    ...(saved > 0 && { saved }),
    intent,
    ...(role && { role }),
  };
  const lost: string[] = [];
  try {
    const reply = await model.complete({ ...request, session: log.snapshot.name }, signal, onText, (text) =>
      lost.push(text),
    );
    const usage = saneUsage(reply.usage, messages, reply.text, estimate);
    estimates.learn(id, messages, usage);
    cuts.note(id, false);
    const called = {
      ...record,
      model: reply.model,
      usage,
      costUsd: isSameUsage(usage, reply.usage) ? reply.costUsd : costOf(usage, price),
      durationMs: now() - startedAt,
      exchange: await keep(messages, reply.text),
    };
    const remarks = remarksIn(said);
    for (const text of lost)
      await log.append({
        ...record,
        ...lostCall([text], estimate, price),
        model: id,
        durationMs: 0,
        failed: 'model_cut',
      });
    await (remarks.every(isSeen)
      ? log.append(called)
      : log.append(called, { kind: 'feedback.seen', upTo: remarks.length }));
    return reply;
  } catch (error) {
    // A limit that the request itself sets says nothing of the model's.
    if (request.maxTokens === undefined && isCutByLimit(error)) cuts.note(id, true);
    await log.append({
      ...record,
      model: id,
      ...lostCall(lost, estimate, price),
      durationMs: now() - startedAt,
      failed: failureOf(error),
      exchange: await keep(messages),
    });
    throw error;
  }
}

/** What is charged for answers that were begun and failed: each had its prompt read. */
function lostCall(
  lost: readonly string[],
  estimate: number,
  price: ModelPrice | undefined,
): { readonly usage: Usage; readonly costUsd?: number } {
  const completion = lost.reduce((sum, text) => sum + estimateTokens(text), 0);
  const usage = { prompt: estimate * lost.length, completion, cached: 0 };
  return { usage, ...(lost.length > 0 && { costUsd: costOf(usage, price) }) };
}

function isSameUsage(one: Usage, other: Usage): boolean {
  return one.prompt === other.prompt && one.completion === other.completion && one.cached === other.cached;
}

function cutOff({ label }: ModelPort, why: string): FluxError {
  return new FluxError('model_cut', `The answer from ${label} may have been cut off: ${why} Try again.`, {
    retryable: true,
  });
}

function failureOf(error: unknown): string {
  if (isCancelled(error)) return 'cancelled';
  return FluxError.is(error) ? error.reason : 'bug';
}

/** Words for a person, rather than something to be taken apart. */
function isPlain(purpose: Purpose): boolean {
  return purpose === 'commit_message' || purpose === 'summarize' || purpose === 'converse';
}

function withWords(message: Message, said: Carried | undefined): Message {
  return said === undefined ? message : { ...message, content: `${message.content}\n\n${said.part}` };
}
