import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCode } from '../../../src/core/codeIndex/findCode';
import { createIndexKeeper, type IndexKeeper } from '../../../src/core/codeIndex/keepIndex';
import { createCodeIndex, type CodeIndex, type CodeIndexOptions } from '../../../src/node/index/codeIndex';

/** A folder on the disk with an index and what keeps it, as in a window. */
export interface IndexedFolder {
  /** Holds the project and the index. */
  readonly folder: string;
  readonly root: string;
  /** The index's file, unless it is opened elsewhere. */
  readonly file: string;
  put(path: string, content: string | Uint8Array): Promise<void>;
  open(options?: Partial<CodeIndexOptions>): Opened;
  /** Closes what was opened. */
  close(): Promise<void>;
  remove(): Promise<void>;
}

export interface Opened {
  readonly index: CodeIndex;
  readonly keeper: IndexKeeper;
  /** Says that files were written, made or removed. */
  tell(...paths: string[]): void;
  /** `path symbol` of what a search by meaning finds, best first. */
  find(query: string, limit?: number): Promise<string[]>;
}

/** @param worker the path of the bundled worker */
export async function indexedFolder(worker: string): Promise<IndexedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-indexed-'));
  const root = join(folder, 'project');
  const file = join(folder, 'index.db');
  await mkdir(root);
  const opened: Opened[] = [];
  const close = async () => {
    for (const { keeper, index } of opened.splice(0)) {
      keeper.dispose();
      await index.close();
    }
  };
  return {
    folder,
    root,
    file,
    close,
    async put(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    open(options = {}) {
      const index = createCodeIndex({ ...indexOptions(root, file, worker), ...options });
      const keeper = createIndexKeeper({
        index,
        isEnabled: () => true,
        now: Date.now,
        log: { info: () => {}, warn: () => {}, error: () => {} },
      });
      const one: Opened = {
        index,
        keeper,
        tell: (...paths) => paths.forEach((path) => keeper.changed({ path, file: join(root, path) })),
        find: async (query, limit = 5) =>
          (await findCode(query, limit, { index, keeper })).map(({ path, symbol }) => `${path} ${symbol ?? ''}`.trim()),
      };
      opened.push(one);
      return one;
    },
    async remove() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What an index of a folder is opened with; `worker`: the path of the bundled worker. */
export function indexOptions(root: string, file: string, worker: string): CodeIndexOptions {
  return {
    file,
    workerUrl: pathToFileURL(worker),
    maxFileKb: () => 1024,
    folders: () => [{ root, name: '', hidden: [] }],
  };
}
