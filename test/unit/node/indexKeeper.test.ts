import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCode } from '../../../src/core/codeIndex/findCode';
import { keptIndex } from '../../../src/core/codeIndex/keptIndex';
import { createIndexKeeper, type IndexKeeper } from '../../../src/core/codeIndex/keepIndex';
import { createCodeIndex, type CodeIndex } from '../../../src/node/index/codeIndex';
import { bundle } from './buildWorker';

describe('keeping the index', function () {
  this.timeout(60_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let root: string;
  let index: CodeIndex;
  let keeper: IndexKeeper;
  let isEnabled: boolean;
  let listings: number;
  let ahead: number;
  const log = { info: () => {}, warn: () => {}, error: () => {} };

  before(async () => (worker = await bundle('src/node/index/indexWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-keeper-'));
    root = join(folder, 'project');
    await mkdir(root);
    isEnabled = true;
    listings = 0;
    ahead = 0;
    index = createCodeIndex({
      file: join(folder, 'index.db'),
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 100,
      folders() {
        listings++;
        return [{ root, name: '', hidden: [] }];
      },
    });
    keeper = createIndexKeeper({ index, isEnabled: () => isEnabled, now: () => Date.now() + ahead, log });
  });
  afterEach(async () => {
    keeper.dispose();
    await index.close();
    await rm(folder, { recursive: true, force: true });
  });

  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const tell = (...paths: string[]) => {
    for (const path of paths) keeper.changed({ path, file: join(root, path) });
  };
  const find = async (query: string) => {
    const found = await findCode(query, 5, { index, keeper });
    return found.map(({ path, symbol }) => `${path} ${symbol ?? ''}`.trim());
  };
  const wait = 'function waitBeforeRetry(attempt) {\n  return 1000 * 2 ** attempt;\n}\n';

  it('finds code by what it does, waiting for the first build, and what is called so first', async () => {
    await put('src/retry.js', wait);
    await put('src/other.js', 'export const port = 3; // where the server listens\n');
    assert.deepEqual(keeper.status(), { state: 'off', files: 0, symbols: 0 });
    void keeper.start();
    assert.equal((await find('how long to wait before an attempt is retried'))[0], 'src/retry.js waitBeforeRetry');
    assert.equal((await find('waitBeforeRetry'))[0], 'src/retry.js waitBeforeRetry');
    const { state, files, updatedAt } = keeper.status();
    assert.deepEqual([state, files, typeof updatedAt], ['ready', 2, 'number']);
  });

  it('has what is saved, made, moved and removed, without listing everything for a saved file', async () => {
    await put('src/retry.js', wait);
    await put('src/far.js', 'export const unrelated = 1;\n');
    await keeper.start();
    const before = listings;
    await put('src/far.js', 'export function parseInvoice(text) {\n  return text.split(";");\n}\n');
    tell('src/far.js');
    assert.equal((await find('parseInvoice'))[0], 'src/far.js parseInvoice');
    assert.equal(listings, before);

    await put('src/new.js', 'export function chargeCustomer(invoice) {\n  return invoice.total;\n}\n');
    tell('src/new.js');
    assert.equal((await find('chargeCustomer'))[0], 'src/new.js chargeCustomer');
    await rename(join(root, 'src/new.js'), join(root, 'src/billing.js'));
    tell('src/new.js', 'src/billing.js');
    assert.equal((await find('chargeCustomer'))[0], 'src/billing.js chargeCustomer');
    await rm(join(root, 'src/billing.js'));
    tell('src/billing.js');
    assert.ok(!(await find('chargeCustomer')).some((each) => each.includes('billing')));
    assert.equal(keeper.status().files, 2);
  });

  it('looks at all files in the background for what nobody told of, and not again so soon', async () => {
    await put('src/retry.js', wait);
    await keeper.start();
    await put('src/far.js', 'export function parseInvoice(text) {\n  return text.split(";");\n}\n');
    const kept = keptIndex(index, keeper);
    const before = listings;
    await kept.upToDate();
    assert.equal((await find('parseInvoice'))[0]?.split(' ')[1] === 'parseInvoice', false);
    ahead = 31_000;
    await kept.upToDate();
    for (let tries = 0; keeper.status().files < 2 && tries < 1000; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((await find('parseInvoice'))[0], 'src/far.js parseInvoice');
    assert.equal(listings, before + 1);
  });

  it('does not take in what is ignored', async () => {
    await put('src/a.js', wait);
    await put('.gitignore', 'dist/\n');
    await keeper.start();
    await put('dist/bundle.js', 'function bundledSecretly() {}\n');
    tell('dist/bundle.js');
    assert.ok(!(await find('bundledSecretly')).some((each) => each.startsWith('dist/')));
  });

  it('looks through everything once after another branch of 2,000 files', async () => {
    for (let at = 0; at < 40; at++) await put(`src/f${at}.js`, `export const first${at} = ${at};\n`);
    await keeper.start();
    const before = listings;
    const paths = Array.from({ length: 2_000 }, (_, at) => `lib/part${at % 20}/g${at}.js`);
    for (const [at, path] of paths.entries()) await put(path, `export function second${at}() {\n  return ${at};\n}\n`);
    tell(...paths);
    assert.equal((await find('second1234'))[0], 'lib/part14/g1234.js second1234');
    assert.equal(keeper.status().files, 2_040);
    assert.equal(listings, before + 1);
  });

  it('is off where it is switched off, and comes back', async () => {
    await put('src/retry.js', wait);
    isEnabled = false;
    await keeper.start();
    assert.equal(keeper.status().state, 'off');
    await assert.rejects(find('retry'), { reason: 'index_off', message: /flux\.index\.enabled/ });
    isEnabled = true;
    await keeper.start();
    assert.equal((await find('retry'))[0], 'src/retry.js waitBeforeRetry');
  });

  it('says why it failed, and is well again afterwards', async () => {
    await put('src/retry.js', wait);
    await mkdir(join(folder, 'index.db', 'in the way'), { recursive: true });
    await keeper.start();
    assert.equal(keeper.status().state, 'failed');
    await assert.rejects(find('retry'), { reason: 'index_failed', message: /index/ });
    await rm(join(folder, 'index.db'), { recursive: true });
    assert.equal((await find('retry'))[0], 'src/retry.js waitBeforeRetry');
    assert.equal(keeper.status().state, 'ready');
  });
});
