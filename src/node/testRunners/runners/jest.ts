import type { TestFailure } from '../../../contracts/tests';
import { assertionMessage, locationOf } from '../failureText';
import { parseJestJson } from '../parseJestJson';
import { countsIn, headed } from '../printed';
import type { Runner } from '../runner';
import { namePattern } from '../selection';

export const jest: Runner = {
  tellsFile: true,
  arguments: (selection, { reached, reportFile }) => {
    const pattern = namePattern(selection);
    const names = pattern === undefined ? [] : [`--testNamePattern=${pattern}`];
    return {
      shown: [...names, ...(selection.files.length > 0 ? ['--runTestsByPath', ...selection.files] : [])],
      hidden: ['--watchAll=false', '--testLocationInResults', '--json', `--outputFile=${reportFile}`],
      ...(!reached && { env: { CI: 'true' } }),
      ...(selection.files.length > 0 && { rewrite: { files: selection.files } }),
    };
  },
  readReports: parseJestJson,
  readOutput: (output, { root }) => {
    const line = /^Tests: +(.*\d+ total)\s*$/m.exec(output)?.[1];
    if (line === undefined) return undefined;
    const failures = headed(output, /^ {2}● (.+)$/m).map(({ title, words }): TestFailure => {
      const place = locationOf(root, words);
      const name = title === 'Test suite failed to run' && place.file ? place.file : title.replaceAll(' › ', ' ');
      return { name, ...place, message: assertionMessage(words.split(/\n\s*>? ?\d+ \|/)[0] ?? '') };
    });
    return { ...countsIn(line, failures), failures };
  },
};
