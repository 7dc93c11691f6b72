import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { bundle } from './buildWorker';
import { indexedFolder, type IndexedFolder } from './indexedFolder';

/** How many files; `FLUX_TEST_CASES=100000` is what it was proved with. */
const count = Number(process.env['FLUX_TEST_CASES'] ?? 4_000);

const words = 'invoice payment customer router parser stream buffer window session token'.split(' ');
const word = (at: number) => words[at % words.length] ?? '';

function textOf(at: number): string {
  return (
    `import { ${word(at + 3)} } from '../${word(at + 1)}';\n\n/** The ${word(at)} of part ${at}. */\n` +
    `export function ${word(at)}Of${at}(${word(at + 2)}) {\n  return ${word(at + 2)}.${word(at + 5)} + ${at};\n}\n`
  );
}

describe(`the code index of ${count} files`, function () {
  this.timeout(900_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let here: IndexedFolder;

  before(async () => {
    worker = await bundle('src/node/index/indexWorker.ts');
    here = await indexedFolder(worker.file);
    for (let at = 0; at < count; at++) {
      const file = join(here.root, `packages/p${at % 97}/src/d${at % 11}/${word(at)}${at}.js`);
      if (at < 97 * 11) mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, textOf(at));
    }
  });
  after(async () => {
    await here.remove();
    await worker.remove();
  });

  it('is built, answers, and keeps up with a saved file', async () => {
    const memory = process.memoryUsage();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    let most = memory.rss;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 100);
    const { keeper, find, tell } = here.open();
    const begun = performance.now();
    await keeper.start();
    const built = performance.now() - begun;
    clearInterval(watch);
    delay.disable();
    assert.deepEqual([keeper.status().state, keeper.status().files], ['ready', count]);
    assert.equal(keeper.status().message, undefined);

    const path = (at: number) => `packages/p${at % 97}/src/d${at % 11}/${word(at)}${at}.js`;
    const times: number[] = [];
    for (const at of [0, 7, count >> 1, count - 1]) {
      const asked = performance.now();
      assert.deepEqual(await find(`${word(at)}Of${at}`, 1), [`${path(at)} ${word(at)}Of${at}`]);
      times.push(performance.now() - asked);
    }
    assert.equal((await find('where the payment of a customer is parsed', 200)).length, 200);
    const saved = performance.now();
    await here.put(path(7), 'export function quiteNewHere() {\n  return 1;\n}\n');
    tell(path(7));
    assert.deepEqual(await find('quiteNewHere', 1), [`${path(7)} quiteNewHere`]);
    const again = performance.now();
    await here.open().keeper.start();
    if (process.env['FLUX_TEST_CASES'] !== undefined)
      console.log(
        `      built in ${(built / 1000).toFixed(1)} s, at most ${Math.round((most - memory.rss) / 1e6)} MB more, ` +
          `longest pause ${(delay.max / 1e6).toFixed(1)} ms, names found in ${times.map((ms) => ms.toFixed(0)).join(', ')} ms, ` +
          `a saved file in ${(again - saved).toFixed(0)} ms, nothing changed in ${(performance.now() - again).toFixed(0)} ms`,
      );
  });

  it('says so where there are more files than it takes', async () => {
    const { keeper, find } = here.open({
      file: join(here.folder, 'part.db'),
      mostFiles: 10,
    });
    await keeper.start();
    assert.deepEqual([keeper.status().state, keeper.status().files], ['ready', 10]);
    assert.match(keeper.status().message ?? '', /^This workspace has more files than the index takes/);
    assert.equal((await find(word(0))).length > 0, true);
  });
});
