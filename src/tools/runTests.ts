import * as z from 'zod';
import { cutMiddle, ellipsis, formatDuration, lastChars, plural } from '../base/text';
import type { TestCounts } from '../contracts/session';
import type { EarlierTestsPort, TestFailure, TestReport, TestRequest, TestsPort } from '../contracts/tests';
import type { Recipe, ToolContext, ToolResult } from '../contracts/tool';
import { acceptFields, asBoolean, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPaths } from './paths';
import { wholeGoal } from './recipeGoals';
import { refusalsAsResults, refuse } from './refusals';

const input = z.object({
  files: z.array(z.string()).optional().describe('Only these test files'),
  name: z.string().optional().describe('Only tests whose name contains this'),
  failedOnly: z.boolean().optional().describe('Only those that failed last'),
});
type Input = z.infer<typeof input>;

const mostFailures = 10;
const asksToRun = wholeGoal(
  '(?:run|execute|start) (?:all )?(?:the |my |our )?(?:unit )?tests?(?: suite)?|test(?: it| everything| this| ' +
    'the project)?|do the tests pass',
);

/** A path has a dot or a slash in it, and no blank. */
const asksToRunFile = wholeGoal(
  '(?:run|execute|start) (?:all )?(?:the |my |our )?tests? in (?<file>[^\\s]*[./]\\S*\\w)',
);

const recipe: Recipe = {
  intent: 'run_tests',
  plan(goal) {
    const step = { id: 'tests', title: 'Run the tests', input: {}, expect: [{ kind: 'tests_pass' as const }] };
    if (asksToRun.test(goal)) return { summary: 'Run the tests.', step };
    const file = asksToRunFile.exec(goal)?.groups?.['file'];
    if (file === undefined) return undefined;
    // Whether there is such a file only shows when it is run; a model looks first.
    return { summary: `Run the tests in ${file}.`, step: { ...step, input: { files: [file] } }, betterWithModel: true };
  },
};

/**
 * `run_tests`: done when the runner ended with 0 and nothing failed; else `tests_failed` with the failures, or
 * `no_tests` when a known runner has run none. Reasons of the port: `no_tests`, `tests_crashed`, `tests_watch`,
 * `bad_name`.
 */
export function createRunTests({ tests }: { tests: TestsPort & Partial<EarlierTestsPort> }) {
  return defineTool<Input>({
    name: 'run_tests',
    title: 'Run tests',
    description: "Runs the project's tests, all or some. Returns counts and each failure's place and message.",
    asks:
      'Runs what the project says: flux.tests.command, a task of the group Test, or the detected runner. ' +
      'Asks nothing else.',
    input,
    effect: 'execute',
    binding: 'json',
    verifies: {
      describe: () => tests.describe(),
      step: { title: 'Run the tests', expect: [{ kind: 'tests_pass' }] },
      baseline: (given, signal) => tests.run(given, signal, () => {}),
      failedBefore: async (failures, signal) => tests.failedBefore?.(failures, signal),
      saves: async () => tests.saves?.(),
    },
    repeatable: true,
    outcomes: ['tests_failed'],
    recipe,
    advice: {
      proof:
        'run_tests, with tests_pass when the goal asks for green tests or a failing test shows the bug, else with ' +
        'no_new_errors',
    },
    accept: acceptTests,
    writes: () => [],
    reads: ({ files }) => tidyPaths(files),
    locks: () => [
      { key: 'tests', mode: 'write' },
      { key: 'tree', mode: 'write' },
    ],
    about: aboutTests,
    run: (given, context) => refusalsAsResults(() => runTests(tests, given, context)),
  });
}

function acceptTests(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, {
    files: ['file', 'path', 'paths', 'file_path', 'test_files', 'testFiles'],
    name: ['test', 'grep', 'filter', 'testName', 'test_name', 'pattern', 'names'],
    failedOnly: ['failed_only', 'onlyFailed', 'only_failed', 'failed', 'lastFailed', 'last_failed', 'rerunFailed'],
  });
  given.failedOnly = asBoolean(given.failedOnly) || undefined;
  if (given.failedOnly === undefined) delete given.failedOnly;
  if (given.files !== undefined) given.files = asList(given.files);
  if (Array.isArray(given.files) && given.files.every((file) => file === '' || file === '.' || file === 'all'))
    delete given.files;
  if (given.name === '' || given.name === 'all') delete given.name;
  return given;
}

function aboutTests({ files = [], name, failedOnly }: Partial<Input>): string {
  const every = failedOnly ? '' : 'all tests';
  const which = files.length > 0 ? nameSome(tidyPaths(files)) : every;
  return [which, name ? `“${ellipsis(name, 60)}”` : '', failedOnly ? 'what failed last' : '']
    .filter(Boolean)
    .join(', ');
}

async function runTests(tests: TestsPort, given: Input, context: ToolContext): Promise<ToolResult> {
  const files = tidyPaths(given.files);
  const chosen = { ...(files.length > 0 && { files }), ...(given.name && { name: given.name }) };
  const last = given.failedOnly ? failedLast(chosen, context.lastTests) : undefined;
  if (typeof last === 'string') return refuse('no_tests', last);
  const report = await tests.run(last ?? chosen, context.signal, (text) => {
    const line = text.trimEnd().split('\n').pop()?.trim();
    if (line) context.report(ellipsis(line, 200));
  });
  const facts = {
    tests: report,
    exitCode: report.exitCode,
    output: report.output,
    ...(report.saved && { saved: report.saved }),
  };
  const isNarrowed = files.length > 0 || given.name !== undefined || last?.failed !== undefined;
  if (ranNone(report)) return refuse('no_tests', describeNone(report, isNarrowed), facts);
  const message = describeReport(report);
  if (report.exitCode === 0 && report.failed === 0) return { status: 'done', message, facts };
  return { status: 'failed', reason: 'tests_failed', message, retryable: false, facts };
}

/**
 * The tests that failed last, as far as they fit the files and the name; everything chosen, where the run failed
 * without a test having failed or not all failures are known. A sentence, where there is nothing to run again.
 */
function failedLast(chosen: TestRequest, last: TestCounts | undefined): TestRequest | string {
  if (!last) return 'How the tests went last is not known, so what failed cannot be run alone. Run all tests first.';
  if (last.failed === 0)
    return `No test failed last (${last.command}), so there is nothing to run again. Run all tests, or name some.`;
  const ended = `${last.command} ended with exit code`;
  const tests = last.failures.filter(({ name }) => !name.startsWith(ended));
  if (tests.length < last.failed) return chosen;
  const fitting = tests.filter(
    ({ name, file }) =>
      (!chosen.files || (file !== undefined && chosen.files.includes(file))) &&
      (chosen.name === undefined || name.includes(chosen.name)),
  );
  if (fitting.length === 0)
    return (
      'None of the tests that failed last fits the given files and name. Leave these out, or leave ' + 'failedOnly out.'
    );
  return { failed: fitting.map(({ name, file }) => ({ name, ...(file !== undefined && { file }) })) };
}

/**
 * Whether the runner, one that tells how many it runs, ran no test, by its exit code or without a word: that proves
 * nothing.
 */
function ranNone({ framework, exitCode, passed, failed, skipped }: TestReport): boolean {
  return framework !== 'unknown' && passed + failed === 0 && (exitCode === 0 || skipped === 0);
}

function describeNone({ command, skipped, exitCode, output, others }: TestReport, narrowed: boolean): string {
  if (others)
    return (
      `No test that was asked for was run by ${command}: ${plural(others.passed + others.failed, 'other test')} ` +
      `ran, which ${others.passed + others.failed === 1 ? 'proves' : 'prove'} nothing here. Correct the files ` +
      `and the name, or run all tests.`
    );
  if (skipped > 0)
    return (
      `No test was run by ${command}: ${skipped === 1 ? 'the only one is' : `all ${skipped} are`} skipped, so ` +
      `nothing is proved. Run others, or have the tests run instead of being skipped.`
    );
  const advice = narrowed
    ? 'No test fits the given files and name: correct them, or run all tests.'
    : 'Write a test first, or say in the setting flux.tests.command how the tests are run.';
  return (
    `No test was run by ${command}${exitCode === 0 ? ', although it ended with exit code 0' : ''}, so nothing is ` +
    `proved. ${advice} Output:\n${tail(output, 1500)}`
  );
}

function describeReport(report: TestReport): string {
  const { passed, failed, skipped, exitCode } = report;
  const ran = passed + failed;
  const aside = [
    ...(report.watched ? ['ended by Flux, because the command went on to watch for changes'] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(report.others
      ? [`not counting ${plural(report.others.passed + report.others.failed, 'test')} that nobody asked for`]
      : []),
    formatDuration(report.durationMs),
    `${report.command}`,
  ].join(', ');
  if (exitCode === 0 && failed === 0) {
    if (ran > 0) return `${ran === 1 ? 'The one test' : `All ${ran} tests`} passed (${aside}).`;
    return (
      `The tests ended with exit code 0, but no counts could be read: possibly none ran (${aside}). ` +
      `Output:\n${tail(report.output, 1500)}`
    );
  }
  if (failed === 0)
    return (
      `The test run ended with exit code ${exitCode} although no test is reported as failed (${passed} passed, ` +
      `${aside}). Output:\n${tail(report.output, 4000)}`
    );
  const head = `${failed} of ${plural(ran, 'test')} failed (${aside}, exit code ${exitCode}).`;
  if (report.failures.length === 0) return `${head} Output:\n${tail(report.output, 4000)}`;
  const shown = report.failures.slice(0, mostFailures).map(describeFailure);
  const rest = report.failures.length - shown.length;
  return [head, ...shown, ...(rest > 0 ? [`… and ${rest} more.`] : [])].join('\n');
}

function describeFailure({ name, file, line, message }: TestFailure): string {
  const place = file ? ` (${file}${line ? `:${line}` : ''})` : '';
  return `✗ ${ellipsis(name, 200)}${place}\n${cutMiddle(message.trim(), 700).replace(/^/gm, '    ')}`;
}

/** The end of an output, from a line's start. */
function tail(output: string, maxChars: number): string {
  const text = output.trim();
  if (text.length <= maxChars) return text;
  const end = lastChars(text, maxChars);
  return `…\n${end.slice(end.indexOf('\n') + 1)}`;
}
