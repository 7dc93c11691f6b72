import { pattern } from '../../base/pattern';
import { findRunner, nameOf } from './scriptLine';
import { unwrap, type Scripts, type Unwrapped } from './watchWrappers';

/** Options by which programs watch; `-w` is one of these only. */
const shortWatch = new Set([
  'mocha',
  '_mocha',
  'vitest',
  'ava',
  'tap',
  'tsc',
  'vue-tsc',
  'webpack',
  'rollup',
  'babel',
  'swc',
  'tsup',
  'esbuild',
  'vite',
  'jest',
]);
const withValue = new Set(['--watch-files', '--watch-ignore', '--watch-path']);
const watching = pattern('i')`
  ^--(?:watch|watch-?all|watch-preserve-output|hot|looponfail|continuous)(?:=(?:true|forever))?$
  |^--watch-(?:files|ignore|path)(?:=|$)
`;

/**
 * A script that would watch for changes, as a line that runs once: without the options, subcommands and programs that
 * watch, in scripts that it calls too. Undefined where it does not watch, or it cannot be told how it would not.
 */
export function withoutWatching(line: string, scripts: Scripts, depth = 0): string | undefined {
  const tokens = [...line.matchAll(/&&|\|\||[|;&]|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\|;&])+/g)].map(
    ([token]) => token,
  );
  const commands: string[][] = [[]];
  const joints: string[] = [];
  for (const token of tokens) {
    if (/^(?:&&|\|\||[|;&])$/.test(token)) {
      joints.push(token);
      commands.push([]);
    } else commands.at(-1)?.push(token);
  }
  const once = commands.map((words) => onceOf(words, scripts, depth));
  if (once.every((each) => each === undefined)) return undefined;
  const lines = commands.flatMap((words, at) => {
    const text = once[at] ?? words.join(' ');
    // What ran in the background beside a watcher comes before or after it now.
    return text === '' || text === 'wait' ? [] : [{ text, joint: joints[at] === '&' ? '&&' : (joints[at] ?? '') }];
  });
  return lines
    .map(({ text, joint }, at) => {
      if (at === lines.length - 1 || joint === '') return text;
      return joint === ';' ? `${text}; ` : `${text} ${joint} `;
    })
    .join('')
    .trim();
}

function onceOf(words: readonly string[], scripts: Scripts, depth: number): string | undefined {
  if (words.length === 0 || depth > 4) return undefined;
  const wrapped = unwrap(words, scripts);
  if (wrapped) return fromWrapped(wrapped, scripts, depth);
  const program = Math.max(
    0,
    findRunner(words)?.at ??
      words.findIndex((word) => !/^[A-Za-z_]\w*=|^(?:npx|cross-env|c8|nyc|env|--no-install|-y|--yes)$/.test(word)),
  );
  const name = nameOf(words[program]);
  const kept: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const isSubcommand =
      at === program + 1 &&
      ((/^(?:watch|dev)$/.test(word) && name === 'vitest') ||
        (word === 'watch' && (name === 'tsx' || name === 'dotnet' || name === 'turbo')));
    if (isSubcommand) {
      if (name !== 'tsx' && name !== 'dotnet') kept.push('run');
    } else if (
      at > program &&
      (watching.test(word) ||
        (word === '-w' && shortWatch.has(name)) ||
        (word === '-f' && isPytest(words)) ||
        (word === '-t' && /^gradlew?$/.test(name)))
    ) {
      if (withValue.has(word)) at++;
    } else kept.push(word);
  }
  const rest = kept.at(-1) === '--' ? kept.slice(0, -1) : kept;
  const added = onceOptions(name, rest[program + 1], rest);
  const line = [...rest, ...added].join(' ');
  return line === words.join(' ') ? undefined : line;
}

/** Several commands side by side run one after the other, where each of them ends. */
function fromWrapped(
  { before, commands, watches, mayStay }: Unwrapped,
  scripts: Scripts,
  depth: number,
): string | undefined {
  const once = commands.map((command) => withoutWatching(command, scripts, depth + 1));
  if (!watches && once.every((each) => each === undefined)) return undefined;
  if (mayStay && commands.some((command, at) => once[at] === undefined && !endsByItself(command, scripts)))
    return undefined;
  return commands.map((command, at) => [...before, once[at] ?? command].join(' ')).join(' && ');
}

/** Whether a command beside others is known to end: one that runs tests or checks; a server would not. */
function endsByItself(command: string, scripts: Scripts): boolean {
  const words = command.split(/\s+/).filter(Boolean);
  const script = words[0] === 'npm' && words[1] === 'run' ? scripts[words[2] ?? ''] : undefined;
  return script !== undefined
    ? endsByItself(script, {})
    : findRunner(words) !== undefined || /^(?:tsc|eslint|prettier|echo|rimraf|mkdir|cp)$/.test(nameOf(words[0]));
}

function isPytest(words: readonly string[]): boolean {
  return findRunner(words)?.framework === 'pytest';
}

/** What a program that watches by itself needs to run once. */
function onceOptions(name: string, subcommand: string | undefined, words: readonly string[]): string[] {
  if (name === 'ng' && subcommand === 'test' && !words.some((word) => word.startsWith('--watch')))
    return ['--watch=false'];
  if (name === 'karma' && subcommand === 'start' && !words.includes('--single-run')) return ['--single-run'];
  return [];
}
