import assert from 'node:assert/strict';
import type { FileProblem } from '../../../src/contracts/agents';
import { assembleAgents } from '../../../src/core/agents/assembleAgents';
import { builtInRoles, builtInWorkflows } from '../../../src/core/agents/builtIn';
import { leaderOf } from '../../../src/core/agents/leaderOf';
import { phases } from '../../../src/core/agents/naming';
import { parseRoleFile } from '../../../src/core/agents/parseRoleFile';
import { parseWorkflowFile } from '../../../src/core/agents/parseWorkflowFile';
import { createTools, type ToolPorts } from '../../../src/tools/allTools';

const tools = createTools({} as ToolPorts).map(({ name }) => name);
const role = (text: string, path = '.flux/agents/gardener.md') => parseRoleFile(text, { path, tools });
const workflow = (text: string, path = '.flux/workflows/greet.md') => parseWorkflowFile(text, { path });
const front = (...lines: string[]) => ['---', ...lines, '---', '', 'Prune what has grown wild.'].join('\n');

const problemsOf = (parsed: object): readonly FileProblem[] => {
  assert.ok('problems' in parsed, `it was taken: ${JSON.stringify(parsed)}`);
  return parsed.problems as FileProblem[];
};
/** Each problem, as `line: words`, must be among what is told; nothing else may be. */
function tells(parsed: object, ...expected: [number, RegExp][]): void {
  const problems = problemsOf(parsed);
  for (const [line, words] of expected)
    assert.ok(
      problems.some((problem) => problem.line === line && words.test(problem.message)),
      `${line} ${words} is not in ${JSON.stringify(problems)}`,
    );
  assert.equal(problems.length, expected.length, JSON.stringify(problems));
  for (const { message } of problems) assert.match(message, /[.?]$/, 'a sentence');
}

describe('a file that describes a role', () => {
  it('says all that a role is', () => {
    const text = front(
      'name: tree-surgeon',
      'description: Cuts  what is dead',
      'tools: [read_files, edit_file, read_files]',
      'model: strong',
      'phases: [testing, implementation]',
    );
    assert.deepEqual(role(text), {
      role: {
        name: 'tree-surgeon',
        description: 'Cuts what is dead',
        prompt: 'Prune what has grown wild.',
        tools: ['read_files', 'edit_file'],
        model: 'strong',
        phases: ['implementation', 'testing'],
        path: '.flux/agents/gardener.md',
      },
      line: 2,
    });
  });

  it('needs only a description and a prompt; its name is then the file’s', () => {
    assert.deepEqual(role(front('description: Prunes')), {
      role: {
        name: 'gardener',
        description: 'Prunes',
        prompt: 'Prune what has grown wild.',
        phases: [],
        path: '.flux/agents/gardener.md',
      },
      line: 1,
    });
  });

  it(
    'may have other line ends, a byte-order mark, comments, quotes, lists with hyphens or commas, and text over ' +
      'several lines',
    () => {
      const text = `\ufeff${front('# about it', 'description: >', '  Prunes,', '  and waters', 'tools:', '  - read_files # to see', '  - "edit_file"', 'phases: testing, deployment').replaceAll('\n', '\r\n')}\r\n`;
      const parsed = role(text);
      assert.ok('role' in parsed, JSON.stringify(parsed));
      assert.deepEqual(
        [parsed.role.description, parsed.role.tools, parsed.role.phases, parsed.role.prompt],
        ['Prunes, and waters', ['read_files', 'edit_file'], ['testing', 'deployment'], 'Prune what has grown wild.'],
      );
    },
  );

  it('keeps values as they are written, and a rule in its text', () => {
    const parsed = role('---\ndescription: 1.10\nmodel: 4\n---\nOne.\n\n---\n\nTwo.\n');
    assert.ok('role' in parsed, JSON.stringify(parsed));
    assert.deepEqual(
      [parsed.role.description, parsed.role.model, parsed.role.prompt],
      ['1.10', '4', 'One.\n\n---\n\nTwo.'],
    );
  });

  const wrong: readonly [string, string, ...[number, RegExp][]][] = [
    ['nothing', '', [1, /must start with a “---” line/]],
    ['no front matter', '# Gardener\n\nPrune.', [1, /must start with a “---” line/]],
    ['a blank line first', `\n${front('description: x')}`, [1, /must start/]],
    ['front matter that never ends', '---\ndescription: x\n\nPrune.', [1, /have no end/]],
    ['empty front matter', '---\n---\nPrune.', [1, /description is missing/]],
    ['no prompt', '---\ndescription: x\n---\n \n', [3, /prompt is missing/]],
    ['no description', front('name: gardener'), [1, /Add a line “description/]],
    ['an empty description', front('description:'), [2, /“description” is empty/]],
    ['a long description', front(`description: ${'x'.repeat(301)}`), [2, /301 characters/]],
    ['a description that is a list', front('description: [a]'), [2, /must be text/]],
    ['a description that is a map', front('description:', '  a: b'), [2, /must be text/]],
    [
      'an unknown setting',
      front('description: x', 'tool: read_files'),
      [3, /“tool” is not a setting of a role.*name, description, tools, model and phases/],
    ],
    [
      'prototype names as settings',
      front('description: x', '__proto__: y', 'constructor: z', 'toString: a'),
      [3, /__proto__/],
      [4, /constructor/],
      [5, /toString/],
    ],
    ['a list as a setting', front('description: x', '? [a, b]', ': c'), [3, /not a setting/]],
    [
      'an unknown tool',
      front('description: x', 'tools:', '  - read_files', '  - run_test'),
      [5, /no tool “run_test”.*run_tests/],
    ],
    ['tools that are a map', front('description: x', 'tools:', '  read_files: true'), [3, /“tools” must be a list/]],
    ['a tool that is a list', front('description: x', 'tools: [[read_files]]'), [3, /must be text/]],
    ['an unknown phase', front('description: x', 'phases: [testing, coding]'), [3, /no phase “coding”.*deployment/]],
    ['a phase that is none but a state', front('description: x', 'phases: [complete]'), [3, /no phase “complete”/]],
    ['a model of several words', front('description: x', 'model: the strong one'), [3, /one word/]],
    [
      'a name with blanks and capitals',
      front('name: Tree Surgeon', 'description: x'),
      [2, /such as “name: tree-surgeon”/],
    ],
    ['a name in another script', front('name: 庭師', 'description: x'), [2, /“name: my-name”/]],
    ['a name with accents', front('name: Gärtner', 'description: x'), [2, /“name: gartner”/]],
    ['a name that leads elsewhere', front('name: ../gardener', 'description: x'), [2, /cannot be a name/]],
    ['a long name', front(`name: ${'a'.repeat(61)}`, 'description: x'), [2, /cannot be a name/]],
    ['an empty name', front('name: ""', 'description: x'), [2, /“name” is empty/]],
    ['a setting twice', front('description: x', 'description: y'), [3, /appears twice/]],
    ['a colon in a value', front('description: Fix: the login'), [2, /in quotes/]],
    ['a tab as indentation', front('description: x', 'tools:', '\t- read_files'), [4, /tab/i]],
    ['quotes that never end', front('description: "x'), [2, /not valid YAML/]],
    ['a list instead of settings', front('- description'), [2, /lines such as “description/]],
    ['a text instead of settings', front('gardener'), [2, /lines such as “description/]],
    ['an anchor', front('description: &x y'), [2, /“&”/]],
    ['an alias', front('description: x', 'model: *x'), [3, /\*|alias/i]],
    [
      'a bomb of aliases',
      front('description: x', 'a: &a [x, x]', 'b: &b [*a, *a]', 'c: [*b, *b]'),
      [3, /“&”/],
      [4, /“&”/],
      [4, /“\*”/],
    ],
    ['a type of its own', front('description: !!binary aGk='), [2, /“!”/]],
    ['a second document', front('description: x', '...', 'model: y'), [4, /would be ignored/]],
    ['brackets in brackets', front('description: x', `tools: ${'['.repeat(5_000)}`), [1, /nested too deeply/]],
    ['lists in lists on one line', front('description: x', `tools: ${'- '.repeat(3_000)}`), [1, /nested too deeply/]],
    [
      'settings without end',
      front('description: x', ...Array.from({ length: 900 }, (_, index) => `k${index}: ${index}`)),
      [1, /longer than 8 kB/],
    ],
    ['a zero byte', front('description: a\0b'), [1, /is not text/]],
    [
      'several mistakes',
      front('name: A', 'tools: [x]', 'phases: y'),
      [1, /description is missing/],
      [2, /cannot be a name/],
      [3, /no tool “x”/],
      [4, /no phase “y”/],
    ],
  ];
  for (const [what, text, ...expected] of wrong) {
    it(`is refused with ${what}`, () => tells(role(text), ...expected));
  }

  it('whose own name cannot be a role’s needs a name', () => {
    tells(role(front('description: x'), '.flux/agents/Tree Surgeon.md'), [
      1,
      /“Tree Surgeon” cannot be a name.*“name: tree-surgeon”/,
    ]);
    assert.ok('role' in role(front('description: x', 'name: tree-surgeon'), '.flux/agents/Tree Surgeon.md'));
  });

  it('does not change what other objects are', () => {
    role(front('description: x', '__proto__:', '  polluted: yes'));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

describe('a file that describes a workflow', () => {
  const body = (head: readonly string[], ...lines: string[]) =>
    ['---', 'description: Greets', ...head, '---', ...lines].join('\n');

  it('says all that a workflow is', () => {
    const head = [
      'inputs:',
      '  - name: who',
      '    description: Whom to greet',
      '    choices: files',
      '  - name: how',
      '    choices: [warmly, coldly]',
      '    default: warmly',
      '  - name: when',
      '    optional: true',
      'phases: [implementation, planning]',
    ];
    assert.deepEqual(workflow(body(head, 'Greet {{who}} {{ how }}.', '', 'At {{when}}.')), {
      workflow: {
        name: 'greet',
        description: 'Greets',
        inputs: [
          { name: 'who', description: 'Whom to greet', optional: false, choices: 'files' },
          { name: 'how', description: 'how', optional: true, default: 'warmly', choices: ['warmly', 'coldly'] },
          { name: 'when', description: 'when', optional: true },
        ],
        phases: ['planning', 'implementation'],
        template: 'Greet {{who}} {{ how }}.\n\nAt {{when}}.',
        path: '.flux/workflows/greet.md',
      },
      line: 1,
    });
  });

  it('needs no inputs, and takes names alone, or names with descriptions', () => {
    const plain = workflow(body([], 'Greet everybody.'));
    assert.ok('workflow' in plain);
    assert.deepEqual([plain.workflow.inputs, plain.workflow.phases], [[], phases.slice(1)]);
    const names = workflow(body(['inputs: [who, how]'], 'Greet {{who}} {{how}}'));
    assert.ok('workflow' in names);
    assert.deepEqual(names.workflow.inputs, [
      { name: 'who', description: 'who', optional: false },
      { name: 'how', description: 'how', optional: false },
    ]);
    const map = workflow(
      body(
        ['inputs:', '  who: Whom to greet', '  how: { optional: true }', '  when:'],
        'Greet {{who}} {{how}} {{when}}',
      ),
    );
    assert.ok('workflow' in map, JSON.stringify(map));
    assert.deepEqual(map.workflow.inputs, [
      { name: 'who', description: 'Whom to greet', optional: false },
      { name: 'how', description: 'how', optional: true },
      { name: 'when', description: 'when', optional: false },
    ]);
  });

  const wrong: readonly [string, string, ...[number, RegExp][]][] = [
    ['no goal', body([]), [3, /goal is missing/]],
    [
      'a place without an input',
      body(['inputs: [who]'], '', 'Greet {{who}}', 'and {{whom}} and {{}}'),
      [7, /\{\{whom\}\}” has no input/],
      [7, /\{\{\}\}” has no input/],
    ],
    ['an input without a place', body(['inputs:', '  - who', '  - whom'], 'Greet {{who}}'), [5, /“whom” is not used/]],
    [
      'a prototype’s name as a place',
      body([], 'Greet {{__proto__}} and {{constructor}}'),
      [4, /__proto__/],
      [4, /constructor/],
    ],
    ['a prototype’s name as an input', body(['inputs: [__proto__]'], 'Greet'), [3, /cannot be an input’s name/]],
    ['inputs that are a text', body(['inputs: who'], 'Greet'), [3, /“inputs” must be a list/]],
    ['an input that is a list', body(['inputs: [[who]]'], 'Greet'), [3, /An input is a name/]],
    ['an input without a name', body(['inputs:', '  - description: x'], 'Greet'), [4, /has no name/]],
    ['a name of an input with blanks', body(['inputs: ["who is it"]'], 'Greet'), [3, /cannot be an input’s name/]],
    [
      'an unknown setting of an input',
      body(['inputs:', '  - name: who', '    required: true'], 'Greet {{who}}'),
      [5, /“required” is not a setting of an input/],
    ],
    ['two inputs of one name', body(['inputs: [who, who]'], 'Greet {{who}}'), [3, /Two inputs are named “who”/]],
    [
      'an input that is half optional',
      body(['inputs:', '  - name: who', '    optional: maybe'], 'Greet {{who}}'),
      [5, /true or false/],
    ],
    [
      'an unknown list',
      body(['inputs:', '  - name: who', '    choices: people'], 'Greet {{who}}'),
      [5, /no list “people”.*failing_tests/],
    ],
    ['no choices', body(['inputs:', '  - name: who', '    choices: []'], 'Greet {{who}}'), [5, /is empty/]],
    [
      'a default that is no choice',
      body(['inputs:', '  - name: who', '    choices: [me, you]', '    default: them'], 'Greet {{who}}'),
      [6, /not one of the choices/],
    ],
    ['a role’s setting', body(['tools: [read_files]'], 'Greet'), [3, /not a setting of a workflow/]],
    [
      'too many inputs',
      body(
        [`inputs: [${Array.from({ length: 21 }, (_, index) => `i${index}`).join(', ')}]`],
        Array.from({ length: 20 }, (_, index) => `{{i${index}}}`).join(''),
      ),
      [3, /21 inputs/],
    ],
  ];
  for (const [what, text, ...expected] of wrong) {
    it(`is refused with ${what}`, () => tells(workflow(text), ...expected));
  }
});

describe('what is built in', () => {
  it('is right, names real tools, and has prompts of a readable length', () => {
    for (const each of builtInRoles()) {
      assert.equal(each.path, undefined);
      for (const tool of each.tools ?? []) assert.ok(tools.includes(tool), `${each.name}: ${tool}`);
      const words = each.prompt.split(/\s+/).length;
      assert.ok(words >= 60 && words <= 130, `${each.name} has ${words} words`);
    }
    assert.deepEqual(
      builtInWorkflows().map(({ name }) => name),
      ['architect', 'implement', 'test', 'review', 'fix', 'refactor', 'document'],
    );
    assert.deepEqual(
      phases.map((phase) => leaderOf(builtInRoles(), phase)?.name),
      ['workshopper', 'project-manager', 'project-manager', 'code-writer', 'tester', 'reviewer', 'release-manager'],
    );
  });

  it('lets only those write who are to', () => {
    const writers = builtInRoles().filter((each) =>
      each.tools?.some((tool) => ['write_file', 'edit_file', 'auto_fix', 'run_command', 'git_commit'].includes(tool)),
    );
    assert.deepEqual(
      writers.map(({ name }) => name),
      ['architect', 'code-writer', 'backend-developer', 'frontend-developer', 'tester', 'release-manager'],
    );
    assert.deepEqual(
      builtInRoles()
        .filter((each) => each.tools?.includes('git_commit'))
        .map(({ name }) => name),
      ['release-manager'],
    );
  });
});

describe('the workspace’s roles and workflows', () => {
  const file = (kind: 'agents' | 'workflows', name: string, text: string, folder = 'one') => ({
    kind,
    path: `${folder}/.flux/${kind}/${name}.md`,
    folder,
    content: { text },
  });

  it('stand in for built-in ones of their name, or come after them', () => {
    const { roles, workflows, problems } = assembleAgents(
      [
        file('agents', 'tester', front('description: Mine', 'phases: [testing]')),
        file('agents', 'gardener', front('description: New')),
        file('workflows', 'greet', front('description: Hi')),
      ],
      tools,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      roles.map(({ name }) => name),
      [...builtInRoles().map(({ name }) => name), 'gardener'],
    );
    assert.equal(roles.find(({ name }) => name === 'tester')?.description, 'Mine');
    assert.equal(workflows.at(-1)?.name, 'greet');
  });

  it('lead a phase that they name', () => {
    const { roles } = assembleAgents([file('agents', 'gardener', front('description: x', 'phases: [testing]'))], tools);
    assert.deepEqual(
      [leaderOf(roles, 'testing')?.name, leaderOf(roles, 'planning')?.name],
      ['gardener', 'project-manager'],
    );
  });

  it('of one name: the first counts and the second is told of; in another folder it is only left out', () => {
    const { roles, problems } = assembleAgents(
      [
        file('agents', 'a', front('description: First', 'name: x')),
        file('agents', 'b', front('description: Second', 'name: x')),
        file('agents', 'x', front('description: Third'), 'two'),
      ],
      tools,
    );
    assert.equal(roles.at(-1)?.description, 'First');
    assert.deepEqual(problems, [
      {
        path: 'one/.flux/agents/b.md',
        line: 3,
        message: 'one/.flux/agents/a.md already has the name “x” and is used. Give this file another name.',
      },
    ]);
  });

  it('that are wrong are told of with their paths, and leave the built-in one in its place', () => {
    const unread = {
      kind: 'agents' as const,
      path: 'one/.flux/agents/big.md',
      folder: 'one',
      content: { problem: 'Too large. Shorten it.' },
    };
    const { roles, problems } = assembleAgents([unread, file('agents', 'tester', 'nothing')], tools);
    assert.deepEqual(
      problems.map(({ path, line }) => [path, line]),
      [
        ['one/.flux/agents/big.md', 1],
        ['one/.flux/agents/tester.md', 1],
      ],
    );
    assert.deepEqual(roles, builtInRoles());
  });
});
