import type { Gate, SessionSnapshot } from '../../contracts/session';
import type { AgentCall, SuperToolInput } from '../../contracts/superTool';
import { FluxError, isCancelled } from '../../base/errors';
import { isSettled } from '../session/states';
import { isForPerson, mayAgentAnswer } from './agentRules';
import { sessionWhen, tellProgress } from './followSession';
import type { Acted, OrchestrateDeps } from './orchestrate';
import { openGates } from './standing';

/** Actions whose call lasts until the session has come to rest, unless the caller says otherwise. */
const waits: ReadonlySet<string> = new Set(['run', 'resume']);
/** How often a question whose answer is not clear is put again. */
const mostAgain = 2;

/**
 * The session once it has ended or needs somebody, where the call is to last that long; questions that the agent may
 * answer are put to whoever uses it. Taking the call back stops what it has started.
 */
export async function waitFor(
  deps: OrchestrateDeps,
  input: SuperToolInput,
  call: AgentCall,
  { session, began }: Acted,
): Promise<SessionSnapshot> {
  const wait = input.wait ?? waits.has(input.action);
  const asks = call.ask !== undefined && (wait || input.action === 'plan') && input.action !== 'status';
  if (!wait && !asks) return session;
  const { orchestrator } = deps;
  const telling = tellProgress(orchestrator, call, () => session.id);
  try {
    if (input.action === 'status') return await untilChanged(session, deps, call);
    return await untilSettled(
      session,
      deps,
      call,
      (gate) => asks && !(input.action === 'plan' && gate.kind === 'plan'),
    );
  } catch (error) {
    if (isCancelled(error) && began && call.signal.aborted) await orchestrator.stop(session.id).catch(() => undefined);
    throw error;
  } finally {
    telling.dispose();
  }
}

/** A session that runs: once it has come to rest. One that waits for somebody: once it has gone on and rests again. */
async function untilChanged(
  session: SessionSnapshot,
  { orchestrator }: OrchestrateDeps,
  call: AgentCall,
): Promise<SessionSnapshot> {
  const waiting = gatesKey(session);
  const isThere = isSettled(session) && waiting !== '';
  if (isThere) await sessionWhen(session.id, orchestrator, call, (now) => gatesKey(now) !== waiting);
  return rests(session.id, orchestrator, call);
}

function gatesKey({ gates }: SessionSnapshot): string {
  return gates.map(({ id }) => id).join(' ');
}

/** As `whenSettled`, but for as long as the caller waits. */
async function rests(
  id: string,
  orchestrator: OrchestrateDeps['orchestrator'],
  call: AgentCall,
): Promise<SessionSnapshot> {
  await sessionWhen(id, orchestrator, call, isSettled);
  if (call.gone?.aborted) return orchestrator.session(id);
  // A plan that has just been proposed may be approved in the same breath.
  return orchestrator.whenSettled(id);
}

async function untilSettled(
  session: SessionSnapshot,
  deps: OrchestrateDeps,
  call: AgentCall,
  asks: (gate: Gate) => boolean,
): Promise<SessionSnapshot> {
  const { orchestrator, settings } = deps;
  const done = new Set<string>();
  const open = ({ gates }: SessionSnapshot): Gate | undefined =>
    gates.find((gate) => !done.has(gate.id) && asks(gate) && mayAgentAnswer(gate, settings('approval.mode')));
  for (;;) {
    const now = await sessionWhen(session.id, orchestrator, call, (at) => isSettled(at) || open(at) !== undefined);
    const gate = call.gone?.aborted ? undefined : open(now);
    if (!gate) return call.gone?.aborted ? now : rests(session.id, orchestrator, call);
    done.add(gate.id);
    if (!(await put(gate, now, deps, call))) return orchestrator.session(session.id);
  }
}

/** Puts a question to whoever uses the agent; whether the call goes on waiting. */
async function put(
  gate: Gate,
  session: SessionSnapshot,
  { orchestrator, settings }: OrchestrateDeps,
  call: AgentCall,
): Promise<boolean> {
  const [shown] = openGates({ ...session, gates: [gate] }, settings('approval.mode'));
  if (!shown || !call.ask) return false;
  let again: string | undefined;
  for (let round = 0; round <= mostAgain; round++) {
    const reply = await call.ask(shown, session.name, again);
    if (reply.kind === 'later') return false;
    const { text } = reply;
    if (isForPerson(gate, text, settings('approval.mode'))) return false;
    try {
      await orchestrator.answer(session.id, gate.id, text);
      return true;
    } catch (error) {
      if (FluxError.is(error, 'unknown_gate')) return true; // answered in the editor meanwhile
      if (!FluxError.is(error, 'unclear_answer')) throw error;
      again = error.message;
    }
  }
  return false;
}
