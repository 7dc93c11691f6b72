import type { TestCase } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { diagnostic, parseTap, type TapPoint } from '../parseTap';
import type { Runner } from '../runner';
import { escapePattern } from '../../../base/escapePattern';
import { resultsOf } from '../testResults';

/** node-tap (https://node-tap.org/cli/), and any stream of TAP for want of something better known. */
export const tap: Runner = {
  arguments: async ({ files, name, exact }, { project, reportFile }) => {
    const version = Number(
      /"version":\s*"(\d+)/.exec((await project.readText('node_modules/tap/package.json')) ?? '')?.[1] ?? 0,
    );
    const narrow = files.length > 0 || name !== undefined || exact.length > 0;
    // A part of the tests never covers everything, which would count as a failure.
    const coverage = narrow && version >= 18 ? ['--disable-coverage'] : [];
    const top = [...new Set(exact.map((test) => test.name.split(' › ')[0] ?? ''))].map(
      (each) => `^${escapePattern(each)}$`,
    );
    const named = name === undefined ? undefined : escapePattern(name);
    const pattern = exact.length > 0 ? top.join('|') : named;
    return {
      shown: [...(pattern === undefined ? [] : [`--grep=/${pattern}/`]), ...files],
      hidden: ['--reporter=terse', `--output-file=${reportFile}`, ...coverage],
      ...(files.length > 0 && { rewrite: { files } }),
    };
  },
  readReports: (reports, { root }) => {
    const points = parseTap(reports[0]?.text ?? '');
    return points.length === 0 ? undefined : resultsOf(points.flatMap((point) => casesIn(point, [], root)));
  },
  readOutput: (output, { root }) => {
    if (!/^(?:TAP version \d+|1\.\.\d+)\s*$/m.test(output)) return undefined;
    const points = parseTap(output);
    return points.length === 0 ? undefined : resultsOf(points.flatMap((point) => casesIn(point, [], root)));
  },
};

/**
 * The tests in a point: those innermost subtests that hold nothing but assertions. What a file asserts outside of any
 * test counts as a test called like the file.
 */
function casesIn(
  point: TapPoint,
  above: readonly string[],
  root: string,
  file = /\.[cm]?[jt]sx?$/.test(point.name) ? toRelative(root, point.name) : undefined,
): TestCase[] {
  const isFile = file !== undefined && point.name.endsWith(file);
  const path = isFile ? above : [...above, point.name];
  const inner = point.children.filter(({ children }) => children.length > 0);
  const subtests = point.children.filter((child) => child.children.length > 0 || child.directive !== undefined);
  const own = point.children.filter((child) => !subtests.includes(child));
  if (isFile || inner.length > 0) {
    const cases = subtests.flatMap((child) => casesIn(child, path, root, file));
    const alone =
      own.length > 0 || cases.length === 0
        ? [toCase(point, own, { name: path.length === 0 ? (file ?? point.name) : path.join(' › '), file, root })]
        : [];
    return [...alone.filter((test) => test.status !== 'skipped' || cases.length === 0), ...cases];
  }
  return [toCase(point, own, { name: path.join(' › '), file, root })];
}

function toCase(
  point: TapPoint,
  assertions: readonly TapPoint[],
  { name, file, root }: { readonly name: string; readonly file: string | undefined; readonly root: string },
): TestCase {
  const broken = assertions.find(({ ok, directive }) => !ok && directive !== 'todo');
  const isFailed = broken !== undefined || (!point.ok && assertions.length === 0);
  const outcome = isFailed ? 'failed' : 'passed';
  const status = point.directive ? 'skipped' : outcome;
  const told = (broken ?? point).diagnostics;
  const named = diagnostic(told, 'fileName') ?? diagnostic(told, 'file');
  const place = named === undefined ? undefined : toRelative(root, named);
  const line = Number(diagnostic(told, 'lineNumber') ?? diagnostic(told, 'line'));
  const where = file ?? place;
  const message =
    [broken?.name ?? '', diagnostic(told, 'diff') ?? diagnostic(told, 'message') ?? ''].filter(Boolean).join('\n') ||
    (diagnostic(told, 'exitCode') ? `The file ended with exit code ${diagnostic(told, 'exitCode')}.` : '');
  return {
    name,
    ...(where !== undefined && { file: where }),
    ...(line > 0 && (place === undefined || place === where) && { line }),
    status,
    ...(point.durationMs !== undefined && { durationMs: point.durationMs }),
    ...(status === 'failed' && { message: assertionMessage(message) }),
  };
}
