import * as sqlite from 'node:sqlite';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { FilesPort } from '../../src/contracts/files';
import { workspaceBrief, planningBrief } from '../../src/core/brief/brief';
import { createShownRanges, type ShownRanges } from '../../src/core/brief/shownRanges';
import type { Workspace } from '../../src/core/workspace';
import { hashText } from '../../src/node/hash';
import { createChunkSearch } from '../../src/node/index/chunkSearch';
import { createFileTable } from '../../src/node/index/fileTable';
import { openIndex } from '../../src/node/index/openIndex';
import { createOutliner } from '../../src/node/outlines/outliner';
import { createPlainSearch } from '../../src/node/search/plainSearch';
import { bm25Windows } from './context/bm25Windows';
import { openRepository, type Case } from './context/gitCases';
import { withEmbeddings } from './context/withEmbeddings';
import type { Figure } from './measure';

// `npm run bench -- context REPOSITORY…`: how much of what real commits changed stands in the first request. The goal is
// a commit's message; asked for are the lines that it changed, tests left out.

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const limit = Number(process.env['FLUX_BENCH_COMMITS'] ?? 40);
const room = 11_000;
const outliner = createOutliner({
  appRoot: root,
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
});
const never = new AbortController().signal;
const nothing = { files: 0, symbols: 0, updated: 0, durationMs: 0 };

/** What was shown for a goal, and how many characters that took. */
interface Shown {
  readonly covers: ShownRanges['covers'];
  readonly files: ReadonlySet<string>;
  readonly chars: number;
}

type Way = (goal: string) => Promise<Shown>;

/** The ways of choosing what to show, in a folder with the files of a case. */
async function waysIn(folder: string, texts: ReadonlyMap<string, string>): Promise<Record<string, Way>> {
  const db = openIndex(sqlite, join(folder, '..', 'index.db'));
  const table = createFileTable(db, outliner.outline);
  const places = [...texts.keys()].map((path) => ({ path, file: join(folder, path) }));
  await outliner.prepare([...texts.keys()]);
  table.begin();
  table.read(table.changed(places, 512 * 1024));
  table.prune([]);
  const find = createChunkSearch(db, table.textOf);
  const workspace = workspaceOf(folder, texts);
  const index = {
    symbols: async () => [],
    update: async () => nothing,
    find: async (...asked: Parameters<typeof find>) => find(...asked),
  };
  const embedded = await withEmbeddings(db, find, table.textOf);
  const brief = async (goal: string, place: Workspace): Promise<Shown> => {
    const shown = createShownRanges();
    const text = await workspaceBrief(goal, place, shown, planningBrief, never);
    const about = text.slice(Math.max(0, text.indexOf('# What the goal seems to be about')));
    return { covers: shown.covers, files: new Set(shown.ranges().map(({ path }) => path)), chars: about.length };
  };
  return {
    'plain BM25': async (goal) => bm25Windows(texts, goal, room),
    'the brief without an index': (goal) => brief(goal, workspace),
    'the brief with the index': (goal) => brief(goal, { ...workspace, index }),
    ...(embedded && {
      'the brief with embeddings': (goal: string) =>
        brief(goal, {
          ...workspace,
          index: { ...index, find: async (...asked) => embedded.find(...asked) },
          meaningOf: embedded.meaningOf,
        }),
    }),
  };
}

function workspaceOf(folder: string, texts: ReadonlyMap<string, string>): Workspace {
  const search = createPlainSearch({ root: folder });
  const files: Partial<FilesPort> = {
    list: async () => [...texts.keys()],
    async read(path) {
      const text = texts.get(path);
      if (text === undefined) throw new Error(`There is no ${path}.`);
      return { path, text, hash: hashText(text), dirty: false };
    },
  };
  const editor = { folder: () => 'repository', openFiles: () => [], problems: () => [] };
  const workspace: Partial<Workspace> = {
    files: files as FilesPort,
    search,
    outline: async (text, path) => outliner.outline(text, path),
    tools: [],
    settings: ((key: string) => key === 'index.enabled') as unknown as Workspace['settings'],
    editor: editor as unknown as Workspace['editor'],
    git: { state: async () => undefined } as Partial<Workspace['git']> as Workspace['git'],
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  return workspace as Workspace;
}

interface Outcome {
  readonly files: readonly [shown: number, all: number];
  readonly places: readonly [shown: number, all: number];
  readonly tokens: number;
}

function judge({ places }: Case, { covers, files, chars }: Shown): Outcome {
  const paths = [...new Set(places.map(({ path }) => path))];
  const held = places.filter(({ path, from, to, isGap }) => {
    if (isGap) return covers(path, Math.max(1, from)) || covers(path, to);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at).every((line) => covers(path, line));
  });
  return {
    files: [paths.filter((path) => files.has(path)).length, paths.length],
    places: [held.length, places.length],
    tokens: chars / 4,
  };
}

const share = (outcomes: readonly Outcome[], of: 'files' | 'places') =>
  (100 * outcomes.reduce((sum, each) => sum + each[of][0], 0)) / outcomes.reduce((sum, each) => sum + each[of][1], 0);

async function measure(repository: string): Promise<Figure[]> {
  const name = repository.split('/').at(-2) ?? repository;
  const { cases, read } = openRepository(repository);
  const outcomes = new Map<string, Outcome[]>();
  const place = mkdtempSync(join(tmpdir(), 'flux-context-'));
  const folder = join(place, 'files');
  try {
    for (const one of cases(limit)) {
      const blobs = read(one.files.values());
      const texts = new Map(
        [...one.files].flatMap(([path, blob]) => {
          const text = blobs.get(blob);
          return text === undefined ? [] : [[path, text] as const];
        }),
      );
      rmSync(folder, { recursive: true, force: true });
      for (const [path, text] of texts) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      for (const [way, show] of Object.entries(await waysIn(folder, texts)))
        outcomes.set(way, [...(outcomes.get(way) ?? []), judge(one, await show(one.goal))]);
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  return [...outcomes].map(([way, all]): Figure => ({
    what: `context: ${name}, ${way}: changed places shown`,
    value: share(all, 'places'),
    unit: '%',
    note:
      `files ${share(all, 'files').toFixed(0)} %, goals whole ` +
      `${((100 * all.filter(({ places: [shown, count] }) => shown === count).length) / all.length).toFixed(0)} %, ` +
      `${(all.reduce((sum, { tokens }) => sum + tokens, 0) / all.length).toFixed(0)} tokens, ${all.length} commits`,
  }));
}

const figures: Figure[] = [];
for (const repository of (process.env['FLUX_BENCH_REPOS'] ?? '').split(delimiter).filter(Boolean))
  figures.push(...(await measure(repository)));
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else for (const { what, value, note } of figures) console.log(`${what} ${value.toFixed(0)} % (${note})`);
