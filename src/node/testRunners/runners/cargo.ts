import { pattern } from '../../../base/pattern';
import type { TestCase } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import type { ReadContext, Runner } from '../runner';
import type { Selection } from '../selection';
import type { ProjectReader } from '../testCommand';
import { resultsOf } from '../testResults';

/** Cargo's JSON is not stable, so its text is read (https://doc.rust-lang.org/rustc/tests/index.html). */
export const cargo: Runner = {
  arguments: async (selection, { project }) => {
    const { targets, filters, exact } = await narrow(selection, project);
    return {
      shown: [...targets, ...(filters.length > 0 ? ['--', ...(exact ? ['--exact'] : []), ...filters] : [])],
      hidden: ['--no-fail-fast'],
    };
  },
  readOutput: async (output, context) => {
    if (!/^test result: (?:ok|FAILED)\. \d+ passed; \d+ failed; /m.test(output)) return undefined;
    const cases: TestCase[] = [];
    for (const part of output.split(/^(?= *(?:Running |Doc-tests ))/m)) cases.push(...(await casesOf(part, context)));
    return resultsOf(cases);
  },
};

const testLine = pattern('gm')`
  ^test (.{1,400}?)(?: - should panic)? \.\.\. (?:(?!test ).*\n)*?(?:.*\b)?(ok|FAILED
  |ignored(?:,.*)?)(?: <[\d.]+s>)?$
`;

async function casesOf(part: string, { root, project }: ReadContext): Promise<TestCase[]> {
  const running = /^ *Running (?:unittests )?(\S+\.rs) \(/.exec(part)?.[1];
  const whole = running !== undefined && (await project.exists(running)) ? running : undefined;
  const told = new Map<string, string>();
  for (const [, name = '', words = ''] of part.matchAll(
    /^---- (.+?) (?:stdout|stderr) ----\n((?:(?!---- .* ----$)(?!failures:$)(?!test result: ).*\n)*)/gm,
  ))
    told.set(name, words);
  return [...part.matchAll(testLine)].map(([, name = '', became = '']): TestCase => {
    const status = statuses[became] ?? 'skipped';
    const words = told.get(name) ?? '';
    const doc = /^(\S+\.rs) - .*\(line (\d+)\)/.exec(name);
    const place = panicPlace(words, root) ?? (doc ? { file: doc[1], line: Number(doc[2]) } : {});
    const file = place.file ?? whole;
    return {
      name,
      ...(file !== undefined && { file }),
      ...(place.line !== undefined && { line: place.line }),
      status,
      ...(status === 'failed' && { message: assertionMessage(explain(words)) }),
    };
  });
}

/** `panicked at src/lib.rs:13:46:`, before Rust 1.73 `panicked at 'words', src/lib.rs:13:46`. */
function panicPlace(words: string, root: string): { file: string; line: number } | undefined {
  for (const [, path = '', line] of words.matchAll(
    /(?:panicked at |', |(?:did not panic as expected) at )([^\s':][^:\n']*\.rs):(\d+):\d+/g,
  )) {
    const file = toRelative(root, path);
    if (file !== undefined) return { file, line: Number(line) };
  }
  return undefined;
}

function explain(words: string): string {
  const older = /panicked at '([\s\S]*?)', \S+:\d+:\d+$/m.exec(words)?.[1];
  const newer = /panicked at \S[^\n]*:\d+:\d+:\n([\s\S]*)/.exec(words)?.[1];
  return (older ?? newer ?? words)
    .replace(/^(?:stack backtrace:|note: (?:run with|Some details))[\s\S]*/m, '')
    .replace(/^note: test did not/, 'test did not');
}

/** Which of a package's targets files belong to, and by which names the tests in them begin. */
async function narrow(
  { files, name, exact }: Selection,
  project: ProjectReader,
): Promise<{ targets: string[]; filters: string[]; exact: boolean }> {
  const targets = new Set<string>();
  const modules: string[] = [];
  const packages = new Set<string>();
  for (const file of files) {
    const [, folder = '', kind = '', inner = ''] = /^(.*?\/)??(src|tests|benches|examples)\/(.*)\.rs$/.exec(file) ?? [];
    const member =
      folder === ''
        ? undefined
        : /^\s*name\s*=\s*"([^"]+)"/m.exec((await project.readText(`${folder}Cargo.toml`)) ?? '')?.[1];
    if (member !== undefined) packages.add(member);
    const target = inner.split('/')[0] ?? '';
    if (kind === 'tests') targets.add(`--test=${target}`);
    else if (kind === 'src' && target === 'bin') targets.add(`--bin=${inner.split('/')[1] ?? ''}`);
    else if (kind === 'src' && inner === 'main') targets.add('--bins');
    else if (kind === 'src') targets.add((await project.exists(`${folder}src/lib.rs`)) ? '--lib' : '--bins');
    if (kind === 'src' && target !== 'bin' && !/^(?:lib|main)$/.test(inner))
      modules.push(`${inner.replace(/\/mod$/, '').replaceAll('/', '::')}::`);
  }
  const only = [...[...packages].map((member) => `--package=${member}`), ...targets];
  if (exact.length > 0)
    return {
      targets: exact.some((test) => test.name.includes(' - ')) ? [] : only,
      filters: exact.map((test) => test.name),
      exact: true,
    };
  if (name !== undefined) return { targets: only, filters: [name], exact: false };
  // Names are matched anywhere, so modules narrow only where all files are modules.
  return { targets: only, filters: modules.length === files.length ? modules : [], exact: false };
}

const statuses: Partial<Record<string, TestCase['status']>> = { ok: 'passed', FAILED: 'failed' };
