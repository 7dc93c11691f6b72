import type { TestFailure } from '../../../contracts/tests';
import { assertionMessage, placeOf } from '../failureText';
import { parseLines } from '../parseLines';
import { numberIn } from '../printed';
import { mochaReporterSource } from '../reporterSources';
import type { Runner } from '../runner';
import { namePattern } from '../selection';

const valueOptions = new Set([
  '--require', '-r', '--reporter', '-R', '--reporter-option', '--reporter-options', '-O', '--ui', '-u', '--timeout', '-t', '--grep', '-g', '--fgrep', '-f',
  '--config', '--package', '--file', '--ignore', '--exclude', '--extension', '--slow', '-s', '--retries', '--jobs', '-j', '--import', '--loader', '--node-option', '-n',
]);

/** Mocha runs the files that it is given beside those that the script names, so the script is rewritten. */
export const mocha: Runner = {
  arguments: (selection, { reached, reporterFile, reportFile }) => {
    const env = { FLUX_TEST_REPORT: reportFile };
    if (!reached) return { env: { ...env, MOCHA_OPTIONS: `--reporter "${reporterFile}"` } };
    const { files, name, exact } = selection;
    return {
      shown: exact.length > 0 ? [`--grep=${namePattern(selection)}`] : name === undefined ? [] : [`--fgrep=${name}`],
      hidden: ['--reporter', reporterFile],
      env,
      ...(files.length > 0 && { rewrite: { files, valueOptions } }),
    };
  },
  reporter: { fileName: 'reporter.cjs', source: mochaReporterSource },
  readReports: parseLines,
  readOutput: (output, { root }) => {
    if (!/^ {2}\d+ (passing|failing)\b/m.test(output)) return undefined;
    const number = (word: string) => numberIn(output, new RegExp(`^ {2}(\\d+) ${word}\\b`, 'm'));
    const list = output.split(/^ {2}\d+ failing\s*$/m)[1] ?? '';
    const failures = list.split(/^ {2}\d+\) /m).slice(1).map((part): TestFailure => {
      const end = part.search(/:[^\S\n]*\n(?:[^\S\n]*\n| {5,}\S*(?:Error|Uncaught))/);
      const [title, words] = end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
      return { name: title.split('\n').map((line) => line.trim()).join(' '), ...placeOf(root, part), message: assertionMessage(words.split(/^\s*\+ expected - actual/m)[0] ?? '') };
    });
    return { passed: number('passing'), failed: number('failing'), skipped: number('pending'), failures };
  },
};
