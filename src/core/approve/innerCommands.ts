import { asAssignment } from './assignments';
import { hasOption } from './callWords';
import { isShell } from './destructiveForms';
import { programName, unknownWord, type ShellWord } from './shellWords';
import type { CommandPart, ShellAssignment } from './splitCommand';

type Words = readonly ShellWord[];

/** What a call makes another program, or a shell, run. */
export interface InnerCommands {
  readonly commands: readonly Words[];
  /** Command lines for a shell. */
  readonly scripts: readonly string[];
  /** Variables that are set for them. */
  readonly assignments: readonly ShellAssignment[];
  /**
   * How they count: `alone`, the call adds nothing of its own (`time npm test`); `besides`, both must be allowed (`find
   * -exec`); `guess`, they only may be what runs, so that they can speak against the call but not for it.
   */
  readonly count: 'alone' | 'besides' | 'guess';
  /** Why it is not certain what runs, as a sentence. */
  readonly unclear?: string;
}

const nothing: InnerCommands = { commands: [], scripts: [], assignments: [], count: 'guess' };

interface Wrapper {
  /** Options without a value, as single letters or long names. */
  readonly flags: readonly string[];
  /** Options that take the next word, or the rest of their own. */
  readonly valued: readonly string[];
  /** Words before the command. */
  readonly leading?: number;
}

/** Programs that only start another one, in a slightly different way. */
const wrappers: ReadonlyMap<string, Wrapper> = new Map(Object.entries<Wrapper>({
  env: { flags: ['i', '0', 'v', 'ignore-environment', 'debug', 'null'], valued: ['u', 'unset'] },
  nohup: { flags: [], valued: [] },
  time: { flags: ['p', 'v', 'portability', 'verbose'], valued: ['f', 'format'] },
  nice: { flags: [], valued: ['n', 'adjustment'] },
  ionice: { flags: ['t', 'ignore'], valued: ['c', 'n', 'class', 'classdata'] },
  timeout: { flags: ['v', 'verbose', 'foreground', 'preserve-status'], valued: ['k', 's', 'kill-after', 'signal'], leading: 1 },
  gtimeout: { flags: ['v', 'verbose', 'foreground', 'preserve-status'], valued: ['k', 's', 'kill-after', 'signal'], leading: 1 },
  stdbuf: { flags: [], valued: ['i', 'o', 'e', 'input', 'output', 'error'] },
  setsid: { flags: ['c', 'f', 'w', 'ctty', 'fork', 'wait'], valued: [] },
  caffeinate: { flags: ['d', 'i', 'm', 's', 'u'], valued: ['t'] },
  command: { flags: ['p'], valued: [] },
  builtin: { flags: [], valued: [] },
  exec: { flags: ['c', 'l'], valued: ['a'] },
  chronic: { flags: ['v', 'e'], valued: [] },
  unbuffer: { flags: ['p'], valued: [] },
  xargs: {
    flags: ['0', 'r', 't', 'x', 'o', 'null', 'no-run-if-empty', 'verbose', 'exit', 'open-tty'],
    valued: ['n', 'P', 'L', 's', 'd', 'E', 'a', 'I', 'max-args', 'max-procs', 'max-lines', 'max-chars', 'delimiter', 'eof', 'arg-file', 'replace'],
  },
}));

/** Programs that run what they are given, as somebody else, elsewhere, or in a way that is not followed here. */
const runners: ReadonlyMap<string, string> = new Map(Object.entries({
  sudo: 'It runs with the rights of the administrator.',
  doas: 'It runs with the rights of the administrator.',
  pkexec: 'It runs with the rights of the administrator.',
  su: 'It runs as another user.',
  runuser: 'It runs as another user.',
  runas: 'It runs as another user.',
  gsudo: 'It runs with the rights of the administrator.',
  ssh: 'It runs on another computer.',
  ...Object.fromEntries(
    ['chroot', 'unshare', 'nsenter', 'strace', 'ltrace', 'gdb', 'script', 'systemd-run', 'at', 'batch', 'entr', 'watch', 'parallel', 'flock', 'busybox', 'toybox', 'wsl', 'cmd', 'start', 'fakeroot', 'proot', 'firejail', 'expect', 'socat', 'tmux', 'screen', 'dtach', 'coproc', 'rush', 'start-stop-daemon', 'daemonize', 'setpriv', 'capsh', 'chrt', 'taskset', 'prlimit', 'numactl', 'xvfb-run', 'dbus-run-session', 'ld.so', 'ld-linux-x86-64.so.2', 'linux64', 'setarch', 'i386', 'x86_64', 'run-parts', 'logger', 'eatmydata', 'doit'].map((name) => [name, 'It runs another command in a way that is not looked into.']),
  ),
}));

/** Runners whose first words choose what they run; allowed by their own prefix (`npx tsc`). */
const projectRunners = ['npx', 'bunx', 'pnpx', 'uvx', 'pipx', 'npm', 'pnpm', 'yarn', 'bun', 'uv', 'poetry', 'pipenv', 'bundle', 'docker', 'podman', 'kubectl', 'conda', 'nix-shell', 'nix', 'direnv', 'mise', 'asdf', 'rbenv', 'pyenv', 'dotenv', 'cross-env', 'concurrently'];
const runningSubcommands = ['exec', 'x', 'dlx', 'run', 'shell', 'develop', 'compose'];

/** Builtins by which the meaning of later commands changes, or text becomes a command. */
const shapeshifters = new Set(['eval', 'source', '.', 'alias', 'unalias', 'trap', 'enable', 'hash', 'bind', 'complete', 'compgen', 'compopt', 'fc', 'history', 'shopt', 'mapfile', 'readarray', 'let', 'declare', 'typeset', 'local', 'readonly', 'read', 'getopts', 'unset', 'caller', 'suspend', 'ulimit', 'umask', 'autoload', 'zmodload', 'emulate', 'function', 'abbr', 'vared', 'sched']);

/** What a call runs besides itself; undefined for one that runs nothing else. */
export function innerCommands(words: Words, part: CommandPart): InnerCommands | undefined {
  const [first, ...args] = words;
  if (!first) return undefined;
  const program = programName(first.text);
  if (shapeshifters.has(program)) return { ...nothing, commands: tails(args), scripts: [args.map(scriptText).join(' '), ...args.map(scriptText)], unclear: `“${program}” changes what later commands mean, or turns text into commands.` };
  const runner = runners.get(program);
  if (runner !== undefined) return unclearRunner(program, args, runner);
  if (isShell(program)) return inShell(program, args, part);
  if (program === 'find' || program === 'fd') return inFind(args);
  if ((program === 'printf' && args[0]?.text.startsWith('-')) || ((program === 'test' || program === '[') && args.some(({ text }) => text === '-v'))) return { ...nothing, unclear: 'It sets or reads a variable by a computed name.' };
  if (projectRunners.includes(program)) return { ...nothing, commands: inProject(program, args), ...calledScripts(program, args) };
  const wrapper = wrappers.get(program);
  return wrapper && inWrapper(program, wrapper, args);
}

function inWrapper(program: string, wrapper: Wrapper, args: Words): InnerCommands | undefined {
  // `command -v npm` only looks it up.
  if (program === 'command' && /^-[vV]$/.test(args[0]?.text ?? '')) return { ...nothing, count: 'alone' };
  let at = 0;
  let replaced: string | undefined;
  const unclear = () => ({ ...nothing, commands: tails(args), scripts: args.map(({ text }) => text), unclear: `How “${program}” is called here is not understood.` });
  for (; at < args.length; at++) {
    const word = args[at];
    if (!word || word.text === '--' || !word.text.startsWith('-') || (program === 'env' && word.text === '-')) break;
    if (word.kind !== 'plain') return unclear();
    const long = /^--([\w-]+)(=[^]*)?$/.exec(word.text);
    const short = /^-(\w)([^]*)$/.exec(word.text);
    const name = long?.[1] ?? short?.[1] ?? '';
    const attached = long ? long[2]?.slice(1) : short?.[2];
    if (wrapper.valued.includes(name)) {
      if (name === 'I' || name === 'replace') replaced = attached || (long ? '{}' : args[at + 1]?.text);
      if (!attached && !(long && name === 'replace')) at++;
    } else if (!(wrapper.flags.includes(name) && (long ? long[2] === undefined : [...(short?.[2] ?? '')].every((letter) => wrapper.flags.includes(letter))))) {
      if (!(program === 'nice' && /^-\d+$/.test(word.text))) return unclear();
    }
  }
  if (args[at]?.text === '--' || (program === 'env' && args[at]?.text === '-')) at++;
  const assignments: ShellAssignment[] = [];
  for (let variable = program === 'env' ? asAssignment(args[at]?.text ?? '') : undefined; variable; variable = asAssignment(args[at]?.text ?? '')) {
    assignments.push(args[at]?.kind === 'plain' ? variable : { name: variable.name });
    at++;
  }
  const leading = wrapper.leading ?? 0;
  if (args.slice(at, at + leading).some(({ kind }) => kind !== 'plain')) return unclear();
  const command = args.slice(at + leading).map((word) => (replaced && word.text.includes(replaced) ? { ...word, kind: 'expanded' as const } : word));
  if (command.length === 0) return program === 'xargs' ? { ...nothing, count: 'alone', commands: [] } : program === 'env' || program === 'exec' ? undefined : unclear();
  return { ...nothing, commands: [program === 'xargs' ? [...command, unknownWord] : command], assignments, count: 'alone' };
}

function inShell(program: string, args: Words, part: CommandPart): InnerCommands | undefined {
  const known = ['sh', 'bash', 'dash'].includes(program);
  let runsText = false;
  let odd = !known;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at];
    if (!word || !/^[-+]./.test(word.text) || word.kind !== 'plain') break;
    if (/^-[a-zA-Z]+$/.test(word.text)) {
      if (/^-[ceuxvlno]+$/.test(word.text) === false) odd = true;
      runsText ||= word.text.includes('c');
      if (word.text.includes('o')) at++;
    } else {
      odd = true;
      if (/^--(?:rcfile|init-file)$|^[-+]O$/.test(word.text)) at++;
    }
  }
  if (/^(?:pwsh|powershell|cmd)$/.test(program)) return { ...nothing, commands: tails(args), scripts: [args.map(({ text }) => text).join(' ')], unclear: `What “${program}” is told is not looked into.` };
  if (runsText) {
    const script = args[at];
    if (!script || script.kind !== 'plain') return { ...nothing, scripts: script ? [scriptText(script)] : [], unclear: 'What the shell is told is known only when it runs.' };
    return { ...nothing, scripts: [script.text], count: 'alone', ...(odd && { unclear: `“${program}” may read this differently.` }) };
  }
  if (at < args.length && !hasOption({ args: args.slice(0, at) }, 's')) return undefined;
  return { ...nothing, scripts: part.input === undefined ? [] : [part.input], unclear: part.fed ? 'It feeds a shell with commands.' : 'It starts another shell.' };
}

function inFind(args: Words): InnerCommands | undefined {
  const commands: Words[] = [];
  let writes = false;
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.text ?? '';
    if (/^-f(?:print|ls)/.test(text)) writes = true;
    if (!/^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(text)) continue;
    const rest = args.slice(at + 1);
    const end = rest.findIndex((word) => word.text === ';' || word.text === '+');
    commands.push((end < 0 ? rest : rest.slice(0, end)).map((word) => (/\{(?:|\/{1,2}|\.|\/\.)\}/.test(word.text) ? { ...word, kind: 'expanded' as const } : word)));
    at += end < 0 ? rest.length : end + 1;
  }
  if (commands.length === 0 && !writes) return undefined;
  return { ...nothing, commands, count: 'besides', ...(writes && { unclear: 'It writes a file.' }) };
}

/** What `npx x`, `npm exec -- x`, `docker run image x` may start: looked at for what is denied, never enough to be allowed. */
function inProject(program: string, args: Words): Words[] {
  const direct = /x$/.test(program) || ['cross-env', 'dotenv', 'concurrently'].includes(program);
  const at = direct ? -1 : args.findIndex(({ text }) => runningSubcommands.includes(text));
  if (!direct && at < 0) return [];
  const isContainer = ['docker', 'podman', 'kubectl'].includes(program);
  const isScript = !isContainer && args[at]?.text === 'run' && /^(?:npm|pnpm|yarn|bun)$/.test(program);
  if (isScript) return [];
  const rest = args.slice(at + 1);
  return isContainer ? rest.map((_, from) => rest.slice(from)) : tails(rest);
}

/** The command lines that `npm exec -c '…'` and its like give to a shell. */
function calledScripts(program: string, args: Words): Pick<InnerCommands, 'scripts' | 'unclear'> | undefined {
  const runs = /^(?:npx|pnpx|bunx)$/.test(program) || (/^(?:npm|pnpm|yarn|bun)$/.test(program) && args.some(({ text }) => runningSubcommands.includes(text)));
  const end = args.findIndex(({ text }) => text === '--');
  const options = end < 0 ? args : args.slice(0, end);
  const scripts = runs ? options.flatMap((word, at) => (/^(?:-c|--call|--shell-mode)$/.test(word.text) ? [args[at + 1]] : /^--call=/.test(word.text) ? [{ ...word, text: word.text.slice('--call='.length) }] : [])) : [];
  const texts = scripts.flatMap((word) => (word ? [scriptText(word)] : []));
  return texts.length > 0 ? { scripts: texts, unclear: `“${program}” gives a command line to a shell.` } : undefined;
}

function unclearRunner(program: string, args: Words, unclear: string): InnerCommands {
  const texts = args.map(scriptText);
  const operandsOnly = texts.filter((text) => !text.startsWith('-'));
  const remote = program === 'ssh' ? [operandsOnly.slice(1).join(' '), ...operandsOnly.slice(1).map((_, at) => operandsOnly.slice(at + 1).join(' '))] : [];
  return { ...nothing, commands: ['ssh', 'flock', 'chroot', 'entr', 'taskset', 'chrt', 'timeout', 'strace', 'start', 'prlimit', 'setarch', 'nsenter', 'setpriv', 'cmd', 'wsl'].includes(program) ? args.map((_, from) => args.slice(from)) : tails(args), scripts: [...remote, ...texts.filter((text) => /\s/.test(text)), texts.join(' ')], unclear };
}

/** A word as a command line of its own; what is known only later stays as it is written. */
function scriptText({ text, kind }: ShellWord): string {
  return kind === 'expanded' && /^"[^]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** Where a command may begin behind options of which it is not known whether they take the next word. */
function tails(args: Words): Words[] {
  const found: Words[] = [];
  for (let at = 0; at < args.length; at++) {
    const isOption = args[at]?.text.startsWith('-') || asAssignment(args[at]?.text ?? '') !== undefined;
    if (!isOption) found.push(args.slice(at));
    if (!isOption && !args[at - 1]?.text.startsWith('-')) break;
  }
  return found;
}
