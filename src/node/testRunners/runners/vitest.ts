import type { TestFailure } from '../../../contracts/tests';
import { assertionMessage, locationOf } from '../failureText';
import { parseJestJson } from '../parseJestJson';
import { countsIn, headed } from '../printed';
import type { Runner } from '../runner';
import { namePattern } from '../selection';

export const vitest: Runner = {
  tellsFile: true,
  arguments: (selection, { reached, reportFile }) => {
    const pattern = namePattern(selection);
    const names = pattern === undefined ? [] : [`--testNamePattern=${pattern}`];
    return {
      shown: [...selection.files, ...names],
      // It would watch for changes where it takes itself to be at a terminal.
      hidden: ['--run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
      ...(!reached && { env: { CI: 'true' } }),
      ...(selection.files.length > 0 && { rewrite: { files: selection.files } }),
    };
  },
  readReports: parseJestJson,
  // Its report lacks the difference between what was expected and what came.
  printsMore: true,
  readOutput: (output, { root }) => {
    const line = /^ +Tests +((?:\d+ \w+(?: \| )?)+) \(\d+\)/m.exec(output)?.[1];
    if (line === undefined) return undefined;
    const failures = headed(output, /^ FAIL +(.+)$/m).map(({ title, words }): TestFailure => {
      const [file = '', ...names] = title
        .replace(/ \[ .* \]$/, '')
        .replace(/^\|.*?\| /, '')
        .split(' > ');
      return {
        name: names.join(' ') || file,
        ...locationOf(root, words, file),
        message: assertionMessage(words.split(/\n ❯ |\n⎯/)[0] ?? ''),
      };
    });
    return { ...countsIn(line, failures), failures };
  },
};
