import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../harness/until.mjs';
import { embeddingAnswer, meaningVector } from '../../model/embeddings';
import { bundle } from './buildWorker';
import { embeddingWorld, filler } from './embeddingWorld';

describe('keeping vectors of the index', function () {
  this.timeout(60_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let world: Awaited<ReturnType<typeof embeddingWorld>>;

  before(async () => (worker = await bundle('src/node/index/indexWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => (world = await embeddingWorld(worker.file)));
  afterEach(() => world.end());

  const backoff = 'export function nextDelay(attempt) {\n  return 250 * 2 ** attempt;\n}\n';
  const invoice = 'export function totalOf(invoice) {\n  return invoice.price;\n}\n';
  const pathsSent = () => [...new Set(world.sent().map((text) => /^[^\n:]+/.exec(text)?.[0]))].sort();

  it('finds what means the same in other words, and still what has the words', async () => {
    await world.put('src/net.js', backoff);
    await world.put('src/shop.js', invoice);
    await world.put('src/many.js', filler('step', 30));
    world.set.model = '';
    await world.now.keeper.start();
    assert.deepEqual(await world.find('money'), []);
    assert.equal(world.server.calls.length, 0, 'nothing is sent without a model');
    world.set.model = 'words-1';
    await world.settle();
    assert.equal((await world.find('money'))[0], 'src/shop.js totalOf');
    assert.equal((await world.find('who retries'))[0], 'src/net.js nextDelay');
    assert.equal((await world.find('step7'))[0], 'src/many.js step7');
    assert.match(world.sent()[0] ?? '', /^src\/\w+\.js: \w+\nexport function /);
    assert.match(world.lines.join('\n'), /32 pieces of code embedded; \d+ tokens\./);
  });

  it('asks what a question means once', async () => {
    await world.put('src/shop.js', invoice);
    await world.settle();
    const before = world.server.calls.length;
    for (let times = 0; times < 3; times++) await world.find('how much money');
    assert.equal(world.server.calls.length, before + 1);
  });

  it('sends again only what has changed; what comes back, moves or is the same costs nothing', async () => {
    await world.put('src/a.js', filler('first', 70));
    await world.settle();
    assert.equal(world.sent().length, 70);
    await world.put('src/a.js', filler('first', 70).replace('first33(value)', 'first33(price)'));
    await world.settle();
    assert.equal(world.sent().length, 71);
    assert.match(world.sent().at(-1) ?? '', /first33\(price\)/);
    await world.put('src/a.js', filler('first', 70));
    await world.settle();
    await world.reopen();
    await world.settle();
    assert.equal(world.sent().length, 71);
    await world.now.index.update({ anew: true, signal: new AbortController().signal, report: () => {}, quick: true });
    await world.settle();
    assert.equal(world.sent().length, 71);
  });

  it('goes on where a killed process was', async () => {
    const child = await bundle('test/unit/node/embeddingChild.ts');
    try {
      await world.put('src/a.js', filler('first', 200));
      // The third request is never answered.
      world.set.answer = () => (world.server.calls.length > 2 ? 'hang' : undefined);
      const args = [child.file, join(world.folder, 'index.db'), worker.file, world.root, world.server.url];
      const process_ = spawn(process.execPath, ['--no-warnings', ...args], { stdio: 'inherit' });
      const ended = new Promise((resolve) => process_.once('exit', resolve));
      await until('it is in the middle', () => world.server.calls.length === 3);
      process_.kill('SIGKILL');
      await ended;
      world.set.answer = () => undefined;
      await world.settle();
      // What was under way is sent once more.
      assert.equal(world.sent().length, 200 + 64);
      assert.equal(new Set(world.sent()).size, 200);
    } finally {
      await child.remove();
    }
  });

  it('never sends what holds secrets, leads out of the workspace, is ignored or generated', async () => {
    await mkdir(join(world.folder, 'outside'));
    await writeFile(join(world.folder, 'outside', 'far.js'), 'export const farAway = "outside of it all";\n');
    await symlink(join(world.folder, 'outside'), join(world.root, 'link'));
    await symlink(join(world.folder, 'outside', 'far.js'), join(world.root, 'far.js'));
    await world.put('.gitignore', 'private/\n');
    await world.put('private/notes.js', 'export const ignored = "nobody else sees it";\n');
    await world.put('.env', 'PASSWORD=correct-horse-battery\n');
    await world.put('config/credentials.json', '{ "password": "correct-horse-battery" }\n');
    await world.put(
      'deploy/server.txt',
      `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA7\n'.repeat(30)}-----END RSA PRIVATE KEY-----\n`,
    );
    await world.put(
      'src/keys.js',
      `export const text = \`\n-----BEGIN PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA7\n'.repeat(30)}-----END PRIVATE KEY-----\n\`;\n`,
    );
    await world.put('package-lock.json', `{\n${'  "lockfileVersion": "three",\n'.repeat(99)}}\n`);
    await world.put(
      'src/client.js',
      'export const client = connect({\n  password: "correct-horse-battery",\n  token: "ghp_0123456789abcdefghij",\n});\n',
    );
    await world.settle();
    assert.deepEqual(pathsSent(), ['src/client.js']);
    const all = world.server.calls.map(({ raw }) => raw).join('\n');
    assert.ok(!/correct-horse|ghp_|MIIE|farAway|nobody else|lockfile/.test(all), all);
    assert.match(all, /password: \\"\[hidden\]/);
    await world.find('where is ghp_0123456789abcdefghij used');
    assert.ok(!world.server.calls.some(({ raw }) => raw.includes('ghp_')));
  });

  it('sends nothing of a folder that leads out of the workspace by now', async () => {
    await world.put('src/a.js', 'export function first(value) {\n  return value;\n}\n');
    await world.put('lib/b.js', 'export function second(value) {\n  return value;\n}\n');
    world.set.model = '';
    await world.now.keeper.start();
    await rename(join(world.root, 'lib'), join(world.folder, 'moved'));
    await symlink(join(world.folder, 'moved'), join(world.root, 'lib'));
    world.set.model = 'words-1';
    world.now.embeddings.restart();
    await until('what is inside was sent', () => world.sent().length > 0);
    await until('it is at its end', () => world.now.embeddings.message() === undefined);
    assert.deepEqual(pathsSent(), ['src/a.js']);
  });

  it('embeds anew for another model and forgets the former one; turned off, searches by words', async () => {
    await world.put('src/shop.js', invoice);
    await world.put('src/net.js', backoff);
    await world.settle();
    assert.equal(world.sent().length, 2);
    world.set.model = 'words-2';
    await world.settle();
    assert.equal(world.sent().length, 4);
    assert.equal((await world.find('money'))[0], 'src/shop.js totalOf');
    assert.equal((await world.now.index.embedded('words-1', 'any')).done, 0);

    world.set.model = '';
    world.now.embeddings.restart();
    const before = world.server.calls.length;
    assert.deepEqual(await world.find('money'), []);
    assert.equal((await world.find('totalOf'))[0], 'src/shop.js totalOf');
    await world.put('src/new.js', 'export function another(value) {\n  return value;\n}\n');
    await world.now.keeper.start();
    assert.equal(world.server.calls.length, before);
    assert.equal(world.now.embeddings.message(), undefined);
    // What it had is still there.
    world.set.model = 'words-2';
    await world.settle();
    assert.equal(world.sent().length, 5);
  });

  it('takes vectors of another length for those of another model', async () => {
    await world.put('src/shop.js', invoice);
    await world.put('src/net.js', backoff);
    await world.settle();
    const longer = (text: string) => [...meaningVector(text), 0, 0];
    world.set.answer = ({ raw }) => embeddingAnswer(raw, longer);
    await world.put('src/net.js', `${backoff}export function wait(attempt) {\n  return attempt.delay;\n}\n`);
    await world.settle();
    assert.equal(world.sent().length, 2 + 1 + 2);
    assert.equal((await world.find('money'))[0], 'src/shop.js totalOf');
    // A question whose vector has another length is searched for by its words.
    world.set.answer = () => undefined;
    assert.equal((await world.find('the totalOf'))[0], 'src/shop.js totalOf');
  });

  it('stops with one sentence where the endpoint refuses, and searches by words', async () => {
    await world.put('src/shop.js', invoice);
    await world.put('src/net.js', backoff);
    for (const [status, words] of [
      [401, /^Embeddings have stopped, so searches go by words alone: .+ needs an API key\.$/],
      [404, /^Embeddings have stopped, so .+ does not know the model “words-1” \(HTTP 404\)\.$/],
    ] as const) {
      world.set.answer = () => ({ status, body: '{"error":{"message":"No"}}' });
      await world.now.keeper.start();
      world.now.embeddings.restart();
      await until('it says so', () => words.test(world.now.embeddings.message() ?? ''));
      const before = world.server.calls.length;
      assert.equal((await world.find('totalOf'))[0], 'src/shop.js totalOf');
      await world.now.keeper.start();
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      assert.equal(world.server.calls.length, before, 'nobody is asked again');
      assert.ok(world.lines.some((line) => line.startsWith('Embeddings have stopped')));
    }
    // A new key, say.
    world.set.answer = () => undefined;
    await world.settle();
    assert.equal((await world.find('money'))[0], 'src/shop.js totalOf');
  });

  it('does not wait for an endpoint that is slow with a question', async () => {
    await world.put('src/shop.js', invoice);
    await world.settle();
    world.set.answer = () => 'hang';
    const begun = Date.now();
    assert.equal((await world.find('totalOf'))[0], 'src/shop.js totalOf');
    const first = Date.now() - begun;
    assert.ok(first > 1_400, `${first} ms`);
    const again = Date.now();
    await world.find('invoice');
    assert.ok(Date.now() - again < 1_400, 'nor does the next one wait');
  });

  it('spends no more tokens on a day than it may, says how far it has got, and goes on later', async () => {
    await world.put('src/a.js', filler('first', 200));
    world.set.mostTokens = 3_500;
    await world.now.keeper.start();
    world.now.embeddings.restart();
    const words = /^Embeddings: 128 of 200 pieces\. Today’s limit of 3,500 tokens is reached \(flux\.index\.embedding/;
    await until('the limit is reached', () => words.test(world.now.embeddings.message() ?? ''));
    assert.equal(world.sent().length, 128);
    world.set.mostTokens = 0;
    await world.settle();
    assert.equal(world.sent().length, 200);
  });

  it('stops within 100 ms', async () => {
    await world.put('src/a.js', filler('first', 80));
    let gone = 0;
    world.set.answer = () => 'hang';
    await world.now.keeper.start();
    world.now.embeddings.restart();
    await until('a request is under way', () => world.server.calls.length === 1);
    assert.match(world.now.embeddings.message() ?? '', /^Embeddings: 0 of 80 pieces\.$/);
    const begun = performance.now();
    world.set.model = '';
    world.now.embeddings.restart();
    await until('it is off', () => (gone = performance.now()) && world.now.embeddings.message() === undefined);
    assert.ok(gone - begun < 100, `${gone - begun} ms`);
    await rm(join(world.root, 'src'), { recursive: true });
  });
});
