import assert from 'node:assert/strict';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { PlanStep } from '../../../src/contracts/plan';
import { foldSession, reduceSession } from '../../../src/core/session/reduceSession';
import { isSettled } from '../../../src/core/session/states';

const step = (id: string, dependsOn: string[] = [], effect: PlanStep['effect'] = 'write'): PlanStep => ({
  id,
  title: id,
  tool: 'edit_file',
  effect,
  input: {},
  dependsOn,
  expect: [],
  late: false,
  writes: [`${id}.js`],
  about: id,
});

function session(...bodies: SessionEventBody[]) {
  const all: SessionEventBody[] = [
    { kind: 'session.created', id: 's1', name: 'one', goal: 'do it', origin: 'api' },
    ...bodies,
  ];
  return foldSession(all.map((body, index): SessionEvent => ({ ...body, v: 1, seq: index + 1, at: 1000 + index })))!;
}

const proposed: SessionEventBody = {
  kind: 'plan.proposed',
  plan: { summary: 'A plan', steps: [step('a'), step('b', ['a'])], verify: 'b', source: 'model' },
};
const approved: SessionEventBody = {
  kind: 'plan.approved',
  scope: { writes: [], runs: [], commits: false },
  by: 'person',
};

describe('reduceSession', () => {
  it('begins in planning and waits for approval once a plan is proposed', () => {
    assert.equal(session().state, 'planning');
    const s = session(proposed);
    assert.equal(s.state, 'awaiting_approval');
    assert.equal(s.revision, 2);
    assert.equal(s.planRevision, 2);
    assert.equal(s.gates[0]?.kind, 'plan');
    assert.ok(isSettled(s));
  });

  it('makes steps ready as what they wait for is done', () => {
    const s = session(proposed, approved);
    assert.deepEqual(
      s.plan?.steps.map((one) => one.status),
      ['ready', 'pending'],
    );
    const next = session(
      proposed,
      approved,
      { kind: 'step.started', step: 'a' },
      { kind: 'step.finished', step: 'a', status: 'done', files: ['a.js'] },
    );
    assert.deepEqual(
      next.plan?.steps.map((one) => one.status),
      ['done', 'ready'],
    );
    assert.equal(next.progress, 0.5);
    assert.deepEqual(next.changedFiles, ['a.js']);
  });

  it('lets a skipped step through but not a blocked one', () => {
    const skipped = session(proposed, { kind: 'plan.edited', steps: [{ id: 'a', status: 'skipped' }] }, approved);
    assert.equal(skipped.plan?.steps[1]?.status, 'ready');
    const blocked = session(proposed, approved, {
      kind: 'step.finished',
      step: 'a',
      status: 'skipped',
      error: { reason: 'blocked', message: 'x' },
    });
    assert.equal(blocked.plan?.steps[1]?.status, 'pending');
  });

  it('counts tokens, cost and calls, for the session and the step', () => {
    const call: SessionEventBody = {
      kind: 'model.called',
      purpose: 'bind',
      step: 'a',
      model: 'm',
      usage: { prompt: 10, completion: 5, cached: 2 },
      costUsd: 0.25,
      durationMs: 1,
    };
    const s = session(proposed, call, call);
    assert.deepEqual(s.tokens, { prompt: 20, completion: 10, cached: 4, saved: 0 });
    assert.equal(s.cost, 0.5);
    assert.equal(s.modelCalls, 2);
    assert.equal(s.plan?.steps[0]?.tokens, 30);
  });

  it('keeps the plan before, and gives it back when planning anew fails', () => {
    const again = session(proposed, { kind: 'plan.started', request: 'simpler' }, {
      ...proposed,
      plan: { ...(proposed as { plan: object }).plan, summary: 'Another' },
    } as SessionEventBody);
    assert.equal(again.previousPlan?.summary, 'A plan');
    assert.equal(again.plan?.summary, 'Another');
    const kept = session(
      proposed,
      { kind: 'plan.started', request: 'simpler' },
      { kind: 'plan.kept', error: { reason: 'model_key', message: 'No.' } },
    );
    assert.equal(kept.state, 'awaiting_approval');
    assert.equal(kept.plan?.summary, 'A plan');
    assert.equal(kept.error?.reason, 'model_key');
  });

  it('marks what an interruption cut off', () => {
    const s = session(
      proposed,
      approved,
      { kind: 'step.started', step: 'a' },
      { kind: 'run.interrupted', message: 'Reloaded.' },
    );
    assert.equal(s.state, 'paused');
    assert.equal(s.error?.reason, 'interrupted');
    assert.equal(s.plan?.steps[0]?.status, 'cancelled');
  });

  it('settles at a gate only when nothing else runs', () => {
    const gate: SessionEventBody = { kind: 'gate.opened', gate: { id: 'g', kind: 'delta', text: '?', step: 'a' } };
    assert.ok(isSettled(session(proposed, approved, { kind: 'step.started', step: 'a' }, gate)));
    assert.ok(
      !isSettled(
        session(proposed, approved, { kind: 'step.started', step: 'a' }, gate, { kind: 'step.started', step: 'b' }),
      ),
    );
  });

  it('does not change what it is given, and passes over kinds it does not know', () => {
    const before = Object.freeze(session(proposed));
    const after = reduceSession(before, { kind: 'moon.rose', v: 1, seq: 3, at: 2000 } as unknown as SessionEvent);
    assert.equal(after.revision, 3);
    assert.equal(after.state, before.state);
  });
});
