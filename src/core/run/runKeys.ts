const mark = '$ ';

/** Whether an entry of a scope is a command line (`$ npm run build`) rather than a tool's name. */
export function isCommandLine(run: string): boolean {
  return run.startsWith(mark);
}

/** The command line of an entry. */
export function commandOf(run: string): string {
  return run.slice(mark.length);
}

/** The entry of a command line. */
export function runOfCommand(command: string): string {
  return mark + command;
}
