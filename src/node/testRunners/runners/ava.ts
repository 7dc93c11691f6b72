import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, locationOf } from '../failureText';
import { diagnostic, parseTap, type TapPoint } from '../parseTap';
import { numberIn } from '../printed';
import type { ReadContext, Runner } from '../runner';
import { resultsOf, type TestResults } from '../testResults';

/**
 * Ava has no report beside what it prints, so it prints TAP
 * (https://github.com/avajs/ava/blob/main/docs/05-command-line.md).
 */
export const ava: Runner = {
  arguments: ({ files, name, exact }) => {
    const named = name === undefined ? [] : [`*${escapeGlob(name)}*`];
    const titles = exact.length > 0 ? exact.map((test) => escapeGlob(test.name)) : named;
    const args = [...titles.map((title) => `--match=${title}`), ...files];
    return { shown: args, hidden: ['--tap'], ...(files.length > 0 && { rewrite: { files } }) };
  },
  readOutput: async (output, context) => {
    if (!/^TAP version/m.test(output) || !/^# tests \d+$/m.test(output) || /^ +(?:not )?ok\b/m.test(output))
      return readPrinted(output, context);
    const cases = await Promise.all(parseTap(output).map((point) => toCase(point, context)));
    return resultsOf(cases);
  },
};

async function toCase(point: TapPoint, { root, project }: ReadContext): Promise<TestCase> {
  const outcome = point.ok ? 'passed' : 'failed';
  const status = point.directive ? 'skipped' : outcome;
  const place = locationOf(root, `at ${diagnostic(point.diagnostics, 'at') ?? ''}`);
  const broken = /^(\S+\.[cm]?[jt]s) exited with/.exec(point.name)?.[1];
  const { file = place.file, title } = await fileAndTitle(point.name, place.file, project);
  const where = broken ?? file;
  const message =
    point.diagnostics.length === 0
      ? point.name
      : [diagnostic(point.diagnostics, 'message') ?? '', ...detailsOf(point.diagnostics)].filter(Boolean).join('\n');
  return {
    name: broken ?? title,
    ...(where !== undefined && { file: where }),
    ...(place.line !== undefined && { line: place.line }),
    status,
    ...(status === 'failed' && { message: assertionMessage(message) }),
  };
}

/**
 * Where several files run, a title begins with its file's: without the folder that all share and endings like
 * `.test.js`, folders parted by ` › ` too.
 */
async function fileAndTitle(
  name: string,
  known: string | undefined,
  project: ReadContext['project'],
): Promise<{ file?: string; title: string }> {
  const parts = name.split(' › ');
  for (let count = 1; count < parts.length; count++) {
    const path = parts.slice(0, count).join('/');
    const stem = known?.replace(/(?:\.test|\.spec)?\.[cm]?[jt]sx?$/, '');
    const isKnown = stem === path || stem?.endsWith(`/${path}`);
    const inKnown = isKnown ? known : undefined;
    const file = stem === undefined ? await findFile(path, project) : inKnown;
    if (file !== undefined) return { file, title: parts.slice(count).join(' › ') };
  }
  return { title: name };
}

/** What stands below `details:`: a heading each, and a block of lines. */
function detailsOf(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /^ {2,}'.*': [|>]/.test(line))
    .map((line) => {
      const key = /^\s*'(.*)':/.exec(line)?.[1] ?? '';
      return `${key}\n${diagnostic(lines, key) ?? ''}`;
    });
}

async function findFile(path: string, { exists }: ReadContext['project']): Promise<string | undefined> {
  for (const folder of ['', 'test/', 'tests/', 'src/']) {
    for (const ending of ['.js', '.mjs', '.cjs', '.ts']) {
      for (const middle of ['.test', '', '.spec'])
        if (await exists(`${folder}${path}${middle}${ending}`)) return `${folder}${path}${middle}${ending}`;
    }
  }
  return undefined;
}

async function readPrinted(output: string, { root, project }: ReadContext): Promise<TestResults | undefined> {
  if (!/^ {2}\d+ (?:tests? (?:passed|failed|skipped|todo)|uncaught exceptions?|known failures?)\s*$/m.test(output))
    return undefined;
  const number = (words: string) => numberIn(output, new RegExp(`^ {2}(\\d+) ${words}\\s*$`, 'm'));
  const parts =
    output
      .split(/^ {2}─\s*$/m)[1]
      ?.split('\n\n\n')
      .map((part) => part.trim()) ?? [];
  const failures = await Promise.all(
    [...output.matchAll(/^ {2}✘ \[fail\]: (.+)$/gm)].map(async ([, title = '']): Promise<TestFailure> => {
      const words = parts.find((part) => title.startsWith(part.split('\n')[0] ?? '\0')) ?? '';
      const [, file, line] = /^ {2}(\S+):(\d+)\s*$/m.exec(words) ?? [];
      const place = file === undefined ? locationOf(root, words) : { file, line: Number(line) };
      const name = (await fileAndTitle(words.split('\n')[0] || title.trim(), place.file, project)).title;
      return {
        name,
        ...place,
        message: assertionMessage(
          words
            .split('\n')
            .slice(1)
            .join('\n')
            .replace(/^\s*\S+:\d+\s*\n/, '')
            .replace(/^ {1,4}\d+: .*\n/gm, ''),
        ),
      };
    }),
  );
  const failed = Math.max(number('tests? failed') + number('uncaught exceptions?'), failures.length);
  // With failures it does not count what passed.
  const passed = number('tests? passed') || [...output.matchAll(/^ {2}✔ /gm)].length;
  return { passed, failed, skipped: number('tests? skipped') + number('tests? todo'), failures };
}

function escapeGlob(title: string): string {
  return title.replace(/[*\\]/g, '\\$&');
}
