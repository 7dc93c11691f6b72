import type { TestCase } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { headed, numberIn } from '../printed';
import type { ReadContext, Runner } from '../runner';
import { resultsOf } from '../testResults';

/** Python's own runner, which has no report for machines; with `-v` its text names each test. */
export const unittest: Runner = {
  tellsFile: true,
  arguments: ({ files, name, exact }) => {
    const modules = files.map((file) => file.replace(/\.py$/, '').split('/').at(-1) ?? file).map(escapeGlob);
    const part = name === undefined ? '*' : `*${escapeGlob(name)}*`;
    const ofModules = modules.flatMap((module) => [`${module}.${part}`, `*.${module}.${part}`]);
    const all = name === undefined ? [] : [part];
    const inexact = modules.length > 0 ? ofModules : all;
    const patterns = exact.length > 0 ? exact.map((test) => `*${escapeGlob(test.name)}`) : inexact;
    return { shown: patterns.flatMap((pattern) => ['-k', pattern]), hidden: ['-v'] };
  },
  // Python 3.12 and later.
  foundNothing: (exitCode) => exitCode === 5,
  readOutput: async (output, context) => {
    const summary = /^Ran (\d+) tests? in [\d.]+s\s*\n+(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?/m.exec(output);
    if (!summary) return undefined;
    const failed = await Promise.all(
      headed(output, /^={60,}\n((?:FAIL|ERROR|UNEXPECTED SUCCESS): .+)$/m).map(({ title, words }) =>
        toFailure(title, words, context),
      ),
    );
    const listed = [
      ...output.matchAll(
        /^(\w+) \(([\w.]+)\)(?:\n.*)? \.\.\. (?:(?!\w+ \(|={10}).*\n)*?(ok|skipped .*|expected failure)$/gm,
      ),
    ];
    const others = await Promise.all(
      listed.map(([, method = '', id = '', became = '']) =>
        toCase(method, id, became === 'ok' ? 'passed' : 'skipped', context),
      ),
    );
    const results = resultsOf([...failed, ...others]);
    const number = (word: string) => numberIn(summary[2] ?? '', new RegExp(`${word}=(\\d+)`));
    const counts = {
      failed: number('failures') + number('errors') + number('unexpected successes'),
      skipped: number('skipped') + number('expected failures'),
    };
    const passed = Math.max(
      0,
      Number(summary[1]) - counts.skipped - new Set(failed.map((test) => `${test.file} ${test.name}`)).size,
    );
    const agrees = results.passed === passed && results.skipped === counts.skipped;
    return { ...results, ...counts, passed, ...(!agrees && { cases: undefined }) };
  },
};

async function toFailure(title: string, words: string, context: ReadContext): Promise<TestCase> {
  const [, method = '', id = '', more = ''] = /^[A-Z ]+: (\S+) \(([^)]+)\)(.*)/.exec(title) ?? [
    undefined,
    title,
    '',
    '',
  ];
  const frames = [...words.matchAll(/^ {2}File "(.+?)", line (\d+)/gm)].map(([, path = '', line]) => ({
    file: toRelative(context.root, path),
    line: Number(line),
  }));
  const known = await toCase(method, id, 'failed', context);
  const place =
    frames.find(({ file }) => file !== undefined && file === known.file) ??
    frames.find(({ file }) => file !== undefined);
  const file = known.file ?? place?.file;
  const traceback = words.replace(/^[\s\S]*?^-{60,}\n/m, '').replace(/\n-{60,}\n[\s\S]*$/, '');
  const told = traceback
    .split('\n')
    .filter((line) => !/^(?: |Traceback )/.test(line))
    .join('\n')
    .trim();
  const name = id.startsWith('unittest.loader._FailedTest') ? (place?.file ?? method) : known.name;
  return {
    ...known,
    name,
    ...(file !== undefined && { file }),
    ...(place?.file === file && place !== undefined && { line: place.line }),
    message: assertionMessage([more.trim(), told].filter(Boolean).join(' ')),
  };
}

/** `test_x (tests.test_a.TestSum.test_x)`; before Python 3.11 the method was not repeated. */
async function toCase(
  method: string,
  id: string,
  status: TestCase['status'],
  { project }: ReadContext,
): Promise<TestCase> {
  const parts = id.split('.');
  if (parts.at(-1) === method) parts.pop();
  const group = parts.pop() ?? '';
  const path = `${parts.join('/')}.py`;
  for (const folder of ['', 'tests/', 'test/']) {
    if (await project.exists(folder + path)) return { name: `${group}.${method}`, file: folder + path, status };
  }
  return { name: `${group}.${method}`, status };
}

/** The patterns are those of Python's fnmatch. */
function escapeGlob(text: string): string {
  return text.replace(/[*?[]/g, '[$&]');
}
