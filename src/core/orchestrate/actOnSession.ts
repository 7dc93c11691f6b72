import type { Gate, SessionSnapshot } from '../../contracts/session';
import type { SuperToolInput } from '../../contracts/superTool';
import { FluxError } from '../../base/errors';
import { plural } from '../../base/text';
import { isForPerson } from './agentRules';
import { findSession } from './findSession';
import type { Acted, OrchestrateDeps } from './orchestrate';

/** What a call does to a session that is there. FluxErrors as the actions have them. */
export async function actOnSession(deps: OrchestrateDeps, input: SuperToolInput): Promise<Acted> {
  const { orchestrator, settings } = deps;
  const found = await findSession(orchestrator, input.action, input.session);
  const { id } = found;
  const again = () => orchestrator.session(id);
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
      return { session: await orchestrator.pause(id) };
    case 'resume':
      return { session: await orchestrator.resume(id) };
    case 'stop':
      return { session: await orchestrator.stop(id) };
    case 'undo':
    case 'redo': {
      const undo = await orchestrator[input.action](id);
      const changed = plural(undo.restored.length + undo.merged.length, 'file');
      const kept = undo.conflicts.length > 0 ? ` Left as the person has them: ${undo.conflicts.join(', ')}.` : '';
      const said = `${input.action === 'undo' ? 'Undone' : 'Redone'}: ${changed}.${kept}`;
      return { session: await again(), said, structured: { undo } };
    }
    default:
      return { session: found };
  }
}

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
