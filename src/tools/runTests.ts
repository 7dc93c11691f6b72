import * as z from 'zod';
import { cutMiddle, ellipsis, formatDuration, plural } from '../base/text';
import type { TestFailure, TestReport, TestsPort } from '../contracts/tests';
import { acceptFields, asList } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPaths } from './paths';
import { refusalsAsResults, refuse } from './refusals';

const input = z.object({
  files: z.array(z.string()).optional().describe('Only these test files'),
  name: z.string().optional().describe('Only tests whose name contains this'),
});
type Input = z.infer<typeof input>;

const mostFailures = 10;

/**
 * `run_tests`: done when the runner ended with 0 and nothing failed; else `tests_failed` with the failures, or `no_tests`
 * when a known runner has run none. Reasons of the port: `no_tests`, `tests_crashed`, `bad_name`.
 */
export function createRunTests({ tests }: { tests: TestsPort }) {
  return defineTool<Input>({
    name: 'run_tests',
    title: 'Run tests',
    description: "Runs the project's tests, all or some. Returns counts and each failure's place and message.",
    input,
    effect: 'execute',
    binding: 'json',
    accept: (raw) => {
      const given = acceptFields(raw, {
        files: ['file', 'path', 'paths', 'file_path', 'test_files', 'testFiles'],
        name: ['test', 'grep', 'filter', 'testName', 'test_name', 'pattern', 'names'],
      });
      if (given.files !== undefined) given.files = asList(given.files);
      if (Array.isArray(given.files) && given.files.every((file) => file === '' || file === '.' || file === 'all')) delete given.files;
      if (given.name === '' || given.name === 'all') delete given.name;
      return given;
    },
    writes: () => [],
    reads: ({ files }) => tidyPaths(files),
    locks: () => [
      { key: 'tests', mode: 'write' },
      { key: 'tree', mode: 'write' },
    ],
    about: ({ files, name }) => {
      const which = files && files.length > 0 ? nameSome(tidyPaths(files)) : 'all tests';
      return name ? `${which}, “${ellipsis(name, 60)}”` : which;
    },
    run: (given, context) =>
      refusalsAsResults(async () => {
        const files = tidyPaths(given.files);
        const report = await tests.run({ ...(files.length > 0 && { files }), ...(given.name && { name: given.name }) }, context.signal, (text) => {
          const line = text.trimEnd().split('\n').pop()?.trim();
          if (line) context.report(ellipsis(line, 200));
        });
        const facts = { tests: report, exitCode: report.exitCode, output: report.output };
        if (ranNone(report)) return refuse('no_tests', describeNone(report, files.length > 0 || given.name !== undefined), facts);
        const message = describeReport(report);
        if (report.exitCode === 0 && report.failed === 0) return { status: 'done', message, facts };
        return { status: 'failed', reason: 'tests_failed', message, retryable: false, facts };
      }),
  });
}

/** Whether the runner, one that tells how many it runs, went through without running a test: that proves nothing. */
function ranNone({ framework, exitCode, passed, failed }: TestReport): boolean {
  return framework !== 'unknown' && exitCode === 0 && passed + failed === 0;
}

function describeNone({ command, skipped, output }: TestReport, narrowed: boolean): string {
  if (skipped > 0) return `No test was run by ${command}: ${skipped === 1 ? 'the only one is' : `all ${skipped} are`} skipped, so nothing is proved. Run others, or have the tests run instead of being skipped.`;
  const advice = narrowed ? 'No test fits the given files and name: correct them, or run all tests.' : 'Write a test first, or say in the setting flux.tests.command how the tests are run.';
  return `No test was run by ${command}, although it ended with exit code 0, so nothing is proved. ${advice} Output:\n${tail(output, 1500)}`;
}

function describeReport(report: TestReport): string {
  const { passed, failed, skipped, exitCode } = report;
  const ran = passed + failed;
  const aside = [...(skipped > 0 ? [`${skipped} skipped`] : []), formatDuration(report.durationMs), `${report.command}`].join(', ');
  if (exitCode === 0 && failed === 0) {
    if (ran > 0) return `${ran === 1 ? 'The one test' : `All ${ran} tests`} passed (${aside}).`;
    return `The tests ended with exit code 0, but no counts could be read: possibly none ran (${aside}). Output:\n${tail(report.output, 1500)}`;
  }
  if (failed === 0) return `The test run ended with exit code ${exitCode} although no test is reported as failed (${passed} passed, ${aside}). Output:\n${tail(report.output, 4000)}`;
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
  const end = text.slice(-maxChars);
  return `…\n${end.slice(end.indexOf('\n') + 1)}`;
}
