import type { StartRequest } from '../../contracts/api';
import type { SessionSnapshot, SessionState } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import type { Orchestrator } from '../../core/orchestrator';
import { hasEnded, isRunning } from '../../words/sessionState';
import { escapeMarkdown } from '../markdown';
import { statusText } from '../statusText';
import { undoText } from '../undoText';
import { followSession } from './followSession';
import type { ChatDeps, Earlier, FluxChatResult, Reply } from './reply';
import { offerCandidates, renderFeedback, sessionMeant } from './steerChat';

/** What a person says about a session rather than to start one. `named`: the session that they named. */
export async function control(intent: string, named: string | undefined, reply: Reply): Promise<FluxChatResult> {
  const { stream, earlier } = reply;
  const { orchestrator } = reply.deps;
  const session = await find(named, intent, earlier, orchestrator);
  if (!session) {
    stream.markdown(
      intent === 'status' ? 'There are no sessions yet. Say what you want done.' : `There is nothing to ${intent}.`,
    );
    return {};
  }
  const shown = earlier?.session === session.id ? earlier.revision : undefined;
  switch (intent) {
    // What plainly answers the plan that this chat has just shown has been taken (`answerChat.ts`); any other is shown
    // first.
    case 'approve':
    case 'reject':
      return followSession(session, reply);
    case 'stop': {
      const stopped = await orchestrator.stop(session.id);
      // What had been done until then is told as at any end, with its undo.
      if (stopped.report) return followSession(stopped, reply);
      stream.markdown(escapeMarkdown(statusText(stopped)));
      break;
    }
    case 'undo': {
      const report = await orchestrator.undo(session.id);
      stream.markdown(`${escapeMarkdown(session.name)}: ${escapeMarkdown(undoText('undo', report))}`);
      stream.button({ command: 'flux.redoRun', title: 'Redo', arguments: [session.id] });
      stream.button({ command: 'flux.openPlan', title: 'Open plan', arguments: [session.id] });
      break;
    }
    case 'pause':
      stream.markdown(escapeMarkdown(statusText(await orchestrator.pause(session.id))));
      stream.button({ command: 'flux.resumeSession', title: 'Resume', arguments: [session.id] });
      break;
    case 'status':
      if (hasEnded(session.state)) return followSession(session, reply);
      stream.markdown(escapeMarkdown(statusText(session)));
      stream.button({ command: 'flux.openPlan', title: 'Open plan', arguments: [session.id] });
      return followOn(session, reply);
    default:
      stream.markdown(`Flux cannot ${intent} a session.`);
  }
  return { metadata: { session: session.id, revision: shown } };
}

/** “/resume name”: goes on with a session that rests; an ended one takes the words behind its name as another goal. */
export async function resume(
  words: string,
  reply: Reply,
  say: (request: StartRequest) => Promise<FluxChatResult>,
): Promise<FluxChatResult> {
  const { stream, earlier } = reply;
  const { orchestrator } = reply.deps;
  if (/^\s*((it|that|this)( (run|session|one))?)?\s*$/i.test(words)) {
    const own = earlier && (await orchestrator.session(earlier.session).catch(() => undefined));
    const session =
      own?.state === 'paused' ? own : (await orchestrator.sessions()).find(({ state }) => state === 'paused');
    if (session) return followSession(await orchestrator.resume(session.id), reply);
    stream.markdown(
      'No session is paused. To continue an ended one, add a new goal after its name: `/resume name goal`.',
    );
    return {};
  }
  const { found, rest } = await sessionMeant(words, orchestrator);
  const [session, ...more] = found;
  if (!session)
    throw new FluxError(
      'unknown_session',
      `No session name contains “${words.slice(0, 80)}”. “Flux: Show Sessions” lists all sessions.`,
    );
  if (more.length > 0) {
    const resting = found.filter(({ state }) => state === 'paused');
    if (resting.length !== 1 || rest !== '') return (offerCandidates(found, stream), {});
    return followSession(await orchestrator.resume(resting[0]!.id), reply);
  }
  if (hasEnded(session.state)) {
    if (rest !== '') return say({ goal: rest, continueSession: session.id });
    stream.markdown(
      `${escapeMarkdown(statusText(await orchestrator.session(session.id)))}\n\nThis session has ended. Add a goal ` +
        `after its name, or:\n`,
    );
    stream.button({ command: 'flux.continueSession', title: 'Continue with a new goal…', arguments: [session.id] });
    return { metadata: { session: session.id } };
  }
  return followSession(
    session.state === 'paused' ? await orchestrator.resume(session.id) : await orchestrator.session(session.id),
    reply,
  );
}

/** “/feedback words”, or a correction in plain words: to this chat's session, else to the newest at work. */
export async function feedback(words: string, reply: Reply): Promise<FluxChatResult> {
  const { orchestrator } = reply.deps;
  const own = reply.earlier && (await orchestrator.session(reply.earlier.session).catch(() => undefined));
  const session =
    own && !hasEnded(own.state) ? own : (await orchestrator.sessions()).find(({ state }) => !hasEnded(state));
  if (!session) throw new FluxError('ended', 'No session is running. Send this as a new goal instead.');
  const told = await orchestrator.feedback(session.id, words);
  renderFeedback(told, reply.stream);
  return followOn(await orchestrator.session(told.id), reply, told.planRevision);
}

/** A chat that was following a session goes on following it behind the answer. */
export async function followOn(
  session: SessionSnapshot,
  reply: Reply,
  shown = session.planRevision,
): Promise<FluxChatResult> {
  const result = {
    metadata: {
      session: session.id,
      revision: reply.earlier?.session === session.id ? reply.earlier.revision : undefined,
    },
  };
  if (hasEnded(session.state) || session.state === 'paused' || reply.earlier?.session !== session.id) return result;
  return followSession(session, reply, shown);
}

/** The id of the session that words name by a part of its name; undefined for no words. */
export async function namedBy(words: string, { orchestrator }: ChatDeps): Promise<string | undefined> {
  if (words.trim() === '') return undefined;
  const [only, ...more] = await orchestrator.search(words.trim(), 2);
  return only && more.length === 0 ? only.id : words.trim();
}

/**
 * The session that a control is about: the named one, this chat's where the control fits it, else the newest that it
 * fits; to stop, one at work before one that waits.
 */
async function find(
  named: string | undefined,
  intent: string,
  earlier: Earlier | undefined,
  orchestrator: Orchestrator,
): Promise<SessionSnapshot | undefined> {
  if (named) return orchestrator.session(named);
  const wanted = fitting[intent] ?? [() => true];
  const own = earlier && (await orchestrator.session(earlier.session).catch(() => undefined));
  if (own && wanted.some((fits) => fits(own.state))) return own;
  const all = await orchestrator.sessions();
  const newest = wanted
    .map((fits) => all.find((session) => fits(session.state)))
    .find((session) => session !== undefined);
  return newest && orchestrator.session(newest.id);
}

const waits = (state: SessionState) => state === 'awaiting_approval';
const works = (state: SessionState) => isRunning(state) || state === 'planning';
const isPaused = (state: SessionState) => state === 'paused';
const acted = (state: SessionState) => hasEnded(state) || isPaused(state);

/** The states of sessions that a control fits, the likeliest first. */
const fitting: Partial<Record<string, readonly ((state: SessionState) => boolean)[]>> = {
  undo: [acted],
  approve: [waits, works],
  reject: [waits, works],
  pause: [works],
  stop: [works, waits, isPaused],
};
