import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FluxError, isCancelled } from '../../../src/base/errors';
import {
  createCodeIndex,
  type AskServers,
  type CodeIndex,
  type CodeIndexOptions,
} from '../../../src/node/index/codeIndex';
import { bundle } from './buildWorker';

describe('codeIndex', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let root: string;
  let file: string;
  const opened: CodeIndex[] = [];
  const signal = new AbortController().signal;

  before(async () => {
    worker = await bundle('src/node/index/indexWorker.ts');
  });
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux index-'));
    root = join(folder, 'project');
    file = join(folder, 'deep', 'index.db');
    await mkdir(root);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((index) => index.close()));
    await rm(folder, { recursive: true, force: true });
  });

  async function put(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    // Long ago, so that its time can be relied on.
    await utimes(join(root, path), 1000, 1000);
  }
  function open(options: Partial<CodeIndexOptions> = {}): CodeIndex {
    const index = createCodeIndex({
      file,
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 100,
      folders: () => [{ root, name: '', hidden: [] }],
      ...options,
    });
    opened.push(index);
    return index;
  }
  const update = (index: CodeIndex, options: { paths?: string[]; anew?: boolean } = {}) =>
    index.update({ ...options, signal, report: () => undefined });
  const counts = async (index: CodeIndex, options: { paths?: string[]; anew?: boolean } = {}) => {
    const { files, symbols, updated } = await update(index, options);
    return { files, symbols, updated };
  };
  const names = async (index: CodeIndex, query: string, limit = 20) =>
    (await index.symbols(query, limit)).map(({ name }) => name);

  it('holds files and their symbols, and reads only what has changed', async () => {
    await put(
      'src/user.ts',
      'export function loadUser(id: string) {\n  return id;\n}\n\nexport class UserStore {\n  find() {\n    ' +
        'return 1;\n  }\n}\n',
    );
    await put('lib/tool.py', 'def load_user(x):\n    return x\n');
    const index = open();
    assert.deepEqual(await counts(index), { files: 2, symbols: 4, updated: 2 });
    assert.deepEqual(await index.symbols('loadUser', 1), [
      { name: 'loadUser', kind: 'function', path: 'src/user.ts', line: 1 },
    ]);
    assert.deepEqual(await names(index, 'loadUser'), ['loadUser', 'load_user']);
    assert.deepEqual(await counts(index), { files: 2, symbols: 4, updated: 0 });
    await put('src/user.ts', '\nexport function loadPerson() {}\n');
    await utimes(join(root, 'src/user.ts'), 2000, 2000);
    assert.deepEqual(await counts(index), { files: 2, symbols: 2, updated: 1 });
    assert.deepEqual(await names(index, 'loadUser'), ['load_user']);
    assert.deepEqual(await index.symbols('loadperson', 5), [
      { name: 'loadPerson', kind: 'function', path: 'src/user.ts', line: 2 },
    ]);
  });

  it('finds a name with a slip in it, where no other name fits', async () => {
    await put('src/user.ts', 'export function loadUser() {}\nexport function save() {}\nexport const at = 1;\n');
    const index = open();
    await update(index);
    for (const slip of ['laodUser', 'loadUsr', 'loadUssr', 'loaduserx'])
      assert.deepEqual(await names(index, slip), ['loadUser'], slip);
    assert.deepEqual(await names(index, 'svae'), ['save']);
    for (const other of ['lodUsrs', 'loadPerson', 'ta', 'wholly other words'])
      assert.deepEqual(await names(index, other), [], other);
  });

  it('keeps what it holds for the next start', async () => {
    await put('a.ts', 'export const alpha = () => 1;\n');
    const first = open();
    await update(first);
    await first.close();
    const second = open();
    assert.deepEqual(await names(second, 'alpha'), ['alpha']);
    assert.equal((await update(second)).updated, 0);
  });

  it('notices a change that leaves size and time as they were, when the file had just been written', async () => {
    await writeFile(join(root, 'a.ts'), 'export function one() {}\n');
    const { mtime } = await import('node:fs').then(({ statSync }) => statSync(join(root, 'a.ts')));
    const index = open();
    await update(index);
    await writeFile(join(root, 'a.ts'), 'export function two() {}\n');
    await utimes(join(root, 'a.ts'), mtime, mtime);
    assert.equal((await update(index)).updated, 1);
    assert.deepEqual(await names(index, 'two'), ['two']);
  });

  it('notices a file that another of the same size and time has taken the place of', async () => {
    await put('a.ts', 'export function one() {}\n');
    const index = open();
    await update(index);
    await put('a.ts', 'export function two() {}\n');
    assert.equal((await update(index)).updated, 1);
    assert.deepEqual([await names(index, 'two'), await names(index, 'one')], [['two'], []]);
  });

  it('does not count a file as read anew that was only touched', async () => {
    await put('a.ts', 'export function one() {}\n');
    const index = open();
    await update(index);
    await utimes(join(root, 'a.ts'), 3000, 3000);
    assert.equal((await update(index)).updated, 0);
  });

  it('removes what is deleted, ignored since, or has become too large', async () => {
    await put('gone.ts', 'export function gone() {}\n');
    await put('ignored.ts', 'export function ignored() {}\n');
    await put('large.ts', 'export function large() {}\n');
    await put('stays.ts', 'export function stays() {}\n');
    const index = open();
    assert.equal((await update(index)).files, 4);
    await rm(join(root, 'gone.ts'));
    await put('.gitignore', 'ignored.ts\n');
    await put('large.ts', `export function large() {}\n${'// filler\n'.repeat(20_000)}`);
    assert.deepEqual(await counts(index), { files: 1, symbols: 1, updated: 0 });
    assert.deepEqual(await names(index, 'stays'), ['stays']);
  });

  it('leaves out secrets, links, binary and unreadable things', async () => {
    await put('config/secrets.json', '{"password":"hunter2"}');
    await put('key.pem', 'function keyMaterial() {}');
    await put('binary.ts', Buffer.from('export function inBinary() {}\0\0\x01'));
    await put('fine.ts', 'export function fine() {}');
    await writeFile(join(folder, 'outside.ts'), 'export function outside() {}');
    await symlink(join(folder, 'outside.ts'), join(root, 'link.ts'));
    const index = open();
    assert.deepEqual(await counts(index), { files: 1, symbols: 1, updated: 1 });
    for (const query of ['password', 'keyMaterial', 'inBinary', 'outside'])
      assert.deepEqual(await names(index, query), [], query);
    // A binary file is known, so it is not read again.
    assert.deepEqual(await counts(index), { files: 1, symbols: 1, updated: 0 });
  });

  it('brings only some paths up to date', async () => {
    await put('a/one.ts', 'export function one() {}\n');
    await put('ab/two.ts', 'export function two() {}\n');
    const index = open();
    assert.deepEqual(await counts(index, { paths: ['a'] }), { files: 1, symbols: 1, updated: 1 });
    await update(index);
    await rm(join(root, 'a'), { recursive: true });
    await rm(join(root, 'ab'), { recursive: true });
    assert.deepEqual(await counts(index, { paths: ['a'] }), { files: 1, symbols: 1, updated: 0 });
    assert.deepEqual(await names(index, 'two'), ['two']);
    await assert.rejects(update(index, { paths: ['nowhere'] }), (error) => FluxError.is(error, 'not_found'));
  });

  it('begins anew, wholly or for some paths', async () => {
    await put('a.ts', 'export function one() {}\n');
    await put('b.ts', 'export function two() {}\n');
    const index = open();
    await update(index);
    assert.deepEqual(await counts(index, { anew: true }), { files: 2, symbols: 2, updated: 2 });
    assert.deepEqual(await counts(index, { anew: true, paths: ['a.ts'] }), { files: 2, symbols: 2, updated: 1 });
  });

  it('removes nothing when not everything could be listed', async () => {
    await put('a.ts', 'export function one() {}\n');
    await put('b.ts', 'export function two() {}\n');
    await update(open());
    const index = open({ mostFiles: 1 });
    assert.equal((await update(index)).files, 2);
  });

  it('stops when told to, keeps what it has, and goes on from there', async () => {
    for (let number = 0; number < 4_000; number++) await put(`f${number}.ts`, `export function f${number}() {}\n`);
    const index = open();
    const stop = new AbortController();
    await assert.rejects(index.update({ signal: stop.signal, report: () => stop.abort() }), isCancelled);
    await assert.rejects(index.update({ signal: stop.signal, report: () => undefined }), isCancelled);
    const { updated, files } = await update(index);
    assert.equal(files, 4_000);
    // How much was left depends on how fast the computer is.
    assert.ok(updated < 4_000, `${updated} of 4_000 were left to read`);
  });

  it('lets two passes take turns', async () => {
    for (let number = 0; number < 60; number++) await put(`f${number}.ts`, `export function f${number}() {}\n`);
    const index = open();
    const [first, second] = await Promise.all([update(index), update(index)]);
    assert.deepEqual([first.updated, second.updated, second.files], [60, 0, 60]);
  });

  it('throws a damaged file away and makes it again', async () => {
    await put('a.ts', 'export function one() {}\n');
    const first = open();
    await update(first);
    await first.close();
    await writeFile(file, 'this is no database, and longer than a header of one hundred bytes. '.repeat(20));
    const second = open();
    assert.deepEqual(await names(second, 'one'), []);
    assert.deepEqual(await counts(second), { files: 1, symbols: 1, updated: 1 });
  });

  it('throws a file away that turns out to be damaged in the middle of the work', async () => {
    for (let number = 0; number < 300; number++)
      await put(
        `f${number}.ts`,
        Array.from({ length: 20 }, (_, at) => `export function name${number}x${at}() {}\n`).join(''),
      );
    const first = open();
    await update(first);
    await first.close();
    const bytes = await readFile(file);
    for (let at = 4096 * 4; at < bytes.length; at += 1) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
    await writeFile(file, bytes);
    const second = open();
    assert.deepEqual(await counts(second), { files: 300, symbols: 6000, updated: 300 });
    assert.deepEqual(await names(second, 'name7x3', 1), ['name7x3']);
  });

  it('throws away what was cut off, and what another version has written', async () => {
    await put('a.ts', 'export function one() {}\n');
    const first = open();
    await update(first);
    await first.close();
    await truncate(file, 5000);
    assert.equal((await update(open())).updated, 1);
    await Promise.all(opened.splice(0).map((index) => index.close()));
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    assert.equal((await update(open())).updated, 1);
    await Promise.all(opened.splice(0).map((index) => index.close()));
    const other = new DatabaseSync(file);
    other.exec('DROP TABLE symbols');
    other.close();
    assert.equal((await update(open())).updated, 1);
  });

  it('says so when it has no place to be', async () => {
    await writeFile(join(folder, 'deep'), 'a file where a folder should be');
    const index = open();
    await assert.rejects(
      update(index),
      (error) => FluxError.is(error, 'index_failed') && /folder are writable/.test(error.message),
    );
    await rm(join(folder, 'deep'));
    assert.equal((await update(index)).files, 0);
  });

  it('is used by two windows at once', async () => {
    for (let number = 0; number < 200; number++) await put(`f${number}.ts`, `export function f${number}() {}\n`);
    const [one, two] = [open(), open()];
    await Promise.all([update(one), update(two)]);
    assert.equal((await update(one)).files, 200);
    assert.deepEqual(await names(two, 'f199'), ['f199']);
  });

  it('takes what language servers say, until the file changes', async () => {
    await put('a.ts', "export function one() {}\nit('tells a story', () => {});\n");
    await put('b.ts', 'export function two() {}\n');
    await put('c.md', '# Heading\n');
    const asked: string[][] = [];
    const askServers: AskServers = async (files, found) => {
      asked.push(files.map(({ path }) => path));
      for (const each of files)
        await found(each, each.path === 'a.ts' ? [{ name: 'fromServer', kind: 'function', line: 1 }] : []);
    };
    const index = open({ askServers });
    await update(index);
    assert.deepEqual(await names(index, 'fromServer'), ['fromServer']);
    assert.deepEqual(await names(index, 'one'), []);
    assert.deepEqual(await names(index, 'two'), ['two']);
    // No language server knows titles of tests.
    assert.deepEqual(await names(index, 'story'), ['tells a story']);
    await update(index);
    await put('a.ts', 'export function three() {}\n');
    await utimes(join(root, 'a.ts'), 5000, 5000);
    await update(
      open({
        askServers: async (files, found) =>
          files.forEach(
            () =>
              void found({ path: 'a.ts', hash: 'of another text', extension: 'ts' }, [
                { name: 'stale', kind: 'function', line: 1 },
              ]),
          ),
      }),
    );
    assert.deepEqual(asked, [['a.ts', 'b.ts'], []]);
    assert.deepEqual(await names(index, 'stale'), []);
    assert.deepEqual(await names(index, 'three'), ['three']);
  });

  it('survives names of all kinds', async () => {
    await put('ünï côde "quoted"\nline.ts', 'export function plain() {}\n');
    const index = open({
      askServers: async ([first], found) =>
        first &&
        found(
          first,
          ['größeÄndern', '名前', '  a\n"b"  c', 'n'.repeat(500), ''].map((name) => ({
            name,
            kind: 'function',
            line: 1,
          })),
        ),
    });
    await update(index);
    assert.deepEqual(await names(index, 'größe'), ['größeÄndern']);
    assert.deepEqual(await names(index, 'GRÖßE'), ['größeÄndern']);
    assert.deepEqual(await names(index, 'ändern'), ['größeÄndern']);
    assert.deepEqual(await names(index, '名前'), ['名前']);
    assert.deepEqual(await names(index, 'a "b"'), ['a "b" c']);
    assert.deepEqual(await names(index, 'nnn'), ['n'.repeat(200)]);
    assert.deepEqual(
      (await index.symbols('größe', 1)).map(({ path }) => path),
      ['ünï côde "quoted"\nline.ts'],
    );
    for (const query of ['"', '*', 'AND', 'a" OR "b', "'; DROP TABLE files; --", '', '   ', 'x'.repeat(10_000), '\0'])
      assert.ok(Array.isArray(await index.symbols(query, 5)), query);
    assert.deepEqual(await index.symbols('größe', 0), []);
  });

  it('refuses work once it is closed', async () => {
    const index = open();
    await update(index);
    await index.close();
    await assert.rejects(index.symbols('x', 1), (error) => FluxError.is(error, 'index_failed'));
  });
});
