import { fromSubcommand, hasOption, operandsOf, type ProgramCall } from './callWords';
import { destructiveGit } from './destructiveGit';
import { programName, type ShellWord } from './shellWords';

/** Says, as a sentence, what a call would do that cannot be taken back; undefined when nothing is known against it. */
type Form = (call: ProgramCall) => string | undefined;

const downloaders = ['curl', 'wget', 'fetch', 'http', 'https', 'aria2c', 'nc', 'ncat', 'socat', 'lynx', 'iwr', 'irm', 'invoke-webrequest', 'invoke-restmethod'];
const shells = ['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash', 'fish', 'rbash', 'csh', 'tcsh', 'pwsh', 'powershell', 'cmd'];
const interpreters = ['python', 'python2', 'python3', 'node', 'deno', 'bun', 'perl', 'ruby', 'php', 'lua', 'tclsh', 'osascript', 'awk', 'gawk', 'mawk', 'rscript', 'nodejs', 'ts-node', 'tsx', 'pypy', 'ipython', 'julia', 'groovy', 'jshell', 'elixir', 'iex', 'invoke-expression'];

/** Whether the program runs command lines that it is given. */
export function isShell(word: string): boolean {
  return shells.includes(programName(word));
}

/** Whether the program runs code in some language that it is given. */
export function isInterpreter(word: string): boolean {
  const name = programName(word).replace(/(?:\d+(?:\.\d+)*)$/, '');
  return interpreters.includes(name) || interpreters.includes(programName(word));
}

const always = (sentence: string): Form => () => sentence;

/** A program whose subcommands, as one text of words, are matched against patterns. */
const bySubcommand = (...forms: readonly (readonly [RegExp, string])[]): Form => (call) => {
  const words = fromSubcommand(call).map(({ text }) => text).join(' ');
  return forms.find(([pattern]) => pattern.test(words))?.[1];
};

const removes: Form = (call) => {
  if (!hasOption(call, 'r', 'R', 'f', 'recursive', 'force')) {
    return hasOption(call, 'no-preserve-root') ? 'It deletes from the root of the disk.' : undefined;
  }
  const targets = operandsOf(call.args);
  const target = targets.find(isFarTarget) ?? (call.movedAway ? targets[0] : undefined);
  if (!target) return undefined;
  if (target.kind === 'expanded') return 'It deletes files whose names are known only when it runs.';
  return `It deletes ${target.text}${/^(?:\.|\.\/|\*|\.\/\*)$/.test(target.text) ? ', all of this folder' : ''} without asking; that cannot be taken back.`;
};

/** A target outside of what a build leaves behind: the root, the home folder, the folder itself, the one above, whatever a pattern at the top finds. */
function isFarTarget({ text, kind }: ShellWord): boolean {
  if (kind === 'expanded') return true;
  return /^(?:[/~\\]|[A-Za-z]:|\.\.?(?:[/\\]|$)(?![^/\\.*?[])|\*|\.\*|\.\[)/.test(text) || /(?:^|[/\\])\.\.(?:[/\\]|$)/.test(text) || (kind === 'pattern' && /^(?:\.[/\\])*[*?[][^/\\]*[/\\]?$/.test(text)) || /^(?:\.[/\\]?)?\.git(?:[/\\]|$)/.test(text);
}

const changesModes: Form = (call) =>
  hasOption(call, 'R', 'recursive') && operandsOf(call.args).slice(1).some((word) => /^(?:[/~\\]|\.\.(?:\/|$)|\.?\*?$|\.\/$)/.test(word.text) || word.kind === 'expanded')
    ? 'It changes owners or permissions of a whole folder and everything in it.'
    : undefined;

const writesDevice = (text: string) => /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|mapper|md|dm-|loop|mem|kmem|port)/.test(text);

const usesDevice: Form = ({ args }) => (args.some(({ text }) => writesDevice(text.replace(/^of=/, ''))) ? 'It writes to a disk directly.' : undefined);

const kills: Form = ({ args }) => {
  const pids = args.map(({ text }) => text);
  return pids.slice(pids[0]?.startsWith('-') ? 1 : 0).some((pid) => pid === '-1' || pid === '1') ? 'It ends every process that it may end.' : undefined;
};

const finds: Form = ({ args }) => {
  const words = args.map(({ text }) => text);
  if (words.includes('-delete')) return 'It deletes every file that it finds.';
  return undefined;
};

const deletesData: Form = ({ args, part }) => {
  const text = [...args.map((arg) => arg.text), part.input ?? '', part.fed === 'pipe' ? part.pipeline : ''].join(' ');
  return /\b(?:drop\s+(?:database|schema|table|user|role|owned)|truncate\s+\w|delete\s+from|dropdatabase|flushall|flushdb|\.drop\s*\()/i.test(text) ? 'It deletes data in a database.' : undefined;
};

const publishes = 'It publishes a package, which cannot be taken back.';

const jsPackages = bySubcommand(
  [/^(?:npm )?(?:publish|unpublish|deprecate|dist-tag (?:add|rm)|owner|access|token|star)\b/, publishes],
  [/^(?:login|logout|adduser)\b/, 'It changes who you are to the package registry.'],
);

const powershell: Form = (call) => {
  const text = call.args.map((arg) => arg.text).join(' ');
  if (/(?:^|\s)-(?:e|ec|en|enc\w*)\s/i.test(` ${text} `)) return 'It runs a command that is hidden in an encoded text.';
  if (/\b(?:iex|invoke-expression)\b/i.test(text)) return 'It runs a text as a command.';
  if (/\b(?:remove-item|ri|rm|rd|rmdir|del|erase)\b(?=.*\s-(?:r|rec\w*|fo\w*)\b)/i.test(text)) return 'It deletes files and folders without asking.';
  if (/\b(?:format-volume|clear-disk|initialize-disk|remove-partition|stop-computer|restart-computer)\b/i.test(text)) return 'It erases a disk or turns the computer off.';
  return undefined;
};

const removesItem: Form = ({ args }) => (args.some(({ text }) => /^-(?:r|rec\w*|fo\w*)$/i.test(text)) ? 'It deletes files and folders without asking.' : undefined);
const slashDeletes: Form = ({ args }) => (args.some(({ text }) => /^\/(?:s|q|f)/i.test(text)) ? 'It deletes files and folders without asking.' : undefined);

const offSwitch = always('It turns the computer off or starts it again.');
const erases = always('It erases or changes a disk.');

const forms: ReadonlyMap<string, Form> = new Map(Object.entries<Form>({
  git: destructiveGit,
  rm: (call) => removes(call) ?? removesItem({ ...call, args: call.args.filter(({ text }) => text.length > 3) }),
  unlink: removes,
  srm: always('It overwrites files so that they cannot be brought back.'),
  shred: always('It overwrites files so that they cannot be brought back.'),
  wipefs: erases,
  mkswap: erases,
  fdisk: erases,
  sfdisk: erases,
  gdisk: erases,
  sgdisk: erases,
  cfdisk: erases,
  parted: erases,
  diskpart: erases,
  diskutil: erases,
  hdparm: erases,
  blkdiscard: erases,
  badblocks: erases,
  lvremove: erases,
  vgremove: erases,
  pvremove: erases,
  zpool: erases,
  cryptsetup: erases,
  dd: always('It copies raw bytes, over whatever is there.'),
  format: erases,
  mount: always('It changes which disks are mounted.'),
  umount: always('It changes which disks are mounted.'),
  chmod: changesModes,
  chown: changesModes,
  chgrp: changesModes,
  tee: usesDevice,
  cp: usesDevice,
  mv: (call) => usesDevice(call) ?? (operandsOf(call.args).some(({ text }) => text === '/dev/null' || /^(?:\/|~\/?|\.git\/?)$/.test(text)) ? 'It moves files to where they are lost.' : undefined),
  shutdown: offSwitch,
  reboot: offSwitch,
  halt: offSwitch,
  poweroff: offSwitch,
  init: offSwitch,
  telinit: offSwitch,
  systemctl: bySubcommand([/^(?:poweroff|reboot|halt|kexec|suspend|hibernate|rescue|emergency|isolate)\b/, 'It turns the computer off or starts it again.'], [/^(?:stop|disable|mask|kill)\b/, 'It stops a service of this computer.']),
  kill: kills,
  killall: always('It ends every process of a name.'),
  killall5: always('It ends every process.'),
  pkill: always('It ends every process that a pattern finds.'),
  taskkill: always('It ends processes by force.'),
  find: finds,
  fd: finds,
  rsync: (call) => (hasOption(call, 'delete', 'remove-source-files') || call.args.some(({ text }) => text.startsWith('--del')) ? 'It deletes files in the place that it copies to.' : undefined),
  truncate: always('It cuts files off.'),
  crontab: (call) => (hasOption(call, 'r') ? 'It deletes the timetable of regular jobs.' : undefined),
  userdel: always('It deletes a user.'),
  passwd: always('It changes a password.'),
  iptables: always('It changes the firewall.'),
  nft: always('It changes the firewall.'),
  npm: jsPackages,
  pnpm: jsPackages,
  yarn: jsPackages,
  bun: jsPackages,
  lerna: jsPackages,
  vsce: jsPackages,
  ovsx: jsPackages,
  jsr: jsPackages,
  cargo: bySubcommand([/^(?:publish|yank|owner)\b/, publishes]),
  gem: bySubcommand([/^(?:push|yank|owner)\b/, publishes]),
  twine: bySubcommand([/^upload\b/, publishes]),
  poetry: bySubcommand([/^publish\b/, publishes]),
  uv: bySubcommand([/^publish\b/, publishes]),
  flit: bySubcommand([/^publish\b/, publishes]),
  hatch: bySubcommand([/^publish\b/, publishes]),
  dotnet: bySubcommand([/^nuget (?:push|delete)\b/, publishes]),
  nuget: bySubcommand([/^(?:push|delete)\b/, publishes]),
  mvn: ({ args }) => (args.some(({ text }) => /^(?:deploy|release:.*|nexus-.*)$/.test(text)) ? publishes : undefined),
  gradle: ({ args }) => (args.some(({ text }) => /publish|upload/i.test(text)) ? publishes : undefined),
  gradlew: ({ args }) => (args.some(({ text }) => /publish|upload/i.test(text)) ? publishes : undefined),
  docker: bySubcommand(
    [/^(?:system|volume|image|container|network|builder|buildx) prune\b/, 'It deletes containers, images or their data.'],
    [/^volume rm\b|^compose\b.* down\b.*(?:-v|--volumes)\b/, 'It deletes data of containers.'],
    [/^(?:rm|rmi|container rm|image rm)\b/, 'It deletes containers or images.'],
    [/^(?:image )?push\b/, 'It publishes an image.'],
  ),
  podman: bySubcommand([/^(?:(?:system|volume|image|container|network) prune|system reset|volume rm|rm|rmi)\b/, 'It deletes containers, images or their data.'], [/^push\b/, 'It publishes an image.']),
  terraform: bySubcommand([/^destroy\b|^apply\b/, 'It changes or destroys running infrastructure.'], [/^(?:state (?:rm|mv|push)|taint|force-unlock|workspace delete)\b/, 'It changes what is known of running infrastructure.']),
  tofu: bySubcommand([/^destroy\b|^apply\b/, 'It changes or destroys running infrastructure.']),
  pulumi: bySubcommand([/^(?:destroy|up|update|cancel|stack rm)\b/, 'It changes or destroys running infrastructure.']),
  cdk: bySubcommand([/^(?:destroy|deploy)\b/, 'It changes or destroys running infrastructure.']),
  serverless: bySubcommand([/^(?:remove|deploy)\b/, 'It changes or destroys running infrastructure.']),
  kubectl: bySubcommand([/^(?:delete|drain|replace\b.*--force|scale\b.*=0)/, 'It deletes things in a running cluster.']),
  helm: bySubcommand([/^(?:uninstall|delete|rollback)\b/, 'It removes something from a running cluster.']),
  aws: bySubcommand([/\b(?:delete|terminate|remove|destroy|deregister)-|^s3 (?:rm|rb)\b|^s3 sync\b.*--delete/, 'It deletes things in the cloud.']),
  gcloud: bySubcommand([/\bdelete\b/, 'It deletes things in the cloud.']),
  gsutil: bySubcommand([/^(?:-m )?(?:rm|rb)\b/, 'It deletes things in the cloud.']),
  az: bySubcommand([/\b(?:delete|purge)\b/, 'It deletes things in the cloud.']),
  heroku: bySubcommand([/destroy|^pg:reset/, 'It deletes a running application or its data.']),
  gh: bySubcommand([/^\S+ (?:delete|archive|merge|transfer)\b|^release create\b|^api\b.*(?:-X|--method)[ =]?(?:DELETE|PUT|POST|PATCH)/, 'It changes or deletes something on GitHub.']),
  firebase: bySubcommand([/delete|^deploy\b/, 'It changes or deletes a running application.']),
  dropdb: always('It deletes a database.'),
  dropuser: always('It deletes a user of a database.'),
  ...Object.fromEntries(['psql', 'mysql', 'mariadb', 'mongosh', 'mongo', 'sqlite3', 'sqlcmd', 'cockroach', 'redis-cli', 'clickhouse-client', 'duckdb'].map((name) => [name, deletesData])),
  mysqladmin: bySubcommand([/\bdrop\b/, 'It deletes a database.']),
  powershell,
  pwsh: powershell,
  'remove-item': removesItem,
  ri: removesItem,
  'clear-disk': erases,
  'format-volume': erases,
  'stop-computer': offSwitch,
  'restart-computer': offSwitch,
  del: (call) => slashDeletes(call) ?? removesItem(call),
  erase: (call) => slashDeletes(call) ?? removesItem(call),
  rd: (call) => slashDeletes(call) ?? removesItem(call),
  rmdir: (call) => slashDeletes(call) ?? removesItem(call),
  iex: always('It runs a text as a command.'),
  'invoke-expression': always('It runs a text as a command.'),
  reg: bySubcommand([/^(?:delete|import|restore)\b/i, 'It changes the registry of Windows.']),
  vssadmin: always('It changes the backups of Windows.'),
  bcdedit: always('It changes how Windows starts.'),
  cipher: always('It overwrites disks.'),
}));

/** What a call would do that cannot be taken back, as a sentence; undefined when nothing is known against it. */
export function destructiveForm(call: ProgramCall): string | undefined {
  const { part, program } = call;
  if (part.writes.some(({ text }) => writesDevice(text))) return 'It writes to a disk directly.';
  const fromNetwork = [...part.upstream, ...part.inside].some((name) => downloaders.includes(programName(name)));
  const evaluates = isShell(program) || ['eval', 'source', '.', 'xargs', 'sudo', 'doas', 'env'].includes(program);
  if (fromNetwork && (evaluates || isInterpreter(program))) return 'It runs what it fetches from the network, unseen.';
  if (part.fed === 'pipe' && isShell(program) && readsScript(call)) return 'It runs the output of another command as commands, unseen.';
  if (program.startsWith('mkfs') || program.startsWith('newfs')) return 'It erases or changes a disk.';
  return forms.get(program)?.(call);
}

/** Whether options or subcommands of the program can make it destructive, so that unknown arguments count. */
export function isGuarded(program: string): boolean {
  return forms.has(program) || isShell(program);
}

/** Whether a shell takes its commands from standard input. */
function readsScript({ args }: ProgramCall): boolean {
  return operandsOf(args).length === 0 || hasOption({ args }, 's');
}
