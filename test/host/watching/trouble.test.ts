import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { git, put, root, setFlux, until } from '../flux';
import { useFlux } from '../useFlux';
import { proposed, saveAs, testsAre } from './proposed';

const countFile = join(tmpdir(), `flux-watching-${process.pid}`);
/** How often the counting test has begun. */
const runs = () => (existsSync(countFile) ? readFileSync(countFile, 'utf8').length : 0);

/** A test of `src/accounts.js` that counts how often it runs, and does something besides. */
const counting = (also = '') => `import { appendFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import '../src/accounts.js';
appendFileSync(${JSON.stringify(countFile)}, 'x');
${also}
test('counts', () => {});
`;

describe('watching in trouble', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 300 } });
  const comment = (text: string) => `${text}// another line\n`;
  const rest = () => testsAre(flux.api, 'at rest', ({ state }) => state === 'watching');
  /** Which tests a save reaches, the index tells: it must know the file. */
  const putCounting = async (also?: string) => {
    put('test/accountsCount.test.js', counting(also));
    await until('the index knows it', async () =>
      (await flux.api.search('test counts accounts')).some(({ path }) => path === 'test/accountsCount.test.js'),
    );
  };
  beforeEach(async () => {
    await rest();
    rmSync(countFile, { force: true });
  });
  after(() => rmSync(countFile, { force: true }));

  it('runs a test few times for ten saves a second', async () => {
    await putCounting();
    for (const end = Date.now() + 2_000; Date.now() < end; await sleep(60)) await saveAs('src/accounts.js', comment);
    await rest();
    assert.ok(runs() >= 1 && runs() <= 2, `${runs()} runs`);
  });

  it('does not stop or repeat a run because its tests rewrite a source that is open', async () => {
    put('src/made.js', 'export const made = 0;\n');
    await putCounting(
      `writeFileSync(new URL('../src/made.js', import.meta.url), 'export const made = ' + Date.now() + ';\\n');
await new Promise((resolve) => setTimeout(resolve, 1500));`,
    );
    const made = await vscode.workspace.openTextDocument(join(root(), 'src/made.js'));
    await vscode.window.showTextDocument(made);
    await saveAs('src/accounts.js', comment);
    await testsAre(flux.api, 'run', ({ state }) => state === 'working');
    await rest();
    assert.notEqual(made.getText(), 'export const made = 0;\n', 'it was rewritten, and read anew');
    await sleep(3_000);
    assert.equal(runs(), 1);
    assert.equal(made.isDirty, false);
  });

  it('says that the tests cannot be started, and goes on once that is mended', async () => {
    try {
      await setFlux({ 'tests.command': 'flux-no-such-runner --all' });
      await testsAre(flux.api, 'those of the setting', ({ detail }) => detail?.includes('no-such-runner') ?? false);
      await saveAs('src/accounts.js', comment);
      const { detail } = await testsAre(flux.api, 'failing', ({ state }) => state === 'failing');
      assert.match(detail ?? '', /^“.*no-such-runner.*” could not be started/);
      assert.deepEqual(await flux.api.proposals(), []);
    } finally {
      await setFlux({ 'tests.command': undefined });
    }
    await rest();
  });

  it('takes up a test command that prints 100 MB', async () => {
    put(
      'flood.mjs',
      `import { appendFileSync } from 'node:fs';
const line = ('x'.repeat(999) + '\\n').repeat(1000);
for (let at = 0; at < 100; at++) await new Promise((done) => process.stdout.write(line, done));
appendFileSync(${JSON.stringify(countFile)}, 'x');
`,
    );
    try {
      await setFlux({ 'tests.command': 'node flood.mjs' });
      await testsAre(flux.api, 'those of the setting', ({ detail }) => detail?.includes('flood.mjs') ?? false);
      await rest();
      await saveAs('src/accounts.js', comment);
      await testsAre(flux.api, 'run', () => runs() > 0);
      await rest();
      assert.equal(runs(), 1);
      assert.deepEqual(await flux.api.proposals(), []);
    } finally {
      await setFlux({ 'tests.command': undefined });
    }
    await rest();
  });

  it('is not kept busy by a branch of 5,000 other files, nor by a folder that changes all the time', async () => {
    await putCounting();
    git('checkout', '-q', '-b', 'many');
    await mkdir(join(root(), 'many'));
    for (let at = 0; at < 5_000; at++) put(`many/file${at}.js`, `export const value = ${at};\n`);
    git('add', '.');
    git('commit', '-q', '-m', 'Many files');
    const before = process.cpuUsage();
    git('checkout', '-q', '-');
    git('checkout', '-q', 'many');
    const dist = join(root(), 'dist');
    await mkdir(dist);
    for (let at = 0; at < 60; at++) {
      await writeFile(join(dist, `made${at % 5}.js`), `// ${at}\n`);
      await sleep(50);
    }
    assert.equal(runs(), 0, 'nobody has saved anything');
    const { user, system } = process.cpuUsage(before);
    console.log(
      `Extension host while 5,000 files came and a folder changed: ${Math.round((user + system) / 1000)} ms.`,
    );
    await saveAs('src/accounts.js', comment);
    await testsAre(flux.api, 'run', ({ state }) => state === 'working');
    await rest();
    assert.equal(runs(), 1);
    git('checkout', '-q', '-f', '-');
    git('branch', '-q', '-D', 'many');
    await rm(dist, { recursive: true });
  });

  it('goes by settings that change while it works', async () => {
    await putCounting('await new Promise((resolve) => setTimeout(resolve, 60_000));');
    await saveAs('src/accounts.js', comment);
    await testsAre(flux.api, 'running', () => runs() === 1);
    const since = Date.now();
    try {
      await setFlux({ 'watchers.tests': 'off' });
      await testsAre(flux.api, 'off', ({ state }) => state === 'off');
      assert.ok(Date.now() - since < 30_000, 'the run was not waited for');
    } finally {
      await setFlux({ 'watchers.tests': undefined });
    }
    await putCounting();
    await proposed(flux.api, 'failing_tests', 0);
  });
});
