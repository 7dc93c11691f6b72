import assert from 'node:assert/strict';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { PlanStep } from '../../../src/contracts/plan';
import { foldSession, reduceSession } from '../../../src/core/session/reduceSession';
import fc from 'fast-check';
import { heardIn, isTakenUp, openWords } from '../../../src/core/session/said';
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

  it('says of every step that is not waited for why', () => {
    const extended: SessionEventBody = {
      kind: 'plan.extended',
      steps: [step('c')],
      drop: ['b', 'd'],
      waits: [],
      replaces: ['a', 'd'],
      why: 'w',
    };
    const four: SessionEventBody = {
      kind: 'plan.proposed',
      plan: { summary: 's', steps: [step('a'), step('b'), step('d'), step('e', ['a'])], source: 'model' },
    };
    const said = (...bodies: SessionEventBody[]) =>
      session(four, ...bodies).plan?.steps.map(({ id, status, leftOut }) => `${id} ${status} ${leftOut?.by}`);
    const failed: SessionEventBody = { kind: 'step.finished', step: 'a', status: 'failed' };
    const edit = (status: 'skipped' | 'pending'): SessionEventBody => ({
      kind: 'plan.edited',
      steps: [{ id: 'b', status }],
    });
    assert.deepEqual(said(edit('skipped'))?.[1], 'b skipped person');
    assert.deepEqual(said(edit('skipped'), edit('pending'))?.[1], 'b pending undefined');
    assert.deepEqual(
      said(edit('skipped'), { kind: 'plan.edited', steps: [{ id: 'b', title: 't' }] })?.[1],
      'b skipped person',
    );
    assert.deepEqual(said(approved, failed, extended), [
      'a failed replaced',
      'b skipped decision',
      'd skipped replaced',
      'e ready undefined',
      'c ready undefined',
    ]);
    const ended = (more: object): SessionEventBody => ({
      kind: 'step.finished',
      step: 'b',
      status: 'skipped',
      ...more,
    });
    assert.deepEqual(said(approved, ended({ result: 'Ended.' }))?.[1], 'b skipped person');
    assert.deepEqual(said(approved, ended({ error: { reason: 'blocked', message: 'm' } }))?.[1], 'b skipped blocked');
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

  describe('why it stands still', () => {
    const paused: SessionEventBody = { kind: 'run.paused', why: 'w' };
    const question = (sleeps: boolean): SessionEventBody => ({
      kind: 'gate.opened',
      gate: { id: 'q', kind: 'question', text: '?', sleeps },
    });
    const why = (...bodies: SessionEventBody[]) => {
      const { state, suspended } = session(proposed, approved, ...bodies);
      return suspended ? [state, suspended.by, suspended.from, suspended.reason] : [state];
    };
    const asleep: SessionEventBody = { ...paused, waiting: { for: 'events', reason: 'r' } };
    const interrupted: SessionEventBody = { kind: 'run.interrupted', message: 'm' };
    const resumed: SessionEventBody = { kind: 'run.resumed', by: 'person' };

    it('is one value, for every way in which it does', () => {
      const run = 'implementation';
      assert.deepEqual(why(), [run]);
      assert.deepEqual(why(paused), ['paused', 'person', run, undefined]);
      assert.deepEqual(why(asleep), ['paused', 'waiting', run, 'r']);
      assert.deepEqual(why({ ...paused, waiting: { for: 'person', reason: 'r' } }), ['paused', 'phase', run, 'r']);
      assert.deepEqual(why(interrupted), ['paused', 'interruption', run, 'm']);
      assert.deepEqual(why(question(true)), [run, 'question', run, undefined]);
      assert.deepEqual(why(question(false)), [run]);
    });

    it('moves with the phase, and gives way to what comes later', () => {
      const testing: SessionEventBody = { kind: 'phase.entered', phase: 'testing' };
      assert.deepEqual(why(paused, testing), ['paused', 'person', 'testing', undefined]);
      assert.deepEqual(why(question(true), testing), ['testing', 'question', 'testing', undefined]);
      assert.deepEqual(why(asleep, interrupted), ['paused', 'interruption', 'implementation', 'm']);
      assert.deepEqual(why(interrupted, paused), ['paused', 'interruption', 'implementation', 'm']);
      assert.deepEqual(why(asleep, paused), ['paused', 'person', 'implementation', undefined]);
      assert.deepEqual(why(paused, testing, resumed), ['testing']);
      assert.deepEqual(why(paused, { kind: 'session.cancelled', reason: 'r' }), ['cancelled']);
      assert.deepEqual(why(question(true), { kind: 'session.cancelled', reason: 'r' }), ['cancelled']);
    });

    it('is the question again when what came over it is gone', () => {
      const later = [question(true), paused] as const;
      assert.deepEqual(why(...later), ['paused', 'person', 'implementation', undefined]);
      assert.deepEqual(why(...later, resumed), ['implementation', 'question', 'implementation', undefined]);
      assert.deepEqual(why(...later, { kind: 'gate.answered', gate: 'q', reply: 'a' }, resumed), ['implementation']);
      assert.deepEqual(why(question(true), { kind: 'gate.withdrawn', gate: 'q' }), ['implementation']);
    });

    it('is nothing where a plan came in spite of a pause', () => {
      assert.equal(session(paused).suspended?.from, 'planning');
      assert.equal(session(paused, proposed).suspended, undefined);
    });
  });

  describe('what was said', () => {
    const remark = (text: string, more: object = {}): SessionEventBody => ({ kind: 'feedback.added', text, ...more });
    const asked = (gate: string, step?: string): SessionEventBody => ({
      kind: 'gate.opened',
      gate: { id: gate, kind: 'question', text: `${gate}?`, step },
    });
    const answer = (gate: string): SessionEventBody => ({ kind: 'gate.answered', gate, reply: `${gate}!` });
    const decision = (heard: object, by: 'model' | 'rule' = 'model'): SessionEventBody => ({
      kind: 'decision.made',
      decision: { why: 'feedback', by, action: 'go_on', reasoning: 'r', ...heard },
    });
    const carried = (s: ReturnType<typeof session>) => s.said.map((one) => `${one.kind} ${one.text} ${one.carried}`);

    it('is one list, each with how far it has got', () => {
      const s = session(
        asked('which'),
        answer('which'),
        remark('short'),
        { kind: 'feedback.seen', upTo: 1 },
        remark('late'),
        proposed,
        { kind: 'plan.started', request: 'simpler' },
        proposed,
        approved,
        remark('pause', { effect: 'Paused.' }),
        { kind: 'feedback.seen', upTo: 3 },
        remark('and fast'),
        asked('password', 'a'),
        answer('password'),
      );
      assert.deepEqual(carried(s), [
        'answer which! decision',
        'remark short decision',
        'remark late request',
        'request simpler decision',
        'remark pause undefined',
        'remark and fast undefined',
        'answer password! undefined',
      ]);
      assert.deepEqual(
        openWords(s).map(({ text }) => text),
        ['late', 'and fast', 'password!'],
      );
      assert.equal(s.said.at(-1)?.step, 'a');
      assert.deepEqual(
        s.feedback.map(({ text, seen, effect }) => [text, seen, effect]),
        [
          ['short', true, undefined],
          ['late', true, undefined],
          ['pause', true, 'Paused.'],
          ['and fast', false, undefined],
        ],
      );
    });

    it('that a rule has decided about still goes along with the next request', () => {
      const passed = [approved, remark('fast'), decision({ heard: 1 }, 'rule')] as const;
      const s = session(proposed, ...passed);
      assert.deepEqual([carried(s), openWords(s), s.feedback[0]?.seen], [['remark fast rule'], [], false]);
      const later = session(proposed, ...passed, { kind: 'feedback.seen', upTo: 1 });
      assert.deepEqual([carried(later), later.feedback[0]?.seen], [['remark fast decision'], true]);
    });

    it('asks for a plan no more when that plan was given up, and goes with the goal', () => {
      const kept = session(proposed, { kind: 'plan.started', request: 'simpler' }, { kind: 'plan.kept' });
      assert.deepEqual(kept.said, []);
      const next = session(
        asked('which'),
        answer('which'),
        remark('short'),
        { kind: 'session.completed', summary: 's' },
        { kind: 'session.continued', goal: 'more' },
      );
      assert.deepEqual([next.said, next.feedback, next.earlier?.[0]?.said], [[], [], ['which? which!', 'short']]);
    });

    it('is folded from the counts of any version as they were counted then (property)', () => {
      const bodies = fc.array(
        fc.oneof(
          fc.record({ do: fc.constant('say'), effect: fc.boolean() }),
          fc.record({ do: fc.constant('answer') }),
          fc.record({ do: fc.constant('see'), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
          fc.record({ do: fc.constant('decide'), by: fc.constantFrom('rule', 'model'), counted: fc.boolean() }),
        ),
        { maxLength: 30 },
      ) as fc.Arbitrary<{ do: string; effect?: boolean; part?: number; by?: 'rule' | 'model'; counted?: boolean }[]>;
      fc.assert(
        fc.property(bodies, (list) => {
          // As versions before counted: which remarks were seen, how many words and remarks were heard.
          const seen: boolean[] = [];
          const effects: boolean[] = [];
          let [answers, heard, heardWords] = [0, 0, 0];
          const words = () => effects.filter((effect) => !effect).length;
          const events = list.flatMap((one, index): SessionEventBody[] => {
            if (one.do === 'say') {
              effects.push(one.effect === true);
              seen.push(one.effect === true);
              return [remark(`${index}`, one.effect ? { effect: 'Done.' } : {})];
            }
            if (one.do === 'answer') {
              answers++;
              return [asked(`q${index}`), answer(`q${index}`)];
            }
            const upTo = Math.round((one.part ?? 0) * seen.length);
            if (one.do === 'see') {
              seen.fill(true, 0, upTo);
              return [{ kind: 'feedback.seen', upTo }];
            }
            // A model knows what has been carried to it, a rule everything.
            const known = one.by === 'rule' ? words() : effects.filter((effect, at) => !effect && seen[at]).length;
            heard = Math.max(heard, known + answers);
            heardWords = Math.max(heardWords, known);
            return [decision({ heard: known + answers, ...(one.counted && { heardWords: known }) }, one.by)];
          });
          const s = session(proposed, approved, ...events);
          assert.deepEqual(
            s.feedback.map((one) => one.seen),
            seen,
          );
          assert.deepEqual(heardIn(s.said.filter(isTakenUp)), { heard, heardWords });
          assert.equal(openWords(s).length, words() + answers - heard);
        }),
      );
    });
  });

  it('does not change what it is given, and passes over kinds it does not know', () => {
    const before = Object.freeze(session(proposed));
    const after = reduceSession(before, { kind: 'moon.rose', v: 1, seq: 3, at: 2000 } as unknown as SessionEvent);
    assert.equal(after.revision, 3);
    assert.equal(after.state, before.state);
  });
});
