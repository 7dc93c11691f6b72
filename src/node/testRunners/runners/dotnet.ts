import type { XmlElement } from '@rgrove/parse-xml';
import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { elements, readXml } from '../junitCases';
import { classOf } from '../javaReports';
import { numberIn } from '../printed';
import type { Runner } from '../runner';
import { resultsOf } from '../testResults';

/** https://learn.microsoft.com/dotnet/core/tools/dotnet-test; a TRX report for each test project. */
export const dotnet: Runner = {
  arguments: async ({ files, name, exact }, { project, reportFile }) => {
    const texts = await Promise.all(
      files.map(async (file) =>
        [...((await project.readText(file)) ?? '').matchAll(/\bclass (\w+)/g)]
          .map(([, each]) => each ?? '')
          .concat(classOf(file)),
      ),
    );
    const classes = [...new Set(texts.flat())].map((each) => `FullyQualifiedName~.${each}.`).join('|');
    const inexact =
      name === undefined ? '' : `FullyQualifiedName~${escapeFilter(name)}|DisplayName~${escapeFilter(name)}`;
    const named =
      exact.length > 0
        ? exact.map((test) => `FullyQualifiedName~${escapeFilter(test.name.replace(/\(.*$/s, ''))}`).join('|')
        : inexact;
    const parts = exact.length > 0 ? [named] : [classes, named].filter(Boolean);
    return {
      shown:
        parts.length === 0
          ? []
          : ['--filter', parts.length === 1 ? (parts[0] ?? '') : parts.map((part) => `(${part})`).join('&')],
      hidden: ['--logger', 'trx', '--results-directory', reportFile],
    };
  },
  reports: 'folder',
  readReports: (reports, { root }) => {
    const roots = reports.flatMap(({ text }) => readXml(text) ?? []).filter(({ name }) => name === 'TestRun');
    return roots.length === 0 ? undefined : resultsOf(roots.flatMap((run) => casesOf(run, root)));
  },
  readOutput: (output, { root }) => {
    const newer = [
      ...output.matchAll(
        /^(?:Passed|Failed|Skipped)!\s+- Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+), Total:/gm,
      ),
    ];
    const older = /^Total tests: \d+/m.test(output);
    if (newer.length === 0 && !older) return undefined;
    const sum = (at: number) => newer.reduce((all, line) => all + Number(line[at]), 0);
    const number = (word: string) => numberIn(output, new RegExp(`^\\s+${word}: (\\d+)\\s*$`, 'm'));
    const failures = output
      .split(/^ {2}(?=(?:Failed|Passed|Skipped) .+ \[[^\]]*\]$)/m)
      .flatMap((part): TestFailure[] => {
        const [, name, rest = ''] = /^Failed (.+) \[[^\]]*\]\n([\s\S]*)/.exec(part) ?? [];
        if (name === undefined) return [];
        const words = rest.split(/^(?:Results File:|Failed!|Passed!|Total tests:|Test Run Failed)/m)[0] ?? '';
        return [
          {
            name,
            ...placeIn(words, root),
            message: assertionMessage(
              /Error Message:\n([\s\S]*?)(?:\n {2}Stack Trace:|$(?![\s\S]))/.exec(words)?.[1] ?? '',
            ),
          },
        ];
      });
    return newer.length > 0
      ? { passed: sum(2), failed: sum(1), skipped: sum(3), failures }
      : { passed: number('Passed'), failed: number('Failed'), skipped: number('Skipped'), failures };
  },
};

/** https://learn.microsoft.com/visualstudio/test/test-result-files: `TestRun` with results and, by id, the methods. */
function casesOf(run: XmlElement, root: string): TestCase[] {
  const methods = new Map(
    elements(run, 'UnitTest').map((test) => [
      test.attributes['id'],
      elements(test, 'TestMethod')[0]?.attributes['className']?.split(',')[0],
    ]),
  );
  return elements(run, 'UnitTestResult').map((result): TestCase => {
    const { testName = '', testId = '', outcome = '', duration = '' } = result.attributes;
    const className = methods.get(testId);
    const status = statusOf(outcome);
    const text = (name: string) => elements(result, name)[0]?.text ?? '';
    const [, hours, minutes, seconds] = /^(\d+):(\d+):([\d.]+)$/.exec(duration) ?? [];
    return {
      name: className === undefined || testName.startsWith(className) ? testName : `${className}.${testName}`,
      ...placeIn(text('StackTrace'), root),
      ...(seconds !== undefined && {
        durationMs: Math.round(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1e6) / 1000,
      }),
      status,
      ...(status === 'failed' && { message: assertionMessage(text('Message')) }),
    };
  });
}

/** `at Space.Class.Method() in /path/File.cs:line 12`: the last frame in the project is the test's. */
function placeIn(stack: string, root: string): { file?: string; line?: number } {
  for (const [, path = '', line] of [...stack.matchAll(/^\s*at .* in (.+):line (\d+)\s*$/gm)].reverse()) {
    const file = toRelative(root, path);
    if (file !== undefined) return { file, line: Number(line) };
  }
  return {};
}

function escapeFilter(text: string): string {
  return text.replace(/[\\()&|=!~]/g, '\\$&');
}

function statusOf(outcome: string): TestCase['status'] {
  if (outcome === 'Passed' || outcome === 'Warning') return 'passed';
  return /^(?:NotExecuted|Inconclusive|Pending|NotRunnable|Disconnected)$/.test(outcome) ? 'skipped' : 'failed';
}
