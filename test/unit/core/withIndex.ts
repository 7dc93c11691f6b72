import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as sqlite from 'node:sqlite';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Workspace } from '../../../src/core/workspace';
import { createChunkSearch } from '../../../src/node/index/chunkSearch';
import { createFileTable } from '../../../src/node/index/fileTable';
import { openIndex } from '../../../src/node/index/openIndex';
import { createSymbolSearch } from '../../../src/node/index/symbolSearch';
import { outlineOf } from '../../../src/outlines/outline';
import type { MemoryWorkspace } from './memoryWorkspace';

/** Gives a workspace in memory a real code index, made anew of its texts at each update. */
export function withIndex(place: MemoryWorkspace): { readonly place: MemoryWorkspace; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'flux-index-'));
  const db = openIndex(sqlite, join(folder, 'index.db'));
  const table = createFileTable(db, outlineOf);
  const search = createChunkSearch(db, table.textOf);
  const symbolsOf = createSymbolSearch(db);
  const update = async () => {
    table.begin();
    const files = [...place.texts].map(([path, text]) => {
      const file = join(folder, 'files', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return { path, file };
    });
    const changed = table.changed(files, 512 * 1024);
    table.prune([]);
    table.read(changed);
  };
  const index: NonNullable<Workspace['index']> = {
    upToDate: update,
    async find(question, limit) {
      const found = search(question, limit);
      // The workspace in memory has hashes of its own.
      return Promise.all(found.map(async (chunk) => ({ ...chunk, hash: (await place.files.read(chunk.path)).hash })));
    },
    symbols: async (query, limit) => symbolsOf(query, limit),
  };
  Object.assign(place, { index });
  return {
    place,
    remove() {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
