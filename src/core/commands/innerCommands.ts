import { wordList } from '../../base/words';
import { asAssignment } from './assignments';
import { hasOption, readCall } from './callWords';
import { isInterpreter, isShell } from './destructiveForms';
import {
  direct,
  implicit,
  projectRunners,
  runnerFlags,
  runners,
  runningSubcommands,
  shapeshifters,
  type Wrapper,
  wrappers,
} from './runnerTables';
import { plainWord, unknownWord, type ShellWord } from './shellWords';
import { mayBeCommand } from './spellings';
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

/** What a call runs besides itself; undefined for one that runs nothing else. */
export function innerCommands(words: Words, part: CommandPart): InnerCommands | undefined {
  const [first] = words;
  if (!first) return undefined;
  const { program, args } = readCall(words, part, false);
  if (shapeshifters.has(program))
    return {
      ...nothing,
      commands: tails(args),
      scripts: [args.map(scriptText).join(' '), ...args.map(scriptText)],
      unclear: `“${program}” changes what later commands mean, or turns text into commands.`,
    };
  const runner = runners.get(program);
  if (runner !== undefined) return unclearRunner(program, args, runner);
  if (isShell(program)) return inShell(program, args, part);
  if (program === 'find' || program === 'fd') return inFind(program, args);
  if (
    (program === 'printf' && args[0]?.text.startsWith('-')) ||
    ((program === 'test' || program === '[') && args.some(({ text }) => text === '-v'))
  )
    return { ...nothing, unclear: 'It sets or reads a variable by a computed name.' };
  if (projectRunners.has(program))
    return { ...nothing, commands: inProject(program, args), ...calledScripts(program, args) };
  if (isInterpreter(program) && program !== 'awk') return { ...nothing, commands: inInterpreter(args) };
  const wrapper = wrappers.get(program);
  return wrapper && inWrapper(program, wrapper, args);
}

function inWrapper(program: string, wrapper: Wrapper, args: Words): InnerCommands | undefined {
  // `command -v npm` only looks it up.
  if (program === 'command' && /^-[vV]$/.test(args[0]?.text ?? '')) return { ...nothing, count: 'alone' };
  let at = 0;
  let replaced: string | undefined;
  const unclear = () => ({
    ...nothing,
    commands: tails(args),
    scripts: args.map(({ text }) => text),
    unclear: `Flux does not understand this call of “${program}”.`,
  });
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
    } else if (!(
      wrapper.flags.includes(name) &&
      (long ? long[2] === undefined : [...(short?.[2] ?? '')].every((letter) => wrapper.flags.includes(letter)))
    )) {
      if (!(program === 'nice' && /^-\d+$/.test(word.text))) return unclear();
    }
  }
  if (args[at]?.text === '--' || (program === 'env' && args[at]?.text === '-')) at++;
  const assignments: ShellAssignment[] = [];
  for (
    let variable = program === 'env' ? asAssignment(args[at]?.text ?? '') : undefined;
    variable;
    variable = asAssignment(args[at]?.text ?? '')
  ) {
    assignments.push(args[at]?.kind === 'plain' ? variable : { name: variable.name });
    at++;
  }
  const leading = wrapper.leading ?? 0;
  if (args.slice(at, at + leading).some(({ kind }) => kind !== 'plain')) return unclear();
  const command = args
    .slice(at + leading)
    .map((word) => (replaced && word.text.includes(replaced) ? { ...word, kind: 'expanded' as const } : word));
  if (command.length === 0) {
    if (program === 'xargs') return { ...nothing, count: 'alone', commands: [] };
    return program === 'env' || program === 'exec' ? undefined : unclear();
  }
  return {
    ...nothing,
    commands: [program === 'xargs' ? [...command, unknownWord] : command],
    assignments,
    count: 'alone',
  };
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
  if (/^(?:pwsh|powershell|cmd)$/.test(program))
    return {
      ...nothing,
      commands: tails(args),
      scripts: [args.map(({ text }) => text).join(' ')],
      unclear: `Flux does not check what “${program}” is given.`,
    };
  if (runsText) {
    const script = args[at];
    if (!script || script.kind !== 'plain')
      return {
        ...nothing,
        scripts: script ? [scriptText(script)] : [],
        unclear: 'What the shell runs is known only when it runs.',
      };
    return {
      ...nothing,
      scripts: [script.text],
      count: 'alone',
      ...(odd && { unclear: `“${program}” may read this differently.` }),
    };
  }
  if (at < args.length && !hasOption({ args: args.slice(0, at) }, 's')) return undefined;
  return {
    ...nothing,
    scripts: part.input === undefined ? [] : [part.input],
    unclear: part.fed ? 'It passes commands to a shell.' : 'It starts another shell.',
  };
}

function inFind(program: string, args: Words): InnerCommands | undefined {
  const commands: Words[] = [];
  let writes = false;
  let starts = false;
  for (let at = 0; at < args.length; at++) {
    const text = args[at]?.text ?? '';
    if (/^-f(?:print|ls)/.test(text)) writes = true;
    if (program === 'fd' && /^--exec(?:-batch)?=|^-[a-zA-Z]*[xX]./.test(text)) starts = true;
    if (!/^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(text)) continue;
    const rest = args.slice(at + 1);
    const end = rest.findIndex((word) => word.text === ';' || word.text === '+');
    commands.push(
      (end < 0 ? rest : rest.slice(0, end)).map((word) =>
        /\{(?:|\/{1,2}|\.|\/\.)\}/.test(word.text) ? { ...word, kind: 'expanded' as const, mayBeOption: true } : word,
      ),
    );
    at += end < 0 ? rest.length : end + 1;
  }
  if (commands.length === 0 && !writes && !starts) return undefined;
  return {
    ...nothing,
    commands,
    count: 'besides',
    ...(writes ? { unclear: 'It writes a file.' } : starts && { unclear: 'It starts another program.' }),
  };
}

/**
 * What `npx x`, `npm exec -- x`, `docker run image x` may start: looked at for what is denied, never enough to be
 * allowed.
 */
function inProject(program: string, args: Words): Words[] {
  return [...startedBy(program, args), ...behindDashes(args)];
}

function behindDashes(args: Words): Words[] {
  const end = args.findIndex(({ text }) => text === '--');
  return end < 0 ? [] : tails(args.slice(end + 1)).slice(0, 1);
}

function startedBy(program: string, args: Words): Words[] {
  if (direct.has(program)) return tails(args);
  if (program === 'git' && !args.some(({ text }) => /^(?:bisect|submodule)$/.test(text))) return [];
  const at = args.findIndex(
    ({ text }) =>
      runningSubcommands.has(text) ||
      (program === 'npm' && ['exec', 'run'].some((name) => mayBeCommand('npm', text, name))),
  );
  const own = implicit.get(program);
  const first = tails(args)[0];
  const unnamed = own && first && !own.has(first[0]?.text ?? '') && first[0]?.text !== 'run' ? [first] : [];
  if (at < 0) return unnamed;
  const isContainer = ['docker', 'kubectl'].includes(program);
  const isScript = !isContainer && runsScript(program, args[at]?.text ?? '');
  if (isScript) return unnamed;
  const rest = args.slice(at + 1);
  const deeper = args[at]?.text.startsWith('workspace') || args[at]?.text === 'foreach';
  return isContainer
    ? rest.map((_, from) => rest.slice(from))
    : [...unnamed, ...(deeper ? everyTail(rest) : tails(rest))];
}

function runsScript(program: string, word: string): boolean {
  return (
    /^(?:npm|pnpm|yarn|bun)$/.test(program) &&
    (word === 'run' || (program === 'npm' && !mayBeCommand('npm', word, 'exec')))
  );
}

/**
 * The file or module that an interpreter runs, as a program of that name: `python -m twine upload`, `php artisan
 * migrate`.
 */
function inInterpreter(args: Words): Words[] {
  const module = args.findIndex(({ text }) => /^-[A-Za-z]*m/.test(text));
  const glued = /^-[A-Za-z]*m(.+)$/.exec(args[module]?.text ?? '')?.[1];
  const behind = args.slice(module + 1);
  const called = glued ? [plainWord(glued), ...behind] : behind;
  const found = module < 0 ? tails(args) : [called];
  return found
    .filter((words) => words.length > 0)
    .map(([first, ...rest]) => [inPackages(first ?? unknownWord), ...rest]);
}

/** The package that a file belongs to: `node_modules/prisma/build/index.js` is `prisma`. */
function inPackages(word: ShellWord): ShellWord {
  const name = /.*node_modules[/\\](?:@[^/\\]+[/\\])?([^/\\.][^/\\]*)[/\\]/.exec(word.text)?.[1];
  return name === undefined ? word : { ...word, text: name };
}

/** The command lines that `npm exec -c '…'`, `nodemon --exec '…'` and their like give to a shell. */
function calledScripts(program: string, args: Words): Pick<InnerCommands, 'scripts' | 'unclear'> | undefined {
  const isGit = program === 'git';
  const options = isGit ? /^(?:-x|--exec)$/ : /^(?:-c|-C|-x|--call|--shell-mode|--exec|--command|--run|--on-change)$/;
  const glued = /^--(?:call|exec|command|run|on-change)=([^]*)$/;
  const runs =
    direct.has(program) ||
    !['npm', 'pnpm', 'yarn', 'bun'].includes(program) ||
    args.some(({ text }) => runningSubcommands.has(text));
  if (!runs || (isGit && !args.some(({ text }) => /^(?:rebase|foreach|bisect)$/.test(text)))) return undefined;
  const given = args
    .map((word, at) => {
      if (options.test(word.text)) return args[at + 1];
      const text = glued.exec(word.text)?.[1];
      return text === undefined ? undefined : { ...word, text };
    })
    .flatMap((word) => (word ? [scriptText(word)] : []));
  const spoken = wordList(`
    concurrently hyperfine onchange watchexec nodemon chokidar docker kubectl git heroku cross-env-shell lerna
    vagrant fly flyctl nix-shell
  `).includes(program)
    ? args.map(scriptText).filter((text) => /\s/.test(text))
    : [];
  const texts = [...given, ...spoken];
  if (texts.length === 0) return undefined;
  return {
    scripts: texts,
    ...(given.length > 0 &&
      /^(?:npx|bunx|npm|pnpm|yarn|bun|nodemon|git)$/.test(program) && {
        unclear: `“${program}” passes a command line to a shell.`,
      }),
  };
}

function unclearRunner(program: string, args: Words, unclear: string): InnerCommands {
  const texts = args.map(scriptText);
  const operandsOnly = texts.filter((text) => !text.startsWith('-'));
  const remote =
    program === 'ssh'
      ? [operandsOnly.slice(1).join(' '), ...operandsOnly.slice(1).map((_, at) => operandsOnly.slice(at + 1).join(' '))]
      : [];
  return {
    ...nothing,
    commands: wordList(`
    ssh flock chroot entr taskset chrt timeout strace start prlimit setarch nsenter setpriv cmd wsl
  `).includes(program)
      ? args.map((_, from) => args.slice(from))
      : tails(args),
    scripts: [...remote, ...texts.filter((text) => /\s/.test(text)), texts.join(' ')],
    unclear,
  };
}

/** A word as a command line of its own; what is known only later stays as it is written. */
function scriptText({ text, kind }: ShellWord): string {
  return kind === 'expanded' && /^"[^]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** Where a command may begin behind options of which it is not known whether they take the next word. */
function tails(args: Words): Words[] {
  const found: Words[] = [];
  for (let at = 0; at < args.length; at++) {
    const isOption = isNoCommand(args[at]);
    if (!isOption) found.push(args.slice(at));
    const before = args[at - 1]?.text ?? '';
    if (!isOption && (!before.startsWith('-') || runnerFlags.test(before) || before.includes('='))) break;
  }
  return found;
}

/** Every place where a command may begin, also behind other words. */
function everyTail(args: Words): Words[] {
  return args.flatMap((word, at) => (isNoCommand(word) ? [] : [args.slice(at)]));
}

function isNoCommand(word: ShellWord | undefined): boolean {
  return word === undefined || word.text.startsWith('-') || asAssignment(word.text) !== undefined;
}
