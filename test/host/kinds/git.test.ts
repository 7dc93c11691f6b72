import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { disk, git, put, root } from '../flux';
import { block, done, failed, hook, place, step, useStage } from './stage';

const neverBelow = block('src/voucher.js', '  return sum - off;', '  return Math.max(0, sum - off);');
const edit = { id: 'edit', title: 'Never pay anybody', tool: 'edit_file', input: {} };
const commit = (input: object = {}, more: object = {}) => ({
  id: 'commit',
  title: 'Commit',
  tool: 'git_commit',
  input,
  dependsOn: ['edit'],
  ...more,
});

describe('git', function () {
  this.timeout(60_000);
  const stage = useStage();

  it('is shown staged, working, by path, since a revision and between two', async () => {
    put('src/prices.js', `${disk('src/prices.js')}// later\n`);
    git('commit', '-qam', 'Second');
    put('src/prices.js', `${disk('src/prices.js')}// staged\n`);
    git('add', 'src/prices.js');
    put('src/basket.js', `${disk('src/basket.js')}// working\n`);
    place('src/fresh.js', '// fresh\n');
    const diff = (id: string, input: object) => ({ id, title: 'Compare', tool: 'git_diff', input });
    const end = await stage.run({
      steps: [
        diff('all', {}),
        diff('staged', { staged: true }),
        diff('path', { paths: ['src/basket.js'] }),
        diff('since', { revision: 'HEAD~1', paths: ['src/prices.js'] }),
        diff('between', { revision: 'HEAD~1', to: 'HEAD' }),
        diff('wrong', { revision: 'no-such-branch' }),
      ],
    });
    const marks = (id: string) =>
      ['later', 'staged', 'working', 'fresh'].filter((word) => (done(end, id).result ?? '').includes(`+// ${word}`));
    assert.deepEqual(
      {
        all: marks('all'),
        staged: marks('staged'),
        path: marks('path'),
        since: marks('since'),
        between: marks('between'),
      },
      {
        all: ['staged', 'working', 'fresh'],
        staged: ['staged'],
        path: ['working'],
        since: ['later', 'staged'],
        between: ['later'],
      },
    );
    assert.equal(step(end, 'wrong').status, 'failed');
    assert.equal(git('diff', '--cached', '--name-only'), 'src/prices.js');
  });

  it('takes the run’s hunks beside the person’s in one file, on a new branch, the message written by the model', async () => {
    put('src/voucher.js', `// the person's own line\n${disk('src/voucher.js')}`);
    put('src/prices.js', `${disk('src/prices.js')}// staged\n`);
    git('add', 'src/prices.js');
    const end = await stage.run({
      steps: [edit, commit({ branch: 'feature/never-below' })],
      edits: { edit: neverBelow },
      answers: { commit_message: 'Never pay a customer' },
    });
    const { commit: facts } = done(end, 'commit');
    assert.equal(git('branch', '--show-current'), 'feature/never-below');
    assert.equal(facts?.hash, git('rev-parse', 'HEAD'));
    assert.equal(git('log', '-1', '--format=%s'), 'Never pay a customer');
    assert.match(git('show', 'HEAD:src/voucher.js'), /Math\.max/);
    assert.doesNotMatch(git('show', 'HEAD:src/voucher.js'), /the person's own/);
    assert.match(disk('src/voucher.js'), /^\/\/ the person's own line\n/);
    assert.deepEqual(
      [git('diff', '--name-only'), git('diff', '--cached', '--name-only')],
      ['src/voucher.js', 'src/prices.js'],
    );
    assert.equal(git('log', '--format=%s', 'main'), 'First version');
  });

  it('asks where the two cannot be told apart', async () => {
    put('src/voucher.js', disk('src/voucher.js').replace('return sum - off;', 'return sum - off; // mine'));
    const plan = {
      steps: [edit, commit({ message: 'Mixed' })],
      edits: {
        edit: block('src/voucher.js', '  return sum - off; // mine', '  return Math.max(0, sum - off); // mine'),
      },
    };
    const session = await stage.start(plan);
    const gate = await stage.asked(session);
    assert.equal(gate.step, 'commit');
    await stage.api.answer(session.id, gate.id, gate.choices?.find(({ label }) => /skip/i.test(label))?.id ?? '');
    const end = await stage.api.whenSettled(session.id);
    failed(end, 'commit', 'nothing_to_commit');
    assert.equal(git('log', '--format=%s'), 'First version');
  });

  it('commits on a detached head only where a branch is named', async () => {
    git('checkout', '-q', '--detach');
    const refused = await stage.run({ steps: [edit, commit({ message: 'Detached' })], edits: { edit: neverBelow } });
    failed(refused, 'commit', 'bad_branch');
    assert.deepEqual([git('log', '--format=%s'), git('branch', '--show-current')], ['First version', '']);
    git('checkout', '-q', '.');
    const named = await stage.run({
      steps: [edit, commit({ message: 'Kept', branch: 'kept' })],
      edits: { edit: neverBelow },
    });
    done(named, 'commit');
    assert.deepEqual(
      [git('log', '-1', '--format=%s', 'kept'), git('log', '--format=%s', 'main')],
      ['Kept', 'First version'],
    );
  });

  it('commits nothing into a merge under way, and the merge stays', async () => {
    git('checkout', '-qb', 'other');
    put('README.md', disk('README.md').replace('# Shop sample', '# Market'));
    git('commit', '-qam', 'Market');
    git('checkout', '-q', 'main');
    put('README.md', disk('README.md').replace('# Shop sample', '# Kiosk'));
    git('commit', '-qam', 'Kiosk');
    assert.throws(() => git('merge', '-q', 'other'));
    const conflicted = disk('README.md');
    const end = await stage.run({ steps: [edit, commit({ message: 'Into the merge' })], edits: { edit: neverBelow } });
    done(end, 'edit');
    assert.equal(step(end, 'commit').status, 'failed');
    assert.match(step(end, 'commit').error?.message ?? '', /merge/i);
    assert.ok(existsSync(join(root(), '.git/MERGE_HEAD')));
    assert.equal(disk('README.md'), conflicted);
    assert.equal(git('log', '-1', '--format=%s'), 'Kiosk');
    const shown = await stage.run({ steps: [{ id: 'diff', title: 'Compare', tool: 'git_diff', input: {} }] });
    assert.match(done(shown, 'diff').result ?? '', /README\.md/);
  });

  it('tells what a hook said that refuses, and lets one that changes files', async () => {
    hook('commit-msg', 'grep -q "^Ticket" "$1" || { echo "Name a ticket" >&2; exit 1; }');
    const refused = await stage.run({ steps: [edit, commit({ message: 'No ticket' })], edits: { edit: neverBelow } });
    assert.match(failed(refused, 'commit', 'hook_refused').error?.message ?? '', /Name a ticket/);
    assert.equal(git('diff', '--cached', '--name-only'), '');
    git('checkout', '-q', '.');
    const taken = await stage.run({ steps: [edit, commit({ message: 'Ticket 7' })], edits: { edit: neverBelow } });
    done(taken, 'commit');
  });

  it('finds nothing to commit where the run changed nothing, or only what is ignored', async () => {
    const nothing = await stage.run({ steps: [commit({ message: 'Nothing' }, { dependsOn: [] })] });
    failed(nothing, 'commit', 'nothing_to_commit');
    const ignored = await stage.run({
      steps: [
        { ...edit, tool: 'write_file', input: { path: 'node_modules/note.txt', content: 'x\n' } },
        commit({ message: 'Ignored' }),
      ],
    });
    failed(ignored, 'commit', 'nothing_to_commit');
  });
});
