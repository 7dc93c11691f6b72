import { tryJson } from '../../base/tryJson';
import type { FixerProblem } from './fixer';

type Json = Record<string, unknown>;

/** The report of `eslint --format json`. Notes about ignored files are no problems. */
export function readEslint(text: string): FixerProblem[] {
  return listOf(tryJson(text)).flatMap((file) =>
    listOf(file.messages)
      .filter(({ message }) => !/^File ignored /.test(String(message)))
      .map(({ line, severity, message, ruleId }) =>
        problem({ path: file.filePath, line, isError: severity === 2, message, rule: ruleId }),
      ),
  );
}

/** The report of `stylelint --formatter json`, whose messages name their rule already. */
export function readStylelint(text: string): FixerProblem[] {
  return listOf(tryJson(text)).flatMap((file) =>
    listOf(file.warnings).map(({ line, severity, text: message }) =>
      problem({ path: file.source, line, isError: severity === 'error', message }),
    ),
  );
}

/** The report of `ruff check --output-format json`; what has no code is a syntax error. */
export function readRuff(text: string): FixerProblem[] {
  return listOf(tryJson(text)).map(({ filename, location, message, code }) =>
    problem({
      path: filename,
      line: asObject(location).row,
      isError: typeof code !== 'string' || code === 'invalid-syntax',
      message,
      rule: code,
    }),
  );
}

/** The report of `rubocop --format json`; what it corrected is left out. */
export function readRubocop(text: string): FixerProblem[] {
  return listOf(asObject(tryJson(text)).files).flatMap((file) =>
    listOf(file.offenses)
      .filter(({ corrected }) => corrected !== true)
      .map(({ location, severity, message }) =>
        problem({
          path: file.path,
          line: asObject(location).start_line ?? asObject(location).line,
          isError: severity === 'error' || severity === 'fatal',
          message,
        }),
      ),
  );
}

/** Lines for GitHub's workflows: `::error title=lint/style,file=a.ts,line=3::message`. */
export function readGithub(text: string): FixerProblem[] {
  return [...text.matchAll(/^::(error|warning) ([^\n]*?)::(.*)$/gm)].flatMap(
    ([, severity, properties = '', message]) => {
      const values = Object.fromEntries(
        properties.split(',').map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
      );
      return values.file === undefined
        ? []
        : [
            problem({
              path: unescape(values.file),
              line: Number(values.line),
              isError: severity === 'error',
              message: unescape(message ?? ''),
              rule: values.title,
            }),
          ];
    },
  );
}

/** Lines of compilers: `a.go:3:5: expected ';'`. */
export function readLines(text: string): FixerProblem[] {
  return [...text.matchAll(/^(?:error: )?(.+?):(\d+):(?:\d+:)? (.+)$/gm)].map(([, path, line, message]) =>
    problem({ path, line: Number(line), isError: true, message }),
  );
}

/** What `prettier` says of files that it cannot parse: `[error] a.ts: SyntaxError: ';' expected. (3:5)`. */
export function readPrettier(text: string): FixerProblem[] {
  return [...text.matchAll(/^\[error\] (.+?): (.*Error.*?) \((\d+):\d+\)$/gm)].map(([, path, message, line]) =>
    problem({ path, line: Number(line), isError: true, message }),
  );
}

/** What `black` says of files that it cannot parse: `error: cannot format a.py: Cannot parse: 1:4: x = (`. */
export function readBlack(text: string): FixerProblem[] {
  return [...text.matchAll(/^error: cannot format (.+?): (Cannot parse.*?): (\d+):\d+: (.*)$/gm)].map(
    ([, path, message, line, source]) =>
      problem({ path, line: Number(line), isError: true, message: `${message}: ${source}` }),
  );
}

/** What `rustfmt` says of a text that it cannot parse: `error: expected …` and below it ` --> <stdin>:3:5`. */
export function readRust(text: string): FixerProblem[] {
  return [...text.matchAll(/^error(?:\[\w+\])?: (.+)\n\s*--> (.+?):(\d+):\d+$/gm)].map(([, message, path, line]) =>
    problem({ path, line: Number(line), isError: true, message }),
  );
}

/** A problem as a report has it: nothing is sure to be what its format says. */
interface Reported {
  readonly path: unknown;
  readonly line: unknown;
  readonly isError: boolean;
  readonly message: unknown;
  readonly rule?: unknown;
}

function problem({ path, line, isError, message, rule }: Reported): FixerProblem {
  const text = String(message).trim();
  return {
    path: String(path),
    line: typeof line === 'number' && line > 0 ? line : 1,
    severity: isError ? 'error' : 'warning',
    message: typeof rule === 'string' && rule !== '' ? `${text} (${rule})` : text,
  };
}

function unescape(text: string): string {
  return text
    .replaceAll('%0A', ' ')
    .replaceAll('%0D', '')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
