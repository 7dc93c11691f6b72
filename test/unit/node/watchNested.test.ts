import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchNested } from '../../../src/node/watchNested';

const paths = ['.flux', '.flux/agents', '.flux/workflows'];
const role = '.flux/agents/role.md';
const flow = '.flux/workflows/flow.md';

describe('watchNested', () => {
  let root: string;
  let watching: ReturnType<typeof watchNested>;
  let calls = 0;
  let heard: () => void = () => {};

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'flux-watch-'));
    calls = 0;
    watching = watchNested(root, paths, () => (calls++, heard()));
  });
  afterEach(() => {
    heard = () => {};
    watching.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  const make = (path: string) => mkdirSync(join(root, path), { recursive: true });
  const textOf = (path: string) => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  /** Waits, as long as the test may take, until whoever looks at each call has seen the file so. */
  const seen = (path: string, text: string | undefined, deed: () => void) =>
    new Promise<void>((resolve) => {
      let isDone = false;
      heard = () => void (isDone && textOf(path) === text && resolve());
      deed();
      isDone = true;
    });
  /** Until nothing is on its way any more: what is heard later then comes from what is done later. */
  const settle = async () => {
    for (let before = -1; before !== calls;) {
      before = calls;
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('misses nothing in folders that are made in one go with what is in them, again and again', async () => {
    for (let round = 0; round < 50; round++) {
      await seen(role, 'new', () => (make('.flux/agents'), write(role, 'new')));
      for (const text of ['one', 'two']) {
        await settle();
        await seen(role, text, () => write(role, text));
      }
      await settle();
      await seen(role, undefined, () => rmSync(join(root, '.flux'), { recursive: true }));
    }
  });

  it('follows a folder that takes the place of another, and one that is made later', async () => {
    make('spare/agents');
    write('spare/agents/role.md', 'spare');
    await seen(role, 'new', () => (make('.flux/agents'), write(role, 'new')));
    await settle();
    await seen(role, 'spare', () => {
      renameSync(join(root, '.flux'), join(root, 'old'));
      renameSync(join(root, 'spare'), join(root, '.flux'));
    });
    await settle();
    await seen(role, 'changed', () => write(role, 'changed'));
    await seen(flow, 'new', () => (make('.flux/workflows'), write(flow, 'new')));
    await settle();
    await seen(flow, 'changed', () => write(flow, 'changed'));
  });

  it('is silent about everything else, and after its end', async () => {
    write('other.md', 'x');
    make('src');
    await settle();
    assert.equal(calls, 0);
    watching.dispose();
    make('.flux/agents');
    write(role, 'x');
    await settle();
    assert.equal(calls, 0);
  });

  it('does nothing where there is no such folder', () => {
    watchNested(join(root, 'nowhere'), paths, () => assert.fail()).dispose();
  });
});
