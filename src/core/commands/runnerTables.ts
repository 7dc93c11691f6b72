import { pattern } from '../../base/pattern';
import { wordList } from '../../base/words';

export interface Wrapper {
  /** Options without a value, as single letters or long names. */
  readonly flags: readonly string[];
  /** Options that take the next word, or the rest of their own. */
  readonly valued: readonly string[];
  /** Words before the command. */
  readonly leading?: number;
}

/** Programs that only start another one, in a slightly different way. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries<Wrapper>({
    env: { flags: ['i', '0', 'v', 'ignore-environment', 'debug', 'null'], valued: ['u', 'unset'] },
    nohup: { flags: [], valued: [] },
    time: { flags: ['p', 'v', 'portability', 'verbose'], valued: ['f', 'format'] },
    nice: { flags: [], valued: ['n', 'adjustment'] },
    ionice: { flags: ['t', 'ignore'], valued: ['c', 'n', 'class', 'classdata'] },
    timeout: {
      flags: ['v', 'verbose', 'foreground', 'preserve-status'],
      valued: ['k', 's', 'kill-after', 'signal'],
      leading: 1,
    },
    gtimeout: {
      flags: ['v', 'verbose', 'foreground', 'preserve-status'],
      valued: ['k', 's', 'kill-after', 'signal'],
      leading: 1,
    },
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
      valued: wordList(`
    n P L s d E a I max-args max-procs max-lines max-chars delimiter eof arg-file replace
  `),
    },
  }),
);

/** Programs that run what they are given, as somebody else, elsewhere, or in a way that is not followed here. */
export const runners: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sudo: 'It runs with the rights of the administrator.',
    doas: 'It runs with the rights of the administrator.',
    pkexec: 'It runs with the rights of the administrator.',
    su: 'It runs as another user.',
    runuser: 'It runs as another user.',
    runas: 'It runs as another user.',
    gsudo: 'It runs with the rights of the administrator.',
    ssh: 'It runs on another computer.',
    ...Object.fromEntries(
      wordList(`
    chroot unshare nsenter strace ltrace gdb script systemd-run at batch entr watch parallel flock busybox toybox
    wsl cmd start fakeroot proot firejail expect socat tmux screen dtach coproc rush start-stop-daemon daemonize
    setpriv capsh chrt taskset prlimit numactl xvfb-run dbus-run-session ld.so ld-linux-x86-64.so.2 linux64
    setarch i386 x86_64 run-parts logger eatmydata doit
  `).map((name) => [name, 'It runs another command in a way that is not looked into.']),
    ),
  }),
);

/** Runners whose first words choose what they run; allowed by their own prefix (`npx tsc`). */
export const projectRunners = new Set(
  wordList(`
    npx bunx uvx pipx npm pnpm yarn bun corepack uv poetry pipenv pdm rye hatch pixi conda mamba bundle docker
    kubectl nix-shell nix direnv devbox devenv mise rtx asdf rbenv pyenv nvm fnm volta dotenv dotenvx env-cmd
    cross-env cross-env-shell concurrently lerna nx rush turbo doppler op infisical aws-vault chamber heroku fly
    flyctl railway sail vagrant nodemon watchexec onchange chokidar hyperfine tox nox pre-commit git terragrunt
    wsl sem rtk with
  `),
);
/** Those that run their very first word. */
export const direct = new Set(
  wordList(`
    npx bunx uvx corepack dotenv env-cmd cross-env cross-env-shell concurrently nodemon watchexec onchange
    hyperfine sail chokidar
  `),
);
export const runningSubcommands = new Set(
  'exec x dlx run shell develop compose ssh foreach workspace workspaces'.split(' '),
);
/** Those that run a word that is no command of their own (`yarn eslint`). */
export const implicit: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    pnpm: `
      add install i update up remove rm uninstall un link ln unlink import rebuild rb prune fetch dedupe patch
      audit list ls outdated why licenses run exec dlx create test t start publish pack root bin server store
      cache config c init deploy doctor env setup self-update
    `,
    yarn: `
      add install remove upgrade up why info list cache config init link unlink pack publish version versions
      npm plugin set dedupe constraints rebuild search stage workspaces workspace audit bin check create global
      help import licenses login logout node outdated owner policies tag team
    `,
    bun: `
      install i add a remove rm update link unlink pm build init create upgrade test outdated patch publish
      audit info why
    `,
  }).map(([program, names]) => [program, new Set(wordList(names))]),
);
/** Options of runners without a value, so that what follows them is what runs. */
export const runnerFlags = pattern()`
  ^(?:-y|--yes|-q|--quiet|--no|--no-install|--bun|-T|-it|-i|-t|-d|--rm|--silent|-s|-r|--recursive|--frozen
  |--verbose|-v|--workspaces|-ws|--|-B|--offline|--isolated)$
`;

/** Builtins by which the meaning of later commands changes, or text becomes a command. */
export const shapeshifters = new Set(
  wordList(`
    eval source . alias unalias trap enable hash bind complete compgen compopt fc history shopt mapfile readarray
    let declare typeset local readonly read getopts unset caller suspend ulimit umask autoload zmodload emulate
    function abbr vared sched
  `),
);
