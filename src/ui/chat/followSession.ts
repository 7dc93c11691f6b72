import type { SessionSnapshot } from '../../contracts/session';
import { createPlaceFinder } from '../../core/brief/findPlace';
import type { Orchestrator } from '../../core/orchestrator';
import { scopeOf } from '../../core/run/scope';
import { hasEnded, isRunning } from '../../words/sessionState';
import { escapeAroundCode, escapeMarkdown } from '../markdown';
import { createRunTeller, followRun } from './followRun';
import { commandLink, linkedMarkdown, sayInChat } from './links';
import { modelButtons } from './modelButtons';
import { renderEnd } from './renderEnd';
import { renderPlan } from './renderPlan';
import type { FluxChatResult, Reply } from './reply';
import { renderPaused } from './steerChat';

/**
 * Shows where a session stands and follows it to its end, to where it waits for the person, or until they turn to
 * something else. The next message goes on from there: a response that waited would look busy while nothing happens.
 * `shown`: the `planRevision` that this chat shows already.
 */
export async function followSession(session: SessionSnapshot, reply: Reply, shown?: number): Promise<FluxChatResult> {
  const { deps, stream, listening } = reply;
  const { orchestrator } = deps;
  let current = session;
  const revision = reply.earlier?.session === session.id ? reply.earlier.revision : undefined;
  const told = new Set<string>();
  const teller = createRunTeller(stream);
  const asked = () => ({ asked: [...told] });
  for (;;) {
    const { id, state, gates } = current;
    const result: FluxChatResult = { metadata: { session: id, revision } };
    let next: SessionSnapshot | undefined;
    if (hasEnded(state)) {
      await renderEnd(current, { stream, find: createPlaceFinder(deps.workspace), uriOf: deps.uriOf });
      // A plan that ran is resumed or given another goal; one that was never made is simply asked for again.
      modelButtons(stream, current.error?.reason, current.plan || current.workflow ? undefined : current.goal);
      return result;
    }
    if (state === 'paused') {
      renderPaused(current, stream);
      return result;
    }
    if (isRunning(state) && gates.length === 0) {
      next = await followRun(id, orchestrator, teller, listening.left);
      if (!next && !listening.stopped.aborted)
        stream.markdown('\n\n*The run continues. Your message is answered below.*\n');
    } else if (isRunning(state)) {
      showGates({ ...current, gates: gates.filter((gate) => !told.has(gate.id)) }, reply);
      for (const gate of gates) told.add(gate.id);
      if (onlyWaits(current)) return { metadata: { ...result.metadata, ...asked() } };
      next = await when(
        id,
        orchestrator,
        listening.left,
        (session) =>
          session.gates.length === 0 || session.gates.some((gate) => !told.has(gate.id)) || !isRunning(session.state),
      );
    } else if (state === 'awaiting_approval') {
      if (current.planRevision === shown) return result;
      showProposal(current, reply);
      return { metadata: { session: id, revision: current.revision } };
    } else if (gates.length > 0) {
      deps.showPlan(id);
      for (const gate of gates) told.add(gate.id);
      if (gates.some(({ kind }) => kind === 'budget')) {
        showGates(current, reply);
        return { metadata: { ...result.metadata, ...asked() } };
      }
      const questions = gates.map((gate) => `- ${escapeMarkdown(gate.text)}\n`);
      const howMany = gates.length === 1 ? 'a question' : 'some questions';
      stream.markdown(`Flux has ${howMany} before planning:\n\n${questions.join('')}`);
      stream.button({ command: 'flux.openPlan', title: 'Answer', arguments: [id] });
      return { metadata: { ...result.metadata, ...asked() } };
    } else next = await followPlanning(id, reply);
    // Stopping the response stops what it follows.
    if (!next && listening.stopped.aborted) next = await orchestrator.stop(id);
    if (!next)
      return {
        metadata: { session: id, revision, left: listening.left.aborted && !listening.stopped.aborted, ...asked() },
      };
    current = next;
  }
}

/** Whether nothing of the session runs until somebody answers. */
function onlyWaits({ plan, gates }: SessionSnapshot): boolean {
  const asking = new Set(gates.map(({ step }) => step));
  return !plan?.steps.some(({ id, status }) => status === 'running' && !asking.has(id));
}

function showGates(session: SessionSnapshot, { deps, stream }: Reply): void {
  for (const gate of session.gates) {
    stream.markdown(`\n\n**Flux asks:** ${escapeAroundCode(gate.text)}\n`);
    if (gate.kind !== 'question' && gate.kind !== 'budget') continue;
    const choices = gate.choices?.slice(0, 5).map(({ label }) => commandLink(label, sayInChat, label)) ?? [];
    if (choices.length > 0) stream.markdown(linkedMarkdown(`\n${choices.join(' · ')}\n`));
  }
  stream.button({ command: 'flux.openPlan', title: 'Answer', arguments: [session.id] });
  deps.showPlan(session.id);
}

function showProposal(session: SessionSnapshot, { deps, stream }: Reply): void {
  if (!session.plan) return;
  stream.markdown(renderPlan(session, scopeOf(session.plan, deps.workspace.tools)));
  const others = [commandLink('Open plan', 'flux.openPlan', session.id), commandLink('Reject', sayInChat, 'Reject')];
  stream.markdown(linkedMarkdown(`\n${others.join(' · ')}\n`));
  // The editor folds away what stands before a button, unless the button is the last.
  stream.button({ command: sayInChat, title: 'Approve and run', arguments: ['Approve and run'] });
  if (session.plan.steps.length > 1) deps.showPlan(session.id);
}

/** Tells what planning does until it is over; undefined when the person turns to something else first. */
async function followPlanning(id: string, { deps, stream, listening }: Reply): Promise<SessionSnapshot | undefined> {
  const telling = tellActivity(
    () => id,
    deps.orchestrator,
    (text) => stream.progress(text),
  );
  try {
    return await when(
      id,
      deps.orchestrator,
      listening.left,
      ({ state, gates }) => (state !== 'planning' && state !== 'discovery') || gates.length > 0,
    );
  } finally {
    telling.dispose();
  }
}

/** Passes on what a session is at, each text once. `id` may become known later. */
export function tellActivity(id: () => string | undefined, { activities }: Orchestrator, tell: (text: string) => void) {
  let told: string | undefined;
  return activities.onDidChange((session) => {
    const text = session === id() ? activities.of(session)?.text : undefined;
    if (text && text !== told) tell(escapeMarkdown(text));
    told = text ?? told;
  });
}

/** Resolves with the session once it fits; undefined when the person turns to something else first. */
function when(
  id: string,
  orchestrator: Orchestrator,
  left: AbortSignal,
  fits: (session: SessionSnapshot) => boolean,
): Promise<SessionSnapshot | undefined> {
  return new Promise((resolve) => {
    const check = (session: SessionSnapshot) => session.id === id && fits(session) && finish(session);
    const listening = orchestrator.onDidChangeSession(check);
    const removing = orchestrator.onDidRemoveSession((removed) => removed === id && leave());
    const leave = () => finish(undefined);
    const finish = (session: SessionSnapshot | undefined) => {
      listening.dispose();
      removing.dispose();
      left.removeEventListener('abort', leave);
      resolve(session);
    };
    left.addEventListener('abort', leave, { once: true });
    if (left.aborted) leave();
    // What changed between the caller's look and the listening would otherwise be missed.
    else orchestrator.session(id).then(check, leave);
  });
}
