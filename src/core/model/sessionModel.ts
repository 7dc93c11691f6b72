import type { Message, ModelPort, ModelReply, ModelRequest, Purpose } from '../../contracts/model';
import type { Clock } from '../../contracts/ports';
import type { Said } from '../../contracts/said';
import { isSeen, remarksIn } from '../session/said';
import type { SessionLog } from '../session/sessionLog';
import { FluxError, isCancelled } from '../../base/errors';
import { wordsInForce, wordsPart, type Word } from '../steer/wordsInForce';
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
}

/** A model in a session's name: each call is recorded with its tokens and cost, also when it fails. */
export interface SessionModel {
  readonly label: string;
  /** The whole answer. Rejects as `ModelPort.complete` does. */
  ask(request: AskRequest, signal: AbortSignal, onText?: (text: string) => void): Promise<SessionAnswer>;
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

/**
 * Binds a model to a session's log. Whatever the request is about, it carries all that the person has said to this run:
 * what its messages do not quote goes along with the last of them.
 */
export function sessionModel(model: ModelPort, log: SessionLog, now: Clock, keep: KeepExchange): SessionModel {
  /** A conversation that goes on repeats its messages: what went along with them stays where it was. */
  const carried = new WeakMap<Message, Carried>();
  return {
    label: model.label,
    async ask({ whole, file, quotes = [], ...request }, signal, onText) {
      const startedAt = now();
      let answer: ModelReply;
      const { said } = log.snapshot;
      const remarks = remarksIn(said);
      const record = { kind: 'model.called' as const, purpose: request.purpose, step: request.step };
      let messages = request.messages;
      try {
        const last = request.messages.at(-1);
        const known = [...quotes, ...request.messages.flatMap((message) => carried.get(message)?.words ?? [])];
        const words = wordsInForce(log.snapshot).filter((word) => !known.some(isSame(word)));
        const before = last && carried.get(last);
        const along =
          words.length > 0 && last
            ? {
                part: [before?.part, wordsPart(words, 'what stands above')].filter(Boolean).join('\n\n'),
                words: [...(before?.words ?? []), ...words],
              }
            : before;
        messages = request.messages.map((message) =>
          withWords(message, message === last ? along : carried.get(message)),
        );
        const reply = await model.complete({ ...request, messages, session: log.snapshot.name }, signal, onText);
        if (last && along) carried.set(last, along);
        const called = {
          ...record,
          model: reply.model,
          usage: reply.usage,
          costUsd: reply.costUsd,
          durationMs: now() - startedAt,
          exchange: await keep(messages, reply.text),
        };
        await (remarks.every(isSeen)
          ? log.append(called)
          : log.append(called, { kind: 'feedback.seen', upTo: remarks.length }));
        answer = reply;
      } catch (error) {
        await log.append({
          ...record,
          model: model.label,
          usage: { prompt: 0, completion: 0, cached: 0 },
          durationMs: now() - startedAt,
          failed: failureOf(error),
          exchange: await keep(messages),
        });
        throw error;
      }
      const text = withoutThoughts(answer.text, { plain: isPlain(request.purpose), file });
      const cut = answer.ending === 'complete' ? undefined : whole?.(text);
      if (cut !== undefined) throw cutOff(model, cut);
      return { text, said };
    },
  };
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
