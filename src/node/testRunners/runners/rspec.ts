import type { TestCase, TestFailure } from '../../../contracts/tests';
import { assertionMessage, toRelative } from '../failureText';
import { parseJson } from '../parseJson';
import { numberIn } from '../printed';
import type { Runner } from '../runner';
import { resultsOf } from '../testResults';

/**
 * The parts of RSpec's JSON
 * (https://rspec.info/documentation/3.13/rspec-core/RSpec/Core/Formatters/JsonFormatter.html).
 */
interface RspecJson {
  readonly examples?: readonly {
    /** The file that ran it, and its place there: `./spec/a_spec.rb[1:2]`. */
    readonly id?: string;
    readonly full_description: string;
    readonly status: string;
    readonly file_path: string;
    readonly line_number: number;
    readonly run_time?: number;
    readonly exception?: {
      readonly class: string;
      readonly message: string;
      readonly backtrace?: readonly string[] | null;
    };
  }[];
  readonly messages?: readonly string[];
  readonly summary?: { readonly errors_outside_of_examples_count?: number };
}

export const rspec: Runner = {
  tellsFile: true,
  arguments: ({ files, name, exact }, { reportFile }) => {
    const named = name === undefined ? [] : [name];
    const names = exact.length > 0 ? exact.map((test) => test.name) : named;
    return {
      shown: [...names.flatMap((each) => ['--example', each]), ...files],
      hidden: ['--format', 'progress', '--format', 'json', '--out', reportFile],
      ...(files.length > 0 && { rewrite: { files } }),
    };
  },
  readReports: (reports, { root }) => {
    const report = parseJson(reports[0]?.text) as RspecJson | undefined;
    if (!Array.isArray(report?.examples)) return undefined;
    const cases = (report as Required<RspecJson>).examples.map((example): TestCase => {
      // An example that several groups share is written in another file than it runs in.
      const file = toRelative(root, example.id?.replace(/\[[\d:]+\]$/, '') ?? example.file_path);
      const isWrittenThere = file === toRelative(root, example.file_path);
      const status = statuses[example.status] ?? 'skipped';
      const frames = (example.exception?.backtrace ?? []).map((frame) => /^(.+?):(\d+)(?::|$)/.exec(frame));
      const own = frames.find(
        (frame) => frame?.[1] !== undefined && file !== undefined && toRelative(root, frame[1]) === file,
      )?.[2];
      const isAssertion = example.exception?.class.startsWith('RSpec::Expectations') === true;
      return {
        name: example.full_description,
        ...(file !== undefined && { file }),
        ...((own !== undefined || isWrittenThere) && { line: own === undefined ? example.line_number : Number(own) }),
        ...(example.run_time !== undefined && { durationMs: example.run_time * 1000 }),
        status,
        ...(example.exception && {
          message: assertionMessage(`${isAssertion ? '' : `${example.exception.class}: `}${example.exception.message}`),
        }),
      };
    });
    const broken = (report?.messages ?? [])
      .filter((message) => /An error occurred/.test(message))
      .map((message): TestCase => {
        const loading = /while loading (\S+)\.\s/.exec(message)?.[1];
        const file = loading === undefined ? undefined : toRelative(root, loading);
        return {
          name: file ?? 'outside of examples',
          ...(file !== undefined && { file }),
          status: 'failed',
          message: assertionMessage(message.replace(/^# .*\n?/gm, '')),
        };
      });
    return resultsOf([...cases, ...broken]);
  },
  readOutput: (output, { root }) => {
    const line = /^\d+ examples?, \d+ failures?.*$/m.exec(output)?.[0];
    if (line === undefined) return undefined;
    const number = (words: string) => numberIn(line, new RegExp(`(\\d+) ${words}`));
    const list = output.split(/^Failures:\s*$/m)[1]?.split(/^Finished in /m)[0] ?? '';
    const parts = list
      .split(/^ {2}\d+\) /m)
      .slice(1)
      .map((part) => ({ title: (part.split('\n')[0] ?? '').trim(), words: part.split('\n').slice(1).join('\n') }));
    const failures = [...output.matchAll(/^rspec '?(\S+?)(?::(\d+)|\[[\d:]+\])'? # (.+)$/gm)].map(
      ([, path = '', at, name = '']): TestFailure => {
        const words = parts.find(({ title }) => title === name)?.words ?? '';
        const own = [...words.matchAll(/^ {5}# (\S+?):(\d+)(?::|$)/gm)].find(([, file]) => file === path)?.[2];
        return {
          name,
          file: toRelative(root, path),
          ...((own ?? at) !== undefined && { line: Number(own ?? at) }),
          message: assertionMessage(words.replace(/^ {5}# .*$/gm, '').replace(/^ {5}Failure\/Error: .*\n/m, '')),
        };
      },
    );
    const [failed, pending, outside] = [number('failures?'), number('pending'), number('errors? occurred')];
    return {
      passed: Math.max(0, number('examples?') - failed - pending),
      failed: failed + outside,
      skipped: pending,
      failures,
    };
  },
};

const statuses: Partial<Record<string, TestCase['status']>> = { passed: 'passed', failed: 'failed' };
