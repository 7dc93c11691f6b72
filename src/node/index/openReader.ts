import type * as sqliteModule from 'node:sqlite';
import { createOutliner } from '../outlines/outliner';
import { createFileTable, type FileTable } from './fileTable';
import type { IndexWorkerData, ReaderOperations } from './indexProtocol';
import type { Served } from './indexWorker';
import { openExisting } from './openIndex';
import { readFiles } from './readFiles';

/** What a process does that reads files for the index, which is there already. */
export function openReader(sqlite: typeof sqliteModule, { file, grammars }: IndexWorkerData): Served {
  const outliner = createOutliner(grammars);
  let table: FileTable | undefined;
  const operations: ReaderOperations = {
    async read(files) {
      await outliner.prepare(files.map(({ path }) => path));
      table ??= createFileTable(openExisting(sqlite, file), outliner.outline);
      return table.read(files);
    },
    async pack(files) {
      await outliner.prepare(files.map(({ path }) => path));
      return readFiles(files, outliner.outline);
    },
    async outline(text, path) {
      await outliner.prepare([path]);
      return outliner.outline(text, path);
    },
    close: () => {},
  };
  return {
    inTurn: () => true,
    run: (method, args) =>
      (operations[method as keyof ReaderOperations] as (...args: readonly unknown[]) => unknown)(...args),
  };
}
