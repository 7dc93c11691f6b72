import * as sqlite from 'node:sqlite';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import type { Workspace } from '../../src/core/workspace';
import { affectedTests } from '../../src/core/watch/affectedTests';
import { createGitCli } from '../../src/node/git/gitCli';
import { createChunkSearch } from '../../src/node/index/chunkSearch';
import { createFileTable } from '../../src/node/index/fileTable';
import { openIndex } from '../../src/node/index/openIndex';
import { createTestReach } from '../../src/node/index/testReach';
import { createOutliner } from '../../src/node/outlines/outliner';
import { createPlainSearch } from '../../src/node/search/plainSearch';
import { testedCommits, type TestedCommit } from './affected/testedCommits';
import { median, type Figure } from './measure';

// `npm run bench -- affected REPOSITORY…`: whether the tests that real commits changed are among those that Flux would run
// once the code is saved. The tests are as they were before the commit, the code as it left it.

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
const limit = Number(process.env['FLUX_BENCH_COMMITS'] ?? 40);
const never = new AbortController().signal;
const outliner = createOutliner({
  appRoot: root,
  runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
});

/** What was chosen after one commit. */
interface Outcome {
  readonly chosen: readonly string[];
  readonly wanted: readonly string[];
  readonly all: number;
  readonly ms: number;
}

/** A clone of which one commit after the other is checked out, with its index. */
function openClone(repository: string) {
  const besides = mkdtempSync(join(tmpdir(), 'flux-affected-'));
  const folder = join(besides, 'files');
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', repository, folder]);
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  const db = openIndex(sqlite, join(besides, 'index.db'));
  const table = createFileTable(db, outliner.outline);
  const find = createChunkSearch(db, table.textOf);
  const reaching = createTestReach(db);
  const update = async () => {
    const paths = git('ls-files', '-z').toString().split('\0').filter(Boolean);
    await outliner.prepare(paths);
    table.begin();
    const places = paths.map((path) => ({ path, file: join(folder, path) }));
    const changed = table.changed(places, 512 * 1024);
    table.prune([]);
    table.read(changed);
  };
  const workspace = {
    search: createPlainSearch({ root: folder }),
    git: createGitCli({ root: folder }),
    outline: async (text: string, path: string) => outliner.outline(text, path),
    index: {
      find: async (...asked: Parameters<typeof find>) => find(...asked),
      reaching: async (...asked: Parameters<typeof reaching>) => reaching(...asked),
    },
    files: {
      read: async (path: string) => ({
        path,
        text: await readFile(join(folder, path), 'utf8'),
        hash: '',
        dirty: false,
      }),
    } as unknown as Workspace['files'],
    log: { info: () => {}, warn: console.warn, error: console.error },
  };
  return {
    async tryCommit({ commit, sources, tests }: TestedCommit): Promise<Outcome> {
      git('checkout', '--quiet', '--force', '--detach', `${commit}^`);
      for (const path of sources) writeFileSync(join(folder, path), git('show', `${commit}:${path}`));
      await update();
      const { all, tests: known } = reaching(sources, [], 100_000);
      const begun = performance.now();
      const chosen = await affectedTests(sources, workspace, never);
      const ms = performance.now() - begun;
      if (process.env['FLUX_BENCH_SHOW'])
        for (const test of tests.filter((each) => !chosen.includes(each)))
          console.log(
            commit,
            sources.join(' '),
            '→',
            test,
            known.find(({ path }) => path === test),
          );
      return { chosen, wanted: tests, all, ms };
    },
    remove() {
      db.close();
      rmSync(besides, { recursive: true, force: true });
    },
  };
}

function nameOf(repository: string): string {
  const path = resolve(repository);
  return basename(path) === 'repo' ? basename(dirname(path)) : basename(path);
}

async function measure(repository: string): Promise<Figure[]> {
  const clone = openClone(resolve(repository));
  try {
    const outcomes: Outcome[] = [];
    for (const commit of testedCommits(resolve(repository), limit)) outcomes.push(await clone.tryCommit(commit));
    const wanted = outcomes.flatMap((one) => one.wanted);
    const found = outcomes.flatMap(({ wanted: tests, chosen }) => tests.filter((test) => chosen.includes(test)));
    const whole = outcomes.filter(({ wanted: tests, chosen }) => tests.every((test) => chosen.includes(test)));
    const part = (a: number, b: number) => (100 * a) / Math.max(1, b);
    const shares = outcomes.map(({ chosen, all }) => part(chosen.length, all));
    const share = shares.reduce((sum, each) => sum + each, 0) / Math.max(1, shares.length);
    const name = `affected tests, ${nameOf(repository)}`;
    const recall = part(found.length, wanted.length);
    return [
      {
        what: `${name}: changed tests chosen`,
        value: recall,
        unit: '%',
        goal: 'at least 90 %',
        met: recall >= 90,
        note: `${wanted.length} tests of ${outcomes.length} commits; of ${whole.length} commits all`,
      },
      {
        what: `${name}: files chosen`,
        value: share,
        unit: '%',
        goal: 'under 25 %',
        met: share < 25,
        note: `median ${median(outcomes.map(({ chosen }) => chosen.length))} of ${outcomes.at(0)?.all} files, ${median(outcomes.map(({ ms }) => ms)).toFixed(0)} ms`,
      },
    ];
  } finally {
    clone.remove();
  }
}

const figures: Figure[] = [];
for (const repository of (process.env['FLUX_BENCH_REPOS'] ?? '').split(delimiter).filter(Boolean))
  figures.push(...(await measure(repository)));
await writeFile(process.argv[2]!, JSON.stringify(figures));
