import { nameOf, unquote } from './scriptLine';

export type Scripts = Readonly<Record<string, string>>;

/** What a program that runs others would run. */
export interface Unwrapped {
  /** What stands before it: variables. */
  readonly before: readonly string[];
  readonly commands: readonly string[];
  /** Whether the program itself watches; else only what it runs may. */
  readonly watches: boolean;
  /** Whether it runs them side by side, so that one of them may be a server. */
  readonly mayStay?: boolean;
}

type Unwrap = (rest: readonly string[], scripts: Scripts) => readonly string[] | undefined;

/**
 * Programs that run a command again and again, and the command that they are given; undefined where that is unclear.
 */
const watchers: Readonly<Record<string, Unwrap>> = {
  nodemon: (rest) => {
    const { values, words } = optionsOf(rest, [
      '-x',
      '--exec',
      '-e',
      '--ext',
      '-w',
      '--watch',
      '-i',
      '--ignore',
      '-d',
      '--delay',
      '--config',
      '-s',
      '--signal',
    ]);
    const exec = values['-x'] ?? values['--exec'];
    if (exec !== undefined) return [[...exec, ...words].join(' ')];
    return /\.[cm]?js$/.test(words[0] ?? '') ? [`node ${words.join(' ')}`] : undefined;
  },
  watchexec: (rest) => behindDashes(rest),
  onchange: (rest) => behindDashes(rest),
  chokidar: (rest) =>
    optionsOf(rest, ['-c', '--command']).values['-c'] ?? optionsOf(rest, ['--command']).values['--command'],
  watch: (rest) => {
    const { words } = optionsOf(rest, ['-n', '--interval']);
    if (words.length === 0) return undefined;
    const isQuoted = /^["']/.test(rest.find((word) => unquote(word) === words[0]) ?? '');
    return isQuoted ? [words[0] ?? ''] : [words.join(' ')];
  },
  'tsc-watch': (rest) => {
    const { values, words } = optionsOf(rest, [
      '--onSuccess',
      '--onFirstSuccess',
      '--onFailure',
      '--onCompilationComplete',
    ]);
    return [['tsc', ...words].join(' '), ...(values['--onSuccess'] ?? values['--onFirstSuccess'] ?? [])];
  },
  'npm-watch': ([name, ...more], scripts) =>
    name !== undefined && more.length === 0 && Object.hasOwn(scripts, name) ? [`npm run ${name}`] : undefined,
  ptw: (rest) => [['pytest', ...(rest.includes('--') ? rest.slice(rest.indexOf('--') + 1) : [])].join(' ')],
  'pytest-watch': (rest, scripts) => watchers['ptw']?.(rest, scripts),
  'pytest-watcher': (rest, scripts) => watchers['ptw']?.(rest, scripts),
  'phpunit-watcher': ([, ...rest]) => [['vendor/bin/phpunit', ...rest].join(' ')],
};

/** Programs that run several commands side by side. */
const sideBySide: Readonly<Record<string, Unwrap>> = {
  concurrently: (rest) => {
    const { words } = optionsOf(rest, [
      '-n',
      '--names',
      '-c',
      '--prefix-colors',
      '-p',
      '--prefix',
      '-s',
      '--success',
      '-m',
      '--max-processes',
      '-l',
      '--prefix-length',
      '--restart-tries',
    ]);
    return words.some((word) => word.includes('*'))
      ? undefined
      : words.map((word) => word.replace(/^(npm|yarn|pnpm|bun):/, '$1 run '));
  },
  conc: (rest, scripts) => sideBySide['concurrently']?.(rest, scripts),
  'npm-run-all': (rest, scripts) =>
    optionsOf(rest, []).words.flatMap((word) => named(word, scripts).map((name) => `npm run ${name}`)),
  'run-p': (rest, scripts) => sideBySide['npm-run-all']?.(rest, scripts),
  'run-s': (rest, scripts) => sideBySide['npm-run-all']?.(rest, scripts),
};

/** Undefined for a program that runs no other, or of which it is unclear what it runs. */
export function unwrap(words: readonly string[], scripts: Scripts): Unwrapped | undefined {
  const at = words.findIndex(
    (word) => !/^[A-Za-z_]\w*=|^(?:npx|cross-env|env|exec|-y|--yes|--no-install|bunx|pnpx)$/.test(word),
  );
  if (at < 0) return undefined;
  const before = words.slice(0, at).filter((word) => !/^(?:npx|exec|-y|--yes|--no-install|bunx|pnpx)$/.test(word));
  const name = nameOf(words[at]);
  const rest = words.slice(at + 1);
  const made = (commands: readonly string[] | undefined, more: Pick<Unwrapped, 'watches' | 'mayStay'>) =>
    commands === undefined || commands.length === 0 || commands.some((command) => command.trim() === '')
      ? undefined
      : { before, commands, ...more };
  if (Object.hasOwn(watchers, name)) return made(watchers[name]?.(rest, scripts), { watches: true });
  if (Object.hasOwn(sideBySide, name))
    return made(sideBySide[name]?.(rest, scripts), { watches: false, mayStay: name !== 'run-s' });
  if (name === 'cargo' && rest[0] === 'watch') return made(cargoWatch(rest.slice(1)), { watches: true });
  if (/^(?:npm|pnpm|yarn|bun)$/.test(name)) return made(called(name, rest, scripts), { watches: false });
  return undefined;
}

function cargoWatch(rest: readonly string[]): readonly string[] | undefined {
  const commands: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const value = unquote(rest[at + 1] ?? '');
    if (rest[at] === '--') return [...commands, rest.slice(at + 1).join(' ')];
    if (rest[at] === '-x' || rest[at] === '--exec') commands.push(`cargo ${value}`);
    if (rest[at] === '-s' || rest[at] === '--shell') commands.push(value);
  }
  return commands;
}

/** The script that is called, with what has to run before it and what it is given. */
function called(tool: string, rest: readonly string[], scripts: Scripts): readonly string[] | undefined {
  const words = rest.filter((word) => !/^(?:run|run-script|-s|--silent|--)$/.test(word));
  const name = words[0] === 't' ? 'test' : (words[0] ?? '');
  const isCall = rest[0] === 'run' || rest[0] === 'run-script' || (tool === 'npm' ? name === 'test' : tool !== 'bun');
  if (!isCall || !Object.hasOwn(scripts, name)) return undefined;
  const before = scripts[`pre${name}`];
  return [...(before === undefined || tool === 'pnpm' ? [] : [before]), [scripts[name], ...words.slice(1)].join(' ')];
}

function named(word: string, scripts: Scripts): readonly string[] {
  if (!word.includes('*')) return Object.hasOwn(scripts, word) ? [word] : [];
  const pattern = new RegExp(
    `^${word
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('**', '.+')
      .replaceAll('*', '[^:]*')}$`,
  );
  return Object.keys(scripts).filter((name) => pattern.test(name));
}

function behindDashes(rest: readonly string[]): readonly string[] | undefined {
  const at = rest.indexOf('--');
  return at < 0 ? undefined : [rest.slice(at + 1).join(' ')];
}

/** Takes options with their values out; what is left are words, unquoted. */
function optionsOf(
  rest: readonly string[],
  withValue: readonly string[],
): { values: Record<string, string[]>; words: string[] } {
  const values: Record<string, string[]> = {};
  const words: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    const [option = '', value] = word.startsWith('--')
      ? [word.split('=')[0], word.includes('=') ? word.slice(word.indexOf('=') + 1) : undefined]
      : [word];
    if (word === '--') words.push(...rest.slice(at + 1).map(unquote));
    if (word === '--') break;
    if (withValue.includes(option)) (values[option] ??= []).push(unquote(value ?? rest[++at] ?? ''));
    else if (!word.startsWith('-') || words.length > 0) words.push(unquote(word));
  }
  return { values, words };
}
