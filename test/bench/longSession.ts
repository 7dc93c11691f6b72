import type { SessionEvent, SessionEventBody } from '../../src/contracts/events';
import type { Plan, PlanStep } from '../../src/contracts/plan';

const usage = { prompt: 2400, completion: 310, cached: 1800 };

/** What happens to one step: six events, with an edit of about 1 kB and a result of about 3 kB. */
export function stepEvents(id: string): SessionEventBody[] {
  const key = id.padStart(32, '0');
  const path = `src/part${id.length}/file-${id}.ts`;
  return [
    { kind: 'step.started', step: id },
    { kind: 'model.called', purpose: 'bind', step: id, model: 'scripted', usage, durationMs: 900, costUsd: 0.002 },
    {
      kind: 'step.bound',
      step: id,
      input: { path, text: `export const value = '${id}';\n`.repeat(35) },
      writes: [path],
      about: `edit ${path}`,
    },
    { kind: 'step.checkpointed', step: id, files: [{ path, before: { key } }] },
    { kind: 'step.touched', step: id, files: [{ path, before: { key }, after: { key: key.replace('0', '1') } }] },
    {
      kind: 'step.finished',
      step: id,
      status: 'done',
      files: [path],
      result: `✓ a line that a program printed about ${id}\n`.repeat(70),
      judged: [{ kind: 'changed', text: 'something changed', held: true }],
    },
  ];
}

/** A plan of so many steps, each waiting for the one before. */
export function planOf(prefix: string, count: number): Plan {
  const steps = Array.from(
    { length: count },
    (_, index): PlanStep =>
      ({
        id: `${prefix}-${index}`,
        title: `Change part ${index}`,
        tool: 'edit_file',
        instruction: `Make part ${index} do what the goal asks, as its neighbours do it.`,
        dependsOn: index === 0 ? [] : [`${prefix}-${index - 1}`],
        expect: [],
        effect: 'write',
        writes: [`src/part${index}.ts`],
        about: `edit src/part${index}.ts`,
        late: true,
      }) as unknown as PlanStep,
  );
  return { summary: `what ${prefix} needs`, steps, source: 'model', notes: [] } as unknown as Plan;
}

/** A session of exactly so many events: one goal after another, each with a plan of 200 steps. */
export function longSession(id: string, count: number): SessionEvent[] {
  const bodies: SessionEventBody[] = [{ kind: 'session.created', id, name: id, goal: 'a goal', origin: 'api' }];
  for (let goal = 0; bodies.length < count; goal++) {
    const plan = planOf(`g${goal}`, 200);
    if (goal > 0) bodies.push({ kind: 'session.continued', goal: `goal ${goal}` });
    bodies.push(
      { kind: 'model.called', purpose: 'plan', model: 'scripted', usage, durationMs: 3000 },
      { kind: 'plan.proposed', plan },
      { kind: 'plan.approved', scope: { writes: [], runs: [], commits: false }, by: 'person' },
    );
    for (const [index, step] of plan.steps.entries()) {
      bodies.push(...stepEvents(step.id));
      if (index % 20 === 0)
        bodies.push(
          { kind: 'feedback.added', text: `a word about step ${index}` },
          { kind: 'feedback.seen', upTo: index },
        );
    }
    bodies.push({ kind: 'session.completed', summary: 'done' });
  }
  return bodies
    .slice(0, count)
    .map((body, index) => ({ ...body, v: 1, seq: index + 1, at: 1_700_000_000_000 + index * 500 }));
}
