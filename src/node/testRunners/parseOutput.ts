import type { TestFailure } from '../../contracts/tests';
import { assertionMessage, placeOf, toRelative } from './failureText';
import type { TestFramework } from './testCommand';
import type { TestResults } from './testResults';

type OutputParser = (output: string, root: string) => TestResults | undefined;

/** What can be told from what a person would read, where there is no report. Colours must have been removed. */
export function parseOutput(framework: TestFramework, output: string, root: string): TestResults | undefined {
  const wanted = framework === 'unknown' ? Object.values(parsers) : [parsers[framework]];
  for (const parse of wanted) {
    const results = parse(output, root);
    if (results) return results;
  }
  return undefined;
}

/** The number before or after a word in one line, e.g. `2 passed`; 0 when it is not there. */
function count(line: string, pattern: RegExp): number {
  return Number(pattern.exec(line)?.[1] ?? 0);
}

const parseNode: OutputParser = (output, root) => {
  const number = (word: string) => count(output, new RegExp(`^(?:ℹ|#) ${word} (\\d+)\\s*$`, 'm'));
  if (!/^(?:ℹ|#) tests \d+\s*$/m.test(output)) return undefined;
  const failures: TestFailure[] = [];
  const list = output.split(/^✖ failing tests:\s*$/m)[1] ?? '';
  for (const [, place = '', line, name = '', words = ''] of list.matchAll(/^test at (.+?):(\d+):\d+\n✖ (.+?) \([\d.]+ms\)\n((?: {2}.*\n?|\n)*)/gm)) {
    failures.push({ name: name.endsWith(place) ? place : name, file: toRelative(root, place), line: Number(line), message: assertionMessage(words.replace(/^ {2}/gm, '')) });
  }
  if (list === '') for (const [, name = ''] of output.matchAll(/^not ok \d+ - (.+?)(?: # .*)?$/gm)) failures.push({ name, message: '' });
  return { passed: number('pass'), failed: number('fail') + number('cancelled'), skipped: number('skipped') + number('todo'), failures };
};

const parseMocha: OutputParser = (output, root) => {
  if (!/^ {2}\d+ (passing|failing)\b/m.test(output)) return undefined;
  const number = (word: string) => count(output, new RegExp(`^ {2}(\\d+) ${word}\\b`, 'm'));
  const failures: TestFailure[] = [];
  const list = output.split(/^ {2}\d+ failing\s*$/m)[1] ?? '';
  for (const part of list.split(/^ {2}\d+\) /m).slice(1)) {
    const end = part.search(/:\s*\n(?:\s*\n| {5,}\S*(?:Error|Uncaught))/);
    const [title, words] = end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
    failures.push({ name: title.split('\n').map((line) => line.trim()).join(' '), ...placeOf(root, part), message: assertionMessage(words.split(/^\s*\+ expected - actual/m)[0] ?? '') });
  }
  return { passed: number('passing'), failed: number('failing'), skipped: number('pending'), failures };
};

const parseJest: OutputParser = (output, root) => {
  const line = /^Tests: +(.*\d+ total)\s*$/m.exec(output)?.[1];
  if (line === undefined) return undefined;
  const failures = headed(output, /^ {2}● (.+)$/m).map(({ title, words }): TestFailure => {
    const place = placeOf(root, words);
    const name = title === 'Test suite failed to run' && place.file ? place.file : title.replaceAll(' › ', ' ');
    return { name, ...place, message: assertionMessage(words.split(/\n\s*>? ?\d+ \|/)[0] ?? '') };
  });
  return { ...countsOf(line, failures), failures };
};

const parseVitest: OutputParser = (output, root) => {
  const line = /^ +Tests +((?:\d+ \w+(?: \| )?)+) \(\d+\)/m.exec(output)?.[1];
  if (line === undefined) return undefined;
  const failures = headed(output, /^ FAIL +(.+)$/m).map(({ title, words }): TestFailure => {
    const [file = '', ...names] = title.replace(/ \[ .* \]$/, '').replace(/^\|.*?\| /, '').split(' > ');
    return { name: names.join(' ') || file, ...placeOf(root, words, file), message: assertionMessage(words.split(/\n ❯ |\n⎯/)[0] ?? '') };
  });
  return { ...countsOf(line, failures), failures };
};

/** The parts of an output under headings of a kind, each heading once. */
function headed(output: string, heading: RegExp): { title: string; words: string }[] {
  const [, ...parts] = output.split(heading);
  const byTitle = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const title = (parts[at] ?? '').trim();
    if (!byTitle.has(title)) byTitle.set(title, parts[at + 1] ?? '');
  }
  return [...byTitle].map(([title, words]) => ({ title, words }));
}

/** Files that could not be run are failures that the summary line does not count. */
function countsOf(line: string, failures: readonly TestFailure[]): Omit<TestResults, 'failures'> {
  const number = (word: string) => count(line, new RegExp(`(\\d+) ${word}`));
  return { passed: number('passed'), failed: Math.max(number('failed'), failures.length), skipped: number('skipped') + number('pending') + number('todo') };
}

const parsePytest: OutputParser = (output, root) => {
  const line = /^=+ ((?:\d+ \w+(?:, )?)+) in [\d.]+s.*=+\s*$/m.exec(output)?.[1] ?? /^((?:\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|warnings?|deselected)(?:, )?)+) in [\d.]+s/m.exec(output)?.[1];
  if (line === undefined) return undefined;
  const parts = headed(output, /^_{3,} (.+?) _{3,}$/m);
  const failures = [...output.matchAll(/^(?:FAILED|ERROR) (\S+?)(?:::(.+?))?(?: - (.*))?$/gm)].map(([, path = '', test, brief = '']): TestFailure => {
    const words = parts.find(({ title }) => title === test?.replaceAll('::', '.') || title === `ERROR collecting ${path}`)?.words ?? '';
    const line = [...words.matchAll(/^(\S+):(\d+): /gm)].find(([, file]) => file === path)?.[2];
    const explained = [...words.matchAll(/^E {1,3}(.*)$/gm)].map(([, each]) => each).join('\n');
    return { name: test ?? path, file: toRelative(root, path), ...(line === undefined ? {} : { line: Number(line) }), message: assertionMessage(explained || brief) };
  });
  return { passed: count(line, /(\d+) passed/), failed: count(line, /(\d+) failed/) + count(line, /(\d+) errors?/), skipped: count(line, /(\d+) skipped/) + count(line, /(\d+) xfailed/), failures };
};

const parsers = {
  mocha: parseMocha,
  vitest: parseVitest,
  jest: parseJest,
  node: parseNode,
  pytest: parsePytest,
} satisfies Record<Exclude<TestFramework, 'unknown'>, OutputParser>;
