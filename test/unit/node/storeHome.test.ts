import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findHome, rememberOffered, type StoreHome } from '../../../src/node/store/storeHome';

/** Which store a folder's sessions are in, over real folders that are moved, linked and copied. */
describe('the home of sessions', () => {
  let base: string;
  const at = (...parts: string[]) => join(base, ...parts);

  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'flux home-')));
    mkdirSync(at('one', 'src'), { recursive: true });
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  async function open(folder: string, more: Partial<Parameters<typeof findHome>[0]> = {}): Promise<StoreHome> {
    const home = await findHome({ root: at('workspaces'), folder, oldFolderKeys: [], ...more });
    writeFileSync(home.file, '');
    return home;
  }
  function oldStore(key: string): void {
    mkdirSync(at('workspaces', key), { recursive: true });
    writeFileSync(at('workspaces', key, 'sessions.db'), '');
  }

  it('is the same each time, through a link, and with a workspace file or more folders around it', async () => {
    const { key } = await open(at('one'));
    symlinkSync(at('one'), at('link'));
    mkdirSync(at('two'));
    assert.equal((await open(at('one'))).key, key);
    assert.equal((await open(at('link'))).key, key);
    assert.equal((await open(at('one'), { oldWorkspaceKey: 'w', others: [at('two')] })).key, key);
    assert.deepEqual(readdirSync(at('one')), ['src'], 'nothing is written into the folder');
  });

  it('goes along when the folder is moved or renamed, also twice', async () => {
    const { key } = await open(at('one'));
    renameSync(at('one'), at('renamed'));
    assert.equal((await open(at('renamed'))).key, key);
    mkdirSync(at('deep'));
    renameSync(at('renamed'), at('deep', 'again'));
    const again = await open(at('deep', 'again'));
    assert.deepEqual([again.key, again.offers], [key, []]);
  });

  it('is another one for a copy, a worktree and a clone, which are offered nothing', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: at('one'), stdio: 'pipe' });
    git('init', '-q');
    writeFileSync(at('one', 'a'), 'a');
    git('add', '.');
    git('commit', '-qm', 'a');
    const first = await open(at('one'));
    cpSync(at('one'), at('copy'), { recursive: true });
    git('worktree', 'add', '-q', at('tree'));
    git('clone', '-q', at('one'), at('clone'));
    const keys = [first.key];
    for (const name of ['copy', 'tree', 'clone']) {
      const home = await open(at(name));
      assert.deepEqual(home.offers, [], name);
      keys.push(home.key);
    }
    assert.equal(new Set(keys).size, 4);
  });

  it('stays with the moved folder when another one is made at its old place, whichever is opened first', async () => {
    for (const order of [
      ['moved', 'one'],
      ['one', 'moved'],
    ] as const) {
      const { key } = await open(at('one'));
      renameSync(at('one'), at('moved'));
      mkdirSync(at('one'));
      const homes = new Map<string, StoreHome>();
      for (const name of order) homes.set(name, await open(at(name)));
      assert.notEqual(homes.get('moved')!.key, homes.get('one')!.key, 'not shared');
      const [holder, other] =
        order[0] === 'moved' ? [homes.get('moved'), homes.get('one')] : [homes.get('one'), homes.get('moved')];
      assert.equal(holder!.key, key);
      assert.deepEqual(
        other!.offers.map((offer) => [offer.action, offer.key]),
        [['import', key]],
        'offered where it is not',
      );
      await rememberOffered(at('workspaces'), other!.key, [key]);
      assert.deepEqual((await open(order[0] === 'moved' ? at('one') : at('moved'))).offers, [], 'once');
      for (const name of ['workspaces', 'one', 'moved']) rmSync(at(name), { recursive: true });
      mkdirSync(at('one'));
    }
  });

  it('is offered where the folder came back by copying and the old one is gone', async () => {
    const { key } = await open(at('one'));
    mkdirSync(at('disk'));
    cpSync(at('one'), at('disk', 'one'), { recursive: true });
    rmSync(at('one'), { recursive: true });
    assert.deepEqual(
      (await open(at('disk', 'one'))).offers.map((offer) => [offer.action, offer.key]),
      [['import', key]],
    );
  });

  it('is offered to be opened from the folder around it and from one inside', async () => {
    const inner = await open(at('one', 'src'));
    const outer = await open(at('one'));
    assert.deepEqual(outer.offers, [{ action: 'open', key: inner.key, file: inner.file, folder: at('one', 'src') }]);
    assert.deepEqual(
      (await open(at('one', 'src'))).offers.map(({ action, folder }) => [action, folder]),
      [['open', at('one')]],
    );
  });

  it('is offered for import where its folder is open as a second one', async () => {
    mkdirSync(at('two'));
    const { key } = await open(at('two'));
    assert.deepEqual(
      (await open(at('one'), { others: [at('two')] })).offers.map((offer) => [offer.action, offer.key]),
      [['import', key]],
    );
  });

  it('is the store of an older version: the folder’s, else the workspace’s; what is left is offered', async () => {
    oldStore('folder-key');
    oldStore('workspace-key');
    const home = await open(at('one'), { oldFolderKeys: ['link-key', 'folder-key'], oldWorkspaceKey: 'workspace-key' });
    assert.deepEqual(
      [home.key, home.alone, home.offers.map(({ key }) => key)],
      ['folder-key', true, ['workspace-key']],
    );
    assert.equal((await open(at('one'))).alone, true);
    mkdirSync(at('three'));
    oldStore('third');
    const third = await open(at('three'), { oldFolderKeys: ['none'], oldWorkspaceKey: 'third' });
    assert.deepEqual([third.key, third.alone], ['third', false]);
  });

  it('is one for two windows that open a new folder at the same moment', async () => {
    const homes = await Promise.all(
      Array.from({ length: 8 }, () => findHome({ root: at('workspaces'), folder: at('one'), oldFolderKeys: [] })),
    );
    assert.equal(new Set(homes.map(({ key }) => key)).size, 1);
    assert.equal(dirname(homes[0]!.file), at('workspaces', homes[0]!.key));
  });
});
