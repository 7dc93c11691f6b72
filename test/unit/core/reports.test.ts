import assert from 'node:assert/strict';
import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { SessionSnapshot, StepSnapshot } from '../../../src/contracts/session';
import { extendPlan } from '../../../src/core/decide/extendPlan';
import { decisionFacts } from '../../../src/core/decide/decisionFacts';
import { foldSession } from '../../../src/core/session/reduceSession';
import { reportRun } from '../../../src/core/run/report';
import { netEdits } from '../../../src/core/run/netEdits';
import { nextSteps } from '../../../src/core/run/schedule';
import { planFacts } from '../../../src/core/plan/planFacts';
import { memoryWorkspace } from './memoryWorkspace';
import { sampleStep } from './sampleSession';

const fold = (...bodies: SessionEventBody[]) =>
  foldSession(bodies.map((b, i) => ({ ...b, v: 1, seq: i + 1, at: 1000 + i }) as SessionEvent))!;
const begun = (steps: ReturnType<typeof sampleStep>[], more: object = {}, verify?: string): SessionEventBody[] => [
  { kind: 'session.created', id: 's', name: 's', goal: 'g', origin: 'chat' },
  { kind: 'plan.proposed', plan: { summary: 'sum', steps, source: 'model', verify, ...more } },
  { kind: 'plan.approved', scope: { writes: [], runs: [], commits: true }, by: 'person' },
];
const { tools } = memoryWorkspace({});
const none = { steps: [], drop: [], urgency: 'normal' as const };

describe('reports and extensions', () => {
  it('dropping two in a row loses the order', async () => {
    const steps = [
      sampleStep('a'),
      sampleStep('b', { dependsOn: ['a'] }),
      sampleStep('c', { dependsOn: ['b'] }),
      sampleStep('commit', { tool: 'git_commit', effect: 'write', dependsOn: ['c'] }),
    ];
    const s = fold(...begun(steps));
    const got = await extendPlan(s, { ...none, drop: ['b', 'c'] }, await planFacts(memoryWorkspace({})));
    assert.ok('event' in got);
    const after = fold(...begun(steps), got.event);
    assert.deepEqual(
      nextSteps(after.plan!.steps, 9).start.map((x) => x.id),
      ['a'],
    );
  });
  it('a verification that a decision dropped is told as the person’s', async () => {
    const steps = [
      sampleStep('a'),
      sampleStep('v', { tool: 'run_tests', effect: 'execute', dependsOn: ['a'], writes: [] }),
    ];
    const s = fold(
      ...begun(steps, {}, 'v'),
      { kind: 'step.started', step: 'a' },
      { kind: 'step.finished', step: 'a', status: 'done', files: ['src/add.js'] },
    );
    const got = await extendPlan(s, { ...none, drop: ['v'] }, await planFacts(memoryWorkspace({})));
    assert.ok('event' in got);
    const after = fold(
      ...begun(steps, {}, 'v'),
      { kind: 'step.started', step: 'a' },
      { kind: 'step.finished', step: 'a', status: 'done', files: ['src/add.js'] },
      got.event,
    );
    const end = reportRun(after, { stopped: false, now: 5000, tools });
    assert.ok(!end.report.unverified.join(' ').includes('You skipped'));
  });
  it('a moved, then edited file is counted whole', async () => {
    const place = memoryWorkspace({ 'b.js': 'x' });
    const img = async (text: string) => {
      place.texts.set('t', text);
      return (await place.checkpoints.capture(['t']))[0]!;
    };
    const X = await img('1\n2\n3\n4\n5\n');
    const Y = await img('1\n2\n3\n4\nfive\n');
    const steps: StepSnapshot[] = [
      {
        ...sampleStep('m'),
        status: 'done',
        files: ['a.js', 'b.js'],
        edits: { 'b.js': { added: 0, removed: 0, saved: true, created: false, movedFrom: 'a.js' } },
      },
      {
        ...sampleStep('e'),
        status: 'done',
        files: ['b.js'],
        edits: { 'b.js': { added: 1, removed: 1, saved: true, created: false } },
      },
    ];
    const plan = { summary: 's', steps, source: 'model' as const };
    const events = [
      {
        kind: 'step.touched',
        step: 'm',
        files: [
          { path: 'a.js', before: X, after: { key: null } },
          { path: 'b.js', before: { key: null }, after: X },
        ],
      },
      { kind: 'step.touched', step: 'e', files: [{ path: 'b.js', before: X, after: Y }] },
    ] as unknown as SessionEvent[];
    const net = await netEdits(plan, async () => events, place.checkpoints);
    const end = reportRun({ ...fold(...begun([sampleStep('m')])), plan } as SessionSnapshot, {
      stopped: false,
      now: 1,
      net,
      tools,
    });
    assert.deepEqual(
      end.report.files.map((f) => [f.path, f.added, f.removed]),
      [['b.js', 1, 1]],
    );
  });
  it('unkept change then there and back is told as no change', async () => {
    const place = memoryWorkspace({});
    const img = async (text: string) => {
      place.texts.set('t', text);
      return (await place.checkpoints.capture(['t']))[0]!;
    };
    const V1 = await img('1');
    const V2 = await img('2');
    const steps: StepSnapshot[] = [
      {
        ...sampleStep('c', { tool: 'run_command', effect: 'execute' }),
        status: 'done',
        files: ['f.js'],
        unkept: ['f.js'],
      },
      { ...sampleStep('e1'), status: 'done', files: ['f.js'] },
      { ...sampleStep('e2'), status: 'done', files: ['f.js'] },
    ];
    const plan = { summary: 's', steps, source: 'model' as const };
    const events = [
      { kind: 'step.touched', step: 'c', files: [], unkept: ['f.js'] },
      { kind: 'step.touched', step: 'e1', files: [{ path: 'f.js', before: V1, after: V2 }] },
      { kind: 'step.touched', step: 'e2', files: [{ path: 'f.js', before: V2, after: V1 }] },
    ] as unknown as SessionEvent[];
    const net = await netEdits(plan, async () => events, place.checkpoints);
    const end = reportRun({ ...fold(...begun([sampleStep('m')])), plan } as SessionSnapshot, {
      stopped: false,
      now: 1,
      net,
      tools,
    });
    assert.equal(end.report.files.length, 1);
  });
  for (const heading of [
    './test/add.test.js',
    '`test/add.test.js`',
    '### test/add.test.js',
    'test/add.test.js',
    'test/add.test.js\n```js',
    'test/add.test.js\n',
    'test/a=b.test.js',
  ])
    it(`a weakened test under heading ${heading}`, () => {
      const path = heading.includes('=') ? 'test/a=b.test.js' : 'test/add.test.js';
      const edits =
        `src/add.js\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n\n${heading}\n<<<<<<< ` +
        `SEARCH\nassert.equal(add(1, 2), 3);\n=======\nassert.ok(true);\n>>>>>>> REPLACE`;
      const steps: StepSnapshot[] = [
        {
          ...sampleStep('e', { input: { edits } }),
          status: 'done',
          files: [path, 'src/add.js'],
          edits: {
            [path]: { added: 1, removed: 1, saved: true, created: false },
            'src/add.js': { added: 1, removed: 1, saved: true, created: false },
          },
        },
      ];
      const end = reportRun(
        { ...fold(...begun([sampleStep('m')])), plan: { summary: 's', steps, source: 'model' } } as SessionSnapshot,
        { stopped: false, now: 1, tools },
      );
      assert.ok(
        end.report.unverified.some((x) => x.startsWith('Existing tests were changed')),
        JSON.stringify(end.report.unverified),
      );
    });
  it('an answer behind heard feedback', () => {
    const s = fold(
      ...begun([sampleStep('a'), sampleStep('b')]),
      { kind: 'feedback.added', text: 'use tabs' },
      { kind: 'feedback.seen', upTo: 1 },
      {
        kind: 'decision.made',
        decision: { why: 'feedback', by: 'model', action: 'escalate_to_human', reasoning: 'r', heard: 1 },
      },
      { kind: 'gate.opened', gate: { id: 'q', kind: 'question', text: 'How wide?', sleeps: true } },
      { kind: 'gate.answered', gate: 'q', reply: 'four wide' },
    );
    const facts = decisionFacts(s, { why: 'feedback' }, { roles: [], tools });
    assert.ok(facts.happened.includes('four wide'));
    assert.ok(!facts.happened.includes('use tabs'));
  });
  it('tests before of all, after of some', () => {
    const t = (passed: number, failed: number) => ({ command: 'npm test', passed, failed, skipped: 0, failures: [] });
    const steps: StepSnapshot[] = [
      {
        ...sampleStep('v', {
          tool: 'run_tests',
          effect: 'execute',
          input: { paths: ['test/a.test.js'] },
          about: 'test/a.test.js',
        }),
        status: 'done',
        tests: t(3, 0),
      },
    ];
    const end = reportRun(
      {
        ...fold(...begun([sampleStep('m')])),
        testsBefore: t(41, 2),
        plan: { summary: 's', steps, source: 'model' },
      } as SessionSnapshot,
      { stopped: false, now: 1, tools },
    );
    assert.ok(!/before/.test(end.text));
  });
  it('empty notes wipe the plan’s notes', async () => {
    const s = fold(...begun([sampleStep('a')], { notes: ['careful: assumption'] }));
    const got = await extendPlan(s, { ...none, notes: [] }, await planFacts(memoryWorkspace({})));
    assert.ok('event' in got);
    const after = fold(...begun([sampleStep('a')], { notes: ['careful: assumption'] }), got.event);
    assert.deepEqual(after.plan?.notes, ['careful: assumption']);
  });
  it('an imported plan.extended is checked', async () => {
    const { readEvent } = await import('../../../src/core/session/importedEvent');
    const got = readEvent({
      v: 1,
      seq: 3,
      at: 5,
      kind: 'plan.extended',
      steps: [],
      drop: [],
      waits: [],
      replaces: [],
      why: 'w',
      summary: 5,
      notes: 'x',
    });
    assert.ok('wrong' in got, JSON.stringify(got));
  });
});
