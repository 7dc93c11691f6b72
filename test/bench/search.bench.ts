import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlainSearch } from '../../src/node/search/plainSearch';
import { findRipgrep } from '../../src/node/search/ripgrep';
import { createRipgrepSearch } from '../../src/node/search/ripgrepSearch';
import { createSearchCode } from '../../src/tools/searchCode';
import type { FilesPort } from '../../src/contracts/files';
import type { ToolContext } from '../../src/contracts/tool';
import { median, type Figure } from './measure';

const files = 5_000;
const runs = 21;

/**
 * `search_code` against ripgrep alone on the same query, over a tree of 5,000 files. Empty on a machine without
 * ripgrep.
 */
async function searchFigures(): Promise<Figure[]> {
  const rgPath = await findRipgrep(process.env['FLUX_BENCH_APP_ROOT']);
  if (rgPath === undefined) return [];
  const root = await mkdtemp(join(tmpdir(), 'flux-search-bench-'));
  try {
    await writeTree(root);
    const tool = createSearchCode({ search: createRipgrepSearch({ root, rgPath }), files: noFiles });
    const context = { signal: new AbortController().signal, report: () => undefined } as unknown as ToolContext;
    const queries = [
      { what: 'few hits', input: { pattern: 'findNeedle\\d+' }, args: ['--regexp=findNeedle\\d+'] },
      {
        what: '500 hits with context',
        input: { pattern: 'commonWord', context: 2, limit: 500 },
        args: ['--context=2', '--regexp=commonWord'],
      },
      {
        what: 'one folder',
        input: { pattern: 'findNeedle', glob: 'packages/p3/**' },
        args: ['--glob=packages/p3/**', '--regexp=findNeedle'],
      },
      {
        what: 'words, any case',
        input: { pattern: 'needle', words: true, ignoreCase: true },
        args: ['-w', '-i', '--regexp=needle'],
      },
    ];
    const figures: Figure[] = [];
    for (const { what, input, args } of queries) {
      const ours: number[] = [];
      const alone: number[] = [];
      for (let run = -2; run < runs; run++) {
        // By turns, so that a busy moment of the machine is shared.
        const rg = await timed(() => runAlone(rgPath, root, args));
        const flux = await timed(() => tool.run(input, context));
        if (run < 0) continue;
        alone.push(rg);
        ours.push(flux);
      }
      const ratio = median(ours) / median(alone);
      figures.push({
        what: `search_code against rg alone, ${what}`,
        value: ratio,
        unit: '×',
        goal: 'at most 1.2 ×',
        met: ratio <= 1.2,
        note: `${median(ours).toFixed(1)} ms against ${median(alone).toFixed(1)} ms, ${files} files`,
      });
    }
    const plain = await timed(() =>
      createPlainSearch({ root }).search({ pattern: 'findNeedle\\d+', limit: 60 }, context.signal),
    );
    figures.push({
      what: 'plain scan without rg, few hits',
      value: plain,
      unit: 'ms',
      note: `${files} files, one run`,
    });
    return figures;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const noFiles = { kind: async () => undefined } as unknown as FilesPort;

async function writeTree(root: string): Promise<void> {
  await writeFile(join(root, '.gitignore'), 'dist/\n*.log\n');
  for (let at = 0; at < files; at++) {
    const folder = join(root, at % 50 === 0 ? 'dist' : `packages/p${at % 20}/src/m${at % 7}`);
    const lines = Array.from(
      { length: 120 },
      (_, line) => `  const value${line} = compute(${at}, ${line}); // part of the work that is done here`,
    );
    lines[50] = at % 10 === 0 ? 'commonWord();' : '';
    lines[80] = at % 200 === 1 ? `export function findNeedle${at}() { return 'needle'; }` : '';
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `file${at}.ts`), lines.join('\n'));
  }
}

async function timed(job: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await job();
  return performance.now() - start;
}

/** As a person would run it, with its output read. */
function runAlone(rgPath: string, root: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(rgPath, ['--no-config', '--no-require-git', '--line-number', ...args, './'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

const [output] = process.argv.slice(2);
const figures = await searchFigures();
if (output) await writeFile(output, JSON.stringify(figures));
else console.table(figures);
