import type { PanelFinding, PanelState } from '../../src/contracts/panel';
import type { Choice, PlanSnapshot, SessionSnapshot, StepSnapshot } from '../../src/contracts/session';
import { cutOffChoices, inputChoices } from '../../src/core/session/choices';
import { askAgain } from '../../src/core/session/replies';
import { toFilePreview } from '../../src/ui/panelDiff';

const start = Date.UTC(2025, 0, 15, 9, 30);

const toolTitles = {
  search_code: 'Search code',
  edit_file: 'Edit files',
  write_file: 'Write a file',
  run_tests: 'Run tests',
  auto_fix: 'Format and fix',
  git_commit: 'Commit',
  run_command: 'Run a command',
  read_files: 'Read files',
};

export function step(id: string, title: string, fields: Partial<StepSnapshot> = {}): StepSnapshot {
  return {
    id,
    title,
    tool: 'search_code',
    effect: 'read',
    dependsOn: [],
    expect: [],
    late: false,
    writes: [],
    about: '',
    status: 'pending',
    ...fields,
  };
}

export function session(fields: Partial<SessionSnapshot> = {}): SessionSnapshot {
  return {
    id: 's1',
    name: 'login-validation',
    goal: 'Add email validation to the login form and make the tests pass',
    state: 'awaiting_approval',
    phase: 'awaiting_approval',
    revision: 7,
    planRevision: 7,
    origin: 'chat',
    progress: 0,
    gates: [],
    said: [],
    decisions: [],
    feedback: [],
    tokens: { prompt: 2800, completion: 310, cached: 900, saved: 0 },
    cost: 0.012,
    modelCalls: 2,
    changedFiles: [],
    createdAt: start,
    updatedAt: start + 9000,
    goalAt: start,
    workedMs: 8500,
    ...fields,
  };
}

export function panel(fields: Partial<SessionSnapshot> = {}, rest: Partial<PanelState> = {}): PanelState {
  return { session: session(fields), toolTitles, previews: {}, outdated: [], modelLabel: 'gpt-5.1', ...rest };
}

const beforeText =
  `import { fields } from './form';\n\nexport interface Problem {\n  readonly field: string;\n  readonly ` +
  `message: string;\n}\n\n/** What is wrong with the form's values. */\nexport function validate(values: ` +
  `Record<string, string>): Problem[] {\n  const problems: Problem[] = [];\n  for (const field of fields) {\n    ` +
  `if (field.required && !values[field.name]) {\n      problems.push({ field: field.name, message: 'Required' ` +
  `});\n    }\n  }\n  return problems;\n}\n`;
const afterText = beforeText
  .replace(
    '    }\n  }\n  return problems;',
    "    }\n    if (field.kind === 'email' && values[field.name] && !isEmail(values[field.name] ?? '')) {\n    " +
      "  problems.push({ field: field.name, message: 'Enter an address such as name@example.com' });\n    }\n  " +
      '}\n  return problems;',
  )
  .concat(
    '\n/** Whether the text has the shape of an address with a domain. */\nexport function isEmail(text: ' +
      'string): boolean {\n  return /^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$/.test(text);\n}\n',
  );
const testText =
  "import { strict as assert } from 'node:assert';\nimport { isEmail } from " +
  "'../../src/login/validate';\n\ndescribe('email addresses', () => {\n  for (const good of ['a@b.co', " +
  "'first.last@example.org']) {\n    it(`accepts ${good}`, () => assert.ok(isEmail(good)));\n  }\n  for (const " +
  "bad of ['', 'a', 'a@b', '@b.co', 'a b@c.de']) {\n    it(`rejects “${bad}”`, () => " +
  'assert.ok(!isEmail(bad)));\n  }\n});\n';

export function loginSteps(): StepSnapshot[] {
  return [
    step('find', 'Find where the login form is validated', {
      about: '“validate|login” in src/**',
      input: { pattern: 'validate|login', glob: 'src/**' },
    }),
    step('edit', 'Add email validation', {
      tool: 'edit_file',
      effect: 'write',
      dependsOn: ['find'],
      about: 'src/login/validate.ts and src/login/form.ts',
      writes: ['src/login/validate.ts', 'src/login/form.ts'],
      agent: 'frontend developer',
      context: [
        { path: 'src/login/validate.ts', lines: [8, 17] },
        { path: 'src/login/form.ts', symbol: 'fields' },
      ],
      expect: [{ kind: 'no_new_errors' }],
      instruction:
        'Reject addresses without a domain; show the message under the field; keep the existing messages as they are.',
      input: {
        path: 'src/login/validate.ts',
        edits: '<<<<<<< SEARCH\n    }\n  }\n  return problems;\n=======\n    }\n    if (…)\n>>>>>>> REPLACE\n',
      },
    }),
    step('tests', 'Write tests for valid and invalid addresses', {
      tool: 'write_file',
      effect: 'write',
      dependsOn: ['edit'],
      about: 'test/login/email.test.ts',
      writes: ['test/login/email.test.ts'],
      expect: [{ kind: 'file_exists', path: 'test/login/email.test.ts' }],
      input: { path: 'test/login/email.test.ts', content: testText },
    }),
    step('log', 'Update the changelog', {
      tool: 'edit_file',
      effect: 'write',
      dependsOn: ['edit'],
      about: 'CHANGELOG.md',
      writes: ['CHANGELOG.md'],
      status: 'skipped',
      leftOut: { by: 'person' },
      late: true,
      instruction: 'Add one line under Unreleased.',
    }),
    step('format', 'Format what changed', {
      tool: 'auto_fix',
      effect: 'write',
      dependsOn: ['edit'],
      about: 'src/login',
      writes: ['src/login/validate.ts'],
      late: true,
    }),
    step('run', 'Run the tests', {
      tool: 'run_tests',
      effect: 'execute',
      dependsOn: ['tests', 'format'],
      about: 'all tests',
      expect: [{ kind: 'tests_pass' }],
    }),
  ];
}

const scope = {
  writes: ['src/login/validate.ts', 'src/login/form.ts', 'test/login/email.test.ts'],
  runs: ['run_tests'],
  commits: false,
};
const previews = {
  edit: [
    toFilePreview({ path: 'src/login/validate.ts', before: beforeText, after: afterText }),
    toFilePreview({
      path: 'src/login/form.ts',
      before:
        "export const fields = [\n  { name: 'email', kind: 'text', required: true },\n  { name: 'password', " +
        "kind: 'password', required: true },\n];\n",
      after:
        "export const fields = [\n  { name: 'email', kind: 'email', required: true },\n  { name: 'password', " +
        "kind: 'password', required: true },\n];\n",
    }),
  ],
  tests: [toFilePreview({ path: 'test/login/email.test.ts', after: testText })],
};

export function loginPlan(steps = loginSteps()): PlanSnapshot {
  return {
    summary: 'Validate email addresses before the form is sent, with tests.',
    steps,
    verify: 'run',
    source: 'model',
  };
}

export function asking(fields: Partial<SessionSnapshot> = {}): PanelState {
  return panel(
    { plan: loginPlan(), gates: [{ id: 'plan-7', kind: 'plan', text: 'Approve?' }], ...fields },
    { scope, previews },
  );
}

/** Statuses and facts by step id, over the login plan. */
export function ran(changes: Record<string, Partial<StepSnapshot>>): PlanSnapshot {
  return loginPlan(loginSteps().map((one) => ({ ...one, ...changes[one.id] })));
}

const done = (from: number, ms: number, tokens?: number): Partial<StepSnapshot> => ({
  status: 'done',
  startedAt: start + from,
  endedAt: start + from + ms,
  tokens,
});
const edited = {
  'src/login/validate.ts': { added: 8, removed: 0, saved: true, created: false },
  'src/login/form.ts': { added: 1, removed: 1, saved: true, created: false },
};
const halfway = {
  find: {
    ...done(0, 200),
    result:
      '4 hits in 2 files\nsrc/login/validate.ts:9: export function validate(values)\nsrc/login/form.ts:1: ' +
      'export const fields = [',
  },
  edit: {
    ...done(200, 4100, 1700),
    edits: edited,
    judged: [{ kind: 'no_new_errors' as const, text: 'no new problems', held: true }],
  },
};

/** Steps in a long plan of branches that meet again. */
export function manySteps(count: number): StepSnapshot[] {
  return Array.from({ length: count }, (_, index) => {
    const block = index % 6;
    const base = index - block;
    const waits =
      block === 0
        ? index > 0
          ? [`n${index - 1}`]
          : []
        : block === 5
          ? [1, 2, 3, 4].map((other) => `n${base + other}`)
          : [`n${base}`];
    const kinds: Partial<StepSnapshot>[] = [
      {},
      { tool: 'edit_file', effect: 'write', late: true },
      { tool: 'write_file', effect: 'write' },
      { tool: 'auto_fix', effect: 'write' },
      { tool: 'read_files' },
      { tool: 'run_tests', effect: 'execute', expect: [{ kind: 'tests_pass' }] },
    ];
    return step(`n${index}`, `Step ${index + 1}: bring module ${Math.floor(index / 6) + 1} to the new interface`, {
      ...kinds[block],
      about: block === 5 ? 'npm test' : `packages/module-${Math.floor(index / 6) + 1}/src/part${block}.ts`,
      dependsOn: waits,
    });
  });
}

const failures = [
  {
    name: 'login form › shows a message under the field',
    file: 'test/login/form.test.ts',
    line: 42,
    message: "Expected 'Required', got 'Enter an address such as name@example.com'",
  },
  {
    name: 'login form › keeps what was typed',
    file: 'test/login/form.test.ts',
    line: 67,
    message: 'AssertionError: 1 !== 2',
  },
];
const tests = (passed: number, failed: number) => ({
  command: 'npm test',
  passed,
  failed,
  skipped: 0,
  failures: failed > 0 ? failures.slice(0, failed) : [],
});
const evil =
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> "onclick=\'window.pwned=1\' ' +
  'javascript:window.pwned=1 ${7*7} {{7*7}}';
const long = 'anExtremelyLongIdentifierWithoutAnyPlaceToBreak'.repeat(6);

/** The end of a run that committed, with its undo. */
function withUndo(undo: NonNullable<PanelState['undo']>, undone = false): PanelState {
  return panel(
    {
      state: 'complete',
      progress: 1,
      revision: 33,
      endedAt: start + 615_500,
      workedMs: 15_500,
      plan: ran({
        ...halfway,
        edit: { ...halfway.edit, files: Object.keys(edited), undone },
        tests: {
          ...done(4300, 3000, 1200),
          edits: { 'test/login/email.test.ts': { added: 12, removed: 0, saved: true, created: true } },
          files: ['test/login/email.test.ts'],
          undone,
        },
        format: done(4300, 1400),
        run: { ...done(7400, 6800), tests: tests(47, 0) },
      }),
      report: {
        headline: 'Email addresses are checked before the form is sent.',
        verified: true,
        files: [
          { path: 'src/login/validate.ts', added: 8, removed: 0, created: false },
          { path: 'src/login/form.ts', added: 1, removed: 1, created: false },
          { path: 'test/login/email.test.ts', added: 12, removed: 0, created: true },
        ],
        testsAfter: tests(47, 0),
        commit: { hash: '4be1f0a9c2d7', subject: 'Check email addresses before the form is sent', paths: [] },
        unverified: [],
        durationMs: 15_500,
      },
    },
    { undo },
  );
}

/** A run whose tests failed once and that then decided, with what a decision does to steps. */
function decidedPlan(): PlanSnapshot {
  const plan = ran({
    ...halfway,
    edit: { ...halfway.edit, retries: 2 },
    tests: done(4300, 3000, 1200),
    format: { status: 'skipped', leftOut: { by: 'decision' } },
    run: {
      ...done(7400, 6800),
      status: 'failed',
      leftOut: { by: 'replaced' },
      tests: tests(45, 2),
      judged: [{ kind: 'tests_pass', text: 'the tests pass', held: false }],
    },
  });
  return {
    ...plan,
    verify: 'again',
    steps: [
      ...plan.steps,
      step('mend', 'Expect the new message in the form’s test', {
        tool: 'edit_file',
        effect: 'write',
        agent: 'test engineer',
        about: 'test/login/form.test.ts',
        addedAt: 24,
        status: 'running',
        startedAt: start + 14_200,
      }),
      step('again', 'Run the tests', {
        tool: 'run_tests',
        effect: 'execute',
        about: 'all tests',
        dependsOn: ['mend'],
        addedAt: 24,
        expect: [{ kind: 'tests_pass' }],
      }),
    ],
  };
}

const decisions: SessionSnapshot['decisions'] = [
  {
    at: start + 14_000,
    why: 'failed',
    step: 'run',
    by: 'model',
    action: 'create_task',
    reasoning: 'Two tests expect the message as it was; `test/login/form.test.ts` is out of date, not the code.',
    role: 'test engineer',
    added: ['mend', 'again'],
    dropped: ['format'],
  },
  {
    at: start + 14_100,
    why: 'feedback',
    by: 'model',
    action: 'wait_for_more_tasks',
    reasoning: 'The changelog is left out already.',
  },
];
const feedback: SessionSnapshot['feedback'] = [
  { text: 'skip the changelog', at: start + 4000, seen: false, effect: 'Left out: “Update the changelog”.' },
  { text: 'keep the wording of the old messages', at: start + 5000, seen: true },
  { text: 'and mention it in the manual, please', at: start + 14_100, seen: false },
];

const cutOffMessage =
  'The window closed while it ran. Resume continues where it stopped. Completed steps are not repeated.';

/** Choices as a question offers them. */
const named = (...labels: string[]): Choice[] => labels.map((label, index) => ({ id: `answer-${index + 1}`, label }));

/** The states of the gallery, by name. */
const failedTests = {
  command: 'npm test',
  passed: 8,
  failed: 1,
  skipped: 0,
  failures: [
    {
      name: 'refuses what is not an e-mail address',
      file: 'test/validate.test.js',
      line: 21,
      message: "ada\n+ actual - expected\n\n+ undefined\n- 'Enter a valid e-mail address.'",
    },
  ],
};

export const fixtures: Readonly<Record<string, PanelState>> = {
  planning: panel(
    {
      state: 'planning',
      phase: 'planning',
      planRevision: 0,
      tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
      modelCalls: 0,
      cost: undefined,
    },
    { activity: { text: 'Waiting for gpt-5.1 · 12 s' } },
  ),
  questions: panel({
    state: 'planning',
    phase: 'planning',
    planRevision: 0,
    gates: [
      {
        id: 'q1',
        kind: 'question',
        text: 'Should an address with a plus sign, such as `a+b@example.com`, count as valid?',
      },
      {
        id: 'q2',
        kind: 'question',
        text: 'Where should the message stand?',
        choices: named('under the field', 'above the form'),
        words: 'carried',
      },
    ],
  }),
  asking: asking(),
  revised: asking({
    planRequest: 'Leave the changelog alone, and run the formatter before the tests',
    previousPlan: {
      ...loginPlan(),
      steps: [
        ...loginSteps()
          .filter(({ id }) => id !== 'format')
          .map((one): StepSnapshot =>
            one.id === 'edit'
              ? { ...one, instruction: 'Reject addresses without a domain.' }
              : { ...one, status: 'pending' },
          ),
        step('docs', 'Describe the new message in the manual', {
          tool: 'edit_file',
          effect: 'write',
          about: 'docs/login.md',
        }),
      ],
    },
  }),
  replanning: panel(
    { state: 'planning', plan: loginPlan(), planRequest: 'Leave the changelog alone' },
    { activity: { text: 'Waiting for gpt-5.1 · 3 s' } },
  ),
  problem: {
    ...asking(),
    previews: {
      ...previews,
      edit: [
        {
          path: 'src/login/validate.ts',
          isNew: false,
          added: 0,
          removed: 0,
          hunks: [],
          problem:
            'The text to replace no longer stands in `src/login/validate.ts`: the file has changed since the ' +
            'plan was made. Ask for changes to plan it anew.',
        },
      ],
    },
    notice: {
      kind: 'error',
      text: 'The step cannot move above “Find where the login form is validated”, because it waits for it.',
    },
  },
  running: panel(
    {
      state: 'implementation',
      progress: 0.4,
      revision: 20,
      approvedAt: start,
      plan: ran({
        ...halfway,
        tests: { status: 'running', startedAt: start + 4300 },
        format: { status: 'running', startedAt: start + 4300 },
      }),
      decisions: [
        { why: 'failed', by: 'model', action: 'create_task', reasoning: 'One existing test expects the old message.' },
      ],
    },
    {
      activity: {
        text: 'Writing test/login/email.test.ts · formatting 3 files',
        byStep: { tests: 'streaming 640 tokens', format: 'running 1.2 s' },
      },
    },
  ),
  failedTests: panel({
    state: 'failed',
    progress: 0.8,
    revision: 31,
    endedAt: start + 20_000,
    plan: ran({
      ...halfway,
      tests: done(4300, 3000, 1200),
      format: { ...done(4300, 1400), result: '3 files formatted' },
      run: {
        ...done(7400, 6800),
        status: 'failed',
        tests: tests(45, 2),
        outputKey: 'k',
        judged: [{ kind: 'tests_pass', text: 'the tests pass', held: false }],
        error: { reason: 'expectation', message: '2 of 47 tests fail.' },
      },
    }),
    error: {
      reason: 'gave_up',
      message:
        'Two tests still fail after two attempts to fix them. The edits are in place: look at the failures ' +
        'below, or start again with what you know now.',
    },
    report: {
      headline: 'Email validation is in place, but 2 tests fail.',
      verified: false,
      files: [
        { path: 'src/login/validate.ts', added: 8, removed: 0, created: false },
        { path: 'test/login/email.test.ts', added: 12, removed: 0, created: true },
      ],
      testsBefore: tests(41, 0),
      testsAfter: tests(45, 2),
      unverified: ['The tests do not pass: 2 of 47 fail.'],
      durationMs: 18_300,
    },
  }),
  delta: panel(
    {
      state: 'implementation',
      progress: 0.6,
      revision: 22,
      plan: ran({ ...halfway, tests: { status: 'running', startedAt: start + 4300 } }),
      gates: [
        {
          id: 'g1',
          kind: 'delta',
          step: 'tests',
          text:
            'One existing test expects the old message. The new step would write `test/login/form.test.ts`, ' +
            'which was not in the approved plan.',
          choices: named('allow this file', 'leave it as it is'),
        },
      ],
    },
    { activity: { text: '', byStep: { tests: 'waiting for you' } } },
  ),
  stepGate: panel(
    {
      state: 'implementation',
      progress: 0.2,
      revision: 22,
      plan: ran({ find: halfway.find, edit: { status: 'ready' } }),
      gates: [
        {
          id: 'g2',
          kind: 'step',
          step: 'edit',
          text: 'Add email validation: writes `src/login/validate.ts` and `src/login/form.ts`.',
          choices: named('Allow', 'Skip this step'),
        },
      ],
    },
    { previews: { edit: previews.edit } },
  ),
  complete: panel({
    state: 'complete',
    progress: 1,
    revision: 33,
    endedAt: start + 15_500,
    plan: ran({
      ...halfway,
      tests: {
        ...done(4300, 3000, 1200),
        edits: { 'test/login/email.test.ts': { added: 12, removed: 0, saved: true, created: true } },
        judged: [{ kind: 'file_exists', text: '`test/login/email.test.ts` exists', held: true }],
      },
      format: done(4300, 1400),
      run: {
        ...done(7400, 6800),
        tests: tests(47, 0),
        judged: [{ kind: 'tests_pass', text: 'the tests pass', held: true }],
      },
    }),
    report: {
      headline: 'Email addresses are checked before the form is sent.',
      verified: true,
      files: [
        { path: 'src/login/validate.ts', added: 8, removed: 0, created: false },
        { path: 'src/login/form.ts', added: 1, removed: 1, created: false },
        { path: 'test/login/email.test.ts', added: 12, removed: 0, created: true },
      ],
      testsBefore: tests(41, 0),
      testsAfter: tests(47, 0),
      commit: { hash: '4be1f0a9c2d7', subject: 'Check email addresses before the form is sent', paths: [] },
      unverified: [],
      durationMs: 15_500,
    },
  }),
  undoable: withUndo({ canUndo: true, canRedo: false, busy: false, conflicts: [] }),
  undone: withUndo(
    {
      canUndo: false,
      canRedo: true,
      busy: false,
      text: 'Restored 3 files. The commit 4be1f0a9 was undone.',
      conflicts: [],
    },
    true,
  ),
  undoConflict: withUndo({
    canUndo: true,
    canRedo: true,
    busy: false,
    text:
      'Restored 2 files. Your later edits in src/login/form.ts were kept. The commit ' +
      '4be1f0a9 stays: it is on a remote already. Kept as you have it: src/login/validate.ts (you have ' +
      'changed the same lines since).',
    conflicts: ['src/login/validate.ts'],
  }),
  permission: panel({
    state: 'implementation',
    progress: 0.6,
    revision: 22,
    plan: ran({ ...halfway, tests: { status: 'running', startedAt: start + 4300 } }),
    gates: [
      {
        id: 'g4',
        kind: 'delta',
        step: 'run',
        text: '“Build the docs” is not in the approved plan: it runs `npm run docs -- --out public/docs`. Allow it?',
        choices: named('Allow', 'Allow for this run', 'Always allow “npm run docs”', 'Skip this step'),
      },
    ],
  }),
  prompt: panel({
    state: 'implementation',
    progress: 0.6,
    revision: 22,
    plan: ran({ ...halfway, tests: { status: 'running', startedAt: start + 4300 } }),
    gates: [
      {
        id: 'g5',
        kind: 'question',
        step: 'run',
        text: 'The command is waiting for input after “Overwrite public/docs? [y/N]”. What should be typed?',
        choices: named('Stop it'),
        words: 'typed',
      },
    ],
  }),
  unclear: panel(
    {
      state: 'implementation',
      progress: 0.6,
      revision: 22,
      plan: ran({ ...halfway, tests: { status: 'cancelled', cutOff: true } }),
      gates: [
        {
          id: 'g6',
          kind: 'question',
          step: 'tests',
          sleeps: true,
          text:
            '“Write the tests” was running when Flux was interrupted. Flux cannot tell whether it finished. ' +
            'What should happen?',
          choices: cutOffChoices,
        },
      ],
    },
    { notice: { kind: 'error', text: askAgain({ kind: 'question', choices: cutOffChoices }) } },
  ),
  cancelled: panel({
    state: 'cancelled',
    progress: 0.3,
    revision: 25,
    endedAt: start + 6000,
    plan: ran({
      ...halfway,
      tests: { ...done(4300, 900), status: 'cancelled' },
      format: { status: 'denied', error: { reason: 'denied', message: 'You did not allow it.' } },
    }),
    summary: 'Stopped. What was written until then stays: 2 files.',
  }),
  decided: panel(
    {
      state: 'testing',
      progress: 0.6,
      progressNote: 'Two steps were added',
      revision: 26,
      plan: decidedPlan(),
      decisions,
      feedback,
    },
    { activity: { text: 'Editing test/login/form.test.ts' } },
  ),
  paused: panel({
    state: 'paused',
    suspended: { by: 'person', from: 'implementation' },
    progress: 0.4,
    revision: 26,
    plan: ran(halfway),
    feedback: feedback.slice(0, 2),
  }),
  interrupted: panel({
    state: 'paused',
    suspended: {
      by: 'interruption',
      from: 'implementation',
      reason: cutOffMessage,
    },
    error: { reason: 'interrupted', message: cutOffMessage },
    progress: 0.4,
    revision: 26,
    plan: ran({ ...halfway, tests: { status: 'cancelled', cutOff: true } }),
  }),
  sleeping: panel({
    state: 'paused',
    progress: 0.8,
    revision: 26,
    plan: ran(halfway),
    suspended: {
      by: 'waiting',
      from: 'implementation',
      reason: 'Waits for the session `new-interface` to finish the form that this one builds on.',
    },
  }),
  input: panel({
    state: 'discovery',
    phase: 'discovery',
    planRevision: 0,
    workflow: 'review',
    gates: [
      {
        id: 'input-files',
        kind: 'question',
        input: 'files',
        sleeps: true,
        text: 'Which files should be looked at?',
        words: 'carried',
        choices: inputChoices(Array.from({ length: 30 }, (_, index) => `src/login/part${index + 1}.ts`)),
      },
    ],
  }),
  questionOpen: panel(
    {
      state: 'implementation',
      progress: 0.5,
      revision: 27,
      approvedAt: start,
      suspended: { by: 'question', from: 'implementation' },
      plan: ran({
        ...halfway,
        tests: { status: 'running', startedAt: start + 4300 },
        format: { ...done(4300, 1400), status: 'failed', error: { reason: 'x', message: 'Two rules contradict.' } },
      }),
      gates: [
        {
          id: 'question-26',
          kind: 'question',
          sleeps: true,
          text: 'Two rules of the linter contradict each other. Which one counts?',
          choices: named('The first', 'The second'),
          words: 'carried',
        },
      ],
    },
    { activity: { text: 'Writing test/login/email.test.ts' } },
  ),
  thirty: panel(
    {
      name: 'thirty-steps',
      goal: `Bring every module to the new interface ${'and keep what others rely on as it is, '.repeat(8)}`,
      plan: {
        summary: '',
        source: 'model',
        verify: 'n29',
        steps: manySteps(30).map((one, index) =>
          index % 7 === 3 ? { ...one, title: `${one.title}: ${'with every caller and its tests '.repeat(8)}` } : one,
        ),
      },
    },
    { scope: { writes: manySteps(30).map(({ about }) => about), runs: ['npm test'], commits: true } },
  ),
  rightToLeft: panel(
    {
      name: 'verify-email',
      goal: 'הוסף אימות של כתובת דוא״ל לטופס הכניסה (src/login/form.ts) והרץ את הבדיקות',
      plan: loginPlan(
        loginSteps().map((one, index) => ({
          ...one,
          title:
            ['מצא היכן נבדק הטופס', 'הוסף אימות ל־`validate.ts`', 'كتابة الاختبارات للعناوين الصحيحة والخاطئة'][
              index
            ] ?? one.title,
          ...(one.instruction && { instruction: 'דחה כתובות בלי שם מתחם; הצג את ההודעה מתחת לשדה.' }),
        })),
      ),
      gates: [{ id: 'q1', kind: 'question', text: 'האם הכתובת a+b@example.com תקינה?' }],
    },
    { scope, previews },
  ),
  outdated: panel({ plan: loginPlan() }, { scope, previews, outdated: ['src/login/validate.ts', 'src/login/form.ts'] }),
  offline: panel(
    {
      name: 'run-the-tests',
      goal: 'run the tests',
      tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
      cost: undefined,
      modelCalls: 0,
      plan: {
        summary: 'Run the tests.',
        source: 'recipe',
        verify: 'run',
        steps: [
          step('run', 'Run the tests', {
            tool: 'run_tests',
            effect: 'execute',
            about: 'npm test',
            expect: [{ kind: 'tests_pass' }],
          }),
        ],
      },
    },
    { modelLabel: undefined, scope: { writes: [], runs: ['npm test'], commits: false } },
  ),
  suggestions: panel(
    {
      name: 'what-should-next',
      goal: 'what should I do next?',
      state: 'complete',
      progress: 1,
      tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
      cost: undefined,
      modelCalls: 0,
      plan: {
        summary: 'List what is worth doing next, from problems, failing tests, marks and recent changes.',
        source: 'recipe',
        steps: [
          step('suggest', 'Suggest what to do next', {
            tool: 'get_suggestions',
            effect: 'read',
            about: 'the project',
            status: 'done',
            result: '2 suggestions. Select one to start it.',
            suggestions: [
              {
                goal: 'Make the failing test “refuses what is not an e-mail address” pass',
                why: 'It failed last: Expected values to be strictly equal.',
                where: ['test/validate.test.js:21'],
              },
              {
                goal: `Do the TODO in src/${'deep/'.repeat(12)}audit.js:1: write down who signed in`,
                why: 'Somebody left the mark there, in a file that has changed lately.',
                where: ['src/audit.js:1'],
              },
            ],
          }),
        ],
      },
      report: {
        headline: 'List what is worth doing next, from problems, failing tests, marks and recent changes.',
        verified: false,
        files: [],
        unverified: [],
        durationMs: 700,
      },
    },
    { modelLabel: undefined },
  ),
  answered: panel({
    name: 'find-validate',
    goal: 'find “validateLogin”',
    state: 'complete',
    progress: 1,
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    cost: undefined,
    modelCalls: 0,
    plan: {
      summary: 'Find “validateLogin”.',
      source: 'recipe',
      steps: [
        step('find', 'Find “validateLogin”', {
          tool: 'search_code',
          effect: 'read',
          about: '“validateLogin”',
          status: 'done',
          result: Array.from({ length: 30 }, (_, at) => `src/login/form${at}.js:${at + 3}: validateLogin(fields)`).join(
            '\n',
          ),
        }),
      ],
    },
    report: { headline: 'Find “validateLogin”.', verified: false, files: [], unverified: [], durationMs: 300 },
  }),
  testsFailed: panel({
    name: 'run-the-tests',
    goal: 'run the tests',
    state: 'failed',
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    cost: undefined,
    modelCalls: 0,
    error: { reason: 'tests_failed', message: '“Run the tests” failed: 8 passed, 1 failed.' },
    plan: {
      summary: 'Run the tests.',
      source: 'recipe',
      verify: 'run',
      steps: [
        step('run', 'Run the tests', {
          tool: 'run_tests',
          effect: 'execute',
          about: 'all tests',
          status: 'failed',
          error: { reason: 'tests_failed', message: '1 of 9 tests failed (0.8 s, npm test, exit code 1).' },
          tests: failedTests,
          judged: [{ kind: 'tests_pass', text: 'the tests pass', held: false }],
        }),
      ],
    },
    report: {
      headline: '“Run the tests”: 8 passed, 1 failed.',
      verified: false,
      files: [],
      testsAfter: failedTests,
      unverified: [],
      durationMs: 1_900,
    },
  }),
  unreachable: panel({
    name: 'add-validation',
    state: 'failed',
    plan: undefined,
    error: {
      reason: 'model_unreachable',
      message:
        'Cannot reach the model server at 127.0.0.1:11434. Check that it runs and that `flux.model.baseUrl` is right.',
    },
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    cost: undefined,
    modelCalls: 0,
  }),
  noModel: panel(
    {
      name: 'add-validation',
      state: 'failed',
      error: {
        reason: 'no_model',
        message:
          'No model is connected, and this goal needs one. Set an API key or choose a model, then start the ' +
          'goal again.',
      },
      tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
      cost: undefined,
      modelCalls: 0,
    },
    { modelLabel: undefined },
  ),
  many: panel(
    {
      name: 'new-interface',
      goal: 'Bring every module to the new interface',
      plan: { summary: '', source: 'model', verify: 'n59', steps: manySteps(60) },
    },
    {
      scope: {
        writes: manySteps(60)
          .map(({ about }) => about)
          .slice(0, 30),
        runs: ['npm test', 'npm run build'],
        commits: true,
      },
    },
  ),
  hostile: panel(
    {
      name: evil,
      goal: `${evil}\n${long} ${'and then some more words that go on '.repeat(20)}`,
      plan: {
        summary: evil,
        source: 'model',
        verify: 'h1',
        steps: [
          step('h0', `${evil} ${long}`, {
            tool: evil,
            about: `src/${long}/${evil}.ts`,
            agent: evil,
            instruction: evil,
            input: { [evil]: evil },
          }),
          step('h1', `A title ${'of very many words '.repeat(30)}`, {
            tool: 'run_command',
            effect: 'execute',
            about: `node -e "${long}"`,
            dependsOn: ['h0'],
            expect: [{ kind: 'output_matches', pattern: evil }],
          }),
          step('h2', 'Failed', {
            status: 'failed',
            error: { reason: 'x', message: `${evil}\n${long}\n`.repeat(5) },
            tests: {
              command: '',
              passed: 0,
              failed: 1,
              skipped: 0,
              failures: [{ name: evil, file: `test/${long}.ts`, line: 3, message: evil }],
            },
          }),
        ],
      },
      planRequest: evil,
      previousPlan: loginPlan(),
      gates: [{ id: evil, kind: 'question', text: evil }],
    },
    {
      previews: {
        h0: [toFilePreview({ path: `${evil}.ts`, before: `${evil}\n`, after: `${evil}${evil}\n${long}\n` })],
      },
      notice: { kind: 'error', text: evil },
      scope: { writes: [evil, `src/${long}.ts`], runs: [evil], commits: true },
      activity: { text: evil },
    },
  ),
};

/** What the editor's side answers when the page asks about the login plan. */
export const findings: Readonly<Record<string, PanelFinding>> = {
  changes: { type: 'changes', session: 's1', step: 'edit', previews: previews.edit, made: true },
  exchange: {
    type: 'exchange',
    session: 's1',
    step: 'edit',
    calls: [
      {
        purpose: 'bind',
        step: 'edit',
        model: 'gpt-5.1',
        at: start + 3000,
        durationMs: 2400,
        usage: { prompt: 1400, completion: 300, cached: 900 },
        messages: [
          { role: 'system', content: `You write the edits of one step.\n${'Answer with blocks alone.\n'.repeat(30)}` },
          { role: 'user', content: `# Goal\nAdd email validation\n\n# Present text\n${beforeText}` },
        ],
        answer: 'src/login/validate.ts\n<<<<<<< SEARCH\n  return problems;\n=======\n  return more;\n>>>>>>> REPLACE',
      },
      {
        purpose: 'repair',
        step: 'edit',
        model: 'gpt-5.1',
        at: start + 4000,
        durationMs: 1100,
        usage: { prompt: 1700, completion: 120, cached: 1400 },
        messages: [
          { role: 'system', content: `You write the edits of one step.\n${'Answer with blocks alone.\n'.repeat(30)}` },
          { role: 'user', content: `# Goal\nAdd email validation\n\n# Present text\n${beforeText}` },
          { role: 'user', content: 'The block does not fit: the nearest text is “return problems;” in line 16.' },
        ],
        failed: 'model_timeout',
      },
    ],
  },
};
