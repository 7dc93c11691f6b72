import { programName, type ShellWord } from './shellWords';
import type { CommandPart } from './splitCommand';

/** One program call, ready for the rules that know programs. */
export interface ProgramCall {
  /** Without folder and ending, in small letters. */
  readonly program: string;
  readonly args: readonly ShellWord[];
  readonly part: CommandPart;
  /** Whether the command line has gone to another folder before. */
  readonly movedAway: boolean;
}

export function readCall(words: readonly ShellWord[], part: CommandPart, movedAway: boolean): ProgramCall {
  return { program: programName(words[0]?.text ?? ''), args: words.slice(1), part, movedAway };
}

/** Whether an option is given: a letter alone or among others (`-rf`), or a long name, also shortened (`--recurs`). */
export function hasOption({ args }: Pick<ProgramCall, 'args'>, ...names: readonly string[]): boolean {
  return optionsOf(args).some((option) => names.some((name) => isOption(option, name)));
}

function isOption(option: string, name: string): boolean {
  if (name.length === 1) return /^-[^-]/.test(option) && option.slice(1).includes(name);
  const given = option.split('=')[0] ?? '';
  return given.startsWith('--') && given.length > 3 ? `--${name}`.startsWith(given) || given.startsWith(`--${name}-`) : given === `-${name}`;
}

/** The words that begin with a dash, up to `--`. */
export function optionsOf(args: readonly ShellWord[]): string[] {
  const end = args.findIndex(({ text }) => text === '--');
  return (end < 0 ? args : args.slice(0, end)).map(({ text }) => text).filter((text) => /^-./.test(text));
}

/** The words that are no options. */
export function operandsOf(args: readonly ShellWord[]): ShellWord[] {
  const end = args.findIndex(({ text }) => text === '--');
  const before = end < 0 ? args : args.slice(0, end);
  return [...before.filter(({ text }) => !/^-./.test(text)), ...(end < 0 ? [] : args.slice(end + 1))];
}

/** Options of well-known programs that stand before the subcommand and take the next word with them. */
const takingNext: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  git: ['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--exec-path', '--config-env', '--super-prefix', '--attr-source'],
  npm: ['--prefix', '-C', '--workspace', '-w', '--registry', '--userconfig', '--loglevel'],
  pnpm: ['--dir', '-C', '--filter', '-F', '--reporter'],
  yarn: ['--cwd'],
  docker: ['--context', '-c', '--host', '-H', '--config', '--log-level', '-l'],
  kubectl: ['--context', '--namespace', '-n', '--kubeconfig', '--cluster', '--user', '-s', '--server'],
  cargo: ['--color', '--config', '-Z', '-C', '--manifest-path'],
  terraform: ['-chdir'],
  helm: ['--namespace', '-n', '--kube-context', '--kubeconfig'],
  gh: ['--repo', '-R'],
  aws: ['--profile', '--region', '--endpoint-url', '--output'],
}));

/** The arguments from the subcommand on: `-C x push` of git is `push`. */
export function fromSubcommand({ program, args }: Pick<ProgramCall, 'program' | 'args'>): readonly ShellWord[] {
  const taking = takingNext.get(program) ?? [];
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.text ?? '';
    if (taking.includes(text)) at++;
    else if (!/^[-+]./.test(text)) return args.slice(at);
  }
  return [];
}
