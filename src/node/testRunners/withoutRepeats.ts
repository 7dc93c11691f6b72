import type { TestCommand } from './testCommand';

/**
 * Arguments for a runner but for those that its script gives already: vitest and jest refuse an option that comes
 * twice. A report that goes somewhere else already is not asked for again; what is printed tells then.
 */
export function withoutRepeats(args: readonly string[], { script, line }: TestCommand): string[] {
  const given = new Set((script ?? line).split(/\s+/).map(nameOf));
  return args.filter((argument) => !mayComeOnce.test(argument) || !given.has(nameOf(argument)));
}

const mayComeOnce = /^--(?:run|json|outputFile|watchAll|testLocationInResults|tap)\b/;

/** `--outputFile.json=x` and `--outputFile=x` are one option. */
function nameOf(argument: string): string {
  return argument.replace(/[.=].*$/, '');
}
