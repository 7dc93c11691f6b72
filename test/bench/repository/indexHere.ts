import * as sqlite from 'node:sqlite';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspaceIndex } from '../../../src/core/workspace';
import { createChunkSearch } from '../../../src/node/index/chunkSearch';
import { createFileTable } from '../../../src/node/index/fileTable';
import { openIndex } from '../../../src/node/index/openIndex';
import { createOutliner } from '../../../src/node/outlines/outliner';
import type { Checkout } from './checkout';
import { withEmbeddings } from '../context/withEmbeddings';
import { grammars } from './grammars';

const largestFile = 512 * 1024;

/** Outlines by grammar, for the index and for what reads it. */
export const outliner = createOutliner(grammars);

/** A code index of a checkout, in this thread. */
export interface IndexHere {
  readonly index: WorkspaceIndex;
  /** Brings it up to the checkout's present files. */
  update(): Promise<void>;
  /** With embeddings, after an update; undefined where none are asked for. */
  embedded(): Awaited<ReturnType<typeof withEmbeddings>>;
  close(): void;
}

export function indexHere({ folder, besides, texts }: Checkout): IndexHere {
  const db = openIndex(sqlite, join(mkdtempSync(join(besides, 'index-')), 'index.db'));
  const table = createFileTable(db, outliner.outline);
  const find = createChunkSearch(db, table.textOf);
  let embedded: Awaited<ReturnType<typeof withEmbeddings>>;
  return {
    embedded: () => embedded,
    index: {
      symbols: async () => [],
      upToDate: async () => {},
      find: async (question, limit) => find(question, limit),
    },
    async update() {
      const paths = [...texts().keys()];
      await outliner.prepare(paths);
      table.begin();
      const places = paths.map((path) => ({ path, file: join(folder, path) }));
      const changed = table.changed(places, largestFile);
      table.prune([]);
      table.read(changed);
      embedded = await withEmbeddings(db, find, table.textOf);
    },
    close: () => db.close(),
  };
}
