import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { bundle } from './buildWorker';
import { indexedFolder, type IndexedFolder, type Opened } from './indexedFolder';

/** A disk that is full or read-only, a process that is killed, a damaged file. Further cases: codeIndex.test.ts. */
describe('the code index in trouble', function () {
  this.timeout(120_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let builder: Awaited<ReturnType<typeof bundle>>;
  let here: IndexedFolder;
  const mounted: string[] = [];

  before(async () => {
    worker = await bundle('src/node/index/indexWorker.ts');
    builder = await bundle('test/unit/node/indexBuilder.ts');
  });
  after(async () => {
    await worker.remove();
    await builder.remove();
  });
  beforeEach(async () => (here = await indexedFolder(worker.file)));
  afterEach(async () => {
    await here.close();
    for (const path of mounted.splice(0)) execFileSync('umount', [path]);
    await here.remove();
  });

  /** A disk in memory; false where this may not be had. */
  async function mount(path: string, options: string): Promise<boolean> {
    await mkdir(path);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
    } catch {
      return false;
    }
    mounted.push(path);
    return true;
  }
  const remount = (path: string, options: string) => execFileSync('mount', ['-o', `remount,${options}`, path]);
  const build = () => [builder.file, here.root, here.file, worker.file];
  async function putMany(count: number): Promise<void> {
    for (let at = 0; at < count; at++)
      await here.put(
        `src/part${at % 10}/f${at}.js`,
        `${Array.from({ length: 12 }, (_, n) => `const made${at}x${n} = 'word${at * n}';`).join('\n')}\nfunction load${at}() {}\n`,
      );
  }
  async function fails({ keeper, find }: Opened, message: RegExp): Promise<void> {
    assert.equal(keeper.status().state, 'failed');
    assert.match(keeper.status().message ?? '', message);
    await assert.rejects(find('load7'), { reason: 'index_failed', message });
  }
  async function isWhole({ keeper, find }: Opened, files: number): Promise<void> {
    assert.deepEqual(await find('load7', 1), ['src/part7/f7.js load7']);
    assert.deepEqual([keeper.status().state, keeper.status().files], ['ready', files]);
    assert.equal(keeper.status().message, undefined);
  }

  it('says that the disk is full, and goes on from there once there is room', async function () {
    const disk = join(here.folder, 'disk');
    if (!(await mount(disk, 'size=1500k'))) return this.skip();
    await putMany(1_500);
    const opened = here.open({ file: join(disk, 'index.db') });
    await opened.keeper.start();
    await fails(opened, /^The disk is full, so the code index cannot be kept\. Free some space/);
    remount(disk, 'size=30m');
    await isWhole(opened, 1_500);
    await here.close();
  });

  it('answers from what it holds where the disk became full afterwards', async function () {
    const disk = join(here.folder, 'disk');
    if (!(await mount(disk, 'size=4m'))) return this.skip();
    await putMany(100);
    const opened = here.open({ file: join(disk, 'index.db') });
    await opened.keeper.start();
    await isWhole(opened, 100);
    for (let size = 1 << 20; size >= 1 << 10; size >>= 1)
      for (let at = 0; at < 8; at++)
        await writeFile(join(disk, `full${size}-${at}`), Buffer.alloc(size)).catch(() => {});
    await here.put('src/part3/f13.js', `${'// changed since\n'.repeat(3_000)}function changedSince() {}\n`);
    opened.tell('src/part3/f13.js');
    assert.deepEqual(await opened.find('load7', 1), ['src/part7/f7.js load7']);
    assert.equal(opened.keeper.status().state, 'failed');
    assert.match(opened.keeper.status().message ?? '', /^The disk is full/);
    remount(disk, 'size=30m');
    assert.deepEqual(await opened.find('changedSince', 1), ['src/part3/f13.js changedSince']);
    await isWhole(opened, 100);
    await here.close();
  });

  it('says that there is no room to begin with', async function () {
    const disk = join(here.folder, 'disk');
    if (!(await mount(disk, 'size=16k'))) return this.skip();
    await putMany(10);
    const opened = here.open({ file: join(disk, 'index.db') });
    await opened.keeper.start();
    await fails(opened, /disk is full|the disk has room/);
    remount(disk, 'size=30m');
    await isWhole(opened, 10);
    await here.close();
  });

  it('says that its folder is read-only, with and without an index in it', async function () {
    const disk = join(here.folder, 'disk');
    if (!(await mount(disk, 'size=30m'))) return this.skip();
    await putMany(10);
    const file = join(disk, 'index.db');
    await here.open({ file }).keeper.start();
    await here.close();
    remount(disk, 'ro');
    const opened = here.open({ file });
    await opened.keeper.start();
    await fails(opened, /writable/);
    const deeper = here.open({ file: join(disk, 'deeper', 'index.db') });
    await deeper.keeper.start();
    await fails(deeper, /writable/);
    remount(disk, 'rw');
    await isWhole(opened, 10);
    await isWhole(deeper, 10);
    await here.close();
  });

  it('says that the editor has no full-text search', async () => {
    await putMany(3);
    // SQLite itself then says that there is no such module.
    const without =
      'import { DatabaseSync } from "node:sqlite"; const { exec } = DatabaseSync.prototype; ' +
      'DatabaseSync.prototype.exec = function (sql) { return exec.call(this, sql.replaceAll("fts5", "fts5_gone")); };';
    const lines = execFileSync(
      process.execPath,
      ['--no-warnings', '--import', `data:text/javascript,${without}`, ...build()],
      { encoding: 'utf8' },
    );
    const { state, message } = JSON.parse(lines.trim().split('\n').at(-1) ?? '') as { state: string; message: string };
    assert.deepEqual(
      [state, /no full-text search \(FTS5\).*searches the files instead/.test(message)],
      ['failed', true],
    );
  });

  it('goes on after it was killed in the middle of a build, and holds what a whole build holds', async () => {
    await putMany(1_700);
    const whole = here.open({ file: join(here.folder, 'whole.db') });
    await whole.keeper.start();
    const ends: unknown[] = [];
    for (const wanted of [1, 501]) {
      const child = spawn(process.execPath, ['--no-warnings', ...build()], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      for await (const line of createInterface(child.stdout))
        if (Number(/^Indexed (\d+)/.exec(line)?.[1] ?? 0) >= wanted) child.kill('SIGKILL');
      ends.push((await ended)[1]);
    }
    assert.deepEqual(ends, ['SIGKILL', 'SIGKILL']);
    const opened = here.open();
    await opened.keeper.start();
    await isWhole(opened, 1_700);
    assert.deepEqual(opened.keeper.status().symbols, whole.keeper.status().symbols);
    // Not further down: which of those that fit alike come first depends on which file came first.
    for (const [query, count] of [
      ['load7', 1],
      ['made800x3', 1],
      ['word64', 4],
    ] as const)
      assert.deepEqual((await opened.find(query, count)).sort(), (await whole.find(query, count)).sort(), query);
  });

  it('answers or is made again, whichever bytes of it are damaged', async () => {
    await putMany(60);
    await here.open().keeper.start();
    await here.close();
    const bytes = await readFile(here.file);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          at: fc.nat({ max: 99 }),
          length: fc.nat({ max: 3_000 }),
          value: fc.nat({ max: 255 }),
          cut: fc.boolean(),
        }),
        async ({ at, length, value, cut }) => {
          const damaged = Buffer.from(bytes);
          const from = Math.floor((at * damaged.length) / 100);
          damaged.fill(value, from, Math.min(from + length, damaged.length));
          await writeFile(here.file, cut ? damaged.subarray(0, from) : damaged);
          const { keeper, find, index } = here.open();
          try {
            await keeper.start();
            assert.equal(keeper.status().state, 'ready', keeper.status().message);
            await find('load7');
            // What SQLite cannot see, the command that makes it again repairs.
            await index.update({ anew: true, signal: new AbortController().signal, report: () => {} });
            assert.deepEqual(await find('load7', 1), ['src/part7/f7.js load7']);
          } finally {
            await here.close();
          }
        },
      ),
      { numRuns: Number(process.env['FLUX_TEST_CASES'] ?? 25) },
    );
  });

  it('makes an index of another version anew, and one that is not an index at all', async () => {
    await putMany(20);
    for (const sql of [
      'PRAGMA user_version = 1',
      'PRAGMA user_version = 4000',
      'CREATE TABLE files (id INTEGER); PRAGMA user_version = 3',
    ]) {
      const { DatabaseSync } = await import('node:sqlite');
      await here.close();
      await writeFile(here.file, '');
      const db = new DatabaseSync(here.file);
      db.exec(`CREATE TABLE theirs (id INTEGER); ${sql}`);
      db.close();
      const opened = here.open();
      await opened.keeper.start();
      await isWhole(opened, 20);
    }
  });
});
