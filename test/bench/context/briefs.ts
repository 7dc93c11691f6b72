import * as sqlite from 'node:sqlite';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { FilesPort } from '../../../src/contracts/files';
import { planningBrief, workspaceBrief } from '../../../src/core/brief/brief';
import { createShownRanges } from '../../../src/core/brief/shownRanges';
import type { Workspace } from '../../../src/core/workspace';
import { hashText } from '../../../src/node/hash';
import { createChunkSearch } from '../../../src/node/index/chunkSearch';
import { createFileTable } from '../../../src/node/index/fileTable';
import { openIndex } from '../../../src/node/index/openIndex';
import { createOutliner } from '../../../src/node/outlines/outliner';
import { createPlainSearch } from '../../../src/node/search/plainSearch';
import { grammars } from '../repository/grammars';
import type { Checkout } from '../repository/checkout';
import type { Shown } from './judge';
import { withEmbeddings } from './withEmbeddings';

const largestFile = 512 * 1024;
const never = new AbortController().signal;
const outliner = createOutliner(grammars);

/** The first request's brief in a checkout, with an index of its files and without. */
export interface Briefs {
  /** Brings the index up to the checkout's present files. */
  update(): Promise<void>;
  withIndex(goal: string): Promise<Shown>;
  withoutIndex(goal: string): Promise<Shown>;
  /** Undefined where no embeddings are asked for. */
  withEmbeddings(goal: string): Promise<Shown | undefined>;
  close(): void;
}

export function openBriefs(checkout: Checkout): Briefs {
  const db = openIndex(sqlite, join(mkdtempSync(join(checkout.besides, 'index-')), 'index.db'));
  const table = createFileTable(db, outliner.outline);
  const find = createChunkSearch(db, table.textOf);
  const index: Partial<Workspace['index']> = {
    symbols: async () => [],
    update: async () => ({ files: 0, symbols: 0, updated: 0, durationMs: 0 }),
    find: async (question, limit) => find(question, limit),
  };
  let embedded: Awaited<ReturnType<typeof withEmbeddings>>;
  const brief = async (goal: string, place: Workspace): Promise<Shown> => {
    const shown = createShownRanges();
    const text = await workspaceBrief(goal, place, shown, planningBrief, never);
    const about = text.slice(Math.max(0, text.indexOf('# What the goal seems to be about')));
    return { covers: shown.covers, files: new Set(shown.ranges().map(({ path }) => path)), chars: about.length };
  };
  return {
    async update() {
      const paths = [...checkout.texts().keys()];
      await outliner.prepare(paths);
      table.begin();
      const places = paths.map((path) => ({ path, file: join(checkout.folder, path) }));
      table.read(table.changed(places, largestFile));
      table.prune([]);
      embedded = await withEmbeddings(db, find, table.textOf);
    },
    withIndex: (goal) => brief(goal, { ...workspaceOf(checkout), index: index as Workspace['index'] }),
    withoutIndex: (goal) => brief(goal, workspaceOf(checkout)),
    async withEmbeddings(goal) {
      if (!embedded) return undefined;
      const { find: search, meaningOf } = embedded;
      const fused = { ...index, find: async (...asked: Parameters<typeof search>) => search(...asked) };
      return brief(goal, { ...workspaceOf(checkout), index: fused as Workspace['index'], meaningOf });
    },
    close: () => db.close(),
  };
}

function workspaceOf({ folder, texts }: Checkout): Workspace {
  const files: Partial<FilesPort> = {
    list: async () => [...texts().keys()],
    async read(path) {
      const text = texts().get(path);
      if (text === undefined) throw new Error(`There is no ${path}.`);
      return { path, text, hash: hashText(text), dirty: false };
    },
  };
  const editor = { folder: () => 'repository', openFiles: () => [], problems: () => [] };
  const workspace: Partial<Workspace> = {
    files: files as FilesPort,
    search: createPlainSearch({ root: folder }),
    outline: async (text, path) => outliner.outline(text, path),
    tools: [],
    settings: ((key: string) => key === 'index.enabled') as unknown as Workspace['settings'],
    editor: editor as unknown as Workspace['editor'],
    git: { state: async () => undefined } as Partial<Workspace['git']> as Workspace['git'],
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  return workspace as Workspace;
}
