import assert from 'node:assert/strict';
import { delimiter, dirname } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import type { TestReport, TestRequest } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { runToResults } from '../../../src/node/testRunners/endWatching';
import { prepareTestRun } from '../../../src/node/testRunners/prepareTestRun';
import { withoutWatching } from '../../../src/node/testRunners/withoutWatching';
import { makeProject, removeProjects } from './testProjects';

const scripts = {
  unit: 'mocha --watch test',
  plain: 'mocha test',
  'test:a': 'jest --watch',
  'watch:ts': 'tsc -w',
  'watch:unit': 'vitest watch',
  serve: 'vite',
  prebuilt: 'tsc',
  built: 'mocha -w dist',
};

describe('test scripts that watch', function () {
  this.timeout(60_000);
  after(removeProjects);

  for (const [line, once] of [
    ['mocha --watch', 'mocha'],
    ['mocha -w --watch-files "src/**" -r x test', 'mocha -r x test'],
    ['NODE_ENV=test mocha test --watch=true', 'NODE_ENV=test mocha test'],
    ['node --test --watch', 'node --test'],
    ['node --watch --test --watch-path=src test/a.js', 'node --test test/a.js'],
    ['tsx watch --test', 'tsx --test'],
    ['tsx --test --watch a.ts', 'tsx --test a.ts'],
    ['jest --watch', 'jest'],
    ['jest --watchAll --ci', 'jest --ci'],
    ['npx jest --watch-all', 'npx jest'],
    ['cross-env A=1 react-scripts test --watchAll', 'cross-env A=1 react-scripts test'],
    ['vitest --watch', 'vitest'],
    ['vitest watch src', 'vitest run src'],
    ['vitest dev', 'vitest run'],
    ['vitest -w', 'vitest'],
    ['ava --watch', 'ava'],
    ['c8 ava -w', 'c8 ava'],
    ['tap --watch', 'tap'],
    ['bun test --watch', 'bun test'],
    ['bun --watch test', 'bun test'],
    ['cargo watch -x test', 'cargo test'],
    ["cargo watch -c -x check -x 'test -- --nocapture'", 'cargo check && cargo test -- --nocapture'],
    ["cargo watch -s 'cargo test'", 'cargo test'],
    ['cargo watch -- cargo test', 'cargo test'],
    ['nodemon --exec mocha', 'mocha'],
    ['nodemon -e ts --watch src --exec "mocha -w test"', 'mocha test'],
    ['A=1 nodemon --exec npm run plain', 'A=1 npm run plain'],
    ['nodemon test.js', 'node test.js'],
    ['ptw', 'pytest'],
    ['ptw . -- -x tests', 'pytest -x tests'],
    ['pytest-watch', 'pytest'],
    ['pytest -f tests', 'pytest tests'],
    ['dotnet watch test', 'dotnet test'],
    ['gradle test --continuous', 'gradle test'],
    ['./gradlew -t test', './gradlew test'],
    ['watchexec -e js -- npm test', 'npm test'],
    ["chokidar 'src/**' -c 'mocha'", 'mocha'],
    ['onchange "src/**" -- mocha', 'mocha'],
    ["watch 'mocha test' src", 'mocha test'],
    ['watch -n 2 mocha test', 'mocha test'],
    ['tsc -w & mocha --watch dist', 'tsc && mocha dist'],
    ['tsc --watch & mocha -w & wait', 'tsc && mocha'],
    ['tsc && mocha --watch', 'tsc && mocha'],
    ['tsc-watch --onSuccess "mocha dist"', 'tsc && mocha dist'],
    ['npm run unit', 'mocha test'],
    ['npm run plain -- --watch', 'mocha test'],
    ['yarn unit', 'mocha test'],
    ['npm run built', 'tsc && mocha dist'],
    ['npm-watch plain', 'npm run plain'],
    ['concurrently "tsc -w" "mocha --watch dist"', 'tsc && mocha dist'],
    ['concurrently -k -n a,b npm:watch:ts npm:watch:unit', 'tsc && vitest run'],
    ['run-p watch:*', 'tsc && vitest run'],
    ['npm-run-all -p watch:ts test:a', 'tsc && jest'],
    ['ng test', 'ng test --watch=false'],
    ['karma start', 'karma start --single-run'],
    // These do not watch, or it cannot be told how they would not.
    ['mocha test'],
    ['vitest'],
    ['vitest run'],
    ['jest'],
    ['node --test'],
    ['npm run plain'],
    ['npm test'],
    ['cargo test'],
    ['concurrently "vite" "mocha --watch"'],
    ['concurrently "eslint ." "mocha"'],
    ['run-p serve watch:unit'],
    ['ls src | entr npm test'],
    ['mocha test/watch.js --grep "watch"'],
    ['mocha watch'],
    ['jest --watchman=false'],
    ['vitest run watch'],
    ['nodemon server.ts'],
    ['ng test --watch=false'],
    ['gradle test -Pwatch'],
  ] as [string, string?][]) {
    it(`“${line}” ${once === undefined ? 'stays' : `becomes “${once}”`}`, () =>
      assert.equal(withoutWatching(line, scripts), once));
  }

  interface Options {
    readonly request?: TestRequest;
    readonly limits?: { saidMs: number; silentMs: number };
  }
  async function run(root: string, { request = {}, limits }: Options = {}): Promise<TestReport> {
    const found = await detectTests({ root, settings: { command: '', framework: '' } });
    assert.ok(found);
    const prepared = await prepareTestRun(root, found, request);
    const env = {
      ...prepared.env,
      PATH: [dirname(process.execPath), prepared.env['PATH'] ?? process.env['PATH']].join(delimiter),
    };
    try {
      return await runToResults({
        run: prepared,
        signal: new AbortController().signal,
        onOutput: () => {},
        start: (signal, onOutput) =>
          runProcess({ shellCommand: prepared.shellCommand, cwd: root, env, signal, onOutput }),
        ...(limits && { limits }),
      });
    } finally {
      await prepared.dispose();
    }
  }
  const summary = ({ passed, failed, exitCode, watched }: TestReport) =>
    `${passed} passed, ${failed} failed, exit code ${exitCode}${watched ? ', watched' : ''}`;
  const tests = {
    'test/a.test.js':
      "const it = global.it ?? require('node:test').it; it('fine', () => {}); it('broken', () => { throw new " +
      "Error('boom'); });\n",
    'test/b.test.js': "const it = global.it ?? require('node:test').it; it('other', () => {});\n",
  };

  for (const [name, files] of Object.entries<Record<string, string>>({
    'mocha --watch': { 'package.json': JSON.stringify({ scripts: { test: 'mocha --watch test' } }) },
    'mocha --watch behind npm run': {
      'package.json': JSON.stringify({ scripts: { test: 'npm run unit -- --watch', unit: 'mocha test' } }),
    },
    'watch in .mocharc.json': {
      'package.json': JSON.stringify({ scripts: { test: 'mocha test' } }),
      '.mocharc.json': '{ "watch": true }',
    },
    'node --test --watch': { 'package.json': JSON.stringify({ scripts: { test: 'node --test --watch' } }) },
  })) {
    it(`${name} runs once, all and in part`, async () => {
      const root = await makeProject({ ...tests, ...files });
      const whole = await run(root);
      assert.equal(summary(whole).replace(/\d$/, '1'), '2 passed, 1 failed, exit code 1');
      assert.doesNotMatch(whole.command, /--watch/);
      assert.equal(
        summary(await run(root, { request: { files: ['test/b.test.js'] } })),
        '1 passed, 0 failed, exit code 0',
      );
      assert.equal((await run(root, { request: { failed: whole.failures } })).failed, 1);
    });
  }

  const stays = 'setInterval(() => {}, 1000);\n';
  it('a command that says it waits for changes is ended, and its results count', async () => {
    const root = await makeProject({
      'package.json': JSON.stringify({ scripts: { test: 'node run.js && mocha nothing' } }),
      'run.js':
        `console.log('\\n  a\\n    ✔ fine\\n\\n  1 passing (2ms)\\n\\nℹ [mocha] waiting for changes...'); ` +
        `${stays}`,
    });
    assert.equal(
      summary(await run(root, { limits: { saidMs: 10, silentMs: 60_000 } })),
      '1 passed, 0 failed, exit code 0, watched',
    );
  });

  it('a command that is silent after its results is ended too', async () => {
    const root = await makeProject({
      'package.json': JSON.stringify({ scripts: { test: 'node run.js && mocha nothing' } }),
      'run.js': `console.log('\\n  1 passing (2ms)\\n  1 failing\\n\\n  1) sum:\\n     Error: boom\\n'); ${stays}`,
    });
    assert.equal(
      summary(await run(root, { limits: { saidMs: 10, silentMs: 50 } })),
      '1 passed, 1 failed, exit code 1, watched',
    );
  });

  it('a command that waits for changes and tells nothing fails with a sentence', async () => {
    const root = await makeProject({
      'package.json': JSON.stringify({ scripts: { test: 'node run.js && mocha nothing' } }),
      'run.js': `console.log('Found 0 errors. Watching for file changes.'); ${stays}`,
    });
    await assert.rejects(
      run(root, { limits: { saidMs: 10, silentMs: 60_000 } }),
      (error) =>
        FluxError.is(error, 'tests_watch') &&
        /^“npm test” waits for changes instead of ending, and reported no results\. Set flux\.tests\.command/.test(
          error.message,
        ),
    );
  });

  it('a command that only speaks of changes goes on to its end', async () => {
    const root = await makeProject({
      'package.json': JSON.stringify({ scripts: { test: 'mocha test' } }),
      'test/a.js':
        "it('waiting for changes', (done) => { console.log('waiting for changes'); setImmediate(done); });\n",
    });
    assert.equal(summary(await run(root)), '1 passed, 0 failed, exit code 0');
  });
});
