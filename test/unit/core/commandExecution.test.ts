import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { judgeCommand } from '../../../src/core/commands/commandRules';

/** Programs that only read, as long as no option says otherwise. */
const reading = [
  'git diff',
  'git log',
  'git show',
  'git grep',
  'git ls-remote',
  'git blame',
  'git ls-files',
  'git cat-file',
  'git rev-parse',
  'git shortlog',
  'git stash list',
  'git archive',
  'git fetch',
  'sort',
  'uniq',
  'shuf',
  'sed',
  'awk',
  'find',
  'diff',
  'tar',
  'xxd',
  'cat',
  'grep',
  'wc',
  'head',
  'cut',
  'file',
  'base64',
  'xargs',
  'tree',
  'jq',
  'sdiff',
  'column',
  'ls',
  'env',
];
/** How many lines are run; more by hand. */
const tries = Number(process.env['FLUX_RULES_TRIES'] ?? 150);
const gitNames = ['diff', 'log', 'show', 'grep', 'ls-remote', 'blame', 'ls-files', 'cat-file', 'archive', 'fetch'];
const gnuNames = ['sort', 'uniq', 'shuf', 'diff', 'tar', 'sed', 'xargs', 'grep', 'find', 'sdiff', 'base64', 'file'];

/** Every long option that the installed program knows, asked of itself. */
function optionsOf(name: string): string[] {
  const isGit = gitNames.includes(name);
  const { stdout } = isGit
    ? spawnSync('git', [name, '--git-completion-helper-all'], { encoding: 'utf8' })
    : spawnSync(name, ['--help'], { encoding: 'utf8' });
  return [...new Set([...(stdout ?? '').matchAll(/--[a-z][a-z-]+/g)].map(([option]) => option))];
}

function snapshot(folder: string): string {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      // Git itself keeps what it has looked up there.
      .filter((file) => !/\.git[/\\](?:index|FETCH_HEAD|logs|objects)/.test(file))
      .sort()
      .map((file) => `${file}\n${statSync(file).size > 10_000 ? statSync(file).size : readFileSync(file, 'latin1')}`)
      .join('\n')
  );
}

describe('what is allowed, really run', () => {
  it('writes no file and starts no program that the line names', function () {
    if (process.platform === 'win32') return this.skip();
    this.timeout(300_000);
    const place = mkdtempSync(path.join(tmpdir(), 'flux-allowed-'));
    const folder = path.join(place, 'work');
    const marker = path.join(place, 'executed');
    mkdirSync(folder);
    const run = (line: string) =>
      // Of GNU: it ends what the shell has started, too, such as a `shuf --repeat`.
      spawnSync('timeout', ['--signal=KILL', '3', '/bin/bash', '-c', line], {
        cwd: folder,
        stdio: 'ignore',
        env: { PATH: `${process.env['PATH'] ?? ''}:${folder}`, HOME: place, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
      });
    try {
      writeFileSync(path.join(folder, 'evil'), `#!/bin/sh\necho "$0 $*" >> ${marker}\n`);
      chmodSync(path.join(folder, 'evil'), 0o755);
      for (const name of [
        'a',
        'b',
        'c.txt',
        '--output=victim',
        '-ovictim',
        '--compress-program=.evil',
        '-O.evil',
        '--exec=evil',
        '-delete',
      ])
        writeFileSync(path.join(folder, name), 'two\none\nthree\n');
      run(
        'git init -q . && git config user.email a@b && git config user.name a && git add -A && git commit -qm ' +
          'one && echo more >> a && tar -cf x.tar -- a b',
      );
      const long = new Map([...gitNames, ...gnuNames].map((name) => [name, optionsOf(name)]));
      const value = fc.constantFrom(
        'evil',
        './evil',
        'victim',
        'a',
        '1',
        'w victim',
        'e',
        '{}',
        'HEAD',
        '.',
        'exec=./evil',
        's/a/b/e',
        's/two/evil/w victim',
        'system("evil")',
        '{print > "victim"}',
        '*',
        '?*',
        '--*',
        '??out*',
        '-o*',
        '$X',
        '"$X"',
        '{-ovictim,a}',
        '--',
        'two',
        '~',
        'b victim',
        '1e ./evil',
        'p',
        "'1,2p'",
        "'{print $1}'",
      );
      const telling = fc.constantFrom(
        '--output',
        '--outp',
        '--o',
        '--exec',
        '--exe',
        '--upload-pack',
        '--upl',
        '--open-files-in-pager',
        '--op',
        '--ext-diff',
        '--compress-program',
        '--to-command',
        '--checkpoint-action',
        '--use-compress-program',
        '--in-place',
        '--expression',
        '-o',
        '-O',
        '-i',
        '-e',
        '-n',
        '-f',
        '-no',
        '-uo',
        '-w',
        '-I',
        '-exec',
        '-fprint',
        '-delete',
        '-c',
        '-r',
        '-x',
        '-s',
        '-E',
        '-t',
        '-T',
        '-C',
        '-F',
        '-tf',
        '-nO',
        '-v',
        '-b',
        '-p',
      );
      const line = fc.constantFrom(...reading).chain((program) => {
        const known = long.get(program.split(' ').pop() ?? '') ?? [];
        const one =
          known.length > 0
            ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: telling })
            : telling;
        const option = fc
          .tuple(one, fc.integer({ min: 3, max: 30 }), fc.constantFrom('', ' ', '=', ''), value)
          .map(
            ([name, length, between, given]) =>
              `${name.slice(0, length)}${between === '' ? '' : `${between}${/^[\w./={}*?$~"'-]+$/.test(given) ? given : `'${given}'`}`}`,
          );
        const operand = value.map((given) =>
          /^[\w./={},*?$~"'-]+$/.test(given) || given.startsWith("'") ? given : `'${given}'`,
        );
        return fc
          .array(fc.oneof({ weight: 3, arbitrary: option }, { weight: 2, arbitrary: operand }), {
            minLength: 1,
            maxLength: 4,
          })
          .map((words) => `X='-ovictim -exec'; ${program} ${words.join(' ')} < c.txt`);
      });
      const before = snapshot(folder);
      const tried = new Set<string>();
      for (const command of fc.sample(line, {
        numRuns: 40 * tries,
        seed: Number(process.env['FLUX_RULES_SEED'] ?? Date.now() % 1_000_000),
      })) {
        if (tried.size >= tries) break;
        if (
          tried.has(command) ||
          judgeCommand(command.replace(/^X='[^']*'; /, ''), { allowed: reading, denied: [] }).verdict !== 'allowed'
        )
          continue;
        tried.add(command);
        run(command);
        assert.ok(!existsSync(marker), `Allowed, and yet a program was started: ${command}`);
        assert.equal(snapshot(folder), before, `Allowed, and yet it wrote: ${command}`);
      }
      assert.ok(tried.size >= 50, `Only ${tried.size} lines were tried.`);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
