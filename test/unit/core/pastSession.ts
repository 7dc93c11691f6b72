import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { StorePort } from '../../../src/contracts/store';
import { foldSession } from '../../../src/core/session/reduceSession';

/** Stores a session that ended before, a second for each event. */
export async function putPast(store: StorePort, id: string, goal: string, bodies: readonly SessionEventBody[]) {
  const created: SessionEventBody = { kind: 'session.created', id, name: id, goal, origin: 'api' };
  const events = [created, ...bodies].map((body, at): SessionEvent => ({ ...body, v: 1, seq: at + 1, at: at * 1000 }));
  await store.append(id, events, foldSession(events)!);
}

/** A call for a step, with what its prompt and its answer took. */
export function calledFor(step: string, intent: string, prompt: number, completion = 0): SessionEventBody {
  return {
    kind: 'model.called',
    purpose: 'bind',
    model: 'm',
    step,
    intent: intent as never,
    usage: { prompt, completion, cached: 0 },
    durationMs: 1,
  };
}

/** A plan with steps of an id and a tool each. */
export function planned(...steps: readonly (readonly [id: string, tool: string])[]): SessionEventBody {
  return {
    kind: 'plan.proposed',
    plan: {
      summary: 's',
      source: 'model',
      steps: steps.map(([id, tool]) => ({
        id,
        title: `Title of ${id}`,
        tool,
        effect: 'write',
        dependsOn: [],
        expect: [],
        late: false,
        writes: [],
        about: '',
      })),
    },
  };
}
