import type { Message, ModelPort, ModelRequest } from '../../contracts/model';
import type { Clock } from '../../contracts/ports';
import type { SessionLog } from '../session/sessionLog';
import { FluxError, isCancelled } from '../../base/errors';
import { withoutThoughts } from './parseJson';

/** A model in a session's name: each call is recorded with its tokens and cost, also when it fails. */
export interface SessionModel {
  readonly label: string;
  /** The whole answer. Rejects as `ModelPort.complete` does. */
  ask(request: Omit<ModelRequest, 'session'>, signal: AbortSignal, onText?: (text: string) => void): Promise<string>;
}

/** Binds a model to a session's log. Feedback that no call has carried yet goes along with the next one, whatever it is about. */
export function sessionModel(model: ModelPort, log: SessionLog, now: Clock): SessionModel {
  return {
    label: model.label,
    async ask(request, signal, onText) {
      const startedAt = now();
      const record = { kind: 'model.called' as const, purpose: request.purpose, step: request.step };
      try {
        const { feedback } = log.snapshot;
        const messages = withFeedback(request.messages, feedback.filter((one) => !one.seen).map(({ text }) => text));
        const reply = await model.complete({ ...request, messages, session: log.snapshot.name }, signal, onText);
        const called = { ...record, model: reply.model, usage: reply.usage, costUsd: reply.costUsd, durationMs: now() - startedAt };
        await (feedback.some((one) => !one.seen) ? log.append(called, { kind: 'feedback.seen', upTo: feedback.length }) : log.append(called));
        return withoutThoughts(reply.text);
      } catch (error) {
        const failed = isCancelled(error) ? 'cancelled' : FluxError.is(error) ? error.reason : 'bug';
        await log.append({ ...record, model: model.label, usage: { prompt: 0, completion: 0, cached: 0 }, durationMs: now() - startedAt, failed });
        throw error;
      }
    },
  };
}

function withFeedback(messages: readonly Message[], unseen: readonly string[]): readonly Message[] {
  const last = messages.at(-1);
  if (unseen.length === 0 || !last) return messages;
  const said = `# The person said meanwhile (it counts over what stands above)\n${unseen.map((text) => `- ${text}`).join('\n')}`;
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${said}` }];
}
