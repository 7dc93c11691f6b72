import type { TestFailure } from '../../../contracts/tests';
import { assertionMessage, locationOf } from '../failureText';
import { parseJson } from '../parseJson';
import { parseLines } from '../parseLines';
import { numberIn } from '../printed';
import { mochaReporterSource, mochaSettingsSource } from '../reporterSources';
import type { Runner, RunnerContext } from '../runner';
import { unquote } from '../scriptLine';
import { namePattern } from '../selection';

const valueOptions = new Set([
  '--require',
  '-r',
  '--reporter',
  '-R',
  '--reporter-option',
  '--reporter-options',
  '-O',
  '--ui',
  '-u',
  '--timeout',
  '-t',
  '--grep',
  '-g',
  '--fgrep',
  '-f',
  '--config',
  '--package',
  '--file',
  '--ignore',
  '--exclude',
  '--extension',
  '--slow',
  '-s',
  '--retries',
  '--jobs',
  '-j',
  '--import',
  '--loader',
  '--node-option',
  '-n',
]);

const settingsFile = 'settings.cjs';

/** Mocha runs the files that it is given beside those that the script names, so the script is rewritten. */
export const mocha: Runner = {
  tellsFile: true,
  arguments: async (selection, context) => {
    const { reached, reporterFile, reportFile, command } = context;
    const env = { FLUX_TEST_REPORT: reportFile };
    if (!reached) return { env: { ...env, MOCHA_OPTIONS: `--reporter "${reporterFile}"` } };
    const { files, name, exact } = selection;
    const settings = await settingsText(context);
    // The two options exclude each other, wherever they stand.
    const isPattern = exact.length > 0 || /(?:^|[\s"'])(?:-g|--grep|grep)\b/.test(`${command.script}\n${settings}`);
    // Files that settings name would run too.
    const ownSettings = files.length > 0 && /\b(?:spec|extends)\b/.test(settings);
    const pattern = isPattern ? namePattern(selection) : undefined;
    const named = name === undefined ? [] : [`--fgrep=${name}`];
    const given = /(?:^|\s)--config[= ](\S+)/.exec(command.script ?? '')?.[1];
    return {
      shown: pattern === undefined ? named : [`--grep=${pattern}`],
      // Settings may say that it watches.
      hidden: [
        '--reporter',
        reporterFile,
        ...(/\bwatch\b["']?\s*[:=]\s*true/.test(settings) ? ['--no-watch'] : []),
        ...(ownSettings ? ['--config', reporterFile.replace(/[^/]*$/, settingsFile), '--no-package'] : []),
      ],
      env: { ...env, ...(ownSettings && given !== undefined && { FLUX_MOCHA_CONFIG: unquote(given) }) },
      ...(files.length > 0 && { rewrite: { files, valueOptions } }),
    };
  },
  reporter: { fileName: 'reporter.cjs', source: mochaReporterSource, more: { [settingsFile]: mochaSettingsSource } },
  readReports: parseLines,
  readOutput: (output, { root }) => {
    if (!/^ {2}\d+ (passing|failing)\b/m.test(output)) return undefined;
    const number = (word: string) => numberIn(output, new RegExp(`^ {2}(\\d+) ${word}\\b`, 'm'));
    const list = output.split(/^ {2}\d+ failing\s*$/m)[1] ?? '';
    const failures = list
      .split(/^ {2}\d+\) /m)
      .slice(1)
      .map((part): TestFailure => {
        const end = part.search(/:[^\S\n]*\n(?:[^\S\n]*\n| {5,}\S*(?:Error|Uncaught))/);
        const [title, words] = end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
        return {
          name: title
            .split('\n')
            .map((line) => line.trim())
            .join(' '),
          ...locationOf(root, part),
          message: assertionMessage(words.split(/^\s*\+ expected - actual/m)[0] ?? ''),
        };
      });
    return { passed: number('passing'), failed: number('failing'), skipped: number('pending'), failures };
  },
};

/** What the project's settings for mocha say, wherever they stand. */
async function settingsText({ command, project }: RunnerContext): Promise<string> {
  const given = /(?:^|\s)--config[= ](\S+)/.exec(command.script ?? '')?.[1];
  const names = ['cjs', 'js', 'yaml', 'yml', 'jsonc', 'json'].map((ending) => `.mocharc.${ending}`);
  const texts = await Promise.all(
    [...(given === undefined ? names : [unquote(given)])].map((name) => project.readText(name)),
  );
  const manifest = parseJson(await project.readText('package.json')) as { mocha?: unknown } | undefined;
  return [...texts, manifest?.mocha === undefined ? '' : JSON.stringify(manifest.mocha)].join('\n');
}
