// @ts-check
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTests } from '../harness/buildTests.mjs';
import { copyProject, makeRepository } from '../harness/copyProject.mjs';
import { launchCodeServer } from '../harness/launchCodeServer.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { outFolder, repoRoot } from '../harness/paths.mjs';
import { developmentExtension } from '../harness/sceneRun.mjs';
import { testEnvironment } from '../harness/testEnvironment.mjs';

const files = 5_000;

/** What watching costs while nothing happens, and how soon after a save it proposes something. */
export async function idleFigures() {
  await buildTests();
  const project = await copyProject(null);
  await writeProject(project.folder);
  await makeRepository(project.folder, { commit: true });
  const result = join(await mkdtemp(join(tmpdir(), 'flux-idle-')), 'idle.json');
  const server = await launchCodeServer({
    folder: project.folder,
    // The editor looks for ports that programs listen on, which costs more than everything else while nothing happens.
    userSettings: { 'remote.autoForwardPorts': false },
    installVsix: join(repoRoot, 'dist/flux.vsix'),
    env: { ...testEnvironment, FLUX_IDLE_RESULT: result },
  });
  try {
    const workbench = await openWorkbench({
      server,
      extensionPath: await developmentExtension({ name: 'idle', extension: 'vsix' }),
      extensionTestsPath: join(outFolder, 'test/host/idle.cjs'),
    });
    if ((await workbench.testsEnded) !== 0) throw new Error(`Measuring failed: ${workbench.log.slice(-5).join('\n')}`);
    await workbench.close();
  } finally {
    await server.stop();
    await project.remove();
  }
  return figuresOf(JSON.parse(await readFile(result, 'utf8')));
}

/** @param {{ minuteMs: number, idle: Record<'on' | 'off', number[]>, threads: Record<'on' | 'off', number[]>, own: { mainMs: number, wakeUps: Record<string, number> }, proposals: { ms: number, testsMs: number }[] }} measured */
function figuresOf({ minuteMs, idle, threads, own, proposals }) {
  const share = (/** @type {'on' | 'off'} */ state) => (median(idle[state]) / minuteMs) * 100;
  const wakeUps = Object.entries(own.wakeUps);
  const others = (/** @type {'on' | 'off'} */ state) => ((median(threads[state]) / minuteMs) * 100).toFixed(2);
  const more = share('on') - share('off');
  const quiet = median(proposals.map(({ ms, testsMs }) => ms - testsMs));
  return [
    {
      what: `extension host of an idle window with ${files} files: watchers on, more than off`,
      value: more,
      unit: '% of a core',
      goal: 'under 0.5',
      met: more < 0.5,
      note: `on ${share('on').toFixed(2)} %, off ${share('off').toFixed(2)} % (all extensions together)`,
    },
    {
      what: 'Flux’s own code in the main thread of that window, by a profile of a minute',
      value: (own.mainMs / minuteMs) * 100,
      unit: '% of a core',
      goal: 'under 0.5',
      met: own.mainMs / minuteMs < 0.005,
      note: `all threads but the main one: ${others('on')} % with watchers on, ${others('off')} % off`,
    },
    {
      what: 'timers of Flux that go off in that minute',
      value: wakeUps.reduce((sum, [, count]) => sum + count, 0),
      unit: '',
      goal: '0',
      met: wakeUps.length === 0,
      note: wakeUps.map(([place, count]) => `${count} × ${place}`).join('; '),
    },
    {
      what: 'from a save to the first proposal, without the tests’ own time, one second of quiet included',
      value: quiet,
      unit: 'ms',
      goal: 'under 2,000',
      met: quiet < 2_000,
      note: `the tests ran ${Math.round(median(proposals.map(({ testsMs }) => testsMs)))} ms, twice`,
    },
  ];
}

/** @param {string} folder */
async function writeProject(folder) {
  await mkdir(join(folder, 'src'));
  const put = (/** @type {string} */ name, /** @type {string} */ text) => writeFile(join(folder, name), text);
  await put('package.json', '{ "type": "module", "scripts": { "test": "node --test" } }\n');
  await put('src/price.js', 'export const price = (net) => net * 1.2;\n');
  await put(
    'src/price.test.js',
    `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from './price.js';
test('adds a fifth', () => assert.equal(price(10), 12));
`,
  );
  for (let at = 0; at < files; at++) {
    if (at % 100 === 0) await mkdir(join(folder, `src/part${at / 100}`));
    await put(
      `src/part${Math.floor(at / 100)}/module${at}.js`,
      `/** Part ${at}. */\nexport function value${at}(by) {\n  return by + ${at};\n}\n`,
    );
  }
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
