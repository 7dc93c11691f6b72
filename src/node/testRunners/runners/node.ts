import { pathToFileURL } from 'node:url';
import type { TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { parseLines } from '../parseLines';
import { numberIn } from '../printed';
import { nodeReporterSource } from '../reporterSources';
import type { Runner } from '../runner';
import { namePattern } from '../selection';

const valueOptions = new Set([
  '--require',
  '-r',
  '--import',
  '--loader',
  '--experimental-loader',
  '--test-reporter',
  '--test-reporter-destination',
  '--test-name-pattern',
  '--test-skip-pattern',
  '--test-timeout',
  '--test-concurrency',
  '--env-file',
  '--conditions',
  '-C',
]);

/**
 * Arguments after a file's name are not node's any more, so reporters go by the environment and names into the script.
 */
export const node: Runner = {
  tellsFile: true,
  arguments: (selection, { command, reporterFile, reportFile }) => {
    const pattern = namePattern(selection);
    const ownReporters = /--test-reporter/.test(command.script ?? '');
    const reporters = ownReporters
      ? []
      : [
          '--test-reporter=spec',
          '--test-reporter-destination=stdout',
          `--test-reporter=${pathToFileURL(reporterFile).href}`,
          `--test-reporter-destination=${inNodeOptions(reportFile)}`,
        ];
    return {
      env: { NODE_OPTIONS: [process.env['NODE_OPTIONS'] ?? '', ...reporters].filter(Boolean).join(' ') },
      ...((pattern !== undefined || selection.files.length > 0) && {
        rewrite: {
          files: selection.files,
          options: pattern === undefined ? [] : [`--test-name-pattern=${pattern}`],
          valueOptions,
        },
      }),
    };
  },
  reporter: { fileName: 'reporter.mjs', source: nodeReporterSource },
  readReports: parseLines,
  readOutput: (output, { root }) => {
    const number = (word: string) => numberIn(output, new RegExp(`^(?:ℹ|#) ${word} (\\d+)\\s*$`, 'm'));
    if (!/^(?:ℹ|#) tests \d+\s*$/m.test(output) || !/^(?:ℹ|#) cancelled \d+\s*$/m.test(output)) return undefined;
    const failures: TestFailure[] = [];
    const list = output.split(/^✖ failing tests:\s*$/m)[1] ?? '';
    for (const [, place = '', line, name = '', words = ''] of list.matchAll(
      /^test at (.+?):(\d+):\d+\n✖ (.+?) \([\d.]+ms\)\n((?: {2}.*\n?|\n)*)/gm,
    )) {
      failures.push({
        name: name.endsWith(place) ? place : name,
        file: toRelative(root, place),
        line: Number(line),
        message: assertionMessage(words.replace(/^ {2}/gm, '')),
      });
    }
    if (list === '')
      for (const [, name = ''] of output.matchAll(/^not ok \d+ - (.+?)(?: # .*)?$/gm))
        failures.push({ name, message: '' });
    return {
      passed: number('pass'),
      failed: number('fail') + number('cancelled'),
      skipped: number('skipped') + number('todo'),
      failures,
    };
  },
};

/** Node reads its variable word by word; a quoted word may hold spaces. */
function inNodeOptions(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
