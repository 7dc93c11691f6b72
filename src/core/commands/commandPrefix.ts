import { isGuarded, isInterpreter, isShell } from './destructiveForms';
import { isGitCommand } from './gitOptions';
import { programName, type ShellWord } from './shellWords';

/** Programs whose first argument says what they do, and the arguments that need the next word too. */
const subcommands: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    git: ['stash', 'remote', 'worktree', 'submodule', 'bisect', 'notes', 'lfs', 'config'],
    npm: ['run', 'run-script', 'exec', 'x'],
    pnpm: ['run', 'exec', 'dlx'],
    yarn: ['run', 'exec', 'dlx', 'workspace'],
    bun: ['run', 'x', 'pm'],
    npx: [],
    bunx: [],
    uvx: [],
    cargo: [],
    go: ['mod', 'tool', 'work'],
    dotnet: ['tool', 'nuget', 'ef'],
    docker: ['compose', 'container', 'image', 'volume', 'network', 'system', 'run', 'exec'],
    podman: ['container', 'image', 'run', 'exec'],
    kubectl: ['config', 'rollout'],
    helm: ['repo'],
    terraform: ['state', 'workspace'],
    pip: [],
    pip3: [],
    poetry: ['run'],
    pipenv: ['run'],
    uv: ['run', 'pip', 'tool'],
    bundle: ['exec'],
    rails: ['generate', 'db'],
    mix: [],
    make: [],
    just: [],
    gh: ['pr', 'issue', 'repo', 'run', 'workflow', 'release', 'api'],
    mvn: [],
    gradle: [],
    gradlew: [],
    deno: ['task'],
    turbo: ['run'],
    nx: ['run'],
    lerna: ['run'],
    brew: ['services'],
    apt: [],
    'apt-get': [],
    php: [],
    composer: ['run', 'run-script', 'exec'],
    swift: [],
    zig: [],
    flutter: [],
    dart: [],
    az: [],
    aws: [],
    gcloud: [],
  }),
);

/** Programs by which anything is run inside of something. */
const runsInside = new Set(['docker', 'podman', 'nerdctl', 'kubectl', 'oc']);
/**
 * Runners of other programs: of one that may lose work its subcommands belong to what is remembered (`npx prisma
 * generate`).
 */
const runsGuarded = new Set(['npx', 'bunx', 'pnpx', 'uvx']);

/** Programs that can do too much for one word to allow them always. */
const neverAlways = new Set([
  'env',
  'xargs',
  'find',
  'fd',
  'sudo',
  'doas',
  'su',
  'ssh',
  'scp',
  'curl',
  'wget',
  'tee',
  'ln',
  'install',
  'apt',
  'apt-get',
  'brew',
  'osascript',
  'open',
  'start',
  'export',
  'set',
  'cd',
  'pushd',
  'popd',
  'nc',
  'socat',
  'at',
  'watch',
  'sed',
  'awk',
  'gawk',
  'mawk',
  'ed',
  'ex',
  'view',
  'nvim',
  'less',
  'more',
  'man',
  'tar',
  'zip',
  'vi',
  'vim',
  'emacs',
  'nano',
  'aws',
  'gcloud',
  'az',
  'rails',
  'parallel',
]);

/**
 * The prefix by which a call would be recognised again: `git status -s` → `git status`, `npm run build -- -v` →
 * `npm run build`. Undefined where none is narrow enough: shells, bare interpreters, programs that delete or fetch.
 */
export function prefixOf(words: readonly ShellWord[]): string | undefined {
  const [first, ...args] = words;
  if (!first || first.kind !== 'plain' || !isBareWord(first.text) || first.text.startsWith('-')) return undefined;
  const program = programName(first.text);
  const taken = [first.text];
  const take = (word: ShellWord | undefined): boolean => {
    if (!word || word.kind !== 'plain' || !isBareWord(word.text) || word.text.startsWith('-')) return false;
    taken.push(word.text);
    return true;
  };
  if (neverAlways.has(program) || program === 'exec') return undefined;
  const takingTwo = subcommands.get(program);
  if (takingTwo) {
    if (!take(args[0]) || (program === 'git' && !isGitCommand(args[0]?.text ?? ''))) return undefined;
    if (runsInside.has(program) && ['run', 'exec'].some((word) => args.slice(0, 2).some(({ text }) => text === word)))
      return undefined;
    if (isGuarded(programName(args[0]?.text ?? '')) && runsGuarded.has(program))
      return take(args[1]) ? (take(args[2]), taken.join(' ')) : undefined;
    if (takingTwo.includes(args[0]?.text ?? '') && !take(args[1])) return undefined;
    return taken.join(' ');
  }
  if (isInterpreter(program) || isShell(program)) {
    if (args[0]?.text === '-m' && args[0].kind === 'plain') {
      taken.push('-m');
      return take(args[1]) ? taken.join(' ') : undefined;
    }
    if (args[0]?.text === '--test' && program === 'node') return 'node --test';
    return take(args[0]) ? taken.join(' ') : undefined;
  }
  return isGuarded(program) ? undefined : first.text;
}

/** A word that stands for itself in every shell. */
function isBareWord(text: string): boolean {
  return /^[\w@%+:,./-]+$/.test(text);
}
