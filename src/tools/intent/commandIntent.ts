import type { Intent } from '../../contracts/intent';
import { commandIntents, longestBeginning } from './commandTable';

/** More of a command line tells nothing new. */
const mostChars = 1_000;
const mostCalls = 8;
/** Words before the program that say nothing about what it is for. */
const before = new Set(['sudo', 'time', 'env', 'nohup', 'nice', 'exec', 'command', 'bundle exec', 'then', 'do', '!']);
/** Calls that only lead to the one that counts. */
const leading = new Set(['cd', 'export', 'set', 'source', '.', 'pushd', 'popd', 'mkdir', 'unset', 'sleep', 'true']);
/** Runners of what the project itself names: `npm run lint`. */
const runners = /^(?:npm|yarn|pnpm|bun|composer|just|task|rake|nox|tox|make|poetry|pdm|hatch|uv|npx|pipenv|deno)$/;

/** What scripts and targets are called, by what they are for. */
const scripts: readonly [RegExp, Intent][] = [
  [/\b(?:deploy|publish|release|push|upload|ship)\b/, 'send'],
  [/\b(?:fmt|format|fix|migrate|clean|prettier|upgrade|update)\b/, 'transform'],
  [/\b(?:codegen|generate|gen|scaffold|new|create|seed|docs|makemigrations)\b/, 'generate'],
  [/\b(?:coverage|stats|report|size|count)\b/, 'aggregate'],
  [/\b(?:install|setup|bootstrap|add)\b/, 'enrich'],
  [
    /\b(?:tests?|lint|check|typecheck|types|tsc|verify|ci|build|compile|audit|e2e|spec|bench|validate|all|doctor)\b/,
    'validate',
  ],
];

/** What a command line is for; undefined where it does not tell. Its last call counts, unless one gives away. */
export function commandIntent(command: unknown): Intent | undefined {
  if (typeof command !== 'string') return undefined;
  const line = command.slice(0, mostChars).replace(/\s+/g, ' ').trim();
  if (/^(?:if|case|test|\[) |\|\| (?!true\b|:|exit\b|echo\b)/.test(line)) return 'conditional';
  const intents = line
    .split(/ ?(?:&&|;|\|\|) ?/, mostCalls)
    .map(pipelineIntent)
    .filter((intent) => intent !== undefined);
  return intents.includes('send') ? 'send' : intents.at(-1);
}

/** What comes out of a pipeline is what its last filter lets through. */
function pipelineIntent(pipeline: string): Intent | undefined {
  const [first = '', ...rest] = pipeline.split(/ ?\|(?!\|) ?/, mostCalls);
  const own = callIntent(first);
  if (own === undefined || own === 'send' || own === 'transform') return own;
  for (const stage of rest.reverse()) {
    if (/^(?:wc|uniq|awk|sum|paste|datamash)\b/.test(stage)) return 'aggregate';
    if (/^(?:grep|rg|egrep|sort|tail|head)\b|^jq\b.*\bselect\(/.test(stage)) return 'filter';
  }
  return own;
}

function callIntent(call: string): Intent | undefined {
  const words = call.split(' ').filter((word) => word !== '');
  while (words[0] !== undefined && (before.has(words[0]) || /^\w+=/.test(words[0]))) words.shift();
  if (words[0] === 'bundle' && words[1] === 'exec') words.splice(0, 2);
  const [program, second = ''] = words;
  if (program === undefined || (leading.has(program) && words.length < 3)) return undefined;
  return (
    byOptions(program, words) ?? byBeginning(words, 2) ?? byScript(program, second, words) ?? byBeginning(words, 1)
  );
}

/** Options that make something else of a program. */
function byOptions(program: string, words: readonly string[]): Intent | undefined {
  const has = (...options: readonly string[]) => words.some((word) => options.includes(word));
  if (words.length <= 3 && has('--version', '-V', '-v', '--help')) return 'extract';
  if (/^(?:curl|wget|http)$/.test(program)) {
    const posts = has(
      '-X',
      '--request',
      '-XPOST',
      '-d',
      '--data',
      '-F',
      '--form',
      '-T',
      '--upload-file',
      '--data-binary',
      '--json',
    );
    if (posts && !has('GET', 'HEAD')) return 'send';
    return words.some((word) => /^-[a-z]*f[a-z]*$/i.test(word)) && !has('-o', '-O') ? 'validate' : 'extract';
  }
  if (/^(?:psql|sqlite3|mysql|duckdb)$/.test(program)) return sqlIntent(words.join(' ').toLowerCase());
  if (program === 'git' && words[1] === 'log' && words.some((word) => /^(?:-S|-G|--grep|--author)/.test(word)))
    return 'filter';
  if (has('--cov', '--coverage') || words.some((word) => word.startsWith('--cov='))) return 'aggregate';
  if (has('--check', '--dry-run', '--diff', '--list-different') && !has('push', 'publish')) return 'validate';
  if (has('--fix', '--write', '-A', '--autocorrect', '--in-place') && !/^(?:git|grep)$/.test(program))
    return 'transform';
  if (words.some((word) => /\S@\d/.test(word)) && has('install', 'i', 'add')) return 'transform';
  return undefined;
}

function sqlIntent(sql: string): Intent {
  if (/\bexplain\b/.test(sql)) return 'extract';
  if (/\b(?:update|delete|alter|drop|truncate)\b/.test(sql)) return 'transform';
  if (/\binsert into\b|\bcreate table\b/.test(sql)) return 'generate';
  if (/\bgroup by\b|\b(?:sum|count|avg|min|max)\s?\(/.test(sql)) return 'aggregate';
  return /\bwhere\b/.test(sql) ? 'filter' : 'extract';
}

/** By the longest beginning of at least so many words. */
function byBeginning(words: readonly string[], least: number): Intent | undefined {
  for (let count = Math.min(words.length, longestBeginning); count >= least; count--) {
    const found = commandIntents.get(words.slice(0, count).join(' ').toLowerCase());
    if (found) return found;
  }
  return undefined;
}

/** `npm run lint`, `make deploy`, `./scripts/release.sh`, `node scripts/migrate.mjs`. */
function byScript(program: string, second: string, words: readonly string[]): Intent | undefined {
  const isRunner = runners.test(program);
  const name = isRunner
    ? words.slice(second === 'run' ? 2 : 1, 4).join(' ')
    : words.find((word) => /\/|\.(?:sh|m?js|ts|py|rb|ps1)$/.test(word));
  if (name === undefined) return undefined;
  const spoken = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase();
  return scripts.find(([pattern]) => pattern.test(spoken))?.[1];
}
