import type { TestCase, TestFailure } from '../../contracts/tests';
import { escapePattern } from '../../base/escapePattern';
import type { Selection } from './selection';
import type { ProjectReader } from './testCommand';
import { resultsOf, type TestResults } from './testResults';

/** Tests that ran beside those that were asked for. */
export type OtherCounts = Pick<TestResults, 'passed' | 'failed' | 'skipped'>;

export interface AskedFor {
  readonly selection: Selection;
  /** Whether the runner was told the name itself; it knows better then which tests bear it. */
  readonly byName: boolean;
  /** As in Runner. */
  readonly tellsFile: boolean;
  readonly project: ProjectReader;
}

/**
 * Of a run's results those that were asked for: runners take files for parts of paths, and add those that their
 * settings name. A test of which the file is not known stays, and so does what failed outside of any test.
 */
export async function onlyAsked(
  results: TestResults,
  { selection, byName, tellsFile, project }: AskedFor,
): Promise<{ results: TestResults; others?: OtherCounts }> {
  const tests: readonly (TestCase | TestFailure)[] = results.cases ?? results.failures;
  const inFiles =
    tellsFile && selection.files.length > 0
      ? await fileFilter(
          selection.files,
          tests.flatMap(({ file }) => file ?? []),
          project,
        )
      : () => true;
  const isNamed = nameFilter(selection, tests, byName);
  const isAsked = (test: Pick<TestCase, 'name' | 'file'>) =>
    (test.file === undefined || inFiles(test.file)) && (isBroken(test) || isNamed(test));
  if (results.cases) {
    const kept = resultsOf(results.cases.filter(isAsked));
    const of = (word: 'passed' | 'failed' | 'skipped') =>
      results.cases?.filter(({ status, ...test }) => status === word && !isAsked(test)).length ?? 0;
    const others = { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
    if (others.passed + others.failed + others.skipped === 0) return { results };
    return {
      results: { ...kept, failures: results.failures.filter(isAsked) },
      ...(others.passed + others.failed > 0 && { others }),
    };
  }
  // Without a list of those that passed, only failures can be told apart.
  const failures = results.failures.filter(isAsked);
  const failed = results.failures.length - failures.length;
  return failed === 0
    ? { results }
    : {
        results: { ...results, failures, failed: Math.max(failures.length, results.failed - failed) },
        others: { passed: 0, failed, skipped: 0 },
      };
}

/** A failure that is none of a test: of a file that could not be loaded, or of what runs around tests. */
function isBroken({ name, file }: Pick<TestCase, 'name' | 'file'>): boolean {
  return name === file || isHook(name);
}

/** Mocha's name for what failed before or after tests. */
function isHook(name: string): boolean {
  return /"(?:before|after)(?: all| each)" hook/.test(name);
}

async function fileFilter(
  wanted: readonly string[],
  ran: readonly string[],
  project: ProjectReader,
): Promise<(file: string) => boolean> {
  const filters = await Promise.all(wanted.map((path) => filterFor(path, ran, project)));
  return (file) => filters.some((fits) => fits(file));
}

async function filterFor(
  given: string,
  ran: readonly string[],
  project: ProjectReader,
): Promise<(file: string) => boolean> {
  const path = given
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/::.*$/s, '')
    .replace(/(\.\w+)(?::\d+|\[[\d:]+\])$/, '$1')
    .replace(/\/+$/, '');
  if (path === '' || path === '.') return () => true;
  if (ran.includes(path)) return (file) => file === path;
  if ((await project.list(path)).length > 0) return (file) => file.startsWith(`${path}/`);
  if (await project.exists(path)) return builtFrom(path, ran);
  // What is no file is a pattern: with signs for anything, else a part of a path.
  if (/[*?{]/.test(path)) {
    const pattern = new RegExp(
      `^${path
        .split(/(\*\*\/?|\*|\?|\{[^{}]*\})/)
        .map(globPart)
        .join('')}$`,
    );
    return (file) => pattern.test(file);
  }
  return (file) => file.includes(path);
}

function globPart(part: string): string {
  if (part.startsWith('**')) return '(?:.*/)?'.replace(/\/\)\?$/, part.endsWith('/') ? '/)?' : ')?');
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(escapePattern).join('|')})`;
  return escapePattern(part);
}

/** Of a source that is built before it runs, what ran is the built file: the one whose path ends most like it. */
function builtFrom(path: string, ran: readonly string[]): (file: string) => boolean {
  if (!/\.(?:[cm]?tsx?|jsx|coffee)$/.test(path)) return () => false;
  const parts = (file: string) =>
    file
      .replace(/\.\w+$/, '')
      .split('/')
      .reverse();
  const own = parts(path);
  const shared = (file: string) =>
    /\.[cm]?js$/.test(file)
      ? (parts(file).findIndex((part, at) => part !== own[at]) + 1 || parts(file).length + 1) - 1
      : 0;
  const most = Math.max(0, ...ran.map(shared));
  return (file) => most > 0 && shared(file) === most;
}

function nameFilter(
  { name, exact }: Selection,
  tests: readonly Pick<TestCase, 'name' | 'file'>[],
  byName: boolean,
): (test: Pick<TestCase, 'name' | 'file'>) => boolean {
  if (exact.length > 0) {
    const isExact = (test: Pick<TestCase, 'name' | 'file'>) =>
      exact.some(
        (each) =>
          each.name === test.name && (each.file === undefined || test.file === undefined || each.file === test.file),
      );
    // Names may have changed since; then nothing can be told by them.
    return tests.some(isExact) ? isExact : () => true;
  }
  if (name === undefined || byName) return () => true;
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[\s_:.›>#/]+/g, ' ')
      .trim();
  return (test) => plain(test.name).includes(plain(name));
}
