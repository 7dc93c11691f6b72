import type { Settings } from '../../../../src/contracts/settings';
import type { Script } from '../../../model/scriptedModel';

/** A goal, what the model answers, and what must be there in the end, whatever happened in between. */
export interface KillWorkflow {
  readonly name: string;
  readonly overrides: Partial<Settings>;
  /** Files before. Each has `note.sh`, which writes a token into the journal, and `check.sh`, the tests. */
  readonly files: Readonly<Record<string, string>>;
  /** Answers by what is asked alone, since after a kill the same may be asked again. */
  readonly model: Script;
  /** Files that must differ afterwards; null: gone. */
  readonly expected: Readonly<Record<string, string | null>>;
  /** Tokens that must be in the journal, each once. */
  readonly tokens: readonly string[];
  /** Subjects of the commits that must have been made, each once, the oldest first. */
  readonly commits: readonly string[];
}

const lines = (count: number, what: string) =>
  Array.from({ length: count }, (_, index) => `${what} line ${index}\n`).join('');
const block = (path: string, search: string, replace: string) =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const json = (value: object) => JSON.stringify(value);
const plan = (steps: readonly object[], more: object = {}) => json({ summary: 'what is to be done', steps, ...more });
const note = (token: string, more: object = {}) => ({
  id: token,
  title: `Note ${token}`,
  tool: 'run_command',
  input: { command: `sh note.sh ${token}` },
  ...more,
});
const check = (more: object = {}) => ({
  id: 'check',
  title: 'Run the tests',
  tool: 'run_tests',
  expect: [{ kind: 'tests_pass' }],
  ...more,
});
const commit = (message: string, more: object = {}) => ({
  id: 'commit',
  title: 'Commit',
  tool: 'git_commit',
  input: { message },
  ...more,
});
const planned =
  (text: string): Script =>
  ({ purpose }) =>
    purpose === 'plan' ? text : undefined;

const base = { 'note.sh': 'printf "%s\\n" "$1" >> "$FLUX_JOURNAL"\n', 'check.sh': 'exit 0\n' };
const some = lines(12, 'some');

/** An edit inserts a line: done twice, it would be there twice. */
const edits: KillWorkflow = {
  name: 'edits',
  overrides: {},
  files: { ...base, 'a.txt': some, 'src/b.txt': lines(300, 'b'), 'check.sh': 'grep -q inserted a.txt\n' },
  model: planned(
    [
      plan(
        [
          { id: 'one', title: 'Insert', tool: 'edit_file', input: { path: 'a.txt' } },
          { id: 'two', title: 'Write', tool: 'write_file', input: { path: 'made/deep/c.txt' } },
          { id: 'both', title: 'Two files', tool: 'edit_file', dependsOn: ['one', 'two'] },
          check({ dependsOn: ['both'] }),
          commit('edits are made', { dependsOn: ['check'] }),
        ],
        { verify: 'check' },
      ),
      `=== one ===\n${block('a.txt', 'some line 3', 'some line 3\ninserted')}`,
      `=== two ===\n\`\`\`\n${lines(40, 'c')}\`\`\``,
      `=== both ` +
        `===\n${block('a.txt', 'some line 5', 'some line 5\nalso inserted')}\n${block('src/b.txt', 'b line 250', 'b line 250\nand here')}`,
    ].join('\n'),
  ),
  expected: {
    'a.txt': some
      .replace('some line 3\n', 'some line 3\ninserted\n')
      .replace('some line 5\n', 'some line 5\nalso inserted\n'),
    'src/b.txt': lines(300, 'b').replace('b line 250\n', 'b line 250\nand here\n'),
    'made/deep/c.txt': lines(40, 'c'),
  },
  tokens: [],
  commits: ['edits are made'],
};

const commands: KillWorkflow = {
  name: 'commands',
  overrides: {},
  files: { ...base, 'a.txt': some },
  model: planned(
    `${plan([note('first'), note('second', { dependsOn: ['first'] }), { id: 'write', title: 'Write', tool: 'write_file', input: { path: 'd.txt' }, dependsOn: ['second'] }, note('third', { dependsOn: ['write'] }), commit('commands are run', { dependsOn: ['third'] })])}\n=== ` +
      `write ===\n\`\`\`\nd\n\`\`\``,
  ),
  expected: { 'd.txt': 'd\n' },
  tokens: ['first', 'second', 'third'],
  commits: ['commands are run'],
};

/** Inputs that are bound when their step runs. */
const late: KillWorkflow = {
  name: 'late',
  overrides: {},
  files: { ...base, 'a.txt': some },
  model: ({ purpose, step }) => {
    if (purpose === 'plan')
      return plan([
        { id: 'find', title: 'Find', tool: 'search_code', input: { pattern: 'line 7' } },
        {
          id: 'edit',
          title: 'Edit',
          tool: 'edit_file',
          input: { path: 'a.txt' },
          instruction: 'insert',
          dependsOn: ['find'],
        },
        {
          id: 'make',
          title: 'Make',
          tool: 'write_file',
          input: { path: 'made.txt' },
          instruction: 'make it',
          dependsOn: ['find'],
        },
        note('bound', { dependsOn: ['edit', 'make'] }),
        commit('late edits', { dependsOn: ['bound'] }),
      ]);
    if (purpose !== 'bind') return undefined;
    return step === 'edit' ? block('a.txt', 'some line 7', 'some line 7\nlate') : `\`\`\`\n${lines(20, 'made')}\`\`\``;
  },
  expected: { 'a.txt': some.replace('some line 7\n', 'some line 7\nlate\n'), 'made.txt': lines(20, 'made') },
  tokens: ['bound'],
  commits: ['late edits'],
};

/** The tests fail; a decision adds steps that mend it. */
const decision: KillWorkflow = {
  name: 'decision',
  overrides: {},
  files: { ...base, 'a.txt': some, 'check.sh': 'grep -q mended a.txt\n' },
  model: ({ purpose, text }) => {
    if (purpose === 'plan') return plan([note('before'), check({ dependsOn: ['before'] })], { verify: 'check' });
    if (purpose !== 'decide') return undefined;
    if (/\bmend\b.*done/i.test(text)) return json({ action: 'project_complete', reasoning: 'it is mended' });
    const steps = [
      { id: 'mend', title: 'Mend', tool: 'edit_file', input: { path: 'a.txt' } },
      check({ id: 'again', dependsOn: ['mend'] }),
      note('after', { dependsOn: ['again'] }),
      commit('mended by a decision', { dependsOn: ['after'] }),
    ];
    return (
      `${json({ action: 'create_task', reasoning: 'the word is missing', steps })}\n=== mend ` +
      `===\n${block('a.txt', 'some line 2', 'some line 2\nmended')}`
    );
  },
  expected: { 'a.txt': some.replace('some line 2\n', 'some line 2\nmended\n') },
  tokens: ['before', 'after'],
  commits: ['mended by a decision'],
};

/** Questions before the plan, and a yes for every step. */
const asks: KillWorkflow = {
  name: 'asks',
  overrides: { 'approval.mode': 'step' },
  files: { ...base, 'a.txt': some },
  model: ({ purpose, text }) => {
    if (purpose !== 'plan') return undefined;
    if (!text.includes('The second one.')) return json({ summary: 's', steps: [], questions: ['Which line?'] });
    return (
      `${plan([{ id: 'edit', title: 'Edit', tool: 'edit_file', input: { path: 'a.txt' } }, note('asked', { dependsOn: ['edit'] }), commit('asked before', { dependsOn: ['asked'] })])}\n=== ` +
      `edit ===\n${block('a.txt', 'some line 1', 'some line 1\nasked')}`
    );
  },
  expected: { 'a.txt': some.replace('some line 1\n', 'some line 1\nasked\n') },
  tokens: ['asked'],
  commits: ['asked before'],
};

/** Files move and go, beside commands, as many at once as may be. */
const moves: KillWorkflow = {
  name: 'moves',
  overrides: { 'execution.maxParallelSteps': 6 },
  files: { ...base, 'old/a.txt': some, 'old/b.txt': lines(8, 'b'), 'c.txt': lines(5, 'c') },
  model: planned(
    [
      plan([
        { id: 'move', title: 'Move', tool: 'edit_file' },
        { id: 'p', title: 'Write p', tool: 'write_file', input: { path: 'new/p.txt' } },
        { id: 'q', title: 'Write q', tool: 'write_file', input: { path: 'new/q.txt' } },
        note('aside'),
        commit('moved', { dependsOn: ['move', 'p', 'q', 'aside'] }),
      ]),
      '=== move ===\n*** Begin Patch\n*** Update File: old/a.txt\n*** Move to: new/a.txt\n@@\n some line ' +
        '3\n+moved\n some line 4\n*** Delete File: old/b.txt\n*** Update File: c.txt\n@@\n c line 1\n+c ' +
        'inserted\n c line 2\n*** End Patch',
      `=== p ===\n\`\`\`\n${lines(15, 'p')}\`\`\``,
      `=== q ===\n\`\`\`\n${lines(15, 'q')}\`\`\``,
    ].join('\n'),
  ),
  expected: {
    'old/a.txt': null,
    'old/b.txt': null,
    'new/a.txt': some.replace('some line 3\n', 'some line 3\nmoved\n'),
    'c.txt': lines(5, 'c').replace('c line 1\n', 'c line 1\nc inserted\n'),
    'new/p.txt': lines(15, 'p'),
    'new/q.txt': lines(15, 'q'),
  },
  tokens: ['aside'],
  commits: ['moved'],
};

export const killWorkflows: readonly KillWorkflow[] = [edits, commands, late, decision, asks, moves];
