import type { Message, ModelPort, ModelReply, ModelRequest, Purpose } from '../../contracts/model';
import type { Clock } from '../../contracts/ports';
import type { SessionLog } from '../session/sessionLog';
import { FluxError, isCancelled } from '../../base/errors';
import { withoutThoughts } from './thoughts';

/**
 * A request; `whole` tells, of an answer whose server never names an ending, what in its own shape says that it is cut;
 * `file`: it is to be one fenced file; `knows`: so much of the feedback is in its messages already, whatever
 * other calls have carried; `carries` hears how much is then.
 */
export interface AskRequest extends Omit<ModelRequest, 'session'> {
  readonly file?: boolean;
  readonly whole?: (text: string) => string | undefined;
  readonly knows?: number;
  readonly carries?: (upTo: number) => void;
}

/** A model in a session's name: each call is recorded with its tokens and cost, also when it fails. */
export interface SessionModel {
  readonly label: string;
  /** The whole answer. Rejects as `ModelPort.complete` does. */
  ask(request: AskRequest, signal: AbortSignal, onText?: (text: string) => void): Promise<string>;
}

/** A word of the person as requests quote it. */
export function personSays(text: string): string {
  return `The person says: ${text}`;
}

/** Binds a model to a session's log. Feedback that no call has carried yet goes along with the next one, whatever it is about. */
export function sessionModel(model: ModelPort, log: SessionLog, now: Clock): SessionModel {
  /** What was said along with messages that a conversation goes on with: without it, its next request would lack it. */
  const carried = new WeakMap<Message, string>();
  return {
    label: model.label,
    async ask({ whole, file, knows, carries, ...request }, signal, onText) {
      const startedAt = now();
      let answer: ModelReply;
      const record = { kind: 'model.called' as const, purpose: request.purpose, step: request.step };
      try {
        const { feedback } = log.snapshot;
        const last = request.messages.at(-1);
        const unseen = feedback.filter((one, index) => (knows === undefined ? !one.seen : index >= knows && one.effect === undefined)).map(({ text }) => text);
        const said = last && meanwhile(unseen, last);
        const messages = request.messages.map((message) => withWords(message, message === last ? (said ?? carried.get(message)) : carried.get(message)));
        const reply = await model.complete({ ...request, messages, session: log.snapshot.name }, signal, onText);
        if (last && said) carried.set(last, said);
        carries?.(feedback.length);
        const called = { ...record, model: reply.model, usage: reply.usage, costUsd: reply.costUsd, durationMs: now() - startedAt };
        await (feedback.some((one) => !one.seen) ? log.append(called, { kind: 'feedback.seen', upTo: feedback.length }) : log.append(called));
        answer = reply;
      } catch (error) {
        const failed = isCancelled(error) ? 'cancelled' : FluxError.is(error) ? error.reason : 'bug';
        await log.append({ ...record, model: model.label, usage: { prompt: 0, completion: 0, cached: 0 }, durationMs: now() - startedAt, failed });
        throw error;
      }
      const text = withoutThoughts(answer.text, { plain: isPlain(request.purpose), file });
      const cut = answer.ending === 'complete' ? undefined : whole?.(text);
      if (cut !== undefined) throw new FluxError('model_cut', `The answer of ${model.label} may have been cut off: ${cut} Try again.`, { retryable: true });
      return text;
    },
  };
}

/** Words for a person, rather than something to be taken apart. */
function isPlain(purpose: Purpose): boolean {
  return purpose === 'commit_message' || purpose === 'summarize' || purpose === 'converse';
}

/** What the person has said that a message does not quote yet; undefined: nothing. */
function meanwhile(unseen: readonly string[], last: Message): string | undefined {
  const fresh = unseen.filter((text) => !`${last.content}\n`.includes(`${personSays(text)}\n`));
  return fresh.length > 0 ? `# The person said meanwhile (it counts over what stands above)\n${fresh.map((text) => `- ${text}`).join('\n')}` : undefined;
}

function withWords(message: Message, words: string | undefined): Message {
  return words === undefined ? message : { ...message, content: `${message.content}\n\n${words}` };
}
