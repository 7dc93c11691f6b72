import { wordList } from '../../base/words';
import { canonicalProgram } from './callWords';
import { takesTasks } from './optionTable';
import { programName } from './shellWords';

const npmCommands = wordList(`
    access adduser audit bugs cache ci completion config dedupe deprecate diff dist-tag docs doctor edit exec
    explain explore find-dupes fund get help help-search init install install-ci-test install-test link ll login
    logout ls org outdated owner pack ping pkg prefix profile prune publish query rebuild repo restart root run
    sbom search set shrinkwrap star stars start stop team test token trust undeprecate uninstall unpublish unstar
    update version view whoami
  `);

/** Short and other names of subcommands, by program. */
const aliases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  npm: {
    author: 'owner',
    home: 'docs',
    issues: 'bugs',
    info: 'view',
    show: 'view',
    find: 'search',
    add: 'install',
    unlink: 'uninstall',
    remove: 'uninstall',
    rm: 'uninstall',
    r: 'uninstall',
    un: 'uninstall',
    rb: 'rebuild',
    list: 'ls',
    ln: 'link',
    create: 'init',
    i: 'install',
    it: 'install-test',
    cit: 'install-ci-test',
    u: 'update',
    up: 'update',
    c: 'config',
    s: 'search',
    se: 'search',
    tst: 'test',
    t: 'test',
    ddp: 'dedupe',
    v: 'view',
    'run-script': 'run',
    'clean-install': 'ci',
    x: 'exec',
    why: 'explain',
    la: 'll',
    ic: 'ci',
    innit: 'init',
    in: 'install',
    ins: 'install',
    inst: 'install',
    insta: 'install',
    instal: 'install',
    isnt: 'install',
    isnta: 'install',
    isntal: 'install',
    isntall: 'install',
    'install-clean': 'ci',
    'dist-tags': 'dist-tag',
    upgrade: 'update',
    udpate: 'update',
    rum: 'run',
    urn: 'run',
    ogr: 'org',
    'add-user': 'adduser',
    verison: 'version',
  },
  pnpm: {
    i: 'install',
    rm: 'remove',
    un: 'remove',
    uninstall: 'remove',
    up: 'update',
    upgrade: 'update',
    ls: 'list',
    ln: 'link',
    t: 'test',
    tst: 'test',
    'run-script': 'run',
    c: 'config',
  },
  yarn: { 'run-script': 'run' },
  bun: { i: 'install', a: 'add', rm: 'remove', c: 'create' },
  cargo: { b: 'build', c: 'check', d: 'doc', t: 'test', r: 'run', rm: 'remove' },
  git: { stage: 'add', 'init-db': 'init', annotate: 'blame' },
  docker: { ls: 'ps', list: 'ps', remove: 'rm', rmi: 'rm', images: 'ps' },
  helm: { del: 'uninstall', delete: 'uninstall', un: 'uninstall', ls: 'list' },
  brew: { rm: 'uninstall', remove: 'uninstall', ls: 'list' },
  svn: {
    ci: 'commit',
    co: 'checkout',
    up: 'update',
    rm: 'delete',
    del: 'delete',
    remove: 'delete',
    mv: 'move',
    ren: 'move',
    cp: 'copy',
    sw: 'switch',
  },
  hg: { ci: 'commit', up: 'update', co: 'update', checkout: 'update', rm: 'remove' },
  dotnet: {},
};

const runsScripts = new Set(['npm', 'pnpm', 'yarn', 'bun']);
/** Programs whose first word is the name of something in the project, which is never shortened. */
const wholeNames = new Set([
  'pnpm',
  'yarn',
  'bun',
  'npx',
  'bunx',
  'uvx',
  'node',
  'python',
  'php',
  'ruby',
  'perl',
  'bash',
  'sh',
  'zsh',
  'deno',
  'tsx',
  'ts-node',
  'ssh',
  'sudo',
  'cat',
  'echo',
  'rm',
  'cp',
  'mv',
  'ls',
]);

/** Whether two names are spellings of one program: another folder, ending, case or version (`python3.12`). */
export function isSameProgram(given: string, wanted: string): boolean {
  const [a, b] = [programName(given), programName(wanted)];
  return a === b || versionless(a) === versionless(b);
}

function versionless(name: string): string {
  const plain = name
    .replace(/^(python|pip|pypy|ruby|perl|php|lua|node|nodejs)[\d.]*$/, '$1')
    .replace(/^nodejs$/, 'node');
  return /^g[a-z]/.test(plain) && canonicalProgram(plain) === plain.slice(1) ? plain.slice(1) : plain;
}

/**
 * The words that say what a program does, in one spelling: `npm run-script test` and `npm t` are `test`, `docker
 * container rm` is `rm`.
 */
export function spelledOut(program: string, words: readonly string[]): readonly string[] {
  const [first = '', second, ...rest] = words.map((word, at) => (at === 0 ? aliasOf(program, word) : word));
  if (second === undefined) return words.length === 0 ? [] : [first];
  if (program === 'npm' && first === 'run' && /^(?:test|start|stop|restart)$/.test(second)) return [second, ...rest];
  if (program !== 'npm' && runsScripts.has(program) && first === 'run') return [second, ...rest];
  if (program === 'docker' && /^(?:container|image)$/.test(first)) return [aliasOf(program, second), ...rest];
  return [first, second, ...rest];
}

function aliasOf(program: string, word: string): string {
  return aliases[program]?.[word] ?? word;
}

/** Whether a subcommand is, or may be short for, another one. What is exactly another command is not. */
export function mayBeCommand(program: string, given: string, wanted: string): boolean {
  const [short, long] = [given.toLowerCase(), wanted.toLowerCase()];
  if (short === long) return true;
  if (program === 'npm') {
    if (npmCommands.includes(short)) return false;
    return [...npmCommands, ...Object.keys(aliases['npm'] ?? {})].some(
      (name) => name.startsWith(short) && aliasOf('npm', name) === long,
    );
  }
  if (wholeNames.has(program) || takesTasks(program)) return false;
  return short.length > 1 && long.startsWith(short);
}

/** What a subcommand may stand for: itself, the command that it is another name of, or those that it is short for. */
export function commandMeanings(program: string, word: string): readonly string[] {
  if (program !== 'npm' || npmCommands.includes(word)) return [word];
  const alias = aliases['npm']?.[word];
  return alias ? [word, alias] : [word, ...npmCommands.filter((name) => name.startsWith(word))];
}

/** Short and long names of the same option, by program or by program and subcommand. */
const sameOptions: Readonly<Record<string, string>> = {
  '': 'f=force r=recursive R=recursive g=global y=yes q=quiet v=verbose',
  curl:
    'X=request d=data F=form T=upload-file o=output O=remote-name k=insecure L=location H=header u=user x=proxy ' +
    'b=cookie K=config s=silent e=referer A=user-agent',
  wget: 'O=output-document e=execute i=input-file q=quiet r=recursive',
  'git commit': 'n=no-verify a=all m=message F=file C=reuse-message e=edit s=signoff S=gpg-sign',
  'git push': 'f=force d=delete u=set-upstream n=dry-run q=quiet v=verbose',
  'git branch': 'f=force d=delete m=move c=copy u=set-upstream-to',
  'git clean': 'f=force n=dry-run i=interactive',
  'git tag': 'f=force d=delete a=annotate s=sign m=message',
  'git add': 'f=force A=all u=update p=patch e=edit i=interactive',
  'git rebase': 'i=interactive x=exec n=no-stat',
  'git merge': 'n=no-stat m=message',
  npm: 'g=global f=force D=save-dev S=save E=save-exact O=save-optional y=yes w=workspace c=call p=parseable C=prefix',
  docker: 'v=volume p=publish e=env d=detach f=force a=all t=tag H=host u=user w=workdir i=interactive',
  kubectl: 'n=namespace f=filename A=all-namespaces o=output l=selector s=server R=recursive k=kustomize',
  pip: 'r=requirement U=upgrade i=index-url e=editable t=target y=yes',
  node: 'e=eval p=print r=require c=check',
  tar: 'x=extract c=create f=file I=use-compress-program C=directory',
  gh: 'X=method f=raw-field F=field R=repo',
};

/** All names of an option, without dashes. */
export function optionNames(program: string, subcommand: string, name: string): readonly string[] {
  const pairs = (sameOptions[`${program} ${subcommand}`] ?? sameOptions[program] ?? sameOptions[''] ?? '')
    .split(' ')
    .map((pair) => pair.split('='));
  const longs = [name, ...pairs.flatMap(([short, long = '']) => (name === short ? [long] : []))];
  return [...longs, ...pairs.flatMap(([short = '', long = '']) => (longs.includes(long) ? [short] : []))];
}
