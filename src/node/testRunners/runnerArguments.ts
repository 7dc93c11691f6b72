import { pathToFileURL } from 'node:url';
import type { TestRequest } from '../../contracts/tests';
import type { TestCommand } from './testCommand';

export interface ReportFiles {
  /** Where the report for machines goes. Forward slashes. */
  readonly reportFile: string;
  /** Our reporter, for runners that take one. */
  readonly reporterFile: string;
}

export interface RunnerArguments {
  /** Those that narrow the run; a person would type them too. */
  readonly shown: readonly string[];
  /** Those that ask for the report. */
  readonly hidden: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a framework needs to run only some tests and to leave a report. A name stands behind `=`, or it might be taken for an option. */
export function runnerArguments(command: TestCommand, { files = [], name }: TestRequest, { reportFile, reporterFile }: ReportFiles): RunnerArguments {
  const reached = command.passOn !== undefined;
  switch (command.framework) {
    case 'vitest':
      return {
        shown: [...files, ...(name ? [`--testNamePattern=${escapeRegex(name)}`] : [])],
        // It would watch for changes where it takes itself to be at a terminal.
        hidden: ['--run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`],
        env: reached ? {} : { CI: 'true' },
      };
    case 'jest':
      return {
        shown: [...(name ? [`--testNamePattern=${escapeRegex(name)}`] : []), ...(files.length > 0 ? ['--runTestsByPath', ...files] : [])],
        hidden: ['--watchAll=false', '--testLocationInResults', '--json', `--outputFile=${reportFile}`],
        env: reached ? {} : { CI: 'true' },
      };
    case 'pytest':
      return { shown: [...files, ...(name ? ['-k', pytestExpression(name)] : [])], hidden: [`--junitxml=${reportFile}`, '-o', 'junit_family=xunit1'], env: {} };
    case 'mocha': {
      // The files stand in the line already, see narrowScript; where that failed, mocha runs them beside the others.
      const narrow = name ? [`--fgrep=${name}`] : [];
      const env = { FLUX_TEST_REPORT: reportFile };
      return reached ? { shown: narrow, hidden: ['--reporter', reporterFile], env } : { shown: [], hidden: [], env: { ...env, MOCHA_OPTIONS: `--reporter "${reporterFile}"` } };
    }
    case 'node': {
      // Arguments after a file's name are not node's any more: reporters go by the environment, names see testRunLine.ts.
      const ownReporters = /--test-reporter/.test(command.script ?? '');
      const reporters = ownReporters ? [] : ['--test-reporter=spec', '--test-reporter-destination=stdout', `--test-reporter=${pathToFileURL(reporterFile).href}`, `--test-reporter-destination=${inNodeOptions(reportFile)}`];
      const options = [process.env['NODE_OPTIONS'] ?? '', ...reporters];
      return { shown: [], hidden: [], env: { NODE_OPTIONS: options.filter(Boolean).join(' ') } };
    }
    default:
      return { shown: reached ? [...files] : [], hidden: [], env: {} };
  }
}

/** For runners that take a pattern where a person means a name. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Node reads its variable word by word; a quoted word may hold spaces. */
function inNodeOptions(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** pytest matches by expression, so a name in words becomes "this and that"; `module.py::test_x` becomes `test_x`. */
function pytestExpression(name: string): string {
  const words = (name.split('::').at(-1) ?? name).replace(/\[.*$/, '').match(/[\w.]+/g) ?? [];
  return words.filter((word) => !/^(and|or|not)$/.test(word)).join(' and ');
}
