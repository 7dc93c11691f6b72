import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBytes } from '../../../src/node/store/hashBytes';
import { compareTree } from '../../../src/node/tree/compareTree';
import { findEntry } from '../../../src/node/tree/diskContent';
import type { Former, FormerTree } from '../../../src/node/tree/formerTree';

/** What file systems with coarse clocks do: the file was written again, and nothing but its bytes tells. */
describe('compareTree, of a file with the size and the times that it had', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'flux-compare-'));
    await writeFile(join(root, 'a.txt'), 'new\n');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const compare = async (kind: 'kept' | 'stored' | 'unknown', was: string, notedAfterMs: number) => {
    const identity = (await findEntry(join(root, 'a.txt')))!;
    const bytes = Buffer.from(was);
    const former: Former =
      kind === 'kept'
        ? { kind, content: bytes, identity }
        : kind === 'stored'
          ? { kind, size: bytes.length, isExecutable: false, identity }
          : { kind, identity };
    const tree: FormerTree = {
      since: Number(identity.ctimeNs / 1_000_000n) + notedAfterMs,
      candidates: async () => ['a.txt'],
      former: () => former,
      load: async () => new Map([['a.txt', bytes]]),
      dispose: async () => {},
    };
    const { touched, unkept } = await compareTree(
      root,
      tree,
      async (list) => list.map(hashBytes),
      () => false,
    );
    return [...touched.map(({ path, before }) => `${path} ${before.key === hashBytes(bytes)}`), ...unkept];
  };

  for (const kind of ['kept', 'stored'] as const) {
    it(`tells its change where its bytes are ${kind} and it was fresh when it was noted`, async () =>
      assert.deepEqual(await compare(kind, 'old\n', 5), ['a.txt true']));
    it(`tells nothing where its bytes, ${kind}, are the same`, async () =>
      assert.deepEqual(await compare(kind, 'new\n', 5), []));
  }

  it('names no file as changed of which nothing else is known', async () =>
    assert.deepEqual(await compare('unknown', 'old\n', 5), []));

  it('does not read what was old when it was noted: its times would tell', async () =>
    assert.deepEqual(await compare('kept', 'old\n', 60_000), []));
});
