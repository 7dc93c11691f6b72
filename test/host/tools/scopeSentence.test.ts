import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { scopeOf } from '../../../src/core/run/scope';
import { scopeSentence } from '../../../src/ui/panelState';
import { answersByPurpose } from '../../model/scriptedModel';
import { memoryWorkspace } from '../../unit/core/memoryWorkspace';
import { fixBlock, git, planText, put } from '../flux';
import { useFlux } from '../useFlux';

/** One step of a tool, what the sentence before its approval says, and what is different afterwards. */
interface Case {
  readonly tool: string;
  readonly input?: object;
  readonly edits?: string;
  readonly sentence: string;
  /** Files that are changed on the disk. */
  readonly changed?: readonly string[];
  /** Files of the commit, where there is one. */
  readonly committed?: readonly string[];
}

const asks = 'Flux asks before doing anything else.';
const reads = `Flux will only read files. ${asks}`;
const cases: readonly Case[] = [
  { tool: 'read_files', input: { paths: ['README.md'] }, sentence: reads },
  { tool: 'search_code', input: { pattern: 'email' }, sentence: reads },
  { tool: 'git_diff', sentence: reads },
  { tool: 'index_codebase', sentence: reads },
  { tool: 'get_suggestions', sentence: reads },
  { tool: 'run_tests', sentence: `Flux may run tests. ${asks}` },
  {
    tool: 'write_file',
    input: { path: 'NOTES.md' },
    edits: '```md\n# Notes\n```',
    sentence: `Flux may write NOTES.md. ${asks}`,
    changed: ['NOTES.md'],
  },
  {
    tool: 'edit_file',
    input: { path: 'src/login/validate.js' },
    edits: fixBlock,
    sentence: `Flux may write src/login/validate.js and run tests. ${asks}`,
    changed: ['src/login/validate.js'],
  },
  {
    tool: 'auto_fix',
    input: { paths: ['src/login/form.js'] },
    sentence: `Flux may write src/login/form.js and run tests. ${asks}`,
    changed: ['src/login/form.js'],
  },
  {
    tool: 'run_command',
    input: { command: 'echo made > made.txt' },
    sentence: `Flux may run \`echo made > made.txt\`. ${asks}`,
    changed: ['made.txt'],
  },
];

describe('the sentence about the scope', () => {
  const flux = useFlux({ settings: { 'flux.tests.baselineSeconds': 0, 'flux.autofix.projectTools': false } });
  const { tools } = memoryWorkspace({});

  const propose = (steps: object[], edits: Readonly<Record<string, string>>) => {
    const sections = Object.entries(edits).map(([id, text]) => `\n=== ${id} ===\n${text}`);
    flux.model.script(answersByPurpose({ plan: planText(steps) + sections.join('') }));
    return flux.api.start({ goal: 'do what the plan says' });
  };
  const sentenceOf = ({ plan }: SessionSnapshot) => scopeSentence(scopeOf(plan!, tools));
  const carryOut = async (session: SessionSnapshot) => {
    // A plan that only reads runs by itself.
    if (session.state === 'awaiting_approval') await flux.api.approve(session.id);
    const end = await flux.api.whenSettled(session.id);
    assert.notEqual(end.plan?.steps[0]?.status, 'denied');
    return end;
  };
  const changed = () =>
    git('status', '--porcelain')
      .split('\n')
      .map((line) => line.trim().split(/\s+/).at(-1)!)
      .filter(Boolean);

  it('is known for every tool', () => {
    const known = new Set([...cases.map(({ tool }) => tool), 'git_commit', 'use_tool']);
    assert.deepEqual(
      flux.api
        .tools()
        .map(({ name }) => name)
        .filter((name) => !known.has(name)),
      [],
    );
  });

  for (const { tool, input, edits, sentence, changed: files = [] } of cases)
    it(`says all that ${tool} does`, async () => {
      if (tool === 'auto_fix') put('src/login/form.js', 'export const  x   = 1   ;\n');
      git('add', '-A');
      const before = changed();
      const session = await propose([{ id: 'only', title: 'Do it', tool, input }], edits ? { only: edits } : {});
      assert.equal(sentenceOf(session), sentence);
      await carryOut(session);
      git('add', '-A');
      const after = changed();
      if (tool !== 'auto_fix')
        assert.deepEqual(
          after.filter((path) => !before.includes(path)),
          files,
        );
      else assert.deepEqual(after, before, 'no other file');
    });

  it('says that a commit takes what the run changed, and it takes nothing else', async () => {
    put('mine.txt', 'mine\n');
    const session = await propose(
      [
        { id: 'note', title: 'Note it', tool: 'write_file', input: { path: 'NOTES.md' } },
        { id: 'save', title: 'Commit', tool: 'git_commit', input: { message: 'Notes' } },
      ],
      { note: '```md\n# Notes\n```' },
    );
    assert.equal(sentenceOf(session), `Flux may write NOTES.md and commit what it changed. ${asks}`);
    await carryOut(session);
    assert.equal(git('show', '--name-only', '--format=', 'HEAD'), 'NOTES.md');
    assert.deepEqual(changed(), ['mine.txt']);
  });

  it('says that “save my work” commits what is uncommitted, and the plan names those files', async () => {
    put('mine.txt', 'mine\n');
    put('README.md', '# Mine\n');
    const session = await flux.api.start({ goal: 'save my work' });
    assert.equal(
      sentenceOf(session),
      `Flux may commit all uncommitted changes in the files that the plan names. ${asks}`,
    );
    assert.match(session.plan?.steps[0]?.about ?? '', /mine\.txt/);
    assert.match(session.plan?.steps[0]?.about ?? '', /README\.md/);
    await carryOut(session);
    assert.equal(git('show', '--name-only', '--format=', 'HEAD'), 'README.md\nmine.txt');
    assert.deepEqual(changed(), []);
  });
});
