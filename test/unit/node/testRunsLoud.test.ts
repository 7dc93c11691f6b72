import assert from 'node:assert/strict';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { runToResults } from '../../../src/node/testRunners/endWatching';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import { makeProject, removeProjects } from './testProjects';

const megabytes = 100;

describe('a test command that prints very much', function () {
  this.timeout(120_000);
  after(removeProjects);

  it('is read to its end, and what is kept of it stays within bounds', async () => {
    const root = await makeProject({
      'loud.mjs': `import { writeSync } from 'node:fs';
const line = Buffer.from(('x'.repeat(99) + '\\n').repeat(10_000));
for (let at = 0; at < ${megabytes}; at++)
  for (let done = 0; done < line.length; ) {
    try { done += writeSync(1, line, done); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  }
`,
      'a.test.mjs': `import { test } from 'node:test';
test('adds', () => {});
test('breaks', () => { throw new Error('boom'); });
`,
    });
    const found = await detectTests({ root, settings: { command: 'node loud.mjs && node --test', framework: '' } });
    assert.ok(found);
    const run = await prepareTestRun(root, found);
    let printed = 0;
    let most = 0;
    const before = process.memoryUsage.rss();
    try {
      const report = await runToResults({
        run,
        signal: new AbortController().signal,
        onOutput(text) {
          printed += text.length;
          most = Math.max(most, process.memoryUsage.rss() - before);
        },
        start: (signal, onOutput) =>
          runProcess({ shellCommand: run.shellCommand, env: run.env, cwd: root, signal, onOutput }),
      });
      assert.ok(printed >= megabytes * 1_000_000, `${printed} characters`);
      assert.ok(report.output.length < 9_000_000, `${report.output.length} characters`);
      assert.deepEqual([report.passed, report.failed, report.failures[0]?.name], [1, 1, 'breaks']);
      assert.ok(most < megabytes * 1_000_000 * 2, `${Math.round(most / 1_000_000)} MB`);
    } finally {
      await run.dispose();
    }
  });
});
