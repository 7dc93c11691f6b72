import type { Gate, SessionSnapshot, UndoReport } from '../../contracts/session';
import type { SuperToolInput } from '../../contracts/superTool';
import { FluxError } from '../../base/errors';
import { plural } from '../../base/text';
import { isForPerson } from './agentRules';
import { findSession } from './findSession';
import type { Acted, OrchestrateDeps } from './orchestrate';

/** What a call does to a session that is there. FluxErrors as the actions have them. */
export async function actOnSession(deps: OrchestrateDeps, input: SuperToolInput): Promise<Acted> {
  const { orchestrator, settings, deeds } = deps;
  const found = await findSession(orchestrator, input.action, input.session);
  const { id } = found;
  switch (input.action) {
    case 'feedback':
      return { session: await orchestrator.feedback(id, input.text ?? ''), said: 'The feedback is noted.' };
    case 'answer':
      return answer(deps, found, input);
    case 'approve':
      if (settings('approval.mode') !== 'auto' || asksPermission(found))
        return { session: found, said: personApproves };
      return { session: await orchestrator.approve(id, {}, 'api') };
    case 'reject':
      return { session: await orchestrator.reject(id, input.text) };
    case 'pause':
      deeds.paused.add(id);
      return { session: await orchestrator.pause(id) };
    case 'resume':
      if (found.suspended?.by === 'person' && !deeds.paused.has(id)) return { session: found, said: personResumes };
      deeds.paused.delete(id);
      return { session: await orchestrator.resume(id) };
    case 'stop':
      return { session: await orchestrator.stop(id) };
    case 'undo': {
      const undo = await orchestrator.undo(id);
      const session = await orchestrator.session(id);
      deeds.undone.set(id, session.undo?.id);
      return { session, said: changedFiles('Undone', undo), structured: { undo } };
    }
    case 'redo': {
      const isOwn = found.undo !== undefined && deeds.undone.get(id) === found.undo.id;
      if (found.undo && !isOwn && settings('approval.mode') !== 'auto') return { session: found, said: personRedoes };
      const undo = await orchestrator.redo(id);
      return { session: await orchestrator.session(id), said: changedFiles('Redone', undo), structured: { undo } };
    }
    default:
      return { session: found };
  }
}

function changedFiles(what: string, { restored, merged, conflicts }: UndoReport): string {
  const kept = conflicts.length > 0 ? ` Left as the person has them: ${conflicts.join(', ')}.` : '';
  return `${what}: ${plural(restored.length + merged.length, 'file')}.${kept}`;
}

const personResumes = 'Nothing was resumed: the person has paused this, and only they can resume it, in the editor.';
const personRedoes = 'Nothing was redone: the person has undone this, and only they can redo it, in the editor.';

/** What asks in the middle of a run asks in every mode. */
function asksPermission({ gates }: SessionSnapshot): boolean {
  return gates.some(({ kind }) => kind === 'step' || kind === 'delta' || kind === 'budget');
}

const personApproves = 'Nothing was approved: only the person can do that, in the editor.';

/** FluxError `which_gate`, `unknown_gate`, and as answering has them. */
async function answer(
  { orchestrator, settings }: OrchestrateDeps,
  session: SessionSnapshot,
  { gate: named, text = '' }: SuperToolInput,
): Promise<Acted> {
  const gate = gateOf(session, named);
  if (isForPerson(gate, text, settings('approval.mode'))) return { session, said: personAnswers };
  return { session: await orchestrator.answer(session.id, gate.id, text) };
}

const personAnswers = 'Your answer was not taken: only the person can give it, in the editor.';

function gateOf({ gates, name }: SessionSnapshot, named: string | undefined): Gate {
  const found = named === undefined ? gates : gates.filter(({ id }) => id === named);
  const [gate, ...more] = found;
  if (!gate)
    throw new FluxError('unknown_gate', `“${name}” has no such open question. Action “status” lists what is open.`);
  if (more.length > 0)
    throw new FluxError(
      'which_gate',
      `“${name}” has several questions. Name one: ${gates.map(({ id }) => id).join(', ')}.`,
    );
  return gate;
}
