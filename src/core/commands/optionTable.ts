import { pattern } from '../../base/pattern';
import { wordList } from '../../base/words';
/** What is known of the options of a program that may be allowed. */
export interface OptionRule {
  /** Options that name a file to write or a program to start: letters and long names, apart by blanks. */
  readonly asks?: string;
  /** Letters of options that take a value: what is glued to them are no more letters. */
  readonly valued?: string;
  /** Long options with one dash (`-exec`), so that letters do not stand in groups. */
  readonly oneDash?: boolean;
  /** Only options that match are known to be harmless; for programs whose others are too many. */
  readonly only?: RegExp;
  /** Why every call asks, a sentence. */
  readonly always?: string;
  /** More words than this are files to write. */
  readonly mostWords?: number;
  /** Each word is a task of its own: those behind what was allowed are not covered by it. */
  readonly tasks?: boolean;
  /** What it is told in its first word is a small program; see scriptDoubt. */
  readonly script?: 'sed' | 'awk' | 'sql';
}

/** Programs none of whose options writes a file or starts anything, so that unknown words are harmless too. */
export const harmless: ReadonlySet<string> = new Set(
  (
    'ls dir vdir echo cat wc head tail cut tr nl paste join comm fold fmt expand unexpand rev tac od md5sum ' +
    'sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum md5 shasum stat du df pwd printf basename ' +
    'dirname realpath readlink which whereis type id whoami groups users who uname arch printenv seq sleep true ' +
    'false test [ expr tty nproc uptime free ps pgrep pidof cmp jq grep egrep fgrep lsof getent locale getconf ' +
    'tsort numfmt pathchk base32 basenc mkdir rmdir touch kill rm unlink nslookup tokei colordiff diffstat ' +
    'factor logname hostid cal wait jobs :'
  ).split(' '),
);

const overwrites = 'It may overwrite files that are there.';
const writes = 'It writes files.';
const interactive = 'It can start other programs from within.';
const jsTest =
  'config c r require import loader globalSetup setupFiles setupFilesAfterEnv outputFile outDir output o ' +
  'runner testRunner resolver transform transformer environment env testEnvironment globalTeardown preset ' +
  'coverageDirectory reporters reporter project projects p plugin file spec dir root rootDir cacheDirectory ' +
  'node-option exec';
const js =
  'o output-file output outdir out-dir out-file outfile c config rulesdir resolve-plugins-relative-to plugin ' +
  'plugins parser f format formatter cache-location cache-file stats-file config-path';

/** By program, as canonicalProgram names it. */
export const optionTable: Readonly<Record<string, OptionRule>> = {
  sort: { asks: 'o output compress-program T temporary-directory', valued: 'kStT' },
  shuf: { asks: 'o output', valued: 'nei' },
  uniq: { valued: 'fsw', mostWords: 1 },
  tee: { mostWords: 0 },
  tree: { asks: 'o R output infofile', valued: 'LPI' },
  date: { asks: 's set', valued: 'dfrIR' },
  diff: { asks: 'l paginate output', valued: 'CUWDFIxXSL' },
  sdiff: { asks: 'o output diff-program', valued: 'IwW' },
  diff3: { asks: 'diff-program', valued: 'L' },
  column: { valued: 'cstoNHRTEOWrip' },
  base64: { asks: 'o output', valued: 'wbi' },
  file: { asks: 'C compile p z Z S magic-file no-sandbox uncompress', valued: 'fmeFP' },
  strings: { asks: 'plugin target', valued: 'neotT' },
  nm: { asks: 'plugin' },
  objdump: { asks: 'plugin dwarf-check debug-dump' },
  hostname: { mostWords: 0, asks: 'F file b boot' },
  ss: { asks: 'K kill D diag' },
  find: { oneDash: true, asks: 'fprint fprint0 fprintf fls' },
  fd: { valued: 'detEScgj' },
  rg: { asks: 'pre hostname-bin search-zip z', valued: 'efgtTABCmjMdrE' },
  ag: { asks: 'pager' },
  ack: { asks: 'pager output ackrc env create-ackrc' },
  ugrep: { asks: 'pager view filter save-config index' },
  bat: { asks: 'pager paging config-file' },
  delta: { asks: 'pager paging' },
  yq: { asks: 'i inplace in-place s split-exp split-exp-file from-file enable-system-operator', valued: 'oIp' },
  xxd: { only: /^-(?:[abeEipuC]|[clgs]\d*|o)$/, valued: 'clgso', mostWords: 1 },
  hexdump: { valued: 'efnsC' },
  xmllint: { oneDash: true, asks: 'o output shell' },
  tsc: { asks: 'outDir outFile out declarationDir tsBuildInfoFile generateTrace generateCpuProfile init' },
  eslint: { asks: `${js} init` },
  prettier: { asks: js },
  stylelint: { asks: js },
  biome: { asks: 'config-path' },
  jest: { asks: jsTest },
  vitest: { asks: jsTest },
  mocha: { asks: `${jsTest} n`, valued: 'gfRtuj' },
  ava: { asks: jsTest },
  pytest: {
    asks:
      'p o c override-ini config-file rootdir confcutdir junitxml junit-xml log-file debug basetemp pastebin ' +
      'cov-report report-log pdbcls pdb html json-report-file cov-config import-mode W',
    valued: 'kmnr',
  },
  ruff: { asks: 'config output-file o cache-dir' },
  mypy: {
    asks:
      'config-file python-executable junit-xml html-report txt-report xml-report any-exprs-report cache-dir ' +
      'shadow-file custom-typeshed-dir install-types',
  },
  black: { asks: 'config' },
  pylint: { asks: 'init-hook load-plugins rcfile output' },
  node: {
    only: pattern()`
  ^--(?:test(?:-(?:only|name-pattern|skip-pattern|concurrency|timeout|force-exit|shard|isolation
  |update-snapshots|coverage-(?:lines|branches|functions|include|exclude)))?|experimental-(?:test-coverage
  |strip-types|transform-types|vm-modules|sqlite|test-module-mocks|test-isolation|test-snapshots)
  |no-warnings|enable-source-maps|trace-(?:warnings|uncaught|deprecation)|check|version|help
  |max-old-space-size|stack-trace-limit|unhandled-rejections|expose-gc)(?:=.*)?$|^--test-reporter=(?:spec
  |tap|dot|junit|lcov)$|^-[cvh]$
`,
  },
  python: { only: /^-(?:[bBdEhIOqsSuvVx]+|m)$|^--(?:version|help)$/ },
  perl: { only: /^-[cvwWtT]+$|^--(?:version|help)$/ },
  ruby: { only: /^-[cvwW\d]+$|^--(?:version|help)$/ },
  php: { only: /^-(?:[lvmihn]+)$|^--(?:version|help)$/ },
  lua: { only: /^-[vEW]+$/ },
  deno: {
    asks:
      'A allow-all allow-run allow-write allow-ffi r reload config c import-map cert o output lock env-file ' +
      'preload',
  },
  bun: { asks: 'e eval p print preload r require import outfile outdir config c cwd env-file install define' },
  go: {
    oneDash: true,
    asks:
      'exec toolexec o c outputdir coverprofile cpuprofile memprofile blockprofile mutexprofile trace overlay ' +
      'modfile vettool gcflags ldflags asmflags gccgoflags pkgdir C compiler fuzzcachedir fuzz w testlogfile',
  },
  cargo: {
    asks:
      'config Z C manifest-path target-dir artifact-dir out-dir lockfile-path root open color-program registry ' +
      'index git',
    valued: 'jpF',
  },
  rustc: { always: writes },
  make: { asks: 'f file makefile C directory I include-dir eval E environment-overrides', valued: 'jloW', tasks: true },
  ninja: { asks: 'C f t', tasks: true },
  just: {
    asks:
      'f justfile d working-directory shell shell-arg shell-command c command e edit choose chooser set ' +
      'dotenv-path E dotenv-filename dump init',
    tasks: true,
  },
  task: { asks: 't taskfile d dir g global w output', tasks: true },
  rake: {
    asks: 'f rakefile e execute E execute-continue p execute-print r require I libdir R rakelibdir g system',
    tasks: true,
  },
  gulp: { asks: 'f gulpfile cwd r require preload', tasks: true },
  grunt: { asks: 'gruntfile base b tasks', tasks: true },
  ant: {
    oneDash: true,
    asks: 'f file buildfile lib logfile l logger listener inputhandler propertyfile main',
    tasks: true,
  },
  gradle: {
    asks:
      'I init-script b build-file c settings-file p project-dir g gradle-user-home include-build D P system-prop ' +
      'project-prop project-cache-dir',
    tasks: true,
  },
  mvn: {
    asks: 'f file s settings gs global-settings t toolchains l log-file D define P activate-profiles',
    tasks: true,
  },
  npm: {
    asks:
      'script-shell node-options prefix userconfig globalconfig git editor viewer browser shell onload-script C ' +
      'init-module cache registry location call c logs-dir node-gyp pack-destination https-proxy proxy cafile p ' +
      'package g global',
    valued: 'w',
  },
  npx: {
    asks:
      'c call p package shell script-shell node-options prefix userconfig cache registry n node-arg ' +
      'shell-auto-fallback',
  },
  pnpm: {
    asks:
      'script-shell shell-emulator dir C config pnpmfile global-pnpmfile use-node-version node-options registry ' +
      'store-dir c shell-mode modules-dir lockfile-dir package reporter-program',
  },
  yarn: {
    asks:
      'use-yarnrc cwd script-shell modules-folder global-folder registry cache-folder preferred-cache-folder ' +
      'node-options inspect',
  },
  uv: {
    asks:
      'directory project config-file index index-url default-index find-links f python p cache-dir env-file with ' +
      'with-editable with-requirements o output-file target prefix',
  },
  pip: {
    asks:
      'r requirement i index-url extra-index-url f find-links t target prefix root src python global-option ' +
      'config-settings build-option log report cache-dir e editable proxy d dest w wheel-dir',
  },
  docker: {
    asks:
      'o output iidfile cidfile metadata-file cache-to secret ssh v volume mount privileged device env-file H ' +
      'host context config pid ipc userns security-opt cap-add entrypoint',
    valued: 'ptefw',
  },
  kubectl: { asks: 'kubeconfig server s token as output-directory' },
  terraform: {
    oneDash: true,
    asks:
      'out chdir plugin-dir from-module state state-out backup generate-config-out backend-config var-file ' +
      'destroy auto-approve',
  },
  gh: { asks: 'w web O output D dir b body-file e editor' },
  composer: { asks: 'd working-dir' },
  dotnet: {
    asks:
      'o output s settings l logger results-directory a test-adapter-path p property diag configfile tool-path ' +
      'bl binaryLogger',
  },
  swift: { asks: 'package-path scratch-path build-path Xlinker Xswiftc Xcc toolchain swift-sdk' },
  psql: { asks: 'f file o output L log-file v variable set', script: 'sql' },
  mysql: { asks: 'tee pager init-command defaults-file defaults-extra-file plugin-dir', script: 'sql' },
  sqlite3: { oneDash: true, asks: 'cmd init A a c archive', script: 'sql' },
  duckdb: { oneDash: true, asks: 'cmd init c f', script: 'sql' },
  sed: { script: 'sed', valued: 'l', asks: 'i in-place f file s separate' },
  awk: {
    script: 'awk',
    only: /^-(?:F.*|v.*)$|^--(?:field-separator|assign|posix|traditional|re-interval|sandbox|version|help)(?:=.*)?$/,
  },
  tar: {
    only: pattern()`
  ^(?:-t[vzjJf]*|-[vzjJ]*tvf?|-(?:v|z|j|J|f|C)|--(?:list|verbose|gzip|bzip2|xz|file(?:=.*)?|exclude=.*
  |wildcards|strip-components=\d+))$
`,
  },
  curl: {
    only: pattern()`
  ^-[sSfLikIvG46]+$|^-(?:H|m|A|u|b|X)$|^--(?:silent|show-error|fail|location|head|include|verbose|max-time
  |compressed|header|request|get|http1\.1|http2|connect-timeout|retry|user-agent)(?:=.*)?$
`,
  },
  wget: { only: /^--(?:spider|quiet|no-verbose)$|^-q$/ },
  ssh: { always: 'It runs on another computer.' },
  env: { always: 'It shows or sets variables, and can start any program.' },
  cp: { always: overwrites },
  mv: { always: overwrites },
  install: { always: overwrites },
  ln: { asks: 'f force b backup' },
  rsync: { always: overwrites },
  scp: { always: overwrites },
  ...Object.fromEntries(
    wordList(`
    split csplit patch gzip gunzip bzip2 bunzip2 xz unxz zstd lz4 zip unzip 7z 7za 7zz cpio ar ranlib openssl
    convert magick mogrify ffmpeg pandoc dot xsltproc tidy gpg sponge mktemp mkfifo mknod gcc cc g++ clang clang++
    ld as javac jar sips defaults dos2unix unix2dos crontab aria2c tcpdump perf valgrind cscope ctags etags
  `).map((name) => [name, { always: writes }]),
  ),
  ...Object.fromEntries(
    wordList(`
    vim emacs nano ed less more most man info dc gdb lldb ftp sftp telnet mail mutt lynx w3m links top htop tig
    lazygit ranger mc pico joe micro code hx fzf
  `).map((name) => [name, { always: interactive }]),
  ),
  ...Object.fromEntries(
    wordList(`
    nodemon watchexec onchange chokidar hyperfine entr forever pm2 wait-on start-server-and-test npm-run-all run-s
    run-p concurrently parallel m4 expect tclsh ipython irb pry ghci julia r rscript octave groovy jshell elixir
    iex ts-node tsx
  `).map((name) => [name, { asks: 'e eval x exec c command r require import p print' }]),
  ),
};

/** Whether each word of the program is a task of its own (`make a b`). */
export function takesTasks(program: string): boolean {
  return optionTable[program]?.tasks === true;
}
