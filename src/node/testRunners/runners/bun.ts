import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { junitCases } from '../junitCases';
import { numberIn } from '../printed';
import type { Runner } from '../runner';
import { namePattern } from '../selection';
import { resultsOf } from '../testResults';

/** Bun's own runner (https://bun.com/docs/test/reporters). */
export const bun: Runner = {
  tellsFile: true,
  arguments: (selection, { reportFile }) => {
    const pattern = namePattern(selection);
    // Words without a leading ./ are taken for parts of names of files.
    const files = selection.files.map((file) => (file.startsWith('./') ? file : `./${file}`));
    return {
      shown: [...(pattern === undefined ? [] : [`--test-name-pattern=${pattern}`]), ...files],
      hidden: ['--reporter=junit', `--reporter-outfile=${reportFile}`],
      ...(files.length > 0 && { rewrite: { files } }),
    };
  },
  printsMore: true,
  readReports: (reports, { root }) => {
    const cases = junitCases(reports[0]?.text ?? '');
    return (
      cases &&
      resultsOf(
        cases.map(({ name, className, file: given = '', line, durationMs, status, message, words }): TestCase => {
          const file = toRelative(root, given);
          const group = className === given || className === '' ? '' : `${className.replaceAll(' > ', ' ')} `;
          return {
            name: `${group}${name}`,
            ...(file !== undefined && { file }),
            ...(line !== undefined && { line }),
            ...(durationMs !== undefined && { durationMs }),
            status,
            ...(status === 'failed' && { message: assertionMessage(words || message || '') }),
          };
        }),
      )
    );
  },
  readOutput: (output) => {
    if (!/^Ran \d+ tests? across \d+ files?\./m.test(output)) return undefined;
    const number = (word: string) => numberIn(output, new RegExp(`^ *(\\d+) ${word}$`, 'm'));
    // What a failure says stands before its name, and its report says nothing.
    const parts = output.split(/^\((pass|fail|skip|todo)\) (.+?)(?: \[[\d.]+m?s\])?$/m);
    const failures: TestFailure[] = [];
    for (let at = 0; at + 2 < parts.length; at += 3)
      if (parts[at + 1] === 'fail')
        failures.push({
          name: (parts[at + 2] ?? '').replaceAll(' > ', ' '),
          message: assertionMessage((parts[at] ?? '').replace(/^[\s\S]*^error: /m, '')),
        });
    return { passed: number('pass'), failed: number('fail'), skipped: number('skip') + number('todo'), failures };
  },
};
