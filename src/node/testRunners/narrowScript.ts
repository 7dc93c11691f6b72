import { findRunner, parseScript, quote } from './scriptLine';

/** Options of mocha and of node whose value is a word of its own. */
const takesValue = new Set([
  '--require', '-r', '--reporter', '-R', '--reporter-option', '--reporter-options', '-O', '--ui', '-u', '--timeout', '-t', '--grep', '-g', '--fgrep', '-f',
  '--config', '--package', '--file', '--ignore', '--exclude', '--extension', '--slow', '-s', '--retries', '--jobs', '-j', '--import', '--loader', '--node-option', '-n',
  '--experimental-loader', '--test-reporter', '--test-reporter-destination', '--test-name-pattern', '--test-skip-pattern', '--test-timeout', '--test-concurrency',
  '--env-file', '--conditions', '-C',
]);

export interface Narrowing {
  /** Replace the files that the script names; none: those stay. */
  readonly files: readonly string[];
  /** Options that have to stand directly after the runner's name. */
  readonly options?: readonly string[];
}

/**
 * The script narrowed to some files: `tsc && mocha -r x test/*.js` becomes `tsc && mocha -r x test/a.js`. For runners
 * that would else run both. Undefined when the script is not understood.
 */
export function narrowScript(script: string, { files, options = [] }: Narrowing): string | undefined {
  const parsed = parseScript(script);
  const runner = parsed && findRunner(parsed.words);
  if (!runner) return undefined;
  const after = parsed.words.slice(runner.at + 1);
  const kept = files.length === 0 ? after : withoutFiles(after);
  const words = [...parsed.words.slice(0, runner.at + 1), ...options.map((option) => quote(option)), ...kept, ...files.map((file) => quote(file))];
  return [...parsed.before, words.join(' ')].join(' && ');
}

function withoutFiles(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--spec') at++;
    else if (word.startsWith('-') && !word.startsWith('--spec=')) {
      kept.push(word);
      if (takesValue.has(word)) kept.push(words[++at] ?? '');
    }
  }
  return kept;
}
