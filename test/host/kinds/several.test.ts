import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git, root, until } from '../flux';
import { readTree } from '../tools/tree';
import { block, counts, done, failed, step, useStage } from './stage';

const tests = { title: 'Run the tests', tool: 'run_tests' };
const python = () => join(dirname(root()), 'invoice-py');
const gitThere = (...args: string[]) => execFileSync('git', args, { cwd: python(), encoding: 'utf8' }).trim();
const fixes = {
  shop: block('shop-js/src/voucher.js', '  return sum - off;', '  return Math.max(0, sum - off);'),
  invoice:
    '*** Begin Patch\n*** Update File: invoice-py/invoice/money.py\n@@\n-from decimal import ROUND_HALF_EVEN, ' +
    'Decimal\n+from decimal import ROUND_HALF_UP, Decimal\n@@ def to_cents(amount):\n-    return ' +
    'int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))\n+    return ' +
    'int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))\n*** End Patch',
};

describe('a workspace of two folders', function () {
  this.timeout(60_000);

  before(() => {
    cpSync(join(process.env['FLUX_REPO_ROOT'] ?? '', 'test/projects/invoice-py'), python(), { recursive: true });
    gitThere('init', '-q', '-b', 'main');
    for (const [key, value] of [
      ['user.name', 'Sample Person'],
      ['user.email', 'sample@example.com'],
      ['commit.gpgsign', 'false'],
    ] as const)
      gitThere('config', key, value);
    gitThere('add', '-A');
    gitThere('commit', '-qm', 'First version');
  });
  const stage = useStage();
  beforeEach(() => {
    gitThere('reset', '-q', '--hard', gitThere('rev-list', '--max-parents=0', 'HEAD'));
    gitThere('clean', '-fdxq');
  });

  it('is read, searched, indexed and compared by the folders’ names', async () => {
    const end = await stage.run({
      steps: [
        {
          id: 'read',
          title: 'Read',
          tool: 'read_files',
          input: { paths: ['shop-js/src/*.js', 'invoice-py/invoice/money.py'] },
        },
        { id: 'find', title: 'Find', tool: 'search_code', input: { pattern: 'TODO' } },
        { id: 'there', title: 'Find there', tool: 'search_code', input: { pattern: 'TODO', glob: 'invoice-py/**' } },
        { id: 'index', title: 'Index', tool: 'index_codebase', input: { paths: ['shop-js/src'] } },
        { id: 'write', title: 'Write', tool: 'write_file', input: { path: 'invoice-py/NOTES.md', content: 'notes\n' } },
        { id: 'diff', title: 'Compare', tool: 'git_diff', input: {}, dependsOn: ['write'] },
        { id: 'nowhere', title: 'Read', tool: 'read_files', input: { paths: ['invoice-py/nothing.py'] } },
      ],
    });
    assert.match(done(end, 'read').result ?? '', /shop-js\/src\/basket\.js[\s\S]*invoice-py\/invoice\/money\.py/);
    for (const path of ['shop-js/src/basket.js', 'invoice-py/invoice/totals.py'])
      assert.ok((done(end, 'find').result ?? '').includes(path), path);
    assert.doesNotMatch(done(end, 'there').result ?? '', /shop-js/);
    done(end, 'index');
    assert.match(done(end, 'diff').result ?? '', /invoice-py\/NOTES\.md/);
    failed(end, 'nowhere', 'not_read');
    assert.equal(readFileSync(join(python(), 'NOTES.md'), 'utf8'), 'notes\n');
  });

  it('is changed in both, tested one after the other, committed in each, and undone', async () => {
    const before = [readTree(root()), readTree(python())];
    const heads = [git('rev-parse', 'HEAD'), gitThere('rev-parse', 'HEAD')];
    const end = await stage.run({
      steps: [
        { id: 'shop', title: 'Mend the shop', tool: 'edit_file', input: {} },
        { id: 'invoice', title: 'Mend the invoice', tool: 'edit_file', input: {} },
        {
          ...tests,
          id: 'js',
          input: { files: ['shop-js/test/voucher.test.js', 'shop-js/test/basket.test.js'] },
          dependsOn: ['shop'],
        },
        { ...tests, id: 'py', input: { files: ['invoice-py/tests/test_money.py'] }, dependsOn: ['invoice', 'js'] },
        {
          id: 'commitJs',
          title: 'Commit',
          tool: 'git_commit',
          input: { message: 'Mend the shop', paths: ['shop-js'] },
          dependsOn: ['py'],
        },
        {
          id: 'commitPy',
          title: 'Commit',
          tool: 'git_commit',
          input: { message: 'Mend the invoice', paths: ['invoice-py/invoice/money.py'] },
          dependsOn: ['commitJs'],
        },
      ],
      edits: fixes,
      verify: 'py',
    });
    assert.equal(end.state, 'complete', end.error?.message);
    assert.deepEqual(
      [counts(end, 'js'), counts(end, 'py')],
      [
        [5, 0],
        [3, 0],
      ],
    );
    assert.deepEqual([...end.changedFiles].sort(), ['invoice-py/invoice/money.py', 'shop-js/src/voucher.js']);
    assert.deepEqual(
      [git('show', '--name-only', '--format=%s', 'HEAD'), gitThere('show', '--name-only', '--format=%s', 'HEAD')],
      ['Mend the shop\n\nsrc/voucher.js', 'Mend the invoice\n\ninvoice/money.py'],
    );

    const report = await stage.api.undo(end.id);
    assert.deepEqual(report.conflicts, [], JSON.stringify(report));
    assert.deepEqual([readTree(root()), readTree(python())], before);
    assert.deepEqual([git('rev-parse', 'HEAD'), gitThere('rev-parse', 'HEAD')], heads, JSON.stringify(report.commits));
  });

  it('is not committed in one go, nor tested in one', async () => {
    const end = await stage.run({
      steps: [
        { id: 'shop', title: 'Mend the shop', tool: 'edit_file', input: {} },
        { id: 'invoice', title: 'Mend the invoice', tool: 'edit_file', input: {} },
        {
          ...tests,
          id: 'both',
          input: { files: ['shop-js/test/basket.test.js', 'invoice-py/tests/test_money.py'] },
          dependsOn: ['shop', 'invoice'],
        },
        {
          id: 'commit',
          title: 'Commit',
          tool: 'git_commit',
          input: { message: 'Mend both' },
          dependsOn: ['shop', 'invoice'],
        },
      ],
      edits: fixes,
    });
    failed(end, 'both', 'bad_name');
    assert.ok(['failed', 'skipped'].includes(step(end, 'commit').status));
    assert.deepEqual([git('log', '--format=%s'), gitThere('log', '--format=%s')], ['First version', 'First version']);
  });

  it('moves a file from one into the other, and a command runs in the folder that it names', async () => {
    const end = await stage.run({
      steps: [
        { id: 'move', title: 'Move', tool: 'edit_file', input: {} },
        {
          id: 'where',
          title: 'Where',
          tool: 'run_command',
          input: { command: 'pwd', folder: 'invoice-py' },
          expect: [{ kind: 'output_matches', pattern: 'invoice-py$' }],
          dependsOn: ['move'],
        },
      ],
      edits: {
        move:
          '*** Begin Patch\n*** Update File: invoice-py/README.md\n*** Move to: shop-js/docs/invoices.md\n*** ' +
          'End Patch',
      },
    });
    done(end, 'move');
    done(end, 'where');
    assert.deepEqual(
      [existsSync(join(python(), 'README.md')), existsSync(join(root(), 'docs/invoices.md'))],
      [false, true],
    );
    await stage.api.undo(end.id);
    await until('it is back', () => existsSync(join(python(), 'README.md')) && !existsSync(join(root(), 'docs')));
  });
});
