import { tryJson } from '../../base/tryJson';
import type { FixerProblem } from './fixer';

type Json = Record<string, unknown>;

/** The report of `eslint --format json`. Notes about ignored files are no problems. */
export function readEslint(text: string): FixerProblem[] {
  return listOf(tryJson(text)).flatMap((file) =>
    listOf(file.messages)
      .filter(({ message }) => !/^File ignored /.test(String(message)))
      .map(({ line, severity, message, ruleId }) => problem(file.filePath, line, severity === 2, message, ruleId)),
  );
}

/** The report of `stylelint --formatter json`, whose messages name their rule already. */
export function readStylelint(text: string): FixerProblem[] {
  return listOf(tryJson(text)).flatMap((file) =>
    listOf(file.warnings).map(({ line, severity, text: message }) =>
      problem(file.source, line, severity === 'error', message),
    ),
  );
}

/** The report of `ruff check --output-format json`; what has no code is a syntax error. */
export function readRuff(text: string): FixerProblem[] {
  return listOf(tryJson(text)).map(({ filename, location, message, code }) =>
    problem(filename, asObject(location).row, typeof code !== 'string' || code === 'invalid-syntax', message, code),
  );
}

/** The report of `rubocop --format json`; what it corrected is left out. */
export function readRubocop(text: string): FixerProblem[] {
  return listOf(asObject(tryJson(text)).files).flatMap((file) =>
    listOf(file.offenses)
      .filter(({ corrected }) => corrected !== true)
      .map(({ location, severity, message }) =>
        problem(
          file.path,
          asObject(location).start_line ?? asObject(location).line,
          severity === 'error' || severity === 'fatal',
          message,
        ),
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
            problem(
              unescape(values.file),
              Number(values.line),
              severity === 'error',
              unescape(message ?? ''),
              values.title,
            ),
          ];
    },
  );
}

/** Lines of compilers: `a.go:3:5: expected ';'`. */
export function readLines(text: string): FixerProblem[] {
  return [...text.matchAll(/^(?:error: )?(.+?):(\d+):(?:\d+:)? (.+)$/gm)].map(([, path, line, message]) =>
    problem(path, Number(line), true, message),
  );
}

/** What `prettier` says of files that it cannot parse: `[error] a.ts: SyntaxError: ';' expected. (3:5)`. */
export function readPrettier(text: string): FixerProblem[] {
  return [...text.matchAll(/^\[error\] (.+?): (.*Error.*?) \((\d+):\d+\)$/gm)].map(([, path, message, line]) =>
    problem(path, Number(line), true, message),
  );
}

/** What `black` says of files that it cannot parse: `error: cannot format a.py: Cannot parse: 1:4: x = (`. */
export function readBlack(text: string): FixerProblem[] {
  return [...text.matchAll(/^error: cannot format (.+?): (Cannot parse.*?): (\d+):\d+: (.*)$/gm)].map(
    ([, path, message, line, source]) => problem(path, Number(line), true, `${message}: ${source}`),
  );
}

/** What `rustfmt` says of a text that it cannot parse: `error: expected …` and below it ` --> <stdin>:3:5`. */
export function readRust(text: string): FixerProblem[] {
  return [...text.matchAll(/^error(?:\[\w+\])?: (.+)\n\s*--> (.+?):(\d+):\d+$/gm)].map(([, message, path, line]) =>
    problem(path, Number(line), true, message),
  );
}

function problem(path: unknown, line: unknown, isError: boolean, message: unknown, rule?: unknown): FixerProblem {
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
