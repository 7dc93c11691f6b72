import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage } from '../failureText';
import { parseJson } from '../parseJson';
import { goReaderSource } from '../reporterSources';
import type { ReadContext, Runner } from '../runner';
import { escapePattern } from '../../../base/escapePattern';
import type { Selection } from '../selection';
import type { ProjectReader } from '../testCommand';
import { resultsOf } from '../testResults';

const valueOptions = new Set([
  '-run',
  '-skip',
  '-bench',
  '-benchtime',
  '-count',
  '-timeout',
  '-tags',
  '-p',
  '-parallel',
  '-cpu',
  '-coverprofile',
  '-covermode',
  '-coverpkg',
  '-ldflags',
  '-gcflags',
  '-mod',
  '-modfile',
  '-exec',
  '-o',
  '-vet',
  '-shuffle',
  '-list',
  '-fuzz',
  '-fuzztime',
]);

/** A line of `go test -json` (https://pkg.go.dev/cmd/test2json). */
interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Elapsed?: number;
  readonly Output?: string;
  readonly ImportPath?: string;
  readonly FailedBuild?: string;
}

/** Go runs packages, so a file stands for its package and the names of the tests in it. */
export const go: Runner = {
  arguments: async (selection, { project, reached, reportFile }) => {
    const packages = [
      ...new Set(
        selection.files.map((file) => (file.includes('/') ? `./${file.slice(0, file.lastIndexOf('/'))}` : '.')),
      ),
    ];
    const pattern = await runPattern(selection, project);
    return {
      shown: pattern === undefined ? [] : [`-run=${pattern}`],
      hidden: ['-json'],
      ...(reached && { env: { FLUX_TEST_REPORT: reportFile } }),
      ...(packages.length > 0 && { rewrite: { files: packages, valueOptions } }),
    };
  },
  reporter: { fileName: 'reader.cjs', source: goReaderSource, runsLine: true },
  readReports: async (reports, context) => {
    const events = (reports[0]?.text ?? '')
      .split('\n')
      .map((line) => (line === '' ? undefined : parseJson(line)))
      .filter(isEvent);
    return events.length === 0 ? undefined : resultsOf(await casesOf(events, context));
  },
  readOutput: async (output, context) => {
    if (!/^(?:ok|FAIL|\?) {0,3}\t\S+\t/m.test(output) && !/^FAIL\t\S+ \[(?:build|setup) failed\]/m.test(output))
      return undefined;
    const failures: TestFailure[] = [];
    let passed = 0;
    for (const { words, isFine, name } of packagesIn(output)) {
      const broken = isFine
        ? []
        : words
            .split(/^(?= *--- (?:FAIL|PASS|SKIP): )/m)
            .flatMap((part) =>
              [/^ *--- FAIL: (\S+) \([\d.]+s\)\n([\s\S]*)/.exec(part) ?? []].filter(([test]) => test !== undefined),
            );
      if (isFine) passed++;
      else if (broken.length === 0) failures.push({ name, message: assertionMessage(words) });
      const parents = new Set(
        broken.flatMap(([, test = '']) => (test.includes('/') ? [test.slice(0, test.lastIndexOf('/'))] : [])),
      );
      for (const [, test = '', told = ''] of broken)
        if (!parents.has(test))
          failures.push({
            name: test,
            ...(await placeIn(told, name, context)),
            message: assertionMessage(told.replace(/^ {4,}/gm, '')),
          });
    }
    const listed = (word: string) => [...output.matchAll(new RegExp(`^ *--- ${word}: `, 'gm'))].length;
    return { passed: listed('PASS') || passed, failed: failures.length, skipped: listed('SKIP'), failures };
  },
};

/** What was printed before each package's line, such as `FAIL	example.com/x	0.1s`. */
function packagesIn(output: string): { words: string; isFine: boolean; name: string }[] {
  const packages: { words: string; isFine: boolean; name: string }[] = [];
  let words: string[] = [];
  for (const line of output.split('\n')) {
    const [, end, name] = /^(ok {2}|FAIL)\t(\S+)/.exec(line) ?? [];
    if (name === undefined) words.push(`${line}\n`);
    else {
      packages.push({ words: words.join(''), isFine: end !== 'FAIL', name });
      words = [];
    }
  }
  return packages;
}

async function runPattern({ files, name, exact }: Selection, project: ProjectReader): Promise<string | undefined> {
  if (exact.length === 1)
    return (exact[0]?.name ?? '')
      .split('/')
      .map((part) => `^${escapePattern(part)}$`)
      .join('/');
  if (exact.length > 1)
    return `^(?:${[...new Set(exact.map((test) => escapePattern(test.name.split('/')[0] ?? '')))].join('|')})$`;
  // Go writes a blank in a subtest's name as an underscore.
  if (name !== undefined)
    return name
      .split('/')
      .map((part) => escapePattern(part.replace(/\s/g, '_')))
      .join('/');
  const texts = await Promise.all(files.map((file) => project.readText(file)));
  const tests = texts.flatMap((text) =>
    [...(text ?? '').matchAll(/^func ((?:Test|Example|Fuzz)\w*)\(/gm)].map(([, test]) => test),
  );
  return tests.length === 0 ? undefined : `^(?:${tests.join('|')})$`;
}

function isEvent(value: unknown): value is GoEvent {
  // A line of a broken build has an ImportPath in the Package's place.
  return (
    typeof value === 'object' &&
    value !== null &&
    'Action' in value &&
    typeof value.Action === 'string' &&
    ('Package' in value || 'ImportPath' in value)
  );
}

async function casesOf(events: readonly GoEvent[], context: ReadContext): Promise<TestCase[]> {
  const outputs = new Map<string, string>();
  const ends = new Map<string, GoEvent>();
  for (const event of events) {
    const key = `${event.Package ?? event.ImportPath ?? ''}\n${event.Test ?? ''}`;
    if (event.Output !== undefined) outputs.set(key, (outputs.get(key) ?? '').slice(-20_000) + event.Output);
    if (event.Action === 'pass' || event.Action === 'fail' || event.Action === 'skip') ends.set(key, event);
  }
  // A test that never ended was ended by a panic or a time limit.
  for (const { Action, Package = '', Test } of events) {
    const key = `${Package}\n${Test}`;
    if (Action === 'run' && Test !== undefined && !ends.has(key) && ends.get(`${Package}\n`)?.Action === 'fail')
      ends.set(key, { Action: 'fail', Package, Test });
  }
  const tests = [...ends.values()].filter(({ Test }) => Test !== undefined);
  const parents = new Set(
    tests.flatMap(({ Package, Test = '' }) =>
      Test.includes('/') ? `${Package}\n${Test.slice(0, Test.lastIndexOf('/'))}` : [],
    ),
  );
  const cases: TestCase[] = [];
  for (const { Action, Package = '', Test = '', Elapsed, FailedBuild } of ends.values()) {
    const output = outputs.get(`${Package}\n${Test}`) ?? '';
    const place = await placeIn(output, Package, context);
    if (Test === '') {
      // The package itself failed: it could not be built, or its TestMain ended badly.
      const isAlone = Action === 'fail' && !tests.some((test) => test.Package === Package && test.Action === 'fail');
      if (isAlone)
        cases.push({
          name: Package,
          ...place,
          status: 'failed',
          message: assertionMessage((outputs.get(`${FailedBuild ?? ''}\n`) ?? '') + output),
        });
      continue;
    }
    if (parents.has(`${Package}\n${Test}`)) continue;
    const words = output
      .split('\n')
      .filter((line) => !/^(?:=== |\s*--- )/.test(line))
      .join('\n');
    cases.push({
      name: Test,
      ...place,
      status: statuses[Action] ?? 'failed',
      ...(Elapsed !== undefined && { durationMs: Elapsed * 1000 }),
      ...(Action === 'fail' && { message: assertionMessage(words.replace(/^goroutine [\s\S]*/m, '')) }),
    });
  }
  return cases;
}

/**
 * `calc_test.go:13: …` in a package's output: its folder is the longest end of the package's path that holds the file.
 */
async function placeIn(
  output: string,
  name: string,
  { root, project }: ReadContext,
): Promise<{ file?: string; line?: number }> {
  const found = [...output.matchAll(/^\s*((?:[A-Z]:)?[^:\n]*_test\.go):(\d+)\b/gm)];
  // The last place that a test names is the one of its failure; in a panic's stack the first is.
  const [, path = '', line] = (/^goroutine /m.test(output) ? found[0] : found.at(-1)) ?? [];
  const file = path.split(/[/\\]/).at(-1) ?? '';
  if (file === '') return {};
  const forward = path.replaceAll('\\', '/');
  const parts = forward.includes('/')
    ? forward.replace(root.replaceAll('\\', '/'), '').replace(/^\/+/, '').split('/').slice(0, -1)
    : name.split('/');
  for (let at = 0; at <= parts.length; at++) {
    const candidate = [...parts.slice(at), file].join('/');
    if (await project.exists(candidate)) return { file: candidate, line: Number(line) };
  }
  return {};
}

const statuses: Partial<Record<string, TestCase['status']>> = { pass: 'passed', skip: 'skipped' };
