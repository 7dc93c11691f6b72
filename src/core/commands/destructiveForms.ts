import { hasOption, operandsOf, type ProgramCall } from './callWords';
import { cloud } from './losses/cloud';
import { containers } from './losses/containers';
import { databases } from './losses/databases';
import { files, removes, writesDevice } from './losses/files';
import { lossOf, lossTable, type Loss } from './losses/loss';
import { packages } from './losses/packages';
import { system } from './losses/system';
import { versionControl } from './losses/versionControl';
import { programName } from './shellWords';

const downloaders = [
  'curl',
  'wget',
  'fetch',
  'http',
  'https',
  'aria2c',
  'nc',
  'ncat',
  'socat',
  'lynx',
  'iwr',
  'irm',
  'invoke-webrequest',
  'invoke-restmethod',
];
const shells = [
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'mksh',
  'ash',
  'fish',
  'rbash',
  'csh',
  'tcsh',
  'pwsh',
  'powershell',
  'cmd',
];
const interpreters = [
  'python',
  'python2',
  'python3',
  'node',
  'deno',
  'bun',
  'perl',
  'ruby',
  'php',
  'lua',
  'tclsh',
  'osascript',
  'awk',
  'gawk',
  'mawk',
  'rscript',
  'nodejs',
  'ts-node',
  'tsx',
  'pypy',
  'ipython',
  'julia',
  'groovy',
  'jshell',
  'elixir',
  'iex',
  'invoke-expression',
];

/** Whether the program runs command lines that it is given. */
export function isShell(word: string): boolean {
  return shells.includes(programName(word));
}

/** Whether the program runs code in some language that it is given. */
export function isInterpreter(word: string): boolean {
  const name = programName(word).replace(/(?:\d+(?:\.\d+)*)$/, '');
  return interpreters.includes(name) || interpreters.includes(programName(word));
}

/** The families of what loses work, publishes it or cannot be taken back. */
export const lossFamilies: Readonly<Record<string, readonly Loss[]>> = {
  versionControl,
  files,
  databases,
  containers,
  cloud,
  packages,
  system,
};

const table = lossTable(Object.values(lossFamilies).flat());

/** What a call would do that cannot be taken back, as a sentence; undefined when nothing is known against it. */
export function destructiveForm(call: ProgramCall): string | undefined {
  const { part, program } = call;
  if (part.writes.some(({ text }) => writesDevice(text))) return 'It writes to a disk directly.';
  const fromNetwork = [...part.upstream, ...part.inside].some((name) => downloaders.includes(programName(name)));
  const evaluates = isShell(program) || ['eval', 'source', '.', 'xargs', 'sudo', 'doas', 'env'].includes(program);
  if (fromNetwork && (evaluates || isInterpreter(program))) return 'It runs what it fetches from the network, unseen.';
  if (part.fed === 'pipe' && isShell(program) && readsScript(call))
    return 'It runs the output of another command as commands, unseen.';
  if (/^(?:mkfs|newfs)[._]/.test(program)) return 'It erases or changes a disk.';
  return (['rm', 'unlink'].includes(program) ? removes(call) : undefined) ?? lossOf(call, table)?.why;
}

/** Whether options or subcommands of the program can make it destructive, so that unknown arguments count. */
export function isGuarded(program: string): boolean {
  return table.has(program) || isShell(program) || program === 'unlink';
}

/** Whether a shell takes its commands from standard input. */
function readsScript({ args }: ProgramCall): boolean {
  return operandsOf(args).length === 0 || hasOption({ args }, 's');
}
