import { narrowScript } from './narrowScript';
import type { Rewrite } from './runner';
import { quote } from './scriptLine';
import type { TestCommand } from './testCommand';

export interface TestRunLine {
  readonly line: string;
  /** As in TestCommand. */
  readonly passOn?: string;
  /**
   * Whether it is the script itself instead of the command that calls it, and needs the project's programs on the PATH.
   */
  readonly narrowed: boolean;
}

/** The command's own line, or its script where that has to be rewritten and can be. */
export function testRunLine(command: TestCommand, rewrite: Rewrite | undefined): TestRunLine {
  const line = rewrite && command.script !== undefined ? narrowScript(command.script, rewrite) : undefined;
  return line === undefined
    ? { line: command.line, passOn: command.passOn, narrowed: false }
    : { line, passOn: '', narrowed: true };
}

/** The line with arguments for the runner, where they can reach it. */
export function withArguments(line: string, args: readonly string[], passOn: string | undefined): string {
  if (args.length === 0 || passOn === undefined) return line;
  return [line, passOn, ...args.map((argument) => quote(argument))].filter(Boolean).join(' ');
}
