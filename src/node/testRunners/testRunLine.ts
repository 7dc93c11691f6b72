import type { TestRequest } from '../../contracts/tests';
import { narrowScript } from './narrowScript';
import { escapeRegex } from './runnerArguments';
import { quote } from './scriptLine';
import type { TestCommand } from './testCommand';

export interface TestRunLine {
  readonly line: string;
  /** As in TestCommand. */
  readonly passOn?: string;
  /** Whether it is the script itself instead of the command that calls it, and needs the project's programs on the PATH. */
  readonly narrowed: boolean;
}

/**
 * The line for a request. Mocha and node run the files that they are given beside those that the script names, and node
 * takes options before files only; for them the script is rewritten.
 */
export function testRunLine(command: TestCommand, { files = [], name }: TestRequest): TestRunLine {
  const options = command.framework === 'node' && name ? [`--test-name-pattern=${escapeRegex(name)}`] : [];
  const rewrites = options.length > 0 || (files.length > 0 && (command.framework === 'mocha' || command.framework === 'node'));
  const line = rewrites && command.script !== undefined ? narrowScript(command.script, { files, options }) : undefined;
  return line === undefined ? { line: command.line, passOn: command.passOn, narrowed: false } : { line, passOn: '', narrowed: true };
}

/** The line with arguments for the runner, where they can reach it. */
export function withArguments(line: string, args: readonly string[], passOn: string | undefined): string {
  if (args.length === 0 || passOn === undefined) return line;
  return [line, passOn, ...args.map((argument) => quote(argument))].filter(Boolean).join(' ');
}
