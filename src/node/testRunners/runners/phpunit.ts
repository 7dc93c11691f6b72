import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { classOf } from '../javaReports';
import { junitCases, type JunitCase } from '../junitCases';
import { numberIn } from '../printed';
import type { Runner } from '../runner';
import { escapePattern } from '../../../base/escapePattern';
import { resultsOf } from '../testResults';

/** https://docs.phpunit.de/en/11.5/textui.html; several files need a filter, since older versions take one only. */
export const phpunit: Runner = {
  tellsFile: true,
  arguments: ({ files, name, exact }, { reportFile }) => {
    const one = files.length === 1 ? files : [];
    const classes = files.length > 1 ? `\\b(?:${files.map((file) => escapePattern(classOf(file))).join('|')})::` : '';
    const inClasses = classes === '' ? '' : `${classes}.*`;
    const inexact = name !== undefined ? `${inClasses}${escapeDelimited(name)}` : classes;
    const filter =
      exact.length > 0 ? `(?:^|\\\\)(?:${exact.map((test) => escapeDelimited(test.name)).join('|')})$` : inexact;
    return {
      shown: [...(filter === '' ? [] : [`--filter=/${filter}/`]), ...one],
      hidden: ['--log-junit', reportFile],
      ...(one.length > 0 && { rewrite: { files: one } }),
    };
  },
  readReports: (reports, { root }) => {
    const cases = junitCases(reports[0]?.text ?? '');
    return cases && resultsOf(cases.map((test) => toCase(test, root)));
  },
  readOutput: (output, { root }) => {
    const fine = /^OK \((\d+) tests?, /m.exec(output)?.[1];
    const line = /^Tests: \d+, Assertions: .*$/m.exec(output)?.[0];
    if (line === undefined)
      return fine === undefined ? undefined : { passed: Number(fine), failed: 0, skipped: 0, failures: [] };
    const number = (word: string) => numberIn(line, new RegExp(`\\b${word}: (\\d+)`));
    const failures = [...output.matchAll(/^\d+\) (\S+::.+?)(?: \([^()]*\))?\n([\s\S]*?)\n\n(\S.*):(\d+)$/gm)].map(
      ([, name = '', words = '', path = '', at]): TestFailure => {
        const file = toRelative(root, path);
        return {
          name: bare(name),
          ...(file !== undefined && { file, line: Number(at) }),
          message: assertionMessage(words),
        };
      },
    );
    const [failed, skipped] = [number('Failures') + number('Errors'), number('Skipped') + number('Incomplete')];
    return { passed: Math.max(0, number('Tests') - failed - skipped), failed, skipped, failures };
  },
};

function toCase(
  { name, className, file: written = '', suiteFile, line, durationMs, status, words }: JunitCase,
  root: string,
): TestCase {
  // An inherited test is written in another file than its class.
  const file = toRelative(root, suiteFile ?? written);
  const frames = [...words.matchAll(/^(\S.*\.php):(\d+)$/gm)];
  const own = frames.find(([, path = '']) => toRelative(root, path) === file)?.[2];
  const told = words
    .split('\n')
    .slice(words.includes('::') ? 1 : 0)
    .join('\n')
    .replace(/^\S.*\.php:\d+$/gm, '')
    .trim();
  const declared = toRelative(root, written) === file ? line : undefined;
  const at = own !== undefined ? Number(own) : declared;
  return {
    name: `${bare(className)}::${name}`,
    ...(file !== undefined && { file }),
    ...(at !== undefined && { line: at }),
    ...(durationMs !== undefined && { durationMs }),
    status,
    ...(status === 'failed' && { message: assertionMessage(told) }),
  };
}

/** A class without its namespace. */
function bare(name: string): string {
  return name.replace(/^[\w\\]*\\(?=\w)/, '');
}

/** The slash ends PHPUnit's pattern. */
function escapeDelimited(name: string): string {
  return escapePattern(name).replaceAll('/', '\\/');
}
