import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answersByPurpose } from '../../model/scriptedModel';
import { planText, root } from '../flux';
import { readTree } from '../tools/tree';
import { useFlux } from '../useFlux';

const parent = () => dirname(root());
const names = ['login', 'web app', 'api'];
const put = (path: string, content: string) => {
  mkdirSync(dirname(join(parent(), path)), { recursive: true });
  writeFileSync(join(parent(), path), content);
};
const disk = (path: string) => readFileSync(join(parent(), path), 'utf8');
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: join(parent(), folder), encoding: 'utf8' }).trim();
const trees = () => names.map((name) => readTree(join(parent(), name)));
const block = (path: string, search: string, replace: string) =>
  `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
const lines = 'one\ntwo\nthree\nfour\nfive\n';

describe('undo in several folders, of which some are no repositories', () => {
  const flux = useFlux({
    settings: { 'flux.tests.baselineSeconds': 0 },
    startOver: async () => undefined, // no single repository to reset
  });
  before(() => {
    git('api', 'init', '-q', '-b', 'main');
    git('api', 'config', 'user.name', 'Sample Person');
    git('api', 'config', 'user.email', 'sample@example.com');
    put('api/edit.txt', lines);
    git('api', 'add', '-A');
    git('api', 'commit', '-qm', 'first');
    put('login/edit.txt', lines);
    put('web app/edit.txt', lines);
    put('web app/moves.txt', lines);
  });
  after(() => rmSync(join(parent(), 'api/.git'), { recursive: true, force: true }));

  const steps = [
    { id: 'fix', title: 'Edit', tool: 'edit_file', input: {} },
    { id: 'move', title: 'Move', tool: 'edit_file', input: {}, dependsOn: ['fix'] },
    {
      id: 'sed',
      title: 'Command',
      tool: 'run_command',
      input: { command: 'printf "more\\n" >> edit.txt && mkdir -p made && printf x > made/x.bin', folder: 'web app' },
      dependsOn: ['move'],
    },
    {
      id: 'commit',
      title: 'Commit',
      tool: 'git_commit',
      input: { message: 'Change', paths: ['api/edit.txt'] },
      dependsOn: ['sed'],
    },
  ];
  const run = async () => {
    const edits = names.map((name) => block(`${name}/edit.txt`, 'two', 'TWO')).join('\n');
    flux.model.script(
      answersByPurpose({
        plan:
          `${planText(steps)}\n=== fix ===\n${edits}\n=== move ===\n*** Begin Patch\n*** Update File: web ` +
          `app/moves.txt\n*** Move to: api/deep/moved-by-run.txt\n@@\n-two\n+TWO\n*** End Patch`,
      }),
    );
    const done = await flux.api.whenSettled(
      (await flux.api.start({ goal: 'do what the plan says', approve: 'now' })).id,
    );
    assert.deepEqual(
      done.plan?.steps.filter(({ id, status }) => status !== 'done' && steps.some((step) => step.id === id)),
      [],
    );
    return done;
  };

  it('puts all of them back, takes the commit of the right one back, and makes everything again', async () => {
    const before = trees();
    const heads = ['login', 'api'].map((name) => git(name, 'rev-parse', 'HEAD'));
    const done = await run();
    const after = trees();
    const made = ['login', 'api'].map((name) => git(name, 'rev-parse', 'HEAD'));
    assert.deepEqual([made[0] === heads[0], made[1] === heads[1]], [true, false]);
    assert.ok(existsSync(join(parent(), 'web app/made/x.bin')));
    const report = await flux.api.undo(done.id);
    assert.deepEqual(
      [report.conflicts, report.merged, report.commits?.map((commit) => commit.done)],
      [[], [], [true]],
      JSON.stringify(report),
    );
    assert.deepEqual(trees(), before);
    assert.deepEqual(
      ['login', 'api'].map((name) => git(name, 'rev-parse', 'HEAD')),
      heads,
    );
    const again = await flux.api.redo(done.id);
    assert.deepEqual(again.conflicts, []);
    assert.deepEqual(trees(), after);
    assert.deepEqual(
      ['login', 'api'].map((name) => git(name, 'rev-parse', 'HEAD')),
      made,
    );
    put('web app/edit.txt', `mine\n${disk('web app/edit.txt')}`);
    const last = await flux.api.undo(done.id);
    assert.deepEqual(last.merged, ['web app/edit.txt']);
    assert.equal(disk('web app/edit.txt'), `mine\n${lines}`);
    assert.equal(git('api', 'status', '--porcelain'), '');
  });
});
