import type { SessionEvent, SessionEventBody } from '../../../src/contracts/events';
import type { PlanStep } from '../../../src/contracts/plan';

const key = (digit: string) => digit.repeat(32);
const tests = {
  command: 'npm test',
  passed: 1,
  failed: 1,
  skipped: 0,
  failures: [{ name: 'adds', file: 'test/add.js', line: 3, message: '1 !== 3' }],
};
const report = {
  headline: 'Done.',
  verified: true,
  files: [{ path: 'src/add.js', added: 1, removed: 1, created: false }],
  testsBefore: tests,
  unverified: ['nothing'],
  durationMs: 900,
};
const commit = { hash: 'c0ffee', paths: ['src/add.js'], subject: 'add adds' };
const undoReport = { restored: ['src/add.js'], merged: [], conflicts: [], unchanged: [] };

export function sampleStep(id: string, extra: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    title: `Step ${id}`,
    tool: 'edit_file',
    effect: 'write',
    input: { path: 'src/add.js', edits: 'a - b\na + b' },
    dependsOn: [],
    expect: [{ kind: 'changed' }],
    late: false,
    writes: ['src/add.js'],
    about: 'src/add.js',
    ...extra,
  };
}

/** One event of every kind, in an order that makes sense. The session ends `complete`. */
export function sampleBodies(): SessionEventBody[] {
  return [
    {
      kind: 'session.created',
      id: 'the-id',
      name: 'make-add-add',
      goal: 'make add add',
      origin: 'chat',
      workflow: 'fix',
      inputs: { branch: 'main' },
      approve: 'now',
    },
    { kind: 'goal.settled', goal: 'make add add', inputs: { branch: 'main' } },
    { kind: 'plan.started' },
    {
      kind: 'model.called',
      purpose: 'plan',
      model: 'm',
      usage: { prompt: 10, completion: 5, cached: 0 },
      costUsd: 0.01,
      durationMs: 12,
    },
    { kind: 'plan.looked', looks: ['search add'] },
    { kind: 'gate.opened', gate: { id: 'q1', kind: 'question', text: 'Integers only?' } },
    { kind: 'gate.answered', gate: 'q1', reply: 'Yes, integers.' },
    {
      kind: 'plan.proposed',
      plan: {
        summary: 'add adds',
        steps: [
          sampleStep('fix'),
          sampleStep('read', { tool: 'read_files', effect: 'read', input: { paths: ['src/add.js'] }, writes: [] }),
          sampleStep('late', { dependsOn: ['fix'] }),
        ],
        source: 'model',
        notes: ['a note'],
      },
    },
    { kind: 'plan.kept', error: { reason: 'model_failed', message: 'it failed' } },
    { kind: 'plan.edited', steps: [{ id: 'fix', title: 'Another title' }], order: ['read', 'fix', 'late'] },
    {
      kind: 'plan.approved',
      scope: { writes: ['src/add.js'], runs: ['run_tests', '$ npm run build'], commits: true },
      by: 'person',
    },
    {
      kind: 'phase.entered',
      phase: 'implementation',
      handover: { from: 'planning', to: 'implementation', decided: ['to add'], files: ['src/add.js'], open: [] },
    },
    { kind: 'tests.measured', tests },
    { kind: 'step.started', step: 'read' },
    { kind: 'step.finished', step: 'read', status: 'done', result: '=== src/add.js (1 line) ===\n1 a - b' },
    { kind: 'step.started', step: 'fix' },
    {
      kind: 'step.bound',
      step: 'fix',
      input: { path: 'src/add.js', edits: 'a - b\na + b' },
      writes: ['src/add.js'],
      about: 'src/add.js',
    },
    { kind: 'scope.widened', scope: { writes: ['src/add.js', 'x'], runs: [], commits: true } },
    { kind: 'step.checkpointed', step: 'fix', files: [{ path: 'src/add.js', before: { key: key('a') } }] },
    { kind: 'step.called', step: 'fix', becomes: { 'src/add.js': key('b') }, head: 'abc' },
    {
      kind: 'step.touched',
      step: 'fix',
      files: [{ path: 'src/add.js', before: { key: key('a') }, after: { key: key('b') } }],
    },
    {
      kind: 'step.finished',
      step: 'fix',
      status: 'done',
      result: 'It is changed.',
      files: ['src/add.js'],
      judged: [{ kind: 'changed', text: 'src/add.js changed', held: true }],
      tests,
      commit,
      edits: { 'src/add.js': { added: 1, removed: 1, saved: true, created: false } },
      outputKey: key('c'),
      problems: [{ path: 'src/add.js', line: 1, message: 'unused' }],
    },
    { kind: 'role.spoke', role: 'tester', task: 'look', answer: 'it is fine', step: 'fix' },
    { kind: 'feedback.added', text: 'be quick' },
    { kind: 'feedback.seen', upTo: 1 },
    {
      kind: 'decision.made',
      decision: {
        why: 'failed',
        by: 'model',
        action: 'create_task',
        reasoning: 'because',
        step: 'late',
        added: ['new'],
      },
    },
    {
      kind: 'plan.extended',
      steps: [sampleStep('new')],
      before: 'late',
      drop: [],
      waits: [{ id: 'late', dependsOn: ['new'] }],
      replaces: [],
      why: 'one more',
    },
    { kind: 'step.started', step: 'new' },
    { kind: 'step.retried', step: 'new', attempt: 1, why: 'busy' },
    { kind: 'run.paused', why: 'a person asked', waiting: { for: 'person', reason: 'asked' } },
    { kind: 'run.resumed', by: 'person' },
    { kind: 'run.interrupted', message: 'cut off' },
    { kind: 'step.recovered', step: 'new', as: 'done', why: 'it was done', files: ['src/add.js'], commit },
    { kind: 'run.resumed', by: 'event', why: 'woken' },
    {
      kind: 'gate.opened',
      gate: {
        id: 'q2',
        kind: 'question',
        text: 'Which?',
        choices: [
          { id: 'choice-1', label: 'This one', description: 'the first' },
          { id: 'stop', label: 'Stop here', means: 'stop' },
        ],
        words: 'carried',
        sleeps: true,
      },
    },
    { kind: 'gate.answered', gate: 'q2', reply: 'This one', choice: 'choice-1' },
    { kind: 'run.ending', why: 'stop after this step' },
    { kind: 'session.completed', summary: 'Done.', report },
    {
      kind: 'undo.started',
      id: 'u1',
      action: 'undo',
      files: [{ path: 'src/add.js', before: { key: key('b') }, after: { key: key('a') } }],
    },
    { kind: 'undo.finished', id: 'u1', report: undoReport, files: [], undone: ['fix'] },
    { kind: 'session.renamed', name: 'renamed' },
    { kind: 'session.imported', name: 'renamed-2' },
    { kind: 'session.continued', goal: 'and more' },
    { kind: 'session.failed', error: { reason: 'plan_unusable', message: 'no plan' }, report },
    { kind: 'session.continued', goal: 'and again', approve: 'now' },
    { kind: 'plan.proposed', plan: { summary: 's', steps: [], source: 'recipe' } },
    { kind: 'plan.rejected', reason: 'no' },
    { kind: 'session.continued', goal: 'a last time' },
    { kind: 'session.cancelled', reason: 'Stopped.' },
    { kind: 'session.continued', goal: 'once more' },
    { kind: 'session.completed', summary: 'Done.', report },
  ];
}

/** Bodies as stored events. */
export function numbered(bodies: readonly SessionEventBody[]): SessionEvent[] {
  return bodies.map((body, index) => ({ ...body, v: 1, seq: index + 1, at: 1_700_000_000_000 + index * 1000 }));
}
