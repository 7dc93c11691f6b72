import { pattern } from '../../base/pattern';
import { programName, type ShellWord } from './shellWords';
import type { CommandPart } from './splitCommand';

/** One program call, ready for the rules that know programs. */
export interface ProgramCall {
  /** Without folder and ending, in small letters; other names of the same program are one. */
  readonly program: string;
  readonly args: readonly ShellWord[];
  readonly part: CommandPart;
  /** Whether the command line has gone to another folder before. */
  readonly movedAway: boolean;
}

/** Other names of programs, and programs that understand the same. */
const sameProgram: ReadonlyMap<string, string> = new Map(
  Object.entries({
    fdfind: 'fd',
    batcat: 'bat',
    nodejs: 'node',
    gawk: 'awk',
    mawk: 'awk',
    nawk: 'awk',
    bsdtar: 'tar',
    bsdcat: 'tar',
    pnpx: 'npx',
    podman: 'docker',
    nerdctl: 'docker',
    oc: 'kubectl',
    tofu: 'terraform',
    terragrunt: 'terraform',
    gradlew: 'gradle',
    mvnw: 'mvn',
    mvnd: 'mvn',
    vi: 'vim',
    view: 'vim',
    nvim: 'vim',
    ex: 'vim',
    mariadb: 'mysql',
    mongo: 'mongosh',
    'valkey-cli': 'redis-cli',
    'keydb-cli': 'redis-cli',
    'sequelize-cli': 'sequelize',
    'django-admin': 'manage.py',
    django: 'manage.py',
    manage: 'manage.py',
    'typeorm-ts-node-esm': 'typeorm',
    'typeorm-ts-node-commonjs': 'typeorm',
    'flyway.sh': 'flyway',
    microk8s: 'kubectl',
    k: 'kubectl',
    ntl: 'netlify',
  }),
);

/** GNU programs as they are called on a Mac: `grm` is `rm`. */
const withG = pattern()`
  ^g(?=(?:awk|chmod|chown|cp|dd|env|find|install|ln|make|mv|nice|nohup|rm|sed|shred|sort|split|stdbuf|tar
  |tee|timeout|truncate|uniq|unlink|xargs)$)
`;

/**
 * A call by the name under which the rules know its program: `docker-compose up` is `docker compose up`, `git-push` is
 * `git push`.
 */
export function readCall(words: readonly ShellWord[], part: CommandPart, movedAway: boolean): ProgramCall {
  const name = programName(words[0]?.text ?? '');
  const args = words.slice(1);
  const compose = /^(?:docker|podman|nerdctl)-compose$/.exec(name);
  if (compose) return { program: 'docker', args: [{ text: 'compose', kind: 'plain' }, ...args], part, movedAway };
  const git = /^git-([a-z][a-z-]*)$/.exec(name);
  if (git) return { program: 'git', args: [{ text: git[1] ?? '', kind: 'plain' }, ...args], part, movedAway };
  return { program: canonicalProgram(name), args, part, movedAway };
}

/** The name under which the rules know a program: `python3.12` is `python`, `podman` is `docker`. */
export function canonicalProgram(name: string): string {
  const plain = (
    /^(?:python|pip|pypy|ruby|perl|php|lua)[\d.]+$/.test(name) ? name.replace(/[\d.]+$/, '') : name
  ).replace(withG, '');
  return sameProgram.get(plain) ?? plain;
}

/**
 * Whether an option may be given: a letter alone or among others (`-rf`), or a long name, also shortened (`--recurs`),
 * with one dash or two. What could mean it counts as it.
 */
export function hasOption({ args }: Pick<ProgramCall, 'args'>, ...names: readonly string[]): boolean {
  return optionsOf(args).some((option) => names.some((name) => isOption(option, name)));
}

function isOption(option: string, name: string): boolean {
  if (name.length === 1) return /^-[^-]/.test(option) && option.slice(1).includes(name);
  return isLongOption(option, name) || (option.split('=')[0] ?? '') === `-${name}`;
}

/** Whether `--given` or `--given=value` may mean the long option, as git and GNU shorten them. */
export function isLongOption(option: string, name: string): boolean {
  const given = option.split('=')[0] ?? '';
  return /^--[^-]/.test(given) && (`--${name}`.startsWith(given) || given.startsWith(`--${name}-`));
}

/** The words that begin with a dash, up to `--`. */
export function optionsOf(args: readonly ShellWord[]): string[] {
  return args
    .slice(0, endOfOptions(args))
    .map(({ text }) => text)
    .filter((text) => /^-./.test(text) && text !== '--');
}

/** Where options surely end. A `--` behind an option may be the option's value; then options go on. */
export function endOfOptions(args: readonly ShellWord[]): number {
  const end = args.findIndex(
    ({ text, kind }, at) =>
      text === '--' && kind === 'plain' && !/^-./.test(args[at - 1]?.text ?? '') && !args[at - 1]?.mayBeOption,
  );
  return end < 0 ? args.length : end;
}

/** The words that are no options. */
export function operandsOf(args: readonly ShellWord[]): ShellWord[] {
  const end = args.findIndex(({ text }) => text === '--');
  const before = end < 0 ? args : args.slice(0, end);
  return [...before.filter(({ text }) => !/^-./.test(text)), ...(end < 0 ? [] : args.slice(end + 1))];
}

/** Options of well-known programs that stand before the subcommand and take the next word with them. */
const takingNext: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    git: [
      '-C',
      '-c',
      '--git-dir',
      '--work-tree',
      '--namespace',
      '--exec-path',
      '--config-env',
      '--super-prefix',
      '--attr-source',
    ],
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
  }),
);

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
