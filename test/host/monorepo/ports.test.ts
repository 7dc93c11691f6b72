import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vscodeSettings } from '../../../src/editor/settings';
import { createVscodeTests } from '../../../src/editor/tests/tests';
import { workspaceFolders } from '../../../src/editor/workspace/folder';
import { readProjectFacts } from '../../../src/editor/workspace/projectFacts';
import { disk, root, setFlux } from '../flux';

const prices = 'packages/prices/src/price.js';
const labels = 'packages/labels/src/label.js';

/** Before Flux itself has run any: the Test Explorer takes one set of tests of a name. */
describe('the tests of a monorepo', function () {
  this.timeout(120_000);
  const tests = createVscodeTests({ folders: workspaceFolders, settings: vscodeSettings });
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root(), encoding: 'utf8' });
  after(() => tests.dispose());

  it('runs tests of several packages as one, each in its folder', async () => {
    try {
      const files = ['packages/prices/test/price.test.js', 'packages/labels/test/label.test.js'];
      assert.equal(
        await tests.describe({ files: files.slice(0, 1) }),
        'node --test test/price.test.js (in packages/prices)',
      );
      for (const request of [{}, { files }]) {
        const report = await tests.run(request, new AbortController().signal, () => {});
        assert.equal(report.passed, 2, report.output);
        assert.deepEqual(report.cases?.map(({ file }) => file).sort(), [...files].sort());
      }
      await setFlux({ 'tests.command': 'node --test packages/prices/test/price.test.js' });
      assert.equal(await tests.describe({}), 'node --test packages/prices/test/price.test.js');
    } finally {
      await setFlux({ 'tests.command': undefined });
    }
  });

  it('knows what failed at the last commit in its package', async () => {
    const before = git('rev-parse', 'HEAD').trim();
    const signal = new AbortController().signal;
    try {
      writeFileSync(join(root(), labels), disk(labels).replace('toUpperCase', 'toLowerCase'));
      git('commit', '--quiet', '--all', '--message', 'Break the labels');
      writeFileSync(join(root(), prices), disk(prices).replace('* count', '+ count'));
      const { failures } = await tests.runQuietly({}, signal);
      assert.deepEqual(failures.map(({ name }) => name).sort(), ['counts what is bought', 'shouts']);
      const earlier = await tests.failedBefore(failures, signal);
      assert.deepEqual(
        earlier?.old.map(({ name, file }) => [name, file]),
        [['shouts', 'packages/labels/test/label.test.js']],
      );
      assert.deepEqual(earlier.unsure, []);
    } finally {
      git('reset', '--quiet', '--hard', before);
    }
  });

  it('reads what there is to know of the project', async () => {
    const [folder] = workspaceFolders();
    assert.ok(folder);
    const facts = await readProjectFacts(folder, vscodeSettings, new AbortController().signal);
    assert.deepEqual(
      facts.packages.all.map(({ name, tests }) => [name, tests]),
      [
        ['@bakery/labels', 'npm test'],
        ['@bakery/prices', 'npm test'],
        ['@bakery/site', undefined],
      ],
    );
    assert.deepEqual(facts.languages[0], { language: 'javascript', files: 5 });
    assert.equal(facts.git.kind === 'repository' && facts.git.branch, 'main');
    assert.equal(facts.fixers?.[0]?.name, 'eslint');
    assert.deepEqual(
      facts.scripts.map(({ name, place }) => `${name} ${place.path}:${place.line}`),
      ['start package.json:7', 'lint package.json:8', 'bake Makefile:2'],
    );
  });
});
